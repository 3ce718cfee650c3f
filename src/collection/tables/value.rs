//! What stands in a field of a table.

use crate::model::id::Word;
use crate::report::metadata::Fact;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::fmt;

/// A value with how it is marked where colours can be shown.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    pub value: Value<'a>,
    #[cfg_attr(not(feature = "xlsx"), allow(dead_code))]
    pub mark: Mark,
}

#[derive(Clone, Debug)]
pub enum Value<'a> {
    Empty,
    Text(Cow<'a, str>),
    Integer(i64),
    Decimal(Decimal),
}

/// Whether a reader should look twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    None,
    /// No number, or a warning.
    Doubt,
    /// Contradicted, or an error.
    Wrong,
}

impl Field<'_> {
    pub fn empty() -> Self {
        Field { value: Value::Empty, mark: Mark::None }
    }

    pub fn marked(self, mark: Mark) -> Self {
        Field { mark, ..self }
    }
}

impl Mark {
    /// By a word of a report: a status, what arithmetic says, a severity, a result.
    pub fn of(word: &str) -> Mark {
        match word {
            "contradicted" | "error" | "fail" | "conflict" | "unreadable" | "failed" => Mark::Wrong,
            "blank" | "not_applicable" | "missing" | "incomplete" | "other_period" | "warning" | "unread" => {
                Mark::Doubt
            }
            _ => Mark::None,
        }
    }
}

impl<'a, T: Into<Value<'a>>> From<T> for Field<'a> {
    fn from(value: T) -> Self {
        Field { value: value.into(), mark: Mark::None }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a Fact> for Value<'a> {
    fn from(fact: &'a Fact) -> Self {
        fact.value.as_deref().into()
    }
}

macro_rules! integers {
    ($($kind:ty)*) => {$(
        impl From<$kind> for Value<'_> {
            fn from(number: $kind) -> Self {
                Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
integers! { i32 u32 u64 usize }

impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Value::Integer(i64::from(yes))
    }
}

impl From<Decimal> for Value<'_> {
    fn from(number: Decimal) -> Self {
        Value::Decimal(number)
    }
}

impl<'a> From<&'a Word> for Value<'a> {
    fn from(word: &'a Word) -> Self {
        Value::Text(Cow::Borrowed(word))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Empty, Into::into)
    }
}
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Empty => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Integer(number) => number.fmt(f),
            Value::Decimal(number) => number.fmt(f),
        }
    }
}

/// The number as binary floating point, where that keeps every digit: up to 15 significant ones do.
#[cfg(any(test, feature = "sqlite", feature = "xlsx"))]
pub fn float(number: Decimal) -> Option<f64> {
    let digits = number.normalize().mantissa().unsigned_abs();
    if digits < 1_000_000_000_000_000 { number.to_string().parse().ok() } else { None }
}

/// Days since 1970-01-01 of an ISO 8601 day; `None` for any other text.
#[cfg(any(test, feature = "parquet", feature = "xlsx"))]
pub fn day(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2) || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    let (year, month, day): (i32, i32, i32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month - 1).ok()?;
    if !(1..=*lengths.get(index)?).contains(&day) {
        return None;
    }
    let before: i32 = lengths.iter().take(index).sum();
    let years = year - 1;
    // 719162 days lie between 0001-01-01 and 1970-01-01.
    Some(years * 365 + years / 4 - years / 100 + years / 400 + before + day - 1 - 719_162)
}

#[cfg(test)]
mod tests {
    use super::{day, float};
    use rust_decimal::Decimal;
    use std::str::FromStr;

    #[test]
    fn days_are_counted_from_1970() {
        let days = [("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11016), ("2024-12-31", 20088)];
        for (text, days) in days {
            assert_eq!(day(text), Some(days), "{text}");
        }
        for text in ["2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "2024-01-01T00:00:00", "", "二〇二四"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn floats_keep_every_digit_or_are_none() {
        for text in ["0", "-18", "59237.2449", "0.092", "123456789012.345", "999999999999999", "0.00000000012"] {
            let number = Decimal::from_str(text).unwrap();
            assert_eq!(Decimal::from_str(&float(number).unwrap().to_string()).unwrap(), number, "{text}");
        }
        assert_eq!(float(Decimal::from_str("1234567890123.4567").unwrap()), None);
    }
}
