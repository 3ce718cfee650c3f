//! Text dumps: what a converter left of the tables decides how they are read.

mod dump;
mod layout;
mod stream;
mod tabbed;
mod unsegmented;

use crate::model::content::{Block, FlatCell, Line, Paragraph, Row};
use crate::model::finding::Finding;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::text::labels::Labels;
use crate::text::value;

/// In which way a dump shows where cells end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A line of one separator between cells; rows are not shown.
    Stream,
    /// A cell a line, without separators; rows are not shown.
    Lines,
    /// Separators inside lines: a line is a row.
    Separated,
    /// A tab starts a cell, an empty line ends a row.
    Tabbed,
    /// Columns kept by runs of spaces (`pdftotext -layout`).
    Layout,
    /// Nothing between labels and values, nor between values.
    Unsegmented,
    /// Values behind the label on its line, one space apart, labels wrapped around them.
    Dump,
}

/// The shape of a text dump.
pub fn shape(lines: &[Line], labels: &Labels) -> Shape {
    let count = |f: &dyn Fn(&str) -> bool| lines.iter().filter(|l| f(&l.text)).count();
    if count(&|t| t.trim() == "|") >= 10 {
        return Shape::Stream;
    }
    if count(&|t| t.matches('|').count() >= 2) >= 8 {
        return Shape::Separated;
    }
    if count(&|t| t.starts_with('\t')) >= 10 || count(&|t| t.trim().matches('\t').count() >= 2) >= 8 {
        return Shape::Tabbed;
    }
    let words = |t: &str| t.split_whitespace().filter(|w| value::is_filled(w)).count();
    let alone = count(&|t| words(t) == 1 && t.split_whitespace().count() == 1);
    if alone >= 12 && alone > 3 * count(&|t| words(t) >= 3) {
        return Shape::Lines;
    }
    if unsegmented::is_unsegmented(lines, labels) {
        return Shape::Unsegmented;
    }
    // Two wide gaps between things on one line, where prose has none.
    let gaps = |t: &str| t.trim().split("   ").filter(|part| !part.trim().is_empty()).count();
    if count(&|t| gaps(t) >= 3) >= 6 {
        return Shape::Layout;
    }
    Shape::Dump
}

/// Lines to paragraphs and rows.
pub fn blocks(lines: Vec<Line>, labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    match shape(&lines, labels) {
        Shape::Stream => stream::blocks(&lines, labels),
        Shape::Lines => stream::lines(&lines, labels),
        Shape::Separated => tabbed::separated(&lines),
        Shape::Tabbed => tabbed::blocks(&lines, labels),
        Shape::Layout => layout::blocks(&lines, labels, limits, findings),
        Shape::Unsegmented => unsegmented::blocks(&lines, labels),
        Shape::Dump => dump::blocks(&lines, labels),
    }
}

/// Collects paragraphs and rows; rows that follow one another are one table.
#[derive(Default)]
struct Collector {
    blocks: Vec<Block>,
}

impl Collector {
    fn paragraph(&mut self, text: &str, line: u32) {
        let text = text.trim();
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(Paragraph::new(text, Origin::Line { line, column: 1 })));
        }
    }

    fn row(&mut self, cells: Vec<FlatCell>) {
        self.push(Row { cells, unsegmented: false });
    }

    /// A row whose last text holds all its values.
    fn unsegmented(&mut self, cells: Vec<FlatCell>) {
        self.push(Row { cells, unsegmented: true });
    }

    fn push(&mut self, row: Row) {
        if row.cells.is_empty() {
            return;
        }
        match self.blocks.last_mut() {
            Some(Block::Rows(rows)) => rows.push(row),
            _ => self.blocks.push(Block::Rows(vec![row])),
        }
    }
}

fn cell(text: &str, line: u32, column: u32) -> FlatCell {
    FlatCell { text: text.into(), origin: Origin::Line { line, column } }
}
