//! Content to blocks: every table a grid, from rules, from alignment, from spans, or from a flattened text.

mod flow;
mod pages;
pub mod text;

use crate::model::content::{Block, Content};
use crate::model::finding::Finding;

/// Content to paragraphs and tables in reading order.
pub fn tabulate(content: Content, findings: &mut Vec<Finding>) -> Vec<Block> {
    match content {
        Content::Blocks(blocks) => flow::blocks(blocks),
        Content::Lines(lines) => text::blocks(lines),
        Content::Pages(pages) => pages::blocks(&pages, findings),
    }
}
