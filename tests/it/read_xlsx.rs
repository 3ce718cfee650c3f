//! The XLSX reader: what is read of hand-written workbooks, and what hostile ones cost.

use std::io::{Cursor, Write};
use std::time::Duration;

use nianbao::model::content::Document;
use nianbao::model::error::Error;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::{Limit, Limits};
use nianbao::model::origin::Origin;
use nianbao::read::xlsx;
use nianbao::text::marked::MarkKind;
use proptest::prelude::*;

use crate::blocks::{blocks, geometry, grids, kinds, marks_of_cells, only_grid, paragraphs, texts};
use crate::outcome::Outcome;
use crate::properties::cases;
use crate::sheet::{Layout, Piece, Sheet, Td};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook: each sheet with its state and the XML inside `worksheet`.
#[derive(Default)]
struct Book {
    sheets: Vec<(&'static str, String)>,
    texts: Vec<String>,
    styles: String,
    properties: &'static str,
}

impl Book {
    fn bytes(&self) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, text: String| {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        };
        part(
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"r\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        );
        let (mut listed, mut relations) = (String::new(), String::new());
        for (n, (state, _)) in self.sheets.iter().enumerate() {
            listed += &format!("<sheet name=\"s{n}\" sheetId=\"{n}\" state=\"{state}\" r:id=\"r{n}\"/>");
            relations +=
                &format!("<Relationship Id=\"r{n}\" Type=\"{REL}/worksheet\" Target=\"worksheets/s{n}.xml\"/>");
        }
        part(
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\">{}<sheets>{listed}</sheets></workbook>",
                self.properties
            ),
        );
        part("xl/_rels/workbook.xml.rels", format!("<Relationships>{relations}</Relationships>"));
        part("xl/sharedStrings.xml", format!("<sst xmlns=\"{MAIN}\">{}</sst>", self.texts.concat()));
        part("xl/styles.xml", format!("<styleSheet xmlns=\"{MAIN}\">{}</styleSheet>", self.styles));
        for (n, (_, xml)) in self.sheets.iter().enumerate() {
            part(&format!("xl/worksheets/s{n}.xml"), format!("<worksheet xmlns=\"{MAIN}\">{xml}</worksheet>"));
        }
        writer.finish().unwrap().into_inner()
    }

    fn of(sheet: &str) -> Book {
        Book { sheets: vec![("visible", sheet.to_string())], ..Book::default() }
    }

    fn read(&self) -> Document {
        xlsx::read(&self.bytes(), &Limits::default()).unwrap()
    }
}

/// Styles: 0 plain, 1 with borders, then one for each number format.
fn styles(codes: &[&str]) -> String {
    let formats = codes
        .iter()
        .enumerate()
        .map(|(n, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 200 + n, code.replace('"', "&quot;")));
    let cells = (0..codes.len()).map(|n| format!("<xf numFmtId=\"{}\" borderId=\"0\"/>", 200 + n));
    format!(
        "<numFmts>{}</numFmts><borders><border><left/></border><border><left style=\"thin\"/></border></borders>\
         <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf borderId=\"1\"/>{}</cellXfs>",
        formats.collect::<String>(),
        cells.collect::<String>()
    )
}

fn column(mut at: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, (b'A' + (at % 26) as u8) as char);
        if at < 26 {
            return name;
        }
        at = at / 26 - 1;
    }
}

/// A sheet being written from the top.
#[derive(Default)]
struct Page {
    rows: String,
    merges: String,
    row: usize,
}

