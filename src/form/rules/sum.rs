//! Sums of cells, and what comes of them.

use super::{Rule, Statement};
use crate::model::operand::Operand;
use rust_decimal::Decimal;
use std::sync::Arc;

/// How the sides of a comparison relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Left and right are the same.
    Equal,
    /// Left is at least right.
    AtLeast,
    /// Left is at most right.
    AtMost,
    /// Left is less than right.
    Less,
}

impl Relation {
    /// Whether it holds.
    pub fn holds(self, left: Decimal, right: Decimal) -> bool {
        match self {
            Relation::Equal => left == right,
            Relation::AtLeast => left >= right,
            Relation::AtMost => left <= right,
            Relation::Less => left < right,
        }
    }
}

/// Cells and numbers added up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// Its cells.
    pub terms: Vec<Term>,
    /// The numbers in it.
    pub constant: Decimal,
}

/// A cell in a sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Added, or taken off.
    pub plus: bool,
    /// Its id.
    pub cell: Arc<str>,
    /// It is that of the report of the year before.
    pub previous: bool,
    /// It is one of a `sum(...)`, where a dash beside the numbers adds nothing.
    pub grouped: bool,
}

/// The two sides of a comparison, null operands taken as zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides {
    /// Sum of the left side.
    pub left: Decimal,
    /// Sum of the right side.
    pub right: Decimal,
    /// How many operands are dashes.
    pub dashes: usize,
    /// How many operands are blank.
    pub blanks: usize,
    /// A side has no number at all: its one cell (a total) is blank, or every part is.
    pub side_blank: bool,
}

impl Sum {
    /// Its cells.
    pub fn cells(&self) -> impl Iterator<Item = &Arc<str>> {
        self.terms.iter().map(|t| &t.cell)
    }

    /// Its value with nulls taken as zero, and how many are dashes and blanks; `None` if an operand is unknown or the sum
    /// does not fit.
    pub fn total(&self, operand: impl Fn(&Term) -> Operand) -> Option<(Decimal, usize, usize)> {
        let (mut total, mut dashes, mut blanks) = (self.constant, 0, 0);
        for term in &self.terms {
            match operand(term) {
                Operand::Number(value) if term.plus => total = total.checked_add(value)?,
                Operand::Number(value) => total = total.checked_sub(value)?,
                Operand::Dash => dashes += 1,
                Operand::Blank => blanks += 1,
                Operand::Unknown => return None,
            }
        }
        Some((total, dashes, blanks))
    }
}

impl Rule {
    /// The cells of its comparison.
    pub fn cells(&self) -> impl Iterator<Item = &Arc<str>> {
        let sides = self.comparison().map(|(left, _, right)| left.cells().chain(right.cells()));
        sides.into_iter().flatten()
    }

    /// Left side, relation and right side, if it compares sums.
    pub fn comparison(&self) -> Option<(&Sum, Relation, &Sum)> {
        match &self.statement {
            Statement::Compare(left, relation, right) => Some((left, *relation, right)),
            _ => None,
        }
    }

    /// Both sides; `None` if it compares no sums, an operand is unknown or a sum does not fit.
    pub fn sides(&self, operand: impl Fn(&Term) -> Operand) -> Option<Sides> {
        let (left, _, right) = self.comparison()?;
        let (a, b) = (left.total(&operand)?, right.total(&operand)?);
        let blank = |sum: &Sum, blanks: usize| blanks > 0 && blanks == sum.terms.len();
        Some(Sides {
            left: a.0,
            right: b.0,
            dashes: a.1 + b.1,
            blanks: a.2 + b.2,
            side_blank: blank(left, a.2) || blank(right, b.2),
        })
    }

    /// Whether both sides are known and compare as they should.
    pub fn holds(&self, operand: impl Fn(&Term) -> Operand) -> Option<bool> {
        let (_, relation, _) = self.comparison()?;
        self.sides(operand).map(|s| relation.holds(s.left, s.right))
    }

    /// The value that the cell would need for the equation to hold, all others being right.
    pub fn needed(&self, cell: &str, value: Decimal, sides: &Sides) -> Option<Decimal> {
        let (left, _, right) = self.comparison()?;
        let gap = sides.right.checked_sub(sides.left)?;
        let on = |sum: &Sum| sum.terms.iter().find(|t| *t.cell == *cell).map(|t| t.plus);
        let raise = match (on(left), on(right)) {
            (Some(true), None) | (None, Some(false)) => gap,
            (Some(false), None) | (None, Some(true)) => -gap,
            _ => return None,
        };
        value.checked_add(raise)
    }
}
