//! Many reports: the journal of a run read back, one identity of an agency and its years, what links its reports, checks
//! across them, and tables.

pub mod agency;
pub mod cross_report;
pub mod journal;
pub mod links;
pub mod status;
pub mod summary;
pub mod tables;

use std::path::{Path, PathBuf};

/// Why a collection could not be read, or its tables not be written. Nothing that was there before was touched.
#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    /// A file could not be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A whole line of a journal is no report.
    #[error("{}: line {line}: {message}\n  it was not written by nianbao, or the file is damaged", path.display())]
    Journal {
        /// The journal.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// A library refused to write a file.
    #[error("{}: {message}", path.display())]
    Writer {
        /// Which file.
        path: PathBuf,
        /// Its words.
        message: String,
    },
}

impl CollectionError {
    pub(crate) fn io(path: &Path, error: std::io::Error) -> CollectionError {
        CollectionError::Io { path: path.to_path_buf(), error }
    }
}
