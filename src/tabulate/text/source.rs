//! A line of flattened text, wherever it comes from.

use super::zones::Item;
use crate::model::content::{Block, Line, Paragraph};
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::labels::Labels;
use std::sync::Arc;

/// A line of a dump, a line of a paragraph, or a part of one.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its text.
    pub text: Text,
    /// Where it begins.
    origin: Origin,
    /// A page begins with it.
    pub page_break: bool,
    /// The paragraph that it is a part of, if it is of one.
    of: Option<Arc<Paragraph>>,
}

/// The lines of a dump, without page numbers.
pub fn of_lines(lines: Vec<Line>) -> Vec<Source> {
    let numbers: Vec<bool> = (0..lines.len()).map(|at| is_page_number(&lines, at)).collect();
    let of_line = |line: Line| Source {
        text: line.text.into(),
        origin: Origin::Line { line: line.number, column: 1 },
        page_break: line.page_break,
        of: None,
    };
    let mut broken = false;
    let mut out: Vec<Source> = Vec::new();
    for (line, number) in lines.into_iter().zip(numbers) {
        broken |= line.page_break;
        if !number {
            out.push(Source { page_break: broken, ..of_line(line) });
            broken = false;
        }
    }
    out
}

/// The paragraphs of a flowing document line by line; what else it has as it is.
pub fn of_blocks(blocks: Vec<Block>, labels: &Labels) -> Vec<Item> {
    let mut out = Vec::new();
    for block in blocks {
        let Block::Paragraph(paragraph) = block else {
            out.push(Item::Other(block));
            continue;
        };
        if paragraph.text.contains('\n') && labels.section(&paragraph.text).is_none() {
            let paragraph = Arc::new(paragraph);
            let source = |line: &str| Source {
                text: paragraph.text.part(line),
                origin: paragraph.origin,
                page_break: false,
                of: Some(paragraph.clone()),
            };
            out.extend(paragraph.text.lines().map(|line| Item::Text(source(line))));
        } else {
            let (text, origin) = (paragraph.text.clone(), paragraph.origin);
            out.push(Item::Text(Source { text, origin, page_break: false, of: Some(Arc::new(paragraph)) }));
        }
    }
    out
}

impl Source {
    /// A part of it: `part` is a slice of its text.
    pub fn part(&self, part: &str) -> Source {
        let whole = part.len() == self.text.len();
        let origin = self.origin(self.byte(part));
        Source { text: self.text.part(part), origin, page_break: self.page_break && whole, of: self.of.clone() }
    }

    /// Where in its text a slice of it begins.
    pub fn byte(&self, part: &str) -> usize {
        part.as_ptr().addr().saturating_sub(self.text.as_str().as_ptr().addr())
    }

    /// Where a byte of it stands.
    pub fn origin(&self, byte: usize) -> Origin {
        match self.origin {
            Origin::Line { line, column } => {
                let before = self.text.get(..byte).map_or(0, |t| t.chars().count());
                Origin::Line { line, column: column.saturating_add(before as u32) }
            }
            other => other,
        }
    }

    /// The number of its line in a dump; 0 elsewhere.
    pub fn line(&self) -> u32 {
        match self.origin {
            Origin::Line { line, .. } => line,
            _ => 0,
        }
    }

    /// Whether it is this line of a dump, or one behind it.
    pub fn is_line_from(&self, number: usize) -> bool {
        self.line() as usize >= number
    }

    /// A slice of it as a paragraph that looks like the one that it comes from.
    pub fn paragraph(&self, text: &str) -> Paragraph {
        let part = self.text.part(text);
        match &self.of {
            Some(of) => Paragraph { text: part, ..(**of).clone() },
            None => Paragraph::new(part, self.origin(self.byte(text))),
        }
    }
}

/// A lone number between dashes, or alone beside a page break.
fn is_page_number(lines: &[Line], at: usize) -> bool {
    let Some(text) = lines.get(at).map(|l| l.text.trim()) else { return false };
    let core = text.trim_matches(|c: char| matches!(c, '-' | '—' | '－' | '–' | ' '));
    if core.is_empty() || core.len() > 4 || !core.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let broken = |l: Option<&Line>| l.is_some_and(|l| l.page_break);
    is_dashed_number(text) || broken(lines.get(at)) || broken(lines.get(at + 1))
}

/// A number between dashes: that of a page.
pub fn is_dashed_number(text: &str) -> bool {
    let text = text.trim();
    let dash = |c: char| matches!(c, '-' | '—' | '－' | '–');
    let inner = text.trim_start_matches(dash).trim_end_matches(dash);
    let core = inner.trim();
    text.starts_with(dash)
        && text.ends_with(dash)
        && core.len() <= 4
        && !core.is_empty()
        && core.bytes().all(|b| b.is_ascii_digit())
}
