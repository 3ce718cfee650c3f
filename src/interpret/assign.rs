//! Matched records to cells.

use super::align::Match;
use super::editions::Editions;
use super::heads::Header;
use super::number::{joined_fields, read, trimmed};
use super::place::{Place, Placed, Target, place, targets, varied};
use super::records::{Field, Record, Records};
use super::resolve::operand;
use super::stacked::holds_rows;
use super::unlabelled::BY_SUMS;
use super::unsegmented::UnsegmentedRow;
use crate::form::Form;
use crate::form::layout::RowSpec;
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::{CellId, Word};
use crate::report::{Entry, Status};
use crate::text::Text;
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// From this likeness on a label tells its row without its neighbours.
const SURE: f32 = 0.8;

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
    let mut open: Vec<Row> = Vec::new();
    for found in matches {
        let (Some(row), Some(records)) = (form.rows.get(found.row), all.records.get(found.records.clone())) else {
            continue;
        };
        let Some(record) = joined(records) else { continue };
        let row_by = if found.score >= SURE { "row_label" } else { "row_order" };
        let header = header(all, row, &record);
        let targets = targets(form, row, header, editions);
        if holds_rows(form, &record) && targets.len() == form.labels.width() {
            lost(&mut entries, &targets, record.parted().values(), findings);
            continue;
        }
        if record.unsegmented && !has_parts(&record, &targets, header) {
            continue;
        }
        let record = if record.unsegmented { record.parted() } else { record };
        let seen = all.headers.iter().any(|h| h.table == row.table);
        match place((row, varied(form, row)), &record, &targets, header, seen) {
            Placed::Each(places, _) if runs_into_numbers(&record) && places.iter().any(Place::is_empty) => {
                lost(&mut entries, &targets, record.values(), findings);
            }
            Placed::Each(places, column) if found.score == BY_SUMS => {
                fill(&mut entries, &targets, &places, &[row_by, column, "sum"], findings);
            }
            Placed::Each(places, column) => fill(&mut entries, &targets, &places, &[row_by, column], findings),
            Placed::ByOrder(places) => {
                let values = record.values().to_vec();
                open.push(Row { targets, places, placed_by: [row_by, "column_order", "sum"], values });
            }
            Placed::Unknown => lost(&mut entries, &targets, record.values(), findings),
        }
    }
    by_order(form, &mut entries, open, editions.of_sums(form), findings);
    entries
}

