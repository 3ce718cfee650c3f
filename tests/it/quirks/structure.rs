//! Rows, columns and tables that are not where the form has them.

use super::changes_no_number;
use crate::outcome::{Outcome, assert_none, tight};
use crate::sheet::{HEADINGS, Layout, Piece, Sheet, Table, Td, facts::APPLICANTS};

/// Cuts a table in two at a row; spans that cross the cut go on with an empty cell below it, as on a next page.
fn cut(table: &Table, at: usize, head: &[Vec<Td>]) -> [Table; 2] {
    let (mut above, mut below) = (table[..at].to_vec(), table[at..].to_vec());
    let mut continued = Vec::new();
    for (r, row) in above.iter_mut().enumerate() {
        for td in row.iter_mut().filter(|td| r + td.rows > at) {
            continued.push(Td { text: String::new(), rows: r + td.rows - at, ..td.clone() });
            td.rows = at - r;
        }
    }
    below[0].splice(0..0, continued);
    below.splice(0..0, head.to_vec());
    [above, below]
}

fn extra_row(label: &str) -> Vec<Td> {
    vec![Td::new(label), Td::wide("5280", 3)]
}

changes_no_number! {
    the_label_of_the_results_is_printed_twice(Of2019, sheet) {
        let first = sheet.row(3, "applications.results.disclosed");
        sheet.table(3)[first][0].rows = 10;
        sheet.table(3)[first + 10].insert(0, Td { rows: 10, ..Td::new("三、本年度办理结果") });
    }
    an_extra_row_in_the_middle_of_table_2(Of2019, sheet) {
        sheet.table(2).insert(4, extra_row("其他主动公开文件"));
    }
    an_extra_row_at_the_end_of_table_2(Of2021, sheet) {
        sheet.table(2).push(extra_row("2023年本行政区域（或本部门）政府信息公开发布总数量（非新闻类、消息类）"));
    }
    an_extra_row_in_table_3(Of2021, sheet) {
        let at = sheet.row(3, "applications.results.total");
        let mut row = vec![Td::wide("其中：线上申请", 2)];
        row.extend((0..7).map(|n| Td::new(&(700 + n).to_string())));
        sheet.table(3).insert(at, row);
        let first = sheet.row(3, "applications.results.disclosed");
        sheet.table(3)[first][0].rows += 1;
    }
    an_extra_table_between_sections(Of2021, sheet) {
        let months = vec![vec![Td::new("月份"), Td::new("公开数量"), Td::new("其他")], vec![Td::new("总计"), Td::new("4100"), Td::new("52")]];
        sheet.parts[0].pieces.push(Piece::Paragraph("图1 各月公开数量".to_string()));
        sheet.parts[0].pieces.push(Piece::Table(months.clone()));
        sheet.parts[3].pieces.push(Piece::Table(months));
    }
    each_band_of_table_2_is_a_table_of_its_own(Of2019, sheet) {
        let rows = sheet.table(2).clone();
        let starts: Vec<usize> = (0..rows.len()).filter(|r| rows[*r][0].text.starts_with("第二十条")).chain([rows.len()]).collect();
        let bands = starts.windows(2).map(|w| Piece::Table(rows[w[0]..w[1]].to_vec()));
        sheet.parts[1].pieces = bands.collect();
    }
    captions_of_table_2_stand_above_its_bands_as_paragraphs(Of2021, sheet) {
        let rows = sheet.table(2).clone();
        let mut pieces: Vec<Piece> = Vec::new();
        for row in rows {
            match pieces.last_mut() {
                _ if row[0].text.starts_with("第二十条") => {
                    pieces.push(Piece::Paragraph(row[0].text.clone()));
                    pieces.push(Piece::Table(Vec::new()));
                }
                Some(Piece::Table(table)) => table.push(row),
                _ => unreachable!(),
            }
        }
        sheet.parts[1].pieces = pieces;
    }
    table_3_is_cut_by_a_page(Of2021, sheet) {
        for at in [6, 8, 15] {
            let whole = Sheet::of(Layout::Of2021).table(3).clone();
            sheet.parts[2].pieces = cut(&whole, at, &[]).map(Piece::Table).to_vec();
            Outcome::html(&sheet).assert_exact(&sheet.facts);
        }
    }
    the_head_of_table_3_is_printed_again_on_the_next_page(Of2019, sheet) {
        let whole = sheet.table(3).clone();
        let [above, below] = cut(&whole, 12, &whole[..3]);
        sheet.parts[2].pieces = vec![Piece::Table(above), Piece::Paragraph("- 4 -".to_string()), Piece::Table(below)];
    }
    the_group_label_is_printed_again_after_the_page(Of2021, sheet) {
        let whole = sheet.table(3).clone();
        let [above, mut below] = cut(&whole, 15, &[]);
        below[0][0].text = "三、本年度办理结果".to_string();
        below[0][1].text = "（四）无法提供".to_string();
        sheet.parts[2].pieces = vec![Piece::Table(above), Piece::Table(below)];
    }
    empty_cells_in_place_of_row_spans(Of2021, sheet) {
        let table = sheet.table(3);
        for r in 5..table.len() - 1 {
            let labels = table[r].iter().filter(|td| td.id.is_none()).map(|td| td.cols).sum::<usize>();
            for td in &mut table[r] {
                td.rows = 1;
            }
            (labels..3).for_each(|_| table[r].insert(0, Td::new("")));
        }
    }
    empty_label_cells_beside_unmerged_labels(Of2019, sheet) {
        for id in ["applications.results.other_handling", "applications.results.total"] {
            let row = sheet.row(3, id);
            sheet.table(3)[row][0].cols = 1;
            sheet.table(3)[row].insert(1, Td::new("&nbsp;"));
        }
    }
    the_group_is_a_row_without_numbers(Of2021, sheet) {
        let table = sheet.table(3);
        let at = table.iter().position(|row| row.iter().any(|td| td.text == "（三）不予公开")).expect("the group");
        table[at].remove(0);
        table[at].insert(0, Td::new(""));
        table[at][0].rows = 8;
        table.insert(at, vec![Td::wide("（三）不予公开", 9)]);
        let first = at - 2;
        table[first][0].rows += 1;
    }
    column_spans_that_move_from_row_to_row(Of2021, sheet) {
        for (r, row) in sheet.table(2).iter_mut().enumerate() {
            match row.len() {
                2 if r % 2 == 0 => (row[0].cols, row[1].cols) = (2, 2),
                4 if r % 2 == 1 => row[3].cols = 3,
                _ => {}
            }
        }
    }
    a_wide_first_column_and_an_empty_last_one(Of2019, sheet) {
        for row in sheet.table(2).iter_mut().filter(|row| row.len() > 1) {
            row[0].cols = 2;
            row.push(Td::new("&nbsp;"));
        }
    }
    an_empty_row_between_rows(Of2021, sheet) {
        sheet.table(3).insert(5, vec![Td::wide("&nbsp;", 10)]);
        sheet.table(2).insert(4, vec![Td::wide("", 4)]);
        sheet.table(4).insert(3, (0..15).map(|_| Td::new("")).collect());
    }
    the_title_of_the_table_is_its_first_row(Of2021, sheet) {
        sheet.table(3).insert(0, vec![Td::wide("收到和处理政府信息公开申请情况", 10)]);
        sheet.table(4).insert(0, vec![Td::wide("政府信息公开行政复议、行政诉讼情况", 15)]);
    }
    a_table_within_a_table_for_layout(Of2021, sheet) {
        for n in 1..4 {
            let inner = crate::sheet::html_table(&sheet.table(n + 1).clone());
            sheet.parts[n].pieces = vec![Piece::Html(format!("<table><tr><td>{inner}</td></tr></table>"))];
        }
    }
    navigation_in_the_words_of_the_form(Of2021, sheet) {
        sheet.before = "<ul><li><a href=#>政府信息公开</a></li><li><a href=#>其他</a></li><li><a href=#>政府信息公开年报</a></li></ul>\
            <div>当前位置：<a href=#>首页</a> &gt; <a href=#>政府信息公开年报</a></div><div>来源：云溪市 时间：2024-01-24 16:30 浏览次数：318</div>".to_string();
        sheet.signature = vec!["<a href=#>打印</a> <a href=#>关闭</a>".to_string(), "上一篇：<a href=#>没有了</a>".to_string()];
    }
    paragraphs_are_not_closed_before_tables(Of2021, sheet) {
        for part in &mut sheet.parts {
            part.pieces.insert(0, Piece::Html("<p>本部分数据如下：".to_string()));
        }
    }
}

