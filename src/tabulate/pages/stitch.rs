//! Tables that a page break cut: the part on the next page goes on with the rows of the part before it.

use crate::model::finding::{Finding, FindingKind};
use crate::model::grid::{Cell, Grid, GridError, MAX_SLOTS};
use crate::model::origin::Origin;
use crate::text::Text;

/// A table as found on pages: cells by the index of their lines, and where those lines are.
#[derive(Debug)]
pub struct Drawn {
    /// Vertical lines, ascending, in points.
    pub xs: Vec<f32>,
    /// Number of rows.
    pub rows: usize,
    /// Cells with row and column.
    pub cells: Vec<(usize, usize, Cell)>,
    /// Whether no line closes it at the top, and at the bottom.
    pub open: [bool; 2],
}

/// Lines of two parts closer than this, in points, are one.
const SAME: f32 = 4.0;

impl Drawn {
    /// Whether `next` can be the rest of this table: the same outer edges.
    pub fn goes_on_in(&self, next: &Drawn) -> bool {
        let edges = |d: &Drawn| Some((*d.xs.first()?, *d.xs.last()?));
        match (edges(self), edges(next)) {
            (Some((a, b)), Some((c, d))) => (a - c).abs() < SAME && (b - d).abs() < SAME,
            _ => false,
        }
    }

    /// Puts the rows of `next` under these.
    pub fn append(&mut self, next: Drawn) {
        let mut xs: Vec<f32> = self.xs.iter().chain(&next.xs).copied().collect();
        xs.sort_by(f32::total_cmp);
        let mut lines: Vec<f32> = Vec::new();
        for x in xs {
            if lines.last().is_none_or(|last| x - last > SAME) {
                lines.push(x);
            }
        }
        let index = |x: f32| {
            lines.iter().enumerate().min_by(|a, b| (a.1 - x).abs().total_cmp(&(b.1 - x).abs())).map_or(0, |(i, _)| i)
        };
        let shift = self.rows;
        // Where `next` brings no line of its own, nothing moves: a table over a thousand pages is not made anew for each.
        let mut cells = Vec::new();
        if self.xs.iter().enumerate().all(|(i, x)| index(*x) == i) {
            cells = std::mem::take(&mut self.cells);
        }
        for (part, from, below) in [(std::mem::take(&mut self.cells), &self.xs, 0), (next.cells, &next.xs, shift)] {
            for (row, column, mut cell) in part {
                let at = |i: usize| from.get(i).map_or(0, |x| index(*x));
                let (left, right) = (at(column), at(column + cell.column_span));
                cell.column_span = right.saturating_sub(left).max(1);
                cells.push((row + below, left, cell));
            }
        }
        self.cells = cells;
        self.rows += next.rows;
        self.open[1] = next.open[1];
        self.xs = lines;
    }

    /// The grid, and where two cells came to stand in one place.
    ///
    /// # Errors
    /// If the cells are too many.
    pub fn grid(self) -> Result<(Grid, Vec<Clash>), GridError> {
        let (cells, clashes) = settle(self.cells);
        Ok((Grid::from_places(cells)?, clashes))
    }
}

/// Two cells that were written in one place of a table.
#[derive(Debug)]
pub struct Clash {
    /// What both hold.
    text: Text,
    origin: Origin,
}

impl Clash {
    /// Says what cannot be read for it.
    pub fn finding(&self) -> Finding {
        let message = format!("two cells of a table lie in one place, which holds both texts: {}", &*self.text);
        Finding::new(FindingKind::DamagedFile, message).at(self.origin)
    }
}

/// Gives each place to one cell: spans are cut before what others hold, and a cell whose own place is taken adds its
/// text to the one that has it, so that it is read as neither.
fn settle(cells: Vec<(usize, usize, Cell)>) -> (Vec<(usize, usize, Cell)>, Vec<Clash>) {
    let end = |at: usize, span: usize| at.saturating_add(span.max(1));
    let rows = cells.iter().map(|(row, _, cell)| end(*row, cell.row_span)).max().unwrap_or(0);
    let columns = cells.iter().map(|(_, column, cell)| end(*column, cell.column_span)).max().unwrap_or(0);
    let mut clashes = Vec::new();
    let Some(size) = rows.checked_mul(columns).filter(|n| *n <= MAX_SLOTS) else { return (cells, clashes) };
    let mut owner: Vec<Option<usize>> = vec![None; size];
    let mut out: Vec<(usize, usize, Cell)> = Vec::with_capacity(cells.len());
    for (row, column, mut cell) in cells {
        let at = |r: usize, c: usize| r * columns + c;
        let holder = owner.get(at(row, column)).copied().flatten();
        if let Some((_, _, first)) = holder.and_then(|i| out.get_mut(i)) {
            if !first.text.is_empty() && !cell.text.is_empty() {
                first.text = Text::joined([&first.text, &cell.text], " | ");
                clashes.push(Clash { text: first.text.clone(), origin: first.origin });
            } else if first.text.is_empty() {
                (first.text, first.origin) = (cell.text, cell.origin);
            }
            continue;
        }
        let free = |r: usize, c: usize| owner.get(at(r, c)).is_some_and(Option::is_none);
        let across = (column..end(column, cell.column_span)).take_while(|c| free(row, *c)).count();
        let whole = |r: &usize| (column..column + across).all(|c| free(*r, c));
        let down = (row..end(row, cell.row_span)).take_while(whole).count();
        for r in row..row + down {
            for c in column..column + across {
                if let Some(slot) = owner.get_mut(at(r, c)) {
                    *slot = Some(out.len());
                }
            }
        }
        (cell.row_span, cell.column_span) = (down, across);
        out.push((row, column, cell));
    }
    (out, clashes)
}
