//! The OpenDocument reader: what is read of hand-written documents, and what hostile files cost.

use std::io::{Cursor, Write};
use std::time::Duration;

use nianbao::model::content::Document;
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::{Limit, Limits};
use nianbao::read::odf;
use nianbao::text::marked::MarkKind;
use proptest::prelude::*;

use crate::blocks::{blocks, geometry, grids, kinds, marks, marks_of_cells, only_grid, shown, texts};
use crate::outcome::Outcome;
use crate::properties::cases;
use crate::sheet::{Layout, Sheet, Td};

const SPACES: [&str; 9] =
    ["office", "text", "table", "style", "drawing", "meta", "xsl-fo-compatible", "svg-compatible", "manifest"];

fn spaces() -> String {
    let uri =
        |s: &&str| format!(" xmlns:{}=\"urn:oasis:names:tc:opendocument:xmlns:{s}:1.0\"", s.split('-').next().unwrap());
    SPACES.iter().map(uri).collect::<String>() + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
}

fn content(styles: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><office:document-content{}><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body>{body}</office:body></office:document-content>",
        spaces()
    )
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn packed(content: &str) -> Vec<u8> {
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content)])
}

fn text_with(styles: &str, body: &str) -> Document {
    let content = content(styles, &format!("<office:text>{body}</office:text>"));
    odf::read(&packed(&content), &Limits::default()).unwrap()
}

fn text(body: &str) -> Document {
    text_with("", body)
}

fn sheets(styles: &str, body: &str) -> Document {
    let content = content(styles, &format!("<office:spreadsheet>{body}</office:spreadsheet>"));
    odf::read(&packed(&content), &Limits::default()).unwrap()
}

/// The report as an OpenDocument text: covered cells written out, equal cells written once with a count.
fn report(sheet: &Sheet) -> String {
    let paragraph = |text: &str| format!("<text:p>{text}</text:p>");
    let mut body = sheet.title.replace("<h1>", "<text:h text:outline-level=\"1\">").replace("</h1>", "</text:h>");
    body += &sheet.lead_in.iter().map(|t| paragraph(t)).collect::<String>();
    for part in &sheet.parts {
        body += &paragraph(&part.heading);
        for piece in &part.pieces {
            body += &match piece {
                crate::sheet::Piece::Paragraph(text) => paragraph(text),
                crate::sheet::Piece::Table(rows) => table(rows),
                crate::sheet::Piece::Html(html) => panic!("{html}"),
            };
        }
    }
    content("", &format!("<office:text>{body}</office:text>"))
}

fn table(rows: &[Vec<Td>]) -> String {
    let mut xml = String::from("<table:table>");
    let mut covered: Vec<(usize, usize)> = Vec::new();
    let width: usize = rows[0].iter().map(|td| td.cols).sum();
    for (at, row) in rows.iter().enumerate() {
        xml += "<table:table-row>";
        let mut cells = row.iter();
        let mut column = 0;
        while column < width {
            if covered.contains(&(at, column)) {
                xml += "<table:covered-table-cell/>";
                column += 1;
                continue;
            }
            let td = cells.next().unwrap();
            let lines: String = td.text.split("<br>").map(|line| format!("<text:p>{line}</text:p>")).collect();
            xml += &format!(
                "<table:table-cell table:number-columns-spanned=\"{}\" table:number-rows-spanned=\"{}\">{lines}</table:table-cell>",
                td.cols, td.rows
            );
            covered.extend((at..at + td.rows).flat_map(|r| (column..column + td.cols).map(move |c| (r, c))));
            column += 1;
        }
        xml += "</table:table-row>";
    }
    xml + "</table:table>"
}

