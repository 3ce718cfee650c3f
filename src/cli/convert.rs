//! `nianbao convert`.

use super::args::{Convert, FailOn, Target, VolumeArgs};
use super::files::read;
use super::inputs::{Inputs, inputs};
use super::progress::{Loudness, Progress, note};
use super::{CLEAN, FLAGGED, INTERRUPTED, complain, export, print, status};
use anyhow::{Context, anyhow, bail};
use nianbao::collection::summary::{Count, Summary, summarise};
use nianbao::run::frame::{Answer, Failure, ReportOutcome, Setup};
use nianbao::run::journal::Outcome;
use nianbao::run::plan::{Body, Plan, Planned};
use nianbao::run::unpacker::Unpacker;
use nianbao::run::{self, End, Lacking};
use nianbao::{Provenance, Severity};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Findings, reasons and errors that the summary prints of each; `summary.json` has all.
const MOST_FREQUENT: usize = 8;

/// Runs the command.
pub fn run(args: &Convert) -> anyhow::Result<u8> {
    let Inputs { plan, single } = inputs(&args.inputs)?;
    match (&args.out, single) {
        (Some(out), _) => many(args, plan, out),
        (None, Some(path)) => one(args, &path),
        (None, None) if plan.is_object() => object(args, &plan),
        (None, None) => bail!("{} documents do not fit on standard output\n  add --out DIR", plan.count()),
    }
}

/// One document to standard output.
fn one(args: &Convert, path: &Path) -> anyhow::Result<u8> {
    let shown = path.display().to_string();
    if run::plan::is_archive(path) {
        return Ok(refuse_archive(&shown));
    }
    let setup = setup(args)?;
    let name = if path.as_os_str() == "-" { "stdin".into() } else { path.to_string_lossy() };
    alone(args, &setup, &shown, &name, read(path, &setup.limits)?, Provenance::default())
}

/// The same for an object of a store.
fn object(args: &Convert, plan: &Plan) -> anyhow::Result<u8> {
    let setup = setup(args)?;
    let mut first = None;
    let _ = plan.each(&mut Unpacker::new(&setup.limits, Some(&program()?)), &mut |planned| {
        first = Some(planned);
        ControlFlow::Break(())
    });
    let Some(Planned { name, body, provenance, .. }) = first else { bail!("there is nothing to convert") };
    let shown = provenance.url.clone().unwrap_or_else(|| name.clone());
    match body {
        // Of an archive the first thing that is planned is an entry.
        _ if name.contains("!/") => Ok(refuse_archive(&shown)),
        Body::Bytes(bytes) => alone(args, &setup, &shown, &name, bytes, provenance),
        Body::Failed(failure) => Ok(fail(&shown, &failure)),
        Body::Skipped(_) | Body::Archive(_) | Body::Same(_) => Ok(refuse_archive(&shown)),
    }
}

/// Says that an archive needs another command.
fn refuse_archive(shown: &str) -> u8 {
    let what = "unsupported: an archive does not fit on standard output";
    complain(&format!("{shown}: {what}\n  add --out RUN to convert what is in it"));
    FLAGGED
}

/// Converts one document in a process of its own, and prints what came of it.
fn alone(
    args: &Convert,
    setup: &Setup,
    shown: &str,
    name: &str,
    bytes: Vec<u8>,
    provenance: Provenance,
) -> anyhow::Result<u8> {
    let done = run::one(&program()?, setup, name, bytes, provenance);
    match done.map_err(|error| anyhow!("{error}\n  {}", error.advice()))? {
        (Answer::Converted(heads), lines) => {
            let mut code = CLEAN;
            for head in &heads {
                match &head.outcome {
                    ReportOutcome::Converted => {}
                    ReportOutcome::NotAReport(reason) => note(&format!("{shown}: not_a_report: {reason}")),
                    ReportOutcome::Unread(failure) => code = fail(shown, failure),
                }
            }
            for flag in heads.iter().flat_map(|head| &head.flags) {
                note(&format!("{shown}: {}: {}", flag.code, flag.message));
                if fails(args, flag.severity) {
                    code = FLAGGED;
                }
            }
            print(&text(lines, heads.len())?)?;
            Ok(code)
        }
        (Answer::Failed(failure) | Answer::Unread(failure), _) => Ok(fail(shown, &failure)),
    }
}

/// Whether a finding that flags a report makes the exit code 1.
fn fails(args: &Convert, severity: Severity) -> bool {
    severity == Severity::Error || args.fail_on == FailOn::Warning
}

fn fail(shown: &str, failure: &Failure) -> u8 {
    complain(&format!("{shown}: {}: {}\n  {}", failure.code, failure.message, failure.advice));
    FLAGGED
}

/// What is written of one document: its report as an indented object, or several as JSON Lines.
fn text(lines: Vec<u8>, count: usize) -> anyhow::Result<String> {
    if count == 1 {
        let report: serde_json::Value = serde_json::from_slice(&lines)?;
        return Ok(serde_json::to_string_pretty(&report)? + "\n");
    }
    Ok(String::from_utf8(lines)?)
}

/// What documents are converted with.
fn setup(args: &Convert) -> anyhow::Result<Setup> {
    Ok(Setup {
        limits: args.limits.limits(),
        glyphs: super::learn::texts(&args.glyphs)?,
        passwords: args.passwords.password.clone(),
    })
}

