//! The number that the fields of one cell print, and what is printed beside it.

use super::records::Field;
use crate::form::layout::{FormCell, Kind};
use crate::model::finding::{Finding, FindingKind};
use crate::report::{Arithmetic, Entry, Status};
use crate::text::Text;
use crate::text::marked::MarkKind;
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;

/// Without blanks at its ends.
pub fn trimmed(text: &Text) -> Text {
    text.part(text.trim())
}

/// The texts of fields as one, without blanks at their ends.
pub fn joined_fields<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Text {
    joined(fields.into_iter().map(|f| &f.text))
}

fn joined<'a>(texts: impl Iterator<Item = &'a Text>) -> Text {
    Text::joined(&texts.map(trimmed).collect::<Vec<_>>(), " ")
}

/// Reads the fields that stand in one cell of the form; an amount is in yuan where its head says so.
pub fn read(cell: &FormCell, yuan: bool, fields: &[Field], findings: &mut Vec<Finding>) -> Entry {
    let filled: Vec<&Field> = fields.iter().filter(|f| !value::is_blank(f.printed())).collect();
    let (text, printed) = match filled.as_slice() {
        [] => fields.first().map_or_else(Default::default, |f| (trimmed(&f.text), trimmed(f.printed()))),
        many => (
            joined(many.iter().map(|f| &f.text).filter(|t| !value::is_blank(t))),
            joined(many.iter().map(|f| f.printed())),
        ),
    };
    let origin = filled.first().copied().or(fields.first()).map(|f| f.origin);
    let entry = Entry { origin, ..Entry::printed(&printed, cell.unit.clone()) };
    let mut reading = Reading { cell, entry, findings };
    reading.number(&text, yuan);
    if printed.has(MarkKind::is_aside) {
        reading.asides(&text, &printed);
    }
    if let Some(note) = &reading.entry.note {
        let message = format!("beside the number stands: {note}");
        reading.note(FindingKind::NumberNote, message);
    }
    reading.entry
}

/// One cell while it is read.
struct Reading<'a> {
    cell: &'a FormCell,
    entry: Entry,
    findings: &'a mut Vec<Finding>,
}

