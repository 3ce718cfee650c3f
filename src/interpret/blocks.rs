//! The table that is one row of blocks, however it is printed: in one row, a row or a table for each block, or turned
//! round. A number stands in the block and the column whose names stand over it, before it, or over its table.

use super::heads::overlap;
use super::records::Field;
use crate::form::Form;
use crate::form::layout::Layout;
use crate::model::grid::{Cell, Grid};
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::value;
use std::collections::BTreeMap;

/// What a cell of a grid names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// A block; `None` for blocks together, whose own names stand below.
    Block(Option<usize>),
    /// A column, by its place in the table.
    Column(usize),
}

/// A name and where it stands.
struct Named {
    name: Name,
    row: usize,
    rows: usize,
    columns: (usize, usize),
}

/// The names in one grid.
pub struct Names {
    /// The table of the form.
    pub table: usize,

    /// The columns of each block, in form order.
    blocks: Vec<Vec<usize>>,
    found: Vec<Named>,
    /// The block that the paragraph before the grid names.
    caption: Option<usize>,
}

/// The values of the blocks, gathered from the rows of one or several grids.
#[derive(Debug, Default)]
pub struct Blocks {
    /// For each cell of the form's row what stands in it.
    pub fields: BTreeMap<usize, Field>,
    /// Where the first of them stands among the records, and its block of the document.
    pub first: Option<(usize, usize)>,
}

/// The table of blocks of a form and its row.
pub fn table(form: &Form) -> Option<(usize, usize)> {
    let table = form.tables.iter().position(|t| t.layout == Layout::Blocks)?;
    Some((table, form.rows.iter().position(|r| r.table == table)?))
}

impl Names {
    /// Finds the names of blocks and columns in a grid; `None` if it has not both.
    pub fn of(form: &Form, grid: &Grid, caption: &str) -> Option<Names> {
        let (table, row) = table(form)?;
        let caption = form.labels.block(table, caption).flatten();
        let cells = || grid.cells().filter(|(_, _, cell)| !value::is_value(&cell.text));
        let block = |cell: &Cell| form.labels.block(table, &cell.text);
        // Nearly no grid names a block.
        if caption.is_none() && !cells().any(|(_, _, cell)| block(cell).is_some()) {
            return None;
        }
        let column = |text: &str| form.labels.column(table, text).or_else(|| form.labels.like_column(table, text));
        let name = |cell: &Cell| match block(cell) {
            Some(block) => Some(Name::Block(block)),
            None => column(&cell.text).map(|label| Name::Column(label.column)),
        };
        let named = |(row, column, cell): (usize, usize, &Cell)| {
            let columns = (column, column + cell.column_span);
            Some(Named { name: name(cell)?, row, rows: cell.row_span, columns })
        };
        let found: Vec<Named> = cells().filter_map(named).collect();
        let telling = |n: &&Named| match n.name {
            Name::Column(c) => form.column(table, c).is_some_and(|c| c.telling),
            Name::Block(_) => false,
        };
        (found.iter().filter(telling).count() >= 2).then_some(Names {
            table,
            blocks: blocks_of(form, row),
            found,
            caption,
        })
    }

    /// What a value of a row is of: block and column. Names count from `top` on, behind the heads of another table.
    fn of_value(&self, row: usize, top: usize, columns: (usize, usize)) -> Option<(usize, usize)> {
        let over = |n: &&Named| n.row < row && n.row >= top && overlap(Some(n.columns), Some(columns));
        let before = |n: &&Named| n.row <= row && row < n.row + n.rows && n.columns.1 <= columns.0;
        let is_block = |n: &&Named| matches!(n.name, Name::Block(_));
        let column = |n: &&Named| !is_block(n);
        let near = |kind: &dyn Fn(&&Named) -> bool| {
            let above = self.found.iter().filter(over).filter(|n| kind(n)).max_by_key(|n| n.row);
            above.or_else(|| self.found.iter().filter(before).filter(|n| kind(n)).max_by_key(|n| n.columns.1))
        };
        let column = near(&column).and_then(|n| match n.name {
            Name::Column(c) => Some(c),
            Name::Block(_) => None,
        })?;
        let block = match near(&is_block).map(|n| n.name) {
            Some(Name::Block(block)) => block?,
            _ => self.caption?,
        };
        Some((block, column))
    }

    /// The cells that the values of a row stand in, one for each field; `None` unless every number has one of its own.
    pub fn places(&self, row: usize, top: usize, fields: &[(Field, bool)]) -> Option<Vec<(usize, Field)>> {
        let mut found: Vec<(usize, Field)> = Vec::new();
        for (field, _) in fields.iter().filter(|(f, own)| *own && value::is_value(&f.text)) {
            let place = field.columns.and_then(|columns| self.of_value(row, top, columns));
            let Some((block, column)) = place else {
                if value::is_blank(&field.text) {
                    continue;
                }
                return None;
            };
            let before: usize = self.blocks.iter().take(block).map(Vec::len).sum();
            let slot = before + self.blocks.get(block)?.iter().position(|c| *c == column)?;
            if found.iter().any(|(s, _)| *s == slot) {
                return None;
            }
            found.push((slot, field.clone()));
        }
        (!found.is_empty()).then_some(found)
    }
}

/// The columns of each block of a row, by their places in the table.
pub fn blocks_of(form: &Form, row: usize) -> Vec<Vec<usize>> {
    let cells = form.rows.get(row).and_then(|r| r.cells.iter().rev().find(|c| !c.is_empty()));
    let blocks = cells.map_or(&[][..], Vec::as_slice).chunk_by(|a, b| a.row == b.row);
    blocks.map(|b| b.iter().map(|c| c.column).collect()).collect()
}

impl Blocks {
    /// Adds the values of a row; gives them back if one of their cells is taken.
    pub fn add(&mut self, places: Vec<(usize, Field)>) -> Option<Vec<(usize, Field)>> {
        if places.iter().any(|(slot, _)| self.fields.contains_key(slot)) {
            return Some(places);
        }
        self.fields.extend(places);
        None
    }

    /// A field for each cell of the form's row.
    pub fn into_fields(mut self, form: &Form) -> Vec<Field> {
        let origin = self.fields.values().map(|f| f.origin).next().unwrap_or(Origin::Paragraph { index: 0 });
        let cells: usize = table(form).map_or(0, |(_, row)| blocks_of(form, row).iter().map(Vec::len).sum());
        let absent = || Field { absent: true, ..Field::new(&Text::new(), origin, None) };
        (0..cells).map(|slot| self.fields.remove(&slot).unwrap_or_else(absent)).collect()
    }
}
