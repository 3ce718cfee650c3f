//! What is under construction while a body is read, innermost last.

pub(super) use super::paragraph::Draft;
use super::table::{Merge, RawCell, Row, Table};
use crate::model::content::{Block, Paragraph};
use crate::model::origin::Origin;

/// One thing that is being built.
#[derive(Debug)]
pub(super) enum Frame {
    /// The body or a text box.
    Flow(Flow),
    /// `w:tbl`
    Table(Table),
    /// `w:tr`
    Row(Row),
    /// `w:tc`
    Cell(OpenCell),
    /// `w:p`
    Paragraph(Box<Draft>),
}

/// A sequence of finished blocks.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// In order; in a cell with its empty paragraphs.
    pub(super) blocks: Vec<Block>,
    /// Text of a paragraph whose mark was deleted, for the next paragraph to begin with.
    pub(super) carried: String,
}

impl Flow {
    /// The blocks without empty paragraphs, which only make room on a page. Text that no next paragraph took is kept.
    pub(super) fn into_blocks(mut self) -> Vec<Block> {
        self.release(Origin::Paragraph { index: 0 });
        self.blocks.retain(|b| !matches!(b, Block::Paragraph(p) if p.text.trim().is_empty()));
        self.blocks
    }

    fn release(&mut self, origin: Origin) {
        let carried = std::mem::take(&mut self.carried);
        if carried.trim().is_empty() {
            return;
        }
        let origin = match self.blocks.last() {
            Some(Block::Paragraph(last)) => last.origin,
            _ => origin,
        };
        self.blocks.push(Block::Paragraph(Paragraph::new(carried.trim_end(), origin)));
    }
}

/// A cell whose end has not been read yet.
#[derive(Debug)]
pub(super) struct OpenCell {
    /// Its content so far.
    pub(super) flow: Flow,
    /// `w:gridSpan`
    pub(super) span: usize,
    /// `w:vMerge`
    pub(super) down: Merge,
    /// `w:hMerge`
    pub(super) across: Merge,
    /// A tracked deletion of the cell itself (17.13.5.2).
    pub(super) deleted: bool,
    /// Where it stands.
    pub(super) origin: Origin,
}

impl OpenCell {
    /// A cell without content and spans.
    pub(super) fn new(origin: Origin) -> Self {
        OpenCell { flow: Flow::default(), span: 1, down: Merge::None, across: Merge::None, deleted: false, origin }
    }

    /// The cell with the text of its paragraphs joined by line ends; its blocks are kept only if a table is among
    /// them, since else the text says it all.
    pub(super) fn finish(mut self) -> RawCell {
        self.flow.release(self.origin);
        let mut text = String::new();
        for (index, block) in self.flow.blocks.iter().enumerate() {
            if let Block::Paragraph(paragraph) = block {
                if index > 0 {
                    text.push('\n');
                }
                text.push_str(&paragraph.text);
            }
        }
        let nested = self.flow.blocks.iter().any(|b| !matches!(b, Block::Paragraph(_)));
        RawCell {
            text: text.trim_end().trim_start_matches('\n').to_string(),
            blocks: if nested { self.flow.into_blocks() } else { Vec::new() },
            span: self.span,
            down: self.down,
            across: self.across,
            origin: self.origin,
        }
    }
}
