//! Numbers of tables and paragraphs that go on where one document stands inside another.

use crate::model::content::Block;
use crate::model::origin::Origin;

/// How many there were so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) tables: u32,
    pub(crate) paragraphs: u32,
}

impl Numbers {
    /// Gives blocks that were counted by themselves the numbers behind those so far.
    pub(crate) fn go_on(&mut self, blocks: &mut [Block]) {
        let before = *self;
        // An explicit stack: tables nest as deep as the file likes.
        let mut stack = vec![blocks];
        while let Some(blocks) = stack.pop() {
            for block in blocks {
                match block {
                    Block::Paragraph(paragraph) => self.shift(before, &mut paragraph.origin),
                    Block::Rows(rows) => {
                        rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|c| self.shift(before, &mut c.origin));
                    }
                    Block::Grid(grid) => {
                        for cell in grid.cells_mut() {
                            self.shift(before, &mut cell.origin);
                            if !cell.blocks.is_empty() {
                                stack.push(&mut cell.blocks);
                            }
                        }
                    }
                }
            }
        }
    }

    fn shift(&mut self, before: Numbers, origin: &mut Origin) {
        match origin {
            Origin::Path { table, .. } => {
                *table = table.saturating_add(before.tables);
                self.tables = self.tables.max(*table);
            }
            Origin::Paragraph { index } => {
                *index = index.saturating_add(before.paragraphs);
                self.paragraphs = self.paragraphs.max(*index);
            }
            Origin::Area { .. } | Origin::Line { .. } => {}
        }
    }
}
