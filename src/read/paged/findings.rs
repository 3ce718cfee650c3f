//! What a reader of the report should know of how its pages were read.

use super::budget::Budget;
use crate::model::content::{Page, Visibility};
use crate::model::finding::{Finding, FindingKind};

/// The limits that were reached in a document of `total` pages of which `pages` were read.
pub(crate) fn reached(budget: &Budget, pages: &[Page], total: usize) -> Vec<Finding> {
    let limits = budget.limits();
    let mut findings = Vec::new();
    if let Some(limit) = budget.stopped() {
        findings.push(limits.finding(limit, &format!("{} of {total} pages read", pages.len())));
    }
    if let Some(limit) = budget.was_cut() {
        findings.push(limits.finding(limit, "a stream was cut or left out"));
    }
    findings
}

/// What the pages themselves tell: hidden text, scans, text from the recognition of images.
pub(crate) fn seen(pages: &[Page]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |kind, message: String| findings.push(Finding::new(kind, message));
    for (visibility, what) in [
        (Visibility::Unpainted, "that are not painted"),
        (Visibility::Paper, "as white as the paper"),
        (Visibility::Outside, "off the page or clipped away"),
    ] {
        let unread = |p: &&Page| visibility != Visibility::Unpainted || !p.has_ocr_layer();
        let glyphs = pages.iter().filter(unread).flat_map(|p| &p.glyphs);
        let count = glyphs.filter(|g| g.visibility == visibility && !g.ch.is_whitespace()).count();
        if count > 0 {
            add(FindingKind::HiddenText, format!("{count} characters {what} were left out"));
        }
    }
    let scans: Vec<&Page> = pages.iter().filter(|p| p.is_scan()).collect();
    let text = pages.iter().any(|p| !p.is_scan() && p.legible().any(|g| !g.ch.is_whitespace()));
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
