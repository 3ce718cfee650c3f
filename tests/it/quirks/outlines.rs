//! Headings in other words, other numbers and other places; what a report says where it prints no table.

use crate::outcome::{Outcome, assert_none, tight};
use crate::sheet::{HEADINGS, Layout, Piece, Sheet, Td};

/// A clean report whose headings are numbered in another way.
fn numbered(number: impl Fn(usize) -> String) -> Sheet {
    let mut sheet = Sheet::of(Layout::Of2021);
    for (at, part) in sheet.parts.iter_mut().enumerate() {
        let (_, words) = part.heading.split_once('、').expect("a number");
        part.heading = format!("{}{words}", number(at));
    }
    sheet
}

/// The texts of the sections, and whether anything is said against the outline.
fn told(outcome: &Outcome) -> (Vec<Option<String>>, usize) {
    let text = |id: &&str| {
        let sections = outcome.0["sections"].as_array().expect("sections").iter().filter(|s| s["id"] == **id);
        let blocks = sections.flat_map(|s| s["blocks"].as_array().expect("blocks"));
        let text: String = blocks.filter_map(|b| b["text"].as_str()).map(tight).collect();
        Some(text).filter(|t| !t.is_empty())
    };
    let ids = ["overview", "problems", "other_matters", "further"];
    (ids.iter().map(text).collect(), outcome.findings("section_structure").len())
}

#[test]
fn sections_are_found_however_they_are_numbered() {
    let clean = told(&Outcome::html(&Sheet::of(Layout::Of2021)));
    let nth = |list: &'static str| move |at: usize| list.chars().nth(at).expect("six").to_string();
    let (chinese, formal, roman) = (nth("一二三四五六"), nth("壹贰叁肆伍陆"), nth("ⅠⅡⅢⅣⅤⅥ"));
    let letters = ["I", "II", "III", "IV", "V", "VI"];
    type Number<'a> = Box<dyn Fn(usize) -> String + 'a>;
    let ways: Vec<Number<'_>> = vec![
        Box::new(|at| format!("第{}部分 ", chinese(at))),
        Box::new(|at| format!("第{}部分：", at + 1)),
        Box::new(|at| format!("第{}、", chinese(at))),
        Box::new(|at| format!("{}、", roman(at))),
        Box::new(|at| format!("{}. ", letters[at])),
        Box::new(|at| format!("{}、", formal(at))),
        Box::new(|at| format!("{}.", at + 1)),
        Box::new(|at| format!("0{}", at + 1)),
        Box::new(|at| format!("{} ", chinese(at))),
        Box::new(|at| format!("（{}）", chinese(at))),
    ];
    let mut wrong = Vec::new();
    for way in &ways {
        let sheet = numbered(way);
        let outcome = Outcome::html(&sheet);
        if told(&outcome) != clean || !outcome.differences(&sheet.facts).is_empty() {
            wrong.push(format!("{}: {:?}", sheet.parts[4].heading, told(&outcome)));
        }
    }
    assert_none(&wrong, "numbers");
}

#[test]
fn a_heading_in_other_words_goes_by_its_number_and_place() {
    let clean = told(&Outcome::html(&Sheet::of(Layout::Of2021)));
    for (at, heading) in [
        (4, "五、存在问题和下一步打算"),
        (4, "五、工作中的短板与今后方向"),
        (5, "六、有关事项"),
        (0, "一、全年工作回顾"),
        (4, "五、存在的主要问题及改进情况："),
    ] {
        let mut sheet = Sheet::of(Layout::Of2021);
        sheet.parts[at].heading = heading.to_string();
        let outcome = Outcome::html(&sheet);
        assert_eq!(told(&outcome), clean, "{heading}");
        outcome.assert_exact(&sheet.facts);
    }
}

#[test]
fn a_section_that_the_form_does_not_have_is_none_of_its_own() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let clean = told(&Outcome::html(&sheet));
    sheet.parts.push(crate::sheet::Part {
        heading: "七、政务公开工作亮点".to_string(),
        pieces: vec![Piece::Paragraph("开设专栏。".to_string())],
    });
    let outcome = Outcome::html(&sheet);
    assert_eq!(told(&outcome).0[..3], clean.0[..3]);
    assert_eq!(told(&outcome).0[3].as_deref(), Some("开设专栏。"));
}

#[test]
fn headings_inside_of_a_section_open_none() {
    let clean = told(&Outcome::html(&Sheet::of(Layout::Of2021))).0;
    for heads in [
        ["（一）主动公开情况", "（二）依申请公开情况"],
        ["（一）主动公开政府信息情况", "（二）收到和处理政府信息公开申请情况"],
        ["1.主动公开情况", "2.依申请公开情况"],
    ] {
        let mut sheet = Sheet::of(Layout::Of2021);
        for head in heads {
            sheet.parts[0].pieces.push(Piece::Paragraph(head.to_string()));
            sheet.parts[0].pieces.push(Piece::Paragraph("工作有序。".to_string()));
        }
        let outcome = Outcome::html(&sheet);
        let overview = outcome.section("overview").map(|t| tight(&t)).unwrap_or_default();
        assert!(overview.contains(heads[0]) && overview.ends_with("工作有序。"), "{overview}");
        assert_eq!(told(&outcome).0[1..], clean[1..], "{heads:?}");
        outcome.assert_exact(&sheet.facts);
    }
}

