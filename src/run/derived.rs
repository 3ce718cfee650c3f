//! What is made from a journal when it is whole: summary, links, checks across reports, tables, one file a document. When
//! the journal changes they are of another run, and are taken away, so that nobody takes them for this one's.

use super::journal::{DOCUMENTS, REPORTS};
use super::{RunError, carry_over, files, settings};
use crate::collection::cross_report::RUN_CHECKS;
use crate::collection::links::LINKS;
use crate::collection::summary::SUMMARY;
use crate::collection::tables;
use std::fs;
use std::io;
use std::path::Path;

/// Folder of the tables of a run.
pub const TABLES: &str = "tables";

/// Whether a name in the folder of a run is that of what a run writes there; case does not matter to some file systems.
pub(super) fn is_own(name: &str) -> bool {
    let made = [SUMMARY, LINKS, RUN_CHECKS, TABLES, files::NAME];
    let kept = [REPORTS, DOCUMENTS, settings::NAME, carry_over::OLD_DOCUMENTS, carry_over::OLD_REPORTS];
    made.iter().chain(&kept).any(|own| own.eq_ignore_ascii_case(name))
}

/// Takes away what was made from the journal of a folder; other files stay.
pub(super) fn remove(folder: &Path) -> Result<(), RunError> {
    for name in [SUMMARY, LINKS, RUN_CHECKS] {
        remove_file(&folder.join(name))?;
    }
    let folder_of_tables = folder.join(TABLES);
    if folder_of_tables.is_dir() {
        for name in tables::file_names() {
            remove_file(&folder_of_tables.join(name))?;
        }
        // Stays if something else is in it.
        let _ = fs::remove_dir(&folder_of_tables);
    }
    files::remove(folder)
}

/// Whether a run has tables.
pub fn has_tables(folder: &Path) -> bool {
    tables::file_names().iter().any(|name| folder.join(TABLES).join(name).exists())
}

/// Removes a file, if it is there.
pub(super) fn remove_file(path: &Path) -> Result<(), RunError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(RunError::io(path, error)),
        _ => Ok(()),
    }
}
