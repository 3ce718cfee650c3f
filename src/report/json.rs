//! How a report is written: one line of JSON, its numbers digit by digit as printed, its keys in a fixed order.

use super::Report;
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::ser::Formatter;
use std::io::{self, Write};

impl Report {
    /// The report as a line of JSON Lines. Characters that end a line to some readers of text are escaped.
    ///
    /// # Errors
    /// Those of serde_json; a report gives none.
    pub fn line(&self) -> serde_json::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut line, OneLine))?;
        line.push(b'\n');
        Ok(line)
    }

    /// Reads a report back, also one that another version wrote: keys that are not known are passed over, and those that
    /// it lacks are empty.
    ///
    /// # Errors
    /// Text that is no JSON, or a key with a value of another kind.
    pub fn read(json: &[u8]) -> serde_json::Result<Report> {
        serde_json::from_slice(json)
    }
}

/// Compact JSON in which nothing but its end ends a line.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // The first bytes of the three in UTF-8; no Chinese character begins with one of them.
        if memchr::memchr2(0xC2, 0xE2, fragment.as_bytes()).is_none() {
            return out.write_all(fragment.as_bytes());
        }
        for part in fragment.split_inclusive(['\u{85}', '\u{2028}', '\u{2029}']) {
            match part.chars().next_back() {
                Some(end @ ('\u{85}' | '\u{2028}' | '\u{2029}')) => {
                    out.write_all(part.strip_suffix(end).unwrap_or(part).as_bytes())?;
                    write!(out, "\\u{:04x}", u32::from(end))?;
                }
                _ => out.write_all(part.as_bytes())?,
            }
        }
        Ok(())
    }
}

/// The JSON Schema of a report (draft 2020-12), made from its types; every report that is written validates against it.
pub fn schema() -> String {
    let mut schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Report>();
    RecursiveTransform(closed).transform(&mut schema);
    let head = [("$id", format!("urn:nianbao:report:{}", super::SCHEMA_VERSION)), ("title", "nianbao report".into())];
    for (key, value) in head {
        schema.insert(key.into(), Value::String(value));
    }
    format!("{:#}\n", schema.as_value())
}

/// No other keys than those that are named; and no sizes of our types.
fn closed(schema: &mut Schema) {
    for key in ["format", "default"] {
        schema.remove(key);
    }
    if schema.get("type").and_then(Value::as_str) == Some("object") && schema.get("properties").is_some() {
        schema.insert("additionalProperties".into(), Value::Bool(false));
    }
}

pub(crate) use digits::Digits;

/// A number with the digits that it was printed with.
pub(crate) mod digits {
    use rust_decimal::Decimal;
    use serde::de::{Deserialize, Deserializer, Error as _};
    use serde::ser::{Error as _, Serialize, Serializer};
    use serde_json::Number;

    #[derive(Clone, Copy, PartialEq)]
    pub(crate) struct Digits(pub(crate) Decimal);

    impl Serialize for Digits {
        fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
            serialize(&self.0, out)
        }
    }

    impl<'de> Deserialize<'de> for Digits {
        fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Digits, D::Error> {
            deserialize(input).map(Digits)
        }
    }

    pub(crate) fn serialize<S: Serializer>(number: &Decimal, out: S) -> Result<S::Ok, S::Error> {
        // Most are counts, and what they are written as needs no proof.
        if let (0, false, Ok(count)) = (number.scale(), number.is_sign_negative(), u64::try_from(*number)) {
            return out.serialize_u64(count);
        }
        number.to_string().parse::<Number>().map_err(S::Error::custom)?.serialize(out)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Decimal, D::Error> {
        let text = Number::deserialize(input)?.to_string();
        let value = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
        value.map_err(|e| D::Error::custom(format!("the number {text}: {e}")))
    }

    /// A number that may be null.
    pub(crate) mod option {
        use super::{Decimal, Deserialize, Deserializer, Digits, Serialize, Serializer};

        pub(crate) fn serialize<S: Serializer>(number: &Option<Decimal>, out: S) -> Result<S::Ok, S::Error> {
            number.map(Digits).serialize(out)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Decimal>, D::Error> {
            Ok(Option::<Digits>::deserialize(input)?.map(|number| number.0))
        }
    }

    /// A list of numbers.
    pub(crate) mod list {
        use super::{Decimal, Deserialize, Deserializer, Digits, Serializer};

        pub(crate) fn serialize<S: Serializer>(numbers: &[Decimal], out: S) -> Result<S::Ok, S::Error> {
            out.collect_seq(numbers.iter().copied().map(Digits))
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Decimal>, D::Error> {
            Ok(Vec::<Digits>::deserialize(input)?.into_iter().map(|number| number.0).collect())
        }
    }
}

/// An object whose keys are data, in the order in which they are written.
pub(crate) mod pairs {
    use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
    use serde::ser::{Serialize, Serializer};
    use std::fmt;
    use std::marker::PhantomData;

    pub(crate) fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        pairs: &[(K, V)],
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_map(pairs.iter().map(|(key, value)| (key, value)))
    }

    struct Pairs<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Pairs<K, V> {
        type Value = Vec<(K, V)>;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }

    pub(crate) fn deserialize<'de, K: Deserialize<'de>, V: Deserialize<'de>, D: Deserializer<'de>>(
        input: D,
    ) -> Result<Vec<(K, V)>, D::Error> {
        input.deserialize_map(Pairs(PhantomData))
    }
}

/// A value whose key may be there and null.
pub(crate) fn or_default<'de, T: Default + Deserialize<'de>, D: serde::Deserializer<'de>>(
    input: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(input)?.unwrap_or_default())
}

/// A table or the text: where a figure is printed.
pub(crate) mod medium {
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::Serializer;
    use std::borrow::Cow;

    pub(crate) fn serialize<S: Serializer>(table: &bool, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(if *table { "table" } else { "text" })
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<bool, D::Error> {
        Ok(Cow::<str>::deserialize(input)? != "text")
    }
}

/// The section of a text; `lead_in` is what stands before the first.
pub(crate) mod part {
    use crate::model::id::Name;
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(section: &Option<Name>, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(section.as_deref().unwrap_or("lead_in"))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Name>, D::Error> {
        Ok(Option::<Name>::deserialize(input)?.filter(|id| **id != *"lead_in"))
    }
}
