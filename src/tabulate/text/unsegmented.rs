//! Scraped text whose cell borders are gone: label, digits of all cells of the row, next label, without anything
//! between. Here the text is only taken apart into labels and runs of digits; how a run is cut into numbers is for the
//! form's arithmetic to say.

use super::{Collector, cell};
use crate::model::content::{Block, Line};
use crate::text::key::key;
use crate::text::labels::Labels;
use crate::text::value;
use crate::text::words::{Word, words};

/// A line longer than this, in bytes, is no report: a whole one has under 100 KB.
const MOST: usize = 1 << 20;

/// In how many places of a line it is asked whether a label stands before a word for none: the form has 200 cells.
const MOST_ASKED: usize = 2000;

/// Whether runs of digits stick to labels all over the text.
pub fn is_unsegmented(lines: &[Line], labels: &Labels) -> bool {
    lines
        .iter()
        .filter(|l| l.text.len() <= MOST)
        .map(|l| pieces(&l.text, labels).windows(2).filter(|w| sticks(w)).count())
        .sum::<usize>()
        >= 8
}

fn sticks(pair: &[Piece]) -> bool {
    match pair {
        [Piece::Text(label), Piece::Values(run)] => {
            run.split_whitespace().next().is_some_and(|t| t.chars().count() >= 7)
                && label.ends_with(|c: char| !c.is_whitespace() && !c.is_ascii())
        }
        _ => false,
    }
}

enum Piece {
    Text(String),
    Values(String),
}

/// How many of the characters from here on belong to a run of values. `labelled` says whether a word for none can stand
/// here.
fn values(chars: &[char], before: Option<char>, in_label: &[String], labelled: impl FnOnce() -> bool) -> usize {
    let at = |i: usize| chars.get(i).copied();
    let digit = |c: Option<char>| c.is_some_and(value::is_digit);
    let begins = |word: &str| word.chars().enumerate().all(|(i, c)| at(i) == Some(c));
    let starts = |list| words(list).iter().filter(|w| begins(w)).map(|w| w.chars().count()).max();
    match at(0) {
        c if digit(c) => 1,
        Some('.' | '．' | ',' | '，') if digit(before) && digit(at(1)) => 1,
        Some('+' | '＋') if digit(at(1)) => 1,
        _ if in_label.iter().any(|w| begins(w)) => 0,
        Some(_) if digit(before) => {
            [Word::TenThousandYuan, Word::Yuan, Word::None].into_iter().find_map(starts).unwrap_or(0)
        }
        // A word for none stands behind values or a label; elsewhere it is prose.
        Some(c) => starts(Word::None).filter(|_| !c.is_alphabetic() || labelled()).unwrap_or(0),
        None => 0,
    }
}

/// A line to runs of values (digits, signs and dashes, with white space inside) and the text between them. The number
/// of the next label ("2." behind the zeros of the row before) goes to its label.
fn pieces(text: &str, labels: &Labels) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<Piece> = Vec::new();
    let (mut at, mut asked) = (0, 0);
    while let Some(c) = chars.get(at) {
        let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
        let taken = values(chars.get(at..).unwrap_or_default(), before, &labels.in_label, || match out.last() {
            Some(Piece::Values(_)) => true,
            Some(Piece::Text(gap)) if gap.trim().is_empty() => {
                matches!(out.iter().rev().nth(1), Some(Piece::Values(_)))
            }
            Some(Piece::Text(_)) if asked < MOST_ASKED => {
                asked += 1;
                let label: String = chars.iter().take(at).skip(at.saturating_sub(60)).collect();
                labels.row_at_end(&label).is_some()
            }
            _ => false,
        });
        let more: String = chars.iter().skip(at).take(taken.max(1)).collect();
        match (taken > 0, out.last_mut()) {
            (true, Some(Piece::Values(run))) => run.push_str(&more),
            (false, Some(Piece::Text(text))) => text.push(*c),
            (true, _) => out.push(Piece::Values(more)),
            (false, _) => out.push(Piece::Text(more)),
        }
        at += taken.max(1);
    }
    let mut moved: Vec<Piece> = Vec::new();
    let mut rest = out.into_iter().peekable();
    while let Some(piece) = rest.next() {
        match (piece, moved.last_mut()) {
            (Piece::Text(text), Some(Piece::Values(run)))
                if text.starts_with(['.', '．', '、']) && run.ends_with(value::is_digit) =>
            {
                let number = run.pop().map(String::from).unwrap_or_default();
                if run.trim().is_empty() {
                    moved.pop();
                }
                match moved.last_mut() {
                    Some(Piece::Text(before)) => before.push_str(&format!("{number}{text}")),
                    _ => moved.push(Piece::Text(format!("{number}{text}"))),
                }
            }
            (Piece::Text(text), Some(Piece::Text(before))) => before.push_str(&text),
            // White space inside a row stays: no number goes over it.
            (Piece::Text(text), Some(Piece::Values(run))) if text.trim().is_empty() && rest.peek().is_some() => {
                run.push(' ');
            }
            (Piece::Values(more), Some(Piece::Values(run))) => run.push_str(&more),
            (piece, _) => moved.push(piece),
        }
    }
    moved
}

/// Lines to paragraphs and rows of a label and one run of digits.
pub fn blocks(lines: &[Line], labels: &Labels) -> Vec<Block> {
    let mut out = Collector::default();
    let mut table = false;
    let mut above = String::new();
    for line in lines {
        for part in at_headings(&line.text, labels) {
            if labels.section(part).is_some() {
                table = labels.section(part).is_some_and(|s| labels.has_table(s));
                out.paragraph(part, line.number);
            } else if table {
                rows(&mut out, &mut above, part, line.number, labels);
            } else {
                out.paragraph(part, line.number);
            }
        }
    }
    out.blocks
}

/// `above` is the text of the line before, if no digits stood in it: a run alone on its line belongs to it.
fn rows(out: &mut Collector, above: &mut String, text: &str, line: u32, labels: &Labels) {
    let mut label = String::new();
    for piece in pieces(text, labels) {
        match piece {
            Piece::Text(text) => label.push_str(&text),
            Piece::Values(run) => {
                let text = if label.trim().is_empty() { std::mem::take(above) } else { std::mem::take(&mut label) };
                above.clear();
                label.clear();
                // Heads of columns stick to the label behind them.
                let own = labels.row_at_end(&text).map_or(0, |(_, at)| at);
                let (heads, own) = text.split_at(own);
                let cells = [heads, own].into_iter().filter(|t| !t.trim().is_empty()).map(|t| cell(t.trim(), line, 1));
                out.unsegmented(cells.chain([cell(run.trim(), line, 2)]).collect());
            }
        }
    }
    if !label.trim().is_empty() {
        out.row(vec![cell(label.trim(), line, 1)]);
        *above = label;
    }
}

/// A line cut before and after each numbered section heading that stands inside it.
fn at_headings<'a>(text: &'a str, labels: &Labels) -> Vec<&'a str> {
    if text.chars().count() < 200 {
        return vec![text];
    }
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for section in labels.sections() {
        let found = labels
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
