//! What of a damaged file can be known: hayro repairs without a word.

use hayro_syntax::Pdf;
use hayro_syntax::object::Dict;
use memchr::memmem;

/// How much a file may have before its header and behind its last mark.
const SLACK: usize = 1024;

/// What was found damaged, in words. `read` is the number of pages found, `streams` that of the streams that broke off.
pub(super) fn found(bytes: &[u8], pdf: &Pdf, read: usize, streams: usize) -> Vec<String> {
    let mut damage = Vec::new();
    if !points_to_xref(bytes) {
        damage.push("the cross-reference table is not where the file says; its objects were searched for".into());
    }
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let named = root.and_then(|r| r.get::<Dict<'_>>("Pages")).and_then(|p| p.get::<usize>("Count")).unwrap_or(read);
    if named > read {
        damage.push(format!("the page tree names {named} pages, of which {read} were found"));
    }
    if streams > 0 {
        damage.push(format!("{streams} streams break off; they were read as far as they go"));
    }
    damage
}

/// Whether the last `startxref` names the place of a cross-reference table or stream (ISO 32000-1, 7.5.5), counted
/// from the start of the file or from its header.
fn points_to_xref(bytes: &[u8]) -> bool {
    let Some(at) = memmem::rfind(bytes, b"startxref") else { return false };
    let tail = bytes.get(at + 9..).unwrap_or_default().trim_ascii_start();
    let digits = tail.iter().take_while(|b| b.is_ascii_digit()).count().min(18);
    let offset = tail.get(..digits).and_then(|d| std::str::from_utf8(d).ok()?.parse::<usize>().ok());
    let Some(offset) = offset else { return false };
    let start = bytes.get(..bytes.len().min(SLACK)).and_then(|head| memmem::find(head, b"%PDF-")).unwrap_or(0);
    [offset, offset.saturating_add(start)].iter().any(|place| {
        let there = bytes.get(*place..).unwrap_or_default().trim_ascii_start();
        let head = there.get(..there.len().min(64)).unwrap_or_default();
        let mut words = head.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
        let mut number = || words.next().is_some_and(|w| w.iter().all(u8::is_ascii_digit));
        // A cross-reference stream is an object, which begins with its two numbers.
        head.starts_with(b"xref") || number() && number() && words.next().is_some_and(|w| w.starts_with(b"obj"))
    })
}
