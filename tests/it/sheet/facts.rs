//! The numbers of an invented report, consistent with the sums of the form.

use std::collections::BTreeMap;

/// Which tables a report prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The form of 2019.
    Of2019,
    /// The form of 2021.
    Of2021,
    /// Table 2 of 2021 with the undivided row （六） of 2019.
    Hybrid,
}

/// Columns of table 3; the last is the total.
pub const APPLICANTS: [&str; 7] = [
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "social_welfare_organization",
    "legal_service_institution",
    "other",
    "total",
];
/// Columns of a block of table 4; the last is the total.
pub const OUTCOMES: [&str; 5] = ["upheld", "corrected", "other", "pending", "total"];
/// Blocks of table 4.
pub const BLOCKS: [&str; 3] = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"];

/// A label, or a group and its labels, with the ids of the rows.
pub type Group = (&'static str, &'static [(&'static str, &'static str)]);

/// The rows of 三、本年度办理结果; a group without a name is a row of its own.
pub const RESULTS: [Group; 5] = [
    ("", &[("（一）予以公开", "disclosed")]),
    ("", &[("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partly_disclosed")]),
    (
        "（三）不予公开",
        &[
            ("1.属于国家秘密", "refused.state_secret"),
            ("2.其他法律行政法规禁止公开", "refused.prohibited_by_law"),
            ("3.危及“三安全一稳定”", "refused.endangers_security_and_stability"),
            ("4.保护第三方合法权益", "refused.third_party_rights"),
            ("5.属于三类内部事务信息", "refused.internal_affairs"),
            ("6.属于四类过程性信息", "refused.process_information"),
            ("7.属于行政执法案卷", "refused.enforcement_case_file"),
            ("8.属于行政查询事项", "refused.administrative_inquiry"),
        ],
    ),
    (
        "（四）无法提供",
        &[
            ("1.本机关不掌握相关政府信息", "unable_to_provide.not_held"),
            ("2.没有现成信息需要另行制作", "unable_to_provide.needs_creation"),
            ("3.补正后申请内容仍不明确", "unable_to_provide.still_unclear_after_correction"),
        ],
    ),
    (
        "（五）不予处理",
        &[
            ("1.信访举报投诉类申请", "not_processed.petition_or_complaint"),
            ("2.重复申请", "not_processed.repeated_request"),
            ("3.要求提供公开出版物", "not_processed.asks_for_publications"),
            ("4.无正当理由大量反复申请", "not_processed.unjustified_mass_requests"),
            ("5.要求行政机关确认或重新出具已获取信息", "not_processed.asks_to_confirm_or_reissue"),
        ],
    ),
];
/// The last group of results.
const UNDIVIDED: Group = ("", &[("（六）其他处理", "other_handling")]);
const DIVIDED: Group = (
    "（六）其他处理",
    &[
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "other_handling.correction_overdue"),
        ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other_handling.fee_overdue"),
        ("3.其他", "other_handling.miscellaneous"),
    ],
);

/// A band of table 2: its item, its column heads, its rows, the ids of its columns.
pub struct Band {
    pub item: &'static str,
    pub heads: &'static [&'static str],
    pub rows: &'static [(&'static str, &'static str)],
    pub columns: &'static [&'static str],
}

