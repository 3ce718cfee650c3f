//! The JSON Schema of a report.

/// The schema as text.
pub fn text() -> &'static str {
    "{}"
}
