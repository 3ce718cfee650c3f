//! An archive without its directory: downloads that broke off lose the end of the file, and there the directory of a
//! zip stands. Every part also has a header of its own before its data, by which it can be found.

use std::io::Read;

use zip::read::{ZipReadOptions, read_zipfile_from_stream_with_options};
use zip::result::ZipError;

const HEADER: [u8; 4] = *b"PK\x03\x04";
/// Bytes of a local header before the name.
const FIXED: usize = 30;

/// A part that was found by its header.
#[derive(Debug)]
pub(super) struct Found {
    /// As written.
    pub(super) name: String,
    /// Where its header begins.
    start: usize,
    /// Where the next header begins, or the file ends.
    end: usize,
}

/// The first `most` parts of a broken archive, in file order.
pub(super) fn find(bytes: &[u8], most: usize) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let starts = bytes.windows(HEADER.len()).enumerate().filter(|(_, window)| *window == HEADER).map(|(at, _)| at);
    for start in starts.take(most) {
        if let Some(last) = found.last_mut() {
            last.end = start;
        }
        if let Some(name) = name(bytes, start) {
            found.push(Found { name, start, end: bytes.len() });
        }
    }
    found
}

fn name(bytes: &[u8], start: usize) -> Option<String> {
    let header = bytes.get(start..start + FIXED)?;
    let length = u16::from_le_bytes([*header.get(26)?, *header.get(27)?]);
    let name = bytes.get(start + FIXED..start + FIXED + usize::from(length))?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// Unpacks a part into `into`, at most `most` bytes of it. What was unpacked before an error stays there.
pub(super) fn unpack(bytes: &[u8], found: &Found, most: u64, into: &mut Vec<u8>) -> Result<(), ZipError> {
    let mut rest = bytes.get(found.start..found.end).unwrap_or_default();
    // Where the size was not known when the header was written, the data reaches at most to the next header.
    let options = ZipReadOptions::new().override_compressed_size(rest.len() as u64).ignore_crc32(true);
    if let Some(entry) = read_zipfile_from_stream_with_options(&mut rest, options)? {
        entry.take(most).read_to_end(into)?;
    }
    Ok(())
}
