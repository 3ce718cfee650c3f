//! Paths to rules: which strokes and fills look like ruling lines.

use kurbo::{Affine, Point, Rect};

use super::region;
use crate::model::geometry::{Orientation, Rule};

/// Filled boxes up to this thickness, in points, look like lines.
const THIN: f64 = 3.0;
/// How far from its axis a segment may lean, in points over its whole length.
const LEAN: f64 = 0.3;
/// A path of more points draws a picture and no table.
const MAX_POINTS: usize = 200_000;

/// The path under construction, in page space.
#[derive(Default)]
pub(crate) struct Path {
    points: Vec<Point>,
    subpaths: Vec<Subpath>,
    /// `W` or `W*` of PDF came: the next painting operator makes the path the clip.
    pub(crate) clips: bool,
}

#[derive(Clone, Copy)]
struct Subpath {
    start: usize,
    closed: bool,
    curved: bool,
}

/// The pen of a stroke.
#[derive(Clone, Copy)]
pub(crate) struct Pen {
    /// A box outside of which nothing is painted, in page space.
    pub(crate) clip: Rect,
    /// In page space.
    pub(crate) width: f64,
    /// Whether strokes reach over their ends by half their width.
    pub(crate) square_cap: bool,
}

/// How an area is filled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FillRule {
    NonZero,
    EvenOdd,
}

impl Path {
    pub(crate) fn move_to(&mut self, ctm: &Affine, x: f64, y: f64) {
        if self.subpaths.len() >= MAX_POINTS {
            return;
        }
        self.subpaths.push(Subpath { start: self.points.len(), closed: false, curved: false });
        self.push(*ctm * Point::new(x, y));
    }

    pub(crate) fn line_to(&mut self, ctm: &Affine, x: f64, y: f64) {
        if self.subpaths.last().is_none_or(|s| s.closed) && self.subpaths.len() < MAX_POINTS {
            // A line without a start, or one that goes on after `h`: from the closed subpath's start.
            let start = self.subpaths.last().and_then(|s| self.points.get(s.start)).copied();
            self.subpaths.push(Subpath { start: self.points.len(), closed: false, curved: false });
            if let Some(start) = start {
                self.push(start);
            }
        }
        self.push(*ctm * Point::new(x, y));
    }

    /// A curve counts by its end point; its subpath is never a rule by its edges.
    pub(crate) fn curve_to(&mut self, ctm: &Affine, x: f64, y: f64) {
        self.line_to(ctm, x, y);
        if let Some(s) = self.subpaths.last_mut() {
            s.curved = true;
        }
    }

    pub(crate) fn close(&mut self) {
        if let Some(s) = self.subpaths.last_mut() {
            s.closed = true;
        }
    }

    pub(crate) fn rect(&mut self, ctm: &Affine, x: f64, y: f64, w: f64, h: f64) {
        self.move_to(ctm, x, y);
        self.push(*ctm * Point::new(x + w, y));
        self.push(*ctm * Point::new(x + w, y + h));
        self.push(*ctm * Point::new(x, y + h));
        self.close();
    }

    pub(crate) fn clear(&mut self) {
        self.points.clear();
        self.subpaths.clear();
        self.clips = false;
    }

    /// The box around the path, for the clip.
    pub(crate) fn bounds(&self) -> Option<Rect> {
        bounds(&self.points)
    }

    fn push(&mut self, point: Point) {
        if self.points.len() < MAX_POINTS && point.is_finite() {
            self.points.push(point);
        }
    }

    fn parts(&self) -> impl Iterator<Item = (&[Point], Subpath)> {
        self.subpaths.iter().enumerate().filter_map(|(i, s)| {
            let end = self.subpaths.get(i + 1).map_or(self.points.len(), |n| n.start);
            Some((self.points.get(s.start..end)?, *s))
        })
    }

