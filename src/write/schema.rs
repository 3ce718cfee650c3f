//! The JSON Schema of a report (draft 2020-12).

/// The schema as text; every report that [`super::json`] writes validates against it.
pub fn text() -> &'static str {
    include_str!("schema.json")
}