/// Whether white space parts a run into as many numbers as the row has cells, or as heads stand over them: then it is not
/// to be cut.
fn has_parts(record: &Record, targets: &[Target<'_>], header: Option<&Header>) -> bool {
    let count = record.count();
    let heads = header.filter(|h| h.ordered && targets.iter().all(|t| t.head.is_some()));
    count == targets.len() || targets.len() < 2 || heads.is_some_and(|h| h.columns.len() == count)
}

/// Whether digits stand at the end of a label: beside an empty cell they may be its number.
fn runs_into_numbers(record: &Record) -> bool {
    let label = record.label();
    let label = label.trim_end();
    let name = label.trim_end_matches(|c: char| value::is_digit(c));
    name.len() < label.len() && name.ends_with(|c: char| !c.is_ascii())
}

/// A row whose values could only be placed by their order.
struct Row<'a> {
    targets: Vec<Target<'a>>,
    places: Vec<Place>,
    placed_by: [&'static str; 3],
    values: Vec<Field>,
}

/// Fills cells from what stands in their places.
fn fill(
    entries: &mut Entries,
    targets: &[Target<'_>],
    places: &[Place],
    placed_by: &[&'static str],
    findings: &mut Vec<Finding>,
) {
    for (target, place) in targets.iter().zip(places) {
        let entry = match place {
            Place::Fields(fields) => {
                let placed_by = placed_by.iter().map(|by| Word::Borrowed(by)).collect();
                Entry { placed_by, ..read(target.cell, target.yuan(), fields, findings) }
            }
            Place::Shared(field) => {
                findings.push(
                    Finding::new(
                        FindingKind::Conflict,
                        "one number stands in several columns: whose it is, is not said",
                    )
                    .with_cells(vec![target.cell.id.to_string()])
                    .at(field.origin),
                );
                unplaced(target, std::slice::from_ref(field))
            }
            Place::Absent => Entry::missing(target.cell.unit.clone()),
        };
        entries.insert(target.cell.id.clone(), entry);
    }
}

/// The cells of a row whose values are there, but not which is whose.
fn lost(entries: &mut Entries, targets: &[Target<'_>], values: &[Field], findings: &mut Vec<Finding>) {
    for target in targets {
        entries.insert(target.cell.id.clone(), unplaced(target, values));
    }
    let (found, columns) = (values.len(), targets.len());
    let message = if found == columns {
        format!("{found} values stand in a row of {columns} columns: neither heads nor sums prove which is whose")
    } else {
        format!("{found} values stand in a row of {columns} columns, and no heads say in which")
    };
    findings.push(
        Finding::new(FindingKind::Conflict, message)
            .with_cells(targets.iter().map(|t| t.cell.id.to_string()).collect()),
    );
}

/// A cell that one of these values may be of.
fn unplaced(target: &Target<'_>, values: &[Field]) -> Entry {
    let mut entry = Entry::printed(&joined_fields(values), target.cell.unit.clone());
    let number = |f: &Field| match value::parse(&f.text) {
        Parsed::Number { value, .. } => Some(value),
        _ => None,
    };
    // With a dash among them, a cell may hold none of the numbers.
    let numbers = values.iter().all(|f| value::is_blank(&f.text) || value::is_number(&f.text));
    let mut alternatives: Vec<Decimal> = values.iter().filter_map(number).filter(|_| numbers).collect();
    alternatives.sort();
    alternatives.dedup();
    entry.status = if alternatives.is_empty() && numbers { Status::Unreadable } else { Status::Conflict };
    entry.origin = values.first().map(|f| f.origin).filter(|origin| !origin.is_nowhere());
    entry.alternatives = alternatives;
    entry
}

/// Places the rows of which the order of the values is known and no head: where sums prove it, since none fails and the
/// row's own holds, or where no other order would give other numbers.
fn by_order(form: &Form, entries: &mut Entries, open: Vec<Row<'_>>, edition: usize, findings: &mut Vec<Finding>) {
    let mut trial = entries.clone();
    for row in &open {
        fill(&mut trial, &row.targets, &row.places, &[], &mut Vec::new());
    }
    for row in open {
        let ids: Vec<&CellId> = row.targets.iter().map(|t| &t.cell.id).collect();
        let numbers: Vec<_> = ids.iter().map(|id| trial.get(*id).and_then(|e| e.value)).collect();
        let same = numbers.iter().all(|n| n.is_some() && Some(n) == numbers.first());
        let mut proved = same;
        let mut failed = false;
        for rule in form.identities(edition).filter(|r| r.cells().any(|c| ids.iter().any(|id| **id == **c))) {
            match rule.holds(|term| operand(trial.get(&*term.cell))) {
                Some(true) => proved |= rule.row.is_some(),
                Some(false) => failed = true,
                None => {}
            }
        }
        if proved && !failed {
            fill(entries, &row.targets, &row.places, &row.placed_by, findings);
        } else {
            lost(entries, &row.targets, &row.values, findings);
        }
    }
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
        let record = &if record.unsegmented { record.parted() } else { record.clone() };
        let header = header(all, row, record);
        let targets = targets(form, row, header, editions);
        let Placed::Each(places, _) = place((row, varied(form, row)), record, &targets, header, true) else { continue };
        for (target, place) in targets.iter().zip(&places) {
            let Place::Fields(fields) = place else { continue };
            let [field] = fields.as_slice() else { continue };
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
                let printed = Text::joined([&trimmed(field.printed()), &trimmed(piece.printed())], "\n");
                *field = Field::new(&printed, field.origin, field.columns);
            }
        }
    }
    Some(record)
}

/// The matched rows whose cells are one run of characters.
pub fn unsegmented<'a>(
    form: &'a Form,
    all: &'a Records,
    matches: &[Match],
    editions: &Editions,
) -> Vec<UnsegmentedRow<'a>> {
    let row = |found: &Match| {
        let row = form.rows.get(found.row)?;
        let records = all.records.get(found.records.clone())?;
        let record = records.iter().find(|r| r.unsegmented && r.has_values() && !holds_rows(form, r))?;
        let run = record.values().first()?;
        if header(all, row, record).is_some_and(|h| h.broken || h.partial) {
            return None;
        }
        let header = header(all, row, record);
        let targets = targets(form, row, header, editions);
        if header.is_some_and(|h| h.columns.len() > targets.len()) && has_parts(record, &targets, header) {
            return None;
        }
        // Cutting a run rests on sums whose total is the last cell.
        let total_last = |t: &[Target]| t.iter().position(|t| t.cell.total).is_none_or(|i| i + 1 == t.len());
        if !targets.chunk_by(|a, b| a.cell.row == b.cell.row).all(total_last) {
            return None;
        }
        let cells: Vec<_> = targets.iter().map(|t| (t.cell, t.head.is_some_and(|h| h.yuan))).collect();
        (cells.len() > 1).then(|| UnsegmentedRow {
            row,
            text: run.text.clone(),
            origin: run.origin,
            sticks: record.sticks() || record.is_alone(),
            cells,
        })
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
                    "digits without a label stand beside the row, whose numbers do not add up: they may be of it",
                )
                .with_cells(cells),
            );
        }
    }
}
