//! One row a report: where it came from, who reported on what, and how well it was read.

use super::{Layout, REPORT_ID, Subject, columns};
use crate::write::tables::Table;
use crate::write::tables::record::plain;

columns! { Subject<'a>;
    report_id: Text = REPORT_ID, |s| (&s.record.report_id).into();
    sha256: Text = "SHA-256 of the file", |s| (&s.record.source.sha256).into();
    file: Text = "Name of the file, without its folder", |s| (&s.record.source.file).into();
    file_bytes: Integer = "Length of the file in bytes", |s| s.record.source.bytes.into();
    format: Text = "pdf, docx, doc, ...", |s| (&s.record.source.format).into();
    pages: Integer = "Pages, for formats that have them", |s| s.record.source.pages.into();
    creator: Text = "The program that made the file, by its own word", |s| s.record.source.creator.as_deref().into();
    encoding: Text = "Encoding of a text format", |s| s.record.source.encoding.as_deref().into();
    url: Text = "Where the file was fetched from, if an archive says it", |s| s.record.source.url.as_deref().into();
    fetched_on: Text = "When it was fetched, if an archive says it", |s| s.record.source.fetched_on.as_deref().into();
    declared_charset: Text = "The charset that the server declared", |s| s.record.source.declared_charset.as_deref().into();
    contained_index: Integer = "Its place among the reports of one file, from 1, if there are several",
        |s| s.record.source.contained.as_ref().and_then(|c| c.index).into();
    contained_of: Integer = "How many reports the file holds, if several",
        |s| s.record.source.contained.as_ref().and_then(|c| c.of).into();
    classification: Text = "report, model_text (masked, not to be counted), not_a_report or damaged",
        |s| (&s.record.classification.is).into();
    form: Text = "2021, 2019, 2014, pre2014 or none, by what the tables print", |s| (&s.record.edition.form).into();
    edition_disclosure: Text = "Edition of table 2, active disclosure", |s| s.edition_of("active_disclosure").into();
    edition_applications: Text = "Edition of table 3, applications; 2019-in-2021 is the undivided row of other handling",
        |s| s.edition_of("applications").into();
    edition_review: Text = "Edition of table 4, review and litigation", |s| s.edition_of("review_and_litigation").into();
    title: Text = "The title, without white space", |s| (&s.record.metadata.title).into();
    report_year: Integer = "The year reported", |s| s.record.metadata.report_year.value.into();
    agency: Text = "The reporting agency", |s| (&s.record.metadata.agency).into();
    agency_level: Text = super::LEVEL, |s| (&s.record.metadata.agency_level).into();
    agency_kind: Text = super::KIND, |s| (&s.record.metadata.agency_kind).into();
    region_code: Text = "Six-digit division code of its region", |s| s.region_code().into();
    region_name: Text = "Name of that region",
        |s| s.record.metadata.region.as_ref().and_then(|r| r.name.as_deref()).into();
    region_revision: Text = "Year of the table of codes",
        |s| s.record.metadata.region.as_ref().and_then(|r| r.revision.as_ref()).filter(|v| !v.is_null()).map(plain).into();
    scope: Text = super::SCOPE, |s| (&s.record.metadata.scope).into();
    period_from: Date = "First day reported", |s| s.record.metadata.period.as_ref().and_then(|p| p.from.as_deref()).into();
    period_to: Date = "Last day reported", |s| s.record.metadata.period.as_ref().and_then(|p| p.to.as_deref()).into();
    published_on: Date = "Day of publication", |s| (&s.record.metadata.published_on).into();
    signed_by: Text = "The signature under the report", |s| (&s.record.metadata.signed_by).into();
    signed_on: Date = "The day under the signature", |s| (&s.record.metadata.signed_on).into();
    written_on: Date = "The day it was written", |s| (&s.record.metadata.written_on).into();
    compiled_by: Text = "Who drew it up, if not the agency itself", |s| (&s.record.metadata.compiled_by).into();
    index_number: Text = "Index number of the publication", |s| (&s.record.metadata.index_number).into();
    document_number: Text = "Document number of the publication", |s| (&s.record.metadata.document_number).into();
    credit_code: Text = "Unified social credit code of the agency", |s| (&s.record.metadata.credit_code).into();
    address: Text = "Of the office", |s| (&s.record.metadata.contact.address).into();
    postcode: Text = "Of the office", |s| (&s.record.metadata.contact.postcode).into();
    phone: Text = "Of the office", |s| (&s.record.metadata.contact.phone).into();
    fax: Text = "Of the office", |s| (&s.record.metadata.contact.fax).into();
    email: Text = "Of the office", |s| (&s.record.metadata.contact.email).into();
    copies: Integer = "Reports of this agency and year in the run, this one counted", |s| s.standing.copies.into();
    copy_no: Integer = "Its place among them, most complete first", |s| s.standing.copy.into();
    copies_agree: Integer = "1 if all of them print the same numbers, else 0", |s| s.standing.agree.into();
    cells: Integer = "Cells of the form", |s| s.record.cells.len().into();
    cells_published: Integer = "Cells with a number", |s| s.cells_with("published").into();
    cells_blank: Integer = "Empty cells", |s| s.cells_with("blank").into();
    cells_not_applicable: Integer = "Cells with a dash or a word for none", |s| s.cells_with("not_applicable").into();
    cells_unreadable: Integer = "Cells with text that is no number", |s| s.cells_with("unreadable").into();
    cells_missing: Integer = "Cells whose row is not in the document", |s| s.cells_with("missing").into();
    cells_conflict: Integer = "Cells with several readings", |s| s.cells_with("conflict").into();
    checks_passed: Integer = "Rules that hold", |s| s.checks_with(None, "pass").into();
    checks_failed: Integer = "Rules that fail", |s| s.checks_with(None, "fail").into();
    checks_skipped: Integer = "Rules that could not be assessed", |s| s.checks_with(None, "skipped").into();
    findings_error: Integer = "Findings of severity error: the report, or a part of it, cannot be relied on",
        |s| s.findings_with("error").into();
    findings_warning: Integer = "Findings of severity warning: look at it", |s| s.findings_with("warning").into();
    findings_info: Integer = "Findings of severity info", |s| s.findings_with("info").into();
    schema_version: Text = "Version of the JSON layout", |s| (&s.record.schema_version).into();
    converter_version: Text = "Version of nianbao", |s| (&s.record.converter.version).into();
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
