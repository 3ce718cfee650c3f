//! The reports of one agency over the years: gaps and doubles.

use super::{Digest, Operand, RunCheck, Series};
use crate::collection::agency::AgencyId;
use crate::report::Outcome;
use std::collections::BTreeMap;

/// How many differing cells a message names.
const NAMED: usize = 6;

pub(super) fn check(series: &Series<'_>, out: &mut Vec<RunCheck>) {
    for (year, same) in series {
        if same.len() > 1 {
            out.push(double(*year, same));
        }
    }
    let years: Vec<i32> = series.keys().copied().collect();
    for pair in years.windows(2) {
        let [before, after] = pair else { continue };
        if after - before > 1 {
            let missing: Vec<String> = (before + 1..*after).map(|y| y.to_string()).collect();
            let ends = [before, after].iter().filter_map(|y| series.get(*y)?.first().copied()).collect::<Vec<_>>();
            out.push(RunCheck {
                years: vec![*before, *after],
                message: Some(format!("no report of {} is in the run", missing.join(", "))),
                ..plain("series_gap", "info", &ends)
            });
        }
    }
}

/// Whether an agency goes on under another name: its reports end before those of one that it may have become begin.
pub(super) fn renamed(agencies: &BTreeMap<AgencyId, Series<'_>>, out: &mut Vec<RunCheck>) {
    for (id, series) in agencies {
        let Some((last, before)) = series.last_key_value() else { continue };
        for (first, after) in id.successors().filter_map(|next| agencies.get(&next)?.first_key_value()) {
            if let (true, Some(before), Some(after)) = (last < first, before.first(), after.first()) {
                out.push(RunCheck {
                    years: vec![*last, *first],
                    message: Some(format!("{} and {} may be one agency", before.agency, after.agency)),
                    ..plain("renamed_agency", "info", &[before, after])
                });
            }
        }
    }
}

/// A check about whole reports that fails.
fn plain(rule: &'static str, severity: &'static str, reports: &[&Digest]) -> RunCheck {
    let newest = reports.last();
    RunCheck {
        agency: newest.map(|r| r.agency.clone()).unwrap_or_default(),
        agency_id: newest.map(|r| r.who.agency.as_str().into()).unwrap_or_default(),
        region_code: newest.and_then(|r| r.region_code.clone()),
        rule: rule.into(),
        class: "series".into(),
        severity: severity.into(),
        operands: reports.iter().map(|r| Operand::new(r, None)).collect(),
        result: Outcome::Fail,
        ..RunCheck::default()
    }
}

fn double(year: i32, same: &[&Digest]) -> RunCheck {
    let mut differing: Vec<String> = Vec::new();
    let ids: std::collections::BTreeSet<_> = same.iter().flat_map(|b| b.numbers().map(|(id, _)| id)).collect();
    let mut count = 0;
    for id in ids {
        let values: Vec<_> = same.iter().filter_map(|b| b.value(id)).collect();
        if values.windows(2).any(|w| matches!(w, [a, b] if a != b)) {
            count += 1;
            if differing.len() < NAMED {
                let shown = values.iter().map(|v| v.normalize().to_string());
                differing.push(format!("{id} ({})", shown.collect::<Vec<_>>().join(", ")));
            }
        }
    }
    let message = match count {
        0 => format!("{} reports of one year; no number differs", same.len()),
        n if n > NAMED => {
            format!("{} reports of one year; {n} cells differ: {}, ...", same.len(), differing.join(", "))
        }
        n => format!("{} reports of one year; {n} cells differ: {}", same.len(), differing.join(", ")),
    };
    RunCheck { years: vec![year], message: Some(message), ..plain("duplicate_report", "warning", same) }
}
