//! Markdown as converters write it: what its tables hold, and that nothing in them gets lost.

use std::fmt::Write;

use nianbao::model::content::{Block, Content, Document, Role};
use nianbao::model::error::Error;
use nianbao::model::limits::Limits;
use nianbao::read::markdown;
use nianbao::text::marked::MarkKind;
use proptest::prelude::*;

use crate::blocks::{geometry, marks, only_grid, paragraphs, texts};
use crate::outcome::{Outcome, convert};
use crate::properties::cases;
use crate::sheet::{Layout, Piece, Sheet, html_table};

fn read(text: &str) -> Document {
    markdown::read(text.as_bytes(), &Limits::default()).unwrap()
}

/// The cells of all rows, whatever they are rows of.
fn rows(text: &str) -> Vec<Vec<String>> {
    let Content::Blocks(blocks) = read(text).content else { return Vec::new() };
    let mut out = Vec::new();
    for block in &blocks {
        match block {
            Block::Rows(rows) => out.extend(rows.iter().map(|r| r.cells.iter().map(|c| c.text.to_string()).collect())),
            Block::Grid(grid) => {
                let text = |r, c| grid.cell_at(r, c).map(|(_, _, cell)| cell.text.to_string()).unwrap_or_default();
                out.extend((0..grid.rows()).map(|r| (0..grid.columns()).map(|c| text(r, c)).collect::<Vec<_>>()));
            }
            Block::Paragraph(_) => {}
        }
    }
    out
}

/// A table of a sheet as rows of texts; what merged cells cover is empty, or holds their text again.
pub fn places(table: &[Vec<crate::sheet::Td>], filled: bool) -> Vec<Vec<String>> {
    let mut places: Vec<Vec<Option<String>>> = vec![Vec::new(); table.len()];
    for (r, row) in table.iter().enumerate() {
        let mut c = 0;
        for td in row {
            while places[r].get(c).is_some_and(Option::is_some) {
                c += 1;
            }
            for (down, line) in places.iter_mut().skip(r).take(td.rows).enumerate() {
                if line.len() < c + td.cols {
                    line.resize(c + td.cols, None);
                }
                for across in 0..td.cols {
                    let own = down == 0 && across == 0;
                    line[c + across] = Some(if own || filled { td.text.replace('\n', "<br>") } else { String::new() });
                }
            }
        }
    }
    places.into_iter().map(|row| row.into_iter().map(Option::unwrap_or_default).collect()).collect()
}

/// A report with its tables as `draw` has them.
fn report(sheet: &Sheet, draw: impl Fn(&crate::sheet::Table) -> String) -> String {
    let mut out = format!("{}\n\n{}\n\n", sheet.title, sheet.lead_in.join("\n\n"));
    for part in &sheet.parts {
        let _ = write!(out, "## {}\n\n", part.heading);
        for piece in &part.pieces {
            match piece {
                Piece::Paragraph(text) => out += text,
                Piece::Table(table) => out += &draw(table),
                Piece::Html(html) => out += html,
            }
            out += "\n\n";
        }
    }
    out
}

fn pipes(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (r, row) in rows.iter().enumerate() {
        let _ = writeln!(out, "| {} |", row.join(" | "));
        if r == 0 {
            let _ = writeln!(out, "|{}", " --- |".repeat(row.len()));
        }
    }
    out
}

#[test]
fn a_report_reads_the_same_however_its_tables_are_drawn() {
    for layout in [Layout::Of2019, Layout::Of2021] {
        let sheet = Sheet::of(layout);
        for (name, text) in [
            ("empty places", report(&sheet, |table| pipes(&places(table, false)))),
            ("filled places", report(&sheet, |table| pipes(&places(table, true)))),
            ("markup", report(&sheet, |table| html_table(table).replace('\n', ""))),
        ] {
            let outcome = Outcome::of(text.as_bytes(), "report.md");
            assert_eq!(outcome.0["source"]["format"], "markdown", "{name}");
            outcome.assert_exact(&sheet.facts);
        }
    }
}

