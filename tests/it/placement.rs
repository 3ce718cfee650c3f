//! Tables in another order than that of the form: a number stands under its head and beside its label, or nowhere.

use crate::outcome::Outcome;
use crate::sheet::facts::APPLICANTS;

const HEADS: [&str; 7] = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
const ROWS: [(&str, &str); 13] = [
    ("new_requests", "一、本年新收政府信息公开申请数量"),
    ("carried_over", "二、上年结转政府信息公开申请数量"),
    ("results.disclosed", "（一）予以公开"),
    ("results.partly_disclosed", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("results.refused.state_secret", "1.属于国家秘密"),
    ("results.refused.prohibited_by_law", "2.其他法律行政法规禁止公开"),
    ("results.refused.third_party_rights", "4.保护第三方合法权益"),
    ("results.unable_to_provide.not_held", "1.本机关不掌握相关政府信息"),
    ("results.unable_to_provide.needs_creation", "2.没有现成信息需要另行制作"),
    ("results.not_processed.petition_or_complaint", "1.信访举报投诉类申请"),
    ("results.not_processed.repeated_request", "2.重复申请"),
    ("results.total", "（七）总计"),
    ("carried_forward", "四、结转下年度继续办理"),
];

/// The number of a row in a column: no two alike in a row.
fn number(row: usize, column: usize) -> usize {
    if column == 6 { (0..6).map(|c| number(row, c)).sum() } else { row * 7 + column + 1 }
}

fn table(rows: &[Vec<String>]) -> String {
    let row = |r: &Vec<String>| format!("<tr>{}</tr>", r.iter().map(|c| format!("<td>{c}</td>")).collect::<String>());
    format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
}

fn document(tables: &str) -> Outcome {
    let text = format!(
        "<p>青岚区水务局2022年政府信息公开工作年度报告</p><p>一、总体情况</p><p>本年工作平稳。</p>\
         <p>三、收到和处理政府信息公开申请情况</p>{tables}<p>五、存在的主要问题及改进情况</p><p>无。</p>"
    );
    Outcome::of(text.as_bytes(), "report.html")
}

/// Table 3 with these heads; a head that is not of the form stands over percentages.
fn applications(heads: &[&str]) -> Vec<Vec<String>> {
    let mut rows = vec![[&["项目"], heads].concat().iter().map(|h| h.to_string()).collect()];
    for (r, (_, label)) in ROWS.iter().enumerate() {
        let value = |head: &&str| match HEADS.iter().position(|h| h == head) {
            Some(c) => number(r, c).to_string(),
            None => (900 + r).to_string(),
        };
        rows.push(std::iter::once(label.to_string()).chain(heads.iter().map(value)).collect());
    }
    rows
}

/// Every number is in its place, and columns that are not printed have none.
fn assert_placed(report: &Outcome, heads: &[&str]) {
    for (r, (row, _)) in ROWS.iter().enumerate() {
        for (c, column) in APPLICANTS.iter().enumerate() {
            let want = heads.contains(&HEADS[c]).then(|| number(r, c).to_string());
            let id = format!("applications.{row}.{column}");
            assert_eq!(report.value(&id), want, "{id}");
        }
    }
}

#[test]
fn columns_in_another_order_are_under_their_heads() {
    for heads in [
        ["自然人", "科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他", "总计"],
        ["总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
        ["其他", "法律服务机构", "社会公益组织", "科研机构", "商业企业", "自然人", "总计"],
    ] {
        let report = document(&table(&applications(&heads)));
        assert_placed(&report, &heads);
        let cell = report.cell("applications.new_requests.research_institution");
        assert_eq!(cell["placed_by"], serde_json::json!(["row_label", "column_head"]));
    }
}

#[test]
fn a_column_that_the_form_has_not_gives_no_number_and_one_that_is_not_printed_has_none() {
    let heads = ["自然人", "商业企业", "科研机构", "社会公益组织", "其他", "总计", "上年总计"];
    assert_placed(&document(&table(&applications(&heads))), &heads);
    let heads = ["自然人", "占比", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "法人小计", "总计"];
    assert_placed(&document(&table(&applications(&heads))), &heads);
}

#[test]
fn behind_a_page_end_the_order_of_the_heads_before_it_counts() {
    let heads = ["总计", "上年总计", "自然人", "科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他"];
    let rows = applications(&heads);
    let (first, rest) = rows.split_at(6);
    assert_placed(&document(&format!("{}{}", table(first), table(rest))), &heads);
}

#[test]
fn rows_in_another_order_are_known_by_their_labels() {
    let mut rows = applications(&HEADS);
    rows[3..].rotate_left(4);
    rows.swap(5, 7);
    assert_placed(&document(&table(&rows)), &HEADS);
}

#[test]
fn a_row_moved_by_a_wrong_span_is_proved_by_its_sum_or_has_no_numbers() {
    let mut rows = applications(&HEADS);
    // One cell too many before the values: the last stands under no head, the others under those of their neighbours.
    rows[4].insert(1, "见附件".into());
    rows[6].insert(1, "见附件".into());
    rows[6][2] = "999".into();
    let report = document(&table(&rows));
    for (c, column) in APPLICANTS.iter().enumerate() {
        let moved = report.value(&format!("applications.results.partly_disclosed.{column}"));
        assert!(moved.is_none() || moved == Some(number(3, c).to_string()), "{column}: {moved:?}");
        assert_eq!(report.value(&format!("applications.results.refused.prohibited_by_law.{column}")), None, "{column}");
    }
}

const BLOCKS: [(&str, &str); 3] = [
    ("reconsideration", "行政复议"),
    ("litigation_direct", "未经复议直接起诉"),
    ("litigation_after_reconsideration", "复议后起诉"),
];
const OUTCOMES: [(&str, &str); 5] = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
];

fn result(block: usize, outcome: usize) -> usize {
    if outcome == 4 { (0..4).map(|o| result(block, o)).sum() } else { 10 * block + outcome + 1 }
}

fn assert_reviewed(table: &str) {
    let body = format!("{}<p>四、政府信息公开行政复议、行政诉讼情况</p>{table}", self::table(&applications(&HEADS)));
    let report = document(&body);
    for (b, (block, _)) in BLOCKS.iter().enumerate() {
        for (o, (outcome, _)) in OUTCOMES.iter().enumerate() {
            let id = format!("review_and_litigation.{block}.{outcome}");
            assert_eq!(report.value(&id), Some(result(b, o).to_string()), "{id}");
        }
    }
}

#[test]
fn reviews_and_lawsuits_are_read_as_rows_as_columns_and_as_tables_of_their_own() {
    let order = [0, 3, 2, 1, 4];
    let numbers = |b: usize, order: &[usize]| order.iter().map(|o| result(b, *o).to_string()).collect::<Vec<_>>();
    let heads = |order: &[usize]| order.iter().map(|o| OUTCOMES[*o].1.to_string()).collect::<Vec<_>>();
    let with = |first: &str, rest: Vec<String>| [vec![first.to_string()], rest].concat();
    let mut rows = vec![with("", heads(&order))];
    rows.extend(BLOCKS.iter().enumerate().map(|(b, (_, name))| with(name, numbers(b, &order))));
    assert_reviewed(&table(&rows));
    let mut turned = vec![with("", BLOCKS.iter().map(|(_, name)| name.to_string()).collect())];
    for o in order {
        turned.push(with(OUTCOMES[o].1, (0..3).map(|b| result(b, o).to_string()).collect()));
    }
    assert_reviewed(&table(&turned));
    let own = |b: usize| format!("<p>{}</p>{}", BLOCKS[b].1, table(&[heads(&order), numbers(b, &order)]));
    assert_reviewed(&[2, 0, 1].map(own).concat());
}

#[test]
fn heads_of_a_flattened_text_in_another_order_count_too() {
    let heads = ["自然人", "科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他", "总计"];
    let lines: Vec<String> = applications(&heads).iter().map(|r| r.join(" ")).collect();
    let text = format!(
        "青岚区水务局2022年政府信息公开工作年度报告\n一、总体情况\n本年工作平稳。\n三、收到和处理政府信息公开申请情况\n{}\n\
         五、存在的主要问题及改进情况\n无。\n",
        lines.join("\n")
    );
    let report = Outcome::of(text.as_bytes(), "report.txt");
    for (r, (row, _)) in ROWS.iter().enumerate() {
        for (c, column) in APPLICANTS.iter().enumerate() {
            let id = format!("applications.{row}.{column}");
            let value = report.value(&id);
            assert!(value.is_none() || value == Some(number(r, c).to_string()), "{id}: {value:?}");
        }
    }
    assert_eq!(report.value("applications.new_requests.commercial_enterprise").as_deref(), Some("2"));
}

/// A table whose rows have columns of other widths from one on, as where two tables became one; one sum does not hold.
#[test]
fn values_that_reach_under_two_heads_are_placed_by_their_sum_or_not_at_all() {
    let rows = applications(&HEADS);
    let spanned = |r: usize, row: &Vec<String>| {
        let widths = if r < 6 { [3; 8] } else { [7, 3, 3, 3, 3, 3, 1, 1] };
        let cell = |(c, text): (usize, &String)| {
            let text = if r == 8 && c == 1 { "999" } else { text };
            format!("<td colspan={}>{text}</td>", widths[c])
        };
        format!("<tr>{}</tr>", row.iter().enumerate().map(cell).collect::<String>())
    };
    let table: String = rows.iter().enumerate().map(|(r, row)| spanned(r, row)).collect();
    let report = document(&format!("<table>{table}</table>"));
    // The last two rows are parts of sums that do not hold in this table.
    for (r, (row, _)) in ROWS.iter().enumerate().take(11) {
        for (c, column) in APPLICANTS.iter().enumerate() {
            let want = (r + 1 != 8).then(|| number(r, c).to_string());
            let id = format!("applications.{row}.{column}");
            assert_eq!(report.value(&id), want, "{id}");
        }
    }
}

#[test]
fn a_label_that_runs_into_a_number_beside_an_empty_cell_proves_no_column() {
    let mut rows = applications(&HEADS);
    rows[4][0] = format!("{}15", ROWS[3].1);
    rows[4][1].clear();
    let report = document(&table(&rows));
    for column in APPLICANTS {
        assert_eq!(report.value(&format!("applications.results.partly_disclosed.{column}")), None, "{column}");
    }
}