#[test]
fn a_list_of_contents_opens_no_section() {
    let clean = told(&Outcome::html(&Sheet::of(Layout::Of2021)));
    for leader in ["", "………………3", "\t4", ".......... 5"] {
        let mut sheet = Sheet::of(Layout::Of2021);
        let lines = HEADINGS.iter().map(|h| format!("<p>{h}{leader}</p>"));
        sheet.lead_in.splice(0..0, ["目录".to_string()]);
        sheet.title.push_str(&lines.collect::<String>());
        let outcome = Outcome::html(&sheet);
        assert_eq!(told(&outcome), clean, "{leader:?}");
        assert!(!outcome.section("lead_in").unwrap_or_default().contains("总体情况"), "{leader:?}");
        outcome.assert_exact(&sheet.facts);
    }
}

#[test]
fn a_heading_and_its_text_in_one_line() {
    let clean = told(&Outcome::html(&Sheet::of(Layout::Of2021)));
    for mark in ["。", "：", " "] {
        let mut sheet = Sheet::of(Layout::Of2021);
        for at in [0, 4, 5] {
            let Piece::Paragraph(text) = sheet.parts[at].pieces.remove(0) else { panic!("a paragraph") };
            sheet.parts[at].heading = format!("{}{mark}{text}", HEADINGS[at]);
        }
        let outcome = Outcome::html(&sheet);
        assert_eq!(told(&outcome), clean, "{mark}");
    }
}

#[test]
fn words_that_there_was_nothing_take_the_place_of_a_table() {
    for (section, id, text) in [
        (2, "applications", "本年度未收到政府信息公开申请，无表格数据。"),
        (2, "applications", "2023年，共收到政府信息公开申请0件。"),
        (3, "review_and_litigation", "本年度未发生因政府信息公开工作被申请行政复议、提起行政诉讼的情况。"),
        (3, "review_and_litigation", "无。"),
        (3, "review_and_litigation", "2023年无。"),
    ] {
        let mut sheet = Sheet::of(Layout::Of2021);
        sheet.parts[section].pieces = vec![Piece::Paragraph(text.to_string())];
        let outcome = Outcome::html(&sheet);
        assert!(outcome.findings("table_missing").is_empty(), "{text}");
        let said = outcome.findings("table_not_printed");
        assert_eq!((said.len(), &said[0]["severity"]), (1, &"info".into()), "{text}");
        outcome.assert_no_value_of_table(id);
    }
    for text in ["共收到政府信息公开申请5件，均已办结，没有逾期。", "申请情况见附件。"] {
        let mut sheet = Sheet::of(Layout::Of2021);
        sheet.parts[2].pieces = vec![Piece::Paragraph(text.to_string())];
        assert_eq!(Outcome::html(&sheet).findings("table_missing").len(), 1, "{text}");
    }
}

#[test]
fn a_table_in_a_cell_is_the_text_of_the_cell() {
    let mut sheet = Sheet::of(Layout::Of2021);
    for id in ["applications.results.disclosed.natural_person", "review_and_litigation.reconsideration.upheld"] {
        let inner = sheet.facts[id].clone();
        sheet.set(id, &format!("<table><tr><td><p>{inner}</p></td></tr></table>"));
    }
    sheet.relabel("（一）予以公开", "<table><tr><td>（一）予以公开</td></tr></table>");
    Outcome::html(&sheet).assert_exact(&sheet.facts);
}

#[test]
fn a_row_of_long_notes_leaves_the_table_a_table() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let note = "说明：本表所列数据为全年累计数，含上年结转。<br>".repeat(20);
    sheet.table(3).push(vec![Td::wide(&note, 10)]);
    Outcome::html(&sheet).assert_exact(&sheet.facts);
}

#[test]
fn what_is_refused_keeps_its_text() {
    let mut sheet = Sheet::of(Layout::Of2021);
    for part in &mut sheet.parts[1..4] {
        part.pieces.clear();
    }
    sheet.title = "<h1>云溪市白石区水务局2023年上半年政府信息公开工作年度报告</h1>".to_string();
    let outcome = Outcome::html(&sheet);
    outcome.assert_refused();
    assert!(outcome.section("problems").is_some_and(|t| t.contains("及时性")));
    assert_eq!(outcome.fact("agency"), None, "half a year is no part of a name");
    assert_eq!(outcome.fact("report_year").as_deref(), Some("2023"));
}

#[test]
fn numbers_that_are_not_understood_are_not_lost() {
    // All numbers of a table in one line: nothing was taken out of this text.
    let sheet = Sheet::of(Layout::Of2021);
    let text = crate::sheet::dump::dump(&sheet, crate::sheet::dump::Shape::Lines).replace('\n', " ");
    let outcome = Outcome::of(text.as_bytes(), "report.txt");
    assert_ne!(outcome.class(), "damaged");
    assert!(outcome.findings("text_destroyed").is_empty());
}