impl Reading<'_> {
    fn note(&mut self, kind: FindingKind, message: String) {
        let origin = self.entry.origin;
        self.findings
            .push(Finding { origin, ..Finding::new(kind, message).with_cells(vec![self.cell.id.to_string()]) });
    }

    /// No number is certain; it may be one of these.
    fn conflict(&mut self, message: String, mut readings: Vec<Decimal>) {
        readings.dedup();
        self.note(FindingKind::Conflict, message);
        self.entry.value = None;
        self.entry.status = Status::Conflict;
        self.entry.alternatives = readings;
    }

    /// What the text says by itself.
    fn number(&mut self, text: &str, yuan: bool) {
        self.entry.arithmetic = Arithmetic::Unchecked;
        match value::parse(text) {
            Parsed::Blank => self.entry.status = Status::Blank,
            Parsed::NotApplicable => self.entry.status = Status::NotApplicable,
            Parsed::Text => {
                self.note(FindingKind::NotANumber, format!("the cell holds text: {}", text.trim()));
                self.entry.status = Status::Unreadable;
            }
            Parsed::Several(numbers) => {
                let mut readings: Vec<Decimal> = value::digits(&numbers.concat()).into_iter().collect();
                readings.extend(numbers.iter().filter_map(|n| value::digits(n)));
                self.conflict(format!("several numbers in one cell: {}", numbers.join(" ")), readings);
            }
            Parsed::Doubtful(readings) => {
                let scaled = |r: &Decimal| if yuan { value::scale(*r, -4) } else { Some(*r) };
                let readings: Vec<Decimal> = readings.iter().filter_map(scaled).collect();
                self.conflict(format!("whether it is a number, and which, is not certain: {}", text.trim()), readings);
            }
            Parsed::Number { value, unit_in_cell, residue, letter, note } => {
                if residue {
                    self.note(FindingKind::Residue, format!("residue of a converter taken off: {}", text.trim()));
                }
                if letter {
                    self.note(FindingKind::LabelMisprint, format!("\"{}\" read as zero", text.trim()));
                }
                if value.is_sign_negative() && self.cell.kind != Kind::Signed {
                    self.note(FindingKind::NegativeCount, format!("a count below zero: {}", text.trim()));
                }
                let yuan = yuan && !unit_in_cell;
                self.entry.value = if yuan { value::scale(value, -4) } else { Some(value) };
                self.entry.unit_source = match (yuan, unit_in_cell) {
                    (true, _) => Some("header".into()),
                    (false, true) => Some("cell".into()),
                    (false, false) => None,
                };
                self.entry.note = note;
                self.entry.status = Status::Published;
            }
        }
    }

    /// What is beside the number and not read as part of it: said of it as a note, or as what a person should look at.
    fn asides(&mut self, text: &str, printed: &Text) {
        let with_digits = |kind: MarkKind| -> Option<String> {
            let found: Vec<&str> = printed.stretches(|k| k == kind).map(str::trim).filter(|t| has_digit(t)).collect();
            (!found.is_empty()).then(|| found.join(" "))
        };
        let blank = value::is_blank(text);
        let beside = if blank { "nothing stands".to_string() } else { format!("{} stands", text.trim()) };
        if let Some(struck) = with_digits(MarkKind::StruckOut) {
            self.note(FindingKind::StruckOut, format!("{struck} is struck out, and {beside} in its place"));
        }
        if let Some(hidden) = with_digits(MarkKind::Hidden) {
            self.note(FindingKind::HiddenNumber, format!("{hidden} is hidden, and {beside} to be seen"));
        }
        // What is struck out or hidden is no note either.
        let seen = printed.without(|k| matches!(k, MarkKind::StruckOut | MarkKind::Hidden));
        let level = |k| matches!(k, MarkKind::Raised | MarkKind::Lowered);
        let signs: Vec<&str> = seen.stretches(level).map(str::trim).filter(|t| !t.is_empty()).collect();
        if signs.is_empty() {
            return;
        }
        let signs = signs.join(" ");
        if blank && has_digit(&signs) {
            let message = format!("no number stands on the line, and above or below it: {signs}");
            self.conflict(message, value::digits(&signs).into_iter().collect());
        } else if self.entry.status == Status::Published && inside(&seen, level) {
            let whole = value::digits(&seen);
            let message = format!("digits stand above or below the line inside a number: {}", seen.trim());
            let value = self.entry.value;
            self.conflict(message, value.into_iter().chain(whole).collect());
        } else if self.entry.status == Status::Published {
            let note = [self.entry.note.take(), Some(signs)];
            self.entry.note = Some(note.into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
    }
}

fn has_digit(text: &str) -> bool {
    text.chars().any(value::is_digit)
}

/// Whether a stretch with such a mark has digits of the number at both of its ends.
fn inside(text: &Text, kinds: impl Fn(MarkKind) -> bool) -> bool {
    let digit = |c: Option<char>| c.is_some_and(value::is_digit);
    text.marks().iter().filter(|m| kinds(m.kind)).any(|m| {
        digit(text.get(..m.from).and_then(|t| t.chars().next_back()))
            && digit(text.get(m.to..).and_then(|t| t.chars().next()))
    })
}

/// Findings of notes beside numbers as one: a footnote in many cells is one thing to know.
pub fn gather_notes(findings: &mut Vec<Finding>) {
    let notes: Vec<Finding> = findings.extract_if(.., |f| f.kind == FindingKind::NumberNote).collect();
    match notes.as_slice() {
        [] => {}
        [one] => findings.push(one.clone()),
        many => {
            let message = format!("words or signs of notes stand beside the numbers of {} cells", many.len());
            let cells = many.iter().flat_map(|f| f.cells.clone()).collect();
            findings.push(Finding::new(FindingKind::NumberNote, message).with_cells(cells));
        }
    }
}
