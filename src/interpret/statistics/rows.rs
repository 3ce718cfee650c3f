//! Blocks to the rows of statistics tables: label, unit, numbers. A grid's columns are named by its head; in flattened
//! text, words, units and numbers follow one another, on a line or on lines of their own.

use super::number::{self, Printed};
use crate::form::indicators::{self, indicators};
use crate::form::words::words;
use crate::model::content::Block;
use crate::model::grid::Grid;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::text::key::{Numbering, key, split_number};
use std::collections::{BTreeSet, HashSet};
use std::sync::OnceLock;

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

fn is(list: &str, text: &str) -> bool {
    let key = key(text);
    words(list).iter().any(|w| *w == key)
}

/// Whether a text heads a column of numbers; whether it says no more than that.
fn value_head(text: &str) -> bool {
    let key = key(text);
    key.chars().count() <= 12 && words("stat_value_head").iter().any(|w| key.starts_with(w))
}

fn known(label: &str) -> bool {
    static KEYS: OnceLock<HashSet<Vec<char>>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| indicators().iter().flat_map(|i| i.keys().iter().cloned()).collect());
    keys.contains(&indicators::bare(label))
}

/// All runs of rows in which labels of such a table, or its head, stand.
pub fn zones(blocks: &[Block], taken: &BTreeSet<usize>, limits: &Limits) -> Vec<Zone> {
    let mut zones = Vec::new();
    let mut flat = Flat::default();
    for (number, block) in blocks.iter().enumerate() {
        match block {
            _ if taken.contains(&number) => flat.close(&mut zones),
            Block::Grid(grid) => {
                flat.close(&mut zones);
                zones.push(of_grid(number, grid));
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
                        if known(&cell.text) {
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
    zones.retain(|z| z.rows.len() <= limits.rows && (z.head || z.rows.iter().filter(|r| known(&r.label)).count() >= 2));
    zones
}

/// One set of columns; a table printed in two halves side by side has two.
#[derive(Default)]
struct Columns {
    label: Vec<usize>,
    unit: Vec<usize>,
    values: Vec<(usize, usize, Option<String>)>,
}

fn of_grid(block: usize, grid: &Grid) -> Zone {
    let mut halves: Vec<Columns> = Vec::new();
    let mut zone = Zone::default();
    let mut rows: Vec<Vec<Row>> = Vec::new();
    let mut under_head = false;
    for r in 0..grid.rows() {
        // First column, one after the last, text, origin, whether it begins in this row.
        let mut cells: Vec<(usize, usize, &str, Origin, bool)> = Vec::new();
        let mut c = 0;
        while c < grid.columns() {
            let Some((row, column, cell)) = grid.cell_at(r, c) else {
                c += 1;
                continue;
            };
            let end = (column + cell.column_span).max(c + 1);
            cells.push((c, end, cell.text.trim(), cell.origin, row == r));
            c = end;
        }
        if let Some(found) = heads(&cells) {
            if halves.is_empty() {
                halves = found;
            }
            zone.head = true;
            under_head = true;
            continue;
        }
        let values_only = |(from, _, text, _, own): &(usize, usize, &str, Origin, bool)| {
            let in_values = halves.iter().flat_map(|h| &h.values).any(|(a, b, _)| (*a..*b).contains(from));
            !own || text.is_empty() || in_values && matches!(number::cell(text), Printed::Text)
        };
        if under_head && cells.iter().all(values_only) && cells.iter().any(|c| c.4 && !c.2.is_empty()) {
            // A second row of heads divides the numbers.
            for half in &mut halves {
                let inside = |c: &&(usize, usize, &str, Origin, bool)| {
                    c.4 && half.values.iter().any(|(a, b, _)| (*a..*b).contains(&c.0))
                };
                let divided: Vec<_> = cells.iter().filter(inside).map(|c| (c.0, c.1, Some(c.2.to_string()))).collect();
                if !divided.is_empty() {
                    half.values = divided;
                }
            }
            continue;
        }
        under_head = false;
        let found: Vec<Row> = if halves.is_empty() {
            vec![by_content(block, &cells)]
        } else {
            halves.iter().map(|half| by_columns(block, &cells, half)).collect()
        };
        rows.push(found);
    }
    for half in 0..halves.len().max(1) {
        zone.rows.extend(rows.iter().filter_map(|r| r.get(half)).filter(|r| !r.label.is_empty()).cloned());
    }
    zone
}

/// The columns that a row of heads names.
fn heads(cells: &[(usize, usize, &str, Origin, bool)]) -> Option<Vec<Columns>> {
    let mut halves: Vec<Columns> = Vec::new();
    let mut named = 0;
    for (from, to, text, _, _) in cells {
        if is("stat_head", text) {
            named += 1;
            match halves.last_mut().filter(|h| h.values.is_empty()) {
                Some(half) => half.label.extend(*from..*to),
                None => halves.push(Columns { label: (*from..*to).collect(), ..Columns::default() }),
            }
        } else if is("stat_unit_head", text) {
            named += 1;
            halves.last_mut()?.unit.extend(*from..*to);
        } else if let Some(half) = halves.last_mut() {
            let value = value_head(text);
            named += usize::from(value);
            if value || !text.is_empty() && !half.unit.is_empty() {
                let head = (!is("plain_head", text)).then(|| text.to_string());
                half.values.push((*from, *to, head));
            } else if half.values.is_empty() && half.unit.is_empty() {
                half.label.extend(*from..*to);
            }
        }
    }
    (named >= 2 && halves.iter().any(|h| !h.values.is_empty())).then_some(halves)
}

fn by_columns(block: usize, cells: &[(usize, usize, &str, Origin, bool)], half: &Columns) -> Row {
    let within = |columns: &[usize], from: usize, to: usize| columns.iter().any(|c| (from..to).contains(c));
    let mut row =
        Row { block, label: String::new(), origin: None, unit: None, values: Vec::new(), grid: true, most: 0 };
    for (from, to, text, origin, own) in cells {
        if within(&half.label, *from, *to) {
            // A part that spans several rows stands beside the labels of its rows.
            if !text.is_empty() && *own {
                row.label = text.to_string();
                row.origin = Some(*origin);
            }
        } else if within(&half.unit, *from, *to) {
            row.unit = number::unit(text).map(str::to_string);
        }
    }
    for (from, to, head) in &half.values {
        if let Some(cell) = cells.iter().find(|c| c.0 < *to && *from < c.1 && c.4) {
            row.values.push(Value { text: cell.2.to_string(), origin: cell.3, head: head.clone() });
        }
    }
    dashes(&mut row);
    row
}

/// Without heads: the numbers are at the end, the unit before them, the label before that.
fn by_content(block: usize, cells: &[(usize, usize, &str, Origin, bool)]) -> Row {
    let mut row =
        Row { block, label: String::new(), origin: None, unit: None, values: Vec::new(), grid: true, most: 0 };
    for (_, _, text, origin, own) in cells.iter().filter(|c| !c.2.is_empty()) {
        let unit = number::unit(text).filter(|_| !row.label.is_empty());
        if let Some(unit) = unit {
            row.unit = Some(unit.to_string());
        } else if !matches!(number::cell(text), Printed::Text) && !row.label.is_empty() {
            row.values.push(Value { text: text.to_string(), origin: *origin, head: None });
        } else if *own && row.values.is_empty() {
            row.label = text.to_string();
            row.origin = Some(*origin);
        }
    }
    dashes(&mut row);
    row
}

/// A part of the table has dashes for its unit and its numbers: it is a heading, and no number is missing.
fn dashes(row: &mut Row) {
    let dash = |v: &Value| matches!(number::cell(&v.text), Printed::Dash);
    if row.unit.is_none() && !row.values.is_empty() && row.values.iter().all(dash) && level(&row.label) <= 2 {
        row.values.clear();
    }
}

/// A flattened table: what was read of it so far.
#[derive(Default)]
struct Flat {
    zone: Zone,
    heads: Vec<Option<String>>,
    in_head: bool,
    new_line: bool,
}

impl Flat {
    fn close(&mut self, zones: &mut Vec<Zone>) {
        let mut zone = std::mem::take(self).zone;
        zone.rows.iter_mut().for_each(dashes);
        if !zone.rows.is_empty() {
            zones.push(zone);
        }
    }

    fn line(&mut self, block: usize, line: &str, origin: Origin) {
        self.new_line = true;
        if known(line) {
            self.cell(block, line, origin);
            return;
        }
        line.split_whitespace().for_each(|word| self.cell(block, word, origin));
    }

    /// A word, or a cell of a row.
    fn cell(&mut self, block: usize, text: &str, origin: Origin) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if is("stat_head", text) || self.in_head && (is("stat_unit_head", text) || value_head(text)) {
            if !self.in_head {
                self.heads.clear();
            }
            self.in_head = true;
            self.zone.head |= !is("stat_head", text);
            if value_head(text) && !is("stat_unit_head", text) {
                self.heads.push((!is("plain_head", text)).then(|| text.to_string()));
            }
            return;
        }
        self.in_head = false;
        let open = self.zone.rows.last_mut().filter(|r| !r.label.is_empty());
        if let Some(row) = open {
            let fresh = std::mem::take(&mut self.new_line);
            if let Some(unit) = number::unit(text) {
                if row.unit.is_none() {
                    row.unit = Some(unit.to_string());
                    return;
                }
                if row.values.last().is_some_and(|v| !v.text.ends_with(unit)) {
                    return;
                }
            } else if !matches!(number::cell(text), Printed::Text) {
                let head = self.heads.get(row.values.len()).cloned().flatten();
                row.values.push(Value { text: text.to_string(), origin, head });
                return;
            } else if !fresh && row.values.is_empty() && row.unit.is_none() && !known(&row.label) {
                // The rest of a label on its line.
                row.label.push_str(text);
                return;
            }
        } else if !matches!(number::cell(text), Printed::Text) || number::unit(text).is_some() {
            return;
        }
        let mut row = Row {
            block,
            label: text.to_string(),
            origin: Some(origin),
            unit: None,
            values: Vec::new(),
            grid: false,
            most: self.heads.len(),
        };
        unglue(&mut row, self.heads.first().cloned().flatten());
        self.zone.rows.push(row);
        self.new_line = false;
    }
}

/// Takes number and unit off the end of a label that nothing parts from them.
fn unglue(row: &mut Row, head: Option<String>) {
    let label = row.label.clone();
    let (text, behind) = match label.rsplit_once(['：', ':']) {
        Some((text, behind)) if !matches!(number::cell(behind), Printed::Text | Printed::Blank) => (text, Some(behind)),
        _ => (label.as_str(), None),
    };
    let Some(origin) = row.origin else { return };
    let digits = label.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '—'));
    let number = behind.or_else(|| label.get(digits.len()..).filter(|n| !n.is_empty()));
    let Some(number) = number else { return };
    let text = if behind.is_some() { text } else { digits };
    let unit = words("stat_unit").iter().filter_map(|u| Some((*u, text.strip_suffix(u)?))).find(|(_, t)| known(t));
    let (unit, text) = match unit {
        Some((unit, text)) => (Some(unit.to_string()), text),
        None if known(text) => (None, text),
        None => return,
    };
    row.label = text.to_string();
    row.unit = unit;
    row.values = vec![Value { text: number.to_string(), origin, head }];
}
