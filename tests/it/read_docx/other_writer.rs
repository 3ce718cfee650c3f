//! Files of docx-rs, another program's, and its reader as a second opinion.

use std::io::Cursor;

use nianbao::model::content::{Align, Role};
use nianbao::model::finding::FindingKind;

use super::read;
use crate::blocks::{kinds, only_grid, paragraphs, texts};

/// Tiles a grid with rectangles, by a small generator of its own, so that every run sees the same tables.
fn tiling(seed: u64, rows: usize, columns: usize) -> Vec<(usize, usize, usize, usize)> {
    let mut state = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    let mut next = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    let mut taken = vec![vec![false; columns]; rows];
    let mut areas = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken[row][column] {
                continue;
            }
            let mut wide = 1;
            while wide < 1 + next(4) && column + wide < columns && !taken[row][column + wide] {
                wide += 1;
            }
            let high = (1 + next(4)).min(rows - row);
            taken[row..row + high].iter_mut().for_each(|line| line[column..column + wide].fill(true));
            areas.push((row, column, high, wide));
        }
    }
    areas
}

/// The same areas without the columns in which none begins, which show nothing.
fn without_idle_columns(areas: &[(usize, usize, usize, usize)]) -> Vec<(usize, usize, usize, usize)> {
    let begins = |at: usize| areas.iter().any(|(_, column, _, _)| *column == at);
    let rank = |edge: usize| (0..edge).filter(|c| begins(*c)).count();
    areas
        .iter()
        .map(|&(row, column, high, wide)| (row, rank(column), high, rank(column + wide) - rank(column)))
        .collect()
}

fn docx_rs_table(areas: &[(usize, usize, usize, usize)], rows: usize) -> Vec<u8> {
    use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
    let rows = (0..rows).map(|row| {
        let mut here: Vec<_> = areas.iter().filter(|(top, _, high, _)| (*top..top + high).contains(&row)).collect();
        here.sort_by_key(|(_, column, _, _)| *column);
        let cells = here.into_iter().map(|&(top, column, high, wide)| {
            let mut cell = TableCell::new();
            if wide > 1 {
                cell = cell.grid_span(wide);
            }
            if high > 1 {
                let merge = if top == row { VMergeType::Restart } else { VMergeType::Continue };
                cell = cell.vertical_merge(merge);
            }
            let text = if top == row { format!("格{top}-{column}") } else { String::new() };
            cell.add_paragraph(Paragraph::new().add_run(Run::new().add_text(text)))
        });
        TableRow::new(cells.collect())
    });
    let mut bytes = Cursor::new(Vec::new());
    Docx::new().add_table(Table::new(rows.collect())).build().pack(&mut bytes).unwrap();
    bytes.into_inner()
}

/// The areas of the first table as docx-rs' own reader sees them, from its JSON since its fields are private.
fn docx_rs_areas(bytes: &[u8]) -> Vec<(usize, usize, usize, usize)> {
    let document: serde_json::Value = serde_json::from_str(&docx_rs::read_docx(bytes).unwrap().json()).unwrap();
    let children = document["document"]["children"].as_array().unwrap();
    let table = children.iter().find(|c| c["type"] == "table").unwrap();
    let mut areas: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (row, line) in table["data"]["rows"].as_array().unwrap().iter().enumerate() {
        let mut column = 0;
        for cell in line["data"]["cells"].as_array().unwrap() {
            let property = &cell["data"]["property"];
            let wide = property["gridSpan"].as_u64().unwrap_or(1) as usize;
            let above = areas.iter_mut().find(|(top, at, high, _)| *at == column && top + *high == row);
            match above {
                Some(area) if property["verticalMerge"] == "continue" => area.2 += 1,
                _ => areas.push((row, column, 1, wide)),
            }
            column += wide;
        }
    }
    areas
}

#[test]
fn tables_of_another_writer_keep_their_geometry_and_its_reader_agrees() {
    for seed in 0..60 {
        let (rows, columns) = (2 + seed as usize % 9, 1 + seed as usize % 7);
        let areas = tiling(seed, rows, columns);
        let bytes = docx_rs_table(&areas, rows);
        let document = read(&bytes);
        let seen: Vec<_> =
            only_grid(&document).cells().map(|(r, c, cell)| (r, c, cell.row_span, cell.column_span)).collect();
        assert_eq!(seen, without_idle_columns(&areas), "seed {seed}");
        assert_eq!(docx_rs_areas(&bytes), areas, "seed {seed}");
        for ((_, _, cell), (row, column, _, _)) in only_grid(&document).cells().zip(&areas) {
            assert_eq!(cell.text, format!("格{row}-{column}"));
        }
        assert!(document.findings.is_empty());
    }
}

#[test]
fn headings_lists_and_changes_of_another_writer_are_read() {
    use docx_rs::{
        AbstractNumbering, AlignmentType, Delete, Docx, IndentLevel, Insert, Level, LevelJc, LevelText, NumberFormat,
        Numbering, NumberingId, Paragraph, Run, Start, Style, StyleType,
    };
    let look = AbstractNumbering::new(4).add_level(Level::new(
        0,
        Start::new(1),
        NumberFormat::new("chineseCounting"),
        LevelText::new("%1、"),
        LevelJc::new("left"),
    ));
    let heading = |text: &str| {
        Paragraph::new()
            .add_run(Run::new().add_text(text))
            .style("Heading1")
            .numbering(NumberingId::new(4), IndentLevel::new(0))
    };
    let changed = Paragraph::new()
        .add_delete(Delete::new().add_run(Run::new().add_delete_text("旧")))
        .add_insert(Insert::new(Run::new().add_text("新")))
        .align(AlignmentType::Right);
    let mut bytes = Cursor::new(Vec::new());
    Docx::new()
        .add_style(Style::new("Heading1", StyleType::Paragraph).name("Heading 1"))
        .add_abstract_numbering(look)
        .add_numbering(Numbering::new(4, 4))
        .add_paragraph(heading("总体情况"))
        .add_paragraph(heading("主动公开政府信息情况"))
        .add_paragraph(changed)
        .build()
        .pack(&mut bytes)
        .unwrap();
    let document = read(&bytes.into_inner());
    assert_eq!(texts(&document), ["一、总体情况", "二、主动公开政府信息情况", "新"]);
    assert_eq!(paragraphs(&document)[0].role, Role::Heading);
    assert_eq!(paragraphs(&document)[2].align, Align::End);
    assert_eq!(kinds(&document), [FindingKind::HiddenText]);
}
