//! What the prose says against the tables: warnings, and only where they speak of the same numbers.

use crate::outcome::Outcome;
use crate::sheet::{Layout, Piece, Sheet};
use nianbao::form::rules::Class;
use serde_json::Value;

/// A clean report of a county government whose overview says this.
fn saying(text: &str) -> (Outcome, Sheet) {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = "<h1>淮安市洪泽区人民政府2023年政府信息公开工作年度报告</h1>".to_string();
    sheet.parts[0].pieces.push(Piece::Paragraph(text.to_string()));
    (Outcome::html(&sheet), sheet)
}

fn number(sheet: &Sheet, id: &str) -> i64 {
    sheet.facts[id].parse().expect("a count")
}

fn result(outcome: &Outcome, rule: &str) -> String {
    outcome.checks(rule)[0]["result"].as_str().expect("a result").to_string()
}

#[test]
fn every_reading_of_what_was_received_holds() {
    let (_, sheet) = saying("");
    let new = number(&sheet, "applications.new_requests.total");
    let carried = number(&sheet, "applications.carried_over.total");
    assert!(carried > 0);
    for (said, expected) in [(new, "pass"), (new + carried, "pass"), (new + carried + 1, "fail")] {
        let (outcome, _) = saying(&format!("2023年，全区共收到政府信息公开申请{said}件。"));
        assert_eq!(result(&outcome, "N-NEW"), expected, "{said}");
        assert_eq!(outcome.findings("narrative_mismatch").len(), usize::from(expected == "fail"));
        assert!(outcome.failing().is_empty());
    }
}

#[test]
fn group_sums_are_what_the_prose_quotes() {
    let (_, sheet) = saying("");
    let sum = |group: &str| {
        let head = format!("applications.results.{group}");
        let of = |id: &&String| id.starts_with(&head) && id.ends_with(".total");
        sheet.facts.keys().filter(of).map(|id| number(&sheet, id)).sum::<i64>()
    };
    let text = format!(
        "收到的申请中，予以公开{}件，部分公开{}件，不予公开{}件，无法提供{}件，不予处理{}件，其他处理{}件。",
        sum("disclosed"),
        sum("partly_disclosed"),
        sum("refused."),
        sum("unable_to_provide."),
        sum("not_processed."),
        sum("other_handling.")
    );
    let (outcome, _) = saying(&text);
    for rule in ["N-DISCLOSED", "N-PARTLY", "N-REFUSED", "N-UNABLE", "N-NOT-PROCESSED", "N-OTHER"] {
        assert_eq!(result(&outcome, rule), "pass", "{rule}");
    }
    let (outcome, _) = saying(&format!("收到的申请中，不予公开{}件。", sum("refused.") + 1));
    assert_eq!(result(&outcome, "N-REFUSED"), "fail");
}

#[test]
fn facts_come_with_sentence_and_place() {
    let (outcome, _) = saying("工作平稳。2023年，全区共收到政府信息公开申请7件，其中网上申请3件。");
    let facts = outcome.0["narrative_facts"].as_array().expect("facts");
    assert_eq!(facts.len(), 1);
    assert_eq!((&facts[0]["fact"], &facts[0]["value"]), (&"requests_received".into(), &Value::from(7)));
    assert_eq!((&facts[0]["scope"], &facts[0]["section"]), (&"region".into(), &"overview".into()));
    assert_eq!(facts[0]["sentence"], "2023年，全区共收到政府信息公开申请7件，其中网上申请3件。");
    assert!(facts[0]["place"]["paragraph"].is_number());
}

#[test]
fn what_speaks_of_other_numbers_is_no_contradiction() {
    for text in [
        // The office alone, beside a table of the region.
        "区政府办公室共受理政府信息公开申请1件。",
        // Files of the reviewing body.
        "规范信息公开。全年备案行政复议案件134件。",
        "办理信息公开方面行政复议案件134件。",
        "2022年收到政府信息公开申请1件。",
        "通过邮寄收到政府信息公开申请1件。",
        "收到政府信息公开申请较上年增加1件。",
        "收到政府信息公开申请后，及时登记，全年发布公文1件。",
    ] {
        let (outcome, _) = saying(text);
        assert!(outcome.findings("narrative_mismatch").is_empty(), "{text}");
    }
}

#[test]
fn none_and_all_done_are_numbers() {
    let (outcome, _) = saying("全年没有接到信息公开申请。");
    assert_eq!(result(&outcome, "N-NONE"), "fail", "the table has some");
    let (outcome, _) = saying("收到的申请均已按时答复。");
    assert_eq!(result(&outcome, "N-ALL-DONE"), "fail", "the table carries some forward");
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.fill("0");
    sheet.parts[0].pieces.push(Piece::Paragraph("全年没有接到信息公开申请。".to_string()));
    let outcome = Outcome::html(&sheet);
    assert_eq!((result(&outcome, "N-NONE"), result(&outcome, "P-ZERO-ALL")), ("pass".into(), "fail".into()));
}

#[test]
fn every_rule_of_the_edition_is_run_or_says_why_not() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        let outcome = Outcome::html(&Sheet::of(layout));
        let checks = outcome.checks("");
        let edition = if layout == Layout::Of2019 { "2019" } else { "2021" };
        // A year against the year before, and a region against its parts, are run over many reports.
        let elsewhere = [Class::CrossYear, Class::Hierarchy];
        for rule in nianbao::Form::builtin("disclosure")
            .unwrap()
            .rules
            .of(edition)
            .iter()
            .filter(|r| !elsewhere.contains(&r.class))
        {
            assert_eq!(checks.iter().filter(|c| c["rule"] == *rule.id).count(), 1, "{edition} {}", rule.id);
        }
        for check in checks.iter().filter(|c| c["result"] == "skipped") {
            assert!(check["message"].as_str().is_some_and(|m| m.len() > 8), "{check}");
        }
    }
}

#[test]
fn unusual_numbers_are_said_and_nothing_more() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = "<h1>淮安市洪泽区财政局2023年政府信息公开工作年度报告</h1>".to_string();
    sheet.set_fact("active_disclosure.regulations.issued_this_year", "3");
    sheet.set_fact("active_disclosure.administrative_fees.amount", "1234567.12345");
    let outcome = Outcome::html(&sheet);
    for rule in ["P-REGULATIONS-LEVEL", "P-FEE-UNIT", "P-FEE-DECIMALS"] {
        assert_eq!(result(&outcome, rule), "fail", "{rule}");
    }
    assert_eq!(result(&outcome, "P-COUNTS"), "pass");
    assert!(outcome.findings("implausible").iter().all(|f| f["severity"] == "info"));
    outcome.assert_exact(&sheet.facts);
}