const BANDS_2021: [Band; 4] = [
    Band {
        item: "（一）",
        heads: &["本年制发件数", "本年废止件数", "现行有效件数"],
        rows: &[("规章", "regulations"), ("行政规范性文件", "normative_documents")],
        columns: &["issued_this_year", "repealed_this_year", "in_force"],
    },
    Band {
        item: "（五）",
        heads: &["本年处理决定数量"],
        rows: &[("行政许可", "administrative_licensing")],
        columns: &["decisions"],
    },
    Band {
        item: "（六）",
        heads: &["本年处理决定数量"],
        rows: &[("行政处罚", "administrative_penalties"), ("行政强制", "administrative_coercion")],
        columns: &["decisions"],
    },
    Band {
        item: "（八）",
        heads: &["本年收费金额（单位：万元）"],
        rows: &[("行政事业性收费", "administrative_fees")],
        columns: &["amount"],
    },
];
const BANDS_2019: [Band; 5] = [
    Band {
        item: "（一）",
        heads: &["本年新制作数量", "本年新公开数量", "对外公开总数量"],
        rows: &[("规章", "regulations"), ("规范性文件", "normative_documents")],
        columns: &["made_this_year", "disclosed_this_year", "disclosed_total"],
    },
    Band {
        item: "（五）",
        heads: &["上一年项目数量", "本年增/减", "处理决定数量"],
        rows: &[("行政许可", "administrative_licensing"), ("其他对外管理服务事项", "other_public_services")],
        columns: &["items_last_year", "change_this_year", "decisions"],
    },
    Band {
        item: "（六）",
        heads: &["上一年项目数量", "本年增/减", "处理决定数量"],
        rows: &[("行政处罚", "administrative_penalties"), ("行政强制", "administrative_coercion")],
        columns: &["items_last_year", "change_this_year", "decisions"],
    },
    Band {
        item: "（八）",
        heads: &["上一年项目数量", "本年增/减"],
        rows: &[("行政事业性收费", "administrative_fees")],
        columns: &["items_last_year", "change_this_year"],
    },
    Band {
        item: "（九）",
        heads: &["采购项目数量", "采购总金额"],
        rows: &[("政府集中采购", "government_procurement")],
        columns: &["items", "amount"],
    },
];

impl Layout {
    /// The bands of table 2.
    pub fn bands(self) -> &'static [Band] {
        if self == Layout::Of2019 { &BANDS_2019 } else { &BANDS_2021 }
    }

    /// The groups of results in table 3, without their total.
    pub fn results(self) -> Vec<Group> {
        let last = if self == Layout::Of2021 { DIVIDED } else { UNDIVIDED };
        RESULTS.into_iter().chain([last]).collect()
    }
}

/// Ids of cells with the number that each shows.
pub type Facts = BTreeMap<String, String>;

/// Facts whose free numbers are drawn; `draw` is given the largest that it may return.
pub fn drawn(layout: Layout, mut draw: impl FnMut(u64) -> u64) -> Facts {
    let mut facts = Facts::new();
    for band in layout.bands() {
        for (_, row) in band.rows {
            for column in band.columns {
                let number = match *column {
                    "amount" => format!("{}.{}", draw(9000), 1 + draw(8)),
                    "change_this_year" if draw(1) == 1 => format!("-{}", 1 + draw(30)),
                    _ => draw(4000).to_string(),
                };
                facts.insert(format!("active_disclosure.{row}.{column}"), number);
            }
        }
    }
    let put = |facts: &mut Facts, row: &str, six: [u64; 6]| {
        for (column, n) in APPLICANTS.iter().zip(six.into_iter().chain([six.iter().sum()])) {
            facts.insert(format!("applications.{row}.{column}"), n.to_string());
        }
    };
    let mut total = [0; 6];
    for (_, row) in layout.results().iter().flat_map(|(_, rows)| *rows) {
        let six = std::array::from_fn(|_| draw(60));
        put(&mut facts, &format!("results.{row}"), six);
        total = std::array::from_fn(|i| total[i] + six[i]);
    }
    let forward: [u64; 6] = std::array::from_fn(|_| draw(40));
    let carried: [u64; 6] = std::array::from_fn(|i| draw(total[i].min(30)));
    put(&mut facts, "new_requests", std::array::from_fn(|i| total[i] + forward[i] - carried[i]));
    put(&mut facts, "carried_over", carried);
    put(&mut facts, "results.total", total);
    put(&mut facts, "carried_forward", forward);
    for block in BLOCKS {
        let four: [u64; 4] = std::array::from_fn(|_| draw(50));
        for (outcome, n) in OUTCOMES.iter().zip(four.into_iter().chain([four.iter().sum()])) {
            facts.insert(format!("review_and_litigation.{block}.{outcome}"), n.to_string());
        }
    }
    facts
}

/// Facts that are the same in every run: hardly a number is twice in a row or a column.
pub fn fixed(layout: Layout) -> Facts {
    let mut state: u64 = 20_230_117;
    drawn(layout, move |most| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % (most + 1)
    })
}
