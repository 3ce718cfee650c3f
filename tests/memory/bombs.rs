//! Files that say little and mean much.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::{Cursor, Write};

const TITLE: &str = "政府信息公开工作年度报告";

/// Each with a name that tells its format.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    [pdfs(), offices(), texts()].concat()
}

fn pdfs() -> Vec<(&'static str, Vec<u8>)> {
    // A form that calls the next ten times, sixteen deep.
    let mut doubling = vec![(5, "/Type/XObject/Subtype/Form/BBox[0 0 1 1]".to_string(), b"0 0 m 9 9 l S".to_vec())];
    for number in 6..22 {
        let inner = format!("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</F {} 0 R>>>>", number - 1);
        doubling.push((number, inner, b"/F Do ".repeat(10)));
    }
    let junk = vec![(5, "/Type/XObject/Subtype/Form/BBox[0 0 1 1]".into(), b"1 ".repeat(4 << 20))];
    let long = format!("begincmap 1 beginbfchar <61> <{}> endbfchar endcmap", "0041".repeat(120));
    let long = vec![(5, String::new(), long.into_bytes())];
    let font = "/Font<</A<</Type/Font/Subtype/TrueType/BaseFont/X/ToUnicode 5 0 R>>>>";
    let text = format!("BT /A 1 Tf {} ET", "(aaaaaaaaaaaaaaaaaaaaaaaa)Tj ".repeat(90_000));
    let lines: String =
        (0..300_000).map(|i| format!("{0} 0 m {0} 800 l S 0 {1} m 600 {1} l S ", i % 600, i % 800)).collect();
    let frames: String = (0..80).map(|i| format!("{} {} 2 2 re ", i * 3, i * 4)).collect();
    vec![
        ("forms-in-forms.pdf", pdf(&b"/F Do ".repeat(10), "/XObject<</F 21 0 R>>", &doubling)),
        ("forms-of-junk.pdf", pdf(&b"/F Do ".repeat(1_000_000), "/XObject<</F 5 0 R>>", &junk)),
        ("codes-of-many-characters.pdf", pdf(text.as_bytes(), font, &long)),
        ("lines.pdf", pdf(lines.as_bytes(), "", &[])),
        ("moves.pdf", pdf(&b"m\n".repeat(15_000_000), "", &[])),
        ("frames.pdf", pdf((frames + "f\n").repeat(9_000).as_bytes(), "", &[])),
        (
            "names.pdf",
            pdf((0..400_000).map(|i| format!("/Q{i} gs /Z{i} Tf ")).collect::<String>().as_bytes(), font, &long),
        ),
    ]
}

/// A PDF of one page; further streams with their numbers and dictionaries.
fn pdf(content: &[u8], resources: &str, streams: &[(u32, String, Vec<u8>)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut add = |number: u32, body: Vec<u8>| {
        offsets.push((number, out.len()));
        out.extend([format!("{number} 0 obj\n").as_bytes(), &body, b"\nendobj\n"].concat());
    };
    let stream = |dict: &str, data: &[u8]| {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(data).unwrap();
        let packed = packed.finish().unwrap();
        let head = format!("<<{dict}/Filter/FlateDecode/Length {}>>stream\n", packed.len());
        [head.as_bytes(), &packed, b"\nendstream"].concat()
    };
    add(1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec());
    add(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec());
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<{resources}>>>>");
    add(3, page.into_bytes());
    add(4, stream("", content));
    for (number, dict, data) in streams {
        add(*number, stream(dict, data));
    }
    let table = out.len();
    out.extend(b"xref\n");
    for (number, offset) in offsets {
        out.extend(format!("{number} 1\n{offset:010} 00000 n \n").as_bytes());
    }
    out.extend(format!("trailer<</Size 99/Root 1 0 R>>\nstartxref\n{table}\n%%EOF").as_bytes());
    out
}

fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn offices() -> Vec<(&'static str, Vec<u8>)> {
    let text = TITLE.repeat(3000);
    let cell = |text: &str| {
        format!("<table:table-cell table:number-columns-repeated=\"100\"><text:p>{text}</text:p></table:table-cell>")
    };
    let table = |cells: &str| {
        format!(
            "<table:table><table:table-row table:number-rows-repeated=\"1000\">{cells}</table:table-row></table:table>"
        )
    };
    let mut nested = "<text:p>年</text:p>".to_string();
    for _ in 0..4 {
        nested = format!(
            "<table:table><table:table-row table:number-rows-repeated=\"60\"><table:table-cell table:number-columns-repeated=\"60\">{nested}</table:table-cell></table:table-row></table:table>"
        );
    }
    let blanks = format!("<text:p>年{}</text:p>", "<text:s text:c=\"1000\"/>".repeat(300_000));
    let numbered = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>年</w:t></w:r></w:p>".repeat(60_000);
    let wide =
        "<w:tc><w:tcPr><w:gridSpan w:val=\"30000\"/></w:tcPr><w:p><w:r><w:t>年</w:t></w:r></w:p></w:tc>".repeat(5);
    let format = format!(
        "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"&quot;{text}&quot;0\"/></numFmts><cellXfs><xf numFmtId=\"200\"/></cellXfs></styleSheet>"
    );
    vec![
        ("shared-string.xlsx", xlsx(&cells("<c t=\"s\"><v>0</v></c>"), &text, "<styleSheet/>")),
        ("number-format.xlsx", xlsx(&cells("<c s=\"0\"><v>1</v></c>"), "", &format)),
        (
            "hidden-columns.xlsx",
            xlsx(
                &format!(
                    "<cols>{}</cols>{}",
                    "<col hidden=\"1\" min=\"2\" max=\"3\"/>".repeat(200_000),
                    cells("<c t=\"str\"><v>年</v></c>")
                ),
                "",
                "<styleSheet/>",
            ),
        ),
        ("repeated.ods", odf("spreadsheet", &table(&cell(&text)))),
        ("repeated.odt", odf("text", &table(&cell(&text)))),
        ("nested.odt", odf("text", &nested)),
        ("blanks.odt", odf("text", &blanks)),
        ("numbers.docx", docx(&numbered)),
        ("spans.docx", docx(&format!("<w:tbl>{}</w:tbl>", format!("<w:tr>{wide}</w:tr>").repeat(20_000)))),
        ("deltas.ofd", ofd()),
    ]
}

fn cells(cell: &str) -> String {
    format!("<sheetData>{}</sheetData>", format!("<row>{}</row>", cell.repeat(100)).repeat(4000))
}

fn xlsx(sheet: &str, text: &str, styles: &str) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let related = ["worksheets/sheet1.xml", "sharedStrings.xml", "styles.xml"].iter().zip([
        "worksheet",
        "sharedStrings",
        "styles",
    ]);
    let related: String = related
        .enumerate()
        .map(|(i, (target, name))| format!("<Relationship Id=\"r{i}\" Type=\"{kind}/{name}\" Target=\"{target}\"/>"))
        .collect();
    let workbook = format!(
        "<workbook xmlns:r=\"{kind}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r0\"/></sheets></workbook>"
    );
    zip(&[
        ("[Content_Types].xml", "<Types/>".into()),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{related}</Relationships>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>")),
        ("xl/sharedStrings.xml", format!("<sst><si><t>{text}</t></si></sst>")),
        ("xl/styles.xml", styles.into()),
    ])
}

