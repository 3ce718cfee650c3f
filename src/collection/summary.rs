//! What a run came to, counted from its journal.

use super::journal::Head;
use super::links::Links;
use crate::model::finding::Severity;
use crate::run::journal::{Line, Outcome, read_reports};
use crate::run::{RunError, replace};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the file.
pub const SUMMARY: &str = "summary.json";

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Names in the plan.
    pub documents: usize,
    /// Documents by what became of them.
    pub outcomes: BTreeMap<Outcome, usize>,
    /// Reports of converted documents; one may hold several.
    pub reports: usize,
    /// Reports with a finding of severity warning or error that touches a number, the agency or the year.
    pub flagged: usize,
    /// Those of them with one of severity error.
    pub flagged_error: usize,
    /// Reports by the format of their document.
    pub formats: BTreeMap<String, usize>,
    /// Reports by the form that they follow.
    pub editions: BTreeMap<String, usize>,
    /// Failed documents by the code of the error, the most frequent first.
    pub errors: Vec<Count>,
    /// Unread documents by what keeps them from being read, the most frequent first.
    pub unread: Vec<Count>,
    /// Skipped files by the reason, the most frequent first.
    pub skipped: Vec<Count>,
    /// What was found in documents of any outcome, the most frequent first.
    pub findings: Vec<Count>,
}

/// How often something is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// A code or reason.
    pub code: String,
    /// How often.
    pub count: usize,
}

/// Counts a run, and writes its summary and the links between its reports beside its journal.
///
/// # Errors
/// The disk's.
pub fn summarise(folder: &Path) -> Result<Summary, RunError> {
    let mut summary = Summary::default();
    let (mut errors, mut unread) = (BTreeMap::new(), BTreeMap::new());
    let (mut skipped, mut findings) = (BTreeMap::new(), BTreeMap::new());
    let mut links = Links::default();
    read_reports(folder, |line: &Line, reports: &[&[u8]], start| {
        summary.documents += 1;
        *summary.outcomes.entry(line.outcome).or_default() += 1;
        if let Some(error) = &line.error {
            let causes = if line.outcome == Outcome::Unread { &mut unread } else { &mut errors };
            *causes.entry(error.code.clone()).or_insert(0) += 1;
        }
        if let (Outcome::Skipped, Some(reason)) = (line.outcome, &line.reason) {
            *skipped.entry(reason.clone()).or_insert(0) += 1;
        }
        let mut at = start;
        for bytes in reports {
            let report: Head = serde_json::from_slice(bytes)?;
            summary.count(&report, line.outcome, &mut findings);
            links.add(&report, &line.document, at, bytes.len());
            at += bytes.len() as u64;
        }
        Ok(())
    })?;
    (summary.errors, summary.unread) = (sorted(errors), sorted(unread));
    (summary.skipped, summary.findings) = (sorted(skipped), sorted(findings));
    links.write(folder)?;
    let path = folder.join(SUMMARY);
    let text = serde_json::to_string_pretty(&summary).map_err(|e| RunError::io(&path, e.into()))?;
    replace(&path, format!("{text}\n").as_bytes())?;
    Ok(summary)
}

impl Summary {
    fn count(&mut self, report: &Head, outcome: Outcome, findings: &mut BTreeMap<String, usize>) {
        if outcome == Outcome::Converted {
            self.reports += 1;
            *self.formats.entry(report.source.format.to_string()).or_default() += 1;
            *self.editions.entry(report.edition.form.to_string()).or_default() += 1;
        }
        let flags = || report.classification.flags(&report.findings);
        self.flagged += usize::from(flags().next().is_some());
        self.flagged_error += usize::from(flags().any(|f| f.kind.severity() == Severity::Error));
        let mut codes: Vec<&str> = report.findings.iter().map(|f| f.kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            *findings.entry(code.to_string()).or_insert(0) += 1;
        }
    }

    /// Documents of an outcome.
    pub fn of(&self, outcome: Outcome) -> usize {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }
}

/// The most frequent first, then by name.
fn sorted(counts: BTreeMap<String, usize>) -> Vec<Count> {
    let mut counts: Vec<Count> = counts.into_iter().map(|(code, count)| Count { code, count }).collect();
    counts.sort_by_key(|c| std::cmp::Reverse(c.count));
    counts
}
