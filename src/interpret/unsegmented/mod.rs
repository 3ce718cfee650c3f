//! Rows whose cell borders are gone, read as one problem over the whole form.
//!
//! # What is given
//!
//! A crawler that joins text without separators leaves `640020470` of a row of seven cells. There are many ways to cut
//! it. A *reading* cuts every row of a table; a number has no leading zero, a sign stands only in a column of changes, a
//! point only in one of amounts, a dash is a cell of its own, and no number goes over white space. A *fault* is one of
//!
//! - a number in one cell that is not the one it should be (any other: all sums with this cell may fail),
//! - a case counted in one column and the total of a row but not elsewhere (two columns fail by the same amount),
//! - damage to the text of one row (of one block in table 4): a cell that left nothing, a zero too many, white space
//!   inside a number. In a row with fewer values than cells, or more zeros, the damage is evident and no fault; where
//!   three rows are short or leave nothing at all, the document drops its blank cells, and any row may have any number of
//!   them.
//!
//! # What is published
//!
//! In tables 3 and 4 a value is published if it is the same in **every reading of its table with at most one fault**.
//! So it is right whatever the fault is, if the table has one or none: the printed report may contradict itself once,
//! anywhere, and the contradiction is neither mended nor spreads. The readings are not enumerated: under each place of
//! the fault the readings of each row are narrowed by each column's sum until nothing changes. What is left may be
//! more than the true readings, never less, so it can only turn a value into a conflict. Steps are counted, not timed.
//!
//! If no reading of table 3 has at most one fault, only those of its rows that can be cut in one way and add up are cut;
//! of table 4 nothing is. Where a row of table 3 is short, cells of table 4 may be blank, any number of them.
//! Table 2 has no sums. There a value is published if all ways to cut its row agree; and that no cell of it is blank is
//! taken as given where ten rows of table 3 were read and none is short.
//!
//! Where white space stands between the numbers of a row, and there are as many as cells, each is in its cell; such a row
//! counts in the sums only. Where no number of a table is one that nobody prints ("007") and some stand apart, white space
//! stands between all of them: then none is cut, and what a row lacks are blank cells.
//!
//! What is not proved is a conflict with the readings that are left as its alternatives.

mod blocks;
mod domain;
mod run;
mod table;

use super::assign::Entries;
use crate::form::Form;
use crate::form::layout::{self, FormCell, Layout, RowSpec};
use crate::form::rules::Sum;
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::model::origin::Origin;
use crate::report::{Entry, Status};
use crate::text::Text;
use crate::text::value;
use crate::text::words::{Word, words};
use domain::Domain;
use run::{Cell, Damage, Kind, Run, Visitor, Work, walk};
use rust_decimal::Decimal;

/// More alternatives than this say nothing.
const MOST_ALTERNATIVES: usize = 24;

/// Steps for a row of table 2.
const WORK: u64 = 20_000;

/// A row of the form whose values are one run of characters.
#[derive(Clone, Debug)]
pub struct UnsegmentedRow<'a> {
    /// The row.
    pub row: &'a RowSpec,
    /// The run.
    pub text: Text,
    /// Where it stands.
    pub origin: Origin,
    /// Nothing stands between its label and the run.
    pub sticks: bool,
    /// Its cells, and whether the head above says that its amounts are in yuan.
    pub cells: Vec<(&'a FormCell, bool)>,
}

impl UnsegmentedRow<'_> {
    /// White space parts as many values as the row has cells.
    fn is_parted(&self) -> bool {
        self.text.split_whitespace().count() == self.cells.len()
    }
}