#[test]
fn a_report_gives_every_number() {
    for layout in [Layout::Of2021, Layout::Of2019] {
        let sheet = Sheet::of(layout);
        let content = report(&sheet);
        let outcome = Outcome::of(&packed(&content), "report.odt");
        assert_eq!(outcome.0["source"]["format"], "odt");
        outcome.assert_exact(&sheet.facts);
        // The same as one file, and packed anew without its type.
        let flat = content.replace("office:document-content", "office:document").replacen(
            "<office:automatic-styles>",
            "<office:meta><meta:generator>x</meta:generator></office:meta><office:automatic-styles>",
            1,
        );
        let flat =
            flat.replacen(" xmlns:text", " office:mimetype=\"application/vnd.oasis.opendocument.text\" xmlns:text", 1);
        let outcome = Outcome::of(flat.as_bytes(), "report.fodt");
        assert_eq!((&outcome.0["source"]["format"], &outcome.0["source"]["creator"]), (&"odt".into(), &"x".into()));
        outcome.assert_exact(&sheet.facts);
        Outcome::of(&zipped(&[("content.xml", &content)]), "report.zip").assert_exact(&sheet.facts);
    }
}

#[test]
fn text_is_read_as_it_prints() {
    let document = text(
        "<text:p>  一\n 二<text:s text:c=\"2\"/>三<text:tab/>四<text:line-break/>五 <text:span> 六</text:span></text:p>\
         <text:p>见<text:a>此处</text:a><text:note><text:note-citation>1</text:note-citation><text:note-body>\
         <text:p>脚注</text:p></text:note-body></text:note>。<office:annotation><text:p>批注</text:p></office:annotation></text:p>\
         <text:p><text:ruby><text:ruby-base>年</text:ruby-base><text:ruby-text>nian</text:ruby-text></text:ruby>报</text:p>",
    );
    assert_eq!(texts(&document), ["一 二  三\t四\n五 六", "见此处。", "年报"]);
}

#[test]
fn roles_and_alignment_come_through_the_chain_of_styles() {
    let styles = "<style:style style:name=\"Heading_20_1\" style:display-name=\"Heading 1\" style:family=\"paragraph\"/>\
        <style:style style:name=\"Title\" style:family=\"paragraph\"><style:paragraph-properties xsl:text-align=\"center\"/></style:style>\
        <style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Title\"/>\
        <style:style style:name=\"P2\" style:family=\"paragraph\" style:parent-style-name=\"Heading_20_1\"/>\
        <style:style style:name=\"P3\" style:family=\"paragraph\" style:parent-style-name=\"P3\"><style:paragraph-properties xsl:text-align=\"end\"/></style:style>\
        <style:style style:name=\"P1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>";
    let document = text_with(
        styles,
        "<text:p text:style-name=\"P1\">题</text:p><text:p text:style-name=\"P2\">章</text:p>\
         <text:p text:style-name=\"P3\">署名</text:p><text:h text:outline-level=\"2\">节</text:h><text:p text:style-name=\"none\">文</text:p>",
    );
    assert_eq!(
        shown(blocks(&document)),
        ["Title Center 题", "Heading Start 章", "Body End 署名", "Heading Start 节", "Body Start 文"]
    );
}

#[test]
fn what_is_deleted_or_hidden_is_left_out_and_counted() {
    let styles = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>";
    let document = text_with(
        styles,
        "<text:tracked-changes><text:changed-region text:id=\"a\"><text:deletion><text:p>旧</text:p></text:deletion></text:changed-region>\
         <text:changed-region xml:id=\"b\"><text:deletion/></text:changed-region>\
         <text:changed-region xml:id=\"c\"><text:insertion/></text:changed-region></text:tracked-changes>\
         <text:p>共<text:change text:change-id=\"a\"/><text:change-start text:change-id=\"b\"/>11<text:change-end text:change-id=\"b\"/>\
         <text:change-start text:change-id=\"c\"/>12<text:change-end text:change-id=\"c\"/>件<text:span text:style-name=\"T1\">密</text:span></text:p>\
         <text:section text:display=\"none\"><text:p>藏</text:p></text:section>",
    );
    assert_eq!(texts(&document), ["共12件"]);
    assert_eq!(document.findings[0].message.split(": ").nth(1), Some("2 deleted, 2 hidden"));
}

