//! Tables to grids: rows and cells as the tree has them, spans as browsers read them.

use super::blocks::{Place, Reader, is_blank};
use super::elements::{align, has_no_height, leading_number};
use super::look::Look;
use super::tree::{Element, Node};
use crate::model::content::{Align, Block};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::grid::{Cell, Grid, MAX_SLOTS};
use crate::model::limits::Limit;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::marked::MarkKind;

/// Tables nested deeper than this are read as running text. Layout nests three or four.
pub(super) const MAX_NESTING: usize = 32;

/// Most rows a cell may span (WHATWG HTML 4.9.11).
const MAX_ROW_SPAN: usize = 65_534;

/// A cell of the page. All numbers 1-based, as written in the source.
#[derive(Clone, Copy)]
pub(super) struct TablePlace {
    table: u32,
    row: u32,
    cell: u32,
}

impl TablePlace {
    pub(super) fn origin(self) -> Origin {
        Origin::Path { table: self.table, row: self.row, cell: self.cell }
    }
}

/// A row of the source.
struct SourceRow<'a> {
    node: Node<'a>,
    /// 1-based, hidden rows counted.
    number: u32,
    /// Rows from here to the end of its group, itself included: no cell spans farther (WHATWG HTML 4.9.12).
    left: usize,
    /// How text in it looks.
    look: Look,
}

impl Reader<'_> {
    /// The caption, if any, and the grid of a table.
    pub(super) fn table(&mut self, node: Node<'_>, place: Place) -> Result<Vec<Block>, Error> {
        self.tables = self.tables.saturating_add(1);
        let table = self.tables;
        let mut blocks = Vec::new();
        for caption in node.children().filter(|child| child.name() == Some("caption")) {
            if !self.leaves_out(caption) {
                let around = Place { cell: place.cell, ..place };
                blocks.append(&mut self.flow(caption, around)?);
            }
        }
        let sources = self.rows(node, place.look);
        let origin = TablePlace { table, row: 1, cell: 1 }.origin();
        if sources.len() > MAX_SLOTS {
            self.findings.push(left_out(format!("a table of {} rows", sources.len()), origin));
            return Ok(blocks);
        }
        let mut rows: Vec<(usize, Vec<Cell>)> = Vec::with_capacity(sources.len());
        // Rows from here on are free of spans from above.
        let mut free_from = 0usize;
        for source in sources {
            let cells = self.cells(&source, table, place)?;
            let row = rows.len();
            if row >= free_from && is_spacer(&source, &cells) {
                continue;
            }
            let farthest = cells.iter().map(|cell| cell.row_span).max().unwrap_or(1);
            free_from = free_from.max(row.saturating_add(farthest));
            rows.push((0, cells));
        }
        match Grid::from_rows(rows) {
            Ok(grid) if grid.rows() == 0 => {}
            Ok(grid) => {
                // A span of a few bytes in the page takes thousands of positions.
                self.cells += grid.rows().saturating_mul(grid.columns());
                if self.cells > self.limits.cells {
                    return Err(self.limits.error(Limit::Cells));
                }
                blocks.push(Block::Grid(grid));
            }
            Err(error) => self.findings.push(left_out(error.to_string(), origin)),
        }
        Ok(blocks)
    }

    /// Rows in source order: children of the table or of its row groups, never those of a nested table.
    fn rows<'a>(&mut self, table: Node<'a>, look: Look) -> Vec<SourceRow<'a>> {
        let mut rows = Vec::new();
        let mut number = 0u32;
        for child in table.children() {
            let group = match child.name() {
                Some("tr") => vec![child],
                Some("thead" | "tbody" | "tfoot") => child.children().filter(|n| n.name() == Some("tr")).collect(),
                _ => continue,
            };
            if child.name() != Some("tr") && self.leaves_out(child) {
                number = number.saturating_add(u32::try_from(group.len()).unwrap_or(u32::MAX));
                continue;
            }
            let start = rows.len();
            let around = if child.name() == Some("tr") { look } else { self.look(child, look) };
            for node in group {
                number = number.saturating_add(1);
                if !self.leaves_out(node) {
                    rows.push(SourceRow { node, number, left: 1, look: self.look(node, around) });
                }
            }
            let end = rows.len();
            for (i, row) in rows.iter_mut().enumerate().skip(start) {
                row.left = end - i;
            }
        }
        rows
    }

    fn cells(&mut self, row: &SourceRow<'_>, table: u32, place: Place) -> Result<Vec<Cell>, Error> {
        let mut cells = Vec::new();
        let mut number = 0u32;
        let row_align = row.node.element().and_then(align);
        for node in row.node.children() {
            let Some(element) = node.element() else { continue };
            if !matches!(element.name(), "td" | "th") {
                continue;
            }
            number = number.saturating_add(1);
            if self.leaves_out(node) {
                continue;
            }
            let place_of_cell = TablePlace { table, row: row.number, cell: number };
            let align = align(element).or(row_align).unwrap_or(Align::Start);
            let look = self.look(node, row.look);
            let place = Place { cell: Some(place_of_cell), nesting: place.nesting, align, look };
            (self.perhaps_hidden, self.shifted) = (false, false);
            let blocks = self.flow(node, place)?;
            let mut cell = cell(element, blocks, place_of_cell.origin(), row.left);
            let hidden = |kind| kind == MarkKind::Hidden;
            if self.perhaps_hidden && is_blank(&cell.text.without(hidden)) {
                // All of it white on what may be a colour: a head.
                cell.text = cell.text.unmarked(hidden);
            }
            let level = |kind| matches!(kind, MarkKind::Raised | MarkKind::Lowered);
            if self.shifted && is_blank(&cell.text.without(level)) {
                // All of it: only its place in the line was mended.
                cell.text = cell.text.unmarked(level);
            }
            cells.push(cell);
        }
        Ok(cells)
    }
}