fn odf(kind: &str, body: &str) -> Vec<u8> {
    let name = |part: &str| format!("xmlns:{part}=\"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0\"");
    let spaces = [name("office"), name("table"), name("text")].join(" ");
    zip(&[
        ("mimetype", format!("application/vnd.oasis.opendocument.{kind}")),
        (
            "content.xml",
            format!(
                "<office:document-content {spaces}><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
            ),
        ),
    ])
}

fn docx(body: &str) -> Vec<u8> {
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let level = format!(
        "<w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"{}\"/></w:lvl>",
        "%1".repeat(32)
    );
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering";
    zip(&[
        ("[Content_Types].xml", "<Types/>".into()),
        ("word/document.xml", format!("<w:document {space}><w:body>{body}</w:body></w:document>")),
        (
            "word/numbering.xml",
            format!(
                "<w:numbering {space}><w:abstractNum w:abstractNumId=\"1\">{level}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{kind}\" Target=\"numbering.xml\"/></Relationships>"
            ),
        ),
    ])
}

fn ofd() -> Vec<u8> {
    let space = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
    let text = "<ofd:TextObject Font=\"1\" Size=\"3\" Boundary=\"0 0 200 200\"><ofd:TextCode X=\"1\" Y=\"9\" DeltaX=\"g 4000000000 1\">年年年年</ofd:TextCode></ofd:TextObject>".repeat(3000);
    let pages: String = (0..2000).map(|i| format!("<ofd:Page ID=\"{}\" BaseLoc=\"p.xml\"/>", i + 100)).collect();
    zip(&[
        (
            "OFD.xml",
            format!(
                "<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
            ),
        ),
        (
            "Doc_0/Document.xml",
            format!(
                "<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID=\"9\" BaseLoc=\"t.xml\"/></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
            ),
        ),
        ("Doc_0/p.xml", format!("<ofd:Page {space}><ofd:Template TemplateID=\"9\"/><ofd:Content/></ofd:Page>")),
        (
            "Doc_0/t.xml",
            format!("<ofd:Page {space}><ofd:Content><ofd:Layer>{text}</ofd:Layer></ofd:Content></ofd:Page>"),
        ),
    ])
}

fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let page = |body: String| format!("<html><meta charset=utf-8><title>{TITLE}</title><body>{body}").into_bytes();
    let report = format!("云溪市2024年{TITLE}\n一、总体情况\n2024年，本机关主动公开信息12条。\n");
    vec![
        ("spans.html", page("<table>".to_string() + &"<tr><td colspan=1000 rowspan=65000>年".repeat(100_000))),
        ("tables.html", page("<table><tr><td colspan=250>年<td colspan=250>年</table>".repeat(40_000))),
        ("deep.html", page("<b><i><div>".repeat(100_000))),
        ("reports.txt", report.repeat(30_000).into_bytes()),
        (
            "wide.csv",
            format!(
                "{TITLE}{}\n{}",
                ",主动公开".repeat(20),
                (0..900).map(|i| ",".repeat(i) + "1\n").collect::<String>()
            )
            .into_bytes(),
        ),
        (
            "wide.md",
            format!("# {TITLE}\n\n{0}|\n{1}|\n{0}|\n", "|a".repeat(200_000), "|-".repeat(200_000)).into_bytes(),
        ),
        ("cells.rtf", format!("{{\\rtf1 {}}}", "\\trowd\\cellx100 1\\cell\\row ".repeat(120_000)).into_bytes()),
        ("paragraphs.rtf", format!("{{\\rtf1 {}}}", "\\par".repeat(900_000)).into_bytes()),
    ]
}
