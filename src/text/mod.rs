//! Legible text: encodings, characters repaired, matching keys, and what the text of a number cell says.

pub mod encoding;
pub mod key;
pub mod labels;
pub(crate) mod looks;
pub mod marked;
pub mod numbering;
pub mod query;
pub mod repairs;
pub mod value;
pub mod words;

pub use marked::Text;

/// The data rows of a table: tab-separated, one header line, no quoting.
pub(crate) fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

/// A column of a data row; empty where the row is short.
pub(crate) fn field(row: &[&'static str], index: usize) -> &'static str {
    row.get(index).copied().unwrap_or("")
}
