//! Strokes of letters among the rules: a bold face made by stroking outlines, or text drawn as curves, leaves the
//! straight edges of its letters beside the lines of the tables.

use crate::model::content::Glyph;
use crate::model::geometry::{Orientation, Rect, Rule};
use std::collections::BTreeMap;

/// Rules up to this length, in points, need others that they follow, wherever they stand.
const SHORT: f32 = 10.0;
/// No glyph is as large as a table: strokes longer than this, in points, are none of a letter.
const LARGEST: f32 = 80.0;
/// How far, in sizes of the glyph, a stroke of a letter may reach over the glyph's box.
const OVER: f32 = 0.15;
/// Pieces that miss each other by less, in points, follow one another or meet.
const MEET: f32 = 1.2;
/// How far off the others, in points, a piece of a line may run.
const LEVEL: f32 = 0.6;
/// A piece goes on in no more than so many others.
const MOST_NEXT: usize = 64;
/// Pieces in a row are a line from this length on, in points.
const LINE: f32 = 56.0;
/// Side of the squares by which glyphs are found, in points.
const SQUARE: f32 = 40.0;

/// The rules without those that are strokes of letters: short ones, or ones within a glyph's box, that neither follow a
/// line with others nor go from one line to another. `None` where that takes more comparisons than there are `left`.
pub(super) fn lines(rules: &[Rule], glyphs: &[&Glyph], left: &mut usize) -> Option<Vec<Rule>> {
    let letters = Letters::of(glyphs);
    let (mut doubtful, mut lines) = (Vec::new(), Vec::new());
    for rule in rules {
        let is_doubtful = length(rule) <= SHORT || length(rule) <= LARGEST && letters.hold(rule, left)?;
        if is_doubtful { doubtful.push(*rule) } else { lines.push(*rule) }
    }
    if doubtful.is_empty() {
        return Some(lines);
    }
    let (chained, alone) = chains(&doubtful, &lines);
    lines.extend(chained);
    let crossings = Crossings::of(&lines);
    let mut between = Vec::new();
    for rule in alone {
        if crossings.hold(&rule, left)? {
            between.push(rule);
        }
    }
    lines.extend(between);
    Some(lines)
}

fn length(rule: &Rule) -> f32 {
    rule.end - rule.start
}

/// Parts pieces that go on with a line, or make one together, from those that stand alone.
fn chains(pieces: &[Rule], lines: &[Rule]) -> (Vec<Rule>, Vec<Rule>) {
    let all: Vec<Rule> = pieces.iter().chain(lines).copied().collect();
    let mut levels: BTreeMap<(bool, i32), Vec<(f32, usize)>> = BTreeMap::new();
    for (i, rule) in all.iter().enumerate() {
        levels.entry(level(rule)).or_default().push((rule.start, i));
    }
    levels.values_mut().for_each(|level| level.sort_by(|a, b| a.0.total_cmp(&b.0)));
    let mut chains = Chains((0..all.len()).collect());
    for (i, rule) in all.iter().enumerate() {
        let (upright, at) = level(rule);
        for near in (at.saturating_sub(1)..=at.saturating_add(1)).filter_map(|at| levels.get(&(upright, at))) {
            let from = near.partition_point(|(start, _)| *start < rule.end - MEET);
            let next = near.iter().skip(from).take(MOST_NEXT).take_while(|(start, _)| *start <= rule.end + MEET);
            for (_, j) in next.filter(|(_, j)| all.get(*j).is_some_and(|r| (r.at - rule.at).abs() <= LEVEL)) {
                chains.join(i, *j);
            }
        }
    }
    // How far each chain goes, and whether a line is in it.
    let mut spans: BTreeMap<usize, (f32, f32, bool)> = BTreeMap::new();
    for (i, rule) in all.iter().enumerate() {
        let span = spans.entry(chains.root(i)).or_insert((rule.start, rule.end, false));
        *span = (span.0.min(rule.start), span.1.max(rule.end), span.2 || i >= pieces.len());
    }
    let mut is_line = |i: usize| spans.get(&chains.root(i)).is_some_and(|(a, b, line)| *line || b - a >= LINE);
    let (mut chained, mut alone) = (Vec::new(), Vec::new());
    for (i, rule) in pieces.iter().enumerate() {
        if is_line(i) { chained.push(*rule) } else { alone.push(*rule) }
    }
    (chained, alone)
}

fn level(rule: &Rule) -> (bool, i32) {
    (rule.orientation == Orientation::Vertical, (rule.at / LEVEL).floor() as i32)
}

/// Which rules are in one chain: each leads to another, and at last to the one that stands for all.
struct Chains(Vec<usize>);

impl Chains {
    fn root(&mut self, mut i: usize) -> usize {
        while let Some(up) = self.0.get(i).copied().filter(|up| *up != i) {
            let above = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(i) {
                *slot = above;
            }
            i = above;
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(b) {
            *slot = a;
        }
    }
}

/// Lines of either orientation by where they are, for the ends of rules that may lie on them.
struct Crossings<'a> {
    horizontal: Vec<&'a Rule>,
    vertical: Vec<&'a Rule>,
    /// The thickest of all.
    thickest: f32,
}

