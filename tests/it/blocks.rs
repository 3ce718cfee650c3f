//! What a reader of a flowing format gave, to compare.

use nianbao::model::content::{Block, Content, Document, Paragraph};
use nianbao::model::finding::FindingKind;
use nianbao::model::grid::Grid;
use nianbao::text::marked::MarkKind;

pub fn blocks(document: &Document) -> &[Block] {
    match &document.content {
        Content::Blocks(blocks) => blocks,
        other => panic!("not blocks: {other:?}"),
    }
}

pub fn paragraphs(document: &Document) -> Vec<&Paragraph> {
    blocks(document).iter().filter_map(|b| if let Block::Paragraph(p) = b { Some(p) } else { None }).collect()
}

pub fn texts(document: &Document) -> Vec<&str> {
    paragraphs(document).into_iter().map(|p| p.text.as_str()).collect()
}

pub fn grids(blocks: &[Block]) -> Vec<&Grid> {
    blocks.iter().filter_map(|b| if let Block::Grid(g) = b { Some(g) } else { None }).collect()
}

pub fn only_grid(document: &Document) -> &Grid {
    match grids(blocks(document)).as_slice() {
        [grid] => grid,
        other => panic!("{} grids", other.len()),
    }
}

/// Row, column, row span, column span and text of each cell.
pub fn geometry(grid: &Grid) -> Vec<(usize, usize, usize, usize, &str)> {
    grid.cells().map(|(r, c, cell)| (r, c, cell.row_span, cell.column_span, cell.text.as_str())).collect()
}

pub fn kinds(document: &Document) -> Vec<FindingKind> {
    document.findings.iter().map(|f| f.kind).collect()
}

/// The marked stretches of the paragraphs, with what is said of them.
pub fn marks(document: &Document) -> Vec<(&str, MarkKind)> {
    let mut found = Vec::new();
    for paragraph in paragraphs(document) {
        found.extend(paragraph.text.marks().iter().map(|m| (&paragraph.text[m.from..m.to], m.kind)));
    }
    found
}

/// The same of the cells of the only table.
pub fn marks_of_cells(document: &Document) -> Vec<(&str, MarkKind)> {
    let cells = only_grid(document).cells();
    cells.flat_map(|(_, _, cell)| cell.text.marks().iter().map(|m| (&cell.text[m.from..m.to], m.kind))).collect()
}

/// Everything that a person sees of blocks, nested tables in their cells: to compare readers of two formats.
pub fn shown(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(p) => lines.push(format!("{:?} {:?} {}", p.role, p.align, p.text)),
            Block::Grid(grid) => {
                for (row, column, cell) in grid.cells() {
                    let place = format!("{row},{column}+{},{}", cell.row_span, cell.column_span);
                    lines.push(format!("{place} {}", cell.text));
                    lines.extend(shown(&cell.blocks).into_iter().map(|line| format!("{place} > {line}")));
                }
            }
            Block::Rows(rows) => lines.push(format!("{rows:?}")),
        }
    }
    lines
}
