//! Bytes of a known format to content. One folder a format; readers are a closed set.

pub mod doc;
pub mod docx;
pub mod encoding;
pub mod html;
pub mod pdf;
pub mod rtf;
pub mod text;
mod word;
