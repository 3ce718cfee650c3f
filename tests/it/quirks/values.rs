//! What stands in a number cell: a number, nothing, a dash, words, or more than one number.

use crate::outcome::{Outcome, assert_none, same_number};
use crate::sheet::{Layout, Sheet};

const COUNT: &str = "active_disclosure.administrative_penalties.decisions";
const CHANGE: &str = "active_disclosure.administrative_licensing.change_this_year";
const FEES: &str = "active_disclosure.administrative_fees.amount";
const PURCHASES: &str = "active_disclosure.government_procurement.amount";

/// Prints each text in a cell of a clean report; what must come out is a status and a number.
#[track_caller]
fn prints(layout: Layout, id: &str, rows: &[(&str, &str, Option<&str>)]) -> Vec<Outcome> {
    let mut wrong = Vec::new();
    let mut outcomes = Vec::new();
    for (text, status, want) in rows {
        let mut sheet = Sheet::of(layout);
        sheet.set(id, text);
        let outcome = Outcome::html(&sheet);
        let got = outcome.value(id);
        let right = match (want, &got) {
            (Some(want), Some(got)) => same_number(want, got),
            (None, None) => true,
            _ => false,
        };
        if outcome.status(id) != *status || !right {
            wrong.push(format!("{text:?} in {id} came out {} {got:?}, not {status} {want:?}", outcome.status(id)));
        }
        let others = outcome.differences(&sheet.facts).into_iter().filter(|d| !d.starts_with(id)).count();
        if others > 0 {
            wrong.push(format!("{text:?} in {id} disturbs {others} other cells"));
        }
        outcomes.push(outcome);
    }
    assert_none(&wrong, "values");
    outcomes
}

fn published(rows: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str, Option<&'static str>)> {
    rows.iter().map(|(text, value)| (*text, "published", Some(*value))).collect()
}

#[test]
fn counts() {
    let rows = [
        ("0", "0"),
        ("０", "0"),
        ("零", "0"),
        ("〇", "0"),
        ("12件", "12"),
        ("12 件", "12"),
        ("1,234", "1234"),
        ("1，234", "1234"),
        ("１２３", "123"),
        ("&nbsp;&nbsp;7&nbsp;", "7"),
        ("<p>8</p><p>&nbsp;</p>", "8"),
        ("<span>1</span><span>9</span>", "19"),
        ("3985758", "3985758"),
        ("9<br>", "9"),
    ];
    prints(Layout::Of2021, COUNT, &published(&rows));
}

