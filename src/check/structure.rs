//! The structure rules: sections, tables, cells, years, numbering.

use crate::form::Form;
use crate::form::lexicon::List;
use crate::form::rules::{Predicate, Rule};
use crate::model::finding::FindingKind;
use crate::report::metadata::Period;
use crate::report::{Check, Draft, SectionText, Status};
use crate::text::numbering;
use crate::text::words::{Word, words};
use std::sync::Arc;

/// What is wrong, empty if nothing; `None` if it cannot be assessed.
type Faults = Option<Vec<String>>;

/// Runs a predicate over a report's structure.
pub(super) fn assess(form: &Form, rule: &Rule, predicate: &Predicate, report: &Draft) -> Check {
    match faults(form, predicate, report) {
        None => Check::open(rule).skipped(why_not(predicate)),
        Some(wrong) => Check::open(rule).settled(wrong.is_empty(), || wrong.join("; ")),
    }
}

/// Why a rule could not be assessed.
fn why_not(predicate: &Predicate) -> &'static str {
    match predicate {
        Predicate::SectionsInOrder | Predicate::SectionsNumbered => {
            "characters of the text could not be read, and headings may be among them"
        }
        Predicate::TablesFound => "parts of the text are lost, as a finding says, and tables may be among them",
        _ => "what it compares is not in the document",
    }
}

/// The finding that a failing rule makes; some are made where they are noticed.
pub(super) fn finding(predicate: &Predicate) -> Option<FindingKind> {
    match predicate {
        Predicate::SectionsInOrder | Predicate::SectionsNumbered | Predicate::SectionsFilled(_) => {
            Some(FindingKind::SectionStructure)
        }
        Predicate::CellsFound => Some(FindingKind::BlankCells),
        Predicate::EditionOfYear => Some(FindingKind::EditionYear),
        Predicate::OneEdition => Some(FindingKind::MixedEdition),
        Predicate::OneYear(_) => Some(FindingKind::YearMismatch),
        Predicate::NoTemplate => Some(FindingKind::Boilerplate),
        _ => None,
    }
}

fn faults(form: &Form, predicate: &Predicate, report: &Draft) -> Faults {
    match predicate {
        Predicate::SectionsInOrder => readable(report).then(|| sections_in_order(form, report)),
        Predicate::SectionsNumbered => readable(report).then(|| sections_numbered(form, report)),
        Predicate::SectionsFilled(sections) => Some(sections_filled(sections, report)),
        Predicate::TablesFound => {
            let lost = report.findings.iter().any(|f| f.kind == FindingKind::TextDestroyed);
            let missing = form
                .tables
                .iter()
                .enumerate()
                .filter(|(_, t)| !report.edition.by_section.iter().any(|(s, _)| **s == *t.id));
            let missing = missing.filter(|(at, _)| !said_none(form, report, *at));
            (!lost).then(|| missing.map(|(_, t)| format!("no table in section {}", t.id)).collect())
        }
        Predicate::CellsFound => {
            let count = |status| report.cells.iter().filter(|(_, e)| e.status == status).count();
            let wrong = [(count(Status::Blank), "blank"), (count(Status::Missing), "missing")];
            Some(wrong.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} cells are {what}")).collect())
        }
        Predicate::CellsRead => {
            let bad = report.cells.iter().filter(|(_, e)| matches!(e.status, Status::Unreadable | Status::Conflict));
            Some(bad.map(|(id, e)| format!("{id} is {}", e.status.name())).collect())
        }
        Predicate::EditionOfYear => {
            let year = report.metadata.report_year.value?;
            let (expected, found) = (form.edition(form.edition_of_year(year)?)?, &report.edition.form);
            let wrong = (**found != *expected.id)
                .then(|| format!("the tables follow the edition of {found} and the report is of {year}"));
            Some(wrong.into_iter().collect())
        }
        Predicate::OneEdition => {
            let mut editions: Vec<&str> = report.edition.by_section.iter().map(|(_, e)| &**e).collect();
            editions.dedup();
            Some(if editions.len() > 1 { vec![format!("the tables follow {}", editions.join(", "))] } else { vec![] })
        }
        Predicate::OneYear(section) => one_year(section, report),
        Predicate::PublishedBy(all, governments) => published_by(all, governments, report),
        Predicate::NoTemplate => {
            let left = form
                .words(List::Boilerplate)
                .iter()
                .filter(|w| blocks(&report.sections).any(|text| text.contains(w.as_str())));
            Some(left.map(|w| format!("template text: {w}")).collect())
        }
        _ => None,
    }
}

