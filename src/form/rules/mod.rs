//! The rules of the form: what must hold between its cells, what is unusual, what the prose says, and what a report must
//! have. Each is one line of `rules.tsv`, written once for all editions, rows and columns that it holds in, and is expanded
//! over the cells of each edition when the form is loaded.
//!
//! | column | says |
//! | --- | --- |
//! | `editions` | `2019` that edition with its variants, `2019..` it and all later ones, `!x` but not edition or variant `x` |
//! | `id` | as written in reports; `{x}` is replaced |
//! | `severity` | how much it matters if it is broken |
//! | `statement` | see below |
//! | `except` | patterns of cells for which neither `*` nor `{x}` stands in this line |
//! | `when` | `below(LEVEL)`: the agency's level is below that one; `unsaid(FACT)`: the prose states no such number; `not_of(LEVEL, LEVEL/KIND, ...)`: the agency is none of these |
//! | `otherwise` | what a check says that is skipped since `when` does not hold, or since the edition has no cell of the statement |
//! | `says` | what a check says of cells that break a predicate |
//!
//! | statement | says |
//! | --- | --- |
//! | `a.b + c.d - 3 = e.f` | sums of cells and numbers compared by `=`, `>=`, `<=` or `<` |
//! | `a.b@prev` | the cell in the report of the year before |
//! | `sum(a.*.b)` | all such cells in form order, whatever stands for `*`, nothing too; but none that stands alone in the statement, so that no total is among its parts |
//! | `= x \| y` | readings, of which one must hold |
//! | `text.f = x \| y` | what the prose states as the fact `f` of `narrative.tsv` |
//! | `name(a, b)` | a [`Predicate`] |
//! | `{x}` | a rule for each part of an id with which all cells of the statement that stand alone are of the edition, in form order |

mod expand;
mod parse;
mod predicate;
mod sum;

pub use predicate::{Cells, Predicate};
pub use sum::{Relation, Sides, Sum, Term};

pub(in crate::form) use expand::COLUMNS;

use super::sheet::{FormError, Sheet};
use crate::model::finding::Severity;
use std::sync::Arc;

/// A rule over the cells of one edition.
#[derive(Clone, Debug)]
pub struct Rule {
    /// For example `A-ROW.new_requests`; rules of one id are readings of one.
    pub id: Arc<str>,
    /// What sort of rule.
    pub class: Class,
    /// How much it matters if it is broken.
    pub severity: Severity,
    /// What must hold.
    pub statement: Statement,
    /// Where it is run; everywhere if empty.
    pub when: Option<Condition>,
    /// What is said where it is not run.
    pub otherwise: Arc<str>,
    /// What is said of cells that break it.
    pub says: Arc<str>,
    /// The printed row in which all that it compares stands, and the count of its cells.
    pub row: Option<(Arc<str>, usize)>,
    /// Whether all that it compares stands in one column, over several rows.
    pub over_rows: bool,
}

/// What sort of rule: it follows from the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The form's own arithmetic: sums that are equal.
    Identity,
    /// What is unusual, but not wrong.
    Plausibility,
    /// The prose against the tables.
    Narrative,
    /// Sections, tables, years.
    Structure,
    /// A report against that of the year before.
    CrossYear,
    /// A region against its parts.
    Hierarchy,
}

impl Class {
    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            Class::Identity => "identity",
            Class::Plausibility => "plausibility",
            Class::Narrative => "narrative",
            Class::Structure => "structure",
            Class::CrossYear => "cross_year",
            Class::Hierarchy => "hierarchy",
        }
    }
}

/// What must hold.
#[derive(Clone, Debug)]
pub enum Statement {
    /// Two sums compare so.
    Compare(Sum, Relation, Sum),
    /// The prose states the value of one of the sums as this fact.
    Stated(Arc<str>, Vec<Sum>),
    /// Something that is no sum.
    Named(Predicate),
}

impl Statement {
    fn class(&self) -> Class {
        match self {
            Statement::Compare(left, _, right) if left.terms.iter().chain(&right.terms).any(|t| t.previous) => {
                Class::CrossYear
            }
            Statement::Compare(_, Relation::Equal, _) => Class::Identity,
            Statement::Compare(..) => Class::Plausibility,
            Statement::Stated(..) => Class::Narrative,
            Statement::Named(predicate) => predicate.class(),
        }
    }
}

/// Where a rule is run.
#[derive(Clone, Debug)]
pub enum Condition {
    /// The agency's level is below this one.
    Below(Arc<str>),
    /// The prose states no number above zero as this fact.
    Unsaid(Arc<str>),
    /// The agency is none of these levels, or levels and kinds.
    NotOf(Vec<(Arc<str>, Option<Arc<str>>)>),
}

/// An edition of the form or a variant of one, as far as rules need to know it.
#[derive(Clone, Debug)]
pub struct Layout<'a> {
    /// As in the column `editions`.
    pub id: &'a str,
    /// The edition of which it is a variant.
    pub variant_of: Option<&'a str>,
    /// Id of each cell, in form order, with that of the printed row in which it stands.
    pub cells: Vec<(&'a str, &'a str)>,
}

/// What rules may name.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    /// The editions, oldest first, each followed by its variants.
    pub layouts: Vec<Layout<'a>>,
    /// What prose can state.
    pub facts: Vec<&'a str>,
    /// The sections of the form.
    pub sections: Vec<&'a str>,
}

/// Id of an edition or variant, the edition of which it is one, and its rules in the order of the table.
type Expanded = (Arc<str>, Option<Arc<str>>, Vec<Rule>);

/// The rules of a form, edition by edition.
#[derive(Clone, Debug)]
pub struct Rules {
    layouts: Vec<Expanded>,
}

impl Rules {
    /// The rules of `rules.tsv`, expanded over the cells of each edition.
    ///
    /// # Errors
    /// What does not parse, and names that the form does not have.
    pub fn load(sheet: &Sheet, names: &Names<'_>) -> Result<Rules, FormError> {
        expand::load(sheet, names)
    }

    /// The rules of an edition or a variant, in the order of the table; none of an unknown one.
    pub fn of(&self, layout: &str) -> &[Rule] {
        self.layouts.iter().find(|(id, ..)| **id == *layout).map_or(&[], |(.., rules)| rules)
    }

    /// The form's own arithmetic in an edition.
    pub fn identities(&self, layout: &str) -> impl Iterator<Item = &Rule> {
        self.of(layout).iter().filter(|r| r.class == Class::Identity)
    }

    /// The rules for a report of an edition whose tables follow these: those of the variant that one of them is.
    pub fn of_report(&self, edition: &str, tables: &[&str]) -> &[Rule] {
        let variant = self.layouts.iter().find(|(id, of, _)| of.as_deref() == Some(edition) && tables.contains(&&**id));
        variant.map_or_else(|| self.of(edition), |(.., rules)| rules)
    }
}
