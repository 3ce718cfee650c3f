//! A stored number as the program shows it: number formats (ECMA-376 part 1, 18.8.30 and 18.8.31). What they round away
//! is not published, since it is not printed.

use rust_decimal::{Decimal, RoundingStrategy};

use super::date;

/// Excel shows and computes no more significant digits; those that are stored beyond are noise of binary fractions.
const DIGITS: u32 = 15;

/// A format is no longer than this in anything that a person wrote.
const MAX_CODE: usize = 512;

/// A piece of a format's section.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// As it is.
    Literal(String),
    /// `0`, `#` or `?`
    Digit(char),
    /// `.`
    Point,
    /// `,`
    Comma,
    /// `%`
    Percent,
    /// `General`
    General,
    /// `@`
    Text,
    /// A letter of date or time, so many times; whether it counts time that passed (`[h]`).
    Date(char, usize, bool),
    /// `AM/PM`
    HalfDay,
    /// Something that this reader does not render: exponents, fractions.
    Other,
}

/// The code of a built-in format, as Chinese editions show it (18.8.30).
pub(super) fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 => "yyyy/m/d",
        15 => "d-m-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\u{5E74}m\u{6708}",
        28 | 29 | 51 | 53 | 54 | 58 => "m\u{6708}d\u{65E5}",
        30 => "m-d-yy",
        31 => "yyyy\u{5E74}m\u{6708}d\u{65E5}",
        32 => "h\u{65F6}mm\u{5206}",
        33 => "h\u{65F6}mm\u{5206}ss\u{79D2}",
        41 => "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
        43 => "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        49 => "@",
        _ => "General",
    }
}

/// A stored value in a format; `zeros` says whether the sheet shows zeros. What is no number comes as it is.
pub(super) fn shown(raw: &str, code: &str, from_1904: bool, zeros: bool) -> String {
    let Some(number) = exact(raw) else { return raw.to_string() };
    if number.is_zero() && !zeros {
        return String::new();
    }
    let plain = || number.to_string();
    if code.is_empty() || code.len() > MAX_CODE {
        return plain();
    }
    let sections = sections(code);
    let given = sections.len();
    let chosen = match given {
        0 | 1 => 0,
        2 => usize::from(number.is_sign_negative()),
        _ if number.is_zero() => 2,
        _ => usize::from(number.is_sign_negative()),
    };
    let Some(section) = sections.get(chosen) else { return plain() };
    // Conditions of its own ("[>100]") are used for colours and not for numbers.
    let Some(pieces) = pieces(section) else { return plain() };
    if pieces.contains(&Piece::Other) {
        return plain();
    }
    if pieces.iter().any(|piece| matches!(piece, Piece::Date(..) | Piece::HalfDay)) {
        return date::shown(number, &pieces, from_1904).unwrap_or_else(plain);
    }
    let signed = number.is_sign_negative() && chosen == 0;
    match digits(number.abs(), &pieces) {
        Some((text, zero)) => format!("{}{text}", if signed && !zero { "-" } else { "" }),
        None => plain(),
    }
}

/// The number as Excel takes it, without the digits that a binary fraction adds and without zeros at its end.
fn exact(raw: &str) -> Option<Decimal> {
    let number = Decimal::from_str_exact(raw).or_else(|_| Decimal::from_scientific(raw)).ok();
    let number = match number {
        Some(number) => number,
        // More digits than a decimal holds.
        None => raw.parse::<Decimal>().ok()?,
    };
    let number = number.round_sf_with_strategy(DIGITS, RoundingStrategy::MidpointAwayFromZero)?.normalize();
    Some(if number.is_zero() { Decimal::ZERO } else { number })
}

