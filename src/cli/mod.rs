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
mod limits;
mod merge;
mod progress;
mod repair;
mod status;
mod svg;
mod version;

use args::{Args, Command};
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
    let result = match &args.command {
        Command::Convert(convert) => convert::run(convert),
        Command::Repair(repair) => repair::run(repair),
        Command::Inspect(inspect) => inspect::run(inspect),
        Command::Export(export) => export::run(export),
        Command::Codebook => print(nianbao::form::codebook::text()).map(|()| CLEAN),
        Command::Learn(learn) => learn::run(learn),
        Command::Worker => {
            nianbao::run::worker::serve(io::stdin().lock(), io::stdout().lock()).map(|()| CLEAN).map_err(Into::into)
        }
        Command::Check(check) => check::run(check),
        Command::Status(status) => status::run(status),
        Command::Merge(merge) => merge::run(merge),
        Command::Schema => print(&nianbao::report::json::schema()).map(|()| CLEAN),
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
    let _ = writeln!(io::stderr().lock(), "error: {text}");
}
