//! The parts of a run that were converted on several machines, put together: what comes out is what one machine would have
//! written.

use super::journal::{DOCUMENTS, Line, Outcome, REPORTS};
use super::lines::{Lines, sealed};
use super::settings::{self, Settings};
use super::shard::Shard;
use super::{RunError, inspection, replace_with};
use crate::atomic;
use crate::collection::summary::{SUMMARY, Summary, summarise};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// One part of a run.
struct ShardRun {
    folder: PathBuf,
    lines: Lines,
    reports: File,
    /// The line that comes next.
    next: Option<Line>,
}

/// Puts the shards of a run together in a folder that holds none, in the order in which one machine would have converted
/// their documents.
///
/// # Errors
/// [`RunError::Merge`] for shards that are not whole or not of one run, and the disk's.
pub fn merge(folders: &[PathBuf], out: &Path) -> Result<Summary, RunError> {
    if fs::metadata(out.join(DOCUMENTS)).is_ok_and(|m| m.len() > 0) {
        return Err(refused(out, "it holds a run"));
    }
    let (mut settings, folders) = shards(folders)?;
    let mut parts = folders.into_iter().map(ShardRun::open).collect::<Result<Vec<ShardRun>, RunError>>()?;
    fs::create_dir_all(out).map_err(|e| RunError::io(out, e))?;
    settings.inputs.shard = None;
    settings::write(&out.join(settings::NAME), &settings)?;
    let path = out.join(DOCUMENTS);
    // The lines get their name last: until then there is no run.
    let mut stopped = None;
    let written = replace_with(&path, |lines| {
        atomic::write_with(&out.join(REPORTS), |reports| {
            let mut merged = Merged { reports, lines, end: 0, first: HashMap::new() };
            merged.all(&mut parts).map_err(|error| io::Error::other(stopped.insert(error).to_string()))
        })
    });
    match stopped {
        Some(error) => Err(error),
        None => written.and_then(|()| summarise(out)),
    }
}

/// What all shards were made with, and their folders in order.
fn shards(folders: &[PathBuf]) -> Result<(Settings, Vec<PathBuf>), RunError> {
    let mut found: Vec<(Shard, Settings, &PathBuf)> = Vec::new();
    for folder in folders {
        let settings =
            Settings::read(folder).ok_or_else(|| refused(folder, "it does not say what it was made with"))?;
        let shard = settings.inputs.shard.ok_or_else(|| refused(folder, "it was not made with --shard"))?;
        if !folder.join(SUMMARY).exists() {
            return Err(refused(folder, "it is not finished"));
        }
        found.push((shard, settings, folder));
    }
    found.sort_by_key(|(shard, ..)| shard.part);
    let Some((first, ours, _)) = found.first() else { return Err(refused(Path::new(""), "there is no run")) };
    for (number, (shard, settings, folder)) in (1..).zip(&found) {
        if shard.of != first.of || shard.part != number {
            return Err(refused(folder, &format!("it is shard {shard}, and {number}/{} was to come", first.of)));
        }
        if !settings.agrees(ours) || settings.inputs.patterns != ours.inputs.patterns {
            return Err(refused(folder, "it was made by another version, or with other options"));
        }
    }
    match found.last() {
        Some((last, _, folder)) if last.part != last.of => {
            Err(refused(folder, &format!("it is the last of {} shards that were given, of {}", found.len(), last.of)))
        }
        _ => Ok((ours.clone(), found.iter().map(|(_, _, folder)| folder.to_path_buf()).collect())),
    }
}

fn refused(folder: &Path, what: &str) -> RunError {
    RunError::Merge { folder: folder.to_path_buf(), what: what.to_string() }
}

impl ShardRun {
    fn open(folder: PathBuf) -> Result<ShardRun, RunError> {
        let found = inspection::verify(&folder)?;
        if !found.damaged.is_empty() || found.torn || found.behind > 0 {
            return Err(refused(&folder, "it is damaged; its own command mends it"));
        }
        let path = folder.join(REPORTS);
        let reports = File::open(&path).map_err(|e| RunError::io(&path, e))?;
        let mut part = ShardRun { lines: Lines::open(&folder.join(DOCUMENTS))?, folder, reports, next: None };
        part.advance()?;
        Ok(part)
    }

