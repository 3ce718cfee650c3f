//! Tables from rules: rules to edges, edges to a lattice, positions of the lattice to cells with spans.

use super::touching::components;
use crate::model::geometry::{Orientation, Rect, Rule};
use crate::model::limits::Limits;

/// Rules closer than this, in points, are one line; rules that miss each other by less touch.
pub(super) const SNAP: f32 = 2.5;
/// A lattice with more lines than this in one direction is a drawing, not a table.
const MOST_LINES: usize = 400;

/// A table as drawn: its lines and its cells by their index in them.
#[derive(Clone, Debug)]
pub struct Lattice {
    /// Vertical lines, ascending, in points.
    pub xs: Vec<f32>,
    /// Horizontal lines, ascending, in points.
    pub ys: Vec<f32>,
    /// Cells as (row, column, row span, column span).
    pub cells: Vec<(usize, usize, usize, usize)>,
    /// For each position, row by row, the cell that holds it.
    owner: Vec<usize>,
    /// Whether no line closes the columns at the top, and at the bottom: a page's end may have cut the table there.
    pub open: [Vec<bool>; 2],
}

impl Lattice {
    /// The whole table.
    pub fn bbox(&self) -> Rect {
        let at = |v: &[f32], end: bool| *if end { v.last() } else { v.first() }.unwrap_or(&0.0);
        Rect::new(at(&self.xs, false), at(&self.ys, false), at(&self.xs, true), at(&self.ys, true))
    }

    /// Index of the cell at a point.
    pub fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let position = |lines: &[f32], v: f32| {
            let at = lines.partition_point(|l| *l <= v);
            (at > 0 && at < lines.len()).then(|| at - 1)
        };
        let (column, row) = (position(&self.xs, x)?, position(&self.ys, y)?);
        self.owner.get(row * (self.xs.len() - 1) + column).copied()
    }

    /// Moves the last horizontal line down, or the first one up, to where text ends that a page's end cut off.
    pub fn reach(&mut self, bottom: bool, to: f32) {
        if let Some(y) = if bottom { self.ys.last_mut() } else { self.ys.first_mut() } {
            *y = if bottom { y.max(to) } else { y.min(to) };
        }
    }

    /// Whether the table is open over most of its columns at the top, or at the bottom.
    pub fn is_open(&self, bottom: bool) -> bool {
        let [above, below] = &self.open;
        let free = if bottom { below } else { above };
        free.iter().filter(|f| **f).count() * 2 > free.len()
    }

    /// The box of a cell.
    pub fn area(&self, cell: (usize, usize, usize, usize)) -> Rect {
        let (row, column, down, across) = cell;
        let at = |v: &[f32], i: usize| v.get(i).copied().unwrap_or(0.0);
        Rect::new(at(&self.xs, column), at(&self.ys, row), at(&self.xs, column + across), at(&self.ys, row + down))
    }
}

/// The tables that rules draw, from top to bottom; none past the deadline. `None` where that takes more comparisons of one
/// rule with another than there are `left`.
pub fn lattices(rules: &[Rule], limits: &Limits, left: &mut usize) -> Option<Vec<Lattice>> {
    let mut found: Vec<Lattice> =
        components(rules, limits, left)?.into_iter().filter_map(|part| lattice(&part)).collect();
    found.sort_by(|a, b| a.bbox().y0.total_cmp(&b.bbox().y0));
    Some(found)
}

/// Merges close values into lines.
fn cluster(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let mut out: Vec<(f32, f32)> = Vec::new();
    for v in values {
        match out.last_mut() {
            Some((sum, n)) if v - *sum / *n <= SNAP => {
                *sum += v;
                *n += 1.0;
            }
            _ => out.push((v, 1.0)),
        }
    }
    out.into_iter().map(|(sum, n)| sum / n).collect()
}

/// Covered stretches of each line.
struct Edges {
    lines: Vec<Vec<(f32, f32)>>,
}

