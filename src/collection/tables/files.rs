//! Files that get their names only when they are whole.

use super::CollectionError;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A file under a temporary name beside its own. Dropped without [`Part::publish`] it is taken away again.
#[derive(Debug)]
pub struct Part {
    temporary: PathBuf,
    name: PathBuf,
    published: bool,
}

impl Part {
    pub fn new(folder: &Path, name: &str) -> Part {
        Part { temporary: folder.join(format!(".{name}.part")), name: folder.join(name), published: false }
    }

    /// The temporary name.
    #[cfg(any(feature = "sqlite", feature = "xlsx"))]
    pub fn path(&self) -> &Path {
        &self.temporary
    }

    pub fn name(&self) -> &Path {
        &self.name
    }

    /// The file, empty, whatever an interrupted export left there.
    pub fn create(&self) -> Result<File, CollectionError> {
        File::create(&self.temporary).map_err(|e| CollectionError::io(&self.temporary, e))
    }

    /// Gives the file its name, after its bytes are safe.
    pub fn publish(mut self) -> Result<PathBuf, CollectionError> {
        let safe = File::open(&self.temporary).and_then(|f| f.sync_all());
        safe.and_then(|()| fs::rename(&self.temporary, &self.name)).map_err(|e| CollectionError::io(&self.name, e))?;
        self.published = true;
        Ok(self.name.clone())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.published {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
