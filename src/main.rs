//! The command line of nianbao.

mod cli;

use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[expect(clippy::disallowed_methods, reason = "how the log is written is no part of a report")]
fn main() -> ExitCode {
    if let Ok(filter) = EnvFilter::try_from_env("NIANBAO_LOG") {
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        match std::env::var_os("NIANBAO_LOG_FORMAT") {
            Some(format) if format == "json" => log.json().init(),
            _ => log.init(),
        }
    }
    cli::run(&cli::parsed())
}
