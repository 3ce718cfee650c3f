//! Text that was decoded with a wrong encoding before it was saved: undone where no byte was lost, else recognised.

use std::sync::OnceLock;

use encoding_rs::{BIG5, EncoderResult, Encoding, GB18030, UTF_8, WINDOWS_1252};

use super::score::{anchors, has_anchors, is_common};

/// A text with this many words of the form is legible as it is.
const LEGIBLE: usize = 3;

/// Whether a class applies is seen from this many bytes.
const SAMPLE: usize = 512 << 10;

/// What U+FFFD saved as UTF-8 looks like when read as GBK: three bytes twice give three characters.
const REPLACEMENT_AS_GBK: &str = "锟斤拷";

/// Fill bytes of uninitialised memory (CC, CD) read as GBK.
const UNINITIALISED: [&str; 2] = ["烫烫烫", "屯屯屯"];

/// How a wrong decoding is undone: the encoding that the text was wrongly read with, and the one it should have been.
struct Class {
    name: &'static str,
    wrong: &'static Encoding,
    right: &'static Encoding,
}

static CLASSES: [Class; 4] = [
    Class { name: "UTF-8 read as windows-1252", wrong: WINDOWS_1252, right: UTF_8 },
    Class { name: "GBK read as windows-1252", wrong: WINDOWS_1252, right: GB18030 },
    Class { name: "UTF-8 read as GBK", wrong: GB18030, right: UTF_8 },
    Class { name: "GBK read as Big5", wrong: BIG5, right: GB18030 },
];

/// Undoes a wrong decoding; gives the text and, in words, what had happened to it.
///
/// Accepted only if at least 98 % of the characters can be encoded again, the result has more words of the form than
/// the text had, and nothing in it is lost (U+FFFD).
pub fn unscramble(text: &str) -> Option<(String, &'static str)> {
    best_undoing(text).filter(|(repaired, _)| !repaired.contains('\u{FFFD}'))
}

/// What shows that characters were lost for good, if anything does: U+FFFD in numbers, 锟斤拷, all Han turned into question
/// marks, memory never written, a binary file read as text, or a wrong decoding that cannot be undone whole.
pub fn destroyed(text: &str) -> Option<String> {
    let (mut replaced, mut questions, mut paired, mut han, mut letters) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '\u{FFFD}' => replaced += 1,
            '?' => {
                questions += 1;
                paired += usize::from(previous == '?');
            }
            '\u{4E00}'..='\u{9FFF}' => han += 1,
            c if c.is_alphabetic() && !c.is_ascii() => letters += 1,
            _ => {}
        }
        previous = c;
    }
    let written = han + letters;
    // The first bytes of an OLE file (D0 CF 11 E0 A1 B1) read as UTF-8 or as UTF-16.
    if text.trim_start_matches('\u{FFFD}').starts_with('\u{871}') {
        return Some("the text begins as a file of Word does: a binary file was read as text".into());
    }
    let runs = |word: &str| Some(text.matches(word).count()).filter(|n| *n >= 3);
    if let Some(n) = runs(REPLACEMENT_AS_GBK) {
        return Some(format!(
            "\"{REPLACEMENT_AS_GBK}\" stands in the text {n} times: U+FFFD, saved as UTF-8 and read as GBK"
        ));
    }
    if let Some((run, n)) = UNINITIALISED.iter().find_map(|run| Some((run, runs(run)?))) {
        return Some(format!(
            "\"{run}\" stands in the text {n} times: memory that a program never wrote to, read as GBK"
        ));
    }
    if replaced >= 8 && replaced * 10 > written {
        return Some(format!(
            "{replaced} characters are U+FFFD, beside {written} that can be read: what they were is not known"
        ));
    }
    // Prose asks no twenty questions in a row; a report of which nothing Chinese is left does.
    if paired >= 20 && paired * 2 > questions && questions > han * 4 {
        return Some(format!(
            "{questions} question marks, most of them in runs, stand beside {han} Chinese characters"
        ));
    }
    let (_, class) = best_undoing(text).filter(|(repaired, _)| repaired.contains('\u{FFFD}'))?;
    Some(format!("the text is {class}, and bytes of it were lost: it cannot be undone whole"))
}

