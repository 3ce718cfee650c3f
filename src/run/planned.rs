//! What a plan holds, one by one.

use super::frame::{Failure, Found, Kept};
use crate::model::error::Error;
use crate::model::finding::Finding;
use crate::model::source::Provenance;
use std::ops::ControlFlow;

/// What the plan holds at one place.
pub struct Planned {
    /// Its name: the path below the input.
    pub name: String,
    /// Its bytes, or why there are none.
    pub body: Body,
    /// What a web archive or a store says of it.
    pub provenance: Provenance,
    /// What was found of it on the way out of an archive.
    pub findings: Vec<Finding>,
    /// How many documents follow that [`Plan::count`] did not count.
    pub more: usize,
}

impl Planned {
    pub(super) fn new(name: String, body: Body) -> Planned {
        Planned { name, body, provenance: Provenance::default(), findings: Vec::new(), more: 0 }
    }

    /// What was found in an archive; of a document its bytes.
    pub(super) fn found(found: Found, bytes: Vec<u8>) -> Planned {
        let Found { name, what, provenance, findings, more, .. } = found;
        let body = match what {
            Kept::Bytes => Body::Bytes(bytes),
            Kept::Skipped(reason) => Body::Skipped(reason),
            Kept::Archive(holds) => Body::Archive(holds),
            Kept::Same(of) => Body::Same(of),
            Kept::Failed(failure) => Body::Failed(failure),
        };
        Planned { name, body, provenance, findings, more }
    }
}

/// The bytes of a document, or why there are none.
pub enum Body {
    /// A document to convert.
    Bytes(Vec<u8>),
    /// No document, and why.
    Skipped(String),
    /// An archive, and what it holds.
    Archive(String),
    /// A document that has the content of this one, by its name.
    Same(String),
    /// A document that cannot be read.
    Failed(Failure),
}

impl From<Error> for Body {
    fn from(error: Error) -> Body {
        Body::Failed(Failure::from(&error))
    }
}

/// Takes the plan's documents one by one, and says when it has enough.
pub type Sink<'a> = &'a mut dyn FnMut(Planned) -> ControlFlow<()>;
