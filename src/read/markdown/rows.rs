//! The rows of a table to a grid, or, where it is not known which columns their cells stand in, to rows.

use super::boxes::Boxed;
use super::{inline, shape};
use crate::model::content::{Align, Block, FlatCell, Row};
use crate::model::filled;
use crate::model::finding::Finding;
use crate::model::grid::{Cell, Grid};
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::read::sheet::{Sheet, SheetCell};
use crate::text::Text;

/// The texts of the cells, row by row, with their places.
pub(super) type Rows = Vec<Vec<(Text, Origin)>>;

/// The source of a cell, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) source: String,
    pub(super) origin: Origin,
}

impl Piece {
    /// A cell of one line.
    pub(super) fn of(source: &str, line: u32, column: u32) -> Piece {
        let blanks = source.chars().take_while(|c| c.is_whitespace()).count();
        let column = column.saturating_add(u32::try_from(blanks).unwrap_or(u32::MAX));
        let source = source.trim();
        // What Python's libraries write for a cell that holds nothing, and for a head.
        let nothing = matches!(source, "NaN" | "nan" | "None" | "<NA>") || source.starts_with("Unnamed: ");
        let source = if nothing { String::new() } else { source.to_string() };
        Piece { source, origin: Origin::Line { line, column } }
    }
}

/// A table as it was drawn.
pub(super) enum Table {
    /// Rows of cells, merged ones not told.
    Rows(TableRows),
    /// Cells with their places.
    Boxes(Vec<Boxed>),
}

impl Table {
    /// How many cells there are.
    pub(super) fn cells(&self) -> usize {
        match self {
            Table::Rows(rows) => rows.cells(),
            Table::Boxes(cells) => cells.len(),
        }
    }

    /// The table; nothing if nothing is in it. A sheet that was written as one table is titles and prose too.
    pub(super) fn into_blocks(self, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
        match self {
            Table::Rows(rows) => rows.into_blocks(limits, findings),
            Table::Boxes(cells) => boxes(cells).into_iter().collect(),
        }
    }
}

fn boxes(cells: Vec<Boxed>) -> Option<Block> {
    let place = |Boxed { row, column, rows, columns, piece }: Boxed| {
        let text = trimmed(inline::text(&piece.source).0);
        (row, column, Cell { row_span: rows, column_span: columns, ..Cell::new(text, piece.origin) })
    };
    Grid::from_places(cells.into_iter().map(place).collect()).ok().map(Block::Grid)
}
/// Rows in the making.
#[derive(Debug, Default)]
pub(super) struct TableRows {
    rows: Vec<Vec<Piece>>,
}

impl TableRows {
    pub(super) fn push(&mut self, row: Vec<Piece>) {
        self.rows.push(row);
    }

    /// Joins rows with those below that go on with them: Org breaks a line inside a cell with two backslashes, and writes
    /// the rest into the next row.
    pub(super) fn join_broken(&mut self) {
        let mut joined: Vec<Vec<Piece>> = Vec::with_capacity(self.rows.len());
        for row in std::mem::take(&mut self.rows) {
            let goes_on = |above: &&mut Vec<Piece>| {
                above.len() == row.len() && above.iter().any(|cell| cell.source.ends_with("\\\\"))
            };
            let Some(above) = joined.last_mut().filter(goes_on) else {
                joined.push(row);
                continue;
            };
            for (cell, more) in above.iter_mut().zip(row) {
                let whole = cell.source.trim_end_matches('\\').trim_end().to_string();
                let between = if whole.is_empty() || more.source.is_empty() { "" } else { "\n" };
                cell.source = format!("{whole}{between}{}", more.source);
            }
        }
        self.rows = joined;
    }

    pub(super) fn append(&mut self, mut other: TableRows) {
        self.rows.append(&mut other.rows);
    }

    /// How many cells there are.
    fn cells(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    fn into_blocks(mut self, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
        // A head without a word is there since the format wants one.
        let blank = |row: &Vec<Piece>| row.iter().all(|cell| cell.source.is_empty());
        let heads = self.rows.iter().take_while(|row| blank(row)).count();
        self.rows.drain(..heads);
        let text = |piece: Piece| (trimmed(inline::text(&piece.source).0), piece.origin);
        let rows: Rows = self.rows.into_iter().map(|row| row.into_iter().map(text).collect()).collect();
        let Some(width) = rows.iter().map(Vec::len).max() else { return Vec::new() };
        if shape::is_glued(&rows) {
            return vec![flat(shape::parted(rows))];
        }
        if !rows.iter().all(|row| row.len() == width) {
            return vec![flat(shape::without_padding(rows, false))];
        }
        if shape::is_sheet(&rows) {
            return sheet(&rows, limits, findings);
        }
        if shape::is_packed(&rows) {
            return vec![flat(shape::without_padding(rows, true))];
        }
        if shape::is_scattered(&rows) {
            return vec![flat(shape::gathered(rows))];
        }
        match filled::grid(&rows) {
            Some(grid) => vec![Block::Grid(grid)],
            None => vec![flat(rows)],
        }
    }
}

/// Rows of which it is not known in which columns their cells stand.
fn flat(rows: Rows) -> Block {
    let flat = |(text, origin)| FlatCell { text, origin };
    let row = |cells: Vec<(Text, Origin)>| Row { cells: cells.into_iter().map(flat).collect(), unsegmented: false };
    Block::Rows(rows.into_iter().map(row).collect())
}

/// A sheet of a workbook: what is a table in it, its rows tell.
fn sheet(rows: &Rows, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    let mut sheet = Sheet::new(1);
    for (r, row) in rows.iter().enumerate() {
        for (c, (text, _)) in row.iter().enumerate().filter(|(_, (text, _))| !text.is_empty()) {
            let cell = SheetCell { text: text.clone(), rows: 1, columns: 1, bordered: false, align: Align::Start };
            sheet.add(r, c, cell);
        }
    }
    sheet.into_blocks(limits, findings).0
}

/// Without blanks at the ends, also of lines.
fn trimmed(text: Text) -> Text {
    if text.trim().len() == text.len() && !text.contains('\n') {
        return text;
    }
    let lines: Vec<Text> = text.lines().map(|line| text.part(line.trim())).filter(|line| !line.is_empty()).collect();
    Text::joined(&lines, "\n")
}
