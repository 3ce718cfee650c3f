//! The prose against the tables. A difference is a warning with both shown: often the sentence speaks of the office and the
//! table of the region.

use super::plausibility::total;
use crate::form::conditions::{Row, Sum, rules};
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::report::{Check, Draft, FormId, NarrativeFact, Outcome};
use rust_decimal::Decimal;

/// Runs the narrative rules of the report's edition.
pub fn check(report: &mut Draft) -> Vec<Check> {
    let FormId::Since2019(edition) = report.edition.form else { return Vec::new() };
    let checks: Vec<Check> = rules(edition, "narrative").filter_map(|row| run(&row, report)).collect();
    for check in checks.iter().filter(|c| c.result == Outcome::Fail && c.severity != "info") {
        let Some(message) = &check.message else { continue };
        let mut finding = Finding::new(FindingKind::NarrativeMismatch, format!("{}: {message}", check.rule))
            .with_cells(check.operands.iter().map(|c| c.to_string()).collect());
        finding.origin = fact_of(&check.rule, report).and_then(|f| f.origin);
        report.findings.push(finding);
    }
    checks
}

fn fact_of<'a>(rule: &str, report: &'a Draft) -> Option<&'a NarrativeFact> {
    let FormId::Since2019(edition) = report.edition.form else { return None };
    let (fact, _) = rules(edition, "narrative").find(|row| row.id == rule)?.readings()?;
    report.narrative_facts.iter().find(|f| *f.fact == *fact)
}

fn run(row: &Row, report: &Draft) -> Option<Check> {
    let (fact, sums) = row.readings()?;
    let mut check = Check::open(row.id, row.class, row.severity);
    let Some(stated) = report.narrative_facts.iter().find(|f| *f.fact == *fact) else {
        check.message = Some("the text does not say it".to_string());
        return Some(check);
    };
    check.actual = Some(stated.value);
    if let Some(why) = not_comparable(stated, report) {
        check.message = Some(why);
        return Some(check);
    }
    let readings: Vec<(Decimal, Vec<CellId>)> = sums.iter().filter_map(|s: &Sum| total(s, report)).collect();
    let holds = readings.iter().find(|(value, _)| *value == stated.value);
    let Some((value, cells)) = holds.or(readings.first()) else {
        check.message = Some("a cell that it compares has no number".to_string());
        return Some(check);
    };
    check.expected = Some(*value);
    check.operands.clone_from(cells);
    check.result = if holds.is_some() { Outcome::Pass } else { Outcome::Fail };
    if holds.is_none() {
        // A reading that cannot be computed may be the one that is meant.
        if readings.len() < sums.len() {
            check.result = Outcome::Skipped;
        }
        let table: Vec<String> = readings.iter().map(|(v, _)| v.normalize().to_string()).collect();
        check.message =
            Some(format!("the text says {} ({}), the table {}", stated.value, stated.sentence, table.join(" or ")));
    }
    Some(check)
}

/// Why a statement does not speak of the table's numbers.
fn not_comparable(stated: &NarrativeFact, report: &Draft) -> Option<String> {
    let table = report.metadata.scope.value.as_deref();
    let governs = report.metadata.agency_kind.as_deref() == Some("government");
    if stated.scope == "own" && (table == Some("region") || governs) {
        return Some("the sentence speaks of the office alone, and the table of the region".to_string());
    }
    let forward = report.narrative_facts.iter().any(|f| *f.fact == *"requests_carried_forward" && !f.value.is_zero());
    (*stated.fact == *"all_done" && forward).then(|| "the text itself carries some forward".to_string())
}
