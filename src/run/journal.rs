//! The two files that a run is made of, and how it goes on after any interruption.
//!
//! `reports.jsonl` has one report a line. `documents.jsonl` has one line for every document of the plan, in its order,
//! written after its reports; it says how long `reports.jsonl` is then, so that what was torn off can be told from
//! what is whole.

use super::frame::Failure;
use super::{RunError, carry_over, settings};
use serde::{Deserialize, Serialize};
use std::collections::{HashSet, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the file of reports.
pub const REPORTS: &str = "reports.jsonl";
/// Name of the file of documents.
pub const DOCUMENTS: &str = "documents.jsonl";

/// Documents after which the files are forced to the disk.
const SYNC: usize = 256;
/// Documents at the end of a journal whose reports are looked at before it goes on: what may be torn by a loss of power.
const DOUBTED: usize = 2 * SYNC;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It gave reports.
    Converted,
    /// It gave none; [`Line::error`] says why.
    Failed,
    /// Its bytes are those of an earlier document, [`Line::of`].
    Duplicate,
    /// It is no document; [`Line::reason`] says why.
    Skipped,
}

impl Outcome {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Converted => "converted",
            Outcome::Failed => "failed",
            Outcome::Duplicate => "duplicate",
            Outcome::Skipped => "skipped",
        }
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
    /// Why it gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The first document of the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Length of `reports.jsonl` after its reports, in bytes.
    pub end: u64,
}

/// The journal of a run, locked against other runs.
pub struct Journal {
    folder: PathBuf,
    reports: BufWriter<File>,
    documents: BufWriter<File>,
    end: u64,
    unsynced: usize,
}

impl Journal {
    /// Opens the journal of a folder, made if it is not there, and takes off what was torn. Gives how many documents it
    /// holds.
    ///
    /// # Errors
    /// The disk's, [`RunError::Locked`] while another run writes it, and [`RunError::Other`] for reports of unknown origin.
    pub fn open(folder: &Path) -> Result<(Journal, usize), RunError> {
        let is_empty = |name: &str| fs::metadata(folder.join(name)).map_or(true, |m| m.len() == 0);
        if !is_empty(REPORTS) && is_empty(DOCUMENTS) && is_empty(settings::NAME) {
            return Err(settings::unknown(folder));
        }
        Journal::open_any(folder)
    }

    /// The same where nothing in it is to be kept.
    pub(super) fn open_any(folder: &Path) -> Result<(Journal, usize), RunError> {
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
        let whole = whole(folder, &mut reports)?;
        let mut journal = Journal {
            folder: folder.to_path_buf(),
            reports: BufWriter::with_capacity(1 << 18, reports),
            documents: BufWriter::new(documents),
            end: 0,
            unsynced: 0,
        };
        journal.cut(whole.at, whole.end)?;
        Ok((journal, whole.lines))
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
        let (name, result) = self.try_add(line, reports);
        result.map_err(|e| RunError::io(&self.folder.join(name), e))
    }

    fn try_add(&mut self, line: &mut Line, reports: &[u8]) -> (&'static str, io::Result<()>) {
        let written = self.reports.write_all(reports).and_then(|()| self.reports.flush());
        if written.is_err() {
            return (REPORTS, written);
        }
        self.end += reports.len() as u64;
        line.end = self.end;
        let mut text = match serde_json::to_vec(&line) {
            Ok(text) => text,
            Err(error) => return (DOCUMENTS, Err(error.into())),
        };
        text.push(b'\n');
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

/// The lines of a file of documents, one by one.
pub struct Lines {
    reader: BufReader<File>,
    at: u64,
    path: PathBuf,
}

impl Lines {
    /// From the first line.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(path: &Path) -> Result<Lines, RunError> {
        let file = File::open(path).map_err(|e| RunError::io(path, e))?;
        Ok(Lines { reader: BufReader::new(file), at: 0, path: path.to_path_buf() })
    }

    /// The next whole line and where it ends in the file; `None` at the end and before one that is torn.
    ///
    /// # Errors
    /// The disk's.
    pub fn next_line(&mut self) -> Result<Option<(Line, u64)>, RunError> {
        let mut text = Vec::new();
        let read = self.reader.read_until(b'\n', &mut text).map_err(|e| RunError::io(&self.path, e))?;
        if text.last() != Some(&b'\n') {
            return Ok(None);
        }
        self.at += read as u64;
        Ok(serde_json::from_slice(&text).ok().map(|line| (line, self.at)))
    }
}

/// What of a journal is whole.
struct Whole {
    lines: usize,
    /// Length of `documents.jsonl`.
    at: u64,
    /// Length of `reports.jsonl`.
    end: u64,
}

/// Finds the last line up to which all lines are whole and have their reports.
fn whole(folder: &Path, reports: &mut File) -> Result<Whole, RunError> {
    let io = |e| RunError::io(&folder.join(REPORTS), e);
    let length = reports.metadata().map_err(io)?.len();
    let mut lines = Lines::open(&folder.join(DOCUMENTS))?;
    let mut whole = Whole { lines: 0, at: 0, end: 0 };
    let mut doubted: VecDeque<(Whole, Line)> = VecDeque::new();
    while let Some((line, at)) = lines.next_line()? {
        if line.end > length || line.end < whole.end {
            break;
        }
        let after = Whole { lines: whole.lines + 1, at, end: line.end };
        let before = std::mem::replace(&mut whole, after);
        doubted.push_back((before, line));
        if doubted.len() > DOUBTED {
            doubted.pop_front();
        }
    }
    // After a loss of power the last reports may be of the right length and full of zeros.
    for (before, line) in doubted {
        if !has_reports(reports, before.end, &line).map_err(io)? {
            return Ok(before);
        }
    }
    Ok(whole)
}

/// Whether the reports of a line are where it says.
fn has_reports(reports: &mut File, start: u64, line: &Line) -> io::Result<bool> {
    #[derive(Deserialize)]
    struct Id {
        report_id: String,
    }
    let mut bytes = Vec::new();
    reports.seek(SeekFrom::Start(start))?;
    reports.take(line.end - start).read_to_end(&mut bytes)?;
    let mut found = bytes.split_inclusive(|b| *b == b'\n');
    let same = |id: &String| {
        let report = found.next().filter(|report| report.ends_with(b"\n"));
        report.and_then(|r| serde_json::from_slice::<Id>(r).ok()).is_some_and(|r| r.report_id == *id)
    };
    Ok(line.reports.iter().all(same) && found.next().is_none())
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
    let (mut start, mut bytes) = (0, Vec::new());
    while let Some((line, _)) = lines.next_line()? {
        bytes.clear();
        let length = line.end.saturating_sub(start);
        let read = reports.by_ref().take(length).read_to_end(&mut bytes).and_then(|_| {
            let found: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
            each(&line, &found, start)
        });
        read.map_err(|e| RunError::io(&path, e))?;
        start = line.end;
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
