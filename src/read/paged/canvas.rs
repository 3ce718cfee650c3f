//! What a page is painted on. The interpreters of PDF and OFD say what is shown, filled and stroked, in whose colour, and
//! where images stand; here that becomes glyphs, rules and images, and it is remembered what lies beneath white text.

use kurbo::Rect;

use super::budget::Budget;
use super::ground::Grounds;
use super::paint::Paint;
use super::path::{FillRule, Path, Pen};
use crate::model::content::{Glyph, ImageData, Page, PageImage};
use crate::model::geometry;

/// A page while it is painted, from its lowest layer to its uppermost.
pub(crate) struct Canvas {
    page: Page,
    grounds: Grounds,
}

impl Canvas {
    /// A blank page; its sides in points.
    pub(crate) fn new(number: u32, width: f32, height: f32) -> Self {
        let page = Page { number, width, height, ..Page::default() };
        Canvas { page, grounds: Grounds::default() }
    }

    /// All of the page.
    pub(crate) fn area(&self) -> Rect {
        Rect::new(0.0, 0.0, f64::from(self.page.width), f64::from(self.page.height))
    }

    /// How many glyphs there are.
    pub(crate) fn shown(&self) -> usize {
        self.page.glyphs.len()
    }

    /// The glyphs, for more of them, or for the last ones to be changed.
    pub(crate) fn glyphs(&mut self) -> &mut Vec<Glyph> {
        &mut self.page.glyphs
    }

    /// The glyphs from the `start`-th on have the colour of paper: nobody sees those beneath which nothing lies.
    pub(crate) fn whiten(&mut self, start: usize) {
        self.grounds.hide(self.page.glyphs.get_mut(start..).unwrap_or_default());
    }

    /// Fills a path inside of a box.
    pub(crate) fn fill(&mut self, path: &Path, paint: Paint, clip: Rect, rule: FillRule, budget: &mut Budget) {
        if !paint.is_visible() {
            return;
        }
        let before = self.page.rules.len();
        budget.work(path.fill(clip, rule, &mut self.page.rules));
        budget.paint(self.page.rules.len().saturating_sub(before));
        if let Some(bounds) = path.bounds() {
            self.grounds.add(bounds.intersect(clip));
        }
    }

    /// Strokes a path.
    pub(crate) fn stroke(&mut self, path: &Path, paint: Paint, pen: Pen, budget: &mut Budget) {
        if paint.is_visible() {
            let before = self.page.rules.len();
            path.stroke(pen, &mut self.page.rules);
            budget.paint(self.page.rules.len().saturating_sub(before));
        }
    }

    /// Covers an area with colours.
    pub(crate) fn shade(&mut self, area: Rect) {
        self.grounds.add(area);
    }

    /// Covers an area with an image.
    pub(crate) fn image(&mut self, area: Rect, data: ImageData, budget: &mut Budget) {
        self.grounds.add(area);
        if budget.paint(1) {
            let bbox = geometry::Rect::new(area.x0 as f32, area.y0 as f32, area.x1 as f32, area.y1 as f32);
            self.page.images.push(PageImage { bbox, data });
        }
    }

    /// The page, with what is there twice or in pieces put right.
    pub(crate) fn finish(mut self) -> Page {
        super::tidy::tidy(&mut self.page);
        self.page
    }
}
