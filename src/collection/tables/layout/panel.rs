//! One row a report, a column for each variable: the wide table.

use super::{Column, Layout, REPORT_ID, Subject, columns};
use crate::collection::tables::value::{Field, Mark};
use crate::collection::tables::{Kind, Table};
use crate::form::Form;
use crate::form::codebook;
use crate::form::layout;
use crate::report::{Entry, Outcome, Status};

columns! { Subject<'a>;
    report_id: Text = REPORT_ID, |s| (&s.report.report_id).into();
    agency: Text = "The reporting agency", |s| (&s.report.metadata.agency).into();
    agency_id: Text = super::AGENCY_ID, |s| s.agency_id().into();
    region_code: Text = "Six-digit division code of its region", |s| s.region_code().into();
    province_code: Text = "Division code of its province", |s| s.division(0).map(|r| r.code).into();
    province_name: Text = "Name of its province", |s| s.division(0).map(|r| r.name).into();
    prefecture_code: Text = "Division code of its prefecture", |s| s.division(1).map(|r| r.code).into();
    prefecture_name: Text = "Name of its prefecture", |s| s.division(1).map(|r| r.name).into();
    county_code: Text = "Division code of its county", |s| s.division(2).map(|r| r.code).into();
    county_name: Text = "Name of its county", |s| s.division(2).map(|r| r.name).into();
    agency_level: Text = super::LEVEL, |s| s.report.metadata.agency_level.as_deref().into();
    agency_kind: Text = super::KIND, |s| s.report.metadata.agency_kind.as_deref().into();
    scope: Text = super::SCOPE, |s| (&s.report.metadata.scope).into();
    report_year: Integer = "The year reported", |s| s.report.metadata.report_year.value.into();
    edition: Text = "Form of the report, 2019 or 2021", |s| (*s.report.edition.form).into();
    edition_disclosure: Text = "Edition of table 2, active disclosure", |s| s.edition_of("active_disclosure").into();
    edition_applications: Text = "Edition of table 3, applications", |s| s.edition_of("applications").into();
    edition_review: Text = "Edition of table 4, review and litigation", |s| s.edition_of("review_and_litigation").into();
    published_on: Date = "Day of publication", |s| (&s.report.metadata.published_on).into();
    copies: Integer = "Reports of this agency and year in the run, this one counted", |s| s.standing.copies.into();
    copy_no: Integer = "Its place among them, most complete first: keep copy_no = 1 for one row an agency-year",
        |s| s.standing.copy.into();
    copies_agree: Integer = "1 if all of them print the same numbers, else 0",
        |s| Field::from(s.standing.agree).marked(if s.standing.agree == Some(false) { Mark::Doubt } else { Mark::None });
    cells_published: Integer = "Cells with a number", |s| s.cells_with(Status::Published).into();
    cells_blank: Integer = "Cells that are empty or hold a dash",
        |s| (s.cells_with(Status::Blank) + s.cells_with(Status::NotApplicable)).into();
    cells_missing: Integer = "Cells whose row is not in the document", |s| s.cells_with(Status::Missing).into();
    cells_unsure: Integer = "Cells that are unreadable or have several readings",
        |s| (s.cells_with(Status::Unreadable) + s.cells_with(Status::Conflict)).into();
    identities_passed: Integer = "Sums of the form that hold", |s| s.checks_with(Some("identity"), Outcome::Pass).into();
    identities_failed: Integer = "Sums of the form that fail", |s| {
        let failed = s.checks_with(Some("identity"), Outcome::Fail);
        Field::from(failed).marked(if failed > 0 { Mark::Wrong } else { Mark::None })
    };
}

/// Whether an edition has tables of cells.
fn tabular(edition: &str) -> bool {
    let form = Form::builtin("disclosure");
    let found = form.and_then(|f| f.edition(f.edition_of(edition)?));
    found.is_some_and(|e| !e.cells.is_empty())
}

pub fn layout(status: bool) -> Layout {
    let form = Form::builtin("disclosure");
    let mut columns = columns();
    for v in codebook::variables() {
        let amount = form.and_then(|f| f.cell(v.cell)).is_some_and(|c| c.kind == layout::Kind::Amount);
        let kind = if amount { Kind::Decimal } else { Kind::Count };
        let description = format!("{} ({})", v.label_en, v.unit);
        columns.push(Column { name: v.name.to_string(), kind, description });
    }
    for v in codebook::variables().iter().filter(|_| status) {
        let description = format!("Status of {}; empty if its table has no such cell", v.name);
        columns.push(Column { name: format!("{}_status", v.name), kind: Kind::Text, description });
    }
    let table = Table {
        name: "panel",
        description: "One row a report on the forms of 2019 and 2021, a column a variable; several rows for an agency-year \
                      that several documents report",
        columns,
        key: &["report_id"],
    };
    let rows = move |subject: &Subject, sink: &mut super::Sink| {
        if !subject.counts() || !tabular(&subject.report.edition.form) {
            return Ok(());
        }
        let mut cells: Vec<Option<&Entry>> = vec![None; codebook::variables().len()];
        for (id, cell) in &subject.report.cells {
            if let Some(slot) = codebook::index(id).and_then(|i| cells.get_mut(i)) {
                *slot = Some(cell);
            }
        }
        let mut row = fields(subject);
        row.extend(cells.iter().map(|c| c.map_or_else(Field::empty, number)));
        if status {
            let word = |c: &Entry| c.status.name();
            row.extend(cells.iter().map(|c| Field::from(c.map(word))));
        }
        sink(&row)
    };
    Layout::of_reports(table, rows)
}

fn number(cell: &Entry) -> Field<'_> {
    let status = Mark::of(cell.status.name());
    Field::from(cell.value).marked(if status == Mark::None { Mark::of(cell.arithmetic.name()) } else { status })
}
