//! The report as it is written, read back and described.

use nianbao::collection::tables::{self, Format, Options};
use nianbao::model::limits::Limits;
use nianbao::report::{Report, json};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Every report of the samples.
fn reports() -> Vec<Report> {
    let mut files: Vec<_> = fs::read_dir("samples").unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_none_or(|e| e != "json"));
    files.sort();
    let convert = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        crate::outcome::convert(&fs::read(path).unwrap(), &name, &Limits::default()).unwrap()
    };
    files.iter().flat_map(convert).collect()
}

#[test]
fn what_is_written_is_read_back_and_written_the_same() {
    for report in reports() {
        let line = report.line().unwrap();
        let again = Report::read(&line).unwrap();
        assert_eq!(String::from_utf8(again.line().unwrap()), String::from_utf8(line), "{}", report.source.file);
    }
}

#[test]
fn a_report_of_another_version_is_read_as_far_as_it_goes() {
    let line = reports().first().unwrap().line().unwrap();
    let mut value: Value = serde_json::from_slice(&line).unwrap();
    let object = value.as_object_mut().unwrap();
    object.insert("tomorrow".into(), serde_json::json!({"a": [1.5]}));
    object.remove("classification");
    object["metadata"].as_object_mut().unwrap().remove("contact");
    object["findings"] = serde_json::json!([{"code": "of_tomorrow", "severity": "info", "message": "", "cells": []}]);
    let report = Report::read(value.to_string().as_bytes()).unwrap();
    assert_eq!(report.findings.first().map(|f| f.kind.code()), Some("other"));
    assert_eq!(report.metadata.agency, Report::read(&line).unwrap().metadata.agency);
}

#[test]
fn reports_of_an_older_version_are_exported_and_checked() {
    let old = Path::new("tests/it/old_version/reports.jsonl");
    let lines = fs::read_to_string(old).unwrap();
    assert!(lines.lines().all(|line| Report::read(line.as_bytes()).is_ok()));
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("old-version");
    let options = Options { formats: vec![Format::Csv], ..Options::default() };
    assert_eq!(tables::export(old, &out, &options).unwrap().reports, 2);
    let cells = fs::read_to_string(out.join("cells.csv")).unwrap();
    assert!(cells.contains("applications.results.partly_disclosed.total") && cells.contains("contradicted"));
    let program = env!("CARGO_BIN_EXE_nianbao");
    let checked = Command::new(program).arg("check").arg(old).arg("-o").arg(out.join("checks.jsonl")).output().unwrap();
    assert!(String::from_utf8_lossy(&checked.stdout).contains("2 agencies, 2 reports"), "{checked:?}");
}

/// `NIANBAO_WRITE=1 cargo test` writes it anew.
#[test]
fn the_schema_is_the_one_that_is_kept() {
    let kept = Path::new("tests/schema.json");
    if std::env::var_os("NIANBAO_WRITE").is_some() {
        fs::write(kept, json::schema()).unwrap();
    }
    assert_eq!(json::schema(), fs::read_to_string(kept).unwrap());
}

#[test]
fn every_report_validates_against_the_schema() {
    let schema: Value = serde_json::from_str(&json::schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let reports = reports();
    for report in &reports {
        let value = serde_json::to_value(report).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", report.source.file);
        let mut other = value;
        other["tomorrow"] = Value::Null;
        assert!(!validator.is_valid(&other));
    }
    assert_eq!(reports.len(), 22);
}
