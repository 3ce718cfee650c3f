//! What a reader of a document takes its tables to say: without signs of notes, and what is struck out or hidden.

use crate::model::content::{Block, Paragraph};
use crate::model::grid::Grid;
use crate::text::marked::MarkKind;
use std::borrow::Cow;

/// The blocks with such characters taken out of the cells of their tables; as they are where there are none.
pub fn blocks(blocks: &[Block]) -> Cow<'_, [Block]> {
    if blocks.iter().any(has_asides) { Cow::Owned(blocks.iter().map(shown).collect()) } else { Cow::Borrowed(blocks) }
}

/// Running text keeps what is struck out, with its marks.
fn is_hidden(kind: MarkKind) -> bool {
    kind == MarkKind::Hidden
}

fn has_asides(block: &Block) -> bool {
    match block {
        Block::Paragraph(paragraph) => paragraph.text.has(is_hidden),
        Block::Grid(grid) => {
            grid.cells().any(|(_, _, c)| c.text.has(MarkKind::is_aside) || c.blocks.iter().any(has_asides))
        }
        Block::Rows(rows) => rows.iter().flat_map(|r| &r.cells).any(|c| c.text.has(MarkKind::is_aside)),
    }
}

fn shown(block: &Block) -> Block {
    match block {
        Block::Paragraph(paragraph) => {
            Block::Paragraph(Paragraph { text: paragraph.text.without(is_hidden), ..paragraph.clone() })
        }
        Block::Grid(grid) => Block::Grid(shown_grid(grid)),
        Block::Rows(rows) => {
            let mut rows = rows.clone();
            rows.iter_mut().flat_map(|r| &mut r.cells).for_each(|c| c.text = c.text.without(MarkKind::is_aside));
            Block::Rows(rows)
        }
    }
}

fn shown_grid(grid: &Grid) -> Grid {
    let mut grid = grid.clone();
    grid.cells_mut().for_each(|cell| {
        cell.text = cell.text.without(MarkKind::is_aside);
        cell.blocks = cell.blocks.iter().map(shown).collect();
    });
    grid
}
