//! `nianbao learn`, and the tables that it writes.

use super::args::{GlyphArgs, Learn};
use super::{CLEAN, convert};
use anyhow::{Context, anyhow};
use nianbao::detect::Format;
use nianbao::model::error::Error;
use nianbao::model::limits::Limits;
use nianbao::pipeline;
use nianbao::repair::GlyphTables;
use nianbao::repair::learn::{Learner, from_tsv};
use std::fs;
use std::path::Path;

/// Runs the command.
pub fn run(args: &Learn) -> anyhow::Result<u8> {
    let limits = args.limits.limits();
    let mut learner = Learner::default();
    let (mut pdfs, mut failed) = (0usize, 0usize);
    let jobs = convert::jobs(&args.inputs)?.jobs;
    for job in &jobs {
        match learn(&mut learner, &job.path, &limits) {
            Ok(is_pdf) => pdfs += usize::from(is_pdf),
            Err(error) => {
                failed += 1;
                eprintln!("{}: {}: {error}", job.path.display(), error.code());
            }
        }
    }
    let learned = learner.finish();
    convert::write(&args.out, learned.to_tsv().as_bytes())?;
    eprintln!(
        "{} glyphs of fonts in {} of {pdfs} PDFs; {} left out, since documents differ on them; {failed} documents failed",
        learned.pairs.len(),
        learned.documents,
        learned.contradictions
    );
    Ok(CLEAN)
}

/// Takes what one document tells; `false` if it is no PDF.
fn learn(learner: &mut Learner, path: &Path, limits: &Limits) -> Result<bool, Error> {
    let limits = limits.started();
    let bytes = convert::read(path, &limits)?;
    let Ok(Format::Pdf) = pipeline::detect(&bytes, &path.to_string_lossy(), &limits) else { return Ok(false) };
    learner.add(&pipeline::read(&bytes, Format::Pdf, &limits)?);
    Ok(true)
}

/// The tables of `--glyphs`.
pub fn tables(args: &GlyphArgs) -> anyhow::Result<GlyphTables> {
    let mut tables = Vec::new();
    for path in &args.glyphs {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{}: cannot be read; give a table made by nianbao learn", path.display()))?;
        let read = from_tsv(&text);
        tables.extend(read.map_err(|line| {
            anyhow!(
                "{}: line {line} is not font, glyph, character\n  give a table made by nianbao learn",
                path.display()
            )
        })?);
    }
    Ok(GlyphTables::new(&tables))
}
