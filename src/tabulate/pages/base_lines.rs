//! Lines of an unruled table: the values at the end of a base line, the labels before them, and numbers that a narrow
//! column broke over lines joined again.

use super::drift;
use super::lines::Word;
use crate::model::geometry::Rect;
use crate::text::Text;
use crate::text::key::split_number;
use crate::text::labels::Labels;
use crate::text::value;

/// Values on one base line, with pieces of wrapped numbers from the lines around.
pub(super) struct Line {
    pub(super) y: f32,
    pub(super) values: Vec<Word>,
    /// Words before the first value on the same base line.
    pub(super) labels: Vec<Word>,
}

pub(super) fn is_number(word: &Word) -> bool {
    // A number that goes on in the next line may be cut behind a comma, or after it.
    let piece = |c: char| c.is_numeric() || matches!(c, ',' | '\u{ff0c}');
    value::is_filled(&word.text) || word.text.starts_with(char::is_numeric) && word.text.chars().all(piece)
}

/// Cuts a word at its spaces if numbers stand in it: where columns are tight, the gap between them is no wider than
/// that between words.
pub(super) fn parts(word: &Word) -> Vec<Word> {
    if !word.text.contains(' ') || !word.text.split(' ').any(value::is_number) {
        return vec![word.clone()];
    }
    cut(word)
}

/// A word cut at its spaces, each part where it would stand in type of even width.
pub(super) fn cut(word: &Word) -> Vec<Word> {
    let wide = |t: &str| t.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f32>();
    let unit = word.bbox.width() / wide(&word.text).max(0.5);
    let mut x = word.bbox.x0;
    let mut out = Vec::new();
    for part in word.text.split(' ') {
        let to = x + wide(part) * unit;
        if !part.is_empty() {
            out.push(Word { text: word.text.part(part), bbox: Rect { x0: x, x1: to, ..word.bbox } });
        }
        x = to + 0.5 * unit;
    }
    out
}

