//! Fonts: from codes to boxes and characters, each code worked out once.

use std::collections::BTreeMap;
use std::sync::Arc;

use hayro_cmap::{BfString, load_embedded};
use hayro_font::{CMapResolverFn, FontCache, FontQuery, FontResolverFn};
use hayro_syntax::object::{Dict, Name, Object};
use rustc_hash::FxHashMap;

use super::cmaps::{CMaps, ToUnicode};
use super::composite::Composite;
use super::simple::{self, Simple};
use crate::model::content::{self, FontCode, UnicodeSource};
use crate::read::paged::budget::Budget;
use crate::read::paged::run::{self, printable};
use crate::text::repairs::ligature;

/// What all fonts of a document share.
pub(super) struct Library<'a> {
    pub(super) budget: Budget,
    pub(super) cmaps: CMaps,
    programs: FontCache<'a>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
}

impl<'a> Library<'a> {
    pub(super) fn new(budget: Budget) -> Self {
        Library {
            budget,
            cmaps: CMaps::default(),
            programs: FontCache::new(),
            // hayro drops a font, and with it all of its text, if a fallback resolves to nothing.
            font_resolver: Arc::new(|query| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
                })
            }),
            cmap_resolver: Arc::new(load_embedded),
        }
    }

    /// hayro's reading of a simple font: parses the font program, so only where the dictionary alone does not do.
    pub(super) fn program(&self, dict: &Dict<'a>) -> Option<hayro_font::Font<'a>> {
        self.programs.font(dict, &self.font_resolver, &self.cmap_resolver)
    }
}

/// One code of a font, worked out. Lengths are in text space units of font size 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Code {
    /// Horizontal width w0.
    pub(super) width: f32,
    /// Displacement along the writing direction: w0, or w1 (negative: downwards) of vertical writing.
    pub(super) advance: f32,
    /// From the horizontal to the vertical origin.
    pub(super) vx: f32,
    /// From the horizontal to the vertical origin.
    pub(super) vy: f32,
    /// First character; `None` for codes that stand for no character (controls).
    pub(super) ch: Option<char>,
    /// The glyph of the original font that the code shows, if the subset keeps its number.
    pub(super) glyph: Option<u32>,
    /// Where the other characters are in [`Font::more`], 0 if there are none.
    pub(super) more: usize,
    pub(super) source: UnicodeSource,
    /// ToUnicode says that it is a control character. What that means shows only once all codes in use are known.
    pub(super) control: bool,
}

/// A character and how it was found, as the two kinds of fonts report it.
pub(super) struct Found {
    pub(super) text: BfString,
    pub(super) source: UnicodeSource,
}

pub(super) enum Kind<'a> {
    Composite(Composite<'a>),
    Simple(Simple<'a>),
}

/// A font in use.
pub(super) struct Font<'a> {
    pub(super) kind: Kind<'a>,
    to_unicode: Option<ToUnicode>,
    pub(super) vertical: bool,
    /// How high its letters are, of font size 1.
    pub(super) em: f32,
    /// Above the baseline, of font size 1.
    pub(super) ascent: f32,
    /// Below the baseline (negative), of font size 1.
    pub(super) descent: f32,
    /// Without the subset prefix.
    pub(super) name: String,
    object: Option<(u32, i32)>,
    inside: Option<Vec<u8>>,
    /// By code times eight plus its length in bytes.
    pub(super) codes: FxHashMap<u64, Code>,
    more: Vec<Vec<char>>,
}

impl<'a> Font<'a> {
    /// Reads the dictionary; programs and predefined CMaps only where they are needed for it. `inside` is the resource
    /// name of a dictionary that is no object of its own.
    pub(super) fn read(dict: &Dict<'a>, inside: Option<Vec<u8>>, library: &mut Library<'a>) -> Option<Self> {
        let subtype = dict.get::<Name<'_>>("Subtype");
        let to_unicode = dict
            .get::<Object<'_>>("ToUnicode")
            .and_then(|o| ToUnicode::read(&o, &mut library.cmaps, &mut library.budget));
        let base = name_of(dict, "BaseFont");
        let composite = subtype.as_deref() == Some(b"Type0") || dict.contains_key("DescendantFonts");
        let (kind, descriptor, vertical) = if composite {
            let font = Composite::read(dict, library)?;
            let (descriptor, vertical) = (font.descriptor.clone(), font.vertical());
            (Kind::Composite(font), descriptor, vertical)
        } else {
            let font = Simple::read(dict, &base, to_unicode.is_some());
            let descriptor = font.descriptor.clone();
            (Kind::Simple(font), descriptor, false)
        };
        let (mut ascent, mut descent) = heights(&descriptor);
        let mut em = 1.0;
        if let Kind::Simple(font) = &kind
            && let Some(heights) = font.heights()
        {
            (ascent, descent) = heights;
            em = ascent - descent;
        }
        // A Type 3 font has no /BaseFont, but Skia names the face in its descriptor.
        let mut base = if base.is_empty() { name_of(&descriptor, "FontName") } else { base };
        if let Kind::Simple(font) = &kind
            && font.is_part()
            && let Some((name, _)) = simple::part_of(&base)
        {
            base = name.to_vec();
        }
        Some(Font {
            kind,
            to_unicode,
            vertical,
            em,
            ascent,
            descent,
            name: display_name(&base),
            object: dict.obj_id().map(|id| (id.obj_number, id.gen_number)),
            inside,
            codes: FxHashMap::default(),
            more: Vec::new(),
        })
    }

