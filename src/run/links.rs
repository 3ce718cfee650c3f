//! Reports of different documents for the same agency and year: all are kept, and their differences are said.

use super::RunError;
use super::journal::REPORTS;
use super::summary::Scanned;
use crate::model::finding::FindingKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Name of the file: one line for each agency and year with more than one report, sorted.
pub const LINKS: &str = "links.jsonl";

/// Reports of one agency and year that are compared number by number. More are no reports of one agency, but of one name.
const COMPARED: usize = 50;

/// Where the reports of each agency and year are.
#[derive(Default)]
pub(super) struct Links {
    groups: BTreeMap<(String, i32), Vec<Place>>,
}

struct Place {
    report_id: String,
    document: String,
    start: u64,
    length: usize,
}

#[derive(Serialize)]
struct Link<'a> {
    agency: &'a str,
    report_year: i32,
    reports: Vec<Linked<'a>>,
    finding: Finding,
    differences: Vec<Difference>,
}

#[derive(Serialize)]
struct Linked<'a> {
    report_id: &'a str,
    document: &'a str,
}

#[derive(Serialize)]
struct Finding {
    code: &'static str,
    severity: &'static str,
    message: String,
}

/// A cell whose number is not the same in all reports.
#[derive(Serialize)]
struct Difference {
    cell: String,
    /// That of each report that was compared in turn; null where it has none.
    values: Vec<Value>,
}

#[derive(Deserialize)]
struct Cells {
    cells: BTreeMap<String, Cell>,
}

#[derive(Deserialize)]
struct Cell {
    value: Value,
}

impl Links {
    /// Notes a report that names its agency and year.
    pub(super) fn add(&mut self, report: &Scanned, document: &str, start: u64, length: usize) {
        if let (Some(agency), Some(year)) = (&report.metadata.agency.value, report.metadata.report_year.value) {
            let place = Place { report_id: report.report_id.clone(), document: document.into(), start, length };
            self.groups.entry((agency.clone(), year)).or_default().push(place);
        }
    }

    /// Compares the reports of each group and writes the file.
    pub(super) fn write(&self, folder: &Path) -> Result<(), RunError> {
        let (source, target) = (folder.join(REPORTS), folder.join(LINKS));
        let mut reports = File::open(&source).map_err(|e| RunError::io(&source, e))?;
        super::replace_with(&target, |out| {
            for ((agency, year), places) in self.groups.iter().filter(|(_, places)| places.len() > 1) {
                let compared = places.get(..COMPARED).unwrap_or(places);
                let differences = differences(&mut reports, compared)?;
                let mut message = match differences.len() {
                    0 => format!("{} reports for one year, with the same numbers", places.len()),
                    n => format!("{} reports for one year, which differ in {n} numbers", places.len()),
                };
                if compared.len() < places.len() {
                    message.push_str(&format!("; only the first {COMPARED} were compared"));
                }
                let kind = FindingKind::DuplicateReport;
                let linked = |p| -> Linked<'_> {
                    let p: &Place = p;
                    Linked { report_id: &p.report_id, document: &p.document }
                };
                let link = Link {
                    agency,
                    report_year: *year,
                    reports: places.iter().map(linked).collect(),
                    finding: Finding { code: kind.code(), severity: kind.severity().name(), message },
                    differences,
                };
                serde_json::to_writer(&mut *out, &link)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })
    }
}

fn differences(reports: &mut File, places: &[Place]) -> io::Result<Vec<Difference>> {
    let mut values: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (n, place) in places.iter().enumerate() {
        let mut bytes = Vec::new();
        reports.seek(SeekFrom::Start(place.start))?;
        reports.take(place.length as u64).read_to_end(&mut bytes)?;
        let report: Cells = serde_json::from_slice(&bytes)?;
        for (id, Cell { value }) in report.cells {
            values.entry(id).or_insert_with(|| vec![Value::Null; places.len()]).splice(n..=n, [value]);
        }
    }
    let differ = |(_, values): &(String, Vec<Value>)| values.iter().any(|v| Some(v) != values.first());
    Ok(values.into_iter().filter(differ).map(|(cell, values)| Difference { cell, values }).collect())
}
