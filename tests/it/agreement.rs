//! One report in every format gives equal reports but for where things stood.

use serde_json::{Value, json};

use crate::outcome::{Outcome, assert_none, tight};
use crate::truth::sample;

const FILES: [&str; 13] = [
    "report-chromium.pdf",
    "report-libreoffice.pdf",
    "report.docx",
    "report.doc",
    "report.rtf",
    "report.ofd",
    "report.odt",
    "report.xlsx",
    "report.ods",
    "report-utf8.html",
    "report-gbk.html",
    "report.txt",
    "report-layout.txt",
];

/// Compares a part of each report with that of the first format.
#[track_caller]
fn agree(part: impl Fn(&Outcome) -> Vec<(String, Value)>) {
    let outcomes = FILES.map(sample);
    let first = part(&outcomes[0]);
    assert!(!first.is_empty());
    let mut differ = Vec::new();
    for (file, outcome) in FILES.iter().zip(&outcomes).skip(1) {
        let other = part(outcome);
        let (mine, theirs) =
            (first.iter().map(|p| &p.0).collect::<Vec<_>>(), other.iter().map(|p| &p.0).collect::<Vec<_>>());
        if mine != theirs {
            differ.push(format!("{file}: names {theirs:?} are not {mine:?}"));
        }
        differ.extend(
            first.iter().zip(&other).filter(|(a, b)| a != b).map(|(a, b)| format!("{file}: {b:?} is not {a:?}")),
        );
    }
    assert_none(&differ, "differences");
}

fn pairs(object: &Value) -> impl Iterator<Item = (String, Value)> {
    object.as_object().expect("an object").clone().into_iter()
}

#[test]
fn editions_agree() {
    agree(|o| pairs(&o.0["edition"]).collect());
}

#[test]
fn metadata_agree() {
    let value = |fact: &Value| if fact.get("value").is_some() { fact["value"].clone() } else { fact.clone() };
    // The day of publication and the index number are in the head of a web page and in no other format.
    let common = |(name, fact): (String, Value)| {
        let value = match name.as_str() {
            "published_on" | "index_number" => return None,
            "contact" => pairs(&fact).map(|(_, f)| value(&f)).collect(),
            _ => value(&fact),
        };
        Some((name, value))
    };
    agree(|o| pairs(&o.0["metadata"]).filter_map(common).collect());
}

#[test]
fn cells_agree() {
    let own = |(id, cell): (String, Value)| {
        let raw = cell["raw"].as_str().map(tight);
        (id, json!([cell["value"], cell["status"], cell["unit"], cell["unit_source"], cell["arithmetic"], raw]))
    };
    agree(|o| pairs(&o.0["cells"]).map(own).collect());
}

#[test]
fn checks_agree() {
    // Whether it came out in time is known only where the day of publication is.
    let own = |c: &&Value| c["rule"] != "S-PUBLISHED";
    let pair = |c: &Value| (c["rule"].to_string(), json!([c["result"], c["expected"], c["actual"], c["suspects"]]));
    agree(|o| o.checks("").into_iter().filter(own).map(pair).collect());
}

#[test]
fn section_texts_agree() {
    agree(|o| {
        let sections = o.0["sections"].as_array().expect("sections").iter();
        let id = |s: &Value| s["id"].as_str().expect("an id").to_string();
        let number = |s: &Value| json!([s["number"], s["heading"]]);
        sections.map(|s| (id(s), json!([number(s), o.section(&id(s))]))).collect()
    });
}
