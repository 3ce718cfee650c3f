//! Reports before 2019: the national table of 2014 to 2018 and the local ones before it, in every shape in which they
//! survive, and counts that stand only in sentences.

use serde_json::Value;

use crate::outcome::{Outcome, assert_none, same_number};

const TITLE: &str = "云溪市白石区水务局2016年政府信息公开工作年度报告";

/// A row: indicator, empty for a part; unit; label; number.
#[derive(Clone)]
struct Row {
    id: &'static str,
    unit: &'static str,
    label: &'static str,
    value: String,
}

/// The table of 2014, its sums right.
fn table() -> Vec<Row> {
    let mut rows: Vec<Row> = include_str!("old_forms.tsv")
        .lines()
        .enumerate()
        .map(|(i, line)| {
            let fields: Vec<&str> = line.split('\t').collect();
            Row { id: fields[0], unit: fields[1], label: fields[2], value: ((i * 7) % 23).to_string() }
        })
        .collect();
    rows.iter_mut().filter(|r| r.id == "-").for_each(|r| (r.id, r.value) = ("", String::new()));
    let sums: [(&str, &[&str]); 6] = [
        ("old.requests.refused", &["refused_"]),
        ("old.requests.received", &["in_person", "fax", "online", "letter"]),
        ("old.requests.closed", &["closed_"]),
        (
            "old.requests.answered",
            &[
                "already_public",
                ".agreed",
                "partly_agreed",
                "refused",
                "other_agency",
                "not_exist",
                "amend",
                "other_channel",
            ],
        ),
        ("old.reconsideration", &["reconsideration_"]),
        ("old.litigation", &["litigation_"]),
    ];
    for (total, parts) in sums {
        let of = |r: &&Row| {
            let reason = r.id.contains("refused_") && total != "old.requests.refused";
            r.id != total
                && r.id.rsplit_once('.').map(|(a, _)| a) == total.rsplit_once('.').map(|(a, _)| a)
                && !reason
                && parts.iter().any(|p| r.id.contains(p))
        };
        let sum: u64 = rows.iter().filter(of).map(|r| r.value.parse::<u64>().expect("a number")).sum();
        set(&mut rows, total, &sum.to_string());
    }
    let part = |id: &str| rows.iter().find(|r| r.id == id).expect("a row").value.parse::<u64>().expect("a number");
    let staff = part("old.staff_full_time") + part("old.staff_part_time");
    set(&mut rows, "old.staff", &staff.to_string());
    set(&mut rows, "old.disclosed", "1286");
    set(&mut rows, "old.funds", "12.5");
    rows
}

fn set(rows: &mut [Row], id: &str, value: &str) {
    rows.iter_mut().find(|r| r.id == id).expect("a row").value = value.to_string();
}

fn prose() -> [&'static str; 4] {
    [
        "一、概述",
        "今年以来，我局按照要求做好各项公开工作，完善了制度。",
        "二、存在的主要问题和改进措施",
        "公开的及时性还需要提高，下一步将加强检查。",
    ]
}

fn html(body: &str) -> String {
    let prose: String = prose().iter().map(|p| format!("<p>{p}</p>")).collect();
    format!("<html><body><h1>{TITLE}</h1>{prose}<p>政府信息公开情况统计表</p>{body}</body></html>")
}

fn text(body: &str) -> String {
    format!("{TITLE}\n\n{}\n\n政府信息公开情况统计表\n{body}", prose().join("\n"))
}

fn grid(rows: &[Vec<String>]) -> String {
    let row =
        |cells: &Vec<String>| format!("<tr>{}</tr>", cells.iter().map(|c| format!("<td>{c}</td>")).collect::<String>());
    html(&format!("<table border=\"1\">{}</table>", rows.iter().map(row).collect::<String>()))
}

fn heads() -> Vec<String> {
    ["统计指标", "单位", "统计数"].map(str::to_string).to_vec()
}

/// Label, unit, number; dashes for parts.
fn cells(row: &Row) -> Vec<String> {
    let dash = |text: &str| if row.id.is_empty() { "——".to_string() } else { text.to_string() };
    vec![row.label.to_string(), dash(row.unit), dash(&row.value)]
}

