//! One row a report: where it came from, who reported on what, and how well it was read.

use super::{Layout, REPORT_ID, Subject, columns};
use crate::collection::tables::Table;
use crate::model::finding::Severity;
use crate::report::{Outcome, Status};

columns! { Subject<'a>;
    report_id: Text = REPORT_ID, |s| (&s.report.report_id).into();
    sha256: Text = "SHA-256 of the file", |s| (&s.report.source.sha256).into();
    file: Text = "Name of the file, without its folder", |s| (&s.report.source.file).into();
    path: Text = "Where the file is: the input that it was found below, and its path there; archive!/entry",
        |s| s.standing.path.as_deref().into();
    outcome: Text = "What became of its document: converted, not_a_report or unread",
        |s| s.standing.outcome.map(|outcome| outcome.name()).into();
    flagged: Integer = "1 if it has a finding of severity warning or error that touches a number, the agency or the year",
        |s| s.report.classification.flags(&s.report.findings).next().is_some().into();
    file_bytes: Integer = "Length of the file in bytes", |s| s.report.source.bytes.into();
    format: Text = "pdf, docx, doc, ...", |s| (&s.report.source.format).into();
    pages: Integer = "Pages, for formats that have them", |s| s.report.source.pages.into();
    creator: Text = "The program that made the file, by its own word", |s| s.report.source.creator.as_deref().into();
    encoding: Text = "Encoding of a text format", |s| s.report.source.encoding.as_deref().into();
    url: Text = "Where the file was fetched from, if an archive says it", |s| s.report.source.provenance.url.as_deref().into();
    fetched_on: Text = "When it was fetched, if an archive says it", |s| s.report.source.provenance.fetched_on.as_deref().into();
    declared_charset: Text = "The charset that the server declared", |s| s.report.source.provenance.declared_charset.as_deref().into();
    contained_index: Integer = "Its place among the reports of one file, from 1, if there are several",
        |s| s.report.source.contained.as_ref().map(|c| c.index).into();
    contained_of: Integer = "How many reports the file holds, if several",
        |s| s.report.source.contained.as_ref().map(|c| c.of).into();
    classification: Text = "report, model_text (masked, not to be counted), not_a_report or damaged",
        |s| s.report.classification.is.name().into();
    form: Text = "2021, 2019, 2014, pre2014 or none, by what the tables print", |s| (*s.report.edition.form).into();
    edition_disclosure: Text = "Edition of table 2, active disclosure", |s| s.edition_of("active_disclosure").into();
    edition_applications: Text = "Edition of table 3, applications; 2019-in-2021 is the undivided row of other handling",
        |s| s.edition_of("applications").into();
    edition_review: Text = "Edition of table 4, review and litigation", |s| s.edition_of("review_and_litigation").into();
    title: Text = "The title, without white space", |s| (&s.report.metadata.title).into();
    report_year: Integer = "The year reported", |s| s.report.metadata.report_year.value.into();
    agency: Text = "The reporting agency", |s| (&s.report.metadata.agency).into();
    agency_id: Text = super::AGENCY_ID, |s| s.agency_id().into();
    agency_level: Text = super::LEVEL, |s| s.report.metadata.agency_level.as_deref().into();
    agency_kind: Text = super::KIND, |s| s.report.metadata.agency_kind.as_deref().into();
    region_code: Text = "Six-digit division code of its region", |s| s.region_code().into();
    province_code: Text = "Division code of its province", |s| s.division(0).map(|r| r.code).into();
    province_name: Text = "Name of its province", |s| s.division(0).map(|r| r.name).into();
    prefecture_code: Text = "Division code of its prefecture", |s| s.division(1).map(|r| r.code).into();
    prefecture_name: Text = "Name of its prefecture", |s| s.division(1).map(|r| r.name).into();
    county_code: Text = "Division code of its county", |s| s.division(2).map(|r| r.code).into();
    county_name: Text = "Name of its county", |s| s.division(2).map(|r| r.name).into();
    region_name: Text = "Name of that region",
        |s| s.report.metadata.region.name.as_deref().into();
    region_revision: Text = "Year of the table of codes",
        |s| s.report.metadata.region.revision.map(|year| year.to_string()).into();
    scope: Text = super::SCOPE, |s| (&s.report.metadata.scope).into();
    period_from: Date = "First day reported", |s| s.report.metadata.period.as_ref().map(|p| p.from.as_str()).into();
    period_to: Date = "Last day reported", |s| s.report.metadata.period.as_ref().map(|p| p.to.as_str()).into();
    published_on: Date = "Day of publication", |s| (&s.report.metadata.published_on).into();
    signed_by: Text = "The signature under the report", |s| (&s.report.metadata.signed_by).into();
    signed_on: Date = "The day under the signature", |s| (&s.report.metadata.signed_on).into();
    written_on: Date = "The day it was written", |s| (&s.report.metadata.written_on).into();
    compiled_by: Text = "Who drew it up, if not the agency itself", |s| (&s.report.metadata.compiled_by).into();
    index_number: Text = "Index number of the publication", |s| (&s.report.metadata.index_number).into();
    document_number: Text = "Document number of the publication", |s| (&s.report.metadata.document_number).into();
    credit_code: Text = "Unified social credit code of the agency", |s| (&s.report.metadata.credit_code).into();
    address: Text = "Of the office", |s| (&s.report.metadata.contact.address).into();
    postcode: Text = "Of the office", |s| (&s.report.metadata.contact.postcode).into();
    phone: Text = "Of the office", |s| (&s.report.metadata.contact.phone).into();
    fax: Text = "Of the office", |s| (&s.report.metadata.contact.fax).into();
    email: Text = "Of the office", |s| (&s.report.metadata.contact.email).into();
    copies: Integer = "Reports of this agency and year in the run, this one counted", |s| s.standing.copies.into();
    copy_no: Integer = "Its place among them, most complete first", |s| s.standing.copy.into();
    copies_agree: Integer = "1 if all of them print the same numbers, else 0", |s| s.standing.agree.into();
    cells: Integer = "Cells of the form", |s| s.report.cells.len().into();
    cells_published: Integer = "Cells with a number", |s| s.cells_with(Status::Published).into();
    cells_blank: Integer = "Empty cells", |s| s.cells_with(Status::Blank).into();
    cells_not_applicable: Integer = "Cells with a dash or a word for none", |s| s.cells_with(Status::NotApplicable).into();
    cells_unreadable: Integer = "Cells with text that is no number", |s| s.cells_with(Status::Unreadable).into();
    cells_missing: Integer = "Cells whose row is not in the document", |s| s.cells_with(Status::Missing).into();
    cells_conflict: Integer = "Cells with several readings", |s| s.cells_with(Status::Conflict).into();
    checks_passed: Integer = "Rules that hold", |s| s.checks_with(None, Outcome::Pass).into();
    checks_failed: Integer = "Rules that fail", |s| s.checks_with(None, Outcome::Fail).into();
    checks_skipped: Integer = "Rules that could not be assessed", |s| s.checks_with(None, Outcome::Skipped).into();
    findings_error: Integer = "Findings of severity error: the report, or a part of it, cannot be relied on",
        |s| s.findings_with(Severity::Error).into();
    findings_warning: Integer = "Findings of severity warning: look at it", |s| s.findings_with(Severity::Warning).into();
    findings_info: Integer = "Findings of severity info", |s| s.findings_with(Severity::Info).into();
    schema_version: Text = "Version of the JSON layout", |s| (&s.report.schema_version).into();
    converter_version: Text = "Version of nianbao", |s| (&s.report.converter.version).into();
}

pub fn layout() -> Layout {
    let table = Table {
        name: "reports",
        description: "One row a report, whatever its form, and also for documents that turned out to be none (form none)",
        columns: columns(),
        key: &["report_id"],
    };
    Layout::of_reports(table, |subject, sink| sink(&fields(subject)))
}
