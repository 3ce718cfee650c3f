//! The identities: each column balances, results add up, rows and blocks add up.

use super::Seen;
use crate::form::Form;
use crate::form::rules::{Class, Relation, Rule, Sides};
use crate::model::finding::{Finding, FindingKind};
use crate::model::operand::Operand;
use crate::report::{Arithmetic, Check, Draft, Outcome, Status, Suspect};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// A sum, run.
pub(super) struct Assessed<'a> {
    pub rule: &'a Rule,
    pub sides: Option<Sides>,
    pub outcome: Outcome,
    /// Fails only if its blanks are zeros.
    pub tentative: bool,
}

/// Runs comparisons with nulls taken as zero: one for all readings of a sum, that which holds if one does. Those of which no
/// cell is there are left out.
pub(super) fn assess<'a>(
    rules: impl Iterator<Item = &'a Rule>,
    operand: impl Fn(&str) -> Option<Operand>,
) -> Vec<Assessed<'a>> {
    let mut all: Vec<Assessed<'a>> = Vec::new();
    for rule in rules.filter(|r| r.cells().any(|c| operand(c).is_some())) {
        let sides = rule.sides(|term| operand(&term.cell).unwrap_or(Operand::Unknown));
        let (outcome, tentative) = outcome(rule, sides);
        let reading = Assessed { rule, sides, outcome, tentative };
        match all.last_mut().filter(|last| last.rule.id == rule.id && rule.class == Class::Identity) {
            // Of two that fail, the first is the form's own.
            Some(last) if reading.rank() < last.rank() => *last = reading,
            Some(_) => {}
            None => all.push(reading),
        }
    }
    all
}

fn outcome(rule: &Rule, sides: Option<Sides>) -> (Outcome, bool) {
    let (Some(s), Some((left, relation, right))) = (sides, rule.comparison()) else { return (Outcome::Skipped, false) };
    let one = |terms: usize, total: Decimal, parts: Decimal| terms == 1 && parts > total;
    // The parts alone are more than the total: no blank can mend that, since counts are not negative.
    let beyond = relation == Relation::Equal
        && (one(right.terms.len(), s.right, s.left) || one(left.terms.len(), s.left, s.right));
    match relation.holds(s.left, s.right) {
        true => (Outcome::Pass, false),
        false if s.blanks == 0 => (Outcome::Fail, false),
        false if s.side_blank => (Outcome::Skipped, false),
        false => (Outcome::Fail, !beyond),
    }
}

impl Assessed<'_> {
    fn rank(&self) -> u8 {
        match self.outcome {
            Outcome::Pass => 0,
            Outcome::Fail if !self.tentative => 1,
            _ => 2,
        }
    }

    pub fn check(&self) -> Check {
        Check {
            operands: self.rule.cells().map(|c| c.clone().into()).collect(),
            expected: self.sides.map(|s| s.right),
            actual: self.sides.map(|s| s.left),
            result: self.outcome,
            nulls_as_zero: self.sides.map_or(0, |s| s.dashes + s.blanks),
            ..Check::open(self.rule)
        }
    }
}

/// The finding of an identity that fails.
pub(super) fn contradiction(check: &Check) -> Finding {
    let side = |v: Option<Decimal>| v.map_or("?".into(), |v| v.normalize().to_string());
    let message = format!("{}: {} is not {}", check.rule, side(check.actual), side(check.expected));
    let cells = check.operands.iter().map(|c| c.to_string()).collect();
    Finding::new(FindingKind::Contradiction, message).with_cells(cells)
}

/// Runs the identities.
pub(super) fn check(report: &mut Draft, form: &Form, rules: &[Rule]) -> Vec<Check> {
    let seen = Seen::new(report);
    let identities = rules.iter().filter(|r| r.class == Class::Identity);
    let mut assessed = assess(identities, |id| seen.cells.get(id).map(|e| e.operand()));
    // Blank is not zero, unless the document's own sums show that it writes zero so.
    let blank_passes =
        assessed.iter().filter(|a| a.outcome == Outcome::Pass && a.sides.is_some_and(|s| s.blanks > 0)).count();
    let tentative = assessed.iter().filter(|a| a.tentative).count();
    for a in assessed.iter_mut().filter(|a| a.tentative) {
        a.outcome = if blank_passes >= 5 * tentative { Outcome::Fail } else { Outcome::Skipped };
    }
    let suspects = suspects(&assessed, &seen);
    let checks = assessed.iter().map(|a| Check {
        suspects: match a.outcome {
            Outcome::Fail => suspects.iter().filter(|s| a.rule.cells().any(|c| s.cell == **c)).cloned().collect(),
            _ => Vec::new(),
        },
        message: (a.outcome == Outcome::Skipped)
            .then(|| "a cell that it compares has no number, and blank is not zero".to_string()),
        ..a.check()
    });
    let checks: Vec<Check> = checks.collect();
    note(report, &assessed);
    report.findings.extend(checks.iter().filter(|c| c.result == Outcome::Fail).map(contradiction));
    report.findings.extend(misread(form, &assessed));
    checks
}

