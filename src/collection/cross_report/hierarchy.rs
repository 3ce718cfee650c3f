//! A region against its parts: where the governments of all divisions directly below one have reported, its numbers are at
//! least theirs together; what is over is of its own departments.

use super::{Digest, Operand, RunCheck};
use crate::form::rules::{Predicate, Rule, Rules, Statement};
use crate::gazetteer::regions::{Level, Region, regions};
use crate::model::id::Name;
use crate::report::Outcome;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) fn check(rules: &Rules, governments: &BTreeMap<(Name, i32), Digest>, out: &mut Vec<RunCheck>) {
    let of_parts = |rule: &&Rule| matches!(rule.statement, Statement::Named(Predicate::PartsWithinWhole));
    for ((code, year), parent) in governments {
        let parts = parts(code, *year);
        let children: Vec<&Digest> =
            parts.iter().filter_map(|r| governments.get(&(Name::from(r.code), *year))).collect();
        if children.is_empty() {
            continue;
        }
        for rule in rules.of(&parent.edition).iter().filter(of_parts) {
            let mut check = RunCheck::open(rule, parent, vec![*year]);
            if children.len() < parts.len() {
                check.message =
                    Some(format!("{} of {} divisions below it are in the run", children.len(), parts.len()));
            } else {
                compare(parent, &children, &mut check);
            }
            out.push(check);
        }
    }
}

fn compare(parent: &Digest, children: &[&Digest], check: &mut RunCheck) {
    let mut short: Vec<String> = Vec::new();
    let mut compared = 0;
    for (id, whole) in parent.numbers() {
        let sum = children.iter().try_fold(Decimal::ZERO, |sum, child| sum.checked_add(child.value(id)?));
        let Some(sum) = sum else { continue };
        compared += 1;
        if whole < sum {
            short.push(format!("{id} is {}, its parts {}", whole.normalize(), sum.normalize()));
            check.operands.push(Operand::new(parent, Some(id)));
            check.operands.extend(children.iter().map(|c| Operand::new(c, Some(id))));
        }
    }
    check.result = match (compared, short.is_empty()) {
        (0, _) => Outcome::Skipped,
        (_, true) => Outcome::Pass,
        (_, false) => Outcome::Fail,
    };
    if !short.is_empty() {
        check.message = Some(short.join("; "));
    }
}

/// The divisions directly below one in a year: of a province the prefectures, and the counties that belong to none.
fn parts(code: &str, year: i32) -> Vec<&'static Region> {
    let in_force = |r: &&Region| r.from <= year && year <= r.to;
    let Some(whole) = regions().iter().filter(in_force).find(|r| r.code == code) else { return Vec::new() };
    let below: Vec<&'static Region> = regions().iter().filter(in_force).filter(|r| r.is_within(whole)).collect();
    let between = |r: &Region| below.iter().any(|m| m.level() == Level::Prefecture && r.is_within(m));
    below.iter().copied().filter(|r| !between(r)).collect()
}