impl Page {
    fn cell(&mut self, at: usize, style: usize, text: &str) -> String {
        let place = format!("{}{}", column(at), self.row + 1);
        let text = text.replace("<br>", "\n");
        match text.parse::<f64>() {
            // As programs store what they computed: with all digits of the binary fraction.
            Ok(number) if text.contains('.') => format!("<c r=\"{place}\" s=\"{style}\"><v>{number:.17e}</v></c>"),
            Ok(number) => format!("<c r=\"{place}\" s=\"{style}\"><v>{number:.1}</v></c>"),
            Err(_) => format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    }

    fn merge(&mut self, row: usize, at: usize, rows: usize, columns: usize) {
        if rows * columns > 1 {
            let (from, to) = (column(at), column(at + columns - 1));
            self.merges += &format!("<mergeCell ref=\"{from}{}:{to}{}\"/>", row + 1, row + rows);
        }
    }

    fn line(&mut self, style: usize, text: &str, columns: usize) {
        let cell = self.cell(0, style, text);
        self.merge(self.row, 0, 1, columns);
        self.rows += &format!("<row r=\"{}\">{cell}</row>", self.row + 1);
        self.row += 1;
    }

    fn table(&mut self, style: usize, rows: &[Vec<Td>]) {
        let width: usize = rows[0].iter().map(|td| td.cols).sum();
        let mut covered = Vec::new();
        for (n, row) in rows.iter().enumerate() {
            let (mut cells, mut waiting) = (String::new(), row.iter());
            for at in 0..width {
                if covered.contains(&(n, at)) {
                    cells += &format!("<c r=\"{}{}\" s=\"{style}\"/>", column(at), self.row + 1);
                    continue;
                }
                let td = waiting.next().unwrap();
                cells += &self.cell(at, style, &td.text);
                self.merge(self.row, at, td.rows, td.cols);
                covered.extend((n..n + td.rows).flat_map(|r| (at..at + td.cols).map(move |c| (r, c))));
            }
            self.rows += &format!("<row r=\"{}\">{cells}</row>", self.row + 1);
            self.row += 1;
        }
    }

    fn xml(&self) -> String {
        format!("<sheetData>{}</sheetData><mergeCells>{}</mergeCells>", self.rows, self.merges)
    }
}

/// How a report is laid out in a workbook.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    /// Prose and tables one below the other.
    OneSheet,
    /// A sheet for each section.
    Sheets,
}

/// The style of prose and of tables, and how many columns a line of prose is merged over.
fn report(sheet: &Sheet, look: Look, (prose, table, wide): (usize, usize, usize)) -> Vec<u8> {
    let mut book = Book { styles: styles(&[]), ..Book::default() };
    let mut page = Page::default();
    page.line(prose, &sheet.title.replace("<h1>", "").replace("</h1>", ""), wide);
    sheet.lead_in.iter().for_each(|text| page.line(prose, text, wide));
    for part in &sheet.parts {
        if look == Look::Sheets {
            book.sheets.push(("visible", std::mem::take(&mut page).xml()));
        }
        page.line(prose, &part.heading, wide);
        for piece in &part.pieces {
            match piece {
                Piece::Paragraph(text) => page.line(prose, text, wide),
                Piece::Table(rows) => page.table(table, rows),
                Piece::Html(html) => panic!("{html}"),
            }
        }
    }
    book.sheets.push(("visible", page.xml()));
    book.bytes()
}

#[test]
fn a_report_gives_every_number_however_it_is_laid_out() {
    let mut lost = Vec::new();
    for layout in [Layout::Of2021, Layout::Of2019] {
        let sheet = Sheet::of(layout);
        for look in [Look::OneSheet, Look::Sheets] {
            for form in [(0, 1, 1), (0, 1, 10), (0, 0, 1), (0, 0, 10), (1, 1, 15)] {
                let outcome = Outcome::of(&report(&sheet, look, form), "report.xlsx");
                assert_eq!(outcome.0["source"]["format"], "xlsx");
                let wrong = outcome.differences(&sheet.facts);
                let ids: Vec<&str> =
                    outcome.0["sections"].as_array().unwrap().iter().filter_map(|s| s["id"].as_str()).collect();
                let year = outcome.fact("report_year");
                if !wrong.is_empty() || ids.len() < 6 || year.is_none() {
                    lost.push(format!(
                        "{layout:?} {look:?} {form:?}: {} cells {:?} {ids:?} {year:?}",
                        wrong.len(),
                        wrong.first()
                    ));
                }
            }
        }
    }
    crate::outcome::assert_none(&lost, "workbooks lose something");
}