fn found<'a>(outcome: &'a Outcome, id: &str) -> Vec<&'a Value> {
    outcome.0["statistics"].as_array().expect("statistics").iter().filter(|s| s["indicator_id"] == id).collect()
}

/// Every row of the table once, with its number; nothing else from a table.
#[track_caller]
fn assert_read(outcome: &Outcome, rows: &[Row], what: &str) {
    assert_eq!(outcome.form(), "2014", "{what}");
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|r| !r.id.is_empty()) {
        match found(outcome, row.id).as_slice() {
            [one] if row.value.is_empty() => {
                if one["status"] != "blank" {
                    wrong.push(format!("{} is {} and not blank", row.id, one["value"]));
                }
            }
            [one] if same_number(&one["value"].to_string(), &row.value) => {}
            other => {
                let values: Vec<String> = other.iter().map(|s| s["value"].to_string()).collect();
                wrong.push(format!("{}: {values:?}, not {}", row.id, row.value));
            }
        }
    }
    let table = |s: &&Value| s["from"] == "table" && s["indicator_id"].is_null();
    for more in outcome.0["statistics"].as_array().expect("statistics").iter().filter(table) {
        wrong.push(format!("more: {} {}", more["indicator"], more["value"]));
    }
    assert_none(&wrong, what);
    assert!(outcome.ids().is_empty(), "{what}: cells of a later form");
}

fn html_outcome(page: &str) -> Outcome {
    Outcome::of(page.as_bytes(), "report.html")
}

fn text_outcome(page: &str) -> Outcome {
    Outcome::of(page.as_bytes(), "report.txt")
}

#[test]
fn a_grid_is_read_with_dashes_or_nothing_in_its_parts() {
    let rows = table();
    let mut all = vec![heads()];
    all.extend(rows.iter().map(cells));
    assert_read(&html_outcome(&grid(&all)), &rows, "dashes");
    let empty = |r: &Row| vec![r.label.to_string(), r.unit.to_string(), r.value.clone()];
    let mut all = vec![heads()];
    all.extend(rows.iter().map(empty));
    assert_read(&html_outcome(&grid(&all)), &rows, "empty");
}