/// This program, which is that of its workers too.
fn program() -> anyhow::Result<PathBuf> {
    std::env::current_exe().context("this program cannot find itself")
}

/// A run.
fn many(args: &Convert, plan: Plan, out: &Path) -> anyhow::Result<u8> {
    if fs::metadata(out).is_ok_and(|meta| !meta.is_dir()) {
        bail!(
            "{}: a file, and --out is the folder of a run\n  give the name of a folder, or of one to be made",
            out.display()
        );
    }
    fs::create_dir_all(out).with_context(|| format!("{}: cannot be made; look at its permissions", out.display()))?;
    let plan = plan.of_shard(args.shard).without(out);
    let advice = |error: run::RunError| anyhow!("{error}\n  {}", error.advice());
    if args.restart {
        run::clear(out).map_err(advice)?;
    }
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order the first sets the flag, and the second finds it set.
        flag::register_conditional_shutdown(signal, i32::from(INTERRUPTED), Arc::clone(&stop))?;
        flag::register(signal, Arc::clone(&stop))?;
    }
    let setup = setup(args)?;
    let options = run::Options {
        jobs: args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from),
        limits: setup.limits,
        glyphs: setup.glyphs,
        passwords: setup.passwords,
        workers: Some(program()?),
        retry_failed: args.retry_failed,
        lacking: match (args.add, args.prune) {
            (true, _) => Lacking::Keep,
            (_, true) => Lacking::Prune,
            _ => Lacking::Refuse,
        },
    };
    let loudness = match (args.quiet, args.verbose) {
        (true, _) => Loudness::Quiet,
        (_, true) => Loudness::Verbose,
        _ => Loudness::Usual,
    };
    let shown = !args.quiet && !args.no_progress;
    let mut progress = Progress::new(if shown { plan.count() } else { 0 }, shown, loudness);
    let had_tables = run::has_tables(out);
    let end = run::run(&plan, out, &options, &stop, &mut |event| progress.on(&event));
    progress.finish();
    if had_tables && !run::has_tables(out) {
        note("the tables of the run as it was before are taken away; `nianbao export` writes them anew");
    }
    if end.map_err(advice)? == End::Interrupted {
        note("interrupted: what was converted is kept, and the same command goes on from there");
        return Ok(INTERRUPTED);
    }
    finish(args, out, progress.new_documents())
}

/// Writes what is made from a run when it is whole, and says what it came to.
fn finish(args: &Convert, out: &Path, new: usize) -> anyhow::Result<u8> {
    let advice = |error: run::RunError| anyhow!("{error}\n  {}", error.advice());
    let summary = summarise(out).map_err(advice)?;
    let mut lost = Vec::new();
    if args.to.contains(&Target::Json) {
        lost = run::files::write(out).map_err(advice)?;
        for filed in &lost {
            let (file, error) = (out.join(&filed.file), filed.error.as_deref().unwrap_or_default());
            complain(&format!("{}: {}: {error}\n  the report is in reports.jsonl", filed.document, file.display()));
        }
    }
    let table = |t: &Target| if let Target::Tables(format) = t { Some(export::format(*format)) } else { None };
    let tables: Vec<_> = args.to.iter().filter_map(table).collect();
    if !tables.is_empty() {
        let volume = VolumeArgs { quiet: args.quiet, verbose: args.verbose };
        export::write(out, &out.join(run::TABLES), tables, &args.tables, volume)?;
    }
    if !args.quiet {
        if new == 0 {
            note(&format!("{}: finished before, and nothing is new", out.display()));
            note(&status::open(out)?);
        }
        note(&described(&summary));
    }
    let looked_at = Outcome::ALL.iter().filter(|o| !matches!(o, Outcome::Skipped | Outcome::Archive));
    if looked_at.map(|outcome| summary.of(*outcome)).sum::<usize>() == 0 && args.shard.is_none() {
        complain("there is no document to convert\n  look at the inputs and the filters");
        return Ok(FLAGGED);
    }
    Ok(if lost.is_empty() { code(&summary, args.fail_on) } else { FLAGGED })
}

/// The exit code of a run that came to this.
pub fn code(summary: &Summary, fail_on: FailOn) -> u8 {
    let flagged = if fail_on == FailOn::Warning { summary.flagged } else { summary.flagged_error };
    let open = summary.of(Outcome::Failed) + summary.of(Outcome::Unread);
    if open + flagged > 0 { FLAGGED } else { CLEAN }
}

/// The summary in a few lines.
pub fn described(summary: &Summary) -> String {
    let mut text = format!(
        "{}; {} reports, {} of them flagged",
        status::counted(summary.documents, &summary.outcomes),
        summary.reports,
        summary.flagged
    );
    let mut add = |what: &str, counts: Vec<String>| {
        if !counts.is_empty() {
            text.push_str(&format!("\n  {what:<9} {}", counts.join(", ")));
        }
    };
    let count = |c: &Count| format!("{} {}", c.code, c.count);
    let most = |counts: &[Count]| counts.iter().take(MOST_FREQUENT).map(count).collect();
    add("formats", summary.formats.iter().map(|(code, count)| format!("{code} {count}")).collect());
    add("editions", summary.editions.iter().map(|(code, count)| format!("{code} {count}")).collect());
    add("findings", most(&summary.findings));
    add("failed", most(&summary.errors));
    add("unread", most(&summary.unread));
    add("skipped", most(&summary.skipped));
    text
}
