//! What a font's ToUnicode said before.

use hayro_cmap::{BfString, CMap, CMapName, load_embedded};
use lopdf::{Dictionary, Document, Object};

/// The ToUnicode of a font, as other programs see it.
pub(super) enum OldMap {
    /// A CMap.
    Map(Box<CMap>),
    /// A name in place of the CMap: the codes are Unicode.
    Identity,
    /// None, or none that can be read.
    Missing,
}

impl OldMap {
    /// Reads the entry of a font dictionary; a stream that unpacks to more than `limit` bytes is not read.
    pub(super) fn read(document: &Document, font: &Dictionary, limit: usize) -> OldMap {
        let entry = font.get(b"ToUnicode").and_then(|object| document.dereference(object));
        let map = match entry {
            Ok((_, Object::Stream(stream))) => {
                let data = stream.get_plain_content_with_limit(limit).unwrap_or_default();
                CMap::parse(&data, load_embedded)
            }
            Ok((_, Object::Name(name))) if name.starts_with(b"Identity") => return OldMap::Identity,
            Ok((_, Object::Name(name))) => match CMapName::from_bytes(name) {
                CMapName::Custom(_) => None,
                known => load_embedded(known).and_then(|data| CMap::parse(data, load_embedded)),
            },
            _ => None,
        };
        map.map_or(OldMap::Missing, |map| OldMap::Map(Box::new(map)))
    }

    /// What it says of a code, if it says anything: U+0000 and U+FFFD stand for "not known".
    pub(super) fn get(&self, code: u32) -> Option<String> {
        let text = match self {
            OldMap::Map(map) => match map.lookup_bf_string(code)? {
                BfString::Char(c) => c.to_string(),
                BfString::String(s) => s,
            },
            OldMap::Identity => char::from_u32(code)?.to_string(),
            OldMap::Missing => return None,
        };
        let nothing = |c: char| matches!(c, '\0' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}');
        (!text.chars().all(nothing)).then_some(text)
    }

    /// Whether there is a CMap whose entries for codes that no page shows are worth keeping.
    pub(super) fn is_map(&self) -> bool {
        matches!(self, OldMap::Map(_))
    }
}
