//! A second chance for files that hayro refuses: cut behind their object streams, with the catalog inside one of them
//! (ISO 32000-1, 7.5.7) and no trailer left to name it. With a trailer put behind, its own search finds the rest.

use std::io::Read;

use flate2::bufread::ZlibDecoder;
use memchr::memmem;

use crate::model::limits::Limits;

/// How far before `stream` its dictionary reaches.
const DICTIONARY: usize = 4096;

/// The file with a trailer that names the catalog, if an object stream holds one.
pub(super) fn with_trailer(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut left = limits.total_bytes;
    let catalog = memmem::find_iter(bytes, b"stream")
        .filter(|at| !bytes.get(..*at).is_some_and(|b| b.ends_with(b"end")))
        .find_map(|at| {
            let dictionary = bytes.get(at.saturating_sub(DICTIONARY)..at)?;
            let dictionary = dictionary.get(memmem::rfind(dictionary, b" obj")?..)?;
            memmem::find(dictionary, b"/ObjStm")?;
            if limits.expired() {
                return None;
            }
            let data = bytes.get(at + 6..)?;
            let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
            let mut unpacked = Vec::new();
            // What came before an error counts.
            let _ = ZlibDecoder::new(data).take(limits.part_bytes.min(left)).read_to_end(&mut unpacked);
            left = left.saturating_sub(unpacked.len() as u64);
            catalog_in(&unpacked, number(dictionary, b"/First")?)
        })?;
    let mut out = bytes.to_vec();
    out.extend_from_slice(format!("\nendstream\nendobj\ntrailer\n<< /Root {catalog} 0 R >>\n%%EOF\n").as_bytes());
    Some(out)
}

/// The number of the catalog among the objects of an unpacked object stream: pairs of number and offset come first.
fn catalog_in(data: &[u8], first: usize) -> Option<u64> {
    let head = std::str::from_utf8(data.get(..first)?).ok()?;
    let numbers: Vec<u64> = head.split_ascii_whitespace().map_while(|n| n.parse().ok()).collect();
    numbers.chunks_exact(2).enumerate().find_map(|(i, pair)| {
        let start = first.checked_add(usize::try_from(*pair.get(1)?).ok()?)?;
        let end =
            numbers.get(2 * i + 3).and_then(|o| first.checked_add(usize::try_from(*o).ok()?)).unwrap_or(data.len());
        let object = data.get(start..end.min(data.len()))?;
        memmem::find(object, b"/Catalog")?;
        memmem::find(object, b"/Pages")?;
        pair.first().copied()
    })
}

/// The integer behind a key.
fn number(dictionary: &[u8], key: &[u8]) -> Option<usize> {
    let rest = dictionary.get(memmem::find(dictionary, key)? + key.len()..)?.trim_ascii_start();
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}
