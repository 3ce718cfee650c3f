//! Which format bytes are of.

use std::io::{Cursor, Write};

use nianbao::Format;
use nianbao::detect::{detect, disagreement};
use nianbao::model::error::Error;

use crate::sheet::{Layout, Sheet};

pub fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, stored).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An OLE header followed by the UTF-16 name of a stream, as its directory has it.
fn ole_with(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What it is, its bytes, its name, its format.
type Case<'a> = (&'a str, Vec<u8>, &'a str, Format);

fn told(cases: Vec<Case<'_>>) {
    for (what, bytes, name, expected) in cases {
        assert_eq!(detect(&bytes, Some(name)).ok(), Some(expected), "{what}");
    }
}

#[test]
fn packages_are_told_by_their_bytes_whatever_the_name() {
    let docx =
        zip_of(&[("docProps/app.xml", b"<a/>"), ("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<t/>")]);
    told(vec![
        ("a PDF", b"%PDF-1.4\n".to_vec(), "x.html", Format::Pdf),
        (
            "a PDF after a server's header",
            [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), b"%PDF-1.7"].concat(),
            "x.txt",
            Format::Pdf,
        ),
        ("an OFD", zip_of(&[("OFD.xml", b"<x/>")]), "report.zip", Format::Ofd),
        (
            "an OFD packed with its folder",
            zip_of(&[("a/ofd.xml", b"<x/>"), ("a/Doc_0/Document.xml", b"")]),
            "x",
            Format::Ofd,
        ),
        ("a DOCX named .doc", docx.clone(), "report.doc", Format::Docx),
        (
            "Word 2003 XML",
            b"<?xml version=\"1.0\"?><?mso-application?><w:wordDocument xmlns:w=\"x\"/>".to_vec(),
            "report.doc",
            Format::Docx,
        ),
        (
            "flat OPC",
            b"<?xml version=\"1.0\"?><pkg:package xmlns:pkg=\"x\"><pkg:part pkg:name=\"/word/document.xml\"/>".to_vec(),
            "report.xml",
            Format::Docx,
        ),
        (
            "MHTML named .doc",
            b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<html>"
                .to_vec(),
            "report.doc",
            Format::Mhtml,
        ),
        ("a DOC", ole_with("WordDocument"), "report.wps", Format::Doc),
        ("a DOC of a careless writer", ole_with("wordDocument"), "x", Format::Doc),
        (
            "an ODT",
            zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.text-template"), ("content.xml", b"")]),
            "x",
            Format::Odt,
        ),
        (
            "an ODT that was packed anew",
            zip_of(&[("META-INF/manifest.xml", b""), ("content.xml", b"")]),
            "x",
            Format::Odt,
        ),
        (
            "an ODS",
            zip_of(&[("content.xml", b""), ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]),
            "x",
            Format::Ods,
        ),
        (
            "flat ODF without a prolog",
            b"<office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">".to_vec(),
            "x.xml",
            Format::Odt,
        ),
        ("an XLSX", zip_of(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]), "x", Format::Xlsx),
        (
            "an XLSX with parts of other names",
            zip_of(&[("[Content_Types].xml", b"...spreadsheetml.sheet.main+xml"), ("book/main.xml", b"")]),
            "x",
            Format::Xlsx,
        ),
        (
            "a DOCX with parts of other names",
            zip_of(&[("[Content_Types].xml", b"...wordprocessingml.document.main+xml"), ("doc/main.xml", b"")]),
            "x",
            Format::Docx,
        ),
        ("a DOCX cut in the middle", docx[..docx.len() - 60].to_vec(), "x", Format::Docx),
    ]);
}

