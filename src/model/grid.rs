//! A table as a dense grid with spans. Only its constructors build one, so a grid cannot be wrong.

use super::content::Block;
use super::origin::Origin;
use crate::text::Text;

/// More slots than this are refused: a `colspan` of a million costs nothing.
pub const MAX_SLOTS: usize = 200_000;

/// A table: `rows * columns` slots, row by row.
#[derive(Clone, Debug)]
pub struct Grid {
    rows: usize,
    columns: usize,
    slots: Vec<Slot>,
}

/// One position of a grid.
#[derive(Clone, Debug)]
pub enum Slot {
    /// The top left position of a cell.
    Cell(Cell),
    /// A position under the span of the cell at `by`.
    Covered {
        /// Row and column of that cell, 0-based.
        by: (usize, usize),
    },
    /// The source prints no cell here (a short row): not the same as an empty cell.
    Absent,
}

/// One cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its text, paragraphs and lines separated by `\n`; text of nested tables is not in it.
    pub text: Text,
    /// Rows it spans, at least 1.
    pub row_span: usize,
    /// Columns it spans, at least 1.
    pub column_span: usize,
    /// Its whole content in order, only if it holds a nested table; else empty.
    pub blocks: Vec<Block>,
    /// Where it stood.
    pub origin: Origin,
}

impl Cell {
    /// A cell of one row and one column.
    pub fn new(text: impl Into<Text>, origin: Origin) -> Self {
        Cell { text: text.into(), row_span: 1, column_span: 1, blocks: Vec::new(), origin }
    }
}

/// Why a grid was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// Two cells claim one position.
    #[error("two cells overlap at row {row}, column {column}")]
    Overlap {
        /// 0-based.
        row: usize,
        /// 0-based.
        column: usize,
    },
    /// More than [`MAX_SLOTS`] positions.
    #[error("a table of {rows} x {columns} positions is over the limit of {MAX_SLOTS}")]
    TooLarge {
        /// Rows asked for.
        rows: usize,
        /// Columns asked for.
        columns: usize,
    },
}

impl Grid {
    /// A grid of cells with known places (0-based row, 0-based column, cell). Positions that no cell claims are
    /// [`Slot::Absent`].
    ///
    /// # Errors
    /// [`GridError::Overlap`] if two cells claim one position, [`GridError::TooLarge`] over [`MAX_SLOTS`].
    pub fn from_places(cells: Vec<(usize, usize, Cell)>) -> Result<Grid, GridError> {
        let mut rows = 0usize;
        let mut columns = 0usize;
        for (row, column, cell) in &cells {
            rows = rows.max(row.saturating_add(cell.row_span.max(1)));
            columns = columns.max(column.saturating_add(cell.column_span.max(1)));
        }
        let size =
            rows.checked_mul(columns).filter(|n| *n <= MAX_SLOTS).ok_or(GridError::TooLarge { rows, columns })?;
        let mut slots: Vec<Slot> = Vec::new();
        slots.resize_with(size, || Slot::Absent);
        for (row, column, mut cell) in cells {
            cell.row_span = cell.row_span.max(1);
            cell.column_span = cell.column_span.max(1);
            for r in row..row + cell.row_span {
                for c in column..column + cell.column_span {
                    match slots.get_mut(r * columns + c) {
                        Some(slot @ Slot::Absent) => *slot = Slot::Covered { by: (row, column) },
                        _ => return Err(GridError::Overlap { row: r, column: c }),
                    }
                }
            }
            if let Some(slot) = slots.get_mut(row * columns + column) {
                *slot = Slot::Cell(cell);
            }
        }
        Ok(Grid { rows, columns, slots })
    }

    /// A grid of rows as HTML and DOCX write them: each cell goes to the first position of its row that no span from
    /// above covers; a row starts at `offset` columns (DOCX `gridBefore`). Spans are cut where they would overlap, at
    /// the last row, and at [`MAX_SLOTS`]; `row_span` 0 means "to the end".
    ///
    /// # Errors
    /// [`GridError::TooLarge`] if the cells themselves need more than [`MAX_SLOTS`] positions.
    pub fn from_rows(source: Vec<(usize, Vec<Cell>)>) -> Result<Grid, GridError> {
        let total = source.len();
        let mut taken: Vec<Vec<bool>> = vec![Vec::new(); total];
        let mut placed = Vec::new();
        let mut used = 0usize;
        for (row, (offset, cells)) in source.into_iter().enumerate() {
            let mut column = offset.min(256);
            for mut cell in cells {
                while taken.get(row).and_then(|t| t.get(column)).copied().unwrap_or(false) {
                    column += 1;
                }
                let down = match cell.row_span {
                    0 => total - row,
                    n => n.min(total - row),
                };
                let mut across = 0;
                while across < cell.column_span.clamp(1, 256)
                    && !taken.get(row).and_then(|t| t.get(column + across)).copied().unwrap_or(false)
                {
                    across += 1;
                }
                // A rowspan may not run into a cell that a higher row already placed below this one.
                let mut rows_down = 1;
                while rows_down < down
                    && (column..column + across)
                        .all(|c| !taken.get(row + rows_down).and_then(|t| t.get(c)).copied().unwrap_or(false))
                {
                    rows_down += 1;
                }
                used += rows_down * across;
                if used > MAX_SLOTS {
                    return Err(GridError::TooLarge { rows: total, columns: column + across });
                }
                for t in taken.iter_mut().skip(row).take(rows_down) {
                    if t.len() < column + across {
                        t.resize(column + across, false);
                    }
                    for slot in t.iter_mut().skip(column).take(across) {
                        *slot = true;
                    }
                }
                cell.row_span = rows_down;
                cell.column_span = across.max(1);
                placed.push((row, column, cell));
                column += across;
            }
        }
        Grid::from_places(placed)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The slot at a 0-based position, `None` outside the grid.
    pub fn slot(&self, row: usize, column: usize) -> Option<&Slot> {
        if column >= self.columns { None } else { self.slots.get(row * self.columns + column) }
    }

    /// The cell that claims a position, with its own row and column; `None` where the source prints none.
    pub fn cell_at(&self, row: usize, column: usize) -> Option<(usize, usize, &Cell)> {
        match self.slot(row, column)? {
            Slot::Cell(cell) => Some((row, column, cell)),
            Slot::Covered { by: (r, c) } => match self.slot(*r, *c)? {
                Slot::Cell(cell) => Some((*r, *c, cell)),
                _ => None,
            },
            Slot::Absent => None,
        }
    }

    /// All cells with their row and column, row by row.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize, &Cell)> {
        self.slots.iter().enumerate().filter_map(move |(i, slot)| match slot {
            Slot::Cell(cell) => Some((i / self.columns.max(1), i % self.columns.max(1), cell)),
            _ => None,
        })
    }

    /// All cells, to change their text.
    pub fn cells_mut(&mut self) -> impl Iterator<Item = &mut Cell> {
        self.slots.iter_mut().filter_map(|slot| match slot {
            Slot::Cell(cell) => Some(cell),
            _ => None,
        })
    }

    /// Takes the grid apart into its cells with their places.
    pub fn into_places(self) -> Vec<(usize, usize, Cell)> {
        let columns = self.columns.max(1);
        self.slots
            .into_iter()
            .enumerate()
            .filter_map(|(i, slot)| match slot {
                Slot::Cell(cell) => Some((i / columns, i % columns, cell)),
                _ => None,
            })
            .collect()
    }
}
