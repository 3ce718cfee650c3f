//! Documents whose fonts do not say which characters they show: no refusal of them is about what they hold.

use crate::model::content::Block;
use crate::text::Text;
use crate::text::marked::MarkKind;

/// So many characters that cannot be read may hide what a report is known by.
const MANY: usize = 60;

/// Why a document could not be read, if nothing tells many of its characters; `han` are those that are read.
pub fn reason(blocks: &[Block], han: usize) -> Option<String> {
    let untold: usize = blocks.iter().map(count).sum();
    (untold >= MANY && untold * 3 >= han).then(|| {
        format!(
            "the fonts of the file do not say which characters they show: {untold} could not be read, and neither known \
             text nor the order of glyphs nor sums proved them; have the pages recognised as images, or give the glyph \
             numbers of these fonts, which `nianbao learn` takes from documents that have them"
        )
    })
}

fn count(block: &Block) -> usize {
    match block {
        Block::Paragraph(p) => unknown(&p.text),
        Block::Grid(grid) => grid.cells().map(|(_, _, cell)| unknown(&cell.text)).sum(),
        Block::Rows(rows) => rows.iter().flat_map(|r| &r.cells).map(|cell| unknown(&cell.text)).sum(),
    }
}

fn unknown(text: &Text) -> usize {
    let marks = text.marks().iter().filter(|m| m.kind == MarkKind::Unknown);
    marks.filter_map(|m| text.get(m.from..m.to)).map(|stretch| stretch.chars().count()).sum()
}