    /// The rules that a stroke in a visible colour paints: its axis-aligned segments.
    pub(crate) fn stroke(&self, pen: Pen, out: &mut Vec<Rule>) {
        let width = pen.width.min(1000.0);
        for (points, part) in self.parts() {
            let closing = match (points.first(), points.last()) {
                (Some(a), Some(b)) if part.closed && points.len() > 2 => Some((*b, *a)),
                _ => None,
            };
            let corners = part.closed || points.len() > 2 && points.first() == points.last();
            // Joins and square caps reach half the width over the end of a segment, so that corners touch.
            let over = if corners || pen.square_cap { width / 2.0 } else { 0.0 };
            let segments = points.windows(2).filter_map(|w| match w {
                [a, b] => Some((*a, *b)),
                _ => None,
            });
            for (a, b) in segments.chain(closing) {
                let segment = Rect::from_points(a, b);
                let horizontal = segment.height() <= LEAN && segment.height() <= segment.width();
                let vertical = segment.width() <= LEAN && !horizontal;
                let (dx, dy) = match (horizontal, vertical) {
                    _ if part.curved && segment.width().max(segment.height()) < 3.0 => continue,
                    (true, _) => (over, (width - segment.height()).max(0.0) / 2.0),
                    (_, true) => ((width - segment.width()).max(0.0) / 2.0, over),
                    _ => continue,
                };
                // The painted box: so a short, very wide stroke comes out as the bar that it paints.
                push_box(segment.inflate(dx, dy), pen.clip, width.max(THIN), out);
            }
        }
    }

    /// The rules that a fill in a visible colour paints: thin boxes, and the borders inside compound shapes. Outside of
    /// the box `clip` nothing is painted. Gives what it cost, in operators.
    pub(crate) fn fill(&self, clip: Rect, rule: FillRule, out: &mut Vec<Rule>) -> u64 {
        let mut rectilinear = 0usize;
        for (points, part) in self.parts() {
            let Some(area) = bounds(points) else { continue };
            let thin = area.width().min(area.height()) <= THIN;
            let straight = !part.curved && is_rectilinear(points);
            if straight && points.len() > 2 && !(thin && is_box(points)) {
                rectilinear += 1;
            } else if straight && thin {
                push_box(area, clip, THIN, out);
            } else if thin && area.width().max(area.height()) >= 6.0_f64.max(4.0 * area.width().min(area.height())) {
                // A border side with mitred ends (a trapezoid), or a line with rounded ends.
                push_box(area, clip, THIN, out);
            }
        }
        // One big box is a background. More of them, or one with more corners, may be a frame.
        let frame = rectilinear > 1 || rectilinear == 1 && self.points.len() > 5;
        if !frame {
            return 0;
        }
        let shapes: Vec<&[Point]> = self
            .parts()
            .filter(|(points, part)| !part.curved && points.len() > 2 && is_rectilinear(points))
            .map(|(points, _)| points)
            .collect();
        region::thin_strips(&shapes, rule == FillRule::EvenOdd, THIN, |strip| push_box(strip, clip, THIN, out))
    }
}

/// Clips a painted box and keeps it if it looks like a rule, or like a piece of a dotted one.
fn push_box(area: Rect, clip: Rect, thin: f64, out: &mut Vec<Rule>) {
    // Half a point of tolerance across: hairlines on the very edge of a clip are seen.
    let seen = area.intersect(clip.inflate(0.5, 0.5));
    if area.x0 > clip.x1 + 0.5 || area.x1 < clip.x0 - 0.5 || area.y0 > clip.y1 + 0.5 || area.y1 < clip.y0 - 0.5 {
        return;
    }
    let horizontal = area.width() >= area.height();
    let (at, start, end, thickness) = if horizontal {
        (area.center().y, seen.x0.max(clip.x0), seen.x1.min(clip.x1), area.height())
    } else {
        (area.center().x, seen.y0.max(clip.y0), seen.y1.min(clip.y1), area.width())
    };
    // Dots pass: a row of them is a dotted border.
    if !(end > start && end - start > 0.9 * thickness && thickness <= thin) {
        return;
    }
    out.push(Rule {
        orientation: if horizontal { Orientation::Horizontal } else { Orientation::Vertical },
        at: at as f32,
        start: start as f32,
        end: end as f32,
        thickness: thickness as f32,
    });
}

fn bounds(points: &[Point]) -> Option<Rect> {
    let first = points.first()?;
    Some(points.iter().fold(Rect::from_points(*first, *first), |r, p| r.union_pt(*p)))
}

/// Whether all edges, the closing one too, run along an axis.
fn is_rectilinear(points: &[Point]) -> bool {
    let along = |a: &Point, b: &Point| (a.x - b.x).abs() <= 0.02 || (a.y - b.y).abs() <= 0.02;
    let closing = points.first().zip(points.last()).is_none_or(|(a, b)| along(a, b));
    closing && points.windows(2).all(|w| matches!(w, [a, b] if along(a, b)))
}

fn is_box(points: &[Point]) -> bool {
    points.len() <= 4 || points.len() == 5 && points.first() == points.last()
}