#[test]
fn signs_in_the_column_of_changes() {
    let rows = [
        ("＋5", "5"),
        ("+5", "5"),
        ("增5", "5"),
        ("增加2项", "2"),
        ("+19", "19"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("−3", "-3"),
        ("减3", "-3"),
        ("减少3项", "-3"),
        ("-18", "-18"),
        ("﹣4", "-4"),
        ("0", "0"),
    ];
    prints(Layout::Of2019, CHANGE, &published(&rows));
}

/// A sign belongs in the column of changes; elsewhere it is a slip of the printer or of the reader.
#[test]
fn a_negative_count_is_not_published_without_a_word() {
    for text in ["减3", "-3", "－3"] {
        let mut sheet = Sheet::of(Layout::Of2021);
        sheet.set(COUNT, text);
        let outcome = Outcome::html(&sheet);
        let said = outcome.0["findings"].as_array().expect("findings").iter().any(|f| f.to_string().contains(COUNT));
        assert!(said, "{text} came out {} and nothing is said", outcome.cell(COUNT));
    }
}

#[test]
fn amounts_are_in_the_unit_of_the_form_to_the_last_digit() {
    let rows = [
        ("160.5964万元", "160.5964"),
        ("1605964元", "160.5964"),
        ("75394432.52元", "7539.443252"),
        ("1.2亿元", "12000"),
        ("7545", "7545"),
        ("24252.311082", "24252.311082"),
        ("4,166.241619", "4166.241619"),
        ("251000元", "25.1"),
        ("１２．５万元", "12.5"),
    ];
    for (outcome, (text, _)) in prints(Layout::Of2021, FEES, &published(&rows)).iter().zip(rows) {
        let cell = outcome.cell(FEES);
        assert_eq!(cell["raw"], *text, "the text stays as printed");
        assert_eq!(cell["unit"], "万元", "{text}");
        assert_eq!(cell["unit_source"] == "cell", text.ends_with('元'), "{text}: {}", cell["unit_source"]);
    }
    prints(Layout::Of2019, PURCHASES, &published(&rows));
}

#[test]
fn decimals_are_published_digit_by_digit() {
    for text in ["59237.2449", "0.092", "96171.60", "0.10", "7545.0"] {
        let mut sheet = Sheet::of(Layout::Of2021);
        sheet.set_fact(FEES, text);
        Outcome::html(&sheet).assert_exact(&sheet.facts);
    }
}

#[test]
fn the_unit_of_a_head_holds_for_its_column() {
    for head in ["采购总金额（元）", "采购总金额（单位：元）", "采购总金额(单位:人民币元)"]
    {
        let mut sheet = Sheet::of(Layout::Of2019);
        sheet.relabel("采购总金额", head);
        sheet.set(PURCHASES, "1605964");
        let outcome = Outcome::html(&sheet);
        let cell = outcome.cell(PURCHASES);
        assert_eq!(outcome.value(PURCHASES).as_deref(), Some("160.5964"), "{head}");
        assert_eq!(
            (&cell["raw"], &cell["unit"], &cell["unit_source"]),
            (&"1605964".into(), &"万元".into(), &"header".into()),
            "{head}"
        );
    }
    let mut sheet = Sheet::of(Layout::Of2019);
    sheet.relabel("采购总金额", "采购总金额（元）");
    sheet.set(PURCHASES, "12.5万元");
    assert_eq!(Outcome::html(&sheet).value(PURCHASES).as_deref(), Some("12.5"), "the cell knows better than its head");
}

#[test]
fn dashes_and_words_for_none_are_no_zeros() {
    let marks = ["—", "–", "-", "--", "——", "－", "/", "／", "\\", "无", "不适用", "N/A", "&nbsp;-&nbsp;", "——/"];
    let (last, marks) = marks.split_last().expect("marks");
    prints(Layout::Of2021, COUNT, &marks.iter().map(|m| (*m, "not_applicable", None)).collect::<Vec<_>>());
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.set(COUNT, last);
    assert_eq!(Outcome::html(&sheet).value(COUNT), None, "{last}");
}

#[test]
fn blanks_are_no_zeros() {
    let blanks = ["", " ", "&nbsp;", "&nbsp;&nbsp; \n", "　", "<p><o:p>&nbsp;</o:p></p>", "<span></span>"];
    prints(Layout::Of2021, COUNT, &blanks.map(|b| (b, "blank", None)));
    let id = "applications.results.disclosed.other";
    prints(Layout::Of2021, id, &blanks.map(|b| (b, "blank", None)));
}

#[test]
fn words_are_not_read_as_numbers() {
    let texts = ["详见附表", "见附件", "100余件", "12%", "1.2.3", "12-15", "①", "2023年", "12/15", "1,23"];
    for outcome in prints(Layout::Of2021, COUNT, &texts.map(|t| (t, "unreadable", None))) {
        assert!(outcome.findings("not_a_number").iter().any(|f| f["cells"][0] == COUNT), "{}", outcome.0["findings"]);
    }
}

#[test]
fn a_letter_for_zero_is_zero_and_said_so() {
    for outcome in prints(Layout::Of2021, COUNT, &published(&[("O", "0"), ("o", "0"), ("○", "0"), ("Ｏ", "0")])) {
        assert!(!outcome.findings("label_misprint").is_empty(), "{}", outcome.0["findings"]);
        assert!(["O", "o", "○", "Ｏ"].contains(&outcome.cell(COUNT)["raw"].as_str().unwrap_or_default()));
    }
}

#[test]
fn residue_of_a_converter_is_taken_off_and_said_so() {
    for outcome in prints(
        Layout::Of2021,
        COUNT,
        &published(&[("[bookmark: _GoBack]0", "0"), ("[bookmark: _GoBack]27", "27"), ("? 0", "0")]),
    ) {
        assert!(!outcome.findings("residue").is_empty(), "{}", outcome.0["findings"]);
    }
}

#[test]
fn several_numbers_in_one_cell_are_a_conflict() {
    let rows = [("5<br>7", "conflict", None), ("3 0 0 1", "conflict", None), ("<p>12</p><p>15</p>", "conflict", None)];
    for outcome in prints(Layout::Of2021, COUNT, &rows) {
        assert!(
            outcome.cell(COUNT)["alternatives"].as_array().is_some_and(|a| a.len() >= 2),
            "{}",
            outcome.cell(COUNT)
        );
        assert!(!outcome.findings("conflict").is_empty());
    }
}

#[test]
fn the_sums_decide_between_readings_where_they_can() {
    let id = "applications.results.disclosed.natural_person";
    for (number, printed) in [("57", "5<br>7"), ("3001", "3 0 0 1"), ("7", "5<br>7")] {
        let mut sheet = Sheet::of(Layout::Of2021);
        let old: i64 = sheet.facts[id].parse().expect("a number");
        let change = number.parse::<i64>().expect("a number") - old;
        for row in ["results.disclosed", "results.total", "new_requests"] {
            for column in ["natural_person", "total"] {
                let id = format!("applications.{row}.{column}");
                let sum = sheet.facts[&id].parse::<i64>().expect("a number") + change;
                sheet.set_fact(&id, &sum.to_string());
            }
        }
        Outcome::html(&sheet).assert_exact(&sheet.facts);
        sheet.set(id, printed);
        let outcome = Outcome::html(&sheet);
        outcome.assert_exact(&sheet.facts);
        assert!(
            outcome.findings("proved_by_arithmetic").iter().any(|f| f["cells"][0] == id),
            "{printed} is proved and not said so"
        );
    }
}