#[test]
fn what_is_not_on_the_form_is_kept_aside_and_said_so() {
    let mut sheet = Sheet::of(Layout::Of2019);
    sheet.table(2).insert(4, extra_row("其他主动公开文件"));
    let outcome = Outcome::html(&sheet);
    let messages: Vec<String> = outcome.findings("extra_row").iter().map(|f| f["message"].to_string()).collect();
    assert!(messages.iter().any(|m| m.contains("其他主动公开文件")), "{messages:?}");
}

#[test]
fn a_missing_row_is_missing_and_its_neighbours_stay() {
    for id in [
        "applications.results.refused.internal_affairs",
        "applications.carried_over",
        "applications.results.not_processed.petition_or_complaint",
        "applications.results.other_handling.fee_overdue",
        "applications.results.total",
        "applications.carried_forward",
    ] {
        let mut sheet = Sheet::of(Layout::Of2021);
        let at = sheet.row(3, &format!("{id}."));
        let removed = sheet.table(3).remove(at);
        for r in 0..at {
            for td in &mut sheet.table(3)[r] {
                td.rows -= usize::from(r + td.rows > at);
            }
        }
        // A group label that began in the row goes on in the next one.
        let group = removed.iter().find(|td| td.id.is_none() && td.rows > 1);
        if let Some(group) = group {
            sheet.table(3)[at].insert(0, Td { rows: group.rows - 1, ..group.clone() });
        }
        let outcome = Outcome::html(&sheet);
        outcome.assert_exact_but(&sheet.facts, &format!("{id}."), "missing");
        assert!(
            outcome.findings("row_missing").iter().any(|f| f.to_string().contains(id)),
            "{id}: {}",
            outcome.0["findings"]
        );
        assert!(APPLICANTS.iter().all(|c| outcome.cell(&format!("{id}.{c}"))["raw"].is_null()), "{id}");
    }
}

