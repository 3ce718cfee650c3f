//! What readers of paged formats (PDF, OFD) share: the canvas that both paint on with paint, paper and paths that are
//! rules, what a document may cost, the cmaps of embedded fonts.

pub(crate) mod budget;
pub(crate) mod canvas;
pub(crate) mod cmap;
mod dashes;
pub(crate) mod findings;
mod ground;
pub(crate) mod paint;
pub(crate) mod path;
mod region;
pub(crate) mod run;
mod tidy;