/// Whether white space stands between all numbers of these rows.
fn spaced(rows: &[&UnsegmentedRow<'_>], wide: bool, stuck: bool) -> bool {
    let words = || rows.iter().flat_map(|r| r.text.split_whitespace());
    let whole = |word: &str| Run::new(word, wide).is_some_and(|run| run.is_cell());
    let apart = rows.iter().any(|r| r.text.split_whitespace().nth(1).is_some());
    words().all(whole) && (apart || !stuck)
}

/// Fills the cells of unsegmented rows. `text` is that of all tables, `edition` that of table 3.
pub fn fill(
    form: &Form,
    entries: &mut Entries,
    (rows, text): (&[UnsegmentedRow<'_>], &str),
    edition: usize,
    findings: &mut Vec<Finding>,
) {
    if rows.iter().all(UnsegmentedRow::is_parted) {
        return;
    }
    let layout = |r: &&UnsegmentedRow<'_>| form.tables.get(r.row.table).map(|t| t.layout);
    let counts = rows.iter().filter(|r| layout(r) != Some(Layout::Varied));
    let wide = run::wide_dashes(counts.map(|r| r.text.as_str()));
    let of = |wanted: Layout| rows.iter().filter(|r| layout(r) == Some(wanted)).collect::<Vec<_>>();
    let uniform = of(Layout::Uniform);
    let columns = form.labels.width();
    let all_spaced = spaced(&uniform, wide, true);
    let read = |r: &&UnsegmentedRow<'_>| Some(Run::new(&r.text, wide)?.spaced(all_spaced || r.is_parted()));
    let runs: Vec<Option<Run>> = uniform.iter().map(|r| read(r).filter(|_| r.cells.len() == columns)).collect();
    let solved = table::solve(&runs, columns, &sums(form, &uniform, edition), empty(form, &uniform, text, edition));
    if solved.contradictory && !uniform.iter().all(|r| r.is_parted()) {
        let message =
            "no reading of table 3 breaks its sums in less than two places: rows are cut only where there is one way";
        findings.push(Finding::new(FindingKind::Conflict, message));
    }
    let proved = solved.rows.iter().flatten().filter(|d| (0..d.cells.len()).all(|i| d.proved(i).is_some())).count();
    let printed = !solved.blanks_dropped && proved >= 10;
    let mut filled: Vec<CellId> = Vec::new();
    for (row, domain) in uniform.iter().zip(&solved.rows).filter(|(r, _)| !r.is_parted()) {
        filled.extend(put(entries, row, domain.as_ref(), findings));
    }
    let blocks = of(Layout::Blocks);
    for row in blocks.iter().filter(|r| !r.is_parted()) {
        let run = Run::new(&row.text, wide).map(|run| run.spaced(spaced(&[row], wide, true)));
        let widths: Vec<usize> = row.cells.chunk_by(|(a, _), (b, _)| a.row == b.row).map(<[_]>::len).collect();
        let domain = run.map(|run| blocks::solve(&run, &widths, solved.blanks_dropped));
        filled.extend(put(entries, row, domain.as_ref(), findings));
    }
    let varied = of(Layout::Varied);
    let stuck = varied.iter().any(|r| r.sticks);
    let whole = spaced(&varied, wide, stuck);
    for row in varied.iter().filter(|r| !r.is_parted()) {
        let domain = Run::new(&row.text, wide).filter(|_| !whole).map(|run| alone(&run, row, printed));
        filled.extend(put(entries, row, domain.as_ref(), findings));
    }
    // The sums that the values hold with are their evidence.
    for rule in form.identities(edition) {
        let holds = rule.holds(|term| super::resolve::operand(entries.get(&*term.cell))) == Some(true);
        for id in rule.cells().filter(|id| holds && filled.iter().any(|f| **f == ***id)) {
            if let Some(entry) = entries.get_mut(&**id) {
                entry.evidence.push(rule.id.clone().into());
            }
        }
    }
}

/// How many rows of table 3 are named in the text and leave no value.
fn empty(form: &Form, rows: &[&UnsegmentedRow<'_>], text: &str, edition: usize) -> usize {
    let uniform = |r: &RowSpec| form.tables.get(r.table).is_some_and(|t| t.layout == Layout::Uniform);
    let all = form.rows.iter().enumerate().filter(|(_, r)| uniform(r) && r.is_in(edition));
    all.filter(|(i, r)| !rows.iter().any(|row| row.row.id == r.id) && form.labels.is_named_in(*i, text)).count()
}

/// The sums over the columns of table 3, which are the same in each, in places of its rows; only those of which all rows
/// are there.
fn sums(form: &Form, rows: &[&UnsegmentedRow<'_>], edition: usize) -> Vec<table::Sum> {
    let place = |id: &str| {
        let row = id.rsplit_once('.')?.0;
        rows.iter().position(|r| *r.row.id == *row)
    };
    let signed = |sum: &Sum, sign: i64| {
        let places = sum.terms.iter().map(|t| Some((place(&t.cell)?, if t.plus { sign } else { -sign })));
        places.collect::<Option<Vec<_>>>()
    };
    let over_rows = form.identities(edition).filter(|r| r.over_rows);
    let mut sums: Vec<table::Sum> = over_rows
        .filter_map(|rule| {
            let (left, _, right) = rule.comparison()?;
            Some([signed(left, 1)?, signed(right, -1)?].concat())
        })
        .collect();
    sums.sort();
    sums.dedup();
    sums
}

/// A row without sums: all ways to cut it.
fn alone(run: &Run, row: &UnsegmentedRow<'_>, printed: bool) -> Domain {
    let kinds: Vec<Kind> = row
        .cells
        .iter()
        .map(|(cell, _)| match cell.kind {
            layout::Kind::Signed => Kind::Change,
            layout::Kind::Amount => Kind::Amount,
            layout::Kind::Count => Kind::Count,
        })
        .collect();
    struct All(Domain);
    impl Visitor for All {
        fn admits(&mut self, _: &[Cell], _: Cell) -> bool {
            true
        }
        fn reading(&mut self, cells: &[Cell]) -> bool {
            self.0.add(cells);
            true
        }
    }
    let mut all = All(Domain::new(kinds.len(), true));
    let damage = if printed { Damage::None } else { Damage::Holes };
    if !walk(run, (0, run.len()), &kinds, damage, &mut Work(WORK), &mut all) {
        all.0.settled = false;
    }
    all.0
}

/// Writes a row's cells; gives the ids of those that got a value.
fn put(
    entries: &mut Entries,
    row: &UnsegmentedRow<'_>,
    domain: Option<&Domain>,
    findings: &mut Vec<Finding>,
) -> Vec<CellId> {
    let mut open: Vec<String> = Vec::new();
    let mut filled = Vec::new();
    for (i, (printed, yuan)) in row.cells.iter().enumerate() {
        let in_cell = i + 1 == row.cells.len() && words(Word::Yuan).iter().any(|w| row.text.ends_with(w));
        let scaled = |value: Decimal| if *yuan && !in_cell { value::scale(value, -4) } else { Some(value) };
        let number = |cell: &Cell| match cell {
            Cell::Count(n) => Some(Decimal::from(*n)),
            Cell::Amount(n) => scaled(*n),
            Cell::Dash | Cell::Hole => None,
        };
        let mut entry = Entry { origin: Some(row.origin), ..Entry::printed(&row.text, printed.unit.clone()) };
        match domain.and_then(|d| d.proved(i)) {
            Some(Cell::Dash) => entry.status = Status::NotApplicable,
            Some(cell) if number(&cell).is_some() => {
                entry.status = Status::Published;
                entry.value = number(&cell);
                entry.derivation = Some("segmented".into());
                entry.placed_by = vec!["row_label".into(), "sum".into()];
                if let Cell::Amount(_) = cell {
                    entry.unit_source = in_cell.then_some("cell").or(yuan.then_some("header")).map(Into::into);
                }
                filled.push(printed.id.clone());
            }
            _ => {
                entry.status = Status::Conflict;
                let readings = domain.and_then(|d| d.cells.get(i)).filter(|s| s.len() <= MOST_ALTERNATIVES);
                entry.alternatives = readings.into_iter().flatten().filter_map(number).collect();
                open.push(printed.id.to_string());
            }
        }
        entries.insert(printed.id.clone(), entry);
    }
    let cells = row.cells.len();
    let finding = match open.len() {
        0 => Finding::new(
            FindingKind::ProvedByArithmetic,
            format!("\"{}\" can be cut into {cells} cells in one way only", row.text),
        )
        .with_cells(row.cells.iter().map(|(c, _)| c.id.to_string()).collect()),
        some => Finding::new(
            FindingKind::Conflict,
            format!("\"{}\" stands for {cells} cells: where to cut it is not proved for {some} of them", row.text),
        )
        .with_cells(open),
    };
    findings.push(finding.at(row.origin));
    filled
}
