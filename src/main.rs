//! The command line of nianbao.

mod cli;

use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    if let Ok(filter) = EnvFilter::try_from_env("NIANBAO_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
    cli::run(&cli::parsed())
}
