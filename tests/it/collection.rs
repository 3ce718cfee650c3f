//! One identity of an agency and its years, wherever reports are set beside each other.

use crate::run::{Folder, output};
use crate::sheet::{Layout, Sheet};
use nianbao::collection::agency::AgencyId;
use nianbao::collection::tables::{self, Format, Options};
use nianbao::report::metadata::{Fact, Metadata, RegionFact};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

/// A report of 2023 whose lead-in names a place.
fn document(agency: &str, place: &str) -> String {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = format!("<h1>{agency}2023年政府信息公开工作年度报告</h1>");
    sheet.lead_in = vec![format!("{place}{agency}公布本报告。统计期限自2023年1月1日起至2023年12月31日止。")];
    sheet.html()
}

/// The columns of a table, row by row.
fn rows(folder: &Folder, table: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let path = folder.path(&format!("out/tables/{table}.csv"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heads: BTreeMap<String, usize> =
        reader.headers().unwrap().iter().enumerate().map(|(i, head)| (head.to_string(), i)).collect();
    let row = |r: csv::StringRecord| columns.iter().map(|c| r[heads[*c]].to_string()).collect();
    reader.records().map(|r| row(r.unwrap())).collect()
}

#[test]
fn links_tables_and_checks_agree_on_who_is_who() {
    let folder = Folder::new();
    folder.write("in/a.html", document("新城区卫生健康委员会", "陕西省西安市"));
    folder.write("in/b.html", document("新城区卫生健康委员会", "内蒙古自治区呼和浩特市"));
    folder.write("in/c.html", document("洪泽区应急局", "江苏省淮安市"));
    folder.write("in/d.html", document("洪泽区应急管理局", "江苏省淮安市"));
    let out = folder.path("out");
    output(&[&folder.path("in"), &"--out", &out]);

    let links = fs::read_to_string(out.join("links.jsonl")).unwrap();
    let [link] =
        links.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()).collect::<Vec<_>>().try_into().unwrap();
    assert_eq!((&link["agency_id"], &link["report_year"]), (&"320813:应急管理局".into(), &2023.into()));
    let linked: Vec<&str> = link["reports"].as_array().unwrap().iter().filter_map(|r| r["document"].as_str()).collect();
    assert_eq!(linked, ["c.html", "d.html"]);

    let options = Options { formats: vec![Format::Csv], ..Options::default() };
    tables::export(&out, &out.join("tables"), &options).unwrap();
    let columns = ["agency_id", "province_name", "prefecture_code", "county_code", "county_name", "copies"];
    let mut panel = rows(&folder, "panel", &columns);
    panel.sort();
    let expected = [
        ["150102:卫生健康委员会", "内蒙古自治区", "150100", "150102", "新城区", "1"],
        ["320813:应急管理局", "江苏省", "320800", "320813", "洪泽区", "2"],
        ["320813:应急管理局", "江苏省", "320800", "320813", "洪泽区", "2"],
        ["610102:卫生健康委员会", "陕西省", "610100", "610102", "新城区", "1"],
    ];
    assert_eq!(panel, expected);
    assert_eq!(rows(&folder, "reports", &columns).len(), 4);

    let checked = Command::new(env!("CARGO_BIN_EXE_nianbao")).arg("check").arg(&out).output().unwrap();
    assert!(String::from_utf8_lossy(&checked.stdout).contains("3 agencies, 4 reports"), "{checked:?}");
    let results = fs::read_to_string(out.join("run-checks.jsonl")).unwrap();
    let doubles: Vec<Value> = results.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let doubles: Vec<&Value> = doubles.iter().filter(|c: &&Value| c["rule"] == "duplicate_report").collect();
    assert_eq!((doubles.len(), &doubles[0]["agency_id"]), (1, &"320813:应急管理局".into()));
}

/// The identity of an agency in a region.
fn id(agency: &str, code: Option<&str>, name: Option<&str>) -> String {
    let region = RegionFact { code: code.map(Into::into), name: name.map(Into::into), ..RegionFact::default() };
    let agency = Fact { value: Some(agency.to_string()), ..Fact::default() };
    AgencyId::of(&Metadata { agency, region, ..Metadata::default() }).unwrap().to_string()
}

#[test]
fn names_and_codes_that_changed_are_one_agency() {
    let hongze = "320813:审计局";
    assert_eq!(id("洪泽县审计局", Some("320829"), Some("洪泽县")), hongze);
    assert_eq!(id("淮安市洪泽区审计局", Some("320813"), Some("洪泽区")), hongze);
    let names = ["平潭综合实验区管委会", "平潭综合实验区", "平潭综合实验区管理委员会"];
    let ids = names.map(|name| id(name, Some("350128"), Some("平潭县")));
    assert!(ids.iter().all(|one| *one == ids[0]), "{ids:?}");
    assert_ne!(id("平潭综合实验区财政局", Some("350128"), Some("平潭县")), ids[0]);
    // A city and its district of the same name are two; so is what has no region.
    assert_ne!(id("朝阳区审计局", Some("110105"), Some("朝阳区")), id("朝阳市审计局", Some("211300"), Some("朝阳市")));
    assert_eq!(id("财政部", None, None), "财政部");
}
