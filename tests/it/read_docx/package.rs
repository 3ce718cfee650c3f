//! Where the parts lie, and how their names and characters are written.

use nianbao::model::content::Role;
use zip::CompressionMethod;

use super::{STRICT, TRANSITIONAL, archive, main_part, p, package, read, read_body, relations};
use crate::blocks::{only_grid, paragraphs, texts};

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
