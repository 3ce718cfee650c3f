//! The contents of a page (GB/T 33190-2016, 7.7 and clauses 8 to 13): layers and blocks of graphic objects, painted in
//! their order. Blocks and layers may nest as deep as the limits allow; only composite objects call themselves.

use kurbo::{Affine, Rect};

use super::names::{Token, Xml};
use super::object::{Draw, Object};
use super::text::Setting;
use super::{Reader, path};
use crate::model::content::Visibility;
use crate::model::limits::Limit;
use crate::read::paged::canvas::Canvas;
use crate::read::paged::paint::Paint;
use crate::read::paged::path::{FillRule, Pen};
use crate::read::xml::Stop;
use std::rc::Rc;

/// Composite objects inside composite objects: no producer goes deeper than three.
const MAX_UNIT_DEPTH: usize = 16;
/// What calling a unit costs in objects, so that empty ones cannot be called for ever.
const UNIT_WORK: u64 = 50;
/// So many bytes of a unit, which are parsed each time, cost as much as an object.
const BYTES_OF_WORK: u64 = 8;
/// Width of lines in millimetres where nothing says it (8.2).
const LINE_WIDTH: f64 = 0.353;
/// How far a path may paint over its boundary, in points: programs round the boundary, or make it the line's middle.
const SLACK: f64 = 1.0;

/// Where objects are painted.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// To the page, in points.
    pub(super) matrix: Affine,
    /// Nothing is painted outside of it.
    pub(super) clip: Rect,
    /// Drawing parameters of the object around.
    pub(super) draw: Draw,
}

/// What paints one page.
pub(super) struct Painter<'r, 'p> {
    pub(super) reader: &'r mut Reader<'p>,
    pub(super) canvas: Canvas,
    /// Ids of the units that are being painted, against cycles.
    pub(super) active: Vec<String>,
}

