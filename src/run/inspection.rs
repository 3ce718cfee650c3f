//! What of a journal is whole, and what was changed since it was written.

use super::RunError;
use super::journal::{DOCUMENTS, Line, REPORTS};
use super::lines::{Lines, unsealed};
use std::fs::File;
use std::path::Path;

/// What was found in a journal.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// Lines up to which all are whole and have their reports.
    pub lines: usize,
    /// Whole lines behind the first that is not.
    pub behind: usize,
    /// Lines that are not what was written, or whose reports are not.
    pub damaged: Vec<Damaged>,
    /// Whether a last line, or last reports, were begun and not written to their end.
    pub torn: bool,
    /// Length of `documents.jsonl` up to the first that is not whole.
    pub(super) at: u64,
    /// Length of `reports.jsonl` up to there.
    pub(super) end: u64,
}

/// A line that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Its number, from 1.
    pub line: usize,
    /// The document, as far as it can be told.
    pub document: Option<String>,
}

/// Reads the journal of a folder as it is; nothing is written.
///
/// # Errors
/// The disk's.
pub fn verify(folder: &Path) -> Result<Inspection, RunError> {
    let path = folder.join(REPORTS);
    inspect(folder, &mut File::open(&path).map_err(|e| RunError::io(&path, e))?)
}

/// Compares each line and its reports with their digest.
pub(super) fn inspect(folder: &Path, reports: &mut File) -> Result<Inspection, RunError> {
    let io = |e| RunError::io(&folder.join(REPORTS), e);
    let length = reports.metadata().map_err(io)?.len();
    let mut lines = Lines::open(&folder.join(DOCUMENTS))?;
    let mut found = Inspection::default();
    let (mut text, mut number, mut last, mut apart) = (Vec::new(), 0, 0, false);
    while lines.next_text(&mut text)? {
        number += 1;
        match unsealed(&text, reports).map_err(io)? {
            Some(line) => {
                last = line.end;
                // A line was taken out before it.
                apart |= line.start != found.end;
                if apart {
                    found.behind += 1;
                } else {
                    (found.lines, found.at, found.end) = (number, lines.at(), line.end);
                }
            }
            None if text.ends_with(b"\n") => {
                apart = true;
                let document = serde_json::from_slice(&text).ok().map(|line: Line| line.document);
                found.damaged.push(Damaged { line: number, document });
            }
            None => found.torn = true,
        }
    }
    found.torn |= found.damaged.is_empty() && length > last;
    Ok(found)
}
