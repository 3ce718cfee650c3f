//! Reports of different documents for the same agency and year: all are kept, and their differences are said.

use super::agency::AgencyYear;
use super::journal::{Head, Reading};
use crate::model::finding::{FindingKind, Severity};
use crate::model::id::CellId;
use crate::report::json::{Digits, pairs};
use crate::run::journal::REPORTS;
use crate::run::{RunError, replace_with};
use serde::{Deserialize, Serialize};
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
    groups: BTreeMap<AgencyYear, Vec<Place>>,
}

struct Place {
    report_id: String,
    /// As the report names it.
    agency: String,
    document: String,
    start: u64,
    length: usize,
}

#[derive(Serialize)]
struct Link<'a> {
    agency_id: &'a str,
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
    code: FindingKind,
    severity: Severity,
    message: String,
}

/// A cell whose number is not the same in all reports.
#[derive(Serialize)]
struct Difference {
    cell: CellId,
    /// That of each report that was compared in turn; null where it has none.
    values: Vec<Option<Digits>>,
}

/// The numbers of a report.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Cells {
    #[serde(with = "pairs")]
    cells: Vec<(CellId, Reading)>,
}

impl Links {
    /// Notes a report that names its agency and year.
    pub(super) fn add(&mut self, report: &Head, document: &str, start: u64, length: usize) {
        if let (Some(who), Some(agency)) = (AgencyYear::of(&report.metadata), &report.metadata.agency.value) {
            let (report_id, agency) = (report.report_id.clone(), agency.clone());
            self.groups.entry(who).or_default().push(Place {
                report_id,
                agency,
                document: document.into(),
                start,
                length,
            });
        }
    }

    /// Compares the reports of each group and writes the file.
    pub(super) fn write(&self, folder: &Path) -> Result<(), RunError> {
        let (source, target) = (folder.join(REPORTS), folder.join(LINKS));
        let mut reports = File::open(&source).map_err(|e| RunError::io(&source, e))?;
        replace_with(&target, |out| {
            for (who, places) in self.groups.iter().filter(|(_, places)| places.len() > 1) {
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
                    agency_id: who.agency.as_str(),
                    agency: places.first().map_or("", |p| &p.agency),
                    report_year: who.year,
                    reports: places.iter().map(linked).collect(),
                    finding: Finding { code: kind, severity: kind.severity(), message },
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
    let mut values: BTreeMap<CellId, Vec<Option<Digits>>> = BTreeMap::new();
    for (n, place) in places.iter().enumerate() {
        let mut bytes = Vec::new();
        reports.seek(SeekFrom::Start(place.start))?;
        reports.take(place.length as u64).read_to_end(&mut bytes)?;
        let report: Cells = serde_json::from_slice(&bytes)?;
        for (id, reading) in report.cells {
            let row = values.entry(id).or_insert_with(|| vec![None; places.len()]);
            row.splice(n..=n, [reading.value.map(Digits)]);
        }
    }
    let differ = |(_, values): &(CellId, Vec<Option<Digits>>)| values.iter().any(|v| Some(v) != values.first());
    Ok(values.into_iter().filter(differ).map(|(cell, values)| Difference { cell, values }).collect())
}
