//! Rows without a label between rows that have one: programs that turn pages into markup leave labels of several lines out
//! of the table, or put them elsewhere. Such rows are known where exactly as many rows of the form are missing as stand
//! there, each of them adds up, and all columns of the table hold with them.

use super::align::Match;
use super::records::{Field, Record, Records};
use super::stacked::{columns_hold, uniform_rows};
use crate::form::Form;
use crate::text::value::{self, Parsed};
use std::ops::Range;

/// What stands in for the likeness of a label where there is none: the row is placed by its neighbours and by sums.
pub const BY_SUMS: f32 = 0.0;

/// A row of the form and the record that is it.
type Found = (usize, usize);

/// Matches the records without a label that are rows of the form by their place and by the sums.
pub fn settle(form: &Form, all: &Records, matches: &mut Vec<Match>) {
    let mut found: Option<Vec<Found>> = None;
    for edition in form.tabular() {
        let rows = uniform_rows(form, edition);
        let Some(own) = in_gaps(form, all, matches, &rows).filter(|own| !own.is_empty()) else { continue };
        // Two editions that read the rows differently say nothing.
        if found.as_ref().is_some_and(|other| *other != own) {
            return;
        }
        found = Some(own);
    }
    let found = found.unwrap_or_default();
    let numbers = |at: usize| counts(form, all, at).unwrap_or_default();
    let placed: Vec<(usize, Vec<i64>)> = found.iter().map(|(row, at)| (*row, numbers(*at))).collect();
    if placed.is_empty() || !columns_hold(form, all, &matches.iter().collect::<Vec<_>>(), &placed) {
        return;
    }
    matches.extend(found.iter().map(|(row, at)| Match { row: *row, records: *at..*at + 1, score: BY_SUMS }));
    matches.sort_by_key(|m| m.row);
}

/// The rows that each stretch of records without labels fills; `None` where the rows that have labels do not stand in the
/// order of the form, or are too few to tell it.
fn in_gaps(form: &Form, all: &Records, matches: &[Match], rows: &[usize]) -> Option<Vec<Found>> {
    let mut ordered: Vec<&Match> = matches.iter().collect();
    ordered.sort_by_key(|m| m.records.start);
    let place = |m: &Match| rows.iter().position(|r| *r == m.row);
    let known: Vec<usize> = ordered.iter().filter_map(|m| place(m)).collect();
    let uniform = |m: &&&Match| form.tabular().any(|e| uniform_rows(form, e).contains(&m.row));
    if ordered.iter().filter(uniform).count() > known.len() {
        return None;
    }
    if known.len() * 3 < rows.len() || !known.iter().zip(known.iter().skip(1)).all(|(a, b)| a < b) {
        return None;
    }
    let mut found = Vec::new();
    for at in 0..=ordered.len() {
        let before = at.checked_sub(1).and_then(|i| ordered.get(i));
        let behind = ordered.get(at);
        let from = before.map(|m| place(m).map_or(0, |p| p + 1));
        let to = behind.and_then(|m| place(m));
        // Next to a row of this table on one side at least.
        if from.is_none_or(|from| from == 0) && to.is_none() {
            continue;
        }
        let missing = rows.get(from.unwrap_or(0)..to.unwrap_or(rows.len())).unwrap_or_default();
        let records = before.map_or(0, |m| m.records.end)..behind.map_or(all.records.len(), |m| m.records.start);
        let nameless = nameless(form, all, records).filter(|found| found.len() == missing.len());
        found.extend(missing.iter().copied().zip(nameless.unwrap_or_default()));
    }
    // All rows are there, so that no sum is open.
    (known.len() + found.len() == rows.len()).then_some(found)
}

/// The records without a label among these, each with a number in every column, and the sum of the others in the last;
/// `None` where another row with values stands among them.
fn nameless(form: &Form, all: &Records, records: Range<usize>) -> Option<Vec<usize>> {
    let valued = records.filter(|at| all.records.get(*at).is_some_and(Record::has_values));
    let adding = |at: usize| {
        let (total, parts) = counts(form, all, at)?.split_last().map(|(total, parts)| (*total, parts.to_vec()))?;
        (parts.iter().sum::<i64>() == total).then_some(at)
    };
    valued.map(adding).collect()
}

/// The numbers of a record without a label of its own that has as many as the table has columns; a blank or a dash counts
/// nothing.
fn counts(form: &Form, all: &Records, at: usize) -> Option<Vec<i64>> {
    let record = all.records.get(at).filter(|r| !r.unsegmented && !r.placed && is_nameless(all, at, r))?;
    let number = |text: &str| match value::parse(text) {
        Parsed::Number { value, .. } => i64::try_from(value).ok(),
        Parsed::NotApplicable | Parsed::Blank => Some(0),
        _ => None,
    };
    // The cell of the label is there, and blank.
    let width = form.labels.width();
    let (before, values) = record.values().split_at_checked(record.values().len().checked_sub(width)?)?;
    if before.iter().any(|f| !value::is_blank(&f.text)) {
        return None;
    }
    values.iter().map(|f| number(&f.text)).collect()
}

/// Whether all labels before the values of a record are those of groups, whose cells reach into the next row or come from
/// the one above.
fn is_nameless(all: &Records, at: usize, record: &Record) -> bool {
    let near = [at.checked_sub(1), at.checked_add(1)].into_iter().flatten().filter_map(|i| all.records.get(i));
    let near: Vec<&Record> = near.filter(|r| r.block == record.block && !r.flat && !record.flat).collect();
    let labels = record.fields.get(..record.label_end).unwrap_or_default();
    let shared = |f: &Field| near.iter().any(|r| r.fields.iter().any(|other| other.origin == f.origin));
    labels.iter().all(|f| f.text.trim().is_empty() || shared(f))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpret::align::align;
    use crate::interpret::records;
    use crate::model::content::Block;
    use crate::model::grid::{Cell, Grid};
    use crate::model::limits::Limits;
    use crate::model::origin::Origin;

    fn form() -> &'static Form {
        Form::builtin("disclosure").unwrap()
    }

    /// The rows found in the table that prints no label in the rows `without`; its row 5 and the totals have these values.
    fn found(without: Range<usize>, first: [&str; 7]) -> Vec<usize> {
        let rows = uniform_rows(form(), form().tabular().next_back().unwrap());
        let total = rows.len() - 2;
        let origin = Origin::Paragraph { index: 1 };
        let grids = rows.iter().enumerate().map(|(i, row)| {
            let values = if i == 0 || i == 5 || i == total { first } else { ["0"; 7] };
            let label = form().labels.first_key(*row).filter(|_| !without.contains(&i));
            let cells: Vec<Cell> =
                label.iter().map(String::as_str).chain(values).map(|text| Cell::new(text, origin)).collect();
            Block::Grid(Grid::from_rows(vec![(0, cells)]).unwrap())
        });
        let all = records::records(form(), &grids.collect::<Vec<_>>(), &Limits::default());
        let mut matches = align(form(), &all, &Limits::default());
        settle(form(), &all, &mut matches);
        matches.iter().filter(|m| m.score == BY_SUMS).map(|m| m.row).collect()
    }

    #[test]
    fn rows_without_labels_are_those_that_are_missing() {
        let rows = uniform_rows(form(), form().tabular().next_back().unwrap());
        assert_eq!(found(4..7, ["3", "1", "0", "0", "0", "0", "4"]), rows[4..7]);
    }

    #[test]
    fn a_row_that_does_not_add_up_is_no_evidence() {
        assert!(found(4..7, ["3", "1", "0", "0", "0", "0", "5"]).is_empty());
    }
}
