//! Archives: their entries are planned like the files of a folder, and streamed, so that an archive of any size takes
//! little memory. What it may unpack to is bounded by its size.

mod http;
mod sevenz;
mod tar;
mod unpack;
mod warc;
mod zip;

use super::plan::{Body, Planned, Sink};
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use crate::text::encoding;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use unpack::Metered;

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    SevenZip,
    Tar,
    Warc,
    Gzip,
    Zstd,
}

/// Archives within archives are gone through so deep: a WACZ holds WARCs, and may lie in a zip.
const NESTING: usize = 2;
/// Bytes that tell what an archive is: the mark of a tar is at 257.
pub(super) const HEAD: usize = 512;
/// An archive may unpack to so many bytes,
const FREE: u64 = 256 << 20;
/// and so many times its size: markup is packed to a tenth, the worst that a document needs to a hundredth.
const RATIO: u64 = 200;

/// The kind of archive that bytes begin, if of any. A zip may also be a document.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    let starts = |mark: &[u8]| head.starts_with(mark);
    match () {
        () if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") => Some(Kind::Zip),
        () if starts(b"7z\xBC\xAF\x27\x1C") => Some(Kind::SevenZip),
        () if starts(b"\x1F\x8B") => Some(Kind::Gzip),
        // RFC 8878, 3.1.1 and the first of the skippable frames of 3.1.2.
        () if starts(b"\x28\xB5\x2F\xFD") || starts(b"\x50\x2A\x4D\x18") => Some(Kind::Zstd),
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

/// Plans the entries of a file that is an archive, then the archive itself, as skipped with what it holds, or as failed.
/// What is known of the archive is known of its entries, unless it says more of them.
pub(super) fn each(
    file: File,
    kind: Kind,
    name: &str,
    provenance: &Provenance,
    limits: &Limits,
    wanted: &dyn Wanted,
    sink: Sink<'_>,
) -> ControlFlow<()> {
    let size = file.metadata().map_or(0, |m| m.len());
    let meter = unpack::Meter::new(FREE.saturating_add(size.saturating_mul(RATIO)));
    let mut unpacking = Unpacking { limits, wanted, sink, provenance, meter, more: 0 };
    let result = catch_unwind(AssertUnwindSafe(|| match kind {
        Kind::Zip => zip::each(&mut unpacking, file, name, 0),
        Kind::SevenZip => sevenz::each(&mut unpacking, file, name, 0),
        _ => unpacking.stream(kind, &mut BufReader::with_capacity(1 << 16, file), name, 0),
    }));
    let result = result.unwrap_or_else(|_| Err(Halt::Failed(Error::Crashed("a part of it panicked".into()))));
    match unpacking.close(name, result) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}

/// Which names are wanted.
pub(super) trait Wanted {
    /// Why a document is not.
    fn unwanted(&self, name: &str) -> Option<String>;
    /// Why an archive is not.
    fn excluded(&self, name: &str) -> Option<String>;
}

/// Why an archive is not gone through to its end.
enum Halt {
    /// Enough was taken.
    Enough,
    /// It is damaged, or over a limit.
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Halt {
        Halt::Failed(error)
    }
}

/// A file of archives being gone through.
struct Unpacking<'a, 'b> {
    limits: &'a Limits,
    wanted: &'a dyn Wanted,
    sink: Sink<'b>,
    provenance: &'a Provenance,
    meter: unpack::Meter,
    /// Entries that were not counted yet.
    more: usize,
}

impl Unpacking<'_, '_> {
    /// Goes through an archive that can be read from its beginning to its end. Gives what it holds, for people.
    fn stream(&mut self, kind: Kind, input: &mut dyn Read, name: &str, depth: usize) -> Result<String, Halt> {
        let mut unpacked: Box<dyn Read + '_> = match kind {
            Kind::Gzip => Box::new(Metered::new(unpack::gzip(input), &self.meter)),
            Kind::Zstd => Box::new(Metered::new(unpack::zstd(input), &self.meter)),
            Kind::Tar => return tar::each(self, input, name, depth),
            Kind::Warc => return warc::each(self, input, name),
            Kind::Zip | Kind::SevenZip => return Err(malformed("it cannot be read as a stream").into()),
        };
        let head = head(&mut unpacked).map_err(|e| self.unread(&e))?;
        let inner = kind_of_stream(&head);
        let mut whole = Cursor::new(head).chain(unpacked);
        match inner {
            Some(inner) => self.stream(inner, &mut whole, name, depth),
            None => {
                let file = name.rsplit('/').next().unwrap_or(name);
                let inner = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
                self.entry(format!("{name}!/{inner}"), &mut whole, depth)?;
                Ok("a compressed file".into())
            }
        }
    }

    /// Plans an entry, or what is in it if it is an archive.
    fn entry(&mut self, name: String, input: &mut dyn Read, depth: usize) -> Result<(), Halt> {
        self.meter.check()?;
        let head = match head(input) {
            Ok(head) => head,
            Err(error) => {
                let error = self.unread(&error);
                return self.give(name, Body::Failed(error));
            }
        };
        let kind = kind(&head);
        let reason = match kind {
            None => self.wanted.unwanted(&name),
            Some(Kind::Zip) => self.wanted.excluded(&name),
            Some(_) if depth >= NESTING => Some("an archive in archives in an archive".into()),
            Some(_) => self.wanted.excluded(&name),
        };
        if let Some(reason) = reason {
            return self.give(name, Body::Skipped(reason));
        }
        let mut whole = Cursor::new(head).chain(input);
        match kind {
            None => self.document(name, &mut whole, self.provenance.clone()),
            Some(Kind::Zip | Kind::SevenZip) => {
                // Read from its end, so held whole; one that is a document is no larger.
                let bytes = match self.bytes(&mut whole) {
                    Body::Bytes(bytes) => bytes,
                    body => return self.give(name, body),
                };
                let is_archive = kind == Some(Kind::SevenZip) || zip::is_archive(&mut Cursor::new(&bytes), &bytes);
                if !is_archive {
                    return match self.wanted.unwanted(&name) {
                        Some(reason) => self.give(name, Body::Skipped(reason)),
                        None => self.give(name, Body::Bytes(bytes)),
                    };
                }
                if depth >= NESTING {
                    return self.give(name, Body::Skipped("an archive in archives in an archive".into()));
                }
                let result = if kind == Some(Kind::SevenZip) {
                    sevenz::each(self, Cursor::new(bytes), &name, depth + 1)
                } else {
                    zip::each(self, Cursor::new(bytes), &name, depth + 1)
                };
                self.close(&name, result)
            }
            Some(kind) => {
                let result = self.stream(kind, &mut whole, &name, depth + 1);
                self.close(&name, result)
            }
        }
    }

    /// Plans a document with what is known of where it is from.
    fn document(&mut self, name: String, input: &mut dyn Read, provenance: Provenance) -> Result<(), Halt> {
        let body = self.bytes(input);
        let more = std::mem::take(&mut self.more);
        self.send(Planned { name, body, provenance, more })
    }

    /// All bytes of an entry.
    fn bytes(&self, input: &mut dyn Read) -> Body {
        let mut bytes = Vec::new();
        match input.take(self.limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes) {
            Err(error) => Body::Failed(self.unread(&error)),
            Ok(_) => match self.limits.admit(&bytes) {
                Err(error @ Error::Limit { .. }) => Body::Failed(error),
                _ => Body::Bytes(bytes),
            },
        }
    }

    fn give(&mut self, name: String, body: Body) -> Result<(), Halt> {
        let more = std::mem::take(&mut self.more);
        self.send(Planned { name, body, provenance: self.provenance.clone(), more })
    }

    fn send(&mut self, planned: Planned) -> Result<(), Halt> {
        match (self.sink)(planned) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Halt::Enough),
        }
    }

    /// Plans an archive itself, after its entries.
    fn close(&mut self, name: &str, result: Result<String, Halt>) -> Result<(), Halt> {
        match result {
            Ok(what) => self.give(name.to_string(), Body::Skipped(what)),
            Err(Halt::Failed(error)) => self.give(name.to_string(), Body::Failed(error)),
            Err(Halt::Enough) => Err(Halt::Enough),
        }
    }

    /// The error of an entry, or of an archive, that cannot be read.
    fn unread(&self, error: &io::Error) -> Error {
        self.meter.check().err().unwrap_or_else(|| malformed(&error.to_string()))
    }
}

/// What is in a compressed file, if it is read as a stream.
fn kind_of_stream(head: &[u8]) -> Option<Kind> {
    kind(head).filter(|kind| matches!(kind, Kind::Tar | Kind::Warc))
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
