//! What the document says of itself: the property set `SummaryInformation` ([MS-OLEPS] 2.21 and 3.1.2).

use super::bytes::{long, part, short, size, utf16};
use crate::model::content::Info;
use crate::text::encoding;

/// Identifiers of properties ([MS-OSHARED] 2.3.3.2.1.1).
const CODE_PAGE: u32 = 1;
const TITLE: u32 = 2;
const PROGRAM: u32 = 18;

/// Title and program; either is `None` where it is not given, blank or unreadable.
pub(super) fn read(stream: &[u8]) -> Info {
    // PropertySetStream: 28 bytes, then the identifier of the set (16) and its offset.
    let set = size(stream, 44).and_then(|at| stream.get(at..)).unwrap_or_default();
    let page = property(set, CODE_PAGE).and_then(|value| short(value, 4));
    Info { title: text(set, TITLE, page), creator: text(set, PROGRAM, page), ..Info::default() }
}

/// A property from its type on.
fn property(set: &[u8], wanted: u32) -> Option<&[u8]> {
    let count = size(set, 4)?.min(set.len() / 8);
    let found = (0..count).find(|i| long(set, 8 + 8 * i) == Some(wanted))?;
    set.get(size(set, 12 + 8 * found)?..)
}

/// A text: VT_LPSTR in the code page of the set, or VT_LPWSTR.
fn text(set: &[u8], wanted: u32, page: Option<u16>) -> Option<String> {
    let value = property(set, wanted)?;
    let length = size(value, 4)?;
    let text = match (long(value, 0)?, page) {
        (0x1F, _) => utf16(part(value, 8, length.checked_mul(2)?)?),
        (0x1E, Some(1200)) => utf16(part(value, 8, length)?),
        (0x1E, page) => {
            let bytes = part(value, 8, length)?;
            let bytes = bytes.split(|b| *b == 0).next().unwrap_or_default();
            let label = match page {
                Some(65001) => Some("utf-8".to_string()),
                page => page.map(|p| format!("windows-{p}")),
            };
            encoding::decode(bytes, label.as_deref()).text
        }
        _ => return None,
    };
    let text = text.trim_end_matches('\0').trim();
    (!text.is_empty()).then(|| text.to_string())
}
