//! Tables without rules: values that stand under one another are a column; a label belongs to the row of values that
//! its lines enclose. Serves PDFs without ruling lines and text dumps that keep columns by spaces.

use super::drift;
use super::lines::Word;
use crate::forms::cells as form;
use crate::forms::key::split_number;
use crate::forms::labels::labels;
use crate::forms::value;
use crate::model::content::{FlatCell, Row};
use crate::model::geometry::Rect;
use crate::model::origin::Origin;

/// A zone of more words than this is no table of the form, which has about five hundred; the work grows with the square.
pub const MOST_WORDS: usize = 8_000;

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
    let of = |words: &[Word]| {
        let mut lines = base_lines(words, zone.pitch);
        if let Some(unit) = zone.character {
            join_sums(&mut lines, zone.pitch, unit);
        }
        join_wrapped(&mut lines, zone.pitch);
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
        .filter(|w| is_head(&w.text))
        .collect();
    let mut labels = label_blocks(&lines, zone.pitch);
    let mut out: Vec<(f32, Row)> = Vec::new();
    for table in tables(&lines) {
        let columns = Columns::of(&table, &elsewhere, &other_heads, zone.character);
        let places = columns.places(&table, zone.character);
        let mut from = 0;
        while let Some(first) = table.lines.get(from) {
            let claim = claim(&labels, first, zone.pitch);
            // Lines of values beside one label are one row, whose numbers its columns were too narrow for.
            let beside = |pair: &[&Line]| match pair {
                [a, b] => b.y - a.y < 2.3 * zone.pitch,
                _ => false,
            };
            let mut to = from + 1;
            while claim.is_some()
                && table.lines.get(to - 1..=to).is_some_and(beside)
                && table.lines.get(to).is_some_and(|l| self::claim(&labels, l, zone.pitch) == claim)
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
                let text = pieces.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join("\n");
                let bbox = pieces
                    .iter()
                    .map(|w| w.bbox)
                    .reduce(|a, b| a.union(&b))
                    .unwrap_or(Rect::new(0.0, first.y, 0.0, first.y));
                cells.push(FlatCell { text, origin: origin(bbox) });
            }
            out.push((first.y, Row { cells }));
            from = to;
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
    // A number that goes on in the next line may be cut behind a comma, or after it.
    let piece = |c: char| c.is_numeric() || matches!(c, ',' | '\u{ff0c}');
    value::is_filled(&word.text) || word.text.starts_with(char::is_numeric) && word.text.chars().all(piece)
}

/// Cuts a word at its spaces if numbers stand in it: where columns are tight, the gap between them is no wider than
/// that between words.
fn parts(word: &Word) -> Vec<Word> {
    if !word.text.contains(' ') || !word.text.split(' ').any(value::is_number) {
        return vec![word.clone()];
    }
    let wide = |t: &str| t.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f32>();
    let unit = word.bbox.width() / wide(&word.text).max(0.5);
    let mut x = word.bbox.x0;
    let mut out = Vec::new();
    for part in word.text.split(' ') {
        let to = x + wide(part) * unit;
        if !part.is_empty() {
            out.push(Word { text: part.to_string(), bbox: Rect { x0: x, x1: to, ..word.bbox } });
        }
        x = to + 0.5 * unit;
    }
    out
}

/// Words to base lines: the values at the end of a line, and the labels before them.
fn base_lines(words: &[Word], pitch: f32) -> Vec<Line> {
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

/// Joins two or three lines where the numbers of a row go on in the next, if the row adds up only so.
fn join_sums(lines: &mut [Line], pitch: f32, unit: f32) {
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
                    .find(|w| split_number(&w.text).is_some() || labels().is_row(&w.text))
                    .map(|w| w.bbox.x0)
            };
            let begins: Vec<f32> = part.iter().filter_map(label).collect();
            let one =
                begins.iter().enumerate().all(|(i, a)| begins.iter().skip(i + 1).all(|b| (a - b).abs() > 2.0 * unit));
            let values: Vec<&[Word]> = part.iter().map(|l| l.values.as_slice()).collect();
            let row = drift::wrapped(&values, unit).filter(|_| near && one)?;
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
        // A label of its own makes it a row of its own, however many cells are blank.
        if line.labels.iter().any(|w| split_number(&w.text).is_some())
            || line.labels.last().is_some_and(|w| labels().is_row(&w.text))
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
                        value.text = if upper {
                            format!("{}{}", piece.text, value.text)
                        } else {
                            format!("{}{}", value.text, piece.text)
                        };
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
                    block.text.push_str(&word.text);
                    block.bbox = block.bbox.union(&word.bbox);
                }
                None => blocks.push(Label { text: word.text.clone(), bbox: word.bbox, numbered, used: false }),
            }
        }
    }
    blocks
}

