//! The command line: parses what was typed, calls the library, maps the result to an exit code. The library cannot
//! reach it.

mod alone;
mod args;
mod check;
mod convert;
mod export;
mod files;
mod inputs;
mod inspect;
mod learn;
mod legible;
mod limits;
mod manual;
mod merge;
mod progress;
mod repair;
mod status;
mod svg;
mod version;

use args::{Args, Command};
use nianbao::run::worker::KEEPS_MEMORY;
use std::io::{self, Write};
use std::process::ExitCode;
pub use version::parsed;

/// All clean.
pub const CLEAN: u8 = 0;
/// Finished, but some document failed or was flagged.
pub const FLAGGED: u8 = 1;
/// Usage or environment.
pub const USAGE: u8 = 2;
/// Ended by Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// Runs what was typed.
pub fn run(args: &Args) -> ExitCode {
    if !KEEPS_MEMORY && matches!(args.command, Command::Convert(_) | Command::Repair(_) | Command::Inspect(_)) {
        progress::note("--memory cannot be kept on this system: a document may take all memory that there is");
    }
    let result = match &args.command {
        Command::Convert(convert) => convert::run(convert),
        Command::Repair(repair) => repair::run(repair),
        Command::Inspect(inspect) => inspect::run(inspect),
        Command::Export(export) => export::run(export),
        Command::Codebook(to) => files::print(to.out.as_ref(), nianbao::form::codebook::text()).map(|()| CLEAN),
        Command::Learn(learn) => learn::run(learn),
        Command::Worker => {
            nianbao::run::worker::serve(io::stdin().lock(), io::stdout().lock()).map(|()| CLEAN).map_err(Into::into)
        }
        Command::Check(check) => check::run(check),
        Command::Status(status) => status::run(status),
        Command::Merge(merge) => merge::run(merge),
        Command::Schema(to) => files::print(to.out.as_ref(), &nianbao::report::json::schema()).map(|()| CLEAN),
        Command::Completions(to) => manual::completions(to).map(|()| CLEAN),
        Command::Man(to) => manual::page(to).map(|()| CLEAN),
        Command::Limits(_) => manual::limits().map(|()| CLEAN),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // Whoever reads our output has seen enough.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) => {
            ExitCode::from(CLEAN)
        }
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(USAGE)
        }
    }
}

/// Writes to standard output.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes an error to standard error.
fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {}", legible::lines(text));
}
