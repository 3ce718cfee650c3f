//! The description of the CSV files beside them, as a Tabular Data Package (specs.frictionlessdata.io): CSV has no types, and
//! readers that guess them take a division code for a number.

use super::{Kind, Table};
use serde_json::{Value, json};

/// Name of the file.
pub const NAME: &str = "datapackage.json";

/// The types of all columns.
pub fn described(tables: &[Table]) -> String {
    let resources: Vec<Value> = tables.iter().map(resource).collect();
    format!("{:#}\n", json!({"profile": "tabular-data-package", "name": "nianbao", "resources": resources}))
}

fn resource(table: &Table) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|c| json!({"name": c.name, "type": kind(c.kind), "description": c.description}))
        .collect();
    let mut schema = json!({"fields": fields, "missingValues": [""]});
    if let (false, Some(schema)) = (table.key.is_empty(), schema.as_object_mut()) {
        schema.insert("primaryKey".into(), json!(table.key));
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": format!("{}.csv", table.name),
        "description": table.description,
        "encoding": "utf-8",
        "schema": schema,
    })
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Count | Kind::Decimal => "number",
        Kind::Date => "date",
    }
}
