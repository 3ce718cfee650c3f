//! Who reports on which year, published when.

use crate::outcome::{Outcome, assert_none};
use crate::sheet::{AGENCY, Layout, Sheet};

/// A clean report with another title; its period is left out of the text.
pub fn titled(title: &str) -> Sheet {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = title.to_string();
    sheet.lead_in = vec!["本报告依据条例编制。".to_string()];
    sheet
}

#[test]
fn titles_of_every_kind_give_year_and_agency() {
    let kind = "政府信息公开工作年度报告";
    let titles = [
        format!("<h1>{AGENCY}<br>2023年{kind}</h1>"),
        format!("<p style=\"text-align:center\">{AGENCY}</p><p style=\"text-align:center\">2023年{kind}</p>"),
        format!("<p align=center>{AGENCY}2023年</p><p align=center>{kind}</p>"),
        format!("<h1>{AGENCY} 2023 年 {kind}</h1>"),
        format!("<h1>{AGENCY}2023年度政府信息公开工作报告</h1>"),
        format!("<h1>{AGENCY}2023年度政府信息公开年度报告</h1>"),
        format!("<h1>{AGENCY}2023年政府信息公开年报</h1>"),
        format!("<h1>{AGENCY}二〇二三年{kind}</h1>"),
        format!("<h1>{AGENCY}二○二三年{kind}</h1>"),
        format!("<h1>{AGENCY}２０２３年{kind}</h1>"),
        format!("<h1>2023年{AGENCY}{kind}</h1>"),
        format!("<h1>{AGENCY}关于2023年{kind}</h1>"),
        format!("<h1>{AGENCY}2023年信息公开工作年度报告</h1>"),
    ];
    let mut wrong = Vec::new();
    for title in &titles {
        let sheet = titled(title);
        let outcome = Outcome::html(&sheet);
        let got = (outcome.fact("report_year"), outcome.fact("agency"));
        if got != (Some("2023".to_string()), Some(AGENCY.to_string())) || !outcome.differences(&sheet.facts).is_empty()
        {
            wrong.push(format!("{title}: {got:?}"));
        }
    }
    assert_none(&wrong, "titles");
}

#[test]
fn agencies_of_every_kind_are_named_in_full() {
    let agencies = [
        "云溪市人民政府",
        "云溪市白石区梧桐街道办事处",
        "白石县青柳镇人民政府",
        "云溪经济技术开发区管理委员会",
        "国家税务总局白石县税务局",
        "云溪市住房和城乡建设局",
        "云溪市气象局",
        "云溪市白石区教育体育局",
        "云溪省发展和改革委员会",
        "云溪市人民政府办公室",
    ];
    let mut wrong = Vec::new();
    for agency in agencies {
        let outcome = Outcome::html(&titled(&format!("<h1>{agency}2023年政府信息公开工作年度报告</h1>")));
        if outcome.fact("agency").as_deref() != Some(agency) {
            wrong.push(format!("{agency}: {:?}", outcome.fact("agency")));
        }
    }
    assert_none(&wrong, "agencies");
}

#[test]
fn the_agency_is_found_where_the_title_has_none() {
    let bare = titled("<h1>2023年政府信息公开工作年度报告</h1>");
    let mut card = bare.clone();
    card.before = format!(
        "<table><tr><td>索引号：</td><td>YX0003/2024-00118</td><td>发布机构：</td><td>{AGENCY}</td></tr></table>"
    );
    let mut line = bare.clone();
    line.before = format!("<div>发布机构：{AGENCY}</div><div>来源：云溪市人民政府</div>");
    let mut signed = bare.clone();
    signed.signature = vec![AGENCY.to_string(), "2024年1月24日".to_string()];
    let mut both = signed.clone();
    both.before = "<div>来源：云溪市人民政府 时间：2024-01-25 16:30</div>".to_string();
    for (what, sheet) in
        [("a card", card), ("a line", line), ("a signature", signed), ("a signature under a source", both)]
    {
        let outcome = Outcome::html(&sheet);
        assert_eq!(outcome.fact("agency").as_deref(), Some(AGENCY), "{what}");
        outcome.assert_exact(&sheet.facts);
    }
    let mut source = bare.clone();
    source.before = "<div>来源：云溪市人民政府 时间：2024-01-25 16:30</div>".to_string();
    assert_eq!(Outcome::html(&source).fact("agency"), None, "the source of a page is not the agency that reports");
}

#[test]
fn the_year_reported_is_not_the_year_of_publication() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.head = "<meta name=\"PubDate\" content=\"2024-01-24 09:30\">".to_string();
    sheet.signature = vec![AGENCY.to_string(), "2024年1月22日".to_string()];
    let outcome = Outcome::html(&sheet);
    let facts = ["report_year", "published_on", "signed_on", "signed_by"].map(|name| outcome.fact(name));
    assert_eq!(
        facts,
        [Some("2023"), Some("2024-01-24"), Some("2024-01-22"), Some(AGENCY)].map(|f| f.map(str::to_string))
    );
    assert!(outcome.findings("year_mismatch").is_empty());
    let text = outcome.section("other_matters").expect("the section");
    assert!(!text.contains("2024"), "the signature is no text of the last section: {text}");
}

