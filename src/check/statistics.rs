//! The rules of forms before 2019, run on their statistics: on each column of a table apart, and on the sentences.

use super::identities::{assess, contradiction};
use crate::form::rules::{Class, Rule};
use crate::model::operand::Operand;
use crate::report::{Check, Draft, Outcome, Statistic};

/// Runs the rules of the report's form.
pub(super) fn check(report: &mut Draft, rules: &[Rule]) -> Vec<Check> {
    let mut checks = Vec::new();
    for column in columns(&report.statistics) {
        let operand = |id: &str| {
            let mut of = column.iter().filter(|s| s.indicator_id.as_deref() == Some(id));
            let first = of.next()?;
            Some(if of.next().is_some() { Operand::Unknown } else { first.operand() })
        };
        for mut assessed in assess(rules.iter(), operand) {
            // A blank is not zero: what fails with one, or has nothing else on a side, is not assessed.
            if assessed.sides.is_some_and(|s| s.side_blank || s.blanks > 0 && assessed.outcome == Outcome::Fail) {
                assessed.outcome = Outcome::Skipped;
            }
            checks.push(assessed.check());
        }
    }
    let failed = checks.iter().filter(|c| c.result == Outcome::Fail && c.class == Class::Identity.name());
    report.findings.extend(failed.map(contradiction));
    checks
}

/// The columns of the tables, by their heads; the sentences, where no table stands. Numbers of all years are no part of
/// the year's.
fn columns(statistics: &[Statistic]) -> Vec<Vec<&Statistic>> {
    let mut columns: Vec<(Option<&String>, Vec<&Statistic>)> = Vec::new();
    let tables = statistics.iter().any(|s| s.table);
    for statistic in statistics.iter().filter(|s| s.table == tables && s.indicator_id.is_some()) {
        let head = statistic.period.as_ref().filter(|_| tables);
        match columns.iter_mut().find(|(h, _)| *h == head) {
            Some((_, column)) => column.push(statistic),
            None => columns.push((head, vec![statistic])),
        }
    }
    columns.into_iter().map(|(_, column)| column).collect()
}
