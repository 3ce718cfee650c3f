//! Geometry of runs of glyphs.

use kurbo::Rect as Area;

use crate::model::content::Direction;

/// The direction of a pen that moves over the page by this much, y down.
pub(crate) fn direction(dx: f64, dy: f64) -> Direction {
    if dx > 0.0 && dy.abs() <= 0.1 * dx {
        Direction::Right
    } else if dy > 0.0 && dx.abs() <= 0.1 * dy {
        Direction::Down
    } else if dx.abs().min(dy.abs()) <= 0.1 * dx.abs().max(dy.abs()) {
        Direction::Other
    } else {
        Direction::Slanted
    }
}

/// The `i`-th of `count` equal parts of a box along the writing direction.
pub(crate) fn part(area: Area, i: f64, count: f64, direction: Direction) -> Area {
    let along = |a: f64, b: f64, i: f64| a + (b - a) * i / count;
    match direction {
        Direction::Down => Area { y0: along(area.y0, area.y1, i), y1: along(area.y0, area.y1, i + 1.0), ..area },
        _ => Area { x0: along(area.x0, area.x1, i), x1: along(area.x0, area.x1, i + 1.0), ..area },
    }
}