/// Words to base lines: the values at the end of a line, and the labels before them.
pub(super) fn base_lines(words: &[Word], pitch: f32) -> Vec<Line> {
    let words: Vec<Word> = words.iter().flat_map(parts).collect();
    let mut words: Vec<&Word> = words.iter().collect();
    words.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut groups: Vec<(f32, Vec<&Word>)> = Vec::new();
    for word in words {
        match groups.last_mut() {
            Some((y, group)) if word.bbox.cy() - *y < 0.4 * pitch => group.push(word),
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

/// Parts a label from the number that touches it: digits at its end that stand in the first column of values, where the
/// line has none of its own.
pub(super) fn unstick(lines: &mut [Line]) {
    let most = lines.iter().map(|l| l.values.len()).max().unwrap_or(0);
    let full = lines.iter().filter(|l| l.values.len() == most).filter_map(|l| l.values.first());
    let Some(first) = full.map(|w| w.bbox).reduce(|a, b| a.union(&b)).filter(|_| most > 1) else { return };
    for line in lines.iter_mut().filter(|l| !l.values.is_empty() && l.values.len() < most) {
        let Some(word) = line.labels.last() else { continue };
        let name = word.text.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = word.text.get(name.len()..).unwrap_or_default();
        if number.is_empty() || name.ends_with(|c: char| c.is_ascii() || c == '第') || name.is_empty() {
            continue;
        }
        let wide = |t: &str| t.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f32>();
        let x = word.bbox.x1 - wide(number) * word.bbox.width() / wide(&word.text);
        let bbox = Rect { x0: x, ..word.bbox };
        let value = Word { text: word.text.part(number), bbox };
        let there = bbox.overlap_x(&first) > 0.0 && line.values.first().is_none_or(|v| v.bbox.x0 >= first.x1);
        // A dump moves its columns: there the sum of the row tells.
        let row = || std::iter::once(&value).chain(&line.values).cloned().collect::<Vec<_>>();
        if !(there || line.values.len() + 1 == most && drift::adds_up(&row())) {
            continue;
        }
        let label = Word { text: word.text.part(name), bbox: Rect { x1: x, ..word.bbox } };
        line.labels.pop();
        line.labels.push(label);
        line.values.insert(0, value);
    }
}

/// Joins two or three lines where the numbers of a row go on in the next, if the row adds up only so.
pub(super) fn join_sums(lines: &mut [Line], labels: &Labels, pitch: f32, unit: f32) {
    let mut from = 0;
    while from < lines.len() {
        let part = |len: usize| {
            let part = lines.get(from..from + len)?;
            let near = part.windows(2).all(|w| matches!(w, [a, b] if b.y - a.y < 1.3 * pitch));
            // Lines whose innermost numbered labels stand under one another are two rows.
            let label = |l: &Line| {
                l.labels
                    .iter()
                    .rev()
                    .find(|w| split_number(&w.text).is_some() || labels.is_row(&w.text))
                    .map(|w| w.bbox.x0)
            };
            let begins: Vec<f32> = part.iter().filter_map(label).collect();
            let one =
                begins.iter().enumerate().all(|(i, a)| begins.iter().skip(i + 1).all(|b| (a - b).abs() > 2.0 * unit));
            let values: Vec<&[Word]> = part.iter().map(|l| l.values.as_slice()).collect();
            let row = drift::wrapped(&values, labels.width(), unit).filter(|_| near && one)?;
            let inner = |l: &Line| label(l).unwrap_or(f32::MIN);
            let target =
                part.iter().enumerate().max_by(|(_, a), (_, b)| inner(a).total_cmp(&inner(b))).map_or(0, |(i, _)| i);
            Some((len, target, row))
        };
        let Some((len, target, row)) = [3, 2].into_iter().find_map(part) else {
            from += 1;
            continue;
        };
        for line in lines.iter_mut().skip(from).take(len) {
            line.values.clear();
        }
        if let Some(line) = lines.get_mut(from + target) {
            line.values = row;
        }
        from += len;
    }
}

/// A number too wide for its column goes on in the next line, beside the middle of the row: its pieces are joined to
/// the row whose own line has no value there, or has the first piece.
pub(super) fn join_wrapped(lines: &mut [Line], labels: &Labels, pitch: f32) {
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
        // A label of its own makes it a row of its own, however many cells are blank.
        if line.labels.iter().any(|w| split_number(&w.text).is_some())
            || line.labels.last().is_some_and(|w| labels.is_row(&w.text))
        {
            continue;
        }
        let near = |j: usize| {
            lines
                .get(j)
                .filter(|l| l.values.len() * 2 > most && (l.y - line.y).abs() < 1.3 * pitch)
                .map(|l| (j, (l.y - line.y).abs()))
        };
        let above = (0..i).rev().find_map(near);
        let below = (i + 1..lines.len()).find_map(near);
        let overlaps = |a: &Word, b: &Word| a.bbox.overlap_x(&b.bbox) > 0.0;
        let pieces = line.values.clone();
        // Both neighbours may be in reach: the piece belongs where its column is empty, or where the row has a piece
        // on the other side.
        let fits =
            |j: usize| lines.get(j).is_some_and(|l| pieces.iter().all(|p| !l.values.iter().any(|v| overlaps(v, p))));
        let target = match (above, below) {
            (Some((a, _)), Some((b, _))) if fits(b) && !fits(a) => b,
            (Some((a, da)), Some((b, db))) => {
                if fits(a) || da <= db {
                    a
                } else {
                    b
                }
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
                        value.text = Text::joined(
                            if upper { [&piece.text, &value.text] } else { [&value.text, &piece.text] },
                            "",
                        );
                        value.bbox = value.bbox.union(&piece.bbox);
                    }
                    None => row.values.push(piece),
                }
            }
            row.values.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        }
    }
}
