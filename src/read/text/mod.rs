//! Text dumps: physical lines, nothing interpreted.

use crate::model::content::{Content, Document, Info, Line};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use crate::text::encoding::{self, Legible};

/// Reads a text dump into its lines, blank ones included.
///
/// A form feed ends a line and marks the next one that has text after it; NUL bytes are dropped.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over [`Limits::text_bytes`] or over as many lines as [`Limits::objects`].
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    read_declared(bytes, None, limits)
}

/// [`read`] of a text for which a server declared a charset.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_declared(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Document, Error> {
    let legible = encoding::decode_legibly(bytes, declared, limits)?;
    let content = Content::Lines(lines(&legible.text, limits)?);
    let info = Info { encoding: Some(legible.encoding.to_string()), ..Info::default() };
    Ok(Document { content, fonts: Vec::new(), info, findings: legible.findings })
}

/// The text of a dump with its line ends.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over [`Limits::text_bytes`].
pub(crate) fn legible(bytes: &[u8], limits: &Limits) -> Result<Legible, Error> {
    encoding::decode_legibly(bytes, None, limits)
}

/// Cuts text at `\n`, `\r\n`, `\r` and the line separators of Unicode.
///
/// # Errors
/// [`Error::Limit`] over as many lines as [`Limits::objects`].
pub(crate) fn lines(text: &str, limits: &Limits) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    let mut page_break = false;
    let mut rest = text;
    let mut number = 0u32;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r', '\u{2028}', '\u{2029}']).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = match after.strip_prefix("\r\n") {
            Some(next) => next,
            None => after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default(),
        };
        number = number.saturating_add(1);
        push_line(&mut lines, line, number, &mut page_break);
        if lines.len() > limits.objects {
            return Err(limits.error(Limit::Objects));
        }
    }
    Ok(lines)
}

/// Adds one physical line; a form feed inside it makes two of the same number, and one at its end marks the next line.
fn push_line(lines: &mut Vec<Line>, line: &str, number: u32, page_break: &mut bool) {
    let mut parts = line.split('\u{C}');
    let first = parts.next().unwrap_or_default();
    let mut pushed = false;
    let mut push = |text: &str, page_break: &mut bool| {
        lines.push(Line { number, text: text.replace('\0', ""), page_break: std::mem::take(page_break) });
    };
    if !first.is_empty() {
        push(first, page_break);
        pushed = true;
    }
    for part in parts {
        *page_break = true;
        if !part.trim().is_empty() {
            push(part, page_break);
            pushed = true;
        }
    }
    if !pushed {
        // A blank line; if it held a form feed alone, the mark waits for the line that begins the page.
        let waits = std::mem::take(page_break);
        push("", page_break);
        *page_break = waits;
    }
}
