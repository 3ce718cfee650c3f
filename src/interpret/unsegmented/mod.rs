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
//!   three rows are short, the document drops its blank cells, and any row may have any number of them.
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
//! What is not proved is a conflict with the readings that are left as its alternatives.

mod blocks;
mod domain;
mod run;
mod table;

use super::assign::{Entries, unit};
use crate::form::cells::{Edition, FormRow, Table};
use crate::form::rules::identities;
use crate::form::words::words;
use crate::model::finding::{Finding, FindingKind};
use crate::model::origin::Origin;
use crate::report::{Entry, Status};
use crate::text::Text;
use crate::text::value;
use domain::Domain;
use run::{Cell, Damage, Kind, Run, Visitor, Work, walk};
use rust_decimal::Decimal;

/// More alternatives than this say nothing.
const MOST_ALTERNATIVES: usize = 24;

/// Steps for a row of table 2.
const WORK: u64 = 20_000;

/// A row of the form whose values are one run of characters.
#[derive(Clone, Debug)]
pub struct UnsegmentedRow {
    /// The row.
    pub row: &'static FormRow,
    /// The run.
    pub text: Text,
    /// Where it stands.
    pub origin: Origin,
    /// Ids of its cells, and whether the head above says that its amounts are in yuan.
    pub cells: Vec<(&'static str, bool)>,
}

/// Fills the cells of unsegmented rows. `edition` is that of table 3.
pub fn fill(entries: &mut Entries, rows: &[UnsegmentedRow], edition: Edition, findings: &mut Vec<Finding>) {
    if rows.is_empty() {
        return;
    }
    let counts = rows.iter().filter(|r| r.row.table != Table::ActiveDisclosure);
    let wide = run::wide_dashes(counts.map(|r| r.text.as_str()));
    let of = |table: Table| rows.iter().filter(move |r| r.row.table == table).collect::<Vec<_>>();
    let applications = of(Table::Applications);
    let runs: Vec<Option<Run>> =
        applications.iter().map(|r| Run::new(&r.text, wide).filter(|_| r.cells.len() == table::COLUMNS)).collect();
    let solved = table::solve(&runs, &sums(&applications, edition));
    if solved.contradictory && !applications.is_empty() {
        let message =
            "no reading of table 3 breaks its sums in less than two places: rows are cut only where there is one way";
        findings.push(Finding::new(FindingKind::Conflict, message));
    }
    let proved = solved.rows.iter().flatten().filter(|d| (0..d.cells.len()).all(|i| d.proved(i).is_some())).count();
    let printed = !solved.blanks_dropped && proved >= 10;
    let mut filled: Vec<&'static str> = Vec::new();
    for (row, domain) in applications.iter().zip(&solved.rows) {
        filled.extend(put(entries, row, domain.as_ref(), findings));
    }
    for row in of(Table::ReviewAndLitigation) {
        let run = Run::new(&row.text, wide);
        let domain = run.map(|run| blocks::solve(&run, 3, row.cells.len() / 3, solved.blanks_dropped));
        filled.extend(put(entries, row, domain.as_ref(), findings));
    }
    for row in of(Table::ActiveDisclosure) {
        let domain = Run::new(&row.text, wide).map(|run| alone(&run, row, printed));
        filled.extend(put(entries, row, domain.as_ref(), findings));
    }
    // The sums that the values hold with are their evidence.
    for rule in identities(edition) {
        let holds = rule.sides(|id| super::resolve::operand(entries.get(id))).is_some_and(|s| s.left == s.right);
        for id in rule.cells().filter(|id| holds && filled.contains(id)) {
            if let Some(entry) = entries.get_mut(id) {
                entry.evidence.push(rule.id);
            }
        }
    }
}

/// The sums over the columns of table 3, in places of its rows; only those of which all rows are there.
fn sums(rows: &[&UnsegmentedRow], edition: Edition) -> Vec<table::Sum> {
    let place = |id: &str| {
        let row = id.rsplit_once('.')?.0;
        rows.iter().position(|r| r.row.id == row)
    };
    let per_column = identities(edition)
        .iter()
        .filter(|r| r.cells().all(|c| Table::of(c) == Some(Table::Applications) && c.ends_with(".total")));
    let mut sums: Vec<table::Sum> = per_column
        .filter_map(|rule| {
            let signed = |terms: &[(bool, &'static str)], sign: i64| {
                terms
                    .iter()
                    .map(|(plus, id)| Some((place(id)?, if *plus { sign } else { -sign })))
                    .collect::<Option<Vec<_>>>()
            };
            Some([signed(&rule.left, 1)?, signed(&rule.right, -1)?].concat())
        })
        .collect();
    sums.sort();
    sums.dedup();
    sums
}

/// A row without sums: all ways to cut it.
fn alone(run: &Run, row: &UnsegmentedRow, printed: bool) -> Domain {
    let kinds: Vec<Kind> = row
        .cells
        .iter()
        .map(|(id, _)| match *id {
            id if id.ends_with(".change_this_year") => Kind::Change,
            id if id.ends_with(".amount") => Kind::Amount,
            _ => Kind::Count,
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
    row: &UnsegmentedRow,
    domain: Option<&Domain>,
    findings: &mut Vec<Finding>,
) -> Vec<&'static str> {
    let mut open: Vec<String> = Vec::new();
    let mut filled = Vec::new();
    for (i, (id, yuan)) in row.cells.iter().enumerate() {
        let in_cell = i + 1 == row.cells.len() && words("yuan_1").iter().any(|w| row.text.ends_with(w));
        let scaled = |value: Decimal| if *yuan && !in_cell { value::scale(value, -4) } else { Some(value) };
        let number = |cell: &Cell| match cell {
            Cell::Count(n) => Some(Decimal::from(*n)),
            Cell::Amount(n) => scaled(*n),
            Cell::Dash | Cell::Hole => None,
        };
        let mut entry = Entry { origin: Some(row.origin), ..Entry::printed(&row.text, unit(id)) };
        match domain.and_then(|d| d.proved(i)) {
            Some(Cell::Dash) => entry.status = Status::NotApplicable,
            Some(cell) if number(&cell).is_some() => {
                entry.status = Status::Published;
                entry.value = number(&cell);
                entry.derivation = Some("segmented");
                if let Cell::Amount(_) = cell {
                    entry.unit_source = if in_cell { Some("cell") } else { yuan.then_some("header") };
                }
                filled.push(*id);
            }
            _ => {
                entry.status = Status::Conflict;
                let readings = domain.and_then(|d| d.cells.get(i)).filter(|s| s.len() <= MOST_ALTERNATIVES);
                entry.alternatives = readings.into_iter().flatten().filter_map(number).collect();
                open.push(id.to_string());
            }
        }
        entries.insert(id, entry);
    }
    let cells = row.cells.len();
    let finding = match open.len() {
        0 => Finding::new(
            FindingKind::ProvedByArithmetic,
            format!("\"{}\" can be cut into {cells} cells in one way only", row.text),
        )
        .with_cells(row.cells.iter().map(|(id, _)| id.to_string()).collect()),
        some => Finding::new(
            FindingKind::Conflict,
            format!("\"{}\" stands for {cells} cells: where to cut it is not proved for {some} of them", row.text),
        )
        .with_cells(open),
    };
    findings.push(finding.at(row.origin));
    filled
}
