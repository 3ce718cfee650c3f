//! Tables without rules: values that stand under one another are a column; a label belongs to the row of values that
//! its lines enclose. Serves PDFs without ruling lines and text dumps that keep columns by spaces.

use super::lines::Word;
use crate::forms::key::split_number;
use crate::forms::value;
use crate::model::content::{FlatCell, Row};
use crate::model::geometry::Rect;
use crate::model::origin::Origin;

/// A stretch of a page where a table without rules stands: its words, and the height of a line.
#[derive(Debug, Default)]
pub struct Zone {
    /// In any order.
    pub words: Vec<Word>,
    /// Distance of base lines, in points.
    pub pitch: f32,
}

/// Values on one base line, with pieces of wrapped numbers from the lines around.
struct Line {
    y: f32,
    values: Vec<Word>,
    /// Words before the first value on the same base line.
    labels: Vec<Word>,
}

/// Lines of one label, one under the other.
#[derive(Debug)]
struct Label {
    text: String,
    bbox: Rect,
    numbered: bool,
    used: bool,
}

/// The rows of a zone, from top to bottom. `origin` turns a box into a place.
pub fn rows(zone: &Zone, origin: &dyn Fn(Rect) -> Origin) -> Vec<Row> {
    let mut lines = base_lines(zone);
    join_wrapped(&mut lines, zone.pitch);
    let mut labels = label_blocks(&lines, zone.pitch);
    let columns = columns(&lines);
    let mut out: Vec<(f32, Row)> = Vec::new();
    for line in lines.iter().filter(|l| !l.values.is_empty()) {
        let label = innermost(&mut labels, line, zone.pitch);
        let mut cells: Vec<FlatCell> = Vec::new();
        if let Some((text, bbox)) = label {
            cells.push(FlatCell { text, origin: origin(bbox) });
        }
        let own = columns.iter().filter(|c| c.lines.contains(&key_of(line))).collect::<Vec<_>>();
        let spread = own.first().map(|c| c.group);
        let row_columns: Vec<&Column> = columns.iter().filter(|c| Some(c.group) == spread).collect();
        for column in row_columns {
            let inside: Vec<&Word> = line.values.iter().filter(|w| w.bbox.x0 < column.x1 && w.bbox.x1 > column.x0).collect();
            let text = inside.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
            let bbox = inside.first().map_or(Rect::new(column.x0, line.y, column.x1, line.y + zone.pitch), |w| w.bbox);
            cells.push(FlatCell { text, origin: origin(bbox) });
        }
        out.push((line.y, Row { cells }));
    }
    for label in labels.into_iter().filter(|l| !l.used) {
        out.push((label.bbox.cy(), Row { cells: vec![FlatCell { text: label.text, origin: origin(label.bbox) }] }));
    }
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    out.into_iter().map(|(_, row)| row).collect()
}

fn is_number(word: &Word) -> bool {
    !matches!(value::parse(&word.text), value::Parsed::Text | value::Parsed::Blank)
}

/// Words to base lines: the values at the end of a line, and the labels before them.
fn base_lines(zone: &Zone) -> Vec<Line> {
    let mut words: Vec<&Word> = zone.words.iter().collect();
    words.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut groups: Vec<(f32, Vec<&Word>)> = Vec::new();
    for word in words {
        match groups.last_mut() {
            Some((y, group)) if word.bbox.cy() - *y < 0.4 * zone.pitch => group.push(word),
            _ => groups.push((word.bbox.cy(), vec![word])),
        }
    }
    groups
        .into_iter()
        .map(|(y, mut group)| {
            group.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
            let split = group.iter().rposition(|w| !is_number(w)).map_or(0, |i| i + 1);
            let (labels, values) = group.split_at(split);
            Line {
                y,
                values: values.iter().map(|w| (*w).clone()).collect(),
                labels: labels.iter().map(|w| (*w).clone()).collect(),
            }
        })
        .collect()
}

