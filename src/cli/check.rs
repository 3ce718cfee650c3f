//! `nianbao check`.

use super::args::Check;
use super::{CLEAN, FLAGGED, complain, print};
use anyhow::{Context, anyhow, bail};
use nianbao::check::cross_report::{self, CrossReport, Digest, RunCheck};
use nianbao::report::Outcome;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The name of a run's reports, and of what this command writes beside them.
const REPORTS: &str = "reports.jsonl";
const RESULTS: &str = "run-checks.jsonl";
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
    let cross_report = cross_report::check(&reports.digests);
    let folder =
        if args.run.is_dir() { args.run.clone() } else { args.run.parent().map(PathBuf::from).unwrap_or_default() };
    let output = args.output.clone().unwrap_or_else(|| folder.join(RESULTS));
    write(&cross_report.checks, &output).with_context(|| format!("{}: cannot be written", output.display()))?;
    print(&summary(&cross_report, &reports, &output))?;
    let failed = |c: &RunCheck| c.result == Outcome::Fail && c.severity == "error";
    Ok(if reports.unread > 0 || cross_report.checks.iter().any(failed) { FLAGGED } else { CLEAN })
}

fn read(path: &Path) -> anyhow::Result<Reports> {
    let meta =
        fs::metadata(path).map_err(|e| anyhow!("{}: {e}\n  look at the path and its permissions", path.display()))?;
    let mut out = Reports::default();
    if !meta.is_dir() {
        lines(path, &mut out)?;
    } else if path.join(REPORTS).is_file() {
        lines(&path.join(REPORTS), &mut out)?;
    } else {
        files(path, &mut out)?;
    }
    Ok(out)
}

/// One report a line; what a killed run tore off at the end is said and left out.
fn lines(path: &Path, out: &mut Reports) -> anyhow::Result<()> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    for (i, line) in BufReader::new(file).split(b'\n').enumerate() {
        let line = line.with_context(|| path.display().to_string())?;
        if !line.iter().all(u8::is_ascii_whitespace) {
            add(&line, &format!("{}: line {}", path.display(), i + 1), out);
        }
    }
    Ok(())
}

/// One report a file, in folders of any depth, in the order of their names.
fn files(folder: &Path, out: &mut Reports) -> anyhow::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .with_context(|| folder.display().to_string())?;
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.is_symlink() {
            files(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "json") {
            add(&fs::read(&path).with_context(|| path.display().to_string())?, &path.display().to_string(), out);
        }
    }
    Ok(())
}

fn add(bytes: &[u8], place: &str, out: &mut Reports) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        complain(&format!("{place}: not JSON, left out"));
        out.unread += 1;
        return;
    };
    match Digest::from_json(&value) {
        Some(brief) => out.digests.push(brief),
        None => out.aside += 1,
    }
}

/// To a temporary name, then renamed, so that nobody reads half of it.
fn write(checks: &[RunCheck], path: &Path) -> anyhow::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let mut file = BufWriter::new(File::create(&temporary)?);
    for check in checks {
        serde_json::to_writer(&mut file, check)?;
        file.write_all(b"\n")?;
    }
    file.into_inner().map_err(|e| e.into_error())?.sync_all()?;
    fs::rename(&temporary, path)?;
    Ok(())
}

fn summary(cross_report: &CrossReport, reports: &Reports, output: &Path) -> String {
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
    for check in failing.iter().take(SHOWN) {
        let years: Vec<String> = check.years.iter().map(i32::to_string).collect();
        let message = check.message.as_deref().unwrap_or_default();
        let _ = writeln!(text, "{} {}: {}: {}: {message}", check.agency, years.join("-"), check.severity, check.rule);
    }
    if failing.len() > SHOWN {
        let _ = writeln!(text, "and {} more", failing.len() - SHOWN);
    }
    let _ = writeln!(text, "\nall {} results: {}", cross_report.checks.len(), output.display());
    text
}
