//! Merged cells whose text a program wrote into every position they cover: python-docx, pandas, and the dumps made with
//! them. The spans are put back, so that a head over three columns is one head again, and not three of one name.

use crate::model::content::Block;
use crate::model::grid::{Cell, Grid};
use crate::text::value;
use std::collections::BTreeMap;

/// Positions in a row, from and to.
type Stretch = (usize, usize);

/// Gives the grids among some blocks their spans back.
pub fn undone(blocks: Vec<Block>) -> Vec<Block> {
    let one = |block| match block {
        Block::Grid(grid) if is_repeated(&grid) => Block::Grid(merged(grid)),
        other => other,
    };
    blocks.into_iter().map(one).collect()
}

/// Whether a grid has no span, and the same words stand side by side in two rows of it: no form prints that.
fn is_repeated(grid: &Grid) -> bool {
    let plain = |cell: &Cell| cell.row_span == 1 && cell.column_span == 1 && cell.blocks.is_empty();
    let twice = |r: usize| (1..grid.columns()).any(|c| same_words(label(grid, r, c - 1), label(grid, r, c)));
    grid.cells().all(|(_, _, cell)| plain(cell)) && (0..grid.rows()).filter(|r| twice(*r)).nth(1).is_some()
}

/// The text of a cell that is no value.
fn label(grid: &Grid, row: usize, column: usize) -> Option<&str> {
    let text = grid.cell_at(row, column)?.2.text.trim();
    (!text.is_empty() && !value::is_value(text)).then_some(text)
}

fn same_words(a: Option<&str>, b: Option<&str>) -> bool {
    a.is_some() && a == b
}

/// Equal words that stand side by side, or one under the other over the same columns, are one cell; so are equal values
/// under one head.
fn merged(grid: Grid) -> Grid {
    let mut places: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    // For each column the stretch of the words that stood over it last.
    let mut over: Vec<Stretch> = (0..grid.columns()).map(|c| (c, c + 1)).collect();
    let mut above: Vec<(Stretch, usize)> = Vec::new();
    for row in 0..grid.rows() {
        let mut here: Vec<(Stretch, usize)> = Vec::new();
        for stretch @ (from, to) in stretches(&grid, row, &over) {
            let words = label(&grid, row, from);
            let first = above.iter().find(|(s, first)| *s == stretch && same_words(words, label(&grid, *first, from)));
            let first = first.map_or(row, |(_, first)| *first);
            places.insert((first, from), (row + 1 - first, to - from));
            if words.is_some() {
                over.iter_mut().take(to).skip(from).for_each(|slot| *slot = stretch);
                here.push((stretch, first));
            }
        }
        above = here;
    }
    let spanned = |(row, column, cell): (usize, usize, Cell)| {
        let (down, across) = places.get(&(row, column)).copied()?;
        Some((row, column, Cell { row_span: down, column_span: across, ..cell }))
    };
    let cells = grid.clone().into_places().into_iter().filter_map(spanned).collect();
    // Stretches of one row never overlap, and those of several rows cover the same columns.
    Grid::from_places(cells).unwrap_or(grid)
}

/// The cells of a row: equal neighbours are one, values only under one head.
fn stretches(grid: &Grid, row: usize, over: &[Stretch]) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for column in 0..grid.columns() {
        let Some((_, _, cell)) = grid.cell_at(row, column) else { continue };
        let goes_on = |(from, to): &Stretch| {
            let first = grid.cell_at(row, *from).map(|(_, _, c)| c.text.trim());
            let head = || over.get(*from).is_some_and(|(_, end)| column < *end) && !cell.text.trim().is_empty();
            *to == column && first == Some(cell.text.trim()) && (label(grid, row, column).is_some() || head())
        };
        match out.last_mut().filter(|s| goes_on(s)) {
            Some((_, to)) => *to = column + 1,
            None => out.push((column, column + 1)),
        }
    }
    out
}
