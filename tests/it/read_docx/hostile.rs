//! Damage and attacks: what is left is read, within the limits.

use std::time::Duration;

use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::{Limit, Limits};
use nianbao::read::docx;
use zip::CompressionMethod;

use super::{archive, full, item, level, main_part, p, package, read, read_body, tbl, tc, tr};
use crate::blocks::{geometry, kinds, only_grid, texts};

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
