//! Pages that are images of text. Nothing is recognised yet: that a page is a scan, or has its text from the recognition of
//! one, is said.

use crate::model::content::{Content, Document, Page};
use crate::model::finding::{Finding, FindingKind};

/// Fewer characters than this beside images that cover half of the page are a stamp on a scan, or its page number.
const FEW: usize = 40;

/// Says which pages of a document are scans, and which have a layer of recognised text.
pub fn recognise(document: &mut Document) {
    let Content::Pages(pages) = &document.content else { return };
    document.findings.extend(findings(pages));
}

/// Whether the page is the image of a text: nothing to read but images, or next to nothing and large ones.
pub fn is_scan(page: &Page) -> bool {
    let legible = page.legible().filter(|g| !g.ch.is_whitespace()).count();
    !page.images.is_empty() && !page.has_ocr_layer() && (legible == 0 || legible < FEW && page.image_cover() > 0.5)
}

fn findings(pages: &[Page]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |kind, message: String| findings.push(Finding::new(kind, message));
    let scans: Vec<&Page> = pages.iter().filter(|p| is_scan(p)).collect();
    let text = pages.iter().any(|p| !is_scan(p) && p.legible().any(|g| !g.ch.is_whitespace()));
    match (scans.is_empty(), text) {
        (true, _) => {}
        (false, true) => {
            add(FindingKind::PartlyScanned, format!("{} hold images and no text", page_list(&scans)));
        }
        (false, false) => add(FindingKind::Scanned, "the pages hold images and no text".into()),
    }
    let recognised: Vec<&Page> = pages.iter().filter(|p| p.has_ocr_layer()).collect();
    if !recognised.is_empty() {
        let message = format!("{} have their text from the recognition of an image", page_list(&recognised));
        add(FindingKind::OcrLayer, message);
    }
    findings
}

/// "page 3", "pages 1, 3-5".
fn page_list(pages: &[&Page]) -> String {
    let mut numbers = pages.iter().map(|p| p.number).peekable();
    let mut parts = Vec::new();
    while let Some(first) = numbers.next() {
        let mut last = first;
        while let Some(next) = numbers.next_if_eq(&(last + 1)) {
            last = next;
        }
        parts.push(if last == first { first.to_string() } else { format!("{first}-{last}") });
    }
    format!("{} {}", if pages.len() == 1 { "page" } else { "pages" }, parts.join(", "))
}