#[test]
fn numbers_come_as_they_are_shown() {
    let cases = [
        ("3.0", "General", "3"),
        ("59237.2449", "General", "59237.2449"),
        ("59237.244900000003", "General", "59237.2449"),
        ("0.30000000000000004", "General", "0.3"),
        ("5.9237244900000003E4", "General", "59237.2449"),
        ("-5", "General", "-5"),
        ("0", "General", "0"),
        ("59237.2449", "0.00", "59237.24"),
        ("59237.2449", "#,##0.00", "59,237.24"),
        ("1234567", "#,##0", "1,234,567"),
        ("2.5", "0", "3"),
        ("-2.5", "0_ ", "-3"),
        ("0.5", "#.##", ".5"),
        ("0.98499999999999999", "0.0%", "98.5%"),
        ("12", "0\"件\"", "12件"),
        ("12", "General\"件\"", "12件"),
        ("7", "000", "007"),
        ("-7", "0;(0)", "(7)"),
        ("0", "0;-0;;@", ""),
        ("0", "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ ", "-"),
        ("1234", "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ ", "1,234"),
        ("5", "[Red]0", "5"),
        ("5", "[$¥-804]0.00", "¥5.00"),
        ("7539.4", "0.0,", "7.5"),
        ("45316", "yyyy\"年\"m\"月\"d\"日\"", "2024年1月25日"),
        ("45316.5", "yyyy-mm-dd hh:mm:ss", "2024-01-25 12:00:00"),
        ("45316.999988425923", "[$-F800]h:mm:ss", "23:59:59"),
        ("1.5", "[h]:mm", "36:00"),
        ("59", "yyyy/m/d", "1900/2/28"),
        ("61", "yyyy/m/d", "1900/3/1"),
        ("1E+300", "0", "1E+300"),
        ("12.5", "# ?/?", "12.5"),
        ("12.5", "0.00E+00", "12.5"),
        ("12", "[>10]0.0;0", "12"),
        ("abc", "0", "abc"),
    ];
    let codes: Vec<&str> = cases.iter().map(|(_, code, _)| *code).collect();
    let mut page = String::from("<sheetData>");
    for (n, (raw, ..)) in cases.iter().enumerate() {
        page += &format!(
            "<row r=\"{0}\"><c r=\"A{0}\" t=\"inlineStr\"><is><t>x</t></is></c><c r=\"B{0}\" s=\"{1}\"><v>{raw}</v></c></row>",
            n + 1,
            n + 2
        );
    }
    let book = Book { styles: styles(&codes), ..Book::of(&(page + "</sheetData>")) };
    let document = book.read();
    let grid = only_grid(&document);
    for (n, (raw, code, shown)) in cases.iter().enumerate() {
        assert_eq!(grid.cell_at(n, 1).map(|(_, _, cell)| cell.text.as_str()), Some(*shown), "{raw} in {code}");
    }
}

#[test]
fn texts_of_every_kind_are_found() {
    let text = |inner: &str| format!("<si>{inner}</si>");
    let book = Book {
        texts: vec![
            text("<r><t>甲</t></r><r><t xml:space=\"preserve\"> 乙</t></r><rPh><t>jia</t></rPh>"),
            text("<t>一_x000D_\n二_x005F_</t>"),
        ],
        ..Book::of(
            "<sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>9</v></c></row>\
             <row><c t=\"str\"><f>A1&amp;B1</f><v>丙</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#DIV/0!</v></c></row></sheetData>",
        )
    };
    let document = book.read();
    let texts: Vec<&str> = geometry(only_grid(&document)).into_iter().map(|cell| cell.4).collect();
    assert_eq!(texts, ["甲 乙", "一\n二_", "\u{FFFD}", "丙", "TRUE", "#DIV/0!"]);
    let origin = Origin::Path { table: 1, row: 2, cell: 3 };
    assert_eq!(only_grid(&document).cell_at(1, 2).unwrap().2.origin, origin);
}

#[test]
fn runs_that_are_raised_struck_out_or_white_are_marked() {
    let run = |font: &str, text: &str| format!("<r><rPr>{font}</rPr><t>{text}</t></r>");
    let shared =
        run("<strike/>", "221") + &run("<strike val=\"0\"/>", "226") + &run("<vertAlign val=\"superscript\"/>", "1");
    let inline = run("<color rgb=\"FFFFFFFF\"/>", "7") + &run("<color theme=\"1\"/>", "5");
    let book = Book {
        texts: vec![format!("<si>{shared}</si>")],
        ..Book::of(&format!(
            "<sheetData><row><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is>{inline}</is></c></row></sheetData>"
        ))
    };
    let document = book.read();
    let want = [("221", MarkKind::StruckOut), ("1", MarkKind::Raised), ("7", MarkKind::Hidden)];
    assert_eq!(marks_of_cells(&document), want);
}

#[test]
fn what_is_not_shown_is_left_out_and_said() {
    let row = |n: usize, more: &str, text: &str| {
        format!(
            "<row r=\"{n}\"{more}><c r=\"A{n}\" t=\"str\"><v>{text}</v></c><c r=\"B{n}\"><v>{n}</v></c><c r=\"D{n}\"><v>7</v></c></row>"
        )
    };
    let sheet = format!(
        "<sheetViews><sheetView showZeros=\"0\"/></sheetViews><cols><col min=\"4\" max=\"9\" hidden=\"1\"/></cols>\
         <sheetData>{}{}{}<row r=\"4\"><c r=\"A4\" t=\"str\"><v>末</v></c><c r=\"B4\"><v>0</v></c></row></sheetData>",
        row(1, "", "头"),
        row(2, " hidden=\"1\"", "藏"),
        row(3, "", "中")
    );
    let mut book = Book::of(&sheet);
    book.sheets.push(("hidden", sheet.clone()));
    book.sheets.push(("veryHidden", sheet));
    let document = book.read();
    assert_eq!(
        geometry(only_grid(&document)),
        [
            (0, 0, 1, 1, "头"),
            (0, 1, 1, 1, "1"),
            (1, 0, 1, 1, "中"),
            (1, 1, 1, 1, "3"),
            (2, 0, 1, 1, "末"),
            (2, 1, 1, 1, "")
        ]
    );
    let said: Vec<&str> = document.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(said[0], "2 hidden sheets left out");
    assert!(said[1].starts_with("5 cells"), "{said:?}");
}

