//! One row a rule that was run over several reports, as `nianbao check` left them beside the journal.

use super::{Layout, columns};
use crate::collection::cross_report::{RUN_CHECKS, RunCheck};
use crate::collection::journal;
use crate::collection::tables::Table;
use crate::collection::tables::value::{Field, Mark};
use crate::model::id::Name;

columns! { RunCheck;
    agency: Text = "The agency, as the newest of its reports names it", |c| (&*c.agency).into();
    agency_id: Text = super::AGENCY_ID, |c| (!c.agency_id.is_empty()).then_some(&*c.agency_id).into();
    region_code: Text = "Its division code", |c| c.region_code.as_deref().into();
    first_year: Integer = "The earliest report year compared", |c| c.years.first().copied().into();
    last_year: Integer = "The latest report year compared", |c| c.years.last().copied().into();
    rule: Text = "Id of the rule", |c| (&*c.rule).into();
    class: Text = "cross_year (against the year before), hierarchy (a region against its parts) or series (gaps, doubles)",
        |c| (&c.class).into();
    severity: Text = "How much a failure matters: error, warning or info", |c| (&c.severity).into();
    result: Text = "pass, fail or skipped", |c| Field::from(c.result.name()).marked(Mark::of(c.result.name()));
    expected: Decimal = "Right side of the equation", |c| c.expected.into();
    actual: Decimal = "Left side of the equation", |c| c.actual.into();
    report_ids: Text = "The reports compared, each once", |c| {
        let mut ids: Vec<&Name> = Vec::new();
        for operand in &c.operands {
            if !ids.contains(&&operand.report_id) {
                ids.push(&operand.report_id);
            }
        }
        super::list(ids).into()
    };
    operands: Text = "Ids of the cells compared", |c| super::list(c.operands.iter().filter_map(|o| o.cell.as_ref())).into();
    message: Text = "In words", |c| c.message.as_deref().into();
}

pub fn layout() -> Layout {
    let table = Table {
        name: "run_checks",
        description: "One row a rule that was run over several reports; empty until `nianbao check` has been run",
        columns: columns(),
        key: &[],
    };
    let rows = |run: &std::path::Path, sink: &mut super::Sink| {
        let path = run.join(RUN_CHECKS);
        let (checks, torn) = journal::objects::<RunCheck>(&path)?;
        checks.iter().try_for_each(|c| sink(&fields(c)))?;
        Ok(if torn { vec![format!("{}: the last line is torn and left out", path.display())] } else { vec![] })
    };
    Layout::of_run(table, rows)
}