#[test]
fn raised_lowered_and_struck_out_text_is_marked_and_stays() {
    let style = |name: &str, parent: &str, says: &str| {
        format!(
            "<style:style style:name=\"{name}\" style:family=\"text\" style:parent-style-name=\"{parent}\">\
             <style:text-properties {says}/></style:style>"
        )
    };
    let styles = [
        style("up", "", "style:text-position=\"33% 58%\""),
        style("down", "", "style:text-position=\"sub 58%\""),
        style("struck", "up", "style:text-line-through-style=\"solid\""),
        style("plain", "struck", "style:text-position=\"0% 100%\" style:text-line-through-type=\"none\""),
    ];
    let span = |style: &str, text: &str| format!("<text:span text:style-name=\"{style}\">{text}</text:span>");
    let inner = span("struck", &format!("3{}", span("plain", "4")));
    let body = format!("<text:p>1{}{inner}{}5</text:p>", span("up", "2"), span("down", "6"));
    let document = text_with(&styles.concat(), &body);
    assert_eq!(texts(&document), ["123465"]);
    assert_eq!(marks(&document), [("23", MarkKind::Raised), ("3", MarkKind::StruckOut), ("6", MarkKind::Lowered)]);
}

#[test]
fn white_text_stays_in_a_cell_with_its_mark_unless_a_colour_lies_beneath() {
    let styles = "<style:style style:name=\"w\" style:family=\"text\"><style:text-properties fo:color=\"#FFFFFF\"/></style:style>\
        <style:style style:name=\"d\" style:family=\"table-cell\"><style:table-cell-properties fo:background-color=\"#204080\"/></style:style>";
    let cell = |style: &str| {
        format!(
            "<table:table-cell{style}><text:p><text:span text:style-name=\"w\">4</text:span>22</text:p></table:table-cell>"
        )
    };
    let cells = cell("") + &cell(" table:style-name=\"d\"");
    let document = text_with(styles, &format!("<table:table><table:table-row>{cells}</table:table-row></table:table>"));
    assert_eq!(marks_of_cells(&document), [("4", MarkKind::Hidden)]);
    assert_eq!(geometry(only_grid(&document)).iter().map(|c| c.4).collect::<Vec<_>>(), ["422", "422"]);
}

#[test]
fn lists_and_headings_are_numbered_as_they_are_shown() {
    let styles = "<text:list-style style:name=\"L1\">\
          <text:list-level-style-number text:level=\"1\" style:num-format=\"一, 二, 三, ...\" style:num-suffix=\"、\"/>\
          <text:list-level-style-number text:level=\"2\" style:num-format=\"1\" style:num-prefix=\"(\" style:num-suffix=\")\" text:start-value=\"3\"/>\
          <text:list-level-style-bullet text:level=\"3\" text:bullet-char=\"•\"/></text:list-style>\
        <text:list-style style:name=\"L2\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\" text:num-list-format=\"第%1%条\"/></text:list-style>\
        <text:outline-style style:name=\"Outline\"><text:outline-level-style text:level=\"1\" style:num-format=\"壹, 贰, 叁, ...\" style:num-suffix=\"、\"/></text:outline-style>";
    let item = |text: &str| format!("<text:list-item><text:p>{text}</text:p></text:list-item>");
    let body = [
        "<text:h text:outline-level=\"1\">章</text:h><text:list text:style-name=\"L1\" xml:id=\"a\">".to_string(),
        item("甲"),
        format!("<text:list-item><text:p>乙</text:p><text:p>续</text:p><text:list>{}</text:list></text:list-item>", item("子")),
        "</text:list><text:p>间</text:p>".to_string(),
        format!("<text:list text:style-name=\"L1\" text:continue-numbering=\"true\">{}</text:list>", item("丙")),
        format!("<text:list text:style-name=\"L1\">{}</text:list>", item("新")),
        format!("<text:list text:style-name=\"L1\" text:continue-list=\"a\">{}</text:list>", item("丁")),
        format!("<text:list text:style-name=\"L2\"><text:list-item text:start-value=\"12\"><text:p>文</text:p></text:list-item>{}</text:list>", item("末")),
        "<text:list text:style-name=\"L2\"><text:list-header><text:p>头</text:p></text:list-header></text:list>".to_string(),
        "<text:h text:outline-level=\"1\" text:is-list-header=\"true\">附</text:h><text:h text:outline-level=\"1\">终</text:h>".to_string(),
    ];
    let document = text_with(styles, &body.concat());
    assert_eq!(
        texts(&document),
        [
            "壹、章",
            "一、甲",
            "二、乙",
            "续",
            "(3) 子",
            "间",
            "三、丙",
            "一、新",
            "四、丁",
            "第12条文",
            "第13条末",
            "头",
            "附",
            "贰、终"
        ]
    );
}

