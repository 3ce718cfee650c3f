//! What is under construction while a body is read, innermost last.

pub(super) use super::paragraph::Draft;
use super::table::{Row, Table};
pub(super) use crate::read::word::flow::{Flow, OpenCell};

/// One thing that is being built.
#[derive(Debug)]
pub(super) enum Frame {
    /// The body or a text box.
    Flow(Flow),
    /// `w:tbl`
    Table(Table),
    /// `w:tr`
    Row(Row),
    /// `w:tc`, with its `w:gridSpan`
    Cell(OpenCell, usize),
    /// `w:p`
    Paragraph(Box<Draft>),
}
