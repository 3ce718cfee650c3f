//! Why a run cannot go on.

use std::io;
use std::path::{Path, PathBuf};

/// Why a run ended before its end; it goes on from there when it is started again.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A file of the run cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process writes the run.
    #[error("{}: another run is writing here", .0.display())]
    Locked(PathBuf),
    /// The folder holds a run of another version or with other options.
    #[error("{}: holds a run {what}", folder.display())]
    Other {
        /// The folder.
        folder: PathBuf,
        /// What is different.
        what: String,
    },
    /// The plan lacks documents of the run.
    #[error("{}: holds {} that this command does not have: {}", folder.display(), documents(.names.len()), shown(.names))]
    Lacking {
        /// The folder.
        folder: PathBuf,
        /// Names of the documents.
        names: Vec<String>,
    },
    /// Runs that cannot be put together.
    #[error("{}: {what}", folder.display())]
    Merge {
        /// The folder of the run that does not fit.
        folder: PathBuf,
        /// Why not.
        what: String,
    },
    /// No worker process can be started.
    #[error("{}: a worker process cannot be started: {source}", program.display())]
    Worker {
        /// The program.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl RunError {
    pub(crate) fn io(path: &Path, source: io::Error) -> RunError {
        RunError::Io { path: path.to_path_buf(), source }
    }

    /// What a user can do about it: one line.
    pub fn advice(&self) -> &'static str {
        match self {
            RunError::Io { .. } => {
                "look at the disk and its permissions; the same command then goes on where it stopped"
            }
            RunError::Locked(_) => "wait for it, or give another folder",
            RunError::Other { .. } => "give another folder, or --restart to convert everything anew",
            RunError::Lacking { .. } => {
                "look at inputs and filters; --prune takes them off, --add keeps them beside what is new, another folder \
                 leaves the run as it is"
            }
            RunError::Merge { .. } => {
                "give every shard of one run once, each finished and whole, and a folder without a run"
            }
            RunError::Worker { .. } => "free memory or lower --jobs; the same command then goes on where it stopped",
        }
    }
}

/// So many documents, for people.
fn documents(count: usize) -> String {
    if count == 1 { "1 document".into() } else { format!("{count} documents") }
}

/// The first of some names.
fn shown(names: &[String]) -> String {
    const FIRST: usize = 5;
    let first: Vec<&str> = names.iter().take(FIRST).map(String::as_str).collect();
    let more = names.len().saturating_sub(FIRST);
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}
