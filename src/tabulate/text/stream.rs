//! One cell after the other with a separator line between them: rows are not shown, so a row is taken to be the
//! labels up to a value and the values up to the next label. The first cell shares its text with the heading above it
//! and the last one with the prose below.

use super::{Collector, cell};
use crate::model::content::{Block, FlatCell, Line};
use crate::model::origin::Origin;
use crate::text::labels::Labels;
use crate::text::value;
use crate::text::words::{Word, words};

/// Lines to paragraphs and rows.
pub fn blocks(lines: &[Line], labels: &Labels) -> Vec<Block> {
    let mut out = Collector::default();
    let mut row: Vec<FlatCell> = Vec::new();
    let tokens: Vec<&[Line]> = lines.split(|l| l.text.trim() == "|").collect();
    let last = tokens.len().saturating_sub(1);
    // An empty line before the text of a token is an empty cell, unless the dump puts one before every text.
    let leading =
        |t: &[Line]| t.first().is_some_and(|l| l.text.trim().is_empty()) && t.iter().any(|l| !l.text.trim().is_empty());
    let spaced = tokens.iter().filter(|t| leading(t)).count() * 5 > tokens.len();
    for (i, token) in tokens.iter().enumerate() {
        let filled: Vec<&Line> = token.iter().filter(|l| !l.text.trim().is_empty()).collect();
        if i > 0 && !spaced && leading(token) {
            push(&mut out, &mut row, &[]);
        }
        let heading = filled.iter().position(|l| labels.section(&l.text).is_some());
        let prose = |l: &Line| l.text.chars().count() > 120 || l.text.trim_end().ends_with('。');
        let first_prose = filled.iter().position(|l| prose(l));
        let (cell_before, body, cell_behind) = match heading.into_iter().chain(first_prose).min() {
            None if i == 0 && filled.len() > 1 => split(&filled, 0, true),
            None if i == last && filled.len() > 1 => split(&filled, 1, false),
            None => (filled.as_slice(), &[][..], &[][..]),
            Some(at) => split(&filled, if i == 0 { 0 } else { at }, i != last),
        };
        // A heading that begins its token leaves no cell before it: the last value stood in a token of its own.
        if i > 0 && (body.is_empty() || !cell_before.is_empty()) {
            // The last value of a table and the first label of the next share a token.
            let values = cell_before
                .iter()
                .take_while(|l| value::is_number(&l.text) || words(Word::None).contains(&l.text.trim()))
                .count();
            let (value, label) = cell_before.split_at(values);
            if !value.is_empty() {
                push(&mut out, &mut row, value);
            }
            if !label.is_empty() || value.is_empty() {
                push(&mut out, &mut row, label);
            }
        }
        if !body.is_empty() {
            out.row(std::mem::take(&mut row));
        }
        for line in body {
            out.paragraph(&line.text, line.number);
        }
        if i == 0 || !body.is_empty() && !cell_behind.is_empty() {
            push(&mut out, &mut row, cell_behind);
        }
    }
    out.row(row);
    out.blocks
}

/// The same where nothing parts the cells: in the sections that hold tables, a line is a cell.
pub fn lines(lines: &[Line], labels: &Labels) -> Vec<Block> {
    let mut out = Collector::default();
    let mut row: Vec<FlatCell> = Vec::new();
    let mut table = false;
    for line in lines.iter().filter(|l| !l.text.trim().is_empty()) {
        let text = line.text.trim();
        if let Some(section) = labels.section(text) {
            out.row(std::mem::take(&mut row));
            table = labels.has_table(section);
            out.paragraph(text, line.number);
        } else if table && (!text.ends_with('。') || text.chars().count() <= 12) {
            push(&mut out, &mut row, &[line]);
        } else {
            out.paragraph(text, line.number);
        }
    }
    out.row(row);
    out.blocks
}

/// The lines of a cell, those of the prose behind it, and the line of the next cell behind that.
fn split<'a, 'b>(
    lines: &'b [&'a Line],
    before: usize,
    behind: bool,
) -> (&'b [&'a Line], &'b [&'a Line], &'b [&'a Line]) {
    let end = if behind { lines.len().saturating_sub(1).max(before) } else { lines.len() };
    (
        lines.get(..before).unwrap_or_default(),
        lines.get(before..end).unwrap_or_default(),
        lines.get(end..).unwrap_or_default(),
    )
}

fn push(out: &mut Collector, row: &mut Vec<FlatCell>, lines: &[&Line]) {
    let text = lines.iter().map(|l| l.text.trim()).collect::<Vec<_>>().join("\n");
    let number = lines.first().map_or(0, |l| l.number).max(row.last().map_or(0, |c| match c.origin {
        Origin::Line { line, .. } => line,
        _ => 0,
    }));
    let filled = |c: &FlatCell| value::is_value(&c.text);
    if !value::is_value(&text) && row.last().is_some_and(filled) {
        out.row(std::mem::take(row));
    }
    row.push(cell(&text, number, 1));
}
