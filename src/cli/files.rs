//! Files that are read and written whole.

use anyhow::{Context, anyhow};
use nianbao::model::limits::Limits;
use nianbao::{atomic, regular};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What to do with an input that cannot be opened.
pub const WAY_OUT: &str =
    "look at the path and its permissions; what a pipe gives can be piped in, with - for the path";

/// The bytes of a file or of standard input (`-`), never more than one over the limit.
///
/// # Errors
/// Without a file, or with something else in its place: that is no matter of a document.
pub fn read(path: &Path, limits: &Limits) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = limits.file_bytes.saturating_add(1);
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        regular::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(_) if path.is_dir() => Err(anyhow!(
            "{}: a folder, and no file\n  give documents; `convert FOLDER --out RUN` goes through a folder",
            path.display()
        )),
        Err(error) => Err(anyhow!("{}: {error}\n  {WAY_OUT}", path.display())),
    }
}

/// Writes a file whole or not at all, or to standard output (`-`). No folder is made for it.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        let mut out = io::stdout().lock();
        out.write_all(bytes)?;
        return Ok(out.flush()?);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(anyhow!("{}: there is no such folder\n  make it, or give another", folder.display()));
    }
    if path.is_dir() {
        return Err(anyhow!("{}: a folder\n  give the name of a file in it", path.display()));
    }
    atomic::write(path, bytes)
        .with_context(|| format!("{}: cannot be written; look at the disk and its permissions", path.display()))
}

/// What a command prints: into a file, if one is given.
pub fn print(out: Option<&PathBuf>, text: &str) -> anyhow::Result<()> {
    match out {
        Some(path) => write(path, text.as_bytes()),
        None => super::print(text),
    }
}
