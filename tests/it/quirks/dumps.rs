//! What copying, scraping and converting leave of a report: no number may be wrong, and those that are certain come out.

use std::collections::BTreeSet;

use crate::outcome::{Outcome, assert_none};
use crate::sheet::dump::{Shape, dump};
use crate::sheet::{Facts, Layout, Sheet};

const LAYOUTS: [Layout; 3] = [Layout::Of2019, Layout::Of2021, Layout::Hybrid];

/// Every number comes out of a dump of this shape, whatever the form.
#[track_caller]
fn whole(shape: Shape) {
    let mut lost = Vec::new();
    for layout in LAYOUTS {
        let sheet = Sheet::of(layout);
        let differences = Outcome::text(&sheet, shape).differences(&sheet.facts);
        lost.extend(differences.first().map(|first| format!("{layout:?}: {} cells, first {first}", differences.len())));
    }
    assert_none(&lost, "forms");
}

/// How many cells of a table came out.
fn published(outcome: &Outcome, table: &str) -> usize {
    outcome.ids().into_iter().filter(|id| id.starts_with(table) && outcome.value(id).is_some()).count()
}

#[test]
fn cells_led_by_tabs() {
    whole(Shape::Tabs);
}

#[test]
fn the_last_row_of_a_table_runs_into_the_next_heading() {
    for layout in LAYOUTS {
        let sheet = Sheet::of(layout);
        let mut text = dump(&sheet, Shape::Tabs);
        for heading in ["三、收到", "四、政府信息", "五、存在"] {
            text = text.replace(&format!("\n\n\n{heading}"), &format!("\n{heading}"));
        }
        assert!(!text.contains("\n\n三、收到"));
        Outcome::of(text.as_bytes(), "report.txt").assert_exact(&sheet.facts);
    }
}

#[test]
fn bars_on_lines_of_their_own() {
    whole(Shape::Bars);
}

#[test]
fn rows_with_pipes() {
    whole(Shape::PipeRows);
}

#[test]
fn rows_with_tabs() {
    whole(Shape::TabRows);
}

#[test]
fn one_cell_a_line() {
    whole(Shape::Lines);
}

#[test]
fn one_cell_a_line_and_empty_lines() {
    whole(Shape::SpacedLines);
}

#[test]
fn labels_wrapped_around_their_numbers() {
    whole(Shape::Wrapped);
}

#[test]
fn merged_cells_filled_with_their_text() {
    whole(Shape::Filled);
}

#[test]
fn tables_of_asciidoc() {
    whole(Shape::AsciiDoc);
}

#[test]
fn tables_behind_all_text() {
    let sheet = Sheet::of(Layout::Of2021);
    let text = dump(&sheet, Shape::Filled);
    let (tables, prose): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.contains('\t'));
    let text = [prose.join("\n"), tables.join("\n")].join("\n");
    let outcome = Outcome::of(text.as_bytes(), "report.txt");
    assert!(published(&outcome, "applications.") > 160, "{}", published(&outcome, "applications."));
    outcome.assert_none_wrong(&sheet.facts);
}

#[test]
fn empty_cells_between_pipes_keep_their_places() {
    let mut sheet = Sheet::of(Layout::Of2019);
    let blank = ["applications.new_requests.research_institution", "applications.results.disclosed.other"];
    blank.iter().for_each(|id| sheet.set(id, ""));
    for shape in [Shape::PipeRows, Shape::TabRows] {
        let outcome = Outcome::text(&sheet, shape);
        outcome.assert_none_wrong(&sheet.facts);
        assert!(blank.iter().all(|id| outcome.value(id).is_none()), "{shape:?}: a blank has a number");
        assert!(published(&outcome, "applications.") > 100, "{shape:?}: {}", published(&outcome, "applications."));
    }
}

#[test]
fn empty_cells_that_leave_no_trace_are_not_filled_from_their_neighbours() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let columns = [
        "commercial_enterprise",
        "research_institution",
        "social_welfare_organization",
        "legal_service_institution",
        "other",
    ];
    let rows: BTreeSet<String> = sheet
        .facts
        .keys()
        .filter_map(|id| id.strip_prefix("applications.")?.rsplit_once('.'))
        .map(|(row, _)| row.to_string())
        .collect();
    // One natural person in each row is also its total: "3 | 3" says as much.
    for row in &rows {
        columns.iter().for_each(|c| sheet.set(&format!("applications.{row}.{c}"), ""));
        ["natural_person", "total"].iter().for_each(|c| sheet.set_fact(&format!("applications.{row}.{c}"), "3"));
    }
    let text =
        dump(&sheet, Shape::Lines).lines().filter(|l| !l.is_empty()).fold(String::new(), |out, l| out + l + "\n");
    let outcome = Outcome::of(text.as_bytes(), "report.txt");
    for id in rows.iter().flat_map(|row| columns.map(|c| format!("applications.{row}.{c}"))) {
        assert_eq!(outcome.value(&id), None, "{id}");
    }
    outcome.assert_none_wrong(&sheet.facts);
}

/// Numbers of a row without anything between them: a cut is published only if it is the only one.
#[test]
fn glued_numbers() {
    for layout in LAYOUTS {
        let sheet = Sheet::of(layout);
        Outcome::text(&sheet, Shape::Unsegmented).assert_none_wrong(&sheet.facts);
    }
}

