//! How the headings of a document are numbered: more ways than the labels of a table's rows have.

use super::key::{Numbering, split_number};
use super::words::{Word, words};

/// A way to number headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Ordinal and the word for a part or chapter.
    Part,
    /// Ordinal and comma.
    Ordinal,
    /// Chinese numeral and comma.
    Chinese,
    /// Numeral of accounts and comma.
    Formal,
    /// Roman numeral and comma or full stop.
    Roman,
    /// Arabic numeral and full stop or comma.
    Arabic,
    /// Chinese numeral in brackets.
    Bracketed,
    /// A numeral and nothing behind it but the text, or white space.
    Bare,
}

/// A heading and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered<'a> {
    /// How it is numbered.
    pub style: Style,
    /// Its number.
    pub value: u32,
    /// The number as printed, with its word and without punctuation around it.
    pub number: &'a str,
    /// The heading itself.
    pub rest: &'a str,
}

/// Marks that part a number from its heading.
const BEHIND: [char; 9] = ['、', '.', '．', ',', '，', '。', '·', ':', '：'];

/// Splits the number off a heading; `None` if it carries none.
pub fn numbered(text: &str) -> Option<Numbered<'_>> {
    let text = text.trim_start();
    let found = |style, value, rest: &str| {
        let rest = text.get(text.len() - rest.len()..)?;
        let number = text.get(..text.len() - rest.len())?.trim_matches(|c: char| !c.is_alphanumeric());
        Some(Numbered { style, value, number, rest })
    };
    if let Some((style, value, rest)) = split_number(text) {
        let style = match style {
            Numbering::Chinese => Style::Chinese,
            Numbering::Bracketed => Style::Bracketed,
            Numbering::Arabic => Style::Arabic,
        };
        return found(style, value, rest);
    }
    let boxed =
        text.strip_prefix('【').and_then(numeral).and_then(|(value, rest)| Some((value, rest.strip_prefix('】')?)));
    if let Some((value, rest)) = boxed {
        return found(Style::Ordinal, value, rest);
    }
    let ordinal = words(Word::Ordinal).iter().find_map(|w| text.strip_prefix(w));
    if let Some((value, rest)) = ordinal.and_then(numeral) {
        let rest = rest.trim_start();
        if let Some(rest) = words(Word::PartOfText).iter().find_map(|w| rest.strip_prefix(w)) {
            return found(Style::Part, value, rest.trim_start_matches(BEHIND));
        }
        return found(Style::Ordinal, value, rest.strip_prefix(BEHIND)?);
    }
    let marked = |rest: &'_ str| rest.trim_start().starts_with(BEHIND) || rest.starts_with(char::is_whitespace);
    let behind = |rest: &str| rest.trim_start().trim_start_matches(BEHIND).len();
    let (style, value, rest) = formal(text).or_else(|| roman(text)).filter(|(_, _, rest)| marked(rest))?;
    found(style, value, text.get(text.len() - behind(rest)..)?)
}

/// The same for a text that begins with a numeral and no mark behind it; whether it is a number, only the rest tells.
pub fn barely_numbered(text: &str) -> Option<Numbered<'_>> {
    let text = text.trim_start();
    let (value, rest) = numeral(text)?;
    let number = text.get(..text.len() - rest.len())?;
    let rest = rest.trim_start();
    (!rest.is_empty()).then_some(Numbered { style: Style::Bare, value, number, rest })
}

/// The value of a number as [`Numbered::number`] has it.
pub fn value(number: &str) -> Option<u32> {
    let ordinal = words(Word::Ordinal).iter().find_map(|w| number.strip_prefix(w)).unwrap_or(number);
    let (value, rest) = numeral(ordinal)
        .or_else(|| formal(number).map(|(_, value, rest)| (value, rest)))
        .or_else(|| roman(number).map(|(_, value, rest)| (value, rest)))?;
    let rest = rest.trim_start();
    (rest.is_empty() || words(Word::PartOfText).contains(&rest)).then_some(value)
}

/// A numeral up to 99, of digits of either width or Chinese, and what stands behind it.
fn numeral(text: &str) -> Option<(u32, &str)> {
    let digit = |c: char| super::value::fold(c).to_digit(10);
    let chinese = |c: char| {
        let c = super::repairs::repaired(c).map_or(c, |(to, _)| to);
        words(Word::Numeral).iter().position(|w| w.starts_with(c)).map(|i| i as u32 + 1)
    };
    let arabic = text.starts_with(|c| digit(c).is_some());
    let mut value = 0u32;
    let mut length = 0;
    for (read, (at, c)) in text.char_indices().enumerate() {
        let next = if arabic { digit(c) } else { chinese(c) };
        let Some(next) = next else { break };
        if read == 3 {
            return None;
        }
        value = match next {
            _ if arabic => value * 10 + next,
            10 => value.max(1) * 10,
            next => value + next,
        };
        length = at + c.len_utf8();
    }
    (value > 0 && value < 100).then_some((value, text.get(length..)?))
}

/// One numeral of accounts.
fn formal(text: &str) -> Option<(Style, u32, &str)> {
    let at = words(Word::FormalNumeral).iter().position(|w| text.starts_with(w))?;
    let word = words(Word::FormalNumeral).get(at)?;
    Some((Style::Formal, at as u32 + 1, text.strip_prefix(word)?))
}

/// A Roman numeral up to 12, of its own characters or of letters.
fn roman(text: &str) -> Option<(Style, u32, &str)> {
    let first = text.chars().next()?;
    if let '\u{2160}'..='\u{216B}' = first {
        return Some((Style::Roman, first as u32 - 0x215F, text.get(first.len_utf8()..)?));
    }
    const LETTERS: [&str; 12] = ["VIII", "VII", "III", "XII", "XI", "IX", "IV", "VI", "II", "X", "V", "I"];
    const VALUES: [u32; 12] = [8, 7, 3, 12, 11, 9, 4, 6, 2, 10, 5, 1];
    let (letters, value) = LETTERS.iter().zip(VALUES).find(|(letters, _)| text.starts_with(**letters))?;
    Some((Style::Roman, value, text.strip_prefix(letters)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbered_in_many_ways() {
        for (text, style, value_of, number, rest) in [
            ("第一部分 总体情况", Style::Part, 1, "第一部分", " 总体情况"),
            ("第六章：其他", Style::Part, 6, "第六章", "其他"),
            ("第2部分、主动公开", Style::Part, 2, "第2部分", "主动公开"),
            ("第三、收到", Style::Ordinal, 3, "第三", "收到"),
            ("四、政府", Style::Chinese, 4, "四", "政府"),
            ("壹、总体", Style::Formal, 1, "壹", "总体"),
            ("Ⅳ、政府", Style::Roman, 4, "Ⅳ", "政府"),
            ("III. 收到", Style::Roman, 3, "III", "收到"),
            ("05.存在", Style::Arabic, 5, "05", "存在"),
            ("（二）依申请", Style::Bracketed, 2, "二", "依申请"),
        ] {
            let found = numbered(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.style, found.value, found.number), (style, value_of, number), "{text}");
            assert_eq!(found.rest.trim_start(), rest.trim_start(), "{text}");
            assert_eq!(value(found.number), Some(value_of), "{text}");
        }
        for text in ["第二十条第（一）项", "Introduction", "一是加强", "2019年", "第一时间公开", "VIP服务"]
        {
            assert_eq!(numbered(text), None, "{text}");
        }
        let bare = barely_numbered("01总体情况").map(|n| (n.value, n.rest));
        assert_eq!(bare, Some((1, "总体情况")));
        assert_eq!(barely_numbered("2019年总体情况"), None);
    }
}
