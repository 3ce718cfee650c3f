//! One row a cell: the long table.

use super::{Layout, PAGE, PLACE, REPORT_ID, Subject, columns, page, place};
use crate::collection::tables::Table;
use crate::collection::tables::value::{Field, Mark};
use crate::form::codebook::{self, Variable};
use crate::report::{Arithmetic, Entry};

struct Row<'a> {
    subject: &'a Subject<'a>,
    number: usize,
    id: &'a str,
    cell: &'a Entry,
    variable: Option<&'static Variable>,
}

columns! { Row<'a>;
    report_id: Text = REPORT_ID, |r| (&r.subject.report.report_id).into();
    sha256: Text = "SHA-256 of the file", |r| (&r.subject.report.source.sha256).into();
    agency: Text = "The reporting agency", |r| (&r.subject.report.metadata.agency).into();
    agency_id: Text = super::AGENCY_ID, |r| r.subject.agency_id().into();
    region_code: Text = "Six-digit division code of its region", |r| r.subject.region_code().into();
    agency_level: Text = super::LEVEL, |r| r.subject.report.metadata.agency_level.as_deref().into();
    agency_kind: Text = super::KIND, |r| r.subject.report.metadata.agency_kind.as_deref().into();
    scope: Text = super::SCOPE,
        |r| (&r.subject.report.metadata.scope).into();
    report_year: Integer = "The year reported", |r| r.subject.report.metadata.report_year.value.into();
    edition: Text = "Edition of the table that the cell is in, by what it prints",
        |r| r.id.split('.').next().and_then(|t| r.subject.edition_of(t)).into();
    cell_no: Integer = "Its place in the report's tables, from 1", |r| r.number.into();
    cell_id: Text = "Id of the cell, the same in every edition that has it", |r| r.id.into();
    variable: Text = "Its variable in panel and codebook", |r| r.variable.map(|v| v.name).into();
    label_zh: Text = "Row and column as on the form", |r| r.variable.map(|v| v.label_zh).into();
    value: Decimal = "The number as printed, in the unit; empty unless the status is published",
        |r| Field::from(r.cell.value).marked(r.mark());
    unit: Text = "What the number counts", |r| (&*r.cell.unit).into();
    unit_source: Text = "Where the document prints a unit: cell or header", |r| r.cell.unit_source.as_deref().into();
    status: Text = "published, blank, not_applicable, unreadable, missing (no such row) or conflict (several readings)",
        |r| Field::from(r.cell.status.name()).marked(Mark::of(r.cell.status.name()));
    raw: Text = "The text as printed; empty also for a blank or missing cell", |r| r.cell.raw.as_deref().into();
    alternatives: Text = "The readings of a conflict",
        |r| super::list(&r.cell.alternatives.iter().map(|d| d.to_string()).collect::<Vec<_>>()).into();
    arithmetic: Text = "confirmed (in sums that hold), contradicted (in a sum that fails) or unchecked",
        |r| Field::from(r.cell.arithmetic.name()).marked(Mark::of(r.cell.arithmetic.name()));
    derivation: Text = "sums or recovered: how the number was proved, if not by its place alone",
        |r| r.cell.derivation.as_deref().into();
    page: Integer = PAGE, |r| page(r.cell.origin).into();
    place: Text = PLACE, |r| place(r.cell.origin).into();
}

impl Row<'_> {
    fn mark(&self) -> Mark {
        if self.cell.arithmetic == Arithmetic::Contradicted { Mark::Wrong } else { Mark::None }
    }
}

pub fn layout() -> Layout {
    let table = Table {
        name: "cells",
        description: "One row a cell of the form's tables (forms of 2019 and 2021)",
        columns: columns(),
        key: &["report_id", "cell_no"],
    };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        subject.report.cells.iter().zip(1..).try_for_each(|((id, cell), number)| {
            let variable = codebook::index(id).and_then(|i| codebook::variables().get(i));
            sink(&fields(&Row { subject, number, id, cell, variable }))
        })
    };
    Layout::of_reports(table, rows)
}
