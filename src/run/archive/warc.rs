//! Records of a web archive (WARC 1.0 and 1.1, ISO 28500): what servers answered, with the address, the time and the
//! charset that they declared. The crates for it take a record's length on its own word, so its few lines of format are
//! read here.

use super::http::{self, Answer};
use super::{Halt, Unpacking, malformed};
use crate::model::source::Provenance;
use crate::run::plan::Body;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

/// Bytes of the head of a record.
const HEAD: u64 = 64 << 10;

/// The head of a record.
struct Head {
    kind: String,
    url: Option<String>,
    date: Option<String>,
    content_type: String,
    length: u64,
}

/// Plans the answers of servers in their order, and counts the other records.
pub(super) fn each(unpacking: &mut Unpacking<'_, '_>, input: &mut dyn Read, name: &str) -> Result<String, Halt> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(head) = head(&mut input).map_err(|e| unpacking.unread(&e))? {
        *counts.entry(head.kind.clone()).or_default() += 1;
        let mut block = BufReader::new((&mut input).take(head.length));
        if head.kind == "response" || head.kind == "resource" {
            unpacking.more += 1;
            record(unpacking, &head, &mut block, name)?;
        }
        // What is left of the block.
        let read = io::copy(&mut block, &mut io::sink()).map_err(|e| unpacking.unread(&e));
        read?;
        if block.into_inner().limit() > 0 {
            return Err(malformed("its last record is cut off").into());
        }
    }
    let kinds: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    Ok(format!("a web archive of the records: {}", kinds.join(", ")))
}

/// The next record's head; `None` at the end.
fn head(input: &mut impl BufRead) -> io::Result<Option<Head>> {
    let mut lines = input.take(HEAD);
    let mut line = Vec::new();
    // Records end in two blank lines.
    while line.trim_ascii().is_empty() {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
    }
    if !line.starts_with(b"WARC/") {
        return Err(io::Error::other("a record does not begin with WARC/"));
    }
    let mut head = Head { kind: String::new(), url: None, date: None, content_type: String::new(), length: 0 };
    let mut length = None;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Err(io::Error::other("the head of a record is cut off, or too long"));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            break;
        }
        let Some((field, value)) = text.split_once(':') else { continue };
        let value = value.trim();
        match field.trim().to_ascii_lowercase().as_str() {
            "warc-type" => head.kind = value.to_ascii_lowercase(),
            // GNU Wget puts it in angle brackets, as the first edition of the standard showed it.
            "warc-target-uri" => head.url = Some(value.trim_matches(['<', '>']).to_string()),
            "warc-date" => head.date = Some(value.to_string()),
            "content-type" => head.content_type = value.to_ascii_lowercase(),
            "content-length" => length = value.parse().ok(),
            _ => {}
        }
    }
    head.length = length.ok_or_else(|| io::Error::other("a record does not tell its length"))?;
    Ok(Some(head))
}

fn record(unpacking: &mut Unpacking<'_, '_>, head: &Head, block: &mut dyn BufRead, archive: &str) -> Result<(), Halt> {
    let url = head.url.clone().unwrap_or_default();
    let name = format!("{archive}!/{url}");
    let is_http =
        head.kind == "response" && (head.content_type.starts_with("application/http") || url.starts_with("http"));
    let answer = if is_http { http::answer(block) } else { Ok(Answer::of_type(&head.content_type)) };
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let error = unpacking.unread(&error);
            return unpacking.give(name, Body::Failed(error));
        }
    };
    // The name that a server's path ends in, without what asks of it.
    let plain = name.split(['?', '#']).next().unwrap_or(&name);
    let by_name = unpacking.wanted.unwanted(plain).filter(|_| !answer.is_document());
    if let Some(reason) = answer.unwanted().or(by_name) {
        return unpacking.give(name, Body::Skipped(reason));
    }
    if let Some(reason) = unpacking.wanted.excluded(plain) {
        return unpacking.give(name, Body::Skipped(reason));
    }
    let provenance =
        Provenance { url: head.url.clone(), fetched_on: head.date.clone(), declared_charset: answer.charset.clone() };
    let meter = unpacking.meter.clone();
    let mut body = answer.body(block, &meter);
    unpacking.document(name, &mut body, provenance)
}
