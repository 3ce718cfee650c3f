//! A table of uniform rows: rows that add up, columns that add up and balance, read together.

use super::domain::Domain;
use super::run::{Cell, Damage, Kind, Run, Visitor, Work, walk};
use std::collections::BTreeSet;

/// A row with more readings than this that add up is left out of the sums.
const MOST_READINGS: usize = 1000;

/// Column sums with more possible values than this are not followed.
const MOST_SUMS: usize = 10_000;

/// Steps for the whole table.
const WORK: u64 = 1_500_000;

/// So many rows with fewer values than cells, or none, show that the document drops blank cells.
const SHORT_ROWS: usize = 3;

/// Rows with their signs, which add up to nothing in every column.
pub type Sum = Vec<(usize, i64)>;

/// What is known of the rows of a table.
#[derive(Debug)]
pub struct Solved {
    /// For each row all readings that are left; `None` if it could not be read.
    pub rows: Vec<Option<Domain>>,
    /// Some row leaves fewer values than it has cells.
    pub blanks_dropped: bool,
    /// No reading of the table has at most one fault.
    pub contradictory: bool,
}

/// A reading of a row, and the numbers that its cells should have held.
#[derive(Clone, Debug)]
struct Reading {
    printed: Vec<Cell>,
    meant: Vec<i64>,
}

/// Reads the rows of a table of so many columns, the last of which is the total of the others, and of which these sums are
/// known; a row that is `None` cannot be read. `empty` rows more leave nothing.
pub fn solve(runs: &[Option<Run>], columns: usize, sums: &[Sum], empty: usize) -> Solved {
    let mut work = Work(WORK);
    let kinds = vec![Kind::Count; columns];
    let shapes: Vec<Shape> =
        runs.iter().map(|r| r.as_ref().map_or(Shape::Lost, |r| Shape::of(r, &kinds, &mut work))).collect();
    let short = shapes.iter().filter(|s| **s == Shape::Short).count();
    let blanks = short + empty >= SHORT_ROWS;
    let damage: Vec<&[Damage]> = shapes
        .iter()
        .map(|s| -> &[Damage] {
            match s {
                Shape::Short => &[Damage::Holes],
                Shape::Long => &[Damage::ExtraZero, Damage::Gaps],
                _ if blanks => &[Damage::Holes],
                _ => &[Damage::None],
            }
        })
        .collect();
    let lists: Vec<Option<Vec<Reading>>> = runs
        .iter()
        .zip(&damage)
        .map(|(run, damage)| run.as_ref().and_then(|run| adding_up(run, &kinds, damage, &mut work)))
        .collect();
    let sums: Vec<Column> = sums
        .iter()
        .filter(|sum| sum.iter().all(|(row, _)| lists.get(*row).is_some_and(Option::is_some)))
        .flat_map(|sum| (0..columns).map(move |column| Column { column, terms: sum }))
        .collect();
    let table = Table { runs, damage: &damage, lists: &lists, kinds: &kinds, columns: &sums };
    let union = table.union(&mut work).filter(|_| work.0 > 0);
    let contradictory = union.is_none();
    let rows = union.unwrap_or_else(|| {
        let row = |i: usize| {
            let list = lists.get(i)?.as_ref()?;
            let certain = match shapes.get(i) {
                Some(Shape::Certain) => true,
                Some(Shape::Single) => !blanks && !list.is_empty(),
                _ => false,
            };
            let mut domain = Domain::new(columns, certain);
            list.iter().for_each(|r| domain.add(&r.printed));
            Some(domain)
        };
        (0..runs.len()).map(row).collect()
    });
    Solved { rows, blanks_dropped: short > 0 || blanks, contradictory }
}

/// How many values a run holds, beside the cells of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// It cannot be read.
    Lost,
    /// There are fewer values than cells.
    Short,
    /// There are more zeros than cells, or white space inside numbers.
    Long,
    /// One way to cut it if no cell is blank.
    Single,
    /// One way to cut it, even if cells could be blank.
    Certain,
    /// Several ways to cut it.
    Several,
}

impl Shape {
    fn of(run: &Run, kinds: &[Kind], work: &mut Work) -> Shape {
        let mut count = |damage| {
            let mut first = First { left: 2 };
            walk(run, (0, run.len()), kinds, damage, work, &mut first);
            2 - first.left
        };
        match count(Damage::None) {
            0 if count(Damage::Holes) > 0 => Shape::Short,
            0 => Shape::Long,
            1 if count(Damage::Holes) == 1 => Shape::Certain,
            1 => Shape::Single,
            _ => Shape::Several,
        }
    }
}

/// Counts readings down to none.
struct First {
    left: usize,
}

impl Visitor for First {
    fn admits(&mut self, _: &[Cell], _: Cell) -> bool {
        true
    }

    fn reading(&mut self, _: &[Cell]) -> bool {
        self.left -= 1;
        self.left > 0
    }
}

