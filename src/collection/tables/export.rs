//! From the folder of a run to files of tables.

use super::csv::Csv;
use super::files::Part;
use super::layout::{self, Subject};
use super::{CollectionError, Finished, Format, Options, Table, Writer, package, stata};
use crate::collection::journal::Journal;
use std::path::{Path, PathBuf};

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Reports in the tables.
    pub reports: usize,
    /// The files, by kind and name.
    pub files: Vec<PathBuf>,
    /// What a reader of the files should know.
    pub notes: Vec<String>,
}

/// Writes the tables of a run into a folder. The run may be unfinished; `run` may also be a file of JSON Lines.
///
/// Files of a former export are replaced, each whole.
///
/// # Errors
/// When a file cannot be read or written, or a whole line of the journal is no report.
pub fn export(run: &Path, out: &Path, options: &Options) -> Result<Summary, CollectionError> {
    let mut journal = Journal::open(run)?;
    std::fs::create_dir_all(out).map_err(|e| CollectionError::io(out, e))?;
    let layouts = layout::layouts(options);
    let tables: Vec<Table> = layouts.iter().map(|l| l.table.clone()).collect();
    let mut formats = options.formats.clone();
    formats.sort_unstable();
    formats.dedup();
    let mut writers: Vec<Box<dyn Writer>> = Vec::new();
    for format in formats {
        writers.push(writer(format, out, &tables, options)?);
    }
    for index in 0..journal.len() {
        let Some((report, standing)) = journal.read(index)? else { break };
        let subject = Subject::new(&report, &standing);
        for (place, layout) in layouts.iter().enumerate() {
            if let Some(rows) = &layout.of_report {
                rows(&subject, &mut |row| writers.iter_mut().try_for_each(|w| w.row(place, row)))?;
            }
        }
    }
    let notes = std::mem::take(&mut journal.notes);
    let mut summary = Summary { reports: journal.len(), files: Vec::new(), notes };
    for (place, layout) in layouts.iter().enumerate() {
        if let Some(rows) = &layout.of_run {
            let notes = rows(journal.folder(), &mut |row| writers.iter_mut().try_for_each(|w| w.row(place, row)))?;
            summary.notes.extend(notes);
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    for writer in writers {
        let Finished { parts: finished, notes } = writer.finish()?;
        parts.extend(finished);
        summary.notes.extend(notes);
    }
    for part in parts {
        summary.files.push(part.publish()?);
    }
    Ok(summary)
}

/// The names of all files that an export may write.
pub fn file_names() -> Vec<String> {
    let tables = layout::layouts(&Options::default());
    let of_tables = ["csv", "parquet"].iter().flat_map(|e| tables.iter().map(move |l| format!("{}.{e}", l.table.name)));
    of_tables.chain([stata::NAME, package::NAME, "nianbao.sqlite", "nianbao.xlsx"].map(String::from)).collect()
}

fn writer(format: Format, out: &Path, tables: &[Table], options: &Options) -> Result<Box<dyn Writer>, CollectionError> {
    Ok(match format {
        Format::Csv => Box::new(Csv::new(out, tables, options)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(super::parquet::Parquet::new(out, tables)?),
        #[cfg(feature = "sqlite")]
        Format::Sqlite => Box::new(super::sqlite::Sqlite::new(out, tables)?),
        #[cfg(feature = "xlsx")]
        Format::Xlsx => Box::new(super::xlsx::Xlsx::new(out, tables)?),
    })
}
