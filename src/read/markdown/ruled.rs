//! Tables drawn with lines of characters, columns kept by spaces: Pandoc's simple and multiline tables (dashes over and
//! under the columns), and grid tables, which reStructuredText has as well (`+---+`).

use super::rows::{Piece, Table, TableRows};
use crate::model::content::Line;
use crate::read::width;

/// Columns of a table, by the places of the terminal that its border covers: from, to.
type Columns = Vec<(usize, usize)>;

/// A table of more lines is none: where each begins is looked for from each that may begin one.
const MAX_LINES: usize = 2_000;

/// The table that begins at the first of these lines, and how many lines it takes; `None` if none does.
pub(super) fn table(lines: &[Line]) -> Option<(Table, usize)> {
    let lines = lines.get(..lines.len().min(MAX_LINES))?;
    let first = lines.first()?.text.trim();
    if first.starts_with('+') {
        return grid(lines);
    }
    let (rows, taken) = match border(first)? {
        1 if first.len() >= 5 => multiline(lines)?,
        1 => return None,
        _ => spaced(lines)?,
    };
    Some((Table::Rows(rows), taken))
}

/// A head without a border over it, and the dashes under it: how many lines the head takes is one.
pub(super) fn headed(lines: &[Line]) -> Option<(Table, usize)> {
    let under = lines.get(1)?;
    (border(under.text.trim())? >= 2).then_some(())?;
    let columns = columns(&under.text, '-');
    let body = lines.get(2..)?;
    let end = body.iter().position(|line| line.text.trim().is_empty() || border(line.text.trim()).is_some());
    let end = end.unwrap_or(body.len());
    let mut rows = TableRows::default();
    rows.push(cut(lines.first()?, &columns)?);
    for line in body.get(..end)? {
        rows.push(cut(line, &columns)?);
    }
    let closed = body.get(end).is_some_and(|line| border(line.text.trim()).is_some());
    Some((Table::Rows(rows), 2 + end + usize::from(closed)))
}

/// How many columns a line of dashes, or of equals signs, marks.
pub(super) fn border(text: &str) -> Option<usize> {
    let sign = text.chars().next().filter(|c| matches!(c, '-' | '='))?;
    let parts = text.split(' ').filter(|part| !part.is_empty());
    let mut count = 0;
    for part in parts {
        (part.len() >= 2 && part.chars().all(|c| c == sign)).then_some(())?;
        count += 1;
    }
    Some(count)
}

