//! Paragraphs, cell ends and row ends to blocks: how DOC and RTF keep tables. Neither has an element around a table;
//! a paragraph says how deep in tables it stands, and a row says only at its end where its cells have their edges.

use std::collections::BTreeSet;

use super::flow::{Flow, OpenCell};
use super::line::Line;
use super::table::{Merge, Ranged, RawCell, table};
use crate::model::content::{Align, Block, Paragraph, Role};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::model::origin::Origin;

/// Finished blocks are dropped level by level, so a caller's larger depth limit is cut to what is safe for that.
const MAX_DEPTH: usize = 2048;

/// Width of a cell whose edges are not given, in twentieths of a point.
const USUAL_WIDTH: i64 = 1440;

/// A paragraph at its end.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its text.
    pub(crate) line: Line,
    /// Its list number, printed before the text.
    pub(crate) number: String,
    /// What its style says it is.
    pub(crate) role: Role,
    /// How it is set.
    pub(crate) align: Align,
    /// In how many tables it stands.
    pub(crate) depth: usize,
    /// Its mark is a tracked deletion: the text goes on in the next paragraph.
    pub(crate) mark_deleted: bool,
}

/// Where the cells of a row stand and how they are merged: what a row says at its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowShape {
    /// The edges between cells and at both ends, in twentieths of a point: one more than there are cells.
    pub(crate) edges: Vec<i64>,
    /// Merges of each cell: with the one before, with the one above.
    pub(crate) merges: Vec<(Merge, Merge)>,
    /// A tracked deletion.
    pub(crate) deleted: bool,
}

/// A row whose end was read.
#[derive(Debug)]
struct Row {
    cells: Vec<RawCell>,
    /// As in [`RowShape`], but no more than the cells need.
    edges: Vec<i64>,
    merges: Vec<(Merge, Merge)>,
}

/// A table whose end was not read yet.
#[derive(Debug)]
struct OpenTable {
    /// 1-based, in the document.
    number: u32,
    /// Rows that have ended, left-out ones counted.
    seen: u32,
    rows: Vec<Row>,
    cells: Vec<RawCell>,
    cell: OpenCell,
}

impl OpenTable {
    fn new(number: u32) -> Self {
        let origin = Origin::Path { table: number, row: 1, cell: 1 };
        OpenTable { number, seen: 0, rows: Vec::new(), cells: Vec::new(), cell: OpenCell::new(origin) }
    }

    fn end_cell(&mut self) {
        let next = u32::try_from(self.cells.len()).unwrap_or(u32::MAX).saturating_add(2);
        let origin = Origin::Path { table: self.number, row: self.seen.saturating_add(1), cell: next };
        self.cells.push(std::mem::replace(&mut self.cell, OpenCell::new(origin)).finish());
    }

    fn end_row(&mut self, shape: Option<&RowShape>) {
        if self.cell.flow.blocks.iter().any(|b| !matches!(b, Block::Paragraph(p) if p.text.is_empty())) {
            self.end_cell();
        }
        let cells = std::mem::take(&mut self.cells);
        self.seen = self.seen.saturating_add(1);
        let origin = Origin::Path { table: self.number, row: self.seen.saturating_add(1), cell: 1 };
        self.cell = OpenCell::new(origin);
        if cells.is_empty() || shape.is_some_and(|s| s.deleted) {
            return;
        }
        let (mut edges, mut merges) = (Vec::new(), Vec::new());
        if let Some(shape) = shape {
            edges.extend(shape.edges.iter().copied().take(cells.len() + 1));
            merges.extend(shape.merges.iter().copied().take(cells.len()));
        }
        self.rows.push(Row { cells, edges, merges });
    }

