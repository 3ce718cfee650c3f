//! The canonical JSON of a report. Key order is fixed; published numbers are written digit by digit as printed.
//!
//! All types of the report serialize themselves, so that `serde_json::to_value(&report)` is its tree and
//! `serde_json::to_string_pretty(&report)` its text; [`line`] is what runs are made of.

use crate::model::finding::Finding;
use crate::model::origin::Origin;
use crate::model::source::{Provenance, Source};
use crate::report::metadata::{Contact, Fact, Metadata, RegionFact};
use crate::report::{
    Check, Classification, Contained, EditionInfo, Entry, NarrativeFact, Repair, Report, SCHEMA_VERSION, SectionText,
    Statistic, TextBlock,
};
use rust_decimal::Decimal;
use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::Number;
use serde_json::ser::Formatter;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Names a report among all: the SHA-256 of its source, and its place in it.
pub fn report_id(report: &Report) -> String {
    format!("{}-{}", report.source.sha256, report.ordinal)
}

/// The report as a line of JSON Lines. Characters that end a line to some readers of text are escaped.
///
/// # Errors
/// Those of serde_json; a report gives none.
pub fn line(report: &Report) -> serde_json::Result<Vec<u8>> {
    let mut line = Vec::new();
    report.serialize(&mut serde_json::Serializer::with_formatter(&mut line, OneLine))?;
    line.push(b'\n');
    Ok(line)
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

/// An object of these entries, in this order.
macro_rules! object {
    ($out:ident, $($key:literal: $value:expr,)+) => {{
        let mut object = $out.serialize_map(None)?;
        $(object.serialize_entry($key, &$value)?;)+
        object.end()
    }};
}

mod run_check;

/// A number with the digits that it was printed with.
struct Digits(Decimal);

impl Serialize for Digits {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        // Most are counts, and what they are written as needs no proof.
        if let (0, false, Ok(count)) = (self.0.scale(), self.0.is_sign_negative(), u64::try_from(self.0)) {
            return out.serialize_u64(count);
        }
        self.0.to_string().parse::<Number>().map_err(S::Error::custom)?.serialize(out)
    }
}

/// An object whose keys are data.
struct Pairs<'a, V>(&'a [(&'static str, V)]);

impl<V: Serialize> Serialize for Pairs<'_, V> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A coordinate, to a tenth of a point; what is no number is null.
fn points(value: f32) -> f64 {
    (f64::from(value) * 10.0).round_ties_even() / 10.0
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "schema_version": SCHEMA_VERSION,
            "report_id": report_id(self),
            "converter": Pairs(&[("name", env!("CARGO_PKG_NAME")), ("version", env!("CARGO_PKG_VERSION"))]),
            "source": SourceOf(&self.source, self.contained.as_ref()),
            "classification": self.classification,
            "edition": self.edition,
            "metadata": self.metadata,
            "sections": self.sections,
            "cells": Pairs(&self.cells),
            "statistics": self.statistics,
            "narrative_facts": self.narrative_facts,
            "checks": self.checks,
            "repairs": self.repairs,
            "findings": self.findings,
        )
    }
}

/// A source, and which part of it the report is.
struct SourceOf<'a>(&'a Source, Option<&'a Contained>);

impl Serialize for SourceOf<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let SourceOf(source, contained) = self;
        let mut object = out.serialize_map(None)?;
        object.serialize_entry("file", &source.file)?;
        object.serialize_entry("sha256", &source.sha256)?;
        object.serialize_entry("bytes", &source.bytes)?;
        object.serialize_entry("format", source.format)?;
        object.serialize_entry("pages", &source.pages)?;
        object.serialize_entry("creator", &source.creator)?;
        object.serialize_entry("encoding", &source.encoding)?;
        object.serialize_entry("contained", contained)?;
        let Provenance { url, fetched_on, declared_charset } = &source.provenance;
        for (key, value) in [("url", url), ("fetched_on", fetched_on), ("declared_charset", declared_charset)] {
            if let Some(value) = value {
                object.serialize_entry(key, value)?;
            }
        }
        object.end()
    }
}

impl Serialize for Classification {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out, "is": self.is.name(), "reasons": self.reasons,)
    }
}

impl Serialize for EditionInfo {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out, "form": self.form.name(), "by_section": Pairs(&self.by_section),)
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Origin::Area { page, bbox } => {
                object!(out, "page": page, "bbox": [bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(points),)
            }
            Origin::Path { table, row, cell } => object!(out, "table": table, "row": row, "cell": cell,),
            Origin::Paragraph { index } => object!(out, "paragraph": index,),
            Origin::Line { line, column } => object!(out, "line": line, "column": column,),
        }
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut object = out.serialize_map(None)?;
        object.serialize_entry("value", &self.value.map(Digits))?;
        object.serialize_entry("raw", &self.raw)?;
        if !self.marks.is_empty() {
            object.serialize_entry("marks", &self.marks)?;
        }
        object.serialize_entry("status", self.status.name())?;
        object.serialize_entry("unit", self.unit)?;
        if let Some(source) = self.unit_source {
            object.serialize_entry("unit_source", source)?;
        }
        if !self.alternatives.is_empty() {
            let alternatives: Vec<_> = self.alternatives.iter().copied().map(Digits).collect();
            object.serialize_entry("alternatives", &alternatives)?;
        }
        if let Some(derivation) = self.derivation {
            object.serialize_entry("derivation", derivation)?;
        }
        if !self.evidence.is_empty() {
            object.serialize_entry("evidence", &self.evidence)?;
        }
        object.serialize_entry("arithmetic", self.arithmetic.name())?;
        object.serialize_entry("place", &self.origin)?;
        object.end()
    }
}

