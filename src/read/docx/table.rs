//! Tables as they are read (ECMA-376 part 1, 17.4). Places follow from the spans, as in programs that show the
//! document. Cell widths (`w:tcW`) are not looked at, since writers get them wrong; grid widths (`w:gridCol`) only to
//! tell columns from cracks between cells.

use crate::model::content::Block;
use crate::model::finding::Finding;
use crate::model::origin::Origin;
use crate::read::word::table::{Ranged, RawCell, table};

/// More columns than this in one cell or before a row are a mistake; Word itself stops at 63.
const MAX_SPAN: usize = 256;

/// A table while it is read.
#[derive(Debug)]
pub(super) struct Table {
    /// Its 1-based number in the document.
    pub(super) number: u32,
    /// Rows seen, left-out ones counted.
    pub(super) seen: u32,
    /// Widths of the grid columns (17.4.16), 0 where not given.
    pub(super) widths: Vec<i64>,
    /// It, or a part of it, is filled with a colour.
    pub(super) shaded: bool,
    /// Rows that count.
    pub(super) rows: Vec<Row>,
}

/// A row while it is read.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Its 1-based number in the table, as written.
    pub(super) number: u32,
    /// Cells seen, left-out ones counted.
    pub(super) seen: u32,
    /// Grid columns before the first cell (17.4.15).
    pub(super) before: usize,
    /// A tracked deletion (17.13.5.12).
    pub(super) deleted: bool,
    /// A hidden row (17.4.20).
    pub(super) hidden: bool,
    /// In order, each with its `w:gridSpan`.
    pub(super) cells: Vec<(usize, RawCell)>,
}

/// The value of `w:gridSpan`, `w:gridBefore`: a small count.
pub(super) fn count(number: Option<i64>) -> usize {
    number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0).min(MAX_SPAN)
}

impl Table {
    /// The finished table.
    pub(super) fn finish(self, findings: &mut Vec<Finding>) -> Block {
        let mut rows: Vec<Vec<Ranged>> = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let mut column = row.before;
            let place = |(span, cell): (usize, RawCell)| {
                let from = column;
                column += span;
                Ranged { from, to: column, cell }
            };
            rows.push(row.cells.into_iter().map(place).collect());
        }
        let origin = Origin::Path { table: self.number, row: 1, cell: 1 };
        table(rows, &self.widths, origin, findings)
    }
}
