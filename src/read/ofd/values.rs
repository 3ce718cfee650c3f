//! Values as OFD writes them (GB/T 33190-2016, 7.3): numbers, arrays, boxes, matrices, colours.

use kurbo::{Affine, Rect};

use crate::read::paged::paint::{Paint, Space};

/// Points in a millimetre, the unit of OFD.
pub(super) const POINTS: f64 = 72.0 / 25.4;

/// A coordinate farther away than a kilometre is a slip or an attack.
const FARTHEST: f64 = 1e6;

/// One number; `None` for text, NaN, infinities and what lies too far away.
pub(super) fn number(word: &str) -> Option<f64> {
    word.trim().parse::<f64>().ok().filter(|n| n.abs() <= FARTHEST)
}

/// The words of an array, separated by blanks or, against the standard, commas.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty())
}

/// The numbers of an array of `N`; `None` if one is missing or bad.
fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let mut found = [0.0; N];
    let mut words = words(text);
    for slot in &mut found {
        *slot = number(words.next()?)?;
    }
    Some(found)
}

/// A box: left, top, width, height (ST_Box). A negative size is none.
pub(super) fn rect(text: &str) -> Option<Rect> {
    let [x, y, width, height] = numbers(text)?;
    (width >= 0.0 && height >= 0.0).then(|| Rect::new(x, y, x + width, y + height))
}

/// A transformation matrix.
pub(super) fn matrix(text: &str) -> Option<Affine> {
    numbers(text).map(Affine::new)
}

/// Whether a truth value is this one; nothing is neither.
pub(super) fn is(value: Option<&str>, wanted: bool) -> bool {
    match value.map(str::trim) {
        Some("true" | "1") => wanted,
        Some("false" | "0") => !wanted,
        _ => false,
    }
}

/// Opacity of 0 to 255; nothing is opaque.
pub(super) fn alpha(value: Option<&str>) -> f32 {
    value.and_then(number).map_or(1.0, |alpha| (alpha / 255.0).clamp(0.0, 1.0) as f32)
}

/// A colour (GB/T 33190-2016, 8.3.2): the number of components tells the colour space, which is named elsewhere and often
/// not at all. Without components it is black. Components come as decimals and as `#ee`.
pub(super) fn colour(components: Option<&str>, opacity: f32) -> Paint {
    let component = |word: &str| match word.strip_prefix('#') {
        Some(hex) => u32::from_str_radix(hex, 16).ok().map(f64::from),
        None => number(word),
    };
    let values: Vec<f64> = words(components.unwrap_or_default()).map_while(component).take(4).collect();
    // Eight bits each, or sixteen.
    let most = if values.iter().any(|v| *v > 255.0) { 65535.0 } else { 255.0 };
    let shares: Vec<f32> = values.iter().map(|v| (v / most) as f32).collect();
    let mut paint = Paint { alpha: opacity, ..Paint::BLACK };
    paint.set(if shares.len() == 4 { Space::Subtractive } else { Space::Additive }, &shares);
    paint
}

/// A pattern or a shading: some colour.
pub(super) fn pattern(opacity: f32) -> Paint {
    Paint { space: Space::Other, alpha: opacity, ..Paint::BLACK }
}
