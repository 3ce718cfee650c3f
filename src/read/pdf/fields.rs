//! Form fields and typed notes without an appearance: a viewer sets their text itself (ISO 32000-1, 12.7.3.3), so it
//! is on the page.

use hayro_syntax::object::{Array, Dict, Name, Object, Rect as PdfRect, String as PdfString};
use kurbo::{Affine, Point, Rect as Area};

use super::info::decoded;
use crate::model::content::{Direction, Glyph, UnicodeSource, Visibility};
use crate::model::geometry::Rect;

/// Fields inherit from their parents; no form is deeper.
const MAX_PARENTS: usize = 8;
/// Longer values are no part of a report.
const MAX_CHARS: usize = 20_000;
/// A field that is for passwords (field flag 14) shows no text.
const PASSWORD: u32 = 1 << 13;

/// The text that a viewer sets into an annotation without an appearance: the value of a text or choice field, the
/// contents of a typed note.
pub(super) fn text_of(annotation: &Dict<'_>) -> Option<String> {
    match annotation.get::<Name<'_>>("Subtype")?.as_ref() {
        b"FreeText" => Some(lines(&annotation.get::<PdfString<'_>>("Contents")?)),
        b"Widget" => {
            let kind = inherited(annotation, |d| d.get::<Name<'_>>("FT"))?;
            let flags = inherited(annotation, |d| d.get::<u32>("Ff")).unwrap_or(0);
            let value = inherited(annotation, |d| d.get::<Object<'_>>("V"))?;
            match (kind.as_ref(), value) {
                (b"Tx", Object::String(text)) if flags & PASSWORD == 0 => Some(lines(&text)),
                (b"Ch", Object::String(text)) => Some(choice(annotation, &text)),
                (b"Ch", Object::Array(chosen)) => {
                    let texts = chosen.iter::<PdfString<'_>>().map(|text| choice(annotation, &text));
                    Some(texts.collect::<Vec<_>>().join("\n"))
                }
                _ => None,
            }
        }
        _ => None,
    }
    .filter(|text| !text.trim().is_empty())
}

/// Sets the text into the annotation's rectangle: glyphs of one em for wide characters and half an em for others,
/// which is near enough to tell the cell and the line.
pub(super) fn lay_out(annotation: &Dict<'_>, text: &str, ctm: Affine, out: &mut Vec<Glyph>) {
    let Some(rect) = annotation.get::<PdfRect>("Rect") else { return };
    let rect = Area::new(rect.x0, rect.y0, rect.x1, rect.y1).abs();
    let lines: Vec<&str> = text.lines().collect();
    let width = |line: &str| line.chars().map(em).sum::<f64>();
    let widest = lines.iter().map(|l| width(l)).fold(0.5, f64::max);
    // Size 0 is for the viewer to choose.
    let size = font_size(annotation).filter(|s| *s > 0.5).unwrap_or_else(|| {
        (rect.height() / lines.len().max(1) as f64 / 1.2).min(rect.width() / widest).clamp(2.0, 12.0)
    });
    let pitch = 1.2 * size;
    let block = pitch * lines.len() as f64;
    let top = if block < rect.height() { rect.y1 - (rect.height() - block) / 2.0 } else { rect.y1 };
    let quadding = inherited(annotation, |d| d.get::<i32>("Q")).unwrap_or(0);
    let [a, b, c, d, ..] = ctm.as_coeffs();
    let direction = match (a > 0.0 && b == 0.0, b > 0.0 && a == 0.0) {
        (true, _) => Direction::Right,
        (_, true) => Direction::Down,
        _ => Direction::Other,
    };
    for (n, line) in lines.iter().enumerate() {
        let free = (rect.width() - width(line) * size).max(0.0);
        let mut x = rect.x0
            + match quadding {
                1 => free / 2.0,
                2 => free,
                _ => free.min(2.0),
            };
        let base = top - pitch * n as f64 - size;
        for ch in line.chars() {
            let corner = |x: f64, y: f64| ctm * Point::new(x, y);
            let next = x + em(ch) * size;
            let area = Area::from_points(corner(x, base - 0.12 * size), corner(next, base + 0.88 * size));
            out.push(Glyph {
                ch,
                bbox: Rect::new(area.x0 as f32, area.y0 as f32, area.x1 as f32, area.y1 as f32),
                size: (size * c.hypot(d)) as f32,
                font: u16::MAX,
                code: ch.into(),
                direction,
                source: UnicodeSource::Encoding,
                doubt: 0,
                visibility: Visibility::Shown,
                aside: None,
            });
            x = next;
        }
    }
}

fn em(ch: char) -> f64 {
    if u32::from(ch) < 0x2000 { 0.5 } else { 1.0 }
}

/// A text string, its lines parted by `\n` whatever parted them.
fn lines(bytes: &[u8]) -> String {
    let text: String = decoded(bytes).chars().take(MAX_CHARS).collect();
    let printed = |line: &str| line.chars().filter(|c| !c.is_control()).collect::<String>();
    text.replace("\r\n", "\n").split(['\r', '\n']).map(printed).collect::<Vec<_>>().join("\n")
}

/// What a list shows for a value: /Opt may hold pairs of the value and its text (12.7.4.4).
fn choice(field: &Dict<'_>, value: &[u8]) -> String {
    let options = inherited(field, |d| d.get::<Array<'_>>("Opt")).unwrap_or_default();
    let shown = options.iter::<Array<'_>>().take(10_000).find_map(|pair| {
        let mut parts = pair.iter::<PdfString<'_>>();
        parts.next().filter(|export| export.as_bytes() == value)?;
        parts.next()
    });
    lines(shown.as_ref().map_or(value, |s| s.as_bytes()))
}

/// The size in a default appearance: the number before `Tf`.
fn font_size(field: &Dict<'_>) -> Option<f64> {
    let appearance = inherited(field, |d| d.get::<PdfString<'_>>("DA"))?;
    let text = std::str::from_utf8(appearance.as_bytes()).ok()?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.iter().position(|w| *w == "Tf")?;
    words.get(at.checked_sub(1)?)?.parse().ok().filter(|s: &f64| s.is_finite() && *s < 1000.0)
}

/// A value of a field or of the nearest parent that has one.
fn inherited<'a, T>(field: &Dict<'a>, get: impl Fn(&Dict<'a>) -> Option<T>) -> Option<T> {
    let mut at = field.clone();
    for _ in 0..MAX_PARENTS {
        if let Some(value) = get(&at) {
            return Some(value);
        }
        at = at.get::<Dict<'a>>("Parent")?;
    }
    None
}
