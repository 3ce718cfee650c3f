//! Matched records to cells: by column head where the columns are known, by count and order where they are not.

use super::align::Match;
use super::editions::Editions;
use super::number::{joined_fields, read, trimmed};
use super::records::{Field, Header, HeaderColumn, Record, Records};
use super::resolve::operand;
use super::unsegmented::UnsegmentedRow;
use crate::form::Form;
use crate::form::layout::{FormCell, Layout, RowSpec};
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::report::{Entry, Status};
use crate::text::Text;
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Cells by id.
pub type Entries = BTreeMap<CellId, Entry>;

/// Fills the cells of the matched rows.
pub fn assign(
    form: &Form,
    all: &Records,
    matches: &[Match],
    editions: &Editions,
    findings: &mut Vec<Finding>,
) -> Entries {
    let mut entries = Entries::new();
    let flat = || all.records.iter().filter(|r| r.flat && !r.unsegmented);
    let numbers = flat().flat_map(Record::values).filter(|f| value::is_filled(&f.text)).count();
    let all_flat = flat().count() == all.records.len();
    let named = if all_flat && numbers < 20 { form.labels.rows_named_in(&all.text) } else { 0 };
    if named >= 15 {
        // A scraper that removes repeated lines leaves every label and each number once.
        let message = format!(
            "{named} rows of the form stand with {numbers} numbers: repeated lines were removed before the text was saved"
        );
        findings.push(Finding::new(FindingKind::TextDestroyed, message));
        return entries;
    }
    for found in matches {
        let (Some(row), Some(records)) = (form.rows.get(found.row), all.records.get(found.records.clone())) else {
            continue;
        };
        let Some(record) = joined(records) else { continue };
        let record = &record;
        let header = header(all, row, record);
        let targets = targets(form, row, header, editions);
        if record.unsegmented && targets.len() > 1 {
            continue;
        }
        let fields = match place(record, &targets, header) {
            Placed::Each(fields) => fields,
            Placed::Unknown => {
                let raw = joined_fields(record.values());
                let alternatives = record.values().iter().filter_map(|f| match value::parse(&f.text) {
                    Parsed::Number { value, .. } => Some(value),
                    _ => None,
                });
                let mut alternatives: Vec<Decimal> = alternatives.collect();
                alternatives.sort();
                alternatives.dedup();
                for target in &targets {
                    let mut entry = Entry::printed(&raw, target.cell.unit.clone());
                    entry.status = if alternatives.is_empty() { Status::Unreadable } else { Status::Conflict };
                    entry.origin = record.values().first().or(record.fields.first()).map(|f| f.origin);
                    entry.alternatives.clone_from(&alternatives);
                    entries.insert(target.cell.id.clone(), entry);
                }
                findings.push(
                    Finding::new(
                        FindingKind::Conflict,
                        format!(
                            "{} values stand in a row of {} columns: which is in which is lost",
                            record.values().len(),
                            targets.len()
                        ),
                    )
                    .with_cells(targets.iter().map(|t| t.cell.id.to_string()).collect()),
                );
                continue;
            }
        };
        for (target, field) in targets.iter().zip(fields) {
            let entry = match field {
                Some(fields) => read(target.cell, target.yuan, &fields, findings),
                None => Entry::missing(target.cell.unit.clone()),
            };
            entries.insert(target.cell.id.clone(), entry);
        }
    }
    entries
}

/// Compares the cells with a second copy of their rows; where a copy says another number, both readings stand.
pub fn contest(
    form: &Form,
    entries: &mut Entries,
    all: &Records,
    repeats: &[(usize, usize)],
    editions: &Editions,
    findings: &mut Vec<Finding>,
) {
    for (i, j) in repeats {
        let (Some(record), Some(row)) = (all.records.get(*i), form.rows.get(*j)) else { continue };
        let targets = targets(form, row, None, editions);
        if targets.len() != record.values().len() {
            continue;
        }
        for (target, field) in targets.iter().zip(record.values()) {
            let Parsed::Number { value, .. } = value::parse(&field.text) else { continue };
            let Some(entry) = entries.get_mut(&target.cell.id) else { continue };
            if entry.status != Status::Published || entry.value == Some(value) {
                continue;
            }
            entry.alternatives = entry.value.take().into_iter().chain([value]).collect();
            entry.status = Status::Conflict;
            entry.derivation = None;
            entry.also_printed(&trimmed(&field.text));
            let message = format!(
                "two copies of the table give {}",
                entry.alternatives.iter().map(Decimal::to_string).collect::<Vec<_>>().join(" and ")
            );
            findings.push(
                Finding::new(FindingKind::Conflict, message)
                    .with_cells(vec![target.cell.id.to_string()])
                    .at(field.origin),
            );
        }
    }
}

/// Says of every number with a character that was proved, and not told by the file, that it was recovered.
pub fn recovered(entries: &mut Entries) {
    for entry in entries.values_mut().filter(|e| e.value.is_some() && e.derivation.is_none() && e.is_recovered()) {
        entry.derivation = Some("recovered".into());
    }
}

/// The values of a row, put together from its records where a page cut numbers: the pieces stay apart by a line break,
/// so that they are read as a number in pieces and not as one.
fn joined(records: &[Record]) -> Option<Record> {
    let mut valued = records.iter().filter(|r| r.has_values());
    let mut record = valued.next().or_else(|| records.iter().max_by_key(|r| r.values().len()))?.clone();
    for rest in valued {
        let from = record.label_end;
        for (field, piece) in record.fields.iter_mut().skip(from).zip(rest.values()) {
            if !piece.text.trim().is_empty() {
                field.text = Text::joined([&trimmed(&field.text), &trimmed(&piece.text)], "\n");
            }
        }
    }
    Some(record)
}