impl Painter<'_, '_> {
    /// Paints the objects of a page, a template page or a unit.
    ///
    /// # Errors
    /// Where the text breaks off, with what came before painted, and for too deep nesting.
    pub(super) fn run(&mut self, text: &str, place: Place) -> Result<(), Stop> {
        let limits = self.reader.package.limits();
        let mut xml = Xml::new(text, limits);
        let mut place = place;
        let around = place.draw;
        loop {
            match xml.next()? {
                Token::Open(_, attributes) => {
                    if xml.depth() > limits.depth {
                        return Err(Stop::Refused(limits.error(Limit::Depth)));
                    }
                    if !self.reader.budget.work(1) {
                        return Ok(());
                    }
                    match attributes.element() {
                        "Layer" => {
                            let own = self.reader.resources.draw(attributes.get("DrawParam").as_deref().map(str::trim));
                            place.draw = own.over(around);
                        }
                        "TextObject" => self.text(&Object::read(&mut xml, &attributes)?, place),
                        "PathObject" => self.path(&Object::read(&mut xml, &attributes)?, place),
                        "ImageObject" => self.image(&Object::read(&mut xml, &attributes)?, place),
                        "CompositeObject" => self.composite(&Object::read(&mut xml, &attributes)?, place)?,
                        "Area" | "Template" | "Actions" | "Thumbnail" | "Substitution" => drop(xml.skip()?),
                        _ => {}
                    }
                    if self.reader.budget.stopped().is_some() {
                        return Ok(());
                    }
                }
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    fn text(&mut self, object: &Object, place: Place) {
        let reader = &mut *self.reader;
        let index = reader.font(object.font.as_deref().unwrap_or_default(), object);
        let draw = reader.resources.draw(object.draw_param.as_deref());
        let draw = object.draw.over(draw).over(place.draw);
        let (fills, strokes) = (object.fills != Some(false), object.strokes == Some(true));
        let fill = faded(draw.fill.unwrap_or(Paint::BLACK), object.alpha);
        let stroke = faded(draw.stroke.unwrap_or(Paint::BLACK), object.alpha);
        let painted = fills && fill.alpha > 0.0 || strokes && stroke.alpha > 0.0;
        let seen = fills && fill.is_visible() || strokes && stroke.is_visible();
        let matrix = inside(object, place);
        let setting = Setting {
            matrix,
            clip: clip(object, place),
            font: u16::try_from(index).unwrap_or(u16::MAX),
            visibility: if painted { Visibility::Shown } else { Visibility::Unpainted },
            object,
        };
        let start = self.canvas.shown();
        let Some(font) = reader.fonts.get_mut(index) else { return };
        setting.show(font, &mut reader.budget, self.canvas.glyphs());
        if !object.visible {
            reader.hidden = reader.hidden.saturating_add(self.canvas.shown().saturating_sub(start));
            self.canvas.glyphs().truncate(start);
        } else if painted && !seen {
            self.canvas.whiten(start);
        }
    }

    fn path(&mut self, object: &Object, place: Place) {
        if !object.visible {
            return;
        }
        let draw = self.reader.resources.draw(object.draw_param.as_deref());
        let draw = object.draw.over(draw).over(place.draw);
        let matrix = inside(object, place);
        let drawn = path::parse(&object.path, &matrix);
        if !self.reader.budget.work(object.path.len() as u64 / 64) {
            return;
        }
        let mut seen = clip(object, place);
        let width = draw.line_width.unwrap_or(LINE_WIDTH).abs() * matrix.determinant().abs().sqrt();
        if let Some(boundary) = around(object, place) {
            let slack = SLACK + width / 2.0;
            seen = seen.intersect(boundary.inflate(slack, slack));
        }
        // Without a colour nothing is filled (9.1).
        let fill = draw.fill.filter(|_| object.fills == Some(true)).map(|paint| faded(paint, object.alpha));
        if let Some(paint) = fill {
            let rule = if object.even_odd { FillRule::EvenOdd } else { FillRule::NonZero };
            self.canvas.fill(&drawn, paint, seen, rule, &mut self.reader.budget);
        }
        let stroke = faded(draw.stroke.unwrap_or(Paint::BLACK), object.alpha);
        if object.strokes != Some(false) {
            let pen = Pen { clip: seen, width, square_cap: draw.square_cap == Some(true) };
            self.canvas.stroke(&drawn, stroke, pen, &mut self.reader.budget);
        }
    }

    /// An image fills the unit square of its coordinates (clause 10).
    fn image(&mut self, object: &Object, place: Place) {
        if object.visible && object.alpha > 0.0 {
            let square = inside(object, place).transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
            // Without a matrix it would be a millimetre large: then it fills its boundary.
            let area = if object.matrix == Affine::IDENTITY { around(object, place).unwrap_or(square) } else { square };
            let area = area.intersect(clip(object, place));
            let data = self.reader.resources.image(object.resource.as_deref());
            self.canvas.image(area, data, &mut self.reader.budget);
        }
    }

    /// A composite object paints a unit of the resources (clause 13).
    fn composite(&mut self, object: &Object, place: Place) -> Result<(), Stop> {
        let id = object.resource.as_deref().unwrap_or_default();
        let Some(unit) = self.reader.resources.units.get(id).map(Rc::clone) else { return Ok(()) };
        let deep = self.active.len() >= MAX_UNIT_DEPTH || self.active.iter().any(|a| a == id);
        if !object.visible || deep || !self.reader.budget.work(UNIT_WORK + unit.len() as u64 / BYTES_OF_WORK) {
            return Ok(());
        }
        let own = self.reader.resources.draw(object.draw_param.as_deref());
        let draw = object.draw.over(own).over(place.draw);
        let place = Place { matrix: inside(object, place), clip: clip(object, place), draw };
        self.active.push(id.to_string());
        let result = self.run(&unit, place);
        self.active.pop();
        result
    }
}

/// The object's own coordinates to the page: its matrix, then its boundary's corner, then what is around it (8.5).
fn inside(object: &Object, place: Place) -> Affine {
    corner(object, place) * object.matrix
}

fn corner(object: &Object, place: Place) -> Affine {
    let (x, y) = object.boundary.map_or((0.0, 0.0), |b| (b.x0, b.y0));
    place.matrix * Affine::translate((x, y))
}

/// The object's boundary on the page, unless it is empty: programs leave it so where they do not know it.
fn around(object: &Object, place: Place) -> Option<Rect> {
    let boundary = object.boundary.filter(|b| b.width() > 0.0 || b.height() > 0.0)?;
    Some(place.matrix.transform_rect_bbox(boundary))
}

/// What the clips of an object and of what is around it leave of the page.
fn clip(object: &Object, place: Place) -> Rect {
    match object.clip {
        Some(own) => place.clip.intersect(corner(object, place).transform_rect_bbox(own)),
        None => place.clip,
    }
}

fn faded(paint: Paint, alpha: f32) -> Paint {
    Paint { alpha: paint.alpha * alpha, ..paint }
}