impl Serialize for Contained {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let (from, to) = self.span;
        object!(out,
            "index": self.index,
            "of": self.of,
            "heading": self.heading,
            "span": Pairs(&[("from", from), ("to", to)]),
        )
    }
}

impl Serialize for Statistic {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "indicator": self.indicator,
            "indicator_id": self.indicator_id,
            "path": self.path,
            "unit": self.unit,
            "period": self.period,
            "value": self.value.map(Digits),
            "raw": self.raw,
            "status": self.status.name(),
            "from": if self.table { "table" } else { "text" },
            "place": self.origin,
        )
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut object = out.serialize_map(None)?;
        object.serialize_entry("value", &self.value)?;
        object.serialize_entry("raw", &self.raw)?;
        object.serialize_entry("from", &self.from)?;
        if let Some(place) = self.origin {
            object.serialize_entry("place", &place)?;
        }
        object.end()
    }
}

impl Serialize for RegionFact {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "code": self.code,
            "name": self.name,
            "revision": self.revision,
            "candidates": self.candidates.iter().map(|(code, name)| {
                BTreeMap::from([("code", *code), ("name", name)])
            }).collect::<Vec<_>>(),
            "from": self.from,
            "raw": self.raw,
        )
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "title": self.title,
            "report_year": ReportYear(self.report_year),
            "agency": self.agency,
            "agency_level": self.agency_level,
            "agency_kind": self.agency_kind,
            "region": self.region,
            "scope": self.scope,
            "period": self.period.as_ref().map(|(from, to)| BTreeMap::from([("from", from), ("to", to)])),
            "published_on": self.published_on,
            "signed_by": self.signed_by,
            "signed_on": self.signed_on,
            "written_on": self.written_on,
            "compiled_by": self.compiled_by,
            "index_number": self.index_number,
            "document_number": self.document_number,
            "credit_code": self.credit_code,
            "contact": self.contact,
        )
    }
}

/// The year reported, and where it was read.
struct ReportYear(Option<(i32, &'static str)>);

impl Serialize for ReportYear {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out, "value": self.0.map(|(year, _)| year), "from": self.0.map(|(_, from)| from),)
    }
}

impl Serialize for Contact {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "address": self.address,
            "postcode": self.postcode,
            "phone": self.phone,
            "fax": self.fax,
            "email": self.email,
        )
    }
}

impl Serialize for SectionText {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "id": self.section.map_or("lead_in", |s| s.id()),
            "number": self.number,
            "heading": self.heading,
            "blocks": self.blocks,
        )
    }
}

impl Serialize for TextBlock {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut object = out.serialize_map(None)?;
        object.serialize_entry("kind", self.kind)?;
        object.serialize_entry("text", &self.text)?;
        if !self.marks.is_empty() {
            object.serialize_entry("marks", &self.marks)?;
        }
        object.serialize_entry("place", &self.origin)?;
        object.end()
    }
}

impl Serialize for NarrativeFact {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "fact": self.fact,
            "value": Digits(self.value),
            "scope": self.scope,
            "section": self.section.map(|s| s.id()),
            "sentence": self.sentence,
            "place": self.origin,
        )
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut object = out.serialize_map(None)?;
        object.serialize_entry("rule", self.rule)?;
        object.serialize_entry("class", self.class)?;
        object.serialize_entry("severity", self.severity)?;
        if self.class != "structure" {
            object.serialize_entry("operands", &self.operands)?;
            object.serialize_entry("expected", &self.expected.map(Digits))?;
            object.serialize_entry("actual", &self.actual.map(Digits))?;
        }
        if self.class == "identity" {
            object.serialize_entry("nulls_as_zero", &self.nulls_as_zero)?;
        }
        object.serialize_entry("result", self.result.name())?;
        if !self.suspects.is_empty() {
            let suspects: Vec<_> = self.suspects.iter().map(|(cell, value)| Suspect(cell, *value)).collect();
            object.serialize_entry("suspects", &suspects)?;
        }
        if let Some(message) = &self.message {
            object.serialize_entry("message", message)?;
        }
        object.end()
    }
}

/// A cell that two sums accuse, with the value that would mend both.
struct Suspect(&'static str, Decimal);

impl Serialize for Suspect {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out, "cell": self.0, "would_be": Digits(self.1),)
    }
}

impl Serialize for Repair {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "kind": self.kind,
            "from": self.from,
            "to": self.to,
            "count": self.count,
            "first": self.first,
        )
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "code": self.kind.code(),
            "severity": self.kind.severity().name(),
            "message": self.message,
            "cells": self.cells,
            "place": self.origin,
        )
    }
}
