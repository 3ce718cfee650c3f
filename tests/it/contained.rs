//! Files that hold several reports: each comes out on its own, and a title that only stands twice divides nothing.

use serde_json::json;

use crate::outcome::Outcome;
use crate::sheet::{AGENCY, Layout, Sheet};

/// A collection of a site that shares texts, with its navigation.
const COLLECTION: &str = "欢迎来到文库

当前位置:首页 > 总结报告 > 年度报告

政府公开年度报告(5篇)

发布时间:2020-03-01 查看人数:12

第1篇 林场安全生产自查报告

根据通知要求,我场对安全生产开展了自查,现将情况报告如下。

一、排查隐患的情况

共排查隐患12处,均已整改到位,没有发生安全事故。

第2篇 政府信息公开年度报告样本

某市(区)人民政府(局、办、委)编制的政府信息公开年度报告,全文包括概述等部分。

一 概 述

(本段介绍本单位工作的概况。)

二 主动公开政府信息情况

全年主动公开政府信息×条,其中全文电子化达×%。

三 依申请公开政府信息情况

共受理申请×件,其中当面申请×件,网上申请×件。

四 复议、诉讼和申诉情况

发生行政复议案×件。

五 存在的主要问题和改进措施

(本段归纳存在的问题。)

第3篇 镇信息公开年度工作报告

一、概述

今年以来,我镇认真做好政府信息公开工作。

二、主动公开政府信息情况

全年主动公开政府信息58条,其中网站公开40条。

三、依申请公开政府信息情况

本年度收到政府信息公开申请3件,其中当面申请2件,信函申请1件。

四、政府信息公开的收费及减免情况

没有收取任何费用。

五、因政府信息公开申请行政复议、提起行政诉讼情况

没有发生行政复议和行政诉讼。

六、存在的主要问题和改进措施

公开还不够及时。

第4篇 xx市水务局政府信息公开年度报告

xx市水务局政府信息公开年度报告

根据《中华人民共和国政府信息公开条例》,由xx市水务局编制本报告。

一、概述

我局认真贯彻《条例》。

二、主动公开情况

共公开信息94条。

三、依申请公开情况

接受依申请公开事项5件。

四、因政府信息公开申请行政复议、提起行政诉讼的情况

我局未出现因信息公开申请行政复议、提起行政诉讼的情况。

五、存在的主要问题和改进情况

内容与需求有差距。

第5篇 乡党务公开年度总结

今年以来,我乡党委认真落实党务公开工作要求,现总结如下。

一、加强领导

党委研究党务公开2次。

政府公开年度报告(5篇)

推荐度:

点击下载文档

相关范文

公开年度报告(15篇)
";

#[test]
fn a_collection_gives_a_report_a_text_with_its_class_and_place() {
    let all = Outcome::each(COLLECTION.as_bytes(), "collection.txt");
    let classes: Vec<&str> = all.iter().map(Outcome::class).collect();
    assert_eq!(classes, ["not_a_report", "model_text", "report", "model_text", "not_a_report"]);
    for (i, outcome) in all.iter().enumerate() {
        let report = &outcome.0;
        let hash = report["source"]["sha256"].as_str().expect("a hash");
        assert_eq!(report["report_id"], format!("{hash}-{}", i + 1));
        assert_eq!(report["source"]["contained"]["index"], i + 1);
        assert_eq!(report["source"]["contained"]["of"], 5);
        assert_eq!(report["cells"], json!({}), "no cell of a form that is not there");
        assert!(!report["classification"]["reasons"].as_array().expect("reasons").is_empty());
    }
    let contained = &all[3].0["source"]["contained"];
    assert_eq!(contained["heading"], "第4篇 xx市水务局政府信息公开年度报告");
    let line = |text: &str| COLLECTION.lines().position(|l| l == text).expect("a line") + 1;
    assert_eq!(contained["span"]["from"]["line"], line("第4篇 xx市水务局政府信息公开年度报告"));
    assert_eq!(contained["span"]["to"]["line"], line("内容与需求有差距。"));
}

