//! How wide characters are, where columns of a text are kept by spaces.

/// Columns of a terminal that a character takes (Unicode Standard Annex 11): two if it is wide, none if it prints
/// nothing of its own.
pub(crate) fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' => 0,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' => 2,
        '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' => 2,
        '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

/// Columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Whether a line end of the source between two such characters is no space (CSS Text 3, 4.1.3): East Asian Width wide
/// without Hangul, and the quotation marks that Chinese sets as wide.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2018}'..='\u{201D}' | '\u{2026}')
        || columns(c) == 2 && !matches!(c, '\u{1100}'..='\u{115F}' | '\u{AC00}'..='\u{D7A3}')
}