#[test]
fn texts_are_told_by_their_bytes_whatever_the_name() {
    let gbk = encoding_rs::GBK.encode("本年度共收到申请三件，均已按期答复。").0.into_owned();
    told(vec![
        ("HTML without a doctype, in capitals", b"<HEAD><TITLE>x</TITLE></HEAD><TABLE>".to_vec(), "x", Format::Html),
        ("text in UTF-16 without a mark", utf16("2023年报全文\r\n共3件。\r\n"), "x", Format::Text),
        ("RTF named .doc", b"{\\rtf1\\ansi }".to_vec(), "report.doc", Format::Rtf),
        ("RTF after a mark and blanks", b"\xEF\xBB\xBF\r\n{\\rtf1\\ansi".to_vec(), "x", Format::Rtf),
        ("HTML in a .txt", b"<html><body>x".to_vec(), "page.txt", Format::Html),
        (
            "HTML after a mark, blanks and a comment",
            b"\xEF\xBB\xBF \r\n<!-- saved --> <!DOCTYPE html>".to_vec(),
            "x",
            Format::Html,
        ),
        ("a fragment", b"<p style='text-align: center'>x</p>".to_vec(), "x", Format::Html),
        ("text before the first tag", b"title<br>line<br/>line<p>x</p>".to_vec(), "x", Format::Html),
        ("XHTML", b"<?xml version=\"1.0\"?><html xmlns=\"x\"><body/></html>".to_vec(), "x", Format::Html),
        ("HTML in UTF-16", [b"\xFF\xFE".to_vec(), utf16("<html><body>年报</body></html>")].concat(), "x", Format::Html),
        ("HTML in UTF-16 without a mark", utf16("<html><body>年报</body></html>"), "x", Format::Html),
        ("text in GBK", gbk, "report.html", Format::Text),
        ("text with a comparison", "若 a<b 则为三件。".as_bytes().to_vec(), "x.txt", Format::Text),
        (
            "text of which little is left",
            "2019\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} 12".as_bytes().to_vec(),
            "x.txt",
            Format::Text,
        ),
        ("text with form feeds", "第一页\u{C}第二页".as_bytes().to_vec(), "x", Format::Text),
    ]);
}

#[test]
fn the_name_decides_only_between_html_and_text() {
    let doubtful = "说明：换行用<br>表示。".as_bytes();
    assert_eq!(detect(doubtful, Some("note.txt")).ok(), Some(Format::Text));
    assert_eq!(detect(doubtful, Some("note.HTML")).ok(), Some(Format::Html));
    assert_eq!(detect(doubtful, None).ok(), Some(Format::Text));
}

#[test]
fn a_name_that_promises_another_format_is_said() {
    for (name, format) in [
        ("a.pdf", Format::Html),
        ("dir.doc/A.DOC", Format::Rtf),
        ("a.doc", Format::Docx),
        ("a.txt", Format::Html),
        ("a.docx", Format::Doc),
        ("a.xls", Format::Html),
        ("a.zip", Format::Docx),
    ] {
        let said = disagreement(format, name).unwrap_or_else(|| panic!("{name} is no {format:?}"));
        assert!(said.contains(format.name()) && said.contains(&name[name.len() - 3..].to_lowercase()), "{said}");
    }
    for (name, format) in [
        ("a.pdf", Format::Pdf),
        ("a.wps", Format::Doc),
        ("a.dot", Format::Doc),
        ("a.DOCM", Format::Docx),
        ("a.dotx", Format::Docx),
        ("a.xml", Format::Docx),
        ("a.fodt", Format::Odt),
        ("a.htm", Format::Html),
        ("a.shtml", Format::Html),
        ("a.eml", Format::Mhtml),
        ("a.jsp", Format::Html),
        ("download.php", Format::Pdf),
        ("archive.2024/report", Format::Pdf),
        ("report", Format::Text),
        ("-", Format::Html),
    ] {
        assert_eq!(disagreement(format, name), None, "{name}");
    }
    let found = crate::outcome::Outcome::of(Sheet::of(Layout::Of2021).html().as_bytes(), "report.pdf");
    assert_eq!(found.findings("name_disagrees").len(), 1);
}

#[test]
fn what_is_not_read_comes_with_a_way_out() {
    for (what, way) in [
        (ole_with("Workbook"), ".xlsx"),
        (b"\x89PNG\r\n\x1A\n0000".to_vec(), "OCR"),
        (b"Rar!\x1A\x07".to_vec(), "unpack"),
        (ole_with("MatOST"), "PDF"),
    ] {
        let error = detect(&what, None).unwrap_err();
        assert!(error.advice().contains(way), "{error}: {}", error.advice());
    }
}

