//! HTML pages: saved from government sites, pasted from Word, rarely well formed.
//!
//! `sanitize` bounds what parsing may cost, html5ever builds the tree that a browser would build, `blocks` walks it in
//! reading order, `table` gives each table its grid, `meta` what the page says of itself; `css` and `look` tell what a reader
//! of it sees. Where a page shows no report, `reveal` looks for one that it keeps out of sight, and `script` in the strings of
//! its scripts.

mod blocks;
mod css;
mod elements;
mod look;
mod meta;
mod paragraph;
mod placed;
mod reveal;
mod sanitize;
mod script;
mod table;
mod tags;
mod tree;

use crate::model::content::{self, Block, Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::text::encoding::{self, Legible};

/// Markup in markup is gone into so far.
const MAX_REVEALED: usize = 3;

/// So much text of tables is worth a look at it.
const ENOUGH: usize = 1 << 10;

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
    let mut page = revealed(&legible.text, limits)?;
    findings.append(&mut page.findings);
    let info = Info { encoding: Some(legible.encoding.to_string()), ..page.info };
    let content = page.pages.map_or(Content::Blocks(page.blocks), Content::Pages);
    Ok(Document { content, fonts: Vec::new(), info, findings })
}

/// What a source shows.
struct Page {
    blocks: Vec<Block>,
    /// Where all its text is placed, instead.
    pages: Option<Vec<content::Page>>,
    info: Info,
    findings: Vec<Finding>,
}

/// What a source shows, or, where that is no report, one that it keeps out of sight.
fn revealed(source: &str, limits: &Limits) -> Result<Page, Error> {
    let shown = shown(source, limits)?;
    if shown.pages.is_some() || shows_report(&shown.blocks) {
        return Ok(shown);
    }
    let words = words(&shown.blocks);
    let mut found: Option<(Page, reveal::Place)> = None;
    let mut source = std::borrow::Cow::Borrowed(source);
    // What is revealed may itself hold it in a string, or escaped.
    for _ in 0..MAX_REVEALED {
        let before = found.as_ref().map_or(words, |(page, _)| self::words(&page.blocks));
        let Some(next) = reveal::reveal(&source, before, limits)? else { break };
        let page = self::shown(&next.source, limits)?;
        let complete = shows_report(&page.blocks);
        // Where it was kept first is what a person would look for.
        let place = found.map_or(next.place, |(_, place)| place);
        found = Some((page, place));
        if complete {
            break;
        }
        source = next.source.into();
    }
    let Some((mut page, place)) = found.filter(|(page, _)| self::words(&page.blocks) >= words.max(reveal::MIN_WORDS))
    else {
        return Ok(shown);
    };
    let message = format!("the page shows no report; the one in {} was read", place.name());
    page.findings.push(Finding::new(FindingKind::TextFromScript, message));
    Ok(page)
}

/// What a reader of the page sees, or what is hidden if the report is.
fn shown(source: &str, limits: &Limits) -> Result<Page, Error> {
    let mut findings = Vec::new();
    let sanitized = sanitize::sanitize(source, limits)?;
    if sanitized.flattened > 0 {
        findings.push(limits.finding(Limit::Depth, &format!("{} elements were flattened", sanitized.flattened)));
    }
    let page = tree::parse(&sanitized.html);
    let sheet = css::Sheet::of(source);
    if let Some(pages) = placed::pages(&page, source, &sheet, limits)? {
        return Ok(Page { blocks: Vec::new(), pages: Some(pages), info: meta::info(&page), findings });
    }
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
    Ok(Page { blocks: content, pages: None, info: meta::info(&page), findings })
}

/// The blocks of a piece of markup inside a document of another format, and what is to be said of it.
///
/// # Errors
/// [`Error::Limit`] over the limits of tags, cells or time.
pub(crate) fn fragment(source: &str, limits: &Limits) -> Result<(Vec<Block>, Vec<Finding>), Error> {
    let Page { blocks, findings, .. } = shown(source, limits)?;
    Ok((blocks, findings))
}

/// The source of a page.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over [`Limits::text_bytes`].
pub(crate) fn legible(bytes: &[u8], limits: &Limits) -> Result<Legible, Error> {
    legible_declared(bytes, None, limits)
}

fn legible_declared(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Legible, Error> {
    let declared = declared.map(str::to_string).or_else(|| meta::declared_charset(bytes));
    encoding::decode_legibly(bytes, declared.as_deref(), limits)
}

/// Whether the hidden text has more words of the form than the visible one.
fn hides_the_report(hidden: &str, visible: &[Block]) -> bool {
    let hidden = encoding::anchors(hidden);
    if hidden < 5 {
        return false;
    }
    hidden > words(visible)
}

/// How many different words of the form the blocks have.
fn words(blocks: &[Block]) -> usize {
    let mut text = String::new();
    collect_text(blocks, &mut text);
    encoding::anchors(&text)
}

/// Whether the tables among the blocks have words of the form.
fn shows_report(blocks: &[Block]) -> bool {
    let mut text = String::new();
    // Enough was seen of most reports when their first table was; what has no word is looked at ever more seldom.
    let mut enough = ENOUGH;
    for block in blocks {
        let Block::Grid(grid) = block else { continue };
        for (_, _, cell) in grid.cells() {
            text.push_str(&cell.text);
            text.push('\n');
            collect_text(&cell.blocks, &mut text);
        }
        if text.len() > enough {
            enough = text.len().saturating_mul(2);
            if encoding::has_anchors(&text, reveal::MIN_WORDS) {
                return true;
            }
        }
    }
    encoding::has_anchors(&text, reveal::MIN_WORDS)
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
