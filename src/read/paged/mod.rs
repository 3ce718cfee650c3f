//! What readers of paged formats (PDF, OFD) share: what a document may cost, paint and paper, paths that are rules, glyphs
//! printed twice, the cmaps of embedded fonts.

pub(crate) mod budget;
pub(crate) mod cmap;
mod dashes;
pub(crate) mod findings;
pub(crate) mod ground;
pub(crate) mod paint;
pub(crate) mod path;
mod region;
pub(crate) mod run;
pub(crate) mod tidy;
