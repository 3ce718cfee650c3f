//! Entries of a 7z.

use super::entries::{Body, Halt, Unpacking};
use super::{malformed, text};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error as SevenZipError, Password};
use std::io::{self, Read, Seek};

/// Plans the entries in the order in which they are packed: a block of them after the other, then those without bytes.
pub(super) fn each(
    unpacking: &mut Unpacking<'_>,
    mut input: impl Read + Seek,
    name: &str,
    depth: usize,
) -> Result<String, Halt> {
    let password = Password::empty();
    // A dictionary is as large as the file says, so half of the memory at most.
    let memory = usize::try_from(unpacking.limits.memory / 2048).unwrap_or(usize::MAX);
    let limits = *unpacking.limits;
    let failed = |error: &SevenZipError| failure(error, &limits);
    let archive =
        Archive::read_with_memory_limit(&mut input, &password, memory).map_err(|e| unpacking.checked(failed(&e)))?;
    let mut count = 0;
    for block in 0..archive.blocks.len() {
        let decoder = BlockDecoder::new_with_memory_limit(1, memory, block, &archive, &password, &mut input);
        let left: Vec<String> = decoder.entries().iter().map(|e| path(name, e)).collect();
        let (mut begun, mut halt) = (0, None);
        let result = decoder.for_each_entries(&mut |entry, input| {
            begun += 1;
            let taken = one(unpacking, entry, input, name, depth).and_then(|()| {
                // The next entry of the block begins where this one ends.
                let meter = unpacking.meter.clone();
                io::copy(&mut meter.count(input), &mut io::sink()).map(|_| ()).map_err(|e| unpacking.unread(&e).into())
            });
            halt = taken.err();
            Ok(halt.is_none())
        });
        count += left.len();
        match (halt, result) {
            (Some(Halt::Enough), _) => return Err(Halt::Enough),
            (Some(Halt::Failed(error)), _) => rest(unpacking, left, begun, &error)?,
            (None, Err(error)) => rest(unpacking, left, begun, &failed(&error))?,
            (None, Ok(_)) => {}
        }
    }
    for entry in archive.files.iter().filter(|e| !e.has_stream() && !e.is_directory()) {
        count += 1;
        let body = if entry.is_anti_item() { Body::Skipped("a deletion".into()) } else { Body::Bytes(Vec::new()) };
        unpacking.plain(path(name, entry), body)?;
    }
    Ok(Unpacking::described(count))
}

fn path(name: &str, entry: &ArchiveEntry) -> String {
    format!("{name}!/{}", text(entry.name().as_bytes()))
}

/// One entry with bytes.
fn one(
    unpacking: &mut Unpacking<'_>,
    entry: &ArchiveEntry,
    input: &mut dyn Read,
    name: &str,
    depth: usize,
) -> Result<(), Halt> {
    let meter = unpacking.meter.clone();
    unpacking.entry(path(name, entry), &mut meter.count(input), depth)
}

/// What is behind the damage of a block is lost with it, since each entry is packed by those before.
fn rest(unpacking: &mut Unpacking<'_>, left: Vec<String>, begun: usize, error: &Error) -> Result<(), Halt> {
    for name in left.into_iter().skip(begun) {
        unpacking.plain(name, Body::Failed(again(error)))?;
    }
    Ok(())
}

/// The same error once more.
fn again(error: &Error) -> Error {
    match error {
        Error::Encrypted => Error::Encrypted,
        Error::Unsupported(what) => Error::Unsupported(what.clone()),
        Error::Limit { limit, value } if *limit != Limit::Time => Error::Limit { limit: *limit, value: value.clone() },
        Error::Malformed { what, .. } => malformed(&format!("what is packed before it cannot be read: {what}")),
        error => malformed(&format!("what is packed before it cannot be read: {error}")),
    }
}

fn failure(error: &SevenZipError, limits: &Limits) -> Error {
    match error {
        SevenZipError::PasswordRequired | SevenZipError::MaybeBadPassword(_) => Error::Encrypted,
        // Encryption is left out of the build, since there is no password.
        SevenZipError::UnsupportedCompressionMethod(method) if method.contains("AES") => Error::Encrypted,
        SevenZipError::UnsupportedCompressionMethod(method) => {
            Error::Unsupported(format!("compression method {method} of 7z"))
        }
        SevenZipError::Unsupported(what) => Error::Unsupported(what.to_string()),
        SevenZipError::MaxMemLimited { .. } => limits.error(Limit::Memory),
        SevenZipError::ChecksumVerificationFailed => malformed("a checksum is wrong"),
        SevenZipError::Other(what) => malformed(what),
        SevenZipError::Io(error, _) => malformed(&error.to_string()),
        error => malformed(&error.to_string()),
    }
}
