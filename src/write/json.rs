//! The canonical JSON of a report. Key order is fixed; numbers are written digit by digit as printed.

use crate::check::across::RunCheck;
use crate::model::finding::Finding;
use crate::model::metadata::{Fact, Metadata, RegionFact};
use crate::model::origin::Origin;
use crate::model::report::{
    Check, Contained, Entry, NarrativeFact, Provenance, Repair, Report, SCHEMA_VERSION, SectionText, Statistic,
    TextBlock,
};
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};

/// Names a report among all: the SHA-256 of its source, and its place in it.
pub fn report_id(report: &Report) -> String {
    format!("{}-{}", report.source.sha256, report.ordinal)
}

/// The report as a JSON value.
pub fn value(report: &Report) -> Value {
    let form = report.edition.form.name();
    let by_section: Map<_, _> = report.edition.by_section.iter().map(|(s, e)| (s.to_string(), json!(e))).collect();
    object([
        ("schema_version", json!(SCHEMA_VERSION)),
        ("report_id", json!(report_id(report))),
        ("converter", json!({"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")})),
        ("source", source(report)),
        ("classification", json!({"is": report.classification.is.name(), "reasons": report.classification.reasons})),
        ("edition", json!({"form": form, "by_section": by_section})),
        ("metadata", metadata(&report.metadata)),
        ("sections", report.sections.iter().map(section).collect()),
        ("cells", Value::Object(report.cells.iter().map(|(id, e)| (id.to_string(), entry(e))).collect())),
        ("statistics", report.statistics.iter().map(statistic).collect()),
        ("narrative_facts", report.narrative_facts.iter().map(narrative_fact).collect()),
        ("checks", report.checks.iter().map(check).collect()),
        ("repairs", report.repairs.iter().map(repair).collect()),
        ("findings", report.findings.iter().map(finding).collect()),
    ])
}

/// An object of parts that are moved into it; `json!` would write each of them into a second tree.
fn object<const N: usize>(parts: [(&str, Value); N]) -> Value {
    Value::Object(parts.into_iter().map(|(key, part)| (key.to_string(), part)).collect())
}

