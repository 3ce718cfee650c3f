//! The plan of the house, as the `use` lines have it: no stage knows another, and what comes before the form knows
//! nothing of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const STAGES: [&str; 7] = ["detect", "read", "recognise", "repair", "tabulate", "interpret", "check"];
/// What knows neither the form nor the report.
const FORMLESS: [&str; 4] = ["model", "text", "tabulate", "read"];

#[test]
fn no_stage_imports_another() {
    let mut wrong = Vec::new();
    for stage in STAGES {
        let others: Vec<&str> = STAGES.into_iter().filter(|other| *other != stage).collect();
        wrong.extend(imports(stage, &others));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_comes_before_the_form_does_not_know_it() {
    let wrong: Vec<String> = FORMLESS.into_iter().flat_map(|module| imports(module, &["form", "report"])).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_found_in_every_sort_of_use() {
    let text =
        "use crate::read;\nuse crate::{form::{cells, labels}, text};\n/// [`crate::check`]\nlet x = crate::run::y();";
    assert_eq!(names(text), BTreeSet::from(["read", "form", "text", "run"]));
}

/// The files of a module that name one of these modules of the crate.
fn imports(module: &str, forbidden: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in files(module) {
        let text = fs::read_to_string(&path).unwrap();
        let found = names(&text);
        let found = forbidden.iter().filter(|name| found.contains(*name));
        wrong.extend(found.map(|name| format!("{} imports {name}", path.display())));
    }
    wrong
}

/// The modules at the root of the crate that code names, comments left out.
fn names(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let code = text.match_indices("crate::").filter(|(at, _)| {
        let line = text[..*at].rsplit('\n').next().unwrap_or_default();
        !line.contains("//")
    });
    for (at, word) in code {
        let rest = &text[at + word.len()..];
        match rest.strip_prefix('{') {
            None => drop(found.insert(identifier(rest))),
            Some(list) => found.extend(top_level(list)),
        }
    }
    found
}

/// The first name of each entry of a list that its closing brace ends.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(identifier(list[start..at].trim_start()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(identifier(list[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn identifier(text: &str) -> &str {
    text.split(|c: char| c != '_' && !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// `src/MODULE.rs` and all below `src/MODULE`, in order.
fn files(module: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let file = root.join(format!("{module}.rs"));
    let folder = walkdir::WalkDir::new(root.join(module)).sort_by_file_name().into_iter().filter_map(Result::ok);
    let rust = folder.map(|entry| entry.into_path()).filter(|path| path.extension().is_some_and(|e| e == "rs"));
    file.is_file().then_some(file).into_iter().chain(rust).collect()
}

/// Entries of Cargo.lock: name, version, and what it depends on: names, with a version where there are several of it.
fn locked() -> Vec<(String, String, Vec<String>)> {
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let value = |entry: &str, key: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")))?;
        line.strip_suffix('"').map(str::to_string)
    };
    let entries = lock.split("[[package]]").skip(1);
    let entry = |entry: &str| {
        let list = entry.split_once("dependencies = [").map_or("", |(_, list)| list);
        let names = list.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next());
        Some((value(entry, "name")?, value(entry, "version")?, names.map(str::to_string).collect()))
    };
    entries.filter_map(entry).collect()
}

#[test]
fn every_crate_is_named_with_its_licence() {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let sections = manifest.split("\n[").filter(|s| s.starts_with("dependencies]") || s.contains(".dependencies]\n"));
    let named =
        |line: &str| line.split_once(" = ").filter(|(name, _)| !name.contains(['#', ' '])).map(|(n, _)| n.to_string());
    let mut todo: Vec<String> = sections.flat_map(str::lines).filter_map(named).collect();
    assert!(todo.len() > 30, "{todo:?}");
    let lock = locked();
    let (mut seen, mut missing) = (BTreeSet::new(), Vec::new());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_nianbao")).args(["--version", "--verbose"]).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    while let Some(wanted) = todo.pop() {
        if !seen.insert(wanted.clone()) {
            continue;
        }
        let (name, version) = wanted.split_once(' ').unwrap_or((&wanted, ""));
        let found = lock.iter().filter(|(n, v, _)| n == name && (version.is_empty() || v == version));
        for (name, version, needs) in found {
            let line = format!("  {name} {version} ");
            let licence = text.lines().find_map(|l| l.strip_prefix(&line)).unwrap_or_default();
            if licence.is_empty() {
                missing.push(format!("{name} {version}"));
            }
            todo.extend(needs.iter().cloned());
        }
    }
    assert!(missing.is_empty(), "run scripts/licences: {}", missing.join(", "));
}

/// What names cells, rows and columns of the form: their ids, and the parts of those that are no word of any other use.
fn identifiers() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in walkdir::WalkDir::new("src/forms").into_iter().filter_map(Result::ok) {
        if !entry.file_name().to_string_lossy().starts_with("cells") {
            continue;
        }
        for id in fs::read_to_string(entry.path()).unwrap().lines().skip(1).filter_map(|l| l.split('\t').next()) {
            found.extend(id.match_indices('.').map(|(at, _)| id[..at].to_string()).filter(|row| row.contains('.')));
            found.extend(id.split('.').filter(|part| part.contains('_')).map(str::to_string));
            found.insert(id.to_string());
        }
    }
    found
}

#[test]
fn only_the_form_names_its_cells() {
    let identifiers = identifiers();
    assert!(identifiers.len() > 200, "{}", identifiers.len());
    // The six sections are of every report, of whatever form.
    let sections = ["active_disclosure", "review_and_litigation"];
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new("src").sort_by_file_name().into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "rs") || path.starts_with("src/form") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let literals = line.split('"').skip(1).step_by(2);
            let ids = literals.filter(|l| identifiers.contains(*l) && !sections.contains(l));
            wrong.extend(ids.map(|id| format!("{}:{}: {id}", path.display(), i + 1)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