    /// The table; `None` if it has no cells. A row that never ended counts as far as it goes.
    fn finish(mut self, findings: &mut Vec<Finding>) -> Option<Block> {
        self.end_row(None);
        if self.rows.is_empty() {
            return None;
        }
        let edges: Vec<Vec<i64>> = edges(&self.rows);
        let columns: Vec<i64> = edges.iter().flatten().copied().collect::<BTreeSet<i64>>().into_iter().collect();
        let widths: Vec<i64> = columns.iter().zip(columns.iter().skip(1)).map(|(a, b)| b - a).collect();
        let column = |edge: &i64| columns.binary_search(edge).unwrap_or_else(|at| at);
        let mut rows = Vec::with_capacity(self.rows.len());
        for (row, edges) in self.rows.into_iter().zip(&edges) {
            let sides = edges.iter().zip(edges.iter().skip(1));
            let ranged = row.cells.into_iter().zip(sides).enumerate().map(|(i, (mut cell, (left, right)))| {
                (cell.across, cell.down) = row.merges.get(i).copied().unwrap_or_default();
                Ranged { from: column(left), to: column(right), cell }
            });
            rows.push(ranged.collect());
        }
        let origin = Origin::Path { table: self.number, row: 1, cell: 1 };
        Some(table(rows, &widths, origin, findings))
    }
}

/// The edges of each row, strictly rising and one more than its cells. A row that does not say takes those of the row
/// before it, and what is still missing is made up.
fn edges(rows: &[Row]) -> Vec<Vec<i64>> {
    let mut all: Vec<Vec<i64>> = Vec::with_capacity(rows.len());
    for row in rows {
        let own = row.edges.as_slice();
        let given = if own.is_empty() { all.last().map_or(own, Vec::as_slice) } else { own };
        let mut edges: Vec<i64> = Vec::with_capacity(row.cells.len() + 1);
        for i in 0..=row.cells.len() {
            let last = edges.last().copied();
            let usual = last.map_or(0, |l| l.saturating_add(USUAL_WIDTH));
            let edge = given.get(i).copied().unwrap_or(usual);
            edges.push(last.map_or(edge, |l| edge.max(l.saturating_add(1))));
        }
        all.push(edges);
    }
    all
}

/// A body or a text box while it is read.
#[derive(Debug, Default)]
struct Scope {
    flow: Flow,
    /// Innermost last.
    tables: Vec<OpenTable>,
    /// Blocks of text boxes that are anchored in the paragraph that is being read.
    anchored: Vec<Block>,
}

/// The blocks of a document under construction.
pub(crate) struct Story<'a> {
    limits: &'a Limits,
    depth: usize,
    /// The body, then text boxes in it.
    scopes: Vec<Scope>,
    tables: u32,
    cells: usize,
    /// All paragraphs, also those in cells and empty ones.
    count: usize,
    /// Those outside of tables.
    paragraphs: u32,
    hidden: usize,
    /// Pieces of text that a tracked change deleted.
    pub(crate) deleted: usize,
    too_deep: usize,
    findings: Vec<Finding>,
}

