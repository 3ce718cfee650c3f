//! The number that the fields of one cell print.

use super::records::Field;
use crate::form::layout::{FormCell, Kind};
use crate::model::finding::{Finding, FindingKind};
use crate::report::{Arithmetic, Entry, Status};
use crate::text::Text;
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;

/// Without blanks at its ends.
pub fn trimmed(text: &Text) -> Text {
    text.part(text.trim())
}

/// The texts of fields as one, without blanks at their ends.
pub fn joined_fields<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Text {
    Text::joined(&fields.into_iter().map(|f| trimmed(&f.text)).collect::<Vec<_>>(), " ")
}

/// Reads the fields that stand in one cell of the form; an amount is in yuan where its head says so.
pub fn read(cell: &FormCell, yuan: bool, fields: &[Field], findings: &mut Vec<Finding>) -> Entry {
    let filled: Vec<&Field> = fields.iter().filter(|f| !value::is_blank(&f.text)).collect();
    let text = match filled.as_slice() {
        [] => fields.first().map_or(Text::new(), |f| trimmed(&f.text)),
        [one] => trimmed(&one.text),
        many => joined_fields(many.iter().copied()),
    };
    let origin = filled.first().copied().or(fields.first()).map(|f| f.origin);
    let mut entry = Entry { origin, ..Entry::printed(&text, cell.unit.clone()) };
    entry.arithmetic = Arithmetic::Unchecked;
    let note = |kind, message: String| Finding {
        origin: entry.origin,
        ..Finding::new(kind, message).with_cells(vec![cell.id.to_string()])
    };
    match value::parse(&text) {
        Parsed::Blank => entry.status = Status::Blank,
        Parsed::NotApplicable => entry.status = Status::NotApplicable,
        Parsed::Text => {
            findings.push(note(FindingKind::NotANumber, format!("the cell holds text: {}", text.trim())));
            entry.status = Status::Unreadable;
        }
        Parsed::Several(numbers) => {
            findings.push(note(FindingKind::Conflict, format!("several numbers in one cell: {}", numbers.join(" "))));
            entry.status = Status::Conflict;
            let mut readings: Vec<Decimal> = value::digits(&numbers.concat()).into_iter().collect();
            readings.extend(numbers.iter().filter_map(|n| value::digits(n)));
            readings.dedup();
            entry.alternatives = readings;
        }
        Parsed::Number { value, unit_in_cell, residue, letter } => {
            if residue {
                findings.push(note(FindingKind::Residue, format!("residue of a converter taken off: {}", text.trim())));
            }
            if letter {
                findings.push(note(FindingKind::LabelMisprint, format!("\"{}\" read as zero", text.trim())));
            }
            if value.is_sign_negative() && cell.kind != Kind::Signed {
                findings.push(note(FindingKind::NegativeCount, format!("a count below zero: {}", text.trim())));
            }
            let yuan = yuan && !unit_in_cell;
            entry.value = if yuan { value::scale(value, -4) } else { Some(value) };
            entry.unit_source = if yuan {
                Some("header".into())
            } else if unit_in_cell {
                Some("cell".into())
            } else {
                None
            };
            entry.status = Status::Published;
        }
    }
    entry
}
