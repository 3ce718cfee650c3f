//! Labels are misprinted, cut, spread, numbered otherwise; the numbers beside them stay the same.

use super::{changes_no_number, each};
use crate::outcome::Outcome;
use crate::sheet::{HEADINGS, Layout, Sheet};

/// Old and new text of a label.
type Change = (&'static str, &'static str);

fn relabel(sheet: &mut Sheet, (old, new): Change) {
    sheet.relabel(old, new);
}

#[test]
fn misprints() {
    let variants: [Change; 10] = [
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("尚未审结", "尚末审结"),
        ("（六）其他处理", "（六）其它处理"),
        ("3.其他", "3.其它"),
        ("勾稽", "钩稽"),
        ("现行有效件数", "现行有效件"),
        ("三安全一稳定", "三安全一稳"),
        ("二、上年结转政府信息公开申请数量", "二、上年结转政府信息申请公开数量"),
        ("四、结转下年度继续办理", "四、结转下年继续办理"),
        ("5.属于三类内部事务信息", "5.属于三类内部事物信息"),
    ];
    each(Layout::Of2021, &variants, relabel);
}

#[test]
fn other_numbers_before_labels() {
    let variants: [Change; 12] = [
        ("1.", "1、"),
        ("1.", "1．"),
        ("1.", "①"),
        ("1.", ""),
        ("2.", "（2）"),
        ("（一）予以", "(一)予以"),
        ("（一）予以", "㈠予以"),
        ("（一）予以", "（⼀）予以"),
        ("（七）", ""),
        ("（三）", "三）"),
        ("一、本年", "一.本年"),
        ("四、结转", "结转"),
    ];
    each(Layout::Of2021, &variants, relabel);
}

#[test]
fn spaces_and_breaks_inside_labels() {
    let variants: [Change; 14] = [
        ("（七）总计", "（七）总 计"),
        ("（七）总计", "（七） 总&nbsp;&nbsp;计"),
        ("只计这一情形", "只计这一情 形"),
        ("三、本年度办理结果", "三 、本 年 度办 理 结果"),
        ("三、本年度办理结果", "三、<br>本年<br>度办<br>理结<br>果"),
        ("三、本年度办理结果", "三<br>、<br>本<br>年<br>度<br>办<br>理<br>结<br>果"),
        ("结果维持", "结<br>果<br>维<br>持"),
        ("商业企业", "商业<br>企业"),
        ("法律服务机构", "法律服<br>务机构"),
        ("规章", "规&emsp;章"),
        ("第二十条第", "第二十条 第"),
        ("4.无正当理由大量反复申请", "4.无正当理由大量反复 申请"),
        ("2.没有现成信息需要另行制作", "<span>2.没有现成信</span><span>息需要另行制作</span>"),
        ("5.要求行政机关确认或重新出具已获取信息", "<p>5.要求行政机关确认或重</p><p>新出具已获取信息</p>"),
    ];
    each(Layout::Of2021, &variants, relabel);
}

#[test]
fn other_punctuation() {
    let variants: [Change; 8] = [
        ("“三安全一稳定”", "\"三安全一稳定\""),
        ("“三安全一稳定”", "三安全一稳定"),
        ("（单位：万元）", "(单位:万元)"),
        ("（单位：万元）", "（万元）"),
        ("（单位：万元）", "（单位：万元，保留4位小数）"),
        (
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            "(本列数据的勾稽关系为:第一项加第二项之和, 等于第三项加第四项之和)",
        ),
        ("（区分处理的，只计这一情形，不计其他情形）", ""),
        ("不补正、行政机关", "不补正，行政机关"),
    ];
    each(Layout::Of2021, &variants, relabel);
}

#[test]
fn digits_in_the_notes_of_a_head_are_no_numbers() {
    let variants: [Change; 4] = [
        ("本年增/减", "本年增/减（指2020年事项数与上一年相比的增减数，如增加3项填3，减少8项填-8）"),
        ("上一年项目数量", "上一年项目数量（指2019年事项数）"),
        ("采购总金额", "采购总金额（单位：万元，保留2位小数）"),
        ("本年增/减", "本年增/"),
    ];
    each(Layout::Of2019, &variants, relabel);
}