#[test]
fn a_report_of_an_old_form_is_clean_and_its_rules_are_run() {
    let rows = table();
    let mut all = vec![heads()];
    all.extend(rows.iter().map(cells));
    let outcome = html_outcome(&grid(&all));
    assert_eq!(outcome.class(), "report");
    let findings = outcome.0["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|f| f["severity"] != "error"), "{findings:?}");
    for rule in ["O-RECEIVED", "O-CLOSED", "O-ANSWERED", "O-REFUSED", "O-RECONSIDERATION", "O-LITIGATION", "O-STAFF"] {
        let of_rule = outcome.checks(rule).into_iter().filter(|c| c["rule"] == rule);
        assert_eq!(of_rule.map(|c| &c["result"]).collect::<Vec<_>>(), ["pass"], "{rule}");
    }
    let mut rows = rows;
    set(&mut rows, "old.requests.received", "999");
    let mut all = vec![heads()];
    all.extend(rows.iter().map(cells));
    let outcome = html_outcome(&grid(&all));
    assert_read(&outcome, &rows, "a wrong total stays as printed");
    assert_eq!(outcome.checks("O-RECEIVED")[0]["result"], "fail");
    assert_eq!(outcome.findings("contradiction").len(), 1);
}

#[test]
fn units_may_be_missing_or_stand_in_the_numbers() {
    let rows = table();
    let mut all = vec![vec!["统计指标".to_string(), "统计数".to_string()]];
    all.extend(rows.iter().map(|r| vec![r.label.to_string(), r.value.clone()]));
    let outcome = html_outcome(&grid(&all));
    assert_read(&outcome, &rows, "no units");
    assert_eq!(found(&outcome, "old.funds")[0]["unit"], "万元", "the form's own unit");
    let mut all = vec![vec!["统计指标".to_string(), "统计数".to_string()]];
    all.extend(rows.iter().map(|r| vec![r.label.to_string(), format!("{}{}", r.value, r.unit)]));
    assert_read(&html_outcome(&grid(&all)), &rows, "units in the numbers");
}

#[test]
fn parts_may_span_the_rows_beside_them() {
    let rows = table();
    let mut body = "<tr><td colspan=\"2\">统计指标</td><td>单位</td><td>统计数</td></tr>".to_string();
    for part in rows.chunk_by(|_, next| !next.label.starts_with(['一', '二', '三', '四', '五', '六', '七', '八', '九']))
    {
        for (i, row) in part.iter().enumerate() {
            let span = match i {
                _ if part.len() == 1 => String::new(),
                0 => format!("<td rowspan=\"{}\">{}</td>", part.len(), part[0].label),
                _ => String::new(),
            };
            let wide = if part.len() == 1 { " colspan=\"2\"" } else { "" };
            body.push_str(&format!(
                "<tr>{span}<td{wide}>{}</td><td>{}</td><td>{}</td></tr>",
                row.label, row.unit, row.value
            ));
        }
    }
    assert_read(&html_outcome(&html(&format!("<table>{body}</table>"))), &rows, "spanning parts");
}

#[test]
fn a_blank_is_not_zero() {
    let mut rows = table();
    for id in ["old.requests.fax", "old.complaints", "old.fees"] {
        set(&mut rows, id, "");
    }
    let mut all = vec![heads()];
    all.extend(rows.iter().map(cells));
    let outcome = html_outcome(&grid(&all));
    assert_read(&outcome, &rows, "blanks");
    assert!(outcome.failing().is_empty());
}

#[test]
fn more_columns_are_told_apart_by_their_heads() {
    let rows = table();
    let mut all = vec![["统计指标", "单位", "区政府", "区直单位", "乡镇街道统计数"].map(str::to_string).to_vec()];
    for row in &rows {
        let mut line = cells(row);
        line.extend(match row.id {
            "" => ["——".to_string(), "——".to_string()],
            _ => [format!("{}1", row.value), format!("{}2", row.value)],
        });
        all.push(line);
    }
    let outcome = html_outcome(&grid(&all));
    let three = found(&outcome, "old.requests.online");
    let heads: Vec<&str> = three.iter().map(|s| s["period"].as_str().unwrap_or("-")).collect();
    assert_eq!(heads, ["区政府", "区直单位", "乡镇街道统计数"]);
    let online = &rows.iter().find(|r| r.id == "old.requests.online").expect("a row").value;
    assert_eq!(three[2]["value"].to_string(), format!("{online}2"));
}

#[test]
fn flattened_text_is_read_in_every_shape() {
    let rows = table();
    let line = |r: &Row, gap: &str| match r.id {
        "" => r.label.to_string(),
        _ => [r.label, r.unit, &r.value].join(gap),
    };
    for (what, gap, end) in [
        ("a row a line", " ", "\n"),
        ("a row a line, blank lines between", " ", "\n\n"),
        ("tabs", "\t", "\n"),
        ("a cell a line", "\n", "\n"),
        ("wide gaps", "        ", "\n"),
        ("bars", " | ", "\n"),
        ("nothing between", "", "\n"),
    ] {
        let body: String =
            std::iter::once(heads().join(gap)).chain(rows.iter().map(|r| line(r, gap))).map(|l| l + end).collect();
        assert_read(&text_outcome(&text(&body)), &rows, what);
    }
}

#[test]
fn a_report_in_one_line_is_read_with_its_table_and_its_headings() {
    let rows = table();
    let cells = rows.iter().flat_map(|r| [r.label, r.unit, &r.value].map(str::to_string));
    let words: Vec<String> =
        prose().map(str::to_string).into_iter().chain(["三、统计表".to_string()]).chain(heads()).chain(cells).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|w| !w.is_empty()).collect();
    let outcome = text_outcome(&format!("{TITLE}\n\n{} 附件下载", words.join(" ")));
    assert_read(&outcome, &rows, "one line");
    let problems = outcome.section("problems").expect("a section");
    assert_eq!(problems, "存在的主要问题和改进措施公开的及时性还需要提高，下一步将加强检查。");
}

