//! The rules of forms before 2019, run on their statistics: on each column of a table apart, and on the sentences.

use crate::form::rules::{OldRule, Operand, Relation, Sides, of_old_form};
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::report::{Check, Draft, FormId, Outcome, Statistic, Status};

/// Runs the rules of the report's form.
pub fn check(report: &mut Draft) -> Vec<Check> {
    if !matches!(report.edition.form, FormId::Form2014 | FormId::Pre2014) {
        return Vec::new();
    }
    let rules = of_old_form(report.edition.form.name());
    let mut checks = Vec::new();
    for columns in columns(&report.statistics) {
        let mut at = 0;
        while let Some(first) = rules.get(at) {
            let readings: Vec<&OldRule> = rules.iter().skip(at).take_while(|r| r.rule.id == first.rule.id).collect();
            at += readings.len();
            checks.extend(readings_of(&readings, &columns));
        }
    }
    for failed in checks.iter().filter(|c| c.result == Outcome::Fail && c.class == "identity") {
        let side = |v: Option<rust_decimal::Decimal>| v.map_or("?".into(), |v| v.normalize().to_string());
        report.findings.push(
            Finding::new(
                FindingKind::Contradiction,
                format!("{}: {} is not {}", failed.rule, side(failed.actual), side(failed.expected)),
            )
            .with_cells(failed.operands.iter().map(|id| id.to_string()).collect()),
        );
    }
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

/// One check for all readings of a rule: passed if one of equal sides holds, or if all comparisons do.
fn readings_of(readings: &[&OldRule], column: &[&Statistic]) -> Vec<Check> {
    let operand = |id: &str| {
        let mut of = column.iter().filter(|s| s.indicator_id.as_deref() == Some(id));
        match (of.next(), of.next()) {
            (Some(Statistic { value: Some(value), .. }), None) => Operand::Number(*value),
            (Some(Statistic { status: Status::NotApplicable, .. }), None) => Operand::Dash,
            (Some(Statistic { status: Status::Blank, .. }), None) => Operand::Blank,
            _ => Operand::Unknown,
        }
    };
    let assessed: Vec<(&OldRule, Option<Sides>, Outcome)> = readings
        .iter()
        .filter(|r| r.rule.cells().any(|id| column.iter().any(|s| s.indicator_id.as_deref() == Some(id))))
        .map(|r| {
            let sides = r.rule.sides(operand);
            (*r, sides, outcome(r.relation, sides))
        })
        .collect();
    let equal = readings.iter().all(|r| r.relation == Relation::Equal);
    let check = |(old, sides, result): &(&OldRule, Option<Sides>, Outcome)| Check {
        operands: old.rule.cells().map(CellId::from).collect(),
        expected: sides.map(|s| s.right),
        actual: sides.map(|s| s.left),
        result: *result,
        nulls_as_zero: sides.map_or(0, |s| s.dashes + s.blanks),
        message: (old.relation == Relation::OtherYear).then(|| "needs the report of the year before".to_string()),
        ..Check::open(old.rule.id, old.rule.class, old.rule.severity)
    };
    if !equal {
        return assessed.iter().map(check).collect();
    }
    let rank = |outcome: Outcome| match outcome {
        Outcome::Pass => 0,
        Outcome::Fail => 1,
        Outcome::Skipped => 2,
    };
    // Of two readings that fail, the first is the form's own.
    assessed.iter().min_by_key(|(_, _, outcome)| rank(*outcome)).map(check).into_iter().collect()
}

/// A blank is not zero: what fails only if it were is not assessed.
fn outcome(relation: Relation, sides: Option<Sides>) -> Outcome {
    match (relation, sides) {
        (Relation::OtherYear, _) | (_, None) => Outcome::Skipped,
        (_, Some(s)) if s.side_blank => Outcome::Skipped,
        (Relation::Equal, Some(s)) if s.left == s.right => Outcome::Pass,
        (Relation::AtLeast, Some(s)) if s.left >= s.right => Outcome::Pass,
        (_, Some(s)) if s.blanks > 0 => Outcome::Skipped,
        _ => Outcome::Fail,
    }
}
