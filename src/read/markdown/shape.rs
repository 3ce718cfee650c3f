//! What the rows of a table tell of its columns: programs that did not know them write tables as well.

use super::rows::Rows;
use crate::model::filled::is_word;
use crate::model::origin::Origin;
use crate::read::word::numerals::begins_heading;
use crate::text::{Text, value};
use std::collections::BTreeMap;

type Cell = (Text, Origin);

fn is_filled((text, _): &Cell) -> bool {
    !text.trim().is_empty()
}

fn is_value(cell: &Cell) -> bool {
    is_filled(cell) && value::is_value(&cell.0)
}

/// Whether the rows are all of a sheet: headings of sections stand in rows of their own.
pub(super) fn is_sheet(rows: &Rows) -> bool {
    let heading = |row: &&Vec<Cell>| {
        let mut filled = row.iter().filter(|cell| is_filled(cell));
        filled.next().is_some_and(|(text, _)| begins_heading(text)) && filled.next().is_none() && row.len() > 1
    };
    rows.iter().filter(heading).take(2).count() == 2
}

/// Whether cells were moved to the left, and rows filled up at their end: labels then stand below numbers.
pub(super) fn is_packed(rows: &Rows) -> bool {
    let packed = |row: &Vec<Cell>| row.iter().skip_while(|cell| is_filled(cell)).all(|cell| !is_filled(cell));
    if !rows.iter().all(packed) {
        return false;
    }
    let mut valued: Vec<bool> = Vec::new();
    for row in rows {
        valued.resize(row.len().max(valued.len()), false);
        let last = row.iter().rposition(is_value).unwrap_or(0);
        let below =
            |(column, (text, _)): (usize, &Cell)| column > 0 && is_word(text) && valued.get(column) == Some(&true);
        if row.iter().enumerate().take(last).any(below) {
            return true;
        }
        row.iter().zip(&mut valued).for_each(|(cell, valued)| *valued |= is_value(cell));
    }
    false
}

/// Whether numbers stand beside the columns of their heads: of the heads behind the first column as many as not have no
/// number below, and numbers have no head above.
pub(super) fn is_scattered(rows: &Rows) -> bool {
    let width = rows.first().map_or(0, Vec::len);
    let (mut heads, mut valued, mut headless) = (vec![false; width], vec![false; width], false);
    for row in rows {
        if row.iter().any(is_value) {
            let cells = row.iter().zip(&heads).zip(&mut valued);
            for ((_, head), valued) in cells.filter(|((cell, _), _)| is_value(cell)) {
                headless |= !head;
                *valued = true;
            }
        } else {
            row.iter().zip(&mut heads).for_each(|((text, _), head)| *head |= is_word(text));
        }
    }
    let named = heads.iter().skip(1).filter(|head| **head).count();
    let idle = heads.iter().zip(&valued).skip(1).filter(|(head, valued)| **head && !**valued).count();
    headless && named > 0 && idle * 2 >= named
}

/// Rows of scattered numbers without empty places, if each then has a cell for every head; else as they are.
pub(super) fn gathered(mut rows: Rows) -> Rows {
    let filled = |row: &Vec<Cell>| row.iter().filter(|cell| is_filled(cell)).count();
    let head = rows.iter().take_while(|row| !row.iter().any(is_value)).last().map_or(0, filled);
    if rows.iter().filter(|row| row.iter().any(is_value)).all(|row| filled(row) == head) {
        rows.iter_mut().for_each(|row| row.retain(is_filled));
    }
    rows
}

/// Numbers that stand in one cell with blanks between them.
fn numbers(text: &str) -> usize {
    let words = || text.split([' ', '\u{A0}', '\u{3000}']).filter(|word| !word.is_empty());
    if text.contains('\n') || !words().all(value::is_number) { 0 } else { words().count() }
}

/// Whether cells hold the numbers of several columns: then the places of the others tell no column either.
pub(super) fn is_glued(rows: &Rows) -> bool {
    rows.iter().flatten().filter(|(text, _)| numbers(text) >= 2).take(2).count() == 2
}

/// Rows with a cell for every number, and none that is empty.
pub(super) fn parted(rows: Rows) -> Rows {
    let parted = |(text, origin): Cell| -> Vec<Cell> {
        if numbers(&text) < 2 {
            return vec![(text, origin)];
        }
        text.split_whitespace().map(|word| (text.part(word), origin)).collect()
    };
    rows.into_iter().map(|row| row.into_iter().filter(is_filled).flat_map(parted).collect()).collect()
}

/// Rows without the empty places that stand for columns under a merged label (`packed`: those at the end of a row): as
/// many as they have more behind their label than most rows.
pub(super) fn without_padding(mut rows: Rows, packed: bool) -> Rows {
    let label_end = |row: &Vec<Cell>| row.iter().rposition(|(text, _)| is_word(text)).map_or(0, |at| at + 1);
    let idle = |row: &Vec<Cell>| row.iter().rev().take_while(|cell| !is_filled(cell)).count();
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.iter().any(is_value)) {
        let behind = row.len().saturating_sub(label_end(row));
        *counts.entry(if packed { behind.saturating_sub(idle(row)) } else { behind }).or_default() += 1;
    }
    // Of two counts that are as frequent the smaller: a padding too many is a doubt, one too few too.
    let Some((usual, _)) = counts.into_iter().rev().max_by_key(|(_, count)| *count) else { return rows };
    for row in rows.iter_mut().filter(|row| row.iter().any(is_value)) {
        let end = label_end(row);
        let more = row.len().saturating_sub(end).saturating_sub(usual);
        if packed {
            row.truncate(row.len().saturating_sub(more.min(idle(row))));
        } else {
            let blanks = row.iter().skip(end).take_while(|cell| !is_filled(cell)).count();
            if blanks >= more && end > 0 {
                row.drain(end..end.saturating_add(more));
            }
        }
    }
    rows
}
