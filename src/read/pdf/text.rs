//! Text-showing operators (ISO 32000-1, 9.4): strings to glyphs with boxes.

use kurbo::{Affine, Point, Rect as Area};

use super::font::{Code, Font, Library};
use super::state::State;
use crate::model::content::{Direction, Glyph, Visibility};
use crate::model::geometry::Rect;
use crate::read::paged::run;

/// What a run of glyphs shares.
struct Run {
    /// Text space of the current line start to the page, without the moves inside the run.
    matrix: Affine,
    /// Unit of width: font size times horizontal scaling.
    across: f64,
    /// Unit of height.
    size: f64,
    rise: f64,
    /// Font size on the page.
    points: f32,
    direction: Direction,
    font: u16,
    /// Render mode 3 or 7.
    unpainted: bool,
    clip: Area,
}

/// Shows a string and moves the text matrix behind it. `false` when a limit was reached.
pub(super) fn show<'a>(
    bytes: &[u8],
    state: &mut State,
    fonts: &mut [Font<'a>],
    library: &mut Library<'a>,
    out: &mut Vec<Glyph>,
) -> bool {
    let Some(index) = state.text.font else { return true };
    let Some(font) = fonts.get_mut(index) else { return true };
    let text = &state.text;
    let run = Run::new(state, index, font);
    let mut moved = 0.0_f64;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (code, length, entry) = font.next(rest, library);
        rest = rest.get(length..).unwrap_or_default();
        // A code may stand for many characters.
        if !library.budget.paint(1 + font.more(&entry).len()) {
            return false;
        }
        if let Some(ch) = entry.ch {
            let area = run.area(font, &entry, moved);
            run.push(ch, font.more(&entry), code, &entry, area, out);
        }
        // Word spacing goes with the one-byte code 32 only (9.3.3).
        let word = if length == 1 && code == 32 { text.word_space } else { 0.0 };
        let spacing = text.char_space + word;
        moved += if font.vertical {
            f64::from(entry.advance) * run.size + spacing
        } else {
            f64::from(entry.advance) * run.across + spacing * text.scale
        };
    }
    advance(state, font.vertical, moved);
    true
}

/// A number in a `TJ` array: thousandths of the font size, against the writing direction.
pub(super) fn adjust(amount: f64, state: &mut State, fonts: &[Font<'_>]) {
    let text = &state.text;
    let vertical = text.font.and_then(|i| fonts.get(i)).is_some_and(|f| f.vertical);
    let by = -amount / 1000.0 * text.size;
    let by = if vertical { by } else { by * text.scale };
    advance(state, vertical, by);
}

fn advance(state: &mut State, vertical: bool, by: f64) {
    let offset = if vertical { (0.0, by) } else { (by, 0.0) };
    state.text.matrix *= Affine::translate(offset);
}

impl Run {
    fn new(state: &State, index: usize, font: &Font<'_>) -> Self {
        let (text, vertical) = (&state.text, font.vertical);
        let matrix = state.ctm * text.matrix;
        let [a, b, c, d, ..] = matrix.as_coeffs();
        let across = text.size * text.scale;
        // The direction in which the pen moves over the page; w1 is negative in vertical writing.
        let (dx, dy) = if vertical { (-c * text.size, -d * text.size) } else { (a * across, b * across) };
        Run {
            matrix,
            across,
            size: text.size,
            rise: text.rise,
            points: (c.hypot(d) * text.size.abs()) as f32 * font.em,
            direction: run::direction(dx, dy),
            font: u16::try_from(index).unwrap_or(u16::MAX),
            unpainted: matches!(text.mode, 3 | 7),
            clip: state.clip,
        }
    }

    /// The advance box on the page. Horizontal: as wide as the advance, from descent to ascent. Vertical: as high as
    /// the advance, as wide as the glyph.
    fn area(&self, font: &Font<'_>, code: &Code, moved: f64) -> Area {
        let (x0, x1, y0, y1) = if font.vertical {
            let x = -f64::from(code.vx) * self.across;
            let origin = moved + self.rise;
            let advance = f64::from(code.advance);
            let (low, high) = if advance.abs() > 0.01 {
                (advance, 0.0)
            } else {
                (f64::from(font.descent - code.vy), f64::from(font.ascent - code.vy))
            };
            (x, x + f64::from(code.width) * self.across, origin + low * self.size, origin + high * self.size)
        } else {
            let right = moved + f64::from(code.width) * self.across;
            let (mut low, mut high) = (f64::from(font.descent), f64::from(font.ascent));
            // Bitmaps are often drawn from the top down under a mirroring matrix: what is seen stands on its base line.
            let [a, _, _, d, ..] = self.matrix.as_coeffs();
            if font.em != 1.0 && a > 0.0 && d > 0.0 {
                (low, high) = (-high, -low);
            }
            (moved, right, self.rise + low * self.size, self.rise + high * self.size)
        };
        let [a, b, c, d, e, f] = self.matrix.as_coeffs();
        if b == 0.0 && c == 0.0 {
            return Area::new(a * x0 + e, d * y0 + f, a * x1 + e, d * y1 + f).abs();
        }
        let corner = |x: f64, y: f64| Point::new(a * x + c * y + e, b * x + d * y + f);
        Area::from_points(corner(x0, y0), corner(x1, y1)).union(Area::from_points(corner(x0, y1), corner(x1, y0)))
    }

    fn push(&self, ch: char, more: &[char], code: u32, entry: &Code, area: Area, out: &mut Vec<Glyph>) {
        let clip = self.clip;
        let inside = area.x1 > clip.x0 && area.x0 < clip.x1 && area.y1 > clip.y0 && area.y0 < clip.y1;
        let visibility = match (inside, self.unpainted) {
            (false, _) => Visibility::Outside,
            (true, true) => Visibility::Unpainted,
            (true, false) => Visibility::Shown,
        };
        let glyph = |ch: char, area: Area| Glyph {
            ch,
            bbox: Rect::new(area.x0 as f32, area.y0 as f32, area.x1 as f32, area.y1 as f32),
            size: self.points,
            font: self.font,
            code,
            direction: self.direction,
            source: entry.source,
            doubt: 0,
            visibility,
            aside: None,
        };
        if more.is_empty() {
            out.push(glyph(ch, area));
            return;
        }
        let count = (more.len() + 1) as f64;
        for (i, ch) in std::iter::once(&ch).chain(more).enumerate() {
            out.push(glyph(*ch, run::part(area, i as f64, count, self.direction)));
        }
    }
}