/// The innermost label whose lines enclose a line of values; where none does, a label of the form just above or below.
fn claim(blocks: &[Label], line: &Line, pitch: f32) -> Option<usize> {
    let first = line.values.first().map_or(f32::MAX, |v| v.bbox.x0);
    let before = || blocks.iter().enumerate().filter(|(_, l)| l.bbox.x0 < first);
    let beside = |l: &Label| line.y > l.bbox.y0 - 0.3 * pitch && line.y < l.bbox.y1 + 0.3 * pitch;
    let inside = before()
        .filter(|(_, l)| beside(l))
        .max_by(|(_, a), (_, b)| a.numbered.cmp(&b.numbered).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let gap = |l: &Label| (l.bbox.y0 - line.y).max(line.y - l.bbox.y1);
    let near = || {
        before()
            .filter(|(_, l)| l.numbered && gap(l) < 1.2 * pitch && labels().is_row(&l.text))
            .min_by(|(_, a), (_, b)| gap(a).total_cmp(&gap(b)))
    };
    inside.or_else(near).map(|(i, _)| i)
}

/// Lines of values of one table, and the heads above them.
struct Table<'a> {
    lines: Vec<&'a Line>,
    heads: Vec<&'a Word>,
}

/// The tables of a zone: one ends where column heads stand between lines, or where a table of few columns (the parts of
/// table 2) meets one of many.
fn tables(lines: &[Line]) -> Vec<Table<'_>> {
    let mut out: Vec<Table> = Vec::new();
    let mut heads: Vec<&Word> = Vec::new();
    for line in lines {
        if line.values.is_empty() {
            // Pieces of a label may read like heads, but heads stand over values.
            let middle = |t: &Table| {
                let middles: Vec<f32> = t.lines.iter().flat_map(|l| &l.values).map(|v| v.bbox.cx()).collect();
                middles.iter().sum::<f32>() / middles.len().max(1) as f32
            };
            let long = |t: &&Table| t.lines.len() > 3 || t.lines.iter().any(|l| l.values.len() >= 4);
            let over = out.last().filter(long).map(middle);
            let found = || line.labels.iter().filter(|w| is_head(&w.text));
            if found().any(|w| over.is_none_or(|x| w.bbox.x1 > x)) {
                heads.extend(found());
            }
            continue;
        }
        let wide = line.values.len() >= 4;
        let fits = |t: &Table| heads.is_empty() && (t.lines.iter().any(|l| l.values.len() >= 4) == wide || wide);
        match out.last_mut() {
            Some(open) if fits(open) || heads.is_empty() && open.lines.iter().any(|l| l.values.len() >= 4) => {
                open.lines.push(line)
            }
            _ => out.push(Table { lines: vec![line], heads: std::mem::take(&mut heads) }),
        }
        heads.clear();
    }
    out
}

/// Whether a word is a column head or a piece of one.
fn is_head(text: &str) -> bool {
    let short = text.chars().count() <= 4 && split_number(text).is_none();
    form::Table::ALL.iter().any(|t| labels().column(*t, text).is_some() || short && labels().in_column(*t, text))
}

/// The columns of a table by the middles of their values.
struct Columns {
    count: usize,
    /// Middles of the columns of each full line, with its height.
    full: Vec<(f32, Vec<f32>)>,
    /// Middles where no line is full: from all values, or from the heads.
    middles: Option<Vec<f32>>,
    /// Middles of the first and the last head, where one line holds both.
    ends: Option<(f32, f32)>,
}

/// Columns of the table of reviews.
const REVIEWS: usize = 15;