#[test]
fn the_year_is_found_where_the_title_has_none() {
    let mut sheet = titled(&format!("<h1>{AGENCY}政府信息公开工作年度报告</h1>"));
    sheet.head = "<meta name=\"PubDate\" content=\"2024-01-24\">".to_string();
    sheet.before = "<div>发布日期：2024-01-24</div>".to_string();
    for period in [
        "统计期限自2023年1月1日起至2023年12月31日止。",
        "本报告中所列数据的统计期限从2023年1月1日到12月31日止。",
        "数据统计时限为2023年1月1日至2023年12月31日。",
        "统计期限自 2023 年 1 月 1 日起至 2023 年 12 月 31 日止。",
        "统计期限：2023年1月1日-2023年12月31日。",
    ] {
        sheet.lead_in = vec![format!("根据《中华人民共和国政府信息公开条例》（2019年修订）编制。{period}")];
        let outcome = Outcome::html(&sheet);
        assert_eq!(outcome.fact("report_year").as_deref(), Some("2023"), "{period}");
        let days = (&outcome.0["metadata"]["period"]["from"], &outcome.0["metadata"]["period"]["to"]);
        assert_eq!(days, (&"2023-01-01".into(), &"2023-12-31".into()), "{period}");
    }
    // Year and month lost their characters: the year is certain, the days are not.
    sheet.lead_in = vec!["统计期限自202311日起至20231231日止。".to_string()];
    assert_eq!(Outcome::html(&sheet).fact("report_year").as_deref(), Some("2023"));
}

#[test]
fn days_of_publication_in_every_place() {
    let meta = |name: &str, day: &str| (format!("<meta name=\"{name}\" content=\"{day}\">"), String::new());
    let line = |text: &str| (String::new(), format!("<div>{text}</div>"));
    let mut wrong = Vec::new();
    for (head, before) in [
        meta("PubDate", "2024-01-24 09:30:00"),
        meta("pubdate", "2024-01-24"),
        meta("PubDate", "2024/01/24"),
        line("发布日期：2024-01-24"),
        line("发布时间: 2024-01-24 16:34"),
        line("公开日期：2024年1月24日"),
        line("索引号：YX01　发布日期：2024-01-24　浏览次数：318"),
        (
            String::new(),
            "<table><tr><th>发布日期</th><td>2024-01-24</td><th>有效性</th><td>有效</td></tr></table>".to_string(),
        ),
    ] {
        let mut sheet = Sheet::of(Layout::Of2021);
        (sheet.head, sheet.before) = (head, before);
        let outcome = Outcome::html(&sheet);
        if outcome.fact("published_on").as_deref() != Some("2024-01-24")
            || !outcome.differences(&sheet.facts).is_empty()
        {
            wrong.push(format!("{}{}: {:?}", sheet.head, sheet.before, outcome.fact("published_on")));
        }
    }
    assert_none(&wrong, "days");
    assert_eq!(Outcome::html(&Sheet::of(Layout::Of2021)).fact("published_on"), None, "no day printed, no day made up");
}

#[test]
fn the_day_it_was_written_is_not_the_day_it_was_published() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.before =
        "<table><tr><td>成文日期：</td><td>2024-01-15</td><td>发布日期：</td><td>2024-01-24</td></tr></table>"
            .to_string();
    assert_eq!(Outcome::html(&sheet).fact("published_on").as_deref(), Some("2024-01-24"));
    sheet.before =
        "<table><tr><td>成文日期：</td><td>2024-01-15</td><td>有效性：</td><td>有效</td></tr></table>".to_string();
    assert_eq!(Outcome::html(&sheet).fact("published_on"), None);
}

#[test]
fn the_head_of_a_crawler_is_read_and_left_out_of_the_text() {
    let mut sheet = titled("<h1>云溪市白石区水务局2023年政府信息公开工作年度报告</h1>");
    let mut text = crate::sheet::dump::dump(&sheet, crate::sheet::dump::Shape::Tabs);
    text.insert_str(
        0,
        "标题: 白石区水务局2023年度政府信息公开工作年度报告\n发布时间: 2024-01-24 16:34\n文号: \n发布机构: \n栏目: 政府信息公开年报\n\
         原文链接: https://www.baishi.example/zfxxgk/t20240124_80613.htm\n==================== 正文 ====================\n",
    );
    let outcome = Outcome::of(text.as_bytes(), "report.txt");
    assert_eq!(outcome.fact("published_on").as_deref(), Some("2024-01-24"));
    assert_eq!(outcome.fact("agency").as_deref(), Some(AGENCY));
    assert!(!outcome.section("lead_in").unwrap_or_default().contains("原文链接"));
    sheet.facts.retain(|id, _| outcome.value(id).is_some());
    outcome.assert_none_wrong(&sheet.facts);
}

#[test]
fn a_period_of_another_year_than_the_title_is_said_so() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.lead_in = vec!["统计期限自2022年1月1日起至2022年12月31日止。".to_string()];
    let outcome = Outcome::html(&sheet);
    assert_eq!(outcome.fact("report_year").as_deref(), Some("2023"));
    assert_eq!(outcome.findings("year_mismatch").len(), 1);
}
