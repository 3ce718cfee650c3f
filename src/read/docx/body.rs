//! The main document as blocks in order: one pass with an explicit stack, so that nesting costs memory and not the
//! program's own stack.

mod content;
mod properties;

use super::chunks::Chunks;
use super::frames::{Draft, Flow, Frame};
use super::names::{Tag, Token, Xml};
use super::numbering::Lists;
use super::styles::Styles;
use crate::model::content::Block;
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::numbers::Numbers;
use crate::read::run_style::RunStyle;
use crate::read::xml::{Attributes, Stop};

/// Finished blocks are dropped level by level, so a caller's larger depth limit is cut to what is safe for that.
const MAX_DEPTH: usize = 2048;

/// What an open element means: how its children are to be read and what is to be done at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    /// Transparent.
    Plain,
    /// It pushed a frame, to be finished at its end.
    Framed,
    ParagraphProperties,
    NumProperties,
    MarkProperties,
    /// With how the run around it is shown (runs nest in ruby and text boxes).
    Run(RunStyle),
    RunProperties,
    /// With whether white space at its ends counts.
    Text(bool),
    Hyperlink,
    GridColumns,
    TableProperties,
    RowProperties,
    CellProperties,
    /// With whether one of its branches was taken.
    Alternate(bool),
}

/// What to do with an element that was just opened.
enum Action {
    Enter(Element),
    /// Not part of the text.
    Skip,
    /// Text that was deleted or moved away: skipped and counted.
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
    /// Whether there was a `w:body`.
    pub(super) found: bool,
    /// Documents inside that were not put in their place.
    pub(super) chunks: Chunks,
    /// How many `w:altChunk` name none that could be read, or one that stands elsewhere.
    pub(super) left_out: usize,
}

/// Reads the body of a main document part.
///
/// # Errors
/// Only what refuses the whole document. A part that is damaged or cut off gives what was read and a finding.
pub(super) fn read(text: &str, styles: &Styles, lists: Lists, chunks: Chunks, limits: &Limits) -> Result<Body, Error> {
    let mut walker = Walker {
        xml: Xml::new(text, limits),
        limits,
        styles,
        lists,
        depth: limits.depth.min(MAX_DEPTH),
        open: Vec::new(),
        frames: Vec::new(),
        pending: String::new(),
        root_preserves: false,
        tables: 0,
        cells: chunks.cells,
        paragraphs: 0,
        deleted: 0,
        hidden: 0,
        too_deep: 0,
        background: false,
        body: Body { chunks, ..Body::default() },
    };
    match walker.run() {
        Ok(()) => {}
        Err(Stop::Damaged(what)) => {
            let message = format!("the text is not complete: {what}");
            walker.body.findings.push(Finding::new(FindingKind::DamagedFile, message));
        }
        Err(Stop::Refused(error)) => return Err(error),
    }
    Ok(walker.finish())
}

struct Walker<'a> {
    xml: Xml<'a>,
    limits: &'a Limits,
    styles: &'a Styles,
    lists: Lists,
    depth: usize,
    open: Vec<Element>,
    frames: Vec<Frame>,
    /// Pieces of the text element that is open.
    pending: String,
    root_preserves: bool,
    tables: u32,
    cells: usize,
    paragraphs: u32,
    deleted: usize,
    hidden: usize,
    too_deep: usize,
    /// The pages have a colour.
    background: bool,
    body: Body,
}

