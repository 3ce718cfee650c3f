//! What crawlers keep: pages and texts as strings of JSON, with their address, title and day.

use nianbao::model::error::Error;
use nianbao::model::limits::Limits;
use serde_json::{Value, json};

use crate::outcome::{Outcome, convert};
use crate::sheet::dump::{Shape, dump};
use crate::sheet::{Layout, Sheet};

fn reports(value: &str, name: &str) -> Vec<Outcome> {
    let reports = convert(value.as_bytes(), name, &Limits::default()).unwrap();
    reports.iter().map(|report| Outcome(serde_json::to_value(report).unwrap())).collect()
}

#[test]
fn an_object_with_a_page_is_that_page_and_tells_where_it_is_from() {
    let sheet = Sheet::of(Layout::Of2021);
    for record in [
        json!({"url": "http://a.gov.cn/1.html", "title": "年报", "html": sheet.html(), "status": 200}),
        json!({"code": 0, "data": {"list": [{"link": "http://a.gov.cn/1.html", "articleContent": sheet.body()}]}}),
        json!([{"source_url": "http://a.gov.cn/1.html", "text": dump(&sheet, Shape::TabRows), "rawHtml": sheet.html()}]),
    ] {
        for text in [record.to_string(), serde_json::to_string_pretty(&record).unwrap()] {
            let all = reports(&text, "a.json");
            let [report] = all.as_slice() else { panic!("{} reports", all.len()) };
            report.assert_exact(&sheet.facts);
            assert_eq!(report.0["source"]["format"], "json");
            assert_eq!(report.0["source"]["url"], "http://a.gov.cn/1.html");
        }
    }
}

#[test]
fn what_stands_beside_a_text_is_known_of_its_report() {
    let sheet = Sheet::of(Layout::Of2021);
    let text = dump(&sheet, Shape::TabRows);
    let untitled = text.split_once("一、").map(|(_, rest)| format!("一、{rest}")).unwrap();
    let title = "云溪市白石区水务局2023年政府信息公开工作年度报告";
    let record = json!({"title": title, "publishTime": "2024-01-20 10:00", "content": untitled});
    let report = &reports(&record.to_string(), "a.json")[0];
    report.assert_exact(&sheet.facts);
    assert_eq!(report.0["metadata"]["published_on"]["value"], "2024-01-20");
    assert_eq!(report.0["metadata"]["agency"]["value"], "云溪市白石区水务局");
}

#[test]
fn lines_and_lists_give_a_report_for_every_document() {
    let (first, second) = (Sheet::of(Layout::Of2021), Sheet::of(Layout::Of2019));
    let record = |sheet: &Sheet, n: u32| json!({"url": format!("http://a.gov.cn/{n}.html"), "html": sheet.html()});
    let lines = format!("{}\n{{\"broken\": \n{}\n", record(&first, 1), record(&second, 2));
    let list = Value::Array(vec![record(&first, 1), record(&second, 2)]).to_string();
    for (text, name, broken) in [(lines, "a.jsonl", true), (list, "a.json", false)] {
        let all = reports(&text, name);
        assert_eq!(all.len(), 2);
        all[0].assert_exact(&first.facts);
        all[1].assert_exact(&second.facts);
        for (n, report) in (1..).zip(&all) {
            assert_eq!(report.0["source"]["url"], format!("http://a.gov.cn/{n}.html"));
            assert_eq!(report.0["source"]["contained"]["index"], n);
            assert!(report.0["report_id"].as_str().unwrap().ends_with(&format!("-{n}")));
            assert_eq!(report.findings("damaged_file").is_empty(), !broken);
        }
    }
}

#[test]
fn the_pages_of_a_document_are_one() {
    let sheet = Sheet::of(Layout::Of2021);
    let text = dump(&sheet, Shape::TabRows);
    let lines: Vec<&str> = text.lines().collect();
    let pages: Vec<Value> = lines.chunks(12).zip(1..).map(|(l, n)| json!({"page": n, "text": l.join("\n")})).collect();
    for record in [json!({"file": "a.pdf", "pages": pages}), json!({"lines": lines})] {
        let all = reports(&record.to_string(), "a.json");
        assert_eq!(all.len(), 1);
        all[0].assert_exact(&sheet.facts);
    }
}

#[test]
fn data_and_own_output_are_no_documents_and_depth_is_bounded() {
    let refused = |text: &str| convert(text.as_bytes(), "a.json", &Limits::default());
    let own = Outcome::of(Sheet::of(Layout::Of2021).html().as_bytes(), "a.html").0.to_string();
    let list = json!({"notes": vec!["系统升级期间暂停服务，恢复时间另行通知。"; 40]}).to_string();
    for text in [r#"{"id": 1, "name": "张三"}"#, "[]", "{}", &list, &own, &format!("{own}\n{own}\n")] {
        assert!(matches!(refused(text), Err(Error::NoDocument(_))), "{text:.60}");
    }
    assert!(matches!(refused("{\"a\": "), Err(Error::Malformed { format: "JSON", .. })));
    assert!(matches!(refused(&format!("{{\"a\":{}", "[".repeat(100_000))), Err(Error::Limit { .. })));
    assert!(matches!(refused(&format!("{{\"a\":[{}0]}}", "0,".repeat(500_000))), Err(Error::Limit { .. })));
}