/// Middles of the first and the last head, if a line holds both: a dump moves heads, but all of a line alike.
fn ends(heads: &[&Word], unit: f32) -> Option<(f32, f32)> {
    let first = heads.iter().map(|w| w.bbox.x0).min_by(f32::total_cmp)?;
    let last = heads.iter().map(|w| w.bbox.x1).max_by(f32::total_cmp)?;
    let left = heads.iter().filter(|w| w.bbox.x0 < first + 1.5 * unit);
    let pairs = left.flat_map(|a| {
        heads
            .iter()
            .filter(|b| b.bbox.y0 == a.bbox.y0 && b.bbox.x1 > last - 1.5 * unit)
            .map(|b| (a.bbox.cx(), b.bbox.cx()))
    });
    pairs.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Boxes that overlap horizontally, merged, as their middles.
fn clusters<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<f32> {
    let mut spans: Vec<(f32, f32)> = words.map(|w| (w.bbox.x0, w.bbox.x1)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f32, f32)> = Vec::new();
    for (from, to) in spans {
        match merged.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged.into_iter().map(|(a, b)| (a + b) / 2.0).collect()
}

impl Columns {
    /// `elsewhere` are lines of many values on other pages, and `other_heads` the heads there.
    fn of(table: &Table, elsewhere: &[Line], other_heads: &[&Word], character: Option<f32>) -> Columns {
        let most = table.lines.iter().map(|l| l.values.len()).max().unwrap_or(0);
        let wide = most >= 4 || table.lines.len() > 3;
        let heads = if table.heads.is_empty() && wide { other_heads } else { table.heads.as_slice() };
        let of_heads = clusters(heads.iter().copied());
        let of_heads_count = of_heads.len();
        let elsewhere: Vec<&Line> = elsewhere.iter().filter(|_| wide).collect();
        let most = elsewhere.iter().map(|l| l.values.len()).fold(most, usize::max);
        let of_values = clusters(table.lines.iter().copied().chain(elsewhere.iter().copied()).flat_map(|l| &l.values));
        // The form's rows have 1, 2, 3, 7 or 15 columns.
        let mut counts: Vec<usize> =
            form::rows().iter().flat_map(|r| [r.columns_2019.len(), r.columns_2021.len()]).collect();
        counts.sort_unstable();
        let count = if most >= 4 {
            counts.into_iter().find(|c| *c >= most).unwrap_or(most)
        } else {
            counts.into_iter().find(|c| *c >= most && *c == of_heads.len()).unwrap_or(most)
        };
        let middle = |l: &&Line| (l.y, l.values.iter().map(|v| v.bbox.cx()).collect::<Vec<f32>>());
        let full = |lines: &[&Line]| lines.iter().filter(|l| l.values.len() == count).map(middle).collect::<Vec<_>>();
        let own = full(&table.lines);
        let full = if own.is_empty() { full(&elsewhere) } else { own };
        let middles = [of_values, of_heads].into_iter().find(|m| m.len() == count);
        let ends = character.and_then(|unit| ends(heads, unit)).filter(|_| wide && of_heads_count > 3);
        let count = if ends.is_some() && (2..drift::APPLICANTS).contains(&count) { drift::APPLICANTS } else { count };
        Columns { count, full, middles, ends }
    }

    /// The value of each column in each line of a table.
    fn places<'a>(&self, table: &Table<'a>, character: Option<f32>) -> Vec<Vec<Option<&'a Word>>> {
        let values: Vec<&[Word]> = table.lines.iter().map(|l| l.values.as_slice()).collect();
        let chosen = match (character, values.as_slice()) {
            (Some(unit), [line]) if self.count == REVIEWS && line.len() < REVIEWS => {
                vec![drift::place_reviews(line, self.middles.as_deref(), unit)]
            }
            (Some(unit), [_, _, ..]) if self.count == drift::APPLICANTS => {
                drift::place(&values, self.count, unit, self.ends)
            }
            _ => return table.lines.iter().map(|l| self.place(l)).collect(),
        };
        let placed = |(line, choice): (&&'a Line, Option<Vec<usize>>)| match choice {
            Some(choice) => (0..self.count).map(|c| line.values.get(choice.iter().position(|p| *p == c)?)).collect(),
            None => line.values.iter().map(Some).collect(),
        };
        table.lines.iter().zip(chosen).map(placed).collect()
    }

    /// The value of each column in a line: in order where the line is full, else by the nearest full line; the line as
    /// it is where the places do not tell.
    fn place<'a>(&self, line: &'a Line) -> Vec<Option<&'a Word>> {
        let as_it_is = || line.values.iter().map(Some).collect();
        if line.values.len() >= self.count {
            return as_it_is();
        }
        let nearest =
            self.full.iter().min_by(|a, b| (a.0 - line.y).abs().total_cmp(&(b.0 - line.y).abs())).map(|(_, m)| m);
        let Some(middles) = nearest.or(self.middles.as_ref()) else { return as_it_is() };
        // Values keep their order: the cheapest rising choice of columns.
        let (n, m) = (line.values.len(), middles.len());
        let mut cost = vec![vec![f32::MAX; m + 1]; n + 1];
        if let Some(last) = cost.get_mut(n) {
            last.fill(0.0);
        }
        let get =
            |cost: &[Vec<f32>], i: usize, j: usize| cost.get(i).and_then(|r| r.get(j)).copied().unwrap_or(f32::MAX);
        for i in (0..n).rev() {
            for j in (0..m).rev() {
                let off = match (line.values.get(i), middles.get(j)) {
                    (Some(word), Some(middle)) => (word.bbox.cx() - middle).abs(),
                    _ => f32::MAX,
                };
                let best = (off + get(&cost, i + 1, j + 1)).min(get(&cost, i, j + 1));
                if let Some(slot) = cost.get_mut(i).and_then(|r| r.get_mut(j)) {
                    *slot = best;
                }
            }
        }
        let mut out: Vec<Option<&Word>> = Vec::with_capacity(m);
        let mut i = 0;
        for j in 0..m {
            let skip = get(&cost, i, j + 1);
            if i < n && get(&cost, i, j) < skip {
                out.push(line.values.get(i));
                i += 1;
            } else {
                out.push(None);
            }
        }
        if i == n { out } else { as_it_is() }
    }
}
