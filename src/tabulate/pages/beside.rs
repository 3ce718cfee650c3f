//! What stands on a page beside a text or is crossed out in it: small characters above or below the line, characters with
//! a line through them. Pages say it by nothing but size and place.

use crate::model::content::{Direction, Glyph};
use crate::model::geometry::{Orientation, Rule};
use crate::text::marked::MarkKind;
use crate::text::value::is_sign;

/// More characters than this in one place are a paragraph, where nothing stands beside a number.
const MOST: usize = 120;

/// More lines than this across one place are hatching.
const MOST_STROKES: usize = 1000;

/// A character of less than this share of the size of another is small beside it.
const SMALL: f32 = 0.92;

/// How far from the line of its neighbour, in sizes of that, a small character stands that is not on it.
const RAISED: f32 = 0.15;

/// And one that is not small; a second line of text is farther.
const RAISED_WHOLE: (f32, f32) = (0.22, 0.6);

/// Where the line is below the middle of a character's box, in sizes.
const BASE: f32 = 0.34;

/// The horizontal rules of a page, from top to bottom.
pub struct Strokes<'a>(Vec<&'a Rule>);

impl<'a> Strokes<'a> {
    /// Takes them out of all rules.
    pub fn of(rules: &'a [Rule]) -> Strokes<'a> {
        let mut strokes: Vec<&Rule> = rules.iter().filter(|r| r.orientation == Orientation::Horizontal).collect();
        strokes.sort_by(|a, b| a.at.total_cmp(&b.at));
        Strokes(strokes)
    }

    /// Those between two heights.
    fn between(&self, top: f32, bottom: f32) -> impl Iterator<Item = &'a Rule> {
        let from = self.0.partition_point(|r| r.at < top);
        self.0.iter().skip(from).take_while(move |r| r.at <= bottom).take(MOST_STROKES).copied()
    }
}

/// The glyphs of one place with what stands beside them marked, and moved onto their line; `None` if there is nothing.
pub fn marked(glyphs: &[&Glyph], strokes: &Strokes<'_>) -> Option<Vec<Glyph>> {
    let sure = |g: &&Glyph| g.direction == Direction::Right && g.doubt == 0 && !g.is_hidden();
    if glyphs.len() > MOST || !glyphs.iter().any(|g| g.ch.is_numeric()) || !glyphs.iter().all(sure) {
        return None;
    }
    let mut out: Vec<Glyph> = glyphs.iter().map(|g| **g).collect();
    strike(&mut out, strokes);
    let (smallest, largest) = out.iter().fold((f32::MAX, 0.0f32), |(a, b), g| (a.min(g.size), b.max(g.size)));
    let lines = out.iter().map(|g| g.bbox.cy()).fold((f32::MAX, f32::MIN), |(a, b), y| (a.min(y), b.max(y)));
    if smallest < SMALL * largest || lines.1 - lines.0 > RAISED_WHOLE.0 * smallest {
        level(&mut out, &|_, _| true);
    }
    out.iter().any(|g| g.aside.is_some()).then_some(out)
}

/// The glyphs outside of ruled cells without digits that are struck out or stand above or below the line of a number, and
/// the texts that are struck out. There a word is a column, and must not be taken for a number of one.
pub fn without<'a>(glyphs: Vec<&'a Glyph>, strokes: &Strokes<'_>) -> (Vec<&'a Glyph>, Vec<String>) {
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    let middle = |i: &usize| glyphs.get(*i).map_or(0.0, |g| g.bbox.cy());
    order.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let near = |a: &usize, b: &usize| glyphs.get(*b).is_some_and(|g| middle(b) - middle(a) < 0.5 * g.size.max(2.0));
    let (mut left_out, mut struck) = (vec![false; glyphs.len()], Vec::new());
    for band in order.chunk_by(near) {
        let mut line: Vec<Glyph> = band.iter().filter_map(|i| glyphs.get(*i)).map(|g| **g).collect();
        let sure = |g: &Glyph| g.direction == Direction::Right && g.doubt == 0 && !g.is_hidden();
        if line.len() > MOST || !line.iter().any(|g| g.ch.is_ascii_digit()) || !line.iter().all(sure) {
            continue;
        }
        strike(&mut line, strokes);
        let digit = |g: &Glyph| g.ch.is_ascii_digit();
        level(&mut line, &|g, other| digit(other) && (digit(g) || is_sign(g.ch)) && g.size < SMALL * other.size);
        let mut text: Vec<&Glyph> = Vec::new();
        for (i, glyph) in band.iter().zip(&line) {
            let out = glyph.aside.is_some() && (digit(glyph) || is_sign(glyph.ch));
            if let Some(slot) = left_out.get_mut(*i).filter(|_| out) {
                *slot = true;
                text.extend(Some(glyph).filter(|g| g.aside == Some(MarkKind::StruckOut)));
            }
        }
        text.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        struck.extend(Some(text.iter().map(|g| g.ch).collect::<String>()).filter(|t| !t.is_empty()));
    }
    let kept = glyphs.iter().zip(&left_out).filter(|(_, out)| !**out).map(|(g, _)| *g).collect();
    (kept, struck)
}

