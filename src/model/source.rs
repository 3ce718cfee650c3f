//! Where a document comes from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a web archive or a store says of a document beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Provenance {
    /// The address that it was fetched from: by a web archive, or from a store, where it is that of the object that the
    /// document is or lies in, without what may be secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub url: Option<String>,
    /// When: day and time, ISO 8601, as the archive writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub fetched_on: Option<String>,
    /// The charset that the server declared; evidence for the encoding, not proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub declared_charset: Option<String>,
}