/// A cell of its blocks; the blocks themselves stay only if there is a table among them.
fn cell(element: &Element, blocks: Vec<Block>, origin: Origin, rows_left: usize) -> Cell {
    let span = |attribute| element.attr(attribute).and_then(leading_number);
    let text = text(&blocks);
    let row_span = match span("rowspan") {
        Some(0) => rows_left,
        Some(n) => n.min(MAX_ROW_SPAN).min(rows_left),
        None => 1,
    };
    let column_span = span("colspan").unwrap_or(1).max(1);
    let holds_table = blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    let blocks = if holds_table { without_blanks(blocks) } else { Vec::new() };
    Cell { text, row_span: row_span.max(1), column_span, blocks, origin }
}

/// The lines of its paragraphs that print something; else the first with anything in it.
fn text(blocks: &[Block]) -> Text {
    let mut text = Text::new();
    let mut blank = "";
    for block in blocks {
        let Block::Paragraph(paragraph) = block else { continue };
        for line in paragraph.text.split('\n').map(|line| line.trim_matches([' ', '\t'])) {
            if is_blank(line) {
                blank = if blank.is_empty() { line } else { blank };
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.append_part(&paragraph.text, line);
        }
    }
    if text.is_empty() { blank.into() } else { text }
}

fn without_blanks(blocks: Vec<Block>) -> Vec<Block> {
    let printed = |block: &Block| !matches!(block, Block::Paragraph(paragraph) if is_blank(&paragraph.text));
    blocks.into_iter().filter(printed).collect()
}

/// A row of no height and no text, which Word and Excel write to set column widths.
fn is_spacer(row: &SourceRow<'_>, cells: &[Cell]) -> bool {
    if cells.is_empty() || cells.iter().any(|cell| !is_blank(&cell.text) || !cell.blocks.is_empty()) {
        return false;
    }
    let flat = |node: Node<'_>| node.element().is_some_and(has_no_height);
    let mut cells = row.node.children().filter(|child| matches!(child.name(), Some("td" | "th")));
    flat(row.node) || cells.all(flat)
}

fn left_out(what: String, origin: Origin) -> Finding {
    Finding::new(FindingKind::LimitReached, format!("{what} was left out")).at(origin)
}