#[test]
fn a_far_cell_costs_nothing() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>题</v></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"str\"><v>类</v></c><c r=\"XFD3\"><v>1</v></c></row>\
        <row r=\"4\"><c r=\"A4\" t=\"str\"><v>甲</v></c><c r=\"XFD4\"><v>2</v></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>3</v></c></row>\
        <row r=\"99999999999\"><c r=\"AAAAAAAAAAAAA9\"><v>3</v></c></row></sheetData>\
        <mergeCells><mergeCell ref=\"A1:XFD1\"/><mergeCell ref=\"A3:A1048576\"/><mergeCell ref=\"B9:A1\"/></mergeCells>";
    let document = Book::of(sheet).read();
    assert_eq!(texts(&document).first(), Some(&"题"));
    let cells: usize = grids(blocks(&document)).iter().map(|g| g.rows() * g.columns()).sum();
    assert!(cells < 40, "{cells}");
    let limits = Limits { cells: 100, ..Limits::default() };
    let many = format!("<sheetData>{}</sheetData>", "<row><c><v>1</v></c></row>".repeat(101));
    let refused = xlsx::read(&Book::of(&many).bytes(), &limits);
    assert!(matches!(refused, Err(Error::Limit { limit: Limit::Cells, .. })));
    let diagonal: String = (1..3000)
        .map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>1</v></c><c r=\"{}{n}\"><v>1</v></c></row>", column(n)))
        .collect();
    let document = Book::of(&format!("<sheetData>{diagonal}</sheetData>")).read();
    assert_eq!((grids(blocks(&document)).len(), kinds(&document)), (0, vec![FindingKind::LimitReached]));
}

#[test]
fn what_cannot_be_read_is_named() {
    let error = |bytes: &[u8]| xlsx::read(bytes, &Limits::default()).map(drop).unwrap_err();
    assert!(matches!(error(b"PK\x03\x04"), Error::Malformed { format: "XLSX", .. }));
    assert!(matches!(error(&Book::default().bytes()), Error::Malformed { format: "XLSX", .. }));
    let whole = Book::of("<sheetData><row><c t=\"str\"><v>一</v></c></row><row><c t=\"str\"><v>二</v></c>").read();
    assert_eq!((texts(&whole).join(" "), kinds(&whole)), ("一 二".to_string(), vec![FindingKind::DamagedFile]));
    assert_eq!(paragraphs(&whole).len(), 2);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn no_format_code_and_no_number_panics(code in "[0#?.,%;@_*\\\\\"\\[\\]hHmMsSyYdDEe+/ 年a\\-GenralP]{0,24}", raw in "[-+0-9.eE]{0,30}") {
        let code = code.replace('&', "");
        let sheet = format!("<sheetData><row><c s=\"2\"><v>{raw}</v></c></row></sheetData>");
        let _ = Book { styles: styles(&[&code]), ..Book::of(&sheet) }.read();
    }

    #[test]
    fn no_sheet_is_too_odd(xml in prop::collection::vec(prop_oneof![
        Just("<row r=\"5\">"), Just("</row>"), Just("<row>"), Just("<c><v>1</v></c>"), Just("<c r=\"B2\" s=\"1\"/>"),
        Just("<c r=\"A9\" t=\"s\"><v>0</v></c>"), Just("<mergeCell ref=\"A1:C9\"/>"), Just("<mergeCell ref=\"B2:XFD99\"/>"),
        Just("<row hidden=\"1\">"), Just("<c r=\"ZZ70\" t=\"str\"><v>x</v></c>"),
    ], 0..40)) {
        let limits = Limits::default().within(Duration::from_secs(20));
        let _ = xlsx::read(&Book { styles: styles(&[]), ..Book::of(&xml.concat()) }.bytes(), &limits);
    }
}

#[test]
fn a_text_is_charged_in_every_cell_that_it_stands_in() {
    let row = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(100));
    let text = format!("<si><t>{}</t></si>", "年".repeat(10_000));
    let book = Book { texts: vec![text], ..Book::of(&format!("<sheetData>{}</sheetData>", row.repeat(20))) };
    let error = xlsx::read(&book.bytes(), &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::Limit { limit: Limit::TextBytes, .. }), "{error}");
}
