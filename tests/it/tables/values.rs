//! What is in the tables is what is in the reports, and what is printed in the documents.

use super::{Row, export, files, folder, lines, rows, run, samples};
use crate::outcome::same_number;
use nianbao::collection::tables::{self, Format, Options};
use nianbao::form::codebook;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

const FORMATS: &[Format] = &[Format::Csv, Format::Parquet, Format::Sqlite, Format::Xlsx];

/// The samples, exported in every format.
fn exported() -> &'static PathBuf {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    RUN.get_or_init(|| {
        let run = run("values", &lines());
        export(&run, FORMATS);
        run
    })
}

fn by_report(rows: Vec<Row>) -> BTreeMap<String, Vec<Row>> {
    let mut out: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        out.entry(row["report_id"].clone()).or_default().push(row);
    }
    out
}

fn number(row: &Row, column: &str, value: &Value) -> bool {
    match (row.get(column), value) {
        (None, Value::Null) => true,
        (Some(text), Value::Number(number)) => same_number(text, &number.to_string()),
        _ => false,
    }
}

#[test]
fn every_cell_is_that_of_its_report() {
    for format in FORMATS {
        let mut cells = by_report(rows(exported(), *format, "cells"));
        for (file, report) in samples() {
            let rows = cells.remove(report["report_id"].as_str().unwrap()).unwrap_or_default();
            let want = report["cells"].as_object().unwrap();
            assert_eq!(rows.len(), want.len(), "{format:?} {file}");
            for (row, (id, cell)) in rows.iter().zip(want) {
                let at = format!("{format:?} {file} {id}");
                assert_eq!(row["cell_id"], *id, "{at}");
                assert!(number(row, "value", &cell["value"]), "{at}: {row:?} is not {cell}");
                for key in ["status", "raw", "unit", "arithmetic", "derivation"] {
                    let want = cell[key].as_str().filter(|t| !t.is_empty());
                    assert_eq!(row.get(key).map(String::as_str), want, "{at} {key}");
                }
                assert_eq!(row.get("page").cloned(), cell["place"]["page"].as_u64().map(|p| p.to_string()), "{at}");
                assert_eq!(row["edition"], report["edition"]["by_section"][id.split('.').next().unwrap()], "{at}");
                assert_eq!(row.contains_key("value"), row["status"] == "published", "{at}");
            }
        }
        assert!(cells.is_empty());
    }
}

#[test]
fn csv_writes_numbers_digit_by_digit() {
    let rows = by_report(rows(exported(), Format::Csv, "cells"));
    for (_, report) in samples() {
        let printed = report["cells"].as_object().unwrap().values().map(|c| &c["value"]);
        let written = rows.get(report["report_id"].as_str().unwrap()).into_iter().flatten().map(|r| r.get("value"));
        for (printed, written) in printed.zip(written) {
            assert_eq!(printed.as_number().map(|n| n.to_string()).as_ref(), written);
        }
    }
}

