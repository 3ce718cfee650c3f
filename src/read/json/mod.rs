//! JSON and JSON Lines of crawlers: objects that hold a page or a text as a string, each with its address, title and day.
//!
//! `value` reads what is needed of the JSON, bounded; `records` finds the objects that hold documents. Readers of HTML,
//! Markdown and text do the rest.

mod records;
mod value;

use crate::model::content::{Content, Document, Info, Line};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use crate::read::{html, markdown, text};
use crate::text::{encoding, looks};
use records::Record;

/// Reads the first document that JSON holds.
///
/// # Errors
/// Those of [`documents`].
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    read_declared(bytes, None, limits)
}

/// [`read`] of JSON for which a server declared a charset.
///
/// # Errors
/// Those of [`documents`].
pub(crate) fn read_declared(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Document, Error> {
    let mut documents = documents(bytes, declared, limits)?.into_iter();
    documents.next().ok_or_else(|| Error::NoDocument("no string of this JSON is one".into()))
}

/// Reads all documents that JSON holds, in their order.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over the limits of text, values, depth or time, [`Error::Malformed`] if
/// it is no JSON, [`Error::NoDocument`] if no string of it is a document or it is what this program writes, and those of
/// the readers of HTML, Markdown and text, if all documents are refused.
pub(crate) fn documents(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Vec<Document>, Error> {
    let limits = &limits.started();
    let legible = encoding::decode_legibly(bytes, declared, limits)?;
    let (values, broken) = value::values(&legible.text, limits)?;
    if values.iter().all(records::is_own) {
        return Err(Error::NoDocument("this program wrote it".into()));
    }
    let mut findings = legible.findings;
    if broken > 0 {
        let message = format!("{broken} lines are no JSON and were left out");
        findings.push(Finding::new(FindingKind::DamagedFile, message));
    }
    let records = records::records(values);
    let mut documents = Vec::new();
    let mut refused = None;
    let mut cells = 0usize;
    for record in records {
        limits.check_time()?;
        let rest = Limits { cells: limits.cells.saturating_sub(cells), ..*limits };
        match document(record, &rest) {
            Ok(mut document) => {
                cells += positions(&document);
                document.info.encoding = Some(legible.encoding.to_string());
                document.findings.splice(0..0, findings.iter().cloned());
                documents.push(document);
            }
            Err(error @ Error::Limit { .. }) => return Err(error),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    match refused {
        Some(error) if documents.is_empty() => Err(error),
        None if documents.is_empty() => Err(Error::NoDocument("no string of this JSON is one".into())),
        _ => Ok(documents),
    }
}

/// What a string holds, with what stands beside it.
fn document(record: Record, limits: &Limits) -> Result<Document, Error> {
    let Record { text: source, title, published, publisher, url } = record;
    let bytes = source.as_bytes();
    let mut document = match () {
        () if looks::tags(&source, 3) >= 3 && !begins_markdown(&source) => {
            html::read_declared(bytes, Some("utf-8"), limits)?
        }
        () if looks::is_markdown(&source) => markdown::read_declared(bytes, Some("utf-8"), limits)?,
        () => text::read_declared(bytes, Some("utf-8"), limits)?,
    };
    // A page says of itself what a crawler may have from its list.
    let info = std::mem::take(&mut document.info);
    document.info = Info {
        title: info.title.or_else(|| title.clone()),
        published: info.published.or(published),
        publisher: info.publisher.or(publisher),
        url: url.or(info.url),
        ..info
    };
    if let (Some(title), Content::Lines(lines)) = (title, &mut document.content) {
        add_title(&title, lines);
    }
    Ok(document)
}

/// Texts are often kept without their title.
fn add_title(title: &str, lines: &mut Vec<Line>) {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let begins: String =
        lines.iter().filter(|line| !line.text.trim().is_empty()).take(5).map(|line| bare(&line.text)).collect();
    if !begins.contains(&bare(title)) {
        lines.insert(0, Line { number: 1, text: title.to_string(), page_break: false });
    }
}

fn begins_markdown(text: &str) -> bool {
    text.trim_start().starts_with('#') && looks::is_markdown(text)
}

/// Positions of all tables of a document.
fn positions(document: &Document) -> usize {
    let Content::Blocks(blocks) = &document.content else { return 0 };
    let size = |block: &crate::model::content::Block| match block {
        crate::model::content::Block::Grid(grid) => grid.rows().saturating_mul(grid.columns()),
        _ => 0,
    };
    blocks.iter().map(size).sum()
}
