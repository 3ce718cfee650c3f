//! Markdown: headings, paragraphs, and tables drawn with pipes or lines, as converters write them from other documents;
//! HTML inside is read as such.
//!
//! | file | reads |
//! | --- | --- |
//! | `flow` | lines to headings, paragraphs and tables |
//! | `pipes`, `ruled`, `boxes`, `wiki`, `asciidoc` | tables, by how they are drawn |
//! | `rows`, `shape` | their rows to grids, where their columns are known |
//! | `wrap` | which lines are one paragraph |
//! | `inline` | text inside a line |
//!
//! There are crates for it, but what they keep is what a browser would show by the rules of CommonMark and GFM: cells
//! beyond the head of a table are dropped, a table without a head is none, numbers of lists are counted anew, lines
//! that are set in are code. A report loses numbers that way.

mod asciidoc;
mod boxes;
mod flow;
mod inline;
mod pipes;
mod rows;
mod ruled;
mod shape;
mod wiki;
mod wrap;

use crate::model::content::{Content, Document, Info, Line};
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::read::text;
use crate::text::encoding;
use crate::text::looks;
use crate::text::marked::MarkKind;
use std::borrow::Cow;

/// Reads Markdown into paragraphs and tables in reading order; one that has no table, into lines freed of its signs.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over the limits of text, lines, cells or time.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    read_declared(bytes, None, limits)
}

/// [`read`] of a text for which a server declared a charset.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_declared(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Document, Error> {
    let limits = &limits.started();
    let legible = encoding::decode_legibly(bytes, declared, limits)?;
    let mut lines = text::lines(&legible.text, limits)?;
    for line in &mut lines {
        if let Cow::Owned(drawn) = looks::drawn_in_ascii(&line.text) {
            line.text = drawn;
        }
    }
    let (head, lines) = flow::front_matter(&lines);
    let mut flow = flow::Flow::new(lines, limits);
    flow.read()?;
    let mut findings = legible.findings;
    findings.append(&mut flow.findings);
    let content = if flow.tables > 0 { Content::Blocks(flow.blocks) } else { Content::Lines(plain(lines)) };
    let info = Info { encoding: Some(legible.encoding.to_string()), ..head };
    Ok(Document { content, fonts: Vec::new(), info, findings })
}

/// Lines without signs. What is struck out is left out, and what is raised stands in brackets: lines cannot say it
/// otherwise, and neither is part of a number.
fn plain(lines: &[Line]) -> Vec<Line> {
    let line = |line: &Line| {
        let (text, _) = inline::text(flow::content(&line.text));
        let mut plain = String::new();
        let mut at = 0;
        for mark in text.marks() {
            let apart = match mark.kind {
                MarkKind::StruckOut => String::new(),
                MarkKind::Raised | MarkKind::Lowered => {
                    format!("[{}]", text.get(mark.from.max(at)..mark.to).unwrap_or_default())
                }
                _ => continue,
            };
            plain.push_str(text.get(at..mark.from).unwrap_or_default());
            plain.push_str(&apart);
            at = mark.to.max(at);
        }
        plain.push_str(text.get(at..).unwrap_or_default());
        Line { text: plain, ..line.clone() }
    };
    lines.iter().filter(|line| !flow::is_sign(&line.text)).map(line).collect()
}
