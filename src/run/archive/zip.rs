//! Entries of a zip.

use super::unpack::Metered;
use super::{Halt, Unpacking, counted, malformed, text};
use crate::detect;
use crate::model::error::Error;
use crate::run::plan::Body;
use crate::text::encoding;
use ::zip::ZipArchive;
use ::zip::result::ZipError;
use std::io::{Read, Seek, SeekFrom};

/// More entries are refused, since all their names are held in memory.
const ENTRIES: u64 = 500_000;

/// Bytes of a zip without its end that are looked through for names.
const START: u64 = 8 << 20;

/// Whether a zip is an archive of files and no document of an office program. One that is damaged is left to the readers
/// of documents.
pub(super) fn is_archive(input: &mut (impl Read + Seek), head: &[u8]) -> bool {
    let is_archive = match claimed(input) {
        Some(count) if count > ENTRIES => true,
        Some(_) => ZipArchive::new(&mut *input).is_ok_and(|archive| {
            let names: Vec<String> = archive.file_names_raw().map(text).collect();
            detect::is_archive(&names, head)
        }),
        // A download that broke off has lost its end: its entries tell what it was.
        None => {
            let mut start = Vec::new();
            let read = input.seek(SeekFrom::Start(0)).and_then(|_| input.by_ref().take(START).read_to_end(&mut start));
            read.is_ok() && detect::is_cut_archive(&start)
        }
    };
    let _ = input.seek(SeekFrom::Start(0));
    is_archive
}

/// How many entries the end of a zip claims (APPNOTE 4.3.16 and 4.3.14).
fn claimed(input: &mut (impl Read + Seek)) -> Option<u64> {
    let length = input.seek(SeekFrom::End(0)).ok()?;
    // The record, its comment, and those of zip64 before it.
    input.seek(SeekFrom::Start(length.saturating_sub((64 << 10) + 22 + 76))).ok()?;
    let mut tail = Vec::new();
    input.read_to_end(&mut tail).ok()?;
    let find = |mark: &[u8]| memchr::memmem::rfind(&tail, mark);
    let number = |at: usize, length: usize| {
        let bytes = tail.get(at..at + length)?;
        Some(bytes.iter().rev().fold(0u64, |sum, b| sum << 8 | u64::from(*b)))
    };
    let wide = find(b"PK\x06\x06").and_then(|at| number(at + 32, 8));
    let narrow = find(b"PK\x05\x06").and_then(|at| number(at + 10, 2))?;
    Some(wide.unwrap_or(0).max(narrow))
}

/// Plans the entries in the order of the directory.
pub(super) fn each(
    unpacking: &mut Unpacking<'_, '_>,
    mut input: impl Read + Seek,
    name: &str,
    depth: usize,
) -> Result<String, Halt> {
    if claimed(&mut input).is_some_and(|count| count > ENTRIES) {
        return Err(malformed(&format!("it claims more than {ENTRIES} entries")).into());
    }
    let mut archive = ZipArchive::new(input).map_err(|e| malformed(&e.to_string()))?;
    let names = names(&archive);
    let count = names.iter().filter(|n| !n.ends_with('/')).count();
    unpacking.more += count;
    for (index, entry) in names.into_iter().enumerate().filter(|(_, n)| !n.ends_with('/')) {
        let path = format!("{name}!/{entry}");
        // Resource forks of macOS, one beside each file.
        if entry.starts_with("__MACOSX/") {
            unpacking.give(path, Body::Skipped("a resource fork".into()))?;
            continue;
        }
        let meter = unpacking.meter.clone();
        match archive.by_index(index) {
            Ok(file) if file.is_symlink() => unpacking.give(path, Body::Skipped("a link".into()))?,
            Ok(file) => unpacking.entry(path, &mut Metered::new(file, &meter), depth)?,
            Err(error) => unpacking.give(path, Body::Failed(failure(&error)))?,
        }
    }
    Ok(format!("an archive of {}", counted(count, "entries")))
}

/// The names of all entries. Those that are no UTF-8 are in one encoding, which together they tell better than each.
fn names<R: Read + Seek>(archive: &ZipArchive<R>) -> Vec<String> {
    let raw: Vec<&[u8]> = archive.file_names_raw().collect();
    let foreign: Vec<&[u8]> = raw.iter().copied().filter(|n| std::str::from_utf8(n).is_err()).collect();
    let encoding = encoding::decode(&foreign.join(&b'\n'), Some("gb18030")).encoding;
    let decode = |name: &&[u8]| match std::str::from_utf8(name) {
        Ok(_) => text(name),
        Err(_) => text(encoding::decode_as(name, encoding).as_bytes()),
    };
    raw.iter().map(decode).collect()
}

fn failure(error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Error::Encrypted,
        ZipError::UnsupportedArchive(what) => Error::Unsupported(format!("a zip with {what}")),
        ZipError::CompressionMethodNotSupported(method) => {
            Error::Unsupported(format!("compression method {method} of zip"))
        }
        error => malformed(&error.to_string()),
    }
}