/// The undoing that gives the most words of the form, if it gives more than there are and loses few characters.
fn best_undoing(text: &str) -> Option<(String, &'static str)> {
    if text.is_ascii() || has_anchors(text, LEGIBLE) {
        return None;
    }
    let sample = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text);
    let mut most = anchors(sample);
    let mut best = None;
    for class in CLASSES.iter().filter(|class| class.is_possible(sample)) {
        let Some(repaired) = class.undo(sample) else { continue };
        let found = anchors(&repaired);
        if found > most {
            most = found;
            best = Some(class);
        }
    }
    best.and_then(|class| Some((class.undo(text)?, class.name)))
}

impl Class {
    /// A cheap look at which characters there are, so that an ordinary text is not encoded four times.
    fn is_possible(&self, text: &str) -> bool {
        let (mut latin, mut common, mut all) = (0usize, 0usize, 0usize);
        for c in text.chars().filter(|c| !c.is_ascii()).take(4000) {
            all += 1;
            // windows-1252 puts 80-9F at letters and signs outside of Latin-1, all below U+2200 or U+20AC, U+2122.
            latin += usize::from(c < '\u{2200}');
            common += usize::from(is_common(c));
        }
        if self.wrong == WINDOWS_1252 { latin * 10 > all * 6 } else { latin * 2 < all && common * 10 < all * 9 }
    }

    /// Encodes with the wrong encoding and decodes with the right one. Characters that the wrong encoding does not have
    /// were never part of the accident and stay; `None` if they are more than 2 %.
    fn undo(&self, text: &str) -> Option<String> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut repaired = String::with_capacity(text.len());
        let (mut all, mut kept) = (0usize, 0usize);
        let mut buffer = [0u8; 8];
        for c in text.chars() {
            all += 1;
            if c.is_ascii() {
                bytes.push(c as u8);
            } else if !self.encode(c, &mut buffer, &mut bytes) {
                kept += 1;
                repaired.push_str(&self.right.decode_without_bom_handling(&bytes).0);
                repaired.push(c);
                bytes.clear();
            }
        }
        repaired.push_str(&self.right.decode_without_bom_handling(&bytes).0);
        (kept * 50 <= all).then_some(repaired)
    }

    /// Appends the bytes that were read as this character.
    fn encode(&self, c: char, buffer: &mut [u8; 8], bytes: &mut Vec<u8>) -> bool {
        if self.wrong == WINDOWS_1252 {
            let byte = byte_of_1252(c);
            bytes.extend(byte);
            return byte.is_some();
        }
        if self.wrong == GB18030 && c == '\u{20AC}' {
            // A single byte 80 is read as the euro sign (Encoding standard 10.2.1), which is not written so.
            bytes.push(0x80);
            return true;
        }
        let mut utf8 = [0u8; 4];
        let mut encoder = self.wrong.new_encoder();
        let source = c.encode_utf8(&mut utf8);
        match encoder.encode_from_utf8_without_replacement(source, buffer, true) {
            (EncoderResult::InputEmpty, _, written) => {
                bytes.extend_from_slice(buffer.get(..written).unwrap_or_default());
                true
            }
            _ => false,
        }
    }
}

/// The byte that windows-1252 or Latin-1 reads as a character: they differ in 80-9F only, and both occur.
fn byte_of_1252(c: char) -> Option<u8> {
    static HIGH: OnceLock<Vec<char>> = OnceLock::new();
    if let '\u{80}'..='\u{FF}' = c {
        return u8::try_from(u32::from(c)).ok();
    }
    let high = HIGH.get_or_init(|| {
        let bytes: Vec<u8> = (0x80..=0x9F).collect();
        WINDOWS_1252.decode_without_bom_handling(&bytes).0.chars().collect()
    });
    high.iter().position(|h| *h == c).and_then(|i| u8::try_from(0x80 + i).ok())
}