/// Whether the report says in words why it prints no such table.
fn said_none(form: &Form, report: &Draft, table: usize) -> bool {
    let of_table = |id: &str| {
        form.rows.iter().filter(|r| r.table == table).any(|r| r.cells.iter().flatten().any(|c| *c.id == *id))
    };
    report
        .findings
        .iter()
        .any(|f| f.kind == FindingKind::TableNotPrinted && f.cells.first().is_some_and(|id| of_table(id)))
}

fn blocks(sections: &[SectionText]) -> impl Iterator<Item = &str> {
    sections.iter().flat_map(|s| &s.blocks).map(|b| b.text.as_str())
}

/// What could not be read is not missing.
fn readable(report: &Draft) -> bool {
    !blocks(&report.sections).any(|text| text.contains('\u{FFFD}'))
}

fn is(section: &SectionText, id: &str) -> bool {
    section.section.as_deref() == Some(id)
}

fn sections_in_order(form: &Form, report: &Draft) -> Vec<String> {
    let place = |s: &SectionText| form.section_named(s.section.as_deref()?);
    let sections: Vec<_> = report.sections.iter().filter_map(place).collect();
    let mut wrong = Vec::new();
    for (at, spec) in form.sections.iter().enumerate() {
        match sections.iter().filter(|s| s.0 == at).count() {
            0 => wrong.push(format!("section {} is missing", spec.id)),
            1 => {}
            n => wrong.push(format!("section {} stands {n} times", spec.id)),
        }
    }
    if sections.windows(2).any(|w| matches!(w, [a, b] if b < a)) {
        wrong.push("the sections are out of order".into());
    }
    wrong
}

fn sections_numbered(form: &Form, report: &Draft) -> Vec<String> {
    let wrong = report.sections.iter().filter_map(|s| {
        let section = s.section.as_deref()?;
        let expected = form.section_named(section)?.ordinal();
        (s.number.as_deref().and_then(numbering::value) != Some(expected))
            .then(|| format!("section {section} is numbered \"{}\"", s.number.as_deref().unwrap_or("")))
    });
    wrong.collect()
}

fn sections_filled(sections: &[Arc<str>], report: &Draft) -> Vec<String> {
    let empty = |id: &&Arc<str>| report.sections.iter().any(|s| is(s, id) && s.blocks.is_empty());
    sections.iter().filter(empty).map(|id| format!("section {id} is empty")).collect()
}

/// Title, period and the text of a section are of one year. One that names only the year before was copied from it.
fn one_year(section: &str, report: &Draft) -> Faults {
    let year = report.metadata.report_year.value?;
    let of_section = report.sections.iter().filter(|s| is(s, section));
    let text: String =
        of_section.flat_map(|s| &s.blocks).flat_map(|b| b.text.chars()).filter(|c| !c.is_whitespace()).collect();
    let says = |year: i32| words(Word::DateYear).iter().any(|word| text.contains(&format!("{year}{word}")));
    let mut wrong = Vec::new();
    if let Some(Period { from, to }) = &report.metadata.period
        && (*from != format!("{year}-01-01") || *to != format!("{year}-12-31"))
    {
        wrong.push(format!("the report is of {year} and the period is {from} to {to}"));
    }
    if says(year - 1) && !says(year) {
        wrong.push(format!("the report is of {year} and its {section} names only {}", year - 1));
    }
    let compared = report.metadata.period.is_some() || says(year) || says(year - 1);
    compared.then_some(wrong)
}

/// All publish by one day of the next year, governments by another (Regulation of 2019, article 49).
fn published_by(all: &str, governments: &str, report: &Draft) -> Faults {
    let year = report.metadata.report_year.value?;
    let day = report.metadata.published_on.value.as_deref().or(report.metadata.signed_on.value.as_deref())?;
    let governs = matches!(report.metadata.agency_kind.as_deref()?, "government" | "development_zone");
    let government = governs && report.metadata.agency_level.as_deref() != Some("township");
    let last = format!("{}-{}", year + 1, if government { governments } else { all });
    let first = format!("{}-01-01", year + 1);
    let within = day >= first.as_str() && day <= last.as_str();
    Some(if within { vec![] } else { vec![format!("published on {day}, due from {first} to {last}")] })
}
