//! Text objects (GB/T 33190-2016, clause 11): characters and where each stands, to glyphs with boxes.

use kurbo::{Affine, Point, Rect as Area, Vec2};

use super::deltas::Deltas;
use super::font::{Font, is_doubtful};
use super::names::{Token, Xml};
use super::object::Object;
use super::values;
use crate::model::content::{Direction, Glyph, Visibility};
use crate::model::geometry::Rect;
use crate::read::paged::budget::Budget;
use crate::read::paged::run;
use crate::read::xml::{Attributes, Stop};

/// What a glyph box reaches above and below the base line, of font size 1: an ideographic em box. Fonts that are not
/// embedded tell nothing, and those that are seldom the truth.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = 0.12;

/// Fonts have no more glyphs than this, and no producer names more at once.
const MAX_GLYPHS: usize = 65_536;

/// A run of characters; lengths in the object's units.
#[derive(Debug)]
pub(super) struct TextCode {
    /// Origin of the first character; that of the run before where it is not given.
    pub(super) x: Option<f64>,
    pub(super) y: Option<f64>,
    pub(super) delta_x: String,
    pub(super) delta_y: String,
    pub(super) text: String,
}

/// Characters of an object that certain glyphs of the font stand for (11.4).
#[derive(Debug)]
pub(super) struct Transform {
    /// The first character, counted over all runs of the object.
    position: usize,
    /// How many characters.
    codes: usize,
    glyphs: Vec<u32>,
}

impl Transform {
    /// Behind the last character.
    pub(super) fn end(&self) -> usize {
        self.position.saturating_add(self.codes)
    }

    /// For putting transforms in order.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Reads the element that was just opened. Glyph ids end at the first that is none, or where no font has as many.
    pub(super) fn read(xml: &mut Xml, attributes: &Attributes) -> Result<Self, Stop> {
        let count = |name: &str| attributes.get(name).and_then(|n| n.trim().parse::<usize>().ok());
        let (position, codes) = (count("CodePosition").unwrap_or(0), count("CodeCount").unwrap_or(1));
        let outside = xml.depth().saturating_sub(1);
        let mut glyphs = Vec::new();
        while xml.depth() > outside {
            match xml.next()? {
                Token::Open(_, inner) if inner.element() == "Glyphs" => {
                    glyphs = values::words(&xml.text()?).map_while(|id| id.parse().ok()).take(MAX_GLYPHS).collect();
                }
                Token::End => break,
                _ => {}
            }
        }
        Ok(Transform { position, codes, glyphs })
    }
}

/// What is set as one: mostly one character, by one glyph.
#[derive(Clone, Copy)]
struct Unit {
    /// The first of its characters in the run, and how many there are.
    start: usize,
    count: usize,
    glyph: Option<u32>,
    /// Whether it is a further glyph of the character before.
    further: bool,
}

/// The characters of one run, each with the glyphs that stand for it; not many more than `most`.
fn units(chars: &[char], first: usize, transforms: &[Transform], most: usize) -> Vec<Unit> {
    let plain = |start| Unit { start, count: 1, glyph: None, further: false };
    let mut units = Vec::with_capacity(chars.len());
    let mut next = 0;
    for transform in transforms {
        let Some(start) = transform.position.checked_sub(first).filter(|at| *at >= next && *at < chars.len()) else {
            continue;
        };
        if units.len() > most {
            return units;
        }
        units.extend((next..start).map(plain));
        let left = chars.len() - start;
        if transform.codes > left {
            // Characters were lost on the way: which are left nobody knows.
            let lost = |glyph: &u32| Unit { start, count: 0, glyph: Some(*glyph), further: false };
            units.extend(transform.glyphs.iter().map(lost));
            next = chars.len();
            continue;
        }
        let last = transform.glyphs.len().saturating_sub(1);
        for (i, glyph) in transform.glyphs.iter().enumerate() {
            // One to one; what is left of the characters goes with the last glyph.
            let further = i >= transform.codes;
            let count = if further {
                0
            } else if i == last {
                transform.codes - i
            } else {
                1
            };
            units.push(Unit { start: start + i.min(transform.codes), count, glyph: Some(*glyph), further });
        }
        next = if transform.glyphs.is_empty() { start } else { start + transform.codes };
    }
    units.extend((next..chars.len()).map(plain));
    units
}

