//! Tables: rows of cells with merges to a grid (ECMA-376 part 1, 17.4). Places follow from
//! the spans, as in programs that show the document. Cell widths (`w:tcW`) are not looked at, since writers get them
//! wrong; grid widths (`w:gridCol`) only to tell columns from cracks between cells.

use std::collections::{BTreeSet, HashMap};

use crate::model::content::{Block, FlatCell, Row as FlatRow};
use crate::model::finding::{Finding, FindingKind};
use crate::model::grid::{Cell, Grid, MAX_SLOTS};
use crate::model::origin::Origin;

/// More columns than this in one cell or before a row are a mistake; Word itself stops at 63.
const MAX_SPAN: usize = 256;

/// Grid columns together no wider than this, in twentieths of a point, are a crack between cells and no column: 3 pt.
const SLIVER: i64 = 60;

/// A table while it is read.
#[derive(Debug)]
pub(super) struct Table {
    /// Its 1-based number in the document.
    pub(super) number: u32,
    /// Rows seen, left-out ones counted.
    pub(super) seen: u32,
    /// Widths of the grid columns (17.4.16), 0 where not given.
    pub(super) widths: Vec<i64>,
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
        let mut rows: Vec<Vec<Ranged>> = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let mut column = row.before;
            let place = |cell: RawCell| {
                let from = column;
                column += cell.span;
                Ranged { from, to: column, cell }
            };
            rows.push(join_across(row.cells, findings).into_iter().map(place).collect());
        }
        align(&mut rows, &self.widths);
        let origin = Origin::Path { table: self.number, row: 1, cell: 1 };
        grid(join_down(rows, findings), origin, findings)
    }
}

/// A cell with the grid columns that it takes.
struct Ranged {
    from: usize,
    to: usize,
    cell: RawCell,
}

/// Cells with their places, those of one vertical merge joined.
fn join_down(rows: Vec<Vec<Ranged>>, findings: &mut Vec<Finding>) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    // The cells that reach down to the row above, by the column they begin in.
    let mut above: HashMap<usize, usize> = HashMap::new();
    for (row, cells) in rows.into_iter().enumerate() {
        let mut reaching = HashMap::new();
        for Ranged { from, to, cell: raw } in cells {
            let continued = above.get(&from).copied().filter(|_| raw.down == Merge::Continue);
            // A wider cell above would reach over the next cell of this row: then the merge cannot be meant.
            let fits = |p: &&mut Placed| p.open && p.cell.column_span <= to - from;
            if let Some((at, area)) = continued.and_then(|at| Some((at, placed.get_mut(at).filter(fits)?))) {
                area.cell.row_span += 1;
                absorb(&mut area.cell, raw, findings);
                reaching.insert(from, at);
                continue;
            }
            reaching.insert(from, placed.len());
            let open = raw.down != Merge::None;
            let cell =
                Cell { text: raw.text, row_span: 1, column_span: to - from, blocks: raw.blocks, origin: raw.origin };
            placed.push(Placed { row, column: from, open, cell });
        }
        above = reaching;
    }
    placed
}

/// Takes out grid columns that hold nothing: those in which no cell begins or ends, and those too narrow to hold any
/// text. A table that was dragged into shape in Word or WPS, or came through LibreOffice, has a grid column of some
/// twips wherever edges of two rows do not quite meet, and fifteen values would come out sixteen columns wide.
fn align(rows: &mut [Vec<Ranged>], widths: &[i64]) {
    let edges: BTreeSet<usize> = rows.iter().flatten().flat_map(|r| [r.from, r.to]).collect();
    let narrow = |from: usize, to: usize| {
        let between = widths.get(from..to).unwrap_or_default();
        !between.is_empty() && between.iter().all(|w| *w > 0) && between.iter().sum::<i64>() <= SLIVER
    };
    let rank = |slivers: bool| {
        let mut rank = HashMap::new();
        let mut last: Option<(usize, usize)> = None;
        for &edge in &edges {
            let at = match last {
                None => 0,
                Some((before, at)) if slivers && narrow(before, edge) => at,
                Some((_, at)) => at + 1,
            };
            rank.insert(edge, at);
            last = Some((edge, at));
        }
        rank
    };
    let width = |rank: &HashMap<usize, usize>, r: &Ranged| Some((*rank.get(&r.from)?, *rank.get(&r.to)?));
    let mut ranks = rank(true);
    // A cell that is nothing but a sliver is a cell all the same.
    if rows.iter().flatten().any(|r| width(&ranks, r).is_none_or(|(from, to)| from >= to)) {
        ranks = rank(false);
    }
    for cell in rows.iter_mut().flatten() {
        if let Some((from, to)) = width(&ranks, cell) {
            (cell.from, cell.to) = (from, to);
        }
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
