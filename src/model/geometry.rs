//! Boxes and lines on a page: PDF points (1/72 inch), origin at the top left, y down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An axis-aligned box in PDF points, origin at the page's top left, y down; `x0 <= x1` and `y0 <= y1`.
/// Written as its four edges, to a tenth of a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(into = "[f64; 4]", from = "[f32; 4]")]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl From<Rect> for [f64; 4] {
    fn from(r: Rect) -> [f64; 4] {
        [r.x0, r.y0, r.x1, r.y1].map(|edge| (f64::from(edge) * 10.0).round_ties_even() / 10.0)
    }
}

impl From<[f32; 4]> for Rect {
    fn from([x0, y0, x1, y1]: [f32; 4]) -> Rect {
        Rect::new(x0, y0, x1, y1)
    }
}

impl Rect {
    /// The box spanned by two opposite corners, in any order. A coordinate that is not finite becomes 0.
    pub fn new(xa: f32, ya: f32, xb: f32, yb: f32) -> Self {
        let f = |v: f32| if v.is_finite() { v } else { 0.0 };
        let (xa, ya, xb, yb) = (f(xa), f(ya), f(xb), f(yb));
        Rect { x0: xa.min(xb), y0: ya.min(yb), x1: xa.max(xb), y1: ya.max(yb) }
    }

    /// Horizontal extent in points.
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Vertical extent in points.
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Square points.
    pub fn area(&self) -> f32 {
        self.width() * self.height()
    }

    /// Horizontal centre.
    pub fn cx(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }

    /// Vertical centre.
    pub fn cy(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }

    /// The smallest box that holds both.
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Whether the point lies inside or on the edge.
    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x0 && x <= self.x1 && y >= self.y0 && y <= self.y1
    }

    /// How far the two boxes overlap horizontally, in points; negative is the gap between them.
    pub fn overlap_x(&self, other: &Rect) -> f32 {
        self.x1.min(other.x1) - self.x0.max(other.x0)
    }

    /// How far the two boxes overlap vertically, in points; negative is the gap between them.
    pub fn overlap_y(&self, other: &Rect) -> f32 {
        self.y1.min(other.y1) - self.y0.max(other.y0)
    }
}

/// Which way a rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// Along x.
    Horizontal,
    /// Along y.
    Vertical,
}

/// A ruling line: a stroked segment, or a filled box so thin that it looks like one. In points, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Which way it runs.
    pub orientation: Orientation,
    /// Its centre line: y of a horizontal rule, x of a vertical one.
    pub at: f32,
    /// Where it starts: the smaller x of a horizontal rule, the smaller y of a vertical one.
    pub start: f32,
    /// Where it ends; never less than `start`.
    pub end: f32,
    /// Its thickness.
    pub thickness: f32,
}