/// Notes in each cell what the sums say of it.
fn note(report: &mut Draft, assessed: &[Assessed<'_>]) {
    let mut verdicts: FxHashMap<&str, Arithmetic> = FxHashMap::default();
    for a in assessed {
        for id in a.rule.cells() {
            let verdict = verdicts.entry(id).or_insert(Arithmetic::Unchecked);
            match a.outcome {
                Outcome::Fail => *verdict = Arithmetic::Contradicted,
                Outcome::Pass if *verdict == Arithmetic::Unchecked => *verdict = Arithmetic::Confirmed,
                _ => {}
            }
        }
    }
    for (id, entry) in report.cells.iter_mut().filter(|(_, e)| e.status == Status::Published) {
        entry.arithmetic = verdicts.get(&**id).copied().unwrap_or(Arithmetic::Unchecked);
    }
}

/// A table of which several rows do not add up.
fn misread(form: &Form, assessed: &[Assessed<'_>]) -> Vec<Finding> {
    let failing = || assessed.iter().filter(|a| a.outcome == Outcome::Fail).filter_map(|a| a.rule.row.as_ref());
    let of_table = |table: usize| {
        let is_of = |row: &&str| form.rows.iter().any(|r| *r.id == **row && r.table == table);
        let mut rows: Vec<&str> = failing().map(|(row, _)| &**row).filter(is_of).collect();
        rows.dedup();
        let section = form.tables.get(table)?.section;
        (rows.len() > 2).then(|| {
            let (rows, table) = (rows.len(), section.ordinal());
            let message = format!("{rows} row sums of table {table} fail: it is more likely misread than misprinted");
            Finding::new(FindingKind::LikelyMisread, message)
        })
    };
    (0..form.tables.len()).filter_map(of_table).collect()
}

/// Cells that two failing sums both accuse, with the one value that would mend both.
fn suspects(assessed: &[Assessed<'_>], seen: &Seen<'_>) -> Vec<Suspect> {
    let failing: Vec<&Assessed<'_>> = assessed.iter().filter(|a| a.outcome == Outcome::Fail).collect();
    let mut found: Vec<Suspect> = Vec::new();
    for (i, a) in failing.iter().enumerate() {
        for b in failing.iter().skip(i + 1) {
            for id in a.rule.cells().filter(|id| b.rule.cells().any(|c| c == *id)) {
                let Some(value) = seen.cells.get(&**id).and_then(|e| e.value) else { continue };
                let need = |x: &Assessed<'_>| x.rule.needed(id, value, x.sides.as_ref()?);
                if let (Some(x), Some(y)) = (need(a), need(b))
                    && x == y
                    && !x.is_sign_negative()
                    && !found.iter().any(|s| s.cell == **id && s.would_be == x)
                {
                    found.push(Suspect { cell: id.clone().into(), would_be: x });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;

    #[test]
    fn one_reading_of_a_sum_is_enough() {
        let rules = Form::builtin("disclosure").unwrap().rules.of("pre2014");
        let readings = rules.chunk_by(|a, b| a.id == b.id && a.class == Class::Identity).find(|c| c.len() == 2);
        let (_, _, parts) = readings.and_then(|c| c[1].comparison()).expect("a second reading");
        let whole = readings.and_then(|c| c[1].cells().next()).expect("a total");
        let one = |id: &str| parts.cells().any(|c| **c == *id).then_some(Decimal::ONE);
        let all = Decimal::from(parts.terms.len());
        let found = |total: Decimal| {
            let number = |id: &str| if *id == **whole { Some(total) } else { one(id) };
            let mut found = assess(rules.iter(), |id| number(id).map(Operand::Number));
            assert_eq!(found.len(), 1, "a sum is assessed once");
            found.remove(0)
        };
        assert_eq!((found(all).outcome, found(all).rule.cells().count()), (Outcome::Pass, parts.terms.len() + 1));
        assert_eq!(found(all + all).outcome, Outcome::Fail);
        assert!(found(all + all).rule.cells().count() < parts.terms.len(), "of two that fail, the first");
    }
}
