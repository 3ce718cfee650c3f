//! Bytes of a known format to content. One folder or file a format; readers are a closed set.

mod archive;
pub mod csv;
pub mod doc;
pub mod docx;
pub mod html;
pub mod json;
pub mod markdown;
pub mod mhtml;
mod numbers;
pub mod odf;
pub mod ofd;
mod paged;
pub mod pdf;
pub mod rtf;
mod run_style;
mod sheet;
pub mod text;
mod width;
mod word;
pub mod xlsx;
mod xml;
