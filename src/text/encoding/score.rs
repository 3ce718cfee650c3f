//! How much a text looks like Chinese prose: the evidence by which encodings are told apart.

use std::sync::OnceLock;

/// Words that every report on the form prints; a wrong encoding gives none of them.
const ANCHORS: &str = include_str!("anchors.txt");

/// How many different words of the form the text holds.
pub(crate) fn anchors(text: &str) -> usize {
    ANCHORS.lines().filter(|anchor| !anchor.is_empty() && text.contains(anchor)).count()
}

/// Whether the text holds at least `enough` different words of the form; stops looking when it does.
pub(crate) fn has_anchors(text: &str, enough: usize) -> bool {
    ANCHORS.lines().filter(|anchor| !anchor.is_empty() && text.contains(anchor)).take(enough).count() >= enough
}

/// Share of common characters among those that are not ASCII, less what no writer types, plus the words of the form.
pub(super) fn legibility(text: &str) -> f64 {
    let (mut common, mut bad, mut all) = (0u32, 0u32, 0u32);
    for c in text.chars() {
        match c {
            '\u{FFFD}' | '\0' => (bad, all) = (bad + 1, all + 1),
            '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' => (bad, all) = (bad + 1, all + 1),
            c if c.is_ascii() => {}
            c => (common, all) = (common + u32::from(is_common(c)), all + 1),
        }
    }
    if all == 0 {
        return 0.0;
    }
    (f64::from(common) - 5.0 * f64::from(bad)) / f64::from(all) + 0.2 * anchors(text).min(5) as f64
}

/// Share of characters that are printable ASCII, white space or common Chinese.
pub(super) fn readable_share(text: &str) -> f64 {
    let (mut readable, mut all) = (0u32, 0u32);
    for c in text.chars() {
        all += 1;
        readable += u32::from(matches!(c, ' '..='~' | '\t' | '\n' | '\r' | '\u{A0}') || is_common(c));
    }
    if all == 0 { 0.0 } else { f64::from(readable) / f64::from(all) }
}

/// Whether a character is usual in Chinese prose: a Hanzi of the first level of GB 2312 or Big5, or punctuation.
pub(super) fn is_common(c: char) -> bool {
    static LEVEL_ONE: OnceLock<Vec<u64>> = OnceLock::new();
    match c {
        '\u{3000}'..='\u{3011}' | '\u{2014}' | '\u{2018}'..='\u{201D}' | '\u{2026}' | '\u{FF01}'..='\u{FF5E}' => true,
        '\u{4E00}'..='\u{9FFF}' => {
            let i = u32::from(c).saturating_sub(0x4E00) as usize;
            LEVEL_ONE.get_or_init(level_one).get(i / 64).is_some_and(|word| word >> (i % 64) & 1 == 1)
        }
        _ => false,
    }
}

/// The first levels of GB 2312 (B0A1-D7F9) and Big5 (A440-C67E), one bit for each of U+4E00-9FFF. The standards order
/// them by use, so the tables of the decoder are a list of common characters already.
fn level_one() -> Vec<u64> {
    let mut bits = vec![0u64; 0x5200 / 64];
    let mut add = |encoding: &'static encoding_rs::Encoding, lead: u8, trail: u8| {
        let pair = [lead, trail];
        let (text, _) = encoding.decode_without_bom_handling(&pair);
        for c in text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)) {
            let i = u32::from(c).saturating_sub(0x4E00) as usize;
            if let Some(word) = bits.get_mut(i / 64) {
                *word |= 1 << (i % 64);
            }
        }
    };
    for lead in 0xB0..=0xD7 {
        (0xA1..=0xFE).for_each(|trail| add(encoding_rs::GB18030, lead, trail));
    }
    for lead in 0xA4..=0xC6 {
        (0x40..=0x7E).chain(0xA1..=0xFE).for_each(|trail| add(encoding_rs::BIG5, lead, trail));
    }
    bits
}
