//! What is under construction while a body is read, innermost last.

use super::table::{CellFrame, Row, Table};
use crate::model::content::{Align, Block, Paragraph, Role};
use crate::model::origin::Origin;
pub(super) use crate::read::word::flow::{Flow, OpenCell};
use crate::read::word::line::Line;

/// One thing that is being built.
#[derive(Debug)]
pub(super) enum Frame {
    /// The body or a text box.
    Flow(Flow),
    /// `table:table`
    Table(Box<Table>),
    /// `table:table-row`
    Row(Row),
    /// `table:table-cell` and `table:covered-table-cell`
    Cell(Box<CellFrame>),
    /// `text:p` and `text:h`
    Paragraph(Box<Draft>),
}

/// A paragraph whose end has not been read yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) role: Role,
    pub(super) align: Align,
    /// Its list number.
    pub(super) number: String,
    /// Its text so far.
    pub(super) line: Line,
    /// Paragraphs and tables of text boxes that are anchored here.
    pub(super) anchored: Vec<Block>,
    origin: Origin,
    /// The last character was white space that stands for one blank.
    blank: bool,
}

impl Draft {
    pub(super) fn new(origin: Origin) -> Self {
        Draft {
            role: Role::Body,
            align: Align::Start,
            number: String::new(),
            line: Line::default(),
            anchored: Vec::new(),
            origin,
            // White space at the head of a paragraph is the writer's indentation.
            blank: true,
        }
    }

    /// Adds character data. Any white space in it is one blank (OpenDocument 1.3 part 3, 6.1.2).
    pub(super) fn push(&mut self, text: &str) {
        let mut plain = String::with_capacity(text.len());
        for c in text.chars() {
            let blank = matches!(c, ' ' | '\t' | '\r' | '\n');
            if !blank {
                plain.push(c);
            } else if !self.blank {
                plain.push(' ');
            }
            self.blank = blank;
        }
        self.line.push(&plain);
    }

    /// Adds what an element stands for, as it is.
    pub(super) fn character(&mut self, text: &str) {
        self.line.push(text);
        self.blank = false;
    }

    /// The finished paragraph, and what is anchored in it.
    pub(super) fn finish(self) -> (Paragraph, Vec<Block>) {
        let link = self.line.is_link();
        let text = self.line.finish(&self.number);
        let paragraph = Paragraph { role: self.role, align: self.align, link, ..Paragraph::new(text, self.origin) };
        (paragraph, self.anchored)
    }
}
