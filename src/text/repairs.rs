//! Which character a garbled one stands for: radicals, GBK private use, vertical forms.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Why a character was wrong; the name is the one written in the report.
pub type Kind = &'static str;

fn map() -> &'static FxHashMap<char, (char, Kind)> {
    static MAP: OnceLock<FxHashMap<char, (char, Kind)>> = OnceLock::new();
    MAP.get_or_init(|| {
        crate::text::table(include_str!("repairs.tsv"))
            .filter_map(|row| {
                let from = u32::from_str_radix(crate::text::field(&row, 0), 16).ok().and_then(char::from_u32)?;
                Some((from, (crate::text::field(&row, 1).chars().next()?, crate::text::field(&row, 2))))
            })
            .collect()
    })
}

/// The right character and the kind of the repair; `None` if the character needs none.
///
/// Radicals follow Unicode's Equivalent_Unified_Ideograph, with U+2F3E read as the simplified U+6237, whose glyph it
/// shares in simplified fonts; private use follows GB18030-2005; compatibility ideographs their canonical singletons.
pub fn repaired(c: char) -> Option<(char, Kind)> {
    match c {
        '\u{2E80}'..='\u{2FD5}' | '\u{E5E5}' | '\u{E78D}'..='\u{E864}' | '\u{FE10}'..='\u{FE48}' => {
            map().get(&c).copied()
        }
        '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1D}' => {
            let mut to = None;
            unicode_normalization::char::decompose_canonical(c, |d| to = Some(d));
            to.filter(|to| *to != c).map(|to| (to, "compatibility_ideograph"))
        }
        _ => None,
    }
}

/// The letters that a Latin ligature joins: Unicode keeps it for old encodings only, and nobody searches for it.
pub fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{FB00}' => "ff",
        '\u{FB01}' => "fi",
        '\u{FB02}' => "fl",
        '\u{FB03}' => "ffi",
        '\u{FB04}' => "ffl",
        '\u{FB05}' | '\u{FB06}' => "st",
        _ => return None,
    })
}
