//! The content as blocks in order: one pass with an explicit stack, so that nesting costs memory and not the program's
//! own stack.

mod content;

use std::collections::HashSet;

use super::frames::{Draft, Flow, Frame};
use super::lists::{Counters, OpenList};
use super::names::{Tag, Token, Xml};
use super::styles::Styles;
use crate::model::content::Block;
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::run_style::RunStyle;
use crate::read::word::table::Weight;
use crate::read::xml::{Attributes, Stop};

/// Finished blocks are dropped level by level, so a caller's larger depth limit is cut to what is safe for that.
const MAX_DEPTH: usize = 2048;

/// What an open element means: what is to be done at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    /// Transparent.
    Plain,
    /// It pushed a frame, to be finished at its end.
    Framed,
    /// With how the text around it is shown.
    Span(RunStyle),
    Link,
    List,
}

/// What to do with an element that was just opened.
enum Action {
    Enter(Element),
    /// Not part of the text.
    Skip,
    /// Text that was deleted: skipped and counted.
    Deleted,
    /// Text that is not shown: skipped and counted.
    Hidden,
}

/// What was read of a body.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// In reading order.
    pub(super) blocks: Vec<Block>,
    /// What a user should know of it.
    pub(super) findings: Vec<Finding>,
    /// Whether there was a text or a spreadsheet.
    pub(super) found: bool,
}

/// Reads the body of a document.
///
/// # Errors
/// Only what refuses the whole document. A part that is damaged or cut off gives what was read and a finding.
pub(super) fn read(text: &str, styles: &Styles, limits: &Limits) -> Result<Body, Error> {
    let mut walker = Walker {
        xml: Xml::new(text, limits),
        limits,
        styles,
        counters: Counters::default(),
        lists: Vec::new(),
        is_spreadsheet: false,
        depth: limits.depth.min(MAX_DEPTH),
        open: Vec::new(),
        frames: Vec::new(),
        tables: 0,
        weight: Weight::default(),
        paragraphs: 0,
        change: String::new(),
        deletions: HashSet::new(),
        deleting: 0,
        deleted: 0,
        hidden: 0,
        hidden_sheets: 0,
        too_deep: 0,
        body: Body::default(),
    };
    match walker.run() {
        Ok(()) => {}
        Err(Stop::Damaged(what)) => {
            let message = format!("the text is not complete: {what}");
            walker.body.findings.push(Finding::new(FindingKind::DamagedFile, message));
        }
        Err(Stop::Refused(error)) => return Err(error),
    }
    walker.finish()
}

struct Walker<'a> {
    xml: Xml<'a>,
    limits: &'a Limits,
    styles: &'a Styles,
    counters: Counters,
    lists: Vec<OpenList>,
    /// Tables are sheets.
    is_spreadsheet: bool,
    depth: usize,
    open: Vec<Element>,
    frames: Vec<Frame>,
    tables: u32,
    /// Of tables, with the positions that they repeat or cover, and texts that are repeated.
    weight: Weight,
    paragraphs: u32,
    /// The tracked change that is being read, and those that delete the text between their marks.
    change: String,
    deletions: HashSet<String>,
    /// How many of these are open.
    deleting: usize,
    deleted: usize,
    hidden: usize,
    hidden_sheets: usize,
    too_deep: usize,
    body: Body,
}

