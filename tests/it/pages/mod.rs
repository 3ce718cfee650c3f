//! Pages to tables: what rules, places and page ends make of the same characters.

mod rewritten;
mod seams;
mod sheets;

use nianbao::model::content::{Block, Content, Direction, Glyph, Page, UnicodeSource, Visibility};
use nianbao::model::finding::{Finding, FindingKind};
use nianbao::model::geometry::{Orientation, Rect, Rule};
use nianbao::model::limits::Limits;
use nianbao::tabulate;

const SIZE: f32 = 10.0;

/// A page that is set by hand.
#[derive(Clone, Default)]
pub struct Sheet(pub Page);

impl Sheet {
    pub fn new(width: f32, height: f32) -> Sheet {
        Sheet(Page { number: 1, width, height, ..Page::default() })
    }

    pub fn a4() -> Sheet {
        Sheet::new(595.0, 842.0)
    }

    /// Writes a line with its upper left corner at a point.
    pub fn text(mut self, x: f32, y: f32, text: &str) -> Sheet {
        let mut x = x;
        for ch in text.chars() {
            let width = if ch.is_ascii() { 0.5 * SIZE } else { SIZE };
            self.0.glyphs.push(glyph(ch, Rect::new(x, y, x + width, y + SIZE)));
            x += width;
        }
        self
    }

    pub fn h(mut self, at: f32, start: f32, end: f32) -> Sheet {
        self.0.rules.push(Rule { orientation: Orientation::Horizontal, at, start, end, thickness: 0.5 });
        self
    }

    pub fn v(mut self, at: f32, start: f32, end: f32) -> Sheet {
        self.0.rules.push(Rule { orientation: Orientation::Vertical, at, start, end, thickness: 0.5 });
        self
    }

    /// A row of cells between upright lines, without the lines around it.
    pub fn row(self, xs: &[f32], y: f32, cells: &[&str]) -> Sheet {
        cells.iter().zip(xs).fold(self, |sheet, (cell, x)| sheet.text(x + 5.0, y, cell))
    }
}

pub fn glyph(ch: char, bbox: Rect) -> Glyph {
    Glyph {
        ch,
        bbox,
        size: SIZE,
        font: 0,
        code: u32::from(ch),
        direction: Direction::Right,
        source: UnicodeSource::ToUnicode,
        doubt: 0,
        visibility: Visibility::Shown,
        aside: None,
    }
}

/// The blocks of pages as lines of text: a row of a table a line, its cells parted by `|`.
pub fn lines(sheets: &[Sheet]) -> (Vec<String>, Vec<Finding>) {
    let mut findings = Vec::new();
    let blocks = blocks(sheets, &mut findings);
    let joined = |cells: Vec<String>| cells.join("|");
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(p) => out.push(p.text.to_string()),
            Block::Rows(rows) => {
                out.extend(rows.iter().map(|r| joined(r.cells.iter().map(|c| c.text.to_string()).collect())));
            }
            Block::Grid(grid) => out.extend((0..grid.rows()).map(|row| {
                let cells = grid.cells().filter(|(r, _, _)| *r == row);
                joined(cells.map(|(_, _, cell)| cell.text.replace('\n', "/")).collect())
            })),
        }
    }
    (out, findings)
}

pub fn blocks(sheets: &[Sheet], findings: &mut Vec<Finding>) -> Vec<Block> {
    let pages = sheets.iter().zip(1..).map(|(s, number)| Page { number, ..s.0.clone() }).collect();
    let labels = &nianbao::Form::builtin("disclosure").unwrap().labels;
    tabulate::tabulate(Content::Pages(pages), labels, &Limits::default(), findings)
}

/// A table of three columns and three rows.
fn table() -> Sheet {
    let mut sheet = Sheet::a4();
    for y in [100.0, 120.0, 140.0, 160.0] {
        sheet = sheet.h(y, 50.0, 350.0);
    }
    for x in [50.0, 150.0, 250.0, 350.0] {
        sheet = sheet.v(x, 100.0, 160.0);
    }
    let xs = [50.0, 150.0, 250.0];
    let rows = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "3", "25"], ["行政规范性文件", "0", "118"]];
    rows.iter().zip([105.0, 125.0, 145.0]).fold(sheet, |sheet, (row, y)| sheet.row(&xs, y, row))
}

const TABLE: [&str; 3] = ["信息内容|本年制发件数|现行有效件数", "规章|3|25", "行政规范性文件|0|118"];

#[test]
fn strokes_of_letters_are_no_lines_of_a_table() {
    assert_eq!(lines(&[table()]).0, TABLE);
    // Each character is stroked: a box in it and two bars, as outlines of bold letters leave them.
    let mut bold = table();
    for glyph in bold.0.glyphs.clone() {
        let b = glyph.bbox;
        for y in [b.y0 + 1.0, b.y0 + 4.3, b.y0 + 8.6] {
            bold = bold.h(y, b.x0 + 0.4, b.x1 - 0.4);
        }
        for x in [b.x0 + 0.7, b.x1 - 0.7] {
            bold = bold.v(x, b.y0 + 0.8, b.y1 - 0.9);
        }
    }
    assert_eq!(lines(&[bold]).0, TABLE);
}

