//! Documents given back with right text: the characters of a PDF's fonts, and markup.

pub mod markup;
pub mod pdf;
