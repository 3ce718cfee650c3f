//! Reports whose numbers run together. Whatever one thing is wrong with them, no value may come out that was not printed;
//! and nearly all of what is printed comes out.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::outcome::Outcome;
use crate::properties::cases;
use crate::sheet::dump::{Shape, dump};
use crate::sheet::facts::{APPLICANTS, drawn};
use crate::sheet::{Facts, HEADINGS, Layout, Sheet};

/// Numbers of a linear congruential generator, 0 to `most`.
struct Draw(u64);

impl Draw {
    fn to(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % (most + 1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.to(all.len() as u64 - 1) as usize]
    }
}

/// A report as offices file them: most numbers are zero, few are large.
fn sheet(seed: u64) -> (Sheet, Draw) {
    let mut draw = Draw(seed);
    let layout = *draw.of(&[Layout::Of2019, Layout::Of2021, Layout::Hybrid]);
    let (zeros, largest) = (*draw.of(&[6u64, 9, 14]), *draw.of(&[3u64, 20, 60]));
    let facts = drawn(layout, |most| match draw.to(zeros) {
        0 => draw.to(most.min(largest)),
        1 => draw.to(most.min(3)),
        _ => 0,
    });
    let mut sheet = Sheet::with(layout, facts);
    // Some offices print a dash for zero.
    if let Some(dash) = draw.of(&[None, None, Some("—"), Some("/"), Some("-"), Some("无")]) {
        for (id, number) in sheet.facts.clone() {
            if number == "0" && draw.to(1) == 0 {
                sheet.set(&id, dash);
                sheet.facts.remove(&id);
            }
        }
    }
    (sheet, draw)
}

/// Ids of tables 3 and 4 whose cells print a number that the test admits.
fn ids(sheet: &Sheet, admit: impl Fn(&str) -> bool) -> Vec<String> {
    let counted = |id: &str| !id.starts_with("active_disclosure");
    sheet.facts.iter().filter(|(id, n)| counted(id) && admit(n)).map(|(id, _)| id.clone()).collect()
}

/// The text, with line breaks between rows or without any.
fn glue(sheet: &Sheet, draw: &mut Draw) -> String {
    let text = dump(sheet, Shape::Unsegmented);
    if draw.to(1) == 0 {
        return text;
    }
    let (head, body) = text.split_at(text.find(HEADINGS[0]).expect("a heading"));
    format!("{head}{}", body.replace('\n', ""))
}

fn read(sheet: &Sheet, draw: &mut Draw) -> Outcome {
    Outcome::of(glue(sheet, draw).as_bytes(), "report.txt")
}

