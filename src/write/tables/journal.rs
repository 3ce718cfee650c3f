//! The journal of a run, read in the order of report ids without holding more than one report.

use super::ExportError;
use super::record::{Head, Record};
use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The journal of reports in the folder of a run.
pub const REPORTS: &str = "reports.jsonl";
/// The journal of documents in the folder of a run.
pub const DOCUMENTS: &str = "documents.jsonl";
/// How a report stands beside others of its run.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Reports of this agency and year in the run, this one counted; none if agency or year is unknown.
    pub copies: Option<usize>,
    /// Its place among them, most complete first.
    pub copy: Option<usize>,
    /// Whether all of them print the same numbers.
    pub agree: Option<bool>,
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
    group: Option<(String, Option<String>, i64)>,
    published: usize,
    values: u64,
    standing: Standing,
}

impl Journal {
    /// Reads the heads of all reports. A last line that an interruption tore is left out with a note.
    pub fn open(path: &Path) -> Result<Journal, ExportError> {
        let mut journal = Journal { path: path.to_path_buf(), file: open(path)?, lines: Vec::new(), notes: Vec::new() };
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
        Ok(journal)
    }

    /// Number of reports.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// One report, with how it stands.
    pub fn read(&mut self, index: usize) -> Result<Option<(Record, Standing)>, ExportError> {
        let Some(line) = self.lines.get(index) else { return Ok(None) };
        let mut text = Vec::new();
        let read = self.file.seek(SeekFrom::Start(line.offset));
        read.and_then(|_| (&mut self.file).take(line.length).read_to_end(&mut text))
            .map_err(|e| ExportError::io(&self.path, e))?;
        let record = serde_json::from_slice(&text).map_err(|e| malformed(&self.path, line.number, &e))?;
        Ok(Some((record, line.standing.clone())))
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
                    line.standing = Standing { copies: Some(members.len()), copy: Some(place + 1), agree: Some(agree) };
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
        let region = head.metadata.region.and_then(|r| r.code);
        let group = head.metadata.agency.0.zip(head.metadata.report_year.value).map(|(a, y)| (a, region, y));
        Ok(Line {
            id: head.report_id,
            digest: hash(text),
            number,
            offset,
            length: text.len() as u64,
            group,
            published: head.cells.iter().filter(|(_, c)| c.status == "published").count(),
            values: hash(
                &head.cells.iter().map(|(id, c)| (id, c.value.as_ref().map(|v| v.to_string()))).collect::<Vec<_>>(),
            ),
            standing: Standing::default(),
        })
    }
}

fn hash<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn open(path: &Path) -> Result<BufReader<File>, ExportError> {
    File::open(path).map(|f| BufReader::with_capacity(1 << 16, f)).map_err(|e| ExportError::io(path, e))
}

fn malformed(path: &Path, line: usize, error: &serde_json::Error) -> ExportError {
    ExportError::Journal { path: path.to_path_buf(), line, message: error.to_string() }
}

/// Gives each line with its number and place; says whether the last one is torn: without its end, and not whole.
fn each_line(
    file: &mut impl BufRead,
    path: &Path,
    mut take: impl FnMut(usize, u64, &[u8]) -> Result<(), serde_json::Error>,
) -> Result<bool, ExportError> {
    let (mut text, mut offset) = (Vec::new(), 0);
    for number in 1.. {
        text.clear();
        let read = file.read_until(b'\n', &mut text).map_err(|e| ExportError::io(path, e))?;
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
pub fn objects<T: serde::de::DeserializeOwned>(path: &Path) -> Result<(Vec<T>, bool), ExportError> {
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
