//! A line taken apart into the words of labels and the values between them, by their characters.

use crate::text::labels::Labels;
use crate::text::value;
use crate::text::words::{Word, words};
use std::ops::Range;

/// In how many places of a line it is asked whether a label stands before a word for none: the form has 200 cells.
const MOST_ASKED: usize = 2000;

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(Range<usize>),
    /// Values: digits, signs and dashes, with white space inside.
    Values(Range<usize>),
}

/// The pieces of a line, in order. `above` is the text before it that no values follow yet. Digits inside other words are
/// no values; the number of the next label ("2." behind the zeros of the row before) goes to its label.
pub fn pieces(text: &str, above: &str, labels: &Labels) -> Vec<Piece> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |at: usize| chars.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut parts: Vec<(bool, Range<usize>)> = Vec::new();
    let (mut at, mut asked) = (0, 0);
    while at < chars.len() {
        let before = at.checked_sub(1).and_then(|i| chars.get(i)).map(|(_, c)| *c);
        let rest = text.get(byte(at)..).unwrap_or_default();
        let taken = values(rest, before, &labels.in_label, || match parts.last() {
            Some((true, _)) => true,
            Some((false, gap)) if text.get(gap.clone()).is_some_and(|t| t.trim().is_empty()) && parts.len() > 1 => true,
            _ if asked < MOST_ASKED => {
                asked += 1;
                ends_in_row(text.get(..byte(at)).unwrap_or_default(), above, labels)
            }
            _ => false,
        });
        let to = at + taken.max(1);
        let range = byte(at)..byte(to);
        match parts.last_mut() {
            Some((is_values, last)) if *is_values == (taken > 0) => last.end = range.end,
            _ => parts.push((taken > 0, range)),
        }
        at = to;
    }
    let parts = numbers_to_labels(text, parts);
    accepted(text, above, parts, labels)
}

/// How many of the characters from here on belong to a run of values. `labelled` says whether a word for none can stand
/// here.
fn values(rest: &str, before: Option<char>, in_label: &[String], labelled: impl FnOnce() -> bool) -> usize {
    let digit = |c: Option<char>| c.is_some_and(value::is_digit);
    let second = || rest.chars().nth(1);
    let starts = |list| words(list).iter().filter(|w| rest.starts_with(**w)).map(|w| w.chars().count()).max();
    match rest.chars().next() {
        c if digit(c) => 1,
        Some('.' | '．' | ',' | '，') if digit(before) && digit(second()) => 1,
        Some('+' | '＋') if digit(second()) => 1,
        _ if in_label.iter().any(|w| rest.starts_with(w.as_str())) => 0,
        Some(_) if digit(before) => {
            let unit = [Word::TenThousandYuan, Word::Yuan, Word::None].into_iter().find_map(starts);
            unit.or_else(|| starts(Word::CountUnit).filter(|n| rest.chars().nth(*n).is_none_or(char::is_whitespace)))
                .unwrap_or(0)
        }
        // A word for none stands behind values or a label; elsewhere it is prose.
        Some(c) => starts(Word::None).filter(|_| !c.is_alphabetic() || labelled()).unwrap_or(0),
        None => 0,
    }
}

/// Whether a text ends in the label of a row.
fn ends_in_row(text: &str, above: &str, labels: &Labels) -> bool {
    let last = |t: &str| -> String {
        let from = t.char_indices().rev().nth(59).map_or(0, |(at, _)| at);
        t.get(from..).unwrap_or_default().to_string()
    };
    labels.row_at_end(&format!("{}{}", last(above), last(text))).is_some()
}

/// Gives the digit before the full stop of a label to the label, and joins values over white space.
fn numbers_to_labels(text: &str, parts: Vec<(bool, Range<usize>)>) -> Vec<(bool, Range<usize>)> {
    let part = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let mut out: Vec<(bool, Range<usize>)> = Vec::new();
    let mut rest = parts.into_iter().peekable();
    while let Some((is_values, mut range)) = rest.next() {
        if !is_values
            && part(&range).starts_with(['.', '．', '、'])
            && let Some((true, run)) = out.last_mut()
            && let Some(number) = part(run).chars().next_back().filter(|c| value::is_digit(*c))
        {
            range.start = run.end - number.len_utf8();
            run.end = range.start;
            if part(run).trim().is_empty() {
                out.pop();
            }
        }
        let blank = part(&range).trim().is_empty();
        match out.last_mut() {
            // White space inside a row stays: no number goes over it.
            Some((true, run)) if is_values || blank && rest.peek().is_some() => run.end = range.end,
            Some((false, before)) if !is_values => before.end = range.end,
            _ => out.push((is_values, range)),
        }
    }
    out
}

/// Takes digits inside other words for words: values have white space or a label on either side, or the end of the line.
fn accepted(text: &str, above: &str, parts: Vec<(bool, Range<usize>)>, labels: &Labels) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (is_values, range) in parts {
        let taken = is_values && is_accepted(text, above, &range, out.last(), labels);
        match (taken, out.last_mut()) {
            (false, Some(Piece::Text(before))) => before.end = range.end,
            (true, Some(Piece::Values(before))) => before.end = range.end,
            (false, _) => out.push(Piece::Text(range)),
            (true, _) => out.push(Piece::Values(range)),
        }
    }
    out
}

fn is_accepted(text: &str, above: &str, range: &Range<usize>, last: Option<&Piece>, labels: &Labels) -> bool {
    let run = text.get(range.clone()).unwrap_or_default();
    let behind = text.get(range.end..).unwrap_or_default();
    let before = text.get(..range.start).unwrap_or_default();
    let ends = behind.trim().is_empty() || labels.begins_label(behind);
    let parted = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let apart = parted(before.chars().next_back()) || run.starts_with(char::is_whitespace);
    let apart_behind = parted(behind.chars().next()) || run.ends_with(char::is_whitespace);
    if apart && (ends || apart_behind) || before.trim().is_empty() && ends {
        return true;
    }
    let words = match last {
        Some(Piece::Text(words)) => text.get(words.clone()).unwrap_or_default(),
        _ => before,
    };
    let labelled = ends_in_row(words, if words.len() == before.len() { above } else { "" }, labels);
    // What sticks to a label is its value if another label or nothing sticks to it in turn; so is a long run beside
    // labels that are misprinted.
    labelled && (ends || apart_behind) || ends && run.chars().filter(|c| value::is_digit(*c)).count() >= 7
}
