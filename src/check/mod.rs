//! The form's own arithmetic and structure. A published number is never changed: a contradiction is a finding, with the
//! cell that a row sum and a column sum both accuse.

mod identities;
mod narrative;
mod plausibility;
mod statistics;
mod structure;

use crate::report::{Check, Draft};

/// Runs the rules; notes in each cell what the arithmetic says of it, and adds findings.
pub fn check(report: &mut Draft) -> Vec<Check> {
    let mut checks = identities::check(report);
    checks.extend(plausibility::check(report));
    checks.extend(narrative::check(report));
    checks.extend(structure::check(report));
    checks.extend(statistics::check(report));
    checks
}

impl Check {
    /// A rule that is not assessed yet: skipped, with no operands.
    fn open(rule: &'static str, class: &'static str, severity: &'static str) -> Check {
        Check { rule: rule.into(), class: class.into(), severity: severity.into(), ..Check::default() }
    }
}
