//! Files that get their names only when they are whole, so that nobody reads half of one, whatever ends this program.

#![expect(clippy::disallowed_methods, reason = "this is their one place")]

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file under a temporary name beside its own. Dropped without [`Pending::publish`] it is taken away again.
#[derive(Debug)]
pub struct Pending {
    temporary: PathBuf,
    name: PathBuf,
    published: bool,
}

impl Pending {
    /// The temporary name is hidden, so that no run takes it for a document, and always the same, so that what a killed
    /// program left there is written over.
    pub fn new(name: &Path) -> Pending {
        let mut hidden = OsString::from(".");
        hidden.push(name.file_name().unwrap_or_default());
        hidden.push(".part");
        Pending { temporary: name.with_file_name(hidden), name: name.to_path_buf(), published: false }
    }

    /// The temporary name.
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    /// The name that it will have.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// The file, empty.
    ///
    /// # Errors
    /// The disk's.
    pub fn create(&self) -> io::Result<File> {
        File::create(&self.temporary)
    }

    /// Gives the file its name, after its bytes are on the disk.
    ///
    /// # Errors
    /// The disk's.
    pub fn publish(self) -> io::Result<()> {
        File::open(&self.temporary)?.sync_all()?;
        self.rename()
    }

    /// The same where a loss of power may cost the file, since it can be made again: many small ones are written in the
    /// time of one.
    ///
    /// # Errors
    /// The disk's.
    pub fn rename(mut self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.name)?;
        self.published = true;
        Ok(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.published {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Writes a file whole or not at all, and onto the disk.
///
/// # Errors
/// The disk's.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |out| out.write_all(bytes))
}

/// The same, written bit by bit.
///
/// # Errors
/// The disk's, and those of `write`.
pub fn write_with(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let pending = Pending::new(path);
    let mut out = BufWriter::new(pending.create()?);
    write(&mut out)?;
    out.into_inner()?;
    pending.publish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_until_the_new_file_is_whole() {
        let folder = std::env::temp_dir().join(format!("nianbao-atomic-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("x.json");
        write(&path, b"old").unwrap();
        let failed = write_with(&path, |out| {
            out.write_all(b"ne")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}
