//! Numbers with their units, in the cells of old tables and in sentences.

use crate::form::words::words;
use crate::text::value::{self, Parsed, fold, is_digit};
use rust_decimal::Decimal;

/// What a number cell of a statistics table says.
#[derive(Clone, Debug, PartialEq)]
pub enum Printed {
    /// A number, with the unit if the cell prints one.
    Number { value: Decimal, unit: Option<&'static str> },
    /// Nothing.
    Blank,
    /// A dash or a word for none.
    Dash,
    /// Other text.
    Text,
}

impl Printed {
    /// The unit that the cell prints.
    pub fn unit(&self) -> Option<String> {
        match self {
            Printed::Number { unit, .. } => unit.map(str::to_string),
            _ => None,
        }
    }
}

/// Reads a number cell.
pub fn cell(text: &str) -> Printed {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some((value, unit)) = with_unit(&compact) {
        return Printed::Number { value, unit };
    }
    match value::parse(text) {
        Parsed::Number { value, note: None, .. } => Printed::Number { value, unit: None },
        Parsed::Blank => Printed::Blank,
        Parsed::NotApplicable => Printed::Dash,
        Parsed::Number { .. } | Parsed::Several(_) | Parsed::Doubtful(_) | Parsed::Text => Printed::Text,
    }
}

/// A plain number and the unit behind it, if that is all.
fn with_unit(text: &str) -> Option<(Decimal, Option<&'static str>)> {
    let end = text.find(|c: char| !is_digit(c) && !matches!(fold(c), '.' | ','));
    let (digits, behind) = text.split_at(end.unwrap_or(text.len()));
    let value = value::digits(digits)?;
    if behind.is_empty() {
        return Some((value, None));
    }
    let measure = measure(behind).filter(|m| m.len == behind.len())?;
    Some((measure.of(value)?, Some(measure.unit)))
}

/// Whether a text is a unit, with or without brackets.
pub fn unit(text: &str) -> Option<&'static str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '）' | '(' | ')'));
    words("stat_unit").iter().find(|u| **u == text).copied()
}

/// A unit behind a number.
struct Measure {
    unit: &'static str,
    /// How many bytes it takes up.
    len: usize,
    rounded: bool,
    ten_thousands: bool,
}

impl Measure {
    /// Counts in tens of thousands become counts, exactly; amounts stay as printed.
    fn of(&self, value: Decimal) -> Option<Decimal> {
        if self.ten_thousands { Some(value.checked_mul(Decimal::from(10_000))?.normalize()) } else { Some(value) }
    }
}

/// The unit that a text begins with.
fn measure(text: &str) -> Option<Measure> {
    let longest = |text: &str| words("stat_unit").iter().filter(|u| text.starts_with(**u)).max_by_key(|u| u.len());
    let without = |list: &str, text: &'_ str| words(list).iter().find(|w| text.starts_with(**w)).map_or(0, |w| w.len());
    let rounded = without("rounded", text);
    let more = text.get(rounded..)?;
    let ten_thousand = without("ten_thousand", more);
    let single = longest(more.get(ten_thousand..)?).filter(|u| ten_thousand > 0 && !words("amount_unit").contains(u));
    let (unit, skipped) = match single {
        Some(unit) => (*unit, ten_thousand),
        None => (*longest(more)?, 0),
    };
    // "12333人力资源热线" counts nobody.
    if words("not_unit").iter().any(|w| more.starts_with(w)) {
        return None;
    }
    Some(Measure { unit, len: rounded + skipped + unit.len(), rounded: rounded > 0, ten_thousands: skipped > 0 })
}

/// A number in a sentence.
#[derive(Debug)]
pub struct Quantity {
    /// Its first byte, and the one behind its unit.
    pub from: usize,
    /// See `from`.
    pub to: usize,
    /// In the unit; `None` if digits are masked.
    pub value: Option<Decimal>,
    /// What it counts; `None` for a number without a unit.
    pub unit: &'static str,
    /// It is said to be a little more.
    pub rounded: bool,
}

/// The numbers with units in a sentence, also those that characters stand for which mask digits.
pub fn quantities(sentence: &str, masks: &[char]) -> Vec<Quantity> {
    let masked = |c: char| masks.contains(&c);
    let part = |c: char| is_digit(c) || c == '.' || masked(c);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = sentence.get(at..).and_then(|t| t.find(part)).map(|i| at + i) {
        let end = end_of_number(sentence, from, part);
        let before = sentence.get(..from).and_then(|t| t.chars().next_back());
        at = end;
        // An article, a range, a telephone.
        let joined = |c: char| c.is_ascii_alphabetic() || words("not_before").iter().any(|w| w.starts_with(c));
        if before.is_some_and(joined) {
            continue;
        }
        let (digits, behind) = (sentence.get(from..end).unwrap_or_default(), sentence.get(end..).unwrap_or_default());
        let Some(measure) = measure(behind).filter(|_| digits != ".") else { continue };
        let hidden = digits.chars().any(masked) || digits.contains("..") || digits.ends_with('.');
        let value = value::digits(digits).filter(|_| !hidden).and_then(|v| measure.of(v));
        found.push(Quantity { from, to: end + measure.len, value, unit: measure.unit, rounded: measure.rounded });
    }
    found
}

/// Where a number ends; a comma before exactly three digits groups thousands.
fn end_of_number(sentence: &str, from: usize, part: impl Fn(char) -> bool) -> usize {
    let mut digits = 0;
    let rest = sentence.get(from..).unwrap_or_default();
    let three = |text: &str| text.chars().take_while(|c| is_digit(*c)).count() == 3;
    for (at, c) in rest.char_indices() {
        if is_digit(c) {
            digits += 1;
        } else if fold(c) == ',' && (1..=3).contains(&digits) && rest.get(at + c.len_utf8()..).is_some_and(three) {
            digits = 0;
        } else if part(c) {
            // No comma groups what is behind a point.
            digits = 4;
        } else {
            return from + at;
        }
    }
    sentence.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sentence: &str) -> Vec<(Option<String>, &'static str)> {
        let all = quantities(sentence, &['×', '…']).into_iter();
        all.map(|q| (q.value.map(|v| v.to_string()), q.unit)).collect()
    }

    #[test]
    fn numbers_have_units_and_stand_alone() {
        let one = |value: &str, unit| vec![(Some(value.to_string()), unit)];
        assert_eq!(read("收到申请1,024件"), one("1024", "件"));
        assert_eq!(read("公开１２条"), one("12", "条"));
        assert_eq!(read("接待1.2万人次"), one("12000", "人次"));
        assert_eq!(read("专项经费3.5万元"), one("3.5", "万元"));
        assert_eq!(read("2023，123件"), one("123", "件"));
        assert_eq!(read("收到×件，1...件，1…件"), [(None, "件"), (None, "件"), (None, "件")]);
        for none in ["依据第31条", "电话12345人力资源热线", "15个工作日", "a5件", "2-3次", ".件", "2024"]
        {
            assert_eq!(read(none), [], "{none}");
        }
        assert!(quantities("30余件", &[])[0].rounded);
    }
}
