//! What lies beneath text: white text is read on a dark ground, and nowhere else.

use kurbo::{Point, Rect};

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

    /// Whether something is painted at the point.
    pub(crate) fn holds(&self, point: Point) -> bool {
        self.0.len() > MAX_AREAS || self.0.iter().any(|area| area.contains(point))
    }
}