    /// The shard and the file that the next line says are elsewhere.
    fn elsewhere(&self) -> Option<(Shard, &str)> {
        let line = self.next.as_ref().filter(|line| line.outcome == Outcome::Skipped)?;
        Some((Shard::of_reason(line.reason.as_deref()?)?, &line.document))
    }

    /// The next line, which is used up.
    fn advance(&mut self) -> Result<Option<Line>, RunError> {
        let next = self.lines.next_line()?.map(|(line, _)| line);
        Ok(std::mem::replace(&mut self.next, next))
    }

    fn reports_of(&mut self, line: &Line) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reports.seek(SeekFrom::Start(line.start))?;
        (&self.reports).take(line.end.saturating_sub(line.start)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The run that is written.
struct Merged<'a> {
    reports: &'a mut BufWriter<File>,
    lines: &'a mut BufWriter<File>,
    end: u64,
    /// The first document of each content.
    first: HashMap<String, String>,
}

impl Merged<'_> {
    /// Every file of the plan is in one part, and all other parts say in its place which.
    fn all(&mut self, parts: &mut [ShardRun]) -> Result<(), RunError> {
        while parts.iter().any(|part| part.next.is_some()) {
            let said = parts.iter().find_map(|part| part.elsewhere().map(|(shard, file)| (shard, file.to_string())));
            match said {
                Some((shard, file)) => self.file(parts, shard, &file)?,
                // What is no file of any shard: a folder that none could list.
                None => {
                    let document = parts.first().and_then(|part| part.next.as_ref()).map(|line| line.document.clone());
                    for (number, part) in parts.iter_mut().enumerate() {
                        match part.advance()? {
                            Some(line) if Some(&line.document) == document.as_ref() => {
                                if number == 0 {
                                    self.add(part, line)?;
                                }
                            }
                            line => return Err(differs(part, line.as_ref(), document.as_deref())),
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// A file, with all that is in it if it is an archive, from the part that has it.
    fn file(&mut self, parts: &mut [ShardRun], shard: Shard, file: &str) -> Result<(), RunError> {
        for (number, part) in (1..).zip(parts) {
            if number != shard.part {
                if part.elsewhere() != Some((shard, file)) {
                    return Err(differs(part, part.next.as_ref(), Some(file)));
                }
                part.advance()?;
                continue;
            }
            loop {
                let is_elsewhere = part.elsewhere().is_some();
                match part.advance()? {
                    Some(line) if !is_elsewhere => {
                        let is_last = line.document == file;
                        self.add(part, line)?;
                        if is_last {
                            break;
                        }
                    }
                    line => return Err(differs(part, line.as_ref(), Some(file))),
                }
            }
        }
        Ok(())
    }

    /// A document, as one of one run.
    fn add(&mut self, part: &mut ShardRun, mut line: Line) -> Result<(), RunError> {
        let path = part.folder.join(REPORTS);
        let failed = |e| RunError::io(&path, e);
        let mut reports = part.reports_of(&line).map_err(failed)?;
        if let Some(sha256) = &line.sha256 {
            match self.first.get(sha256) {
                Some(first) => {
                    (line.outcome, line.of) = (Outcome::Duplicate, Some(first.clone()));
                    (line.error, line.reason) = (None, None);
                    line.reports.clear();
                    (line.flags, line.flagged) = (Vec::new(), 0);
                    reports.clear();
                }
                None => drop(self.first.insert(sha256.clone(), line.document.clone())),
            }
        }
        line.start = self.end;
        self.end += reports.len() as u64;
        line.end = self.end;
        let written = self.reports.write_all(&reports);
        let written = written.and_then(|()| self.lines.write_all(&sealed(&mut line, &reports)?));
        written.map_err(failed)
    }
}

fn differs(part: &ShardRun, line: Option<&Line>, file: Option<&str>) -> RunError {
    let shown = |name: Option<&str>| name.map_or("the end".to_string(), |name| format!("{name:?}"));
    let (has, others) = (shown(line.map(|line| line.document.as_str())), shown(file));
    refused(&part.folder, &format!("it has {has} where other shards have {others}: their inputs were not the same"))
}
