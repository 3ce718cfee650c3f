//! Whether the codes of a font are those of Latin letters, although nothing in it says so: by the widths of its glyphs. A
//! program that numbers glyphs as they come gives them codes without a gap, and widths that fit no alphabet.

/// Letters and signs that are narrow in all proportional type, and those that are wide.
const NARROW: &[u8] = b"ijltfrI.,:;'|!";
const WIDE: &[u8] = b"mwMWGOQHDN";

/// So many glyphs of either kind are the least that prove something.
const LEAST: usize = 3;

/// How much wider a wide glyph is than a narrow one at least.
const RATIO: f32 = 1.2;

/// Whether glyphs are as wide as the ASCII characters that their codes stand for. `width` gives the width of a code in any
/// unit, 0 for one that the font has not.
pub(super) fn is_latin(width: impl Fn(u8) -> f32) -> bool {
    let has = |code: &u8| width(*code) > 0.0;
    let of = |codes: &[u8]| codes.iter().filter(|c| has(c)).map(|c| width(*c)).collect::<Vec<f32>>();
    let (narrow, wide) = (of(NARROW), of(WIDE));
    let printable: Vec<u8> = (b'!'..=b'~').filter(has).collect();
    let gap = printable.windows(2).any(|pair| matches!(pair, [a, b] if a + 1 < *b));
    let whole = printable.len() == usize::from(b'~' - b'!') + 1;
    let widest = narrow.iter().copied().fold(0.0, f32::max);
    (gap || whole) && narrow.len() >= LEAST && wide.len() >= LEAST && wide.iter().all(|w| *w > RATIO * widest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Widths of Times-Roman for the characters of a text, by the code that a text of the same length gives each.
    fn widths(text: &str, codes: &[u8]) -> impl Fn(u8) -> f32 {
        let of = |c: char| match c {
            'i' | 'j' | 'l' | 't' | '.' | ',' | ':' => 278.0,
            'f' | 'r' | 'I' | ';' => 333.0,
            'm' => 778.0,
            'M' | 'W' => 889.0,
            c if c.is_ascii_uppercase() || c == 'w' => 722.0,
            _ => 500.0,
        };
        let all: Vec<(u8, f32)> = text.chars().map(of).zip(codes).map(|(w, c)| (*c, w)).collect();
        move |code| all.iter().find(|(c, _)| *c == code).map_or(0.0, |(_, w)| *w)
    }

    #[test]
    fn widths_of_an_alphabet_prove_it_and_numbers_in_order_prove_nothing() {
        let text = "Windowmaker, lift: MQNj";
        assert!(is_latin(widths(text, text.as_bytes())));
        let in_order: Vec<u8> = (b'!'..).take(text.len()).collect();
        assert!(!is_latin(widths(text, &in_order)));
        // All as wide as one another: a Chinese font, or digits.
        assert!(!is_latin(|code| if text.as_bytes().contains(&code) { 1000.0 } else { 0.0 }));
        // Too few to prove anything.
        assert!(!is_latin(widths("AB", b"AB")));
    }
}
