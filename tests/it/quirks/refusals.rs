//! Look-alikes: they hold the words of the form and are no reports, or are reports of another form.

use nianbao::model::limits::Limits;

use crate::outcome::{Outcome, assert_none, convert};
use crate::sheet::{AGENCY, Layout, Piece, Sheet, Td};

fn titled(title: &str) -> Sheet {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = format!("<h1>{title}</h1>");
    sheet.lead_in = Vec::new();
    sheet
}

/// Refused as an error with words, or as a report of form `none` with a finding.
#[track_caller]
fn refused(bytes: &[u8], name: &str) {
    match convert(bytes, name, &Limits::default()) {
        Ok(reports) => Outcome::only(&reports).assert_refused(),
        Err(error) => assert!(error.to_string().len() > 8, "no reason: {error:?}"),
    }
}

/// The title of a page that passed for a report.
fn not_refused(sheet: &Sheet) -> Option<String> {
    let outcome = Outcome::html(sheet);
    (outcome.form() != "none").then(|| format!("{} is read as a report of form {}", sheet.title, outcome.form()))
}

#[test]
fn a_part_of_a_year_is_no_annual_report() {
    let mut passed = Vec::new();
    for part in ["2023年上半年", "2023年第三季度", "2022—2023学年度"] {
        for kind in ["政府信息公开工作情况统计表", "政府信息公开工作报告"] {
            passed.extend(not_refused(&titled(&format!("{AGENCY}{part}{kind}"))));
        }
    }
    assert_none(&passed, "parts of a year");
}

#[test]
fn numbers_of_half_a_year_do_not_pass_for_those_of_the_year() {
    let mut sheet = titled(&format!("{AGENCY}2023年政府信息公开工作报告"));
    sheet.lead_in = vec!["本报告所列数据的统计期限自2023年1月1日起至2023年6月30日止。".to_string()];
    let outcome = Outcome::html(&sheet);
    assert!(
        outcome.form() == "none" || !outcome.findings("year_mismatch").is_empty(),
        "{}",
        outcome.0["metadata"]["period"]
    );
}

#[test]
fn texts_about_the_form_are_refused() {
    let mut passed = Vec::new();
    for title in [
        "关于填报2023年政府信息公开工作年度报告的通知",
        "2023年政府信息公开工作年度报告填报说明",
        "政府信息公开工作年度报告（样本）",
        "云溪市人民政府办公室关于做好2023年度政府信息公开工作年度报告编制工作的通知",
    ] {
        let mut sheet = titled(title);
        sheet.fill("0");
        passed.extend(not_refused(&sheet));
    }
    assert_none(&passed, "texts about the form");
}

#[test]
fn other_documents_of_the_same_office_are_refused() {
    let text = "一、基本情况\n全年主动公开政府信息126条，收到政府信息公开申请3件，均已答复。\n二、存在问题\n公开还不够及时。\n三、下步打算\n加强检查。\n";
    for title in [
        "2023年政务公开工作总结",
        "2023年度法治政府建设年度报告",
        "白石区水务局政府信息公开指南",
        "2023年预算执行情况的报告",
    ] {
        refused(format!("{title}\n{text}").as_bytes(), "report.txt");
    }
}

#[test]
fn a_template_is_refused() {
    let mut sheet = titled("××市××局20××年政府信息公开工作年度报告");
    sheet.fill("");
    Outcome::html(&sheet).assert_refused();
    for mask in ["XX", "**", "某某"] {
        let mut sheet = titled(&format!("{mask}市{mask}局2023年政府信息公开工作年度报告"));
        sheet.fill("");
        Outcome::html(&sheet).assert_refused();
    }
}

/// Table 3 of the year before, with other numbers.
fn last_year() -> crate::sheet::Table {
    let mut sheet = Sheet::of(Layout::Of2021);
    for td in sheet.cells().filter(|td| td.id.is_some()) {
        td.text.push('1');
        td.id = None;
    }
    sheet.table(3).clone()
}

#[test]
fn a_comparison_of_two_years_one_after_the_other_is_refused() {
    for title in
        ["政府信息公开年度报告差异比对（2022年—2023年）", "云溪市白石区水务局2022、2023年政府信息公开工作年度报告"]
    {
        let mut sheet = titled(title);
        sheet.parts[2].pieces.push(Piece::Table(last_year()));
        Outcome::html(&sheet).assert_refused();
    }
}

