//! Text dumps that keep columns by spaces.

use crate::outcome::Outcome;

/// A line with texts at columns of characters.
fn line(parts: &[(usize, &str)]) -> String {
    let mut out = String::new();
    for (at, text) in parts {
        let blank = at.saturating_sub(out.chars().count());
        out.extend(std::iter::repeat_n(' ', blank));
        out.push_str(text);
    }
    out.push('\n');
    out
}

/// Table 3 as `pdftotext -layout` moves its columns: over the first rows stand the heads, and further down everything
/// stands further to the right, so that a zero under the sixth head has the place of a fifth column below.
fn drifting() -> String {
    let head = [
        line(&[(35, "自然"), (38, "商"), (51, "科"), (75, "总")]),
        line(&[(35, "人"), (37, "业"), (51, "研"), (53, "社会公益组"), (59, "法律服务机"), (65, "其"), (75, "计")]),
        line(&[(38, "企"), (51, "机"), (55, "织"), (61, "构"), (65, "它")]),
        line(&[(38, "业"), (51, "构")]),
    ];
    let row = |label: &str, values: &[(usize, &str)]| line(&[&[(0, label)], values].concat());
    let below = [36, 38, 51, 57, 66, 70, 78];
    let full = |label: &str, values: [&'static str; 7]| row(label, &below.into_iter().zip(values).collect::<Vec<_>>());
    let rows = [
        row("一、本年新收政府信息公开申请数量", &[(36, "7"), (38, "2"), (51, "0"), (65, "0"), (75, "9")]),
        row("二、上年结转政府信息公开申请数量", &[(36, "1"), (38, "0"), (65, "0"), (75, "1")]),
        row("（一）予以公开", &[(36, "4"), (38, "0"), (55, "0"), (65, "0"), (75, "4")]),
        full("1.属于国家秘密", ["1", "0", "0", "0", "0", "0", "1"]),
        full("2.其他法律行政法规禁止公开", ["1", "0", "0", "0", "0", "0", "1"]),
        row("3.危及“三安全一稳定”", &[(36, "0"), (51, "0"), (57, "0"), (70, "0"), (78, "0")]),
        full("4.保护第三方合法权益", ["0", "0", "0", "0", "0", "0", "0"]),
        full("1.本机关不掌握相关政府信息", ["2", "2", "0", "0", "0", "0", "4"]),
        row("2.重复申请", &[(38, "0"), (51, "0"), (57, "0"), (66, "0"), (78, "0")]),
        full("（七）总计", ["8", "2", "0", "0", "0", "0", "10"]),
        row("四、结转下年度继续办理", &[(36, "0"), (70, "0")]),
    ];
    let sample = std::fs::read_to_string("samples/report-layout.txt").unwrap();
    let (before, rest) = sample.split_once("（本列数据的").unwrap();
    let (_, after) = rest.split_once("四、政府信息公开行政复议").unwrap();
    let note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\n";
    [before, note, &head.concat(), &rows.concat(), "\n四、政府信息公开行政复议", after].concat()
}

#[test]
fn a_zero_under_a_head_is_in_its_column_though_all_is_moved_below() {
    let report = Outcome::of(drifting().as_bytes(), "dump.txt");
    for row in ["new_requests", "carried_over", "results.disclosed"] {
        for (column, zero) in [("legal_service_institution", false), ("other", true)] {
            let id = format!("applications.{row}.{column}");
            let cell = &report.cell(&id);
            assert!(cell["status"] == "conflict" || (cell["value"] == 0) == zero, "{id}: {cell}");
        }
    }
    assert_eq!(report.value("applications.new_requests.other").as_deref(), Some("0"));
}

/// A report whose table 4 goes through the page block by block, as `pdftotext` without `-layout` writes it: each word is a
/// line.
fn block_by_block(words: &str) -> Outcome {
    let sample = std::fs::read_to_string("samples/report-layout.txt").unwrap();
    let (before, rest) = sample.split_once("四、政府信息公开行政复议").unwrap();
    let (_, after) = rest.split_once("五、").unwrap();
    let table = words.split_whitespace().collect::<Vec<_>>().join("\n\n");
    let text = format!("{before}四、政府信息公开行政复议、行政诉讼情况\n{table}\n\n五、{after}");
    Outcome::of(text.as_bytes(), "dump.txt")
}

/// The numbers of a block of table 4.
fn block(report: &Outcome, block: &str) -> Vec<Option<String>> {
    ["upheld", "corrected", "other", "pending", "total"]
        .map(|column| report.value(&format!("review_and_litigation.{block}.{column}")))
        .to_vec()
}

fn numbers(values: [&str; 5]) -> Vec<Option<String>> {
    values.map(|v| Some(v.to_string())).to_vec()
}

#[test]
fn totals_between_the_heads_of_other_blocks_are_those_of_their_blocks() {
    let report = block_by_block(
        "行政复议 行政诉讼 结果 结果 其他 尚未 维持 纠正 结果 审结 4 3 0 2 未经复议直接起诉 总计 9 结果 结果 \
         其他 尚未 维持 纠正 结果 审结 1 0 5 0 复议后起诉 总计 6 结果 结果 其他 尚未 维持 纠正 结果 审结 0 2 \
         0 1 总计 3",
    );
    assert_eq!(block(&report, "reconsideration"), numbers(["4", "3", "0", "2", "9"]));
    assert_eq!(block(&report, "litigation_direct"), numbers(["1", "0", "5", "0", "6"]));
    assert_eq!(block(&report, "litigation_after_reconsideration"), numbers(["0", "2", "0", "1", "3"]));
}

#[test]
fn the_last_block_may_stand_before_the_one_in_the_middle_where_its_name_and_the_totals_say_so() {
    let words = "行政复议 行政诉讼 未经复议直接起诉 结果 结果 其他 尚未 维持 纠正 结果 审结 总计 4 3 0 2 结果 结果 \
         其他 复议后起诉 尚未 维持 纠正 结果 审结 0 2 0 1 总计 9 结果 审结 1 0 5 0 6 总计 3";
    let report = block_by_block(words);
    assert_eq!(block(&report, "litigation_direct"), numbers(["1", "0", "5", "0", "6"]));
    assert_eq!(block(&report, "litigation_after_reconsideration"), numbers(["0", "2", "0", "1", "3"]));
    // With nothing that names it, nothing tells the two blocks apart.
    let report = block_by_block(&words.replace("复议后起诉", "结果"));
    assert_eq!(block(&report, "litigation_direct"), vec![None; 5]);
}

#[test]
fn heads_in_another_order_are_not_read_in_that_of_the_form() {
    let block = "结果 结果 其他 尚未 纠正 维持 结果 审结 4 3 0 2 总计 9";
    let words = ["行政复议", "未经复议直接起诉", "复议后起诉"].map(|name| format!("{name} {block} ")).concat();
    let report = block_by_block(&words);
    assert!(report.value("review_and_litigation.reconsideration.upheld").is_none_or(|v| v == "3"), "{words}");
}

#[test]
fn a_number_that_ran_into_the_next_gives_no_column_its_digits() {
    let at = [36, 42, 48, 54, 60, 66, 72];
    let row = |label: &str, values: [&'static str; 7]| {
        let filled = at.into_iter().zip(values).filter(|(_, v)| !v.is_empty());
        line(&[vec![(0, label)], filled.collect()].concat())
    };
    let rows = [
        line(
            &at.into_iter()
                .zip(["自然人", "商业企业", "科研机构", "公益组织", "法律机构", "其他", "总计"])
                .collect::<Vec<_>>(),
        ),
        row("一、本年新收政府信息公开申请数量", ["7", "2", "0", "0", "0", "0", "9"]),
        row("二、上年结转政府信息公开申请数量", ["1", "0", "0", "0", "0", "0", "1"]),
        row("（一）予以公开", ["4", "0", "0", "0", "0", "0", "4"]),
        row("1.属于国家秘密", ["1", "0", "0", "0", "0", "0", "1"]),
        row("2.其他法律行政法规禁止公开", ["1", "0", "0", "0", "0", "0", "1"]),
        row("4.保护第三方合法权益", ["0", "0", "0", "0", "0", "0", "0"]),
        row("1.本机关不掌握相关政府信息", ["2", "2", "0", "0", "0", "0", "4"]),
        row("2.没有现成信息需要另行制作", ["0", "0", "0", "0", "0", "0", "0"]),
        row("1.信访举报投诉类申请", ["0", "0", "0", "0", "0", "0", "0"]),
        // Of 1183 and 1248 no gap is left.
        line(&[(0, "2.重复申请"), (36, "24"), (42, "0"), (48, "8"), (54, "5"), (60, "28"), (66, "11831248")]),
        row("（七）总计", ["8", "2", "0", "0", "0", "0", "10"]),
        row("四、结转下年度继续办理", ["0", "0", "0", "0", "0", "0", "0"]),
    ];
    let text = format!(
        "青岚区水务局2022年政府信息公开工作年度报告\n一、总体情况\n本年工作平稳。\n三、收到和处理政府信息公开申请情况\n{}\
         五、存在的主要问题及改进情况\n无。\n",
        rows.concat()
    );
    let report = Outcome::of(text.as_bytes(), "report.txt");
    for column in crate::sheet::facts::APPLICANTS {
        assert_eq!(
            report.value(&format!("applications.results.not_processed.repeated_request.{column}")),
            None,
            "{column}"
        );
    }
    assert_eq!(report.value("applications.results.refused.state_secret.natural_person").as_deref(), Some("1"));
}
