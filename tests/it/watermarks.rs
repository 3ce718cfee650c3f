//! Text laid across a page stays out of its tables.

use crate::read_pdf::{page_with, read};
use nianbao::model::content::Block;
use nianbao::model::finding::FindingKind;
use nianbao::model::limits::Limits;
use nianbao::tabulate;

const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/// A table of two columns and three rows with numbers, the content `over` painted on top of it.
fn table_under(over: &str) -> (Vec<String>, usize) {
    let mut content = String::from("0.5 w ");
    for y in [10, 30, 50, 70] {
        content += &format!("10 {y} m 190 {y} l S ");
    }
    for x in [10, 100, 190] {
        content += &format!("{x} 10 m {x} 70 l S ");
    }
    for (n, y) in [15, 35, 55].iter().enumerate() {
        content += &format!("BT /F1 9 Tf 20 {y} Td (row {n}) Tj ET BT /F1 9 Tf 140 {y} Td (12{n}) Tj ET ");
    }
    let bytes = page_with("", "", format!("{content} {over}").as_bytes(), FONT, &[]);
    let mut document = read(&bytes);
    let blocks = tabulate::tabulate(
        document.content,
        &nianbao::Form::builtin("disclosure").unwrap().labels,
        &Limits::default(),
        &mut document.findings,
    );
    let cells = blocks.iter().filter_map(|b| match b {
        Block::Grid(grid) => Some(grid.cells().map(|(_, _, cell)| cell.text.to_string()).collect::<Vec<_>>()),
        _ => None,
    });
    let told = document.findings.iter().filter(|f| f.kind == FindingKind::Furniture).count();
    (cells.flatten().collect(), told)
}

#[test]
fn slanted_and_large_watermarks_leave_no_character_in_a_cell() {
    let want = ["row 2", "122", "row 1", "121", "row 0", "120"];
    assert_eq!(table_under(""), (want.map(String::from).to_vec(), 0));
    let slanted = "0.8 g BT /F1 9 Tf 0.7 0.7 -0.7 0.7 60 15 Tm (for review only) Tj ET";
    assert_eq!(table_under(slanted), (want.map(String::from).to_vec(), 1));
    let large = "0.9 g BT /F1 40 Tf 12 27 Td (DRAFT 9) Tj ET";
    assert_eq!(table_under(large), (want.map(String::from).to_vec(), 1));
}

#[test]
fn a_heading_turned_upwards_and_a_large_title_stay() {
    let (cells, told) = table_under("BT /F1 9 Tf 0 1 -1 0 95 32 Tm (up) Tj ET BT /F1 20 Tf 20 78 Td (Title) Tj ET");
    assert!(cells.iter().any(|c| c.contains('u') || c.contains('p')) && told == 0, "{cells:?}");
}
