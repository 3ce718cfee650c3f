//! Arithmetic as evidence: which of several readings of one cell makes the form's sums hold. It never changes a
//! number that has one reading.

use super::assign::Entries;
use crate::form::Form;
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::model::operand::Operand;
use crate::report::{Entry, Status};
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;

/// What a cell gives to a sum.
pub fn operand(entry: Option<&Entry>) -> Operand {
    entry.map_or(Operand::Unknown, Entry::operand)
}

/// Numbers in pieces, or with letters among their digits, several in one row: put together all at once if that makes
/// the row add up.
fn join(form: &Form, entries: &mut Entries, edition: usize, findings: &mut Vec<Finding>) {
    for rule in form.identities(edition).filter(|r| r.row.is_some()) {
        let conflict = |c: &&str| entries.get(*c).is_some_and(|e| e.status == Status::Conflict);
        let open: Vec<&str> = rule.cells().map(|c| &**c).filter(conflict).collect();
        if open.len() < 2 {
            continue;
        }
        // Only pieces of one cell can be joined; of a row whose places are lost, no reading is whole.
        let whole = |c: &str| {
            let entry = entries.get(c)?;
            let reading = match value::parse(entry.raw.as_ref()?) {
                Parsed::Several(pieces) => value::digits(&pieces.concat())?,
                Parsed::Doubtful(readings) => *readings.first()?,
                _ => return None,
            };
            entry.alternatives.first().copied().filter(|first| *first == reading)
        };
        let holds = rule.holds(|term| match whole(&term.cell) {
            Some(value) if open.contains(&&*term.cell) => Operand::Number(value),
            _ => operand(entries.get(&*term.cell)),
        });
        if holds != Some(true) {
            continue;
        }
        for id in &open {
            if let Some(entry) = entries.get_mut(*id) {
                entry.value = entry.alternatives.first().copied();
                entry.status = Status::Published;
                entry.derivation = Some("sums".into());
                entry.placed_by.push("sum".into());
            }
        }
        findings.retain(|f| {
            !(f.kind == FindingKind::Conflict
                && f.cells.len() == 1
                && f.cells.iter().any(|c| open.contains(&c.as_str())))
        });
        let message = format!("numbers in pieces or with letters, put together: so {} holds", rule.id);
        findings.push(
            Finding::new(FindingKind::ProvedByArithmetic, message)
                .with_cells(open.iter().map(|c| c.to_string()).collect()),
        );
    }
}

/// Decides conflicts of single cells: a reading is taken if it alone makes every sum hold in which all other cells
/// have a number, and there is at least one such sum.
pub fn resolve(form: &Form, entries: &mut Entries, edition: usize, findings: &mut Vec<Finding>) {
    join(form, entries, edition, findings);
    loop {
        let mut decided: Option<(CellId, Decimal, Vec<&str>)> = None;
        for (id, entry) in entries.iter().filter(|(_, e)| e.status == Status::Conflict) {
            let known = |c: &str| !matches!(operand(entries.get(c)), Operand::Unknown | Operand::Blank);
            let with_cell = || form.identities(edition).filter(|r| r.cells().any(|c| **c == **id));
            let rules: Vec<_> = with_cell().filter(|r| r.cells().all(|c| **c == **id || known(c))).collect();
            if rules.is_empty() {
                continue;
            }
            let holds = |reading: Decimal| {
                let of = |c: &str| if *id == c { Operand::Number(reading) } else { operand(entries.get(c)) };
                rules.iter().all(|r| r.holds(|term| of(&term.cell)) == Some(true))
            };
            let mut fitting = entry.alternatives.iter().filter(|a| holds(**a));
            // Where values of the row are lost, a zero could as well be a blank.
            let in_row = with_cell().find_map(|r| r.row.as_ref()).map_or(0, |(_, cells)| *cells);
            let lost = entry.raw.as_ref().is_some_and(|r| r.split_whitespace().count() < in_row);
            if let (Some(value), None) = (fitting.next().filter(|v| !(lost && v.is_zero())), fitting.next()) {
                decided = Some((id.clone(), *value, rules.iter().map(|r| &*r.id).collect()));
                break;
            }
        }
        let Some((id, value, rules)) = decided else { return };
        if let Some(entry) = entries.get_mut(&id) {
            entry.status = Status::Published;
            entry.value = Some(value);
            entry.derivation = Some("sums".into());
                entry.placed_by.push("sum".into());
            findings.retain(|f| {
                !(f.kind == FindingKind::Conflict && f.cells.len() == 1 && f.cells.iter().any(|c| id == c.as_str()))
            });
            let message =
                format!("of {} readings only {value} makes {} hold", entry.alternatives.len(), rules.join(", "));
            findings.push(Finding::new(FindingKind::ProvedByArithmetic, message).with_cells(vec![id.to_string()]));
        }
    }
}
