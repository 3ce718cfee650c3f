//! The text of a number cell to a number, and nothing else to a number.

use crate::text::words::{Word, words};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::str::FromStr;
use std::sync::OnceLock;

mod noted;

pub use noted::is_sign;

/// What the text of a number cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Parsed {
    /// A number.
    Number {
        /// In the form's unit: an amount in yuan is divided by 10,000, exactly.
        value: Decimal,
        /// The cell itself prints the unit.
        unit_in_cell: bool,
        /// Residue of a converter was taken off.
        residue: bool,
        /// A letter O or a circle stands for zero.
        letter: bool,
        /// What stands beside it: words, the sign of a note.
        note: Option<String>,
    },
    /// Nothing.
    Blank,
    /// A dash or a word for Word::None.
    NotApplicable,
    /// Several numbers with white space between them.
    Several(Vec<String>),
    /// What may be a number: letters stand among its digits, or what stands beside it says another. In the order in which
    /// they are likely.
    Doubtful(Vec<Decimal>),
    /// Other text.
    Text,
}

/// Reads the text of a number cell.
pub fn parse(text: &str) -> Parsed {
    let (text, residue) = without_residue(text);
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}');
    if trimmed.is_empty() {
        return Parsed::Blank;
    }
    // Nearly all cells are this.
    if trimmed.bytes().all(|b| b.is_ascii_digit()) {
        let number = |value| Parsed::Number { value, unit_in_cell: false, residue, letter: false, note: None };
        return plain(trimmed).map_or(Parsed::Text, number);
    }
    let zero = |letter| Parsed::Number { value: Decimal::ZERO, unit_in_cell: false, residue, letter, note: None };
    match whole_cells().iter().find(|(word, _)| *word == trimmed) {
        Some((_, Whole::None)) => return Parsed::NotApplicable,
        Some((_, Whole::Zero)) => return zero(false),
        Some((_, Whole::Letter)) => return zero(true),
        None => {}
    }
    let folded: String = trimmed.chars().map(fold).collect();
    let compact: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    // Most texts that come here are labels: what has no digit is no number.
    if !folded.bytes().any(|b| b.is_ascii_digit()) {
        return noted::letters(&compact).map_or(Parsed::Text, |value| Parsed::Doubtful(vec![value]));
    }
    let tokens: Vec<&str> = folded.split(char::is_whitespace).filter(|t| !t.is_empty()).collect();
    let in_pieces = tokens.windows(2).any(|pair| match pair {
        [a, b] => a.ends_with(|c: char| c.is_ascii_digit()) && b.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    });
    if in_pieces && tokens.iter().all(|t| t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))) {
        return Parsed::Several(tokens.iter().map(|t| t.to_string()).collect());
    }
    if in_pieces {
        return Parsed::Text;
    }
    match number(&compact) {
        Some((value, unit_in_cell)) => Parsed::Number { value, unit_in_cell, residue, letter: false, note: None },
        None => match noted::letters(&compact) {
            Some(value) => Parsed::Doubtful(vec![value]),
            None => noted::parse(trimmed, residue),
        },
    }
}

/// What a word means that is the whole text of a number cell.
#[derive(Clone, Copy)]
enum Whole {
    None,
    Zero,
    Letter,
}

fn whole_cells() -> &'static [(&'static str, Whole)] {
    static WHOLE: OnceLock<Vec<(&'static str, Whole)>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let lists = [(Word::None, Whole::None), (Word::Zero, Whole::Zero), (Word::LetterZero, Whole::Letter)];
        lists.into_iter().flat_map(|(list, whole)| words(list).iter().map(move |word| (*word, whole))).collect()
    })
}

/// Whether a text can stand in a number cell: a number, a blank, a dash, digits that are pieces of numbers, also with
/// unreadable ones among them (U+FFFD); not a label.
pub fn is_value(text: &str) -> bool {
    !matches!(parse(text), Parsed::Text) || text.trim().chars().all(|c| c.is_numeric() || c == '\u{FFFD}')
}