impl Edges {
    fn new(lines: &[f32], rules: &[Rule], orientation: Orientation) -> Edges {
        let mut covered = vec![Vec::new(); lines.len()];
        for rule in rules.iter().filter(|r| r.orientation == orientation) {
            let nearest = lines
                .iter()
                .enumerate()
                .min_by(|a, b| (a.1 - rule.at).abs().total_cmp(&(b.1 - rule.at).abs()))
                .map(|(i, _)| i);
            if let Some(stretches) = nearest.and_then(|i| covered.get_mut(i)) {
                stretches.push((rule.start, rule.end));
            }
        }
        for stretches in &mut covered {
            stretches.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut merged: Vec<(f32, f32)> = Vec::new();
            for (from, to) in stretches.drain(..) {
                match merged.last_mut() {
                    Some(last) if from <= last.1 + SNAP => last.1 = last.1.max(to),
                    _ => merged.push((from, to)),
                }
            }
            *stretches = merged;
        }
        Edges { lines: covered }
    }

    /// Whether most of a stretch of a line is drawn.
    fn drawn(&self, line: usize, from: f32, to: f32) -> bool {
        let covered: f32 =
            self.lines.get(line).map_or(0.0, |s| s.iter().map(|(a, b)| (b.min(to) - a.max(from)).max(0.0)).sum());
        covered >= 0.6 * (to - from)
    }
}

