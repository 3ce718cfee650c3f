//! One file a document beside the journal, and a list of them.

use super::journal::{DOCUMENTS, Line, Outcome, read_reports};
use super::lines::Lines;
use super::{RunError, derived, replace_with};
use crate::atomic::Pending;
use crate::converter::hexadecimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Component, Path, PathBuf};

/// Name of the list: one line a document that has a file, or should have one.
pub const NAME: &str = "files.jsonl";

/// The file of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// The document.
    pub document: String,
    /// Its file, below the folder of the run.
    pub file: String,
    /// Why it could not be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Writes `NAME.json` for each document of a run that has reports, and for its duplicates: the report as an indented
/// object, or several as JSON Lines. Gives those that could not be written.
///
/// # Errors
/// The disk's, where it is no matter of one file: that it is full, for example.
pub fn write(folder: &Path) -> Result<Vec<Filed>, RunError> {
    remove(folder)?;
    let names = names(folder)?;
    // The list first, so that what a killed program wrote is known.
    write_list(folder, &names, &HashMap::new())?;
    let (mut with_file, mut errors) = (WithFile::default(), HashMap::new());
    read_reports(folder, |line, reports, _| {
        let Some(filed) = with_file.take(line, &names) else { return Ok(()) };
        let target = folder.join(&filed.file);
        let written = match (&line.of, reports) {
            (Some(of), _) => fs::read(folder.join(names.of(of))).and_then(|text| put(&target, &text)),
            (None, [report]) => indented(report).and_then(|text| put(&target, &text)),
            (None, several) => put(&target, &several.concat()),
        };
        match written {
            Err(error) if is_of_disk(&error) => return Err(error),
            Err(error) => drop(errors.insert(filed.document, error.to_string())),
            Ok(()) => {}
        }
        Ok(())
    })?;
    if errors.is_empty() {
        return Ok(Vec::new());
    }
    write_list(folder, &names, &errors)?;
    Ok(listed(folder).into_iter().filter(|filed| filed.error.is_some()).collect())
}

/// The list of the files of a run, if it has any.
pub fn listed(folder: &Path) -> Vec<Filed> {
    let Ok(file) = fs::File::open(folder.join(NAME)) else { return Vec::new() };
    let lines = BufReader::new(file).split(b'\n').map_while(Result::ok);
    lines.filter_map(|line| serde_json::from_slice(&line).ok()).collect()
}

/// The paths of those files, below the folder of the run.
pub(super) fn written(folder: &Path) -> Vec<PathBuf> {
    // What stands in a file is not believed to be ours.
    let is_below = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    let paths = listed(folder).into_iter().map(|filed| PathBuf::from(filed.file));
    paths.filter(|path| is_below(path) && path.extension().is_some_and(|e| e == "json")).collect()
}

/// Removes the files of a run, and folders that are empty then.
pub(super) fn remove(folder: &Path) -> Result<(), RunError> {
    for path in written(folder) {
        match fs::remove_file(folder.join(&path)) {
            // There is none, or none of that name can be.
            Err(error) if is_of_disk(&error) => return Err(RunError::io(&folder.join(&path), error)),
            _ => {}
        }
        for parent in path.ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty()) {
            if fs::remove_dir(folder.join(parent)).is_err() {
                break;
            }
        }
    }
    derived::remove_file(&folder.join(NAME))
}

/// Tells which documents have a file, in the order of the run.
#[derive(Default)]
struct WithFile(HashSet<String>);

impl WithFile {
    fn take(&mut self, line: &Line, names: &FileNames) -> Option<Filed> {
        let has_file = match (line.outcome, &line.of) {
            (Outcome::Duplicate, Some(of)) => self.0.contains(of),
            _ => !line.reports.is_empty(),
        };
        has_file.then(|| {
            self.0.insert(line.document.clone());
            Filed { document: line.document.clone(), file: names.of(&line.document), error: None }
        })
    }
}