#[test]
fn wrapped_labels_stand_around_their_numbers() {
    let rows = table();
    let mut body = "统计指标      单位      统计数\n".to_string();
    for row in &rows {
        let label: Vec<char> = row.label.chars().collect();
        let mut pieces = label.chunks(16).map(|c| c.iter().collect::<String>());
        let first = pieces.next().expect("a label");
        body.push_str(&format!("{first}      {}      {}\n", row.unit, row.value));
        pieces.for_each(|p| body.push_str(&format!("{p}\n")));
    }
    assert_read(&text_outcome(&text(&body)), &rows, "wrapped labels");
}

/// A local table before 2014, with the year and all years.
const LOCAL: &str = "<table><tr><td>指标名称</td><td>计量单位</td><td>本年</td><td>历年累计</td></tr>\
<tr><td>主动公开信息数</td><td>条</td><td>214</td><td>1630</td></tr>\
<tr><td>其中：全文电子化的主动公开信息数</td><td>条</td><td>214</td><td>1502</td></tr>\
<tr><td>新增的行政规范性文件数</td><td>条</td><td>3</td><td>21</td></tr>\
<tr><td>受理依申请公开信息总数</td><td>条</td><td>9</td><td>40</td></tr>\
<tr><td>其中：1.当面申请数</td><td>条</td><td>4</td><td>22</td></tr>\
<tr><td>2.传真申请数</td><td>条</td><td>0</td><td>3</td></tr>\
<tr><td>3.电子邮件申请数</td><td>条</td><td>1</td><td>2</td></tr>\
<tr><td>4.网上申请数</td><td>条</td><td>3</td><td>9</td></tr>\
<tr><td>5.信函申请数</td><td>条</td><td>1</td><td>4</td></tr>\
<tr><td>6.其它形式申请数</td><td>条</td><td>0</td><td>0</td></tr>\
<tr><td>对申请的答复总数</td><td>条</td><td>9</td><td>40</td></tr>\
<tr><td>其中：1.同意公开答复数</td><td>条</td><td>7</td><td>33</td></tr>\
<tr><td>2.同意部分公开答复数</td><td>条</td><td>1</td><td>4</td></tr>\
<tr><td>3.否决公开答复总数</td><td>条</td><td>1</td><td>3</td></tr>\
<tr><td>行政复议数</td><td>件</td><td>0</td><td>1</td></tr>\
<tr><td>行政诉讼数</td><td>件</td><td>0</td><td>0</td></tr>\
<tr><td>行政申诉数</td><td>件</td><td>0</td><td>0</td></tr></table>";

#[test]
fn a_local_table_has_the_year_and_all_years() {
    let outcome = html_outcome(&html(LOCAL).replace("2016", "2011"));
    assert_eq!(outcome.form(), "pre2014");
    let requests = found(&outcome, "legacy.requests");
    let values: Vec<(String, String)> =
        requests.iter().map(|s| (s["period"].to_string(), s["value"].to_string())).collect();
    assert_eq!(values, [("\"本年\"".into(), "9".into()), ("\"历年累计\"".into(), "40".into())]);
    assert_eq!(found(&outcome, "legacy.requests_online")[1]["value"].to_string(), "9");
    let rules = outcome.checks("L-");
    assert!(rules.iter().all(|c| c["result"] != "fail"), "{rules:?}");
    let held = |rule: &str| rules.iter().filter(|c| c["rule"] == rule && c["result"] == "pass").count();
    assert_eq!((held("L-REQUESTS"), held("L-ANSWERS")), (2, 2), "the year and all years");
}

/// A report in sentences alone, with numbers that are no statistics among them.
const SENTENCES: &str = "云溪市白石镇2010年政府信息公开工作年度报告

根据《条例》第31条编制，联系电话：0500-84001122。

一、概述

我镇设立了2个专门的信息申请受理点，配备了6名专、兼职工作人员。

二、主动公开政府信息情况

截至年底累计主动公开政府信息870条，其中本年度新增主动公开政府信息96条。机构职能类信息12条，占12.5%。全年通过政府网站公开政府信息80条。举行3次新闻发布会。

三、依申请公开政府信息情况

共收到政府信息公开申请7件，其中当面申请3件，网上申请2件，信函申请2件。在已经答复的6件申请中，“同意公开”的4件，占总数的66.7%；“信息不存在”1件；申请内容不明确的1件。

四、咨询情况

全年接受咨询1.2万人次，其中咨询电话接听8000人次，当面咨询接待3500人次，网上咨询500人次。专栏访问量为3.4万次。

