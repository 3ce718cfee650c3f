//! Tables for analysts: what is in them, and that nothing but the reports decides it.

mod databases;
mod journals;
mod old_forms;
mod read;
mod values;

use nianbao::collection::tables::{self, Format, Options, Summary};
use nianbao::model::limits::Limits;
use nianbao::run::journal::REPORTS;
use read::rows;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A row as text, without its empty fields.
type Row = BTreeMap<String, String>;

/// The samples as they are in a journal: file, canonical JSON.
fn samples() -> &'static [(String, Value)] {
    static SAMPLES: OnceLock<Vec<(String, Value)>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let mut files: Vec<PathBuf> = fs::read_dir("samples").unwrap().map(|e| e.unwrap().path()).collect();
        files.retain(|p| p.extension().is_none_or(|e| e != "json"));
        files.sort();
        let convert = |path: PathBuf| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let reports = crate::outcome::convert(&fs::read(&path).unwrap(), &name, &Limits::default()).unwrap();
            reports.iter().map(|r| (name.clone(), serde_json::to_value(r).unwrap())).collect::<Vec<_>>()
        };
        files.into_iter().flat_map(convert).collect()
    })
}

fn lines() -> Vec<String> {
    samples().iter().map(|(_, report)| report.to_string()).collect()
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tables").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// A folder of a run that holds these reports.
fn run(name: &str, lines: &[String]) -> PathBuf {
    let path = folder(name);
    fs::write(path.join(REPORTS), lines.iter().map(|l| format!("{l}\n")).collect::<String>()).unwrap();
    path
}

fn export(run: &Path, formats: &[Format]) -> Summary {
    let options = Options { formats: formats.to_vec(), bom: false, status: true };
    tables::export(run, &run.join("tables"), &options).unwrap()
}

/// All files of an export with their bytes.
fn files(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(run.join("tables")).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&p).unwrap())).collect()
}