#[test]
fn a_comparison_of_two_years_side_by_side_is_refused() {
    let mut sheet = titled("云溪市白石区水务局政府信息公开工作年度报告（2022年与2023年）");
    let other = last_year();
    for (row, old) in sheet.table(3).iter_mut().zip(other) {
        row.extend(old);
    }
    Outcome::html(&sheet).assert_refused();
}

#[test]
fn two_columns_for_two_years_under_each_head_are_never_mixed() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let table = sheet.table(3);
    for row in table.iter_mut() {
        let doubled = row.drain(..).flat_map(|td| match &td.id {
            Some(_) => vec![td.clone(), Td::new(&format!("{}1", td.text))],
            None if td.text.starts_with(['（', '一', '二', '三', '四', '1', '2', '3', '4', '5', '6', '7', '8']) => {
                vec![td]
            }
            None => vec![Td { cols: td.cols * 2, ..td }],
        });
        *row = doubled.collect();
    }
    let years = (0..14).map(|n| Td::new(if n % 2 == 0 { "2023年" } else { "2022年" }));
    table[0][0].rows += 1;
    table.insert(3, years.collect());
    Outcome::html(&sheet).assert_none_wrong(&sheet.facts);
}

#[test]
fn what_has_no_text_is_refused_with_a_reason() {
    let image = "<p><img src=\"1.jpg\"></p>";
    let title = format!("<h1>{AGENCY}2023年政府信息公开工作年度报告</h1>");
    refused(format!("<html><body>{image}{image}</body></html>").as_bytes(), "report.html");
    refused(format!("<html><body>{title}{image}{image}{image}</body></html>").as_bytes(), "report.html");
    refused(
        format!("<html><body>{title}<p><a href=\"1.pdf\">附件：年度报告.pdf</a></p></body></html>").as_bytes(),
        "report.html",
    );
    refused(b" \n\t\n ", "report.txt");
    refused("\u{c}\n- 1 -\n\u{c}\n- 2 -\n".as_bytes(), "report.txt");
}

#[test]
fn a_text_whose_characters_are_lost_is_refused() {
    let sheet = Sheet::of(Layout::Of2021);
    let lost: String = sheet.html().chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
    refused(lost.as_bytes(), "report.html");
}

#[test]
fn the_table_of_2014_has_no_cells_of_a_later_form() {
    let rows = [
        ("一、主动公开情况", "——", "——"),
        ("（一）主动公开政府信息数", "条", "1286"),
        ("其中：主动公开规范性文件数", "条", "17"),
        ("二、回应解读情况", "——", "——"),
        ("（一）回应公众关注热点或重大舆情数", "次", "4"),
        ("三、依申请公开情况", "——", "——"),
        ("（一）收到申请数", "件", "9"),
        ("1.当面申请数", "件", "2"),
        ("（二）申请办结数", "件", "9"),
        ("四、行政复议数量", "件", "1"),
        ("五、行政诉讼数量", "件", "0"),
    ];
    let heads = ("统计指标", "单位", "统计数");
    let table = [heads].iter().chain(&rows).map(|(a, b, c)| vec![Td::new(a), Td::new(b), Td::new(c)]).collect();
    let mut sheet = titled(&format!("{AGENCY}2016年政府信息公开工作年度报告"));
    sheet.parts.truncate(2);
    sheet.parts[1].heading = "二、主动公开政府信息情况".to_string();
    sheet.parts[1].pieces = vec![Piece::Paragraph("政府信息公开情况统计表".to_string()), Piece::Table(table)];
    let outcome = Outcome::html(&sheet);
    assert_eq!(outcome.form(), "2014");
    assert!(outcome.ids().is_empty());
    assert_eq!(outcome.fact("report_year").as_deref(), Some("2016"));
    assert!(outcome.section("overview").is_some_and(|t| t.contains("供水保障")), "the text of an old report is kept");
}

#[test]
fn a_text_in_another_language_that_asks_questions_is_not_damaged() {
    let text = "What is asked here, and who may answer it? Nobody knows.\n".repeat(90);
    assert_eq!(Outcome::of(text.as_bytes(), "questions.txt").class(), "not_a_report");
}