#[test]
fn a_glued_row_with_one_possible_cut_is_cut_there_or_left() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let row = |id: &str, numbers: [u32; 7], sheet: &mut Sheet| {
        for (column, n) in crate::sheet::facts::APPLICANTS.iter().zip(numbers) {
            sheet.set_fact(&format!("applications.{id}.{column}"), &n.to_string());
        }
    };
    row("new_requests", [64, 0, 0, 2, 0, 4, 70], &mut sheet);
    row("carried_over", [0, 1, 0, 2, 0, 0, 3], &mut sheet);
    let text = dump(&sheet, Shape::Unsegmented);
    assert!(text.contains("数量640020470\n") && text.contains("数量0102003\n"));
    let outcome = Outcome::of(text.as_bytes(), "report.txt");
    outcome.assert_none_wrong(&sheet.facts);
    for id in ["new_requests", "carried_over"].map(|row| format!("applications.{row}.total")) {
        assert!(!["blank", "not_applicable"].contains(&outcome.status(&id)), "{id}: what is printed is not blank");
    }
}

#[test]
fn glued_numbers_of_table_2_that_nothing_proves_are_not_guessed() {
    let mut sheet = Sheet::of(Layout::Of2021);
    for (column, n) in [("issued_this_year", "77"), ("repealed_this_year", "132"), ("in_force", "470")] {
        sheet.set_fact(&format!("active_disclosure.normative_documents.{column}"), n);
    }
    let text = dump(&sheet, Shape::Unsegmented);
    assert!(text.contains("规范性文件77132470\n"));
    let outcome = Outcome::of(text.as_bytes(), "report.txt");
    for column in ["issued_this_year", "repealed_this_year", "in_force"] {
        let id = format!("active_disclosure.normative_documents.{column}");
        assert_eq!(outcome.value(&id), None, "{id}");
    }
    outcome.assert_none_wrong(&sheet.facts);
}

#[test]
fn residue_of_a_converter_in_a_dump() {
    let mut sheet = Sheet::of(Layout::Of2019);
    sheet.set_fact("active_disclosure.regulations.made_this_year", "0");
    let facts = sheet.facts.clone();
    sheet.set("active_disclosure.regulations.made_this_year", "[bookmark: _GoBack]0");
    let outcome = Outcome::text(&sheet, Shape::Tabs);
    outcome.assert_exact(&facts);
    assert!(!outcome.findings("residue").is_empty());
}

#[test]
fn page_numbers_and_form_feeds_between_rows_are_no_values() {
    for (shape, furniture) in [
        (Shape::Tabs, "- 3 -"),
        (Shape::PipeRows, "第 3 页 共 6 页"),
        (Shape::TabRows, "\u{c}-3-"),
        (Shape::Wrapped, "— 3 —"),
    ] {
        let sheet = Sheet::of(Layout::Of2021);
        let text = dump(&sheet, shape);
        let place = text.find("4.保护第三方").expect("the row");
        let place = text[..place].rfind('\n').expect("a line") + 1;
        let text = format!("{}{furniture}\n{}", &text[..place], &text[place..]);
        Outcome::of(text.as_bytes(), "report.txt").assert_none_wrong(&sheet.facts);
        let outcome = Outcome::of(text.as_bytes(), "report.txt");
        assert!(
            published(&outcome, "applications.") >= 168,
            "{shape:?}: {} cells of table 3",
            published(&outcome, "applications.")
        );
    }
}

/// Lines that repeat were taken out: each label once, and of all zeros one.
fn without_repeats(text: &str) -> String {
    let mut seen = BTreeSet::new();
    text.lines().filter(|line| seen.insert(line.trim())).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_report_that_lost_its_repeated_lines_has_no_zeros() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        for shape in [Shape::Lines, Shape::Tabs] {
            let mut sheet = Sheet::of(layout);
            sheet.fill("0");
            let outcome = Outcome::of(without_repeats(&dump(&sheet, shape)).as_bytes(), "report.txt");
            outcome.assert_no_value();
            let other = |id: &&str| !["missing", "blank"].contains(&outcome.status(id));
            let other: Vec<String> = outcome
                .ids()
                .into_iter()
                .filter(other)
                .map(|id| format!("{layout:?} {shape:?} {id}: {}", outcome.cell(id)))
                .collect();
            assert_none(&other, "cells neither missing nor blank");
        }
    }
}

#[test]
fn numbers_left_over_from_repeated_lines_are_not_put_where_they_fit() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        let sheet = Sheet::of(layout);
        let text = without_repeats(&dump(&sheet, Shape::Lines));
        Outcome::of(text.as_bytes(), "report.txt").assert_none_wrong(&sheet.facts);
    }
}

#[test]
fn a_dump_of_zeros_is_all_zeros() {
    let mut lost = Vec::new();
    for shape in [
        Shape::Tabs,
        Shape::Bars,
        Shape::PipeRows,
        Shape::Lines,
        Shape::SpacedLines,
        Shape::TabRows,
        Shape::Wrapped,
        Shape::Unsegmented,
    ] {
        let mut sheet = Sheet::of(Layout::Of2021);
        let zeros: Facts = sheet.facts.keys().map(|id| (id.clone(), "0".to_string())).collect();
        sheet.fill("0");
        let differences = Outcome::text(&sheet, shape).differences(&zeros);
        lost.extend(differences.first().map(|first| format!("{shape:?}: {} cells, first {first}", differences.len())));
    }
    assert_none(&lost, "shapes");
}
