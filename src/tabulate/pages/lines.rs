//! Glyphs to words and lines.

use crate::model::content::{Direction, Glyph};
use crate::model::geometry::Rect;
use crate::text::Text;

/// Glyphs that touch, as text.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its text; a narrow gap is a space.
    pub text: Text,
    /// Its box, in points.
    pub bbox: Rect,
}

/// Words on one base line, from left to right; vertical writing gives a line a column.
#[derive(Clone, Debug)]
pub struct TextLine {
    /// At least one.
    pub words: Vec<Word>,
    /// Its box.
    pub bbox: Rect,
    /// The largest font size in it.
    pub size: f32,
    /// Width of its first glyph: what it would have taken to go on in the line above.
    pub first_width: f32,
}

impl TextLine {
    /// Its text, words apart by a space.
    pub fn text(&self) -> Text {
        Text::joined(self.words.iter().map(|w| &w.text), " ")
    }
}

/// A gap wider than this many font sizes parts words; spaces in the file count as gaps.
const WORD_GAP: f32 = 0.9;
/// A gap wider than this many font sizes is a space.
const SPACE_GAP: f32 = 0.22;

/// Digits of one number are set alike: a gap wider than the narrowest among them by so many font sizes is a space too,
/// as where columns without rules all but touch.
const UNLIKE_GAP: f32 = 0.12;

/// Groups glyphs into lines: columns of vertical writing from right to left, then base lines from top to bottom.
pub fn lines(glyphs: &[&Glyph]) -> Vec<TextLine> {
    let down = |g: &&&Glyph| g.direction == Direction::Down;
    let mut out = columns(glyphs.iter().filter(|g| down(g)).copied().collect());
    let mut rest: Vec<&Glyph> = glyphs.iter().filter(|g| !down(g)).copied().collect();
    rest.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut row: Vec<&Glyph> = Vec::new();
    let mut centre = 0.0f32;
    let mut count = 0.0f32;
    for glyph in rest {
        let near = glyph.bbox.cy() - centre <= 0.45 * glyph.size.min(row.first().map_or(f32::MAX, |g| g.size)).max(2.0);
        if row.is_empty() || near {
            centre = (centre * count + glyph.bbox.cy()) / (count + 1.0);
            count += 1.0;
        } else {
            out.extend(line(std::mem::take(&mut row)));
            centre = glyph.bbox.cy();
            count = 1.0;
        }
        row.push(glyph);
    }
    out.extend(line(row));
    out
}

/// Columns of vertical writing.
fn columns(mut glyphs: Vec<&Glyph>) -> Vec<TextLine> {
    glyphs.sort_by(|a, b| b.bbox.cx().total_cmp(&a.bbox.cx()));
    let mut out = Vec::new();
    let mut column: Vec<&Glyph> = Vec::new();
    let mut close = |column: &mut Vec<&Glyph>| {
        column.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
        if let Some(first) = column.first() {
            let bbox = column.iter().fold(first.bbox, |b, g| b.union(&g.bbox));
            let mut text = Text::new();
            column.iter().for_each(|g| text.push_marked(g.ch, g.marks()));
            let size = column.iter().map(|g| g.size).fold(0.0, f32::max);
            out.push(TextLine { words: vec![Word { text, bbox }], bbox, size, first_width: first.bbox.width() });
        }
        column.clear();
    };
    for glyph in glyphs {
        if column.first().is_some_and(|g| (g.bbox.cx() - glyph.bbox.cx()).abs() > 0.5 * g.size) {
            close(&mut column);
        }
        column.push(glyph);
    }
    close(&mut column);
    out
}

/// For each glyph the narrowest gap among the digits that it stands in; infinite where it follows no digit, or where
/// there is no other gap to compare with.
fn tightest(glyphs: &[&Glyph]) -> Vec<f32> {
    let gap = |a: &Glyph, b: &Glyph| b.bbox.x0 - a.bbox.x1;
    let digit = |g: &Glyph| g.ch.is_ascii_digit();
    let near = |a: &&Glyph, b: &&Glyph| digit(a) && digit(b) && gap(a, b) <= WORD_GAP * b.size;
    let run = |run: &[&Glyph]| {
        let least = run.windows(2).filter_map(|pair| Some(gap(pair.first()?, pair.last()?))).fold(f32::MAX, f32::min);
        let least = if run.len() > 2 { least } else { f32::INFINITY };
        std::iter::once(f32::INFINITY).chain(std::iter::repeat_n(least, run.len() - 1)).collect::<Vec<_>>()
    };
    glyphs.chunk_by(near).flat_map(run).collect()
}

