//! Each year's report against that of the year before.

use super::{Digest, Operand, RunCheck};
use crate::form::rules::{Class, Predicate, Rule, Rules, Statement, Sum};
use crate::model::id::CellId;
use crate::model::operand;
use crate::report::Outcome;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) fn check(rules: &Rules, series: &BTreeMap<i32, Digest>, out: &mut Vec<RunCheck>) {
    for (year, report) in series {
        let Some(before) = series.get(&(year - 1)) else { continue };
        for rule in rules.of(&report.edition).iter().filter(|r| r.class == Class::CrossYear) {
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

fn equation(rule: &Rule, (left, right): (&Sum, &Sum), report: &Digest, before: &Digest) -> RunCheck {
    let mut check = RunCheck::open(rule, report, vec![report.who.year - 1, report.who.year]);
    let terms = || left.terms.iter().chain(&right.terms);
    check.operands = terms().map(|t| Operand::new(if t.previous { before } else { report }, Some(&t.cell))).collect();
    let sides = rule.sides(|term| {
        let value = if term.previous { before } else { report }.value(&term.cell);
        value.map_or(operand::Operand::Unknown, operand::Operand::Number)
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
        check.message =
            Some(format!("{cell} is {}, and by {} it would be {}", sides.left, before.who.year, sides.right));
    }
    check
}

/// Cells that are so many times those of the year before, or less by that, both of some size.
fn jumps(rule: &Rule, (times, floor): (Decimal, Decimal), report: &Digest, before: &Digest) -> RunCheck {
    let found: Vec<(&CellId, Decimal, Decimal)> = report
        .numbers()
        .filter_map(|(id, now)| Some((id, now, before.value(id)?)))
        .filter(|(_, now, then)| *now >= floor && *then >= floor)
        .filter(|(_, now, then)| {
            let over = |a: &Decimal, b: &Decimal| b.checked_mul(times).is_some_and(|limit| *a > limit);
            over(now, then) || over(then, now)
        })
        .collect();
    let mut check = RunCheck::open(rule, report, vec![report.who.year - 1, report.who.year]);
    check.result = if found.is_empty() { Outcome::Pass } else { Outcome::Fail };
    if !found.is_empty() {
        let shown: Vec<String> = found
            .iter()
            .map(|(id, now, then)| format!("{id} from {} to {}", then.normalize(), now.normalize()))
            .collect();
        check.message = Some(shown.join(", "));
    }
    let both = |id: &CellId| [Operand::new(report, Some(id)), Operand::new(before, Some(id))];
    check.operands = found.iter().flat_map(|(id, _, _)| both(id)).collect();
    check
}
