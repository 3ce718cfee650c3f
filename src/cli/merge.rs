//! `nianbao merge`.

use super::args::{FailOn, Merge};
use super::convert;
use super::progress::note;
use anyhow::{anyhow, bail};
use nianbao::run;
use std::fs;
use std::path::PathBuf;

/// Runs the command.
pub fn run(args: &Merge) -> anyhow::Result<u8> {
    let advice = |error: run::RunError| anyhow!("{error}\n  {}", error.advice());
    let place = |path: &PathBuf| fs::canonicalize(path).ok();
    if args.out.exists() && args.runs.iter().any(|run| place(run) == place(&args.out)) {
        bail!("{}: it is one of the shards\n  give another folder to --out", args.out.display());
    }
    if args.restart && args.out.is_dir() {
        run::clear(&args.out).map_err(advice)?;
    }
    let summary = run::merge::merge(&args.runs, &args.out).map_err(advice)?;
    note(&convert::described(&summary));
    Ok(convert::code(&summary, FailOn::Error))
}
