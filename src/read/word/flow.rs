//! Finished blocks in order: a document's body, a text box or a cell.

use super::table::{Merge, RawCell};
use crate::model::content::{Block, Paragraph};
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::marked::MarkKind;

/// A sequence of finished blocks.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// In order; in a cell with its empty paragraphs.
    pub(crate) blocks: Vec<Block>,
    /// Text of a paragraph whose mark was deleted, for the next paragraph to begin with.
    pub(crate) carried: Text,
}

impl Flow {
    /// The blocks without empty paragraphs, which only make room on a page, and without hidden text. Text that no next
    /// paragraph took is kept.
    pub(crate) fn into_blocks(mut self) -> Vec<Block> {
        self.release(Origin::Paragraph { index: 0 });
        let hidden = |kind| kind == MarkKind::Hidden;
        for block in &mut self.blocks {
            if let Block::Paragraph(p) = block
                && p.text.has(hidden)
            {
                p.text = p.text.without(hidden);
            }
        }
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
        self.blocks.push(Block::Paragraph(Paragraph::new(carried.part(carried.trim_end()), origin)));
    }
}

/// A cell whose end has not been read yet.
#[derive(Debug)]
pub(crate) struct OpenCell {
    /// Its content so far.
    pub(crate) flow: Flow,
    /// How it goes on from the cell above.
    pub(crate) down: Merge,
    /// How it goes on from the cell before.
    pub(crate) across: Merge,
    /// A tracked deletion of the cell itself.
    pub(crate) deleted: bool,
    /// It is filled with a colour.
    pub(crate) shaded: bool,
    /// Where it stands.
    pub(crate) origin: Origin,
}

impl OpenCell {
    /// A cell without content and merges.
    pub(crate) fn new(origin: Origin) -> Self {
        OpenCell {
            flow: Flow::default(),
            down: Merge::None,
            across: Merge::None,
            deleted: false,
            shaded: false,
            origin,
        }
    }

    /// The cell with the text of its paragraphs joined by line ends; its blocks are kept only if a table is among
    /// them, since else the text says it all.
    pub(crate) fn finish(mut self) -> RawCell {
        self.flow.release(self.origin);
        let mut text = Text::new();
        for (index, block) in self.flow.blocks.iter().enumerate() {
            if let Block::Paragraph(paragraph) = block {
                if index > 0 {
                    text.push('\n');
                }
                text.append(&paragraph.text);
            }
        }
        let nested = self.flow.blocks.iter().any(|b| !matches!(b, Block::Paragraph(_)));
        RawCell {
            text: text.part(text.trim_end().trim_start_matches('\n')),
            blocks: if nested { self.flow.into_blocks() } else { Vec::new() },
            down: self.down,
            across: self.across,
            origin: self.origin,
        }
    }
}
