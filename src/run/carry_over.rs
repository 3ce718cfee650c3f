//! The rest of a journal whose plan has changed: documents were added, changed or removed since. What is known of the
//! others is not converted again.

use super::RunError;
use super::journal::{DOCUMENTS, Line, Lines, Outcome, REPORTS};
use crate::atomic;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

const OLD_REPORTS: &str = "previous-reports.jsonl";
pub(super) const OLD_DOCUMENTS: &str = "previous-documents.jsonl";

/// Copies what a folder's journal holds after these places. What was kept before stays instead: less of it is used up.
pub(super) fn keep(folder: &Path, at: u64, end: u64) -> Result<(), RunError> {
    let kept = folder.join(OLD_DOCUMENTS);
    if kept.exists() {
        return Ok(());
    }
    copy(&folder.join(REPORTS), end, &folder.join(OLD_REPORTS))?;
    // Its name, given last, is what makes both count.
    copy(&folder.join(DOCUMENTS), at, &kept)
}

/// Removes what was kept.
pub(super) fn drop(folder: &Path) -> Result<(), RunError> {
    for name in [OLD_DOCUMENTS, OLD_REPORTS] {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(RunError::io(&path, error)),
            _ => {}
        }
    }
    Ok(())
}

/// Copies a file from a place on, onto the disk.
fn copy(from: &Path, start: u64, to: &Path) -> Result<(), RunError> {
    let mut source = File::open(from).map_err(|e| RunError::io(from, e))?;
    source.seek(SeekFrom::Start(start)).map_err(|e| RunError::io(from, e))?;
    atomic::write_with(to, |out| io::copy(&mut source, out).map(|_| ())).map_err(|e| RunError::io(to, e))
}

/// What was kept, by name.
pub(super) struct CarryOver {
    /// Each document with the place of its reports.
    lines: HashMap<String, (Line, u64)>,
    /// Those that stay though the plan lacks them, in their order.
    staying: VecDeque<String>,
    reports: File,
}

impl CarryOver {
    /// What was kept in a folder, if anything; `staying` are the names of documents that the plan lacks.
    pub(super) fn open(folder: &Path, staying: &HashSet<String>) -> Result<Option<CarryOver>, RunError> {
        let path = folder.join(OLD_DOCUMENTS);
        if !path.exists() {
            return Ok(None);
        }
        let mut read = Lines::open(&path)?;
        let mut all = Vec::new();
        while let Some((line, _)) = read.next_line()? {
            all.push(line);
        }
        let path = folder.join(OLD_REPORTS);
        let reports = File::open(&path).map_err(|e| RunError::io(&path, e))?;
        let length = reports.metadata().map_err(|e| RunError::io(&path, e))?.len();
        // Lines count from the beginning of the journal that they are of, and the reports were copied up to the last.
        let base = all.last().map_or(0, |l| l.end.saturating_sub(length));
        let mut start = 0;
        let (mut lines, mut order) = (HashMap::new(), VecDeque::new());
        for mut line in all {
            line.end = line.end.saturating_sub(base);
            let end = line.end;
            if staying.contains(&line.document) {
                order.push_back(line.document.clone());
                lines.insert(line.document.clone(), (line, start));
            } else if matches!(line.outcome, Outcome::Converted | Outcome::Failed) {
                lines.insert(line.document.clone(), (line, start));
            }
            start = end;
        }
        Ok(Some(CarryOver { lines, staying: order, reports }))
    }

    /// A document's line and reports, if it has not changed.
    pub(super) fn take(&mut self, name: &str, sha256: &str) -> Option<(Line, Vec<u8>)> {
        let (line, start) = self.lines.remove(name)?;
        if line.sha256.as_deref() != Some(sha256) {
            return None;
        }
        self.read(line, start)
    }

    /// The next document that stays though the plan lacks it.
    pub(super) fn staying(&mut self) -> Option<(Line, Vec<u8>)> {
        let name = self.staying.pop_front()?;
        let (line, start) = self.lines.remove(&name)?;
        self.read(line, start)
    }

    fn read(&mut self, line: Line, start: u64) -> Option<(Line, Vec<u8>)> {
        let length = line.end.checked_sub(start)?;
        let mut bytes = Vec::new();
        self.reports.seek(SeekFrom::Start(start)).ok()?;
        (&self.reports).take(length).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == length).then_some((line, bytes))
    }
}
