//! Scraped text whose cell borders are gone: label, digits of all cells of the row, next label, without anything
//! between. Here the text is only taken apart into labels and runs of digits; how a run is cut into numbers is for the
//! form's arithmetic to say.

use super::{Collector, cell, is_heading};
use crate::forms::key::key;
use crate::forms::labels::{Section, labels};
use crate::model::content::{Block, Line};

/// A line longer than this, in bytes, is no report: a whole one has under 100 KB.
const MOST: usize = 1 << 20;

/// Whether runs of digits stick to labels all over the text.
pub fn is_glued(lines: &[Line]) -> bool {
    lines
        .iter()
        .filter(|l| l.text.len() <= MOST)
        .map(|l| pieces(&l.text).windows(2).filter(|w| sticks(w)).count())
        .sum::<usize>()
        >= 8
}

fn sticks(pair: &[Piece]) -> bool {
    match pair {
        [Piece::Text(label), Piece::Digits(run)] => {
            run.len() >= 7 && label.ends_with(|c: char| !c.is_whitespace() && !c.is_ascii())
        }
        _ => false,
    }
}

enum Piece {
    Text(String),
    Digits(String),
}

/// A line to runs of digits (with decimal points inside) and the text between them. The number of the next label
/// ("2." behind the zeros of the row before) goes to its label.
fn pieces(text: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut chars = text.chars().peekable();
    let mut current = String::new();
    let mut digits = false;
    while let Some(c) = chars.next() {
        let number = c.is_ascii_digit()
            || digits && matches!(c, '.' | '-' | '+') && chars.peek().is_some_and(char::is_ascii_digit);
        if number != digits && !current.is_empty() {
            out.push(if digits {
                Piece::Digits(std::mem::take(&mut current))
            } else {
                Piece::Text(std::mem::take(&mut current))
            });
        }
        digits = number;
        current.push(c);
    }
    if !current.is_empty() {
        out.push(if digits { Piece::Digits(current) } else { Piece::Text(current) });
    }
    let mut moved: Vec<Piece> = Vec::new();
    for piece in out {
        match (piece, moved.last_mut()) {
            (Piece::Text(text), Some(Piece::Digits(run))) if text.starts_with(['.', '．', '、']) => {
                let number = run.pop().map(String::from).unwrap_or_default();
                if run.is_empty() {
                    moved.pop();
                }
                match moved.last_mut() {
                    Some(Piece::Text(before)) => before.push_str(&format!("{number}{text}")),
                    _ => moved.push(Piece::Text(format!("{number}{text}"))),
                }
            }
            (Piece::Text(text), Some(Piece::Text(before))) => before.push_str(&text),
            // A space inside a row says nothing: it stands at random places.
            (Piece::Text(text), Some(Piece::Digits(_))) if text.trim().is_empty() => {}
            (Piece::Digits(more), Some(Piece::Digits(run))) => run.push_str(&more),
            (piece, _) => moved.push(piece),
        }
    }
    moved
}

/// Lines to paragraphs and rows of a label and one run of digits.
pub fn blocks(lines: &[Line]) -> Vec<Block> {
    let mut out = Collector::default();
    let mut table = false;
    let mut above = String::new();
    for line in lines {
        for part in at_headings(&line.text) {
            if is_heading(part) {
                table = labels().section(part).is_some_and(|s| s.table().is_some());
                out.paragraph(part, line.number);
            } else if table {
                rows(&mut out, &mut above, part, line.number);
            } else {
                out.paragraph(part, line.number);
            }
        }
    }
    out.blocks
}

/// `above` is the text of the line before, if no digits stood in it: a run alone on its line belongs to it.
fn rows(out: &mut Collector, above: &mut String, text: &str, line: u32) {
    let mut label = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => label.push_str(&text),
            Piece::Digits(run) => {
                let text = if label.trim().is_empty() { std::mem::take(above) } else { std::mem::take(&mut label) };
                above.clear();
                label.clear();
                // Heads of columns stick to the label behind them.
                let own = labels().row_at_end(&text).map_or(0, |(_, at)| at);
                let (heads, own) = text.split_at(own);
                let cells = [heads, own].into_iter().filter(|t| !t.trim().is_empty()).map(|t| cell(t.trim(), line, 1));
                out.row(cells.chain([cell(&run, line, 2)]).collect());
            }
        }
    }
    if !label.trim().is_empty() {
        out.row(vec![cell(label.trim(), line, 1)]);
        *above = label;
    }
}

/// A line cut before and after each numbered section heading that stands inside it.
fn at_headings(text: &str) -> Vec<&str> {
    if text.chars().count() < 200 {
        return vec![text];
    }
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for section in Section::ALL {
        let found = labels()
            .heading_texts(section)
            .filter_map(|h| text.get(from..).and_then(|t| t.find(h)).map(|at| (from + at, from + at + h.len())));
        if let Some((start, end)) = found.min_by_key(|(start, end)| (*start, std::cmp::Reverse(*end))) {
            cuts.push((start, end));
            from = end;
        }
    }
    let mut out = Vec::new();
    let mut last = 0;
    for (start, end) in cuts {
        out.extend([text.get(last..start).unwrap_or_default(), text.get(start..end).unwrap_or_default()]);
        last = end;
    }
    out.push(text.get(last..).unwrap_or_default());
    out.retain(|t| !key(t).is_empty());
    out
}
