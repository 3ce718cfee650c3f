//! Columns kept by runs of spaces, as `pdftotext -layout` writes them: a line of the dump is a base line, a character
//! is as wide as any other, and the tables are found as on a page without rules.

use super::{Collector, dump};
use crate::model::content::{Block, Line, Row};
use crate::model::finding::Finding;
use crate::model::geometry::Rect;
use crate::model::limits::{Limit, Limits};
use crate::model::origin::Origin;
use crate::tabulate::pages::aligned::{self, Zone};
use crate::tabulate::pages::lines::Word;
use crate::text::labels::Labels;
use crate::text::value;

/// Width of a character and height of a line, in the units of a made-up page.
const WIDTH: f32 = 6.0;
const HEIGHT: f32 = 10.0;

/// Lines to paragraphs and rows. Each page has columns of its own.
pub fn blocks(lines: &[Line], labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) -> Vec<Block> {
    let mut out = Collector::default();
    let mut prose: Vec<Line> = Vec::new();
    let mut zone: Vec<&Line> = Vec::new();
    let mut in_zone = false;
    let mut old_table = false;
    for (i, line) in lines.iter().enumerate() {
        if dump::is_page_number(line.text.trim(), lines, i) {
            continue;
        }
        if line.page_break {
            close(&mut out, &mut zone, labels, limits, findings);
        }
        if !in_zone && labels.is_statistics_head(&line.text) {
            paragraphs(&mut out, &mut prose, labels);
            old_table = true;
        }
        if old_table {
            // Parts of the old table are headed as the sections are; its rows are told by their words, not by columns.
            out.paragraph(&line.text, line.number);
        } else if labels.section(&line.text).is_some() {
            close(&mut out, &mut zone, labels, limits, findings);
            in_zone = labels.section(&line.text).is_some_and(|s| labels.has_table(s));
            prose.push(line.clone());
        } else if in_zone {
            if !prose.is_empty() {
                paragraphs(&mut out, &mut prose, labels);
            }
            zone.push(line);
        } else {
            prose.push(line.clone());
        }
    }
    close(&mut out, &mut zone, labels, limits, findings);
    paragraphs(&mut out, &mut prose, labels);
    out.blocks
}

/// Prose keeps its indents here, so an indented line begins a paragraph.
fn paragraphs(out: &mut Collector, lines: &mut Vec<Line>, labels: &Labels) {
    let indent = |l: &Line| l.text.chars().take_while(|c| c.is_whitespace()).count();
    let filled = || lines.iter().filter(|l| !l.text.trim().is_empty());
    let left = filled().map(indent).min().unwrap_or(0);
    let right = filled().map(|l| l.text.trim_end().chars().count()).max().unwrap_or(0);
    let mut open: Option<(String, u32)> = None;
    for line in lines.iter() {
        let text = line.text.trim();
        let begins = text.is_empty() || labels.section(text).is_some() || indent(line) > left + 1;
        if begins && let Some((text, number)) = open.take() {
            out.paragraph(&text, number);
        }
        if text.is_empty() {
            continue;
        }
        let short = line.text.trim_end().chars().count() * 10 < right * 8;
        match &mut open {
            Some((paragraph, _)) => paragraph.push_str(text),
            None => open = Some((text.to_string(), line.number)),
        }
        if (labels.section(text).is_some() || short)
            && let Some((text, number)) = open.take()
        {
            out.paragraph(&text, number);
        }
    }
    if let Some((text, number)) = open.take() {
        out.paragraph(&text, number);
    }
    lines.clear();
}

/// The words of a zone at their columns; a zone without values is prose.
fn close(out: &mut Collector, lines: &mut Vec<&Line>, labels: &Labels, limits: &Limits, findings: &mut Vec<Finding>) {
    let mut words = Vec::new();
    let mut numbers = 0;
    for line in lines.iter() {
        let y = line.number as f32 * HEIGHT;
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
    if numbers == 0 || too_many || limits.expired() {
        for line in lines.iter() {
            out.paragraph(&line.text, line.number);
        }
        lines.clear();
        return;
    }
    lines.clear();
    let place = |bbox: Rect| Origin::Line { line: (bbox.y0 / HEIGHT) as u32, column: (bbox.x0 / WIDTH) as u32 + 1 };
    let rows: Vec<Row> =
        aligned::rows(&Zone { words, pitch: HEIGHT, context: Vec::new(), character: Some(WIDTH) }, labels, &place);
    rows.into_iter().for_each(|row| out.row(row.cells));
}
