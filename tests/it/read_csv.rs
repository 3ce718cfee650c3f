//! Tables as text with something between their cells.

use std::fmt::Write;

use nianbao::model::error::Error;
use nianbao::model::limits::Limits;
use nianbao::read::csv;

use crate::blocks::{only_grid, texts};
use crate::outcome::{Outcome, convert};
use crate::sheet::{Layout, Piece, Sheet};

/// A report as a spreadsheet program saves it: a line of one cell for what is no table.
fn report(sheet: &Sheet, separator: char) -> String {
    let plain = |html: &str| crate::sheet::dump::plain(html).trim().to_string();
    let quoted = |text: &str| {
        let text = plain(&text.replace("<br>", ""));
        if text.contains([separator, '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let mut out = String::new();
    let mut line = |cells: &[String]| writeln!(out, "{}", cells.join(&separator.to_string())).unwrap();
    line(&[quoted(&sheet.title)]);
    for part in &sheet.parts {
        line(&[quoted(&part.heading)]);
        for piece in &part.pieces {
            let Piece::Table(table) = piece else {
                if let Piece::Paragraph(text) = piece {
                    line(&[quoted(text)]);
                }
                continue;
            };
            for row in crate::read_markdown::places(table, false) {
                line(&row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>());
            }
        }
    }
    out
}

#[test]
fn a_report_reads_the_same_with_any_separator_and_encoding() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        let sheet = Sheet::of(layout);
        for (separator, name) in [(',', "a.csv"), ('\t', "a.tsv"), (';', "a.csv")] {
            let outcome = Outcome::of(report(&sheet, separator).as_bytes(), name);
            assert_eq!(outcome.0["source"]["format"], "csv");
            outcome.assert_exact(&sheet.facts);
        }
    }
    let sheet = Sheet::of(Layout::Of2021);
    let text = report(&sheet, ',');
    Outcome::of(&encoding_rs::GBK.encode(&text).0, "gbk.csv").assert_exact(&sheet.facts);
    Outcome::of(format!("\u{FEFF}sep=,\r\n{}", text.replace('\n', "\r\n")).as_bytes(), "bom.csv")
        .assert_exact(&sheet.facts);
}

#[test]
fn quotes_hold_separators_and_lines_and_one_that_opens_nothing_is_text() {
    let document = csv::read("\"总体情况，\n见\"\"附表\"\",一\",b\n1,2\n".as_bytes(), &Limits::default()).unwrap();
    assert_eq!(only_grid(&document).cell_at(0, 0).unwrap().2.text.as_str(), "总体情况，\n见\"附表\",一");
    let open = format!("总体情况\n\"某局\na,b,c\n{}", "1,2,3\n".repeat(300));
    let document = csv::read(open.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(texts(&document), ["总体情况", "\"某局"]);
    assert_eq!(only_grid(&document).rows(), 301);
}

#[test]
fn data_without_a_word_of_a_report_is_no_document_and_a_huge_table_is_over_the_limit() {
    let refused = convert("id,name\n1,张三\n".as_bytes(), "data.csv", &Limits::default());
    assert!(matches!(refused, Err(Error::NoDocument(_))));
    let huge = format!("总体情况\n{}", ",".repeat(600_000));
    assert!(matches!(convert(huge.as_bytes(), "x.csv", &Limits::default()), Err(Error::Limit { .. })));
}
