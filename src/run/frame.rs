//! What a run and its worker processes say to each other: frames of a JSON head and a body of bytes, each with its
//! length before it (4 and 8 bytes, little endian).

use super::wanted::Patterns;
use crate::model::error::Error;
use crate::model::finding::{Finding, Severity};
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// The first frame to a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setup {
    /// Bounds on each document.
    pub limits: Limits,
    /// Tables of glyph numbers, as [`crate::repair::learn`] writes them.
    pub glyphs: Vec<String>,
    /// Passwords that are tried on documents which need one; written down nowhere.
    pub passwords: Vec<String>,
}

/// What a worker is to do. A document is answered by one reply; an archive by many, the last of them [`Reply::End`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Convert a document; the body is its bytes.
    Convert(Request),
    /// Go through an archive, whose bytes are asked for by [`Reply::Read`].
    Unpack(Archive),
    /// The bytes that were asked for are the body; or what the system says instead.
    Bytes(Option<String>),
    /// What was found is taken: go on.
    Next,
    /// What was found is taken, and is enough.
    Enough,
    /// Say what you can reach.
    Look,
}

/// A document to convert.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Its name, of which the last part goes into the report.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// What is known of it from where it was kept.
    pub provenance: Provenance,
    /// What was found of it on the way out of there.
    pub findings: Vec<Finding>,
}

/// An archive to go through.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Archive {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// What is known of its entries, unless it says more of them.
    pub provenance: Provenance,
    /// Which entries are wanted.
    pub patterns: Patterns,
    /// The entry up to which everything is known from before; empty for none.
    pub behind: Place,
    /// Entries that ended the process which looked at them, and what is said of them.
    pub lost: Vec<(Place, Failure)>,
}

/// The place of an entry: its number in its archive, behind that of the archive in the archive around it. Places of one
/// archive are the same whenever it is gone through, and in the order in which it is.
pub type Place = Vec<u64>;

/// What became of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// Its reports, in the order of the body's lines.
    Converted(Vec<Head>),
    /// No report.
    Failed(Failure),
    /// No report, though it may be one.
    Unread(Failure),
}

/// What a worker says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Reply {
    /// Of a document; its reports are the body, one a line.
    Answer(Answer),
    /// An entry of an archive is begun.
    Begun(Place, String),
    /// It is gone through; a document's bytes are the body. Answered by [`Order::Next`] or [`Order::Enough`].
    Found(Box<Found>),
    /// So many bytes are wanted from this place of the archive on. Answered by [`Order::Bytes`].
    Read(u64, usize),
    /// The archive is gone through.
    End,
    /// What a worker can reach that a document must not.
    Reachable(Vec<String>),
}

/// An entry of an archive, or at the end the archive itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// Its place.
    pub place: Place,
    /// Its name.
    pub name: String,
    /// What it is.
    pub what: Kept,
    /// What is known of it.
    pub provenance: Provenance,
    /// What was found of it on the way out.
    pub findings: Vec<Finding>,
    /// How many documents more there are than were counted.
    pub more: usize,
}

/// What an entry of an archive is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Kept {
    /// A document, whose bytes are the body.
    Bytes,
    /// No document, and why.
    Skipped(String),
    /// An archive, and what it holds.
    Archive(String),
    /// A document that has the content of this one, by its name.
    Same(String),
    /// A document that cannot be read.
    Failed(Failure),
}

/// What the run needs to know of a report without reading it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// `report_id` of the report.
    pub report_id: String,
    /// What it makes of its document.
    pub outcome: ReportOutcome,
    /// The findings for which it is flagged.
    pub flags: Vec<Flag>,
}

/// What a report makes of its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportOutcome {
    /// It is one.
    Converted,
    /// It may be one; what keeps it from being read.
    Unread(Failure),
    /// It is something else; what shows it.
    NotAReport(String),
}

/// A finding for which a report is flagged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Its stable code.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// In words.
    pub message: String,
}

/// Why a document gave no report: an [`Error`] as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What can be done about it.
    pub advice: String,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Failure {
        Failure { code: error.code().into(), message: error.to_string(), advice: error.advice().into() }
    }
}

/// A head longer than this is none: the other side is not what it should be.
const MAX_HEAD: usize = 1 << 30;
/// A body longer than this is none.
const MAX_BODY: u64 = 1 << 40;

/// Writes a frame and flushes.
///
/// # Errors
/// Those of the pipe.
pub fn write(out: &mut impl Write, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    out.write_all(&(head.len() as u32).to_le_bytes())?;
    out.write_all(&(body.len() as u64).to_le_bytes())?;
    out.write_all(&head)?;
    out.write_all(body)?;
    out.flush()
}

/// The next frame; `None` where the other side ended before one.
///
/// # Errors
/// Those of the pipe; [`io::ErrorKind::UnexpectedEof`] inside a frame, [`io::ErrorKind::InvalidData`] for another head.
pub fn read<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<(T, Vec<u8>)>> {
    let (mut short, mut long) = ([0; 4], [0; 8]);
    if input.read(short.get_mut(..1).unwrap_or_default())? == 0 {
        return Ok(None);
    }
    input.read_exact(short.get_mut(1..).unwrap_or_default())?;
    input.read_exact(&mut long)?;
    let (head_length, length) = (u32::from_le_bytes(short) as usize, u64::from_le_bytes(long));
    if head_length > MAX_HEAD || length > MAX_BODY {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let head = exactly(input, head_length as u64)?;
    Ok(Some((serde_json::from_slice(&head)?, exactly(input, length)?)))
}

/// So many bytes, memory taken as they come.
fn exactly(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(1 << 20)).unwrap_or(0));
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
