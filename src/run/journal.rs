//! The two files that a run is made of, and how it goes on after any interruption.
//!
//! `reports.jsonl` has one report a line. `documents.jsonl` has one line for every document of the plan, in its order,
//! written after its reports; it says where they are in `reports.jsonl`, and has a digest of them and of itself, so that
//! what was torn off or changed can be told from what is whole.

use super::frame::Failure;
use super::inspection::{Inspection, inspect};
use super::lines::{Lines, sealed};
use super::{RunError, carry_over, derived, settings};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the file of reports.
pub const REPORTS: &str = "reports.jsonl";
/// Name of the file of documents.
pub const DOCUMENTS: &str = "documents.jsonl";

/// Documents after which the files are forced to the disk.
const SYNC: usize = 256;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It gave a report, or several.
    Converted,
    /// It is legible, and something else than a report; [`Line::reason`] says what.
    NotAReport,
    /// It may be a report: a scan, or garbled beyond proof; [`Line::error`] says what keeps it from being read.
    Unread,
    /// Nothing could be made of it; [`Line::error`] says why.
    Failed,
    /// Its bytes are those of an earlier document, [`Line::of`].
    Duplicate,
    /// It is no document; [`Line::reason`] says why.
    Skipped,
    /// It holds documents, which have lines of their own before it; [`Line::reason`] says how many.
    Archive,
}

impl Outcome {
    /// All of them, as they are counted.
    pub const ALL: [Outcome; 7] = [
        Outcome::Converted,
        Outcome::NotAReport,
        Outcome::Unread,
        Outcome::Failed,
        Outcome::Duplicate,
        Outcome::Skipped,
        Outcome::Archive,
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Converted => "converted",
            Outcome::NotAReport => "not_a_report",
            Outcome::Unread => "unread",
            Outcome::Failed => "failed",
            Outcome::Duplicate => "duplicate",
            Outcome::Skipped => "skipped",
            Outcome::Archive => "archive",
        }
    }

    /// Whether another try may give a report.
    pub fn is_open(self) -> bool {
        matches!(self, Outcome::Unread | Outcome::Failed)
    }
}

/// A line of `documents.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its name: the path below the input; of an entry of an archive `archive!/entry`.
    pub document: String,
    /// SHA-256 of its bytes in hexadecimal; `None` if they were not read.
    pub sha256: Option<String>,
    /// How many bytes; `None` if they were not read.
    pub bytes: Option<u64>,
    /// What became of it.
    pub outcome: Outcome,
    /// Ids of its reports, in the order of their lines.
    pub reports: Vec<String>,
    /// Codes of the findings for which its reports are flagged, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// How many of its reports are flagged.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub flagged: usize,
    /// Why it failed or went unread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Why it was skipped or is no report; what an archive holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The first document of the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Where its reports begin in `reports.jsonl`, in bytes,
    #[serde(default)]
    pub start: u64,
    /// and where they end.
    pub end: u64,
    /// The first 16 hexadecimal digits of the SHA-256 of its reports, as they are in `reports.jsonl`, and of this line up
    /// to here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The journal of a run, locked against other runs.
pub struct Journal {
    folder: PathBuf,
    reports: BufWriter<File>,
    documents: BufWriter<File>,
    end: u64,
    unsynced: usize,
    /// Whether what was made from it as it was opened is still there.
    as_opened: bool,
}

impl Journal {
    /// Opens the journal of a folder, made if it is not there, and says what of it is whole; it is written to only after
    /// [`Journal::mend`].
    ///
    /// # Errors
    /// The disk's, [`RunError::Locked`] while another run writes it, and [`RunError::Other`] for reports of unknown origin.
    pub fn open(folder: &Path) -> Result<(Journal, Inspection), RunError> {
        let is_empty = |name: &str| fs::metadata(folder.join(name)).map_or(true, |m| m.len() == 0);
        if !is_empty(REPORTS) && is_empty(DOCUMENTS) && is_empty(settings::NAME) {
            return Err(settings::unknown(folder));
        }
        Journal::open_any(folder)
    }

    /// The same where nothing in it is to be kept.
    pub(super) fn open_any(folder: &Path) -> Result<(Journal, Inspection), RunError> {
        let open = |name: &str| {
            let path = folder.join(name);
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(|e| RunError::io(&path, e))
        };
        let (mut reports, documents) = (open(REPORTS)?, open(DOCUMENTS)?);
        match locked(&documents) {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(RunError::Locked(folder.to_path_buf())),
            // Some file systems have no locks; two runs in one folder are the user's mistake there.
            Err(fs::TryLockError::Error(error)) => tracing::warn!(%error, "the run is not locked"),
        }
        let inspection = inspect(folder, &mut reports)?;
        let journal = Journal {
            folder: folder.to_path_buf(),
            reports: BufWriter::with_capacity(1 << 18, reports),
            documents: BufWriter::new(documents),
            end: 0,
            unsynced: 0,
            as_opened: true,
        };
        Ok((journal, inspection))
    }

    /// Takes off what is not whole. Whole lines behind it are kept aside, for when their documents come in the plan.
    ///
    /// # Errors
    /// The disk's.
    pub fn mend(&mut self, found: &Inspection) -> Result<(), RunError> {
        if found.behind > 0 { self.set_aside(found.at, found.end) } else { self.cut(found.at, found.end) }
    }