#[test]
fn tables_keep_spans_repeats_nested_tables_and_boxes() {
    let document = text(
        "<text:p>前<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></text:p>\
         <table:table><table:table-column table:number-columns-repeated=\"3\"/>\
         <table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>头</text:p><text:p>二行</text:p></table:table-cell>\
         <table:table-cell table:number-columns-spanned=\"2\"><text:p>宽</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>\
         <table:table-row><table:covered-table-cell/><table:table-cell table:number-columns-repeated=\"2\"><text:p>7</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\"/>\
         <table:table-cell><text:p>外</text:p><table:table table:is-sub-table=\"true\"><table:table-row><table:table-cell><text:p>内</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row>\
         </table:table>".replace("draw:", "drawing:").as_str(),
    );
    assert_eq!(texts(&document), ["前", "框"]);
    let grid = only_grid(&document);
    assert_eq!(
        geometry(grid),
        [
            (0, 0, 2, 1, "头\n二行"),
            (0, 1, 1, 2, "宽"),
            (1, 1, 1, 1, "7"),
            (1, 2, 1, 1, "7"),
            (2, 0, 1, 1, ""),
            (2, 1, 1, 1, ""),
            (2, 2, 1, 1, "外"),
            (3, 0, 1, 1, ""),
            (3, 1, 1, 1, ""),
            (3, 2, 1, 1, "外"),
        ]
    );
    let nested = &grid.cell_at(2, 2).unwrap().2.blocks;
    assert_eq!(geometry(grids(nested)[0]), [(0, 0, 1, 1, "内")]);
}

