//! What is unusual in a table, and the prose against the tables. A difference from the prose is a warning with both shown:
//! often the sentence speaks of the office and the table of the region.

use super::{Seen, structure};
use crate::form::rules::{Class, Condition, Predicate, Relation, Rule, Statement, Sum, Term};
use crate::gazetteer::agencies::LEVELS;
use crate::model::finding::{Finding, FindingKind, Severity};
use crate::model::id::CellId;
use crate::model::operand::Operand;
use crate::report::{Check, Draft, NarrativeFact, Outcome};
use rust_decimal::Decimal;

const NO_NUMBER: &str = "a cell that it compares has no number";

impl Seen<'_> {
    /// A sum over published cells; `None` if one of them has no number.
    fn total(&self, sum: &Sum) -> Option<Decimal> {
        let operand = |term: &Term| match self.cells.get(&*term.cell).map(|e| e.operand()) {
            // A dash beside the numbers of its group adds nothing; a blank is not zero.
            Some(operand @ Operand::Number(_)) => operand,
            Some(Operand::Dash) if term.grouped => Operand::Dash,
            _ => Operand::Unknown,
        };
        sum.total(operand).map(|(total, ..)| total)
    }

    /// Why a rule is not run.
    pub fn barred(&self, rule: &Rule) -> Option<String> {
        let metadata = &self.report.metadata;
        let bars = match rule.when.as_ref()? {
            Condition::Below(level) => {
                let rank = |level: &str| LEVELS.iter().position(|l| *l == level);
                metadata.agency_level.as_deref().is_none_or(|own| rank(own) <= rank(level))
            }
            Condition::Unsaid(fact) => {
                self.report.narrative_facts.iter().any(|f| *f.fact == **fact && !f.value.is_zero())
            }
            Condition::NotOf(agencies) => {
                let (Some(level), Some(kind)) = (metadata.agency_level.as_deref(), metadata.agency_kind.as_deref())
                else {
                    return Some("level and kind of the agency are not known".to_string());
                };
                agencies.iter().any(|(l, k)| **l == *level && k.as_deref().is_none_or(|k| k == kind))
            }
        };
        bars.then(|| rule.otherwise.to_string())
    }
}

fn cells(sum: &Sum) -> impl Iterator<Item = CellId> {
    sum.cells().map(|c| c.clone().into())
}

pub(super) fn compare(rule: &Rule, (left, relation, right): (&Sum, Relation, &Sum), seen: &Seen<'_>) -> Check {
    let check = Check::open(rule);
    if let Some(why) = seen.barred(rule) {
        return check.skipped(why);
    }
    let (Some(a), Some(b)) = (seen.total(left), seen.total(right)) else { return check.skipped(NO_NUMBER) };
    let sign = match relation {
        Relation::Equal => "not",
        Relation::AtLeast => "less than",
        Relation::AtMost => "more than",
        Relation::Less => "not less than",
    };
    let operands = cells(left).chain(cells(right)).collect();
    let check = Check { actual: Some(a), expected: Some(b), operands, ..check };
    check.settled(relation.holds(a, b), || format!("{a} is {sign} {b}"))
}

pub(super) fn stated(rule: &Rule, fact: &str, sums: &[Sum], seen: &Seen<'_>) -> Check {
    let check = Check::open(rule);
    let Some(stated) = fact_of(fact, seen.report) else { return check.skipped("the text does not say it") };
    let check = Check { actual: Some(stated.value), ..check };
    if speaks_of_another(stated, seen.report) {
        return check.skipped("the sentence speaks of the office alone, and the table of the region");
    }
    if let Some(why) = seen.barred(rule) {
        return check.skipped(why);
    }
    let readings: Vec<(Decimal, &Sum)> = sums.iter().filter_map(|s| Some((seen.total(s)?, s))).collect();
    let holds = readings.iter().find(|(value, _)| *value == stated.value);
    let Some((value, sum)) = holds.or(readings.first()) else { return check.skipped(NO_NUMBER) };
    let check = Check { expected: Some(*value), operands: cells(sum).collect(), ..check };
    let check = check.settled(holds.is_some(), || {
        let table: Vec<String> = readings.iter().map(|(v, _)| v.normalize().to_string()).collect();
        format!("the text says {} ({}), the table {}", stated.value, stated.sentence, table.join(" or "))
    });
    // A reading that cannot be computed may be the one that is meant.
    let open = holds.is_none() && readings.len() < sums.len();
    Check { result: if open { Outcome::Skipped } else { check.result }, ..check }
}

fn fact_of<'a>(fact: &str, report: &'a Draft) -> Option<&'a NarrativeFact> {
    report.narrative_facts.iter().find(|f| *f.fact == *fact)
}

/// Whether a statement is about the agency alone, and the table's numbers are of its region.
fn speaks_of_another(stated: &NarrativeFact, report: &Draft) -> bool {
    let governs = report.metadata.agency_kind.as_deref() == Some("government");
    stated.scope == "own" && (governs || report.metadata.scope.value.as_deref() == Some("region"))
}

/// The finding of a rule that is broken; some are made where they are noticed.
pub(super) fn finding(rule: &Rule, check: &Check, report: &Draft) -> Option<Finding> {
    let message = check.message.as_ref().filter(|_| check.result == Outcome::Fail)?;
    let kind = match (&rule.statement, rule.class) {
        (Statement::Named(predicate), Class::Structure) => {
            return Some(Finding::new(structure::finding(predicate)?, message.clone()));
        }
        // A count below zero has its own finding where it was read.
        (Statement::Named(Predicate::Count(_)), _) => return None,
        _ if rule.severity == Severity::Info => return None,
        (Statement::Stated(..), _) => FindingKind::NarrativeMismatch,
        _ => FindingKind::Implausible,
    };
    let cells = check.operands.iter().map(|c| c.to_string()).collect();
    let mut finding = Finding::new(kind, format!("{}: {message}", check.rule)).with_cells(cells);
    if let Statement::Stated(fact, _) = &rule.statement {
        finding.origin = fact_of(fact, report).and_then(|f| f.origin);
    }
    Some(finding)
}
