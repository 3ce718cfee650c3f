//! `nianbao convert`.

use super::args::{Convert, Target};
use super::files::read;
use super::inputs::{Inputs, inputs};
use super::progress::{Loudness, Progress, note};
use super::{CLEAN, FLAGGED, INTERRUPTED, complain, export, print};
use anyhow::{Context, anyhow, bail};
use nianbao::collection::summary::{Count, Summary, summarise};
use nianbao::run::journal::Outcome;
use nianbao::run::plan::{Body, Plan, Planned};
use nianbao::run::unpacker::Unpacker;
use nianbao::run::{self, End};
use nianbao::{Converter, Error, File, Report, Severity};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
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
    let converter = converter(args)?;
    let name = if path.as_os_str() == "-" { "stdin".into() } else { path.to_string_lossy() };
    let bytes = read(path, converter.limits());
    show(&shown, bytes.and_then(|bytes| converter.convert(File::new(&name, &bytes))))
}

/// The same for an object of a store.
fn object(args: &Convert, plan: &Plan) -> anyhow::Result<u8> {
    let converter = converter(args)?;
    let mut first = None;
    let _ = plan.each(&mut Unpacker::new(converter.limits(), None), &mut |planned| {
        first = Some(planned);
        ControlFlow::Break(())
    });
    let Some(Planned { name, body, provenance, .. }) = first else { bail!("there is nothing to convert") };
    let shown = provenance.url.clone().unwrap_or_else(|| name.clone());
    match body {
        // Of an archive the first thing that is planned is an entry.
        _ if name.contains("!/") => Ok(refuse_archive(&shown)),
        Body::Bytes(bytes) => {
            let mut file = File::new(&name, &bytes);
            file.provenance = provenance;
            show(&shown, converter.convert(file))
        }
        Body::Failed(failure) => {
            complain(&format!("{shown}: {}: {}\n  {}", failure.code, failure.message, failure.advice));
            Ok(FLAGGED)
        }
        Body::Skipped(_) | Body::Same(_) => Ok(refuse_archive(&shown)),
    }
}

/// Says that an archive needs another command.
fn refuse_archive(shown: &str) -> u8 {
    let what = "unsupported: an archive does not fit on standard output";
    complain(&format!("{shown}: {what}\n  add --out RUN to convert what is in it"));
    FLAGGED
}

/// Prints what came of one document.
fn show(shown: &str, reports: Result<Vec<Report>, Error>) -> anyhow::Result<u8> {
    match reports {
        Ok(reports) => {
            let errors: Vec<_> =
                reports.iter().flat_map(|r| &r.findings).filter(|f| f.kind.severity() == Severity::Error).collect();
            for finding in &errors {
                note(&format!("{shown}: {}: {}", finding.kind.code(), finding.message));
            }
            print(&text(&reports)?)?;
            Ok(if errors.is_empty() { CLEAN } else { FLAGGED })
        }
        Err(error) => {
            complain(&format!("{shown}: {}: {error}\n  {}", error.code(), error.advice()));
            Ok(FLAGGED)
        }
    }
}

/// What is written of one document: its report as an indented object, or several as JSON Lines.
fn text(reports: &[Report]) -> anyhow::Result<String> {
    if let [report] = reports {
        return Ok(serde_json::to_string_pretty(report)? + "\n");
    }
    let lines = reports.iter().map(Report::line).collect::<Result<Vec<_>, _>>()?;
    Ok(String::from_utf8(lines.concat())?)
}

/// What converts one document as the options say.
fn converter(args: &Convert) -> anyhow::Result<Converter> {
    let glyphs = super::learn::tables(&args.glyphs)?;
    Ok(Converter::new().with_limits(args.limits.limits()).with_glyphs(glyphs))
}

/// A run.
fn many(args: &Convert, plan: Plan, out: &Path) -> anyhow::Result<u8> {
    fs::create_dir_all(out).with_context(|| format!("{}: cannot be made; look at its permissions", out.display()))?;
    let plan = plan.without(out);
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
    let options = run::Options {
        jobs: args.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from),
        limits: args.limits.limits(),
        glyphs: super::learn::texts(&args.glyphs)?,
        workers: Some(std::env::current_exe().context("this program cannot find itself")?),
        retry_failed: args.retry_failed,
    };
    let loudness = match (args.quiet, args.verbose) {
        (true, _) => Loudness::Quiet,
        (_, true) => Loudness::Verbose,
        _ => Loudness::Usual,
    };
    let shown = !args.quiet && !args.no_progress;
    let mut progress = Progress::new(if shown { plan.count() } else { 0 }, shown, loudness);
    let end = run::run(&plan, out, &options, &stop, &mut |event| progress.on(&event));
    progress.finish();
    if end.map_err(advice)? == End::Interrupted {
        note("interrupted: what was converted is kept, and the same command goes on from there");
        return Ok(INTERRUPTED);
    }
    let summary = summarise(out).map_err(advice)?;
    if args.to.contains(&Target::Json) {
        run::files::write(out).map_err(advice)?;
    }
    let table = |t: &Target| if let Target::Tables(format) = t { Some(export::format(*format)) } else { None };
    let tables: Vec<_> = args.to.iter().filter_map(table).collect();
    if !tables.is_empty() {
        export::write(out, &out.join("tables"), tables, &args.tables)?;
    }
    if !args.quiet {
        note(&described(&summary));
    }
    Ok(if summary.of(Outcome::Failed) + summary.flagged > 0 { FLAGGED } else { CLEAN })
}

/// The summary in a few lines.
fn described(summary: &Summary) -> String {
    let mut text = format!(
        "{} documents: {} converted, {} failed, {} duplicates, {} skipped; {} reports, {} of them flagged",
        summary.documents,
        summary.of(Outcome::Converted),
        summary.of(Outcome::Failed),
        summary.of(Outcome::Duplicate),
        summary.of(Outcome::Skipped),
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
    add("errors", most(&summary.errors));
    add("skipped", most(&summary.skipped));
    text
}
