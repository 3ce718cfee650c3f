//! The rules of the form: what must hold between its cells, what is unusual, what the prose says, and what a report must
//! have. Each is one line of `rules.tsv`, written once for all editions, rows and columns that it holds in, and is expanded
//! over the cells of each edition when the form is loaded.
//!
//! | column | says |
//! | --- | --- |
//! | `editions` | `2019` that edition with its variants, `2019..` it and all later ones, `!x` but not edition or variant `x` |
//! | `id` | as written in reports; `{x}` is replaced |
//! | `class`, `severity` | see [`Class`], [`Severity`] |
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

use super::sheet::{FormError, Sheet};
use crate::model::finding::Severity;
use crate::model::operand::Operand;
use rust_decimal::Decimal;
use std::sync::{Arc, OnceLock};

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
    shape: Shape,
}

/// What sort of rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The form's own arithmetic.
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
    const ALL: [Class; 6] =
        [Class::Identity, Class::Plausibility, Class::Narrative, Class::Structure, Class::CrossYear, Class::Hierarchy];

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
    /// The class of the rules that say it.
    fn class(&self) -> Class {
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
    of: Pattern,
    except: Vec<Pattern>,
}

impl Cells {
    /// Whether a cell is meant.
    pub fn contains(&self, cell: &str) -> bool {
        self.of.matches(cell) && !self.except.iter().any(|p| p.matches(cell))
    }
}

/// An id, or one with a `*` that stands for any number of its parts.
#[derive(Clone, Debug, PartialEq)]
struct Pattern {
    head: String,
    /// What follows a `*`.
    tail: Option<String>,
}

impl Pattern {
    fn new(text: &str) -> Pattern {
        match text.split_once('*') {
            None => Pattern { head: text.to_string(), tail: None },
            Some((head, tail)) => Pattern { head: head.to_string(), tail: Some(tail.to_string()) },
        }
    }

    fn matches(&self, cell: &str) -> bool {
        let Some(rest) = cell.strip_prefix(&self.head) else { return false };
        match self.tail.as_deref() {
            None => rest.is_empty(),
            Some("") => !rest.is_empty(),
            Some(tail) => rest.ends_with(tail) || tail.strip_prefix('.') == Some(rest),
        }
    }
}

/// What the cells of a sum have in common.
#[derive(Clone, Debug, PartialEq)]
enum Shape {
    /// They stand in one printed row: its id and how many cells it has.
    Row(Arc<str>, usize),
    /// They stand in one column.
    Column,
    /// Neither.
    Mixed,
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

    /// The printed row in which all that it compares stands, with the count of its cells; `None` if it goes over rows.
    pub fn row(&self) -> Option<(&Arc<str>, usize)> {
        if let Shape::Row(id, cells) = &self.shape { Some((id, *cells)) } else { None }
    }

    /// Whether all that it compares stands in one column, over several rows.
    pub fn is_column_sum(&self) -> bool {
        self.shape == Shape::Column
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

/// The rules of a form, edition by edition.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Id of each layout, the edition of which it is a variant, and its rules in the order of the table.
    layouts: Vec<(Arc<str>, Option<Arc<str>>, Vec<Rule>)>,
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

    /// The rules of the form that is compiled in.
    pub fn builtin() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| builtin().unwrap_or_else(|error| unreachable!("{error}")))
    }
}

fn builtin() -> Result<Rules, FormError> {
    use super::cells::{Edition, FormCell, Table, cells};
    use super::indicators::{OldForm, indicators};
    let of_old = |form| indicators().iter().filter(|i| i.form == form).map(|i| (i.id, i.id)).collect();
    let place = |c: &FormCell| (c.id, if c.table == Table::ReviewAndLitigation { c.table.id() } else { c.row });
    let of = |edition| cells(edition).iter().map(place).collect();
    let undivided = Table::ALL.iter().flat_map(|table| {
        let edition = if *table == Table::Applications { Edition::E2019 } else { Edition::E2021 };
        cells(edition).iter().filter(|c| c.table == *table).map(place)
    });
    let layout = |id, cells| Layout { id, variant_of: None, cells };
    let names = Names {
        layouts: vec![
            layout("pre2014", of_old(OldForm::Pre2014)),
            layout("2014", of_old(OldForm::Of2014)),
            layout("2019", of(Edition::E2019)),
            layout("2021", of(Edition::E2021)),
            Layout { id: "2019-in-2021", variant_of: Some("2021"), cells: undivided.collect() },
        ],
        facts: super::narrative::facts(),
        sections: super::labels::Section::ALL.iter().map(|s| s.id()).collect(),
    };
    let text = include_str!("../../forms/disclosure/rules.tsv");
    Rules::load(&Sheet::parse("rules.tsv", text, &expand::COLUMNS)?, &names)
}