#[test]
fn a_spreadsheet_shows_what_its_program_shows() {
    let styles = "<style:style style:name=\"b\" style:family=\"table-cell\"><style:table-cell-properties xsl:border=\"0.5pt solid #000000\"/></style:style>\
        <style:style style:name=\"off\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>";
    let cell =
        |text: &str| format!("<table:table-cell table:style-name=\"b\"><text:p>{text}</text:p></table:table-cell>");
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let document = sheets(
        styles,
        &[
            "<table:table table:name=\"1\"><table:table-column table:number-columns-repeated=\"16384\"/>".into(),
            row(&["<table:table-cell table:number-columns-spanned=\"2\"><text:p>表题</text:p></table:table-cell><table:covered-table-cell/>".into()]),
            row(&[cell("类"), cell("件")]),
            row(&[cell("甲"), "<table:table-cell table:style-name=\"b\" office:value-type=\"float\" office:value=\"59237.2449\"/>".into()]),
            "<table:table-row table:visibility=\"collapse\"><table:table-cell><text:p>藏</text:p></table:table-cell></table:table-row>".into(),
            row(&[cell("乙"), "<table:table-cell table:style-name=\"b\" table:number-columns-repeated=\"16383\"/>".into()]),
            row(&["<table:table-cell><text:p>注：以上为全年数。</text:p></table:table-cell>".into()]),
            "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>".into(),
            "<table:table table:style-name=\"off\"><table:table-row><table:table-cell><text:p>隐表</text:p></table:table-cell></table:table-row></table:table>".into(),
        ]
        .concat(),
    );
    assert_eq!(texts(&document), ["表题", "注：以上为全年数。"]);
    let all = [
        (0, 0, 1, 1, "类"),
        (0, 1, 1, 1, "件"),
        (1, 0, 1, 1, "甲"),
        (1, 1, 1, 1, "59237.2449"),
        (2, 0, 1, 1, "乙"),
        (2, 1, 1, 1, ""),
    ];
    assert_eq!(geometry(only_grid(&document)), all);
    assert_eq!(kinds(&document), [FindingKind::HiddenText, FindingKind::HiddenText]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let manifest = format!(
        "<manifest:manifest{}><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        spaces()
    );
    let encrypted = zipped(&[("META-INF/manifest.xml", &manifest), ("content.xml", "junk")]);
    assert!(matches!(odf::read(&encrypted, &Limits::default()), Err(Error::Encrypted)));
    let empty = content("", "<office:presentation/>");
    assert!(matches!(
        odf::read(&packed(&empty), &Limits::default()),
        Err(Error::Malformed { format: "OpenDocument", .. })
    ));
    assert!(matches!(odf::read(&zipped(&[("x", "")]), &Limits::default()), Err(Error::Malformed { .. })));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"b\">]>".to_string() + &content("", "<office:text/>");
    assert!(matches!(odf::read(&packed(&bomb), &Limits::default()), Err(Error::Malformed { .. })));
    let whole = content("", "<office:text><text:p>一</text:p><text:p>二</text:p></office:text>");
    let cut = odf::read(&packed(&whole[..whole.find("二").unwrap()]), &Limits::default()).unwrap();
    assert_eq!((texts(&cut), kinds(&cut).contains(&FindingKind::DamagedFile)), (vec!["一"], true));
}

#[test]
fn no_count_in_a_file_chooses_an_allocation() {
    let limits = Limits { cells: 10_000, ..Limits::default() }.within(Duration::from_secs(20));
    let refused = |kind: &str, row: &str| {
        let body = format!("<office:{kind}><table:table>{row}</table:table></office:{kind}>");
        match odf::read(&packed(&content("", &body)), &limits) {
            Err(Error::Limit { limit: Limit::Cells, .. }) => {}
            other => panic!("{kind} {row}: {:?}", other.map(|d| d.findings)),
        }
    };
    for kind in ["text", "spreadsheet"] {
        let wide = "<table:table-row><table:table-cell table:number-columns-repeated=\"4000000000\"><text:p>1</text:p></table:table-cell></table:table-row>";
        refused(kind, wide);
        refused(
            kind,
            &wide.replace("4000000000", "90").replacen(
                "row>",
                "row table:number-rows-repeated=\"18446744073709551615\">",
                1,
            ),
        );
    }
    let far = format!(
        "<table:table><table:table-row>{0}{0}</table:table-row></table:table>",
        "<table:covered-table-cell table:number-columns-repeated=\"18446744073709551615\"><text:p>1</text:p></table:covered-table-cell><table:table-cell table:number-columns-spanned=\"18446744073709551615\" table:number-rows-spanned=\"18446744073709551615\"><text:p>2</text:p></table:table-cell>"
    );
    let rows =
        "<table:table-row table:number-rows-repeated=\"18446744073709551615\"><table:table-cell/></table:table-row>";
    for kind in ["text", "spreadsheet"] {
        let body = format!(
            "<office:{kind}>{far}{}</office:{kind}>",
            far.replacen("<table:table>", &format!("<table:table>{rows}"), 1)
        );
        odf::read(&packed(&content("", &body)), &limits).unwrap();
    }
    let spans = "<table:table-row><table:table-cell table:number-columns-spanned=\"4000000000\" table:number-rows-spanned=\"4000000000\"><text:p>1</text:p></table:table-cell></table:table-row>";
    let document =
        text(&format!("<table:table><table:table-column table:number-columns-repeated=\"9\"/>{spans}</table:table>"));
    assert_eq!(geometry(only_grid(&document)), [(0, 0, 1, 9, "1")]);
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn no_change_of_a_byte_panics(at in 0usize..4000, byte in any::<u8>()) {
        let mut bytes = report(&Sheet::of(Layout::Of2021)).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = odf::read(&bytes, &Limits::default());
        let _ = odf::read(&bytes[..at], &Limits::default());
    }
}
