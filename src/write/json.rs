//! The canonical JSON of a report. Key order is fixed; numbers are written digit by digit as printed.

use crate::model::finding::Finding;
use crate::model::origin::Origin;
use crate::model::report::{Check, Contained, Entry, Fact, Metadata, Report, SCHEMA_VERSION, SectionText, Statistic};
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};

/// The report as a JSON value.
pub fn value(report: &Report) -> Value {
    let source = &report.source;
    json!({
        "schema_version": SCHEMA_VERSION,
        "report_id": format!("{}-{}", source.sha256, report.ordinal),
        "converter": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "source": {
            "file": source.file,
            "sha256": source.sha256,
            "bytes": source.bytes,
            "format": source.format,
            "pages": source.pages,
            "creator": source.creator,
            "encoding": source.encoding,
            "contained": report.contained.as_ref().map(contained),
        },
        "classification": {"is": report.classification.is.name(), "reasons": report.classification.reasons},
        "edition": {
            "form": report.edition.form.name(),
            "by_section": report.edition.by_section.iter().map(|(s, e)| (s.to_string(), json!(e))).collect::<Map<_, _>>(),
        },
        "metadata": metadata(&report.metadata),
        "sections": report.sections.iter().map(section).collect::<Vec<_>>(),
        "cells": report.cells.iter().map(|(id, e)| (id.to_string(), entry(e))).collect::<Map<_, _>>(),
        "statistics": report.statistics.iter().map(statistic).collect::<Vec<_>>(),
        "narrative_facts": [],
        "checks": report.checks.iter().map(check).collect::<Vec<_>>(),
        "repairs": report.repairs.iter().map(|r| {
            json!({"kind": r.kind, "from": r.from, "to": r.to, "count": r.count, "first": r.first.map(place)})
        }).collect::<Vec<_>>(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
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
    json!({"value": fact.value, "raw": fact.raw, "from": fact.from})
}

fn metadata(metadata: &Metadata) -> Value {
    json!({
        "title": fact(&metadata.title),
        "report_year": {"value": metadata.report_year.map(|(y, _)| y), "from": metadata.report_year.map(|(_, from)| from)},
        "agency": fact(&metadata.agency),
        "period": metadata.period.as_ref().map(|(from, to)| json!({"from": from, "to": to})),
        "published_on": fact(&metadata.published_on),
        "signed_by": fact(&metadata.signed_by),
        "signed_on": fact(&metadata.signed_on),
    })
}

fn section(section: &SectionText) -> Value {
    json!({
        "id": section.section.map_or("lead_in", |s| s.id()),
        "number": section.number,
        "heading": section.heading,
        "blocks": section.blocks.iter().map(|b| json!({"kind": b.kind, "text": b.text, "place": place(b.origin)})).collect::<Vec<_>>(),
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

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.kind.code(),
        "severity": finding.kind.severity().name(),
        "message": finding.message,
        "cells": finding.cells,
        "place": finding.origin.map(place),
    })
}