#[test]
fn printed_numbers_come_through_every_format() {
    for format in FORMATS {
        let cells = by_report(rows(exported(), *format, "cells"));
        let panel = by_report(rows(exported(), *format, "panel"));
        let mut numbers = 0;
        for (file, report) in samples() {
            let Ok(truth) = fs::read(format!("samples/{}.truth.json", file.rsplit_once('.').unwrap().0)) else {
                continue;
            };
            let truth: Value = serde_json::from_slice(&truth).unwrap();
            let id = report["report_id"].as_str().unwrap();
            if truth["is_report"] == false {
                assert!(!panel.contains_key(id), "{file}");
                continue;
            }
            let [wide] = panel[id].as_slice() else { panic!("{file}") };
            assert_eq!((&wide["agency"], &wide["report_year"]), (&text(&truth["agency"]), &text(&truth["year"])));
            for row in &cells[id] {
                let want = &truth["values"][&row["cell_id"]];
                let variable = codebook::variables()[codebook::index(&row["cell_id"]).unwrap()];
                assert_eq!(row["variable"], variable.name);
                assert!(number(row, "value", want), "{format:?} {file}: {row:?} is not {want}");
                assert!(number(wide, variable.name, want), "{format:?} {file} {}: is not {want}", variable.name);
                assert_eq!(wide[&format!("{}_status", variable.name)], row["status"]);
                numbers += usize::from(want.is_number());
            }
        }
        assert!(numbers > 2000, "{numbers}");
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

#[test]
fn everything_else_of_a_report_is_in_a_table() {
    for format in FORMATS {
        let lists = [("checks", "checks"), ("findings", "findings"), ("repairs", "repairs")];
        for (table, key) in lists {
            let rows = by_report(rows(exported(), *format, table));
            for (file, report) in samples() {
                let id = report["report_id"].as_str().unwrap();
                let want = report[key].as_array().unwrap();
                let got = rows.get(id).map(Vec::as_slice).unwrap_or_default();
                assert_eq!(got.len(), want.len(), "{format:?} {file} {table}");
                for (row, want) in got.iter().zip(want) {
                    let pairs = [("rule", "rule"), ("result", "result"), ("code", "code"), ("message", "message")];
                    let more = [("garbled", "from"), ("repaired", "to")];
                    for (column, key) in pairs.into_iter().chain(more) {
                        let want = want[key].as_str().filter(|t| !t.is_empty());
                        let got = row.get(column).map(String::as_str);
                        assert!(got == want, "{format:?} {file} {table}.{column}: {got:?} is not {want:?}");
                    }
                    assert!(number(row, "expected", &want["expected"]), "{format:?} {file} {row:?}");
                    assert!(number(row, "occurrences", &want["count"]), "{format:?} {file} {row:?}");
                }
            }
        }
        let sections = by_report(rows(exported(), *format, "sections"));
        for (file, report) in samples() {
            let blocks = report["sections"].as_array().unwrap().iter().flat_map(|s| {
                let blocks = s["blocks"].as_array().unwrap().iter().map(|b| &b["text"]);
                [&s["heading"]].into_iter().chain(blocks).filter_map(Value::as_str).filter(|t| !t.is_empty())
            });
            let rows = sections.get(report["report_id"].as_str().unwrap()).map(Vec::as_slice).unwrap_or_default();
            let texts: Vec<&str> = rows.iter().map(|r| r["block_text"].as_str()).collect();
            assert_eq!(texts, blocks.collect::<Vec<_>>(), "{format:?} {file}");
        }
        assert_eq!(rows(exported(), *format, "reports").len(), samples().len());
    }
}

#[test]
fn codebook_crosswalk_and_dictionary_are_in_every_export() {
    for format in FORMATS {
        let book = rows(exported(), *format, "codebook");
        let names: Vec<&str> = book.iter().map(|r| r["variable"].as_str()).collect();
        assert_eq!(names, codebook::variables().iter().map(|v| v.name).collect::<Vec<_>>());
        assert_eq!(rows(exported(), *format, "crosswalk").len(), codebook::series().len());
        let dictionary = rows(exported(), *format, "dictionary");
        let panel = rows(exported(), *format, "panel");
        let told = |column: &&String| {
            dictionary.iter().any(|r| r["table_name"] == "panel" && r.get("column_name") == Some(column))
        };
        assert!(panel.iter().all(|row| row.keys().all(|k| told(&k))));
    }
}

#[test]
fn the_same_reports_give_the_same_bytes() {
    let again = run("again", &lines());
    export(&again, FORMATS);
    let (first, second) = (files(exported()), files(&again));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in first {
        assert!(second[&name] == bytes, "{name} differs");
    }
}

#[test]
fn excel_knows_utf_8_by_the_mark() {
    let run = run("bom", &lines()[..1]);
    let out = folder("bom-out");
    tables::export(&run, &out, &Options { formats: vec![Format::Csv], bom: true, status: false }).unwrap();
    let text = fs::read(out.join("reports.csv")).unwrap();
    assert!(text.starts_with("\u{feff}report_id,".as_bytes()));
    let head = fs::read_to_string(out.join("panel.csv")).unwrap();
    assert!(!head.contains("_status"));
}
