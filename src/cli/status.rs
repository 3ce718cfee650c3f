//! `nianbao status`.

use super::args::Status as Args;
use super::legible;
use super::{CLEAN, FLAGGED, print};
use anyhow::anyhow;
use nianbao::Severity;
use nianbao::collection::status::{Cause, Concern, RunStatus, Shown, status};
use nianbao::model::finding::FindingKind;
use nianbao::run::inspection::{Inspection, verify};
use nianbao::run::journal::Outcome;
use nianbao::run::settings::Settings;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Documents of a page.
const PAGE: usize = 50;
/// Documents of a cause that are named where no list was asked for.
const FIRST: usize = 3;
/// The same where a finished run is begun again.
const AGAIN: usize = 20;
/// Damaged lines that are named.
const DAMAGED: usize = 50;

/// Runs the command.
pub fn run(args: &Args) -> anyhow::Result<u8> {
    let asked = [(args.failed, Concern::Failed), (args.unread, Concern::Unread), (args.flagged, Concern::Flagged)];
    let mut concerns: Vec<Concern> = asked.iter().filter(|(asked, _)| *asked).map(|(_, concern)| *concern).collect();
    let listed = !concerns.is_empty();
    if !listed {
        concerns = vec![Concern::Failed, Concern::Unread, Concern::Flagged];
    }
    let page = usize::try_from(args.page)?;
    let shown = if listed { Shown::Page(page, PAGE) } else { Shown::First(FIRST) };
    let found = status(&args.run, &concerns, shown)
        .map_err(|e| anyhow!("{e}\n  give the folder of `nianbao convert --out`"))?;
    let verified =
        if args.verify { Some(verify(&args.run).map_err(|e| anyhow!("{e}\n  {}", e.advice()))?) } else { None };
    let next = next(&args.run, &found, verified.as_ref());
    if args.json {
        print(&(json(args, &found, verified.as_ref(), &next)? + "\n"))?;
    } else {
        let mut text = head(&args.run, &found);
        text.push_str(&causes(&found.causes));
        if listed {
            text.push_str(&pages(&found.causes, page));
        }
        for filed in &found.files {
            let error = filed.error.as_deref().unwrap_or_default();
            let _ = writeln!(text, "\n{}: its file {} was not written: {error}", filed.document, filed.file);
        }
        text.push_str(&verified.as_ref().map(damage).unwrap_or_default());
        let _ = writeln!(text, "\nnext: {next}");
        print(&text)?;
    }
    let is_damaged = verified.is_some_and(|found| !is_whole(&found));
    Ok(if is_damaged || is_open(&found) { FLAGGED } else { CLEAN })
}

/// What a finished run that is begun again says of its documents: those that failed, went unread or are flagged.
pub fn open(run: &Path) -> anyhow::Result<String> {
    let found = status(run, &[Concern::Failed, Concern::Unread], Shown::First(AGAIN))?;
    let mut text = causes(&found.causes);
    let _ = write!(text, "next: {}", next(run, &found, None));
    Ok(text)
}

/// Documents by what became of them, in words.
pub fn counted(documents: usize, outcomes: &BTreeMap<Outcome, usize>) -> String {
    let count = |outcome| outcomes.get(&outcome).copied().unwrap_or(0);
    format!(
        "{documents} documents: {} converted, {} not reports, {} unread, {} failed, {} duplicates, {} skipped, {} archives",
        count(Outcome::Converted),
        count(Outcome::NotAReport),
        count(Outcome::Unread),
        count(Outcome::Failed),
        count(Outcome::Duplicate),
        count(Outcome::Skipped),
        count(Outcome::Archive)
    )
}

fn head(run: &Path, found: &RunStatus) -> String {
    let state = if found.finished { "finished" } else { "not finished" };
    let counts = counted(found.documents, &found.outcomes);
    format!("{}: {state}\n{counts}; {} reports, {} of them flagged\n", run.display(), found.reports, found.flagged)
}

