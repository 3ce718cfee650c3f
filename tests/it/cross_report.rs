//! Reports against each other: invented series of a few years.

use crate::outcome::Outcome;
use crate::sheet::facts::APPLICANTS;
use crate::sheet::{Layout, Sheet};
use nianbao::collection::cross_report::{Digest, Operand, RunCheck, check};
use nianbao::report::Outcome as Result;

/// A report whose cells are set so, other than the facts of every sheet.
fn form() -> &'static nianbao::Form {
    nianbao::Form::builtin("disclosure").unwrap()
}

fn report(agency: &str, year: i32, cells: &[(String, String)]) -> Digest {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = format!("<h1>{agency}{year}年政府信息公开工作年度报告</h1>");
    sheet.lead_in = vec![format!("统计期限自{year}年1月1日起至{year}年12月31日止。")];
    for (id, text) in cells {
        sheet.set_fact(id, text);
    }
    let outcome = Outcome::html(&sheet);
    let head = serde_json::from_value(outcome.0).expect("a report");
    Digest::of(form(), &head).unwrap_or_else(|| panic!("{agency} {year} is no report"))
}

/// What makes a report follow one of the same numbers: what was carried forward, and the documents in force.
fn following() -> Vec<(String, String)> {
    let facts = Sheet::of(Layout::Of2021).facts;
    let mut cells: Vec<(String, String)> = APPLICANTS
        .iter()
        .map(|c| {
            (format!("applications.carried_over.{c}"), facts[&format!("applications.carried_forward.{c}")].clone())
        })
        .collect();
    for row in ["regulations", "normative_documents"] {
        let number =
            |column: &str| facts[&format!("active_disclosure.{row}.{column}")].parse::<i64>().expect("a count");
        let in_force = number("in_force") + number("issued_this_year") - number("repealed_this_year");
        cells.push((format!("active_disclosure.{row}.in_force"), in_force.to_string()));
    }
    cells
}

fn of<'a>(checks: &'a [RunCheck], rule: &str) -> Vec<&'a RunCheck> {
    checks.iter().filter(|c| *c.rule == *rule || c.rule.starts_with(&format!("{rule}."))).collect()
}

#[test]
fn a_year_follows_from_the_year_before() {
    let agency = "淮安市洪泽区人民政府";
    let before = report(agency, 2022, &[]);
    let after = report(agency, 2023, &following());
    let cross = check(form(), &[after.clone(), before.clone()]);
    assert_eq!((cross.agencies, cross.years), (1, Some((2022, 2023))));
    let carried = of(&cross.checks, "X-CARRY");
    assert_eq!(carried.len(), 7);
    assert!(carried.iter().chain(&of(&cross.checks, "X-INFORCE")).all(|c| c.result == Result::Pass), "{carried:?}");
    assert_eq!(carried[0].operands[0], Operand { report_id: after.report_id, ..carried[0].operands[0].clone() });
    assert_eq!(carried[0].operands[1].report_id, before.report_id);
    assert_eq!((carried[0].region_code.as_deref(), carried[0].years.as_slice()), (Some("320813"), &[2022, 2023][..]));
}

#[test]
fn a_break_is_told_with_both_numbers() {
    let mut cells = following();
    cells.retain(|(id, _)| id != "applications.carried_over.total");
    cells.push(("applications.carried_over.total".to_string(), "4071".to_string()));
    let cross = check(form(), &[report("洪江市审计局", 2022, &[]), report("洪江市审计局", 2023, &cells)]);
    let failing: Vec<&RunCheck> =
        of(&cross.checks, "X-CARRY").into_iter().filter(|c| c.result == Result::Fail).collect();
    let [one] = failing.as_slice() else { panic!("{failing:?}") };
    assert_eq!((&*one.rule, &*one.severity), ("X-CARRY.total", "error"));
    assert_eq!(one.actual.map(|v| v.to_string()).as_deref(), Some("4071"));
    assert!(one.expected.is_some() && one.message.is_some());
}

