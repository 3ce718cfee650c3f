//! What stands in a field of a table.

use super::record::{Exact, Fact};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A value with how it is marked where colours can be shown.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    pub value: Value<'a>,
    #[allow(dead_code)] // for writers that show colours
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
            "blank" | "not_applicable" | "missing" | "incomplete" | "other_period" | "warning" => Mark::Doubt,
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
        fact.0.as_deref().into()
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

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

impl From<Exact> for Value<'_> {
    fn from(number: Exact) -> Self {
        number.0.into()
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Empty, Into::into)
    }
}