#[test]
fn a_missing_row_of_table_2_is_missing() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let at = sheet.row(2, "active_disclosure.administrative_penalties");
    sheet.table(2).remove(at);
    Outcome::html(&sheet).assert_exact_but(&sheet.facts, "active_disclosure.administrative_penalties.", "missing");
}

#[test]
fn a_missing_table_is_missing_and_said_so() {
    for (section, id) in [(2, "active_disclosure."), (3, "applications."), (4, "review_and_litigation.")] {
        let mut sheet = Sheet::of(Layout::Of2021);
        sheet.parts[section - 1].pieces = vec![Piece::Html("<p><img src=\"1.png\"></p>".to_string())];
        let outcome = Outcome::html(&sheet);
        outcome.assert_exact_but(&sheet.facts, id, "missing");
        assert_eq!(outcome.findings("table_missing").len(), 1, "{id}");
        assert!(outcome.edition_of(id.trim_end_matches('.')).is_none(), "{id}: no table, no edition");
    }
}

#[test]
fn a_report_without_tables_has_no_zeros() {
    let mut sheet = Sheet::of(Layout::Of2021);
    for part in &mut sheet.parts[1..4] {
        part.pieces = vec![Piece::Html("<p><img src=\"table.jpg\"></p>".to_string())];
    }
    let outcome = Outcome::html(&sheet);
    outcome.assert_no_value();
    assert!(outcome.ids().iter().all(|id| outcome.status(id) == "missing"));
    assert_eq!(outcome.form(), "2021", "six headings and a title are a report, of the edition of its year");
    assert_eq!(outcome.findings("table_missing").len(), 3);
    assert_none(&outcome.failing().iter().map(|c| c["rule"].to_string()).collect::<Vec<_>>(), "identities");
    assert!(outcome.section("overview").is_some_and(|t| t.contains("供水保障")));
}

#[test]
fn a_report_whose_cells_are_all_blank_has_no_zeros() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        let mut sheet = Sheet::of(layout);
        sheet.fill("&nbsp;");
        let outcome = Outcome::html(&sheet);
        outcome.assert_exact_but(&sheet.facts, "", "blank");
        assert!(!outcome.findings("blank_cells").is_empty());
        assert_none(&outcome.failing().iter().map(|c| c["rule"].to_string()).collect::<Vec<_>>(), "identities");
    }
}

#[test]
fn sections_that_are_missing_or_numbered_otherwise_are_said_so() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.parts.remove(4);
    let outcome = Outcome::html(&sheet);
    outcome.assert_exact(&sheet.facts);
    assert!(
        outcome
            .findings("section_structure")
            .iter()
            .any(|f| f["message"].as_str().is_some_and(|m| m.contains("problems")))
    );
    assert_eq!(outcome.section("problems"), None);
    let mut sheet = Sheet::of(Layout::Of2021);
    for (part, heading) in sheet.parts[1..].iter_mut().zip(HEADINGS) {
        part.heading = format!("{}{}", &heading[..6], part.heading[6..].trim_start_matches('、'));
    }
    let outcome = Outcome::html(&sheet);
    outcome.assert_exact(&sheet.facts);
    assert!(!outcome.findings("section_structure").is_empty(), "numbers that run one behind");
}

#[test]
fn text_beside_the_tables_is_not_lost() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let note = "注：本表数据不含所属事业单位，其中结转3件。";
    for part in &mut sheet.parts[1..4] {
        part.pieces.insert(0, Piece::Paragraph("本部分数据经区水务局核对。".to_string()));
        part.pieces.push(Piece::Paragraph(note.to_string()));
    }
    let outcome = Outcome::html(&sheet);
    outcome.assert_exact(&sheet.facts);
    for id in ["active_disclosure", "applications", "review_and_litigation"] {
        let text = outcome.section(id).expect("the section");
        assert!(text.contains(&tight(note)) && text.contains("经区水务局核对"), "{id}: {text}");
    }
}