fn causes(causes: &[Cause]) -> String {
    let mut text = String::new();
    let mut last = None;
    for cause in causes {
        if last != Some(cause.concern) {
            last = Some(cause.concern);
            let _ = writeln!(text, "{}", concern(cause.concern));
        }
        let _ = writeln!(text, "  {} {}: {}", cause.code, cause.count, cause.advice);
        for named in &cause.documents {
            let _ = writeln!(text, "    {}: {}", legible::line(&named.path), legible::line(&named.message));
        }
        let more = cause.count - cause.documents.len();
        if more > 0 && !cause.documents.is_empty() {
            let _ = writeln!(text, "    and {more} more");
        }
    }
    text
}

fn concern(concern: Concern) -> &'static str {
    match concern {
        Concern::Failed => "failed",
        Concern::Unread => "unread",
        Concern::Flagged => "flagged",
    }
}

fn pages(causes: &[Cause], page: usize) -> String {
    let pages = causes.iter().map(|cause| cause.count).sum::<usize>().div_ceil(PAGE).max(1);
    let more = if page < pages { format!("; --page {} shows the next", page + 1) } else { String::new() };
    format!("page {page} of {pages}{more}\n")
}

/// What is not as it was written.
fn damage(found: &Inspection) -> String {
    if is_whole(found) {
        return format!("verified: {} documents are as they were written\n", found.lines);
    }
    let mut text = String::new();
    for damaged in found.damaged.iter().take(DAMAGED) {
        let document = damaged.document.as_deref().unwrap_or("it cannot be read");
        let _ = writeln!(text, "damaged: line {} of documents.jsonl, or its reports: {document}", damaged.line);
    }
    if found.damaged.len() > DAMAGED {
        let _ = writeln!(text, "and {} more", found.damaged.len() - DAMAGED);
    }
    if found.damaged.is_empty() && found.behind > 0 {
        let _ = writeln!(text, "damaged: a line of documents.jsonl is missing behind line {}", found.lines);
    }
    if found.torn {
        text.push_str("torn: what was written last is not whole\n");
    }
    text
}

fn is_whole(found: &Inspection) -> bool {
    found.damaged.is_empty() && found.behind == 0 && !found.torn
}

/// Whether a document failed or went unread, or a report has a finding of severity error.
fn is_open(found: &RunStatus) -> bool {
    let count = |outcome| found.outcomes.get(&outcome).copied().unwrap_or(0);
    let is_error = |code: &str| FindingKind::of_code(code).is_some_and(|kind| kind.severity() == Severity::Error);
    let flagged = found.causes.iter().any(|c| c.concern == Concern::Flagged && is_error(&c.code));
    count(Outcome::Failed) + count(Outcome::Unread) + found.files.len() > 0 || flagged
}

/// The command that is to be typed next.
fn next(run: &Path, found: &RunStatus, verified: Option<&Inspection>) -> String {
    let out = quoted(&run.to_string_lossy());
    let Some(settings) = Settings::read(run) else { return format!("nianbao export {out} --to csv") };
    let typed: Vec<String> = settings.inputs.arguments().iter().map(|a| quoted(a)).collect();
    let same = |more: &str| {
        let options =
            if settings.has_options() { ", with the limits and glyph tables that it was made with" } else { "" };
        format!("nianbao convert {} --out {out}{more}{options}", typed.join(" "))
    };
    let count = |outcome| found.outcomes.get(&outcome).copied().unwrap_or(0);
    if !found.finished || verified.is_some_and(|found| !is_whole(found)) {
        same("")
    } else if count(Outcome::Failed) + count(Outcome::Unread) > 0 {
        same(" --retry-failed")
    } else if settings.inputs.shard.is_some() {
        "nianbao merge, with all shards".into()
    } else {
        format!("nianbao export {out} --to csv")
    }
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_string()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn json(args: &Args, found: &RunStatus, verified: Option<&Inspection>, next: &str) -> anyhow::Result<String> {
    let mut object = serde_json::to_value(found)?;
    if let Some(object) = object.as_object_mut() {
        object.insert("run".into(), json!(args.run.to_string_lossy()));
        object.insert("page".into(), json!(args.page));
        if let Some(found) = verified {
            let damaged = found.damaged.iter().map(|d| json!({"line": d.line, "document": d.document}));
            object.insert("damaged".into(), damaged.collect());
            object.insert("torn".into(), json!(found.torn));
            object.insert("whole".into(), json!(is_whole(found)));
        }
        object.insert("next".into(), json!(next));
    }
    Ok(serde_json::to_string_pretty(&object)?)
}
