"""The three tables of the official form as grids of cells with spans, filled with the facts of one report.

A table is a list of rows, a row a list of Cells in the order of an HTML row: slots covered from above are not listed.
"""
from dataclasses import dataclass

from facts import APPLICANTS, OUTCOMES, cells

HEADINGS = {"overview": "总体情况", "active_disclosure": "主动公开政府信息情况",
            "applications": "收到和处理政府信息公开申请情况",
            "review_and_litigation": "政府信息公开行政复议、行政诉讼情况",
            "problems": "存在的主要问题及改进情况", "other_matters": "其他需要报告的事项"}
NUMERALS = "一二三四五六"


@dataclass
class Cell:
    text: str
    cols: int = 1
    rows: int = 1
    kind: str = "label"  # label, head, number, or side: a label written downwards


# band, column heads, rows (label and id), ids of the columns
ACTIVE = {
    "2021": [
        ("（一）", ["本年制发件数", "本年废止件数", "现行有效件数"],
         [("规章", "regulations"), ("行政规范性文件", "normative_documents")],
         ["issued_this_year", "repealed_this_year", "in_force"]),
        ("（五）", ["本年处理决定数量"], [("行政许可", "administrative_licensing")], ["decisions"]),
        ("（六）", ["本年处理决定数量"],
         [("行政处罚", "administrative_penalties"), ("行政强制", "administrative_coercion")], ["decisions"]),
        ("（八）", ["本年收费金额（单位：万元）"], [("行政事业性收费", "administrative_fees")], ["amount"]),
    ],
    "2019": [
        ("（一）", ["本年新制作数量", "本年新公开数量", "对外公开总数量"],
         [("规章", "regulations"), ("规范性文件", "normative_documents")],
         ["made_this_year", "disclosed_this_year", "disclosed_total"]),
        ("（五）", ["上一年项目数量", "本年增/减", "处理决定数量"],
         [("行政许可", "administrative_licensing"), ("其他对外管理服务事项", "other_public_services")],
         ["items_last_year", "change_this_year", "decisions"]),
        ("（六）", ["上一年项目数量", "本年增/减", "处理决定数量"],
         [("行政处罚", "administrative_penalties"), ("行政强制", "administrative_coercion")],
         ["items_last_year", "change_this_year", "decisions"]),
        ("（八）", ["上一年项目数量", "本年增/减"], [("行政事业性收费", "administrative_fees")],
         ["items_last_year", "change_this_year"]),
        ("（九）", ["采购项目数量", "采购总金额"], [("政府集中采购", "government_procurement")], ["items", "amount"]),
    ],
}

# the results: a label and an id, or a group and its rows
RESULTS = [
    ("（一）予以公开", "disclosed"),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partly_disclosed"),
    ("（三）不予公开", [
        ("1.属于国家秘密", "refused.state_secret"),
        ("2.其他法律行政法规禁止公开", "refused.prohibited_by_law"),
        ("3.危及“三安全一稳定”", "refused.endangers_security_and_stability"),
        ("4.保护第三方合法权益", "refused.third_party_rights"),
        ("5.属于三类内部事务信息", "refused.internal_affairs"),
        ("6.属于四类过程性信息", "refused.process_information"),
        ("7.属于行政执法案卷", "refused.enforcement_case_file"),
        ("8.属于行政查询事项", "refused.administrative_inquiry")]),
    ("（四）无法提供", [
        ("1.本机关不掌握相关政府信息", "unable_to_provide.not_held"),
        ("2.没有现成信息需要另行制作", "unable_to_provide.needs_creation"),
        ("3.补正后申请内容仍不明确", "unable_to_provide.still_unclear_after_correction")]),
    ("（五）不予处理", [
        ("1.信访举报投诉类申请", "not_processed.petition_or_complaint"),
        ("2.重复申请", "not_processed.repeated_request"),
        ("3.要求提供公开出版物", "not_processed.asks_for_publications"),
        ("4.无正当理由大量反复申请", "not_processed.unjustified_mass_requests"),
        ("5.要求行政机关确认或重新出具已获取信息", "not_processed.asks_to_confirm_or_reissue")]),
]
OTHER = {
    "2019": ("（六）其他处理", "other_handling"),
    "2021": ("（六）其他处理", [
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "other_handling.correction_overdue"),
        ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other_handling.fee_overdue"),
        ("3.其他", "other_handling.miscellaneous")]),
}


def active_disclosure(facts):
    printed, rows = cells(facts), []
    for item, heads, lines, columns in ACTIVE[facts["edition"]]:
        last = 4 - len(heads)  # the last column takes what is left of the three
        rows.append([Cell(f"第二十条第{item}项", 4, 1, "head")])
        rows.append([Cell("信息内容", 1, 1, "head")] + spread(heads, last, "head"))
        for label, row in lines:
            numbers = [printed[f"active_disclosure.{row}.{c}"] for c in columns]
            rows.append([Cell(label)] + spread(numbers, last, "number"))
    return rows


def spread(texts, last, kind):
    return [Cell(t, 1, 1, kind) for t in texts[:-1]] + [Cell(texts[-1], last, 1, kind)]


def applications(facts):
    """Ten columns: three for the labels, seven for the applicants."""
    printed = cells(facts)

    def numbers(row):
        return [Cell(printed[f"applications.{row}.{c}"], 1, 1, "number") for c in APPLICANTS]

    rows = [
        [Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
         Cell("申请人情况", 7, 1, "head")],
        [Cell("自然人", 1, 2, "head"), Cell("法人或其他组织", 5, 1, "head"), Cell("总计", 1, 2, "head")],
        [Cell(t, 1, 1, "head") for t in ("商业\n企业", "科研\n机构", "社会公益组织", "法律服务机构", "其他")],
        [Cell("一、本年新收政府信息公开申请数量", 3)] + numbers("new_requests"),
        [Cell("二、上年结转政府信息公开申请数量", 3)] + numbers("carried_over"),
    ]
    first = len(rows)
    for label, inner in RESULTS + [OTHER[facts["edition"]], ("（七）总计", "total")]:
        if isinstance(inner, str):
            rows.append([Cell(label, 2)] + numbers(f"results.{inner}"))
            continue
        for n, (text, row) in enumerate(inner):
            group = [] if n else [Cell(label, 1, len(inner))]
            rows.append(group + [Cell(text)] + numbers(f"results.{row}"))
    rows[first].insert(0, Cell("三、本年度办理结果", 1, len(rows) - first, "side"))
    rows.append([Cell("四、结转下年度继续办理", 3)] + numbers("carried_forward"))
    return rows


def review_and_litigation(facts):
    printed = cells(facts)
    blocks = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]
    return [
        [Cell("行政复议", 5, 2, "head"), Cell("行政诉讼", 10, 1, "head")],
        [Cell("未经复议直接起诉", 5, 1, "head"), Cell("复议后起诉", 5, 1, "head")],
        [Cell(t, 1, 1, "head") for _ in blocks for t in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")],
        [Cell(printed[f"review_and_litigation.{b}.{o}"], 1, 1, "number") for b in blocks for o in OUTCOMES],
    ]


TABLES = {"active_disclosure": active_disclosure, "applications": applications,
          "review_and_litigation": review_and_litigation}


def sections(facts):
    """(numeral, heading, id, paragraphs or None, table or None) of each of the six sections."""
    for numeral, (ident, heading) in zip(NUMERALS, HEADINGS.items()):
        table = TABLES[ident](facts) if ident in TABLES else None
        yield numeral, heading, ident, facts["sections"].get(ident, []), table
