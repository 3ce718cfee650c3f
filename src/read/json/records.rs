//! The objects of JSON that hold a document as a string.

use super::value::Value;
use crate::text::encoding::anchors;
use crate::text::looks;
use crate::text::words::{Word, words};

/// A string shorter than this is no document, in characters.
const SHORT: usize = 400;

/// A string with so many words of a report is one.
const ENOUGH: usize = 5;

/// A document as a crawler keeps it.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) text: String,
    pub(super) title: Option<String>,
    pub(super) published: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) url: Option<String>,
}

/// Whether this program wrote a value: a report, the line of a journal, or a schema.
pub(super) fn is_own(value: &Value) -> bool {
    let Value::Object(fields) = value else { return false };
    let has = |name: &str| fields.iter().any(|(field, _)| field == name);
    has("report_id") && has("schema_version") || has("document") && has("outcome") || has("$schema")
}

/// All documents, in their order. What an object holds beside its document is not gone into: it is the same document once
/// more, or what belongs to it.
pub(super) fn records(values: Vec<Value>) -> Vec<Record> {
    let mut out = Vec::new();
    let mut stack: Vec<Value> = values.into_iter().rev().collect();
    while let Some(value) = stack.pop() {
        match value {
            Value::Object(fields) => match record(&fields) {
                Some(record) => out.push(record),
                None => stack.extend(fields.into_iter().rev().map(|(_, value)| value)),
            },
            Value::List(values) => match pages(&values) {
                Some(text) => out.push(Record { text, ..Record::default() }),
                None => stack.extend(values.into_iter().rev()),
            },
            Value::Text(text) if is_document(&text) => out.push(Record { text, ..Record::default() }),
            Value::Text(_) | Value::Other => {}
        }
    }
    out
}

/// The document that an object holds. Of several texts it is the one that kept most of its tables, then that with most
/// words of a report.
fn record(fields: &[(String, Value)]) -> Option<Record> {
    let texts = fields.iter().filter_map(|(_, value)| whole(value)).filter(|text| is_document(text));
    let text = texts.max_by_key(|text| (anchors(text) >= ENOUGH, kept(text), anchors(text), text.len()))?;
    let named = |list: Word| {
        let found = words(list).iter().find_map(|name| {
            let field = fields.iter().find(|(field, value)| plain(field) == *name && matches!(value, Value::Text(_)));
            field
                .and_then(|(_, value)| if let Value::Text(text) = value { Some(text.trim().to_string()) } else { None })
        });
        found.filter(|text| !text.is_empty() && text.chars().count() <= SHORT)
    };
    Some(Record {
        title: named(Word::FieldTitle),
        published: named(Word::FieldDay),
        publisher: named(Word::FieldPublisher),
        url: named(Word::FieldAddress).filter(|url| url.contains("://")),
        text,
    })
}

/// A name without what programs part its words with, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// A string, or the lines or pages of one.
fn whole(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::List(values) => pages(values),
        Value::Object(_) | Value::Other => None,
    }
}

/// What a list of strings, or of objects that hold a text and nothing that tells where it is from, holds together: the
/// lines or the pages of one document.
fn pages(values: &[Value]) -> Option<String> {
    let page = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Object(fields) => {
            let names = [Word::FieldAddress, Word::FieldTitle];
            let of_its_own =
                fields.iter().any(|(name, _)| names.iter().any(|list| words(*list).contains(&plain(name).as_str())));
            let texts = fields.iter().filter_map(|(_, v)| if let Value::Text(text) = v { Some(text) } else { None });
            if of_its_own { None } else { texts.max_by_key(|text| text.len()).cloned() }
        }
        Value::List(_) | Value::Other => None,
    };
    let pages: Option<Vec<String>> = values.iter().map(page).collect();
    let pages = pages.filter(|pages| pages.len() >= 2)?;
    // Several whole documents are no pages of one.
    if pages.iter().filter(|text| anchors(text) >= ENOUGH + ENOUGH).count() >= 2 {
        return None;
    }
    // Any list of strings is long enough.
    let whole = pages.join("\n");
    (anchors(&whole) >= ENOUGH).then_some(whole)
}

fn is_document(text: &str) -> bool {
    text.len() >= SHORT && text.chars().count() >= SHORT || text.len() > ENOUGH && anchors(text) >= ENOUGH
}

/// How much a text kept of its tables.
fn kept(text: &str) -> u8 {
    match () {
        () if text.contains("<td") || text.contains("<TD") => 3,
        () if looks::is_markdown(text) => 2,
        () if looks::tags(text, 3) >= 3 => 1,
        () => 0,
    }
}