/// What the runs of an object share.
pub(super) struct Setting<'a> {
    /// The object's coordinates to the page.
    pub(super) matrix: Affine,
    /// On the page.
    pub(super) clip: Area,
    /// Index of the font in the document.
    pub(super) font: u16,
    /// What the glyphs are, unless they lie outside of the clip.
    pub(super) visibility: Visibility,
    pub(super) object: &'a Object,
}

impl Setting<'_> {
    /// Sets the runs of the object. `false` when a limit was reached.
    pub(super) fn show(&self, font: &mut Font, budget: &mut Budget, out: &mut Vec<Glyph>) -> bool {
        let (mut x, mut y) = (0.0, 0.0);
        let mut first = 0;
        for code in &self.object.codes {
            (x, y) = (code.x.unwrap_or(x), code.y.unwrap_or(y));
            let most = budget.limits().glyphs;
            let chars = characters(code, most);
            if !budget.work(1 + chars.len() as u64 / 16) {
                return false;
            }
            let units = units(&chars, first, &self.object.transforms, most);
            first += chars.len();
            // Distances are those between glyphs, unless there are as many as characters.
            let steps = Deltas::count_all(&code.delta_x).max(Deltas::count_all(&code.delta_y));
            let by_character = units.len() < chars.len() && steps.saturating_add(1) >= chars.len() as u64;
            let places = self.places(code, if by_character { chars.len() } else { units.len() }, |i| {
                let at = if by_character { i } else { units.get(i).map_or(i, |unit| unit.start) };
                chars.get(at).copied().unwrap_or(' ')
            });
            let start = Point::new(x, y);
            let direction = self.direction(&places);
            for (i, unit) in units.iter().enumerate() {
                let Some(place) = places.get(if by_character { unit.start } else { i }) else { continue };
                let told = chars.get(unit.start..unit.start + unit.count).unwrap_or_default();
                let before = unit.start.checked_sub(1).and_then(|at| chars.get(at));
                if unit.further && before.is_some_and(|ch| !is_doubtful(*ch)) {
                    continue;
                }
                if !self.unit(told, unit.glyph, start + place.from, place, direction, font, budget, out) {
                    return false;
                }
            }
        }
        true
    }

    /// Sets one glyph, which may be several characters or none. `false` when a limit was reached.
    #[allow(clippy::too_many_arguments)]
    fn unit(
        &self,
        told: &[char],
        glyph: Option<u32>,
        at: Point,
        place: &Place,
        direction: Direction,
        font: &mut Font,
        budget: &mut Budget,
        out: &mut Vec<Glyph>,
    ) -> bool {
        let matrix = self.matrix * Affine::translate(at.to_vec2()) * Affine::rotate(self.object.turn.to_radians());
        let size = self.object.size;
        let area = matrix.transform_rect_bbox(Area::new(0.0, -ASCENT * size, place.width, DESCENT * size));
        let clip = self.clip;
        let inside = area.x1 > clip.x0 && area.x0 < clip.x1 && area.y1 > clip.y0 && area.y0 < clip.y1;
        let visibility = if inside { self.visibility } else { Visibility::Outside };
        let [_, _, c, d, ..] = matrix.as_coeffs();
        let points = (c.hypot(d) * size.abs()) as f32;
        let meaning = font.characters(told, glyph);
        let count = meaning.chars.len() as f64;
        for (i, ch) in meaning.chars.iter().enumerate() {
            if !budget.paint(1) {
                return false;
            }
            let part = run::part(area, i as f64, count, direction);
            out.push(Glyph {
                ch: *ch,
                bbox: Rect::new(part.x0 as f32, part.y0 as f32, part.x1 as f32, part.y1 as f32),
                size: points,
                font: self.font,
                code: meaning.code,
                direction,
                source: meaning.source,
                doubt: 0,
                visibility,
                aside: None,
            });
        }
        true
    }

    /// Where `count` characters of a run stand, from its origin.
    fn places(&self, code: &TextCode, count: usize, character: impl Fn(usize) -> char) -> Vec<Place> {
        let mut xs = Deltas::new(&code.delta_x);
        let mut ys = Deltas::new(&code.delta_y);
        let given = !code.delta_x.trim().is_empty() || !code.delta_y.trim().is_empty();
        let object = self.object;
        let mut pen = Vec2::ZERO;
        let mut ahead = Vec2::new(object.reading.to_radians().cos(), object.reading.to_radians().sin());
        let mut places = Vec::with_capacity(count);
        for i in 0..count {
            let natural = natural(character(i)) * object.stretch;
            let step = match (xs.next(), ys.next()) {
                // Without distances, or where they end too early, the usual width has to do, in the same direction.
                (None, None) => ahead * if ahead.y.abs() > 0.5 { object.size } else { natural * object.size },
                (x, y) => Vec2::new(x.unwrap_or(0.0), y.unwrap_or(0.0)),
            };
            let known = if given && i + 1 < count { step } else { Vec2::ZERO };
            let width = width(known, object.size, natural, object.stretch);
            places.push(Place { from: pen, step: if i + 1 < count { step } else { Vec2::ZERO }, width });
            if step != Vec2::ZERO {
                ahead = if step.x.abs() >= step.y.abs() {
                    Vec2::new(step.x.signum(), 0.0)
                } else {
                    Vec2::new(0.0, step.y.signum())
                };
            }
            pen += step;
        }
        places
    }

    /// The way in which most steps of a run lead over the page.
    fn direction(&self, places: &[Place]) -> Direction {
        let [a, b, c, d, ..] = self.matrix.as_coeffs();
        let way = |step: Vec2| run::direction(a * step.x + c * step.y, b * step.x + d * step.y);
        let mut counts: [(Direction, usize); 4] =
            [Direction::Right, Direction::Down, Direction::Other, Direction::Slanted].map(|d| (d, 0));
        for place in places.iter().filter(|p| p.step != Vec2::ZERO) {
            let direction = way(place.step);
            for (_, count) in counts.iter_mut().filter(|(d, _)| *d == direction) {
                *count += 1;
            }
        }
        let angle = if self.object.reading == 0.0 { self.object.turn } else { self.object.reading }.to_radians();
        match counts.iter().max_by_key(|(_, count)| *count) {
            Some((direction, count)) if *count > 0 => *direction,
            _ => way(Vec2::new(angle.cos(), angle.sin())),
        }
    }
}

