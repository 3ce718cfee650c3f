//! What a reader of the report should know of how its PDF was read.

use std::collections::BTreeMap;

use super::interpret::Reader;
use crate::model::content::{Glyph, Page, UnicodeSource, Visibility};
use crate::model::finding::{Finding, FindingKind};

/// The findings of a document of `total` pages of which `pages` were read.
pub(super) fn findings(reader: &Reader<'_>, pages: &[Page], total: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    let budget = &reader.library.budget;
    let limits = budget.limits();
    if let Some(limit) = budget.stopped() {
        findings.push(limits.finding(limit, &format!("{} of {total} pages read", pages.len())));
    }
    if let Some(limit) = budget.was_cut() {
        findings.push(limits.finding(limit, "a stream was cut or left out"));
    }
    let mut add = |kind, message: String| findings.push(Finding::new(kind, message));
    if reader.layered > 0 {
        add(FindingKind::HiddenText, format!("{} characters on hidden layers were left out", reader.layered));
    }
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
    let assumed = by_font(reader, pages, |g| g.source == UnicodeSource::Convention && g.ch != ' ');
    if let Some((count, fonts)) = assumed {
        let what = "have their meaning from a convention of producers and not from the file";
        add(FindingKind::AssumedText, format!("{count} characters {what}; fonts: {fonts}"));
    }
    for (font, codes) in &reader.contradicted {
        let message = format!("ToUnicode of {font} contradicts the font in {codes} codes; the font's glyphs were read");
        add(FindingKind::ToUnicodeContradicts, message);
    }
    for (font, count) in &reader.mojibake {
        let message = format!("{count} characters of {font} were GBK shown through a Latin encoding, and were undone");
        add(FindingKind::EncodingRepaired, message);
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

/// How many legible characters are so, and the names of their fonts.
fn by_font(reader: &Reader<'_>, pages: &[Page], is_so: impl Fn(&Glyph) -> bool) -> Option<(usize, String)> {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for glyph in pages.iter().flat_map(Page::legible).filter(|g| is_so(g)) {
        *counts.entry(glyph.font).or_default() += 1;
    }
    let mut names: Vec<&str> =
        counts.keys().filter_map(|i| reader.fonts.get(usize::from(*i))).map(|f| f.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(5);
    names.truncate(5);
    let and = if more > 0 { format!(" and {more} more") } else { String::new() };
    let count = counts.values().sum();
    (count > 0).then(|| (count, format!("{}{and}", names.join(", "))))
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