/// The report as a line of JSON Lines. Characters that end a line to some readers of text are escaped.
///
/// # Errors
/// Those of serde_json; a report gives none.
pub fn line(report: &Report) -> serde_json::Result<String> {
    let mut line = serde_json::to_string(&value(report))?;
    for (c, escape) in [('\u{85}', "\\u0085"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        if line.contains(c) {
            line = line.replace(c, escape);
        }
    }
    line.push('\n');
    Ok(line)
}

fn source(report: &Report) -> Value {
    let source = &report.source;
    let mut out = json!({
        "file": source.file,
        "sha256": source.sha256,
        "bytes": source.bytes,
        "format": source.format,
        "pages": source.pages,
        "creator": source.creator,
        "encoding": source.encoding,
        "contained": report.contained.as_ref().map(contained),
    });
    let Provenance { url, fetched_on, declared_charset } = &source.provenance;
    for (key, value) in [("url", url), ("fetched_on", fetched_on), ("declared_charset", declared_charset)] {
        if let (Some(value), Value::Object(out)) = (value, &mut out) {
            out.insert(key.into(), json!(value));
        }
    }
    out
}

fn decimal(value: Decimal) -> Value {
    value.to_string().parse::<Number>().map_or(Value::Null, Value::Number)
}

fn points(value: f32) -> Value {
    format!("{value:.1}").parse::<Number>().map_or(Value::Null, Value::Number)
}

fn place(origin: Origin) -> Value {
    match origin {
        Origin::Area { page, bbox } => {
            json!({"page": page, "bbox": [points(bbox.x0), points(bbox.y0), points(bbox.x1), points(bbox.y1)]})
        }
        Origin::Path { table, row, cell } => json!({"table": table, "row": row, "cell": cell}),
        Origin::Paragraph { index } => json!({"paragraph": index}),
        Origin::Line { line, column } => json!({"line": line, "column": column}),
    }
}

fn entry(entry: &Entry) -> Value {
    let mut out = Map::new();
    out.insert("value".into(), entry.value.map_or(Value::Null, decimal));
    out.insert("raw".into(), json!(entry.raw));
    out.insert("status".into(), json!(entry.status.name()));
    out.insert("unit".into(), json!(entry.unit));
    if let Some(source) = entry.unit_source {
        out.insert("unit_source".into(), json!(source));
    }
    if !entry.alternatives.is_empty() {
        out.insert("alternatives".into(), entry.alternatives.iter().copied().map(decimal).collect());
    }
    if let Some(derivation) = entry.derivation {
        out.insert("derivation".into(), json!(derivation));
    }
    if !entry.evidence.is_empty() {
        out.insert("evidence".into(), json!(entry.evidence));
    }
    out.insert("arithmetic".into(), json!(entry.arithmetic.name()));
    out.insert("place".into(), entry.origin.map_or(Value::Null, place));
    Value::Object(out)
}

fn contained(contained: &Contained) -> Value {
    let (from, to) = contained.span;
    json!({
        "index": contained.index,
        "of": contained.of,
        "heading": contained.heading,
        "span": {"from": place(from), "to": place(to)},
    })
}

fn statistic(statistic: &Statistic) -> Value {
    json!({
        "indicator": statistic.indicator,
        "indicator_id": statistic.indicator_id,
        "path": statistic.path,
        "unit": statistic.unit,
        "period": statistic.period,
        "value": statistic.value.map_or(Value::Null, decimal),
        "raw": statistic.raw,
        "status": statistic.status.name(),
        "from": if statistic.table { "table" } else { "text" },
        "place": statistic.origin.map(place),
    })
}

fn fact(fact: &Fact) -> Value {
    let mut out = json!({"value": fact.value, "raw": fact.raw, "from": fact.from});
    if let (Value::Object(out), Some(origin)) = (&mut out, fact.origin) {
        out.insert("place".into(), place(origin));
    }
    out
}

fn region(region: &RegionFact) -> Value {
    json!({
        "code": region.code,
        "name": region.name,
        "revision": region.revision,
        "candidates": region.candidates.iter().map(|(code, name)| json!({"code": code, "name": name})).collect::<Vec<_>>(),
        "from": region.from,
        "raw": region.raw,
    })
}

fn metadata(metadata: &Metadata) -> Value {
    json!({
        "title": fact(&metadata.title),
        "report_year": {"value": metadata.report_year.map(|(y, _)| y), "from": metadata.report_year.map(|(_, from)| from)},
        "agency": fact(&metadata.agency),
        "agency_level": metadata.agency_level,
        "agency_kind": metadata.agency_kind,
        "region": region(&metadata.region),
        "scope": fact(&metadata.scope),
        "period": metadata.period.as_ref().map(|(from, to)| json!({"from": from, "to": to})),
        "published_on": fact(&metadata.published_on),
        "signed_by": fact(&metadata.signed_by),
        "signed_on": fact(&metadata.signed_on),
        "written_on": fact(&metadata.written_on),
        "compiled_by": fact(&metadata.compiled_by),
        "index_number": fact(&metadata.index_number),
        "document_number": fact(&metadata.document_number),
        "credit_code": fact(&metadata.credit_code),
        "contact": {
            "address": fact(&metadata.contact.address),
            "postcode": fact(&metadata.contact.postcode),
            "phone": fact(&metadata.contact.phone),
            "fax": fact(&metadata.contact.fax),
            "email": fact(&metadata.contact.email),
        },
    })
}

fn section(section: &SectionText) -> Value {
    let block = |b: &TextBlock| object([("kind", json!(b.kind)), ("text", json!(b.text)), ("place", place(b.origin))]);
    object([
        ("id", json!(section.section.map_or("lead_in", |s| s.id()))),
        ("number", json!(section.number)),
        ("heading", json!(section.heading)),
        ("blocks", section.blocks.iter().map(block).collect()),
    ])
}

fn narrative_fact(fact: &NarrativeFact) -> Value {
    json!({
        "fact": fact.fact,
        "value": decimal(fact.value),
        "scope": fact.scope,
        "section": fact.section.map(|s| s.id()),
        "sentence": fact.sentence,
        "place": place(fact.origin),
    })
}

fn check(check: &Check) -> Value {
    let mut out = Map::new();
    out.insert("rule".into(), json!(check.rule));
    out.insert("class".into(), json!(check.class));
    out.insert("severity".into(), json!(check.severity));
    if check.class != "structure" {
        out.insert("operands".into(), json!(check.operands));
        out.insert("expected".into(), check.expected.map_or(Value::Null, decimal));
        out.insert("actual".into(), check.actual.map_or(Value::Null, decimal));
    }
    if check.class == "identity" {
        out.insert("nulls_as_zero".into(), json!(check.nulls_as_zero));
    }
    out.insert("result".into(), json!(check.result.name()));
    if !check.suspects.is_empty() {
        let suspects = check.suspects.iter().map(|(id, v)| json!({"cell": id, "would_be": decimal(*v)}));
        out.insert("suspects".into(), suspects.collect());
    }
    if let Some(message) = &check.message {
        out.insert("message".into(), json!(message));
    }
    Value::Object(out)
}

/// A rule run over several reports, as one line of `run-checks.jsonl`.
pub fn run_check(check: &RunCheck) -> Value {
    json!({
        "agency": &*check.agency,
        "region_code": check.region_code.as_deref(),
        "years": check.years,
        "rule": check.rule,
        "class": check.class,
        "severity": check.severity,
        "operands": check.operands.iter().map(|(report, cell)| {
            json!({"report_id": &**report, "cell": Some(*cell).filter(|c| !c.is_empty())})
        }).collect::<Vec<_>>(),
        "expected": check.expected.map_or(Value::Null, decimal),
        "actual": check.actual.map_or(Value::Null, decimal),
        "result": check.result.name(),
        "message": check.message,
    })
}

fn repair(repair: &Repair) -> Value {
    json!({
        "kind": repair.kind,
        "from": repair.from,
        "to": repair.to,
        "count": repair.count,
        "first": repair.first.map(place),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.kind.code(),
        "severity": finding.kind.severity().name(),
        "message": finding.message,
        "cells": finding.cells,
        "place": finding.origin.map(place),
    })
}
