//! The rest of a journal whose plan has changed: documents were added, changed or removed since. What is known of the
//! others is not converted again.

use super::journal::{DOCUMENTS, Line, Outcome, REPORTS};
use super::lines::Lines;
use super::{RunError, derived};
use crate::atomic;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

pub(super) const OLD_REPORTS: &str = "previous-reports.jsonl";
pub(super) const OLD_DOCUMENTS: &str = "previous-documents.jsonl";

/// Copies what a folder's journal holds after these places, as far as it is whole. What was kept before stays instead: less
/// of it is used up.
pub(super) fn keep(folder: &Path, at: u64, end: u64) -> Result<(), RunError> {
    let kept = folder.join(OLD_DOCUMENTS);
    if kept.exists() {
        return Ok(());
    }
    let (from, to) = (folder.join(REPORTS), folder.join(OLD_REPORTS));
    let mut reports = File::open(&from).map_err(|e| RunError::io(&from, e))?;
    reports.seek(SeekFrom::Start(end)).map_err(|e| RunError::io(&from, e))?;
    let copied = atomic::write_with(&to, |out| {
        // Where they were, so that their lines stay true: what is before them takes no room.
        out.seek(SeekFrom::Start(end))?;
        io::copy(&mut reports, out).map(|_| ())
    });
    copied.map_err(|e| RunError::io(&to, e))?;
    let mut lines = Lines::open_at(&folder.join(DOCUMENTS), at)?;
    // Its name, given last, is what makes both count.
    let copied = atomic::write_with(&kept, |out| {
        while let Some((_, text)) = lines.next_whole(&mut reports).map_err(io::Error::other)? {
            out.write_all(&text)?;
        }
        Ok(())
    });
    copied.map_err(|e| RunError::io(&kept, e))
}

/// Removes what was kept.
pub(super) fn drop(folder: &Path) -> Result<(), RunError> {
    [OLD_DOCUMENTS, OLD_REPORTS].iter().try_for_each(|name| derived::remove_file(&folder.join(name)))
}

/// What was kept, by name.
pub(super) struct CarryOver {
    lines: HashMap<String, Line>,
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
        let path = folder.join(OLD_REPORTS);
        let mut reports = File::open(&path).map_err(|e| RunError::io(&path, e))?;
        let (mut lines, mut order) = (HashMap::new(), VecDeque::new());
        while let Some((line, _)) = read.next_whole(&mut reports)? {
            if staying.contains(&line.document) {
                order.push_back(line.document.clone());
                lines.insert(line.document.clone(), line);
            } else if line.sha256.is_some() && line.outcome != Outcome::Duplicate {
                lines.insert(line.document.clone(), line);
            }
        }
        Ok(Some(CarryOver { lines, staying: order, reports }))
    }

    /// A document's line and reports, if it has not changed.
    pub(super) fn take(&mut self, name: &str, sha256: &str) -> Option<(Line, Vec<u8>)> {
        let line = self.lines.remove(name)?;
        if line.sha256.as_deref() != Some(sha256) {
            return None;
        }
        self.read(line)
    }

    /// The next document that stays though the plan lacks it.
    pub(super) fn staying(&mut self) -> Option<(Line, Vec<u8>)> {
        let name = self.staying.pop_front()?;
        let line = self.lines.remove(&name)?;
        self.read(line)
    }

    fn read(&mut self, line: Line) -> Option<(Line, Vec<u8>)> {
        let length = line.end.checked_sub(line.start)?;
        let mut bytes = Vec::new();
        self.reports.seek(SeekFrom::Start(line.start)).ok()?;
        (&self.reports).take(length).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == length).then_some((line, bytes))
    }
}
