//! Quantities that several forms ask for, over all of them, with what breaks on the way.

use super::{Layout, REPORT_ID, Subject, columns};
use crate::forms::codebook::{self, FORMS, Series};
use crate::forms::words::words;
use crate::write::tables::Table;
use crate::write::tables::record::{Exact, Statistic};
use crate::write::tables::value::{Field, Mark};
use rust_decimal::Decimal;

struct Row<'a> {
    subject: &'a Subject<'a>,
    series: &'static Series,
    form: usize,
    value: Option<Decimal>,
    status: String,
}

columns! { Row<'a>;
    report_id: Text = REPORT_ID, |r| (&r.subject.record.report_id).into();
    agency: Text = "The reporting agency", |r| (&r.subject.record.metadata.agency).into();
    region_code: Text = "Six-digit division code of its region", |r| r.subject.region_code().into();
    report_year: Integer = "The year reported", |r| r.subject.record.metadata.report_year.value.into();
    form: Text = "Form of the report", |r| (&r.subject.record.edition.form).into();
    copy_no: Integer = "Its place among the reports of this agency and year, most complete first",
        |r| r.subject.standing.copy.into();
    series: Text = "Name of the series, as in crosswalk", |r| r.series.name.into();
    value: Decimal = "The number, or the sum of the cells of the form that make it up; empty unless all are published",
        |r| r.value.into();
    unit: Text = "What the number counts", |r| r.series.unit.into();
    status: Text = "published; else the status that all parts without a number share (as in cells, or other_period); else incomplete",
        |r| Field::from(r.status.as_str()).marked(Mark::of(&r.status));
    step: Text = "How this form compares with the one before it: same, rough, break, or start of the series",
        |r| Field::from(r.step()).marked(if r.step() == Some("break") { Mark::Doubt } else { Mark::None });
    operands: Text = "The cells or indicators added", |r| r.series.operands.get(r.form).map(|o| o.join(" + ")).into();
}

impl Row<'_> {
    fn step(&self) -> Option<&'static str> {
        self.series.steps.get(self.form).copied().filter(|s| !s.is_empty())
    }
}

pub fn layout() -> Layout {
    let table = Table {
        name: "series",
        description: "One row a report and quantity that its form asks for; see crosswalk before you join forms",
        columns: columns(),
        key: &["report_id", "series"],
    };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        let form = FORMS.iter().position(|f| subject.counts() && *f == subject.record.edition.form);
        let Some(form) = form else { return Ok(()) };
        for series in codebook::series() {
            let operands = series.operands.get(form).map(Vec::as_slice).unwrap_or_default();
            if operands.is_empty() {
                continue;
            }
            let parts: Vec<(Exact, &str)> = operands.iter().map(|id| part(subject, id)).collect();
            let (value, status) = sum(&parts);
            sink(&fields(&Row { subject, series, form, value, status }))?;
        }
        Ok(())
    };
    Layout::of_reports(table, rows)
}

/// The number of a cell or indicator with its status.
fn part<'a>(subject: &Subject<'a>, id: &str) -> (Exact, &'a str) {
    if let Some((_, cell)) = subject.record.cells.iter().find(|(cell, _)| cell == id) {
        return (cell.value, &cell.status);
    }
    let of_year = |s: &&Statistic| s.period.as_deref().is_none_or(|p| names_year(p, subject));
    let found = || subject.record.statistics.iter().filter(|s| s.indicator_id.as_deref() == Some(id));
    let tables = found().filter(of_year).filter(|s| s.from.as_deref() != Some("text"));
    let mut readings: Vec<&Statistic> = tables.collect();
    if readings.is_empty() {
        readings = found().filter(of_year).collect();
    }
    match readings.first() {
        None if found().next().is_some() => (Exact(None), "other_period"),
        None => (Exact(None), "missing"),
        Some(first) if readings.iter().all(|s| s.value == first.value) => (first.value, &first.status),
        Some(_) => (Exact(None), "conflict"),
    }
}

/// Whether the words over a column mean the year reported, and not, say, all years so far.
fn names_year(period: &str, subject: &Subject) -> bool {
    let year = subject.record.metadata.report_year.value.map(|y| y.to_string());
    words("this_year").iter().any(|w| period.contains(w)) || year.is_some_and(|y| period.contains(&y))
}

/// The sum of all parts if each has a number, else why there is none.
fn sum(parts: &[(Exact, &str)]) -> (Option<Decimal>, String) {
    let lacking: Vec<&str> = parts.iter().filter(|(v, _)| v.0.is_none()).map(|(_, status)| *status).collect();
    let total = parts.iter().try_fold(Decimal::ZERO, |sum, (v, _)| sum.checked_add(v.0?));
    match (lacking.first(), total) {
        (None, Some(total)) => (Some(total), "published".into()),
        (Some(first), _) if lacking.len() == parts.len() && lacking.iter().all(|s| s == first) => {
            (None, first.to_string())
        }
        _ => (None, "incomplete".into()),
    }
}
