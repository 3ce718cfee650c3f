//! Files that are read and written whole.

use anyhow::Context;
use nianbao::model::error::Error;
use nianbao::model::limits::Limits;
use std::fs;
use std::io::Read;
use std::path::Path;

/// The bytes of a file or of standard input (`-`), never more than one over the limit.
pub fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let most = limits.file_bytes.saturating_add(1);
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Writes a file whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let what = || format!("{}: cannot be written; look at the disk and its permissions", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(what)?;
    }
    nianbao::atomic::write(path, bytes).with_context(what)
}
