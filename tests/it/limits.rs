//! Every limit stops what it is there for, and says what was reached and how to raise it.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use nianbao::RepairOptions;
use nianbao::interpret::records::records;
use nianbao::model::content::Content;
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::{Limit, Limits};
use nianbao::read;
use nianbao::report::Report;
use std::io::Write;
use std::time::{Duration, Instant};

use crate::outcome::{convert, repaired};
use crate::sheet::{Layout, Sheet};

fn refused(bytes: &[u8], name: &str, limits: Limits, limit: Limit) {
    match convert(bytes, name, &limits) {
        Err(error @ Error::Limit { limit: reached, .. }) => {
            assert_eq!(reached, limit, "{error}");
            assert!(error.to_string().contains(&limits.value(limit)), "{error}");
            assert!(error.advice().contains(limit.flag()), "{}", error.advice());
        }
        other => panic!("{name} with {limit:?}: {other:?}"),
    }
}

/// The report, which must say that this limit, and no other, left something out.
fn noted(bytes: &[u8], name: &str, limits: Limits, limit: Limit) -> Report {
    let report = convert(bytes, name, &limits).unwrap().remove(0);
    let messages: Vec<&str> =
        report.findings.iter().filter(|f| f.kind == FindingKind::LimitReached).map(|f| f.message.as_str()).collect();
    assert!(!messages.is_empty(), "{limit:?}: {:?}", report.findings);
    for message in messages {
        assert!(message.contains(limit.what()) && message.contains(limit.flag()), "{message}");
        assert!(message.contains(&limits.value(limit)), "{message}");
    }
    report
}

fn defaults() -> Limits {
    Limits::default()
}

fn page() -> String {
    Sheet::of(Layout::Of2021).html()
}

fn layout_dump() -> Vec<u8> {
    std::fs::read("samples/report-layout.txt").unwrap()
}

