//! The nouns that all stages share, with their invariants in constructors.

pub mod content;
pub mod error;
pub mod filled;
pub mod finding;
pub mod geometry;
pub mod grid;
pub mod id;
pub mod limits;
pub mod operand;
pub mod origin;
pub mod source;
