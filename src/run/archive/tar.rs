//! Entries of a tar.

use super::entries::{Body, Halt, Unpacking};
use super::tar_header::{BLOCK, Header, Next, next};
use super::text;
use crate::model::limits::Limit;
use std::collections::HashSet;
use std::io::{self, Cursor, Read};

/// Names that are known to hard links; those of later entries are not.
const NAMES: usize = 200_000;

/// Plans the entries in their order, also those of tars that were put one behind the other.
pub(super) fn each(
    unpacking: &mut Unpacking<'_>,
    input: &mut dyn Read,
    name: &str,
    depth: usize,
) -> Result<String, Halt> {
    let (mut count, mut names) = (0, HashSet::new());
    while let Next::Entry(header) = next(input).map_err(|e| unpacking.unread(&e))? {
        let entry = text(&header.name);
        let path = format!("{name}!/{entry}");
        let mut rest = input.take(header.size);
        match header.kind {
            b'5' | b'D' => {}
            b'1' => {
                count += 1;
                let target = text(&header.link);
                let is_known = names.contains(&target);
                let what = format!("a link to {target}, which is not before it in the archive");
                let of = format!("{name}!/{target}");
                unpacking.plain(path, if is_known { Body::Same(of) } else { Body::Skipped(what) })?;
            }
            // Regular ones, contiguous ones, and those of old tars, of which a folder ends in a slash.
            0 if header.name.ends_with(b"/") => {}
            0 | b'0' | b'7' | b'S' => {
                count += 1;
                file(unpacking, &header, &mut rest, path, depth)?;
                if names.len() < NAMES {
                    names.insert(entry);
                }
            }
            _ => {
                count += 1;
                unpacking.plain(path, Body::Skipped("not a regular file".into()))?;
            }
        }
        // What is left of the entry, and of its last block.
        let filled = header.size.next_multiple_of(BLOCK) - header.size;
        io::copy(&mut rest, &mut io::sink()).map_err(|e| unpacking.unread(&e))?;
        if rest.limit() > 0 {
            return Err(unpacking.unread(&io::Error::other("its last entry is cut off")).into());
        }
        io::copy(&mut input.take(filled), &mut io::sink()).map_err(|e| unpacking.unread(&e))?;
    }
    Ok(Unpacking::described(count))
}

fn file(
    unpacking: &mut Unpacking<'_>,
    header: &Header,
    input: &mut dyn Read,
    path: String,
    depth: usize,
) -> Result<(), Halt> {
    let Some((whole, pieces)) = &header.sparse else {
        let mut checked = Whole { inner: input, left: header.size };
        return unpacking.entry(path, &mut checked, depth);
    };
    if *whole > unpacking.limits.file_bytes {
        let error = unpacking.limits.error(Limit::FileBytes);
        return unpacking.plain(path, Body::Failed(error));
    }
    // No larger than a document, so put together whole.
    let mut bytes = Vec::new();
    for (at, length) in pieces {
        let (Ok(at), Some(end)) = (usize::try_from(*at), at.checked_add(*length)) else { continue };
        if at < bytes.len() || end > *whole {
            continue;
        }
        bytes.resize(at, 0);
        if let Err(error) = input.take(*length).read_to_end(&mut bytes) {
            return Err(unpacking.unread(&error).into());
        }
    }
    bytes.resize(usize::try_from(*whole).unwrap_or(0).max(bytes.len()), 0);
    unpacking.entry(path, &mut Cursor::new(bytes), depth)
}

/// A reader that is an error if it ends before its bytes do.
struct Whole<'a> {
    inner: &'a mut dyn Read,
    left: u64,
}

impl Read for Whole<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::Error::other("it is cut off"));
        }
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}
