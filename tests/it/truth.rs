//! The samples against numbers and text that a person wrote down, never the program.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use crate::outcome::{Outcome, assert_none, same_number, tight};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A sample as the program reads it, without its truth.
pub fn sample(file: &str) -> Outcome {
    Outcome::of(&std::fs::read(folder().join(file)).expect(file), file)
}

/// Every file with the truth that serves it.
fn samples() -> Vec<(String, Value)> {
    let entries = std::fs::read_dir(folder()).expect("samples").map(|e| e.expect("an entry").file_name());
    let mut names: Vec<String> =
        entries.filter_map(|n| n.into_string().ok()).filter(|n| n.ends_with(".truth.json")).collect();
    names.sort();
    let mut out = Vec::new();
    for name in names {
        let bytes = std::fs::read(folder().join(&name)).expect("a truth");
        let truth: Value = serde_json::from_slice(&bytes).expect("JSON");
        let also = truth["also"].as_array().into_iter().flatten();
        let files = [&truth["file"]].into_iter().chain(also).filter_map(Value::as_str).map(str::to_string);
        out.extend(files.map(|file| (file, truth.clone())).collect::<Vec<_>>());
    }
    out
}

fn reports() -> impl Iterator<Item = (String, Value, Outcome)> {
    let reports = samples().into_iter().filter(|(_, truth)| truth["is_report"] == true);
    reports.map(|(file, truth)| {
        let outcome = sample(&file);
        (file, truth, outcome)
    })
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

#[test]
fn no_sample_lacks_a_truth() {
    let served: BTreeSet<String> = samples().into_iter().map(|(file, _)| file).collect();
    let files = std::fs::read_dir(folder())
        .expect("samples")
        .map(|e| e.expect("an entry").file_name().into_string().expect("a name"));
    let orphans: Vec<String> = files.filter(|f| !f.ends_with(".truth.json") && !served.contains(f)).collect();
    assert_none(&orphans, "samples without a truth");
    assert!(served.len() >= 10, "{served:?}");
}

#[test]
fn every_cell_has_the_number_that_is_printed() {
    let mut wrong = Vec::new();
    for (file, truth, outcome) in reports() {
        let values = truth["values"].as_object().expect("values");
        for id in values.keys().map(String::as_str).chain(outcome.ids()).collect::<BTreeSet<_>>() {
            let got = outcome.value(id);
            let right = match (values.get(id), &got) {
                (Some(Value::Number(want)), Some(got)) => same_number(&want.to_string(), got),
                (Some(Value::Null), None) => !["missing", "(absent)"].contains(&outcome.status(id)),
                _ => false,
            };
            if !right {
                wrong.push(format!("{file} {id}: {:?} came out {} {got:?}", values.get(id), outcome.status(id)));
            }
        }
    }
    assert_none(&wrong, "cells");
}

#[test]
fn the_text_of_every_cell_is_kept() {
    let mut wrong = Vec::new();
    for (file, truth, outcome) in reports() {
        for (id, printed) in truth["cells"].as_object().expect("cells") {
            let raw = outcome.cell(id)["raw"].as_str().map(tight);
            if raw != printed.as_str().map(tight) {
                wrong.push(format!("{file} {id}: {printed} came out {raw:?}"));
            }
        }
    }
    assert_none(&wrong, "cells");
}

#[test]
fn edition_year_title_and_agency_are_those_of_the_report() {
    let mut wrong = Vec::new();
    for (file, truth, outcome) in reports() {
        let text = |name: &str| truth[name].as_str().map(str::to_string);
        let facts = [
            ("edition", text("edition"), Some(outcome.form().to_string())),
            ("year", Some(truth["year"].to_string()), outcome.fact("report_year")),
            ("title", text("title"), outcome.fact("title")),
            ("agency", text("agency"), outcome.fact("agency")),
        ];
        wrong.extend(facts.iter().filter(|(_, want, got)| want != got).map(|f| format!("{file}: {f:?}")));
    }
    assert_none(&wrong, "facts");
}

#[test]
fn the_day_of_publication_is_never_another_day() {
    let mut wrong = Vec::new();
    for (file, truth, outcome) in reports() {
        let printed = truth["published"].as_str();
        let days = ["published_on", "signed_on"].map(|name| outcome.fact(name));
        wrong.extend(
            days.iter()
                .flatten()
                .filter(|d| Some(d.as_str()) != printed)
                .map(|d| format!("{file}: {d} is not {printed:?}")),
        );
        if file.ends_with(".html") && file.starts_with("report-") && days[0].is_none() {
            wrong.push(format!("{file}: PubDate was not read"));
        }
        if days[1].is_none() {
            wrong.push(format!("{file}: the day under the report was not read"));
        }
    }
    assert_none(&wrong, "days");
}

#[test]
fn no_text_of_the_sections_is_lost() {
    let mut lost = Vec::new();
    for (file, truth, outcome) in reports() {
        for (id, paragraphs) in truth["sections"].as_object().expect("sections") {
            let got = outcome.section(id).unwrap_or_default();
            for paragraph in texts(paragraphs).map(tight).filter(|p| !got.contains(p)) {
                lost.push(format!("{file} {id}: {paragraph}"));
            }
            let length: usize = texts(paragraphs).map(|p| tight(p).chars().count()).sum();
            if got.chars().count() > length + 40 {
                lost.push(format!("{file} {id}: {} characters in place of {length}", got.chars().count()));
            }
        }
        let lead_in = outcome.section("lead_in").unwrap_or_default();
        lost.extend(
            texts(&truth["lead_in"])
                .map(tight)
                .filter(|p| !lead_in.contains(p))
                .map(|p| format!("{file} lead-in: {p}")),
        );
    }
    assert_none(&lost, "paragraphs");
}

#[test]
fn what_the_report_contradicts_fails_a_sum_and_nothing_else_does() {
    let mut wrong = Vec::new();
    for (file, truth, outcome) in reports() {
        let failing = outcome.failing();
        let violated: Vec<&str> = texts(&truth["violated"]).collect();
        let accuses = |cell: &str| failing.iter().any(|c| texts(&c["operands"]).any(|o| o == cell));
        wrong
            .extend(violated.iter().filter(|cell| !accuses(cell)).map(|cell| format!("{file}: {cell} is not accused")));
        let holds = |c: &&&Value| !texts(&c["operands"]).any(|o| violated.contains(&o));
        wrong.extend(failing.iter().filter(holds).map(|c| format!("{file}: {} fails", c["rule"])));
    }
    assert_none(&wrong, "sums");
}

#[test]
fn a_notice_about_the_form_is_refused() {
    let refused: Vec<String> =
        samples().into_iter().filter(|(_, t)| t["is_report"] == false).map(|(file, _)| file).collect();
    assert!(!refused.is_empty());
    for file in refused {
        sample(&file).assert_refused();
    }
}
