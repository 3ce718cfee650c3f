//! DOCX (ECMA-376 WordprocessingML) to blocks in reading order.
//!
//! | file | reads |
//! | --- | --- |
//! | `names` | the known elements |
//! | `styles`, `numbering` | what paragraphs inherit and how lists look |
//! | `body`, `frames`, `paragraph`, `table` | the text itself |
//! | `chunks` | documents of other formats inside |
//!
//! What DOC and RTF have as well (lists that count, tables with merges) is in `read::word`.
//!
//! What the reader takes for the text is what the document prints when all tracked changes are accepted, without
//! headers, footers, notes and comments.

mod body;
mod chunks;
mod frames;
mod names;
mod numbering;
mod paragraph;
mod styles;
mod table;

use crate::model::content::{Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::archive::package::Package;
use crate::read::xml::{Stop, encoding};
use body::Body;
use chunks::Chunks;
use numbering::Lists;
use styles::Styles;

/// Reads a DOCX file, or the same document as one XML file (flat OPC, Word 2003 XML), to [`Content::Blocks`].
///
/// A damaged file gives what can be read of it, with findings; styles, numbering and properties that cannot be read
/// cost roles, numbers and the title, never the text. An encrypted DOCX is an OLE file and does not come here.
///
/// # Errors
/// [`Error::Malformed`] if it is no DOCX, nothing of its text can be unpacked, or a part brings its own DTD;
/// [`Error::Limit`] if it unpacks to more than `limits` allow or the time is up; [`Error::Encrypted`] for zip passwords;
/// [`Error::Unsupported`] if all of its text is a document inside it that cannot be read.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    nested(bytes, limits, 0)
}

/// [`read`] of a document that may lie in others: in so many.
fn nested(bytes: &[u8], limits: &Limits, nesting: usize) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    let (info, mut body, mut findings) =
        if encoding::is_markup(bytes) { flat(bytes, limits)? } else { packed(bytes, limits, nesting)? };
    findings.append(&mut body.findings);
    if !body.found {
        // What holds the text may lie deeper than anything is read.
        let too_deep = findings.iter().any(|f| f.kind == FindingKind::LimitReached);
        return Err(if too_deep { limits.error(Limit::Depth) } else { malformed("no w:body in its main part".into()) });
    }
    if body.left_out > 0 && body.blocks.is_empty() {
        return Err(Error::Unsupported("a DOCX that only embeds a document which cannot be read (altChunk)".into()));
    }
    if let Some(lines) = body.chunks.whole(&body.blocks) {
        return Ok(Document { content: Content::Lines(lines), fonts: Vec::new(), info, findings });
    }
    let damaged = findings.iter().any(|f| f.kind == FindingKind::DamagedFile);
    if damaged && body.blocks.is_empty() {
        let what = findings.into_iter().next().map_or_else(String::new, |f| f.message);
        return Err(malformed(format!("no text can be read: {what}")));
    }
    Ok(Document { content: Content::Blocks(body.blocks), fonts: Vec::new(), info, findings })
}

/// Reads a zip archive of parts.
fn packed(bytes: &[u8], limits: &Limits, nesting: usize) -> Result<(Info, Body, Vec<Finding>), Error> {
    let mut package = Package::open(bytes, "DOCX", limits)?;
    let main = package.main("word/document.xml")?;
    let mut findings = Vec::new();
    let mut styles = Styles::default();
    if let Some(part) = package.beside(&main, "styles")? {
        findings.extend(definitions(&part.name, styles.read(&part.text, limits))?);
    }
    styles.inherit();
    let mut lists = Lists::default();
    if let Some(part) = package.beside(&main, "numbering")? {
        findings.extend(definitions(&part.name, numbering::read(&mut lists, &part.text, limits))?);
    }
    lists.link(|style| styles.get(style)?.num_id.as_deref());
    let title = package.property("core-properties", "docprops/core.xml", "title")?;
    let creator = package.property("extended-properties", "docprops/app.xml", "Application")?;
    let info = Info { title, creator, ..Info::default() };
    let mut chunks = Chunks::read(&mut package, &main.name, limits, nesting)?;
    findings.append(&mut chunks.findings);
    let body = body::read(&main.text, &styles, lists, chunks, limits)?;
    findings.append(&mut package.archive.findings);
    Ok((info, body, findings))
}

/// Reads one XML file that holds all parts one after the other: the readers of each find what is theirs.
fn flat(bytes: &[u8], limits: &Limits) -> Result<(Info, Body, Vec<Finding>), Error> {
    if bytes.len() as u64 > limits.part_bytes {
        return Err(limits.error(Limit::PartBytes));
    }
    let (text, lossy) = encoding::decode(bytes.to_vec());
    let mut findings = Vec::new();
    if lossy {
        let message = "some bytes are not in the declared encoding";
        findings.push(Finding::new(FindingKind::DamagedFile, message));
    }
    let mut styles = Styles::default();
    let mut lists = Lists::default();
    // Damage is reported once, by the body.
    definitions("styles", styles.read(&text, limits))?;
    definitions("numbering", numbering::read(&mut lists, &text, limits))?;
    styles.inherit();
    lists.link(|style| styles.get(style)?.num_id.as_deref());
    let body = body::read(&text, &styles, lists, Chunks::default(), limits)?;
    Ok((Info::default(), body, findings))
}

/// The finding for a part of definitions that could be read only in part.
fn definitions(name: &str, result: Result<(), Stop>) -> Result<Option<Finding>, Error> {
    match result {
        Ok(()) => Ok(None),
        Err(Stop::Damaged(what)) => Ok(Some(Finding::new(FindingKind::DamagedFile, format!("{name}: {what}")))),
        Err(Stop::Refused(error)) => Err(error),
    }
}

/// The error of a file that is no DOCX or not enough of one.
fn malformed(what: String) -> Error {
    Error::Malformed { format: "DOCX", what }
}
