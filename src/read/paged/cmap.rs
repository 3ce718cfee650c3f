//! Embedded font programs, asked for one thing: which character a glyph is drawn for.

use std::cell::OnceCell;
use std::collections::HashMap;

use skrifa::{FontRef, MetadataProvider};

/// The cmap of an embedded TrueType or OpenType font, read forwards and backwards.
pub(crate) struct EmbeddedCmap {
    /// The font program up to the end of its cmap.
    program: Vec<u8>,
    /// Glyph ids to characters, when first asked for.
    characters: OnceCell<HashMap<u32, char>>,
}

impl EmbeddedCmap {
    /// A font program, which need not go on behind its cmap; `None` if it has none (bare CFF, Type 1, many subsets).
    pub(crate) fn new(program: Vec<u8>) -> Option<Self> {
        FontRef::new(&program).ok()?;
        Some(EmbeddedCmap { program, characters: OnceCell::new() })
    }

    /// The character that a glyph is drawn for.
    pub(crate) fn get(&self, glyph: u32) -> Option<char> {
        self.characters.get_or_init(|| self.reversed()).get(&glyph).copied()
    }

    /// Whether the font draws the character by the glyph.
    pub(crate) fn draws(&self, ch: char, glyph: u32) -> bool {
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
