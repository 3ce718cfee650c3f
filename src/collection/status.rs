//! What became of the documents of a run, by cause and a page at a time; nothing of it is held but what is shown.

use super::CollectionError;
use super::summary::SUMMARY;
use crate::model::finding::{Finding, FindingKind};
use crate::run::RunError;
use crate::run::files::{self, Filed};
use crate::run::journal::{DOCUMENTS, Line, Outcome, REPORTS};
use crate::run::lines::Lines;
use crate::run::settings::Settings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Why a document is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Nothing could be made of it.
    Failed,
    /// It may be a report.
    Unread,
    /// Its report is flagged.
    Flagged,
}

/// Which documents are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The first so many of each cause.
    First(usize),
    /// A page of so many, from 1.
    Page(usize, usize),
}

/// What became of the documents of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RunStatus {
    /// Whether everything that was planned is in it.
    pub finished: bool,
    /// Names in it.
    pub documents: usize,
    /// Documents by what became of them.
    pub outcomes: BTreeMap<Outcome, usize>,
    /// Reports of converted documents.
    pub reports: usize,
    /// Reports that are flagged.
    pub flagged: usize,
    /// Why documents failed, went unread or are flagged; the most frequent first.
    pub causes: Vec<Cause>,
    /// Documents whose own file could not be written.
    pub files: Vec<Filed>,
}

/// Why documents are looked at again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cause {
    /// What it comes to.
    pub concern: Concern,
    /// A stable code.
    pub code: String,
    /// How many documents.
    pub count: usize,
    /// What can be done about it.
    pub advice: String,
    /// Those of them that are shown.
    pub documents: Vec<NamedDocument>,
}

/// A document that is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedDocument {
    /// Its name in the run.
    pub document: String,
    /// Where it is.
    pub path: String,
    /// What is wrong, in words.
    pub message: String,
}

/// Reads what became of the documents of a run: of those that are of one of these concerns, those that are shown.
///
/// # Errors
/// When the folder holds no run, and the disk's.
pub fn status(folder: &Path, concerns: &[Concern], shown: Shown) -> Result<RunStatus, CollectionError> {
    let mut status = RunStatus { finished: folder.join(SUMMARY).exists(), ..RunStatus::default() };
    let mut causes: BTreeMap<(Concern, String), Cause> = BTreeMap::new();
    each(folder, |line| {
        status.documents += 1;
        *status.outcomes.entry(line.outcome).or_default() += 1;
        status.reports += if line.outcome == Outcome::Converted { line.reports.len() } else { 0 };
        status.flagged += line.flagged;
        for (concern, code, advice) in of(&line) {
            let cause = causes.entry((concern, code.to_string()));
            let new = || Cause { concern, code: code.into(), count: 0, advice: advice.into(), documents: Vec::new() };
            cause.or_insert_with(new).count += 1;
        }
    })?;
    status.causes = causes.into_values().filter(|cause| concerns.contains(&cause.concern)).collect();
    status.causes.sort_by_key(|cause| (cause.concern, std::cmp::Reverse(cause.count)));
    name(folder, &mut status.causes, shown)?;
    status.files = files::listed(folder).into_iter().filter(|filed| filed.error.is_some()).collect();
    Ok(status)
}

/// Concern, code and advice of all that a document is looked at again for.
fn of(line: &Line) -> Vec<(Concern, &str, &str)> {
    let flags = line.flags.iter().map(|code| (Concern::Flagged, code.as_str(), Finding::advice_on(code)));
    match (&line.error, line.outcome) {
        (Some(error), Outcome::Unread) => vec![(Concern::Unread, &error.code, &error.advice)],
        (Some(error), _) => vec![(Concern::Failed, &error.code, &error.advice)],
        (None, _) => flags.collect(),
    }
}

/// Names the documents that are shown.
fn name(folder: &Path, causes: &mut [Cause], shown: Shown) -> Result<(), CollectionError> {
    let inputs = Settings::read(folder).map(|settings| settings.inputs).unwrap_or_default();
    let path = folder.join(REPORTS);
    let mut reports = File::open(&path).map_err(|e| CollectionError::io(&path, e))?;
    // How many of each cause come before those that are shown, and up to where they are.
    let mut before = 0;
    let mut windows: Vec<(usize, usize)> = Vec::new();
    for cause in causes.iter() {
        windows.push(match shown {
            Shown::First(count) => (0, count),
            Shown::Page(page, size) => {
                let first = page.saturating_sub(1).saturating_mul(size);
                (first.saturating_sub(before), (first + size).saturating_sub(before))
            }
        });
        before += cause.count;
    }
    let mut passed = vec![0; causes.len()];
    each(folder, |line| {
        for (concern, code, _) in of(&line) {
            let found = causes.iter_mut().zip(passed.iter_mut().zip(&windows));
            let wanted = found.into_iter().find(|(cause, _)| cause.concern == concern && cause.code == code);
            let Some((cause, (passed, (from, to)))) = wanted else { continue };
            if (*from..*to).contains(passed) {
                let message = match &line.error {
                    Some(error) => error.message.clone(),
                    None => message(&mut reports, &line, code).unwrap_or_default(),
                };
                let (document, path) = (line.document.clone(), inputs.path(&line.document));
                cause.documents.push(NamedDocument { document, path, message });
            }
            *passed += 1;
        }
    })
}

/// What the reports of a document say of a flag.
fn message(reports: &mut File, line: &Line, code: &str) -> io::Result<String> {
    #[derive(Deserialize)]
    struct Findings {
        findings: Vec<Finding>,
    }
    let mut bytes = Vec::new();
    reports.seek(SeekFrom::Start(line.start))?;
    reports.take(line.end.saturating_sub(line.start)).read_to_end(&mut bytes)?;
    let kind = FindingKind::of_code(code);
    let lines = bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice::<Findings>(line).ok());
    let mut found = lines.flat_map(|report| report.findings).filter(|f| Some(f.kind) == kind && f.flags());
    Ok(found.next().map(|finding| finding.message).unwrap_or_default())
}

fn each(folder: &Path, mut take: impl FnMut(Line)) -> Result<(), CollectionError> {
    let failed = |error: RunError| match error {
        RunError::Io { path, source } => CollectionError::io(&path, source),
        error => CollectionError::io(folder, io::Error::other(error.to_string())),
    };
    let mut lines = Lines::open(&folder.join(DOCUMENTS)).map_err(failed)?;
    while let Some((line, _)) = lines.next_line().map_err(failed)? {
        take(line);
    }
    Ok(())
}