#[test]
fn no_cell_is_lost_beyond_a_head_or_without_one() {
    assert_eq!(rows("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 |"), [vec!["a", "b"], vec!["1", "2", "3"], vec!["4"]]);
    assert_eq!(rows("| 1 | 2 |\n| 3 | |\n"), [["1", "2"], ["3", ""]]);
    assert_eq!(rows("a | b\n---|---\n | 2\n3 | "), [["a", "b"], ["", "2"], ["3", ""]]);
    assert_eq!(rows("| a |\n|---|\n| 1 |\n| b |\n|---|\n| 2 |"), [["a"], ["1"], ["b"], ["2"]]);
    assert_eq!(rows("|  |  |\n|---|---|\n| a \\| b | c<br>d |"), [["a | b", "c\nd"]]);
    assert_eq!(rows("| a | b |\n|---+---|\n| 1 | 2 |"), [["a", "b"], ["1", "2"]]);
    assert_eq!(rows("a  \n---  \nb| c  \n1| 2  \n"), [vec!["a"], vec!["b", "c"], vec!["1", "2"]]);
    assert_eq!(rows("| a | b |\n| 丙\n丁 | 2 |\n"), [["a", "b"], ["丙\n丁", "2"]]);
    assert_eq!(rows("| a\\\\ | b |\n| c  |   |\n| 1 | 2 |\n"), [["a\nc", "b"], ["1", "2"]]);
    assert_eq!(rows("| Unnamed: 0 | a |\n|---|---|\n| NaN | 2 |\n"), [["", "a"], ["", "2"]]);
}