#[test]
fn known_formats_without_a_reader_are_named() {
    let mut workbook_with_document = ole_with("WordDocument");
    workbook_with_document[48] = 0; // The directory is the first sector, its root has the class of Excel.Sheet.8.
    workbook_with_document[512 + 80..512 + 84].copy_from_slice(&[0x20, 0x08, 0x02, 0x00]);
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (ole_with("Workbook"), "Excel 97-2003"),
        (workbook_with_document, "Excel 97-2003"),
        (ole_with("PowerPoint Document"), "PowerPoint 97-2003"),
        (ole_with("MatOST"), "Works"),
        (zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.graphics"), ("content.xml", b"")]), "OpenDocument"),
        (zip_of(&[("[Content_Types].xml", b""), ("xl/workbook.bin", b"")]), "Excel binary workbook"),
        (zip_of(&[("[Content_Types].xml", b"presentationml.presentation"), ("p.xml", b"")]), "PowerPoint"),
        (zip_of(&[("mimetype", b"application/epub+zip")]), "EPUB"),
        (b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>".to_vec(), "Excel 2003"),
        (b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.graphics\"/>".to_vec(), "OpenDocument"),
        (zip_of(&[("[Content_Types].xml", b""), ("ppt/presentation.xml", b"")]), "PowerPoint"),
        (zip_of(&[("readme.md", b"x")]), "ZIP"),
        (b"<?xml version=\"1.0\"?><pkg:package xmlns:pkg=\"x\"/>".to_vec(), "flat XML"),
        (b"\x89PNG\r\n\x1A\n0000".to_vec(), "PNG"),
        (b"\xFF\xD8\xFF\xE0".to_vec(), "JPEG"),
    ];
    for (bytes, expected) in cases {
        match detect(&bytes, Some("report.txt")) {
            Err(Error::Unsupported(what)) => assert!(what.contains(expected), "{what} is not {expected}"),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn encrypted_empty_and_unknown_files_have_errors_of_their_own() {
    assert!(matches!(detect(&ole_with("EncryptedPackage"), None), Err(Error::Encrypted)));
    assert!(matches!(detect(b"", Some("x.html")), Err(Error::Empty)));
    let junk: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    match detect(&junk, Some("x.html")) {
        Err(Error::UnknownFormat(what)) => assert!(what.contains("00 "), "{what}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_cut_of_a_container_panics() {
    let docx = zip_of(&[("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<t/>")]);
    for bytes in [docx, ole_with("WordDocument"), utf16("<html>年报")] {
        for end in 0..bytes.len().min(400) {
            let _ = detect(&bytes[..end], None);
        }
    }
}

#[test]
fn text_is_told_by_its_signs_and_then_by_its_name() {
    let cases: [(&str, &str, Format); 16] = [
        ("{\n \"title\": \"x\"}", "a.txt", Format::Json),
        ("\u{FEFF}[{\"title\": 1}]", "a.txt", Format::Json),
        ("{\"html\": \"<p><table><td>\"}\n{\"html\": \"\"}", "a.jsonl", Format::Json),
        ("[\"一\", \"二\"]", "a.json", Format::Json),
        ("[附件] 一、总体情况", "a.txt", Format::Text),
        ("一、总体情况\n| a | b |\n|---|---|\n", "a.txt", Format::Markdown),
        ("+----+----+\n| a  | b  |\n+----+----+\n", "a.txt", Format::Markdown),
        ("  ---- ----\n  a    b\n  ---- ----\n", "a.txt", Format::Markdown),
        ("# 一\n\n<table><tr><td>1</td></tr></table>\n", "a.txt", Format::Markdown),
        ("一、总体情况\n| a | b |\n", "a.txt", Format::Text),
        ("一、总体情况\n二、其他\n----------\n- 1 -\n", "a.txt", Format::Text),
        ("一、总体情况", "a.md", Format::Markdown),
        ("<!DOCTYPE html><p>a", "a.txt", Format::Html),
        ("<html><body><pre>|---|---|</pre><p>a</p>", "a.html", Format::Html),
        ("a,b\n\"<p>1</p><p>\",2", "a.csv", Format::Csv),
        ("a,b\n1,2", "a.txt", Format::Text),
    ];
    for (text, name, format) in cases {
        assert_eq!(detect(text.as_bytes(), Some(name)).ok(), Some(format), "{text}");
    }
}
