//! Tables that a page break cut: the part on the next page goes on with the rows of the part before it.

use crate::model::grid::{Cell, Grid, GridError};

/// A table as found on pages: cells by the index of their lines, and where those lines are.
#[derive(Debug)]
pub struct Drawn {
    /// Vertical lines, ascending, in points.
    pub xs: Vec<f32>,
    /// Number of rows.
    pub rows: usize,
    /// Cells with row and column.
    pub cells: Vec<(usize, usize, Cell)>,
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
        self.xs = lines;
    }

    /// The grid.
    ///
    /// # Errors
    /// If the parts do not fit together after all, or are too many.
    pub fn grid(self) -> Result<Grid, GridError> {
        Grid::from_places(self.cells)
    }
}
