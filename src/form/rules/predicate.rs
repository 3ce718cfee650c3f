//! What a rule says that is no sum.

use super::Class;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A rule that is no sum. Cells are given by patterns, so that cells of another edition in a report are meant too.
#[derive(Clone, Debug)]
pub enum Predicate {
    /// `count(P)`: whole numbers, not negative.
    Count(Cells),
    /// `whole(P)`: whole numbers with a sign.
    Whole(Cells),
    /// `zero(P)`.
    Zero(Cells),
    /// `some_number(P)`: not all are zero.
    SomeNumber(Cells),
    /// `together(CELL, CELL)`: both are zero, or neither.
    Together(Arc<str>, Arc<str>),
    /// `decimals(CELL, N)`: at most so many.
    Decimals(Arc<str>, u32),
    /// `jump(N, FLOOR)`: no cell is N times that of the year before or more, or less by that, both at least FLOOR.
    Jump(Decimal, Decimal),
    /// `parts_within_whole()`: no cell is less than those of all parts of the region together.
    PartsWithinWhole,
    /// `sections_in_order()`: all sections are there, once, in order.
    SectionsInOrder,
    /// `sections_numbered()`: their numbers run without gap.
    SectionsNumbered,
    /// `sections_filled(SECTION, ...)`: they are not empty.
    SectionsFilled(Vec<Arc<str>>),
    /// `tables_found()`.
    TablesFound,
    /// `cells_found()`: no cell is missing or blank.
    CellsFound,
    /// `cells_read()`: every cell that prints something prints a number.
    CellsRead,
    /// `edition_of_year()`: the tables follow the edition of the report's year.
    EditionOfYear,
    /// `one_edition()`: all tables follow one.
    OneEdition,
    /// `one_year(SECTION)`: title, period and the text of the section are of one year.
    OneYear(Arc<str>),
    /// `published_by(MM-DD, MM-DD)`: in the next year, by the first day; governments by the second.
    PublishedBy(Arc<str>, Arc<str>),
    /// `no_template()`: no text of the template is left.
    NoTemplate,
}

impl Predicate {
    pub(super) fn class(&self) -> Class {
        match self {
            Predicate::Jump(..) => Class::CrossYear,
            Predicate::PartsWithinWhole => Class::Hierarchy,
            Predicate::Count(_)
            | Predicate::Whole(_)
            | Predicate::Zero(_)
            | Predicate::SomeNumber(_)
            | Predicate::Together(..)
            | Predicate::Decimals(..) => Class::Plausibility,
            _ => Class::Structure,
        }
    }
}

/// A set of cells.
#[derive(Clone, Debug)]
pub struct Cells {
    pub(super) of: Pattern,
    pub(super) except: Vec<Pattern>,
}

impl Cells {
    /// Whether a cell is meant.
    pub fn contains(&self, cell: &str) -> bool {
        self.of.matches(cell) && !self.except.iter().any(|p| p.matches(cell))
    }
}

/// An id, or one with a `*` that stands for any number of its parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern {
    head: String,
    /// What follows a `*`.
    tail: Option<String>,
}

impl Pattern {
    pub fn new(text: &str) -> Pattern {
        match text.split_once('*') {
            None => Pattern { head: text.to_string(), tail: None },
            Some((head, tail)) => Pattern { head: head.to_string(), tail: Some(tail.to_string()) },
        }
    }

    pub fn matches(&self, cell: &str) -> bool {
        let Some(rest) = cell.strip_prefix(&self.head) else { return false };
        match self.tail.as_deref() {
            None => rest.is_empty(),
            Some("") => !rest.is_empty(),
            Some(tail) => rest.ends_with(tail) || tail.strip_prefix('.') == Some(rest),
        }
    }
}
