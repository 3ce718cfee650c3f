//! Tables of flowing documents: those that only lay out a page are opened up, the others stay.

use crate::model::content::{Block, Paragraph};
use crate::model::grid::{Cell, Grid};
use crate::text::labels::Labels;

/// Opens layout tables: those that hold tables, or a whole report in a cell.
pub fn blocks(blocks: Vec<Block>, labels: &Labels) -> Vec<Block> {
    let mut out = Vec::new();
    // Explicit stack: tables nest as deep as the file likes.
    let mut stack: Vec<Block> = blocks.into_iter().rev().collect();
    while let Some(block) = stack.pop() {
        match block {
            Block::Grid(grid) if is_layout(&grid, labels) => {
                let inner: Vec<Block> = grid.into_places().into_iter().flat_map(|(_, _, cell)| opened(cell)).collect();
                stack.extend(inner.into_iter().rev());
            }
            other => out.push(other),
        }
    }
    out
}

/// A table that holds tables or section headings, or a single column of prose, lays out the page.
fn is_layout(grid: &Grid, labels: &Labels) -> bool {
    grid.cells().any(|(_, _, cell)| {
        !cell.blocks.is_empty()
            || cell.text.chars().count() > 300 && cell.text.lines().count() > 3
            || cell.text.lines().count() > 1 && cell.text.lines().any(|line| labels.section(line).is_some())
    }) || grid.columns() == 1 && grid.cells().any(|(_, _, c)| labels.section(&c.text).is_some())
}

fn opened(cell: Cell) -> Vec<Block> {
    if !cell.blocks.is_empty() {
        return cell.blocks;
    }
    let (text, origin) = (cell.text, cell.origin);
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|line| Block::Paragraph(Paragraph::new(text.part(line.trim()), origin)))
        .collect()
}
