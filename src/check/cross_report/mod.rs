//! Reports against each other: one year against the year before, a region against its parts, and the series of each agency
//! with its gaps and doubles. A pure function over what the rules need of each report.

mod digest;
mod hierarchy;
mod series;
mod years;

pub use digest::Digest;

use crate::form::rules::{Rule, Rules};
use crate::report::Outcome;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One rule run over several reports.
#[derive(Clone, Debug, PartialEq)]
pub struct RunCheck {
    /// The agency, as the newest of the reports names it.
    pub agency: Arc<str>,
    /// Its division code, as in that report.
    pub region_code: Option<Arc<str>>,
    /// The report years that it is about, ascending.
    pub years: Vec<i32>,
    /// Id in `rules.tsv`, or `series_gap`, `duplicate_report`.
    pub rule: &'static str,
    /// `cross_year`, `hierarchy` or `series`.
    pub class: &'static str,
    /// `error`, `warning`, `info`.
    pub severity: &'static str,
    /// Report id and cell of each number compared; the cell is empty where the whole report is meant.
    pub operands: Vec<(Arc<str>, &'static str)>,
    /// Right side of the equation.
    pub expected: Option<Decimal>,
    /// Left side of the equation.
    pub actual: Option<Decimal>,
    /// What came out.
    pub result: Outcome,
    /// In words: what is wrong, or why it was skipped.
    pub message: Option<String>,
}

impl RunCheck {
    /// A rule about the agency of a report that is not assessed yet: skipped, with no operands.
    fn open(rule: &'static Rule, report: &Digest, years: Vec<i32>) -> RunCheck {
        RunCheck {
            agency: report.agency.clone(),
            region_code: report.region_code.clone(),
            years,
            rule: &rule.id,
            class: rule.class.name(),
            severity: rule.severity.name(),
            operands: Vec::new(),
            expected: None,
            actual: None,
            result: Outcome::Skipped,
            message: None,
        }
    }
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CrossReport {
    /// In the order of region, agency, rule, years.
    pub checks: Vec<RunCheck>,
    /// How many agencies there are, by region and name.
    pub agencies: usize,
    /// First and last report year.
    pub years: Option<(i32, i32)>,
}

/// The reports of one agency by year; several of one year are a double.
type Series<'a> = BTreeMap<i32, Vec<&'a Digest>>;

/// Runs the rules over the reports of a run, in whatever order they are given.
pub fn check(reports: &[Digest]) -> CrossReport {
    let rules = Rules::builtin();
    let mut agencies: BTreeMap<(String, String), Series<'_>> = BTreeMap::new();
    for report in reports {
        agencies.entry(report.key()).or_default().entry(report.year).or_default().push(report);
    }
    let mut out = CrossReport { agencies: agencies.len(), ..CrossReport::default() };
    // The aggregating report of each region and year, one reading a year.
    let mut governments: BTreeMap<(Arc<str>, i32), Digest> = BTreeMap::new();
    for series in agencies.values_mut() {
        for same_year in series.values_mut() {
            same_year.sort_by(|a, b| a.report_id.cmp(&b.report_id));
        }
        series::check(series, &mut out.checks);
        let agreed: BTreeMap<i32, Digest> =
            series.iter().filter_map(|(year, same)| Some((*year, Digest::agreed(same)?))).collect();
        years::check(rules, &agreed, &mut out.checks);
        for (year, report) in agreed {
            let (first, last) = out.years.unwrap_or((year, year));
            out.years = Some((first.min(year), last.max(year)));
            if report.governs
                && let Some(code) = report.region_code.clone()
            {
                governments.insert((code, year), report);
            }
        }
    }
    hierarchy::check(rules, &governments, &mut out.checks);
    out.checks.sort_by(|a, b| {
        let key = |c: &RunCheck| (c.region_code.clone(), c.agency.clone(), c.rule);
        key(a).cmp(&key(b)).then_with(|| (&a.years, &a.operands).cmp(&(&b.years, &b.operands)))
    });
    out
}
