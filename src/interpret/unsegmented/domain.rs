//! What the readings that are left say of each cell of a row.

use super::run::Cell;
use std::collections::BTreeSet;

/// The cells of a row, each with all that it may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// One set a cell.
    pub cells: Vec<BTreeSet<Cell>>,
    /// These are all readings that the guarantee speaks of, so that a cell with one is proved.
    pub settled: bool,
}

impl Domain {
    /// No readings yet of so many cells.
    pub fn new(cells: usize, settled: bool) -> Domain {
        Domain { cells: vec![BTreeSet::new(); cells], settled }
    }

    /// Adds a reading.
    pub fn add(&mut self, reading: &[Cell]) {
        for (set, cell) in self.cells.iter_mut().zip(reading) {
            set.insert(*cell);
        }
    }

    /// The one thing that a cell can hold.
    pub fn proved(&self, cell: usize) -> Option<Cell> {
        let set = self.cells.get(cell).filter(|s| self.settled && s.len() == 1)?;
        set.first().copied()
    }
}
