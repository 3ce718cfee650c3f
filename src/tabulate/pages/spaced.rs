//! Digits set apart: letter-spaced, or spread over the width of their cell. A gap between two digits may part two
//! numbers, so it counts as none only where the whole document sets its numbers so.

use super::lines::{TextLine, Word};
use crate::model::content::{Direction, Glyph};
use crate::model::geometry::Rect;
use crate::text::Text;

/// A gap of less than this, in sizes, is none.
const TIGHT: f32 = 0.22;
/// Gaps that differ by less than this, in sizes, are alike.
const ALIKE: f32 = 0.08;
/// So many numbers, and so many of three digits or more, show how a document sets them.
const ENOUGH: (usize, usize) = (5, 3);
/// No longer number than this is set apart.
const MOST: usize = 16;

/// How the numbers in the ruled cells of a document are set apart.
#[derive(Debug, Default, PartialEq)]
pub struct Spacing {
    /// All by this gap, in sizes.
    gap: Option<f32>,
    /// Each over the width of its cell.
    spread: bool,
}

/// The digits of one cell, in order, and the gaps between them, in sizes.
struct Number<'a> {
    glyphs: Vec<&'a Glyph>,
    least: f32,
    most: f32,
    /// It begins at one side of its cell and ends at the other.
    fills: bool,
}

impl<'a> Number<'a> {
    /// The number of a cell, if it holds nothing but one line of digits.
    fn of(glyphs: &[&'a Glyph], area: Rect) -> Option<Number<'a>> {
        let mut glyphs: Vec<&Glyph> = glyphs.iter().filter(|g| !g.ch.is_whitespace()).copied().collect();
        let first = *glyphs.first()?;
        let alike = |g: &&Glyph| {
            (g.ch.is_ascii_digit() || matches!(g.ch, '.' | ',' | '-'))
                && g.direction == Direction::Right
                && g.size > 0.0
                && (g.size - first.size).abs() < 0.05 * first.size
                && (g.bbox.cy() - first.bbox.cy()).abs() < 0.15 * first.size
        };
        if !(2..=MOST).contains(&glyphs.len()) || !glyphs.iter().all(alike) {
            return None;
        }
        glyphs.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let last = *glyphs.last()?;
        let gaps = glyphs.windows(2).filter_map(|pair| match pair {
            [a, b] => Some((b.bbox.x0 - a.bbox.x1) / first.size),
            _ => None,
        });
        let (least, most) = gaps.fold((f32::MAX, f32::MIN), |(a, b), gap| (a.min(gap), b.max(gap)));
        let (left, right) = (glyphs.first()?.bbox.x0 - area.x0, area.x1 - last.bbox.x1);
        let fills = left < 1.2 * first.size && (left - right).abs() < 0.5 * first.size;
        Some(Number { glyphs, least, most, fills })
    }

    fn is_even(&self) -> bool {
        self.least >= TIGHT && self.most - self.least < ALIKE
    }
}

impl Spacing {
    /// How the numbers of these cells are set; none is set apart where one is not.
    pub fn of<'a>(cells: impl Iterator<Item = (&'a [&'a Glyph], Rect)>) -> Spacing {
        let numbers: Vec<Number<'_>> = cells.filter_map(|(glyphs, area)| Number::of(glyphs, area)).collect();
        if numbers.iter().any(|n| n.least < TIGHT) {
            return Spacing::default();
        }
        let long = |n: &&Number<'_>| n.glyphs.len() > 2 && n.is_even();
        let spread = numbers.iter().filter(long).filter(|n| n.fills).count() >= ENOUGH.1;
        let mut gaps: Vec<f32> = numbers.iter().filter(|n| n.is_even()).map(|n| n.least).collect();
        gaps.sort_by(f32::total_cmp);
        let middle = gaps.get(gaps.len() / 2).copied();
        let common = |middle: &f32| {
            let alike = numbers.iter().filter(|n| n.is_even() && (n.least - middle).abs() < ALIKE);
            let (all, long) = (alike.clone().count(), alike.filter(long).count());
            all >= ENOUGH.0 && long >= ENOUGH.1 && all * 10 >= numbers.len() * 9
        };
        Spacing { gap: middle.filter(common), spread }
    }

    /// The number of a cell as one word, if it is set apart as all are.
    pub fn joined(&self, glyphs: &[&Glyph], area: Rect) -> Option<TextLine> {
        if *self == Spacing::default() {
            return None;
        }
        let number = Number::of(glyphs, area).filter(Number::is_even)?;
        let common = self.gap.is_some_and(|gap| (number.least - gap).abs() < ALIKE);
        if !(common || self.spread && number.fills) {
            return None;
        }
        let first = *number.glyphs.first()?;
        let mut text = Text::new();
        number.glyphs.iter().for_each(|g| text.push_marked(g.ch, g.marks()));
        let bbox = number.glyphs.iter().fold(first.bbox, |b, g| b.union(&g.bbox));
        let words = vec![Word { text, bbox }];
        Some(TextLine { words, bbox, size: first.size, first_width: first.bbox.width() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::content::{UnicodeSource, Visibility};

    /// Digits, each 5 wide, with gaps between them, from a place on.
    fn digits(text: &str, x: f32, gap: f32) -> Vec<Glyph> {
        let mut at = x;
        let glyph = |ch: char| {
            let bbox = Rect::new(at, 10.0, at + 5.0, 20.0);
            at += 5.0 + gap;
            let (source, visibility) = (UnicodeSource::ToUnicode, Visibility::Shown);
            let code = ch.into();
            Glyph {
                ch,
                bbox,
                size: 10.0,
                font: 0,
                code,
                direction: Direction::Right,
                source,
                doubt: 0,
                visibility,
                aside: None,
            }
        };
        text.chars().map(glyph).collect()
    }

    /// What the cells are read as in a document of these cells, each 100 wide.
    fn read(cells: &[Vec<Glyph>]) -> Vec<Option<String>> {
        let area = Rect::new(0.0, 0.0, 100.0, 30.0);
        let glyphs: Vec<Vec<&Glyph>> = cells.iter().map(|cell| cell.iter().collect()).collect();
        let spacing = Spacing::of(glyphs.iter().map(|cell| (cell.as_slice(), area)));
        glyphs.iter().map(|cell| spacing.joined(cell, area).map(|line| line.text().to_string())).collect()
    }

    #[test]
    fn digits_set_apart_are_numbers_where_all_are() {
        let all: Vec<Vec<Glyph>> =
            ["258754", "45", "128251", "39", "303"].iter().map(|n| digits(n, 20.0, 5.1)).collect();
        assert_eq!(read(&all).into_iter().flatten().collect::<Vec<_>>(), ["258754", "45", "128251", "39", "303"]);
        let with = |more: Vec<Glyph>| read(&all.iter().cloned().chain([more]).collect::<Vec<_>>());
        // Two numbers in one cell are farther apart, or nearer.
        assert_eq!(with(digits("57", 20.0, 30.0)).last(), Some(&None));
        // One number that is set as usual, and no gap proves anything.
        assert!(with(digits("57", 20.0, 0.0)).iter().all(Option::is_none));
        assert!(read(&all[..3]).iter().all(Option::is_none));
    }

    #[test]
    fn digits_spread_over_their_cells_are_numbers() {
        let cells =
            [digits("258", 5.0, 37.5), digits("1234", 5.0, 23.3), digits("76480", 5.0, 16.2), digits("45", 40.0, 5.0)];
        let read = read(&cells);
        assert_eq!(read, [Some("258".into()), Some("1234".into()), Some("76480".into()), None]);
    }
}
