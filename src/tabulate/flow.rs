//! Tables of flowing documents: those that only lay out a page are opened up, the others stay, and what is nested in one
//! of their cells becomes its text.

use crate::model::content::{Block, Paragraph};
use crate::model::grid::{Cell, Grid};
use crate::text::Text;
use crate::text::labels::Labels;

/// Rows and heads of the form in a table's own cells that make it a table of the form.
const OWN_LABELS: usize = 3;
/// No more cells than this are asked whether they are labels.
const ASKED: usize = 2000;

/// Opens layout tables: those that hold tables, or a whole report in a cell.
pub fn blocks(blocks: Vec<Block>, labels: &Labels) -> Vec<Block> {
    let mut out = Vec::new();
    // Explicit stack: tables nest as deep as the file likes.
    let mut stack: Vec<Block> = blocks.into_iter().rev().collect();
    while let Some(block) = stack.pop() {
        let grid = match block {
            Block::Grid(grid) if is_layout(&grid, labels) => grid,
            other => {
                out.push(other);
                continue;
            }
        };
        if own_labels(&grid, labels) >= OWN_LABELS {
            let behind = settled(grid, labels, &mut out);
            stack.extend(behind.into_iter().rev());
        } else {
            let inner: Vec<Block> = grid.into_places().into_iter().flat_map(|(_, _, cell)| opened(cell)).collect();
            stack.extend(inner.into_iter().rev());
        }
    }
    out
}

/// A table that holds tables or section headings, or a single column of prose, lays out the page.
fn is_layout(grid: &Grid, labels: &Labels) -> bool {
    grid.cells().any(|(_, _, cell)| {
        !cell.blocks.is_empty()
            || cell.text.chars().count() > 300 && cell.text.lines().count() > 3
            || holds_heading(cell, labels)
    }) || grid.columns() == 1 && grid.cells().any(|(_, _, c)| labels.section(&c.text).is_some())
}

/// Whether one of several lines of a cell is the heading of a section.
fn holds_heading(cell: &Cell, labels: &Labels) -> bool {
    cell.text.lines().count() > 1 && cell.text.lines().any(|line| labels.section(line).is_some())
}

/// How many cells of the table itself are labels of the form; it stops at enough.
fn own_labels(grid: &Grid, labels: &Labels) -> usize {
    let short = |cell: &Cell| cell.text.chars().nth(60).is_none() && !cell.text.is_ascii();
    let own = grid.cells().map(|(_, _, cell)| cell).take(ASKED).filter(|cell| short(cell));
    own.filter(|cell| labels.is_row(&cell.text) || labels.is_head(&cell.text)).take(OWN_LABELS).count()
}

/// A table of the form whose cells hold tables or a part of the report: what is nested in a cell is its text, and a part
/// of the report comes behind the table; what comes behind it is given back.
fn settled(grid: Grid, labels: &Labels, out: &mut Vec<Block>) -> Vec<Block> {
    let mut behind = Vec::new();
    let mut places = grid.into_places();
    for (_, _, cell) in &mut places {
        let blocks = std::mem::take(&mut cell.blocks);
        if blocks.is_empty() {
            if holds_heading(cell, labels) {
                let text = std::mem::take(&mut cell.text);
                behind.extend(paragraphs(&text, cell));
            }
        } else if is_part(&blocks, labels) {
            behind.extend(blocks);
        } else {
            cell.text = text_of(blocks);
        }
    }
    // The places are those of the grid that was taken apart.
    if let Ok(grid) = Grid::from_places(places) {
        out.push(Block::Grid(grid));
    }
    behind
}

/// Whether the content of a cell is a part of the report for itself: it has headings, or a table of the form.
fn is_part(blocks: &[Block], labels: &Labels) -> bool {
    blocks.iter().any(|block| match block {
        Block::Paragraph(p) => labels.section(&p.text).is_some(),
        Block::Grid(grid) => is_layout(grid, labels) || own_labels(grid, labels) >= 2,
        Block::Rows(_) => false,
    })
}

/// All text of a cell's content, a line for each paragraph and cell.
fn text_of(blocks: Vec<Block>) -> Text {
    let mut texts = Vec::new();
    let mut stack: Vec<Block> = blocks.into_iter().rev().collect();
    while let Some(block) = stack.pop() {
        match block {
            Block::Paragraph(p) => texts.push(p.text),
            Block::Rows(rows) => texts.extend(rows.into_iter().flat_map(|r| r.cells).map(|c| c.text)),
            Block::Grid(grid) => {
                for (_, _, cell) in grid.into_places().into_iter().rev() {
                    let own = || Block::Paragraph(Paragraph::new(cell.text.clone(), cell.origin));
                    let inner = if cell.blocks.is_empty() { vec![own()] } else { cell.blocks };
                    stack.extend(inner.into_iter().rev());
                }
            }
        }
    }
    Text::joined(texts.iter().filter(|t| !t.trim().is_empty()), "\n")
}

fn opened(cell: Cell) -> Vec<Block> {
    if cell.blocks.is_empty() { paragraphs(&cell.text, &cell) } else { cell.blocks }
}

fn paragraphs(text: &Text, cell: &Cell) -> Vec<Block> {
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|line| Block::Paragraph(Paragraph::new(text.part(line.trim()), cell.origin)))
        .collect()
}
