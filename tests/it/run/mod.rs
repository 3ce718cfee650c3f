//! Many documents: the journal of a run is the same whatever happens to it.

mod alone;
mod archives;
mod damage;
mod damaged_archives;
mod interrupted;
mod isolated;
mod lacking;
mod one_file_each;
mod outcomes;
mod shards;
mod special_files;
mod status;
mod web_archives;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use crate::sheet::facts::drawn;
use crate::sheet::{Layout, Sheet};

/// A folder of a test, removed at its end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("nianbao-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Documents that take little time: each eighth a whole report, the others a line of text.
    pub fn with_documents(self, count: usize) -> Folder {
        for number in 0..count {
            if number % 8 == 0 {
                self.write(&format!("in/{number:03}.html"), sheet(number as u64));
            } else {
                self.write(&format!("in/{number:03}.txt"), format!("第{number}号文件，不是年报。\n"));
            }
        }
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A report with numbers of its own.
pub fn sheet(seed: u64) -> String {
    let mut state = seed.wrapping_add(1);
    let facts = drawn(Layout::Of2021, move |most| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % (most + 1)
    });
    Sheet::with(Layout::Of2021, facts).html()
}

/// `nianbao convert` with these arguments.
pub fn convert(args: &[&dyn AsRef<std::ffi::OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.arg("convert").args(args.iter().map(|a| a.as_ref())).stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub fn output(args: &[&dyn AsRef<std::ffi::OsStr>]) -> Output {
    convert(args).output().unwrap()
}

/// What it said.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files of a run that are the same whatever happened.
pub fn files(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(run).unwrap().map(|e| e.unwrap().path()).filter(|path| path.is_file());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&p).unwrap())).collect()
}

/// The lines of `documents.jsonl`.
pub fn documents(run: &Path) -> Vec<Value> {
    let text = fs::read_to_string(run.join("documents.jsonl")).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Names with outcomes.
pub fn outcomes(run: &Path) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_string();
    documents(run).iter().map(|d| (text(&d["document"]), text(&d["outcome"]))).collect()
}
