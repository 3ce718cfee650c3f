//! Tables without rules: values that stand under one another are a column; a label belongs to the row of values that
//! its lines enclose. Serves PDFs without ruling lines and text dumps that keep columns by spaces.

use super::base_lines::{Line, base_lines, join_sums, join_wrapped, unstick};
use super::columns::{Columns, tables};
use super::heads;
use super::lines::Word;
use super::wrapped;
use crate::model::content::{FlatCell, Row};
use crate::model::geometry::Rect;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::key::split_number;
use crate::text::labels::Labels;

/// A stretch of a page where a table without rules stands: its words, and the height of a line.
#[derive(Debug, Default)]
pub struct Zone {
    /// In any order.
    pub words: Vec<Word>,
    /// Distance of base lines, in points.
    pub pitch: f32,
    /// Words of the same table on other pages, if its columns stand at the same places there.
    pub context: Vec<Vec<Word>>,
    /// Width of a character, in a text dump: its columns drift.
    pub character: Option<f32>,
}

/// Lines of one label, one under the other.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) text: Text,
    pub(super) bbox: Rect,
    pub(super) numbered: bool,
    pub(super) used: bool,
}

/// The rows of a zone, from top to bottom. `origin` turns a box into a place; `form` are the labels of the form.
pub fn rows(zone: &Zone, form: &Labels, origin: &dyn Fn(Rect) -> Origin) -> Vec<Row> {
    let of = |words: &[Word]| {
        let mut lines = base_lines(words, zone.pitch);
        unstick(&mut lines);
        if let Some(unit) = zone.character {
            join_sums(&mut lines, form, zone.pitch, unit);
        }
        join_wrapped(&mut lines, form, zone.pitch);
        lines
    };
    let lines = of(&zone.words);
    let elsewhere: Vec<Line> = zone.context.iter().flat_map(|w| of(w)).filter(|l| l.values.len() >= 4).collect();
    let contexts: Vec<Vec<Line>> = zone.context.iter().map(|w| base_lines(w, zone.pitch)).collect();
    let other_heads: Vec<&Word> = contexts
        .iter()
        .flatten()
        .filter(|l| l.values.is_empty())
        .flat_map(|l| &l.labels)
        .filter(|w| form.is_head(&w.text))
        .collect();
    let mut labels = wrapped::join(label_blocks(&lines, zone.pitch), form, zone.pitch);
    let mut out: Vec<(f32, Row)> = Vec::new();
    for table in tables(&lines, form) {
        let columns = Columns::of(&table, form, &elsewhere, &other_heads, zone.character);
        let top = table.lines.first().map_or(0.0, |l| l.y);
        let above = lines.get(..lines.partition_point(|l| l.y < top)).unwrap_or_default();
        if let Some(heads) = heads::stacked(&table, above, form, &mut labels) {
            let cells = heads.into_iter().map(|(text, bbox)| FlatCell { text, origin: origin(bbox) }).collect();
            out.push((top - 0.1 * zone.pitch, Row { cells, unsegmented: false }));
        }
        let places = columns.places(&table, form, zone.character);
        let mut from = 0;
        while let Some(first) = table.lines.get(from) {
            let claim = claim(&labels, form, first, zone.pitch);
            // Lines of values beside one label are one row, whose numbers its columns were too narrow for.
            let beside = |pair: &[&Line]| match pair {
                [a, b] => b.y - a.y < 2.3 * zone.pitch,
                _ => false,
            };
            let mut to = from + 1;
            while claim.is_some()
                && table.lines.get(to - 1..=to).is_some_and(beside)
                && table.lines.get(to).is_some_and(|l| self::claim(&labels, form, l, zone.pitch) == claim)
            {
                to += 1;
            }
            let mut cells: Vec<FlatCell> = Vec::new();
            if let Some(label) = claim.and_then(|i| labels.get_mut(i)) {
                label.used = true;
                cells.push(FlatCell { text: label.text.clone(), origin: origin(label.bbox) });
            }
            let placed: Vec<Vec<Option<&Word>>> = places.get(from..to).unwrap_or_default().to_vec();
            let width = placed.iter().map(Vec::len).max().unwrap_or(0);
            for column in 0..width {
                let pieces: Vec<&Word> = placed.iter().filter_map(|p| p.get(column).copied().flatten()).collect();
                let text = Text::joined(pieces.iter().map(|w| &w.text), "\n");
                let bbox = pieces
                    .iter()
                    .map(|w| w.bbox)
                    .reduce(|a, b| a.union(&b))
                    .unwrap_or(Rect::new(0.0, first.y, 0.0, first.y));
                cells.push(FlatCell { text, origin: origin(bbox) });
            }
            out.push((first.y, Row { cells, unsegmented: false }));
            from = to;
        }
    }
    // Labels without values: heads, and pieces of labels; those on one base line are one row.
    let mut rest: Vec<Label> = labels.into_iter().filter(|l| !l.used).collect();
    rest.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    // Heads of narrow columns have their middles at different heights, and are one row all the same.
    let heads = |a: &Label, b: &Label| {
        let near = b.bbox.cy() - a.bbox.cy() < zone.pitch && a.bbox.overlap_x(&b.bbox) < 0.0;
        near && form.is_varied_head(&a.text) && form.is_varied_head(&b.text)
    };
    for part in rest.chunk_by(|a, b| b.bbox.cy() - a.bbox.cy() < 0.3 * zone.pitch || heads(a, b)) {
        let mut part: Vec<&Label> = part.iter().collect();
        part.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let cells = part.iter().map(|l| FlatCell { text: l.text.clone(), origin: origin(l.bbox) }).collect();
        out.push((part.iter().map(|l| l.bbox.cy()).fold(f32::MAX, f32::min), Row { cells, unsegmented: false }));
    }
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    out.into_iter().map(|(_, row)| row).collect()
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
                .filter(|b| {
                    b.numbered
                        && !numbered
                        && word.bbox.cy() - b.bbox.y1 < reach
                        && word.bbox.cy() > b.bbox.y1 - 0.5 * pitch
                })
                .filter(|b| (b.bbox.x0 - word.bbox.x0).abs() < 2.2 * pitch.min(12.0))
                // Of those about as near, the one begun last: its lines are the ones just above.
                .min_by_key(|b| (((b.bbox.x0 - word.bbox.x0).abs() / (0.8 * pitch)) as u32, -(b.bbox.y0 as i64)));
            match under {
                Some(block) => {
                    block.text.append(&word.text);
                    block.bbox = block.bbox.union(&word.bbox);
                }
                None => blocks.push(Label { text: word.text.clone(), bbox: word.bbox, numbered, used: false }),
            }
        }
    }
    blocks
}

/// The innermost label whose lines enclose a line of values; where none does, a label of the form just above or below.
fn claim(blocks: &[Label], form: &Labels, line: &Line, pitch: f32) -> Option<usize> {
    let first = line.values.first().map_or(f32::MAX, |v| v.bbox.x0);
    let before = || blocks.iter().enumerate().filter(|(_, l)| l.bbox.x0 < first);
    let beside = |l: &Label| line.y > l.bbox.y0 - 0.3 * pitch && line.y < l.bbox.y1 + 0.3 * pitch;
    let inside = before()
        .filter(|(_, l)| beside(l))
        .max_by(|(_, a), (_, b)| a.numbered.cmp(&b.numbered).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let gap = |l: &Label| (l.bbox.y0 - line.y).max(line.y - l.bbox.y1);
    let near = || {
        before()
            .filter(|(_, l)| l.numbered && gap(l) < 1.2 * pitch && form.is_row(&l.text))
            .min_by(|(_, a), (_, b)| gap(a).total_cmp(&gap(b)))
    };
    inside.or_else(near).map(|(i, _)| i)
}