    /// Its lines from the first on.
    ///
    /// # Errors
    /// The disk's.
    pub fn lines(&self) -> Result<Lines, RunError> {
        Lines::open(&self.folder.join(DOCUMENTS))
    }

    /// Adds a document and its reports, and says in the line where they end. What is added is seen by whoever reads the files, in this order.
    ///
    /// # Errors
    /// The disk's: full, for example. The journal can be opened again then.
    pub fn add(&mut self, line: &mut Line, reports: &[u8]) -> Result<(), RunError> {
        self.change()?;
        let (name, result) = self.try_add(line, reports);
        result.map_err(|e| RunError::io(&self.folder.join(name), e))
    }

    fn try_add(&mut self, line: &mut Line, reports: &[u8]) -> (&'static str, io::Result<()>) {
        let written = self.reports.write_all(reports).and_then(|()| self.reports.flush());
        if written.is_err() {
            return (REPORTS, written);
        }
        line.start = self.end;
        self.end += reports.len() as u64;
        line.end = self.end;
        let text = match sealed(line, reports) {
            Ok(text) => text,
            Err(error) => return (DOCUMENTS, Err(error.into())),
        };
        let written = self.documents.write_all(&text).and_then(|()| self.documents.flush());
        self.unsynced += 1;
        if written.is_ok() && self.unsynced >= SYNC {
            return (DOCUMENTS, self.sync());
        }
        (DOCUMENTS, written)
    }

    /// Forces both files to the disk, the reports first.
    fn sync(&mut self) -> io::Result<()> {
        self.unsynced = 0;
        self.reports.get_ref().sync_data()?;
        self.documents.get_ref().sync_data()
    }

    /// Everything is on the disk; with `finished`, nothing of an earlier plan is left.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn close(mut self, finished: bool) -> Result<(), RunError> {
        self.sync().map_err(|e| RunError::io(&self.folder, e))?;
        if finished { carry_over::drop(&self.folder) } else { Ok(()) }
    }

    /// Cuts both files: after so many bytes of `documents.jsonl`, and of `reports.jsonl`.
    ///
    /// # Errors
    /// The disk's.
    pub fn cut(&mut self, at: u64, end: u64) -> Result<(), RunError> {
        let length = |file: &BufWriter<File>| file.get_ref().metadata().map_or(0, |m| m.len());
        if length(&self.documents) > at || length(&self.reports) > end {
            self.change()?;
        }
        // The lines first: a line without its reports would be taken for whole.
        for (file, length, name) in [(&mut self.documents, at, DOCUMENTS), (&mut self.reports, end, REPORTS)] {
            let cut = |file: &mut BufWriter<File>| {
                file.get_ref().set_len(length)?;
                file.seek(SeekFrom::Start(length)).map(|_| ())
            };
            cut(file).map_err(|e| RunError::io(&self.folder.join(name), e))?;
        }
        self.end = end;
        Ok(())
    }

    /// What was made from it is of another run from now on.
    fn change(&mut self) -> Result<(), RunError> {
        if std::mem::take(&mut self.as_opened) { derived::remove(&self.folder) } else { Ok(()) }
    }

    /// Keeps what it holds from a place on aside, for documents that come later in a plan which has changed, and cuts it
    /// there.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn set_aside(&mut self, at: u64, end: u64) -> Result<(), RunError> {
        carry_over::keep(&self.folder, at, end)?;
        self.cut(at, end)
    }

    /// What was kept aside; `staying` are names of documents that the plan lacks.
    pub(super) fn carry_over(&self, staying: &HashSet<String>) -> Result<Option<carry_over::CarryOver>, RunError> {
        carry_over::CarryOver::open(&self.folder, staying)
    }
}

/// Goes through a journal: each document with its reports, a line each, and where they begin in [`REPORTS`].
///
/// # Errors
/// The disk's, and what `each` gives.
pub(crate) fn read_reports(
    folder: &Path,
    mut each: impl FnMut(&Line, &[&[u8]], u64) -> io::Result<()>,
) -> Result<(), RunError> {
    let path = folder.join(REPORTS);
    let mut reports = BufReader::with_capacity(1 << 18, File::open(&path).map_err(|e| RunError::io(&path, e))?);
    let mut lines = Lines::open(&folder.join(DOCUMENTS))?;
    let (mut at, mut bytes) = (0, Vec::new());
    while let Some((line, _)) = lines.next_line()? {
        bytes.clear();
        let length = line.end.saturating_sub(line.start);
        let mut read = || {
            if line.start != at {
                reports.seek(SeekFrom::Start(line.start))?;
            }
            reports.by_ref().take(length).read_to_end(&mut bytes)?;
            let found: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
            each(&line, &found, line.start)
        };
        read().map_err(|e| RunError::io(&path, e))?;
        at = line.end;
    }
    Ok(())
}

/// Locks a file. A run that was killed while it started a worker leaves the lock to that process until it has become the
/// worker, so a lock that is held is asked for again before it is called another run's.
fn locked(file: &fs::File) -> Result<(), fs::TryLockError> {
    for _ in 0..40 {
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(50)),
            other => return other,
        }
    }
    file.try_lock()
}
