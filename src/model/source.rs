//! Where a document comes from.

use serde::{Deserialize, Serialize};

/// The file a report came from.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// File name without its folder.
    pub file: String,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// `pdf`, `docx`, `html`, `text`.
    pub format: &'static str,
    /// Pages, for paged formats.
    pub pages: Option<u32>,
    /// The program that made it.
    pub creator: Option<String>,
    /// The encoding its bytes were decoded with, for text formats.
    pub encoding: Option<String>,
    /// What is known of it from where it was kept.
    pub provenance: Provenance,
}

/// What a web archive or a store says of a document beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The address that it was fetched from: by a web archive, or from a store, where it is that of the object that the
    /// document is or lies in, without what may be secret.
    pub url: Option<String>,
    /// When: day and time, ISO 8601, as the archive writes it.
    pub fetched_on: Option<String>,
    /// The charset that the server declared; evidence for the encoding, not proof.
    pub declared_charset: Option<String>,
}
