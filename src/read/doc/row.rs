//! Rows: edges and merges of cells, as the mark at a row's end has them ([MS-DOC] 2.4.3 and 2.6.3).

use super::bytes::{byte, part, short, signed};
use super::fib::Version;
use super::sprm::Sprm;
use crate::read::word::story::RowShape;
use crate::read::word::table::Merge;

/// A row of more cells than this is a mistake; Word itself stops at 63.
const MAX_CELLS: usize = 256;

/// A row while its sprms are applied.
#[derive(Debug, Default)]
pub(super) struct Row {
    edges: Vec<i64>,
    cells: Vec<Cell>,
    gap: i64,
}

/// The merges of a cell as they are written.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// TCGRF.horzMerge (2.9.317)
    across: u16,
    /// VerticalMergeFlag (2.9.344)
    down: u16,
}

impl Row {
    /// Applies one property.
    pub(super) fn apply(&mut self, version: Version, sprm: Sprm, value: &[u8]) -> Option<()> {
        let range = || Some((usize::from(byte(value, 0)?), usize::from(byte(value, 1)?)));
        match sprm {
            Sprm::Cells => self.define(version, value)?,
            Sprm::Left => {
                let shift = i64::from(signed(value, 0)?) - (self.edges.first()? + self.gap);
                self.edges.iter_mut().for_each(|e| *e += shift);
            }
            Sprm::Gap => {
                let gap = i64::from(signed(value, 0)?);
                if let Some(first) = self.edges.first_mut() {
                    *first += self.gap - gap;
                }
                self.gap = gap;
            }
            Sprm::MergeDown => self.cells.get_mut(usize::from(byte(value, 0)?))?.down = byte(value, 1)?.into(),
            Sprm::MergeAcross => {
                let (first, limit) = range()?;
                for (i, cell) in self.cells.iter_mut().enumerate().take(limit).skip(first) {
                    cell.across = if i == first { 2 } else { 1 };
                }
            }
            Sprm::Split => {
                let (first, limit) = range()?;
                self.cells.iter_mut().take(limit).skip(first).for_each(|c| c.across = 0);
            }
            Sprm::Insert => {
                let (first, count) = range()?;
                let width = i64::from(short(value, 2)?);
                if first > self.cells.len() || self.cells.len() + count > MAX_CELLS {
                    return None;
                }
                let left = *self.edges.get(first)?;
                for (i, at) in (first..first + count).enumerate() {
                    self.cells.insert(at, Cell::default());
                    self.edges.insert(at + 1, left + width * (i as i64 + 1));
                }
                let moved = width * count as i64;
                self.edges.iter_mut().skip(first + count + 1).for_each(|e| *e += moved);
            }
            Sprm::Delete => {
                let (first, limit) = range()?;
                let limit = limit.min(self.cells.len());
                if first < limit {
                    let width = self.edges.get(limit)? - self.edges.get(first)?;
                    self.cells.drain(first..limit);
                    self.edges.drain(first + 1..=limit);
                    self.edges.iter_mut().skip(first + 1).for_each(|e| *e -= width);
                }
            }
            Sprm::Width => {
                let (first, limit) = range()?;
                let width = i64::from(short(value, 2)?);
                for i in first..limit.min(self.cells.len()) {
                    let change = self.edges.get(i)? + width - self.edges.get(i + 1)?;
                    self.edges.iter_mut().skip(i + 1).for_each(|e| *e += change);
                }
            }
            _ => {}
        }
        Some(())
    }

    /// TDefTableOperand (2.9.325): count, edges, TC80 of each cell, of which the last may be missing.
    fn define(&mut self, version: Version, value: &[u8]) -> Option<()> {
        let count = usize::from(byte(value, 0)?).min(MAX_CELLS);
        let edges = part(value, 1, 2 * (count + 1))?;
        self.edges = (0..=count).filter_map(|i| signed(edges, 2 * i).map(i64::from)).collect();
        let width = if version == Version::Word97 { 20 } else { 10 };
        let flags = |i: usize| short(value, 1 + 2 * (count + 1) + width * i).unwrap_or(0);
        // Word 6 has no merges over rows.
        let down = |flags: u16| if version == Version::Word97 { flags >> 5 & 3 } else { 0 };
        self.cells = (0..count).map(|i| Cell { across: flags(i) & 3, down: down(flags(i)) }).collect();
        Some(())
    }

    /// The row as tables are made of. Of cells merged across, the specification and Word's own header disagree on which
    /// of the values 1 and 2 is the first and which the following ones; but the first one always stands first.
    pub(super) fn shape(&self, deleted: bool) -> RowShape {
        let mut first = 0;
        let mut merges = Vec::with_capacity(self.cells.len());
        for cell in &self.cells {
            let across = match cell.across {
                0 => Merge::None,
                value if first == 0 || value == first => Merge::Restart,
                _ => Merge::Continue,
            };
            match across {
                Merge::None => first = 0,
                Merge::Restart => first = cell.across,
                Merge::Continue => {}
            }
            let down = match cell.down {
                0 => Merge::None,
                1 => Merge::Continue,
                _ => Merge::Restart,
            };
            merges.push((across, down));
        }
        RowShape { edges: self.edges.clone(), merges, deleted }
    }
}