/// Marks what a line runs through that is as long as what it runs through.
fn strike(glyphs: &mut [Glyph], strokes: &Strokes<'_>) {
    let (top, bottom) = glyphs.iter().fold((f32::MAX, f32::MIN), |(a, b), g| (a.min(g.bbox.y0), b.max(g.bbox.y1)));
    for stroke in strokes.between(top, bottom) {
        let covered = |g: &Glyph| {
            let height = g.bbox.height();
            let middle = g.bbox.y0 + 0.3 * height..=g.bbox.y0 + 0.75 * height;
            !g.ch.is_whitespace()
                && middle.contains(&stroke.at)
                && stroke.thickness < 0.25 * g.size
                && (stroke.start - 0.5..=stroke.end + 0.5).contains(&g.bbox.cx())
        };
        let found = glyphs.iter().filter(|g| covered(g));
        let (from, to, size) = found.fold((f32::MAX, f32::MIN, 0.0f32), |(a, b, size), g| {
            (a.min(g.bbox.x0), b.max(g.bbox.x1), size.max(g.size))
        });
        let slack = 0.6 * size;
        if from < to && (stroke.start - from).abs() < slack && (stroke.end - to).abs() < slack {
            glyphs.iter_mut().filter(|g| covered(g)).for_each(|g| g.aside = Some(MarkKind::StruckOut));
        }
    }
}

/// Marks what stands above or below the line of a neighbour, of those that may, and moves it onto that line.
fn level(glyphs: &mut [Glyph], may: &dyn Fn(&Glyph, &Glyph) -> bool) {
    let printed = |g: &&Glyph| !g.ch.is_whitespace();
    let off = |g: &Glyph| {
        let marked = |other: &Glyph| Some((off_line(g, other).filter(|_| may(g, other))?, other.bbox.cy()));
        glyphs.iter().filter(|other| printed(other) && printed(&g)).find_map(marked)
    };
    let mut found: Vec<Option<(MarkKind, f32)>> = glyphs.iter().map(off).collect();
    // What goes on from such a character at its height goes with it.
    for _ in 0..8 {
        let goes_on = |(g, own): (&Glyph, &Option<(MarkKind, f32)>)| {
            let with = |(other, mark): (&Glyph, &Option<(MarkKind, f32)>)| {
                let level = (g.bbox.cy() - other.bbox.cy()).abs() < 0.1 * other.size;
                let alike = (g.size - other.size).abs() < 0.05 * other.size;
                mark.filter(|_| level && alike && is_near(g, other))
            };
            own.or_else(|| glyphs.iter().zip(&found).filter(|(other, _)| printed(other)).find_map(with))
        };
        let next: Vec<Option<(MarkKind, f32)>> = glyphs.iter().zip(&found).map(goes_on).collect();
        if next == found {
            break;
        }
        found = next;
    }
    // On the line something must be left.
    if found.iter().all(Option::is_some) {
        return;
    }
    for (glyph, mark) in glyphs.iter_mut().zip(found) {
        if let (Some((kind, line)), None) = (mark, glyph.aside) {
            let moved = line - glyph.bbox.cy();
            glyph.aside = Some(kind);
            glyph.bbox.y0 += moved;
            glyph.bbox.y1 += moved;
        }
    }
}

