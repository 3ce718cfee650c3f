//! Entries of a tar.

use super::{Halt, Unpacking, counted, malformed, text};
use crate::run::plan::Body;
use std::io::Read;

/// Plans the entries in their order.
pub(super) fn each(
    unpacking: &mut Unpacking<'_, '_>,
    input: &mut dyn Read,
    name: &str,
    depth: usize,
) -> Result<String, Halt> {
    let mut archive = ::tar::Archive::new(input);
    let mut count = 0;
    let entries = archive.entries().map_err(|e| malformed(&e.to_string()))?;
    for entry in entries {
        let mut entry = entry.map_err(|e| unpacking.unread(&e))?;
        let kind = entry.header().entry_type();
        let path = format!("{name}!/{}", text(&entry.path_bytes()));
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        count += 1;
        unpacking.more += 1;
        if kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
            unpacking.entry(path, &mut entry, depth)?;
        } else {
            unpacking.give(path, Body::Skipped("not a regular file".into()))?;
        }
    }
    Ok(format!("an archive of {}", counted(count, "entries")))
}
