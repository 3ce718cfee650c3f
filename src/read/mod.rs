//! Bytes of a known format to content. One folder or file a format; readers are a closed set.

mod archive;
pub mod doc;
pub mod docx;
pub mod encoding;
pub mod html;
pub mod mhtml;
mod paged;
pub mod pdf;
pub mod rtf;
pub mod text;
mod word;
mod xml;
