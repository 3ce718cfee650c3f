//! Tables and sheets as they are read (OpenDocument 1.3 part 3, 9): cells say what they span, positions under a span are
//! written as covered cells, and equal cells and rows are written once with a count.

use super::frames::OpenCell;
use super::styles::Styles;
use crate::model::content::{Align, Block};
use crate::model::finding::{Finding, FindingKind};
use crate::model::grid::{Cell, Grid};
use crate::model::limits::{Limit, Limits};
use crate::model::origin::Origin;
use crate::read::sheet::{Sheet, SheetCell};
use crate::read::word::table::{RawCell, Weight};
use crate::read::xml::Attributes;

/// A blank cell or row of a text document that is repeated more often than this is no part of a table.
const MAX_BLANKS: usize = 1000;

/// The value of a count; 0 if it is missing or none.
pub(super) fn count(value: Option<String>) -> usize {
    value.and_then(|n| n.trim().parse().ok()).unwrap_or(0)
}

/// A table while it is read.
#[derive(Debug)]
pub(super) struct Table {
    /// Its 1-based number in the document.
    pub(super) number: u32,
    /// The 0-based number of the next row, repeated ones counted.
    pub(super) next: usize,
    /// The 0-based number of the next column.
    columns: usize,
    /// It is filled with a colour.
    pub(super) shaded: bool,
    sheet: Option<Sheet>,
    rows: Vec<Vec<(usize, CellEnd)>>,
}

/// A row while it is read.
#[derive(Debug)]
pub(super) struct Row {
    /// Its 0-based number.
    pub(super) number: usize,
    pub(super) repeat: usize,
    pub(super) hidden: bool,
    pub(super) cells: Vec<CellEnd>,
}

/// A cell while it is read.
#[derive(Debug)]
pub(super) struct CellFrame {
    pub(super) open: OpenCell,
    covered: bool,
    repeat: usize,
    rows: usize,
    columns: usize,
    style: Option<String>,
    /// What to show if there is no text.
    value: Option<String>,
}

/// A cell that was read.
#[derive(Debug)]
pub(super) struct CellEnd {
    raw: RawCell,
    align: Align,
    covered: bool,
    repeat: usize,
    rows: usize,
    columns: usize,
    style: Option<String>,
}

impl CellFrame {
    pub(super) fn new(covered: bool, open: OpenCell, attributes: &Attributes) -> Self {
        let of = |name: &str| count(attributes.get(name)).max(1);
        // Programs that make tables without showing them leave the text of a value away.
        let value = ["string-value", "date-value", "time-value", "boolean-value", "value"];
        CellFrame {
            open,
            covered,
            repeat: of("number-columns-repeated"),
            rows: of("number-rows-spanned"),
            columns: of("number-columns-spanned"),
            style: attributes.get("style-name"),
            value: value.iter().find_map(|name| attributes.get(name)),
        }
    }

    pub(super) fn finish(self) -> CellEnd {
        let CellFrame { open, covered, repeat, rows, columns, style, value } = self;
        let align =
            open.flow.blocks.iter().find_map(|b| if let Block::Paragraph(p) = b { Some(p.align) } else { None });
        let mut raw = open.finish();
        if let (true, true, Some(value)) = (raw.text.is_empty(), raw.blocks.is_empty(), value) {
            raw.text = value.into();
        }
        CellEnd { raw, align: align.unwrap_or(Align::Start), covered, repeat, rows, columns, style }
    }
}

impl CellEnd {
    fn is_blank(&self) -> bool {
        self.raw.text.trim().is_empty() && self.raw.blocks.is_empty()
    }
}

impl Table {
    pub(super) fn new(number: u32, sheet: Option<Sheet>) -> Self {
        Table { number, next: 0, columns: 0, shaded: false, sheet, rows: Vec::new() }
    }

    /// The next columns.
    pub(super) fn column(&mut self, repeat: usize, hidden: bool) {
        let first = self.columns;
        self.columns = first.saturating_add(repeat);
        if let (Some(sheet), true) = (&mut self.sheet, hidden) {
            sheet.hidden_columns.push((first, self.columns.saturating_sub(1)));
        }
    }

    /// A row ends. Gives what it costs beyond what was written, and how many of its texts are hidden. What costs more than
    /// the limits is not made.
    pub(super) fn add(&mut self, row: Row, styles: &Styles, limits: &Limits) -> (Weight, usize) {
        let Row { number, repeat, hidden, cells } = row;
        self.next = number.saturating_add(repeat);
        let filled = cells.iter().filter(|c| !c.is_blank()).count();
        if hidden && self.sheet.is_none() {
            return (Weight::default(), filled);
        }
        let repeat = repeat.min(if filled > 0 { limits.cells.saturating_add(1) } else { MAX_BLANKS });
        let cost = match &mut self.sheet {
            Some(sheet) => {
                add_rows_to_sheet(sheet, number..number.saturating_add(repeat), hidden, &cells, styles, limits)
            }
            None => self.add_rows(repeat, cells, limits),
        };
        (cost, 0)
    }

