//! Inline images (ISO 32000-1, 8.9.7). Their data ends at an `EI`, which may stand inside the data too: text behind a
//! wrong end is lost. Where the data itself says how long it is, it is blanked before the operators are read.

use std::borrow::Cow;

/// The content with the data of inline images blanked that are encoded in ASCII (they have an end mark).
pub(super) fn blank_images(content: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Cow::Borrowed(content);
    let mut at = 0;
    while let Some((start, end)) = next_image(content, at) {
        if let Some(data) = out.to_mut().get_mut(start..end) {
            data.fill(b' ');
        }
        at = end;
    }
    out
}

/// Where the data of the next image in ASCII85 or ASCIIHex begins and ends, from `from` on.
fn next_image(content: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        at += find(content.get(at..)?, b"BI")? + 2;
        let rest = content.get(at..)?;
        // Dictionaries of inline images are short.
        let head = rest.get(..rest.len().min(1024))?;
        let token = rest.first().is_some_and(|b| b.is_ascii_whitespace() || *b == b'/');
        let Some(id) = find(head, b"ID").filter(|_| token) else { continue };
        let dict = head.get(..id)?;
        let filter = |names: [&[u8]; 2]| names.iter().filter_map(|n| find(dict, n)).min();
        let (a85, hex) = (filter([b"/A85", b"/ASCII85Decode"]), filter([b"/AHx", b"/ASCIIHexDecode"]));
        let end: &[u8] = match (a85, hex) {
            (Some(a), h) if h.is_none_or(|h| a < h) => b"~>",
            (_, Some(_)) => b">",
            _ => continue,
        };
        let start = at + id + 2;
        let length = find(content.get(start..)?, end)?;
        return Some((start + 1, start + length + end.len()));
    }
}

fn find(data: &[u8], query: &[u8]) -> Option<usize> {
    memchr::memmem::find(data, query)
}
