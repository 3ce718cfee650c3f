//! One font: which of its codes other programs read wrong, and the ToUnicode that puts them right.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object};

use super::cmap::{self, Code};
use super::encoding::Encoding;
use super::old::OldMap;
use super::{CodeChange, Left, Request};
use crate::model::content::{FontCode, UnicodeSource};
use crate::text::repairs::repaired;

/// A font as it was read and as it was repaired.
pub(super) struct Pair<'a> {
    pub(super) read: &'a BTreeMap<u32, FontCode>,
    pub(super) repaired: &'a BTreeMap<u32, FontCode>,
    /// Whether its /Encoding may be another than a predefined CMap: not with a TrueType font that is not embedded, whose
    /// glyphs are looked up by that name (ISO 32000-1, 9.7.4.2).
    pub(super) own_encoding: bool,
}

/// What a font is given.
pub(super) struct New {
    /// The source of its ToUnicode.
    pub(super) to_unicode: Vec<u8>,
    /// A CMap in place of the predefined one, where a ToUnicode would be misread beside that.
    pub(super) encoding: Option<Encoding>,
    pub(super) changes: Vec<CodeChange>,
}

/// What is to be done with a font.
pub(super) enum Outcome {
    /// Other programs read it right, or nothing better is known.
    Right,
    /// A new ToUnicode, and what it changes.
    Rewrite(New),
    /// It cannot be put right in this way.
    Left(Left),
}

/// Compares what ToUnicode says with what is known, and makes the CMap that says all of it.
pub(super) fn examine(dict: &Dictionary, old: &OldMap, font: &Pair<'_>, request: &Request) -> Outcome {
    let composite =
        dict.has(b"DescendantFonts") || dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Type0");
    if !composite && font.repaired.values().any(|code| code.length > 1) {
        return Outcome::Left(Left::PairsInSimpleFont);
    }
    let known = || {
        let told = |code: u32| old.get(code).is_some();
        // Private use says nothing to anybody: what has nothing better keeps what it has.
        font.repaired.iter().filter(move |(code, entry)| is_known(entry) && (!is_private(&entry.text) || told(**code)))
    };
    let changes: Vec<CodeChange> =
        known().filter_map(|(&code, entry)| change(code, entry, old, font, composite)).collect();
    if changes.is_empty() {
        return Outcome::Right;
    }
    let mut codes = BTreeMap::new();
    if old.is_map() {
        // Hidden layers and form fields may yet show what no page shows.
        let two_bytes = composite && font.repaired.values().all(|code| code.length != 1);
        for code in 0..=if composite { 0xFFFF } else { 0xFF } {
            if let Some(text) = old.get(code).map(|text| (request.mend)(&text)).filter(|text| !text.is_empty()) {
                let length = if code > 0xFF || two_bytes { 2 } else { 1 };
                codes.insert((length, code), text);
            }
        }
    }
    for (&code, entry) in known() {
        codes.insert((entry.length, code), entry.text.clone());
    }
    let encoding = dict.get(b"Encoding").and_then(Object::as_name).unwrap_or_default();
    let mut aliases = BTreeMap::new();
    let mut own = None;
    if composite && !encoding.starts_with(b"Identity") {
        let found = by_cid(font.repaired, &codes);
        let told =
            known().all(|(_, entry)| matches!(entry.source, UnicodeSource::Encoding | UnicodeSource::Collection));
        let cut = is_cut_by_mupdf(encoding, font.repaired);
        if told && matches!(old, OldMap::Missing) && cut && found.is_some() && font.own_encoding {
            own = Encoding::with_room(encoding, font.repaired);
        }
        let misread = found.is_none() || cut && own.is_none();
        if told && misread && matches!(old, OldMap::Missing) && !request.every_font {
            // It was right before: nobody may read it worse afterwards.
            return Outcome::Left(Left::Predefined);
        }
        aliases = found.unwrap_or_default();
    }
    Outcome::Rewrite(New { to_unicode: cmap::to_unicode(&codes, &aliases), encoding: own, changes })
}

/// MuPDF before 1.22 takes a ToUnicode for a map of CIDs, and of these it keeps what lies in the code space of the
/// encoding. Those of Unicode hold all CIDs; of GBK, it has the pairs in a CMap of their own, where none is lost.
fn is_cut_by_mupdf(encoding: &[u8], shown: &BTreeMap<u32, FontCode>) -> bool {
    let pairs = shown.values().all(|code| code.length == 2);
    !(encoding.starts_with(b"Uni") || encoding.starts_with(b"GBK-EUC") && pairs)
}

fn is_private(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..))
}

fn is_known(code: &FontCode) -> bool {
    !code.text.is_empty() && !code.text.contains('\u{FFFD}')
}

/// How a code is to change; `None` if other programs read it right already.
fn change(code: u32, entry: &FontCode, old: &OldMap, font: &Pair<'_>, composite: bool) -> Option<CodeChange> {
    let before = old.get(code);
    let wrong = match &before {
        Some(text) => readable(text) != entry.text,
        // Encodings and glyph names of simple fonts are known to every program, cmaps and collections are not. The code
        // page of a font that is not embedded is a guess, which viewers would draw, and so is a convention.
        None => {
            composite && !matches!(entry.source, UnicodeSource::CodePage | UnicodeSource::Convention)
                || matches!(entry.source, UnicodeSource::FontCmap | UnicodeSource::Recovered)
                || font.read.get(&code).is_some_and(|read| read.text != entry.text)
        }
    };
    let how = || match &before {
        Some(text) if entry.source == UnicodeSource::ToUnicode => reason(text, &entry.text),
        _ => match entry.source {
            UnicodeSource::ToUnicode => "table of repairs",
            UnicodeSource::Encoding => "encoding",
            UnicodeSource::Collection => "character collection",
            UnicodeSource::FontCmap => "cmap of the font",
            UnicodeSource::CodePage => "code page",
            UnicodeSource::Convention => "convention of producers",
            UnicodeSource::Recovered => "recovered from the text",
            UnicodeSource::Unknown => "unknown",
        },
    };
    (wrong && !is_private(&entry.text)).then(|| CodeChange {
        code,
        length: entry.length,
        how: how(),
        after: entry.text.clone(),
        before: before.clone(),
    })
}

/// Which table turned one text into the other.
fn reason(before: &str, after: &str) -> &'static str {
    let kind = before.chars().find_map(|c| repaired(c).map(|(_, kind)| kind));
    match kind {
        Some(_) if before.chars().count() > after.chars().count() => "doubled_radical",
        Some(kind) => kind,
        None => "table of repairs",
    }
}

/// What is left of a ToUnicode entry for somebody who searches: white space is a space, controls are nothing.
fn readable(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' | '\u{A0}' => Some(' '),
            '\u{FEFF}' | '\u{AD}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// The shown characters once more under their CIDs: pdfminer and all that is built on it look them up so where a
/// predefined CMap makes CIDs of the codes. `None` if a CID is also the code of another character.
fn by_cid(shown: &BTreeMap<u32, FontCode>, codes: &BTreeMap<Code, String>) -> Option<BTreeMap<Code, String>> {
    let mut aliases = BTreeMap::new();
    for entry in shown.values().filter(|code| is_known(code)) {
        let Some(cid) = entry.glyph.filter(|cid| (1..=0xFFFF).contains(cid)) else { continue };
        let taken = [1, 2].iter().find_map(|length| codes.get(&(*length, cid)));
        match taken {
            Some(text) if *text != entry.text => return None,
            Some(_) => {}
            None => {
                aliases.insert((2, cid), entry.text.clone());
            }
        }
    }
    Some(aliases)
}
