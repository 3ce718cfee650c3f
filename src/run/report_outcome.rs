//! What a report makes of its document: that it is one, that it may be one, or that it is something else.

use super::frame::{Failure, Flag, ReportOutcome};
use crate::model::error::{Error, RECOGNISE};
use crate::model::finding::{Finding, FindingKind};
use crate::report::{Class, Report};

/// What keeps a document from being read, the surest first, and what can be done about it.
const CAUSES: [(FindingKind, &str); 3] = [
    (FindingKind::Scanned, RECOGNISE),
    (FindingKind::PartlyScanned, RECOGNISE),
    (FindingKind::LimitReached, "raise the limit that the message names, then convert it again"),
];
/// The same of one that is damaged as a whole: in others these are of some characters.
const DAMAGES: [(FindingKind, &str); 2] = [
    (FindingKind::TextDestroyed, "look for another copy of the document; what was lost is not in this one"),
    (
        FindingKind::UnreadableText,
        "print it to images and have a program recognise their text (OCR), then convert that",
    ),
];
/// Of a document that is damaged in no way that has a finding.
const ILLEGIBLE: (&str, &str) =
    ("illegible", "look for another copy of the document, or have the text of its pages recognised (OCR)");
/// Of pages with neither text nor images of it: what is seen on them may be drawn.
const BLANK: (&str, &str) = ("no_text", RECOGNISE);

/// What a report makes of its document.
pub(super) fn outcome(report: &Report) -> ReportOutcome {
    let classification = &report.classification;
    let reasons = || classification.reasons.join("; ");
    if classification.is_report(&report.findings) {
        return ReportOutcome::Converted;
    }
    if !classification.is_open {
        return ReportOutcome::NotAReport(reasons());
    }
    let found = |kind| report.findings.iter().find(|finding| finding.kind == kind);
    let is_damaged = classification.is == Class::Damaged;
    let damages = DAMAGES.iter().filter(|_| is_damaged);
    let cause = CAUSES.iter().chain(damages).find_map(|(kind, advice)| found(*kind).map(|finding| (finding, advice)));
    let failure =
        |code: &str, message: String, advice: &str| Failure { code: code.into(), message, advice: advice.into() };
    match cause {
        Some((finding, advice)) => ReportOutcome::Unread(failure(finding.kind.code(), finding.message.clone(), advice)),
        None if is_blank(report) => ReportOutcome::Unread(failure(BLANK.0, reasons(), BLANK.1)),
        None if is_damaged => ReportOutcome::Unread(failure(ILLEGIBLE.0, reasons(), ILLEGIBLE.1)),
        None => ReportOutcome::NotAReport(reasons()),
    }
}

/// Whether a document has pages and nothing on them that can be read.
fn is_blank(report: &Report) -> bool {
    let mut texts = report.sections.iter().flat_map(|section| &section.blocks);
    report.source.pages.is_some() && texts.all(|block| block.text.trim().is_empty())
}

/// The findings for which a report is flagged.
pub(super) fn flags(report: &Report) -> Vec<Flag> {
    let flag =
        |f: &Finding| Flag { code: f.kind.code().into(), severity: f.kind.severity(), message: f.message.clone() };
    report.classification.flags(&report.findings).map(flag).collect()
}

/// Whether an error leaves open that the document is a report: an image may be the scan of one.
pub(super) fn is_open(error: &Error) -> bool {
    matches!(error, Error::Unsupported(what) if what.ends_with("image"))
}