/// Glyphs of one base line to words.
fn line(mut glyphs: Vec<&Glyph>) -> Option<TextLine> {
    glyphs.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    let mut words: Vec<Word> = Vec::new();
    let mut size = 0.0f32;
    let mut first_width = 0.0;
    let spaces: Vec<f32> = glyphs.iter().filter(|g| g.ch.is_whitespace()).map(|g| g.bbox.cx()).collect();
    let glyphs: Vec<&Glyph> = glyphs.into_iter().filter(|g| !g.ch.is_whitespace()).collect();
    let tight = tightest(&glyphs);
    for (glyph, tight) in glyphs.iter().zip(tight) {
        size = size.max(glyph.size);
        match words.last_mut() {
            Some(word) if glyph.bbox.x0 - word.bbox.x1 <= WORD_GAP * glyph.size => {
                let ascii = word.text.ends_with(|c: char| c.is_ascii());
                // A number behind a label is parted from it where the file says so.
                let spaced = || spaces.iter().any(|x| (word.bbox.x1..glyph.bbox.x0).contains(x));
                let narrow = glyph.ch.is_ascii() && (ascii || glyph.ch.is_ascii_digit() && spaced());
                // Justified Chinese is letter-spaced; between digits even a narrow gap may part two numbers.
                let gap = glyph.bbox.x0 - word.bbox.x1;
                let unlike = gap - tight > UNLIKE_GAP * glyph.size;
                if unlike || gap > if narrow { SPACE_GAP } else { 2.0 * SPACE_GAP } * glyph.size {
                    word.text.push(' ');
                }
                word.text.push_marked(glyph.ch, glyph.marks());
                word.bbox = word.bbox.union(&glyph.bbox);
            }
            last => {
                if last.is_none() {
                    first_width = glyph.bbox.width();
                }
                let mut text = Text::new();
                text.push_marked(glyph.ch, glyph.marks());
                words.push(Word { text, bbox: glyph.bbox });
            }
        }
    }
    let first = words.first()?;
    let bbox = words.iter().fold(first.bbox, |b, w| b.union(&w.bbox));
    Some(TextLine { words, bbox, size, first_width })
}

/// The text of a table cell: its lines parted by `\n`, but for a line that only the cell's width has broken, which goes
/// on without one. `inner` is the width that the cell leaves to text, in points.
pub fn cell_text(lines: &[TextLine], inner: f32) -> Text {
    let mut out = Text::new();
    let mut above: Option<&TextLine> = None;
    for line in lines {
        if let Some(above) = above {
            let full = above.bbox.width() + line.first_width > inner - 0.5;
            if !full {
                out.push('\n');
            }
        }
        out.append(&line.text());
        above = Some(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::content::{UnicodeSource, Visibility};

    #[test]
    fn a_gap_unlike_those_between_the_other_digits_parts_numbers() {
        let read = |text: &str, gaps: &[f32]| {
            let mut at = 10.0;
            let glyph = |(i, ch): (usize, char)| {
                let bbox = Rect::new(at, 10.0, at + 5.0, 20.0);
                at += 5.0 + gaps.get(i).copied().unwrap_or(0.0);
                let (source, visibility) = (UnicodeSource::ToUnicode, Visibility::Shown);
                let (direction, code) = (Direction::Right, ch.into());
                Glyph { ch, bbox, size: 10.0, font: 0, code, direction, source, doubt: 0, visibility, aside: None }
            };
            let glyphs: Vec<Glyph> = text.chars().enumerate().map(glyph).collect();
            lines(&glyphs.iter().collect::<Vec<_>>()).iter().map(|l| l.text().to_string()).collect::<Vec<_>>().join("/")
        };
        assert_eq!(read("320316598", &[0.0, 0.0, 0.0, 1.6]), "3203 16598");
        assert_eq!(read("320316598", &[1.6; 8]), "320316598");
        // One gap alone has no other to compare with.
        assert_eq!(read("26", &[1.6]), "26");
    }
}
