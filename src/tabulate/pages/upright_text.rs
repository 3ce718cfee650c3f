//! Heads of narrow columns that are written from top to bottom, each character by itself: two such columns of
//! characters would be read across.

use super::lines::{TextLine, Word, lines};
use crate::model::content::{Direction, Glyph};
use crate::model::geometry::Rect;
use crate::text::Text;
use crate::text::labels::Labels;

/// A cell of more characters is no narrow head.
const MOST: usize = 60;
/// A cell as wide as so many characters is not narrow.
const NARROW: f32 = 6.0;
/// Columns stand at least by so much wider apart than the characters in them.
const APART: f32 = 1.15;

/// The lines of a cell; columns of upright characters from right to left, where that is how the cell is written.
pub(super) fn cell_lines(glyphs: &[&Glyph], labels: &Labels) -> Vec<TextLine> {
    let across = lines(glyphs);
    if across.len() < 2 {
        return across;
    }
    let Some(down) = columns(glyphs) else { return across };
    let text = |lines: &[TextLine]| lines.iter().map(|l| l.text().replace(' ', "")).collect::<String>();
    let wider = down.windows(2).all(|w| matches!(w, [a, b] if gap(a, b) > APART * pitch(a).max(pitch(b))));
    match (labels.is_head(&text(&down)), labels.is_head(&text(&across))) {
        (true, false) => down,
        (false, true) => across,
        _ if wider => down,
        _ => across,
    }
}

/// From one column to the next.
fn gap(a: &TextLine, b: &TextLine) -> f32 {
    (a.bbox.cx() - b.bbox.cx()).abs()
}

/// From one character of a column to the next.
fn pitch(column: &TextLine) -> f32 {
    let count = column.text().chars().count().max(2) - 1;
    (column.bbox.height() - column.bbox.width().max(column.size)).max(0.0) / count as f32
}

/// The characters as columns, from right to left, if they stand in at least two.
fn columns(glyphs: &[&Glyph]) -> Option<Vec<TextLine>> {
    let mut written: Vec<&Glyph> = glyphs.iter().filter(|g| !g.ch.is_whitespace()).copied().collect();
    let first: &Glyph = *written.first()?;
    let whole = written.iter().fold(first.bbox, |b, g| b.union(&g.bbox));
    let upright = |g: &&Glyph| g.direction == Direction::Right && !g.ch.is_ascii() && (g.size - first.size).abs() < 0.5;
    if !(4..=MOST).contains(&written.len()) || whole.width() > NARROW * first.size || !written.iter().all(upright) {
        return None;
    }
    written.sort_by(|a, b| b.bbox.cx().total_cmp(&a.bbox.cx()));
    let mut out: Vec<TextLine> = Vec::new();
    for column in written.chunk_by_mut(|a, b| a.bbox.cx() - b.bbox.cx() < 0.4 * a.size) {
        column.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
        let mut text = Text::new();
        column.iter().for_each(|g| text.push_marked(g.ch, g.marks()));
        let bbox = column.iter().map(|g| g.bbox).reduce(|a: Rect, b| a.union(&b))?;
        let size = first.size;
        out.push(TextLine { words: vec![Word { text, bbox }], bbox, size, first_width: size });
    }
    let tall = out.iter().filter(|c| c.words.iter().any(|w| w.text.chars().count() > 1)).count();
    (out.len() >= 2 && tall >= 1).then_some(out)
}
