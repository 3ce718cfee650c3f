//! Tables for analysts, written from the journal of a run: one row a cell, an agency-year, a check and so on, all joined
//! by `report_id`.
//!
//! What the tables hold is told once, in `layout`; CSV, Parquet, SQLite and XLSX are implementers of one trait that know
//! types but no table. Reports are taken in the order of their ids, one at a time, so that the files are the same
//! whatever the order of the journal, and memory does not grow with it. Files get their names only when all of them
//! are whole.

mod csv;
mod export;
mod files;
mod layout;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stata;
mod value;
#[cfg(feature = "xlsx")]
mod xlsx;

use super::CollectionError;
pub use export::{Summary, export, file_names};

use value::Field;

/// The type of a column. Every column may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A whole number of ours: an order, a count of things.
    Integer,
    /// A published number of a column that counts; whole unless the document prints otherwise.
    Count,
    /// A published number, digit by digit.
    Decimal,
    /// A day, ISO 8601.
    Date,
}

impl Kind {
    /// As written in the data dictionary.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Count => "count",
            Kind::Decimal => "decimal",
            Kind::Date => "date",
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// At most 32 characters, letters, digits and `_`: taken as it is by SQL, R and Stata.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// In English.
    pub description: String,
}

/// A table: its name, what a row is, its columns.
#[derive(Clone, Debug)]
pub struct Table {
    /// Also the name of its file or sheet.
    pub name: &'static str,
    /// What one row is, in English.
    pub description: &'static str,
    /// In the order in which they are written.
    pub columns: Vec<Column>,
    /// The columns that tell its rows apart; none if nothing does.
    pub key: &'static [&'static str],
}

/// A kind of file that tables can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// One file a table, and a do-file for Stata.
    Csv,
    /// One file a table.
    #[cfg(feature = "parquet")]
    Parquet,
    /// One database.
    #[cfg(feature = "sqlite")]
    Sqlite,
    /// One workbook.
    #[cfg(feature = "xlsx")]
    Xlsx,
}

/// What to write.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The kinds of files.
    pub formats: Vec<Format>,
    /// Begin CSV with a byte order mark, by which Excel knows UTF-8.
    pub bom: bool,
    /// Give `panel` a column `*_status` for each variable.
    pub status: bool,
}

/// Writes tables in one kind of file.
trait Writer {
    /// Adds a row to the table at this place in the list that the writer was made with.
    fn row(&mut self, table: usize, row: &[Field]) -> Result<(), CollectionError>;

    /// Writes what is left.
    fn finish(self: Box<Self>) -> Result<Finished, CollectionError>;
}

/// What a writer leaves.
#[derive(Debug, Default)]
struct Finished {
    /// Its files, whole, still under their temporary names.
    parts: Vec<files::Part>,
    /// What a reader of the files should know, such as values that a column's type cannot hold.
    notes: Vec<String>,
}