/// A number too wide for its column goes on in the next line, beside the middle of the row: its pieces are joined to
/// the row whose own line has no value there, or has the first piece.
fn join_wrapped(lines: &mut [Line], pitch: f32) {
    let most = lines.iter().map(|l| l.values.len()).max().unwrap_or(0);
    if most < 4 {
        return;
    }
    for i in 0..lines.len() {
        let Some(line) = lines.get(i) else { continue };
        // A line of a few values between lines of many holds pieces of them.
        if line.values.is_empty() || line.values.len() * 2 > most {
            continue;
        }
        let near = |j: usize| lines.get(j).filter(|l| l.values.len() * 2 > most && (l.y - line.y).abs() < 1.3 * pitch).map(|l| (j, (l.y - line.y).abs()));
        let above = (0..i).rev().find_map(near);
        let below = (i + 1..lines.len()).find_map(near);
        let overlaps = |a: &Word, b: &Word| a.bbox.overlap_x(&b.bbox) > 0.0;
        let pieces = line.values.clone();
        // Both neighbours may be in reach: the piece belongs where its column is empty, or where the row has a piece
        // on the other side.
        let fits = |j: usize| lines.get(j).is_some_and(|l| pieces.iter().all(|p| !l.values.iter().any(|v| overlaps(v, p))));
        let target = match (above, below) {
            (Some((a, _)), Some((b, _))) if fits(b) && !fits(a) => b,
            (Some((a, da)), Some((b, db))) => {
                if fits(a) || da <= db { a } else { b }
            }
            (Some((a, _)), None) => a,
            (None, Some((b, _))) => b,
            (None, None) => continue,
        };
        let upper = target > i;
        if let Some(line) = lines.get_mut(i) {
            line.values.clear();
        }
        if let Some(row) = lines.get_mut(target) {
            for piece in pieces {
                match row.values.iter_mut().find(|v| overlaps(v, &piece)) {
                    Some(value) => {
                        value.text = if upper { format!("{}{}", piece.text, value.text) } else { format!("{}{}", value.text, piece.text) };
                        value.bbox = value.bbox.union(&piece.bbox);
                    }
                    None => row.values.push(piece),
                }
            }
            row.values.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        }
    }
}

/// Label words to labels: a number begins one; what stands under it at about the same place goes on with it.
fn label_blocks(lines: &[Line], pitch: f32) -> Vec<Label> {
    let mut blocks: Vec<Label> = Vec::new();
    for line in lines {
        for word in &line.labels {
            let numbered = split_number(&word.text).is_some();
            let reach = 1.8 * pitch;
            let under = blocks
                .iter_mut()
                .filter(|b| !numbered && word.bbox.cy() - b.bbox.y1 < reach && word.bbox.cy() > b.bbox.y1 - 0.5 * pitch)
                .filter(|b| (b.bbox.x0 - word.bbox.x0).abs() < 2.2 * pitch.min(12.0))
                .min_by(|a, b| (a.bbox.x0 - word.bbox.x0).abs().total_cmp(&(b.bbox.x0 - word.bbox.x0).abs()));
            match under {
                Some(block) => {
                    block.text.push_str(&word.text);
                    block.bbox = block.bbox.union(&word.bbox);
                }
                None => blocks.push(Label { text: word.text.clone(), bbox: word.bbox, numbered, used: false }),
            }
        }
    }
    blocks
}

/// The innermost label whose lines enclose a line of values.
fn innermost(labels: &mut [Label], line: &Line, pitch: f32) -> Option<(String, Rect)> {
    let beside = |l: &Label| line.y > l.bbox.y0 - 0.3 * pitch && line.y < l.bbox.y1 + 0.3 * pitch;
    let first = line.values.first().map_or(f32::MAX, |v| v.bbox.x0);
    let best = labels
        .iter_mut()
        .filter(|l| beside(l) && l.bbox.x0 < first)
        .max_by(|a, b| (a.numbered || !b.numbered).cmp(&(b.numbered || !a.numbered)).then(a.bbox.x0.total_cmp(&b.bbox.x0)))?;
    best.used = true;
    Some((best.text.clone(), best.bbox))
}

/// A column of values.
#[derive(Debug)]
struct Column {
    x0: f32,
    x1: f32,
    /// Lines that have a value in it, by [`key_of`].
    lines: Vec<i64>,
    /// Columns of one table share a group: lines that follow one another with as many values.
    group: usize,
}

fn key_of(line: &Line) -> i64 {
    (line.y * 16.0) as i64
}

/// Values that overlap horizontally form a column, within a run of lines between which no head changes the columns.
fn columns(lines: &[Line]) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    let mut group = 0;
    let valued: Vec<&Line> = lines.iter().filter(|l| !l.values.is_empty()).collect();
    let mut from = 0;
    while from < valued.len() {
        // A run ends where the count of values falls apart: table 2's parts have 3, 1 or 2 columns.
        let mut to = from + 1;
        let mut most = valued.get(from).map_or(0, |l| l.values.len());
        while let Some(next) = valued.get(to) {
            let n = next.values.len();
            if most >= 4 && n < 4 || most < 4 && (n >= 4 || n != most) {
                break;
            }
            most = most.max(n);
            to += 1;
        }
        let mut run: Vec<Column> = Vec::new();
        for line in valued.get(from..to).unwrap_or_default() {
            for word in &line.values {
                run.push(Column { x0: word.bbox.x0, x1: word.bbox.x1, lines: vec![key_of(line)], group });
            }
        }
        run.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let mut merged: Vec<Column> = Vec::new();
        for column in run {
            match merged.last_mut() {
                Some(last) if column.x0 < last.x1 => {
                    last.x1 = last.x1.max(column.x1);
                    last.lines.extend(column.lines);
                }
                _ => merged.push(column),
            }
        }
        out.extend(merged);
        group += 1;
        from = to;
    }
    out
}
