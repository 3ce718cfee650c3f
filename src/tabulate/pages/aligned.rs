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
    let mut out: Vec<(f32, Row)> = Vec::new();
    let valued: Vec<&Line> = lines.iter().filter(|l| !l.values.is_empty()).collect();
    for table in tables(&valued) {
        let columns = Columns::of(table);
        for line in table {
            let label = innermost(&mut labels, line, zone.pitch);
            let mut cells: Vec<FlatCell> = Vec::new();
            if let Some((text, bbox)) = label {
                cells.push(FlatCell { text, origin: origin(bbox) });
            }
            for word in columns.place(line, table) {
                cells.push(match word {
                    Some(word) => FlatCell { text: word.text.clone(), origin: origin(word.bbox) },
                    None => FlatCell { text: String::new(), origin: origin(Rect::new(0.0, line.y, 0.0, line.y)) },
                });
            }
            out.push((line.y, Row { cells }));
        }
    }
    // Labels without values: heads, and pieces of labels; those on one base line are one row.
    let mut rest: Vec<Label> = labels.into_iter().filter(|l| !l.used).collect();
    rest.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    for part in rest.chunk_by(|a, b| b.bbox.cy() - a.bbox.cy() < 0.3 * zone.pitch) {
        let mut part: Vec<&Label> = part.iter().collect();
        part.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let cells = part.iter().map(|l| FlatCell { text: l.text.clone(), origin: origin(l.bbox) }).collect();
        out.push((part.iter().map(|l| l.bbox.cy()).fold(f32::MAX, f32::min), Row { cells }));
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

/// Label words to labels: a number begins one; what stands under it at about the same place goes on with it. A word
/// without a number above it stays alone: whether it goes on with a neighbour only the form can tell.
fn label_blocks(lines: &[Line], pitch: f32) -> Vec<Label> {
    let mut blocks: Vec<Label> = Vec::new();
    for line in lines {
        for word in &line.labels {
            let numbered = split_number(&word.text).is_some();
            let reach = 1.8 * pitch;
            let under = blocks
                .iter_mut()
                .filter(|b| b.numbered && !numbered && word.bbox.cy() - b.bbox.y1 < reach && word.bbox.cy() > b.bbox.y1 - 0.5 * pitch)
                .filter(|b| (b.bbox.x0 - word.bbox.x0).abs() < 2.2 * pitch.min(12.0))
                // Of those about as near, the one begun last: its lines are the ones just above.
                .min_by_key(|b| (((b.bbox.x0 - word.bbox.x0).abs() / (0.8 * pitch)) as u32, -(b.bbox.y0 as i64)));
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

/// Runs of lines of one table: they end where the count of values falls apart, as between the parts of table 2, which
/// have 3, 1 or 2 columns, or where one of 7 columns meets another.
fn tables<'a, 'b>(lines: &'b [&'a Line]) -> Vec<&'b [&'a Line]> {
    let wide = |l: &&Line| l.values.len() >= 4;
    lines.chunk_by(|a, b| if wide(a) || wide(b) { wide(a) == wide(b) } else { a.values.len() == b.values.len() }).collect()
}

/// The columns of a table by the middles of their values.
struct Columns {
    count: usize,
    /// Known when values of different lines never straddle two columns; then blanks are placed by it.
    clusters: Option<Vec<f32>>,
}

impl Columns {
    fn of(lines: &[&Line]) -> Columns {
        let most = lines.iter().map(|l| l.values.len()).max().unwrap_or(0);
        let mut spans: Vec<(f32, f32)> = lines.iter().flat_map(|l| &l.values).map(|v| (v.bbox.x0, v.bbox.x1)).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut merged: Vec<(f32, f32)> = Vec::new();
        for (from, to) in spans {
            match merged.last_mut() {
                Some(last) if from < last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        // A full line shows how many columns there are; where none is full, the columns themselves do.
        let full = lines.iter().filter(|l| l.values.len() == most).count();
        if merged.len() > most && full <= 1 || merged.len() == most {
            let clusters = merged.iter().map(|(a, b)| (a + b) / 2.0).collect();
            return Columns { count: merged.len(), clusters: Some(clusters) };
        }
        Columns { count: most, clusters: None }
    }

    /// The value of each column in a line; in order where the line is full, else by the nearest full line.
    fn place<'a>(&self, line: &'a Line, lines: &[&Line]) -> Vec<Option<&'a Word>> {
        if line.values.len() >= self.count {
            return line.values.iter().map(Some).collect();
        }
        let nearest = lines
            .iter()
            .filter(|l| l.values.len() == self.count)
            .min_by(|a, b| (a.y - line.y).abs().total_cmp(&(b.y - line.y).abs()))
            .map(|l| l.values.iter().map(|v| v.bbox.cx()).collect::<Vec<f32>>());
        let Some(middles) = self.clusters.clone().or(nearest) else {
            return line.values.iter().map(Some).collect();
        };
        let mut out: Vec<Option<&Word>> = vec![None; middles.len()];
        for word in &line.values {
            let near = middles
                .iter()
                .enumerate()
                .min_by(|a, b| (a.1 - word.bbox.cx()).abs().total_cmp(&(b.1 - word.bbox.cx()).abs()))
                .map(|(i, _)| i);
            match near.and_then(|i| out.get_mut(i)) {
                Some(slot @ None) => *slot = Some(word),
                // Two values for one column: the places do not tell, and the row is left as it is.
                _ => return line.values.iter().map(Some).collect(),
            }
        }
        out
    }
}
