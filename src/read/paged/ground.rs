//! What lies beneath text: white text is read on a dark ground, and nowhere else.

use kurbo::{Point, Rect};

use crate::model::content::{Glyph, Visibility};

/// More areas than this are a picture: then text is taken to lie on some of them.
const MAX_AREAS: usize = 512;

/// The areas of a page that are painted in a colour, by fills, images and shadings, in the order of painting.
#[derive(Default)]
pub(crate) struct Grounds(Vec<Rect>);

impl Grounds {
    /// Notes a painted area, given by the box around it; lines are no ground.
    pub(crate) fn add(&mut self, area: Rect) {
        if self.0.len() <= MAX_AREAS && area.width().min(area.height()) > 3.0 {
            self.0.push(area);
        }
    }

    /// Notes of glyphs in a colour that paper has that nobody sees them, unless something lies beneath.
    pub(crate) fn hide(&self, glyphs: &mut [Glyph]) {
        for glyph in glyphs.iter_mut().filter(|g| g.visibility == Visibility::Shown) {
            if !self.holds(Point::new(glyph.bbox.cx().into(), glyph.bbox.cy().into())) {
                glyph.visibility = Visibility::Paper;
            }
        }
    }

    /// Whether something is painted at the point.
    fn holds(&self, point: Point) -> bool {
        self.0.len() > MAX_AREAS || self.0.iter().any(|area| area.contains(point))
    }
}
