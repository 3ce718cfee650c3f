//! Columns kept by runs of spaces, as `pdftotext -layout` writes them: a line of the dump is a base line, a character
//! is as wide as any other, and the tables are found as on a page without rules.

use super::source::Source;
use super::{Collector, Context};
use crate::model::content::Row;
use crate::model::finding::Finding;
use crate::model::geometry::Rect;
use crate::model::limits::Limit;
use crate::model::origin::Origin;
use crate::tabulate::pages::aligned::{self, Zone};
use crate::tabulate::pages::lines::Word;
use crate::text::value;

/// Width of a character and height of a line, in the units of a made-up page.
const WIDTH: f32 = 6.0;
const HEIGHT: f32 = 10.0;

/// Lines of a zone with wide gaps show that columns are kept.
const LEAST_HERE: usize = 2;

/// The same of a whole text, for its prose.
const LEAST: usize = 6;

/// Whether a text keeps columns, and so the indents of its prose.
pub fn keeps_columns(sources: &[Source]) -> bool {
    sources.iter().filter(|s| is_spaced(&s.text)).count() >= LEAST
}

/// Whether the lines of a zone keep columns.
pub fn keeps_columns_here(sources: &[Source]) -> bool {
    sources.iter().filter(|s| is_spaced(&s.text)).count() >= LEAST_HERE
}

/// Two wide gaps between things on one line, where prose has none.
fn is_spaced(text: &str) -> bool {
    !text.contains(['|', '\t']) && text.trim().split("   ").filter(|part| !part.trim().is_empty()).count() >= 3
}

/// The rows of a zone, a page after the other: each has columns of its own.
pub fn rows(out: &mut Collector, sources: &[Source], context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut page: Vec<&Source> = Vec::new();
    for source in sources {
        if source.page_break {
            close(out, &mut page, context, findings);
        }
        page.push(source);
    }
    close(out, &mut page, context, findings);
}

/// The words of a zone at their columns; a zone without values is prose.
fn close(out: &mut Collector, lines: &mut Vec<&Source>, context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Context { labels, limits } = *context;
    let mut words = Vec::new();
    let mut numbers = 0;
    for (number, line) in lines.iter().enumerate() {
        let y = number as f32 * HEIGHT;
        let mut column = 0usize;
        for part in line.text.split_inclusive(char::is_whitespace) {
            let text = part.trim();
            if !text.is_empty() {
                numbers += usize::from(value::is_filled(text));
                let x = column as f32 * WIDTH;
                let width = text.chars().count() as f32 * WIDTH;
                words.push(Word { text: text.into(), bbox: Rect::new(x, y, x + width, y + HEIGHT) });
            }
            column += part.chars().count();
        }
    }
    let too_many = words.len() > limits.words;
    if too_many && numbers > 0 {
        findings.push(limits.finding(Limit::Words, "it was read as prose"));
    }
    if lines.is_empty() {
        return;
    }
    if numbers == 0 || too_many || limits.expired() {
        for line in lines.iter() {
            out.paragraph(line);
        }
        lines.clear();
        return;
    }
    let place = |bbox: Rect| match lines.get((bbox.y0 / HEIGHT) as usize).map(|s| s.origin(0)) {
        Some(Origin::Line { line, .. }) => Origin::Line { line, column: (bbox.x0 / WIDTH) as u32 + 1 },
        Some(other) => other,
        None => Origin::Line { line: 0, column: 1 },
    };
    let rows: Vec<Row> =
        aligned::rows(&Zone { words, pitch: HEIGHT, context: Vec::new(), character: Some(WIDTH) }, labels, &place);
    lines.clear();
    rows.into_iter().for_each(|row| out.row(row.cells));
}
