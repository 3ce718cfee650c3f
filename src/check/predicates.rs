//! What rules say of cells that is no sum of them.

use super::{Seen, Verdict, structure};
use crate::form::rules::{Cells, Predicate, Rule};
use crate::report::Status;
use rust_decimal::Decimal;

/// Runs a predicate; `None` if it is over several reports.
pub(super) fn assess(rule: &'static Rule, predicate: &'static Predicate, seen: &Seen<'_>) -> Option<Verdict> {
    if let Some(why) = seen.barred(rule) {
        return Some(Verdict::skipped(why));
    }
    let whole = |v: Decimal| v.fract().is_zero();
    Some(match predicate {
        Predicate::Jump(..) | Predicate::PartsWithinWhole => return None,
        Predicate::Count(cells) => each(rule, cells, seen, |v| whole(v) && (v.is_zero() || !v.is_sign_negative())),
        Predicate::Whole(cells) => each(rule, cells, seen, whole),
        Predicate::Zero(cells) => each(rule, cells, seen, |v| v.is_zero()),
        Predicate::SomeNumber(cells) => some_number(cells, seen),
        Predicate::Together(a, b) => {
            let [Some(x), Some(y)] = [a, b].map(|id| seen.number(id)) else {
                return Some(Verdict::skipped("a cell that it compares has no number"));
            };
            blame(rule, if x.is_zero() == y.is_zero() { vec![] } else { vec![a, b] })
        }
        Predicate::Decimals(cell, most) => match seen.number(cell) {
            None => Verdict::skipped("the cell has no number"),
            Some(v) => blame(rule, if v.normalize().scale() > *most { vec![cell] } else { vec![] }),
        },
        _ => structure::assess(predicate, seen.report),
    })
}

impl Seen<'_> {
    fn number(&self, id: &str) -> Option<Decimal> {
        self.cells.get(id).filter(|e| e.status == Status::Published)?.value
    }

    /// The published numbers of a set of cells, in form order.
    fn numbers(&self, cells: &Cells) -> impl Iterator<Item = (&'static str, Decimal)> {
        let published = self.report.cells.iter().filter(|(_, e)| e.status == Status::Published);
        published.filter(|(id, _)| cells.contains(id)).filter_map(|(id, e)| Some((*id, e.value?)))
    }
}

/// Fails if any cell is to blame.
fn blame(rule: &Rule, cells: Vec<&'static str>) -> Verdict {
    let verdict = Verdict::new(cells.is_empty(), || format!("{}: {}", rule.says, cells.join(", ")));
    Verdict { cells, ..verdict }
}

fn each(rule: &Rule, cells: &Cells, seen: &Seen<'_>, right: impl Fn(Decimal) -> bool) -> Verdict {
    if !rule.otherwise.is_empty() && !seen.report.cells.iter().any(|(id, _)| cells.contains(id)) {
        return Verdict::skipped(&*rule.otherwise);
    }
    blame(rule, seen.numbers(cells).filter(|(_, v)| !right(*v)).map(|(id, _)| id).collect())
}

fn some_number(cells: &Cells, seen: &Seen<'_>) -> Verdict {
    let mut values = seen.numbers(cells).map(|(_, value)| value).peekable();
    if values.peek().is_none() {
        return Verdict::skipped("no cell has a number");
    }
    Verdict::new(values.any(|v| !v.is_zero()), || "every number is zero, so the sums prove nothing".to_string())
}
