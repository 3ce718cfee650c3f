//! The DOCX reader: what is read of hand-written and of docx-rs' documents, and what hostile files cost.

use std::io::{Cursor, Write};
use std::time::Duration;

use nianbao::model::content::{Align, Block, Document, Role};
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::grid::Slot;
use nianbao::model::limits::{Limit, Limits};
use nianbao::model::origin::Origin;
use nianbao::read::docx;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::blocks::{blocks, geometry, grids, kinds, only_grid, paragraphs, texts};

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A zip archive of parts.
fn archive(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn relations(entries: &[(&str, &str)]) -> String {
    let entries: String = entries
        .iter()
        .enumerate()
        .map(|(i, (kind, target))| format!(r#"<Relationship Id="r{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#))
        .collect();
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>"#
    )
}

/// A main part with this body.
fn main_part(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{TRANSITIONAL}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}</w:body></w:document>"#
    )
}

/// A document of a main part only, beside the relationship that names it.
fn package(document: &[u8]) -> Vec<u8> {
    let rels = relations(&[("officeDocument", "word/document.xml")]);
    archive(&[("_rels/.rels", rels.as_bytes()), ("word/document.xml", document)], CompressionMethod::Deflated)
}

/// A document with styles and numbering.
fn full(body: &str, styles: &str, numbering: &str) -> Vec<u8> {
    let rels = relations(&[("officeDocument", "word/document.xml")]);
    let own = relations(&[("styles", "styles.xml"), ("numbering", "numbering.xml")]);
    let styles = format!(r#"<w:styles xmlns:w="{TRANSITIONAL}">{styles}</w:styles>"#);
    let numbering = format!(r#"<w:numbering xmlns:w="{TRANSITIONAL}">{numbering}</w:numbering>"#);
    archive(
        &[
            ("_rels/.rels", rels.as_bytes()),
            ("word/document.xml", main_part(body).as_bytes()),
            ("word/_rels/document.xml.rels", own.as_bytes()),
            ("word/styles.xml", styles.as_bytes()),
            ("word/numbering.xml", numbering.as_bytes()),
        ],
        CompressionMethod::Deflated,
    )
}

fn read(bytes: &[u8]) -> Document {
    docx::read(bytes, &Limits::default()).unwrap()
}

fn read_body(body: &str) -> Document {
    read(&package(main_part(body).as_bytes()))
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

fn tr(properties: &str, cells: &[String]) -> String {
    format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat())
}

fn tbl(rows: &[String]) -> String {
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.concat())
}

// ---------------------------------------------------------------------------------------------------- tables

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

// ------------------------------------------------------------------------------------ deleted and hidden text

#[test]
fn accepted_changes_are_read_and_deletions_counted() {
    let body = "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>118</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>119</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r>\
        <w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>";
    let document = read_body(body);
    assert_eq!(texts(&document), ["共119件移来"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
    assert!(document.findings[0].message.starts_with("2 pieces"), "{}", document.findings[0].message);
}

#[test]
fn a_deleted_row_is_no_row_and_a_deleted_paragraph_mark_no_paragraph_end() {
    let table = tbl(&[
        tr("", &[tc("", "a"), tc("", "1")]),
        tr(r#"<w:del w:id="1"/>"#, &[tc("", "b"), tc("", "2")]),
        tr("", &[tc("", "c"), tc("", "3")]),
    ]);
    let split = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>";
    let document = read_body(&[table, split.into(), p("后半。"), split.into()].concat());
    let expected = [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "c"), (1, 1, 1, 1, "3")];
    assert_eq!(geometry(only_grid(&document)), expected);
    assert_eq!(only_grid(&document).cell_at(1, 0).unwrap().2.origin, Origin::Path { table: 1, row: 3, cell: 1 });
    assert_eq!(texts(&document), ["前半，后半。", "前半，"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}

#[test]
fn text_hidden_by_a_style_is_hidden() {
    let styles = r#"
        <w:style w:type="paragraph" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="z"><w:name w:val="z"/><w:basedOn w:val="y"/></w:style>
        <w:style w:type="character" w:styleId="y"><w:name w:val="y"/><w:rPr><w:vanish/></w:rPr></w:style>"#;
    let body = r#"<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr><w:r><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:rStyle w:val="z"/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>明</w:t></w:r></w:p>"#;
    let document = read(&full(body, styles, ""));
    assert_eq!(texts(&document), ["显", "明"]);
    assert!(document.findings[0].message.starts_with("2 pieces"), "{}", document.findings[0].message);
}

#[test]
fn hidden_text_is_left_out_and_counted() {
    let body = "<w:p><w:r><w:t>见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>批注</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>下</w:t></w:r><w:r><w:t>表</w:t></w:r></w:p>";
    let document = read_body(body);
    assert_eq!(texts(&document), ["见下表"]);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}

// ------------------------------------------------------------------------------------------------ running text

#[test]
fn special_characters_print_as_they_look() {
    let body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t>\
        <w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:cr/><w:t xml:space=\"preserve\"> e </w:t><w:t>f&#x2460;&amp;&nbsp;&#0;</w:t></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["a\tb-cd\u{F0FE}\n e f①&\u{FFFD}\u{FFFD}"]);
}

#[test]
fn fields_show_their_result_and_ruby_its_base() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>内层</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
        <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>结果</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
        <w:fldSimple w:instr=\"DATE\"><w:r><w:t>2024年</w:t></w:r></w:fldSimple>\
        <w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["结果2024年拼"]);
}

#[test]
fn a_field_that_never_ends_swallows_nothing() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:t>正文</w:t></w:r></w:p><w:p><w:r><w:t>下段</w:t></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["正文", "下段"]);
}

#[test]
fn a_text_box_is_read_once_after_its_paragraph() {
    let boxed = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let body = format!(
        "<w:p><w:r><w:t>正文甲</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><a:t>图</a:t><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>续</w:t></w:r></w:p>\
         <w:p><w:r><w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict></w:r></w:p>{}",
        boxed("框一"),
        boxed("框一"),
        format_args!("<w:txbxContent>{}</w:txbxContent>", tbl(&[tr("", &[tc("", "框中表")])])),
        p("正文乙"),
    );
    let document = read_body(&body);
    assert_eq!(texts(&document), ["正文甲续", "框一", "正文乙"]);
    assert!(matches!(&blocks(&document)[2], Block::Grid(g) if g.cell_at(0, 0).unwrap().2.text == "框中表"));
}

#[test]
fn formulas_print_their_text_and_notes_are_not_the_text() {
    let body = "<w:p><w:r><w:t>共</w:t></w:r><m:oMath><m:r><m:t>12</m:t></m:r></m:oMath><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>";
    assert_eq!(texts(&read_body(body)), ["共12"]);
}

#[test]
fn roles_and_alignment_come_from_styles_and_from_the_paragraph() {
    let styles = r#"
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="10"><w:name w:val="标题 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="b"><w:name w:val="题名"/><w:basedOn w:val="a3"/><w:pPr><w:jc w:val="left"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="c"><w:name w:val="c"/><w:basedOn w:val="d"/></w:style>
        <w:style w:type="paragraph" w:styleId="d"><w:name w:val="d"/><w:basedOn w:val="c"/></w:style>"#;
    let with = |properties: &str| format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>");
    let body = [
        with(r#"<w:pStyle w:val="a3"/>"#),
        with(r#"<w:pStyle w:val="10"/>"#),
        with(r#"<w:pStyle w:val="b"/>"#),
        with(r#"<w:outlineLvl w:val="1"/>"#),
        with(r#"<w:pStyle w:val="Heading2"/><w:jc w:val="right"/>"#),
        with(r#"<w:pStyle w:val="c"/>"#),
        p("x"),
    ];
    let document = read(&full(&body.concat(), styles, ""));
    let seen: Vec<(Role, Align)> = paragraphs(&document).iter().map(|p| (p.role, p.align)).collect();
    assert_eq!(
        seen,
        [
            (Role::Title, Align::Center),
            (Role::Heading, Align::Start),
            (Role::Title, Align::Start),
            (Role::Heading, Align::Start),
            (Role::Heading, Align::End),
            (Role::Body, Align::Start),
            (Role::Body, Align::Start),
        ]
    );
}

#[test]
fn only_a_paragraph_that_is_all_link_is_a_link() {
    let link = |text: &str| format!("<w:hyperlink><w:r><w:t>{text}</w:t></w:r></w:hyperlink>");
    let body = format!("<w:p>{}</w:p><w:p>{}<w:r><w:t>正文</w:t></w:r></w:p>{}", link("附件"), link("网站"), p("无"));
    let document = read_body(&body);
    assert_eq!(paragraphs(&document).iter().map(|p| p.link).collect::<Vec<_>>(), [true, false, false]);
}

// --------------------------------------------------------------------------------------------------- numbering

fn level(index: usize, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

fn item(id: &str, level: usize, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}

#[test]
fn automatic_section_numbers_are_part_of_the_text() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="7">{}{}{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>"#,
        level(0, "chineseCounting", "%1、", ""),
        level(1, "chineseCountingThousand", "（%2）", ""),
        level(2, "decimal", "%3.", ""),
    );
    let body = [
        item("1", 0, "总体情况"),
        item("1", 1, "主动公开"),
        item("1", 2, "a"),
        item("1", 2, "b"),
        item("1", 1, "依申请公开"),
        item("1", 2, "c"),
        item("1", 0, "主动公开政府信息情况"),
        item("1", 1, "d"),
    ];
    let document = read(&full(&body.concat(), "", &numbering));
    assert_eq!(
        texts(&document),
        [
            "一、总体情况",
            "（一）主动公开",
            "1. a",
            "2. b",
            "（二）依申请公开",
            "1. c",
            "二、主动公开政府信息情况",
            "（一）d"
        ]
    );
}

#[test]
fn numbers_come_through_styles_and_can_be_taken_off() {
    let styles = r#"
        <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="3"><w:name w:val="tied"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>"#;
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="0">{}{}{}</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>"#,
        level(0, "japaneseCounting", "第%1条", r#"<w:suff w:val="nothing"/>"#),
        level(1, "decimal", "%1.%2", r#"<w:isLgl/>"#),
        level(2, "upperLetter", "%3)", r#"<w:pStyle w:val="3"/>"#),
    );
    let styled = |style: &str, more: &str| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#)
    };
    let off = r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#;
    let body = [styled("1", ""), styled("2", ""), styled("1", off), styled("1", ""), styled("3", "")];
    let document = read(&full(&body.concat(), styles, &numbering));
    assert_eq!(texts(&document), ["第一条x", "1.1 x", "x", "第二条x", "A) x"]);
}

#[test]
fn lists_restart_where_they_are_told_and_bullets_print_no_number() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="0">{}{}</w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">{}</w:lvlOverride></w:num>"#,
        level(0, "decimal", "%1、", ""),
        level(1, "bullet", "\u{F0B7}", ""),
        level(0, "ideographTraditional", "%1、", ""),
    );
    let body = [
        item("1", 0, "a"),
        item("1", 1, "点"),
        item("1", 0, "b"),
        item("2", 0, "c"),
        item("2", 0, "d"),
        item("3", 0, "e"),
        item("9", 0, "无"),
    ];
    let document = read(&full(&body.concat(), "", &numbering));
    assert_eq!(texts(&document), ["1、a", "点", "2、b", "5、c", "6、d", "庚、e", "无"]);
}

#[test]
fn a_level_that_was_skipped_over_counts_as_used() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="0">{}{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#,
        level(0, "decimal", "%1.", ""),
        level(1, "decimal", "%1.%2", ""),
    );
    let document = read(&full(&[item("1", 1, "a"), item("1", 0, "b")].concat(), "", &numbering));
    assert_eq!(texts(&document), ["1.1 a", "2. b"]);
}

#[test]
fn number_formats_count_as_they_are_printed() {
    let cases = [
        ("chineseCounting", 1u32, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 101, "一〇一"),
        ("chineseCountingThousand", 12, "十二"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseLegalSimplified", 10, "壹拾"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("japaneseCounting", 100, "百"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedCircle", 36, "㊱"),
        ("decimalEnclosedCircle", 51, "51"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 7, "07"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"),
        ("upperRoman", 4_000_000_000, "4000000000"),
        ("lowerLetter", 4_000_000_000, "4000000000"),
        ("none", 3, ""),
    ];
    for (format, start, expected) in cases {
        let numbering = format!(
            r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/><w:suff w:val="nothing"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#
        );
        let document = read(&full(&item("1", 0, "x"), "", &numbering));
        assert_eq!(texts(&document), [format!("（{expected}）x")], "{format} {start}");
    }
}

// ------------------------------------------------------------------------------------------ packages and names

#[test]
fn other_prefixes_and_the_strict_namespace_read_the_same() {
    for (namespace, prefix) in [(TRANSITIONAL, "ns0:"), (STRICT, "w:"), (TRANSITIONAL, "")] {
        let declaration =
            if prefix.is_empty() { "xmlns".into() } else { format!("xmlns:{}", prefix.trim_end_matches(':')) };
        let text = r#"<PREdocument DECL="NS"><PREbody><PREp><PREr><PREt>总体情况</PREt></PREr></PREp><PREtbl><PREtr><PREtc><PREtcPr><PREgridSpan ATT="2"/></PREtcPr><PREp/></PREtc></PREtr><PREtr><PREtc><PREp/></PREtc><PREtc><PREp/></PREtc></PREtr></PREtbl></PREbody></PREdocument>"#
            .replace("PRE", prefix)
            .replace("DECL", &declaration)
            .replace("ATT", &format!("{prefix}val"))
            .replace("NS", namespace);
        let document = read(&package(text.as_bytes()));
        assert_eq!(texts(&document), ["总体情况"], "{namespace} {prefix}");
        assert_eq!(only_grid(&document).cell_at(0, 0).unwrap().2.column_span, 2, "{namespace} {prefix}");
    }
}

#[test]
fn text_of_drawings_is_not_taken_for_text_of_the_document() {
    let body =
        format!("<w:p><w:r><w:drawing><a:p><a:r><a:t>图例</a:t></a:r></a:p></w:drawing></w:r></w:p>{}", p("正文"));
    assert_eq!(texts(&read_body(&body)), ["正文"]);
}

#[test]
fn the_main_part_is_found_wherever_it_is() {
    let document = main_part(&p("找到"));
    let elsewhere = relations(&[("officeDocument", "/Doc/Main.XML")]);
    let stale = relations(&[("officeDocument", "word/gone.xml")]);
    let parts: [&[(&str, &[u8])]; 5] = [
        &[("_rels/.rels", elsewhere.as_bytes()), ("doc/main.xml", document.as_bytes())],
        &[("word/document.xml", document.as_bytes())],
        &[("word\\document.xml", document.as_bytes())],
        &[("WORD/Document.xml", document.as_bytes())],
        &[("_rels/.rels", stale.as_bytes()), ("word/document.xml", document.as_bytes())],
    ];
    for parts in parts {
        assert_eq!(texts(&read(&archive(parts, CompressionMethod::Deflated))), ["找到"], "{:?}", parts[0].0);
    }
}

#[test]
fn parts_in_utf_16_and_gbk_are_decoded() {
    let text = main_part(&p("信息公开"));
    let wide: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let declared = text.replace("UTF-8", "GB2312");
    let (gbk, _, _) = encoding_rs::GBK.encode(&declared);
    for bytes in [&wide[..], &gbk] {
        let document = read(&package(bytes));
        assert_eq!(texts(&document), ["信息公开"]);
        assert!(document.findings.is_empty());
    }
}

#[test]
fn the_same_document_as_one_flat_file_reads_the_same() {
    let text = format!(
        r#"<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/header1.xml"><pkg:xmlData><w:hdr xmlns:w="{TRANSITIONAL}">{}</w:hdr></pkg:xmlData></pkg:part><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{}</pkg:xmlData></pkg:part><pkg:part pkg:name="/word/styles.xml"><pkg:xmlData><w:styles xmlns:w="{TRANSITIONAL}"><w:style w:styleId="t"><w:name w:val="Title"/></w:style></w:styles></pkg:xmlData></pkg:part></pkg:package>"#,
        p("页眉"),
        main_part(r#"<w:p><w:pPr><w:pStyle w:val="t"/></w:pPr><w:r><w:t>年度报告</w:t></w:r></w:p>"#)
            .split_once("?>")
            .unwrap()
            .1,
    );
    let document = read(text.as_bytes());
    assert_eq!(texts(&document), ["年度报告"]);
    assert_eq!(paragraphs(&document)[0].role, Role::Title);
}

#[test]
fn title_and_program_are_read_from_the_properties() {
    let core = r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> 年度报告&amp;附件 </dc:title></cp:coreProperties>"#;
    let app = r#"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>WPS Office</Application></Properties>"#;
    let document = main_part(&p("x"));
    let bytes = archive(
        &[
            ("docProps/core.xml", core.as_bytes()),
            ("docProps/app.xml", app.as_bytes()),
            ("word/document.xml", document.as_bytes()),
        ],
        CompressionMethod::Deflated,
    );
    let info = read(&bytes).info;
    assert_eq!(info.title.as_deref(), Some("年度报告&附件"));
    assert_eq!(info.creator.as_deref(), Some("WPS Office"));
}

// -------------------------------------------------------------------------------------------- damage and attacks

#[test]
fn a_cut_off_part_gives_what_was_read_and_says_so() {
    let whole = main_part(
        &[p("一、总体情况"), tbl(&[tr("", &[tc("", "a"), tc("", "1")]), tr("", &[tc("", "b"), tc("", "2")])])].concat(),
    );
    let cut = &whole[..whole.find("<w:t>2").unwrap() + 6];
    let document = read(&package(cut.as_bytes()));
    assert_eq!(texts(&document), ["一、总体情况"]);
    let expected = [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "b"), (1, 1, 1, 1, "2")];
    let seen = geometry(only_grid(&document));
    assert_eq!(seen[..3], expected[..3]);
    assert_eq!(kinds(&document), [FindingKind::DamagedFile]);
}

#[test]
fn a_download_that_broke_off_gives_the_parts_it_has() {
    let body: String = (0..400).map(|i| p(&format!("第{i}段，内容{}", i * 7919 % 1000))).collect();
    let bytes = full(&body, "", "");
    for keep in [bytes.len() - 30, bytes.len() * 2 / 3, bytes.len() / 2] {
        let document = read(&bytes[..keep]);
        let seen = texts(&document);
        assert!(seen.len() > 50, "{} of 400 paragraphs", seen.len());
        assert_eq!(seen[50], "第50段，内容950");
        assert_eq!(document.findings[0].kind, FindingKind::DamagedFile);
    }
}

#[test]
fn more_cells_styles_or_lists_than_any_report_has_are_not_kept() {
    let cells = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc/>".repeat(500_002));
    let bytes = package(main_part(&cells).as_bytes());
    assert!(matches!(docx::read(&bytes, &Limits::default()), Err(Error::Limit { limit: Limit::Cells, .. })));
    let styles: String = (0..20_001).map(|i| format!(r#"<w:style w:styleId="{i}"/>"#)).collect();
    let lists: String = (0..10_002).map(|i| format!(r#"<w:num w:numId="{i}"/>"#)).collect();
    let document = read(&full(&p("x"), &styles, &lists));
    assert_eq!(texts(&document), ["x"]);
    assert_eq!(kinds(&document), [FindingKind::DamagedFile, FindingKind::DamagedFile]);
}

#[test]
fn a_bad_checksum_is_reported_and_the_text_kept() {
    let document = main_part(&p("原文"));
    let mut bytes = archive(&[("word/document.xml", document.as_bytes())], CompressionMethod::Stored);
    let place = bytes.windows(6).position(|w| w == "原文".as_bytes()).unwrap();
    bytes[place..place + 3].copy_from_slice("改".as_bytes());
    let document = read(&bytes);
    assert_eq!(texts(&document), ["改文"]);
    assert_eq!(kinds(&document), [FindingKind::DamagedFile]);
}

#[test]
fn a_bomb_is_stopped_at_the_limit_and_not_at_the_size_it_declares() {
    let document = main_part(&p(&" ".repeat(4 << 20)));
    let bytes = package(document.as_bytes());
    assert!(bytes.len() < 64 << 10);
    let part = Limits { part_bytes: 1 << 20, ..Limits::default() };
    assert!(matches!(docx::read(&bytes, &part), Err(Error::Limit { limit: Limit::PartBytes, .. })));
    let total = Limits { total_bytes: 1 << 20, ..Limits::default() };
    assert!(matches!(docx::read(&bytes, &total), Err(Error::Limit { limit: Limit::TotalBytes, .. })));
    let file = Limits { file_bytes: 10, ..Limits::default() };
    assert!(matches!(docx::read(&bytes, &file), Err(Error::Limit { limit: Limit::FileBytes, .. })));
}

#[test]
fn deep_nesting_is_cut_and_reported() {
    let open = "<w:tbl><w:tr><w:tc>".repeat(5000);
    let close = "</w:tc></w:tr></w:tbl>".repeat(5000);
    let document = read_body(&format!("{}{open}{}{close}{}", p("前"), p("深"), p("后")));
    assert_eq!(texts(&document), ["前", "后"]);
    assert!(kinds(&document).contains(&FindingKind::LimitReached));
    // Deeper than the XML reader itself can count.
    let open = "<w:sdt>".repeat(100_000);
    let document = read_body(&format!("{}{open}", p("前")));
    assert_eq!(texts(&document), ["前"]);
    assert!(kinds(&document).contains(&FindingKind::DamagedFile));
}

#[test]
fn the_deadline_is_an_error() {
    let bytes = package(main_part(&p("x").repeat(10_000)).as_bytes());
    let limits = Limits::default().within(Duration::ZERO);
    assert!(matches!(docx::read(&bytes, &limits), Err(Error::Limit { limit: Limit::Time, .. })));
}

#[test]
fn a_part_with_its_own_dtd_is_refused_and_a_bare_doctype_is_not() {
    let text = main_part(&p("&x;文"));
    let bomb = text.replace("?>", r#"?><!DOCTYPE w:document [<!ENTITY x "lol">]>"#);
    assert!(matches!(docx::read(&package(bomb.as_bytes()), &Limits::default()), Err(Error::Malformed { .. })));
    let bare = text.replace("?>", "?><!DOCTYPE document>");
    assert_eq!(texts(&read(&package(bare.as_bytes()))), ["\u{FFFD}文"]);
}

#[test]
fn what_is_no_docx_is_named_so() {
    let malformed = |bytes: &[u8]| matches!(docx::read(bytes, &Limits::default()), Err(Error::Malformed { .. }));
    assert!(matches!(docx::read(b"", &Limits::default()), Err(Error::Empty)));
    assert!(malformed(b"PK\x03\x04 and no more"));
    assert!(malformed(b"plain text"));
    assert!(malformed(b"<html><body>x</body></html>"));
    assert!(malformed(&archive(&[("xl/workbook.xml", b"<workbook/>")], CompressionMethod::Stored)));
    assert!(malformed(&package(b"<workbook/>")));
    assert!(malformed(&package(b"")));
    let chunk = format!("<w:altChunk/>{}", "<w:p/>");
    let embedded = package(main_part(&chunk).as_bytes());
    assert!(matches!(docx::read(&embedded, &Limits::default()), Err(Error::Unsupported(_))));
}

#[test]
fn no_cut_and_no_flipped_byte_panics() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="0">{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#,
        level(0, "chineseCounting", "%1、", ""),
    );
    let table = tbl(&[
        tr("", &[tc(r#"<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>"#, "a"), tc("", "b")]),
        tr(r#"<w:gridBefore w:val="1"/>"#, &[tc("<w:vMerge/>", "c"), tc("", "d")]),
    ]);
    let body = [item("1", 0, "总体"), table].concat();
    let text = main_part(&body);
    for cut in (0..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
        let _ = docx::read(&text.as_bytes()[..cut], &Limits::default());
    }
    let bytes = full(&body, "", &numbering);
    for place in 0..bytes.len() {
        let _ = docx::read(&bytes[..place], &Limits::default());
        for flip in [0x01, 0x80, 0xFF] {
            let mut broken = bytes.clone();
            broken[place] ^= flip;
            let _ = docx::read(&broken, &Limits::default());
        }
    }
}

// ------------------------------------------------------------------------------------------ another program's files

/// Tiles a grid with rectangles, by a small generator of its own, so that every run sees the same tables.
fn tiling(seed: u64, rows: usize, columns: usize) -> Vec<(usize, usize, usize, usize)> {
    let mut state = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    let mut next = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    let mut taken = vec![vec![false; columns]; rows];
    let mut areas = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken[row][column] {
                continue;
            }
            let mut wide = 1;
            while wide < 1 + next(4) && column + wide < columns && !taken[row][column + wide] {
                wide += 1;
            }
            let high = (1 + next(4)).min(rows - row);
            taken[row..row + high].iter_mut().for_each(|line| line[column..column + wide].fill(true));
            areas.push((row, column, high, wide));
        }
    }
    areas
}

/// The same areas without the columns in which none begins, which show nothing.
fn without_idle_columns(areas: &[(usize, usize, usize, usize)]) -> Vec<(usize, usize, usize, usize)> {
    let begins = |at: usize| areas.iter().any(|(_, column, _, _)| *column == at);
    let rank = |edge: usize| (0..edge).filter(|c| begins(*c)).count();
    areas
        .iter()
        .map(|&(row, column, high, wide)| (row, rank(column), high, rank(column + wide) - rank(column)))
        .collect()
}

fn docx_rs_table(areas: &[(usize, usize, usize, usize)], rows: usize) -> Vec<u8> {
    use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
    let rows = (0..rows).map(|row| {
        let mut here: Vec<_> = areas.iter().filter(|(top, _, high, _)| (*top..top + high).contains(&row)).collect();
        here.sort_by_key(|(_, column, _, _)| *column);
        let cells = here.into_iter().map(|&(top, column, high, wide)| {
            let mut cell = TableCell::new();
            if wide > 1 {
                cell = cell.grid_span(wide);
            }
            if high > 1 {
                let merge = if top == row { VMergeType::Restart } else { VMergeType::Continue };
                cell = cell.vertical_merge(merge);
            }
            let text = if top == row { format!("格{top}-{column}") } else { String::new() };
            cell.add_paragraph(Paragraph::new().add_run(Run::new().add_text(text)))
        });
        TableRow::new(cells.collect())
    });
    let mut bytes = Cursor::new(Vec::new());
    Docx::new().add_table(Table::new(rows.collect())).build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

/// The areas of the first table as docx-rs' own reader sees them, from its JSON since its fields are private.
fn docx_rs_areas(bytes: &[u8]) -> Vec<(usize, usize, usize, usize)> {
    let document: serde_json::Value = serde_json::from_str(&docx_rs::read_docx(bytes).unwrap().json()).unwrap();
    let children = document["document"]["children"].as_array().unwrap();
    let table = children.iter().find(|c| c["type"] == "table").unwrap();
    let mut areas: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (row, line) in table["data"]["rows"].as_array().unwrap().iter().enumerate() {
        let mut column = 0;
        for cell in line["data"]["cells"].as_array().unwrap() {
            let property = &cell["data"]["property"];
            let wide = property["gridSpan"].as_u64().unwrap_or(1) as usize;
            let above = areas.iter_mut().find(|(top, at, high, _)| *at == column && top + *high == row);
            match above {
                Some(area) if property["verticalMerge"] == "continue" => area.2 += 1,
                _ => areas.push((row, column, 1, wide)),
            }
            column += wide;
        }
    }
    areas
}

#[test]
fn tables_of_another_writer_keep_their_geometry_and_its_reader_agrees() {
    for seed in 0..60 {
        let (rows, columns) = (2 + seed as usize % 9, 1 + seed as usize % 7);
        let areas = tiling(seed, rows, columns);
        let bytes = docx_rs_table(&areas, rows);
        let document = read(&bytes);
        let seen: Vec<_> =
            only_grid(&document).cells().map(|(r, c, cell)| (r, c, cell.row_span, cell.column_span)).collect();
        assert_eq!(seen, without_idle_columns(&areas), "seed {seed}");
        assert_eq!(docx_rs_areas(&bytes), areas, "seed {seed}");
        for ((_, _, cell), (row, column, _, _)) in only_grid(&document).cells().zip(&areas) {
            assert_eq!(cell.text, format!("格{row}-{column}"));
        }
        assert!(document.findings.is_empty());
    }
}

#[test]
fn headings_lists_and_changes_of_another_writer_are_read() {
    use docx_rs::{
        AbstractNumbering, AlignmentType, Delete, Docx, IndentLevel, Insert, Level, LevelJc, LevelText, NumberFormat,
        Numbering, NumberingId, Paragraph, Run, Start, Style, StyleType,
    };
    let look = AbstractNumbering::new(4).add_level(Level::new(
        0,
        Start::new(1),
        NumberFormat::new("chineseCounting"),
        LevelText::new("%1、"),
        LevelJc::new("left"),
    ));
    let heading = |text: &str| {
        Paragraph::new()
            .add_run(Run::new().add_text(text))
            .style("Heading1")
            .numbering(NumberingId::new(4), IndentLevel::new(0))
    };
    let changed = Paragraph::new()
        .add_delete(Delete::new().add_run(Run::new().add_delete_text("旧")))
        .add_insert(Insert::new(Run::new().add_text("新")))
        .align(AlignmentType::Right);
    let mut bytes = Cursor::new(Vec::new());
    Docx::new()
        .add_style(Style::new("Heading1", StyleType::Paragraph).name("Heading 1"))
        .add_abstract_numbering(look)
        .add_numbering(Numbering::new(4, 4))
        .add_paragraph(heading("总体情况"))
        .add_paragraph(heading("主动公开政府信息情况"))
        .add_paragraph(changed)
        .build()
        .pack(&mut bytes)
        .unwrap();
    let document = read(&bytes.into_inner());
    assert_eq!(texts(&document), ["一、总体情况", "二、主动公开政府信息情况", "新"]);
    assert_eq!(paragraphs(&document)[0].role, Role::Heading);
    assert_eq!(paragraphs(&document)[2].align, Align::End);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}
