//! Reports to bytes, and documents to repaired documents.

pub mod json;
pub mod markup;
pub mod pdf;
pub mod schema;
pub mod tables;