#[test]
fn navigation_around_a_collection_is_counted_and_in_no_report() {
    let all = Outcome::each(COLLECTION.as_bytes(), "collection.txt");
    let left_out = |i: usize| all[i].findings("furniture")[0]["message"].as_str().expect("a message").to_string();
    assert!(left_out(0).starts_with("4 paragraphs"), "{}", left_out(0));
    assert!(left_out(4).starts_with("5 paragraphs"), "{}", left_out(4));
    for outcome in &all {
        assert!(!outcome.0["sections"].to_string().contains("相关范文"));
    }
}

#[test]
fn a_masked_agency_is_no_agency() {
    let all = Outcome::each(COLLECTION.as_bytes(), "collection.txt");
    assert_eq!(all[3].fact("agency"), None);
    assert_eq!(all[3].findings("masked").len(), 1);
    assert!(all[2].findings("masked").is_empty());
}

#[test]
fn an_old_outline_has_its_sections() {
    let all = Outcome::each(COLLECTION.as_bytes(), "collection.txt");
    assert_eq!(all[2].form(), "pre2014");
    let sections = all[2].0["sections"].as_array().expect("sections");
    let found: Vec<(&str, &str)> =
        sections.iter().map(|s| (s["number"].as_str().unwrap_or("-"), s["id"].as_str().expect("an id"))).collect();
    assert_eq!(
        found,
        [
            ("一", "overview"),
            ("二", "active_disclosure"),
            ("三", "applications"),
            ("四", "other_matters"),
            ("五", "review_and_litigation"),
            ("六", "problems")
        ]
    );
}

/// Two reports, the second with a digit more in every number.
fn two(title: impl Fn(&str) -> String) -> (Sheet, Sheet) {
    let first = Sheet::of(Layout::Of2021);
    let mut second = Sheet::of(Layout::Of2021);
    second.title = title(&second.title);
    for td in second.cells().filter(|td| td.id.is_some()) {
        td.text.push('1');
    }
    (first, second)
}

#[test]
fn two_reports_one_after_the_other_come_out_apart() {
    for (what, title) in [
        ("of two agencies", (|t: &str| t.replace(AGENCY, "云溪市白石区林业局")) as fn(&str) -> String),
        ("of two years", |t: &str| t.replace("2023", "2022")),
        ("with the agency on a line of its own", |_: &str| {
            "<h1>云溪市白石区林业局</h1><h1>2023年政府信息公开工作年度报告</h1>".to_string()
        }),
    ] {
        let (mut first, second) = two(title);
        let facts = first.facts.clone();
        first.signature = vec![second.body()];
        let all = Outcome::each(first.html().as_bytes(), "two.html");
        assert_eq!(all.len(), 2, "{what}");
        all[0].assert_none_wrong(&facts);
        for (id, number) in &facts {
            let number = format!("{number}1");
            let value = all[1].cell(id)["value"].to_string();
            assert!(crate::outcome::same_number(&value, &number), "{what}: {id} is {value}, not {number}");
        }
        for outcome in &all {
            assert_eq!(outcome.class(), "report", "{what}");
        }
        let agency = if what == "of two years" { AGENCY } else { "云溪市白石区林业局" };
        assert_eq!(all[1].fact("agency").as_deref(), Some(agency), "{what}");
    }
}

#[test]
fn a_title_that_stands_twice_divides_nothing() {
    let mut sheet = Sheet::of(Layout::Of2021);
    sheet.title = format!("{0}{0}", sheet.title);
    let last = sheet.parts.len() - 1;
    let title = crate::outcome::tight(&crate::sheet::dump::plain(&sheet.title));
    sheet.parts[last].pieces.push(crate::sheet::Piece::Paragraph(title[..title.len() / 2].to_string()));
    Outcome::html(&sheet).assert_exact(&sheet.facts);
}
