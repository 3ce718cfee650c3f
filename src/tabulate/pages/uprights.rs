//! Tables with upright rules only: their rows are what stands on one base line, and no cell of the lattice is a cell.

use super::lattice::Lattice;
use super::lines::{TextLine, Word};
use crate::model::geometry::Rect;
use crate::text::labels::Labels;
use crate::text::value;

/// Base lines nearer than this, in font sizes, are one.
const LEVEL: f32 = 0.4;

/// Whether a row of the lattice holds several rows of the form: labels under one another in one cell and values beside
/// them in others, or heads and values in the same cells. `texts` are the lines of each cell.
pub(super) fn lack_rows(lattice: &Lattice, texts: &[Vec<TextLine>], labels: &Labels) -> bool {
    let rows = lattice.ys.len().saturating_sub(1);
    (0..rows).any(|row| {
        let cells = lattice.cells.iter().zip(texts).filter(|((r, _, down, _), _)| *r == row && *down == 1);
        let mut cells: Vec<(usize, &[TextLine])> = cells.map(|((_, c, _, _), lines)| (*c, lines.as_slice())).collect();
        cells.sort_by_key(|(column, _)| *column);
        let cells: Vec<&[TextLine]> = cells.into_iter().map(|(_, lines)| lines).collect();
        is_stack(&cells, labels) || holds_heads(&cells, labels) || holds_row(&cells, labels)
    })
}

/// Labels of rows on several base lines, and values on those lines in cells to their right.
fn is_stack(cells: &[&[TextLine]], labels: &Labels) -> bool {
    cells.iter().enumerate().any(|(i, cell)| {
        let beside = |line: &TextLine| {
            let right = || cells.iter().skip(i + 1).flat_map(|c| c.iter());
            right().any(|v| is_level(v, line) && v.words.iter().all(|w| value::is_filled(&w.text)))
        };
        cell.len() > 1 && cell.iter().filter(|line| beside(line) && labels.is_row(&line.text())).nth(1).is_some()
    })
}

/// A value stands under a head in one cell, and beside the label of its row in another.
fn holds_row(cells: &[&[TextLine]], labels: &Labels) -> bool {
    cells.iter().enumerate().any(|(i, cell)| {
        let Some((last, heads)) = cell.split_last() else { return false };
        let filled = last.words.iter().all(|w| value::is_filled(&w.text));
        let named =
            || cells.iter().take(i).flat_map(|c| c.iter()).any(|l| is_level(l, last) && labels.is_row(&l.text()));
        !heads.is_empty() && filled && named() && heads.iter().any(|h| labels.is_head(&h.text()))
    })
}

/// Most cells end in a value, and begin with a head.
fn holds_heads(cells: &[&[TextLine]], labels: &Labels) -> bool {
    let headed = |cell: &&&[TextLine]| {
        let Some((last, heads)) = cell.split_last() else { return false };
        if heads.is_empty() || !last.words.iter().all(|w| value::is_filled(&w.text)) {
            return false;
        }
        labels.is_head(&heads.iter().map(|l| l.text().replace(' ', "")).collect::<String>())
    };
    cells.len() >= 4 && cells.iter().filter(headed).count() * 2 > cells.len()
}

fn is_level(a: &TextLine, b: &TextLine) -> bool {
    (a.bbox.cy() - b.bbox.cy()).abs() < LEVEL * a.size.max(b.size)
}

/// The lines of all cells as lines over the whole table; an upright rule still parts words.
pub(super) fn lines(texts: Vec<Vec<TextLine>>) -> Vec<TextLine> {
    let mut all: Vec<TextLine> = texts.into_iter().flatten().collect();
    all.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()));
    let mut out: Vec<TextLine> = Vec::new();
    for line in all {
        match out.last_mut() {
            Some(last) if is_level(last, &line) => {
                last.bbox = last.bbox.union(&line.bbox);
                last.size = last.size.max(line.size);
                last.words.extend(line.words);
            }
            _ => out.push(line),
        }
    }
    for line in &mut out {
        line.words.sort_by(|a: &Word, b: &Word| a.bbox.x0.total_cmp(&b.bbox.x0));
        line.first_width = line.words.first().map_or(0.0, |w| w.bbox.width() / w.text.chars().count().max(1) as f32);
        line.bbox = line.words.iter().map(|w| w.bbox).reduce(|a: Rect, b| a.union(&b)).unwrap_or(line.bbox);
    }
    out
}
