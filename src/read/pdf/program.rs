//! Embedded font programs, asked for one thing: which character a glyph is drawn for.

use std::cell::OnceCell;
use std::collections::HashMap;

use hayro_syntax::object::{Dict, Stream};
use skrifa::{FontRef, MetadataProvider};

use super::budget::Budget;

/// The cmap of an embedded TrueType or OpenType font, read forwards and backwards.
pub(super) struct EmbeddedCmap {
    /// The font program up to the end of its cmap.
    program: Vec<u8>,
    /// Glyph ids to characters, when first asked for.
    characters: OnceCell<HashMap<u32, char>>,
}

impl EmbeddedCmap {
    /// Reads the font program of a descriptor; `None` if it has no cmap (bare CFF, Type 1, many subsets).
    pub(super) fn read(descriptor: &Dict<'_>, budget: &mut Budget) -> Option<Self> {
        let stream = descriptor.get::<Stream<'_>>("FontFile2").or_else(|| descriptor.get::<Stream<'_>>("FontFile3"))?;
        let program = up_to_cmap(&stream, budget)?;
        FontRef::new(&program).ok()?;
        Some(EmbeddedCmap { program, characters: OnceCell::new() })
    }

    /// The character that a glyph is drawn for.
    pub(super) fn get(&self, glyph: u32) -> Option<char> {
        self.characters.get_or_init(|| self.reversed()).get(&glyph).copied()
    }

    /// Whether the font draws the character by the glyph.
    pub(super) fn draws(&self, ch: char, glyph: u32) -> bool {
        FontRef::new(&self.program).is_ok_and(|font| font.charmap().map(ch).is_some_and(|g| g.to_u32() == glyph))
    }

    fn reversed(&self) -> HashMap<u32, char> {
        let mut map: HashMap<u32, char> = HashMap::new();
        let Ok(font) = FontRef::new(&self.program) else { return map };
        for (code, glyph) in font.charmap().mappings() {
            let Some(ch) = char::from_u32(code) else { continue };
            let slot = map.entry(glyph.to_u32()).or_insert(ch);
            if rank(ch) < rank(*slot) {
                *slot = ch;
            }
        }
        map.remove(&0);
        map
    }
}

/// The font program as far as its cmap reaches, which lies before the outlines in most: many subsets have none, which
/// the first bytes tell. `None` without one.
fn up_to_cmap(stream: &Stream<'_>, budget: &mut Budget) -> Option<Vec<u8>> {
    // The table directory: twelve bytes and sixteen for each table (OpenType, "Organization of an OpenType font").
    let head = super::stream::decode_start(stream, 12 + 16 * 64, budget)?;
    let count = usize::from(u16::from_be_bytes([*head.get(4)?, *head.get(5)?]));
    let entry = head.get(12..)?.chunks_exact(16).take(count).find(|e| e.starts_with(b"cmap"))?;
    let number = |at: usize| Some(u32::from_be_bytes(entry.get(at..at + 4)?.try_into().ok()?) as usize);
    super::stream::decode_start(stream, number(8)?.saturating_add(number(12)?), budget)
}

/// One glyph often serves a unified ideograph, its Kangxi radical and a compatibility form: the first is meant.
fn rank(ch: char) -> u8 {
    match ch {
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. => 4,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{A0}' | '\u{AD}' => 3,
        '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}' => 2,
        '\u{2000}'..='\u{206F}' | '\u{31C0}'..='\u{31EF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE30}'..='\u{FE4F}' => 1,
        _ => 0,
    }
}

/// CID to glyph id of a CIDFontType2 (ISO 32000-1, 9.7.4.2).
pub(super) enum CidToGid {
    Identity,
    Map(Vec<u8>),
}

impl CidToGid {
    pub(super) fn read(font: &Dict<'_>, budget: &mut Budget) -> Self {
        match font.get::<Stream<'_>>("CIDToGIDMap").and_then(|s| super::stream::decode(&s, budget)) {
            Some(data) => CidToGid::Map(data.into_owned()),
            None => CidToGid::Identity,
        }
    }

    pub(super) fn get(&self, cid: u32) -> u32 {
        match self {
            CidToGid::Identity => cid,
            CidToGid::Map(data) => {
                let at = usize::try_from(cid).unwrap_or(usize::MAX).saturating_mul(2);
                match data.get(at..at.saturating_add(2)) {
                    Some([a, b]) => u32::from(*a) << 8 | u32::from(*b),
                    _ => 0,
                }
            }
        }
    }
}
