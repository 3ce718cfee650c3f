//! Fonts whose ToUnicode is wrong, and whose own glyphs prove it: ranges shifted by one, every code one character,
//! characters that nobody writes. Nobody sees the error on the page, so the text is taken from the glyphs. What they
//! do not prove becomes unreadable: a wrong digit would look right.

use std::collections::{BTreeMap, HashMap, HashSet};

use hayro_cmap::BfString;

use super::font::{Font, Kind, Library};
use super::interpret::Reader;
use crate::model::content::{Page, UnicodeSource};
use crate::text::repairs::repaired;
use unicode_normalization::UnicodeNormalization;

/// Fewer codes than these prove nothing.
const MIN_CODES: usize = 4;

/// A code, told what by ToUnicode and what by the embedded font.
struct Vote {
    key: u64,
    told: char,
    drawn: Option<char>,
}

/// Looks at every font with a ToUnicode and puts the text of those right that their glyphs contradict. Gives the
/// fonts' names with the number of their codes.
pub(super) fn settle(reader: &mut Reader<'_>, pages: &mut [Page]) -> Vec<(String, usize)> {
    let mut settled = Vec::new();
    let mut changes: HashMap<(u16, u32), (char, UnicodeSource)> = HashMap::new();
    let Reader { fonts, library, .. } = reader;
    for (index, font) in (0u16..).zip(fonts.iter_mut()) {
        let votes = votes(font, library);
        if !contradicted(&votes) {
            continue;
        }
        for vote in &votes {
            let truth = match vote.drawn {
                Some(ch) => (ch, UnicodeSource::FontCmap),
                None => ('\u{FFFD}', UnicodeSource::Unknown),
            };
            if let Some(code) = font.codes.get_mut(&vote.key) {
                (code.ch, code.source) = (Some(truth.0), truth.1);
            }
            changes.insert((index, (vote.key >> 3) as u32), truth);
        }
        settled.push((font.name.clone(), votes.len()));
    }
    if !changes.is_empty() {
        for glyph in pages.iter_mut().flat_map(|p| &mut p.glyphs) {
            if let Some((ch, source)) = changes.get(&(glyph.font, glyph.code)) {
                (glyph.ch, glyph.source) = (*ch, *source);
            }
        }
    }
    settled
}

/// The codes in use whose one character is ToUnicode's word, with what the font itself says of them.
fn votes<'a>(font: &mut Font<'a>, library: &mut Library<'a>) -> Vec<Vote> {
    let told: BTreeMap<u64, (char, Option<u32>)> = font
        .codes
        .iter()
        .filter(|(_, code)| code.source == UnicodeSource::ToUnicode && code.more == 0)
        .filter_map(|(key, code)| Some((*key, (code.ch.filter(|c| !c.is_whitespace())?, code.glyph))))
        .collect();
    if told.len() < MIN_CODES {
        return Vec::new();
    }
    let degenerate = is_degenerate(told.values().map(|(ch, _)| *ch));
    let mut denied = HashSet::new();
    if let Kind::Composite(font) = &mut font.kind {
        for (key, (told, cid)) in &told {
            // Without a cmap there is nothing to ask the other codes for.
            match cid.and_then(|cid| font.draws(*told, cid, library)) {
                Some(true) => {}
                Some(false) => drop(denied.insert(*key)),
                None => break,
            }
        }
        // Nearly all fonts end here, and their cmap need not be read backwards.
        if !degenerate && denied.len() * 4 < told.len() {
            return Vec::new();
        }
    }
    let mut drawn = |key: u64, told: char, cid: Option<u32>| match &mut font.kind {
        Kind::Composite(font) if denied.contains(&key) => font.drawn(cid?, library),
        Kind::Composite(font) => font.draws(told, cid?, library)?.then_some(told),
        // Reading a simple font's program costs much: only where its ToUnicode says nothing anyway.
        Kind::Simple(font) if degenerate => {
            match font.character((key >> 3) as u32, (key & 7) as usize, library)?.text {
                BfString::Char(ch) => Some(ch),
                BfString::String(_) => None,
            }
        }
        Kind::Simple(font) => font.named_digit((key >> 3) as u32),
    };
    told.into_iter().map(|(key, (told, cid))| Vote { key, told, drawn: drawn(key, told, cid) }).collect()
}

fn contradicted(votes: &[Vote]) -> bool {
    let other: Vec<(char, char)> = votes
        .iter()
        .filter_map(|v| Some((v.told, v.drawn?)))
        .filter(|(told, drawn)| key_of(*told) != key_of(*drawn))
        .collect();
    let known = votes.iter().filter(|v| v.drawn.is_some()).count();
    if is_degenerate(votes.iter().map(|v| v.told)) {
        return known == 0 || !other.is_empty();
    }
    // Most codes that the font knows must be meant otherwise by it.
    if other.len() < MIN_CODES || other.len() * 4 < known * 3 {
        return false;
    }
    is_shifted(&other) || is_written(other.iter().map(|o| o.1)) && !is_written(other.iter().map(|o| o.0))
}

/// Whether next to all codes are said to be the same few characters; a font of bullets may have one for all.
fn is_degenerate(told: impl Iterator<Item = char>) -> bool {
    let (mut count, mut distinct) = (0usize, HashSet::new());
    for ch in told {
        count += 1;
        distinct.insert(ch);
    }
    count >= MIN_CODES && distinct.len() == 1 && distinct.iter().all(|c| c.is_alphanumeric())
        || count >= 4 * MIN_CODES && distinct.len() * 8 <= count
}

/// Whether most pairs are as far from one another, within one script: a range that begins at a wrong code.
fn is_shifted(pairs: &[(char, char)]) -> bool {
    let mut offsets: BTreeMap<i64, usize> = BTreeMap::new();
    for (told, drawn) in pairs {
        *offsets.entry(i64::from(u32::from(*told)) - i64::from(u32::from(*drawn))).or_default() += 1;
    }
    let alike = pairs.iter().filter(|(told, drawn)| script(*told) == script(*drawn)).count();
    let most = offsets.values().max().copied().unwrap_or(0);
    most * 2 > pairs.len() && alike * 2 > pairs.len()
}

fn script(ch: char) -> u8 {
    match ch {
        '0'..='9' => 1,
        'A'..='Z' | 'a'..='z' => 2,
        '\u{3400}'..='\u{9FFF}' => 3,
        _ => 0,
    }
}

/// Whether most are ideographs of the common set: the first level of GB 2312, rows 16 to 55.
fn is_written(chars: impl Iterator<Item = char>) -> bool {
    let (mut count, mut common) = (0usize, 0usize);
    for ch in chars {
        let mut utf8 = [0; 4];
        let (bytes, _, _) = encoding_rs::GBK.encode(ch.encode_utf8(&mut utf8));
        count += 1;
        common += usize::from(matches!(bytes.as_ref(), [0xB0..=0xD7, 0xA1..=0xFE]));
    }
    common * 10 >= count * 7
}

/// What radicals, compatibility forms and widths have in common with the character that is meant.
fn key_of(ch: char) -> String {
    let ch = repaired(ch).map_or(ch, |(to, _)| to);
    std::iter::once(ch).nfkc().collect()
}
