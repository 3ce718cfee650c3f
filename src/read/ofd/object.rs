//! One graphic object (GB/T 33190-2016, 8.5), with what any of the four kinds may hold: read whole before it is painted,
//! since its colours may come after its contents.

use kurbo::{Affine, Rect};

use super::font::is_doubtful;
use super::names::{Token, Xml};
use super::path;
use super::text::{TextCode, Transform};
use super::values;
use crate::read::paged::paint::Paint;
use crate::read::xml::{Attributes, Stop};

/// Runs and glyph lists of one text object: no producer writes more than a page of lines into one.
const MAX_PARTS: usize = 100_000;

/// How lines and areas are drawn, as far as it is said here (8.2, CT_DrawParam).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Draw {
    /// In the object's own units.
    pub(super) line_width: Option<f64>,
    /// Whether strokes reach over their ends.
    pub(super) square_cap: Option<bool>,
    pub(super) fill: Option<Paint>,
    pub(super) stroke: Option<Paint>,
}

impl Draw {
    /// What the attributes of an object or of drawing parameters say.
    pub(super) fn of(attributes: &Attributes) -> Self {
        let width = attributes.get("LineWidth").as_deref().and_then(values::number);
        let cap = attributes.get("Cap").map(|cap| cap == "Square");
        Draw { line_width: width, square_cap: cap, fill: None, stroke: None }
    }

    /// Notes a colour, if the element that was just opened is one, and skips it.
    pub(super) fn colour(&mut self, xml: &mut Xml, attributes: &Attributes) -> Result<bool, Stop> {
        let slot = match attributes.element() {
            "FillColor" => &mut self.fill,
            "StrokeColor" => &mut self.stroke,
            _ => return Ok(false),
        };
        let opacity = values::alpha(attributes.get("Alpha").as_deref());
        let value = attributes.get("Value");
        // A number in a palette is some colour; so is a pattern, whose cells hold objects that are no text.
        let named = value.is_none() && attributes.get("Index").is_some();
        let complex = has_elements(xml)?;
        *slot =
            Some(if named || complex { values::pattern(opacity) } else { values::colour(value.as_deref(), opacity) });
        Ok(true)
    }

    /// These parameters where they say something, else the others.
    pub(super) fn over(self, other: Draw) -> Draw {
        Draw {
            line_width: self.line_width.or(other.line_width),
            square_cap: self.square_cap.or(other.square_cap),
            fill: self.fill.or(other.fill),
            stroke: self.stroke.or(other.stroke),
        }
    }
}

/// Skips the element that was just opened; tells whether elements are in it.
fn has_elements(xml: &mut Xml) -> Result<bool, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut found = false;
    while xml.depth() > outside {
        match xml.next()? {
            Token::Open(..) => found = true,
            Token::End => break,
            _ => {}
        }
    }
    Ok(found)
}

/// Any object. Lengths are in millimetres, coordinates those of the object before its matrix.
#[derive(Debug)]
pub(super) struct Object {
    /// Its box in the coordinates around it; its own begin at the box's top left.
    pub(super) boundary: Option<Rect>,
    pub(super) matrix: Affine,
    /// The id of its drawing parameters.
    pub(super) draw_param: Option<String>,
    /// Its own drawing parameters.
    pub(super) draw: Draw,
    /// Opacity of the whole.
    pub(super) alpha: f32,
    pub(super) visible: bool,
    /// Whether it is filled, stroked; `None` for the kind's default.
    pub(super) fills: Option<bool>,
    pub(super) strokes: Option<bool>,
    pub(super) even_odd: bool,
    /// The box around its clips, in the coordinates inside of its boundary.
    pub(super) clip: Option<Rect>,
    /// What a composite object is made of.
    pub(super) resource: Option<String>,
    pub(super) font: Option<String>,
    pub(super) size: f64,
    /// Widening of the glyphs.
    pub(super) stretch: f64,
    /// Degrees, clockwise: which way the text runs, and how its glyphs are turned.
    pub(super) reading: f64,
    pub(super) turn: f64,
    pub(super) codes: Vec<TextCode>,
    pub(super) transforms: Vec<Transform>,
    /// AbbreviatedData.
    pub(super) path: String,
}

