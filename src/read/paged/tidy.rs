//! What is done to a page once it is read: text that is there twice, rules in pieces.

use crate::model::content::{Direction, Glyph, Page};

/// Keeps fake bold once, and joins dashes.
pub(crate) fn tidy(page: &mut Page) {
    drop_overprints(&mut page.glyphs);
    super::dashes::join(&mut page.rules);
}

/// Producers without a bold face print each character again, a hair to the right. Copies are those of the same code
/// and font whose origins are nearer than 0.3 of the size and than half a width: neighbours in "11" or "……" are not.
fn drop_overprints(glyphs: &mut Vec<Glyph>) {
    let mut keys: Vec<_> =
        glyphs.iter().zip(0u32..).map(|(g, i)| (g.code, g.font, g.ch, ordered(g.bbox.y0), i)).collect();
    keys.sort_unstable();
    let order: Vec<u32> = keys.into_iter().map(|(.., i)| i).collect();
    let at = |i: u32| glyphs.get(i as usize);
    // For each glyph the first that it is a copy of.
    let mut original: Vec<Option<u32>> = vec![None; glyphs.len()];
    for (n, i) in order.iter().enumerate() {
        let Some(a) = at(*i) else { continue };
        // Candidates follow in order of y; bold text has few of them, a page of one repeated character many.
        for j in order.iter().skip(n + 1).take(200) {
            let Some(b) = at(*j) else { break };
            if (b.code, b.font, b.ch) != (a.code, a.font, a.ch) || b.bbox.y0 - a.bbox.y0 > 0.3 * a.size {
                break;
            }
            if overprints(a, b) {
                let (first, copy) = (*i.min(j), *i.max(j));
                if let Some(known) = original.get_mut(copy as usize) {
                    *known = Some(known.map_or(first, |k| k.min(first)));
                }
            }
        }
    }
    for (copy, first) in original.iter().enumerate().filter_map(|(copy, first)| Some((copy, (*first)?))) {
        // A copy of a copy is already gone with the first; the first itself may be one.
        let visibility = glyphs.get(copy).map(|g| g.visibility);
        if let Some(kept) = glyphs.get_mut(first as usize) {
            kept.visibility = kept.visibility.min(visibility.unwrap_or(kept.visibility));
        }
    }
    let mut originals = original.iter();
    glyphs.retain(|_| originals.next().is_none_or(Option::is_none));
}

fn overprints(a: &Glyph, b: &Glyph) -> bool {
    let (dx, dy) = ((b.bbox.x0 - a.bbox.x0).abs(), (b.bbox.y0 - a.bbox.y0).abs());
    let near = 0.3 * a.size;
    let (along, across, length) = match a.direction {
        Direction::Down => (dy, dx, a.bbox.height()),
        _ => (dx, dy, a.bbox.width()),
    };
    a.direction == b.direction
        && (a.size - b.size).abs() <= 0.1 * a.size
        && across < near
        && along < near.min(0.5 * length)
}

/// A float as an integer of the same order.
fn ordered(value: f32) -> i32 {
    let bits = value.to_bits() as i32;
    bits ^ (((bits >> 31) as u32) >> 1) as i32
}
