//! The file that a report came from, and which part of it the report is.

use crate::model::id::Word;
use crate::model::origin::Origin;
use crate::model::source::Provenance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The file a report came from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Source {
    /// File name without its folder.
    pub file: String,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// What it is: `pdf`, `docx`, `html`, `text` ...
    pub format: Word,
    /// Pages, for paged formats.
    pub pages: Option<u32>,
    /// The program that made it, by its own word.
    pub creator: Option<String>,
    /// The encoding its bytes were decoded with, for text formats; a WHATWG name.
    pub encoding: Option<String>,
    /// Which part of it the report is, if it holds several.
    pub contained: Option<Contained>,
    /// What is known of it from where it was kept.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// One of several reports in one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Contained {
    /// Which, from 1.
    pub index: u32,
    /// Of how many.
    pub of: u32,
    /// The line that opens it, as printed.
    pub heading: String,
    /// Where it stands.
    pub span: Option<Span>,
}

/// Where the first and the last paragraph or cell of a part stand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// The first.
    pub from: Origin,
    /// The last.
    pub to: Origin,
}
