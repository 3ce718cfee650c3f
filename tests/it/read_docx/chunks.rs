//! Documents that a DOCX holds whole, which Word puts in their place when it opens the file.

use nianbao::model::content::{Content, Document};
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;
use nianbao::model::origin::Origin;
use nianbao::read::docx;
use zip::CompressionMethod;

use super::{archive, main_part, p, read, relations, tbl, tc, tr};
use crate::blocks::{grids, kinds, shown};
use crate::outcome::Outcome;
use crate::sheet::{Layout, Sheet};

const OFFICE: &str = r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// A DOCX with parts that its body names by their number, from `r0` on.
fn with_parts(body: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let rels = relations(&[("officeDocument", "word/document.xml")]);
    let own = relations(&parts.iter().map(|(name, _)| ("aFChunk", *name)).collect::<Vec<_>>());
    let main = main_part(body).replacen("<w:document", &format!("<w:document {OFFICE}"), 1);
    let names: Vec<String> = parts.iter().map(|(name, _)| format!("word/{name}")).collect();
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", rels.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/_rels/document.xml.rels", own.as_bytes()),
    ];
    entries.extend(names.iter().map(String::as_str).zip(parts.iter().map(|(_, bytes)| *bytes)));
    archive(&entries, CompressionMethod::Deflated)
}

fn chunk(number: usize) -> String {
    format!(r#"<w:altChunk r:id="r{number}"/>"#)
}

fn all(document: &Document) -> Vec<String> {
    match &document.content {
        Content::Blocks(blocks) => {
            shown(blocks).iter().map(|line| line.rsplit(' ').next().unwrap().to_string()).collect()
        }
        Content::Lines(lines) => lines.iter().map(|line| line.text.clone()).collect(),
        Content::Pages(_) => panic!("pages"),
    }
}

#[test]
fn a_report_reads_the_same_in_whatever_format_it_lies_inside() {
    let sheet = Sheet::of(Layout::Of2021);
    let html = sheet.html();
    let mail = format!("MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    let inner = with_parts(&chunk(0), &[("a.htm", html.as_bytes())]);
    let rtf = std::fs::read("samples/report.rtf").unwrap();
    let docx = std::fs::read("samples/report.docx").unwrap();
    for (name, bytes) in
        [("a.html", html.as_bytes()), ("a.mht", mail.as_bytes()), ("a.docx", &inner), ("a.dat", html.as_bytes())]
    {
        let outcome = Outcome::of(&with_parts(&chunk(0), &[(name, bytes)]), "report.docx");
        assert_eq!(outcome.0["source"]["format"], "docx");
        outcome.assert_exact(&sheet.facts);
    }
    let cells = |bytes: &[u8], name: &str| {
        let mut cells = Outcome::of(bytes, name).0["cells"].take();
        cells.as_object_mut().unwrap().values_mut().for_each(|cell| cell["place"] = serde_json::Value::Null);
        cells
    };
    assert_eq!(cells(&with_parts(&chunk(0), &[("a.rtf", &rtf)]), "report.docx"), cells(&rtf, "report.rtf"));
    assert_eq!(cells(&with_parts(&chunk(0), &[("a.docx", &docx)]), "report.docx"), cells(&docx, "report.docx"));
}

#[test]
fn it_stands_where_it_is_named_and_its_tables_are_counted_on() {
    let table = tbl(&[tr("", &[tc("", "一")])]);
    let body = [p("前"), table.clone(), chunk(1), p("中"), chunk(0), table, p("后")].concat();
    let page = "<p>页</p><table><tr><td>二</td></tr></table>";
    let document = read(&with_parts(&body, &[("a.txt", "文".as_bytes()), ("b.html", page.as_bytes())]));
    let Content::Blocks(blocks) = &document.content else { panic!() };
    let tables: Vec<u32> = grids(blocks)
        .iter()
        .filter_map(|grid| grid.cells().next())
        .map(|(_, _, cell)| if let Origin::Path { table, .. } = cell.origin { table } else { 0 })
        .collect();
    assert_eq!(tables, [1, 2, 3]);
    let text = all(&document).join(" ");
    let places: Vec<usize> = ["前", "页", "二", "中", "文", "后"].iter().map(|word| text.find(word).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn text_that_is_all_there_is_stays_lines() {
    let document = read(&with_parts(&chunk(0), &[("a.txt", "一\n\n二".as_bytes())]));
    assert!(matches!(&document.content, Content::Lines(lines) if lines.len() == 3));
}

#[test]
fn what_cannot_be_read_or_comes_again_is_left_out_and_said() {
    let body = [p("前"), chunk(0), chunk(1), chunk(1), chunk(7)].concat();
    let document = read(&with_parts(&body, &[("a.docx", b"PK\x03\x04 and no more"), ("b.html", b"<p>x</p>")]));
    assert_eq!(all(&document), ["前", "x"]);
    assert_eq!(kinds(&document), [FindingKind::DamagedFile, FindingKind::DamagedFile]);
    let mut bytes = with_parts(&p("底"), &[]);
    for _ in 0..6 {
        bytes = with_parts(&chunk(0), &[("a.docx", &bytes)]);
    }
    assert!(matches!(docx::read(&bytes, &Limits::default()), Err(Error::Unsupported(_))));
}
