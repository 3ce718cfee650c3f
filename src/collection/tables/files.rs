//! Files of an export: they get their names only when all of them are whole.

use super::CollectionError;
use crate::atomic::Pending;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A file that has no name yet.
#[derive(Debug)]
pub struct Part(Pending);

impl Part {
    pub fn new(folder: &Path, name: &str) -> Part {
        Part(Pending::new(&folder.join(name)))
    }

    /// The temporary name.
    #[cfg(any(feature = "sqlite", feature = "xlsx"))]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn name(&self) -> &Path {
        self.0.name()
    }

    /// The file, empty, whatever an interrupted export left there.
    pub fn create(&self) -> Result<File, CollectionError> {
        self.0.create().map_err(|e| CollectionError::io(self.0.path(), e))
    }

    /// Gives the file its name, after its bytes are safe.
    pub fn publish(self) -> Result<PathBuf, CollectionError> {
        let name = self.0.name().to_path_buf();
        self.0.publish().map_err(|e| CollectionError::io(&name, e))?;
        Ok(name)
    }
}
