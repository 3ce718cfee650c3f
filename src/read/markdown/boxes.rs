//! Tables whose cells are boxes of characters (`+---+`, `|`), merged ones too: what no line parts is one cell.

use super::rows::Piece;
use crate::model::content::Line;
use crate::model::grid::MAX_SLOTS;
use crate::model::origin::Origin;
use crate::read::width;

/// A cell with its place and how many rows and columns it takes.
#[derive(Debug)]
pub(super) struct Boxed {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) piece: Piece,
}

/// The cells of a table from its first line to its last; `None` if its lines do not close.
pub(super) fn table(lines: &[Line]) -> Option<Vec<Boxed>> {
    let first = lines.first()?.text.trim();
    let wide = width::width(first);
    // Programs that know no wide characters set each as wide as any other.
    let count = first.chars().count();
    let even = lines.iter().all(|line| line.text.trim().chars().count() == count);
    let places = |line: &Line| match even {
        true => line.text.trim().chars().collect(),
        false => places(line.text.trim(), wide),
    };
    let raster: Vec<Vec<char>> = lines.iter().map(places).collect();
    let joints = |line: &Vec<char>| {
        line.windows(2).any(|pair| matches!(pair, ['+', '-' | '='] | ['-' | '=' | ':', '+']))
            || line.windows(3).any(|parts| matches!(parts, ['|', '-', '-']))
    };
    let across: Vec<usize> = raster.iter().enumerate().filter(|(_, line)| joints(line)).map(|(y, _)| y).collect();
    let mut down: Vec<usize> = Vec::new();
    for y in &across {
        let line = raster.get(*y)?;
        let joint = |x: usize| {
            let at = |x: Option<usize>| x.and_then(|x| line.get(x)).copied();
            let ruled = |a: Option<usize>, b: Option<usize>| at(a) == Some('-') && at(b) == Some('-');
            let beside = || ruled(x.checked_sub(1), x.checked_sub(2)) || ruled(Some(x + 1), Some(x + 2));
            at(Some(x)) == Some('+') || at(Some(x)) == Some('|') && beside()
        };
        down.extend((0..line.len()).filter(|x| joint(*x)));
        down.sort_unstable();
        down.dedup();
    }
    let (rows, columns) = (across.len().checked_sub(1)?, down.len().checked_sub(1)?);
    if rows == 0 || columns == 0 || rows.checked_mul(columns)? > MAX_SLOTS {
        return None;
    }
    let raster = Raster { raster: &raster, across: &across, down: &down };
    let mut taken = vec![false; rows * columns];
    let mut cells = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken.get(row * columns + column) != Some(&false) {
                continue;
            }
            let right = (column..columns).find(|c| *c + 1 == columns || raster.parted_right(row, *c))?;
            let low = (row..rows).find(|r| *r + 1 == rows || raster.parted_below(*r, column))?;
            for r in row..=low {
                for c in column..=right {
                    let slot = taken.get_mut(r * columns + c).filter(|taken| !**taken)?;
                    *slot = true;
                }
            }
            let piece = raster.text(lines, (row, low), (column, right))?;
            cells.push(Boxed { row, column, rows: low + 1 - row, columns: right + 1 - column, piece });
        }
    }
    Some(cells)
}

/// A line by the places of a terminal. Some characters are one place wide for one program and two for another: that
/// which makes the line as wide as its table is right.
fn places(line: &str, wide: usize) -> Vec<char> {
    let ambiguous = |c: char| width::columns(c) == 1 && !c.is_ascii();
    let narrow = width::width(line) == wide;
    let mut places = Vec::with_capacity(wide);
    for c in line.chars() {
        let columns = if !narrow && ambiguous(c) { 2 } else { width::columns(c) };
        for nth in 0..columns {
            places.push(if nth == 0 { c } else { '\0' });
        }
    }
    places
}

/// The characters of a table, and where its lines are.
struct Raster<'a> {
    raster: &'a [Vec<char>],
    across: &'a [usize],
    down: &'a [usize],
}

impl Raster<'_> {
    /// Whether a line stands to the right of a place of the table.
    fn parted_right(&self, row: usize, column: usize) -> bool {
        let (Some(top), Some(bottom), Some(x)) =
            (self.across.get(row), self.across.get(row + 1), self.down.get(column + 1))
        else {
            return true;
        };
        let inside = self.raster.get(top + 1..*bottom).unwrap_or_default();
        inside.iter().any(|line| matches!(line.get(*x), Some('|' | '+')))
    }

    /// Whether a line stands below it.
    fn parted_below(&self, row: usize, column: usize) -> bool {
        let (Some(y), Some(left), Some(right)) =
            (self.across.get(row + 1), self.down.get(column), self.down.get(column + 1))
        else {
            return true;
        };
        let line = self.raster.get(*y).and_then(|line| line.get(left + 1..*right)).unwrap_or_default();
        !line.is_empty() && line.iter().all(|c| matches!(c, '-' | '=' | ':' | '+'))
    }

    /// What stands inside these rows and columns of the table, first and last.
    fn text(&self, lines: &[Line], rows: (usize, usize), columns: (usize, usize)) -> Option<Piece> {
        let (top, bottom) = (*self.across.get(rows.0)?, *self.across.get(rows.1 + 1)?);
        let (left, right) = (*self.down.get(columns.0)?, *self.down.get(columns.1 + 1)?);
        let mut source = String::new();
        let mut origin = None;
        for y in top + 1..bottom {
            let inside = self.raster.get(y)?.get(left + 1..right.min(self.raster.get(y)?.len())).unwrap_or_default();
            let text: String = inside.iter().filter(|c| **c != '\0').collect();
            let text = text.trim().trim_end_matches('\\');
            if text.is_empty() {
                continue;
            }
            if !source.is_empty() {
                source.push('\n');
            }
            source.push_str(text);
            let column = u32::try_from(left + 2).unwrap_or(u32::MAX);
            origin = origin.or_else(|| lines.get(y).map(|line| Origin::Line { line: line.number, column }));
        }
        let first = lines.get(top + 1)?.number;
        let origin =
            origin.unwrap_or(Origin::Line { line: first, column: u32::try_from(left + 2).unwrap_or(u32::MAX) });
        Some(Piece { source, origin })
    }
}
