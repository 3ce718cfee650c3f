//! Journals as they are found: in any order, unfinished, of older versions, damaged.

use super::{export, files, folder, lines, rows, run, samples};
use nianbao::collection::tables::{self, Format, Options};
use nianbao::run::journal::{DOCUMENTS, REPORTS};
use serde_json::json;
use std::fs;

const CSV: &[Format] = &[Format::Csv];
const ALL: &[Format] = &[Format::Csv, Format::Parquet, Format::Sqlite, Format::Xlsx];

#[test]
fn the_order_of_the_journal_does_not_matter() {
    let mut lines = lines();
    let straight = run("straight", &lines);
    lines.reverse();
    lines.swap(0, 5);
    let shuffled = run("shuffled", &lines);
    let summary = export(&straight, ALL);
    export(&shuffled, ALL);
    assert_eq!(summary.reports, samples().len());
    assert!(files(&straight) == files(&shuffled));
}

#[test]
fn a_torn_last_line_is_left_out_and_said() {
    let whole = run("whole", &lines()[1..]);
    let torn = run("torn", &lines()[1..]);
    let mut journal = fs::read_to_string(torn.join(REPORTS)).unwrap();
    journal.push_str(&lines()[0][..lines()[0].len() / 2]);
    fs::write(torn.join(REPORTS), journal).unwrap();
    assert!(export(&whole, CSV).notes.is_empty());
    let notes = export(&torn, CSV).notes;
    assert!(notes.len() == 1 && notes[0].contains("torn"), "{notes:?}");
    assert!(files(&whole) == files(&torn));
}

#[test]
fn a_damaged_line_is_named_and_nothing_is_touched() {
    let mut lines = lines();
    let run = run("damaged", &lines);
    export(&run, CSV);
    let before = files(&run);
    lines[2] = lines[2].replacen("{", "[", 1);
    fs::write(run.join(REPORTS), lines.join("\n")).unwrap();
    let options = Options { formats: CSV.to_vec(), ..Options::default() };
    let error = tables::export(&run, &run.join("tables"), &options).unwrap_err();
    assert!(error.to_string().contains("line 3"), "{error}");
    assert!(files(&run) == before);
}

#[test]
fn a_journal_of_an_older_version_can_be_exported() {
    let id = format!("{}-1", "0".repeat(64));
    let run = run(
        "older",
        &[json!({"report_id": id, "edition": {"form": "2021"}, "cells": {
            "applications.new_requests.total": {"value": 7, "status": "published"},
        }})
        .to_string()],
    );
    export(&run, CSV);
    let panel = rows(&run, Format::Csv, "panel");
    assert_eq!((panel.len(), &panel[0]["ap_new_tt"]), (1, &"7".to_string()));
    assert!(!panel[0].contains_key("ap_new_np") && !panel[0].contains_key("agency"));
}

#[test]
fn reports_of_one_agency_and_year_are_all_kept_and_told_apart() {
    let (_, report) = samples().iter().find(|(file, _)| file == "report.docx").unwrap();
    let mut lines = Vec::new();
    for n in 1..=3 {
        let mut copy = report.clone();
        copy["report_id"] = json!(format!("{}-1", n.to_string().repeat(64)));
        if n == 1 {
            copy["cells"]["applications.new_requests.total"] = json!({"value": null, "status": "blank", "raw": ""});
        }
        lines.push(copy.to_string());
    }
    let mut other = report.clone();
    other["report_id"] = json!(format!("{}-1", "4".repeat(64)));
    other["metadata"]["report_year"]["value"] = json!(2019);
    lines.push(other.to_string());
    let run = run("copies", &lines);
    export(&run, CSV);
    let panel = rows(&run, Format::Csv, "panel");
    let told: Vec<[&str; 3]> =
        panel.iter().map(|r| ["copies", "copy_no", "copies_agree"].map(|c| r[c].as_str())).collect();
    assert_eq!(told, [["3", "3", "0"], ["3", "1", "0"], ["3", "2", "0"], ["1", "1", "1"]]);
}

