//! Rows from programs that fill the places under a merged cell with its text, as python-docx and pandas do, to a grid.

use super::grid::{Cell, Grid};
use super::origin::Origin;
use crate::text::Text;
use crate::text::value;

/// A grid of rows that are all as long. Programs that fill the places under a merged cell with its text are undone: words
/// that stand in neighbouring places of a row, or of a column, are one cell, and so are numbers under one such head.
pub fn grid(rows: &[Vec<(Text, Origin)>]) -> Option<Grid> {
    let across: Vec<Vec<usize>> = spans(rows);
    // Words one over the other are one cell only in a table of such a program: units of rows repeat in any.
    let filled = across.iter().flatten().any(|span| *span == 0);
    let mut covered: Vec<Vec<bool>> = rows.iter().map(|row| vec![false; row.len()]).collect();
    let mut places = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        for (c, (text, origin)) in row.iter().enumerate() {
            let span = across.get(r).and_then(|spans| spans.get(c)).copied().unwrap_or(1);
            if span == 0 || is_set(&covered, r, c) {
                continue;
            }
            let same = |below: usize| {
                let alike = rows
                    .get(below)
                    .and_then(|row| row.get(c))
                    .is_some_and(|(other, _)| other.as_str() == text.as_str());
                alike && across.get(below).and_then(|spans| spans.get(c)).copied() == Some(span)
            };
            let down = if filled && is_word(text) {
                1 + (r + 1..rows.len()).take_while(|below| same(*below)).count()
            } else {
                1
            };
            for row in covered.iter_mut().skip(r).take(down) {
                row.iter_mut().skip(c).take(span).for_each(|covered| *covered = true);
            }
            let cell = Cell { row_span: down, column_span: span, ..Cell::new(text.clone(), *origin) };
            places.push((r, c, cell));
        }
    }
    Grid::from_places(places).ok()
}

/// Gives a grid its spans back that has none, if such a program wrote it: no form prints the same words side by side in
/// two rows.
pub fn undo(grid: &mut Grid) {
    let plain = |cell: &Cell| cell.row_span == 1 && cell.column_span == 1 && cell.blocks.is_empty();
    let cell = |r: usize, c: usize| grid.cell_at(r, c).map(|(_, _, cell)| cell);
    let alike = |r: usize, c: usize| match (cell(r, c - 1), cell(r, c)) {
        (Some(a), Some(b)) => is_word(&b.text) && a.text.as_str() == b.text.as_str(),
        _ => false,
    };
    let twice = |r: &usize| (1..grid.columns()).any(|c| alike(*r, c));
    if !grid.cells().all(|(_, _, cell)| plain(cell)) || (0..grid.rows()).filter(twice).nth(1).is_none() {
        return;
    }
    let row = |r: usize| (0..grid.columns()).map_while(|c| cell(r, c)).map(|c| (c.text.clone(), c.origin)).collect();
    if let Some(spanned) = self::grid(&(0..grid.rows()).map(row).collect::<Vec<_>>()) {
        *grid = spanned;
    }
}

fn is_set(set: &[Vec<bool>], row: usize, column: usize) -> bool {
    set.get(row).and_then(|row| row.get(column)).copied().unwrap_or(false)
}

/// A text that is a label or a head, and no value.
pub fn is_word(text: &Text) -> bool {
    !text.trim().is_empty() && !value::is_value(text)
}

/// Whether a row has words that stand in neighbouring places, as such a program fills them.
pub fn is_filled(row: &[(Text, Origin)]) -> bool {
    row.iter().zip(row.iter().skip(1)).any(|((a, _), (b, _))| is_word(a) && a.as_str() == b.as_str())
}

/// How many places each cell takes in its row; 0 for one that repeats the one before it.
fn spans(rows: &[Vec<(Text, Origin)>]) -> Vec<Vec<usize>> {
    let mut spans: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    // Whether a column belongs to the one before it, by the last words above.
    let mut joined: Vec<bool> = Vec::new();
    for row in rows {
        joined.resize(row.len(), false);
        let mut of_row = vec![1; row.len()];
        let mut start = 0;
        for c in 1..row.len() {
            let (Some((before, _)), Some((text, _))) = (row.get(c - 1), row.get(c)) else { continue };
            let same = before.as_str() == text.as_str();
            let word = is_word(text);
            let one = same && (word || !text.is_empty() && joined.get(c) == Some(&true));
            if word && let Some(joined) = joined.get_mut(c) {
                *joined = same;
            }
            if one {
                if let Some(first) = of_row.get_mut(start) {
                    *first += 1;
                }
                if let Some(own) = of_row.get_mut(c) {
                    *own = 0;
                }
            } else {
                start = c;
            }
        }
        spans.push(of_row);
    }
    spans
}
