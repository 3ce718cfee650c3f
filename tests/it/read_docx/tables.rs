//! Tables: spans, merges, nesting, and grids that no table needs.

use nianbao::model::content::Block;
use nianbao::model::finding::FindingKind;
use nianbao::model::grid::Slot;
use nianbao::model::origin::Origin;

use super::{p, read_body, tbl, tc, tr};
use crate::blocks::{blocks, geometry, grids, kinds, only_grid, paragraphs, texts};

#[test]
fn merged_labels_span_the_rows_and_columns_that_they_cover() {
    let document = read_body(&tbl(&[
        tr("", &[tc(r#"<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>"#, "项目"), tc("", "自然人")]),
        tr("", &[tc(r#"<w:gridSpan w:val="2"/><w:vMerge w:val="continue"/>"#, ""), tc("", "1")]),
        tr("", &[tc(r#"<w:vMerge w:val="restart"/>"#, "三"), tc("", "（一）"), tc("", "2")]),
        tr("", &[tc("<w:vMerge/>", ""), tc("", "（二）"), tc("", "3")]),
        tr("", &[tc(r#"<w:vMerge w:val="restart"/>"#, "四"), tc("", "（三）"), tc("", "4")]),
    ]));
    assert_eq!(
        geometry(only_grid(&document)),
        [
            (0, 0, 2, 2, "项目"),
            (0, 2, 1, 1, "自然人"),
            (1, 2, 1, 1, "1"),
            (2, 0, 2, 1, "三"),
            (2, 1, 1, 1, "（一）"),
            (2, 2, 1, 1, "2"),
            (3, 1, 1, 1, "（二）"),
            (3, 2, 1, 1, "3"),
            (4, 0, 1, 1, "四"),
            (4, 1, 1, 1, "（三）"),
            (4, 2, 1, 1, "4"),
        ]
    );
    assert!(document.findings.is_empty());
}

#[test]
fn odd_widths_cost_no_merge() {
    for width in [r#"w:w="33.3%" w:type="pct""#, r#"w:w="-5" w:type="dxa""#, r#"w:w="1417.5" w:type="dxa""#, ""] {
        let odd = format!("<w:tcW {width}/>");
        let document = read_body(&tbl(&[
            tr("", &[tc(&format!(r#"{odd}<w:gridSpan w:val="2.0"/>"#), "a")]),
            tr("", &[tc(&odd, "b"), tc(&odd, "c")]),
        ]));
        let expected = [(0, 0, 1, 2, "a"), (1, 0, 1, 1, "b"), (1, 1, 1, 1, "c")];
        assert_eq!(geometry(only_grid(&document)), expected, "{width}");
    }
}

#[test]
fn a_row_that_begins_late_keeps_its_columns() {
    let document = read_body(&tbl(&[
        tr("", &[tc("", "a"), tc("", "b"), tc("", "c")]),
        tr(r#"<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>"#, &[tc("", "5")]),
    ]));
    let grid = only_grid(&document);
    assert_eq!(grid.cell_at(1, 1).unwrap().2.text, "5");
    assert!(matches!(grid.slot(1, 0), Some(Slot::Absent)));
    assert!(matches!(grid.slot(1, 2), Some(Slot::Absent)));
}

#[test]
fn a_merge_below_a_late_row_finds_the_cell_of_its_own_column() {
    let document = read_body(&tbl(&[
        tr(
            r#"<w:gridBefore w:val="1"/>"#,
            &[tc(r#"<w:vMerge w:val="restart"/>"#, "x"), tc(r#"<w:vMerge w:val="restart"/>"#, "y")],
        ),
        tr("", &[tc("", "a"), tc("<w:vMerge/>", ""), tc("", "b")]),
    ]));
    let expected = [(0, 1, 2, 1, "x"), (0, 2, 1, 1, "y"), (1, 0, 1, 1, "a"), (1, 2, 1, 1, "b")];
    assert_eq!(geometry(only_grid(&document)), expected);
}

#[test]
fn old_horizontal_merges_become_spans() {
    let document = read_body(&tbl(&[
        tr("", &[tc(r#"<w:hMerge w:val="restart"/>"#, "a"), tc("<w:hMerge/>", ""), tc("", "b")]),
        tr("", &[tc("", "1"), tc("", "2"), tc("", "3")]),
    ]));
    let expected = [(0, 0, 1, 2, "a"), (0, 2, 1, 1, "b"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2"), (1, 2, 1, 1, "3")];
    assert_eq!(geometry(only_grid(&document)), expected);
}

#[test]
fn text_in_a_merged_away_cell_is_kept_and_reported() {
    let document = read_body(&tbl(&[
        tr("", &[tc(r#"<w:vMerge w:val="restart"/>"#, "上"), tc("", "1")]),
        tr("", &[tc("<w:vMerge/>", "下"), tc("", "2")]),
    ]));
    assert_eq!(geometry(only_grid(&document))[0], (0, 0, 2, 1, "上\n下"));
    assert_eq!(kinds(&document), [FindingKind::DamagedFile]);
    assert_eq!(document.findings[0].origin, Some(Origin::Path { table: 1, row: 2, cell: 1 }));
}

#[test]
fn a_merge_mark_under_an_unmerged_cell_takes_no_value_away() {
    let document = read_body(&tbl(&[
        tr("", &[tc("", "1"), tc("", "2")]),
        tr("", &[tc("<w:vMerge/>", "3"), tc("", "4")]),
        tr("", &[tc("<w:vMerge/>", ""), tc("", "5")]),
    ]));
    let expected = [(0, 0, 1, 1, "1"), (0, 1, 1, 1, "2"), (1, 0, 2, 1, "3"), (1, 1, 1, 1, "4"), (2, 1, 1, 1, "5")];
    assert_eq!(geometry(only_grid(&document)), expected);
}

#[test]
fn a_merge_over_rows_of_other_spans_never_covers_a_value() {
    // The cell above is wider than its continuation, whose neighbour holds a value.
    let document = read_body(&tbl(&[
        tr("", &[tc(r#"<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>"#, "a"), tc("", "1")]),
        tr("", &[tc("<w:vMerge/>", ""), tc("", "7"), tc("", "8")]),
    ]));
    let grid = only_grid(&document);
    assert_eq!(grid.cell_at(1, 1).unwrap().2.text, "7");
    assert_eq!(grid.cell_at(1, 2).unwrap().2.text, "8");
}

#[test]
fn a_nested_table_keeps_its_grid_and_stays_out_of_the_cells_text() {
    let inner = tbl(&[tr("", &[tc("", "内1"), tc("", "内2")])]);
    let outer = format!("<w:tc>{}{inner}{}</w:tc>", p("前"), p("后"));
    let document = read_body(&tbl(&[tr("", &[outer, tc("", "9")])]));
    let grid = only_grid(&document);
    assert_eq!(geometry(grid), [(0, 0, 1, 1, "前\n后"), (0, 1, 1, 1, "9")]);
    let cell = grid.cell_at(0, 0).unwrap().2;
    assert!(matches!(&cell.blocks[..], [Block::Paragraph(_), Block::Grid(_), Block::Paragraph(_)]));
    let nested = grids(&cell.blocks)[0];
    assert_eq!(geometry(nested), [(0, 0, 1, 1, "内1"), (0, 1, 1, 1, "内2")]);
    assert_eq!(nested.cell_at(0, 1).unwrap().2.origin, Origin::Path { table: 2, row: 1, cell: 2 });
    assert!(grid.cell_at(0, 1).unwrap().2.blocks.is_empty());
}

#[test]
fn every_cell_and_paragraph_can_be_found_again_in_the_source() {
    let table = |n: &str| tbl(&[tr("", &[tc("", "a"), tc("", n)])]);
    let document = read_body(&[p("一"), "<w:p/>".into(), table("1"), p("二"), table("2")].concat());
    let origins: Vec<Origin> = paragraphs(&document).iter().map(|p| p.origin).collect();
    assert_eq!(origins, [Origin::Paragraph { index: 1 }, Origin::Paragraph { index: 3 }]);
    let second = grids(blocks(&document))[1];
    assert_eq!(second.cell_at(0, 1).unwrap().2.origin, Origin::Path { table: 2, row: 1, cell: 2 });
}

#[test]
fn lines_and_paragraphs_of_a_cell_are_its_lines() {
    let cell = format!(
        "<w:tc><w:p/>{}<w:p><w:r><w:t>制作</w:t><w:br/><w:t>数量</w:t></w:r></w:p><w:p/><w:p/></w:tc>",
        p("本年新")
    );
    let document = read_body(&tbl(&[tr("", &[cell])]));
    assert_eq!(geometry(only_grid(&document)), [(0, 0, 1, 1, "本年新\n制作\n数量")]);
}

#[test]
fn content_controls_are_transparent_at_every_level() {
    let control = |content: &str| {
        format!("<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    let row = control(&tr("", &[tc("", "a"), control(&tc("", "b"))]));
    let run = control("<w:r><w:t>年</w:t></w:r>");
    let body = [
        control(&p("一")),
        format!("<w:p><w:r><w:t>2024</w:t></w:r>{run}</w:p>"),
        control(&tbl(&[row, tr("", &[tc("", "c"), tc("", "d")])])),
        "<w:p><w:smartTag><w:smartTagPr/><w:r><w:t>上</w:t></w:r></w:smartTag><w:customXml><w:bdo><w:r><w:t>海</w:t></w:r></w:bdo></w:customXml></w:p>".into(),
    ];
    let document = read_body(&body.concat());
    assert_eq!(texts(&document), ["一", "2024年", "上海"]);
    let expected = [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "d")];
    assert_eq!(geometry(only_grid(&document)), expected);
}

#[test]
fn a_table_too_large_for_a_grid_keeps_its_text_as_rows() {
    // Every row begins in another column: 257 columns, each of them used.
    let rows: Vec<String> =
        (0..800).map(|i| tr(&format!(r#"<w:gridBefore w:val="{}"/>"#, i % 256), &[tc("", &i.to_string())])).collect();
    let document = read_body(&tbl(&rows));
    let [Block::Rows(rows)] = blocks(&document) else { panic!("not rows") };
    assert_eq!(rows.len(), 800);
    assert_eq!(rows[799].cells[0].text, "799");
    assert_eq!(kinds(&document), [FindingKind::LimitReached]);
}

#[test]
fn a_crack_between_cells_is_no_column() {
    let grid = |widths: [&str; 4]| widths.map(|w| format!(r#"<w:gridCol w:w="{w}"/>"#)).concat();
    let table = |widths, last: &str| {
        let rows = [
            tr(
                "",
                &[
                    tc(r#"<w:gridSpan w:val="2"/>"#, "复议"),
                    tc(r#"<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>"#, "诉讼"),
                ],
            ),
            tr("", &[tc("", "1"), tc(r#"<w:gridSpan w:val="2"/>"#, "2"), tc("<w:vMerge/>", last)]),
        ];
        format!("<w:tbl><w:tblGrid>{}</w:tblGrid>{}</w:tbl>", grid(widths), rows.concat())
    };
    // Rows 0 and 1 disagree by a twip about where the last column begins.
    let document = read_body(&table(["500", "500", "1", "500"], ""));
    let expected = [(0, 0, 1, 2, "复议"), (0, 2, 2, 1, "诉讼"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2")];
    assert_eq!(geometry(only_grid(&document)), expected);
    // Real columns, and columns whose width is not given, stay.
    for widths in [["500", "500", "500", "500"], ["0", "0", "0", "0"]] {
        assert_eq!(only_grid(&read_body(&table(widths, "3"))).columns(), 4, "{widths:?}");
    }
    // A cell in a sliver is a cell.
    let slim = format!(
        "<w:tbl><w:tblGrid>{}</w:tblGrid>{}</w:tbl>",
        grid(["1", "1", "1", "1"]),
        tr("", &[tc("", "a"), tc("", "b")])
    );
    assert_eq!(geometry(only_grid(&read_body(&slim))), [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]);
}

#[test]
fn a_grid_column_that_no_cell_uses_is_no_column() {
    let document = read_body(&tbl(&[
        tr("", &[tc(r#"<w:gridSpan w:val="3"/>"#, "结果"), tc("", "总计")]),
        tr("", &[tc("", "维持"), tc(r#"<w:gridSpan w:val="2"/>"#, "纠正"), tc("", "5")]),
    ]));
    let expected =
        [(0, 0, 1, 2, "结果"), (0, 2, 1, 1, "总计"), (1, 0, 1, 1, "维持"), (1, 1, 1, 1, "纠正"), (1, 2, 1, 1, "5")];
    assert_eq!(geometry(only_grid(&document)), expected);
}