impl<'a> Story<'a> {
    /// An empty body.
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Story {
            limits,
            depth: limits.depth.min(MAX_DEPTH),
            scopes: vec![Scope::default()],
            tables: 0,
            cells: 0,
            count: 0,
            paragraphs: 0,
            hidden: 0,
            deleted: 0,
            too_deep: 0,
            findings: Vec::new(),
        }
    }

    /// A paragraph ends; a text box that was read inside it comes after it.
    ///
    /// # Errors
    /// [`Error::Limit`] for too many paragraphs: one of two bytes in the file takes a hundred in memory.
    pub(crate) fn paragraph(&mut self, ended: Ended) -> Result<(), Error> {
        let Ended { line, number, role, align, depth, mark_deleted } = ended;
        self.count += 1;
        if self.count > self.limits.objects {
            return Err(self.limits.error(Limit::Objects));
        }
        self.enter(depth);
        self.hidden += line.left_out;
        let Some(scope) = self.scopes.last_mut() else { return Ok(()) };
        let anchored = std::mem::take(&mut scope.anchored);
        let origin = match scope.tables.last() {
            Some(table) => table.cell.origin,
            None => {
                self.paragraphs = self.paragraphs.saturating_add(1);
                Origin::Paragraph { index: self.paragraphs }
            }
        };
        let in_cell = !scope.tables.is_empty();
        let flow = scope.tables.last_mut().map_or(&mut scope.flow, |t| &mut t.cell.flow);
        let link = line.is_link() && flow.carried.trim().is_empty();
        let mut carried = std::mem::take(&mut flow.carried);
        if mark_deleted {
            carried.append(&line.into_text());
            flow.carried = carried;
        } else {
            let text = line.after(carried).finish(&number);
            if !text.is_empty() || in_cell {
                flow.blocks.push(Block::Paragraph(Paragraph { text, role, align, link, origin }));
            }
        }
        flow.blocks.extend(anchored);
        Ok(())
    }

    /// The cell of the table at this depth (1 is outermost) ends, after its last paragraph.
    ///
    /// # Errors
    /// [`Error::Limit`] for too many cells.
    pub(crate) fn end_cell(&mut self, depth: usize) -> Result<(), Error> {
        self.cells += 1;
        if self.cells > self.limits.cells {
            return Err(self.limits.error(Limit::Cells));
        }
        self.enter(depth.max(1));
        if let Some(table) = self.scopes.last_mut().and_then(|s| s.tables.last_mut()) {
            table.end_cell();
        }
        Ok(())
    }

    /// The row of the table at this depth ends.
    pub(crate) fn end_row(&mut self, depth: usize, shape: &RowShape) {
        self.enter(depth.max(1));
        if let Some(table) = self.scopes.last_mut().and_then(|s| s.tables.last_mut()) {
            self.deleted += usize::from(shape.deleted);
            table.end_row(Some(shape));
        }
    }

    /// A text box begins inside the paragraph that is being read. `false` if it is nested too deeply: then its text is
    /// read as part of the paragraphs around it, and it must not be ended.
    pub(crate) fn begin_box(&mut self) -> bool {
        if self.scopes.len() >= self.depth {
            self.too_deep += 1;
            return false;
        }
        self.scopes.push(Scope::default());
        true
    }

    /// The innermost text box ends.
    pub(crate) fn end_box(&mut self) {
        if self.scopes.len() < 2 {
            return;
        }
        self.enter(0);
        if let (Some(inner), Some(outer)) = (self.scopes.pop(), self.scopes.last_mut()) {
            outer.anchored.extend(inner.anchored);
            outer.anchored.extend(inner.flow.into_blocks());
        }
    }

    /// Opens and closes tables until so many are open.
    fn enter(&mut self, depth: usize) {
        if depth > self.depth {
            self.too_deep += 1;
        }
        let depth = depth.min(self.depth);
        let Some(scope) = self.scopes.last_mut() else { return };
        while scope.tables.len() > depth {
            let block = scope.tables.pop().and_then(|table| table.finish(&mut self.findings));
            if let Some(Block::Grid(grid)) = &block {
                // Counted with the positions that spans cover; the next cell finds that there are too many.
                self.cells = self.cells.saturating_add(grid.rows().saturating_mul(grid.columns()));
            }
            let flow = scope.tables.last_mut().map_or(&mut scope.flow, |t| &mut t.cell.flow);
            flow.blocks.extend(block);
        }
        while scope.tables.len() < depth {
            self.tables = self.tables.saturating_add(1);
            scope.tables.push(OpenTable::new(self.tables));
        }
    }

    /// The blocks, whatever is still open closed, and what a user should know of them.
    pub(crate) fn finish(mut self) -> (Vec<Block>, Vec<Finding>) {
        while self.scopes.len() > 1 {
            self.end_box();
        }
        self.enter(0);
        let (hidden, deleted) = (self.hidden, self.deleted);
        if hidden + deleted > 0 {
            let message = format!(
                "{} pieces of text left out, as a reader of the document would not see them: {deleted} deleted, {hidden} hidden",
                hidden + deleted
            );
            self.findings.push(Finding::new(FindingKind::HiddenText, message));
        }
        if self.too_deep > 0 {
            let opened = format!("{} tables or text boxes were opened up", self.too_deep);
            self.findings.push(self.limits.finding(Limit::Depth, &opened));
        }
        let mut scope = self.scopes.pop().unwrap_or_default();
        scope.flow.blocks.append(&mut scope.anchored);
        (scope.flow.into_blocks(), self.findings)
    }
}
