//! Placed text to glyphs: where each character stands can only be estimated, from the size of its font.

use super::style::Style;
use crate::model::content::{Direction, Glyph, Page, UnicodeSource, Visibility};
use crate::model::geometry::Rect;
use crate::text::key::split_number;
use crate::text::value;

/// Size of text of which nothing says it, in points.
const SIZE: f32 = 12.0;
/// Sides of a page of which nothing says them, in points.
const SIDES: (f32, f32) = (595.0, 842.0);

/// A page in the making.
pub(super) struct Sheet {
    pub(super) id: usize,
    sides: (Option<f32>, Option<f32>),
    glyphs: Vec<(Glyph, bool)>,
    left: f32,
    x: f32,
    y: f32,
    /// Where the lines begin in the glyphs.
    lines: Vec<usize>,
}

impl Sheet {
    pub(super) fn new(id: usize, sides: (Option<f32>, Option<f32>)) -> Sheet {
        Sheet { id, sides, glyphs: Vec::new(), left: 0.0, x: 0.0, y: 0.0, lines: Vec::new() }
    }

    /// Begins a placed line.
    pub(super) fn begin(&mut self, x: f32, y: f32, style: Style) {
        (self.left, self.x, self.y) = (x, x, y);
        self.lines.push(self.glyphs.len());
        if style.from_bottom {
            self.y -= size(&style);
        }
    }

    /// Goes on under what was written since the line began.
    pub(super) fn line_break(&mut self, style: Style) {
        self.x = self.left;
        self.y += style.line_height.unwrap_or(1.25 * size(&style));
        self.lines.push(self.glyphs.len());
    }

    /// Writes text where the last one ended.
    pub(super) fn text(&mut self, text: &str, style: Style) {
        let size = size(&style);
        for ch in text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')) {
            let width = size * ems(ch);
            let bbox = Rect::new(self.x, self.y, self.x + width, self.y + size);
            self.x += width;
            self.glyphs.push((glyph(ch, bbox, size), style.from_bottom));
        }
        let Some(extent) = style.extent.filter(|e| *e > 0.0) else { return };
        // Where the width is known, only the share of each character is an estimate.
        let (left, factor) = (self.left, extent / (self.x - self.left).max(0.1));
        for (glyph, _) in self.glyphs.iter_mut().skip(self.lines.last().copied().unwrap_or(0)) {
            let at = |x: f32| left + (x - left) * factor;
            glyph.bbox = Rect::new(at(glyph.bbox.x0), glyph.bbox.y0, at(glyph.bbox.x1), glyph.bbox.y1);
        }
    }

    /// The page, with heights counted from its top.
    pub(super) fn page(mut self, number: u32) -> Page {
        self.narrow();
        let lowest = self.glyphs.iter().map(|(g, _)| g.bbox.y1).fold(SIDES.1, f32::max);
        let widest = self.glyphs.iter().map(|(g, _)| g.bbox.x1).fold(SIDES.0, f32::max);
        let (width, height) = (self.sides.0.unwrap_or(widest), self.sides.1.unwrap_or(lowest));
        let placed = |(glyph, from_bottom): (Glyph, bool)| {
            let down = if from_bottom { height } else { 0.0 };
            let bbox = Rect { y0: glyph.bbox.y0 + down, y1: glyph.bbox.y1 + down, ..glyph.bbox };
            Glyph { bbox, ..glyph }
        };
        let glyphs = self.glyphs.into_iter().map(placed).collect();
        Page { number, width, height, glyphs, ..Page::default() }
    }
}

impl Sheet {
    /// Makes lines narrower that were taken for so wide that they run into the next one on their base line.
    fn narrow(&mut self) {
        let ends = self.lines.iter().skip(1).copied().chain([self.glyphs.len()]);
        let spans: Vec<(usize, usize)> = self.lines.iter().copied().zip(ends).filter(|(a, b)| a < b).collect();
        let area = |span: &(usize, usize)| {
            let own = self.glyphs.get(span.0..span.1).unwrap_or_default();
            own.iter().map(|(g, _)| g.bbox).reduce(|a, b| a.union(&b))
        };
        // A number behind words is the next cell of a table, and so is a numbered label; words go on.
        let begins = |span: &(usize, usize)| {
            let own = self.glyphs.get(span.0..span.1).unwrap_or_default();
            let text: String = own.iter().map(|(g, _)| g.ch).collect();
            value::is_filled(&text) || split_number(&text).is_some()
        };
        let mut lines: Vec<(Rect, bool, (usize, usize))> =
            spans.iter().filter_map(|s| Some((area(s)?, begins(s), *s))).collect();
        lines.sort_by(|a, b| a.0.cy().total_cmp(&b.0.cy()));
        let mut ends: Vec<((usize, usize), f32, f32)> = Vec::new();
        for (i, (own, number, span)) in lines.iter().enumerate() {
            let near = |(other, ..): &&(Rect, bool, (usize, usize))| (other.cy() - own.cy()).abs() < 0.4 * own.height();
            let beside = lines.iter().skip(i + 1).take_while(near).chain(lines.iter().take(i).rev().take_while(near));
            let next = beside.filter(|(other, ..)| other.x0 > own.x0 + 0.4 * own.height() && other.x0 < own.x1);
            let Some((next, begins, _)) = next.min_by(|a, b| a.0.x0.total_cmp(&b.0.x0)) else { continue };
            let gap = if *begins || *number { own.height() } else { 0.05 * own.height() };
            let end = (next.x0 - gap).max(own.x0 + 0.3 * (next.x0 - own.x0));
            ends.push((*span, own.x0, (end - own.x0) / own.width().max(0.1)));
        }
        for ((from, to), left, factor) in ends {
            for (glyph, _) in self.glyphs.iter_mut().take(to).skip(from) {
                let at = |x: f32| left + (x - left) * factor;
                glyph.bbox = Rect { x0: at(glyph.bbox.x0), x1: at(glyph.bbox.x1), ..glyph.bbox };
            }
        }
    }
}

fn size(style: &Style) -> f32 {
    (style.size.unwrap_or(SIZE) * style.scale.unwrap_or(1.0)).clamp(1.0, 200.0)
}

/// The usual width of a character.
fn ems(ch: char) -> f32 {
    match ch {
        ' ' | '\u{A0}' | ',' | '.' | ':' | ';' | 'i' | 'j' | 'l' | '\'' | '|' | '!' => 0.26,
        '\u{0}'..='\u{2FF}' => 0.5,
        _ => 1.0,
    }
}

fn glyph(ch: char, bbox: Rect, size: f32) -> Glyph {
    Glyph {
        ch: if ch == '\u{A0}' { ' ' } else { ch },
        bbox,
        size,
        font: 0,
        code: u32::from(ch),
        direction: Direction::Right,
        source: UnicodeSource::Encoding,
        doubt: 0,
        visibility: Visibility::Shown,
        aside: None,
    }
}
