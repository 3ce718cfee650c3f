//! Numbers of statistics with the units of old forms.

use crate::form::words::words;
use crate::text::value::{self, Parsed};
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
        Parsed::Number { value, .. } => Printed::Number { value, unit: None },
        Parsed::Blank => Printed::Blank,
        Parsed::NotApplicable => Printed::Dash,
        Parsed::Several(_) | Parsed::Text => Printed::Text,
    }
}

/// A plain number and the unit behind it. Counts in tens of thousands become counts, exactly; amounts stay as printed.
pub fn with_unit(text: &str) -> Option<(Decimal, Option<&'static str>)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || ('０'..='９').contains(&c) || matches!(c, '.' | ',' | '，' | '．')));
    let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
    let value = value::digits(digits)?;
    if unit.is_empty() {
        return Some((value, None));
    }
    let unit = unit.strip_prefix('余').unwrap_or(unit);
    if let Some(known) = words("stat_unit").iter().find(|u| **u == unit) {
        return match known.strip_prefix('万').filter(|u| *u != "元") {
            Some(single) => {
                let single = words("stat_unit").iter().find(|u| **u == single)?;
                Some((value.checked_mul(Decimal::from(10_000))?.normalize(), Some(single)))
            }
            None => Some((value, Some(known))),
        };
    }
    let single = unit.strip_prefix('万')?;
    let single = words("stat_unit").iter().find(|u| **u == single)?;
    Some((value.checked_mul(Decimal::from(10_000))?.normalize(), Some(single)))
}

/// Whether a text is a unit, with or without brackets.
pub fn unit(text: &str) -> Option<&'static str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '）' | '(' | ')'));
    words("stat_unit").iter().find(|u| **u == text).copied()
}
