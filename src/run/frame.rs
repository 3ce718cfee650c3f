//! What a run and its worker processes say to each other: frames of a JSON head and a body of bytes, each with its
//! length before it (4 and 8 bytes, little endian).

use crate::model::error::Error;
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
}

/// A document to convert; the body is its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Its name, of which the last part goes into the report.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// What is known of it from where it was kept.
    pub provenance: Provenance,
}

/// What became of it; the body is its reports, one a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Reply {
    /// Its reports, in the order of the body's lines.
    Converted(Vec<Head>),
    /// No report.
    Failed(Failure),
}

/// What the run needs to know of a report without reading it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// `report_id` of the report.
    pub report_id: String,
    /// Code and message of each finding of severity error.
    pub flags: Vec<(String, String)>,
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
