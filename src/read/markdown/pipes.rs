//! Tables drawn with pipes. The rules of GitHub (GFM 4.10) drop what a row has beyond its head and want a head over every
//! table; programs that write Markdown from other documents keep to neither, so rows are read as they are.

use super::rows::{Piece, Table, TableRows};
use crate::model::content::Line;

/// A row that is broken into more lines than this is none.
const MAX_BROKEN: usize = 8;

/// How the rows of one table are written.
#[derive(Clone, Copy, PartialEq)]
enum Edges {
    /// `| a | b |`, perhaps without the last pipe.
    Framed,
    /// `a | b`
    Open,
}

/// The table that begins at the first of these lines, and how many lines it takes; `None` if none does.
pub(super) fn table(lines: &[Line]) -> Option<(Table, usize)> {
    let first = lines.first()?.text.trim();
    let ruled = lines.get(1).is_some_and(|line| is_rule(&line.text)) || of_one_cell(lines);
    let framed = first.starts_with('|') && first.len() > 1;
    let edges = match () {
        () if is_rule(first) && framed => Edges::Framed,
        () if framed && (ruled || first.ends_with('|') && pipes(first) >= 2) => Edges::Framed,
        // The first row may be one cell.
        () if ruled && !first.is_empty() && open_rule(lines.get(1)?) => Edges::Open,
        () => return None,
    };
    let mut rows = TableRows::default();
    let mut heads = 0;
    let mut taken = 0;
    while let Some(line) = lines.get(taken) {
        let text = line.text.trim_end();
        let row = match edges {
            Edges::Framed => text.trim_start().starts_with('|'),
            // A line break inside a cell breaks its line.
            Edges::Open => !text.trim_start().starts_with('#'),
        };
        if text.trim().is_empty() || !row {
            break;
        }
        let rule = is_rule(text) || taken == 1 && of_one_cell(lines);
        // A row over a second rule is the head of the next table.
        let next = lines.get(taken + 1).is_some_and(|line| is_rule(&line.text));
        if !rule && next && heads > 0 && taken > 0 {
            break;
        }
        let broken = if rule || edges == Edges::Open { 0 } else { broken(lines.get(taken..).unwrap_or_default()) };
        if rule {
            heads += 1;
        } else if broken > 0 {
            let parts: Vec<&str> = lines.iter().skip(taken).take(broken + 1).map(|line| line.text.trim()).collect();
            rows.push(cells(&Line { text: parts.join("<br>"), ..line.clone() }, edges));
        } else {
            rows.push(cells(line, edges));
        }
        taken += 1 + broken;
    }
    rows.join_broken();
    Some((Table::Rows(rows), taken))
}

/// How many of the next lines belong to the first: a line break inside a cell, not written as one, breaks the row.
fn broken(lines: &[Line]) -> usize {
    let closed = |line: &Line| line.text.trim_end().ends_with('|');
    if lines.first().is_none_or(closed) {
        return 0;
    }
    for (more, line) in lines.iter().enumerate().skip(1).take(MAX_BROKEN) {
        let text = line.text.trim();
        if text.is_empty() || text.starts_with('|') {
            return 0;
        }
        if closed(line) {
            return more;
        }
    }
    0
}

/// Whether a line parts the head of a table from its rows: dashes and colons between pipes, or `|---+---|` of Org.
pub(super) fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.contains('-')
        && text.contains('|')
        && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+' | '\t'))
        && text.split(['|', '+']).filter(|cell| !cell.trim().is_empty()).all(|cell| {
            let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
            !dashes.is_empty() && dashes.chars().all(|c| c == '-')
        })
}

/// Whether the first row of a table without outer pipes is one cell, and so its rule has no pipe: rows with pipes follow.
fn of_one_cell(lines: &[Line]) -> bool {
    let dashes = |line: &Line| line.text.trim().len() >= 3 && line.text.trim().bytes().all(|b| b == b'-');
    let row = |line: &Line| pipes(&line.text) >= 1 && !line.text.trim_start().starts_with('|');
    lines.get(1).is_some_and(dashes) && lines.get(2).is_some_and(row)
}

fn open_rule(line: &Line) -> bool {
    !line.text.trim_start().starts_with('|')
}

/// Pipes that part cells.
fn pipes(text: &str) -> usize {
    let mut escaped = false;
    text.chars()
        .filter(|c| {
            let parts = *c == '|' && !escaped;
            escaped = *c == '\\' && !escaped;
            parts
        })
        .count()
}

/// The cells of a row, each with the column of its first character.
fn cells(line: &Line, edges: Edges) -> Vec<Piece> {
    let text = line.text.trim_end();
    let mut cells = Vec::new();
    let mut start = 0;
    let mut column = 1u32;
    let mut from = column;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == '|' && !escaped {
            cells.push(Piece::of(text.get(start..at).unwrap_or_default(), line.number, from));
            (start, from) = (at + 1, column.saturating_add(1));
        }
        escaped = c == '\\' && !escaped;
        column = column.saturating_add(1);
    }
    let last = text.get(start..).unwrap_or_default();
    if edges == Edges::Framed && !cells.is_empty() {
        cells.remove(0);
    }
    if edges == Edges::Open || !last.trim().is_empty() {
        cells.push(Piece::of(last, line.number, from));
    }
    cells
}
