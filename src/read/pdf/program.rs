//! Embedded font programs as a PDF holds them.

use hayro_syntax::object::{Dict, Stream};

use crate::read::paged::budget::Budget;
use crate::read::paged::cmap::EmbeddedCmap;

/// Reads the cmap of a descriptor's font program; `None` if it has none.
pub(super) fn cmap(descriptor: &Dict<'_>, budget: &mut Budget) -> Option<EmbeddedCmap> {
    let stream = descriptor.get::<Stream<'_>>("FontFile2").or_else(|| descriptor.get::<Stream<'_>>("FontFile3"))?;
    EmbeddedCmap::new(up_to_cmap(&stream, budget)?)
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
