//! Fonts of Word 6, whose character sets tell what bytes mean ([MS-DOC] 2.9.286 SttbfFfn, 2.9.80 FFN).

use encoding_rs::Encoding;

use super::bytes::byte;
use super::fib::{Fib, Part};
use crate::read::word::charsets::of_charset;

/// The encoding of each font in order, `None` where its character set is that of the document.
pub(super) fn encodings(fib: &Fib) -> Vec<Option<&'static Encoding>> {
    let mut encodings = Vec::new();
    let mut rest = fib.part(Part::Fonts).and_then(|table| table.get(2..)).unwrap_or_default();
    // The length of the rest, two fields of three bytes, the character set.
    while let (Some(length), Some(charset)) = (byte(rest, 0), byte(rest, 4)) {
        encodings.push(of_charset(charset.into()));
        rest = rest.get(1 + usize::from(length)..).unwrap_or_default();
    }
    encodings
}