#[test]
fn places_that_repeat_a_merged_cell_are_one() {
    let grid = "| 甲 | 甲 | 乙 |\n|---|---|---|\n| 丙 | 丁 | 丁 |\n| 丙 | 5 | 5 |\n| 戊 | 6 | 7 |";
    let document = read(grid);
    let merged = [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙"), (1, 0, 2, 1, "丙"), (1, 1, 1, 2, "丁"), (2, 1, 1, 2, "5")];
    let apart = [(3, 0, 1, 1, "戊"), (3, 1, 1, 1, "6"), (3, 2, 1, 1, "7")];
    assert_eq!(geometry(only_grid(&document)), [merged.as_slice(), &apart].concat());
    // Numbers that are equal by chance stay two, and so do units one over the other.
    assert_eq!(geometry(only_grid(&read("| 项 | 件 | 4 | 4 |\n|---|---|---|---|\n| 目 | 件 | 0 | 0 |"))).len(), 8);
}

#[test]
fn places_of_which_nobody_knows_the_column_are_none() {
    // The rows of a table that were moved to the left; merged labels with empty places behind them; numbers beside the
    // columns of their heads, and several in one cell.
    let packed = "| 业 | 构 | |\n|---|---|---|\n| 一 | 3 | 4 |\n| 二 | （一） | 5 |\n| 三 | 6 | |\n";
    assert!(matches!(read(packed).content, Content::Blocks(blocks) if matches!(blocks.as_slice(), [Block::Rows(_)])));
    let padded = "| 总 | | | 甲 |\n|---|---|---|---|\n| 一、收 | | | 3 | 4 |\n| （一） | 5 | |\n| 1. | 7 | 8 |\n";
    assert_eq!(rows(padded)[1..], [vec!["一、收", "3", "4"], vec!["（一）", "5", ""], vec!["1.", "7", "8"]]);
    let scattered = "| | 甲 | | 乙 | |\n|---|---|---|---|---|\n| 一 | | 3 | | 4 |\n";
    assert_eq!(rows(scattered), [vec!["", "甲", "", "乙", ""], vec!["一", "", "3", "", "4"]]);
    let glued = "| 一 | 3 4 | | 5 |\n|---|---|---|---|\n| 二 | | 6 7 | 8 |\n";
    assert_eq!(rows(glued), [["一", "3", "4", "5"], ["二", "6", "7", "8"]]);
}

#[test]
fn a_sheet_that_was_written_as_one_table_is_prose_and_tables() {
    let sheet = Sheet::of(Layout::Of2021);
    let mut lines = vec![vec![crate::sheet::dump::plain(&sheet.title).trim().to_string()]];
    for part in &sheet.parts {
        lines.push(vec![part.heading.clone()]);
        for piece in &part.pieces {
            match piece {
                Piece::Table(table) => lines.extend(places(table, false)),
                Piece::Paragraph(text) => lines.push(vec![text.clone()]),
                Piece::Html(_) => {}
            }
        }
    }
    lines.iter_mut().for_each(|line| line.resize(15, "NaN".into()));
    Outcome::of(pipes(&lines).as_bytes(), "a.md").assert_exact(&sheet.facts);
}

#[test]
fn tables_of_a_wiki_say_what_is_merged() {
    let sheet = Sheet::of(Layout::Of2019);
    let wiki = |table: &crate::sheet::Table| {
        let cell = |td: &crate::sheet::Td| format!("| colspan=\"{}\" rowspan=\"{}\"| {}\n", td.cols, td.rows, td.text);
        let row = |row: &Vec<crate::sheet::Td>| format!("|-\n{}", row.iter().map(cell).collect::<String>());
        format!("{{| class=\"wikitable\"\n{}|}}", table.iter().map(row).collect::<String>())
    };
    let outcome = Outcome::of(report(&sheet, wiki).as_bytes(), "a.txt");
    assert_eq!(outcome.0["source"]["format"], "markdown");
    outcome.assert_exact(&sheet.facts);
}

#[test]
fn tables_of_pandoc_keep_their_columns() {
    let simple = "  项目         本年   总计\n  ------------ ------ ------\n  规章         22     3\n  规范性文件          15\n\n后文";
    assert_eq!(rows(simple), [["项目", "本年", "总计"], ["规章", "22", "3"], ["规范性文件", "", "15"]]);
    let headless = "  ------ -----\n  规章   22\n  “三”   0\n  ------ -----\n";
    assert_eq!(rows(headless), [["规章", "22"], ["“三”", "0"]]);
    let multiline = "  ----------------\n  项目      本年\\\n            数量\n  --------- ------\n  很长的    22\n  名称\n\n  规章      3\n  ----------------\n";
    assert_eq!(rows(multiline), [["项目", "本年\n数量"], ["很长的\n名称", "22"], ["规章", "3"]]);
    let grid = "+------+------+----+\n| 甲乙 | 丙        |\n|      +------+----+\n|      | 丁   | 5  |\n+======+======+====+\n| 戊   | 6    | 7  |\n+------+------+----+\n";
    let places = [(0, 0, 2, 1, "甲乙"), (0, 1, 1, 2, "丙"), (1, 1, 1, 1, "丁"), (1, 2, 1, 1, "5")];
    let rest = [(2, 0, 1, 1, "戊"), (2, 1, 1, 1, "6"), (2, 2, 1, 1, "7")];
    assert_eq!(geometry(only_grid(&read(grid))), [places.as_slice(), &rest].concat());
}

#[test]
fn headings_and_paragraphs_are_what_they_were() {
    let text = "年度报告\n====\n\n一、总体情况\n------\n\n第一行，没有写完\n第二行。\n\n* 甲项\n* 乙项\n\n## 二、主动公开 ##\n\n| a | b |\n|---|---|\n";
    let document = read(text);
    let found: Vec<(&str, Role)> = paragraphs(&document).iter().map(|p| (p.text.as_str(), p.role)).collect();
    let headings = [("年度报告", Role::Title), ("一、总体情况", Role::Heading)];
    let body = [("第一行，没有写完第二行。", Role::Body), ("甲项", Role::Body), ("乙项", Role::Body)];
    assert_eq!(found, [headings.as_slice(), &body, &[("二、主动公开", Role::Heading)]].concat());
}

#[test]
fn lines_broken_at_a_width_are_joined_and_short_ones_end() {
    let line = "上海市某局认真贯彻条例，认真落实各项部署，积极推进公开，";
    let text = format!("一、总体情况\n{line}\n{line}\n{line}\n到此为止。\n二、其他\n{line}\n完。\n|a|b|\n|---|---|\n");
    let document = read(&text);
    let whole = format!("{}到此为止。", line.repeat(3));
    assert_eq!(texts(&document), ["一、总体情况", &whole, "二、其他", &format!("{line}完。")]);
}

#[test]
fn what_is_struck_out_or_raised_is_no_part_of_a_number() {
    let document = read("| a | ~~221~~226 | 530<sup>1</sup> |\n|---|---|---|\n| b | **7** | 5^②^ |");
    let grid = only_grid(&document);
    let marked: Vec<_> = grid
        .cells()
        .flat_map(|(_, _, cell)| cell.text.marks().iter().map(|m| (cell.text[m.from..m.to].to_string(), m.kind)))
        .collect();
    let expected = [("221", MarkKind::StruckOut), ("1", MarkKind::Raised), ("②", MarkKind::Raised)];
    assert_eq!(marked, expected.map(|(text, kind)| (text.to_string(), kind)));
    assert_eq!(rows("| a | ~~221~~226 | 530<sup>1</sup> |\n|---|---|---|\n| b | **7** | 5^②^ |")[1], ["b", "7", "5②"]);
    assert!(marks(&document).is_empty());
}

#[test]
fn a_text_without_tables_stays_lines_without_signs() {
    let Content::Lines(lines) = read("# 标题\n\n**一、** 见[指南](http://a)~~旧~~5^1^\n---\n- 项\n").content
    else {
        panic!()
    };
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["标题", "", "一、 见指南5[1]", "项"]);
}

