//! What was typed as inputs, as a plan.

use super::args::InputArgs;
use super::files;
use anyhow::{anyhow, bail};
use nianbao::regular;
use nianbao::run::plan::{Input, Plan};
use nianbao::run::settings::ListFile;
#[cfg(feature = "object-store")]
use nianbao::run::store::Stores;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How the addresses begin that are not taken for paths.
const SCHEMES: &[&str] = &["s3", "s3a", "gs", "az", "adl", "azure", "abfs", "abfss", "http", "https"];

/// The inputs that were typed or listed, each with the name of what is in it.
pub struct Inputs {
    /// As the plan takes them.
    pub plan: Plan,
    /// The only document, if what was typed is the path of one.
    pub single: Option<PathBuf>,
}

/// Reads the lists and looks whether what was typed is there.
pub fn inputs(args: &InputArgs) -> anyhow::Result<Inputs> {
    let mut all: Vec<(Input, String)> = Vec::new();
    let mut stores = Stores::default();
    let several = args.inputs.len() > 1 || !args.from_file.is_empty();
    for path in &args.inputs {
        if let Some(address) = address(path) {
            let (input, name) = open(&mut stores, address)?;
            all.push((input, if several { name } else { String::new() }));
            continue;
        }
        let name = if path.as_os_str() == "-" {
            "stdin".to_string()
        } else {
            let meta = fs::metadata(path)
                .map_err(|e| anyhow!("{}: {e}\n  look at the path and its permissions", path.display()))?;
            if let Some(what) = regular::what(meta.file_type()).filter(|_| !meta.is_dir()) {
                bail!("{}: {what}, and no file\n  {}", path.display(), files::WAY_OUT);
            }
            // Below one folder the paths are names enough.
            if meta.is_dir() && !several { String::new() } else { last(path) }
        };
        all.push((path.clone().into(), name));
    }
    let typed = all.len();
    let mut lists = Vec::new();
    for list in &args.from_file {
        let bytes = bytes(list)?;
        lists.push(ListFile::new(list, &bytes));
        for path in listed(&bytes) {
            let (input, name) = match address(&path) {
                Some(address) => (open(&mut stores, address)?.0, shown(address)),
                None => {
                    let name = path.to_string_lossy().replace('\\', "/");
                    (path.into(), name.trim_start_matches("./").to_string())
                }
            };
            all.push((input, name.trim_end_matches('/').to_string()));
        }
    }
    let single = match (args.inputs.as_slice(), several) {
        ([path], false) if !path.is_dir() && address(path).is_none() => Some(path.clone()),
        _ => None,
    };
    let plan = Plan::new(all).listed(typed, lists).filtered(&args.include, &args.exclude);
    Ok(Inputs { plan: plan.map_err(|e| anyhow!("{e}\n  a pattern is like *.pdf or 2024/**"))?, single })
}

/// What was typed, if it is an address and no path.
fn address(typed: &Path) -> Option<&str> {
    let typed = typed.to_str()?;
    let (scheme, _) = typed.split_once("://")?;
    SCHEMES.iter().any(|s| s.eq_ignore_ascii_case(scheme)).then_some(typed)
}

/// An address without what may be secret in it: what follows a question mark, and who asks a web server.
fn shown(address: &str) -> String {
    let plain = address.split(['?', '#']).next().unwrap_or(address);
    match plain.split_once("://") {
        Some((scheme, rest)) if scheme.to_ascii_lowercase().starts_with("http") => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            format!("{scheme}://{}{path}", host.rsplit('@').next().unwrap_or(host))
        }
        _ => plain.to_string(),
    }
}

/// What lies at an address, with its short name.
#[cfg(feature = "object-store")]
fn open(stores: &mut Stores, address: &str) -> anyhow::Result<(Input, String)> {
    let store = stores.open(address).map_err(|e| anyhow!("{e}\n  {}", e.advice()))?;
    let name = store.name();
    Ok((store.into(), name))
}

#[cfg(not(feature = "object-store"))]
#[derive(Default)]
struct Stores {}

#[cfg(not(feature = "object-store"))]
fn open(_: &mut Stores, address: &str) -> anyhow::Result<(Input, String)> {
    let what = "this program was built without object stores and web addresses";
    let advice = "build it with --features object-store, or download what is there and give its path";
    Err(anyhow!("{}: {what}\n  {advice}", shown(address)))
}

/// What a list, or standard input, holds.
fn bytes(list: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if list.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        regular::read(list).map(|read| bytes = read)
    };
    read.map_err(|e| anyhow!("{}: {e}\n  give a file of paths, or pipe them in and give -", list.display()))?;
    Ok(bytes)
}

/// The paths of a list: each ended by NUL if there is one, else by a line's end.
fn listed(bytes: &[u8]) -> Vec<PathBuf> {
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let paths = bytes.split(|b| *b == end).map(|path| if end == 0 { path } else { path.trim_ascii_end() });
    paths.filter(|path| !path.is_empty()).map(path).collect()
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
