//! The OFD reader: where characters and rules stand, how files are found, what the text is where it lies, and what hostile
//! packages cost.

mod files;
mod hostile;
mod objects;
mod text;

use nianbao::model::content::{Content, Document, Glyph, Page};
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;
use nianbao::read::ofd;

use crate::detect::zip_of;

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

/// A package under construction: names and texts, in the order of the archive.
struct Package(Vec<(String, Vec<u8>)>);

const INDEX: &str = r#"<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0" DocType="OFD"><ofd:DocBody>
    <ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:Title>水务局年报</ofd:Title><ofd:Creator>排版程序</ofd:Creator>
    <ofd:CreatorVersion>1.5</ofd:CreatorVersion></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#;
const DOCUMENT: &str = r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID>
    <ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>
    </ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>"#;
const FONT: &str = r#"<ofd:Fonts><ofd:Font ID="3" FontName="宋体"/></ofd:Fonts>"#;

impl Package {
    /// One page with these objects and one font, 3.
    fn of(objects: &str) -> Package {
        Package::with(objects, FONT)
    }

    /// One page with these objects, and these resources.
    fn with(objects: &str, resources: &str) -> Package {
        Package(Vec::new())
            .file("OFD.xml", INDEX)
            .file("Doc_0/Document.xml", DOCUMENT)
            .file("Doc_0/PublicRes.xml", &res(resources))
            .file("Doc_0/Pages/Page_0/Content.xml", &page(objects))
    }

    /// The same with a file added or replaced.
    fn file(mut self, name: &str, text: &str) -> Package {
        self.0.retain(|(old, _)| old != name);
        self.0.push((name.to_string(), text.as_bytes().to_vec()));
        self
    }

    fn bytes(mut self, name: &str, data: Vec<u8>) -> Package {
        self.0.push((name.to_string(), data));
        self
    }

    /// The same with a piece of a file replaced, which must be there.
    fn replace(mut self, name: &str, old: &str, new: &str) -> Package {
        let (_, data) = self.0.iter_mut().find(|(n, _)| n == name).expect(name);
        let text = String::from_utf8(data.clone()).expect("text");
        assert!(text.contains(old), "{name} has no {old}");
        *data = text.replace(old, new).into_bytes();
        self
    }

    /// The same without a file.
    fn without(mut self, name: &str) -> Package {
        self.0.retain(|(old, _)| old != name);
        self
    }

    fn zip(&self) -> Vec<u8> {
        let entries: Vec<(&str, &[u8])> = self.0.iter().map(|(n, d)| (n.as_str(), d.as_slice())).collect();
        zip_of(&entries)
    }

    fn read_within(&self, limits: &Limits) -> Result<Document, Error> {
        ofd::read(&self.zip(), limits)
    }

    fn read(&self) -> Document {
        self.read_within(&Limits::default()).expect("a document")
    }
}

fn page(objects: &str) -> String {
    format!(
        r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content></ofd:Page>"#
    )
}

fn res(inner: &str) -> String {
    format!(r#"<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res">{inner}</ofd:Res>"#)
}

/// A text object of size 4 at 20, 30 whose first base line is 4 below that.
fn text(attributes: &str, code: &str) -> String {
    format!(r#"<ofd:TextObject ID="5" Boundary="20 30 100 5" Font="3" Size="4" {attributes}>{code}</ofd:TextObject>"#)
}

fn code(attributes: &str, text: &str) -> String {
    format!(r#"<ofd:TextCode X="0" Y="4" {attributes}>{text}</ofd:TextCode>"#)
}

fn pages(document: &Document) -> &[Page] {
    match &document.content {
        Content::Pages(pages) => pages,
        other => panic!("no pages: {other:?}"),
    }
}

fn glyphs(document: &Document) -> Vec<Glyph> {
    pages(document).iter().flat_map(|p| p.glyphs.clone()).collect()
}

/// The legible characters of all pages.
fn said(document: &Document) -> String {
    pages(document).iter().flat_map(|p| p.legible()).map(|g| g.ch).collect()
}

/// Left edges of the glyph boxes, in millimetres.
fn lefts(document: &Document) -> Vec<f32> {
    glyphs(document).iter().map(|g| round(g.bbox.x0 / MM)).collect()
}

/// Base lines of the glyph boxes of upright text, in millimetres.
fn base_lines(document: &Document) -> Vec<f32> {
    glyphs(document).iter().map(|g| round((g.bbox.y1 - 0.12 * g.size) / MM)).collect()
}

fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn messages(document: &Document, kind: FindingKind) -> Vec<&str> {
    document.findings.iter().filter(|f| f.kind == kind).map(|f| f.message.as_str()).collect()
}