/// The readings of a row that add up; `None` if there are too many to follow.
fn adding_up(run: &Run, kinds: &[Kind], damage: &[Damage], work: &mut Work) -> Option<Vec<Reading>> {
    /// So many cells, and the readings.
    struct Adding(usize, Vec<Reading>);
    impl Visitor for Adding {
        fn admits(&mut self, before: &[Cell], cell: Cell) -> bool {
            before.len() + 1 < self.0 || cell.count() == sum(before)
        }
        fn reading(&mut self, cells: &[Cell]) -> bool {
            let meant = cells.iter().map(|c| c.count()).collect();
            self.1.push(Reading { printed: cells.to_vec(), meant });
            self.1.len() < MOST_READINGS
        }
    }
    let mut adding = Adding(kinds.len(), Vec::new());
    damage.iter().all(|d| walk(run, (0, run.len()), kinds, *d, work, &mut adding)).then_some(adding.1)
}

fn sum(cells: &[Cell]) -> i64 {
    cells.iter().map(|c| c.count()).sum()
}

/// A sum in one column.
struct Column<'a> {
    column: usize,
    terms: &'a Sum,
}

struct Table<'a> {
    runs: &'a [Option<Run>],
    damage: &'a [&'a [Damage]],
    lists: &'a [Option<Vec<Reading>>],
    /// What stands in the cells of a row.
    kinds: &'a [Kind],
    columns: &'a [Column<'a>],
}

impl Table<'_> {
    /// The place of the column of totals.
    fn total(&self) -> usize {
        self.kinds.len().saturating_sub(1)
    }

    /// Everything that some reading of the table with at most one fault says; `None` if there is no such reading.
    fn union(&self, work: &mut Work) -> Option<Vec<Option<Domain>>> {
        let mut union: Vec<Option<Domain>> =
            self.lists.iter().map(|l| l.as_ref().map(|_| Domain::new(self.kinds.len(), true))).collect();
        let clean: Vec<&[Reading]> = self.lists.iter().map(|l| l.as_deref().unwrap_or_default()).collect();
        let mut feasible = self.add(&mut union, &clean, None, work);
        // A case that is counted in one column and the total of a row, and in no other.
        for column in 0..self.total() {
            feasible |= self.add(&mut union, &clean, Some(column), work);
        }
        for row in 0..self.runs.len() {
            let faulty = self.faulty(row, &clean, work);
            if !faulty.is_empty() {
                let mut lists = clean.clone();
                if let Some(list) = lists.get_mut(row) {
                    *list = &faulty;
                }
                feasible |= self.add(&mut union, &lists, None, work);
            }
        }
        feasible.then_some(union)
    }

    /// Adds what is left of these lists where the columns add up, but for one column and the total if `off` names it.
    fn add(&self, union: &mut [Option<Domain>], lists: &[&[Reading]], off: Option<usize>, work: &mut Work) -> bool {
        let known: Vec<bool> = self.lists.iter().map(Option::is_some).collect();
        let mut alive: Vec<Vec<&Reading>> = lists.iter().map(|l| l.iter().collect()).collect();
        let holds = |c: &&Column| off.is_none_or(|off| c.column != off && c.column != self.total());
        loop {
            let mut changed = false;
            for column in self.columns.iter().filter(holds) {
                changed |= column.narrow(&mut alive, work);
            }
            if alive.iter().zip(&known).any(|(a, known)| *known && a.is_empty()) {
                return false;
            }
            if !changed {
                break;
            }
        }
        for (domain, readings) in union.iter_mut().zip(&alive) {
            if let Some(domain) = domain {
                readings.iter().for_each(|r| domain.add(&r.printed));
            }
        }
        true
    }

    /// The readings of a row that one fault explains: a wrong number in one of its cells, or damage to its text. In all
    /// other rows nothing is wrong.
    fn faulty(&self, row: usize, lists: &[&[Reading]], work: &mut Work) -> Vec<Reading> {
        let (Some(Some(run)), Some(Some(_)), Some(damage)) =
            (self.runs.get(row), self.lists.get(row), self.damage.get(row))
        else {
            return Vec::new();
        };
        let mut needed: Vec<Option<BTreeSet<i64>>> = vec![None; self.kinds.len()];
        for column in self.columns {
            let Some(values) = column.needed(row, lists, work) else { continue };
            let Some(slot) = needed.get_mut(column.column) else { continue };
            *slot = Some(match slot.take() {
                Some(old) => old.intersection(&values).copied().collect(),
                None => values,
            });
        }
        let mut fits = Fits { needed: &needed, wrong: None, found: Vec::new() };
        let mut all = |damage: &[Damage], fits: &mut Fits| {
            for damage in damage {
                if !walk(run, (0, run.len()), self.kinds, *damage, work, fits) {
                    work.0 = 0;
                }
            }
        };
        if *damage == [Damage::None] {
            all(&Damage::FAULTS, &mut fits);
        }
        for wrong in 0..self.kinds.len() {
            fits.wrong = Some(wrong);
            all(damage, &mut fits);
        }
        fits.found
    }
}

