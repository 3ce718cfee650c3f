//! Bytes of an unknown encoding to text.
//!
//! What a page says of its encoding is wrong often enough that it is only one candidate among others; whether the bytes
//! are valid UTF-8, and which reading gives the words of the form, are the stronger evidence.

mod score;
mod scrambled;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};

pub(crate) use score::{anchors, has_anchors};
pub use scrambled::{destroyed, unscramble};

/// Refuses bytes that a reader of text should not begin with.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over [`Limits::text_bytes`] or [`Limits::file_bytes`].
fn admit(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    limits.admit(bytes)?;
    if bytes.len() as u64 > limits.text_bytes {
        return Err(limits.error(Limit::TextBytes));
    }
    Ok(())
}

/// How many bytes are decoded to compare encodings.
const SAMPLE: usize = 512 << 10;

/// Text with the encoding that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// WHATWG name of the encoding.
    pub encoding: &'static str,
    /// How many U+FFFD stand for bytes that the encoding gives no character.
    pub replaced: usize,
}

/// Text to work with: decoded, and a double encoding undone.
pub(crate) struct Legible {
    pub(crate) text: String,
    pub(crate) encoding: &'static str,
    pub(crate) findings: Vec<Finding>,
}

/// Decodes bytes; `declared` is the label that the document or its server gives, and may be wrong.
///
/// Order: byte order mark; UTF-16 by its zero bytes; UTF-8 if valid but for single bytes; else whichever of the declared
/// encoding, GB18030, the guess of chardetng, Big5 and UTF-8 gives the largest share of common characters.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_with(encoding, bytes.get(length..).unwrap_or_default());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_with(encoding, bytes);
    }
    if is_nearly_utf8(bytes) {
        return decode_with(UTF_8, bytes);
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let mut candidates = Vec::with_capacity(5);
    candidates.extend(declared.and_then(encoding_of_label));
    candidates.extend([GB18030, guess(sample), BIG5, UTF_8]);
    let mut best = (GB18030, f64::NEG_INFINITY);
    for (i, &encoding) in candidates.iter().enumerate() {
        if candidates.iter().take(i).any(|earlier| *earlier == encoding) {
            continue;
        }
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let score = score::legibility(&text);
        // An earlier candidate keeps a tie: the declared one, then the usual one.
        if score > best.1 {
            best = (encoding, score);
        }
    }
    decode_with(best.0, bytes)
}

/// Decodes, undoes a double encoding, and says so.
///
/// # Errors
/// Those of [`admit`].
pub(crate) fn decode_legibly(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Legible, Error> {
    admit(bytes, limits)?;
    let Decoded { mut text, encoding, replaced } = decode(bytes, declared);
    let mut findings = Vec::new();
    if let Some((repaired, class)) = unscramble(&text) {
        findings.push(Finding::new(FindingKind::EncodingRepaired, format!("the text was {class}; this was undone")));
        text = repaired;
    } else if let Some(message) = destroyed(&text) {
        findings.push(Finding::new(FindingKind::TextDestroyed, message));
    } else if replaced > 0 {
        let message = format!("{replaced} places are not valid {encoding} and were replaced by U+FFFD");
        findings.push(Finding::new(FindingKind::UnreadableText, message));
    }
    Ok(Legible { text, encoding, findings })
}

/// Decodes bytes of a known encoding, by its WHATWG name; UTF-8 for a name that is none.
pub(crate) fn decode_as(bytes: &[u8], name: &str) -> String {
    let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// The encoding that a label means. Every name of the GB family means GB18030, its superset.
pub(crate) fn encoding_of_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().to_ascii_lowercase();
    if label.contains("gb") || label.contains("936") || label == "chinese" {
        return Some(GB18030);
    }
    match Encoding::for_label(label.as_bytes())? {
        // A document whose markup can be read as ASCII is not UTF-16 (WHATWG HTML 13.2.3.2, step 15 of the prescan).
        e if e == UTF_16LE || e == UTF_16BE => Some(UTF_8),
        e if e == encoding_rs::REPLACEMENT => None,
        e => Some(e),
    }
}

fn decode_with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    let replaced = if errors {
        let own = if encoding == UTF_8 { bytes.windows(3).filter(|w| *w == [0xEF, 0xBF, 0xBD]).count() } else { 0 };
        text.matches('\u{FFFD}').count().saturating_sub(own)
    } else {
        0
    };
    Decoded { text: text.into_owned(), encoding: encoding.name(), replaced }
}

fn guess(sample: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow)
}

/// Whether the bytes are UTF-8 but for a cut last character and a few damaged ones. Another encoding of Chinese gives
/// an invalid sequence at about every second character.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut multi_byte, mut invalid) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        multi_byte += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    invalid == 0 || invalid * 50 <= multi_byte
}

/// UTF-16 has zero bytes wherever it holds ASCII, which no other encoding of text has.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..64 << 10).unwrap_or(bytes);
    let zeros = sample.iter().filter(|b| **b == 0).count();
    if zeros == 0 || zeros * 100 < sample.len() {
        return None;
    }
    let share = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        score::readable_share(&text)
    };
    let (little, big) = (share(UTF_16LE), share(UTF_16BE));
    let (encoding, share) = if little >= big { (UTF_16LE, little) } else { (UTF_16BE, big) };
    (share > 0.75).then_some(encoding)
}
