//! The identities: each column balances, results add up, rows and blocks add up.

use crate::form::cells::{Edition, Table};
use crate::form::rules::{Operand, Rule, Sides, identities};
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::{CellId, Name};
use crate::report::{Arithmetic, Check, Draft, Entry, FormId, Outcome, Status, Suspect};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

struct Assessed {
    rule: &'static Rule,
    sides: Option<Sides>,
    outcome: Outcome,
    /// Fails only if its blanks are zeros.
    tentative: bool,
}

/// Runs the identities of the edition that each table follows.
pub fn check(report: &mut Draft) -> Vec<Check> {
    let FormId::Since2019(form) = report.edition.form else { return Vec::new() };
    let cells: FxHashMap<CellId, &Entry> = report.cells.iter().map(|(id, e)| (id.clone(), e)).collect();
    let named = |id: &str| cells.get_key_value(id).map_or_else(|| id.into(), |(id, _)| id.clone());
    let operand = |id: &str| match cells.get(id) {
        Some(Entry { value: Some(value), .. }) => Operand::Number(*value),
        Some(Entry { status: Status::NotApplicable, .. }) => Operand::Dash,
        Some(Entry { status: Status::Blank, .. }) => Operand::Blank,
        _ => Operand::Unknown,
    };
    let mut assessed: Vec<Assessed> = identities(form)
        .iter()
        .filter(|r| applies(r, form, &report.edition.by_section, &cells))
        .map(|rule| assess(rule, operand))
        .collect();
    // Blank is not zero, unless the document's own sums show that it writes zero so.
    let blank_passes =
        assessed.iter().filter(|a| a.outcome == Outcome::Pass && a.sides.is_some_and(|s| s.blanks > 0)).count();
    let tentative = assessed.iter().filter(|a| a.tentative).count();
    for a in assessed.iter_mut().filter(|a| a.tentative) {
        a.outcome = if blank_passes >= 5 * tentative { Outcome::Fail } else { Outcome::Skipped };
    }
    let suspects = suspects(&assessed, &cells);
    let mut verdicts: FxHashMap<&'static str, Arithmetic> = FxHashMap::default();
    for a in &assessed {
        for id in a.rule.cells() {
            let verdict = verdicts.entry(id).or_insert(Arithmetic::Unchecked);
            match a.outcome {
                Outcome::Fail => *verdict = Arithmetic::Contradicted,
                Outcome::Pass if *verdict == Arithmetic::Unchecked => *verdict = Arithmetic::Confirmed,
                _ => {}
            }
        }
    }
    let checks: Vec<Check> = assessed
        .iter()
        .map(|a| Check {
            rule: a.rule.id.into(),
            class: a.rule.class.into(),
            severity: a.rule.severity.into(),
            operands: a.rule.cells().map(named).collect(),
            expected: a.sides.map(|s| s.right),
            actual: a.sides.map(|s| s.left),
            result: a.outcome,
            nulls_as_zero: a.sides.map_or(0, |s| s.dashes + s.blanks),
            suspects: if a.outcome == Outcome::Fail {
                suspects.iter().filter(|s| a.rule.cells().any(|c| s.cell == c)).cloned().collect()
            } else {
                Vec::new()
            },
            message: (a.outcome == Outcome::Skipped)
                .then(|| "a cell that it compares has no number, and blank is not zero".to_string()),
        })
        .collect();
    for (id, entry) in &mut report.cells {
        if entry.status == Status::Published {
            entry.arithmetic = verdicts.get(&**id).copied().unwrap_or(Arithmetic::Unchecked);
        }
    }
    let failed: Vec<&Check> = checks.iter().filter(|c| c.result == Outcome::Fail).collect();
    for check in &failed {
        let side = |v: Option<Decimal>| v.map_or("?".into(), |v| v.normalize().to_string());
        report.findings.push(
            Finding::new(
                FindingKind::Contradiction,
                format!("{}: {} is not {}", check.rule, side(check.actual), side(check.expected)),
            )
            .with_cells(check.operands.iter().map(|c| c.to_string()).collect()),
        );
    }
    let rows = failed.iter().filter(|c| c.rule.starts_with("A-ROW")).count();
    if rows > 2 {
        report.findings.push(Finding::new(
            FindingKind::LikelyMisread,
            format!("{rows} row sums of table 3 fail: it is more likely misread than misprinted"),
        ));
    }
    checks
}

/// A rule of table 3 belongs to the layout that the table really has.
fn applies(rule: &Rule, form: Edition, by_section: &[(Name, Name)], cells: &FxHashMap<CellId, &Entry>) -> bool {
    if !rule.cells().any(|c| cells.contains_key(c)) {
        return false;
    }
    let undivided = by_section.iter().any(|(s, e)| {
        **s == *Table::Applications.id() && (**e == *"2019-in-2021" || form == Edition::E2021 && **e == *"2019")
    });
    let of_results = rule.id.starts_with("A-RESULTS") || rule.cells().any(|c| c.contains(".other_handling"));
    if rule.collapsed { undivided } else { !(undivided && of_results) }
}

fn assess(rule: &'static Rule, operand: impl Fn(&str) -> Operand) -> Assessed {
    let sides = rule.sides(operand);
    let mut tentative = false;
    let outcome = match sides {
        None => Outcome::Skipped,
        Some(s) if s.left == s.right => Outcome::Pass,
        Some(s) if s.blanks == 0 => Outcome::Fail,
        Some(s) if s.side_blank => Outcome::Skipped,
        // The parts alone are more than the total: no blank can mend that, since counts are not negative.
        Some(s) if rule.right.len() == 1 && s.left > s.right || rule.left.len() == 1 && s.right > s.left => {
            Outcome::Fail
        }
        Some(_) => {
            tentative = true;
            Outcome::Fail
        }
    };
    Assessed { rule, sides, outcome, tentative }
}

/// Cells that two failing sums both accuse, with the one value that would mend both.
fn suspects(assessed: &[Assessed], cells: &FxHashMap<CellId, &Entry>) -> Vec<Suspect> {
    let failing: Vec<&Assessed> = assessed.iter().filter(|a| a.outcome == Outcome::Fail).collect();
    let mut found: Vec<Suspect> = Vec::new();
    for (i, a) in failing.iter().enumerate() {
        for b in failing.iter().skip(i + 1) {
            for id in a.rule.cells().filter(|id| b.rule.cells().any(|c| c == *id)) {
                let Some((cell, value)) = cells.get_key_value(id).and_then(|(cell, e)| Some((cell, e.value?))) else {
                    continue;
                };
                let need = |x: &Assessed| x.rule.needed(id, value, x.sides.as_ref()?);
                if let (Some(x), Some(y)) = (need(a), need(b))
                    && x == y
                    && !x.is_sign_negative()
                    && !found.iter().any(|s| s.cell == *cell && s.would_be == x)
                {
                    found.push(Suspect { cell: cell.clone(), would_be: x });
                }
            }
        }
    }
    found
}