impl Walker<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        loop {
            let token = self.xml.next()?;
            self.check_weight().map_err(Stop::Refused)?;
            match token {
                Token::Open(tag, attributes) => self.enter(tag, &attributes)?,
                Token::Close => self.leave(),
                Token::Text(_) if self.deleting > 0 => {}
                Token::Text(text) => {
                    if let Some(draft) = self.draft() {
                        draft.push(&text);
                    }
                }
                Token::End => return Ok(()),
            }
        }
    }

    /// A cell of a few bytes in the file takes hundreds in memory, and a repeated one any number.
    fn check_weight(&self) -> Result<(), Error> {
        self.weight.over(self.limits).map_or(Ok(()), |limit| Err(self.limits.error(limit)))
    }

    /// Closes whatever is still open, so that a cut-off paragraph, row or table counts as far as it goes.
    fn finish(mut self) -> Result<Body, Error> {
        while !self.open.is_empty() {
            self.leave();
        }
        self.check_weight()?;
        if self.deleted + self.hidden > 0 {
            let message = format!(
                "{} pieces of text left out, as a reader of the document would not see them: {} deleted, {} hidden",
                self.deleted + self.hidden,
                self.deleted,
                self.hidden
            );
            self.body.findings.push(Finding::new(FindingKind::HiddenText, message));
        }
        if self.hidden_sheets > 0 {
            let message = format!("{} hidden sheets left out", self.hidden_sheets);
            self.body.findings.push(Finding::new(FindingKind::HiddenText, message));
        }
        if self.too_deep > 0 {
            let left_out = format!("{} elements were left out", self.too_deep);
            self.body.findings.push(self.limits.finding(Limit::Depth, &left_out));
        }
        if let Some(message) = self.counters.full.take() {
            let message = format!("{message}: the numbers of further lists are left out");
            self.body.findings.push(Finding::new(FindingKind::LimitReached, message));
        }
        Ok(self.body)
    }

    fn enter(&mut self, tag: Tag, attributes: &Attributes) -> Result<(), Stop> {
        if self.open.len() >= self.depth {
            self.too_deep += 1;
            self.xml.skip()?;
            return Ok(());
        }
        match self.content(tag, attributes) {
            Action::Enter(element) => self.open.push(element),
            Action::Skip => drop(self.xml.skip()?),
            Action::Deleted => self.deleted += usize::from(self.xml.skip()?.text),
            Action::Hidden => self.hidden += usize::from(self.xml.skip()?.text),
        }
        Ok(())
    }

    /// The innermost open element ends.
    fn leave(&mut self) {
        match self.open.pop() {
            Some(Element::Framed) => self.close_frame(),
            Some(Element::Span(outer)) => {
                if let Some(draft) = self.draft() {
                    draft.line.run = outer;
                }
            }
            Some(Element::Link) => {
                if let Some(draft) = self.draft() {
                    draft.line.links = draft.line.links.saturating_sub(1);
                }
            }
            Some(Element::List) => drop(self.lists.pop()),
            Some(Element::Plain) | None => {}
        }
    }

    fn close_frame(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph(draft)) => {
                self.hidden += draft.line.left_out;
                let (paragraph, anchored) = draft.finish();
                self.deliver(Block::Paragraph(paragraph));
                anchored.into_iter().for_each(|block| self.deliver(block));
            }
            Some(Frame::Flow(flow)) => {
                let blocks = flow.into_blocks();
                match self.frames.last_mut() {
                    None => self.body.blocks.extend(blocks),
                    Some(Frame::Paragraph(draft)) => draft.anchored.extend(blocks),
                    Some(_) => blocks.into_iter().for_each(|block| self.deliver(block)),
                }
            }
            Some(Frame::Cell(cell)) => {
                let cell = cell.finish();
                self.weight.cells = self.weight.cells.saturating_add(1);
                if let Some(Frame::Row(row)) = self.frames.last_mut() {
                    row.cells.push(cell);
                }
            }
            Some(Frame::Row(row)) => {
                if let Some(Frame::Table(table)) = self.frames.last_mut() {
                    let (weight, hidden) = table.add(row, self.styles, self.limits);
                    self.weight.add(weight, 1);
                    self.hidden += hidden;
                }
            }
            Some(Frame::Table(table)) => {
                let (blocks, hidden) = table.finish(self.limits, &mut self.body.findings);
                self.hidden += hidden;
                for block in blocks {
                    if let Block::Grid(grid) = &block {
                        let cells = grid.rows().saturating_mul(grid.columns());
                        self.weight.add(Weight { cells, text: 0 }, 1);
                    }
                    self.deliver(block);
                }
            }
            None => {}
        }
    }

    /// Puts a finished block into the innermost flow. An empty paragraph is a line of a cell's text, and nowhere else
    /// anything.
    fn deliver(&mut self, block: Block) {
        let blank = matches!(&block, Block::Paragraph(p) if p.text.is_empty());
        if blank && !self.frames.iter().any(|f| matches!(f, Frame::Cell(..))) {
            return;
        }
        if let Some(flow) = self.flow() {
            flow.blocks.push(block);
        }
    }

    fn flow(&mut self) -> Option<&mut Flow> {
        self.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Flow(flow) => Some(flow),
            Frame::Cell(cell) => Some(&mut cell.open.flow),
            _ => None,
        })
    }

    /// The paragraph that is being read, if text may go to it.
    fn draft(&mut self) -> Option<&mut Draft> {
        match self.frames.last_mut() {
            Some(Frame::Paragraph(draft)) => Some(draft),
            _ => None,
        }
    }
}
