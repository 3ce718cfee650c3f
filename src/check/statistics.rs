//! The rules of forms before 2019, run on their statistics: on each column of a table apart, and on the sentences.

use super::identities::{Assessed, assess, contradiction};
use crate::form::rules::{Relation, Rule};
use crate::model::operand::Operand;
use crate::report::{Check, Draft, Outcome, Statistic};

/// Runs the rules of the report's form.
pub(super) fn check(report: &mut Draft, rules: &'static [Rule]) -> Vec<Check> {
    let mut checks = Vec::new();
    for column in columns(&report.statistics) {
        let operand = |id: &str| {
            let mut of = column.iter().filter(|s| s.indicator_id == Some(id));
            let first = of.next()?;
            Some(if of.next().is_some() { Operand::Unknown } else { first.operand() })
        };
        for readings in rules.chunk_by(|a, b| a.id == b.id) {
            checks.extend(one_of(assess(readings.iter(), operand)));
        }
    }
    let failed = checks.iter().filter(|c| c.result == Outcome::Fail && c.class == "identity");
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

/// One check for all readings of a sum, passed if one holds; of other comparisons one for each.
fn one_of(mut readings: Vec<Assessed>) -> Vec<Check> {
    for reading in &mut readings {
        // A blank is not zero: what fails with one, or has nothing else on a side, is not assessed.
        let Some(sides) = reading.sides else { continue };
        if sides.side_blank || sides.blanks > 0 && reading.outcome == Outcome::Fail {
            reading.outcome = Outcome::Skipped;
        }
    }
    if readings.iter().any(|a| a.rule.comparison().is_none_or(|(_, relation, _)| relation != Relation::Equal)) {
        return readings.iter().map(Assessed::check).collect();
    }
    let rank = |outcome: Outcome| match outcome {
        Outcome::Pass => 0,
        Outcome::Fail => 1,
        Outcome::Skipped => 2,
    };
    // Of two readings that fail, the first is the form's own.
    readings.iter().min_by_key(|a| rank(a.outcome)).map(Assessed::check).into_iter().collect()
}