#[test]
fn gaps_and_doubles_are_named() {
    let agency = "洪江市审计局";
    let mut other = following();
    other.push(("active_disclosure.administrative_licensing.decisions".to_string(), "77".to_string()));
    let reports = [
        report(agency, 2021, &[]),
        report(agency, 2024, &following()),
        report(agency, 2024, &other),
        report("洪江市财政局", 2022, &[]),
    ];
    let cross = check(form(), &reports);
    assert_eq!(cross.agencies, 2);
    let gaps = of(&cross.checks, "series_gap");
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].years, [2021, 2024]);
    assert!(gaps[0].message.as_deref().is_some_and(|m| m.contains("2022, 2023")));
    let doubles = of(&cross.checks, "duplicate_report");
    assert_eq!(doubles.len(), 1);
    assert_eq!(doubles[0].operands.len(), 2);
    let message = doubles[0].message.as_deref().expect("the differences");
    assert!(message.contains("1 cells differ") && message.contains("administrative_licensing.decisions"), "{message}");
    assert!(of(&cross.checks, "X-CARRY").is_empty(), "2021 is not the year before 2024");
}

#[test]
fn one_agency_under_several_names() {
    for (before, after) in [
        ("绿园区应急局", "长春市绿园区应急管理局"),
        ("洪泽区人民政府", "淮安市洪泽区人民政府"),
        ("平潭综合实验区管委会", "平潭综合实验区管理委员会"),
    ] {
        let cross = check(form(), &[report(before, 2022, &[]), report(after, 2023, &following())]);
        assert_eq!(cross.agencies, 1, "{before}, {after}");
        assert_eq!(of(&cross.checks, "X-CARRY").len(), 7);
    }
    // A county that became a district keeps its series, two agencies of one county do not share one.
    assert_eq!(report("洪泽县审计局", 2015, &[]).who.agency, report("洪泽区审计局", 2016, &[]).who.agency);
    assert_ne!(report("洪泽区审计局", 2016, &[]).who.agency, report("洪泽区财政局", 2016, &[]).who.agency);
    assert_ne!(report("北京市朝阳区审计局", 2022, &[]).who.agency, report("长春市朝阳区审计局", 2022, &[]).who.agency);
}

#[test]
fn a_region_is_at_least_its_parts() {
    // A prefecture of two divisions.
    let parts = ["嘉峪关市", "克拉玛依市克拉玛依区", "克拉玛依市独山子区", "克拉玛依市白碱滩区", "克拉玛依市乌尔禾区"];
    let mut reports: Vec<Digest> = parts.iter().map(|p| report(&format!("{p}人民政府"), 2022, &[])).collect();
    reports.push(report("克拉玛依市人民政府", 2022, &[]));
    let cross = check(form(), &reports);
    let [one] = of(&cross.checks, "H-SUM")[..] else { panic!("{:?}", cross.checks) };
    assert_eq!((one.result, &*one.severity), (Result::Fail, "info"));
    assert_eq!(one.region_code.as_deref(), Some("650200"));
    reports.remove(1);
    let cross = check(form(), &reports);
    let [one] = of(&cross.checks, "H-SUM")[..] else { panic!("{:?}", cross.checks) };
    assert_eq!(one.result, Result::Skipped);
    assert_eq!(one.message.as_deref(), Some("3 of 4 divisions below it are in the run"));
}

#[test]
fn the_order_of_reports_does_not_matter() {
    let mut reports = vec![
        report("洪江市审计局", 2022, &[]),
        report("洪江市审计局", 2023, &following()),
        report("洪泽区审计局", 2022, &[]),
        report("洪泽区审计局", 2022, &following()),
    ];
    let forward = check(form(), &reports);
    reports.reverse();
    assert_eq!(check(form(), &reports), forward);
}
