//! What rules say of cells that is no sum of them.

use super::{Seen, structure};
use crate::form::Form;
use crate::form::rules::{Cells, Predicate, Rule};
use crate::model::id::CellId;
use crate::report::{Check, Status};
use rust_decimal::Decimal;

/// Runs a predicate; `None` if it is over several reports.
pub(super) fn assess(form: &Form, rule: &Rule, predicate: &Predicate, seen: &Seen<'_>) -> Option<Check> {
    if let Some(why) = seen.barred(rule) {
        return Some(Check::open(rule).skipped(why));
    }
    let whole = |v: Decimal| v.fract().is_zero();
    Some(match predicate {
        Predicate::Jump(..) | Predicate::PartsWithinWhole => return None,
        Predicate::Count(cells) => each(rule, cells, seen, |v| whole(v) && (v.is_zero() || !v.is_sign_negative())),
        Predicate::Whole(cells) => each(rule, cells, seen, whole),
        Predicate::Zero(cells) => each(rule, cells, seen, |v| v.is_zero()),
        Predicate::SomeNumber(cells) => some_number(rule, cells, seen),
        Predicate::Together(a, b) => match (seen.number(a), seen.number(b)) {
            (Some(x), Some(y)) if x.is_zero() == y.is_zero() => blame(rule, vec![]),
            (Some(_), Some(_)) => blame(rule, vec![a.clone().into(), b.clone().into()]),
            _ => Check::open(rule).skipped("a cell that it compares has no number"),
        },
        Predicate::Decimals(cell, most) => match seen.number(cell) {
            None => Check::open(rule).skipped("the cell has no number"),
            Some(v) => blame(rule, if v.normalize().scale() > *most { vec![cell.clone().into()] } else { vec![] }),
        },
        _ => structure::assess(form, rule, predicate, seen.report),
    })
}

impl Seen<'_> {
    fn number(&self, id: &str) -> Option<Decimal> {
        self.cells.get(id).filter(|e| e.status == Status::Published)?.value
    }

    /// The published numbers of a set of cells, in form order.
    fn numbers(&self, cells: &Cells) -> impl Iterator<Item = (&CellId, Decimal)> {
        let published = self.report.cells.iter().filter(|(_, e)| e.status == Status::Published);
        published.filter(|(id, _)| cells.contains(id)).filter_map(|(id, e)| Some((id, e.value?)))
    }
}

/// Fails if any cell is to blame.
fn blame(rule: &Rule, cells: Vec<CellId>) -> Check {
    let check = Check::open(rule).settled(cells.is_empty(), || {
        format!("{}: {}", rule.says, cells.iter().map(|c| &**c).collect::<Vec<_>>().join(", "))
    });
    Check { operands: cells, ..check }
}

fn each(rule: &Rule, cells: &Cells, seen: &Seen<'_>, right: impl Fn(Decimal) -> bool) -> Check {
    if !rule.otherwise.is_empty() && !seen.report.cells.iter().any(|(id, _)| cells.contains(id)) {
        return Check::open(rule).skipped(&*rule.otherwise);
    }
    blame(rule, seen.numbers(cells).filter(|(_, v)| !right(*v)).map(|(id, _)| id.clone()).collect())
}

fn some_number(rule: &Rule, cells: &Cells, seen: &Seen<'_>) -> Check {
    let mut values = seen.numbers(cells).map(|(_, value)| value).peekable();
    if values.peek().is_none() {
        return Check::open(rule).skipped("no cell has a number");
    }
    let some = values.any(|v| !v.is_zero());
    Check::open(rule).settled(some, || "every number is zero, so the sums prove nothing".to_string())
}
