//! The cells of a spreadsheet to paragraphs and tables. A sheet has no element around a table: a report in one is
//! titles and prose in single cells, and tables somewhere between, mostly but not always with borders.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::content::{Align, Block, FlatCell, Paragraph, Row};
use crate::model::finding::Finding;
use crate::model::grid::{Cell, Grid, MAX_SLOTS};
use crate::model::limits::{Limit, Limits};
use crate::model::origin::Origin;
use crate::read::word::numerals;
use crate::text::Text;

/// The only cell of a row below a table is a note if it is longer than this, in characters, and else a label whose
/// values are blank.
const LABEL: usize = 24;

/// No program has so many rows or columns: cells beyond are a slip, and spans are cut.
const LAST: usize = 1 << 24;

/// One cell that holds text or is merged.
#[derive(Clone, Debug)]
pub(crate) struct SheetCell {
    /// As the program shows it.
    pub(crate) text: Text,
    /// Rows it takes, at least 1.
    pub(crate) rows: usize,
    /// Columns it takes, at least 1.
    pub(crate) columns: usize,
    /// Whether it has a border on any side.
    pub(crate) bordered: bool,
    /// How its text is set.
    pub(crate) align: Align,
}

/// The used cells of one sheet. Rows and columns are 0-based.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    number: u32,
    cells: BTreeMap<(usize, usize), SheetCell>,
    /// Rows in which a cell without text has a border.
    bordered: BTreeSet<usize>,
    /// Rows and columns that are not shown.
    pub(crate) hidden_rows: BTreeSet<usize>,
    /// First and last of each range.
    pub(crate) hidden_columns: Vec<(usize, usize)>,
}

/// What a row of a sheet is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Nothing is in it.
    Empty,
    /// One cell holds text, and none reaches into it from above.
    Single { bordered: bool, wide: bool },
    /// A row of a table; whether it has borders.
    Several { bordered: bool },
}

/// A row that is not left out.
#[derive(Clone, Copy, Debug)]
struct Line {
    row: usize,
    kind: Kind,
    /// Nothing that is shown stands between it and the line before.
    joined: bool,
}

impl Sheet {
    /// An empty sheet with its 1-based number in the workbook.
    pub(crate) fn new(number: u32) -> Self {
        Sheet { number, ..Sheet::default() }
    }

    /// Adds a cell with text or a merged one. A second one at the same place is left out.
    pub(crate) fn add(&mut self, row: usize, column: usize, mut cell: SheetCell) {
        if row > LAST || column > LAST {
            return;
        }
        (cell.rows, cell.columns) = (cell.rows.clamp(1, LAST), cell.columns.clamp(1, LAST));
        self.cells.entry((row, column)).or_insert(cell);
    }

    /// Notes that a blank cell of this row has a border.
    pub(crate) fn add_border(&mut self, row: usize) {
        self.bordered.insert(row);
    }

    /// Merges an area into its first cell; text of the others is not shown.
    pub(crate) fn merge(&mut self, row: usize, column: usize, rows: usize, columns: usize) {
        if let Some(cell) = self.cells.get_mut(&(row, column)) {
            (cell.rows, cell.columns) = (rows.clamp(1, LAST), columns.clamp(1, LAST));
        }
    }