/// The matched rows whose cells are one run of characters.
pub fn unsegmented<'a>(
    form: &'a Form,
    all: &Records,
    matches: &[Match],
    editions: &Editions,
) -> Vec<UnsegmentedRow<'a>> {
    let row = |found: &Match| {
        let row = form.rows.get(found.row)?;
        let record = all.records.get(found.records.clone())?.iter().find(|r| r.unsegmented)?;
        let run = record.values().first()?;
        let cells: Vec<_> =
            targets(form, row, header(all, row, record), editions).iter().map(|t| (t.cell, t.yuan)).collect();
        (cells.len() > 1).then(|| UnsegmentedRow { row, text: run.text.clone(), origin: run.origin, cells })
    };
    matches.iter().filter_map(row).collect()
}

/// The column heads in force over a row.
fn header<'a>(all: &'a Records, row: &RowSpec, record: &Record) -> Option<&'a Header> {
    record.headers.get(row.table).copied().flatten().and_then(|i| all.headers.get(i))
}

/// Digits without a label beside a row of a flattened text are what is left of its numbers, broken by narrow cells:
/// where the row's sums do not hold, its numbers are not whole.
pub fn broken(
    form: &Form,
    entries: &mut Entries,
    all: &Records,
    matches: &[Match],
    edition: usize,
    findings: &mut Vec<Finding>,
) {
    let matched = |i: usize| matches.iter().any(|m| m.records.contains(&i));
    let rest =
        |i: usize| all.records.get(i).is_some_and(|r| r.flat && r.label_end == 0 && r.has_values() && !matched(i));
    for found in matches {
        let Some(row) = form.rows.get(found.row) else { continue };
        let beside = rest(found.records.end) || found.records.start.checked_sub(1).is_some_and(rest);
        if !beside {
            continue;
        }
        for rule in form.identities(edition).filter(|r| r.row.as_ref().is_some_and(|(id, _)| **id == *row.id)) {
            if rule.holds(|term| operand(entries.get(&*term.cell))) != Some(false) {
                continue;
            }
            for id in rule.cells() {
                if let Some(entry) = entries.get_mut(&**id).filter(|e| e.status == Status::Published) {
                    entry.alternatives = entry.value.take().into_iter().collect();
                    entry.status = Status::Conflict;
                }
            }
            let cells = rule.cells().map(|c| c.to_string()).collect();
            findings.push(
                Finding::new(
                    FindingKind::Conflict,
                    "digits stand beside the row, and its numbers do not add up: they are broken",
                )
                .with_cells(cells),
            );
        }
    }
}

struct Target<'a> {
    cell: &'a FormCell,
    columns: Option<(usize, usize)>,
    yuan: bool,
}

/// The cells that a row prints, in order.
fn targets<'a>(form: &'a Form, row: &'a RowSpec, header: Option<&Header>, editions: &Editions) -> Vec<Target<'a>> {
    let layout = form.tables.get(row.table).map(|t| t.layout);
    let heads = header.map_or(&[][..], |h| &h.columns);
    if layout == Some(Layout::Varied) {
        let of_column = |column: usize| row.cells.iter().rev().flatten().find(|c| c.column == column);
        let target =
            |c: &HeaderColumn| Some(Target { cell: of_column(c.label.column)?, columns: c.columns, yuan: c.yuan });
        let named: Vec<Target> = heads.iter().filter_map(target).collect();
        // All heads of an edition are there: then they say which column is which, in whatever order.
        let all = |cells: &Vec<FormCell>| {
            !cells.is_empty()
                && cells.len() == named.len()
                && cells.iter().all(|c| named.iter().any(|n| n.cell.column == c.column))
        };
        if row.cells.iter().any(all) {
            return named;
        }
    }
    let cells = row.cells(editions.of_row(row));
    let heads = Some(heads).filter(|h| layout != Some(Layout::Varied) && h.len() == cells.len()).unwrap_or(&[]);
    let target = |(i, cell): (usize, &'a FormCell)| {
        let head = match layout {
            Some(Layout::Uniform) => heads.iter().find(|c| c.label.column == cell.column),
            _ => heads.get(i),
        };
        Target { cell, columns: head.and_then(|h| h.columns), yuan: false }
    };
    cells.iter().enumerate().map(target).collect()
}

enum Placed {
    /// The fields of each target; `None` where the source prints no cell.
    Each(Vec<Option<Vec<Field>>>),
    /// Values there are, but not which stands where.
    Unknown,
}

fn place(record: &Record, targets: &[Target<'_>], header: Option<&Header>) -> Placed {
    let values = record.values();
    if values.len() == targets.len() {
        return Placed::Each(values.iter().map(|f| Some(vec![f.clone()])).collect());
    }
    let known = header.is_some() && targets.iter().all(|t| t.columns.is_some());
    if !known || record.flat {
        return if record.has_values() { Placed::Unknown } else { Placed::Each(vec![None; targets.len()]) };
    }
    let overlaps = |field: &Field, target: &Target<'_>| match (field.columns, target.columns) {
        (Some((a, b)), Some((c, d))) => a < d && c < b,
        _ => false,
    };
    let mut each: Vec<Option<Vec<Field>>> = vec![None; targets.len()];
    for field in &record.fields {
        let hit: Vec<usize> = targets.iter().enumerate().filter(|(_, t)| overlaps(field, t)).map(|(i, _)| i).collect();
        let blank = value::is_blank(&field.text);
        if hit.len() > 1 && !blank {
            // One printed cell under several heads: whose number it is, it does not say.
            return Placed::Unknown;
        }
        for i in hit {
            if let Some(slot) = each.get_mut(i) {
                slot.get_or_insert_with(Vec::new).push(field.clone());
            }
        }
    }
    Placed::Each(each)
}