fn lattice(rules: &[Rule]) -> Option<Lattice> {
    let of = |o: Orientation| rules.iter().filter(move |r| r.orientation == o);
    let mut xs: Vec<f32> = of(Orientation::Vertical).map(|r| r.at).collect();
    let mut ys: Vec<f32> = of(Orientation::Horizontal).map(|r| r.at).collect();
    if xs.is_empty() || ys.is_empty() {
        return None;
    }
    // A page break leaves a table open at the top or bottom, and some tables have no outer verticals: where rules end,
    // there the table ends.
    let ends = |rules: &mut dyn Iterator<Item = &Rule>| {
        rules.fold((f32::MAX, f32::MIN), |(a, b), r| (a.min(r.start), b.max(r.end)))
    };
    let (left, right) = ends(&mut of(Orientation::Horizontal));
    let (top, bottom) = ends(&mut of(Orientation::Vertical));
    xs.extend([left, right]);
    ys.extend([top, bottom]);
    let (xs, ys) = (cluster(xs), cluster(ys));
    let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
    if columns == 0 || rows == 0 || columns * rows < 2 || columns > MOST_LINES || rows > MOST_LINES {
        return None;
    }
    let vertical = Edges::new(&xs, rules, Orientation::Vertical);
    let horizontal = Edges::new(&ys, rules, Orientation::Horizontal);
    let at = |v: &[f32], i: usize| v.get(i).copied().unwrap_or(0.0);
    let right_drawn = |r: usize, c: usize| vertical.drawn(c + 1, at(&ys, r), at(&ys, r + 1));
    let below_drawn = |r: usize, c: usize| horizontal.drawn(r + 1, at(&xs, c), at(&xs, c + 1));
    let mut owner = vec![usize::MAX; rows * columns];
    let mut cells = Vec::new();
    for r in 0..rows {
        for c in 0..columns {
            if owner.get(r * columns + c) != Some(&usize::MAX) {
                continue;
            }
            let free = |owner: &[usize], r: usize, c: usize| owner.get(r * columns + c) == Some(&usize::MAX);
            let mut across = 1;
            while c + across < columns && !right_drawn(r, c + across - 1) && free(&owner, r, c + across) {
                across += 1;
            }
            let mut down = 1;
            while r + down < rows
                && (c..c + across).all(|k| !below_drawn(r + down - 1, k) && free(&owner, r + down, k))
                && (c..c + across - 1).all(|k| !right_drawn(r + down, k))
            {
                down += 1;
            }
            for y in r..r + down {
                for x in c..c + across {
                    if let Some(slot) = owner.get_mut(y * columns + x) {
                        *slot = cells.len();
                    }
                }
            }
            cells.push((r, c, down, across));
        }
    }
    let free = |line: usize| (0..columns).map(|c| !horizontal.drawn(line, at(&xs, c), at(&xs, c + 1))).collect();
    let open = [free(0), free(rows)];
    (cells.len() >= 2).then_some(Lattice { xs, ys, cells, owner, open })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn h(at: f32, start: f32, end: f32) -> Rule {
        Rule { orientation: Orientation::Horizontal, at, start, end, thickness: 0.5 }
    }

    pub fn v(at: f32, start: f32, end: f32) -> Rule {
        Rule { orientation: Orientation::Vertical, at, start, end, thickness: 0.5 }
    }

    #[test]
    fn a_missing_edge_merges_cells() {
        // Two rows, two columns; the first row is one cell.
        let rules = [
            h(0.0, 0.0, 100.0),
            h(20.0, 0.0, 100.0),
            h(40.0, 0.0, 100.0),
            v(0.0, 0.0, 40.0),
            v(50.0, 20.0, 40.0),
            v(100.0, 0.0, 40.0),
        ];
        let found = lattices(&rules, &Limits::default(), &mut 400_000_000).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].cells, [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]);
        assert_eq!(found[0].cell_at(75.0, 10.0), Some(0));
        assert_eq!(found[0].cell_at(75.0, 30.0), Some(2));
        assert_eq!(found[0].cell_at(175.0, 30.0), None);
    }

    #[test]
    fn a_table_left_open_by_the_page_keeps_its_last_row() {
        let rules =
            [h(0.0, 0.0, 100.0), v(0.0, 0.0, 40.0), v(50.0, 0.0, 40.0), v(100.0, 0.0, 40.0), h(20.0, 0.0, 100.0)];
        assert_eq!(lattices(&rules, &Limits::default(), &mut 400_000_000).unwrap()[0].cells.len(), 4);
    }

    #[test]
    fn tables_apart_stay_apart_and_hostile_counts_are_cheap() {
        let one = |y: f32| {
            [
                h(y, 0.0, 100.0),
                h(y + 20.0, 0.0, 100.0),
                v(0.0, y, y + 20.0),
                v(50.0, y, y + 20.0),
                v(100.0, y, y + 20.0),
            ]
        };
        assert_eq!(lattices(&[one(0.0), one(60.0)].concat(), &Limits::default(), &mut 400_000_000).unwrap().len(), 2);
        let many: Vec<Rule> =
            (0..2000).flat_map(|i| [h(i as f32 * 5.0, 0.0, 9999.0), v(i as f32 * 5.0, 0.0, 9999.0)]).collect();
        assert!(lattices(&many, &Limits::default(), &mut 400_000_000).unwrap().is_empty());
    }

    #[test]
    fn what_many_strokes_cost_is_bounded() {
        // Lines that are drawn again and again are those lines.
        let again: Vec<Rule> =
            (0..400_000)
                .map(|i| {
                    if i % 2 == 0 { h((i / 2 % 5) as f32 * 9.0, 0.0, 36.0) } else { v((i % 5) as f32 * 9.0, 0.0, 36.0) }
                })
                .collect();
        assert_eq!(lattices(&again, &Limits::default(), &mut 400_000_000).unwrap()[0].cells.len(), 16);
        // Long ones that are all different draw something else than a table.
        let other: Vec<Rule> = (0..400_000).map(|i| v(i as f32 * 0.01, 0.0, 900.0 + i as f32 * 0.01)).collect();
        assert!(lattices(&other, &Limits::default(), &mut 400_000_000).is_none());
        // Uprights beside as many crosses.
        let crosses = (0..20_000).flat_map(|i| {
            let at = i as f32 * 20.0;
            [h(at, 0.0, 9.0), v(4.0, at - 4.0, at + 4.0), v(40.0, at - 4.0, at + 4.0)]
        });
        assert!(lattices(&crosses.collect::<Vec<_>>(), &Limits::default(), &mut 4_000_000).is_some());
    }
}
