//! Rows of cells with merges to a grid. The formats of Word share one model of tables: each row cuts its width into
//! cells of its own, and cells say whether they go on from the one above or before them.

use std::collections::{BTreeSet, HashMap};

use crate::model::content::{Block, FlatCell, Row as FlatRow};
use crate::model::finding::{Finding, FindingKind};
use crate::model::grid::{Cell, Grid, MAX_SLOTS};
use crate::model::limits::{Limit, Limits};
use crate::model::origin::Origin;
use crate::text::Text;

/// Grid columns together no wider than this, in twentieths of a point, are a crack between cells and no column: 3 pt.
const SLIVER: i64 = 60;

/// What a cell says of a merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Merge {
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
pub(crate) struct RawCell {
    /// Its own text, without nested tables.
    pub(crate) text: Text,
    /// Its whole content, if it holds a nested table.
    pub(crate) blocks: Vec<Block>,
    /// With the cell above.
    pub(crate) down: Merge,
    /// With the cell before, as Word 97 wrote what is one wide cell since.
    pub(crate) across: Merge,
    /// Where it stands.
    pub(crate) origin: Origin,
}

impl RawCell {
    /// What one more of it costs.
    pub(crate) fn weight(&self) -> Weight {
        let mut weight = Weight { cells: 1, text: self.text.len() as u64 };
        self.blocks.iter().for_each(|block| weight.add(Weight::of(block), 1));
        weight
    }
}

/// What a copy of a cell takes, or many copies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weight {
    /// Cells, with those of tables inside.
    pub(crate) cells: usize,
    /// Bytes of text.
    pub(crate) text: u64,
}

impl Weight {
    fn of(block: &Block) -> Weight {
        let mut weight = Weight::default();
        match block {
            Block::Paragraph(paragraph) => weight.text = paragraph.text.len() as u64,
            Block::Rows(rows) => {
                let texts = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.len() as u64);
                texts.for_each(|text| weight.add(Weight { cells: 1, text }, 1));
            }
            Block::Grid(grid) => {
                weight.cells = grid.rows().saturating_mul(grid.columns());
                for (_, _, cell) in grid.cells() {
                    weight.text = weight.text.saturating_add(cell.text.len() as u64);
                    cell.blocks.iter().for_each(|block| weight.add(Weight::of(block), 1));
                }
            }
        }
        weight
    }

    /// So many copies more.
    pub(crate) fn add(&mut self, copy: Weight, count: usize) {
        self.cells = self.cells.saturating_add(copy.cells.saturating_mul(count));
        self.text = self.text.saturating_add(copy.text.saturating_mul(count as u64));
    }

    /// The limit that it is over.
    pub(crate) fn over(&self, limits: &Limits) -> Option<Limit> {
        match () {
            () if self.cells > limits.cells => Some(Limit::Cells),
            () if self.text > limits.text_bytes => Some(Limit::TextBytes),
            () => None,
        }
    }
}

/// A cell that has its place.
struct Placed {
    row: usize,
    column: usize,
    /// Whether a continuing cell below may extend it.
    open: bool,
    cell: Cell,
}

/// A cell with the grid columns that it takes.
#[derive(Debug)]
pub(crate) struct Ranged {
    /// The first, 0-based.
    pub(crate) from: usize,
    /// The one after the last.
    pub(crate) to: usize,
    /// What it holds.
    pub(crate) cell: RawCell,
}

/// The finished table. A cell that continues a merge extends the cell there; text in it, which Word does not show, is
/// added to that cell and reported, since converters lose merges but seldom invent text.
///
/// `widths` are those of the grid columns in twentieths of a point, 0 or missing where not known.
pub(crate) fn table(rows: Vec<Vec<Ranged>>, widths: &[i64], origin: Origin, findings: &mut Vec<Finding>) -> Block {
    let mut rows: Vec<Vec<Ranged>> = rows.into_iter().map(|row| join_across(row, findings)).collect();
    align(&mut rows, widths);
    grid(join_down(rows, findings), origin, findings)
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

/// Cells of a row that are merged across joined. A continuing cell without one before it stands for itself.
fn join_across(cells: Vec<Ranged>, findings: &mut Vec<Finding>) -> Vec<Ranged> {
    let mut joined: Vec<Ranged> = Vec::with_capacity(cells.len());
    for next in cells {
        match joined.last_mut() {
            Some(Ranged { to, cell: first, .. })
                if next.cell.across == Merge::Continue && first.across != Merge::None =>
            {
                *to = next.to;
                let mut whole = Cell::new(std::mem::take(&mut first.text), first.origin);
                whole.blocks = std::mem::take(&mut first.blocks);
                absorb(&mut whole, next.cell, findings);
                first.text = whole.text;
                first.blocks = whole.blocks;
            }
            _ => joined.push(next),
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
    area.text.append(&covered.text);
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
            flat.push(FlatRow { cells: Vec::new(), unsegmented: false });
            last = Some(row);
        }
        if let Some(line) = flat.last_mut() {
            line.cells.push(FlatCell { text: cell.text, origin: cell.origin });
        }
    }
    Block::Rows(flat)
}
