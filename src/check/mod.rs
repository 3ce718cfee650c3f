//! The form's own arithmetic and structure. A published number is never changed: a contradiction is a finding, with the
//! cell that a row sum and a column sum both accuse.

mod identities;
mod predicates;
mod statements;
mod statistics;
mod structure;

use crate::form::Form;
use crate::form::rules::{Class, Rule, Statement};
use crate::report::{Check, Draft, Entry, Outcome};
use rustc_hash::FxHashMap;

/// Runs the rules; notes in each cell what the arithmetic says of it, and adds findings.
pub fn check(form: &Form, report: &mut Draft) -> Vec<Check> {
    let edition = report.edition.form.clone();
    if form.edition_of(&edition).and_then(|e| form.edition(e)).is_some_and(|e| e.cells.is_empty()) {
        return statistics::check(report, form.rules.of(&edition));
    }
    let tables: Vec<&str> = report.edition.by_section.iter().map(|(_, layout)| &**layout).collect();
    let rules = form.rules.of_report(&edition, &tables);
    let mut checks = identities::check(report, form, rules);
    let seen = Seen::new(report);
    let others = rules.iter().filter(|r| r.class != Class::Identity);
    let others: Vec<(&Rule, Check)> = others.filter_map(|rule| Some((rule, assess(form, rule, &seen)?))).collect();
    let findings: Vec<_> = others.iter().filter_map(|(rule, check)| statements::finding(rule, check, report)).collect();
    report.findings.extend(findings);
    checks.extend(others.into_iter().map(|(_, check)| check));
    checks
}

/// Runs a rule that is no identity; `None` if it is over several reports.
fn assess(form: &Form, rule: &Rule, seen: &Seen<'_>) -> Option<Check> {
    Some(match &rule.statement {
        Statement::Compare(..) if rule.class != Class::Plausibility => return None,
        Statement::Compare(left, relation, right) => statements::compare(rule, (left, *relation, right), seen),
        Statement::Stated(fact, readings) => statements::stated(rule, fact, readings, seen),
        Statement::Named(predicate) => predicates::assess(form, rule, predicate, seen)?,
    })
}

/// A report, and its cells by their ids.
struct Seen<'a> {
    report: &'a Draft,
    cells: FxHashMap<&'a str, &'a Entry>,
}

impl Seen<'_> {
    fn new(report: &Draft) -> Seen<'_> {
        Seen { report, cells: report.cells.iter().map(|(id, e)| (&**id, e)).collect() }
    }
}

impl Check {
    /// A rule that is not assessed yet: skipped, with no operands.
    fn open(rule: &Rule) -> Check {
        Check {
            rule: rule.id.clone().into(),
            class: rule.class.name().into(),
            severity: rule.severity.name().into(),
            result: Outcome::Skipped,
            ..Check::default()
        }
    }

    /// The same, with the reason why it is not assessed.
    fn skipped(self, why: impl Into<String>) -> Check {
        Check { message: Some(why.into()), ..self }
    }

    /// The same, assessed; the message says what is wrong.
    fn settled(self, holds: bool, message: impl FnOnce() -> String) -> Check {
        let (result, message) = if holds { (Outcome::Pass, None) } else { (Outcome::Fail, Some(message())) };
        Check { result, message, ..self }
    }
}
