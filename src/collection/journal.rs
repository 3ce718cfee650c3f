//! The journal of a run read back, in the order of report ids and without holding more than one report.

use super::CollectionError;
use super::agency::{AgencyId, AgencyYear};
use crate::model::finding::Finding;
use crate::model::id::CellId;
use crate::regular;
use crate::report::json::{digits, pairs};
use crate::report::metadata::Metadata;
use crate::report::{Classification, EditionInfo, Report, Source, Status};
use crate::run::journal::{self as run, DOCUMENTS, Outcome, REPORTS};
use crate::run::settings::Settings;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// What of a report is looked at to set it beside others: who reports on which year, with which numbers. A part of
/// [`Report`], so that most of a line is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Head {
    /// The report.
    pub report_id: String,
    /// Where it came from.
    pub source: Source,
    /// What the document is.
    pub classification: Classification,
    /// Which form its tables follow.
    pub edition: EditionInfo,
    /// Who, when, under which title.
    pub metadata: Metadata,
    /// Its numbers.
    #[serde(with = "pairs")]
    pub cells: Vec<(CellId, Reading)>,
    /// What a user should know.
    pub findings: Vec<Finding>,
}

/// The number of a cell.
#[derive(Clone, Copy, Debug, Default, Hash, PartialEq, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Exactly as printed.
    #[serde(deserialize_with = "digits::option::deserialize")]
    pub value: Option<Decimal>,
    /// What became of the cell.
    pub status: Status,
}

/// How a report stands beside others of its run.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The agency; none if it is not named.
    pub agency: Option<AgencyId>,
    /// Reports of this agency and year in the run, this one counted; none if agency or year is unknown.
    pub copies: Option<usize>,
    /// Its place among them, most complete first.
    pub copy: Option<usize>,
    /// Whether all of them print the same numbers.
    pub agree: Option<bool>,
    /// Where its document is, if it is of a run.
    pub path: Option<String>,
    /// What became of that.
    pub outcome: Option<Outcome>,
}

/// Where the lines of a journal are.
pub struct Journal {
    path: PathBuf,
    file: BufReader<File>,
    lines: Vec<Line>,
    /// What was left out.
    pub notes: Vec<String>,
}

struct Line {
    id: String,
    digest: u64,
    number: usize,
    offset: u64,
    length: u64,
    group: Option<AgencyYear>,
    published: usize,
    values: u64,
    standing: Standing,
}

impl Journal {
    /// Reads the heads of all reports of a run's folder, or of a file of reports, one a line. A last line that an
    /// interruption tore is left out with a note.
    ///
    /// # Errors
    /// When the file cannot be read, or a whole line is no report.
    pub fn open(folder: &Path) -> Result<Journal, CollectionError> {
        let path = &if folder.is_dir() { folder.join(REPORTS) } else { folder.to_path_buf() };
        let mut journal = Journal { path: path.clone(), file: open(path)?, lines: Vec::new(), notes: Vec::new() };
        let mut lines = Vec::new();
        let torn = each_line(&mut journal.file, path, |number, offset, text| {
            lines.push(Line::new(number, offset, text)?);
            Ok(())
        })?;
        if torn {
            journal
                .notes
                .push(format!("{}: the last line is torn and left out; the run is not finished", path.display()));
        }
        lines.sort_by(|a, b| (&a.id, a.digest).cmp(&(&b.id, b.digest)));
        let before = lines.len();
        lines.dedup_by(|a, b| a.id == b.id);
        if lines.len() < before {
            journal.notes.push(format!(
                "{}: {} lines repeat a report_id; one of each is kept",
                path.display(),
                before - lines.len()
            ));
        }
        journal.lines = lines;
        journal.compare();
        journal.locate(&folder.join(DOCUMENTS))?;
        Ok(journal)
    }

    /// The folder that it lies in.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Whether it holds no report.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Number of reports.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// One report, in the order of their ids, with how it stands beside the others.
    ///
    /// # Errors
    /// When the file cannot be read, or was changed meanwhile.
    pub fn read(&mut self, index: usize) -> Result<Option<(Report, Standing)>, CollectionError> {
        let Some(line) = self.lines.get(index) else { return Ok(None) };
        let mut text = Vec::new();
        let read = self.file.seek(SeekFrom::Start(line.offset));
        read.and_then(|_| (&mut self.file).take(line.length).read_to_end(&mut text))
            .map_err(|e| CollectionError::io(&self.path, e))?;
        let report = Report::read(&text).map_err(|e| malformed(&self.path, line.number, &e))?;
        Ok(Some((report, line.standing.clone())))
    }

