//! Entries of a 7z.

use super::unpack::Metered;
use super::{Halt, Unpacking, counted, malformed, text};
use crate::model::error::Error;
use crate::run::plan::Body;
use sevenz_rust2::{ArchiveReader, Error as SevenZipError, Password};
use std::io::{Read, Seek};

/// The largest dictionary of LZMA2, and some.
const DICTIONARY: usize = if usize::BITS > 32 { (4 << 30) + (64 << 20) } else { 0 };

/// Plans the entries in the order in which they are packed.
pub(super) fn each(
    unpacking: &mut Unpacking<'_, '_>,
    input: impl Read + Seek,
    name: &str,
    depth: usize,
) -> Result<String, Halt> {
    // The reader takes the memory for a dictionary on the archive's word, and only uses what is unpacked.
    if Vec::<u8>::new().try_reserve_exact(DICTIONARY).is_err() {
        return Err(Error::Unsupported("a 7z on a system with so little memory".into()).into());
    }
    let mut archive = ArchiveReader::new(input, Password::empty()).map_err(|e| failure(&e))?;
    archive.set_thread_count(1);
    let mut count = 0;
    let mut halt = None;
    let result = archive.for_each_entries(|entry, input| {
        let path = format!("{name}!/{}", text(entry.name().as_bytes()));
        if entry.is_directory() {
            return Ok(true);
        }
        count += 1;
        unpacking.more += 1;
        let meter = unpacking.meter.clone();
        let planned = match entry.is_anti_item() {
            true => unpacking.give(path, Body::Skipped("a deletion".into())),
            false => unpacking.entry(path, &mut Metered::new(input, &meter), depth),
        };
        planned.map(|()| true).map_err(|stop| {
            halt = Some(stop);
            SevenZipError::Other("stopped".into())
        })
    });
    match (halt, result) {
        (Some(halt), _) => Err(halt),
        (None, Err(error)) => Err(failure(&error).into()),
        (None, Ok(())) => Ok(format!("an archive of {}", counted(count, "entries"))),
    }
}

fn failure(error: &SevenZipError) -> Error {
    match error {
        SevenZipError::PasswordRequired | SevenZipError::MaybeBadPassword(_) => Error::Encrypted,
        // Encryption is left out of the build, since there is no password.
        SevenZipError::UnsupportedCompressionMethod(method) if method.contains("AES") => Error::Encrypted,
        SevenZipError::UnsupportedCompressionMethod(method) => {
            Error::Unsupported(format!("compression method {method} of 7z"))
        }
        SevenZipError::Unsupported(what) => Error::Unsupported(what.to_string()),
        error => malformed(&error.to_string()),
    }
}
