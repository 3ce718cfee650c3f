//! Tables of AsciiDoc (`|===`), which give the columns once and then cell after cell, with how many places each takes.

use super::boxes::Boxed;
use super::rows::{Piece, Table, TableRows};
use crate::model::content::Line;

/// More columns than this are no table of a document.
const MOST: usize = 100;

/// A cell: how many columns and rows it takes, its text, and its line.
struct Cell {
    across: usize,
    down: usize,
    text: String,
    line: u32,
}

/// The table that begins at the first of these lines, and how many lines it takes; `None` if none does.
pub(super) fn table(lines: &[Line]) -> Option<(Table, usize)> {
    let attributes = lines.first().map(|l| l.text.trim()).filter(|text| text.starts_with('[') && text.ends_with(']'));
    let begin = usize::from(attributes.is_some());
    // A title may stand between them.
    let titled = lines.get(begin).is_some_and(|l| l.text.starts_with('.') && l.text.chars().nth(1) != Some('.'));
    let begin = begin + usize::from(titled);
    is_border(&lines.get(begin)?.text).then_some(())?;
    let body = lines.get(begin + 1..)?;
    let length = body.iter().position(|l| is_border(&l.text))?;
    let mut cells: Vec<Cell> = Vec::new();
    // Without attributes the first line, or the lines up to a blank one, are a row.
    let mut first_row = None;
    for line in body.get(..length)? {
        let text = line.text.trim();
        if text.is_empty() && !cells.is_empty() {
            first_row.get_or_insert(cells.len());
        }
        let before = cells.len();
        add(text, line.number, &mut cells);
        if before == 0 && cells.len() > 1 {
            first_row = Some(cells.len());
        }
    }
    let own = || cells.iter().take(first_row.unwrap_or(cells.len())).map(|c| c.across).sum();
    let width = attributes.and_then(columns).unwrap_or_else(own);
    (1..=MOST).contains(&width).then(|| (placed(cells, width), begin + length + 2))
}

/// Whether a line opens or closes a table.
fn is_border(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("|===") && text.bytes().skip(1).all(|b| b == b'=')
}

/// How many columns the attributes of a table name: `cols="1,2,2"`, `cols="4*"`.
fn columns(attributes: &str) -> Option<usize> {
    let (_, rest) = attributes.split_once("cols=")?;
    let list = match rest.strip_prefix('"') {
        Some(rest) => rest.split('"').next()?,
        None => rest.split([',', ']']).next()?,
    };
    let count = |part: &str| part.trim().split_once('*').map_or(Some(1), |(times, _)| times.parse::<usize>().ok());
    list.split([',', ';']).filter(|part| !part.trim().is_empty()).map(count).sum()
}

/// Adds the cells that begin on a line; what stands before the first goes on with the one above.
fn add(text: &str, line: u32, cells: &mut Vec<Cell>) {
    let mut rest = text;
    let mut open = false;
    while let Some(at) = bar(rest) {
        let (before, behind) = rest.split_at(at);
        let start = before.trim_end_matches(|c: char| !c.is_whitespace()).len();
        let (text, spec) = match spec(before.get(start..).unwrap_or_default()) {
            Some(spec) => (before.get(..start).unwrap_or_default(), spec),
            None => (before, (1, 1)),
        };
        go_on(text, cells, open);
        cells.push(Cell { across: spec.0, down: spec.1, text: String::new(), line });
        open = true;
        rest = behind.get(1..).unwrap_or_default();
    }
    go_on(rest, cells, open);
}

/// Where the next bar stands that begins a cell.
fn bar(text: &str) -> Option<usize> {
    text.match_indices('|').map(|(at, _)| at).find(|at| !text.get(..*at).is_some_and(|before| before.ends_with('\\')))
}

fn go_on(text: &str, cells: &mut [Cell], open: bool) {
    let Some(cell) = cells.last_mut().filter(|_| !text.trim().is_empty()) else { return };
    if !open && !cell.text.is_empty() {
        cell.text.push('\n');
    }
    cell.text.push_str(&text.trim().replace("\\|", "|"));
}

/// How many columns and rows a cell takes: `3+`, `.2+`, `3.2+`, with its alignment and style behind; `None` for a word.
fn spec(word: &str) -> Option<(usize, usize)> {
    let (span, look) = match word.split_once('+') {
        Some((span, look)) => (Some(span), look),
        None => (None, word),
    };
    let style = look.trim_start_matches(['<', '^', '>', '.']);
    if !matches!(style, "" | "a" | "d" | "e" | "h" | "l" | "m" | "s" | "v") {
        return None;
    }
    let Some(span) = span else { return Some((1, 1)) };
    let (across, down) = span.split_once('.').unwrap_or((span, ""));
    let number =
        |text: &str| if text.is_empty() { Some(1) } else { text.parse().ok().filter(|n| (1..=MOST).contains(n)) };
    Some((number(across)?, number(down)?))
}

/// The cells in their places; rows where each takes one.
fn placed(cells: Vec<Cell>, width: usize) -> Table {
    let piece = |cell: &Cell| Piece::of(&cell.text.replace('\n', "<br>"), cell.line, 1);
    if cells.iter().all(|cell| cell.across == 1 && cell.down == 1) {
        let mut rows = TableRows::default();
        cells.chunks(width).for_each(|row| rows.push(row.iter().map(piece).collect()));
        return Table::Rows(rows);
    }
    let mut boxes = Vec::new();
    // The first row in which each column is free.
    let mut free = vec![0usize; width];
    let (mut row, mut column) = (0, 0);
    for cell in cells {
        while free.get(column).is_none_or(|from| *from > row) {
            column += 1;
            if column >= width {
                (row, column) = (row + 1, 0);
            }
        }
        let columns = cell.across.min(width - column);
        free.iter_mut().skip(column).take(columns).for_each(|from| *from = row + cell.down);
        boxes.push(Boxed { row, column, rows: cell.down, columns, piece: piece(&cell) });
        column += columns;
        if column >= width {
            (row, column) = (row + 1, 0);
        }
    }
    Table::Boxes(boxes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let line = |(i, text): (usize, &str)| Line { number: i as u32 + 1, text: text.to_string(), page_break: false };
        text.lines().enumerate().map(line).collect()
    }

    fn places(text: &str) -> (Vec<(usize, usize, usize, usize)>, usize) {
        let Some((Table::Boxes(boxes), taken)) = table(&lines(text)) else { panic!("no boxes") };
        (boxes.iter().map(|b| (b.row, b.column, b.rows, b.columns)).collect(), taken)
    }

    #[test]
    fn cells_stand_where_spans_put_them() {
        let (found, taken) = places("[cols=\"1,2*\"]\n|===\n.2+|a 2+|b\n|1\n|2\n\n|c |3 |4\n|===\nbehind");
        assert_eq!(taken, 8);
        assert_eq!(found[..4], [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]);
        assert_eq!(found[4], (2, 0, 1, 1));
    }

    #[test]
    fn without_attributes_the_first_row_gives_the_columns() {
        let Some((Table::Rows(rows), _)) = table(&lines("|===\n|a\n|b\n\n|1\n|2\n|3\n|4\n|===")) else { panic!() };
        assert_eq!(Table::Rows(rows).cells(), 6);
        let (found, _) = places("|===\n2+|a\n\n|1\n|2\n|===");
        assert_eq!(found, [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
    }
}