/// How many cells that print a number came out, and how many print one.
fn resolved(outcome: &Outcome, facts: &Facts) -> (usize, usize) {
    (facts.keys().filter(|id| outcome.value(id).is_some()).count(), facts.len())
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn a_consistent_report(seed in any::<u64>()) {
        let (sheet, mut draw) = sheet(seed);
        let outcome = read(&sheet, &mut draw);
        outcome.assert_none_wrong(&sheet.facts);
        let of_3: Facts = sheet.facts.clone().into_iter().filter(|(id, _)| id.starts_with("applications")).collect();
        let (right, all) = resolved(&outcome, &of_3);
        prop_assert!(right * 10 >= all * 9, "{right} of {all} cells of table 3");
    }

    #[test]
    fn a_number_that_is_not_the_one_it_should_be(seed in any::<u64>()) {
        let (mut sheet, mut draw) = sheet(seed);
        let id = draw.of(&ids(&sheet, |_| true)).clone();
        let old: u64 = sheet.facts[&id].parse().expect("a count");
        let others = [old + 1, old.saturating_sub(1), old * 10, old / 10, 0, old + draw.to(30), draw.to(99)];
        sheet.set_fact(&id, &draw.of(&others).to_string());
        let outcome = read(&sheet, &mut draw);
        outcome.assert_none_wrong(&sheet.facts);
    }

    #[test]
    fn a_case_that_is_counted_in_its_row_only(seed in any::<u64>()) {
        let (mut sheet, mut draw) = sheet(seed);
        let totals = ids(&sheet, |_| true).into_iter().filter(|id| id.starts_with("app") && id.ends_with(".total"));
        let total = draw.of(&totals.collect::<Vec<_>>()).clone();
        let (row, _) = total.rsplit_once('.').expect("a column");
        let part = format!("{row}.{}", draw.of(&APPLICANTS[..6]));
        for id in [part, total] {
            let old: u64 = sheet.facts.get(&id).map_or(0, |n| n.parse().expect("a count"));
            sheet.set_fact(&id, &(old + 1).to_string());
        }
        let outcome = read(&sheet, &mut draw);
        outcome.assert_none_wrong(&sheet.facts);
    }

    #[test]
    fn a_cell_that_leaves_nothing(seed in any::<u64>()) {
        let (mut sheet, mut draw) = sheet(seed);
        let zeros = ids(&sheet, |n| n == "0");
        prop_assume!(!zeros.is_empty());
        let id = draw.of(&zeros).clone();
        sheet.set(&id, "");
        let outcome = read(&sheet, &mut draw);
        outcome.assert_none_wrong(&sheet.facts);
        prop_assert_eq!(outcome.value(&id), None, "a blank is no zero");
    }

    #[test]
    fn a_zero_too_many(seed in any::<u64>()) {
        let (mut sheet, mut draw) = sheet(seed);
        let zeros = ids(&sheet, |n| n == "0");
        prop_assume!(!zeros.is_empty());
        let id = draw.of(&zeros).clone();
        sheet.set(&id, "00");
        let outcome = read(&sheet, &mut draw);
        outcome.assert_none_wrong(&sheet.facts);
    }

    #[test]
    fn blank_cells_all_over_the_report(seed in any::<u64>()) {
        let (mut sheet, mut draw) = sheet(seed);
        let every = *draw.of(&[0, 2, 5]);
        let zeros: BTreeSet<String> = ids(&sheet, |n| n == "0").into_iter().filter(|_| draw.to(every) == 0).collect();
        prop_assume!(zeros.len() > 20);
        for id in &zeros {
            sheet.set(id, "");
            sheet.facts.remove(id);
        }
        let outcome = read(&sheet, &mut draw);
        outcome.assert_none_wrong(&sheet.facts);
    }
}

#[test]
fn rows_that_leave_nothing_show_that_blanks_are_dropped() {
    let mut sheet = with_rows(&[]);
    for (id, number) in sheet.facts.clone() {
        if number == "0" && id.starts_with("applications.") {
            sheet.set(&id, "");
            sheet.facts.remove(&id);
        }
    }
    // 6, 8, 6, 13 and 33 are seven digits.
    for row in ["new_requests", "results.total"] {
        for (column, n) in [("natural_person", 6), ("social_welfare_organization", 8), ("legal_service_institution", 6)]
        {
            sheet.set_fact(&format!("applications.{row}.{column}"), &n.to_string());
        }
        sheet.set_fact(&format!("applications.{row}.other"), "13");
        sheet.set_fact(&format!("applications.{row}.total"), "33");
    }
    let text = dump(&sheet, Shape::Unsegmented);
    assert!(text.contains("数量6861333\n"));
    let (head, body) = text.split_at(text.find(HEADINGS[0]).expect("a heading"));
    for text in [text.clone(), format!("{head}{}", body.replace('\n', ""))] {
        Outcome::of(text.as_bytes(), "report.txt").assert_none_wrong(&sheet.facts);
    }
}

/// How much of random reports comes out: `cargo test --test it -- --ignored --nocapture unsegmented::statistics`.
#[test]
#[ignore = "prints a statistic"]
fn statistics() {
    let mut tables = [("active_disclosure", 0, 0), ("applications", 0, 0), ("review_and_litigation", 0, 0)];
    for seed in 0..400 {
        let (sheet, mut draw) = sheet(seed);
        let outcome = read(&sheet, &mut draw);
        for (table, right, all) in &mut tables {
            let facts: Facts = sheet.facts.clone().into_iter().filter(|(id, _)| id.starts_with(*table)).collect();
            let (r, a) = resolved(&outcome, &facts);
            (*right, *all) = (*right + r, *all + a);
        }
    }
    for (table, right, all) in tables {
        println!("{table}: {right} of {all} cells, {:.1} %", 100.0 * f64::from(right as u32) / f64::from(all as u32));
    }
}

/// Rows of table 3 of a report in which nothing else was filed.
fn with_rows(rows: &[(&str, [u64; 7])]) -> Sheet {
    let mut sheet = Sheet::with(Layout::Of2021, drawn(Layout::Of2021, |_| 0));
    for (row, numbers) in rows {
        for (column, n) in APPLICANTS.iter().zip(numbers) {
            sheet.set_fact(&format!("applications.{row}.{column}"), &n.to_string());
        }
    }
    sheet
}

