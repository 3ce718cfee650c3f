//! One row a report, a column for each variable: the wide table.

use super::{Column, Layout, REPORT_ID, Subject, columns};
use crate::form::codebook;
use crate::form::words::words;
use crate::write::tables::record::Cell;
use crate::write::tables::value::{Field, Mark};
use crate::write::tables::{Kind, Table};

columns! { Subject<'a>;
    report_id: Text = REPORT_ID, |s| (&s.record.report_id).into();
    agency: Text = "The reporting agency", |s| (&s.record.metadata.agency).into();
    region_code: Text = "Six-digit division code of its region", |s| s.region_code().into();
    agency_level: Text = super::LEVEL, |s| (&s.record.metadata.agency_level).into();
    agency_kind: Text = super::KIND, |s| (&s.record.metadata.agency_kind).into();
    scope: Text = super::SCOPE, |s| (&s.record.metadata.scope).into();
    report_year: Integer = "The year reported", |s| s.record.metadata.report_year.value.into();
    edition: Text = "Form of the report, 2019 or 2021", |s| (&s.record.edition.form).into();
    edition_disclosure: Text = "Edition of table 2, active disclosure", |s| s.edition_of("active_disclosure").into();
    edition_applications: Text = "Edition of table 3, applications", |s| s.edition_of("applications").into();
    edition_review: Text = "Edition of table 4, review and litigation", |s| s.edition_of("review_and_litigation").into();
    published_on: Date = "Day of publication", |s| (&s.record.metadata.published_on).into();
    copies: Integer = "Reports of this agency and year in the run, this one counted", |s| s.standing.copies.into();
    copy_no: Integer = "Its place among them, most complete first: keep copy_no = 1 for one row an agency-year",
        |s| s.standing.copy.into();
    copies_agree: Integer = "1 if all of them print the same numbers, else 0",
        |s| Field::from(s.standing.agree).marked(if s.standing.agree == Some(false) { Mark::Doubt } else { Mark::None });
    cells_published: Integer = "Cells with a number", |s| s.cells_with("published").into();
    cells_blank: Integer = "Cells that are empty or hold a dash",
        |s| (s.cells_with("blank") + s.cells_with("not_applicable")).into();
    cells_missing: Integer = "Cells whose row is not in the document", |s| s.cells_with("missing").into();
    cells_unsure: Integer = "Cells that are unreadable or have several readings",
        |s| (s.cells_with("unreadable") + s.cells_with("conflict")).into();
    identities_passed: Integer = "Sums of the form that hold", |s| s.checks_with(Some("identity"), "pass").into();
    identities_failed: Integer = "Sums of the form that fail", |s| {
        let failed = s.checks_with(Some("identity"), "fail");
        Field::from(failed).marked(if failed > 0 { Mark::Wrong } else { Mark::None })
    };
}

pub fn layout(status: bool) -> Layout {
    let mut columns = columns();
    for v in codebook::variables() {
        let kind = if words("money_unit").contains(&v.unit) { Kind::Decimal } else { Kind::Count };
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
        if !subject.counts() || !matches!(subject.record.edition.form.as_str(), "2019" | "2021") {
            return Ok(());
        }
        let mut cells: Vec<Option<&Cell>> = vec![None; codebook::variables().len()];
        for (id, cell) in &subject.record.cells {
            if let Some(slot) = codebook::index(id).and_then(|i| cells.get_mut(i)) {
                *slot = Some(cell);
            }
        }
        let mut row = fields(subject);
        row.extend(cells.iter().map(|c| c.map_or_else(Field::empty, number)));
        if status {
            let word = |c: &Cell| c.status.clone();
            row.extend(cells.iter().map(|c| Field::from(c.map(word))));
        }
        sink(&row)
    };
    Layout::of_reports(table, rows)
}

fn number(cell: &Cell) -> Field<'_> {
    let status = Mark::of(&cell.status);
    Field::from(cell.value).marked(if status == Mark::None { Mark::of(&cell.arithmetic) } else { status })
}
