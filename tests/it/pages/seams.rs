//! Tables over the ends of pages, as browsers print them.

use super::{Sheet, lines};

const XS: [f32; 3] = [50.0, 250.0, 350.0];

/// One page of a table with uprights from `top` to `bottom`, and the lines between its rows.
fn part(top: f32, bottom: f32, lines: &[f32]) -> Sheet {
    let sheet = [50.0, 250.0, 350.0, 450.0].iter().fold(Sheet::a4(), |s, x| s.v(*x, top, bottom));
    lines.iter().fold(sheet, |s, y| s.h(*y, 50.0, 450.0))
}

fn printed(sheet: Sheet, page: usize, of: usize) -> Sheet {
    sheet
        .text(40.0, 15.0, "2024/3/1 10:12")
        .text(250.0, 15.0, "政府信息公开")
        .text(40.0, 820.0, "http://www.example.gov.cn/zwgk/a.html")
        .text(540.0, 820.0, &format!("{page}/{of}"))
}

#[test]
fn what_a_browser_prints_around_its_pages_is_left_out_and_a_cut_row_is_one() {
    let first = part(700.0, 785.0, &[700.0, 730.0, 760.0])
        .row(&XS, 710.0, &["1.信访举报投诉类申请", "4", "4"])
        .row(&XS, 740.0, &["2.重复申请", "1", "1"])
        .text(55.0, 770.0, "5.要求行政机关确认或重新");
    let second = part(60.0, 120.0, &[90.0, 120.0]).row(&XS, 65.0, &["出具已获取信息", "3", "7"]).row(
        &XS,
        100.0,
        &["3.其他", "0", "2"],
    );
    let (got, _) = lines(&[printed(first, 1, 2), printed(second, 2, 2)]);
    assert_eq!(
        got,
        ["1.信访举报投诉类申请|4|4", "2.重复申请|1|1", "5.要求行政机关确认或重新出具已获取信息|3|7", "3.其他|0|2"]
    );
}

#[test]
fn rows_that_both_begin_with_a_label_stay_two() {
    let first = part(700.0, 780.0, &[700.0, 740.0]).row(&XS, 710.0, &["1.信访举报投诉类申请", "4", "4"]).row(
        &XS,
        750.0,
        &["2.重复申请", "1", "1"],
    );
    let second = part(60.0, 90.0, &[90.0]).row(&XS, 65.0, &["3.要求提供公开出版物", "3", "7"]);
    let (got, _) = lines(&[first, second]);
    assert_eq!(got[1..], ["2.重复申请|1|1", "3.要求提供公开出版物|3|7"]);
}

#[test]
fn two_numbers_on_both_sides_of_a_cut_never_become_one() {
    let first = part(700.0, 780.0, &[700.0, 740.0]).row(&XS, 750.0, &["", "1", ""]);
    let second = part(60.0, 90.0, &[90.0]).row(&XS, 65.0, &["出具已获取信息", "3", "7"]);
    let (got, _) = lines(&[first, second]);
    assert!(got.iter().all(|row| !row.contains("13")), "{got:?}");
}
