//! RTF (Rich Text Format 1.9.1) to blocks in reading order: what Word, WPS, LibreOffice and WordPad write.
//!
//! | file | reads |
//! | --- | --- |
//! | `token` | bytes to control words, groups and text |
//! | `charset` | which encoding bytes of text are in |
//! | `group` | what a group keeps to itself |
//! | `reader`, `words` | tokens to paragraphs, what each control word means |
//!
//! What the reader takes for the text is what the document prints when all tracked changes are accepted, without
//! headers, footers, notes and comments.

mod charset;
mod colors;
mod group;
mod reader;
mod token;
mod words;

use crate::model::content::{Content, Document};
use crate::model::error::Error;
use crate::model::limits::Limits;

/// Reads an RTF file to `Content::Blocks`.
///
/// A file that was cut off gives what can be read of it, with a finding.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Malformed`] if it does not begin as RTF, [`Error::Limit`] over
/// the
/// limits of its size, of paragraphs ([`Limits::objects`]) or of [`Limits::cells`], or out of time.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    let start = bytes.windows(5).take(1024).position(|window| window == b"{\\rtf");
    let Some(body) = start.and_then(|at| bytes.get(at..)) else {
        return Err(Error::Malformed { format: "RTF", what: "it does not begin with {\\rtf".into() });
    };
    let (blocks, info, findings) = reader::Reader::new(limits).read(body)?;
    Ok(Document { content: Content::Blocks(blocks), info, findings, fonts: Vec::new() })
}