#[test]
fn a_model_text_is_no_row_of_the_panel() {
    let (_, report) = samples().iter().find(|(file, _)| file == "report.docx").unwrap();
    let mut model = report.clone();
    model["classification"] = json!({"is": "model_text", "reasons": ["masked"]});
    let run = run("model", &[model.to_string()]);
    export(&run, CSV);
    assert_eq!(rows(&run, Format::Csv, "reports")[0]["classification"], "model_text");
    assert!(rows(&run, Format::Csv, "panel").is_empty() && rows(&run, Format::Csv, "series").is_empty());
}

#[test]
fn every_document_has_a_row_whatever_became_of_it() {
    let run = run("documents", &lines()[..1]);
    let lines = [
        json!({"document": "b.pdf", "sha256": null, "bytes": null, "outcome": "failed", "reports": [],
            "error": {"code": "encrypted", "message": "a password is needed", "advice": "take it off"}, "end": 9}),
        json!({"document": "a.pdf", "sha256": "00", "bytes": 5, "outcome": "converted", "reports": ["00-1", "00-2"], "end": 9}),
    ];
    fs::write(run.join(DOCUMENTS), lines.map(|l| format!("{l}\n")).concat()).unwrap();
    export(&run, CSV);
    let rows = rows(&run, Format::Csv, "documents");
    assert_eq!((&*rows[0]["document"], &*rows[0]["report_ids"]), ("a.pdf", "00-1,00-2"));
    assert_eq!((&*rows[1]["outcome"], &*rows[1]["code"]), ("failed", "encrypted"));
}

#[test]
fn rules_over_several_reports_have_a_table_of_their_own() {
    let run = run("run-checks", &lines()[..1]);
    let line = json!({"agency": "云溪市审计局", "region_code": null, "years": [2022, 2023], "rule": "X-CARRY.total",
        "class": "cross_year", "severity": "error", "expected": 3, "actual": 2, "result": "fail", "message": "2 is not 3",
        "operands": [{"report_id": "b-1", "cell": "applications.carried_over.total"}, {"report_id": "a-1", "cell": "applications.carried_forward.total"}]});
    fs::write(run.join("run-checks.jsonl"), format!("{line}\n")).unwrap();
    export(&run, CSV);
    let rows = rows(&run, Format::Csv, "run_checks");
    assert_eq!((&*rows[0]["first_year"], &*rows[0]["last_year"], &*rows[0]["report_ids"]), ("2022", "2023", "b-1 a-1"));
    assert_eq!((&*rows[0]["actual"], &*rows[0]["expected"], &*rows[0]["result"]), ("2", "3", "fail"));
}

#[test]
fn a_file_of_reports_will_do_without_a_run() {
    let run = run("file", &lines()[..2]);
    let out = folder("file-out");
    let options = Options { formats: CSV.to_vec(), ..Options::default() };
    let summary = tables::export(&run.join(REPORTS), &out, &options).unwrap();
    assert_eq!((summary.reports, out.join("cells.csv").exists()), (2, true));
}

#[test]
fn a_number_that_a_type_cannot_hold_is_empty_and_said() {
    let id = format!("{}-1", "0".repeat(64));
    let report = json!({"report_id": id, "edition": {"form": "2021"}, "cells": {
        "applications.new_requests.total": {"value": 12.5, "status": "published"},
        "active_disclosure.administrative_fees.amount": {"value": "X", "status": "published"},
    }});
    let run = run("unfit", &[report.to_string().replace("\"X\"", "1234567890123.45678901234")]);
    let notes = export(&run, ALL).notes;
    let said = |file: &str| notes.iter().any(|n| n.contains(file));
    assert!(said("panel.parquet") && said("cells.parquet") && said("nianbao.sqlite"), "{notes:?}");
    let amount = |format| rows(&run, format, "panel")[0].get("ad_fee_amt").cloned();
    let exact = Some("1234567890123.45678901234".to_string());
    assert_eq!([Format::Csv, Format::Xlsx].map(amount), [exact.clone(), exact]);
    assert_eq!([Format::Parquet, Format::Sqlite].map(amount), [None, None]);
    assert_eq!(rows(&run, Format::Sqlite, "panel")[0]["ap_new_tt"], "12.5");
    assert_eq!(rows(&run, Format::Parquet, "panel")[0]["ap_new_tt_status"], "published");
}
