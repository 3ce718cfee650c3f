//! Simple fonts: one byte a code (ISO 32000-1, 9.6). LibreOffice and Chromium cut large fonts into many of them; old
//! Chinese files put GBK into them.

use hayro_cmap::BfString;
use hayro_font::FontGlyph;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::font::{Code, Found, Library};
use super::latin;
use super::names::Differences;
use super::program;
use crate::model::content::UnicodeSource;
use crate::read::paged::cmap::EmbeddedCmap;
use crate::read::paged::run::is_private;

/// Families whose names show that a simple font that is not embedded was meant for GBK text.
const CHINESE_FAMILIES: [&[u8]; 10] = [
    b"SimSun",
    b"SimHei",
    b"SimFang",
    b"SimKai",
    b"FangSong",
    b"KaiTi",
    b"STSong",
    b"STHei",
    b"XiaoBiaoSong",
    b"YaHei",
];

/// A Type 1, TrueType or Type 3 font.
pub(super) struct Simple<'a> {
    dict: Dict<'a>,
    pub(super) descriptor: Dict<'a>,
    first: u32,
    widths: Option<Vec<f32>>,
    missing: f32,
    /// Glyph space to text space: 1/1000, or the FontMatrix of a Type 3 font.
    unit: f32,
    embedded: bool,
    true_type: bool,
    has_encoding: bool,
    win_ansi: bool,
    gbk: bool,
    type3: bool,
    /// Which 256 glyphs of a larger font this one holds.
    part: Option<u32>,
    latin: Option<bool>,
    program: Option<Option<hayro_font::Font<'a>>>,
    cmap: Option<Option<EmbeddedCmap>>,
    differences: Option<Differences<'a>>,
}

