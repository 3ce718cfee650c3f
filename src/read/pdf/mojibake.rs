//! GBK shown through a Latin encoding: old converters wrote the two bytes of each ideograph as two characters of a
//! simple font, so that 政府 comes out as Õþ¸®. Undone where a font's text is GBK throughout and common characters.

use std::collections::BTreeMap;

use super::interpret::Reader;
use crate::model::content::{Glyph, Page, UnicodeSource};

/// Fewer ideographs than these prove nothing.
const MIN_PAIRS: usize = 4;

/// How the text of a font looks as GBK.
#[derive(Default)]
struct Look {
    /// Ideographs of the first level of GB 2312: all that most texts need.
    common: usize,
    /// Other ideographs.
    rare: usize,
    /// Bytes that are half of a pair, or no GBK.
    broken: usize,
}

impl Look {
    fn is_chinese(&self) -> bool {
        self.common >= MIN_PAIRS && self.rare * 4 <= self.common && self.broken * 50 <= self.common
    }
}

/// Puts the text of such fonts right; gives their names with the number of characters.
pub(super) fn undo(reader: &Reader<'_>, pages: &mut [Page]) -> Vec<(String, usize)> {
    let mut looks: BTreeMap<u16, Look> = BTreeMap::new();
    for page in pages.iter() {
        for run in page.glyphs.chunk_by(|a, b| a.font == b.font).filter(|run| run.iter().any(is_high)) {
            let Some(font) = run.first().map(|g| g.font) else { continue };
            look_at(run, looks.entry(font).or_default());
        }
    }
    looks.retain(|_, look| look.is_chinese());
    if looks.is_empty() {
        return Vec::new();
    }
    let mut undone: BTreeMap<u16, usize> = BTreeMap::new();
    for page in pages {
        let mut out: Vec<Glyph> = Vec::with_capacity(page.glyphs.len());
        let mut rest = page.glyphs.as_slice();
        while let [first, others @ ..] = rest {
            rest = others;
            match others.first().filter(|next| looks.contains_key(&first.font) && next.font == first.font) {
                Some(next) if let Some(glyph) = joined(first, next) => {
                    *undone.entry(first.font).or_default() += 1;
                    out.push(glyph);
                    rest = others.get(1..).unwrap_or_default();
                }
                _ => out.push(*first),
            }
        }
        page.glyphs = out;
    }
    let name = |font: u16| reader.fonts.get(usize::from(font)).map_or_else(String::new, |f| f.name.clone());
    undone.into_iter().map(|(font, count)| (name(font), count)).collect()
}

/// A byte above ASCII that came out as one of the letters and signs of the Latin encodings (ISO 32000-1, annex D), or
/// as none of them. 0xA0 and 0xAD are space and hyphen there.
fn is_high(glyph: &Glyph) -> bool {
    let latin =
        matches!(glyph.ch, '\u{80}'..='\u{2FF}' | '\u{2000}'..='\u{25FF}' | '\u{FB00}'..='\u{FB04}' | '\u{FFFD}');
    matches!((glyph.code, glyph.ch), (0xA0, ' ') | (0xAD, '-')) || latin && (0x80..0x100).contains(&glyph.code)
}

fn look_at(run: &[Glyph], look: &mut Look) {
    let mut rest = run;
    while let [first, others @ ..] = rest {
        rest = others;
        if !is_high(first) {
            continue;
        }
        match others.first().and_then(|next| pair(first, next)) {
            Some((lead, trail, _)) => {
                match (lead, trail) {
                    (0xB0..=0xD7, 0xA1..) => look.common += 1,
                    // Punctuation, and full-width letters.
                    (0xA1..=0xA9, 0xA1..) => {}
                    _ => look.rare += 1,
                }
                rest = others.get(1..).unwrap_or_default();
            }
            None => look.broken += 1,
        }
    }
}

/// The two bytes of two glyphs and the character that they are in GBK.
fn pair(first: &Glyph, next: &Glyph) -> Option<(u8, u8, char)> {
    let (lead, trail) = (u8::try_from(first.code).ok()?, u8::try_from(next.code).ok()?);
    if !is_high(first) || !(is_high(next) || next.ch == char::from(trail)) {
        return None;
    }
    let text = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&[lead, trail])?.into_owned();
    let mut chars = text.chars();
    Some((lead, trail, chars.next().filter(|_| chars.next().is_none())?))
}

fn joined(first: &Glyph, next: &Glyph) -> Option<Glyph> {
    let (lead, trail, ch) = pair(first, next)?;
    // A line may end between the bytes: then the character stands where it begins.
    let near = (next.bbox.y0 - first.bbox.y0).abs() < first.size && (next.bbox.x0 - first.bbox.x1).abs() < first.size;
    Some(Glyph {
        ch,
        bbox: if near { first.bbox.union(&next.bbox) } else { first.bbox },
        code: u32::from(lead) << 8 | u32::from(trail),
        source: UnicodeSource::CodePage,
        ..*first
    })
}
