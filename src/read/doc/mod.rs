//! DOC ([MS-DOC]: Word 97 to 2003, and Word 6 and 95 before it; WPS writes the same) to blocks in reading order.
//!
//! | file | reads |
//! | --- | --- |
//! | `container`, `bytes` | the OLE file and its streams, slices of untrusted bytes |
//! | `fib`, `pieces`, `runs` | where everything is, which characters lie where, which properties hold for which bytes |
//! | `sprm`, `props`, `row` | properties, and what they make of characters, paragraphs and rows |
//! | `styles`, `lists`, `boxes`, `fonts` | what paragraphs inherit, how lists look, where text boxes stand, what bytes mean |
//! | `reader` | the text itself |
//! | `properties` | title and program |
//!
//! What the reader takes for the text is what the document prints when all tracked changes are accepted, without
//! headers, footers, notes and comments.

mod boxes;
mod bytes;
mod container;
mod fib;
mod fonts;
mod lists;
mod pieces;
mod properties;
mod props;
mod reader;
mod row;
mod runs;
mod shades;
mod sprm;
mod styles;

use crate::model::content::{Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use container::Container;
use fib::Fib;

/// Reads a DOC file to [`Content::Blocks`].
///
/// Styles, lists and properties that cannot be read cost roles, numbers and the title, never the text.
///
/// # Errors
/// [`Error::Malformed`] if it is no DOC, or its text cannot be found; [`Error::Encrypted`]; [`Error::Unsupported`] for
/// documents before Word 6; [`Error::Limit`] if a stream is larger than `limits` allow, for more cells
/// than they allow, or if the time is up.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    let mut container = Container::open(bytes, limits)?;
    let Some(document) = container.stream("WordDocument")? else {
        return Err(malformed("it has no stream WordDocument".into()));
    };
    let table = match fib::table_stream(&document)? {
        None => None,
        Some(name) => Some(container.stream(name)?.ok_or_else(|| malformed(format!("it has no stream {name}")))?),
    };
    // Pictures are there as well, and may be larger than any text.
    let data = match container.stream("Data") {
        Ok(data) => data.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    let info = match container.stream("\u{5}SummaryInformation") {
        Ok(Some(summary)) => properties::read(&summary),
        _ => Info::default(),
    };
    let fib = Fib::read(&document, table.as_deref())?;
    let pieces = pieces::read(&fib).ok_or_else(|| malformed("its piece table cannot be read".into()))?;
    let (blocks, missing, mut findings) = reader::read(&fib, &pieces, &data, limits)?;
    if missing > 0 {
        let message = format!("the text is not complete: {missing} characters lie outside of the file");
        if blocks.is_empty() {
            return Err(malformed(message));
        }
        findings.push(Finding::new(FindingKind::DamagedFile, message));
    }
    Ok(Document { content: Content::Blocks(blocks), info, findings, fonts: Vec::new() })
}

fn malformed(what: String) -> Error {
    Error::Malformed { format: "DOC", what }
}
