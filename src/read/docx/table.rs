//! Tables: rows of cells with merges to a grid (ECMA-376 part 1, 17.4). Widths (`w:tcW`, `w:gridCol`) are not looked
//! at: writers get them wrong, and programs that show the document follow the spans.

use std::collections::{BTreeSet, HashMap};

use crate::model::content::{Block, FlatCell, Row as FlatRow};
use crate::model::finding::{Finding, FindingKind};
use crate::model::grid::{Cell, Grid, MAX_SLOTS};
use crate::model::origin::Origin;

/// More columns than this in one cell or before a row are a mistake; Word itself stops at 63.
const MAX_SPAN: usize = 256;

/// A table while it is read.
#[derive(Debug)]
pub(super) struct Table {
    /// Its 1-based number in the document.
    pub(super) number: u32,
    /// Rows seen, left-out ones counted.
    pub(super) seen: u32,
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
    /// In order.
    pub(super) cells: Vec<RawCell>,
}

/// What a cell says of a merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Merge {
    /// Nothing.
    #[default]
    None,
    /// It begins a merged area.
    Restart,
    /// It is part of the area of the cell above it (or before it).
    Continue,
}

/// A cell as written.
#[derive(Debug)]
pub(super) struct RawCell {
    /// Its own text, without nested tables.
    pub(super) text: String,
    /// Its whole content, if it holds a nested table.
    pub(super) blocks: Vec<Block>,
    /// `w:gridSpan`
    pub(super) span: usize,
    /// `w:vMerge`
    pub(super) down: Merge,
    /// `w:hMerge`, which Word 97 wrote in place of `w:gridSpan`.
    pub(super) across: Merge,
    /// Where it stands.
    pub(super) origin: Origin,
}

/// The value of `w:gridSpan`, `w:gridBefore`: a small count.
pub(super) fn count(number: Option<i64>) -> usize {
    number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0).min(MAX_SPAN)
}

/// A cell that has its place.
struct Placed {
    row: usize,
    column: usize,
    /// Whether a `w:vMerge` below may extend it.
    open: bool,
    cell: Cell,
}

impl Table {
    /// The finished table. A cell that continues a merge from above extends the cell there; text in it, which Word
    /// does not show, is added to that cell and reported, since converters lose merges but seldom invent text.
    pub(super) fn finish(self, findings: &mut Vec<Finding>) -> Block {
        let mut placed: Vec<Placed> = Vec::new();
        // The merged area that reaches down to the row above, by the column it begins in.
        let mut above: HashMap<usize, usize> = HashMap::new();
        for (index, row) in self.rows.into_iter().enumerate() {
            let mut reaching = HashMap::new();
            let mut column = row.before;
            for raw in join_across(row.cells, findings) {
                let span = raw.span;
                let continued = above.get(&column).copied().filter(|_| raw.down == Merge::Continue);
                // A wider cell above would reach over the next cell of this row: then the merge cannot be meant.
                let fits = |p: &&mut Placed| p.open && p.cell.column_span <= span;
                if let Some((at, area)) = continued.and_then(|at| Some((at, placed.get_mut(at).filter(fits)?))) {
                    area.cell.row_span += 1;
                    absorb(&mut area.cell, raw, findings);
                    reaching.insert(column, at);
                } else {
                    let open = raw.down != Merge::None;
                    let cell =
                        Cell { text: raw.text, row_span: 1, column_span: span, blocks: raw.blocks, origin: raw.origin };
                    reaching.insert(column, placed.len());
                    placed.push(Placed { row: index, column, open, cell });
                }
                column += span;
            }
            above = reaching;
        }
        close_ranks(&mut placed);
        let origin = Origin::Path { table: self.number, row: 1, cell: 1 };
        grid(placed, origin, findings)
    }
}

/// Cells of a row with `w:hMerge` joined. A continuing cell without one before it stands for itself.
fn join_across(cells: Vec<RawCell>, findings: &mut Vec<Finding>) -> Vec<RawCell> {
    let mut joined: Vec<RawCell> = Vec::with_capacity(cells.len());
    for cell in cells {
        match joined.last_mut() {
            Some(first) if cell.across == Merge::Continue && first.across != Merge::None => {
                first.span = (first.span + cell.span).min(MAX_SPAN);
                let mut whole = Cell::new(std::mem::take(&mut first.text), first.origin);
                whole.blocks = std::mem::take(&mut first.blocks);
                absorb(&mut whole, cell, findings);
                first.text = whole.text;
                first.blocks = whole.blocks;
            }
            _ => joined.push(cell),
        }
    }
    joined
}

/// Keeps what a covered cell holds in the cell that covers it.
fn absorb(area: &mut Cell, covered: RawCell, findings: &mut Vec<Finding>) {
    if covered.text.is_empty() && covered.blocks.is_empty() {
        return;
    }
    let message = "a merged-away cell holds text; it was added to the cell that covers it";
    findings.push(Finding::new(FindingKind::DamagedFile, message).at(covered.origin));
    if !area.text.is_empty() && !covered.text.is_empty() {
        area.text.push('\n');
    }
    area.text.push_str(&covered.text);
    area.blocks.extend(covered.blocks);
}

/// Takes out grid columns in which no cell begins or ends. They hold nothing: writers leave them where cells of one
/// column differ by a hair in width (LibreOffice) or where rows of another table once were, and a row of fifteen values
/// would come out sixteen columns wide.
fn close_ranks(placed: &mut [Placed]) {
    let edges: BTreeSet<usize> = placed.iter().flat_map(|p| [p.column, p.column + p.cell.column_span]).collect();
    let rank: HashMap<usize, usize> = edges.into_iter().enumerate().map(|(rank, edge)| (edge, rank)).collect();
    for p in placed {
        let (from, to) = (rank.get(&p.column), rank.get(&(p.column + p.cell.column_span)));
        if let (Some(&from), Some(&to)) = (from, to) {
            p.column = from;
            p.cell.column_span = to - from;
        }
    }
}

/// The cells as a grid, or as rows if a grid of them would be too large.
fn grid(placed: Vec<Placed>, origin: Origin, findings: &mut Vec<Finding>) -> Block {
    let rows = placed.iter().map(|p| p.row + p.cell.row_span).max().unwrap_or(0);
    let columns = placed.iter().map(|p| p.column + p.cell.column_span).max().unwrap_or(0);
    if rows.saturating_mul(columns) <= MAX_SLOTS {
        let cells = placed.into_iter().map(|p| (p.row, p.column, p.cell)).collect();
        return match Grid::from_places(cells) {
            Ok(grid) => Block::Grid(grid),
            // Cells of a row are placed one after the other and areas only grow into a place that their own
            // continuation takes, so this does not happen; if it does, the user hears of it.
            Err(error) => {
                findings.push(Finding::new(FindingKind::DamagedFile, error.to_string()).at(origin));
                Block::Rows(Vec::new())
            }
        };
    }
    let message = format!("a table of {rows} x {columns} positions was kept as rows without columns");
    findings.push(Finding::new(FindingKind::LimitReached, message).at(origin));
    let mut flat: Vec<FlatRow> = Vec::new();
    let mut last = None;
    for Placed { row, cell, .. } in placed {
        if last != Some(row) {
            flat.push(FlatRow { cells: Vec::new() });
            last = Some(row);
        }
        if let Some(line) = flat.last_mut() {
            line.cells.push(FlatCell { text: cell.text, origin: cell.origin });
        }
    }
    Block::Rows(flat)
}
