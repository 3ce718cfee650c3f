//! The DOCX reader: what is read of hand-written and of docx-rs' documents, and what hostile files cost.

mod chunks;
mod hostile;
mod numbering;
mod other_writer;
mod package;
mod tables;
mod text;

use std::io::{Cursor, Write};

use nianbao::model::content::Document;
use nianbao::model::limits::Limits;
use nianbao::read::docx;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

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

/// A level of an automatic numbering.
fn level(index: usize, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

/// A paragraph with an automatic number.
fn item(id: &str, level: usize, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}