impl Walker<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        loop {
            let token = self.xml.next()?;
            // A cell of a few bytes in the file takes hundreds in memory.
            if self.cells > self.limits.cells {
                return Err(Stop::Refused(self.limits.error(Limit::Cells)));
            }
            match token {
                Token::Open(tag, attributes) => self.enter(tag, &attributes)?,
                Token::Close => self.leave(),
                Token::Text(text) if matches!(self.open.last(), Some(Element::Text(_))) => self.pending.push_str(&text),
                Token::Text(_) => {}
                Token::End => return Ok(()),
            }
        }
    }

    /// Closes whatever is still open, so that a cut-off paragraph, row or table counts as far as it goes.
    fn finish(mut self) -> Body {
        while !self.open.is_empty() {
            self.leave();
        }
        let left_out_chunks = self.body.left_out;
        let mut note = |kind, count: usize, what: &str| {
            if count > 0 {
                self.body.findings.push(Finding::new(kind, format!("{count} {what}")));
            }
        };
        let left_out = format!(
            "pieces of text left out, as a reader of the document would not see them: {} deleted or moved away, {} hidden",
            self.deleted, self.hidden
        );
        note(FindingKind::HiddenText, self.deleted + self.hidden, &left_out);
        note(FindingKind::DamagedFile, left_out_chunks, "embedded documents (altChunk) left out");
        if self.too_deep > 0 {
            let left_out = format!("{} elements were left out", self.too_deep);
            self.body.findings.push(self.limits.finding(Limit::Depth, &left_out));
        }
        self.body
    }

    fn enter(&mut self, tag: Tag, attributes: &Attributes) -> Result<(), Stop> {
        if self.open.len() >= self.depth {
            self.too_deep += 1;
            self.xml.skip()?;
            return Ok(());
        }
        let action = match self.open.last().copied() {
            None => {
                self.root_preserves = attributes.get("space").as_deref() == Some("preserve");
                self.content(tag, attributes)
            }
            Some(Element::ParagraphProperties) => self.paragraph_property(tag, attributes),
            Some(Element::NumProperties) => self.num_property(tag, attributes),
            Some(Element::MarkProperties) => self.mark_property(tag),
            Some(Element::RunProperties) => self.run_property(tag, attributes),
            Some(Element::GridColumns) => self.grid_column(tag, attributes),
            Some(Element::TableProperties) => self.table_property(tag, attributes),
            Some(Element::RowProperties) => self.row_property(tag, attributes),
            Some(Element::CellProperties) => self.cell_property(tag, attributes),
            Some(Element::Alternate(taken)) => match tag {
                Tag::Choice | Tag::Fallback if !taken => {
                    if let Some(element) = self.open.last_mut() {
                        *element = Element::Alternate(true);
                    }
                    Action::Enter(Element::Plain)
                }
                _ => Action::Skip,
            },
            Some(_) => self.content(tag, attributes),
        };
        match action {
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
            Some(Element::ParagraphProperties) => {
                if let Some(Frame::Paragraph(draft)) = self.frames.last_mut() {
                    draft.settle(self.styles, &mut self.lists);
                }
            }
            Some(Element::Text(preserve)) => {
                let text = std::mem::take(&mut self.pending);
                if let Some(draft) = self.draft() {
                    draft.line.push(&white_space(&text, preserve));
                }
            }
            Some(Element::Run(outer)) => {
                if let Some(draft) = self.draft() {
                    draft.line.run = outer;
                }
            }
            Some(Element::Hyperlink) => {
                if let Some(draft) = self.draft() {
                    draft.line.links = draft.line.links.saturating_sub(1);
                }
            }
            _ => {}
        }
    }

    fn close_frame(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph(draft)) => self.close_paragraph(*draft),
            Some(Frame::Flow(flow)) => {
                let blocks = flow.into_blocks();
                match self.frames.last_mut() {
                    None => self.body.blocks.extend(blocks),
                    Some(Frame::Paragraph(draft)) => draft.anchored.extend(blocks),
                    Some(_) => blocks.into_iter().for_each(|b| self.deliver(b)),
                }
            }
            Some(Frame::Cell(cell, span)) => {
                let deleted = cell.deleted;
                let raw = cell.finish();
                if let (Some(Frame::Row(row)), false) = (self.frames.last_mut(), deleted) {
                    row.cells.push((span, raw));
                }
            }
            Some(Frame::Row(row)) => {
                if let (Some(Frame::Table(table)), false) = (self.frames.last_mut(), row.deleted || row.hidden) {
                    table.rows.push(row);
                }
            }
            Some(Frame::Table(table)) if table.rows.iter().any(|r| !r.cells.is_empty()) => {
                let block = table.finish(&mut self.body.findings);
                if let Block::Grid(grid) = &block {
                    self.cells += grid.rows().saturating_mul(grid.columns());
                }
                self.deliver(block);
            }
            Some(Frame::Table(_)) | None => {}
        }
    }

    fn close_paragraph(&mut self, mut draft: Draft) {
        draft.settle(self.styles, &mut self.lists);
        self.hidden += draft.line.left_out;
        let anchored = std::mem::take(&mut draft.anchored);
        if draft.mark_deleted {
            let text = draft.into_text();
            if let Some(flow) = self.flow() {
                flow.carried = text;
            }
        } else {
            let paragraph = draft.finish(self.styles);
            self.deliver(Block::Paragraph(paragraph));
        }
        anchored.into_iter().for_each(|b| self.deliver(b));
    }

    /// Adds a finished block to the innermost flow. An empty paragraph is a line of a cell's text, and nowhere else
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

    /// Puts a document inside the document in its place.
    fn chunk(&mut self, attributes: &Attributes) {
        let mut numbers = Numbers { tables: self.tables, paragraphs: self.paragraphs };
        let id = attributes.get("id").unwrap_or_default();
        match self.body.chunks.take(&id, &mut numbers) {
            Some(blocks) => {
                (self.tables, self.paragraphs) = (numbers.tables, numbers.paragraphs);
                blocks.into_iter().for_each(|block| self.deliver(block));
            }
            None => self.body.left_out += 1,
        }
    }

    fn flow(&mut self) -> Option<&mut Flow> {
        self.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Flow(flow) => Some(flow),
            Frame::Cell(cell, _) => Some(&mut cell.flow),
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

/// White space of a text element as programs show it: cut at the ends unless it is said to be preserved, and no line
/// breaks inside, which are the writer's indentation (XML 1.0, 2.10).
fn white_space(text: &str, preserve: bool) -> String {
    let text = if preserve { text } else { text.trim_matches([' ', '\t', '\r', '\n']) };
    text.replace("\r\n", " ").replace(['\r', '\n'], " ").replace(['\u{B}', '\u{C}'], "\n")
}
