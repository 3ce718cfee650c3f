//! Tables of an edition that the form does not know yet: rows that no edition has, where the form's own sums or numbering
//! say that they belong there; and reports of a year behind the last edition.

use super::align::{LEAST, Match};
use super::assign::Entries;
use super::editions::Editions;
use super::records::{Record, Records};
use super::resolve::operand;
use crate::form::Form;
use crate::form::layout::Layout;
use crate::model::finding::{Finding, FindingKind};
use crate::report::{EditionInfo, ExtraRow};
use crate::text::key::split_number;
use crate::text::query::Query;
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;

/// Records with values that match no row of the form, in tables that do.
pub fn extra<'a>(all: &'a Records, matches: &[Match]) -> Vec<(usize, &'a Record)> {
    let blocks: Vec<usize> = matches.iter().filter_map(|m| all.records.get(m.records.start)).map(|r| r.block).collect();
    let extra = |(i, record): &(usize, &Record)| {
        record.has_values()
            && !record.label().is_empty()
            && blocks.contains(&record.block)
            && !matches.iter().any(|m| m.records.contains(i))
    };
    all.records.iter().enumerate().filter(extra).collect()
}

/// Such a record as the report keeps it.
pub fn kept(record: &Record) -> ExtraRow {
    ExtraRow {
        label: super::sections::tidy(record.label()),
        values: record.values().iter().map(|f| f.text.trim().to_string()).collect(),
        origin: record.fields.first().map(|f| f.origin),
    }
}

/// Makes an edition one that is not known, and says so.
pub fn finding(reason: &str, edition: &mut EditionInfo) -> Finding {
    let nearest = std::mem::replace(&mut edition.form, "unknown".into());
    let message = format!("{reason}: its numbers are read as those of {nearest}, and not checked");
    Finding::new(FindingKind::UnknownEdition, message)
}

/// Why the edition is none that is known; `None` if nothing says so.
pub fn reason(
    form: &Form,
    all: &Records,
    matches: &[Match],
    editions: &Editions,
    entries: &Entries,
    year: Option<i32>,
) -> Option<String> {
    let last = form.editions.last().map(|e| (e, *e.years.end()));
    if let (Some(year), Some((edition, end))) = (year, last.filter(|(_, end)| year.is_some_and(|y| y > *end))) {
        return Some(format!(
            "the report is of {year}, and the last edition that is known, {}, ends with {end}",
            edition.id
        ));
    }
    let (table, columns) = form.labels.uniform()?;
    let edition = editions.tables.get(table).copied()?;
    let printed: Vec<usize> = (0..form.rows.len())
        .filter(|r| form.rows.get(*r).is_some_and(|row| row.table == table && row.is_in(edition)))
        .collect();
    // A row that was not found may be the one that is not known.
    if !printed.iter().all(|row| matches.iter().any(|m| m.row == *row)) {
        return None;
    }
    let of_table = |i: usize| {
        form.rows
            .get(i)
            .is_some_and(|r| r.table == table && form.tables.get(table).is_some_and(|t| t.layout == Layout::Uniform))
    };
    let before = |i: usize| matches.iter().filter(|m| m.records.end <= i).max_by_key(|m| m.records.end);
    let own = |(i, r): &(usize, &Record)| {
        let inside = before(*i).is_some_and(|m| of_table(m.row))
            && matches.iter().any(|m| m.records.start > *i && of_table(m.row));
        inside && r.values().len() == columns.len()
    };
    let extra: Vec<(usize, &Record)> = extra(all, matches).into_iter().filter(own).collect();
    let (_, first) = extra.first()?;
    if adds_up(form, edition, entries, &extra) {
        return Some(format!(
            "the sums hold with the row \"{}\", which no edition has",
            super::sections::tidy(first.label())
        ));
    }
    let counted = extra.iter().find(|(i, record)| {
        // A label that a page cut is like one of the form's.
        let query = Query::new(record.label());
        if (0..form.rows.len()).any(|row| form.labels.row_score(&query, row) >= LEAST) {
            return false;
        }
        let above = before(*i).and_then(|m| all.records.get(m.records.start));
        let numbers = above.and_then(|above| split_number(above.label())).zip(split_number(record.label()));
        numbers.is_some_and(|((style, n, _), (own_style, own, _))| style == own_style && own == n + 1)
    });
    let (_, record) = counted?;
    Some(format!(
        "the row \"{}\", which no edition has, is numbered as one of the form's",
        super::sections::tidy(record.label())
    ))
}

/// Whether column sums fail, and all of them by what these rows hold.
fn adds_up(form: &Form, edition: usize, entries: &Entries, extra: &[(usize, &Record)]) -> bool {
    let columns = form.labels.uniform().map_or(&[][..], |(_, columns)| columns);
    let held = |column: usize| {
        let at = columns.iter().position(|c| *c == column)?;
        extra.iter().try_fold(Decimal::ZERO, |sum, (_, record)| match value::parse(&record.values().get(at)?.text) {
            Parsed::Number { value, .. } => sum.checked_add(value),
            _ => Some(sum),
        })
    };
    let mut failing = 0;
    for rule in form.identities(edition).filter(|r| r.over_rows) {
        let Some(sides) = rule.sides(|term| operand(entries.get(&*term.cell))) else { continue };
        let gap = sides.right - sides.left;
        let column = rule.cells().next().and_then(|id| form.cell(id)).map(|c| c.column);
        if gap.is_zero() {
            continue;
        }
        if column.and_then(held) != Some(gap) {
            return false;
        }
        failing += 1;
    }
    failing > 0
}
