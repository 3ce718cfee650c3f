//! HTML pages: saved from government sites, pasted from Word, rarely well formed.
//!
//! `sanitize` bounds what parsing may cost, html5ever builds the tree that a browser would build, `blocks` walks it in
//! reading order, `table` gives each table its grid, `meta` what the page says of itself; `css` and `look` tell what a reader
//! of it sees.

mod blocks;
mod css;
mod elements;
mod look;
mod meta;
mod paragraph;
mod placed;
mod sanitize;
mod table;
mod tags;
mod tree;

use crate::model::content::{Block, Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::text::encoding::{self, Legible};

/// Reads a page into paragraphs and tables in reading order.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over the limits of text, tags, cells or time.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    read_declared(bytes, None, limits)
}

/// [`read`] of a page for which a server declared a charset, which a page's own declaration does not overrule (WHATWG
/// HTML 13.2.3.2).
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_declared(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Document, Error> {
    let limits = &limits.started();
    let legible = legible_declared(bytes, declared, limits)?;
    let mut findings = legible.findings;
    let sanitized = sanitize::sanitize(&legible.text, limits)?;
    if sanitized.flattened > 0 {
        findings.push(limits.finding(Limit::Depth, &format!("{} elements were flattened", sanitized.flattened)));
    }
    let page = tree::parse(&sanitized.html);
    if let Some(pages) = placed::pages(&page, &legible.text, limits)? {
        let info = Info { encoding: Some(legible.encoding.to_string()), ..meta::info(&page) };
        return Ok(Document { content: Content::Pages(pages), fonts: Vec::new(), info, findings });
    }
    let sheet = css::Sheet::of(&legible.text);
    let mut reader = blocks::Reader::new(limits, &sheet, false);
    let mut content = reader.read(&page)?;
    if hides_the_report(reader.hidden(), &content) {
        // Some sites serve the text hidden and show it by a script.
        reader = blocks::Reader::new(limits, &sheet, true);
        content = reader.read(&page)?;
        findings.push(Finding::new(FindingKind::HiddenText, "the report is in hidden elements, which were read"));
    } else if !reader.hidden().is_empty() {
        let count = reader.hidden().chars().filter(|c| !c.is_whitespace()).count();
        let message = format!("{count} characters in hidden elements were left out");
        findings.push(Finding::new(FindingKind::HiddenText, message));
    }
    findings.append(&mut reader.findings);
    let info = Info { encoding: Some(legible.encoding.to_string()), ..meta::info(&page) };
    Ok(Document { content: Content::Blocks(content), fonts: Vec::new(), info, findings })
}

/// The source of a page.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over [`Limits::text_bytes`].
pub(crate) fn legible(bytes: &[u8], limits: &Limits) -> Result<Legible, Error> {
    legible_declared(bytes, None, limits)
}

fn legible_declared(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Legible, Error> {
    encoding::admit(bytes, limits)?;
    let declared = declared.map(str::to_string).or_else(|| meta::declared_charset(bytes));
    Ok(encoding::decode_legibly(bytes, declared.as_deref()))
}

/// Whether the hidden text has more words of the form than the visible one.
fn hides_the_report(hidden: &str, visible: &[Block]) -> bool {
    let hidden = encoding::anchors(hidden);
    if hidden < 5 {
        return false;
    }
    let mut text = String::new();
    collect_text(visible, &mut text);
    hidden > encoding::anchors(&text)
}

/// All text of the blocks; nested tables are at most [`table::MAX_NESTING`] deep.
fn collect_text(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => text.push_str(&paragraph.text),
            Block::Grid(grid) => {
                for (_, _, cell) in grid.cells() {
                    text.push_str(&cell.text);
                    collect_text(&cell.blocks, text);
                }
            }
            Block::Rows(_) => {}
        }
        text.push('\n');
    }
}
