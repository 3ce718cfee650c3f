//! What a report holds many of: checks, findings, repairs, blocks of text.

use super::{Layout, Subject, page, place};
use crate::collection::tables::Table;

pub fn checks() -> Layout {
    use crate::collection::tables::value::{Field, Mark};
    use crate::report::Check;
    struct Row<'a> {
        subject: &'a Subject<'a>,
        check: &'a Check,
    }
    super::columns! { Row<'a>;
        report_id: Text = super::REPORT_ID, |r| (&r.subject.report.report_id).into();
        rule: Text = "Id of the rule", |r| (&*r.check.rule).into();
        rule_class: Text = "identity (a sum of the form), structure, plausibility or narrative",
            |r| (&r.check.class).into();
        severity: Text = "How much a failure matters: error, warning or info", |r| (&r.check.severity).into();
        result: Text = "pass, fail or skipped", |r| Field::from(r.check.result.name()).marked(Mark::of(r.check.result.name()));
        expected: Decimal = "Right side of the equation", |r| r.check.expected.into();
        actual: Decimal = "Left side of the equation", |r| r.check.actual.into();
        nulls_as_zero: Integer = "Operands without a number that this check took as zero", |r| (r.check.class == "identity").then_some(r.check.nulls_as_zero).into();
        operands: Text = "Ids of the cells compared", |r| super::list(&r.check.operands).into();
        suspects: Text = "Cells that two sums accuse, each with the value that would mend both; never applied", |r| {
            let suspects = r.check.suspects.iter();
            super::list(&suspects.map(|s| format!("{}={}", s.cell, s.would_be)).collect::<Vec<_>>()).into()
        };
        message: Text = "In words", |r| r.check.message.as_deref().into();
    }
    let table =
        Table { name: "checks", description: "One row a rule that was run on a report", columns: columns(), key: &[] };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        subject.report.checks.iter().try_for_each(|check| sink(&fields(&Row { subject, check })))
    };
    Layout::of_reports(table, rows)
}

pub fn findings() -> Layout {
    use crate::collection::tables::value::{Field, Mark};
    use crate::model::finding::Finding;
    struct Row<'a> {
        subject: &'a Subject<'a>,
        number: usize,
        finding: &'a Finding,
        flags: bool,
    }
    super::columns! { Row<'a>;
        report_id: Text = super::REPORT_ID, |r| (&r.subject.report.report_id).into();
        finding_no: Integer = "Its place in the report, from 1", |r| r.number.into();
        code: Text = "What was found, a stable code", |r| r.finding.kind.code().into();
        severity: Text = "error (do not rely on it), warning (look at it) or info",
            |r| Field::from(r.finding.kind.severity().name()).marked(Mark::of(r.finding.kind.severity().name()));
        flags: Integer = "1 if the report is flagged for it", |r| r.flags.into();
        message: Text = "In words", |r| (&r.finding.message).into();
        advice: Text = "What can be done about it, where the report is flagged for it",
            |r| r.flags.then(|| Finding::advice_on(r.finding.kind.code())).into();
        cells: Text = "Ids of the cells concerned", |r| super::list(&r.finding.cells).into();
        page: Integer = super::PAGE, |r| page(r.finding.origin).into();
        place: Text = super::PLACE, |r| place(r.finding.origin).into();
    }
    let table = Table {
        name: "findings",
        description: "One row a thing that you should know about a report",
        columns: columns(),
        key: &["report_id", "finding_no"],
    };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        let is_report = subject.report.classification.is_report(&subject.report.findings);
        let mut findings = subject.report.findings.iter().zip(1..);
        findings.try_for_each(|(finding, number)| {
            sink(&fields(&Row { subject, number, finding, flags: is_report && finding.flags() }))
        })
    };
    Layout::of_reports(table, rows)
}

pub fn repairs() -> Layout {
    use crate::report::Repair;
    struct Row<'a> {
        subject: &'a Subject<'a>,
        repair: &'a Repair,
    }
    super::columns! { Row<'a>;
        report_id: Text = super::REPORT_ID, |r| (&r.subject.report.report_id).into();
        repair: Text = "How it is known: kangxi_radical, known_text, ...", |r| (&r.repair.kind).into();
        garbled: Text = "The text in the file", |r| (&r.repair.from).into();
        repaired: Text = "What it was read as", |r| (&r.repair.to).into();
        occurrences: Integer = "How often", |r| r.repair.count.into();
        page: Integer = "Page of the first, from 1", |r| page(r.repair.first).into();
        place: Text = "Place of the first, as in findings", |r| place(r.repair.first).into();
    }
    let table = Table {
        name: "repairs",
        description: "One row a kind and pair of garbled characters that were put right",
        columns: columns(),
        key: &[],
    };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        subject.report.repairs.iter().try_for_each(|repair| sink(&fields(&Row { subject, repair })))
    };
    Layout::of_reports(table, rows)
}

pub fn sections() -> Layout {
    use crate::model::origin::Origin;
    use crate::report::SectionText;
    struct Row<'a> {
        subject: &'a Subject<'a>,
        number: usize,
        section: &'a SectionText,
        kind: &'a str,
        text: &'a str,
        origin: Option<Origin>,
    }
    super::columns! { Row<'a>;
        report_id: Text = super::REPORT_ID, |r| (&r.subject.report.report_id).into();
        block_no: Integer = "Its place in the report, from 1", |r| r.number.into();
        section: Text = "lead_in, overview, active_disclosure, applications, review_and_litigation, problems, other_matters or further",
            |r| r.section.section.as_deref().unwrap_or("lead_in").into();
        section_number: Text = "Number of the section as printed", |r| r.section.number.as_deref().into();
        block_kind: Text = "heading (of the section), subheading or paragraph", |r| r.kind.into();
        block_text: Text = "The text, with garbled characters put right", |r| r.text.into();
        page: Integer = super::PAGE, |r| page(r.origin).into();
        place: Text = super::PLACE, |r| place(r.origin).into();
    }
    let table = Table {
        name: "sections",
        description: "One row a heading, subheading or paragraph, in order",
        columns: columns(),
        key: &["report_id", "block_no"],
    };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        let mut number = 0;
        for section in &subject.report.sections {
            let heading = (!section.heading.is_empty()).then_some(("heading", section.heading.as_str(), None));
            let blocks = section.blocks.iter().map(|b| (&*b.kind, b.text.as_str(), b.origin));
            for (kind, text, origin) in heading.into_iter().chain(blocks) {
                number += 1;
                sink(&fields(&Row { subject, number, section, kind, text, origin }))?;
            }
        }
        Ok(())
    };
    Layout::of_reports(table, rows)
}
