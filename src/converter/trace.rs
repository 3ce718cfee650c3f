//! What every stage saw of one document: for whoever looks at how a report came about.

use super::{Listener, Stage};
use crate::interpret::align::Match;
use crate::interpret::records::Records;
use crate::model::content::{Block, Document};
use crate::report::{Repair, Report, Source};
use std::ops::ControlFlow;

/// A conversion with what every stage saw. What is in it is what was worked with: the reports are those of
/// [`Converter::convert`](super::Converter::convert).
#[derive(Debug)]
#[non_exhaustive]
pub struct Trace {
    /// The file.
    pub source: Source,
    /// What was read; repaired, unless the trace ends before that.
    pub document: Document,
    /// The characters that were put right.
    pub repairs: Vec<Repair>,
    /// Paragraphs and tables in reading order.
    pub blocks: Vec<Block>,
    /// The reports that the document holds, one or more.
    pub parts: Vec<Part>,
    last: Stage,
}

/// One report of a document, and what it was made from.
#[derive(Debug)]
#[non_exhaustive]
pub struct Part {
    /// Its paragraphs and tables.
    pub blocks: Vec<Block>,
    /// The rows of its tables.
    pub records: Records,
    /// Which of them print which row of the form.
    pub matches: Vec<Match>,
    /// What came of it.
    pub report: Report,
}

impl Trace {
    pub(super) fn new(source: &Source, document: &Document, last: Stage) -> Trace {
        Trace {
            source: source.clone(),
            document: document.clone(),
            repairs: Vec::new(),
            blocks: Vec::new(),
            parts: Vec::new(),
            last,
        }
    }

    fn after(&self, stage: Stage) -> ControlFlow<()> {
        if stage < self.last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

impl Listener for Trace {
    fn repaired(&mut self, document: &Document, repairs: &[Repair]) -> ControlFlow<()> {
        self.document = document.clone();
        self.repairs = repairs.to_vec();
        self.after(Stage::Repair)
    }

    fn tabulated(&mut self, blocks: &[Block]) -> ControlFlow<()> {
        self.blocks = blocks.to_vec();
        self.after(Stage::Tabulate)
    }

    fn part(&mut self, part: Part) {
        self.parts.push(part);
    }
}
