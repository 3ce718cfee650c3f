//! Lines of prose to paragraphs.

use super::source::Source;
use super::zones::Item;
use super::{Collector, Context, cells};
use crate::model::content::{Block, Paragraph};
use crate::text::labels::Labels;
use crate::text::value;

/// How a text breaks its paragraphs into lines.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Length of its longest lines.
    width: usize,
    /// Lines are broken where they are full.
    wrapped: bool,
    /// Columns and indents are kept by spaces.
    columns: bool,
}

impl Style {
    /// That of a text.
    pub fn of(sources: &[Source], columns: bool) -> Style {
        let length = |s: &Source| s.text.trim_end().chars().count();
        let width = sources.iter().map(length).filter(|n| *n < 200).max().unwrap_or(0);
        // Where paragraphs stand whole on lines of any length, a long one is not the first line of the next.
        let whole = sources.iter().any(|s| length(s) >= 200);
        let full = sources.iter().filter(|s| length(s) * 10 >= width * 9).count();
        Style { width, wrapped: !whole && full >= 5 && width >= 20, columns }
    }

    /// The paragraphs of a stretch of prose.
    pub fn paragraphs(&self, out: &mut Collector, items: Vec<Item>, context: &Context<'_>) {
        let mut lines: Vec<Source> = Vec::new();
        for item in items {
            match item {
                Item::Text(source) => lines.push(source),
                other => {
                    self.join(out, std::mem::take(&mut lines), context.labels);
                    out.item(other);
                }
            }
        }
        self.join(out, lines, context.labels);
    }

    /// Tables of the form may stand in prose too: programs write them behind all paragraphs.
    fn join(&self, out: &mut Collector, lines: Vec<Source>, labels: &Labels) {
        let mut from = 0;
        for table in cells::tables(&lines, labels) {
            self.prose(out, lines.get(from..table.start).unwrap_or_default(), labels);
            out.close();
            cells::in_lines(out, lines.get(table.clone()).unwrap_or_default(), labels);
            out.close();
            from = table.end;
        }
        self.prose(out, lines.get(from..).unwrap_or_default(), labels);
    }

    fn prose(&self, out: &mut Collector, lines: &[Source], labels: &Labels) {
        if self.columns { indented(out, lines, labels) } else { self.filled(out, lines) }
    }

    /// A full line goes on in the next one.
    fn filled(&self, out: &mut Collector, lines: &[Source]) {
        let mut open = Open::default();
        let sentences = lines.iter().flat_map(|s| sentences(s.text.trim()).into_iter().map(move |text| (s, text)));
        for (source, text) in sentences.filter(|(_, text)| !text.is_empty()) {
            open.add(source, text);
            if !self.wrapped || text.chars().count() * 10 < self.width * 9 {
                open.close(out);
            }
        }
        open.close(out);
    }
}

/// A line that is as long as several paragraphs has white space between them, behind the end of a sentence.
fn sentences(text: &str) -> Vec<&str> {
    if text.chars().nth(100).is_none() {
        return vec![text];
    }
    let mut out = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let behind = at + c.len_utf8();
        let gap = || text.get(behind..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
        if c == '。' && gap() {
            out.push(text.get(from..behind).unwrap_or_default().trim());
            from = behind;
        }
    }
    out.push(text.get(from..).unwrap_or_default().trim());
    out
}

/// Prose keeps its indents here, so an indented line begins a paragraph.
fn indented(out: &mut Collector, lines: &[Source], labels: &Labels) {
    let indent = |s: &Source| s.text.chars().take_while(|c| c.is_whitespace()).count();
    let filled = || lines.iter().filter(|s| !s.text.trim().is_empty());
    let left = filled().map(indent).min().unwrap_or(0);
    let right = filled().map(|s| s.text.trim_end().chars().count()).max().unwrap_or(0);
    let mut open = Open::default();
    for source in lines {
        let text = source.text.trim();
        let heading = labels.section(text).is_some();
        if text.is_empty() || heading || indent(source) > left + 1 {
            open.close(out);
        }
        if text.is_empty() {
            continue;
        }
        open.add(source, text);
        if heading || source.text.trim_end().chars().count() * 10 < right * 8 {
            open.close(out);
        }
    }
    open.close(out);
}

/// A paragraph that is not at its end.
#[derive(Default)]
struct Open(Option<Paragraph>);

impl Open {
    fn add(&mut self, source: &Source, text: &str) {
        match &mut self.0 {
            Some(paragraph) => paragraph.text.append(&source.text.part(text)),
            None => self.0 = Some(source.paragraph(text)),
        }
    }

    fn close(&mut self, out: &mut Collector) {
        if let Some(paragraph) = self.0.take() {
            out.push_paragraph(paragraph);
        }
    }
}

/// Whether a line of a table's zone is prose: longer than a label, or a sentence.
pub fn is_prose(text: &str) -> bool {
    let length = text.chars().count();
    length > 60 || text.ends_with('。') && length > 12
}

/// Whether lines of a table's zone are prose, however short: they name nothing of the form, and numbers stand in sentences.
pub fn is_all_prose(sources: &[Source], labels: &Labels) -> bool {
    let said = |text: &str| text.trim_end().ends_with('。') || !text.chars().any(value::is_digit);
    let named = |text: &str| labels.spot(text).iter().any(|spot| spot.known.is_some());
    sources.iter().all(|s| said(&s.text)) && !sources.iter().any(|s| named(&s.text))
}

/// Adds a line as a paragraph.
pub fn paragraph(out: &mut Collector, source: &Source) {
    let text = source.text.trim();
    if !text.is_empty() {
        out.blocks.push(Block::Paragraph(source.paragraph(text)));
    }
}
