//! Pages as they lie on the paper: turned, and several on one sheet.

use super::{Sheet, blocks, lines};
use nianbao::model::content::{Block, Direction, Glyph};
use nianbao::model::geometry::{Orientation, Rect, Rule};
use nianbao::model::origin::Origin;

const FIRST: [&str; 4] = [
    "一、总体情况",
    "本年度按照要求开展政府信息公开工作，情况良好。",
    "主动公开各类政府信息一千余条，内容较为全面。",
    "二、主动公开政府信息情况",
];
const SECOND: [&str; 4] = [
    "五、存在的主要问题及改进情况",
    "部分栏目更新不够及时，公开的内容还不够全面。",
    "下一步将加强学习培训，提高工作人员的业务水平。",
    "六、其他需要报告的事项",
];

fn page(sheet: Sheet, left: f32, text: &[&str]) -> Sheet {
    text.iter().enumerate().fold(sheet, |s, (i, line)| s.text(left + 40.0, 60.0 + 30.0 * i as f32, line))
}

#[test]
fn two_pages_on_a_sheet_are_read_one_after_the_other_and_keep_their_place() {
    let sheet = page(page(Sheet::new(842.0, 595.0), 421.0, &SECOND), 0.0, &FIRST);
    let mut findings = Vec::new();
    let blocks = blocks(&[sheet], &mut findings);
    let places: Vec<(String, Origin)> = blocks
        .iter()
        .filter_map(|b| if let Block::Paragraph(p) = b { Some((p.text.to_string(), p.origin)) } else { None })
        .collect();
    let at = |text: &str| places.iter().position(|(t, _)| t.starts_with(text)).unwrap();
    assert!(at("二、主动公开") < at("五、存在"), "{places:?}");
    let (_, origin) = &places[at("六、其他")];
    assert!(matches!(origin, Origin::Area { page: 1, bbox } if bbox.x0 == 461.0 && bbox.y0 == 150.0), "{origin:?}");
}

#[test]
fn a_wide_table_with_a_gap_in_its_middle_stays_on_its_sheet() {
    let rows = [["规章", "1", "2", "30"], ["行政规范性文件", "0", "14", "5"], ["行政许可", "7", "8", "9"]];
    let sheet = rows
        .iter()
        .enumerate()
        .fold(Sheet::new(842.0, 595.0), |s, (i, row)| s.row(&[40.0, 250.0, 520.0, 700.0], 60.0 + 20.0 * i as f32, row));
    let (got, _) = lines(&[sheet]);
    assert!(got.iter().any(|line| line.contains("规章") && line.contains("30")), "{got:?}");
}

#[test]
fn text_that_is_turned_by_a_quarter_is_turned_back() {
    let upright = page(Sheet::new(842.0, 595.0), 0.0, &FIRST).h(200.0, 40.0, 300.0);
    let want = lines(std::slice::from_ref(&upright)).0;
    // The sheet a quarter with the clock: what was right is down.
    let mut turned = Sheet::new(595.0, 842.0);
    let turn = |b: Rect| Rect::new(595.0 - b.y1, b.x0, 595.0 - b.y0, b.x1);
    turned.0.glyphs =
        upright.0.glyphs.iter().map(|g| Glyph { bbox: turn(g.bbox), direction: Direction::Down, ..*g }).collect();
    turned.0.rules =
        vec![Rule { orientation: Orientation::Vertical, at: 395.0, start: 40.0, end: 300.0, thickness: 0.5 }];
    let mut findings = Vec::new();
    assert_eq!(lines(&[turned.clone()]).0, want);
    let first = blocks(&[turned], &mut findings).into_iter().next();
    let Some(Block::Paragraph(paragraph)) = first else { panic!("a heading is a paragraph") };
    assert!(matches!(paragraph.origin, Origin::Area { bbox, .. } if bbox == Rect::new(525.0, 40.0, 535.0, 100.0)));
}
