//! JSON as far as documents are looked for in it: objects, lists and strings. Everything is counted, so that a small
//! file cannot take much memory.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};

/// One value.
#[derive(Debug)]
pub(super) enum Value {
    Object(Vec<(String, Value)>),
    List(Vec<Value>),
    Text(String),
    /// A number, a truth value, nothing.
    Other,
}

/// The values of a text: one, several one after the other, or one a line; and how many lines are none.
///
/// # Errors
/// [`Error::Malformed`] if no value is in it, [`Error::Limit`] over [`Limits::objects`] values or [`Limits::depth`].
pub(super) fn values(text: &str, limits: &Limits) -> Result<(Vec<Value>, usize), Error> {
    let text = text.trim_start_matches('\u{FEFF}');
    let count = Cell::new(0);
    let malformed = |what: String| Error::Malformed { format: "JSON", what };
    let over = |error: serde_json::Error| match () {
        () if count.get() > limits.objects => limits.error(Limit::Objects),
        () if error.to_string().contains("recursion limit") => limits.error(Limit::Depth),
        () => malformed(error.to_string()),
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().map(|line| value(line, &count, limits));
    if let (Some(Ok(first)), Some(_)) = (first, lines.next()) {
        let mut values = vec![first];
        let mut broken = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty()).skip(1) {
            limits.check_time()?;
            match value(line, &count, limits) {
                Ok(value) => values.push(value),
                Err(error) if count.get() > limits.objects => return Err(over(error)),
                Err(_) => broken += 1,
            }
        }
        return Ok((values, broken));
    }
    count.set(0);
    let mut values = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    while deserializer.end().is_err() {
        limits.check_time()?;
        match (Seed { count: &count, limits }).deserialize(&mut deserializer) {
            Ok(value) => values.push(value),
            // What is cut off costs the last value.
            Err(error) if error.is_eof() && !values.is_empty() => return Ok((values, 1)),
            Err(error) => return Err(over(error)),
        }
    }
    Ok((values, 0))
}

fn value(text: &str, count: &Cell<usize>, limits: &Limits) -> Result<Value, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Seed { count, limits }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Reads one value, and counts it.
#[derive(Clone, Copy)]
struct Seed<'a> {
    count: &'a Cell<usize>,
    limits: &'a Limits,
}

impl Seed<'_> {
    fn counted<E: serde::de::Error>(self) -> Result<(), E> {
        self.count.set(self.count.get().saturating_add(1));
        if self.count.get() > self.limits.objects { Err(E::custom("too many values")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.counted()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            fields.push((name, map.next_value_seed(self)?));
        }
        Ok(Value::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_string()))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        Ok(Value::Other)
    }
}
