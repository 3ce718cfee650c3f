//! One reader for text that has lost its table markup: physical lines of a dump, and the paragraphs of other formats.
//!
//! The text is a stream. The headings of sections are found in it wherever they stand, also inside a line; what stands
//! under the heading of a section that has tables is a *zone*. In a zone, what borders are left decide, place by place:
//! where cells end at bars or tabs, rows are made of cells, also empty ones ([`cells`]); where columns are kept by spaces,
//! they are read as on a page ([`layout`]); where labels go on behind their numbers, lines are rows ([`wrapped`]);
//! elsewhere labels are found by their words, and what stands between two of them is the first one's values, however they
//! are parted ([`stretch`]).
//!
//! Values belong to the label before them. Where they stand behind column heads, or labels stand over one another with
//! no values between, they could as well belong to another label: such values stand behind an empty one, and no row gets
//! them.

mod cells;
mod layout;
mod prose;
mod running;
mod runs;
mod source;
mod stretch;
mod wrapped;
mod zones;

use crate::model::content::{Block, FlatCell, Line, Paragraph, Row};
use crate::model::finding::Finding;
use crate::model::limits::Limits;
use crate::text::labels::Labels;
use crate::text::value;
use source::Source;
use zones::{Item, Zone};

/// What the reader needs beside the text.
pub struct Context<'a> {
    /// The labels of the form that the document may be on.
    pub labels: &'a Labels,
    /// Limits of words and time.
    pub limits: &'a Limits,
}

/// Lines of a dump to paragraphs and rows.
pub fn blocks(lines: Vec<Line>, labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    let context = Context { labels, limits };
    let old = lines.iter().position(|l| labels.is_statistics_head(&l.text));
    let glued = lines.iter().position(|l| labels.is_glued_statistics_head(&l.text));
    let sources = source::of_lines(lines);
    let columns = layout::keeps_columns(&sources);
    let style = prose::Style::of(&sources, columns);
    let mut out = Collector::default();
    if let Some(lines) = running::apart(&sources, labels) {
        lines.iter().for_each(|line| out.paragraph(line));
        return out.blocks;
    }
    let (sources, rest) = match old.filter(|_| columns).or(glued) {
        // Parts of the old table are headed as the sections are; its rows are told by their words, not by columns.
        Some(at) => {
            let at = sources.iter().position(|s| s.is_line_from(at + 1)).unwrap_or(sources.len());
            let (before, behind) = sources.split_at(at);
            (before.to_vec(), behind.to_vec())
        }
        None => (sources, Vec::new()),
    };
    for zone in zones::zones(sources.into_iter().map(Item::Text).collect(), labels) {
        match zone {
            Zone::Prose(items) => style.paragraphs(&mut out, items, &context),
            Zone::Tables(items) => tables(&mut out, items, &context, findings),
        }
    }
    rest.iter().for_each(|s| out.paragraph(s));
    out.blocks
}

/// The same for the blocks of a flowing document: in sections whose tables are no grids, its paragraphs are read as lines.
pub fn in_blocks(blocks: Vec<Block>, labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    let context = Context { labels, limits };
    let items = source::of_blocks(blocks, labels);
    let mut out = Collector::default();
    for zone in zones::zones(items, labels) {
        match zone {
            Zone::Tables(items) if !items.iter().any(Item::is_table) => {
                tables(&mut out, items, &context, findings);
            }
            Zone::Prose(items) | Zone::Tables(items) => items.into_iter().for_each(|item| out.item(item)),
        }
    }
    out.blocks
}

/// The rows of a zone; what names nothing of the form in it, and counts nothing, is prose.
fn tables(out: &mut Collector, items: Vec<Item>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut open: Vec<Source> = Vec::new();
    for item in items {
        match item {
            Item::Text(source) if source::is_dashed_number(&source.text) => {}
            Item::Text(source) => open.push(source),
            other => {
                rows(out, &std::mem::take(&mut open), context, findings);
                out.item(other);
            }
        }
    }
    rows(out, &open, context, findings);
}

fn rows(out: &mut Collector, sources: &[Source], context: &Context<'_>, findings: &mut Vec<Finding>) {
    let numbers = || sources.iter().any(|s| s.text.chars().any(value::is_digit));
    if sources.iter().all(|s| s.text.trim().is_empty()) {
        return;
    }
    out.close();
    if layout::keeps_columns_here(sources) && numbers() {
        layout::rows(out, sources, context, findings);
    } else if cells::has_borders(sources) {
        cells::rows(out, sources, context.labels);
    } else if wrapped::is_wrapped(sources, context.labels) {
        wrapped::rows(out, sources, context.labels);
    } else if prose::is_all_prose(sources, context.labels) {
        sources.iter().for_each(|s| prose::paragraph(out, s));
    } else {
        stretch::rows(out, sources, context.labels);
    }
    out.close();
}

/// Collects paragraphs and rows; rows that follow one another are one table.
#[derive(Default)]
pub(super) struct Collector {
    blocks: Vec<Block>,
    /// The next row begins a table of its own.
    apart: bool,
}

impl Collector {
    fn paragraph(&mut self, source: &Source) {
        let text = source.text.trim();
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(source.paragraph(text)));
        }
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Text(source) => self.paragraph(&source),
            Item::Heading(source, _) => self.paragraph(&source),
            Item::Other(block) => self.blocks.push(block),
        }
    }

    fn push_paragraph(&mut self, paragraph: Paragraph) {
        self.blocks.push(Block::Paragraph(paragraph));
    }

    /// A row with its values in cells of their own.
    fn row(&mut self, cells: Vec<FlatCell>) {
        self.push(Row { cells, unsegmented: false });
    }

    /// A row whose last text holds all its values.
    fn run(&mut self, cells: Vec<FlatCell>) {
        self.push(Row { cells, unsegmented: true });
    }

    /// Rows before and behind have nothing to do with one another.
    fn close(&mut self) {
        self.apart = true;
    }

    fn push(&mut self, row: Row) {
        if row.cells.is_empty() {
            return;
        }
        match self.blocks.last_mut() {
            Some(Block::Rows(rows)) if !self.apart => rows.push(row),
            _ => self.blocks.push(Block::Rows(vec![row])),
        }
        self.apart = false;
    }
}
