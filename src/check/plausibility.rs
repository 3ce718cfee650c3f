//! What is unusual in a table: not wrong by the form's arithmetic, but worth a look.

use crate::form::cells::Edition;
use crate::form::conditions::{Relation, Row, Sum, means, rules};
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::report::{Check, Draft, Entry, FormId, Outcome, Status};
use rust_decimal::Decimal;

/// The cells that carry a sign.
const SIGNED: &str = ".change_this_year";
/// Below the level of those who may make regulations, or above.
const LOCAL: [&str; 2] = ["county", "township"];

/// What came of a rule: outcome, what was compared, cells that are to blame, and words.
struct Verdict {
    outcome: Outcome,
    actual: Option<Decimal>,
    expected: Option<Decimal>,
    cells: Vec<CellId>,
    message: Option<String>,
}

impl Verdict {
    fn skipped(why: &str) -> Verdict {
        Verdict {
            outcome: Outcome::Skipped,
            actual: None,
            expected: None,
            cells: Vec::new(),
            message: Some(why.to_string()),
        }
    }

    /// Fails if any cell is to blame.
    fn of_cells(cells: Vec<CellId>, what: &str) -> Verdict {
        let outcome = if cells.is_empty() { Outcome::Pass } else { Outcome::Fail };
        let message = (!cells.is_empty())
            .then(|| format!("{what}: {}", cells.iter().map(|c| &**c).collect::<Vec<_>>().join(", ")));
        Verdict { outcome, actual: None, expected: None, cells, message }
    }
}

/// Runs the plausibility rules of the report's edition.
pub fn check(report: &mut Draft) -> Vec<Check> {
    let FormId::Since2019(edition) = report.edition.form else { return Vec::new() };
    let checks: Vec<Check> = rules(edition, "plausibility").map(|row| run(&row, report, edition)).collect();
    for check in checks.iter().filter(|c| c.result == Outcome::Fail && c.severity != "info") {
        // A count below zero has its own finding where it was read.
        if let Some(message) = check.message.as_ref().filter(|_| *check.rule != *"P-COUNTS") {
            let cells = check.operands.iter().map(|c| c.to_string()).collect();
            report
                .findings
                .push(Finding::new(FindingKind::Implausible, format!("{}: {message}", check.rule)).with_cells(cells));
        }
    }
    checks
}

fn run(row: &Row, report: &Draft, edition: Edition) -> Check {
    let verdict = match row.family() {
        "P-COUNTS" => counts(report),
        "P-SIGNED" => signed(report, edition),
        "P-REGULATIONS-LEVEL" => regulations(report),
        "P-ZERO-ALL" => all_zero(report),
        "P-PROCUREMENT" => procurement(report),
        "P-FEE-DECIMALS" => decimals(report),
        "P-FEE-UNIT" if report.metadata.agency_level.as_deref().is_none_or(|l| l == "province" || l == "central") => {
            Verdict::skipped("only of agencies below the province")
        }
        _ => compare(row, report),
    };
    Check {
        operands: verdict.cells,
        expected: verdict.expected,
        actual: verdict.actual,
        result: verdict.outcome,
        message: verdict.message,
        ..Check::open(row.id, row.class, row.severity)
    }
}

fn published(report: &Draft) -> impl Iterator<Item = (&CellId, Decimal, &Entry)> {
    report.cells.iter().filter_map(|(id, e)| Some((id, e.value.filter(|_| e.status == Status::Published)?, e)))
}

fn is_money(entry: &Entry) -> bool {
    crate::form::words::words("yuan_10000").contains(&&*entry.unit)
}

fn counts(report: &Draft) -> Verdict {
    let wrong = published(report)
        .filter(|(id, value, e)| {
            !is_money(e)
                && !id.ends_with(SIGNED)
                && (value.is_sign_negative() && !value.is_zero() || !value.fract().is_zero())
        })
        .map(|(id, _, _)| id.clone());
    Verdict::of_cells(wrong.collect(), "not a count")
}

fn signed(report: &Draft, edition: Edition) -> Verdict {
    if edition == Edition::E2021 {
        return Verdict::skipped("this edition has no signed cells");
    }
    let wrong = published(report)
        .filter(|(id, value, _)| id.ends_with(SIGNED) && !value.fract().is_zero())
        .map(|(id, _, _)| id.clone());
    Verdict::of_cells(wrong.collect(), "not a whole number")
}

