//! Who reports and from where: region, level and kind of the agency, whose numbers, how to reach it.

use super::metadata::titled;
use crate::outcome::{Outcome, assert_none};
use crate::sheet::Sheet;
use serde_json::Value;

const KIND: &str = "政府信息公开工作年度报告";

fn of(agency: &str, year: i32) -> Sheet {
    titled(&format!("<h1>{agency}{year}年{KIND}</h1>"))
}

fn metadata(sheet: &Sheet) -> Value {
    Outcome::html(sheet).0["metadata"].clone()
}

#[test]
fn names_tell_region_level_and_kind() {
    let mut wrong = Vec::new();
    for (agency, year, code, level, kind) in [
        ("江苏省人民政府", 2022, Some("320000"), "province", "government"),
        ("内蒙古自治区财政厅", 2022, Some("150000"), "province", "department"),
        ("吉林省公安厅", 2022, Some("220000"), "province", "department"),
        ("重庆市人民政府办公厅", 2022, Some("500000"), "province", "office"),
        ("延边朝鲜族自治州人民政府", 2022, Some("222400"), "prefecture", "government"),
        ("延边州气象局", 2022, Some("222400"), "prefecture", "vertical"),
        ("淮安市洪泽区人民政府", 2022, Some("320813"), "county", "government"),
        ("湖南省怀化市洪江市审计局", 2022, Some("431281"), "county", "department"),
        ("绿园区应急局", 2022, Some("220106"), "county", "department"),
        ("北京市朝阳区人民政府", 2022, Some("110105"), "county", "government"),
        ("长春市朝阳区民政局", 2022, Some("220104"), "county", "department"),
        ("南京市鼓楼区人民政府", 2022, Some("320106"), "county", "government"),
        ("淮安市洪泽区", 2022, Some("320813"), "county", "government"),
        ("济源市人民政府", 2022, Some("419001"), "county", "government"),
        ("国家税务总局淮安市洪泽区税务局", 2022, Some("320813"), "county", "vertical"),
        ("中华人民共和国南京海关", 2022, Some("320100"), "prefecture", "vertical"),
        ("淮安市洪泽区高良涧街道办事处", 2022, Some("320813"), "township", "subdistrict"),
        ("怀化市洪江市黔城镇人民政府", 2022, Some("431281"), "township", "government"),
        ("中山市东区街道办事处", 2022, Some("442000"), "township", "subdistrict"),
        ("淮安经济技术开发区管理委员会", 2022, Some("320800"), "county", "development_zone"),
        ("淮安市国有资产监督管理委员会", 2022, Some("320800"), "prefecture", "department"),
        ("平潭综合实验区管理委员会", 2022, Some("350128"), "prefecture", "development_zone"),
        ("平潭综合实验区财政金融局", 2022, Some("350128"), "prefecture", "department"),
        ("淮安市洪泽生态环境局", 2022, Some("320813"), "county", "department"),
        ("西安市自然资源和规划局碑林分局", 2022, Some("610103"), "county", "department"),
        ("天津市滨海新区人民政府", 2022, Some("120116"), "county", "government"),
        // The table of the report's year.
        ("洪泽县人民政府", 2015, Some("320829"), "county", "government"),
        ("洪泽区人民政府", 2016, Some("320813"), "county", "government"),
        ("莱芜市人民政府", 2017, Some("371200"), "prefecture", "government"),
        ("济南市莱芜区人民政府", 2019, Some("370116"), "county", "government"),
        ("襄樊市人民政府", 2009, Some("420600"), "prefecture", "government"),
        ("南通市崇川区人民政府", 2018, Some("320602"), "county", "government"),
        ("南通市崇川区人民政府", 2022, Some("320613"), "county", "government"),
        // No region, or no division of that name.
        ("财政部", 2022, None, "central", "department"),
        ("国家税务总局", 2022, None, "central", "department"),
        ("太湖流域管理局", 2022, None, "central", "department"),
    ] {
        let got = metadata(&of(agency, year));
        let found = (got["region"]["code"].as_str(), got["agency_level"].as_str(), got["agency_kind"].as_str());
        if found != (code, Some(level), Some(kind)) {
            wrong.push(format!("{agency} {year}: {found:?}"));
        }
    }
    assert_none(&wrong, "agencies");
}

#[test]
fn the_table_of_the_year_is_named() {
    let revision = |agency: &str, year| metadata(&of(agency, year))["region"]["revision"].as_i64();
    assert_eq!(revision("洪泽区人民政府", 2022), Some(2022));
    assert_eq!(revision("洪泽县人民政府", 2017), Some(2015), "the name was no longer in force");
}

#[test]
fn a_name_of_several_regions_stays_open() {
    let got = metadata(&of("新城区卫生健康委员会", 2021));
    assert_eq!(got["region"]["code"], Value::Null);
    assert_eq!(got["region"]["name"], "新城区");
    let codes: Vec<&str> =
        got["region"]["candidates"].as_array().expect("a list").iter().filter_map(|c| c["code"].as_str()).collect();
    assert_eq!(codes, ["150102", "610102"]);
    assert_eq!((&got["agency_level"], &got["agency_kind"]), (&"county".into(), &"department".into()));
    assert_eq!(metadata(&of("应急管理局", 2021))["region"]["code"], Value::Null);
}