/// Whether two characters stand side by side.
fn is_near(glyph: &Glyph, other: &Glyph) -> bool {
    let gap = (glyph.bbox.x0 - other.bbox.x1).max(other.bbox.x0 - glyph.bbox.x1);
    (-0.3 * other.size..0.8 * other.size).contains(&gap)
}

/// Whether a character stands above or below the line of the other beside it.
fn off_line(glyph: &Glyph, other: &Glyph) -> Option<MarkKind> {
    if !is_near(glyph, other) || glyph.bbox.overlap_y(&other.bbox) <= 0.15 * glyph.bbox.height() {
        return None;
    }
    let base = |g: &Glyph| g.bbox.cy() + BASE * g.size;
    let up = (base(other) - base(glyph)) / other.size;
    let small = glyph.size < SMALL * other.size;
    // Of two alike the number comes first, and its sign behind it.
    let behind = (glyph.size - other.size).abs() < 0.05 * other.size && glyph.bbox.x0 >= other.bbox.cx();
    if small && up > RAISED || behind && (RAISED_WHOLE.0..RAISED_WHOLE.1).contains(&up) {
        Some(MarkKind::Raised)
    } else if small && up < -RAISED {
        Some(MarkKind::Lowered)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::content::{UnicodeSource, Visibility};
    use crate::model::geometry::Rect;

    /// Digits of a size, half as wide as high, on a base line.
    fn digits(text: &str, x: f32, base: f32, size: f32) -> Vec<Glyph> {
        let glyph = |(i, ch): (usize, char)| Glyph {
            ch,
            bbox: Rect::new(
                x + 0.5 * size * i as f32,
                base - 0.84 * size,
                x + 0.5 * size * (i + 1) as f32,
                base + 0.16 * size,
            ),
            size,
            font: 0,
            code: ch.into(),
            direction: Direction::Right,
            source: UnicodeSource::ToUnicode,
            doubt: 0,
            visibility: Visibility::Shown,
            aside: None,
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn stroke(at: f32, start: f32, end: f32) -> Rule {
        Rule { orientation: Orientation::Horizontal, at, start, end, thickness: 0.6 }
    }

    /// The characters with their marks.
    fn said(pieces: &[Vec<Glyph>], strokes: &[Rule]) -> Vec<(char, Option<MarkKind>)> {
        let all: Vec<Glyph> = pieces.concat();
        let glyphs: Vec<&Glyph> = all.iter().collect();
        marked(&glyphs, &Strokes::of(strokes)).unwrap_or(all.clone()).iter().map(|g| (g.ch, g.aside)).collect()
    }

    #[test]
    fn small_and_high_is_raised_and_small_on_the_line_is_not() {
        let raised = Some(MarkKind::Raised);
        let number = || digits("53", 10.0, 50.0, 10.0);
        let want = [('5', None), ('3', None), ('1', raised), ('2', raised)];
        assert_eq!(said(&[number(), digits("12", 20.0, 46.0, 6.5)], &[]), want);
        assert_eq!(said(&[number(), digits("12", 20.3, 46.5, 10.0)], &[]), want);
        let lowered = [('5', None), ('3', None), ('1', Some(MarkKind::Lowered))];
        assert_eq!(said(&[number(), digits("1", 20.0, 52.0, 6.5)], &[]), lowered);
        for other in [digits("1", 20.0, 50.0, 6.5), digits("1", 20.0, 51.0, 10.0), digits("1", 10.0, 62.0, 10.0)] {
            assert!(said(&[number(), other], &[]).iter().all(|(_, mark)| mark.is_none()));
        }
    }

    #[test]
    fn a_line_as_long_as_the_digits_in_their_middle_strikes_them_out() {
        let struck = Some(MarkKind::StruckOut);
        let number = || digits("1786", 10.0, 50.0, 10.0);
        let want = [('1', struck), ('7', struck), ('8', None), ('6', None)];
        assert_eq!(said(&[number()], &[stroke(46.5, 10.0, 20.0)]), want);
        // An underline, the rule of a table that text touches, and a line elsewhere.
        for other in [stroke(51.2, 10.0, 20.0), stroke(46.5, -40.0, 90.0), stroke(46.5, 40.0, 50.0)] {
            assert!(said(&[number()], &[other]).iter().all(|(_, mark)| mark.is_none()));
        }
    }
}