impl<'a> Simple<'a> {
    pub(super) fn read(dict: &Dict<'a>, base: &[u8], has_to_unicode: bool) -> Self {
        let subtype = dict.get::<Name<'_>>("Subtype");
        let type3 = subtype.as_deref() == Some(b"Type3");
        let descriptor = dict.get::<Dict<'a>>("FontDescriptor").unwrap_or_default();
        let embedded = type3 || ["FontFile", "FontFile2", "FontFile3"].iter().any(|k| descriptor.contains_key(k));
        let unit = match dict.get::<[f32; 6]>("FontMatrix") {
            Some([a, ..]) if type3 && a != 0.0 && a.is_finite() => a.abs(),
            _ => 0.001,
        };
        let widths = dict.get::<Array<'_>>("Widths").map(|a| a.iter::<f32>().take(256).collect());
        let encoding = dict.get::<Object<'_>>("Encoding");
        let differences = matches!(&encoding, Some(Object::Dict(d)) if d.contains_key("Differences"));
        let base_encoding = match &encoding {
            Some(Object::Name(name)) => Some(name.clone()),
            Some(Object::Dict(d)) => d.get::<Name<'_>>("BaseEncoding"),
            _ => None,
        };
        let chinese = !base.is_ascii() || CHINESE_FAMILIES.iter().any(|f| base.windows(f.len()).any(|w| w == *f));
        Simple {
            first: dict.get::<u32>("FirstChar").unwrap_or(0),
            widths,
            missing: descriptor.get::<f32>("MissingWidth").unwrap_or(0.0),
            unit,
            embedded,
            true_type: subtype.as_deref() == Some(b"TrueType"),
            has_encoding: base_encoding.is_some() || differences,
            win_ansi: base_encoding.as_deref() == Some(b"WinAnsiEncoding") && !differences,
            gbk: chinese && !embedded && !has_to_unicode && !differences,
            dict: dict.clone(),
            part: part_of(base).map(|(_, part)| part).filter(|_| embedded && !has_to_unicode && !differences),
            descriptor,
            type3,
            latin: None,
            program: None,
            cmap: None,
            differences: None,
        }
    }

    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize, Option<u32>) {
        match bytes {
            [lead @ 0x81..=0xFE, trail @ (0x40..=0x7E | 0x80..=0xFE), ..] if self.gbk => {
                (u32::from(*lead) << 8 | u32::from(*trail), 2, None)
            }
            [byte, ..] => (u32::from(*byte), 1, None),
            [] => (0, 1, None),
        }
    }

    pub(super) fn metrics(&mut self, code: u32, length: usize, library: &mut Library<'a>) -> Code {
        // A viewer takes the two bytes of a GBK pair for two glyphs, so the pair is as wide as both.
        let width = if length == 2 {
            self.width(code >> 8, library) + self.width(code & 0xFF, library)
        } else {
            self.width(code, library)
        };
        Code { width, advance: width, glyph: self.glyph_number(code), ..Code::default() }
    }

    /// The number that the code's glyph has in the original font, where its name or the font's tells it.
    fn glyph_number(&mut self, code: u32) -> Option<u32> {
        if let Some(part) = self.part {
            return Some(part << 8 | code & 0xFF);
        }
        if !self.type3 {
            return None;
        }
        self.differences().skia_glyph(code)
    }

    /// How high a Type 3 font of font size 1 draws its letters, above and below the base line, where its glyph space is
    /// not the usual thousandths: bitmaps have a pixel for a unit, and the text matrix makes them small again.
    pub(super) fn heights(&self) -> Option<(f32, f32)> {
        let [.., scale, _, _] = self.dict.get::<[f32; 6]>("FontMatrix").filter(|_| self.type3)?;
        let [_, low, _, high] = self.dict.get::<[f32; 4]>("FontBBox").unwrap_or_default();
        let (low, high) = if low == high {
            let widest = self.widths.iter().flatten().fold(0.0f32, |a, w| a.max(w.abs()));
            (-0.12 * widest * scale, 0.88 * widest * scale)
        } else {
            (low * scale, high * scale)
        };
        let (ascent, descent) = (low.max(high), low.min(high));
        let em = ascent - descent;
        (em.is_finite() && (em > 4.0 || em > 0.0 && em < 0.2)).then_some((ascent, descent))
    }

    /// The names of the codes, read when they are first asked for.
    fn differences(&mut self) -> &Differences<'a> {
        self.differences.get_or_insert_with(|| Differences::read(&self.dict))
    }

    fn width(&mut self, code: u32, library: &mut Library<'a>) -> f32 {
        if let Some(widths) = &self.widths {
            let at = code.checked_sub(self.first).and_then(|i| usize::try_from(i).ok());
            let width = at.and_then(|i| widths.get(i)).copied().unwrap_or(self.missing);
            return width * self.unit;
        }
        // One of the standard 14 fonts, whose widths every reader knows.
        self.program(library).map_or(0.5, |font| font.code_advance(code & 0xFF).x as f32 / 1000.0)
    }

    /// What the code stands for where ToUnicode does not say.
    pub(super) fn character(&mut self, code: u32, length: usize, library: &mut Library<'a>) -> Option<Found> {
        if self.gbk {
            let bytes = [(code >> 8) as u8, code as u8];
            let bytes = if length == 2 { &bytes[..] } else { bytes.get(1..).unwrap_or_default() };
            let text = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(bytes)?;
            return Some(Found { text: BfString::String(text.into_owned()), source: UnicodeSource::CodePage });
        }
        // Without an /Encoding, the codes of an embedded TrueType font mean what its cmap says, and not
        // StandardEncoding: a subset numbers its glyphs as it likes.
        let by_cmap_first = self.embedded && self.true_type && !self.has_encoding;
        if !by_cmap_first && let Some(text) = self.by_name(code, library) {
            return Some(Found { text, source: UnicodeSource::Encoding });
        }
        // A symbolic cmap that numbers its codes F000 and on says the code once more and no character, and no private
        // use says one that a font of other programs has: there the widths of the glyphs must prove it.
        match self.by_cmap(code, library) {
            Some(c) if !is_private(c) => {
                return Some(Found { text: BfString::Char(c), source: UnicodeSource::FontCmap });
            }
            Some(c) if u32::from(c) == 0xF000 + code && self.is_latin() => {
                if let Some(c) = char::from_u32(code).filter(char::is_ascii_graphic) {
                    return Some(Found { text: BfString::Char(c), source: UnicodeSource::Convention });
                }
            }
            _ => {}
        }
        // A font that says it is not symbolic keeps to StandardEncoding, also in codes whose glyph it lacks.
        if by_cmap_first
            && self.descriptor.get::<u32>("Flags").is_some_and(|flags| flags & 32 != 0)
            && let Some(text) = self.by_name(code, library)
        {
            return Some(Found { text, source: UnicodeSource::Encoding });
        }
        // Whoever makes bitmaps of glyphs numbers them as they come, unless their widths say otherwise.
        let latin = self.is_latin();
        let bitmaps = self.heights().is_some() && !latin;
        let differences = self.differences();
        if let Some(c) = differences.unicode(code) {
            return Some(Found { text: BfString::Char(c), source: UnicodeSource::Encoding });
        }
        if let Some(c) = differences.repeated_code(code, latin).filter(|_| !bitmaps) {
            return Some(Found { text: BfString::Char(c), source: UnicodeSource::Convention });
        }
        let c = char::from_u32(code).filter(|c| matches!(c, ' '..='~'))?;
        (!self.embedded).then_some(Found { text: BfString::Char(c), source: UnicodeSource::CodePage })
    }

    /// Whether the widths of the glyphs are those of the Latin letters that their codes stand for.
    fn is_latin(&mut self) -> bool {
        *self.latin.get_or_insert_with(|| {
            let at = |code: u8| u32::from(code).checked_sub(self.first).and_then(|i| usize::try_from(i).ok());
            latin::is_latin(|code| self.widths.as_ref().and_then(|w| w.get(at(code)?)).copied().unwrap_or(0.0))
        })
    }

    /// Whether the font is a piece of a larger one, so that its name is not that of a typeface.
    pub(super) fn is_part(&self) -> bool {
        self.part.is_some()
    }

    /// The digit that the name of a code's glyph says, where the font gives its codes names.
    pub(super) fn named_digit(&mut self, code: u32) -> Option<char> {
        self.differences().digit(code)
    }

    fn by_name(&mut self, code: u32, library: &mut Library<'a>) -> Option<BfString> {
        if self.win_ansi {
            let byte = [code as u8];
            let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling_and_without_replacement(&byte)?;
            return text.chars().next().map(BfString::Char);
        }
        let font = self.program(library)?;
        match font.glyph(font.map_code(code & 0xFF), code & 0xFF) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        }
    }

    fn by_cmap(&mut self, code: u32, library: &mut Library<'a>) -> Option<char> {
        if !self.embedded || !self.true_type {
            return None;
        }
        let gid = self.program(library)?.map_code(code & 0xFF).to_u32();
        let descriptor = &self.descriptor;
        let cmap = self.cmap.get_or_insert_with(|| program::cmap(descriptor, &mut library.budget));
        cmap.as_ref()?.get(gid)
    }

    fn program(&mut self, library: &mut Library<'a>) -> Option<&hayro_font::Font<'a>> {
        let (dict, descriptor) = (&self.dict, &self.descriptor);
        self.program
            .get_or_insert_with(|| {
                // hayro allocates as many widths as /FirstChar says, and unpacks font programs whole.
                if dict.get::<i64>("FirstChar").is_some_and(|n| n > 255) {
                    return None;
                }
                let limit = library.budget.stream_limit();
                let sound = ["FontFile", "FontFile2", "FontFile3"]
                    .iter()
                    .filter_map(|k| descriptor.get::<Stream<'_>>(k))
                    .chain(dict.get::<Stream<'_>>("ToUnicode"))
                    .all(|s| super::stream::fits(&s, limit));
                if !sound {
                    library.budget.cut();
                    return None;
                }
                library.program(dict)
            })
            .as_ref()
    }
}

/// The name of a composite font and the high byte of its glyph numbers, where a font is a piece of one as Poppler cuts
/// it for PostScript: `Name_2f` holds the glyphs 2F00 to 2FFF, each under its low byte.
pub(super) fn part_of(base: &[u8]) -> Option<(&[u8], u32)> {
    let (name, number) = base.split_at_checked(base.len().checked_sub(3)?)?;
    let digits = number.strip_prefix(b"_").filter(|d| d.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))?;
    let part = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (!name.is_empty()).then_some((name, part))
}
