//! Thin parts of filled shapes: the borders that a frame, or a plate with holes, leaves between its edges.

use kurbo::{Point, Rect};

/// Shapes that need a larger grid than this are drawings.
const MAX_CELLS: usize = 250_000;

/// So many questions of a cell to an edge cost as much as an operator.
const QUESTIONS: u64 = 64;

/// An upright edge of a shape: where it is crossed, and which way it runs.
struct Edge {
    x: f64,
    top: f64,
    bottom: f64,
    turn: i32,
}

/// Gives every thin strip of the area that the rectilinear `shapes` fill together, as long as it goes: all x-runs of
/// thin rows and all y-runs of thin columns of the grid that the shapes' own coordinates make. Gives what it cost, in
/// operators.
pub(crate) fn thin_strips(shapes: &[&[Point]], even_odd: bool, thin: f64, mut emit: impl FnMut(Rect)) -> u64 {
    let mut xs: Vec<f64> = shapes.iter().flat_map(|s| s.iter().map(|p| p.x)).collect();
    let mut ys: Vec<f64> = shapes.iter().flat_map(|s| s.iter().map(|p| p.y)).collect();
    sort_unique(&mut xs);
    sort_unique(&mut ys);
    let columns = xs.len().saturating_sub(1);
    let rows = ys.len().saturating_sub(1);
    let edges = upright_edges(shapes);
    // Each cell asks each edge: bound the product.
    let questions = columns.saturating_mul(rows).saturating_mul(edges.len());
    if questions == 0 || questions > MAX_CELLS * 16 {
        return 0;
    }
    let filled = |column: usize, row: usize| -> bool {
        let (Some(x), Some(y)) = (middle(&xs, column), middle(&ys, row)) else { return false };
        let crossed = edges.iter().filter(|e| e.x < x && e.top < y && y < e.bottom);
        if even_odd { crossed.count() % 2 == 1 } else { crossed.map(|e| e.turn).sum::<i32>() != 0 }
    };
    let grid: Vec<bool> =
        (0..rows).flat_map(|r| (0..columns).map(move |c| (c, r))).map(|(c, r)| filled(c, r)).collect();
    let at = |column: usize, row: usize| {
        column < columns && row < rows && grid.get(row * columns + column).copied().unwrap_or(false)
    };
    let is_thin = |values: &[f64], i: usize| matches!(values.get(i..i + 2), Some([a, b]) if b - a <= thin);
    // Next to a border lies nothing, but for other borders: boxes that overlap a little make no rule.
    let free_x = |c: usize, r: usize| !at(c, r) || is_thin(&xs, c);
    let free_y = |c: usize, r: usize| !at(c, r) || is_thin(&ys, r);
    for row in (0..rows).filter(|r| is_thin(&ys, *r)) {
        let border = |c: usize| {
            at(c, row) && (is_thin(&xs, c) || free_y(c, row.wrapping_sub(1)) && free_y(c, row.wrapping_add(1)))
        };
        runs(columns, border, |a, b| {
            if let (Some(x0), Some(x1), Some(y0), Some(y1)) = (xs.get(a), xs.get(b), ys.get(row), ys.get(row + 1)) {
                emit_long(Rect::new(*x0, *y0, *x1, *y1), true, &mut emit);
            }
        });
    }
    for column in (0..columns).filter(|c| is_thin(&xs, *c)) {
        let border = |r: usize| {
            at(column, r) && (is_thin(&ys, r) || free_x(column.wrapping_sub(1), r) && free_x(column.wrapping_add(1), r))
        };
        runs(rows, border, |a, b| {
            if let (Some(y0), Some(y1), Some(x0), Some(x1)) = (ys.get(a), ys.get(b), xs.get(column), xs.get(column + 1))
            {
                emit_long(Rect::new(*x0, *y0, *x1, *y1), false, &mut emit);
            }
        });
    }
    questions as u64 / QUESTIONS
}

/// A strip must be clearly longer than thick: crossings of rules are squares.
fn emit_long(strip: Rect, horizontal: bool, emit: &mut impl FnMut(Rect)) {
    let (long, thick) = if horizontal { (strip.width(), strip.height()) } else { (strip.height(), strip.width()) };
    if long > thick.max(1.0) * 1.5 {
        emit(strip);
    }
}

fn upright_edges(shapes: &[&[Point]]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for shape in shapes {
        let closing = shape.last().copied().zip(shape.first().copied());
        let sides = shape.windows(2).filter_map(|w| match w {
            [a, b] => Some((*a, *b)),
            _ => None,
        });
        for (a, b) in sides.chain(closing) {
            if (a.y - b.y).abs() > (a.x - b.x).abs() {
                edges.push(Edge {
                    x: a.x,
                    top: a.y.min(b.y),
                    bottom: a.y.max(b.y),
                    turn: if a.y < b.y { 1 } else { -1 },
                });
            }
        }
    }
    edges
}

/// Calls `emit(first, end)` for every run of consecutive `true`.
fn runs(count: usize, is: impl Fn(usize) -> bool, mut emit: impl FnMut(usize, usize)) {
    let mut start = None;
    for i in 0..=count {
        match (i < count && is(i), start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                emit(s, i);
                start = None;
            }
            _ => {}
        }
    }
}

fn middle(values: &[f64], index: usize) -> Option<f64> {
    Some((values.get(index)? + values.get(index + 1)?) / 2.0)
}

/// Coordinates nearer than a fiftieth of a point are one.
fn sort_unique(values: &mut Vec<f64>) {
    values.sort_by(f64::total_cmp);
    values.dedup_by(|b, a| (*b - *a).abs() < 0.02);
}