/// Readings of a row that fit the columns, but for one cell if `wrong` names it.
struct Fits<'a> {
    needed: &'a [Option<BTreeSet<i64>>],
    wrong: Option<usize>,
    found: Vec<Reading>,
}

impl Fits<'_> {
    fn fits(&self, column: usize, value: i64) -> bool {
        self.needed.get(column).is_none_or(|n| n.as_ref().is_none_or(|n| n.contains(&value)))
    }
}

impl Visitor for Fits<'_> {
    fn admits(&mut self, before: &[Cell], cell: Cell) -> bool {
        self.wrong == Some(before.len()) || self.fits(before.len(), cell.count())
    }

    fn reading(&mut self, cells: &[Cell]) -> bool {
        let mut meant: Vec<i64> = cells.iter().map(|c| c.count()).collect();
        let total = meant.len().saturating_sub(1);
        let parts: i64 = meant.iter().take(total).sum();
        let gap = meant.last().copied().unwrap_or(0) - parts;
        match self.wrong {
            None if gap != 0 => return true,
            None => {}
            Some(wrong) => {
                let Some(cell) = meant.get_mut(wrong) else { return true };
                *cell += if wrong == total { -gap } else { gap };
                let cell = *cell;
                if cell < 0 || gap == 0 || !self.fits(wrong, cell) {
                    return true;
                }
            }
        }
        self.found.push(Reading { printed: cells.to_vec(), meant });
        self.found.len() < MOST_READINGS
    }
}

impl Column<'_> {
    /// The different numbers that a row may add.
    fn values<'a>(&self, readings: impl Iterator<Item = &'a Reading>, sign: i64) -> BTreeSet<i64> {
        readings.filter_map(|r| r.meant.get(self.column)).map(|v| v * sign).collect()
    }

    /// What a row must hold for the column to add up, over all that the other rows may hold; `None` if that is not
    /// known.
    fn needed(&self, row: usize, lists: &[&[Reading]], work: &mut Work) -> Option<BTreeSet<i64>> {
        let (_, sign) = self.terms.iter().find(|(r, _)| *r == row)?;
        let mut sums = BTreeSet::from([0]);
        for (other, sign) in self.terms.iter().filter(|(r, _)| *r != row) {
            sums = plus(&sums, &self.values(lists.get(*other)?.iter(), *sign), work)?;
        }
        Some(sums.into_iter().map(|s| -s * sign).collect())
    }

    /// Takes away the readings with which the column cannot add up. `true` if there were any.
    fn narrow(&self, alive: &mut [Vec<&Reading>], work: &mut Work) -> bool {
        let sets: Vec<BTreeSet<i64>> = self
            .terms
            .iter()
            .map(|(row, sign)| self.values(alive.get(*row).into_iter().flatten().copied(), *sign))
            .collect();
        // What the rows before each, and those from it on, can add up to.
        let mut before = vec![BTreeSet::from([0])];
        for set in &sets {
            let Some(next) = before.last().and_then(|last| plus(last, set, work)) else { return false };
            before.push(next);
        }
        let mut behind = BTreeSet::from([0]);
        let mut changed = false;
        for (((row, sign), set), before) in self.terms.iter().zip(&sets).zip(&before).rev() {
            if !work.take((set.len() * before.len().min(behind.len())) as u64) {
                return false;
            }
            let possible = |value: i64| {
                if before.len() < behind.len() {
                    before.iter().any(|b| behind.contains(&(-value - b)))
                } else {
                    behind.iter().any(|b| before.contains(&(-value - b)))
                }
            };
            let left: BTreeSet<i64> = set.iter().copied().filter(|v| possible(*v)).collect();
            if let Some(readings) = alive.get_mut(*row).filter(|_| left.len() < set.len()) {
                readings.retain(|r| r.meant.get(self.column).is_some_and(|v| left.contains(&(v * sign))));
                changed = true;
            }
            let Some(next) = plus(&behind, &left, work) else { return changed };
            behind = next;
        }
        changed
    }
}

/// All sums of one of each; `None` if they are too many to follow.
fn plus(a: &BTreeSet<i64>, b: &BTreeSet<i64>, work: &mut Work) -> Option<BTreeSet<i64>> {
    let pairs = a.len().saturating_mul(b.len());
    if pairs > 4 * MOST_SUMS || !work.take(pairs as u64) {
        return None;
    }
    let sums: BTreeSet<i64> = a.iter().flat_map(|a| b.iter().map(move |b| a + b)).collect();
    (sums.len() <= MOST_SUMS).then_some(sums)
}
