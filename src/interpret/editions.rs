//! The edition that each table of a report follows: decided by what it prints; the year breaks ties.

use super::align::Match;
use super::assign::Entries;
use super::records::{self, Records};
use crate::form::Form;
use crate::form::layout::{Layout, RowSpec};
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::report::{EditionInfo, Entry};
use crate::text::labels;

/// The editions of a report.
pub struct Editions {
    /// Of the report: that of the tables whose rows vary, since offices keep last year's other tables and not the other
    /// way round.
    pub report: usize,
    /// Of each table of the form.
    pub tables: Vec<usize>,
}

impl Editions {
    /// Decides by the rows that are printed, by the column heads, by other tables' rows, by the year; the newest edition
    /// if nothing tells.
    pub fn decide(form: &Form, all: &Records, matches: &[Match], year: Option<i32>) -> Editions {
        let expected = year.and_then(|year| form.edition_of_year(year)).map(labels::Editions::one);
        let any = form.tabular().fold(labels::Editions::default(), |all, e| all.with(labels::Editions::one(e)));
        let by_rows: Vec<labels::Editions> = (0..form.tables.len()).map(|t| explaining(form, matches, t)).collect();
        let of = |layout| form.tables.iter().zip(&by_rows).filter(move |(t, _)| t.layout == layout).map(|(_, e)| *e);
        let report = of(Layout::Varied)
            .chain([records::editions_of_heads(form, all)])
            .chain(of(Layout::Uniform))
            .chain(expected)
            .fold(any, labels::Editions::narrowed);
        let report = newest(form, report);
        let table = |(spec, own): (&crate::form::layout::TableSpec, &labels::Editions)| match spec.layout {
            Layout::Uniform => newest(form, any.narrowed(*own).narrowed(labels::Editions::one(report))),
            _ => report,
        };
        Editions { report, tables: form.tables.iter().zip(&by_rows).map(table).collect() }
    }

    /// The edition whose cells a row prints: that of its table, or the newest that has it.
    pub fn of_row(&self, row: &RowSpec) -> usize {
        let own = self.tables.get(row.table).copied().unwrap_or(self.report);
        if row.is_in(own) { own } else { (0..row.cells.len()).rev().find(|e| row.is_in(*e)).unwrap_or(own) }
    }

    /// The edition of the table whose sums prove most: the one with uniform rows.
    pub fn of_sums(&self, form: &Form) -> usize {
        let uniform = form.labels.uniform().and_then(|(table, _)| self.tables.get(table));
        uniform.copied().unwrap_or(self.report)
    }

    /// As the report says it, for the tables that were found.
    pub fn info(&self, form: &Form, found: &[usize]) -> EditionInfo {
        let id = |edition: usize| form.editions.get(edition).map_or_else(|| "".into(), |e| e.id.clone());
        let mut by_section = Vec::new();
        for (at, ((spec, edition), found)) in form.tables.iter().zip(&self.tables).zip(found).enumerate() {
            let variant =
                form.variants.iter().find(|v| v.edition == self.report && v.table == at && v.printed_as == *edition);
            if *found > 0 {
                by_section.push((spec.id.clone(), variant.map_or_else(|| id(*edition), |v| v.id.clone())));
            }
        }
        EditionInfo { form: id(self.report), by_section }
    }

    /// Every cell of the layout that the tables follow, in form order; what was not found is missing.
    pub fn layout(
        &self,
        form: &Form,
        found: &[usize],
        mut entries: Entries,
        findings: &mut Vec<Finding>,
    ) -> Vec<(CellId, Entry)> {
        let mut out = Vec::new();
        for ((at, spec), found) in form.tables.iter().enumerate().zip(found) {
            let edition = self.tables.get(at).copied().unwrap_or(self.report);
            if *found == 0 {
                let message = format!("the table of section {} was not found", spec.id);
                findings.push(Finding::new(FindingKind::TableMissing, message));
            }
            let mut missing: Vec<&str> = Vec::new();
            for row in form.rows.iter().filter(|r| r.table == at) {
                // A row of another edition that is printed all the same stands where the form has it.
                let whole = |e: &usize| row.is_in(*e) && row.cells(*e).iter().all(|c| entries.contains_key(&*c.id));
                let printed = [edition].into_iter().chain(0..row.cells.len()).find(whole);
                if printed.is_none() && row.is_in(edition) {
                    missing.push(&row.id);
                }
                for cell in row.cells(printed.unwrap_or(edition)) {
                    let found = entries.remove_entry(&*cell.id);
                    out.push(found.unwrap_or_else(|| (cell.id.clone(), Entry::missing(cell.unit.clone()))));
                }
            }
            if *found > 0 && !missing.is_empty() {
                let message = format!("rows of the form not found: {}", missing.join(", "));
                findings.push(Finding::new(FindingKind::RowMissing, message));
            }
        }
        out
    }
}

/// The editions that have most of the rows which were found of a table.
fn explaining(form: &Form, matches: &[Match], table: usize) -> labels::Editions {
    let rows: Vec<&RowSpec> =
        matches.iter().filter_map(|m| form.rows.get(m.row)).filter(|r| r.table == table).collect();
    let explained = |edition: usize| rows.iter().filter(|r| r.is_in(edition)).count();
    let most = form.tabular().map(explained).max().unwrap_or(0);
    let best = form.tabular().filter(|e| explained(*e) == most);
    best.fold(labels::Editions::default(), |all, e| all.with(labels::Editions::one(e)))
}

fn newest(form: &Form, editions: labels::Editions) -> usize {
    form.tabular().rev().find(|e| editions.contains(*e)).unwrap_or(0)
}