/// Only ministries, provinces and cities with districts make regulations (Law on Legislation).
fn regulations(report: &Draft) -> Verdict {
    let metadata = &report.metadata;
    let (Some(level), Some(kind)) = (metadata.agency_level.as_deref(), metadata.agency_kind.as_deref()) else {
        return Verdict::skipped("level and kind of the agency are not known");
    };
    let may = !LOCAL.contains(&level) && (matches!(kind, "government" | "office") || level == "central");
    if may {
        return Verdict::skipped("the agency may make regulations");
    }
    let some = published(report)
        .filter(|(id, value, _)| id.starts_with("active_disclosure.regulations.") && !value.is_zero())
        .map(|(id, _, _)| id.clone());
    Verdict::of_cells(some.collect(), "an agency of this level makes no regulations")
}

fn all_zero(report: &Draft) -> Verdict {
    let mut values = published(report).map(|(_, value, _)| value).peekable();
    if values.peek().is_none() {
        return Verdict::skipped("no cell has a number");
    }
    if values.any(|v| !v.is_zero()) {
        return Verdict::of_cells(Vec::new(), "");
    }
    let message = Some("every number is zero, so the sums prove nothing".to_string());
    Verdict { outcome: Outcome::Fail, actual: None, expected: None, cells: Vec::new(), message }
}

fn value(report: &Draft, id: &str) -> Option<Decimal> {
    published(report).find(|(cell, _, _)| **cell == id).map(|(_, value, _)| value)
}

fn procurement(report: &Draft) -> Verdict {
    let ids = ["active_disclosure.government_procurement.items", "active_disclosure.government_procurement.amount"];
    let [Some(items), Some(amount)] = ids.map(|id| value(report, id)) else {
        return Verdict::skipped("a cell that it compares has no number");
    };
    let wrong = if items.is_zero() != amount.is_zero() { ids.map(CellId::from).to_vec() } else { Vec::new() };
    Verdict::of_cells(wrong, "purchases without money, or money without purchases")
}

fn decimals(report: &Draft) -> Verdict {
    let id = "active_disclosure.administrative_fees.amount";
    match value(report, id) {
        None => Verdict::skipped("the cell has no number"),
        Some(v) => Verdict::of_cells(
            if v.normalize().scale() > 4 { vec![id.into()] } else { Vec::new() },
            "more than four decimals",
        ),
    }
}

fn compare(row: &Row, report: &Draft) -> Verdict {
    let Some((left, relation, right)) = row.comparison() else {
        return Verdict::skipped("the rule is not one that can be computed");
    };
    let (Some((a, mut cells)), Some((b, others))) = (total(&left, report), total(&right, report)) else {
        return Verdict::skipped("a cell that it compares has no number");
    };
    let holds = match relation {
        Relation::Equal => a == b,
        Relation::AtLeast => a >= b,
        Relation::Below => a < b,
    };
    cells.extend(others);
    let sign = match relation {
        Relation::Equal => "not",
        Relation::AtLeast => "less than",
        Relation::Below => "not less than",
    };
    let message = (!holds).then(|| format!("{a} is {sign} {b}"));
    let outcome = if holds { Outcome::Pass } else { Outcome::Fail };
    Verdict { outcome, actual: Some(a), expected: Some(b), cells, message }
}

/// A sum over the published cells of a report; `None` if one of them has no number.
pub fn total(sum: &Sum, report: &Draft) -> Option<(Decimal, Vec<CellId>)> {
    let mut out = sum.constant;
    let mut used = Vec::new();
    for (plus, id, _) in &sum.cells {
        let mut any = false;
        let several = id.contains('*');
        let meant = means(id);
        for (cell, entry) in report.cells.iter().filter(|(cell, _)| meant(cell)) {
            let number = match entry.status {
                Status::Published => entry.value?,
                // A dash beside the numbers of its group adds nothing; a blank is not zero.
                Status::NotApplicable if several => Decimal::ZERO,
                _ => return None,
            };
            out = if *plus { out.checked_add(number)? } else { out.checked_sub(number)? };
            used.push(cell.clone());
            any = true;
        }
        if !any {
            return None;
        }
    }
    Some((out, used))
}
