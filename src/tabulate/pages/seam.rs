//! Rows that a page's end cut: the rest of their cells stands at the top of the next page.

use super::lattice::Lattice;
use super::stitch::Drawn;
use crate::model::content::Glyph;
use crate::model::grid::Cell;
use crate::text::Text;
use crate::text::key::split_number;
use crate::text::labels::Labels;
use crate::text::value;

/// Edges of cells closer than this, in points, are one.
const SAME: f32 = 4.0;

/// Whether the first row of `next` is the rest of the last row of `table`: no line parts them, and no row of the form
/// begins on the other side; or only both pieces together name one.
pub(super) fn is_cut(table: &Drawn, next: &Drawn, labels: &Labels) -> bool {
    let (above, below) = (label(&last_row(table)), label(&first_row(next)));
    if below.is_empty() && values(&first_row(next)) == 0 {
        return false;
    }
    let begins = split_number(&below).is_some() || labels.is_row(&below);
    if begins || !above.is_empty() && values(&last_row(table)) > 0 && values(&first_row(next)) > 0 {
        return false;
    }
    let open = table.open[1] && next.open[0];
    let whole = format!("{above}{below}");
    open || !below.is_empty() && !labels.is_row(&above) && labels.is_row(&whole)
}

/// Puts the first row of `next` into the last row of `table`, cell by cell, and takes it off `next`.
pub(super) fn join(table: &mut Drawn, next: &mut Drawn) {
    let last = table.rows.saturating_sub(1);
    let mut rest = Vec::new();
    for (row, column, mut cell) in std::mem::take(&mut next.cells) {
        if row > 0 {
            rest.push((row - 1, column, cell));
            continue;
        }
        let (left, right) = (edge(&next.xs, column), edge(&next.xs, column + cell.column_span));
        let reaches = |(row, _, c): &&mut (usize, usize, Cell)| row + c.row_span > last;
        let fits = |(_, column, c): &&mut (usize, usize, Cell)| {
            (edge(&table.xs, *column) - left).abs() < SAME
                && (edge(&table.xs, column + c.column_span) - right).abs() < SAME
        };
        match table.cells.iter_mut().filter(reaches).find(fits) {
            Some((_, _, above)) => {
                append(&mut above.text, &cell.text);
                cell.text = Text::new();
            }
            None if cell.row_span > 1 => {}
            // No cell above has these edges: what stands here belongs to all of them, and so to none for certain.
            None => {
                let under = |(_, column, c): &&mut (usize, usize, Cell)| {
                    edge(&table.xs, *column) < right - SAME && edge(&table.xs, column + c.column_span) > left + SAME
                };
                if let Some((_, _, above)) = table.cells.iter_mut().filter(reaches).find(under) {
                    append(&mut above.text, &cell.text);
                }
            }
        }
        if cell.row_span > 1 {
            cell.row_span -= 1;
            rest.push((0, column, cell));
        }
    }
    next.cells = rest;
    next.rows = next.rows.saturating_sub(1);
}

/// Goes on with a text that the page's end cut; two values never become one.
fn append(text: &mut Text, rest: &Text) {
    if rest.is_empty() {
        return;
    }
    if value::is_filled(text) && value::is_filled(rest) {
        text.push_str(" | ");
    }
    text.append(rest);
}

fn edge(xs: &[f32], index: usize) -> f32 {
    xs.get(index).copied().unwrap_or(f32::MAX)
}

/// The cells of one row from left to right; of those over several rows only those that begin and end in it.
fn row(table: &Drawn, row: usize) -> Vec<&Cell> {
    let own = table.cells.iter().filter(|(r, _, cell)| *r == row && cell.row_span == 1);
    let mut cells: Vec<(usize, &Cell)> = own.map(|(_, column, cell)| (*column, cell)).collect();
    cells.sort_by_key(|(column, _)| *column);
    cells.into_iter().map(|(_, cell)| cell).collect()
}

fn last_row(table: &Drawn) -> Vec<&Cell> {
    row(table, table.rows.saturating_sub(1))
}

fn first_row(table: &Drawn) -> Vec<&Cell> {
    row(table, 0)
}

/// What stands before the values.
fn label(cells: &[&Cell]) -> String {
    let before = cells.iter().take_while(|c| !value::is_filled(&c.text));
    before.flat_map(|c| c.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

fn values(cells: &[&Cell]) -> usize {
    cells.iter().filter(|c| value::is_filled(&c.text)).count()
}

/// Lets open tables at the ends of a page reach over a last line of text that runs out of them there.
pub(super) fn reach(lattices: &mut [Lattice], glyphs: &[&Glyph], height: f32) {
    for bottom in [true, false] {
        let lattice = if bottom { lattices.last_mut() } else { lattices.first_mut() };
        let Some(lattice) = lattice.filter(|l| l.is_open(bottom)) else { continue };
        let table = lattice.bbox();
        let beyond = |g: &&&Glyph| {
            let margin = g.bbox.y0 > height * 0.9 || g.bbox.y1 < height * 0.08;
            let out = if bottom { g.bbox.cy() > table.y1 } else { g.bbox.cy() < table.y0 };
            out && !margin && !g.ch.is_whitespace()
        };
        let over = |g: &&Glyph| {
            let far = if bottom { g.bbox.y1 - table.y1 } else { table.y0 - g.bbox.y0 };
            table.contains(g.bbox.cx(), table.cy()) && far < 1.6 * g.size
        };
        let rest: Vec<&Glyph> = glyphs.iter().filter(beyond).copied().collect();
        if !rest.is_empty() && rest.iter().all(over) && in_columns(&rest, &lattice.xs) {
            let end = rest.iter().map(|g| if bottom { g.bbox.y1 } else { g.bbox.y0 });
            lattice.reach(
                bottom,
                end.fold(if bottom { table.y1 } else { table.y0 }, if bottom { f32::max } else { f32::min }),
            );
        }
    }
}

/// Whether no run of glyphs goes over from one column into the next, as a line of prose would.
fn in_columns(glyphs: &[&Glyph], xs: &[f32]) -> bool {
    let column = |g: &Glyph| xs.partition_point(|x| *x <= g.bbox.cx());
    let mut sorted = glyphs.to_vec();
    sorted.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    sorted.windows(2).all(|w| match w {
        [a, b] => {
            let level = (a.bbox.cy() - b.bbox.cy()).abs() < 0.3 * a.size;
            !(level && b.bbox.x0 - a.bbox.x1 < 0.5 * a.size && column(a) != column(b))
        }
        _ => true,
    })
}
