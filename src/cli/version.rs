//! `nianbao --version --verbose`: what this program is made of.

use super::args::{Args, LIMITS};
use clap::error::ErrorKind;
use clap::{Command, CommandFactory, FromArgMatches};
use std::fmt::Write;

/// Name, version and licence of each crate, at all features; made by `scripts/licences`.
const CRATES: &str = include_str!("third-party.tsv");

/// What can be typed, with the limits shown in their own topic only.
pub fn command() -> Command {
    Args::command().mut_subcommand(LIMITS, |limits| limits.mut_args(|option| option.hide(false)))
}

/// What was typed. Asked for its version, the program says it and ends, as with wrong arguments.
pub fn parsed() -> Args {
    let typed = command().try_get_matches().and_then(|matches| Args::from_arg_matches(&matches));
    typed.unwrap_or_else(|error| {
        let verbose = std::env::args_os().any(|arg| arg == "--verbose" || arg == "-v");
        if error.kind() == ErrorKind::DisplayVersion && verbose {
            // That nobody reads it is no error.
            let _ = super::print(&text());
            std::process::exit(0);
        }
        error.exit()
    })
}

fn text() -> String {
    let features = [
        ("object-store", cfg!(feature = "object-store")),
        ("parquet", cfg!(feature = "parquet")),
        ("sqlite", cfg!(feature = "sqlite")),
        ("xlsx", cfg!(feature = "xlsx")),
    ];
    let built: Vec<&str> = features.iter().filter(|(_, built)| *built).map(|(name, _)| *name).collect();
    let mut out = format!("nianbao {}\n", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(out, "commit: {}", env!("NIANBAO_COMMIT"));
    let _ = writeln!(out, "licence: {}", env!("CARGO_PKG_LICENSE"));
    let _ = writeln!(out, "features: {}", if built.is_empty() { "none".into() } else { built.join(", ") });
    let reached = std::env::current_exe()
        .map_err(|e| e.to_string())
        .and_then(|program| nianbao::run::reachable(&program).map_err(|e| e.to_string()));
    let reached = match reached {
        Ok(reached) if reached.is_empty() => "no files, folders, sockets, programs, environment".to_string(),
        Ok(reached) => format!("not kept from {}", reached.join(", ")),
        Err(error) => error,
    };
    let _ = writeln!(out, "worker processes: {reached}");
    let _ = writeln!(out, "crates of all features, with their licences:");
    for line in CRATES.lines() {
        let _ = writeln!(out, "  {}", line.replace('\t', " "));
    }
    out
}
