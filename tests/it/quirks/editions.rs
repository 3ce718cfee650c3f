//! The edition is that of each table, and not that of the year.

use super::changes_no_number;
use crate::outcome::{Outcome, assert_none};
use crate::sheet::{Layout, Sheet};

#[test]
fn clean_reports_of_each_layout_are_read() {
    for (layout, form) in [(Layout::Of2019, "2019"), (Layout::Of2021, "2021"), (Layout::Hybrid, "2021")] {
        let sheet = Sheet::of(layout);
        let outcome = Outcome::html(&sheet);
        outcome.assert_exact(&sheet.facts);
        assert_eq!(outcome.form(), form, "{layout:?}");
        assert!(outcome.findings("edition_year").is_empty(), "{layout:?}");
        let skipped = outcome.checks("").into_iter().filter(|c| c["class"] == "identity" && c["result"] == "skipped");
        assert_none(&skipped.map(|c| c["rule"].to_string()).collect::<Vec<_>>(), "identities not assessed");
    }
}

#[test]
fn an_undivided_row_of_other_handling_in_a_report_of_2021() {
    let sheet = Sheet::of(Layout::Hybrid);
    let outcome = Outcome::html(&sheet);
    assert_eq!(outcome.edition_of("active_disclosure"), Some("2021"));
    assert_eq!(outcome.edition_of("applications"), Some("2019-in-2021"));
    assert_eq!(outcome.checks("A-RESULTS-COLLAPSED").len(), 7);
    assert!(outcome.checks("A-RESULTS-COLLAPSED").iter().all(|c| c["result"] == "pass"));
    assert!(outcome.checks("A-RESULTS.").is_empty(), "the sums of a divided row have no operands here");
    assert!(!outcome.ids().iter().any(|id| id.contains("fee_overdue")), "the divided rows are not in this layout");
    assert_eq!(outcome.findings("mixed_edition").len(), 1);
}

#[test]
fn a_wrong_total_shows_in_a_report_of_mixed_editions_too() {
    let mut sheet = Sheet::of(Layout::Hybrid);
    sheet.set_fact("applications.results.other_handling.natural_person", "977");
    let outcome = Outcome::html(&sheet);
    assert_eq!(outcome.differences(&sheet.facts), Vec::<String>::new());
    let failing: Vec<&str> = outcome.failing().iter().filter_map(|c| c["rule"].as_str()).collect();
    assert_eq!(failing, ["A-RESULTS-COLLAPSED.natural_person", "A-ROW.results.other_handling"]);
}

#[test]
fn a_report_of_2022_on_the_form_of_2019_is_read_and_noted() {
    let mut sheet = Sheet::of(Layout::Of2019);
    sheet.title = sheet.title.replace("2020", "2022");
    sheet.lead_in = vec!["统计期限自2022年1月1日起至2022年12月31日止。".to_string()];
    let outcome = Outcome::html(&sheet);
    outcome.assert_exact(&sheet.facts);
    assert_eq!((outcome.form(), outcome.fact("report_year").as_deref()), ("2019", Some("2022")));
    assert_eq!(outcome.findings("edition_year").len(), 1);
}

#[test]
fn a_band_of_2019_in_a_report_of_2021_keeps_its_own_columns() {
    let mut sheet = Sheet::of(Layout::Of2021);
    for (new, old) in
        [("本年制发件数", "本年新制作数量"), ("本年废止件数", "本年新公开数量"), ("现行有效件数", "对外公开总数量")]
    {
        sheet.relabel(new, old);
    }
    let outcome = Outcome::html(&sheet);
    // What was made public must not be published as what was repealed.
    for row in ["regulations", "normative_documents"] {
        for (new, old) in [("repealed_this_year", "disclosed_this_year"), ("in_force", "disclosed_total")] {
            let fact = &sheet.facts[&format!("active_disclosure.{row}.{new}")];
            assert_eq!(outcome.value(&format!("active_disclosure.{row}.{new}")), None, "{row}.{new}");
            assert_eq!(outcome.value(&format!("active_disclosure.{row}.{old}")).as_ref(), Some(fact), "{row}.{old}");
        }
    }
    let mut rest = sheet.facts.clone();
    rest.retain(|id, _| !id.contains("regulations") && !id.contains("normative_documents"));
    let lost = rest.iter().filter(|(id, fact)| outcome.value(id).as_ref() != Some(fact));
    assert_none(
        &lost.map(|(id, fact)| format!("{id}: {fact} came out {}", outcome.cell(id))).collect::<Vec<_>>(),
        "cells of the other bands",
    );
    assert!(!outcome.findings("mixed_edition").is_empty(), "two editions in one report are worth a word");
}

/// Never seen in a report; if it is, place must not win over the printed head without a word.
#[test]
fn columns_in_another_order_than_on_the_form_follow_their_heads() {
    let mut sheet = Sheet::of(Layout::Of2021);
    for row in &mut sheet.table(2)[1..4] {
        row.swap(1, 3);
    }
    Outcome::html(&sheet).assert_none_wrong(&sheet.facts);
}

changes_no_number! {
    words_of_2019_in_a_table_of_2021(Of2021, sheet) { sheet.relabel("行政规范性文件", "规范性文件"); }
    home_made_heads(Of2021, sheet) {
        sheet.relabel("本年制发件数", "本年新制发数量");
        sheet.relabel("本年废止件数", "本年废止数量");
        sheet.relabel("现行有效件数", "现行有效数量");
    }
}