五、收费及减免情况

本年度没有收取任何费用。

六、复议、诉讼情况

发生行政复议案1件，未发生行政诉讼案件。

七、存在的主要问题和改进措施

人员不足，2011年将增加2人。
";

#[test]
fn counts_in_sentences_have_their_indicator_sentence_and_place() {
    let outcome = text_outcome(SENTENCES);
    assert_eq!(outcome.form(), "pre2014");
    let mut wrong = Vec::new();
    for (id, value) in [
        ("legacy.disclosed", &["870", "96"][..]),
        ("legacy.disclosed_website", &["80"]),
        ("old.press_conferences", &["3"]),
        ("old.staff", &["6"]),
        ("legacy.requests", &["7"]),
        ("legacy.requests_in_person", &["3"]),
        ("legacy.requests_online", &["2"]),
        ("legacy.requests_letter", &["2"]),
        ("legacy.answers", &["6"]),
        ("legacy.answers_agreed", &["4"]),
        ("legacy.answers_does_not_exist", &["1"]),
        ("legacy.answers_unclear", &["1"]),
        ("legacy.phone_enquiries", &["8000"]),
        ("legacy.visitors", &["3500"]),
        ("legacy.online_enquiries", &["500"]),
        ("legacy.column_visits", &["34000"]),
        ("legacy.reconsideration", &["1"]),
        ("legacy.litigation", &["0"]),
        ("old.fees", &["0"]),
    ] {
        let values: Vec<String> = found(&outcome, id).iter().map(|s| s["value"].to_string()).collect();
        if values != value {
            wrong.push(format!("{id}: {values:?}, not {value:?}"));
        }
    }
    assert_none(&wrong, "counts");
    let requests = found(&outcome, "legacy.requests")[0];
    assert!(requests["raw"].as_str().is_some_and(|r| r.starts_with("共收到") && r.ends_with("2件。")));
    let line = SENTENCES.lines().position(|l| l.starts_with("共收到")).expect("a line") + 1;
    assert_eq!(requests["place"]["line"], line);
    assert_eq!(found(&outcome, "legacy.disclosed")[0]["period"], "累计");
    let share = outcome.0["statistics"].as_array().expect("statistics").iter().find(|s| s["unit"] == "%");
    assert_eq!(share.expect("a share")["value"].to_string(), "12.5");
}

#[test]
fn a_masked_number_is_no_number() {
    let text = SENTENCES
        .replace("信函申请2件", "信函申请1...件")
        .replace("收到政府信息公开申请7件", "收到政府信息公开申请×件");
    let outcome = text_outcome(&text);
    for id in ["legacy.requests", "legacy.requests_letter"] {
        let all = found(&outcome, id);
        assert!(all.iter().all(|s| s["value"].is_null() && s["status"] == "unreadable"), "{all:?}");
    }
}

/// Where the shared corpus lies beside the checkout, its statistics are those that a person read in it.
#[test]
fn statistics_of_the_corpus_are_those_that_a_person_read() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(real) = [root.join("../shared/real"), root.join("../../shared/real")].into_iter().find(|p| p.exists())
    else {
        return;
    };
    let mut wrong = Vec::new();
    let mut read: std::collections::BTreeMap<&str, Vec<Outcome>> = std::collections::BTreeMap::new();
    let truth = include_str!("../../scripts/statistics.tsv");
    for line in truth.lines().skip(1) {
        let [document, part, id, period, value] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let reports = read.entry(document).or_insert_with(|| {
            let path = real.join(document).join(format!("{document}.txt"));
            Outcome::each(&std::fs::read(path).expect("the document"), document)
        });
        let report = &reports[part.parse::<usize>().expect("a part") - 1];
        let of_period = |s: &&&Value| period.is_empty() != (s["period"] == "累计");
        let all = found(report, id);
        let values: Vec<String> = all.iter().filter(of_period).map(|s| s["value"].to_string()).collect();
        if values.is_empty() || !values.iter().all(|v| same_number(v, value)) {
            wrong.push(format!("{document} {part} {id}: {values:?}, not {value}"));
        }
    }
    assert_none(&wrong, "statistics of the corpus");
}
