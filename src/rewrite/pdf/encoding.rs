//! A predefined CMap with room for ToUnicode.
//!
//! Beside a predefined CMap whose codes have one byte or two (GBK-EUC-H), a ToUnicode is misread by MuPDF before 1.22: it
//! makes a map from CIDs of it and drops the CIDs that do not lie, as numbers, in the code space of the encoding. So the
//! font gets a CMap that is built on the predefined one and whose code space has further codes of two bytes, with first
//! bytes that no text has, where those CIDs lie. Each code keeps its CID, so the pages look as before.

use std::collections::{BTreeMap, BTreeSet};

use hayro_cmap::{CMap, CMapName, CidFamily, load_embedded};
use lopdf::{Dictionary, Object, Stream, StringFormat};

use super::cmap::{self, Code};
use crate::model::content::FontCode;

/// First bytes below this begin no code of the predefined CMaps of one and two bytes but controls, which no font draws: codes
/// of two bytes may begin with them.
const FREE: u32 = 0x20;

/// A CMap to be the /Encoding of a font.
pub(super) struct Encoding {
    /// Of the predefined CMap on which it is built.
    name: Vec<u8>,
    ordering: &'static str,
    supplement: i32,
    spaces: Vec<(Code, Code)>,
    /// All codes of one byte, and those pairs that are shown: PDFium does not look into the CMap below.
    cids: BTreeMap<Code, u32>,
}

impl Encoding {
    /// `None` where there is no room: text of control bytes, or large CIDs.
    pub(super) fn with_room(name: &[u8], shown: &BTreeMap<u32, FontCode>) -> Option<Encoding> {
        // Codes of four bytes, which are told from the others by their second byte.
        if name.starts_with(b"GBK2K") || name.starts_with(b"CNS-EUC") {
            return None;
        }
        let cmap = load_embedded(CMapName::from_bytes(name)).and_then(|data| CMap::parse(data, load_embedded))?;
        let collection = cmap.metadata().character_collection.as_ref()?;
        let ordering = match collection.family {
            CidFamily::AdobeGB1 => "GB1",
            CidFamily::AdobeCNS1 => "CNS1",
            CidFamily::AdobeJapan1 => "Japan1",
            CidFamily::AdobeKorea1 => "Korea1",
            _ => return None,
        };
        let one: BTreeMap<Code, u32> =
            (FREE..=0xFF).filter_map(|code| Some(((1, code), cmap.lookup_cid_code(code, 1)?))).collect();
        let mut cids = one.clone();
        for (&code, entry) in shown {
            let cid = cmap.lookup_cid_code(code, entry.length);
            match entry.length {
                1 if code < FREE => return None,
                1 => {}
                2 => cids.extend(cid.map(|cid| ((2, code), cid))),
                _ => return None,
            }
        }
        // GBK-EUC keeps its pairs in a CMap of their own without a code space, where MuPDF loses none.
        let is_wanted = |length: u8| length == 1 || !name.starts_with(b"GBK-EUC");
        let wanted: BTreeSet<u32> = shown
            .iter()
            .filter(|(_, entry)| is_wanted(entry.length))
            .filter_map(|(&code, entry)| Some(cids.get(&(entry.length, code))? >> 8))
            .collect();
        if wanted.iter().any(|lead| *lead >= FREE) {
            return None;
        }
        let mut spaces = runs(one.keys().map(|(_, code)| *code)).into_iter().map(|(a, b)| ((1, a), (1, b))).collect();
        rectangles(&mut spaces, wanted.into_iter(), (0, 0xFF));
        let trails: BTreeMap<u32, Vec<u32>> = (FREE..=0xFF)
            .map(|lead| {
                let is_code = |trail: &u32| cmap.lookup_cid_code(lead << 8 | trail, 2).is_some();
                (lead, (0..=0xFF).filter(is_code).collect())
            })
            .filter(|(_, trails): &(u32, Vec<u32>)| !trails.is_empty())
            .collect();
        let low = trails.values().flatten().min()?;
        let high = trails.values().flatten().max()?;
        rectangles(&mut spaces, trails.keys().copied(), (*low, *high));
        Some(Encoding { name: name.to_vec(), ordering, supplement: collection.supplement, spaces, cids })
    }

    /// The CMap as an object. It keeps the name of the one below, by which pdfminer knows the CIDs.
    pub(super) fn stream(&self) -> Stream {
        let name = String::from_utf8_lossy(&self.name);
        let vertical = i64::from(self.name.ends_with(b"V"));
        let source = cmap::encoding(&name, (self.ordering, self.supplement), vertical, &self.spaces, &self.cids);
        let string = |text: &str| Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
        let mut info = Dictionary::new();
        info.set("Registry", string("Adobe"));
        info.set("Ordering", string(self.ordering));
        info.set("Supplement", i64::from(self.supplement));
        let mut dict = Dictionary::new();
        dict.set("Type", Object::Name(b"CMap".to_vec()));
        dict.set("CMapName", Object::Name(self.name.clone()));
        dict.set("CIDSystemInfo", Object::Dictionary(info));
        dict.set("UseCMap", Object::Name(self.name.clone()));
        dict.set("WMode", vertical);
        Stream::new(dict, source)
    }
}

/// Code spaces of two-byte codes: runs of first bytes, with the same range of second bytes.
fn rectangles(spaces: &mut Vec<(Code, Code)>, leads: impl Iterator<Item = u32>, (low, high): (u32, u32)) {
    spaces.extend(runs(leads).into_iter().map(|(a, b)| ((2, a << 8 | low), (2, b << 8 | high))));
}

/// Runs of numbers without a gap, in ascending order.
fn runs(numbers: impl Iterator<Item = u32>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}
