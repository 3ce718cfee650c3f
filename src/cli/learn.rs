//! `nianbao learn`, and the tables that it writes.

use super::args::{GlyphArgs, Learn};
use super::inputs::inputs;
use super::progress::note;
use super::{CLEAN, FLAGGED, alone, complain, files, legible, print};
use anyhow::{Context, anyhow};
use nianbao::repair::learn::{Learner, from_tsv, told};
use nianbao::run::plan::Body;
use nianbao::run::unpacker::Unpacker;
use nianbao::{Converter, Error, File, Format, GlyphTables, Limits, Stage, regular};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// How many documents were what.
#[derive(Default)]
struct Counts {
    pdfs: usize,
    failed: usize,
}

/// Runs the command.
pub fn run(args: &Learn) -> anyhow::Result<u8> {
    let limits = args.limits.limits();
    if args.alone.is_some() {
        return tell(args, limits);
    }
    let mut learner = Learner::default();
    let mut counts = Counts::default();
    let plan = inputs(&args.inputs)?.plan;
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let typed: BTreeSet<String> =
        args.inputs.inputs.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    let mut broken = None;
    let _ = plan.each(&mut Unpacker::new(&limits, Some(&program)), &mut |planned| {
        let name = legible::line(&planned.name).into_owned();
        match planned.body {
            Body::Bytes(bytes) => match learn(&mut learner, &name, bytes, &limits) {
                Ok(Some(true)) => {
                    counts.pdfs += 1;
                    if args.volume.verbose {
                        note(&format!("{name}: learned from"));
                    }
                }
                Ok(Some(false)) if typed.contains(&planned.name) => {
                    counts.failed += 1;
                    complain(&format!("{name}: no PDF\n  give PDFs, or folders in which there are some"));
                }
                Ok(Some(false)) => {}
                Ok(None) => counts.failed += 1,
                Err(error) => {
                    broken = Some(error);
                    return ControlFlow::Break(());
                }
            },
            Body::Skipped(_) | Body::Archive(_) | Body::Same(_) => {}
            Body::Failed(failure) => {
                counts.failed += 1;
                complain(&format!("{name}: {}: {}\n  {}", failure.code, failure.message, failure.advice));
            }
        }
        ControlFlow::Continue(())
    });
    match broken {
        Some(error) => Err(error),
        None => finish(args, learner, &counts),
    }
}

fn finish(args: &Learn, learner: Learner, counts: &Counts) -> anyhow::Result<u8> {
    if counts.pdfs == 0 {
        complain("no PDF could be learned from, and no table was written\n  give PDFs whose text can be copied");
        return Ok(FLAGGED);
    }
    let learned = learner.finish();
    files::write(&args.out, learned.to_tsv().as_bytes())?;
    if !args.volume.quiet {
        note(&format!(
            "{} glyphs of fonts in {} of {} PDFs; {} left out, since documents differ on them; {} documents failed",
            learned.pairs.len(),
            learned.documents,
            counts.pdfs,
            learned.contradictions,
            counts.failed
        ));
    }
    Ok(if counts.failed > 0 { FLAGGED } else { CLEAN })
}

/// Takes what one document tells to a process of its own; `false` if it is no PDF, and `None` if it failed, which was said.
fn learn(learner: &mut Learner, name: &str, bytes: Vec<u8>, limits: &Limits) -> anyhow::Result<Option<bool>> {
    let Some(said) = alone::run(name, bytes, limits)? else { return Ok(None) };
    if said.code != CLEAN {
        return Ok(None);
    }
    let told: Option<Vec<(String, u32, char)>> = serde_json::from_slice(&said.output)?;
    if let Some(told) = &told {
        learner.add_told(told);
    }
    Ok(Some(told.is_some()))
}

/// What the document on standard input tells, in the process that reads it; nothing if it is no PDF.
fn tell(args: &Learn, limits: Limits) -> anyhow::Result<u8> {
    let bytes = alone::document(&limits)?;
    let converter = Converter::new().with_limits(limits).with_passwords(args.passwords.password.clone());
    let name = args.alone.as_deref().unwrap_or_default();
    let file = File::new(name, &bytes);
    let found = match converter.format(&file) {
        Ok(Format::Pdf) => converter.trace_to(file, Stage::Read).map(|trace| Some(told(&trace.document))),
        Ok(_) | Err(Error::UnknownFormat(_) | Error::Unsupported(_) | Error::Empty | Error::NoDocument(_)) => Ok(None),
        Err(error) => Err(error),
    };
    match found {
        Ok(told) => print(&serde_json::to_string(&told)?).map(|()| CLEAN),
        Err(error) => {
            complain(&format!("{name}: {}: {error}\n  {}", error.code(), error.advice()));
            Ok(FLAGGED)
        }
    }
}

/// The tables of `--glyphs`.
pub fn tables(args: &GlyphArgs) -> anyhow::Result<GlyphTables> {
    let mut tables = Vec::new();
    for text in texts(args)? {
        tables.extend(from_tsv(&text).map_err(|line| anyhow!("line {line} is not font, glyph, character"))?);
    }
    Ok(GlyphTables::new(&tables))
}

/// The same as text, each looked at.
pub fn texts(args: &GlyphArgs) -> anyhow::Result<Vec<String>> {
    let one = |path: &std::path::PathBuf| {
        let shown = path.display();
        let bytes = regular::read(path).map_err(|e| anyhow!("{shown}: {e}\n  {}", files::WAY_OUT))?;
        let no_table =
            |what: String| anyhow!("{shown}: no table of glyphs: {what}\n  give a table made by nianbao learn");
        let text = String::from_utf8(bytes).map_err(|_| no_table("it is no text".into()))?;
        match from_tsv(&text) {
            Ok(tables) if tables.is_empty() => Err(no_table("no glyph is in it".into())),
            Ok(_) => Ok(text),
            Err(line) => Err(no_table(format!("line {line} is not font, glyph, character"))),
        }
    };
    args.glyphs.iter().map(one).collect()
}
