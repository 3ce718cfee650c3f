//! What a reader of the report should know of how its PDF was read.

use std::collections::BTreeMap;

use super::interpret::Reader;
use crate::model::content::{Glyph, Page, UnicodeSource};
use crate::model::finding::{Finding, FindingKind};
use crate::read::paged;

/// The findings of a document of `total` pages of which `pages` were read.
pub(super) fn findings(reader: &Reader<'_>, pages: &[Page], total: usize) -> Vec<Finding> {
    let mut findings = paged::findings::reached(&reader.library.budget, pages, total);
    let mut add = |kind, message: String| findings.push(Finding::new(kind, message));
    if reader.layered > 0 {
        add(FindingKind::HiddenText, format!("{} characters on hidden layers were left out", reader.layered));
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
    findings.extend(paged::findings::hidden(pages));
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