#[test]
fn a_place_with_two_cells_costs_these_and_not_the_table() {
    // On the second page two columns are so narrow that they are one of the first page's.
    let first = table();
    let second = Sheet::a4()
        .h(100.0, 50.0, 350.0)
        .h(120.0, 50.0, 350.0)
        .v(50.0, 100.0, 120.0)
        .v(148.5, 100.0, 120.0)
        .v(152.0, 100.0, 120.0)
        .v(250.0, 100.0, 120.0)
        .v(350.0, 100.0, 120.0)
        .row(&[50.0, 152.0, 250.0], 105.0, &["行政许可", "7", "8"]);
    let (got, _) = lines(&[first, second]);
    assert_eq!(got[..3], TABLE);
    assert!(got.iter().any(|row| row.contains("行政许可") && row.contains('8')), "{got:?}");
}

#[test]
fn upright_heads_in_two_columns_are_read_down_and_from_the_right() {
    let mut sheet = Sheet::a4();
    for y in [100.0, 140.0, 160.0] {
        sheet = sheet.h(y, 50.0, 250.0);
    }
    for x in [50.0, 150.0, 200.0, 250.0] {
        sheet = sheet.v(x, 100.0, 160.0);
    }
    // 结果维持: two characters a column, the first column on the right.
    for (column, x) in [("维持", 160.0), ("结果", 178.0), ("纠正", 210.0), ("结果", 228.0)] {
        for (c, y) in column.chars().zip([105.0, 115.0]) {
            sheet = sheet.text(x, y, &c.to_string());
        }
    }
    let (got, _) = lines(&[sheet.row(&[50.0, 150.0, 200.0], 145.0, &["行政复议", "4", "1"])]);
    assert_eq!(got, ["|结果/维持|结果/纠正", "行政复议|4|1"]);
    // In lines from left to right nothing changes.
    let (got, _) = lines(&[table().text(255.0, 128.0, "")]);
    assert_eq!(got, TABLE);
}

#[test]
fn a_table_of_upright_rules_only_has_the_rows_that_its_base_lines_show() {
    let mut sheet = Sheet::a4().text(50.0, 60.0, "二、主动公开政府信息情况");
    for x in [50.0, 150.0, 250.0, 350.0] {
        sheet = sheet.v(x, 100.0, 160.0);
    }
    sheet = sheet.h(100.0, 50.0, 350.0).h(160.0, 50.0, 350.0);
    let xs = [50.0, 150.0, 250.0];
    let rows = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "3", "25"], ["行政规范性文件", "0", "118"]];
    let sheet = rows.iter().zip([105.0, 125.0, 145.0]).fold(sheet, |sheet, (row, y)| sheet.row(&xs, y, row));
    assert_eq!(lines(&[sheet]).0[1..], TABLE);
}

#[test]
fn heads_and_labels_broken_by_narrow_columns_are_whole_again_without_rules() {
    let sheet = Sheet::a4()
        .text(50.0, 60.0, "二、主动公开政府信息情况")
        .text(200.0, 94.0, "上一年项目数")
        .text(300.0, 94.0, "本年增/")
        .text(50.0, 100.0, "信息内容")
        .text(400.0, 100.0, "处理决定数量")
        .text(200.0, 106.0, "量")
        .text(300.0, 106.0, "减")
        .text(50.0, 134.0, "其他对外管理服务")
        .text(200.0, 140.0, "26")
        .text(300.0, 140.0, "4")
        .text(400.0, 140.0, "310")
        .text(50.0, 146.0, "事项")
        .text(50.0, 174.0, "行政许可")
        .text(200.0, 174.0, "9")
        .text(300.0, 174.0, "0")
        .text(400.0, 174.0, "12");
    let (got, _) = lines(&[sheet]);
    let want = ["信息内容|上一年项目数量|本年增/减|处理决定数量", "其他对外管理服务事项|26|4|310", "行政许可|9|0|12"];
    assert_eq!(got[1..], want);
}

#[test]
fn watermarks_are_left_out_of_a_page_with_few_words_of_its_own() {
    let stamped = |mut sheet: Sheet| {
        for (i, ch) in "仅供内部查阅仅供内部查阅仅供内部查阅".chars().enumerate() {
            let at = 40.0 + 25.0 * i as f32;
            let mark = glyph(ch, Rect::new(at, at, at + 20.0, at + 20.0));
            sheet.0.glyphs.push(Glyph { direction: Direction::Slanted, ..mark });
        }
        sheet
    };
    let full = (0..12).fold(table(), |s, i| s.text(50.0, 300.0 + 20.0 * i as f32, "本年度工作按要求开展，情况良好。"));
    let (got, findings) = lines(&[stamped(full), stamped(Sheet::a4().text(50.0, 100.0, "2024年1月15日"))]);
    assert!(got.last().is_some_and(|text| text.ends_with("2024年1月15日")), "{got:?}");
    assert!(got.iter().all(|text| !text.contains("仅供") && !text.contains("查阅")), "{got:?}");
    assert!(findings.iter().any(|f| f.kind == FindingKind::Furniture));
}
