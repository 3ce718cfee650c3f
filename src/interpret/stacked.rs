//! Rows whose values stand together: a dump that goes through a page block by block writes the labels of some rows, then the
//! values of all of them, or the values first and labels later. Which are whose is known where between two placed rows of
//! the table exactly as many rows are missing as the values fill, each of these adds up, every missing row is named in the
//! document, and all columns of the table hold with them.

use super::align::Match;
use super::records::{Field, Record, Records};
use crate::form::Form;
use crate::form::layout::Layout;
use crate::model::operand::Operand;
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// More rows than this do not stand together.
const MOST: usize = 12;

/// Values that stand together, and the rows that they are to be.
struct Stack {
    record: usize,
    rows: Vec<usize>,
}

/// Gives each row of a stack its values: its record is parted, and the rows are matched to the parts.
pub fn settle(form: &Form, all: &mut Records, matches: &mut Vec<Match>) {
    let found: Vec<Stack> = (0..all.records.len()).filter_map(|at| stack(form, all, matches, at)).collect();
    if found.is_empty() {
        return;
    }
    let width = form.labels.width();
    let mut placed: Vec<(usize, Vec<i64>)> = Vec::new();
    for stack in &found {
        let numbers = all.records.get(stack.record).and_then(numbers).unwrap_or_default();
        placed.extend(stack.rows.iter().copied().zip(numbers.chunks(width.max(1)).map(<[i64]>::to_vec)));
    }
    let others: Vec<&Match> = matches.iter().filter(|m| !found.iter().any(|s| m.records.contains(&s.record))).collect();
    if !columns_hold(form, all, &others, &placed) {
        return;
    }
    for stack in found.into_iter().rev() {
        let Some(record) = all.records.get(stack.record).cloned() else { continue };
        let parts = parts(&record, form.labels.width());
        let more = parts.len().saturating_sub(1);
        all.records.splice(stack.record..=stack.record, parts);
        // A match of the record itself ends with its first part.
        matches.retain(|m| !m.records.contains(&stack.record));
        for m in matches.iter_mut().filter(|m| m.records.start > stack.record) {
            m.records = m.records.start + more..m.records.end + more;
        }
        let new = stack.rows.iter().enumerate();
        matches.extend(new.map(|(i, row)| Match {
            row: *row,
            records: stack.record + i..stack.record + i + 1,
            score: 1.0,
        }));
        matches.sort_by_key(|m| m.records.start);
    }
}

/// The stack that a record is, if it is one.
fn stack(form: &Form, all: &Records, matches: &[Match], at: usize) -> Option<Stack> {
    let record = all.records.get(at).filter(|r| r.unsegmented && r.has_values())?;
    let width = form.labels.width();
    let count = record.count();
    let own = matches.iter().find(|m| m.records.contains(&at));
    // A label that is no row's here has values of its own.
    let labelled = own.is_none() && !record.is_alone();
    if labelled || width == 0 || count % width != 0 || count / width > MOST || own.is_some() && count == width {
        return None;
    }
    let before = matches.iter().rfind(|m| m.records.end <= at);
    let behind = matches.iter().find(|m| m.records.start > at);
    let mut found: Option<Vec<usize>> = None;
    for edition in form.tabular() {
        let rows = uniform_rows(form, edition);
        let place = |m: &Match| rows.iter().position(|r| *r == m.row);
        let start = match (own, before) {
            (Some(own), _) => place(own),
            (None, Some(before)) => place(before).map(|p| p + 1),
            (None, None) => None,
        };
        let (Some(start), Some(end)) = (start, behind.and_then(place)) else { continue };
        let Some(missing) = rows.get(start..end).filter(|m| m.len() * width == count).map(<[usize]>::to_vec) else {
            continue;
        };
        if found.as_ref().is_some_and(|other| *other != missing) {
            return None;
        }
        found = Some(missing);
    }
    let rows = found.filter(|rows| !rows.is_empty() && rows.iter().all(|r| form.labels.is_named_in(*r, &all.text)))?;
    numbers(record)?.chunks(width).all(adds).then_some(Stack { record: at, rows })
}

/// Whether the last number is the sum of the others.
fn adds(part: &[i64]) -> bool {
    part.split_last().is_some_and(|(total, parts)| parts.iter().sum::<i64>() == *total)
}

/// Whether a run holds the values of several rows, of which each adds up: it is not that of one.
pub fn holds_rows(form: &Form, record: &Record) -> bool {
    let (width, count) = (form.labels.width(), record.count());
    let several = record.unsegmented && width > 0 && count > width && count.is_multiple_of(width);
    several && numbers(record).is_some_and(|numbers| numbers.chunks(width).all(adds))
}

/// The rows of an edition's table whose rows are alike.
pub fn uniform_rows(form: &Form, edition: usize) -> Vec<usize> {
    let uniform = |table: usize| form.tables.get(table).is_some_and(|t| t.layout == Layout::Uniform);
    let printed = |i: &usize| form.rows.get(*i).is_some_and(|r| r.is_in(edition) && uniform(r.table));
    (0..form.rows.len()).filter(printed).collect()
}

/// The values of a record, a dash for nothing; `None` if one is no count.
fn numbers(record: &Record) -> Option<Vec<i64>> {
    let number = |word: &str| match value::parse(word) {
        Parsed::Number { value, .. } => i64::try_from(value).ok(),
        Parsed::NotApplicable => Some(0),
        _ => None,
    };
    record.values().iter().flat_map(|f| f.text.split_whitespace()).map(number).collect()
}

/// A record for each row of a stack; the first keeps the label.
fn parts(record: &Record, width: usize) -> Vec<Record> {
    let words = record.parted();
    let labels = record.fields.get(..record.label_end).unwrap_or_default();
    let part = |(i, values): (usize, &[Field])| {
        let label = if i == 0 { labels } else { &[] };
        Record { fields: [label, values].concat(), label_end: label.len(), unsegmented: false, ..record.clone() }
    };
    words.values().chunks(width).enumerate().map(part).collect()
}

/// Whether no sum over the rows of the table fails with these rows among those that are matched, and one holds.
pub fn columns_hold(form: &Form, all: &Records, matches: &[&Match], placed: &[(usize, Vec<i64>)]) -> bool {
    let width = form.labels.width();
    let mut values: BTreeMap<String, i64> = BTreeMap::new();
    let mut put = |edition: usize, row: usize, numbers: &[i64]| {
        let cells = form.rows.get(row).map_or(&[][..], |r| r.cells(edition));
        values.extend(cells.iter().map(|c| c.id.to_string()).zip(numbers.iter().copied()));
    };
    for edition in form.tabular() {
        for m in matches {
            let valued = all.records.get(m.records.clone()).and_then(|part| part.iter().find(|r| r.has_values()));
            if let Some(numbers) = valued.and_then(numbers).filter(|n| n.len() == width) {
                put(edition, m.row, &numbers);
            }
        }
        placed.iter().for_each(|(row, numbers)| put(edition, *row, numbers));
    }
    let mut held = false;
    for edition in form.tabular() {
        for rule in form.identities(edition).filter(|r| r.over_rows) {
            let of = |id: &str| values.get(id).map_or(Operand::Unknown, |v| Operand::Number(Decimal::from(*v)));
            match rule.holds(|term| of(&term.cell)) {
                Some(false) => return false,
                Some(true) => held = true,
                None => {}
            }
        }
    }
    held
}
