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

/// The characters of the pages that nobody sees.
pub(crate) fn hidden(pages: &[Page]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (visibility, what) in [
        (Visibility::Unpainted, "that are not painted"),
        (Visibility::Paper, "as white as the paper"),
        (Visibility::Outside, "off the page or clipped away"),
    ] {
        let unread = |p: &&Page| visibility != Visibility::Unpainted || !p.has_ocr_layer();
        let glyphs = pages.iter().filter(unread).flat_map(|p| &p.glyphs);
        let count = glyphs.filter(|g| g.visibility == visibility && !g.ch.is_whitespace()).count();
        if count > 0 {
            let message = format!("{count} characters {what} were left out");
            findings.push(Finding::new(FindingKind::HiddenText, message));
        }
    }
    findings
}
