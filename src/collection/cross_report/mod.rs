//! Reports against each other: one year against the year before, a region against its parts, and the series of each agency
//! with its gaps and doubles. A pure function over what the rules need of each report.

mod digest;
mod hierarchy;
mod series;
mod years;

pub use digest::Digest;

use crate::collection::agency::AgencyId;
use crate::form::Form;
use crate::form::rules::Rule;
use crate::model::id::{CellId, Name, Word};
use crate::report::Outcome;
use crate::report::json::digits;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Name of the file beside the journal of a run that holds what the rules came to, one a line.
pub const RUN_CHECKS: &str = "run-checks.jsonl";

/// One rule run over several reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunCheck {
    /// The agency, as the newest of the reports names it.
    pub agency: Name,
    /// The agency, the same in all its years.
    pub agency_id: Name,
    /// Its division code, as in that report.
    pub region_code: Option<Name>,
    /// The report years that it is about, ascending.
    pub years: Vec<i32>,
    /// Id in `rules.tsv`, or `series_gap`, `duplicate_report`, `renamed_agency`.
    pub rule: Name,
    /// `cross_year`, `hierarchy` or `series`.
    pub class: Word,
    /// `error`, `warning`, `info`.
    pub severity: Word,
    /// The numbers compared.
    pub operands: Vec<Operand>,
    /// Right side of the equation.
    #[serde(with = "digits::option")]
    pub expected: Option<Decimal>,
    /// Left side of the equation.
    #[serde(with = "digits::option")]
    pub actual: Option<Decimal>,
    /// What came out.
    pub result: Outcome,
    /// In words: what is wrong, or why it was skipped.
    pub message: Option<String>,
}

/// A number that is compared with others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Operand {
    /// The report that prints it.
    pub report_id: Name,
    /// Its cell; none where the whole report is meant.
    pub cell: Option<CellId>,
}

impl Operand {
    fn new(report: &Digest, cell: Option<&str>) -> Operand {
        Operand { report_id: report.report_id.clone(), cell: cell.map(CellId::from) }
    }
}

impl RunCheck {
    /// A rule about the agency of a report that is not assessed yet: skipped, with no operands.
    fn open(rule: &Rule, report: &Digest, years: Vec<i32>) -> RunCheck {
        RunCheck {
            agency: report.agency.clone(),
            agency_id: report.who.agency.as_str().into(),
            region_code: report.region_code.clone(),
            years,
            rule: rule.id.clone().into(),
            class: rule.class.name().into(),
            severity: rule.severity.name().into(),
            ..RunCheck::default()
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
pub fn check(form: &Form, reports: &[Digest]) -> CrossReport {
    let rules = &form.rules;
    let mut agencies: BTreeMap<AgencyId, Series<'_>> = BTreeMap::new();
    for report in reports {
        agencies.entry(report.who.agency.clone()).or_default().entry(report.who.year).or_default().push(report);
    }
    let mut out = CrossReport { agencies: agencies.len(), ..CrossReport::default() };
    // The aggregating report of each region and year, one reading a year.
    let mut governments: BTreeMap<(Name, i32), Digest> = BTreeMap::new();
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
    series::renamed(&agencies, &mut out.checks);
    hierarchy::check(rules, &governments, &mut out.checks);
    out.checks.sort_by(|a, b| {
        let key = |c: &RunCheck| (c.region_code.clone(), c.agency.clone(), c.rule.clone());
        key(a).cmp(&key(b)).then_with(|| (&a.years, &a.operands).cmp(&(&b.years, &b.operands)))
    });
    out
}
