//! What was typed as inputs, as a plan.

use super::args::InputArgs;
use anyhow::{Context, anyhow};
use nianbao::run::plan::Plan;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The inputs that were typed or listed, each with the name of what is in it.
pub struct Inputs {
    /// As the plan takes them.
    pub plan: Plan,
    /// The only document, if what was typed cannot be more than one.
    pub single: Option<PathBuf>,
}

/// Reads the lists and looks whether what was typed is there.
pub fn inputs(args: &InputArgs) -> anyhow::Result<Inputs> {
    let mut all = Vec::new();
    let several = args.inputs.len() > 1 || !args.from_file.is_empty();
    for path in &args.inputs {
        let name = if path.as_os_str() == "-" {
            "stdin".to_string()
        } else {
            let meta = fs::metadata(path)
                .map_err(|e| anyhow!("{}: {e}\n  look at the path and its permissions", path.display()))?;
            // Below one folder the paths are names enough.
            if meta.is_dir() && !several { String::new() } else { last(path) }
        };
        all.push((path.clone(), name));
    }
    for list in &args.from_file {
        all.extend(listed(list)?.into_iter().map(|path| {
            let name = path.to_string_lossy().replace('\\', "/");
            let name = name.trim_start_matches("./").trim_end_matches('/').to_string();
            (path, name)
        }));
    }
    let single = match (args.inputs.as_slice(), several) {
        ([path], false) if !path.is_dir() => Some(path.clone()),
        _ => None,
    };
    let plan = Plan::new(all).filtered(&args.include, &args.exclude);
    Ok(Inputs { plan: plan.map_err(|e| anyhow!("{e}\n  a pattern is like *.pdf or 2024/**"))?, single })
}

/// The paths of a list: each ended by NUL if there is one, else by a line's end.
fn listed(list: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    let read = if list.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(list).map(|read| bytes = read)
    };
    read.with_context(|| format!("{}: cannot be read; give a file of paths", list.display()))?;
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let paths = bytes.split(|b| *b == end).map(|path| if end == 0 { path } else { path.trim_ascii_end() });
    Ok(paths.filter(|path| !path.is_empty()).map(path).collect())
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The last part of a path; that of `.` is the name of the folder.
fn last(path: &Path) -> String {
    let whole = fs::canonicalize(path).unwrap_or_default();
    path.file_name().or(whole.file_name()).map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
