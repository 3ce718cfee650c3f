//! What a report makes of its document: that it is one, that it may be one, or that it is something else.

use super::frame::{Failure, Flag, Verdict};
use crate::model::error::{Error, RECOGNISE};
use crate::model::finding::{Finding, FindingKind};
use crate::report::{Class, Report};

/// What keeps a document from being read, the surest first, and what can be done about it.
const CAUSES: [(FindingKind, &str); 5] = [
    (FindingKind::Scanned, RECOGNISE),
    (FindingKind::PartlyScanned, RECOGNISE),
    (FindingKind::LimitReached, "raise the limit that the message names, then convert it again"),
    (FindingKind::TextDestroyed, "look for another copy of the document; what was lost is not in this one"),
    (FindingKind::UnreadableText, "print it to images and have a program recognise their text (OCR), then convert that"),
];
/// Of a document that is damaged in no way that has a finding.
const ILLEGIBLE: (&str, &str) = ("illegible", "look for another copy of the document, or have the text of its pages recognised (OCR)");

/// What a report makes of its document.
pub(super) fn verdict(report: &Report) -> Verdict {
    let classification = &report.classification;
    let reasons = || classification.reasons.join("; ");
    if classification.is_report(&report.findings) {
        return Verdict::Converted;
    }
    if !classification.is_open {
        return Verdict::NotAReport(reasons());
    }
    let found = |kind| report.findings.iter().find(|finding| finding.kind == kind);
    let cause = CAUSES.iter().find_map(|(kind, advice)| found(*kind).map(|finding| (finding, advice)));
    let failure = |code: &str, message: String, advice: &str| Failure { code: code.into(), message, advice: advice.into() };
    match cause {
        Some((finding, advice)) => Verdict::Unread(failure(finding.kind.code(), finding.message.clone(), advice)),
        None if classification.is == Class::Damaged => Verdict::Unread(failure(ILLEGIBLE.0, reasons(), ILLEGIBLE.1)),
        None => Verdict::NotAReport(reasons()),
    }
}

/// The findings for which a report is flagged.
pub(super) fn flags(report: &Report) -> Vec<Flag> {
    let flag = |f: &Finding| Flag {
        code: f.kind.code().into(),
        severity: f.kind.severity(),
        message: f.message.clone(),
    };
    report.classification.flags(&report.findings).map(flag).collect()
}

/// Whether an error leaves open that the document is a report: an image may be the scan of one.
pub(super) fn is_open(error: &Error) -> bool {
    matches!(error, Error::Unsupported(what) if what.ends_with("image"))
}