    /// Takes out what is not shown: hidden rows and columns, and cells under merged ones. Gives the number of cells with
    /// text that were taken out.
    fn hide(&mut self, limits: &Limits) -> usize {
        let before = self.cells.values().filter(|c| !c.text.trim().is_empty()).count();
        let ranges = joined(std::mem::take(&mut self.hidden_columns));
        let hidden_column = |column: usize| {
            let at = ranges.partition_point(|(first, _)| *first <= column);
            at.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|(_, last)| column <= *last)
        };
        self.cells.retain(|(row, column), _| !self.hidden_rows.contains(row) && !hidden_column(*column));
        // Areas by the rows they reach, so that each cell is compared with those that may cover it.
        let mut open: Vec<(usize, usize, usize, usize)> = Vec::new();
        let mut covered = Vec::new();
        for ((row, column), cell) in &self.cells {
            if limits.expired() {
                break;
            }
            open.retain(|(_, to, _, _)| to > row);
            if open.iter().any(|(_, _, left, right)| (*left..*right).contains(column)) {
                covered.push((*row, *column));
            } else if cell.rows > 1 || cell.columns > 1 {
                let (down, across) = (row.saturating_add(cell.rows), column.saturating_add(cell.columns));
                open.push((*row, down, *column, across));
            }
        }
        for place in covered {
            self.cells.remove(&place);
        }
        before.saturating_sub(self.cells.values().filter(|c| !c.text.trim().is_empty()).count())
    }

    /// The sheet as blocks from top to bottom, and how many cells with text are not shown.
    pub(crate) fn into_blocks(mut self, limits: &Limits, findings: &mut Vec<Finding>) -> (Vec<Block>, usize) {
        let hidden = self.hide(limits);
        let rows = self.kinds();
        let framed = self.cells.values().any(|c| c.bordered && !c.text.trim().is_empty());
        let mut blocks = Vec::new();
        let mut table: Vec<usize> = Vec::new();
        let first = rows.first().map_or(0, |line| line.row);
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            // A run of rows with no empty row in it.
            let joined = rest.iter().skip(1).take_while(|line| line.joined && line.kind != Kind::Empty).count();
            let (run, after) = rest.split_at((joined + 1).min(rest.len()));
            rest = after;
            let several = |line: &Line| matches!(line.kind, Kind::Several { bordered } if bordered || !framed);
            let (head, tail) = (run.iter().position(several), run.iter().rposition(several));
            for (at, Line { row, kind, .. }) in run.iter().enumerate() {
                let inside = head.is_some_and(|head| at >= head) && tail.is_some_and(|tail| at <= tail);
                let below = tail.is_some_and(|tail| at > tail);
                let text = self.texts(*row).next().unwrap_or_default();
                let heading = numerals::begins_heading(text);
                let prose = match *kind {
                    Kind::Empty => true,
                    Kind::Several { bordered } => framed && !bordered,
                    Kind::Single { bordered, .. } if framed && !bordered => true,
                    Kind::Single { wide, .. } if inside => heading && (wide || !framed),
                    Kind::Single { wide, .. } if below => {
                        wide || (!framed && (heading || text.chars().count() > LABEL))
                    }
                    // A heading with borders right above a table is its first row, unless it is the title of the sheet.
                    Kind::Single { bordered, .. } => !(bordered && !heading && head == Some(at + 1) && *row > first),
                };
                if prose {
                    self.end_table(&mut table, &mut blocks, limits, findings);
                    self.prose(*row, &mut blocks);
                } else {
                    table.push(*row);
                }
            }
            self.end_table(&mut table, &mut blocks, limits, findings);
        }
        (blocks, hidden)
    }

    /// Every row in which a cell begins, and blank ones with borders.
    fn kinds(&self) -> Vec<Line> {
        let mut kinds: BTreeMap<usize, (Kind, usize)> = BTreeMap::new();
        let mut row_cells: BTreeMap<usize, Vec<(usize, &SheetCell)>> = BTreeMap::new();
        for ((row, column), cell) in &self.cells {
            row_cells.entry(*row).or_default().push((*column, cell));
        }
        let last = row_cells.keys().next_back().copied().unwrap_or(0);
        let right =
            self.cells.iter().filter(|(_, c)| !c.text.trim().is_empty()).map(|((_, col), c)| col + c.columns).max();
        // The first row that no cell of a table's row above reaches into.
        let mut reach = 0;
        for (row, cells) in &row_cells {
            let filled: Vec<&(usize, &SheetCell)> = cells.iter().filter(|(_, c)| !c.text.trim().is_empty()).collect();
            let bordered = cells.iter().any(|(_, c)| c.bordered) || self.bordered.contains(row);
            let kind = match filled.as_slice() {
                [] if *row < reach || bordered => Kind::Several { bordered: true },
                [] => Kind::Empty,
                [(column, cell)] if *row >= reach && cell.rows == 1 => {
                    let wide = cell.columns > 1 && *column == 0 && Some(column + cell.columns) >= right;
                    Kind::Single { bordered, wide }
                }
                _ => Kind::Several { bordered },
            };
            for (_, cell) in filled.iter().filter(|(_, c)| c.rows > 1) {
                // Rows that only a merged area reaches into belong to its table.
                let end = row.saturating_add(cell.rows).min(last + 1);
                reach = reach.max(end);
            }
            kinds.insert(*row, (kind, reach));
        }
        let blank: Vec<usize> =
            self.bordered.iter().copied().filter(|row| *row <= last && !kinds.contains_key(row)).collect();
        kinds.extend(blank.into_iter().map(|row| (row, (Kind::Several { bordered: true }, 0))));
        let mut lines = Vec::with_capacity(kinds.len());
        let mut last: Option<usize> = None;
        let mut reach = 0;
        for (row, (kind, reaches)) in kinds {
            // Hidden rows between two do not part them, nor do rows that only a merged area reaches into.
            let between = |last: usize| last + 1..row;
            let hidden = |mut rows: std::ops::Range<usize>| {
                rows.len() <= self.hidden_rows.len() && rows.all(|row| self.hidden_rows.contains(&row))
            };
            let joined = last.is_some_and(|last| row < reach || hidden(between(last)));
            lines.push(Line { row, kind, joined });
            last = Some(row);
            reach = reach.max(reaches);
        }
        lines
    }

    fn texts(&self, row: usize) -> impl Iterator<Item = &str> {
        let cells = self.cells.range((row, 0)..=(row, usize::MAX));
        cells.map(|(_, cell)| cell.text.trim()).filter(|text| !text.is_empty())
    }

    fn origin(&self, row: usize, column: usize) -> Origin {
        let one_based = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        Origin::Path { table: self.number, row: one_based(row), cell: one_based(column) }
    }

    /// A row of running text: its cells, which are mostly one, with a blank between them.
    fn prose(&self, row: usize, blocks: &mut Vec<Block>) {
        let mut cells = self.cells.range((row, 0)..=(row, usize::MAX)).filter(|(_, c)| !c.text.trim().is_empty());
        let Some(((_, column), cell)) = cells.next() else { return };
        let mut text = cell.text.part(cell.text.trim());
        for (_, cell) in cells {
            text.push(' ');
            text.append_part(&cell.text, cell.text.trim());
        }
        blocks
            .push(Block::Paragraph(Paragraph { align: cell.align, ..Paragraph::new(text, self.origin(row, *column)) }));
    }

    /// The rows of a table as a grid. Columns in which no cell begins, and rows that the sheet hides, are no part of it.
    fn end_table(&self, rows: &mut Vec<usize>, blocks: &mut Vec<Block>, limits: &Limits, findings: &mut Vec<Finding>) {
        let rows = std::mem::take(rows);
        let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else { return };
        let cells: Vec<(&(usize, usize), &SheetCell)> = self
            .cells
            .range((first, 0)..=(last, usize::MAX))
            .filter(|((row, _), _)| rows.binary_search(row).is_ok())
            .collect();
        let starts: BTreeSet<usize> =
            cells.iter().filter(|(_, c)| !c.text.trim().is_empty()).map(|((_, column), _)| *column).collect();
        let columns: Vec<usize> = starts.into_iter().collect();
        if rows.len().saturating_mul(columns.len()) > MAX_SLOTS.min(limits.cells) {
            let message =
                format!("a table of {} x {} positions was kept as rows without columns", rows.len(), columns.len());
            findings.push(limits.finding(Limit::Cells, &message));
            let flat = |row: &usize| Row {
                cells: self
                    .cells
                    .range((*row, 0)..=(*row, usize::MAX))
                    .map(|((row, column), c)| FlatCell { text: c.text.clone(), origin: self.origin(*row, *column) })
                    .collect(),
                unsegmented: false,
            };
            blocks.push(Block::Rows(rows.iter().map(flat).collect()));
            return;
        }
        let span = |all: &[usize], from: usize, length: usize| {
            let begin = all.partition_point(|n| *n < from);
            (begin, all.partition_point(|n| *n < from.saturating_add(length)))
        };
        let mut taken = vec![false; rows.len() * columns.len()];
        let mut placed: Vec<(usize, usize, Cell)> = Vec::new();
        for ((row, column), cell) in cells {
            let ((top, bottom), (left, right)) = (span(&rows, *row, cell.rows), span(&columns, *column, cell.columns));
            let area: Vec<usize> = (top..bottom)
                .flat_map(|r| (left..right).map(move |c| (r, c)))
                .map(|(r, c)| r * columns.len() + c)
                .collect();
            if area.is_empty() || area.iter().any(|at| taken.get(*at).copied().unwrap_or(true)) {
                continue;
            }
            for at in area {
                if let Some(slot) = taken.get_mut(at) {
                    *slot = true;
                }
            }
            let whole = Cell::new(cell.text.part(cell.text.trim()), self.origin(*row, *column));
            placed.push((top, left, Cell { row_span: bottom - top, column_span: right - left, ..whole }));
        }
        for (top, row) in rows.iter().enumerate() {
            for (left, column) in columns.iter().enumerate() {
                if !taken.get(top * columns.len() + left).copied().unwrap_or(true) {
                    placed.push((top, left, Cell::new("", self.origin(*row, *column))));
                }
            }
        }
        placed.sort_by_key(|(row, column, _)| (*row, *column));
        if let Ok(grid) = Grid::from_places(placed) {
            blocks.push(Block::Grid(grid));
        }
    }
}

/// Ranges in order, those that overlap or meet as one.
fn joined(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => out.push((first, last)),
        }
    }
    out
}
