//! Names that a form gives and everything else hands on.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Identifier of a cell of a form: opaque, and stable over the form's editions.
///
/// Cheap to clone; compared, ordered and hashed as its text, so that a map of cells is looked up by `&str`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(Arc<str>);

impl Deref for CellId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for CellId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<&str> for CellId {
    fn from(id: &str) -> CellId {
        CellId(id.into())
    }
}

impl PartialEq<str> for CellId {
    fn eq(&self, id: &str) -> bool {
        *self.0 == *id
    }
}

impl PartialEq<&str> for CellId {
    fn eq(&self, id: &&str) -> bool {
        *self.0 == **id
    }
}

impl Serialize for CellId {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CellId {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<CellId, D::Error> {
        Ok(String::deserialize(input)?.as_str().into())
    }
}
