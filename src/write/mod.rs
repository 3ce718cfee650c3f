//! Reports to bytes.

pub mod json;
pub mod schema;