impl<'a> Crossings<'a> {
    fn of(lines: &'a [Rule]) -> Crossings<'a> {
        let sorted = |orientation: Orientation| {
            let mut lines: Vec<&Rule> = lines.iter().filter(|l| l.orientation == orientation).collect();
            lines.sort_by(|a, b| a.at.total_cmp(&b.at));
            lines
        };
        let thickest = lines.iter().fold(0.0f32, |most, l| most.max(l.thickness));
        Crossings { horizontal: sorted(Orientation::Horizontal), vertical: sorted(Orientation::Vertical), thickest }
    }

    /// Whether both ends of a rule lie on lines that cross it.
    fn hold(&self, rule: &Rule, left: &mut usize) -> Option<bool> {
        Some(self.meet(rule, rule.start, left)? && self.meet(rule, rule.end, left)?)
    }

    fn meet(&self, rule: &Rule, at: f32, left: &mut usize) -> Option<bool> {
        let lines = match rule.orientation {
            Orientation::Horizontal => &self.vertical,
            Orientation::Vertical => &self.horizontal,
        };
        let farthest = MEET + (self.thickest + rule.thickness) / 2.0;
        let from = lines.partition_point(|l| l.at < at - farthest);
        for line in lines.iter().skip(from).take_while(|l| l.at <= at + farthest) {
            *left = left.checked_sub(1)?;
            let reach = MEET + (line.thickness + rule.thickness) / 2.0;
            if (line.at - at).abs() <= reach && line.start - reach <= rule.at && rule.at <= line.end + reach {
                return Some(true);
            }
        }
        Some(false)
    }
}

/// The boxes of glyphs, found by place.
struct Letters {
    squares: BTreeMap<(i32, i32), Vec<Rect>>,
}

impl Letters {
    fn of(glyphs: &[&Glyph]) -> Letters {
        let mut squares: BTreeMap<(i32, i32), Vec<Rect>> = BTreeMap::new();
        for glyph in glyphs.iter().filter(|g| !g.ch.is_whitespace() && g.size > 0.0 && g.size <= LARGEST) {
            let (b, over) = (glyph.bbox, OVER * glyph.size);
            let area = Rect::new(b.x0 - over, b.y0 - over, b.x1 + over, b.y1 + over);
            squares.entry(square(area.cx(), area.cy())).or_default().push(area);
        }
        Letters { squares }
    }

    /// Whether one glyph's box holds all of the rule.
    fn hold(&self, rule: &Rule, left: &mut usize) -> Option<bool> {
        let (a, b) = match rule.orientation {
            Orientation::Horizontal => ((rule.start, rule.at), (rule.end, rule.at)),
            Orientation::Vertical => ((rule.at, rule.start), (rule.at, rule.end)),
        };
        let (x, y) = square((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        // A box is no larger than three squares: its middle is in this one or in one around it.
        for at in (x.saturating_sub(2)..=x.saturating_add(2))
            .flat_map(|x| (y.saturating_sub(2)..=y.saturating_add(2)).map(move |y| (x, y)))
        {
            let boxes = self.squares.get(&at).map_or(&[][..], Vec::as_slice);
            let found = boxes.iter().position(|area| area.contains(a.0, a.1) && area.contains(b.0, b.1));
            *left = left.checked_sub(found.map_or(boxes.len(), |at| at + 1))?;
            if found.is_some() {
                return Some(true);
            }
        }
        Some(false)
    }
}

fn square(x: f32, y: f32) -> (i32, i32) {
    ((x / SQUARE).floor() as i32, (y / SQUARE).floor() as i32)
}

#[cfg(test)]
mod tests {
    use super::super::lattice::tests::{h, v};
    use super::*;

    #[test]
    fn short_pieces_of_a_border_are_lines_and_strokes_of_a_letter_are_not() {
        // A border in pieces, a short upright from one line to another, and the strokes of a letter between them.
        let border: Vec<Rule> = (0..10).map(|i| v(0.0, i as f32 * 8.0, i as f32 * 8.0 + 8.0)).collect();
        let frame = [h(0.0, 0.0, 100.0), h(9.0, 0.0, 100.0), v(50.0, 0.0, 9.0)];
        let letter = [h(2.0, 20.0, 28.0), h(7.0, 20.0, 28.0), v(20.0, 2.0, 7.0), v(28.0, 2.0, 7.0)];
        let all = [border.as_slice(), &frame, &letter].concat();
        let kept = lines(&all, &[], &mut 1000).unwrap();
        assert_eq!(kept.len(), border.len() + frame.len());
        assert!(letter.iter().all(|stroke| !kept.contains(stroke)));
        assert!(lines(&all, &[], &mut 1).is_none());
    }
}
