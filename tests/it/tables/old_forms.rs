//! Series over all four forms.

use super::{Row, export, rows, run, samples};
use nianbao::collection::tables::Format;
use serde_json::{Value, json};

fn report(n: usize, form: &str, year: i32, statistics: Value) -> String {
    json!({
        "report_id": format!("{}-1", n.to_string().repeat(64)),
        "edition": {"form": form, "by_section": {}},
        "metadata": {"agency": {"value": "云溪市人民政府"}, "report_year": {"value": year}},
        "cells": {}, "statistics": statistics,
    })
    .to_string()
}

fn figure(id: &str, value: Value, period: Value, from: &str) -> Value {
    let status = if value.is_null() { "blank" } else { "published" };
    let unit = if id == "old.fees" { "元" } else { "件" };
    json!({"indicator": "x", "indicator_id": id, "path": [], "unit": unit, "period": period, "value": value,
        "raw": "x", "status": status, "from": from, "place": null})
}

fn series<'a>(rows: &'a [Row], year: &str, name: &str) -> &'a Row {
    rows.iter().find(|r| r["report_year"] == year && r["series"] == name).unwrap()
}

#[test]
fn a_series_runs_over_all_forms_and_says_where_it_breaks() {
    let docx = samples().iter().find(|(file, _)| file == "report.docx").unwrap().1.to_string();
    let run = run(
        "series",
        &[
            report(
                1,
                "pre2014",
                2012,
                json!([
                    figure("legacy.requests", json!(31), json!("本年"), "table"),
                    figure("legacy.requests", json!(410), json!("历年累计"), "table"),
                    figure("legacy.reconsideration", json!(3), json!("历年累计"), "table"),
                ]),
            ),
            report(
                2,
                "2014",
                2016,
                json!([
                    figure("old.requests.received", json!(52), Value::Null, "table"),
                    figure("old.requests.received", json!(99), Value::Null, "text"),
                    figure("old.requests.agreed", json!(7), Value::Null, "table"),
                    figure("old.requests.already_public", Value::Null, Value::Null, "table"),
                    figure("old.fees", json!(35000), json!("统计数"), "table"),
                    figure("old.litigation", Value::Null, Value::Null, "table"),
                    figure("old.reconsideration", json!(1), Value::Null, "table"),
                    figure("old.reconsideration", json!(2), Value::Null, "table"),
                ]),
            ),
            docx,
        ],
    );
    export(&run, &[Format::Csv]);
    let rows = rows(&run, Format::Csv, "series");
    let of = |year, name| {
        let row = series(&rows, year, name);
        (row.get("value").map(String::as_str), row["status"].as_str())
    };
    assert_eq!(of("2012", "requests_received"), (Some("31"), "published"));
    assert_eq!(of("2012", "reconsideration_total"), (None, "other_period"));
    assert_eq!(of("2012", "litigation_total"), (None, "missing"));
    assert_eq!(of("2016", "requests_received"), (Some("52"), "published"));
    assert_eq!(of("2016", "granted_in_full"), (None, "incomplete"));
    assert_eq!(of("2016", "litigation_total"), (None, "blank"));
    assert_eq!(of("2016", "reconsideration_total"), (None, "conflict"));
    assert_eq!(of("2016", "fees_for_information"), (Some("35000"), "published"));
    assert_eq!(series(&rows, "2016", "fees_for_information")["unit"], "元");
    assert_eq!(series(&rows, "2016", "requests_received")["step"], "same");
    let report = &samples().iter().find(|(file, _)| file == "report.docx").unwrap().1;
    let cell = |id: &str| report["cells"][id]["value"].as_i64().unwrap();
    let year = report["metadata"]["report_year"]["value"].to_string();
    let lawsuits = cell("review_and_litigation.litigation_direct.total")
        + cell("review_and_litigation.litigation_after_reconsideration.total");
    assert_eq!(of(&year, "litigation_total"), (Some(lawsuits.to_string().as_str()), "published"));
    assert!(rows.iter().all(|r| r["series"] != "fees_for_information" || r["report_year"] == "2016"));
}
