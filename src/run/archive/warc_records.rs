//! Records of a web archive (WARC 1.0 and 1.1, ISO 28500), each no longer than it says and no longer than it is: where
//! another begins inside it, or none behind it, its word on its length is wrong. The crates for it take that on its word,
//! so its few lines of format are read here.

use super::gzip::{Ended, Members};
use memchr::memmem;
use std::io::{self, BufRead, Read};

/// Bytes of the head of a record.
const HEAD: usize = 64 << 10;
/// What is read at a time.
const PIECE: usize = 64 << 10;
/// How a record begins behind another.
const MARK: &[u8] = b"\r\n\r\nWARC/";

/// What records are read from.
pub(super) enum Input<'a> {
    Plain(Box<dyn Read + 'a>),
    Members(Box<Members<io::BufReader<&'a mut dyn Read>>>),
}

/// The head of a record.
#[derive(Default)]
pub(super) struct Head {
    pub(super) kind: String,
    pub(super) url: Option<String>,
    pub(super) date: Option<String>,
    pub(super) content_type: String,
    pub(super) payload: Option<String>,
    /// Of a revisit: the address of its original.
    pub(super) refers_to: Option<String>,
    /// Why the archive kept only a part.
    pub(super) truncated: Option<String>,
    length: u64,
}

/// What is at the place where a record should begin.
pub(super) enum Next {
    Record(Head),
    /// None; reading goes on at the next that can be found.
    Damage(&'static str),
    End,
}

/// How a record ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    Yes,
    /// It is not as long as it says.
    Length,
    /// The archive ends in it, or is damaged in it.
    Cut,
}

/// Records one behind the other.
pub(super) struct Records<'a> {
    input: Input<'a>,
    buffer: Vec<u8>,
    /// What of the buffer is read, and how many bytes there were before the buffer.
    at: usize,
    before: u64,
    /// Up to which byte a checksum was right.
    verified: u64,
    /// At which byte the input is damaged, or ends.
    end: Option<(u64, bool)>,
    /// What is left of the record at hand, and whether it is shorter.
    left: u64,
    is_short: bool,
}

