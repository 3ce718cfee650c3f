//! `nianbao learn`, and the tables that it writes.

use super::args::{GlyphArgs, Learn};
use super::inputs::inputs;
use super::{CLEAN, files};
use anyhow::{Context, anyhow};
use nianbao::repair::learn::{Learner, from_tsv};
use nianbao::run::frame::Failure;
use nianbao::run::plan::Body;
use nianbao::run::unpacker::Unpacker;
use nianbao::{Converter, Error, File, Format, GlyphTables, Stage};
use std::fs;
use std::ops::ControlFlow;

/// Runs the command.
pub fn run(args: &Learn) -> anyhow::Result<u8> {
    let limits = args.limits.limits();
    let converter = Converter::new().with_limits(limits);
    let mut learner = Learner::default();
    let (mut pdfs, mut failed) = (0usize, 0usize);
    let plan = inputs(&args.inputs)?.plan;
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let _ = plan.each(&mut Unpacker::new(&limits, Some(&program)), &mut |planned| {
        let learned = match planned.body {
            Body::Bytes(bytes) => {
                learn(&mut learner, &converter, File::new(&planned.name, &bytes)).map_err(|error| Failure::from(&error))
            }
            Body::Skipped(_) | Body::Archive(_) | Body::Same(_) => Ok(false),
            Body::Failed(failure) => Err(failure),
        };
        match learned {
            Ok(is_pdf) => pdfs += usize::from(is_pdf),
            Err(error) => {
                failed += 1;
                eprintln!("{}: {}: {}", planned.name, error.code, error.message);
            }
        }
        ControlFlow::Continue(())
    });
    let learned = learner.finish();
    files::write(&args.out, learned.to_tsv().as_bytes())?;
    eprintln!(
        "{} glyphs of fonts in {} of {pdfs} PDFs; {} left out, since documents differ on them; {failed} documents failed",
        learned.pairs.len(),
        learned.documents,
        learned.contradictions
    );
    Ok(CLEAN)
}

/// Takes what one document tells; `false` if it is no PDF.
fn learn(learner: &mut Learner, converter: &Converter, file: File<'_>) -> Result<bool, Error> {
    let Ok(Format::Pdf) = converter.format(&file) else { return Ok(false) };
    learner.add(&converter.trace_to(file, Stage::Read)?.document);
    Ok(true)
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
    let mut texts = Vec::new();
    for path in &args.glyphs {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{}: cannot be read; give a table made by nianbao learn", path.display()))?;
        from_tsv(&text).map_err(|line| {
            anyhow!(
                "{}: line {line} is not font, glyph, character\n  give a table made by nianbao learn",
                path.display()
            )
        })?;
        texts.push(text);
    }
    Ok(texts)
}
