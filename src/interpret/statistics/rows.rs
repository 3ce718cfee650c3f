//! Blocks to the rows of statistics tables: label, unit, numbers.

use super::flat::Flat;
use super::grid;
use crate::form::indicators::Indicators;
use crate::form::words::words;
use crate::interpret::quantity::{self, Printed};
use crate::model::content::Block;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::text::key::{Numbering, key, split_number};
use std::collections::BTreeSet;

/// One row, or a piece of one.
#[derive(Clone, Debug)]
pub struct Row {
    /// The block of the document it stands in.
    pub block: usize,
    /// Its label; empty where numbers stand without one.
    pub label: String,
    /// Where the label stood.
    pub origin: Option<Origin>,
    /// The unit it prints.
    pub unit: Option<String>,
    /// Its numbers.
    pub values: Vec<Value>,
    /// It is a row of a grid.
    pub grid: bool,
    /// How many numbers the column heads allow; 0 if there are none.
    pub most: usize,
}

impl Row {
    /// A row of a block with nothing in it yet.
    pub fn new(block: usize) -> Row {
        Row { block, label: String::new(), origin: None, unit: None, values: Vec::new(), grid: false, most: 0 }
    }
}

/// A number cell.
#[derive(Clone, Debug)]
pub struct Value {
    /// As printed.
    pub text: String,
    /// Where.
    pub origin: Origin,
    /// The head of its column, if it says more than that numbers stand there.
    pub head: Option<String>,
}

/// Rows that may be one table.
#[derive(Debug, Default)]
pub struct Zone {
    /// In order.
    pub rows: Vec<Row>,
    /// The column heads of such a table stand over them.
    pub head: bool,
}

/// How deep a row stands by the number of its label: 1 to 4; 9 for none.
pub fn level(label: &str) -> u8 {
    let part = words("part_of").iter().any(|w| label.trim_start().starts_with(w));
    match split_number(label) {
        Some((Numbering::Chinese, ..)) => 1,
        Some((Numbering::Bracketed, ..)) => 2,
        Some((Numbering::Arabic, ..)) => 3,
        None if part => 4,
        None => 9,
    }
}

/// Whether a text is one of the words of a list.
pub fn is(list: &str, text: &str) -> bool {
    let key = key(text);
    words(list).iter().any(|w| *w == key)
}

/// Whether a text heads a column of numbers.
pub fn value_head(text: &str) -> bool {
    let key = key(text);
    let heads = words("stat_value_head");
    // A year in figures stands for "this year".
    let of_year = key.trim_start_matches(|c: char| c.is_ascii_digit());
    let year = key.len() == of_year.len() + 4 && !of_year.is_empty() && heads.iter().any(|w| w.ends_with(of_year));
    key.chars().count() <= 12 && (year || heads.iter().any(|w| key.starts_with(w)))
}

/// All runs of rows in which labels of such a table, or its head, stand.
pub fn zones(blocks: &[Block], taken: &BTreeSet<usize>, form: &Indicators, limits: &Limits) -> Vec<Zone> {
    let mut zones = Vec::new();
    let mut flat = Flat::new(form);
    for (number, block) in blocks.iter().enumerate() {
        match block {
            _ if taken.contains(&number) => flat.close(&mut zones),
            Block::Grid(grid) => {
                flat.close(&mut zones);
                zones.push(grid::zone(number, grid));
            }
            Block::Paragraph(p) => {
                let length = p.text.chars().count();
                if length > 90 || p.text.trim_end().ends_with('。') && length > 12 {
                    flat.close(&mut zones);
                } else {
                    p.text.lines().for_each(|line| flat.line(number, line, p.origin));
                }
            }
            Block::Rows(rows) => {
                for row in rows {
                    flat.new_line = true;
                    for cell in &row.cells {
                        if form.knows(&cell.text) {
                            flat.cell(number, &cell.text, cell.origin);
                        } else {
                            cell.text.split_whitespace().for_each(|word| flat.cell(number, word, cell.origin));
                        }
                    }
                }
            }
        }
    }
    flat.close(&mut zones);
    zones.retain(|z| {
        z.rows.len() <= limits.rows && (z.head || z.rows.iter().filter(|r| form.knows(&r.label)).count() >= 2)
    });
    zones
}

/// A part of the table has dashes for its unit and its numbers: it is a heading, and no number is missing.
pub fn dashes(row: &mut Row) {
    let dash = |v: &Value| matches!(quantity::cell(&v.text), Printed::Dash);
    if row.unit.is_none() && !row.values.is_empty() && row.values.iter().all(dash) && level(&row.label) <= 2 {
        row.values.clear();
    }
}
