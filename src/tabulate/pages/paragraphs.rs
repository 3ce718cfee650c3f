//! Lines outside tables to paragraphs: an indent, a short line above or a wide gap begins one.

use super::lines::TextLine;
use crate::model::content::{Align, Block, Paragraph};
use crate::model::geometry::Rect;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::labels::Labels;

/// A paragraph under construction.
struct Open {
    text: Text,
    page: u32,
    bbox: Rect,
    align: Align,
    /// What the last line leaves free before the right margin: where the next line's first word would not have fitted,
    /// it goes on.
    slack: f32,
    size: f32,
}

/// Builds paragraphs over lines and pages.
#[derive(Default)]
pub struct Paragraphs {
    open: Option<Open>,
}

/// Where the text of a page begins and ends.
#[derive(Clone, Copy, Debug)]
pub struct Margins {
    /// Left edge of lines that are not indented.
    pub left: f32,
    /// Right edge of full lines.
    pub right: f32,
}

impl Margins {
    /// The outer edges of a page's lines.
    pub fn of(lines: &[TextLine]) -> Margins {
        let left = lines.iter().map(|l| l.bbox.x0).fold(f32::MAX, f32::min);
        let right = lines.iter().map(|l| l.bbox.x1).fold(f32::MIN, f32::max);
        Margins { left, right }
    }
}

impl Paragraphs {
    /// Adds a line; a finished paragraph goes to `out`.
    pub fn line(&mut self, line: &TextLine, page: u32, margins: Margins, labels: &Labels, out: &mut Vec<Block>) {
        let text = line.text();
        let indent = line.bbox.x0 - margins.left;
        let slack = margins.right - line.bbox.x1;
        let align = if (indent - slack).abs() < 2.5 * line.size && indent > 3.0 * line.size {
            Align::Center
        } else if indent > 0.4 * (margins.right - margins.left) && slack < 2.5 * line.size {
            Align::End
        } else {
            Align::Start
        };
        let goes_on = self.open.as_ref().is_some_and(|open| {
            let below = if open.page == page { line.bbox.y0 - open.bbox.y1 < 1.6 * line.size } else { true };
            open.slack < lead(&text, line.size) + 0.6 * line.size
                && below
                && (open.size - line.size).abs() < 0.15 * open.size
                && indent < 1.2 * line.size
                && align == Align::Start
                && labels.section(&text).is_none()
                && labels.section(&open.text).is_none()
        });
        if !goes_on {
            self.close(out);
        }
        match &mut self.open {
            Some(open) => {
                if open.text.ends_with(|c: char| c.is_ascii_alphanumeric())
                    && text.starts_with(|c: char| c.is_ascii_alphabetic())
                {
                    open.text.push(' ');
                }
                open.text.append(&text);
                if open.page == page {
                    open.bbox = open.bbox.union(&line.bbox);
                }
                open.slack = slack;
            }
            None => self.open = Some(Open { text, page, bbox: line.bbox, align, slack, size: line.size }),
        }
    }

    /// Ends the open paragraph.
    pub fn close(&mut self, out: &mut Vec<Block>) {
        if let Some(open) = self.open.take() {
            let mut paragraph = Paragraph::new(open.text, Origin::Area { page: open.page, bbox: open.bbox });
            paragraph.align = open.align;
            out.push(Block::Paragraph(paragraph));
        }
    }
}

/// Width of what cannot be broken at the start of a line: a Latin word or a number, else one character.
fn lead(text: &str, size: f32) -> f32 {
    let latin = text.chars().take_while(|c| c.is_ascii_graphic()).count();
    size * if latin > 0 { 0.5 * latin as f32 } else { 1.0 }
}