/// A PDF of so many pages with this content.
fn pdf(pages: usize, content: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let stream = document.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    let tree = document.new_object_id();
    let system = dictionary! {
        "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("GB1"), "Supplement" => 2,
    };
    let descendant = dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "STSong-Light", "CIDSystemInfo" => system,
    };
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light", "Encoding" => "GBK-EUC-H",
        "DescendantFonts" => vec![descendant.into()],
    });
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => stream,
                "MediaBox" => vec![0.into(), 0.into(), 500.into(), 500.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            };
            document.add_object(page).into()
        })
        .collect();
    let count = kids.len() as i64;
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn docx(parts: usize, body: &str) -> Vec<u8> {
    let main = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("word/document.xml", options).unwrap();
    archive.write_all(main.as_bytes()).unwrap();
    for number in 1..parts {
        archive.start_file(format!("{number}"), options).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn bytes_of_the_file_and_of_text() {
    for (bytes, name) in [(page().into_bytes(), "a.html"), (pdf(1, ""), "a.pdf"), (docx(1, ""), "a.docx")] {
        refused(&bytes, name, Limits { file_bytes: 100, ..defaults() }, Limit::FileBytes);
    }
    refused(page().as_bytes(), "a.html", Limits { text_bytes: 100, ..defaults() }, Limit::TextBytes);
    refused("年报\n".repeat(99).as_bytes(), "a.txt", Limits { text_bytes: 100, ..defaults() }, Limit::TextBytes);
}

#[test]
fn unpacked_bytes_of_a_part_and_of_all() {
    let bytes = docx(1, &format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(1 << 20)));
    assert!(bytes.len() < 10_000);
    refused(&bytes, "a.docx", Limits { part_bytes: 1 << 19, ..defaults() }, Limit::PartBytes);
    refused(&bytes, "a.docx", Limits { total_bytes: 1 << 19, ..defaults() }, Limit::TotalBytes);
    let bytes = pdf(3, &" ".repeat(1000));
    noted(&bytes, "a.pdf", Limits { part_bytes: 900, ..defaults() }, Limit::PartBytes);
    noted(&bytes, "a.pdf", Limits { total_bytes: 2500, ..defaults() }, Limit::TotalBytes);
}

#[test]
fn objects() {
    refused("<p>".repeat(101).as_bytes(), "a.html", Limits { objects: 100, ..defaults() }, Limit::Objects);
    refused(&docx(101, ""), "a.docx", Limits { objects: 100, ..defaults() }, Limit::Objects);
    refused("年报\n".repeat(101).as_bytes(), "a.txt", Limits { objects: 100, ..defaults() }, Limit::Objects);
}

#[test]
fn operators() {
    let limits = Limits { operators: 2000, ..defaults() };
    noted(&pdf(2, &"q Q ".repeat(2000)), "a.pdf", limits, Limit::Operators);
}

#[test]
fn depth() {
    let limits = Limits { depth: 50, ..defaults() };
    noted("<div>".repeat(100).as_bytes(), "a.html", limits, Limit::Depth);
    let nested = format!("{}{}", "<w:sdt><w:sdtContent>".repeat(50), "</w:sdtContent></w:sdt>".repeat(50));
    noted(&docx(1, &nested), "a.docx", limits, Limit::Depth);
}

#[test]
fn glyphs_and_pages() {
    let bytes = pdf(4, "BT /F1 9 Tf 50 50 Td (ABCDEFGH) Tj ET");
    noted(&bytes, "a.pdf", Limits { glyphs: 20, ..defaults() }, Limit::Glyphs);
    let report = noted(&bytes, "a.pdf", Limits { pages: 3, ..defaults() }, Limit::Pages);
    assert_eq!(report.source.pages, Some(3));
}

#[test]
fn cells() {
    let limits = Limits { cells: 1000, ..defaults() };
    // Few cells, whose spans cover many positions.
    let tables = r#"<table><tr><td colspan="99">1<tr><td>2<tr><td>3<tr><td>4</table>"#.repeat(3);
    refused(tables.as_bytes(), "a.html", limits, Limit::Cells);
    let narrow = format!("<w:tr>{}</w:tr>", "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>".repeat(100));
    let wide = r#"<w:tr><w:tc><w:tcPr><w:gridSpan w:val="100"/></w:tcPr></w:tc></w:tr>"#.repeat(3);
    let table = format!("<w:tbl>{narrow}{wide}</w:tbl>");
    refused(&docx(1, &table.repeat(3)), "a.docx", limits, Limit::Cells);
}

#[test]
fn rows_and_words_of_tables() {
    let limits = Limits { rows: 10, ..defaults() };
    noted(page().as_bytes(), "a.html", limits, Limit::Rows);
    let table = format!("<table>{}</table>", "<tr><td>规章<td>1".repeat(99));
    noted(table.repeat(3).as_bytes(), "a.html", limits, Limit::Rows);
    let Content::Blocks(blocks) = read::html::read(table.as_bytes(), &limits).unwrap().content else { panic!() };
    assert_eq!(records(nianbao::Form::builtin("disclosure").unwrap(), &blocks, &limits).records.len(), 11);
    let limits = Limits { words: 50, ..defaults() };
    noted(&layout_dump(), "a.txt", limits, Limit::Words);
    let heading = encoding_rs::GBK.encode("二、主动公开政府信息情况").0;
    let heading: String = heading.iter().map(|b| format!("{b:02X}")).collect();
    let rows = "(A) Tj 50 0 Td (1) Tj 50 0 Td (2) Tj -100 -12 Td ".repeat(20);
    noted(&pdf(1, &format!("BT /F1 9 Tf 50 450 Td <{heading}> Tj 0 -20 Td {rows} ET")), "a.pdf", limits, Limit::Words);
}

#[test]
fn time() {
    let late = defaults().within(Duration::ZERO);
    for (bytes, name) in [
        (page().into_bytes(), "a.html"),
        (pdf(1, "BT ET"), "a.pdf"),
        (docx(1, "<w:p/>"), "a.docx"),
        (layout_dump(), "a.txt"),
    ] {
        refused(&bytes, name, late, Limit::Time);
    }
    let repaired = repaired(&pdf(1, "BT ET"), "a.pdf", RepairOptions::default(), &late);
    assert!(matches!(repaired, Err(Error::Limit { limit: Limit::Time, .. })));
}

#[test]
fn the_clock_starts_once() {
    let started = defaults().within(Duration::from_secs(60)).started();
    assert!(started.deadline.is_some_and(|d| d > Instant::now()));
    assert_eq!(started.started().deadline, started.deadline);
    assert!(!started.expired());
    assert!(started.check_time().is_ok());
}
