//! Each year's report against that of the year before.

use super::{Digest, Operand, RunCheck};
use crate::form::conditions::{Row, Sum, rules};
use crate::model::id::CellId;
use crate::report::Outcome;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Smaller numbers jump by chance.
const JUMP_FLOOR: u32 = 20;
/// A number five times or a fifth of the year before is a jump.
const JUMP: u32 = 5;

pub(super) fn check(series: &BTreeMap<i32, Digest>, out: &mut Vec<RunCheck>) {
    for (year, report) in series {
        let Some(before) = series.get(&(year - 1)) else { continue };
        for row in rules(report.edition, "cross_year") {
            out.push(if row.family() == "X-JUMP" {
                jumps(&row, report, before)
            } else {
                equation(&row, report, before)
            });
        }
    }
}

fn equation(row: &Row, report: &Digest, before: &Digest) -> RunCheck {
    let mut check = RunCheck::open(row, report, vec![report.who.year - 1, report.who.year]);
    let Some((left, _, right)) = row.comparison() else { return check };
    for sum in [&left, &right] {
        for (_, id, previous) in &sum.cells {
            check.operands.push(Operand::new(if *previous { before } else { report }, Some(id)));
        }
    }
    let (Some(actual), Some(expected)) = (total(&left, report, before), total(&right, report, before)) else {
        let moved = before.edition != report.edition;
        check.message = Some(
            if moved { "the forms of the two years differ" } else { "a cell that it compares has no number" }
                .to_string(),
        );
        return check;
    };
    (check.actual, check.expected) = (Some(actual), Some(expected));
    check.result = if actual == expected { Outcome::Pass } else { Outcome::Fail };
    if check.result == Outcome::Fail {
        check.message =
            Some(format!("{} is {actual}, and by {} it would be {expected}", left_id(&left), before.who.year));
    }
    check
}

fn left_id(sum: &Sum) -> &'static str {
    sum.cells.first().map_or("", |(_, id, _)| id)
}

fn total(sum: &Sum, report: &Digest, before: &Digest) -> Option<Decimal> {
    sum.cells.iter().try_fold(sum.constant, |total, (plus, id, previous)| {
        let value = if *previous { before } else { report }.value(id)?;
        if *plus { total.checked_add(value) } else { total.checked_sub(value) }
    })
}

/// Cells that are five times those of the year before, or a fifth, both of some size.
fn jumps(row: &Row, report: &Digest, before: &Digest) -> RunCheck {
    let floor = Decimal::from(JUMP_FLOOR);
    let found: Vec<(&CellId, Decimal, Decimal)> = report
        .numbers()
        .filter_map(|(id, now)| Some((id, now, before.value(id)?)))
        .filter(|(_, now, then)| *now >= floor && *then >= floor)
        .filter(|(_, now, then)| {
            let over = |a: &Decimal, b: &Decimal| b.checked_mul(Decimal::from(JUMP)).is_some_and(|limit| *a > limit);
            over(now, then) || over(then, now)
        })
        .collect();
    let mut check = RunCheck::open(row, report, vec![report.who.year - 1, report.who.year]);
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