/// Whether nothing stands in a number cell; [`parse`] would give [`Parsed::Blank`].
pub fn is_blank(text: &str) -> bool {
    without_residue(text).0.trim().is_empty()
}

/// Whether something stands in a number cell: a number, several, or a dash.
pub fn is_filled(text: &str) -> bool {
    match parse(text) {
        Parsed::Blank => false,
        Parsed::Text => is_value(text),
        _ => true,
    }
}

/// Whether a text holds a number, or several.
pub fn is_number(text: &str) -> bool {
    matches!(parse(text), Parsed::Number { .. } | Parsed::Several(_))
}

/// Reads one number of digits, with or without separators, without units.
pub fn digits(text: &str) -> Option<Decimal> {
    plain(&text.chars().map(fold).collect::<String>())
}

/// A digit of either width.
pub fn is_digit(c: char) -> bool {
    fold(c).is_ascii_digit()
}

/// Digits, signs and separators of either width as ASCII; other characters as they are.
pub fn fold(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '－' | '．' | '，' | '％' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{2212}' | '﹣' | '–' => '-',
        '﹢' => '+',
        '﹒' => '.',
        '\u{3000}' | '\u{A0}' => ' ',
        c => c,
    }
}

/// Takes `[bookmark: _GoBack]` and a leading question mark (a lost no-break space) off.
fn without_residue(text: &str) -> (Cow<'_, str>, bool) {
    if !text.contains(['[', '?']) {
        return (Cow::Borrowed(text), false);
    }
    let mut out = text.to_string();
    let mut residue = false;
    for open in ["[bookmark:", "[image:"] {
        while let Some(from) = out.find(open) {
            let Some(length) = out.get(from..).and_then(|t| t.find(']')) else { break };
            out.replace_range(from..=from + length, "");
            residue = true;
        }
    }
    let trimmed = out.trim_start();
    if let Some(rest) = trimmed.strip_prefix('?') {
        let rest = rest.trim_start_matches(['?', ' ']);
        if rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() < trimmed.len() {
            return (Cow::Owned(rest.to_string()), true);
        }
    }
    (Cow::Owned(out), residue)
}

/// A number with an optional sign, sign word and unit.
fn number(text: &str) -> Option<(Decimal, bool)> {
    let mut rest = text;
    let mut negative = false;
    if let Some(tail) = words(Word::Plus).iter().find_map(|w| rest.strip_prefix(w)) {
        rest = tail;
    } else if let Some(tail) = words(Word::Minus).iter().find_map(|w| rest.strip_prefix(w)) {
        negative = true;
        rest = tail;
    }
    for (list, power) in [(Word::TenThousandYuan, 0), (Word::HundredMillionYuan, 4), (Word::Yuan, -4)] {
        if let Some(amount) = words(list).iter().find_map(|u| rest.strip_suffix(u)) {
            let scaled = scale(plain(amount)?, power)?;
            return Some((if negative { -scaled } else { scaled }, true));
        }
    }
    let unit = words(Word::CountUnit).iter().find_map(|u| rest.strip_suffix(u));
    let value = plain(unit.unwrap_or(rest))?;
    Some((if negative { -value } else { value }, unit.is_some()))
}

/// Multiplies by a power of ten, exactly.
pub fn scale(value: Decimal, power: i32) -> Option<Decimal> {
    if power >= 0 {
        value.checked_mul(Decimal::from(10u64.checked_pow(u32::try_from(power).ok()?)?))
    } else {
        let scale = value.scale().checked_add(power.unsigned_abs())?;
        let mut scaled = value;
        scaled.set_scale(scale).ok()?;
        Some(scaled.normalize())
    }
}

