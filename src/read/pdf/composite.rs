//! Composite (Type 0) fonts: nearly all Chinese text (ISO 32000-1, 9.7).

use std::rc::Rc;

use hayro_cmap::{BfString, CMap, CidFamily};
use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

use super::cmaps::Encoding;
use super::font::{Code, Found, Library, without_prefix};
use super::program::{self, CidToGid};
use super::widths::Widths;
use crate::model::content::UnicodeSource;
use crate::read::paged::cmap::EmbeddedCmap;

/// Families of TrueType fonts that begin with the standard Macintosh glyph order (OpenType `post`, version 1).
const MACINTOSH_ORDER: [&[u8]; 9] =
    [b"Arial", b"Times", b"Courier", b"Verdana", b"Georgia", b"Tahoma", b"Trebuchet", b"CenturyGothic", b"ComicSans"];

/// A Type 0 font with its one descendant.
pub(super) struct Composite<'a> {
    encoding: Encoding,
    widths: Widths,
    descendant: Dict<'a>,
    pub(super) descriptor: Dict<'a>,
    /// The collection that the CIDs belong to, if it is one with a table to Unicode.
    family: Option<CidFamily>,
    collection: Option<Option<Rc<CMap>>>,
    program: Option<Option<(EmbeddedCmap, CidToGid)>>,
    /// Not embedded, of a family whose glyphs lie in the Macintosh order: codes are likely its glyph ids.
    macintosh_order: bool,
}

impl<'a> Composite<'a> {
    pub(super) fn read(dict: &Dict<'a>, library: &mut Library<'a>) -> Option<Self> {
        let descendant = dict
            .get::<Array<'a>>("DescendantFonts")
            .and_then(|a| a.iter::<Dict<'a>>().next())
            .or_else(|| dict.get::<Dict<'a>>("DescendantFonts"))?;
        let encoding = dict
            .get::<Object<'a>>("Encoding")
            .and_then(|o| Encoding::read(&o, &mut library.cmaps, &mut library.budget))
            .or_else(|| {
                // Unknown CMap: two-byte codes taken as CIDs, as all viewers do.
                let identity = Object::Name(Name::new_unescaped(b"Identity-H"));
                Encoding::read(&identity, &mut library.cmaps, &mut library.budget)
            })?;
        let descriptor = descendant.get::<Dict<'a>>("FontDescriptor").unwrap_or_default();
        let of_cmap = encoding.cmap.metadata().character_collection.as_ref().map(|c| c.family.clone());
        let family = of_cmap
            .filter(|f| f.ucs2_cmap().is_some())
            .or_else(|| system_info(&descendant))
            .filter(|f| f.ucs2_cmap().is_some());
        let embedded = ["FontFile", "FontFile2", "FontFile3"].iter().any(|k| descriptor.contains_key(k));
        let base = dict.get::<Name<'_>>("BaseFont");
        let macintosh_order = !embedded
            && encoding.identity
            && base.is_some_and(|n| MACINTOSH_ORDER.iter().any(|f| without_prefix(&n).starts_with(f)));
        Some(Composite {
            widths: Widths::read(&descendant, encoding.vertical),
            encoding,
            descendant,
            descriptor,
            family,
            collection: None,
            program: None,
            macintosh_order,
        })
    }

    pub(super) fn vertical(&self) -> bool {
        self.encoding.vertical
    }

    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize, Option<u32>) {
        self.encoding.next_code(bytes)
    }

    pub(super) fn metrics(&self, cid: u32) -> Code {
        let width = self.widths.width(cid) / 1000.0;
        let mut code = Code { width, advance: width, glyph: Some(cid), ..Code::default() };
        if self.encoding.vertical {
            let v = self.widths.vertical(cid);
            code.advance = v.advance / 1000.0;
            code.vx = v.vx / 1000.0;
            code.vy = v.vy / 1000.0;
        }
        code
    }

    /// What the code stands for where ToUnicode does not say.
    pub(super) fn character(
        &mut self,
        code: u32,
        length: usize,
        cid: Option<u32>,
        library: &mut Library<'a>,
    ) -> Option<Found> {
        if self.encoding.unicode {
            let c = if length == 4 { from_surrogates(code) } else { char::from_u32(code) };
            if let Some(c) = c.filter(|c| !matches!(c, '\0' | '\u{E000}'..='\u{F8FF}')) {
                return Some(Found { text: BfString::Char(c), source: UnicodeSource::Encoding });
            }
        }
        let cid = cid?;
        if let Some(family) = &self.family {
            let table = self.collection.get_or_insert_with(|| library.cmaps.collection(family));
            if let Some(text) = table.as_ref().and_then(|t| t.lookup_bf_string(cid)) {
                // The half-width space is U+2002 in the tables of Adobe-GB1, but codes 32 are spaces.
                let text = if code == 32 { BfString::Char(' ') } else { text };
                return Some(Found { text, source: UnicodeSource::Collection });
            }
        }
        if let Some((cmap, gids)) = self.program(library)
            && let Some(c) = cmap.get(gids.get(cid))
        {
            return Some(Found { text: BfString::Char(c), source: UnicodeSource::FontCmap });
        }
        // From the space at 3 on, the order is that of ASCII.
        if self.macintosh_order && (3..=97).contains(&cid) {
            let c = char::from_u32(cid + 29)?;
            return Some(Found { text: BfString::Char(c), source: UnicodeSource::Convention });
        }
        None
    }
}

impl<'a> Composite<'a> {
    /// Whether the embedded font draws the character by the glyph of the CID; `None` if it has no cmap.
    pub(super) fn draws(&mut self, ch: char, cid: u32, library: &mut Library<'a>) -> Option<bool> {
        let (cmap, gids) = self.program(library)?;
        Some(cmap.draws(ch, gids.get(cid)))
    }

    /// The character that the glyph of a CID is drawn for, by the embedded font's own cmap. Private use tells nothing.
    pub(super) fn drawn(&mut self, cid: u32, library: &mut Library<'a>) -> Option<char> {
        let (cmap, gids) = self.program(library)?;
        cmap.get(gids.get(cid)).filter(|c| !c.is_control() && !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..))
    }

    fn program(&mut self, library: &mut Library<'a>) -> Option<&(EmbeddedCmap, CidToGid)> {
        let (descriptor, descendant) = (&self.descriptor, &self.descendant);
        let program = self.program.get_or_insert_with(|| {
            let cmap = program::cmap(descriptor, &mut library.budget)?;
            Some((cmap, CidToGid::read(descendant, &mut library.budget)))
        });
        program.as_ref()
    }
}

fn system_info(descendant: &Dict<'_>) -> Option<CidFamily> {
    let info = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>("Registry")?;
    let ordering = info.get::<PdfString<'_>>("Ordering")?;
    Some(CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()))
}

fn from_surrogates(code: u32) -> Option<char> {
    let units = [(code >> 16) as u16, code as u16];
    char::decode_utf16(units).next()?.ok()
}