impl<'a> Records<'a> {
    pub(super) fn new(input: Input<'a>) -> Records<'a> {
        let verified = if matches!(input, Input::Plain(_)) { u64::MAX } else { 0 };
        Records { input, buffer: Vec::new(), at: 0, before: 0, verified, end: None, left: 0, is_short: false }
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> u64 {
        self.before + self.at as u64
    }

    /// Up to which byte a checksum was right.
    pub(super) fn verified(&self) -> u64 {
        self.verified
    }

    /// Reads on until so many bytes are there; fewer are at the end and before damage.
    fn fill(&mut self, count: usize) -> io::Result<()> {
        while self.buffer.len() - self.at < count && self.end.is_none() {
            self.more()?;
        }
        Ok(())
    }

    fn more(&mut self) -> io::Result<()> {
        if self.at > PIECE {
            self.buffer.drain(..self.at);
            self.before += self.at as u64;
            self.at = 0;
        }
        let length = self.buffer.len();
        self.buffer.resize(length + PIECE, 0);
        let free = self.buffer.get_mut(length..).unwrap_or_default();
        let (read, ended) = match &mut self.input {
            Input::Plain(input) => match input.read(free) {
                Ok(0) => (0, Ended::Whole),
                Ok(read) => (read, Ended::Not),
                Err(error) => {
                    self.buffer.truncate(length);
                    return Err(error);
                }
            },
            Input::Members(members) => members.piece(free),
        };
        self.buffer.truncate(length + read);
        let reached = self.before + self.buffer.len() as u64;
        match (ended, &mut self.input) {
            (Ended::Not, _) => {}
            (Ended::Whole, Input::Plain(_)) => self.end = Some((reached, false)),
            (Ended::Damaged, _) => self.end = Some((reached, true)),
            (Ended::Whole, Input::Members(members)) => {
                self.verified = reached;
                if !members.next(ended)? {
                    self.end = Some((reached, false));
                }
            }
        }
        Ok(())
    }

    fn held(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// The next record. What is left of the one before is passed over.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        // Records end in two blank lines.
        loop {
            self.fill(HEAD)?;
            let blank = self.held().iter().take_while(|b| b.is_ascii_whitespace()).count();
            self.at += blank;
            if blank < HEAD {
                break;
            }
        }
        if self.held().is_empty() {
            return self.behind();
        }
        if !self.held().starts_with(b"WARC/") {
            self.find()?;
            return Ok(Next::Damage("a record does not begin with WARC/"));
        }
        let Some(head) = head(self.held().get(..HEAD.min(self.held().len())).unwrap_or_default()) else {
            self.at += 5;
            self.find()?;
            return Ok(Next::Damage("the head of a record is cut off, too long, or does not tell its length"));
        };
        let (head, length) = head;
        self.at += length;
        (self.left, self.is_short) = (head.length, false);
        Ok(Next::Record(head))
    }

    /// What is behind the end, or behind a damaged member.
    fn behind(&mut self) -> io::Result<Next> {
        match (self.end, &mut self.input) {
            (Some((_, true)), Input::Members(members)) => {
                let more = members.next(Ended::Damaged)?;
                self.end = if more { None } else { Some((self.before + self.buffer.len() as u64, false)) };
                Ok(Next::Damage("a part of it is damaged, or not what its checksum says"))
            }
            _ => Ok(Next::End),
        }
    }

    /// Passes over what is before the next record.
    fn find(&mut self) -> io::Result<()> {
        loop {
            self.fill(PIECE)?;
            if let Some(at) = memmem::find(self.held(), MARK) {
                self.at += at + 4;
                return Ok(());
            }
            // A mark may lie across the end of what is held.
            let keep = if self.end.is_some() { 0 } else { MARK.len() };
            self.at = self.buffer.len().saturating_sub(keep).max(self.at);
            if self.end.is_some() {
                return Ok(());
            }
        }
    }

    /// Passes over what is left of the record, and says how it ended. What is behind it is looked at, not taken.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn finish(&mut self) -> io::Result<Whole> {
        loop {
            let length = self.fill_buf()?.len();
            if length == 0 {
                break;
            }
            self.consume(length);
        }
        if self.is_short {
            return Ok(Whole::Length);
        }
        if self.left > 0 {
            return Ok(Whole::Cut);
        }
        self.fill(64)?;
        let rest = self.held();
        let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let behind = rest.get(blank..).unwrap_or_default();
        match () {
            () if behind.starts_with(b"WARC/") && blank > 0 => Ok(Whole::Yes),
            () if !behind.is_empty() => Ok(Whole::Length),
            () if self.end.is_some_and(|(_, damaged)| damaged) => Ok(Whole::Cut),
            () => Ok(Whole::Yes),
        }
    }

    /// Looks a little further, so that the checksum of a member that ends here is known.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn look(&mut self) -> io::Result<()> {
        self.fill(PIECE)
    }
}

/// The bytes of the record at hand.
impl BufRead for Records<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // So that a mark which lies across the end of what is held is seen.
        self.fill(MARK.len() + 1)?;
        let held = self.held();
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let mut length = held.len().min(left);
        if let Some(at) =
            memmem::find(held.get(..length.saturating_add(MARK.len()).min(held.len())).unwrap_or_default(), MARK)
            && at < length
        {
            length = at;
            self.is_short |= at == 0;
        } else if length < left && self.end.is_none() {
            length = length.saturating_sub(MARK.len() - 1).max(1).min(length);
        }
        let at = self.at;
        Ok(self.buffer.get(at..at + length).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
        self.left = self.left.saturating_sub(count as u64);
    }
}

impl Read for Records<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

/// The head that bytes begin with, and its length.
fn head(bytes: &[u8]) -> Option<(Head, usize)> {
    let (mut head, mut length, mut read) = (Head::default(), None, 0);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        read += line.len();
        if !line.ends_with(b"\n") {
            return None;
        }
        let text = String::from_utf8_lossy(line);
        let text = text.trim();
        if text.is_empty() {
            head.length = length?;
            return Some((head, read));
        }
        let Some((field, value)) = text.split_once(':') else { continue };
        let value = value.trim();
        // GNU Wget puts addresses in angle brackets, as the first edition of the standard showed them.
        let address = || Some(value.trim_matches(['<', '>']).to_string());
        match field.trim().to_ascii_lowercase().as_str() {
            "warc-type" => head.kind = value.to_ascii_lowercase(),
            "warc-target-uri" => head.url = address(),
            "warc-refers-to-target-uri" => head.refers_to = address(),
            "warc-payload-digest" => head.payload = Some(value.to_ascii_lowercase()),
            "warc-truncated" => head.truncated = Some(value.chars().take(40).collect()),
            "warc-date" => head.date = Some(value.to_string()),
            "content-type" => head.content_type = value.to_ascii_lowercase(),
            "content-length" => length = value.parse().ok(),
            _ => {}
        }
    }
    None
}
