//! `nianbao check`.

use super::args::Check;
use super::{CLEAN, FLAGGED, complain, legible, print};
use anyhow::{Context, anyhow, bail};
use nianbao::atomic;
use nianbao::collection::cross_report::{self, CrossReport, Digest, RUN_CHECKS, RunCheck};
use nianbao::collection::journal;
use nianbao::report::Outcome;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many failing rules are printed; all are in the file.
const SHOWN: usize = 40;

/// The reports of a run, as far as they are compared.
#[derive(Default)]
struct Reports {
    digests: Vec<Digest>,
    /// Not on the forms since 2019, or without agency or year.
    aside: usize,
    /// Lines and files that are no JSON.
    unread: usize,
}

/// Runs it.
pub fn run(args: &Check) -> anyhow::Result<u8> {
    let reports = read(&args.run)?;
    if reports.digests.is_empty() && reports.aside == 0 {
        bail!(
            "{}: no report found\n  give the folder of `nianbao convert --out`, or a JSON Lines file",
            args.run.display()
        );
    }
    let converter = nianbao::Converter::new();
    let form = converter.form()?;
    let cross_report = cross_report::check(form, &reports.digests);
    let folder =
        if args.run.is_dir() { args.run.clone() } else { args.run.parent().map(PathBuf::from).unwrap_or_default() };
    let output = args.out.clone().unwrap_or_else(|| folder.join(RUN_CHECKS));
    write(&cross_report.checks, &output).with_context(|| format!("{}: cannot be written", output.display()))?;
    if !args.volume.quiet {
        let shown = if args.volume.verbose { usize::MAX } else { SHOWN };
        print(&legible::output(&summary(&cross_report, &reports, &output, shown)))?;
    }
    let failed = |c: &RunCheck| c.result == Outcome::Fail && c.severity == "error";
    Ok(if reports.unread > 0 || cross_report.checks.iter().any(failed) { FLAGGED } else { CLEAN })
}

fn read(path: &Path) -> anyhow::Result<Reports> {
    let mut out = Reports::default();
    let converter = nianbao::Converter::new();
    let form = converter.form()?;
    let read = journal::heads(path, &mut |head| match head.map(|head| Digest::of(form, &head)) {
        Ok(Some(digest)) => out.digests.push(digest),
        Ok(None) => out.aside += 1,
        Err(place) => {
            complain(&format!("{place}: not JSON, left out"));
            out.unread += 1;
        }
    });
    read.map_err(|e| anyhow!("{e}\n  look at the path and its permissions"))?;
    Ok(out)
}

/// Whole or not at all, so that nobody reads half of it.
fn write(checks: &[RunCheck], path: &Path) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    atomic::write_with(path, |file| {
        checks.iter().try_for_each(|check| {
            serde_json::to_writer(&mut *file, check)?;
            file.write_all(b"\n")
        })
    })?;
    Ok(())
}

fn summary(cross_report: &CrossReport, reports: &Reports, output: &Path, shown: usize) -> String {
    let mut text = String::new();
    let years = cross_report.years.map_or(String::new(), |(from, to)| format!(" of {from} to {to}"));
    let _ = writeln!(text, "{} agencies, {} reports{years}", cross_report.agencies, reports.digests.len());
    if reports.aside > 0 {
        let _ = writeln!(text, "{} left aside: not on the forms since 2019, or without agency or year", reports.aside);
    }
    let mut rules: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for check in &cross_report.checks {
        let counts = rules.entry(&check.rule).or_default();
        let at = match check.result {
            Outcome::Pass => 0,
            Outcome::Fail => 1,
            Outcome::Skipped => 2,
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    if !rules.is_empty() {
        let _ = writeln!(text, "\n{:<44} {:>6} {:>6} {:>8}", "rule", "holds", "fails", "skipped");
    }
    for (rule, [pass, fail, skipped]) in &rules {
        let _ = writeln!(text, "{rule:<44} {pass:>6} {fail:>6} {skipped:>8}");
    }
    let failing: Vec<&RunCheck> = cross_report.checks.iter().filter(|c| c.result == Outcome::Fail).collect();
    if !failing.is_empty() {
        text.push('\n');
    }
    for check in failing.iter().take(shown) {
        let years: Vec<String> = check.years.iter().map(i32::to_string).collect();
        let message = check.message.as_deref().unwrap_or_default();
        let _ = writeln!(text, "{} {}: {}: {}: {message}", check.agency, years.join("-"), check.severity, check.rule);
    }
    if failing.len() > shown {
        let _ = writeln!(text, "and {} more (-v prints them)", failing.len() - shown);
    }
    let _ = writeln!(text, "\nall {} results: {}", cross_report.checks.len(), output.display());
    text
}
