//! Table 4: one row of blocks, each of which ends in its own total.

use super::domain::Domain;
use super::run::{Cell, Damage, Kind, Run, Visitor, Work, walk};
use std::collections::{BTreeMap, BTreeSet};

/// Steps for the whole row.
const WORK: u64 = 300_000;

/// Reads a row of blocks of so many cells each: what all readings with at most one fault say. `blanks` says that the
/// document drops blank cells.
pub fn solve(run: &Run, widths: &[usize], blanks: bool) -> Domain {
    let mut work = Work(WORK);
    let kinds = vec![Kind::Count; widths.iter().sum()];
    let mut whole = First { width: 0, found: false };
    walk(run, (0, run.len()), &kinds, Damage::None, &mut Work(WORK), &mut whole);
    let clean: &[Damage] = match whole.found {
        false => &[Damage::Holes, Damage::ExtraZero, Damage::Gaps],
        true if blanks => &[Damage::Holes],
        true => &[Damage::None],
    };
    let mut union = Union { run, widths, clean, spans: BTreeMap::new() };
    union.solve(&mut work).unwrap_or_else(|| Domain::new(kinds.len(), false))
}

struct Union<'a> {
    run: &'a Run,
    /// Cells of each block.
    widths: &'a [usize],
    /// What may have happened to the text without being a fault.
    clean: &'a [Damage],
    /// Whether a part of the run can be a block without a fault.
    spans: BTreeMap<(usize, (usize, usize)), bool>,
}

impl Union<'_> {
    /// `None` if no reading has at most one fault, or the work ran out.
    fn solve(&mut self, work: &mut Work) -> Option<Domain> {
        let (length, blocks) = (self.run.len(), self.widths.len());
        let evident = *self.clean != [Damage::None];
        // Where the first blocks can end, and the last ones begin, without a fault.
        let mut ends = vec![BTreeSet::from([0])];
        let mut starts = vec![BTreeSet::from([length])];
        for block in 0..blocks {
            let from = ends.last().cloned().unwrap_or_default();
            let next = (0..=length).filter(|j| from.iter().any(|i| self.is_clean(block, (*i, *j), work))).collect();
            ends.push(next);
            let (to, block) = (starts.last().cloned().unwrap_or_default(), blocks - 1 - block);
            let next = (0..=length).filter(|i| to.iter().any(|j| self.is_clean(block, (*i, *j), work))).collect();
            starts.push(next);
        }
        let mut domain = Domain::new(self.widths.iter().sum(), true);
        let mut any = false;
        for block in 0..blocks {
            let (Some(from), Some(to)) = (ends.get(block), starts.get(blocks - 1 - block)) else { continue };
            let mut faulty = (BTreeSet::new(), BTreeSet::new());
            for span in from.iter().flat_map(|i| to.iter().map(|j| (*i, *j))).filter(|(i, j)| i <= j) {
                // One number is wrong, or the text is damaged and the numbers add up.
                let found = self.add(&mut domain, block, span, (self.clean, false), work)?;
                if found | (!evident && self.add(&mut domain, block, span, (&Damage::FAULTS, true), work)?) {
                    faulty.0.insert(span.0);
                    faulty.1.insert(span.1);
                }
            }
            any |= !faulty.0.is_empty();
            // Around it nothing is wrong.
            for before in (0..block).rev() {
                let from = ends.get(before).cloned().unwrap_or_default();
                faulty.0 = self.join(&mut domain, before, (&from, &faulty.0), work)?.0;
            }
            for behind in block + 1..blocks {
                let to = starts.get(blocks - 1 - behind).cloned().unwrap_or_default();
                faulty.1 = self.join(&mut domain, behind, (&faulty.1, &to), work)?.1;
            }
        }
        any.then_some(domain).filter(|_| work.0 > 0)
    }

    /// Adds the blocks without a fault that begin and end at these places; gives the places that occur.
    fn join(
        &mut self,
        domain: &mut Domain,
        block: usize,
        (from, to): (&BTreeSet<usize>, &BTreeSet<usize>),
        work: &mut Work,
    ) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
        let mut used = (BTreeSet::new(), BTreeSet::new());
        for span in from.iter().flat_map(|i| to.iter().map(|j| (*i, *j))) {
            if self.is_clean(block, span, work) {
                self.add(domain, block, span, (self.clean, true), work)?;
                used.0.insert(span.0);
                used.1.insert(span.1);
            }
        }
        Some(used)
    }

    /// Adds what a block can hold; `adding` says that it must add up. `None` if the work ran out.
    fn add(
        &self,
        domain: &mut Domain,
        block: usize,
        span: (usize, usize),
        (damage, adding): (&[Damage], bool),
        work: &mut Work,
    ) -> Option<bool> {
        let from: usize = self.widths.iter().take(block).sum();
        let cells = domain.cells.iter_mut().skip(from).take(self.width(block)).collect();
        let mut part = Part { cells, adding, any: false };
        self.walk(block, span, damage, work, &mut part).then_some(part.any)
    }

    fn width(&self, block: usize) -> usize {
        self.widths.get(block).copied().unwrap_or(0)
    }

    fn is_clean(&mut self, block: usize, span: (usize, usize), work: &mut Work) -> bool {
        if span.0 > span.1 {
            return false;
        }
        // Blocks of one width are alike.
        let key = (self.width(block), span);
        if let Some(known) = self.spans.get(&key) {
            return *known;
        }
        let mut first = First { width: self.width(block), found: false };
        self.walk(block, span, self.clean, work, &mut first);
        self.spans.insert(key, first.found);
        first.found
    }

    fn walk(
        &self,
        block: usize,
        span: (usize, usize),
        damage: &[Damage],
        work: &mut Work,
        visitor: &mut impl Visitor,
    ) -> bool {
        let kinds = vec![Kind::Count; self.width(block)];
        damage.iter().all(|d| walk(self.run, span, &kinds, *d, work, visitor))
    }
}

/// Whether a block adds up, as far as it goes.
fn adds_up(before: &[Cell], cell: Cell, width: usize) -> bool {
    before.len() + 1 != width || cell.count() == before.iter().map(|c| c.count()).sum::<i64>()
}

/// Ends at the first reading that adds up.
struct First {
    /// In how many cells; zero if it need not.
    width: usize,
    found: bool,
}

impl Visitor for First {
    fn admits(&mut self, before: &[Cell], cell: Cell) -> bool {
        adds_up(before, cell, self.width)
    }

    fn reading(&mut self, _: &[Cell]) -> bool {
        self.found = true;
        false
    }
}

/// Collects what a block can hold.
struct Part<'a> {
    cells: Vec<&'a mut BTreeSet<Cell>>,
    adding: bool,
    any: bool,
}

impl Visitor for Part<'_> {
    fn admits(&mut self, before: &[Cell], cell: Cell) -> bool {
        !self.adding || adds_up(before, cell, self.cells.len())
    }

    fn reading(&mut self, cells: &[Cell]) -> bool {
        self.any = true;
        for (set, cell) in self.cells.iter_mut().zip(cells) {
            set.insert(*cell);
        }
        true
    }
}
