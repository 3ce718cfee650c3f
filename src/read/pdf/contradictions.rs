//! Fonts whose ToUnicode is wrong, and whose own glyphs prove it: ranges shifted by one, every code one character,
//! characters that nobody writes. Nobody sees the error on the page, so the text is taken from the glyphs. What they
//! do not prove becomes unreadable: a wrong digit would look right.

use std::collections::{BTreeMap, HashMap, HashSet};

use hayro_cmap::BfString;

use super::font::{Code, Font, Kind, Library};
use super::interpret::Reader;
use crate::model::content::{Page, UnicodeSource};
use crate::read::paged::run::is_private;
use crate::text::repairs::repaired;
use unicode_normalization::UnicodeNormalization;

/// Fewer codes than these prove nothing.
const MIN_CODES: usize = 4;

/// So many different control characters no text has.
const MOST_CONTROLS: usize = 3;

/// So many different ASCII marks of the width of ideographs are none.
const MOST_WIDE: usize = 4;

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
    // A program that numbers the codes of one font does so for all that told it nothing.
    let numbering = fonts.iter().any(only_numbers);
    if !numbering {
        drop_controls(fonts, pages);
    }
    for (index, font) in (0u16..).zip(fonts.iter_mut()) {
        let numbered = numbering && numbers_too(font);
        let votes = votes(font, numbered, library);
        if !numbered && !contradicted(&votes) {
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
        if !votes.is_empty() {
            settled.push((font.name.clone(), votes.len()));
        }
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

/// Takes out the glyphs of codes that ToUnicode calls control characters: they print nothing.
fn drop_controls(fonts: &mut [Font<'_>], pages: &mut [Page]) {
    let mut dropped: HashSet<(u16, u32)> = HashSet::new();
    for (index, font) in (0u16..).zip(fonts.iter_mut()) {
        if font.codes.values().any(|code| code.control) {
            for (key, code) in font.codes.iter_mut().filter(|(_, code)| code.control) {
                code.ch = None;
                dropped.insert((index, (key >> 3) as u32));
            }
        }
    }
    if !dropped.is_empty() {
        for page in pages {
            page.glyphs.retain(|g| !dropped.contains(&(g.font, g.code)));
        }
    }
}

/// The codes in use whose one character is ToUnicode's word, with what the font itself says of them; `numbered` if those
/// words only number the codes.
fn votes<'a>(font: &mut Font<'a>, numbered: bool, library: &mut Library<'a>) -> Vec<Vote> {
    let told: BTreeMap<u64, (char, Option<u32>)> = font
        .codes
        .iter()
        .filter(|(_, code)| code.source == UnicodeSource::ToUnicode && code.more == 0)
        .filter_map(|(key, code)| Some((*key, (code.ch.filter(|c| numbered || !c.is_whitespace())?, code.glyph))))
        .collect();
    if told.len() < MIN_CODES && !numbered {
        return Vec::new();
    }
    let degenerate = numbered || is_degenerate(told.values().map(|(ch, _)| *ch));
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
    let vote = |(key, (told, cid))| {
        // Nor does a number that stands in the font's own table of characters say one.
        let drawn = drawn(key, told, cid).filter(|c| !is_private(*c) && !(numbered && (*c == told || is_ornament(*c))));
        Vote { key, told, drawn }
    };
    told.into_iter().map(vote).collect()
}

/// Whether ToUnicode only numbers the codes of a font that shows ideographs. MuPDF writes the codes for fonts that told it
/// nothing: no text has control characters, and marks such as a comma and a bar are nowhere as wide as they are high. Ghostscript takes the names of glyphs
/// that only number them (a1, a2) for those of Zapf Dingbats.
fn only_numbers(font: &Font<'_>) -> bool {
    // Commas, colons and brackets that are as wide are full-width ones that were written as ASCII.
    let no_text =
        |c: &char| matches!(c, '#' | '$' | '&' | '*' | '+' | '=' | '@' | '\\' | '^' | '_' | '`' | '{' | '|' | '}');
    let wide = told(font).filter(|code| code.width > 0.9 * font.em).filter_map(|code| code.ch);
    let marks: HashSet<char> = wide.filter(no_text).collect();
    let controls = font.codes.values().filter(|code| code.control).count();
    let dingbats = told(font).filter(|code| matches!(code.ch, Some('\u{2600}'..='\u{27BF}'))).count();
    controls >= MOST_CONTROLS
        || marks.len() >= MOST_WIDE
        || dingbats >= 2 * MIN_CODES && dingbats * 5 >= told(font).count() * 3
}

/// The codes in use whose one character is ToUnicode's word.
fn told<'f>(font: &'f Font<'_>) -> impl Iterator<Item = &'f Code> {
    font.codes.values().filter(|code| code.source == UnicodeSource::ToUnicode && code.more == 0)
}

/// Whether a font of a document in which others only number their codes does so too.
fn numbers_too(font: &Font<'_>) -> bool {
    let ornaments = told(font).filter(|code| code.ch.is_some_and(is_ornament)).count();
    only_numbers(font)
        || font.codes.values().any(|code| code.control)
        || ornaments > 0 && ornaments * 2 >= told(font).count()
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

/// A character of Zapf Dingbats: arrows, shapes, circled numbers.
fn is_ornament(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2460}'..='\u{24FF}' | '\u{25A0}'..='\u{27BF}')
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
