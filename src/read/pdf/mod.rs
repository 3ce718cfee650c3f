//! TODO
use crate::model::{content::Document, error::Error, limits::Limits};

/// Reads a document.
pub fn read(_bytes: &[u8], _limits: &Limits) -> Result<Document, Error> {
    Err(Error::Unsupported("this format".into()))
}
