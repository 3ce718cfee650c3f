//! Content to blocks: every table a grid, from rules, from alignment, from spans, or from a flattened text.

mod flow;
mod pages;
pub mod text;

use crate::model::content::{Block, Content};
use crate::model::filled;
use crate::model::finding::Finding;
use crate::model::limits::Limits;
use crate::text::labels::Labels;

/// Content to paragraphs and tables in reading order. Past the deadline of `limits` it leaves unfinished what can cost
/// much: look at [`Limits::check_time`] behind it. `labels` are those of the form that the document may be on.
pub fn tabulate(content: Content, labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    match content {
        Content::Blocks(blocks) => {
            let mut blocks = text::in_blocks(flow::blocks(blocks, labels), labels, limits, findings);
            for block in &mut blocks {
                if let Block::Grid(grid) = block {
                    filled::undo(grid);
                }
            }
            blocks
        }
        Content::Lines(lines) => text::blocks(lines, labels, limits, findings),
        Content::Pages(pages) => pages::blocks(&pages, labels, limits, findings),
    }
}