/// Where a character of a run stands.
struct Place {
    /// From the origin of the run.
    from: Vec2,
    /// To the next one; nothing for the last.
    step: Vec2,
    /// How wide it is set.
    width: f64,
}

/// The characters of a run, not many more than `most`. Blanks around them that no distance counts come from writers that
/// indent.
fn characters(code: &TextCode, most: usize) -> Vec<char> {
    let trimmed = code.text.trim_matches([' ', '\n', '\r', '\t']);
    let steps = Deltas::count_all(&code.delta_x).max(Deltas::count_all(&code.delta_y));
    let counted = steps.saturating_add(1) == trimmed.chars().count() as u64;
    let text = if code.text.starts_with(['\n', '\r']) || counted { trimmed } else { &code.text };
    text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).take(most.saturating_add(1)).collect()
}

/// The width of a character of size 1 in the usual fonts, which are seldom embedded.
fn natural(c: char) -> f64 {
    match c {
        '\u{0}'..='\u{2FF}' | '\u{370}'..='\u{58F}' | '\u{FF61}'..='\u{FFDC}' => 0.5,
        _ => 1.0,
    }
}

/// The width of the box of a character whose successor stands `step` further on. Where letters are set apart, or printed
/// twice for bold, the step is no width.
fn width(step: Vec2, size: f64, natural: f64, stretch: f64) -> f64 {
    let most = if natural < stretch { 0.8 * stretch } else { natural };
    let set = step.x.abs() / size.abs().max(f64::MIN_POSITIVE);
    if step.y.abs() <= step.x.abs() && set >= 0.4 * natural && set <= most {
        step.x.abs()
    } else {
        natural * size.abs()
    }
}
