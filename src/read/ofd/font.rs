//! Fonts of a document: what their characters are, and what they were told to be.

use std::collections::{BTreeMap, BTreeSet};

use super::package::Package;
use crate::model::content::{self, FontCode, Glyph, Page, UnicodeSource};
use crate::read::paged::cmap::EmbeddedCmap;
use crate::read::paged::run::{is_private, printable};

/// Codes are characters; glyphs that are named by number have their codes behind all of Unicode.
const GLYPHS: u32 = 0x11_0000;

/// A character that stands for so many glyphs of a font stands for none of them.
const FACES: usize = 4;

/// What one code means.
pub(super) struct Meaning {
    pub(super) code: u32,
    pub(super) chars: Vec<char>,
    pub(super) source: UnicodeSource,
}

/// One font of a document.
pub(super) struct Font {
    name: String,
    /// The embedded font program, if there is one.
    file: Option<String>,
    /// What it tells of its glyphs, once somebody wanted to know.
    cmap: Option<EmbeddedCmap>,
    codes: BTreeMap<u32, FontCode>,
    /// The glyphs that each character was said to be.
    faces: BTreeMap<char, BTreeSet<u32>>,
}

impl Font {
    /// A font of this name, with the file of its program if it is embedded.
    pub(super) fn new(name: &str, file: Option<String>) -> Self {
        let name = match name.split_once('+') {
            Some((prefix, rest)) if prefix.len() == 6 && prefix.bytes().all(|b| b.is_ascii_uppercase()) => rest,
            _ => name,
        };
        let name = if name.trim().is_empty() { "unnamed" } else { name.trim() };
        Font { name: name.to_string(), file, cmap: None, codes: BTreeMap::new(), faces: BTreeMap::new() }
    }

    /// Unpacks the embedded program, which few fonts need.
    pub(super) fn load(&mut self, package: &mut Package) {
        if let Some(file) = self.file.take() {
            self.cmap = package.bytes(&file).and_then(EmbeddedCmap::new);
        }
    }

    /// What a glyph means that was told to be these characters, or characters that no glyph is named for. Told characters
    /// that nobody can have meant count only where the font's own cmap knows nothing better.
    pub(super) fn characters(&mut self, told: &[char], glyph: Option<u32>) -> Meaning {
        let code = match (glyph, told) {
            (Some(glyph), _) => GLYPHS.saturating_add(glyph),
            (None, [ch]) => u32::from(*ch),
            (None, _) => u32::from(char::REPLACEMENT_CHARACTER),
        };
        if let (Some(glyph), [ch]) = (glyph, told) {
            self.faces.entry(*ch).or_default().insert(glyph);
        }
        let said = || told.iter().copied().filter_map(printable).collect::<Vec<char>>();
        let doubtful = |c: &char| if glyph.is_some() { is_doubtful(*c) } else { is_nothing(*c) };
        let (chars, source) = if !told.is_empty() && !told.iter().any(doubtful) {
            (said(), UnicodeSource::Encoding)
        } else if let Some(ch) = glyph.and_then(|glyph| self.drawn(glyph)) {
            (vec![ch], UnicodeSource::FontCmap)
        } else if !told.is_empty() && told.iter().all(|c| is_private(*c)) {
            // Better than nothing: what it means is known for some fonts.
            (said(), UnicodeSource::Encoding)
        } else {
            (vec![char::REPLACEMENT_CHARACTER], UnicodeSource::Unknown)
        };
        let text = chars.iter().collect();
        self.codes.entry(code).or_insert(FontCode { length: 0, glyph, text, source });
        Meaning { code, chars, source }
    }

    /// The character that the font itself draws by a glyph.
    fn drawn(&self, glyph: u32) -> Option<char> {
        let ch = self.cmap.as_ref()?.get(glyph)?;
        printable(ch).filter(|c| !is_private(*c) && !is_nothing(*c))
    }

    /// Codes of characters that were told of too many glyphs, with what the glyphs are instead. Letters and digits are
    /// only taken back where the font tells of others.
    fn belied(&mut self, package: &mut Package) -> BTreeMap<u32, (char, UnicodeSource)> {
        if !self.faces.values().any(|glyphs| glyphs.len() >= FACES) {
            return BTreeMap::new();
        }
        self.load(package);
        let told = |ch: &char| ch.is_alphanumeric() && self.cmap.is_none();
        let placeholders = self.faces.iter().filter(|(ch, glyphs)| glyphs.len() >= FACES && !told(ch));
        placeholders
            .flat_map(|(_, glyphs)| glyphs)
            .map(|glyph| {
                let found = self.drawn(*glyph).map(|ch| (ch, UnicodeSource::FontCmap));
                let found = found.unwrap_or((char::REPLACEMENT_CHARACTER, UnicodeSource::Unknown));
                (GLYPHS.saturating_add(*glyph), found)
            })
            .collect()
    }

    fn listed(self) -> content::Font {
        // Numbers of glyphs are those of the original font only where all are told.
        let numbered = self.codes.values().all(|code| code.glyph.is_some());
        let mut codes = self.codes;
        for code in codes.values_mut().filter(|_| !numbered) {
            code.glyph = None;
        }
        content::Font { name: self.name, object: None, inside: None, codes }
    }
}

/// Takes back characters that were told of many glyphs of one font, as converters do that write one character for all
/// they do not know; gives the fonts as a document lists them.
pub(super) fn settle(mut fonts: Vec<Font>, pages: &mut [Page], package: &mut Package) -> Vec<content::Font> {
    let belied: Vec<BTreeMap<u32, (char, UnicodeSource)>> = fonts.iter_mut().map(|f| f.belied(package)).collect();
    if belied.iter().any(|codes| !codes.is_empty()) {
        let of = |glyph: &Glyph| belied.get(usize::from(glyph.font)).and_then(|codes| codes.get(&glyph.code)).copied();
        for glyph in pages.iter_mut().flat_map(|page| &mut page.glyphs) {
            if let Some((ch, source)) = of(glyph) {
                (glyph.ch, glyph.source) = (ch, source);
            }
        }
        for (font, codes) in fonts.iter_mut().zip(&belied) {
            for (code, (ch, source)) in codes {
                if let Some(entry) = font.codes.get_mut(code) {
                    (entry.text, entry.source) = (ch.to_string(), *source);
                }
            }
        }
    }
    fonts.into_iter().map(Font::listed).collect()
}

/// Whether no text is likely to mean this character where a glyph is named for it.
pub(super) fn is_doubtful(c: char) -> bool {
    is_nothing(c) || is_private(c) || c == '\u{A4}'
}

/// What converters write for a character that they do not know.
fn is_nothing(c: char) -> bool {
    matches!(c, '\0' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}')
}
