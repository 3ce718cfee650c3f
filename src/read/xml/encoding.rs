//! The bytes of a part to text. OPC and OpenDocument allow UTF-8 and UTF-16 only; home-made writers also leave GBK.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Whether the bytes begin as an XML file and not as an archive.
pub(crate) fn is_markup(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(64)).unwrap_or(bytes);
    let head = head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head);
    head.trim_ascii_start().starts_with(b"<")
        || head.starts_with(&[0xFF, 0xFE, b'<', 0])
        || head.starts_with(&[0xFE, 0xFF, 0, b'<'])
}

/// Decodes a part by its byte order mark, else by the shape of its first bytes, else by its XML declaration, else as
/// UTF-8; says whether bytes had to be replaced. No copy is made of the usual UTF-8.
pub(crate) fn decode(bytes: Vec<u8>) -> (String, bool) {
    let encoding = match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => UTF_8,
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] | [0, b'<', ..] => UTF_16BE,
        _ => declared(&bytes).unwrap_or(UTF_8),
    };
    if encoding == UTF_8 && !bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
    }
    let (text, _, lossy) = encoding.decode(&bytes);
    (text.into_owned(), lossy)
}

/// The encoding named in `<?xml ... encoding="..."?>`. A declared UTF-16 over single bytes is a lie and ignored.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(256))?;
    let end = head.iter().position(|b| *b == b'>')?;
    let head = std::str::from_utf8(head.get(..end)?).ok()?;
    let value = head.strip_prefix("<?xml")?.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value.get(1..)?.split(quote).next()?;
    Encoding::for_label(label.as_bytes()).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}
