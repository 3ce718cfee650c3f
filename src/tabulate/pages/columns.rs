//! The columns of an unruled table: by full lines, by all values, or by the heads above them.

use super::base_lines::Line;
use super::drift;
use super::lines::Word;
use crate::text::labels::Labels;

/// Lines of values of one table, and the heads above them.
pub(super) struct Table<'a> {
    pub(super) lines: Vec<&'a Line>,
    pub(super) heads: Vec<&'a Word>,
}

/// The tables of a zone: one ends where column heads stand between lines, or where a table of few columns (the parts of
/// table 2) meets one of many.
pub(super) fn tables<'a>(lines: &'a [Line], labels: &Labels) -> Vec<Table<'a>> {
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
            let found = || line.labels.iter().filter(|w| labels.is_head(&w.text));
            if found().nth(1).is_some() || found().any(|w| over.is_none_or(|x| w.bbox.x1 > x)) {
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

/// The columns of a table by the middles of their values.
pub(super) struct Columns {
    pub(super) count: usize,
    /// Middles of the columns of each full line, with its height.
    pub(super) full: Vec<(f32, Vec<f32>)>,
    /// Middles where no line is full: from all values, or from the heads.
    pub(super) middles: Option<Vec<f32>>,
    /// Middles of the first and the last head, where one line holds both.
    pub(super) ends: Option<(f32, f32)>,
    /// Middles of the heads of the table of uniform rows, if all of them stand over it.
    pub(super) uniform: Option<Vec<f32>>,
}

/// Middles of the first and the last head, if a line holds both: a dump moves heads, but all of a line alike.
pub(super) fn ends(heads: &[&Word], unit: f32) -> Option<(f32, f32)> {
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

/// Middles of the heads of the table of uniform rows from left to right, each of the pieces that no other head has.
fn uniform_heads(heads: &[&Word], labels: &Labels) -> Option<Vec<f32>> {
    let (table, columns) = labels.uniform()?;
    let middle = |column: &usize| {
        let pieces = heads.iter().filter(|w| labels.only_column(table, &w.text) == Some(*column));
        let middles: Vec<f32> = pieces.map(|w| w.bbox.cx()).collect();
        (!middles.is_empty()).then(|| middles.iter().sum::<f32>() / middles.len() as f32)
    };
    let middles: Vec<f32> = columns.iter().map(middle).collect::<Option<_>>()?;
    middles.is_sorted_by(|a, b| a < b).then_some(middles)
}

/// Boxes that overlap horizontally, merged, as their middles.
pub(super) fn clusters<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<f32> {
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
    pub(super) fn of(
        table: &Table,
        labels: &Labels,
        elsewhere: &[Line],
        other_heads: &[&Word],
        character: Option<f32>,
    ) -> Columns {
        let most = table.lines.iter().map(|l| l.values.len()).max().unwrap_or(0);
        let wide = most >= 4 || table.lines.len() > 3;
        let heads = if table.heads.is_empty() && wide { other_heads } else { table.heads.as_slice() };
        // The head of the labels is none of a column of values.
        let labels_of = || table.lines.iter().flat_map(|l| &l.labels);
        let over_labels = |h: &Word| labels_of().any(|w| w.bbox.overlap_x(&h.bbox) > 0.5 * h.bbox.width());
        let over_values =
            |h: &Word| table.lines.iter().flat_map(|l| &l.values).any(|v| v.bbox.overlap_x(&h.bbox) > 0.0);
        let of_heads = clusters(heads.iter().copied().filter(|h| over_values(h) || !over_labels(h)));
        let elsewhere: Vec<&Line> = elsewhere.iter().filter(|_| wide).collect();
        let most = elsewhere.iter().map(|l| l.values.len()).fold(most, usize::max);
        let of_values = clusters(table.lines.iter().copied().chain(elsewhere.iter().copied()).flat_map(|l| &l.values));
        // How many columns rows of the form have.
        let mut counts: Vec<usize> = labels.tables.iter().flat_map(|t| &t.counts).copied().collect();
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
        let middles = [&of_values, &of_heads].into_iter().find(|m| m.len() == count).cloned();
        let ends = character.and_then(|unit| ends(heads, unit)).filter(|_| wide && of_heads.len() > 3);
        let width = labels.width();
        let count = if ends.is_some() && (2..width).contains(&count) { width } else { count };
        let uniform = character.and_then(|_| uniform_heads(&table.heads, labels));
        Columns { count, full, middles, ends, uniform }
    }

    /// The value of each column in each line of a table.
    pub(super) fn places<'a>(
        &self,
        table: &Table<'a>,
        labels: &Labels,
        character: Option<f32>,
    ) -> Vec<Vec<Option<&'a Word>>> {
        let (blocks, width) = (labels.blocks(), labels.width());
        let whole: usize = blocks.iter().sum();
        let values: Vec<&[Word]> = table.lines.iter().map(|l| l.values.as_slice()).collect();
        let chosen = match (character, values.as_slice()) {
            (Some(unit), [line]) if self.count == whole && line.len() < whole => {
                vec![drift::place_blocks(line, blocks, self.middles.as_deref(), unit)]
            }
            (Some(unit), [_, _, ..]) if self.count == width => {
                drift::place(&values, self.count, unit, self.ends, self.uniform.as_deref())
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
    pub(super) fn place<'a>(&self, line: &'a Line) -> Vec<Option<&'a Word>> {
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