/// The sections of a code: up to four, for positive, negative, zero and text.
fn sections(code: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => escaped = true,
            ';' if !quoted => {
                sections.extend(code.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.extend(code.get(start..));
    sections
}

/// A section in pieces; `None` if it has a condition.
fn pieces(section: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = section;
    while let Some(c) = rest.chars().next() {
        let lower = rest.to_ascii_lowercase();
        let mut taken = c.len_utf8();
        let after = |n: usize| rest.get(n..).unwrap_or_default();
        let piece = match c {
            '"' => {
                let text = after(1).split('"').next().unwrap_or_default();
                taken = (text.len() + 2).min(rest.len());
                Some(Piece::Literal(text.to_string()))
            }
            '\\' => {
                let next = after(1).chars().next();
                taken += next.map_or(0, char::len_utf8);
                next.map(|c| Piece::Literal(c.to_string()))
            }
            // Room as wide as a character, or filled with one.
            '_' | '*' => {
                taken += after(1).chars().next().map_or(0, char::len_utf8);
                None
            }
            '[' => {
                let inner = after(1).split(']').next().unwrap_or_default();
                taken = (inner.len() + 2).min(rest.len());
                let letter = inner.chars().next().map(|c| c.to_ascii_lowercase());
                match letter {
                    Some('<' | '>' | '=') => return None,
                    Some(c @ ('h' | 'm' | 's')) if inner.chars().all(|i| i.eq_ignore_ascii_case(&c)) => {
                        Some(Piece::Date(c, inner.len(), true))
                    }
                    // The sign of a currency, between `$` and its language.
                    Some('$') => {
                        let sign = inner.get(1..).unwrap_or_default().split('-').next().unwrap_or_default();
                        Some(Piece::Literal(sign.to_string()))
                    }
                    _ => None,
                }
            }
            '0' | '#' | '?' => Some(Piece::Digit(c)),
            '.' => Some(Piece::Point),
            ',' => Some(Piece::Comma),
            '%' => Some(Piece::Percent),
            '@' => Some(Piece::Text),
            '/' if pieces.iter().any(|p| matches!(p, Piece::Digit(_))) => Some(Piece::Other),
            'E' | 'e' if after(1).starts_with(['+', '-']) => Some(Piece::Other),
            _ if lower.starts_with("general") => {
                taken = 7;
                Some(Piece::General)
            }
            _ if lower.starts_with("am/pm") => {
                taken = 5;
                Some(Piece::HalfDay)
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'e' | 'a' | 'Y' | 'M' | 'D' | 'H' | 'S' => {
                let letter = c.to_ascii_lowercase();
                let count = rest.chars().take_while(|n| n.eq_ignore_ascii_case(&letter)).count();
                taken = count;
                Some(Piece::Date(letter, count, false))
            }
            other => Some(Piece::Literal(other.to_string())),
        };
        pieces.extend(piece);
        rest = rest.get(taken..).unwrap_or_default();
    }
    Some(pieces)
}

/// A number without its sign in a section of digits, and whether it is rounded to nothing; `None` if the section has
/// text between its digits.
fn digits(number: Decimal, pieces: &[Piece]) -> Option<(String, bool)> {
    let is_digit = |piece: &Piece| matches!(piece, Piece::Digit(_) | Piece::Point | Piece::Comma);
    let text = |pieces: &[Piece]| -> String {
        let shown = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Percent => "%".into(),
            Piece::General | Piece::Text => number.to_string(),
            _ => String::new(),
        };
        pieces.iter().map(shown).collect()
    };
    let Some(first) = pieces.iter().position(is_digit) else { return Some((text(pieces), number.is_zero())) };
    let last = pieces.iter().rposition(is_digit)?;
    let (before, rest) = pieces.split_at(first);
    let (number_pieces, after) = rest.split_at(last + 1 - first);
    if !number_pieces.iter().all(is_digit) {
        return None;
    }
    let point = number_pieces.iter().position(|p| *p == Piece::Point);
    let (whole, fraction) = number_pieces.split_at(point.unwrap_or(number_pieces.len()));
    // A comma behind the last digit divides by a thousand, one between digits groups them.
    let scale = number_pieces.iter().rev().take_while(|p| **p == Piece::Comma).count();
    let grouped = number_pieces.iter().rev().skip(scale).any(|p| *p == Piece::Comma);
    let count = |pieces: &[Piece], wanted: &[char]| {
        pieces.iter().filter(|p| matches!(p, Piece::Digit(c) if wanted.contains(c))).count()
    };
    let mut value = number;
    for _ in 0..scale {
        value = value.checked_div(Decimal::ONE_THOUSAND)?;
    }
    for _ in pieces.iter().filter(|p| **p == Piece::Percent) {
        value = value.checked_mul(Decimal::ONE_HUNDRED)?;
    }
    let (most, least) = (count(fraction, &['0', '#', '?']), count(fraction, &['0']));
    let value =
        value.round_dp_with_strategy(u32::try_from(most).ok()?, RoundingStrategy::MidpointAwayFromZero).normalize();
    let plain = value.to_string();
    let (mut left, mut right) = match plain.split_once('.') {
        Some((left, right)) => (left.to_string(), right.to_string()),
        None => (plain, String::new()),
    };
    while right.len() < least {
        right.push('0');
    }
    let wanted = count(whole, &['0']);
    if left == "0" && wanted == 0 {
        left.clear();
    }
    while left.len() < wanted {
        left.insert(0, '0');
    }
    if grouped {
        for at in (1..left.len()).rev().filter(|at| (left.len() - at) % 3 == 0).collect::<Vec<_>>() {
            left.insert(at, ',');
        }
    }
    let dot = if right.is_empty() { "" } else { "." };
    Some((format!("{}{left}{dot}{right}{}", text(before), text(after)), value.is_zero()))
}