impl Object {
    /// Reads the object that was just opened, its end included.
    ///
    /// # Errors
    /// Where the part breaks off: the object is lost.
    pub(super) fn read(xml: &mut Xml, attributes: &Attributes) -> Result<Self, Stop> {
        let get = |name: &str| attributes.get(name);
        let number = |name: &str| get(name).as_deref().and_then(values::number);
        let flag = |name: &str| {
            let value = get(name);
            let is = |wanted| values::is(value.as_deref(), wanted);
            if is(true) { Some(true) } else { is(false).then_some(false) }
        };
        let id = |name: &str| get(name).map(|id| id.trim().to_string());
        let matrix = get("CTM").as_deref().and_then(values::matrix).unwrap_or(Affine::IDENTITY);
        let mut object = Object {
            boundary: get("Boundary").as_deref().and_then(values::rect),
            matrix,
            draw_param: id("DrawParam"),
            draw: Draw::of(attributes),
            alpha: values::alpha(get("Alpha").as_deref()),
            visible: flag("Visible") != Some(false),
            fills: flag("Fill"),
            strokes: flag("Stroke"),
            even_odd: get("Rule").is_some_and(|rule| rule.starts_with("Even")),
            clip: None,
            resource: id("ResourceID"),
            font: id("Font"),
            size: number("Size").unwrap_or(0.0),
            stretch: number("HScale").filter(|s| *s > 0.0).unwrap_or(1.0),
            reading: number("ReadDirection").unwrap_or(0.0),
            turn: number("CharDirection").unwrap_or(0.0),
            codes: Vec::new(),
            transforms: Vec::new(),
            path: String::new(),
        };
        let outside = xml.depth().saturating_sub(1);
        while xml.depth() > outside {
            match xml.next()? {
                Token::Open(_, inner) => object.part(xml, &inner)?,
                Token::End => break,
                _ => {}
            }
        }
        object.transforms.sort_by_key(Transform::position);
        Ok(object)
    }

    /// Whether its characters may not be what its glyphs are, so that the font must be asked.
    pub(super) fn needs_font(&self) -> bool {
        let told: usize = self.codes.iter().map(|code| code.text.chars().count()).sum();
        let doubtful = || self.codes.iter().any(|code| code.text.chars().any(is_doubtful));
        self.transforms.iter().any(|t| t.end() > told) || !self.transforms.is_empty() && doubtful()
    }

    fn part(&mut self, xml: &mut Xml, attributes: &Attributes) -> Result<(), Stop> {
        if self.draw.colour(xml, attributes)? {
            return Ok(());
        }
        match attributes.element() {
            _ if self.codes.len() + self.transforms.len() > MAX_PARTS => drop(xml.skip()?),
            "TextCode" => {
                let number = |name: &str| attributes.get(name).as_deref().and_then(values::number);
                let steps = |name: &str| attributes.get(name).unwrap_or_default();
                let (x, y) = (number("X"), number("Y"));
                let (delta_x, delta_y) = (steps("DeltaX"), steps("DeltaY"));
                self.codes.push(TextCode { x, y, delta_x, delta_y, text: xml.text()? });
            }
            "CGTransform" => self.transforms.push(Transform::read(xml, attributes)?),
            "AbbreviatedData" => self.path = xml.text()?,
            "Clips" => self.clip = clips(xml, self.matrix)?,
            // Actions, borders, alternatives for other programs: no part of the picture.
            _ => drop(xml.skip()?),
        }
        Ok(())
    }
}

/// The box around what clips leave: each is the union of its areas, and all of them together clip (8.4). The standard
/// lets programs differ on whether the object's matrix holds for its clips: the box is around both readings.
fn clips(xml: &mut Xml, matrix: Affine) -> Result<Option<Rect>, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut all: Option<Rect> = None;
    // The clip being read; `None` while it cannot be known, because text is in it.
    let mut clip: Option<Option<Rect>> = None;
    let (mut area, mut at, mut inner) = (Affine::IDENTITY, Affine::IDENTITY, Affine::IDENTITY);
    let meet = |all: &mut Option<Rect>, clip: Option<Option<Rect>>| {
        if let Some(Some(clip)) = clip {
            *all = Some(all.map_or(clip, |all: Rect| all.intersect(clip)));
        }
    };
    let mut known = true;
    while xml.depth() > outside {
        match xml.next()? {
            Token::Open(_, attributes) => {
                let own = || attributes.get("CTM").as_deref().and_then(values::matrix).unwrap_or(Affine::IDENTITY);
                match attributes.element() {
                    "Clip" => {
                        meet(&mut all, clip.take().filter(|_| known));
                        known = true;
                    }
                    "Area" => area = own(),
                    "Path" | "PathObject" => {
                        let boundary = attributes.get("Boundary").as_deref().and_then(values::rect);
                        at = Affine::translate(boundary.map_or((0.0, 0.0), |b| (b.x0, b.y0)));
                        inner = own();
                    }
                    "Text" | "TextObject" => {
                        known = false;
                        xml.skip()?;
                    }
                    "AbbreviatedData" => {
                        let path = path::parse(&xml.text()?, &(area * at * inner));
                        if let Some(bounds) = path.bounds() {
                            let both = bounds.union(matrix.transform_rect_bbox(bounds));
                            let before = clip.flatten();
                            clip = Some(Some(before.map_or(both, |before| before.union(both))));
                        }
                    }
                    "FillColor" | "StrokeColor" => drop(xml.skip()?),
                    _ => {}
                }
            }
            Token::End => break,
            _ => {}
        }
    }
    meet(&mut all, clip.filter(|_| known));
    Ok(all)
}
