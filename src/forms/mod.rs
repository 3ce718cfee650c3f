//! The official form as data: its cells, the labels under which they are printed, its rules, and the tables for
//! repairing glyphs. A new edition, wording, misprint or rule is a line in one of the `.tsv` files beside this module.

pub mod agencies;
pub mod cells;
pub mod codebook;
pub mod conditions;
pub mod cribs;
pub mod glyphs;
pub mod indicators;
pub mod key;
pub mod labels;
pub mod narrative;
pub mod needle;
pub mod outlines;
pub mod phrases;
pub mod regions;
pub mod repairs;
pub mod rules;
pub mod value;
pub mod words;

/// The data rows of a table: tab-separated, one header line, no quoting.
fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').collect())
}

/// A column of a data row; empty where the row is short.
fn field(row: &[&'static str], index: usize) -> &'static str {
    row.get(index).copied().unwrap_or("")
}