    /// The next code of a string (which must not be empty), its length in bytes, and what it stands for.
    pub(super) fn next(&mut self, bytes: &[u8], library: &mut Library<'a>) -> (u32, usize, Code) {
        let (code, length, cid) = match &self.kind {
            Kind::Composite(font) => font.next_code(bytes),
            Kind::Simple(font) => font.next_code(bytes),
        };
        let length = length.max(1);
        let key = u64::from(code) << 3 | length as u64;
        if let Some(known) = self.codes.get(&key) {
            return (code, length, *known);
        }
        let entry = self.work_out(code, length, cid, library);
        self.codes.insert(key, entry);
        (code, length, entry)
    }

    /// The further characters of a code.
    pub(super) fn more(&self, code: &Code) -> &[char] {
        self.more.get(code.more).map_or(&[], Vec::as_slice)
    }

    /// The font as the document lists it: every code that was shown.
    pub(super) fn listed(&self) -> content::Font {
        let mut codes = BTreeMap::new();
        // Of a number that is shown in two lengths, the longer one stands.
        let sorted: BTreeMap<_, _> = self.codes.iter().collect();
        for (key, code) in sorted {
            let text = code.ch.iter().chain(self.more(code)).collect();
            let entry = FontCode { length: (key & 7) as u8, glyph: code.glyph, text, source: code.source };
            codes.insert((key >> 3) as u32, entry);
        }
        content::Font { name: self.name.clone(), object: self.object, inside: self.inside.clone(), codes }
    }

    fn work_out(&mut self, code: u32, length: usize, cid: Option<u32>, library: &mut Library<'a>) -> Code {
        let mut entry = match &mut self.kind {
            Kind::Composite(font) => font.metrics(cid.unwrap_or(0)),
            Kind::Simple(font) => font.metrics(code, length, library),
        };
        let told = self.to_unicode.as_ref().and_then(|t| t.lookup(code)).filter(|t| !is_nothing(t));
        entry.control = told.as_ref().is_some_and(is_control);
        let told = told.filter(|_| !entry.control);
        let found = match told {
            Some(text) if !is_private(&text) => Found { text, source: UnicodeSource::ToUnicode },
            told => {
                let other = match &mut self.kind {
                    Kind::Composite(font) => font.character(code, length, cid, library),
                    Kind::Simple(font) => font.character(code, length, library),
                };
                match (other.filter(|f| !is_nothing(&f.text)), told) {
                    (Some(found), None) => found,
                    (Some(found), Some(_)) if !is_private(&found.text) => found,
                    // Private use is better than nothing: what it means is known for some fonts.
                    (_, Some(text)) => Found { text, source: UnicodeSource::ToUnicode },
                    (None, None) => Found { text: BfString::Char('\u{FFFD}'), source: UnicodeSource::Unknown },
                }
            }
        };
        entry.source = found.source;
        match apart(found.text) {
            BfString::Char(c) => entry.ch = printable(c),
            BfString::String(s) => {
                let mut chars = s.chars().filter_map(printable);
                entry.ch = chars.next();
                let rest: Vec<char> = chars.collect();
                if !rest.is_empty() {
                    if self.more.is_empty() {
                        self.more.push(Vec::new());
                    }
                    entry.more = self.more.len();
                    self.more.push(rest);
                }
            }
        }
        entry
    }
}

fn name_of(dict: &Dict<'_>, key: &str) -> Vec<u8> {
    dict.get::<Name<'_>>(key).map(|n| n.as_ref().to_vec()).unwrap_or_default()
}

/// Text that tells nothing: U+0000 and U+FFFD stand in many ToUnicode CMaps for "not known".
fn is_nothing(text: &BfString) -> bool {
    let nothing = |c: char| matches!(c, '\0' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}');
    match text {
        BfString::Char(c) => nothing(*c),
        BfString::String(s) => s.chars().all(nothing),
    }
}

/// The same with ligatures as the letters that they join.
fn apart(text: BfString) -> BfString {
    match text {
        BfString::Char(c) => ligature(c).map_or(BfString::Char(c), |letters| BfString::String(letters.into())),
        BfString::String(s) if s.chars().any(|c| ligature(c).is_some()) => {
            let parts = s.chars().map(|c| ligature(c).map_or_else(|| c.to_string(), str::to_string));
            BfString::String(parts.collect())
        }
        text => text,
    }
}

fn is_control(text: &BfString) -> bool {
    matches!(text, BfString::Char(c) if c.is_control() && printable(*c).is_none())
}

fn is_private(text: &BfString) -> bool {
    match text {
        BfString::Char(c) => run::is_private(*c),
        BfString::String(s) => s.chars().any(run::is_private),
    }
}

/// Ascent and descent of font size 1. Many descriptors say 0 or nonsense: then those of an ideographic em box.
fn heights(descriptor: &Dict<'_>) -> (f32, f32) {
    let ascent = descriptor.get::<f32>("Ascent").unwrap_or(0.0) / 1000.0;
    let descent = -descriptor.get::<f32>("Descent").unwrap_or(0.0).abs() / 1000.0;
    let height = ascent - descent;
    if ascent > 0.4 && ascent < 1.3 && height > 0.6 && height < 1.7 { (ascent, descent) } else { (0.88, -0.12) }
}

/// A font name for people: UTF-8 or, in old files, GBK; without the subset prefix.
fn display_name(base: &[u8]) -> String {
    match std::str::from_utf8(without_prefix(base)) {
        Ok("") => "unnamed".into(),
        Ok(name) => name.into(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(without_prefix(base)).0.into_owned(),
    }
}

/// A font's name without the tag of a subset, `ABCDEF+` (ISO 32000-1, 9.6.4).
pub(super) fn without_prefix(base: &[u8]) -> &[u8] {
    if base.get(6) == Some(&b'+') { base.get(7..).unwrap_or_default() } else { base }
}