fn write_list(folder: &Path, names: &FileNames, errors: &HashMap<String, String>) -> Result<(), RunError> {
    let (mut with_file, mut lines) = (WithFile::default(), Lines::open(&folder.join(DOCUMENTS))?);
    replace_with(&folder.join(NAME), |out| {
        while let Some((line, _)) = lines.next_line().map_err(io::Error::other)? {
            if let Some(mut filed) = with_file.take(&line, names) {
                filed.error = errors.get(&filed.document).cloned();
                serde_json::to_writer(&mut *out, &filed)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    })
}

fn indented(report: &[u8]) -> io::Result<Vec<u8>> {
    let value: serde_json::Value = serde_json::from_slice(report)?;
    let mut text = serde_json::to_vec_pretty(&value)?;
    text.push(b'\n');
    Ok(text)
}

fn put(target: &Path, text: &[u8]) -> io::Result<()> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    let pending = Pending::new(target);
    pending.create()?.write_all(text)?;
    pending.rename()
}

/// Whether it is the disk that says no, to any file.
fn is_of_disk(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem)
}

/// Bytes of a part of a path that every file system takes, with what is added to it.
const LONGEST_PART: usize = 200;
/// Bytes of a path that every file system takes, that of the folder added.
const LONGEST: usize = 1000;
/// Hexadecimal digits that tell names apart.
const MARK: usize = 16;

/// The names of files, each given to one document, whatever an archive or a list calls its documents.
struct FileNames {
    /// How many documents would have a file of this name, and whether it is the folder of another.
    taken: HashMap<String, (usize, bool)>,
}

/// The documents of a run, as names of files.
fn names(folder: &Path) -> Result<FileNames, RunError> {
    let mut taken: HashMap<String, (usize, bool)> = HashMap::new();
    let mut lines = Lines::open(&folder.join(DOCUMENTS))?;
    while let Some((line, _)) = lines.next_line()? {
        if let Some(file) = plain(&line.document) {
            let file = folded(&file);
            for (at, _) in file.match_indices('/') {
                taken.entry(file.get(..at).unwrap_or_default().to_string()).or_default().1 = true;
            }
            taken.entry(file).or_default().0 += 1;
        }
    }
    Ok(FileNames { taken })
}

impl FileNames {
    /// The path below the folder: never out of it, never that of another document, never one of the run's own.
    fn of(&self, document: &str) -> String {
        let alone = |file: &String| self.taken.get(&folded(file)) == Some(&(1, false));
        plain(document).filter(alone).unwrap_or_else(|| marked(document))
    }
}

/// As file systems see it to which case does not matter.
fn folded(file: &str) -> String {
    file.to_lowercase()
}

/// The parts of a name that can be parts of a path.
fn parts(document: &str) -> Vec<String> {
    let is_odd = |c: char| c.is_control() || cfg!(windows) && "<>:\"|?*".contains(c);
    let clean = |part: &str| part.chars().map(|c| if is_odd(c) { '_' } else { c }).collect();
    document.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).map(clean).collect()
}

/// The document's own name with an ending, where that can be a file beside others; a name that looks marked cannot.
fn plain(document: &str) -> Option<String> {
    let parts = parts(document);
    let own = match parts.as_slice() {
        [alone] => derived::is_own(&format!("{alone}.json")),
        [first, ..] => derived::is_own(first),
        [] => true,
    };
    let looks_marked = |part: &String| {
        let mark = part.strip_suffix(".json").unwrap_or(part).rsplit_once('~').map(|(_, mark)| mark);
        mark.is_some_and(|mark| mark.len() == MARK && mark.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let file = format!("{}.json", parts.join("/"));
    let fits = file.len() <= LONGEST && parts.iter().all(|part| part.len() <= LONGEST_PART);
    (fits && !own && !parts.iter().any(looks_marked)).then_some(file)
}

/// The last part of a document's name, as much as fits, with what no other has.
fn marked(document: &str) -> String {
    let last = parts(document).pop().unwrap_or_default();
    let digest = Sha256::digest(document.as_bytes());
    let mark: String = hexadecimal(&digest).chars().take(MARK).collect();
    let cut = last.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|at| *at <= LONGEST_PART - MARK).last();
    format!("{}~{mark}.json", last.get(..cut.unwrap_or(0)).unwrap_or_default())
}
