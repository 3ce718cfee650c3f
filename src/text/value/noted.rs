//! Numbers with words, brackets or signs of notes beside them: what of the text is the number, and what is beside it.

use super::{Parsed, fold, number};
use crate::text::words::{Word, words};
use rust_decimal::Decimal;

/// No cell that is longer than this is a number with a note: it is a paragraph.
const LONGEST: usize = 200;

/// A number as its parts, while they are found.
#[derive(Default)]
struct Parts {
    /// Sign, digits and unit, without white space.
    number: String,
    /// Whether a unit was seen.
    unit: bool,
    notes: Vec<String>,
    /// What is beside the number speaks against it, or it is not known what it does.
    doubt: bool,
}

/// Reads a number with something beside it; [`Parsed::Text`] if it is no such number.
pub(super) fn parse(text: &str, residue: bool) -> Parsed {
    if text.len() > LONGEST {
        return Parsed::Text;
    }
    let mut parts = Parts::default();
    let Some(rest) = parts.take_number(text) else { return Parsed::Text };
    if parts.take_rest(rest).is_none() {
        return Parsed::Text;
    }
    let Some((value, unit_in_cell)) = number(&parts.number) else { return Parsed::Text };
    if parts.doubt {
        let beside = parts.notes.iter().flat_map(|note| numbers_in(note));
        let mut readings: Vec<Decimal> = std::iter::once(value).chain(beside).collect();
        readings.dedup();
        return Parsed::Doubtful(readings);
    }
    let note = Some(parts.notes.join(" ")).filter(|note| !note.is_empty());
    Parsed::Number { value, unit_in_cell, residue, letter: false, note }
}

impl Parts {
    /// Takes the words before the number, the number and a unit behind it; gives what is left.
    fn take_number<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let mut rest = text;
        if let Some((word, behind)) = starting(Word::NotePrefix, rest) {
            self.notes.push(word.to_string());
            rest = behind.trim_start();
        }
        for list in [Word::Plus, Word::Minus] {
            if let Some((word, behind)) = starting(list, rest) {
                self.number.push_str(word);
                rest = behind.trim_start();
                break;
            }
        }
        let digits = rest.find(|c| !matches!(fold(c), '0'..='9' | ',' | '.')).unwrap_or(rest.len());
        let (digits, mut rest) = rest.split_at(digits);
        // A comma at the end parts the number from the words behind it.
        let digits = digits.trim_end_matches([',', '，']);
        if !digits.starts_with(|c| fold(c).is_ascii_digit()) {
            return None;
        }
        self.number.extend(digits.chars().map(fold));
        if let Some(behind) = self.take_unit(rest.trim_start()) {
            rest = behind;
        }
        Some(rest)
    }

    /// Takes the unit that a text begins with; gives what is left.
    fn take_unit<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let units = [Word::TenThousandYuan, Word::HundredMillionYuan, Word::Yuan, Word::CountUnit];
        let (unit, rest) = units.iter().find_map(|list| starting(*list, text)).filter(|_| !self.unit)?;
        self.number.push_str(unit);
        self.unit = true;
        Some(rest)
    }

    /// Takes brackets, signs and words behind the number, up to the end.
    fn take_rest(&mut self, mut rest: &str) -> Option<()> {
        loop {
            rest = rest.trim_start();
            let Some(first) = rest.chars().next() else { return Some(()) };
            if let Some(close) = closing(first) {
                let inside = rest.get(first.len_utf8()..)?;
                let end = inside.find(close)?;
                self.bracket(first, inside.get(..end)?.trim(), close)?;
                rest = inside.get(end + close.len_utf8()..)?;
            } else if is_sign(first) {
                self.notes.push(first.to_string());
                rest = rest.get(first.len_utf8()..)?;
            } else {
                let words = rest.trim_start_matches([',', '，', ';', '；', '。', ' ', '\n']);
                starting(Word::NoteWord, words)?;
                self.note(words);
                return Some(());
            }
        }
    }

    /// A bracket behind the number: a unit, the sign of a note, or words.
    fn bracket(&mut self, open: char, inside: &str, close: char) -> Option<()> {
        let unit = words(Word::UnitName).iter().find_map(|w| inside.strip_prefix(w)).unwrap_or(inside);
        if !self.unit && self.take_unit(unit.trim_start_matches([':', '：'])).is_some_and(str::is_empty) {
            return Some(());
        }
        let square = matches!(open, '[' | '〔' | '［' | '【');
        let digits = inside.chars().all(|c| fold(c).is_ascii_digit());
        let sign = inside.chars().all(is_sign) || square && digits && inside.chars().count() <= 2;
        if inside.is_empty() {
            return None;
        }
        if sign {
            self.notes.push(format!("{open}{inside}{close}"));
            return Some(());
        }
        // The number of a section of the form, run together with the number of the row above it.
        if inside.chars().all(|c| words(Word::Numeral).contains(&&*c.encode_utf8(&mut [0; 4]))) {
            return None;
        }
        self.note(inside);
        Some(())
    }

    /// Words beside the number. Some say that it is another, some have no words at all.
    fn note(&mut self, note: &str) {
        self.doubt |= !note.chars().any(char::is_alphabetic) || words(Word::NoteDoubt).iter().any(|w| note.contains(w));
        self.notes.push(note.trim().to_string());
    }
}

/// The word of a list that a text begins with, and what is behind it.
fn starting(list: Word, text: &str) -> Option<(&'static str, &str)> {
    words(list).iter().find_map(|w| Some((*w, text.strip_prefix(w)?)))
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '（' => '）',
        '(' => ')',
        '[' => ']',
        '［' => '］',
        '〔' => '〕',
        '【' => '】',
        _ => return None,
    })
}

/// Whether a character refers to a note: stars and daggers, numbers in circles, raised and lowered digits.
pub fn is_sign(c: char) -> bool {
    matches!(c,
        '*' | '＊' | '※' | '#' | '＃' | '△' | '▲' | '☆' | '★' | '†' | '‡' | '§' | '¹' | '²' | '³'
        | '\u{2070}'..='\u{2079}' | '\u{2080}'..='\u{2089}' | '①'..='⒇' | '❶'..='➓' | '㈠'..='㈩')
}

/// The numbers in a text.
fn numbers_in(text: &str) -> Vec<Decimal> {
    let runs = text.split(|c| !matches!(fold(c), '0'..='9' | '.'));
    runs.filter_map(|run| super::digits(run.trim_matches('.'))).take(8).collect()
}

/// What letters among digits would say if they were the digits that they look like.
pub(super) fn letters(compact: &str) -> Option<Decimal> {
    let digit = |c: char| match c {
        'O' | 'o' | 'Ｏ' | 'ｏ' | '○' | '〇' => '0',
        'l' | 'I' | 'ｌ' | 'Ｉ' | '|' | '｜' => '1',
        c => c,
    };
    let changed: String = compact.chars().map(digit).collect();
    let digits = compact.chars().any(|c| c.is_ascii_digit());
    // Without a digit only what nobody takes for a word or a Roman numeral.
    let telling =
        digits || compact.chars().all(|c| matches!(c, 'l' | 'ｌ' | 'O' | 'o')) && compact.contains(['l', 'ｌ']);
    if changed == compact || !telling || compact.len() > 16 {
        return None;
    }
    number(&changed).map(|(value, _)| value)
}