    /// Says of each report which document it is of.
    fn locate(&mut self, documents: &Path) -> Result<(), CollectionError> {
        if !documents.is_file() {
            return Ok(());
        }
        let inputs = Settings::read(self.folder()).map(|settings| settings.inputs).unwrap_or_default();
        let mut file = open(documents)?;
        each_line(&mut file, documents, |_, _, text| {
            let document: run::Line = serde_json::from_slice(text)?;
            for id in &document.reports {
                let found = self.lines.binary_search_by(|line| line.id.as_str().cmp(id)).ok();
                if let Some(line) = found.and_then(|at| self.lines.get_mut(at)) {
                    line.standing.path = Some(inputs.path(&document.document));
                    line.standing.outcome = Some(document.outcome);
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Sets the reports of one agency and year beside each other.
    fn compare(&mut self) {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, line) in self.lines.iter_mut().enumerate() {
            if let Some(group) = line.group.take() {
                groups.entry(group).or_default().push(index);
            }
        }
        for mut members in groups.into_values() {
            members.sort_by_key(|i| std::cmp::Reverse(self.lines.get(*i).map(|l| l.published)));
            let values = |i: &usize| self.lines.get(*i).map(|l| l.values);
            let agree = members.iter().all(|i| values(i) == members.first().and_then(values));
            for (place, index) in members.iter().enumerate() {
                if let Some(line) = self.lines.get_mut(*index) {
                    let standing = &mut line.standing;
                    (standing.copies, standing.copy, standing.agree) =
                        (Some(members.len()), Some(place + 1), Some(agree));
                }
            }
        }
    }
}

impl Line {
    fn new(number: usize, offset: u64, text: &[u8]) -> Result<Line, serde_json::Error> {
        let head: Head = serde_json::from_slice(text)?;
        if head.report_id.is_empty() {
            return Err(serde::de::Error::custom("no report_id"));
        }
        Ok(Line {
            id: head.report_id,
            digest: hash(text),
            number,
            offset,
            length: text.len() as u64,
            group: AgencyYear::of(&head.metadata),
            published: head.cells.iter().filter(|(_, c)| c.status == Status::Published).count(),
            values: hash(&head.cells.iter().map(|(id, c)| (id, c.value)).collect::<Vec<_>>()),
            standing: Standing { agency: AgencyId::of(&head.metadata), ..Standing::default() },
        })
    }
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn open(path: &Path) -> Result<BufReader<File>, CollectionError> {
    regular::open(path).map(|f| BufReader::with_capacity(1 << 16, f)).map_err(|e| CollectionError::io(path, e))
}

fn malformed(path: &Path, line: usize, error: &serde_json::Error) -> CollectionError {
    CollectionError::Journal { path: path.to_path_buf(), line, message: error.to_string() }
}

/// Gives each line with its number and place; says whether the last one is torn: without its end, and not whole.
fn each_line(
    file: &mut impl BufRead,
    path: &Path,
    mut take: impl FnMut(usize, u64, &[u8]) -> Result<(), serde_json::Error>,
) -> Result<bool, CollectionError> {
    let (mut text, mut offset) = (Vec::new(), 0);
    for number in 1.. {
        text.clear();
        let read = file.read_until(b'\n', &mut text).map_err(|e| CollectionError::io(path, e))?;
        let whole = text.pop_if(|b| *b == b'\n').is_some();
        if read == 0 {
            break;
        }
        if !text.trim_ascii().is_empty() {
            match take(number, offset, &text) {
                Ok(()) => {}
                Err(_) if !whole => return Ok(true),
                Err(e) => return Err(malformed(path, number, &e)),
            }
        }
        offset += read as u64;
    }
    Ok(false)
}

/// All objects of a small journal; none if there is no such file. The second says whether its last line is torn.
pub(super) fn objects<T: DeserializeOwned>(path: &Path) -> Result<(Vec<T>, bool), CollectionError> {
    let mut out = Vec::new();
    if !path.exists() {
        return Ok((out, false));
    }
    let torn = each_line(&mut open(path)?, path, |_, _, text| {
        out.push(serde_json::from_slice(text)?);
        Ok(())
    })?;
    Ok((out, torn))
}

/// The heads of all reports: of a run's folder, of a folder of JSON files in the order of their names, or of a file of
/// reports, one a line. Of what is no report, such as a line that a killed run tore off, the place.
///
/// # Errors
/// When a file cannot be read.
pub fn heads(path: &Path, each: &mut impl FnMut(Result<Head, String>)) -> Result<(), CollectionError> {
    let run = path.join(REPORTS);
    match fs::metadata(path).map_err(|e| CollectionError::io(path, e))?.is_dir() {
        false => heads_of_lines(path, each),
        true if run.is_file() => heads_of_lines(&run, each),
        true => heads_of_files(path, each),
    }
}

fn heads_of_lines(path: &Path, each: &mut impl FnMut(Result<Head, String>)) -> Result<(), CollectionError> {
    for (line, number) in open(path)?.split(b'\n').zip(1..) {
        let line = line.map_err(|e| CollectionError::io(path, e))?;
        if !line.trim_ascii().is_empty() {
            each(serde_json::from_slice(&line).map_err(|_| format!("{}: line {number}", path.display())));
        }
    }
    Ok(())
}

fn heads_of_files(folder: &Path, each: &mut impl FnMut(Result<Head, String>)) -> Result<(), CollectionError> {
    let failed = |e| CollectionError::io(folder, e);
    let entries = fs::read_dir(folder).map_err(failed)?.map(|entry| entry.map(|e| e.path()));
    let mut paths = entries.collect::<Result<Vec<PathBuf>, _>>().map_err(failed)?;
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.is_symlink() {
            heads_of_files(&path, each)?;
        } else if path.extension().is_some_and(|e| e == "json") {
            let text = regular::read(&path).map_err(|e| CollectionError::io(&path, e))?;
            each(serde_json::from_slice(&text).map_err(|_| path.display().to_string()));
        }
    }
    Ok(())
}
