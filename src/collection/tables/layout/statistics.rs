//! The figures of forms before 2019, and figures stated in the text.

use super::{Layout, Subject, page, place};
use crate::collection::tables::Table;

pub fn statistics() -> Layout {
    use crate::collection::tables::value::{Field, Mark};
    use crate::report::Statistic;
    struct Row<'a> {
        subject: &'a Subject<'a>,
        number: usize,
        statistic: &'a Statistic,
    }
    super::columns! { Row<'a>;
        report_id: Text = super::REPORT_ID, |r| (&r.subject.report.report_id).into();
        statistic_no: Integer = "Its place in the report, from 1", |r| r.number.into();
        agency: Text = "The reporting agency", |r| (&r.subject.report.metadata.agency).into();
        agency_id: Text = super::AGENCY_ID, |r| r.subject.agency_id().into();
        report_year: Integer = "The year reported", |r| r.subject.report.metadata.report_year.value.into();
        form: Text = "2014 or pre2014", |r| (*r.subject.report.edition.form).into();
        indicator_id: Text = "Id of the indicator, if the row is known", |r| r.statistic.indicator_id.as_deref().into();
        indicator: Text = "The indicator as printed", |r| (&r.statistic.indicator).into();
        path: Text = "Headings and rows it stands under, outermost first", |r| (!r.statistic.path.is_empty()).then(|| r.statistic.path.join(" / ")).into();
        period: Text = "The span, or the part of the agency, that its column or sentence names", |r| r.statistic.period.as_deref().into();
        value: Decimal = "The number as printed, in the unit", |r| r.statistic.value.into();
        unit: Text = "What the number counts", |r| r.statistic.unit.as_deref().into();
        status: Text = "As in cells", |r| Field::from(r.statistic.status.name()).marked(Mark::of(r.statistic.status.name()));
        raw: Text = "The text of the cell, or the sentence", |r| (&r.statistic.raw).into();
        found_in: Text = "table or text", |r| if r.statistic.table { "table" } else { "text" }.into();
        page: Integer = super::PAGE, |r| page(r.statistic.origin).into();
        place: Text = super::PLACE, |r| place(r.statistic.origin).into();
    }
    let table = Table {
        name: "statistics",
        description: "One row a figure of a form before 2019",
        columns: columns(),
        key: &["report_id", "statistic_no"],
    };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        let mut statistics = subject.report.statistics.iter().zip(1..);
        statistics.try_for_each(|(statistic, number)| sink(&fields(&Row { subject, number, statistic })))
    };
    Layout::of_reports(table, rows)
}

pub fn narrative_facts() -> Layout {
    use crate::report::NarrativeFact;
    struct Row<'a> {
        subject: &'a Subject<'a>,
        number: usize,
        fact: &'a NarrativeFact,
    }
    super::columns! { Row<'a>;
        report_id: Text = super::REPORT_ID, |r| (&r.subject.report.report_id).into();
        fact_no: Integer = "Its place in the report, from 1", |r| r.number.into();
        fact: Text = "What is stated, as in the narrative rules", |r| (&*r.fact.fact).into();
        value: Decimal = "The number as the text states it", |r| r.fact.value.into();
        scope: Text = "Whose number it is by the words of its sentence: own, region or unknown",
            |r| (&r.fact.scope).into();
        section: Text = "The section that states it", |r| r.fact.section.as_deref().into();
        sentence: Text = "The sentence", |r| (&r.fact.sentence).into();
        page: Integer = super::PAGE, |r| page(r.fact.origin).into();
        place: Text = super::PLACE, |r| place(r.fact.origin).into();
    }
    let table = Table {
        name: "narrative_facts",
        description: "One row a figure that the text states",
        columns: columns(),
        key: &["report_id", "fact_no"],
    };
    let rows = |subject: &Subject, sink: &mut super::Sink| {
        let mut facts = subject.report.narrative_facts.iter().zip(1..);
        facts.try_for_each(|(fact, number)| sink(&fields(&Row { subject, number, fact })))
    };
    Layout::of_reports(table, rows)
}
