//! A published number is never corrected, a contradiction never hidden, a choice never silent.

use crate::outcome::{Outcome, assert_none};
use crate::sheet::{Layout, Piece, Sheet};

/// The rules of the identities that fail.
fn failing(outcome: &Outcome) -> Vec<String> {
    outcome.failing().iter().filter_map(|c| c["rule"].as_str().map(str::to_string)).collect()
}

#[test]
fn a_wrong_total_is_published_as_printed_and_suspected() {
    let id = "applications.results.disclosed.total";
    let mut sheet = Sheet::of(Layout::Of2021);
    let right = sheet.facts[id].clone();
    sheet.set_fact(id, "7");
    let outcome = Outcome::html(&sheet);
    assert_none(&outcome.differences(&sheet.facts), "cells");
    assert_eq!(failing(&outcome), ["A-RESULTS.total", "A-ROW.results.disclosed"]);
    assert_eq!(outcome.cell(id)["arithmetic"], "contradicted");
    for check in outcome.failing() {
        let suspects = check["suspects"].as_array().expect("suspects");
        let would_be: Vec<String> =
            suspects.iter().filter(|s| s["cell"] == id).map(|s| s["would_be"].to_string()).collect();
        assert_eq!(would_be, [right.as_str()], "{suspects:?}");
    }
    assert!(!outcome.findings("contradiction").is_empty());
    assert!(outcome.findings("likely_misread").is_empty(), "one slip is a misprint");
}

#[test]
fn a_total_of_zero_beside_parts_is_published_as_zero() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.set_fact("review_and_litigation.reconsideration.total", "0");
    let outcome = Outcome::html(&sheet);
    assert_none(&outcome.differences(&sheet.facts), "cells");
    assert_eq!(failing(&outcome), ["R-SUM.reconsideration"]);
}

#[test]
fn a_wrong_part_fails_its_row_its_column_and_the_balance() {
    let mut sheet = Sheet::of(Layout::Of2019);
    sheet.set_fact("applications.results.total.commercial_enterprise", "4999");
    let outcome = Outcome::html(&sheet);
    assert_none(&outcome.differences(&sheet.facts), "cells");
    let want = ["A-BALANCE.commercial_enterprise", "A-RESULTS.commercial_enterprise", "A-ROW.results.total"];
    assert_eq!(failing(&outcome), want);
}

#[test]
fn a_table_shifted_by_a_column_is_called_misread() {
    let mut sheet = Sheet::of(Layout::Of2021);
    for row in sheet.table(3).iter_mut().skip(5) {
        let first = row.len() - 7;
        let mut texts: Vec<String> = row[first..].iter().map(|td| td.text.clone()).collect();
        texts.rotate_right(1);
        row[first..].iter_mut().zip(texts).for_each(|(td, text)| td.text = text);
    }
    assert_eq!(Outcome::html(&sheet).findings("likely_misread").len(), 1);
}

#[test]
fn a_blank_total_stays_blank() {
    let mut sheet = Sheet::of(Layout::Of2019);
    let total = |td: &&mut crate::sheet::Td| {
        td.id.as_deref().is_some_and(|id| id.starts_with("applications.") && id.ends_with(".total"))
    };
    sheet.cells().filter(total).for_each(|td| td.text = "&nbsp;".to_string());
    let outcome = Outcome::html(&sheet);
    for id in sheet.facts.keys().filter(|id| id.starts_with("applications.") && id.ends_with(".total")) {
        assert_eq!((outcome.status(id), outcome.value(id)), ("blank", None), "{id}");
    }
    let rest = outcome.differences(&sheet.facts).into_iter().filter(|d| !d.contains(".total: ")).collect::<Vec<_>>();
    assert_none(&rest, "other cells");
    assert_none(&failing(&outcome), "a sum without its total cannot fail");
}

#[test]
fn cells_left_blank_for_zero_fail_no_sum() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.fill("");
    for row in ["new_requests", "results.disclosed", "results.total"] {
        for column in ["natural_person", "total"] {
            sheet.set(&format!("applications.{row}.{column}"), "3");
        }
    }
    let outcome = Outcome::html(&sheet);
    let published: Vec<&str> = outcome.ids().into_iter().filter(|id| outcome.value(id).is_some()).collect();
    assert_eq!(published.len(), 6, "{published:?}");
    assert!(outcome.ids().iter().all(|id| ["published", "blank"].contains(&outcome.status(id))));
    assert_none(&failing(&outcome), "identities");
}

/// A report that prints a table of a section twice, with another number in one cell of the first copy.
fn twice(section: usize, id: &str) -> (Sheet, Outcome) {
    let mut sheet = Sheet::of(Layout::Of2021);
    let copy = sheet.table(section).clone();
    sheet.set(id, "4321");
    sheet.parts[section - 1].pieces.push(Piece::Table(copy));
    let outcome = Outcome::html(&sheet);
    (sheet, outcome)
}

/// The cell in which two copies differ is a conflict of both numbers, and all others are as both say.
#[track_caller]
fn assert_conflict(section: usize, id: &str) {
    let (sheet, outcome) = twice(section, id);
    assert_eq!((outcome.status(id), outcome.value(id)), ("conflict", None));
    let mut both: Vec<String> =
        outcome.cell(id)["alternatives"].as_array().expect("both").iter().map(|a| a.to_string()).collect();
    let mut want = vec!["4321".to_string(), sheet.facts[id].clone()];
    both.sort();
    want.sort();
    assert_eq!(both, want);
    assert!(!outcome.findings("conflict").is_empty());
    let others = outcome.differences(&sheet.facts).into_iter().filter(|d| !d.starts_with(id));
    assert_none(&others.collect::<Vec<_>>(), "cells on which both copies agree");
}

#[test]
fn two_copies_of_table_2_that_differ_are_a_conflict() {
    assert_conflict(2, "active_disclosure.administrative_licensing.decisions");
}

#[test]
fn two_copies_of_table_4_that_differ_are_a_conflict() {
    assert_conflict(4, "review_and_litigation.litigation_direct.upheld");
}

/// They may as well be a comparison of two years, which is refused.
#[test]
fn two_copies_of_table_3_that_differ_are_a_conflict_or_refused() {
    let id = "applications.results.disclosed.other";
    let (_, outcome) = twice(3, id);
    match outcome.form() {
        "none" => outcome.assert_refused(),
        _ => assert_conflict(3, id),
    }
}

#[test]
fn two_equal_copies_of_a_table_are_one() {
    for section in [2, 4] {
        let mut sheet = Sheet::of(Layout::Of2021);
        let copy = sheet.table(section).clone();
        sheet.parts[section - 1].pieces.push(Piece::Table(copy));
        Outcome::html(&sheet).assert_exact(&sheet.facts);
    }
}
