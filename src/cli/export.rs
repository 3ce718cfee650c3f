//! `nianbao export`.

use super::CLEAN;
use super::args::{Export, TableArgs, TableFormat, VolumeArgs};
use super::progress::note;
use anyhow::Context;
use nianbao::collection::tables::{self, Format, Options};
use std::path::Path;

/// Runs the command.
pub fn run(args: &Export) -> anyhow::Result<u8> {
    let beside = if args.run.is_dir() { args.run.as_path() } else { args.run.parent().unwrap_or(Path::new("")) };
    let out = args.out.clone().unwrap_or_else(|| beside.join("tables"));
    let formats: Vec<Format> = args.to.iter().map(|f| format(*f)).collect();
    write(&args.run, &out, formats, &args.tables, args.volume)?;
    Ok(CLEAN)
}

/// Writes tables and says what was written.
pub fn write(run: &Path, out: &Path, formats: Vec<Format>, args: &TableArgs, volume: VolumeArgs) -> anyhow::Result<()> {
    let options = Options { formats, bom: args.bom, status: args.status };
    let summary = tables::export(run, out, &options).context("no tables were written")?;
    if volume.quiet {
        return Ok(());
    }
    for text in &summary.notes {
        note(&format!("note: {text}"));
    }
    for file in summary.files.iter().filter(|_| volume.verbose) {
        note(&format!("{file:?}"));
    }
    note(&format!("{}: {} reports in {} files", out.display(), summary.reports, summary.files.len()));
    Ok(())
}

/// The library's name for a kind of file.
pub fn format(format: TableFormat) -> Format {
    match format {
        TableFormat::Csv => Format::Csv,
        #[cfg(feature = "parquet")]
        TableFormat::Parquet => Format::Parquet,
        #[cfg(feature = "sqlite")]
        TableFormat::Sqlite => Format::Sqlite,
        #[cfg(feature = "xlsx")]
        TableFormat::Xlsx => Format::Xlsx,
    }
}