const TWO_ROWS: [(&str, [u64; 7]); 4] = [
    ("new_requests", [12, 10, 0, 0, 0, 0, 22]),
    ("results.disclosed", [11, 0, 0, 0, 0, 0, 11]),
    ("results.unable_to_provide.not_held", [1, 10, 0, 0, 0, 0, 11]),
    ("results.total", [12, 10, 0, 0, 0, 0, 22]),
];

#[test]
fn columns_decide_where_a_row_alone_has_two_cuts() {
    let sheet = with_rows(&TWO_ROWS);
    let text = dump(&sheet, Shape::Unsegmented);
    // 11 0 0 0 0 0 11, or 1 10 0 0 0 0 11 as the other row prints.
    assert!(text.contains("予以公开110000011\n") && text.contains("相关政府信息110000011\n"));
    let outcome = Outcome::of(text.as_bytes(), "report.txt");
    outcome.assert_none_wrong(&sheet.facts);
    let id = "applications.results.disclosed.natural_person";
    assert_eq!(outcome.cell(id)["alternatives"].to_string(), "[1,11]", "both rows could be the one");
    let cell = outcome.cell("applications.new_requests.natural_person");
    assert_eq!((cell["value"].to_string().as_str(), &cell["derivation"]), ("12", &"segmented".into()), "{cell}");
    assert_eq!(cell["evidence"].to_string(), "[\"A-BALANCE.natural_person\",\"A-ROW.new_requests\"]");
    // With the numbers of one row only, its column says which it is.
    let sheet = with_rows(&[("new_requests", [11, 0, 0, 0, 0, 0, 11]), TWO_ROWS[1], ("results.total", TWO_ROWS[1].1)]);
    let outcome = Outcome::text(&sheet, Shape::Unsegmented);
    outcome.assert_none_wrong(&sheet.facts);
}

#[test]
fn a_wrong_total_elsewhere_neither_spoils_the_rest_nor_is_mended() {
    let mut sheet = with_rows(&TWO_ROWS);
    sheet.set_fact("applications.carried_over.total", "7");
    let outcome = Outcome::text(&sheet, Shape::Unsegmented);
    outcome.assert_none_wrong(&sheet.facts);
    assert_eq!(outcome.value("applications.carried_over.total").as_deref(), Some("7"));
    assert_eq!(outcome.value("applications.results.total.total").as_deref(), Some("22"));
}

#[test]
fn a_word_for_none_in_every_cell() {
    let mut sheet = with_rows(&TWO_ROWS);
    for (id, number) in sheet.facts.clone() {
        if number == "0" {
            sheet.set(&id, "无");
            sheet.facts.remove(&id);
        }
    }
    for seed in [0, 1] {
        let outcome = read(&sheet, &mut Draw(seed));
        outcome.assert_none_wrong(&sheet.facts);
        assert_eq!(outcome.value("applications.results.total.total").as_deref(), Some("22"));
        assert_eq!(
            outcome.status("applications.results.not_processed.unjustified_mass_requests.other"),
            "not_applicable"
        );
    }
}

#[test]
fn a_sign_ends_the_number_before_it() {
    let mut sheet = Sheet::with(Layout::Of2019, drawn(Layout::Of2019, |_| 0));
    let id = |column: &str| format!("active_disclosure.administrative_penalties.{column}");
    for (column, n) in [("items_last_year", "1648"), ("change_this_year", "-17"), ("decisions", "528")] {
        sheet.set_fact(&id(column), n);
    }
    let outcome = Outcome::text(&sheet, Shape::Unsegmented);
    assert_eq!(outcome.value(&id("items_last_year")).as_deref(), Some("1648"));
    assert_eq!(outcome.status(&id("change_this_year")), "conflict");
    assert!(outcome.cell(&id("change_this_year"))["alternatives"].to_string().contains("-17"));
    outcome.assert_none_wrong(&sheet.facts);
}

#[test]
fn runs_that_can_be_cut_in_very_many_ways_are_left() {
    let mut sheet = with_rows(&[]);
    for td in sheet.cells().filter(|td| td.id.is_some()) {
        td.text = "1234567".to_string();
    }
    Outcome::text(&sheet, Shape::Unsegmented).assert_no_value_of_table("applications");
    for td in sheet.cells().filter(|td| td.id.is_some()) {
        td.text = "11".to_string();
    }
    Outcome::text(&sheet, Shape::Unsegmented).assert_no_value_of_table("review_and_litigation");
}
