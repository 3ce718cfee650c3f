//! Archives: their entries are planned like the files of a folder, and streamed, so that an archive of any size takes
//! little memory. What it may unpack to is bounded by its size, and the time of each entry by the limit of a document.

mod bzip;
mod clock;
mod entries;
mod gzip;
mod http;
mod sevenz;
mod tar;
mod tar_header;
mod unpack;
mod warc;
mod warc_records;
mod zip;
mod zip_directory;

use super::frame::{self, Found, Reply};
use super::plan::{Planned, Sink};
use super::remote::{Pipe, Remote};
use super::wanted::Wanted;
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::text::encoding;
use entries::{Taker, Unpacking};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Also one that unpacks itself, a program with a zip behind it.
    Zip,
    SevenZip,
    Tar,
    Warc,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// Bytes that tell what an archive is: the mark of a tar is at 257.
pub(super) const HEAD: usize = 512;

/// The kind of archive that bytes begin, if of any. A zip may also be a document.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    let starts = |mark: &[u8]| head.starts_with(mark);
    match () {
        () if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") || starts(b"MZ") => Some(Kind::Zip),
        () if starts(b"7z\xBC\xAF\x27\x1C") => Some(Kind::SevenZip),
        () if starts(b"\x1F\x8B") => Some(Kind::Gzip),
        // RFC 8878, 3.1.1 and the first of the skippable frames of 3.1.2.
        () if starts(b"\x28\xB5\x2F\xFD") || starts(b"\x50\x2A\x4D\x18") => Some(Kind::Zstd),
        () if starts(b"BZh") && head.get(4..10) == Some(b"\x31\x41\x59\x26\x53\x59") => Some(Kind::Bzip2),
        () if starts(b"\xFD7zXZ\0") => Some(Kind::Xz),
        () if starts(b"WARC/") => Some(Kind::Warc),
        () if head.get(257..262) == Some(b"ustar") => Some(Kind::Tar),
        () => None,
    }
}

/// The kind of archive that a file is; `None` for a document, also one in a zip container.
///
/// # Errors
/// The disk's.
pub(super) fn of_file(file: &mut File) -> io::Result<Option<Kind>> {
    let head = head(file)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(match kind(&head) {
        Some(Kind::Zip) if !zip::is_archive(file, &head) => None,
        kind => kind,
    })
}

/// Up to [`HEAD`] bytes.
pub(super) fn head(input: &mut (impl Read + ?Sized)) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    input.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Goes through an archive in a worker process, and tells the run of each entry.
///
/// # Errors
/// Those of the pipes.
pub(super) fn serve(archive: &frame::Archive, limits: &Limits, pipe: Pipe<'_>) -> io::Result<()> {
    let wanted = Wanted::new(&archive.patterns).map_err(|_| io::ErrorKind::InvalidData)?;
    let remote = Remote::new(pipe.clone(), archive.size);
    let mut taker = Told { pipe: pipe.clone(), broken: None };
    let end = Unpacking::new(archive, limits, &wanted, &mut taker).whole(remote);
    match (taker.broken, end) {
        (Some(error), _) => Err(error),
        (None, ControlFlow::Continue(())) => pipe.say(&Reply::End),
        (None, ControlFlow::Break(())) => Ok(()),
    }
}

/// The run, told through a pipe.
struct Told<'a> {
    pipe: Pipe<'a>,
    broken: Option<io::Error>,
}

impl Taker for Told<'_> {
    fn begun(&mut self, place: &[u64], name: &str) -> ControlFlow<()> {
        match self.pipe.say(&Reply::Begun(place.to_vec(), name.to_string())) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.broken = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn found(&mut self, found: Found, bytes: Vec<u8>) -> ControlFlow<()> {
        match self.pipe.ask(&Reply::Found(Box::new(found)), &bytes) {
            Ok((frame::Order::Next, _)) => return ControlFlow::Continue(()),
            Ok((frame::Order::Enough, _)) => {}
            Ok(_) => self.broken = Some(io::ErrorKind::InvalidData.into()),
            Err(error) => self.broken = Some(error),
        }
        ControlFlow::Break(())
    }
}

/// Goes through an archive here, where an entry that hangs or ends the process ends the run.
pub(super) fn here(
    input: impl Read + Seek,
    archive: &frame::Archive,
    limits: &Limits,
    wanted: &Wanted,
    sink: Sink<'_>,
) -> ControlFlow<()> {
    let mut taker = Here { sink };
    let result = catch_unwind(AssertUnwindSafe(|| {
        Unpacking::new(archive, limits, wanted, &mut taker).whole(BufReader::with_capacity(1 << 16, input))
    }));
    result.unwrap_or_else(|_| {
        let failure = (&Error::Crashed("a part of it panicked".into())).into();
        (taker.sink)(Planned {
            provenance: archive.provenance.clone(),
            ..Planned::new(archive.name.clone(), super::plan::Body::Failed(failure))
        })
    })
}

struct Here<'a> {
    sink: Sink<'a>,
}

impl Taker for Here<'_> {
    fn begun(&mut self, _: &[u64], _: &str) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn found(&mut self, found: Found, bytes: Vec<u8>) -> ControlFlow<()> {
        (self.sink)(Planned::found(found, bytes))
    }
}

fn malformed(what: &str) -> Error {
    Error::Malformed { format: "archive", what: what.to_string() }
}

/// How many of what, for people.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}")
}

/// A name of an entry. One that is no UTF-8 is in the encoding of the system that made the archive, which in China is GBK.
fn text(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_string(),
        Err(_) => encoding::decode(raw, Some("gb18030")).text,
    };
    text.replace('\\', "/").trim_start_matches("./").trim_start_matches('/').to_string()
}
