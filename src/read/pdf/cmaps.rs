//! CMaps: predefined ones, parsed once a document, and those inside the file.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};
use hayro_syntax::object::{Object, Stream};

use crate::read::paged::budget::Budget;

/// The predefined CMaps that a document uses. Parsing one costs a millisecond, and many fonts share it.
#[derive(Default)]
pub(super) struct CMaps {
    predefined: HashMap<Vec<u8>, Option<Rc<CMap>>>,
}

impl CMaps {
    /// A predefined CMap by name (ISO 32000-1, 9.7.5.2).
    pub(super) fn predefined(&mut self, name: &[u8]) -> Option<Rc<CMap>> {
        if let Some(cmap) = self.predefined.get(name) {
            return cmap.clone();
        }
        let cmap = match CMapName::from_bytes(name) {
            CMapName::Custom(_) => None,
            CMapName::IdentityH => Some(CMap::identity_h()),
            CMapName::IdentityV => Some(CMap::identity_v()),
            known => load_embedded(known).and_then(|data| CMap::parse(data, load_embedded)),
        };
        let cmap = cmap.map(Rc::new);
        self.predefined.insert(name.to_vec(), cmap.clone());
        cmap
    }

    /// CID to Unicode of a character collection.
    pub(super) fn collection(&mut self, family: &CidFamily) -> Option<Rc<CMap>> {
        let name = family.ucs2_cmap()?;
        self.predefined(name.to_bytes())
    }

    /// A CMap that the file itself holds.
    pub(super) fn embedded(&mut self, stream: &Stream<'_>, budget: &mut Budget) -> Option<Rc<CMap>> {
        let data = super::stream::decode(stream, budget)?;
        CMap::parse(&data, load_embedded).map(Rc::new)
    }
}

/// What a font's /ToUnicode says.
pub(super) enum ToUnicode {
    /// A CMap from codes to text.
    Map(Rc<CMap>),
    /// `/Identity-H`: the codes are Unicode (seen in place of the stream).
    Identity,
}

impl ToUnicode {
    pub(super) fn read(object: &Object<'_>, cmaps: &mut CMaps, budget: &mut Budget) -> Option<Self> {
        match object {
            Object::Stream(stream) => Some(ToUnicode::Map(cmaps.embedded(stream, budget)?)),
            Object::Name(name) => match name.as_ref() {
                b"Identity-H" | b"Identity-V" => Some(ToUnicode::Identity),
                other => Some(ToUnicode::Map(cmaps.predefined(other)?)),
            },
            _ => None,
        }
    }

    pub(super) fn lookup(&self, code: u32) -> Option<BfString> {
        match self {
            ToUnicode::Map(cmap) => cmap.lookup_bf_string(code),
            ToUnicode::Identity => char::from_u32(code).map(BfString::Char),
        }
    }
}

/// How the bytes of a composite font's strings are cut into codes where the CMap knows none of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Always two bytes (Identity, UCS2, UTF16).
    Two,
    /// One byte below 0x81, else two: GBK, GB 2312, Big5, Shift-JIS, UHC.
    Lead,
    /// As the CMap's code space says, one byte if it does not.
    One,
}

/// The /Encoding of a composite font.
pub(super) struct Encoding {
    pub(super) cmap: Rc<CMap>,
    /// Codes are CIDs: the CMap need not be asked.
    pub(super) identity: bool,
    /// Codes are UTF-16BE.
    pub(super) unicode: bool,
    pub(super) vertical: bool,
    cut: Cut,
}

impl Encoding {
    pub(super) fn read(object: &Object<'_>, cmaps: &mut CMaps, budget: &mut Budget) -> Option<Self> {
        match object {
            Object::Name(name) => {
                let name = name.as_ref();
                let identity = matches!(name, b"Identity-H" | b"Identity-V");
                let unicode =
                    name.starts_with(b"Uni") && (find(name, b"UCS2").is_some() || find(name, b"UTF16").is_some());
                let cut = if identity || unicode { Cut::Two } else { Cut::Lead };
                let vertical = name.ends_with(b"-V") || name == b"V";
                Some(Encoding { cmap: cmaps.predefined(name)?, identity, unicode, vertical, cut })
            }
            Object::Stream(stream) => {
                let data = super::stream::decode(stream, budget)?;
                let cmap = CMap::parse(&data, load_embedded).map(Rc::new)?;
                // /WMode may stand in the stream's dictionary only.
                let vertical = cmap.metadata().writing_mode == Some(WritingMode::Vertical)
                    || stream.dict().get::<i32>("WMode") == Some(1);
                Some(Encoding { cmap, identity: false, unicode: false, vertical, cut: code_space(&data) })
            }
            _ => None,
        }
    }

    /// The next code of a string, its length in bytes and its CID. The string must not be empty.
    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize, Option<u32>) {
        if self.identity
            && let [a, b, ..] = bytes
        {
            let code = u32::from(*a) << 8 | u32::from(*b);
            return (code, 2, Some(code));
        }
        let mut code = 0u32;
        for (n, byte) in (1u8..=4).zip(bytes) {
            code = code << 8 | u32::from(*byte);
            if let Some(cid) = self.cmap.lookup_cid_code(code, n) {
                return (code, usize::from(n), Some(cid));
            }
        }
        let length = match (self.cut, bytes) {
            (Cut::Two, [a, _, _, _, ..]) if self.unicode && (0xD8..0xDC).contains(a) => 4,
            (Cut::Two, _) => 2,
            (Cut::Lead, [0x81..=0xFF, ..]) => 2,
            _ => 1,
        };
        let length = length.min(bytes.len());
        let code = bytes.iter().take(length).fold(0u32, |c, b| c << 8 | u32::from(*b));
        (code, length, None)
    }
}

/// Reads how long the codes of an embedded CMap are: only "all two bytes" matters.
fn code_space(data: &[u8]) -> Cut {
    let Some(at) = find(data, b"begincodespacerange") else { return Cut::One };
    let end = find(data, b"endcodespacerange").unwrap_or(data.len());
    let text = data.get(at..end).unwrap_or_default();
    let mut two = false;
    for part in text.split(|b| *b == b'<').skip(1) {
        match part.iter().take_while(|b| b.is_ascii_hexdigit()).count() {
            4 => two = true,
            _ => return Cut::One,
        }
    }
    if two { Cut::Two } else { Cut::One }
}

fn find(data: &[u8], query: &[u8]) -> Option<usize> {
    data.windows(query.len()).position(|w| w == query)
}
