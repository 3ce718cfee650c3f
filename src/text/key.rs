//! Matching keys: what is left of a label when everything that varies between documents is taken off.

use crate::text::value::{fold, is_digit};
use crate::text::words::{Word, words};
use memchr::memmem::Finder;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

fn traditional() -> &'static FxHashMap<char, char> {
    static MAP: OnceLock<FxHashMap<char, char>> = OnceLock::new();
    MAP.get_or_init(|| {
        crate::text::table(include_str!("traditional.tsv"))
            .filter_map(|row| {
                Some((crate::text::field(&row, 0).chars().next()?, crate::text::field(&row, 1).chars().next()?))
            })
            .collect()
    })
}

/// The matching key of a text: glyphs repaired, NFKC, traditional folded to simplified, white space and punctuation
/// dropped, common misspellings unified. For comparing only, never for publishing.
pub fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = crate::text::repairs::repaired(c).map_or(c, |(to, _)| to);
        match c {
            '\u{4E00}'..='\u{9FFF}' => out.push(traditional().get(&c).copied().unwrap_or(c)),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if c.is_ascii() => {}
            c => unicode_normalization::char::decompose_compatible(c, |d| {
                if d.is_alphanumeric() {
                    out.push(d);
                }
            }),
        }
    }
    for (finder, from, to) in spellings() {
        if finder.find(out.as_bytes()).is_some() {
            out = out.replace(from, to);
        }
    }
    out
}

/// Misspellings, ready to be found, and what they are unified to.
fn spellings() -> &'static [(Finder<'static>, &'static str, &'static str)] {
    static SPELLINGS: OnceLock<Vec<(Finder<'static>, &str, &str)>> = OnceLock::new();
    SPELLINGS.get_or_init(|| {
        let pairs = words(Word::Spelling).iter().filter_map(|w| w.split_once('='));
        pairs.map(|(from, to)| (Finder::new(from), from, to)).collect()
    })
}

/// How a heading or a row is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Numbering {
    /// Chinese numeral and comma.
    Chinese,
    /// Chinese numeral in brackets, also with the opening bracket lost.
    Bracketed,
    /// Arabic numeral and full stop or comma, or in brackets or a circle.
    Arabic,
}

fn chinese(c: char) -> Option<u32> {
    words(Word::Numeral).iter().position(|d| d.starts_with(c)).map(|i| i as u32 + 1)
}

/// Splits the number off a label or heading: its style, its value, and the rest. `None` if it carries no number.
pub fn split_number(text: &str) -> Option<(Numbering, u32, &str)> {
    let text = text.trim_start();
    let meant = |c: char| crate::text::repairs::repaired(c).map_or(c, |(to, _)| to);
    let first = meant(text.chars().next()?);
    let open = matches!(first, '（' | '(' | '﹝' | '〔');
    let circled = match first {
        '\u{3220}'..='\u{3229}' => Some((Numbering::Bracketed, first as u32 - 0x321F)),
        '\u{2460}'..='\u{2473}' => Some((Numbering::Arabic, first as u32 - 0x245F)),
        '\u{2488}'..='\u{249B}' => Some((Numbering::Arabic, first as u32 - 0x2487)),
        _ => None,
    };
    // Nearly all texts end here.
    if !open && circled.is_none() && !is_digit(first) && chinese(first).is_none() {
        return None;
    }
    let chars: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| !c.is_whitespace()).take(6).map(|(i, c)| (i, meant(c))).collect();
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    let after = |i: usize| match chars.get(i) {
        Some((offset, _)) => {
            let c = text.get(*offset..).and_then(|t| t.chars().next())?;
            text.get(offset + c.len_utf8()..)
        }
        None => None,
    };
    if let Some((style, number)) = circled {
        return Some((style, number, after(0)?));
    }
    let mut i = usize::from(open);
    let mut number = 0u32;
    let mut arabic = false;
    let digits_from = i;
    while let Some(c) = at(i) {
        if let Some(d) = chinese(c).filter(|_| !arabic) {
            number = if d == 10 && number > 0 {
                number * 10
            } else if number == 10 {
                10 + d
            } else {
                d
            };
        } else if let Some(d) = fold(c).to_digit(10) {
            if i > digits_from && !arabic {
                return None;
            }
            arabic = true;
            number = number * 10 + d;
        } else {
            break;
        }
        i += 1;
        if i - digits_from > 2 {
            return None;
        }
    }
    if i == digits_from {
        return None;
    }
    let close = at(i)?;
    let closing = matches!(close, '）' | ')' | '﹞' | '〕');
    if closing {
        let style = if arabic { Numbering::Arabic } else { Numbering::Bracketed };
        return Some((style, number, after(i)?));
    }
    // U+FFFD: a full stop or comma that nothing proves, in a font without character codes.
    if !open && matches!(close, '、' | '.' | '．' | ',' | '，' | '。' | '·' | ':' | '：' | '\u{FFFD}') {
        // "3.5" is a number, not a numbered label.
        if arabic && at(i + 1).is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        let style = if arabic { Numbering::Arabic } else { Numbering::Chinese };
        return Some((style, number, after(i)?));
    }
    None
}

/// The text without its number.
pub fn unnumbered(text: &str) -> &str {
    split_number(text).map_or(text, |(_, _, rest)| rest)
}

/// Edit distance (insert, delete, replace) of two keys, at most `limit`; `None` if it is more.
pub fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut best = i + 1;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let value = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = value;
            left = value;
            best = best.min(value);
        }
        if best > limit {
            return None;
        }
    }
    row.last().copied().filter(|d| *d <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_drop_what_varies() {
        assert_eq!(key("2.其它法律⾏政法规\n禁⽌公开"), "2其他法律行政法规禁止公开");
        assert_eq!(key("（本列数据的钩稽关系为："), "本列数据的勾稽关系为");
        assert_eq!(key("總　計"), "总计");
    }

    #[test]
    fn numbers_come_off_in_every_style() {
        for (text, style, n, rest) in [
            ("（七） 总计", Numbering::Bracketed, 7, " 总计"),
            ("一、总体", Numbering::Chinese, 1, "总体"),
            ("⼀）工作", Numbering::Bracketed, 1, "工作"),
            ("1．属于", Numbering::Arabic, 1, "属于"),
            ("㈢不予", Numbering::Bracketed, 3, "不予"),
            ("十二、附", Numbering::Chinese, 12, "附"),
        ] {
            assert_eq!(split_number(text), Some((style, n, rest)), "{text}");
        }
        assert_eq!(split_number("3.5万元"), None);
        assert_eq!(split_number("一是加强"), None);
        assert_eq!(split_number("2019年"), None);
    }

    #[test]
    fn distance_is_bounded() {
        let k = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(distance(&k("其他法律行政止公开"), &k("其他法律行政法规禁止公开"), 3), Some(3));
        assert_eq!(distance(&k("其他"), &k("总计"), 1), None);
    }
}