/// Digits with a decimal point and thousands separators at the right places.
fn plain(text: &str) -> Option<Decimal> {
    let (whole, fraction) = match text.split_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (text, None),
    };
    if fraction.is_some_and(|f| f.is_empty() || !f.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().filter(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()))?;
    // "007" is no count that anybody prints; it is what pieces of two cells look like.
    if first.len() > 1 && first.starts_with('0') {
        return None;
    }
    if first.len() == text.len() && first.len() <= 18 {
        return first.parse::<u64>().ok().map(Decimal::from);
    }
    let mut digits = first.to_string();
    for group in groups {
        if group.len() != 3 || first.len() > 3 || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.push_str(group);
    }
    if digits.len() > 18 {
        return None;
    }
    if let Some(fraction) = fraction {
        digits.push('.');
        digits.push_str(fraction);
    }
    Decimal::from_str(&digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        match parse(text) {
            Parsed::Number { value, .. } => Some(value.to_string()),
            _ => None,
        }
    }

    #[test]
    fn numbers_as_printed() {
        for (text, want) in [
            ("0", "0"),
            ("　１２３ ", "123"),
            ("1，234", "1234"),
            ("２７１，５６１", "271561"),
            ("７５４５．０", "7545.0"),
            ("＋5", "5"),
            ("−3", "-3"),
            ("减3", "-3"),
            ("增加2项", "2"),
            ("12 件", "12"),
            ("160.5964万元", "160.5964"),
            ("1605964元", "160.5964"),
            ("1.2亿元", "12000.0"),
            ("零", "0"),
            ("[bookmark: _GoBack]0 ", "0"),
            ("? 0", "0"),
        ] {
            assert_eq!(value(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_stays_none() {
        assert_eq!(parse(" \u{a0}\n"), Parsed::Blank);
        for text in ["—", "／", "无", "不适用", "--"] {
            assert_eq!(parse(text), Parsed::NotApplicable, "{text}");
        }
        for text in [
            "详见附表",
            "1,23",
            "1.2.3",
            "①",
            "12%",
            "2019年",
            "0 件 1",
            "1 2 件",
            "007",
            "1234567890123456789",
            "II",
            "5（一）",
            "5（二）部分公开（区分处理的）",
            "3①5",
            "30余件",
            "超过30",
            "5已撤诉",
            "12，3",
            "22（",
            "5、",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(parse("5\n7"), Parsed::Several(vec!["5".into(), "7".into()]));
    }
    #[test]
    fn words_beside_a_number_are_a_note() {
        for (text, want, of) in [
            ("22（其中修订16件）", "22", "其中修订16件"),
            ("22件，其中修订16件", "22", "其中修订16件"),
            ("22\n其中：修订16件", "22", "其中：修订16件"),
            ("1件（已撤诉）", "1", "已撤诉"),
            ("约30", "30", "约"),
            ("共5件", "5", "共"),
            ("12*", "12", "*"),
            ("3①", "3", "①"),
            ("530¹", "530", "¹"),
            ("7[1]", "7", "[1]"),
            ("22（件）（含修订）", "22", "含修订"),
            ("约30万元（含税）", "30", "约 含税"),
        ] {
            let Parsed::Number { value, note, .. } = parse(text) else { panic!("{text}: {:?}", parse(text)) };
            assert_eq!((value.to_string().as_str(), note.as_deref()), (want, Some(of)), "{text}");
        }
        for (text, want) in [("2（件）", "2"), ("689\n（件）", "689"), ("3（单位：元）", "0.0003"), ("5 (项)", "5")]
        {
            let Parsed::Number { value, note: None, unit_in_cell: true, .. } = parse(text) else { panic!("{text}") };
            assert_eq!(value.to_string(), want, "{text}");
        }
    }

    #[test]
    fn what_speaks_against_a_number_makes_it_doubtful() {
        for (text, want) in [
            ("22（应为25）", &[22, 25][..]),
            ("22（16）", &[22, 16]),
            ("22（47%）", &[22, 47]),
            ("2O", &[20]),
            ("l48", &[148]),
            ("5O611件", &[50611]),
            ("l", &[1]),
            ("22（千元）", &[22]),
        ] {
            let want: Vec<Decimal> = want.iter().map(|n| Decimal::from(*n)).collect();
            assert_eq!(parse(text), Parsed::Doubtful(want), "{text}");
        }
    }
}