changes_no_number! {
    the_whole_report_in_half_width(Of2021, sheet) {
        for td in sheet.cells().filter(|td| td.id.is_none()) {
            for (wide, narrow) in [("（", "("), ("）", ")"), ("，", ","), ("：", ":"), ("、", "."), ("“", "\""), ("”", "\"")] {
                td.text = td.text.replace(wide, narrow);
            }
        }
    }
    a_label_and_its_numbers_in_runs_of_word(Of2019, sheet) {
        for td in sheet.cells() {
            let middle = td.text.char_indices().nth(td.text.chars().count() / 2).map_or(0, |(at, _)| at);
            let (a, b) = td.text.split_at(middle);
            td.text = format!("<p class=MsoNormal><span lang=EN-US>{a}</span><span style='font-family:宋体'>{b}<o:p></o:p></span></p>");
        }
    }
    radicals_in_place_of_characters(Of2021, sheet) {
        sheet.relabel("行政", "⾏政");
        sheet.relabel("自然人", "⾃然⼈");
        sheet.relabel("法人", "法⼈");
    }
    traditional_characters(Of2021, sheet) {
        sheet.relabel("规章", "規章");
        sheet.relabel("1.属于国家秘密", "1.屬於國家秘密");
        sheet.relabel("（七）总计", "（七）總計");
        sheet.relabel("尚未审结", "尚未審結");
    }
    a_group_without_its_number_and_its_members_without_theirs(Of2019, sheet) {
        for td in sheet.cells().filter(|td| td.id.is_none()) {
            td.text = td.text.trim_start_matches(|c: char| "一二三四五六七（）、.12345678".contains(c)).to_string();
        }
    }
}

/// Headings that mean the same six sections.
#[test]
fn headings_in_other_words() {
    let variants: [(usize, &str, &str); 15] = [
        (1, "一、总体概述", "overview"),
        (1, "总体情况", "overview"),
        (1, "一、 总体情况", "overview"),
        (1, "⼀、总体情况", "overview"),
        (2, "二、行政机关主动公开政府信息情况", "active_disclosure"),
        (2, "二、主动公开政府政府情况", "active_disclosure"),
        (3, "三、行政机关收到和处理政府信息公开申请情况", "applications"),
        (3, "三. 收到和处理政府信息公开申请情况", "applications"),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "review_and_litigation"),
        (4, "四、政府信息公开行政法复议、行政诉讼情况", "review_and_litigation"),
        (5, "五、存在问题及改进情况", "problems"),
        (5, "五、政府信息公开工作存在的主要问题及改进情况", "problems"),
        (6, "六、其他需要报告的事项：", "other_matters"),
        (6, "（六）其他需要报告的事项", "other_matters"),
        (6, "六、其它需要报告的事项", "other_matters"),
    ];
    let mut lost = Vec::new();
    for (n, heading, id) in variants {
        let mut sheet = Sheet::of(Layout::Of2021);
        sheet.parts[n - 1].heading = heading.to_string();
        let outcome = Outcome::html(&sheet);
        let ids: Vec<&str> =
            outcome.0["sections"].as_array().expect("sections").iter().filter_map(|s| s["id"].as_str()).collect();
        let all = [
            "lead_in",
            "overview",
            "active_disclosure",
            "applications",
            "review_and_litigation",
            "problems",
            "other_matters",
        ];
        if ids != all || !outcome.differences(&sheet.facts).is_empty() {
            lost.push(format!(
                "{heading} is not {id}: {ids:?}, {} cells differ",
                outcome.differences(&sheet.facts).len()
            ));
        }
    }
    crate::outcome::assert_none(&lost, "headings");
}

#[test]
fn a_section_that_is_its_heading_alone_keeps_its_text() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.parts[5].heading = format!("{}:无", HEADINGS[5]);
    sheet.parts[5].pieces.clear();
    let outcome = Outcome::html(&sheet);
    let text = outcome.section("other_matters").expect("the section");
    assert!(text.ends_with('无'), "{text}");
}

#[test]
fn what_is_written_is_published_and_not_what_it_is_matched_by() {
    let mut sheet = Sheet::of(Layout::Of2021);
    let text = "全年共受理：①12件由区水务局答复；ＡＢ两类共３件，其它㎡不计（详见Ⅳ）。";
    sheet.parts[0].pieces.push(crate::sheet::Piece::Paragraph(text.to_string()));
    let overview = Outcome::html(&sheet).section("overview").expect("the section");
    assert!(overview.contains(text), "{overview}");
}
