//! Tells the program which commit it is built of, where that is known: for `nianbao --version --verbose`.

use std::process::Command;

fn main() {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_string()).filter(|text| !text.is_empty())
    };
    println!("cargo::rerun-if-changed=src/cli/build.rs");
    // The log of HEAD has a line more with every commit.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    let commit = git(&["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]);
    println!("cargo::rustc-env=NIANBAO_COMMIT={}", commit.unwrap_or_else(|| "unknown".into()));
}
