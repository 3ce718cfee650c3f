//! Each year's report against that of the year before.

use super::{Digest, RunCheck};
use crate::form::rules::{Class, Predicate, Rule, Rules, Statement, Sum};
use crate::model::operand::Operand;
use crate::report::Outcome;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) fn check(rules: &'static Rules, series: &BTreeMap<i32, Digest>, out: &mut Vec<RunCheck>) {
    for (year, report) in series {
        let Some(before) = series.get(&(year - 1)) else { continue };
        for rule in rules.of(report.edition.name()).iter().filter(|r| r.class == Class::CrossYear) {
            match &rule.statement {
                Statement::Compare(left, _, right) => out.push(equation(rule, (left, right), report, before)),
                Statement::Named(Predicate::Jump(times, floor)) => {
                    out.push(jumps(rule, (*times, *floor), report, before));
                }
                _ => {}
            }
        }
    }
}

fn equation(
    rule: &'static Rule,
    (left, right): (&'static Sum, &'static Sum),
    report: &Digest,
    before: &Digest,
) -> RunCheck {
    let mut check = RunCheck::open(rule, report, vec![report.year - 1, report.year]);
    let terms = || left.terms.iter().chain(&right.terms);
    check.operands = terms().map(|t| (if t.previous { before } else { report }.report_id.clone(), &*t.cell)).collect();
    let sides = rule.sides(|term| {
        let value = if term.previous { before } else { report }.value(&term.cell);
        value.map_or(Operand::Unknown, Operand::Number)
    });
    let Some(sides) = sides else {
        let moved = before.edition != report.edition;
        check.message = Some(
            if moved { "the forms of the two years differ" } else { "a cell that it compares has no number" }
                .to_string(),
        );
        return check;
    };
    (check.actual, check.expected) = (Some(sides.left), Some(sides.right));
    let holds = rule.comparison().is_some_and(|(_, relation, _)| relation.holds(sides.left, sides.right));
    check.result = if holds { Outcome::Pass } else { Outcome::Fail };
    if !holds {
        let cell = left.cells().next().map_or("", |c| c);
        check.message = Some(format!("{cell} is {}, and by {} it would be {}", sides.left, before.year, sides.right));
    }
    check
}

/// Cells that are so many times those of the year before, or less by that, both of some size.
fn jumps(rule: &'static Rule, (times, floor): (Decimal, Decimal), report: &Digest, before: &Digest) -> RunCheck {
    let found: Vec<(&'static str, Decimal, Decimal)> = report
        .numbers()
        .filter_map(|(id, now)| Some((id, now, before.value(id)?)))
        .filter(|(_, now, then)| *now >= floor && *then >= floor)
        .filter(|(_, now, then)| {
            let over = |a: &Decimal, b: &Decimal| b.checked_mul(times).is_some_and(|limit| *a > limit);
            over(now, then) || over(then, now)
        })
        .collect();
    let mut check = RunCheck::open(rule, report, vec![report.year - 1, report.year]);
    check.result = if found.is_empty() { Outcome::Pass } else { Outcome::Fail };
    if !found.is_empty() {
        let shown: Vec<String> = found
            .iter()
            .map(|(id, now, then)| format!("{id} from {} to {}", then.normalize(), now.normalize()))
            .collect();
        check.message = Some(shown.join(", "));
    }
    let both = |id: &'static str| [(report.report_id.clone(), id), (before.report_id.clone(), id)];
    check.operands = found.iter().flat_map(|(id, _, _)| both(id)).collect();
    check
}