#[test]
fn what_else_the_document_says_settles_it() {
    let bare = of("新城区卫生健康委员会", 2021);
    let lead_in = |text: &str| Sheet { lead_in: vec![text.to_string()], ..bare.clone() };
    let before = |text: &str| Sheet { before: format!("<div>{text}</div>"), ..bare.clone() };
    let head = |text: &str| Sheet { head: text.to_string(), ..bare.clone() };
    for (what, sheet, from) in [
        ("an address", lead_in("地址：呼和浩特市新华大街1号，电话：6924567。"), "lead_in"),
        ("a telephone number", lead_in("如有疑问请联系我委，电话：0471-6924567。"), "phone"),
        ("a site", head("<meta name=\"SiteName\" content=\"呼和浩特市人民政府\">"), "metadata"),
        ("a site's number", head("<meta name=\"SiteIDCode\" content=\"1501020001\">"), "metadata"),
        ("a source", before("来源：呼和浩特新闻网"), "header"),
        ("a publisher", before("发布机构：呼和浩特市新城区卫健委"), "header"),
    ] {
        let got = metadata(&sheet);
        let region = (&got["region"]["code"], &got["region"]["from"]);
        assert_eq!(region, (&"150102".into(), &from.into()), "{what}");
    }
    let torn = lead_in("地址：呼和浩特市新华大街1号，抄送：西安市。");
    assert_eq!(metadata(&torn)["region"]["code"], Value::Null, "two parents are named");
}

#[test]
fn a_region_may_stand_beside_the_name() {
    let mut sheet = of("应急管理局", 2021);
    sheet.signature = vec!["绿园区应急管理局".to_string(), "2022年1月20日".to_string()];
    let got = metadata(&sheet);
    assert_eq!((&got["agency"]["value"], &got["agency"]["from"]), (&"绿园区应急管理局".into(), &"signature".into()));
    assert_eq!(got["region"]["code"], "220106");
    assert_eq!(got["agency_level"], "county");
}

#[test]
fn contacts_of_offices() {
    let mut sheet = of("淮安市财政局", 2023);
    sheet.lead_in = vec![
        "如对本报告有疑问，请与本局办公室联系（地址：淮安市长江路6号，邮编：223002，电话：（0517）83900001，\
         传真：0517—83900002，电子邮箱：czj@example.gov.cn）。"
            .to_string(),
    ];
    let got = metadata(&sheet);
    let value = |name: &str| got["contact"][name]["value"].as_str().map(str::to_string);
    assert_eq!(
        ["address", "postcode", "phone", "fax", "email"].map(value),
        ["淮安市长江路6号", "223002", "0517-83900001", "0517-83900002", "czj@example.gov.cn"]
            .map(|v| Some(v.to_string()))
    );
    assert_eq!(got["contact"]["phone"]["raw"], "（0517）83900001");
    assert!(got["contact"]["phone"]["place"]["paragraph"].is_number());
    sheet.lead_in = vec!["本报告可在网站下载，网址：http://www.example.gov.cn，全年公开文件2024件。".to_string()];
    assert_eq!(metadata(&sheet)["contact"]["address"]["value"], Value::Null);
    assert_eq!(metadata(&sheet)["contact"]["phone"]["value"], Value::Null);
}

#[test]
fn cards_give_numbers_and_codes() {
    let mut sheet = of("淮安市财政局", 2023);
    sheet.before = "<table><tr><td>索引号</td><td>91350100M000100Y43/2024-00013</td><td>文号</td><td>无</td></tr>\
                    <tr><td>成文日期</td><td>2024-01-12</td><td>发布日期</td><td>2024-01-15</td></tr></table>"
        .to_string();
    let got = metadata(&sheet);
    assert_eq!(got["index_number"]["value"], "91350100M000100Y43/2024-00013");
    assert_eq!(got["credit_code"]["value"], "91350100M000100Y43");
    assert_eq!(got["document_number"]["value"], Value::Null);
    assert_eq!(
        (&got["written_on"]["value"], &got["published_on"]["value"]),
        (&"2024-01-12".into(), &"2024-01-15".into())
    );
}

#[test]
fn whose_numbers_they_are() {
    let scope = |text: &str| {
        let mut sheet = of("淮安市财政局", 2023);
        sheet.lead_in = vec![text.to_string()];
        metadata(&sheet)["scope"]["value"].as_str().map(str::to_string)
    };
    assert_eq!(scope("本报告由市政府办公室汇总各部门数据编制。").as_deref(), Some("region"));
    assert_eq!(scope("2023年，本机关收到政府信息公开申请3件。").as_deref(), Some("own"));
    assert_eq!(scope("2023年，全市共收到政府信息公开申请3件。").as_deref(), Some("region"));
    assert_eq!(scope("本报告依据条例编制。").as_deref(), Some("unknown"));
}

#[test]
fn contradictions_about_the_agency_are_findings() {
    let mut sheet = of("淮安市财政局", 2023);
    sheet.signature = vec!["淮安市审计局".to_string(), "2024年1月22日".to_string()];
    assert_eq!(Outcome::html(&sheet).findings("metadata_conflict").len(), 1);
    sheet.signature = vec!["淮安市财政局".to_string(), "2024年1月22日".to_string()];
    sheet.before = "<div>来源：淮安市人民政府</div>".to_string();
    assert!(Outcome::html(&sheet).findings("metadata_conflict").is_empty(), "a source is not the agency");
    sheet.head = "<meta name=\"SiteIDCode\" content=\"4312810001\">".to_string();
    assert_eq!(Outcome::html(&sheet).findings("metadata_conflict").len(), 1);
    let mut government = of("淮安市人民政府", 2023);
    government.before = "<div>发布机构：淮安市人民政府办公室</div>".to_string();
    assert!(Outcome::html(&government).findings("metadata_conflict").is_empty());
}
