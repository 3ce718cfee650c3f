//! Lines of `documents.jsonl`: written with a digest of what they say and of the reports that they point at, and read
//! back one by one.

use super::RunError;
use super::journal::Line;
use crate::converter::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Hexadecimal digits of a digest: enough to tell what chance changed, and short beside a line.
const DIGITS: usize = 16;
/// What stands before the digest, which is the last thing in a line,
const BEFORE: &[u8] = b",\"digest\":\"";
/// and behind it.
const BEHIND: &[u8] = b"\"}\n";

/// The line as it is written, with the digest of its reports and of itself.
pub(super) fn sealed(line: &mut Line, reports: &[u8]) -> serde_json::Result<Vec<u8>> {
    line.digest.clear();
    let mut text = serde_json::to_vec(line)?;
    let closed = text.pop();
    line.digest = digits(Sha256::new().chain_update(reports).chain_update(&text));
    text.extend(BEFORE);
    text.extend(line.digest.as_bytes());
    text.extend(BEHIND.iter().copied().filter(|_| closed.is_some()));
    Ok(text)
}

/// The line, if it and its reports are what was written.
///
/// # Errors
/// Those of reading the reports.
pub(super) fn unsealed(text: &[u8], reports: &mut File) -> io::Result<Option<Line>> {
    let parsed = serde_json::from_slice::<Line>(text).ok();
    let Some(line) = parsed.filter(|line| line.start <= line.end) else { return Ok(None) };
    let tail = [BEFORE, line.digest.as_bytes(), BEHIND].concat();
    let Some(said) = text.strip_suffix(tail.as_slice()) else { return Ok(None) };
    let length = line.end - line.start;
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    reports.seek(SeekFrom::Start(line.start))?;
    let mut rest = reports.take(length);
    let mut read = 0;
    loop {
        let count = rest.read(&mut piece)?;
        let Some(bytes) = piece.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        read += count as u64;
    }
    Ok((read == length && digits(hash.chain_update(said)) == line.digest).then_some(line))
}

fn digits(hash: Sha256) -> String {
    hexadecimal(&hash.finalize()).chars().take(DIGITS).collect()
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

    /// The same from a place on, where a line begins.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn open_at(path: &Path, at: u64) -> Result<Lines, RunError> {
        let mut lines = Lines::open(path)?;
        lines.reader.seek(SeekFrom::Start(at)).map_err(|e| RunError::io(path, e))?;
        lines.at = at;
        Ok(lines)
    }

    /// The next line and where it ends in the file, what is none left out; `None` at the end and before one that is torn.
    ///
    /// # Errors
    /// The disk's.
    pub fn next_line(&mut self) -> Result<Option<(Line, u64)>, RunError> {
        let mut text = Vec::new();
        while self.next_text(&mut text)? && text.ends_with(b"\n") {
            if let Ok(line) = serde_json::from_slice(&text) {
                return Ok(Some((line, self.at)));
            }
        }
        Ok(None)
    }

    /// The next line as it stands, with its end if it is not torn; `false` at the end.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn next_text(&mut self, text: &mut Vec<u8>) -> Result<bool, RunError> {
        text.clear();
        let read = self.reader.read_until(b'\n', text).map_err(|e| RunError::io(&self.path, e))?;
        self.at += read as u64;
        Ok(read > 0)
    }

    /// The next line that is whole with its reports; others are left out.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn next_whole(&mut self, reports: &mut File) -> Result<Option<(Line, Vec<u8>)>, RunError> {
        let mut text = Vec::new();
        while self.next_text(&mut text)? {
            if let Some(line) = unsealed(&text, reports).map_err(|e| RunError::io(&self.path, e))? {
                return Ok(Some((line, text)));
            }
        }
        Ok(None)
    }

    /// Where the last line that was given ends.
    pub(super) fn at(&self) -> u64 {
        self.at
    }
}
