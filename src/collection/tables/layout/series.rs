//! Quantities that several forms ask for, over all of them, with what breaks on the way.

use super::{Layout, REPORT_ID, Subject, columns};
use crate::collection::tables::Table;
use crate::collection::tables::value::{Field, Mark};
use crate::form::codebook::{self, FORMS, Series};
use crate::form::words::words;
use crate::report::Statistic;
use rust_decimal::Decimal;

struct Row<'a> {
    subject: &'a Subject<'a>,
    series: &'static Series,
    form: usize,
    value: Option<Decimal>,
    unit: &'a str,
    status: String,
}

columns! { Row<'a>;
    report_id: Text = REPORT_ID, |r| (&r.subject.report.report_id).into();
    agency: Text = "The reporting agency", |r| (&r.subject.report.metadata.agency).into();
    agency_id: Text = super::AGENCY_ID, |r| r.subject.agency_id().into();
    region_code: Text = "Six-digit division code of its region", |r| r.subject.region_code().into();
    report_year: Integer = "The year reported", |r| r.subject.report.metadata.report_year.value.into();
    form: Text = "Form of the report", |r| (*r.subject.report.edition.form).into();
    copy_no: Integer = "Its place among the reports of this agency and year, most complete first",
        |r| r.subject.standing.copy.into();
    series: Text = "Name of the series, as in crosswalk", |r| r.series.name.into();
    value: Decimal = "The number, or the sum of the cells of the form that make it up; empty unless all are published",
        |r| r.value.into();
    unit: Text = "What the number counts, as printed on forms before 2019", |r| r.unit.into();
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
        let form = FORMS.iter().position(|f| subject.counts() && subject.report.edition.form == *f);
        let Some(form) = form else { return Ok(()) };
        for series in codebook::series() {
            let operands = series.operands.get(form).map(Vec::as_slice).unwrap_or_default();
            if operands.is_empty() {
                continue;
            }
            let parts: Vec<Part> = operands.iter().map(|id| part(subject, id)).collect();
            let (value, status) = sum(&parts);
            let printed = parts.first().and_then(|p| p.unit);
            let unit = printed.filter(|u| parts.iter().all(|p| p.unit == Some(*u))).unwrap_or(series.unit);
            sink(&fields(&Row { subject, series, form, value, unit, status }))?;
        }
        Ok(())
    };
    Layout::of_reports(table, rows)
}

/// What is added up: its number, its status, the unit it is printed in.
#[derive(Clone, Copy, Default)]
struct Part<'a> {
    value: Option<Decimal>,
    status: &'a str,
    unit: Option<&'a str>,
}

/// A cell or indicator of the report.
fn part<'a>(subject: &Subject<'a>, id: &str) -> Part<'a> {
    if let Some((_, cell)) = subject.report.cells.iter().find(|(cell, _)| *cell == id) {
        return Part { value: cell.value, status: cell.status.name(), unit: None };
    }
    let found = || subject.report.statistics.iter().filter(|s| s.indicator_id.as_deref() == Some(id));
    let mut readings: Vec<&Statistic> = found().filter(|s| !over_years(s)).collect();
    // A table goes before prose, and a column that names the year before one that names a part of the agency.
    let preferences: [&dyn Fn(&Statistic) -> bool; 2] = [&|s| s.table, &|s| names_year(s, subject)];
    for preferred in preferences {
        if readings.iter().any(|s| preferred(s)) {
            readings.retain(|s| preferred(s));
        }
    }
    let same = |a: &Statistic, b: &Statistic| a.value == b.value && a.unit == b.unit;
    match readings.first() {
        None if found().next().is_some() => Part { status: "other_period", ..Part::default() },
        None => Part { status: "missing", ..Part::default() },
        Some(first) if readings.iter().all(|s| same(s, first)) => {
            Part { value: first.value, status: first.status.name(), unit: first.unit.as_deref() }
        }
        Some(_) => Part { status: "conflict", ..Part::default() },
    }
}

/// Whether a figure is of all years so far.
fn over_years(statistic: &Statistic) -> bool {
    statistic.period.as_deref().is_some_and(|p| words("all_years").iter().any(|w| p.contains(w)))
}

/// Whether the words over a figure name the year reported.
fn names_year(statistic: &Statistic, subject: &Subject) -> bool {
    let Some(period) = statistic.period.as_deref() else { return false };
    let year = subject.report.metadata.report_year.value.map(|y| y.to_string());
    words("this_year").iter().any(|w| period.contains(w)) || year.is_some_and(|y| period.contains(&y))
}

/// The sum of all parts if each has a number, else why there is none.
fn sum(parts: &[Part]) -> (Option<Decimal>, String) {
    let lacking: Vec<&str> = parts.iter().filter(|p| p.value.is_none()).map(|p| p.status).collect();
    let total = parts.iter().try_fold(Decimal::ZERO, |sum, p| sum.checked_add(p.value?));
    match (lacking.first(), total) {
        (None, Some(total)) => (Some(total), "published".into()),
        (Some(first), _) if lacking.len() == parts.len() && lacking.iter().all(|s| s == first) => {
            (None, first.to_string())
        }
        _ => (None, "incomplete".into()),
    }
}