/// The places that runs of a sign cover.
fn columns(text: &str, sign: char) -> Columns {
    let mut columns = Vec::new();
    let mut start = None;
    for (at, c) in text.chars().chain([' ']).enumerate() {
        match (c == sign, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                columns.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    columns
}

/// Borders above and below, no head or a head with a border of its own: a simple table, or rows of several lines that
/// blank lines part.
fn spaced(lines: &[Line]) -> Option<(TableRows, usize)> {
    let first = lines.first()?;
    let sign = first.text.trim().chars().next()?;
    let columns = columns(&first.text, sign);
    // The border that closes the table: the last before something that is no row.
    let own = |line: &Line| {
        let text = line.text.trim();
        text.starts_with(sign) && border(text).is_some_and(|count| count == columns.len() || count == 1)
    };
    let mut borders = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(1) {
        if own(line) {
            borders.push(at);
            // reStructuredText closes a head and then the table; Pandoc's have one border below.
            if sign == '-' || borders.len() == 2 || lines.get(at + 1).is_none_or(|next| next.text.trim().is_empty()) {
                break;
            }
        } else if border(line.text.trim()).is_some() {
            // Another table's; in reStructuredText dashes underline what several columns share.
            if sign == '-' {
                break;
            }
        } else if !line.text.trim().is_empty() && !fits(line, &columns) {
            break;
        }
    }
    let end = *borders.last()?;
    Some((body(lines, 1, end, &columns)?, end + 1))
}

/// A full border above, a head, a border of columns, rows parted by blank lines, a full border below.
fn multiline(lines: &[Line]) -> Option<(TableRows, usize)> {
    let head = lines.iter().skip(1).position(|line| border(line.text.trim()).is_some())? + 1;
    let under = lines.get(head)?;
    let columns = columns(&under.text, '-');
    if columns.len() < 2 || lines.get(1..head)?.iter().any(|line| line.text.trim().is_empty()) {
        return None;
    }
    let after = lines.get(head + 1..)?;
    let close = after.iter().position(|line| border(line.text.trim()) == Some(1))? + head + 1;
    let mut rows = TableRows::default();
    rows.push(joined(lines.get(1..head)?, &columns)?);
    rows.append(body(lines, head + 1, close, &columns)?);
    Some((rows, close + 1))
}

/// Rows between two borders: a line each, or, if a blank line is among them, what stands between blank lines.
fn body(lines: &[Line], from: usize, to: usize, columns: &Columns) -> Option<TableRows> {
    let lines: Vec<Line> =
        lines.get(from..to)?.iter().filter(|line| border(line.text.trim()).is_none()).cloned().collect();
    let mut rows = TableRows::default();
    let blank = |line: &Line| line.text.trim().is_empty();
    if lines.iter().any(blank) {
        for row in lines.split(blank).filter(|row| !row.is_empty()) {
            rows.push(joined(row, columns)?);
        }
    } else {
        for line in &lines {
            rows.push(cut(line, columns)?);
        }
    }
    Some(rows)
}

/// The cells of one row of several lines.
fn joined(lines: &[Line], columns: &Columns) -> Option<Vec<Piece>> {
    let mut cells: Vec<Piece> = Vec::new();
    for line in lines {
        let pieces = cut(line, columns)?;
        if cells.is_empty() {
            cells = pieces;
            continue;
        }
        for (cell, piece) in cells.iter_mut().zip(pieces) {
            if cell.source.is_empty() {
                *cell = piece;
            } else if !piece.source.is_empty() {
                cell.source = format!("{}\n{}", cell.source.trim_end_matches('\\'), piece.source);
            }
        }
    }
    for cell in &mut cells {
        cell.source.truncate(cell.source.trim_end_matches('\\').len());
    }
    Some(cells)
}

fn fits(line: &Line, columns: &Columns) -> bool {
    cut(line, columns).is_some()
}

/// A line cut where the columns begin. Between two columns there is a blank; where the border stands over a character,
/// the blank nearest to it, a column or two off, is taken: programs do not agree on how wide some characters are. `None`
/// if there is none, and the line is no row.
fn cut(line: &Line, columns: &Columns) -> Option<Vec<Piece>> {
    // Where each character stands: its place in the line, and the one behind it.
    let mut at = 0;
    let places: Vec<(usize, usize, char)> = line
        .text
        .char_indices()
        .map(|(byte, c)| {
            let place = (byte, at, c);
            at += width::columns(c);
            place
        })
        .collect();
    let first = columns.first()?.0;
    if places.iter().any(|(_, at, c)| *at + 1 < first && !c.is_whitespace()) {
        return None;
    }
    let mut starts = vec![0];
    for (_, end) in columns.iter().take(columns.len().saturating_sub(1)) {
        starts.push(blank_near(&places, *end).unwrap_or(line.text.len()));
        if starts.last() == Some(&line.text.len()) && places.iter().any(|(_, at, _)| *at > *end + 2) {
            return None;
        }
    }
    starts.push(line.text.len());
    let number = line.number;
    let piece = |(from, to): (&usize, &usize)| {
        let text = line.text.get(*from..(*to).max(*from)).unwrap_or_default();
        let column = places.partition_point(|(byte, ..)| byte < from) + 1;
        Piece::of(text, number, u32::try_from(column).unwrap_or(u32::MAX))
    };
    Some(starts.iter().zip(starts.iter().skip(1)).map(piece).collect())
}

/// The byte of the blank at a place of the line, or near it.
fn blank_near(places: &[(usize, usize, char)], place: usize) -> Option<usize> {
    let at = |wanted: usize| {
        let index = places.partition_point(|(_, at, _)| *at < wanted);
        places.get(index).filter(|(_, at, c)| *at == wanted && c.is_whitespace()).map(|(byte, ..)| *byte)
    };
    [Some(place), place.checked_add(1), place.checked_sub(1), place.checked_add(2), place.checked_sub(2)]
        .into_iter()
        .flatten()
        .find_map(at)
}

/// How many lines a table of boxes may take.
pub(super) fn framed(lines: &[Line]) -> usize {
    lines.iter().take(MAX_LINES).take_while(|line| line.text.trim_start().starts_with(['+', '|'])).count()
}

/// A grid table: cells are where lines begin and end, so that merged ones are told.
fn grid(lines: &[Line]) -> Option<(Table, usize)> {
    let edge = |line: &Line| {
        let text = line.text.trim();
        text.starts_with('+')
            && text.ends_with('+')
            && text.len() > 2
            && text.chars().all(|c| matches!(c, '+' | '-' | '=' | ':'))
    };
    edge(lines.first()?).then_some(())?;
    let table = lines.get(..framed(lines))?;
    let last = table.iter().rposition(edge).filter(|last| *last > 0)?;
    super::boxes::table(table.get(..=last)?).map(|cells| (Table::Boxes(cells), last + 1))
}