    fn add_rows(&mut self, repeat: usize, cells: Vec<CellEnd>, limits: &Limits) -> Weight {
        let mut cost = Weight::default();
        let mut placed = Vec::new();
        let mut column = 0usize;
        for cell in cells {
            let repeat = cell.repeat.min(if cell.is_blank() { MAX_BLANKS } else { usize::MAX });
            let (from, covered) = (column, cell.covered);
            column = column.saturating_add(repeat);
            if covered {
                continue;
            }
            cost.add(Weight { cells: 1, text: 0 }, 1);
            if repeat > 1 {
                cost.add(cell.raw.weight(), repeat - 1);
            }
            if cost.over(limits).is_some() {
                return cost;
            }
            for at in 1..repeat {
                placed.push((from.saturating_add(at), cell.again()));
            }
            placed.push((from, cell));
        }
        placed.sort_by_key(|(column, _)| *column);
        if repeat > 1 {
            let mut row = Weight::default();
            placed.iter().for_each(|(_, cell)| row.add(cell.raw.weight(), 1));
            row.cells = row.cells.max(1);
            cost.add(row, repeat - 1);
            if cost.over(limits).is_some() {
                return cost;
            }
        }
        for _ in 1..repeat {
            self.rows.push(placed.iter().map(|(column, cell)| (*column, cell.again())).collect());
        }
        self.rows.push(placed);
        cost
    }

    /// The finished table, or the blocks of a sheet; and how many texts of it are hidden.
    pub(super) fn finish(self, limits: &Limits, findings: &mut Vec<Finding>) -> (Vec<Block>, usize) {
        if let Some(sheet) = self.sheet {
            return sheet.into_blocks(limits, findings);
        }
        if self.rows.iter().all(Vec::is_empty) {
            return (Vec::new(), 0);
        }
        let origin = Origin::Path { table: self.number, row: 1, cell: 1 };
        let last = self.rows.len();
        let mut places = Vec::new();
        for (row, cells) in self.rows.into_iter().enumerate() {
            for (column, cell) in cells {
                let RawCell { text, blocks, origin, .. } = cell.raw;
                let row_span = cell.rows.min(last - row);
                places.push((row, column, Cell { text, row_span, column_span: cell.columns, blocks, origin }));
            }
        }
        // Spans that overlap, or reach past the last column, are a slip of the writer: they are cut.
        let width = places.iter().map(|(_, column, _)| column.saturating_add(1)).max().unwrap_or(0).max(self.columns);
        for (_, column, cell) in &mut places {
            cell.column_span = cell.column_span.min(width.saturating_sub(*column)).max(1);
        }
        let grid = match Grid::from_places(places.clone()) {
            Ok(grid) => Ok(grid),
            Err(_) => {
                let mut rows: Vec<(usize, Vec<Cell>)> = Vec::new();
                rows.resize_with(last, Default::default);
                for (row, _, cell) in places {
                    if let Some((_, cells)) = rows.get_mut(row) {
                        cells.push(cell);
                    }
                }
                Grid::from_rows(rows)
            }
        };
        match grid {
            Ok(grid) => (vec![Block::Grid(grid)], 0),
            Err(error) => {
                let finding = limits.finding(Limit::Cells, &error.to_string());
                findings.push(Finding { kind: FindingKind::LimitReached, ..finding }.at(origin));
                (Vec::new(), 0)
            }
        }
    }
}

/// The cells of a row that is repeated, at their places; what they cost.
fn add_rows_to_sheet(
    sheet: &mut Sheet,
    rows: std::ops::Range<usize>,
    hidden: bool,
    cells: &[CellEnd],
    styles: &Styles,
    limits: &Limits,
) -> Weight {
    let mut cost = Weight::default();
    let filled = cells.iter().any(|c| !c.is_blank());
    for row in rows {
        if hidden {
            sheet.hidden_rows.insert(row);
        }
        let before = cost.cells;
        add_to_sheet(sheet, row, cells, styles, limits, &mut cost);
        if filled && cost.cells == before {
            cost.cells += 1;
        }
        if cost.over(limits).is_some() {
            break;
        }
    }
    cost
}

/// The cells of a row at their places.
fn add_to_sheet(sheet: &mut Sheet, row: usize, cells: &[CellEnd], styles: &Styles, limits: &Limits, cost: &mut Weight) {
    let mut column = 0usize;
    for cell in cells {
        let from = column;
        column = column.saturating_add(cell.repeat);
        let bordered = styles.bordered(cell.style.as_deref());
        if cell.covered {
            continue;
        }
        let merged = cell.rows > 1 || cell.columns > 1;
        if cell.is_blank() && !merged {
            if bordered {
                sheet.add_border(row);
            }
            continue;
        }
        for at in from..column {
            cost.add(Weight { cells: 1, text: cell.raw.text.len() as u64 }, 1);
            if cost.over(limits).is_some() {
                return;
            }
            let text = cell.raw.text.clone();
            let (rows, columns) = (cell.rows, cell.columns);
            sheet.add(row, at, SheetCell { text, rows, columns, bordered, align: cell.align });
        }
    }
}

impl CellEnd {
    /// The same cell once more.
    fn again(&self) -> CellEnd {
        let raw = RawCell {
            text: self.raw.text.clone(),
            blocks: self.raw.blocks.clone(),
            down: self.raw.down,
            across: self.raw.across,
            origin: self.raw.origin,
        };
        CellEnd { raw, style: self.style.clone(), ..*self }
    }
}