#[test]
fn the_head_of_a_file_says_where_it_is_from() {
    let text = "---\ntitle: \"某局2023年年报\"\ndate: 2024-01-20\nurl: https://a.gov.cn/1.html\n---\n\n正文\n\n| a | b |\n|---|---|\n";
    let document = read(text);
    assert_eq!(document.info.title.as_deref(), Some("某局2023年年报"));
    assert_eq!(document.info.published.as_deref(), Some("2024-01-20"));
    assert_eq!(document.info.url.as_deref(), Some("https://a.gov.cn/1.html"));
    assert_eq!(texts(&document), ["正文"]);
}

#[test]
fn hostile_tables_end_within_the_limits() {
    let limit = |text: String| matches!(convert(text.as_bytes(), "x.md", &Limits::default()), Err(Error::Limit { .. }));
    assert!(limit("|".repeat(1_000_000)));
    assert!(limit("| a | b | c |\n".repeat(390_000)));
    for text in [
        format!("{}\n", "+--".repeat(1_000)).repeat(100),
        "-- --\n--- --- ---\n".repeat(5_000),
        "**a_`[<".repeat(5_000),
        format!("{}a", "[".repeat(10_000)),
        "<table>".repeat(5_000),
        "> ".repeat(10_000),
        format!("|{}|\n|-|\n", "*_~^$&".repeat(2_000)),
    ] {
        assert!(convert(text.as_bytes(), "x.md", &Limits::default()).is_ok(), "{text:.20}");
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn any_text_is_read(text in r"(\| ?[a-z0-9*~^]{0,4} ?|\n|-{1,6}|\+|=| |\\|<br>|<table>|</td>|#|[一二三]、|:){0,80}") {
        let _ = markdown::read(text.as_bytes(), &Limits::default());
    }
}
