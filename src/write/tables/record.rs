//! A report as it stands in a journal, read back: only what the tables hold. A key that a journal lacks is empty, so
//! that runs of older versions can be exported.

use rust_decimal::Decimal;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::{Map, Number, Value};
use std::fmt;

/// A report.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Record {
    pub report_id: String,
    pub schema_version: String,
    pub converter: Converter,
    pub source: Source,
    pub classification: Classification,
    pub edition: Edition,
    pub metadata: Metadata,
    pub sections: Vec<Section>,
    #[serde(deserialize_with = "ordered")]
    pub cells: Vec<(String, Cell)>,
    pub statistics: Vec<Statistic>,
    pub narrative_facts: Vec<NarrativeFact>,
    pub checks: Vec<Check>,
    pub repairs: Vec<Repair>,
    pub findings: Vec<Finding>,
}

/// What of a report is looked at before anything is written: who reported on which year, and how complete it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Head {
    pub report_id: String,
    pub metadata: Metadata,
    #[serde(deserialize_with = "ordered")]
    pub cells: Vec<(String, HeadCell)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HeadCell {
    pub value: Option<Number>,
    pub status: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Converter {
    pub version: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Source {
    pub file: String,
    pub sha256: String,
    pub bytes: Option<i64>,
    pub format: String,
    pub pages: Option<i64>,
    pub creator: Option<String>,
    pub encoding: Option<String>,
    pub url: Option<String>,
    pub fetched_on: Option<String>,
    pub declared_charset: Option<String>,
    pub contained: Option<Contained>,
}

/// Whether it is a report at all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Classification {
    pub is: String,
}

/// Which of the reports in one file it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Contained {
    pub index: Option<i64>,
    pub of: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Edition {
    pub form: String,
    pub by_section: Map<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Metadata {
    pub title: Fact,
    pub report_year: Year,
    pub agency: Fact,
    pub agency_level: Fact,
    pub agency_kind: Fact,
    pub region: Option<Region>,
    pub scope: Fact,
    pub period: Option<Period>,
    pub published_on: Fact,
    pub signed_by: Fact,
    pub signed_on: Fact,
    pub written_on: Fact,
    pub compiled_by: Fact,
    pub index_number: Fact,
    pub document_number: Fact,
    pub credit_code: Fact,
    pub contact: Contact,
}

/// How an office, never a person, is reached.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub address: Fact,
    pub postcode: Fact,
    pub phone: Fact,
    pub fax: Fact,
    pub email: Fact,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Year {
    pub value: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Region {
    pub code: Option<String>,
    pub name: Option<String>,
    pub revision: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Period {
    pub from: Option<String>,
    pub to: Option<String>,
}

/// A fact written as its text, or as an object that holds it as `value`.
#[derive(Debug, Default)]
pub struct Fact(pub Option<String>);

impl<'de> Deserialize<'de> for Fact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fact, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let inner = value.get("value").unwrap_or(&value);
        Ok(Fact(inner.as_str().map(str::to_string)))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Section {
    pub id: String,
    pub number: Option<String>,
    pub heading: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Block {
    pub kind: String,
    pub text: String,
    pub place: Place,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Cell {
    pub value: Exact,
    pub raw: Option<String>,
    pub status: String,
    pub unit: String,
    pub unit_source: Option<String>,
    pub alternatives: Vec<Exact>,
    pub derivation: Option<String>,
    pub arithmetic: String,
    pub place: Place,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Statistic {
    pub indicator: String,
    pub indicator_id: Option<String>,
    pub path: Vec<String>,
    pub unit: Option<String>,
    pub period: Option<String>,
    pub value: Exact,
    pub raw: Option<String>,
    pub status: String,
    pub from: Option<String>,
    pub place: Place,
}

/// A number that the prose states.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NarrativeFact {
    pub fact: String,
    pub value: Exact,
    pub scope: Option<String>,
    pub section: Option<String>,
    pub sentence: String,
    pub place: Place,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Check {
    pub rule: String,
    pub class: String,
    pub severity: String,
    pub operands: Vec<String>,
    pub expected: Exact,
    pub actual: Exact,
    pub nulls_as_zero: Option<i64>,
    pub result: String,
    pub suspects: Vec<Suspect>,
    pub message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Suspect {
    pub cell: String,
    pub would_be: Exact,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Repair {
    pub kind: String,
    pub from: String,
    pub to: String,
    pub count: Option<i64>,
    pub first: Place,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Finding {
    pub code: String,
    pub severity: String,
    pub message: String,
    pub cells: Vec<String>,
    pub place: Place,
}

/// A number digit by digit as in the JSON, empty for null.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exact(pub Option<Decimal>);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
        let Some(number) = Option::<Number>::deserialize(deserializer)? else { return Ok(Exact(None)) };
        let text = number.to_string();
        let value = Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
        value.map(|d| Exact(Some(d))).map_err(|e| de::Error::custom(format!("the number {text}: {e}")))
    }
}

/// A place: its page, and the whole of it as `key=value` pairs.
#[derive(Debug, Default)]
pub struct Place {
    pub page: Option<i64>,
    pub text: Option<String>,
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        let Some(map) = Option::<Map<String, Value>>::deserialize(deserializer)? else { return Ok(Place::default()) };
        let pairs: Vec<String> = map.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
        Ok(Place { page: map.get("page").and_then(Value::as_i64), text: Some(pairs.join(" ")) })
    }
}

/// A JSON value without quotes and brackets; the items of a list are joined by commas.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// An object as pairs in the order in which they are written.
fn ordered<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<(String, T)>, D::Error> {
    struct Pairs<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
        type Value = Vec<(String, T)>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut out = Vec::new();
            while let Some(entry) = map.next_entry()? {
                out.push(entry);
            }
            Ok(out)
        }
    }
    deserializer.deserialize_map(Pairs(std::marker::PhantomData))
}
