//! The stream cut at the headings of sections, wherever they stand, into prose and the zones of tables.

use super::source::Source;
use crate::model::content::Block;
use crate::model::grid::Grid;
use crate::text::key::key;
use crate::text::labels::{Labels, Section};

/// A line, a heading, or something else that stands between them.
#[derive(Debug)]
pub enum Item {
    /// Text.
    Text(Source),
    /// The heading of a section.
    Heading(Source, Section),
    /// A block that is no text.
    Other(Block),
}

impl Item {
    /// Whether it is a table of several rows and columns.
    pub fn is_table(&self) -> bool {
        let wide = |g: &Grid| g.rows() > 1 && g.columns() > 1;
        match self {
            Item::Other(Block::Grid(grid)) => wide(grid),
            Item::Other(Block::Rows(_)) => true,
            _ => false,
        }
    }
}

/// What stands between headings, with the heading before it.
#[derive(Debug)]
pub enum Zone {
    /// Text.
    Prose(Vec<Item>),
    /// A section that has tables, without its heading.
    Tables(Vec<Item>),
}

/// Cuts items at headings.
pub fn zones(items: Vec<Item>, labels: &Labels) -> Vec<Zone> {
    let mut out: Vec<Zone> = Vec::new();
    let mut table = false;
    let parted: Vec<Item> = items
        .into_iter()
        .flat_map(|item| match item {
            Item::Text(source) => at_headings(source, labels),
            other => vec![other],
        })
        .collect();
    for item in parted {
        match item {
            Item::Heading(source, section) => {
                table = labels.has_table(section);
                match out.last_mut() {
                    Some(Zone::Prose(items)) => items.push(Item::Heading(source, section)),
                    _ => out.push(Zone::Prose(vec![Item::Heading(source, section)])),
                }
            }
            item => match out.last_mut() {
                Some(Zone::Tables(items)) if table => items.push(item),
                Some(Zone::Prose(items)) if !table => items.push(item),
                _ if table => out.push(Zone::Tables(vec![item])),
                _ => out.push(Zone::Prose(vec![item])),
            },
        }
    }
    out
}

/// A line as it is, or cut before and behind each heading in it. Where bars or tabs part a line that holds headings, they
/// part its paragraphs too.
fn at_headings(source: Source, labels: &Labels) -> Vec<Item> {
    let text = source.text.as_str();
    if let Some(section) = labels.section(unmarked(text)) {
        let heading = source.part(unmarked(text));
        return vec![Item::Heading(heading, section)];
    }
    if text.chars().nth(12).is_none() {
        return vec![Item::Text(source)];
    }
    let parted = |by: char| text.split(by).filter(|part| labels.section(part).is_some()).count();
    if let Some(by) = ['\t', '|'].into_iter().find(|by| parted(*by) >= 2) {
        return of_parts(&source, by, labels);
    }
    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|t| !t.is_empty()) {
        let next = at + rest.chars().next().map_or(1, char::len_utf8);
        let found = may_begin(text, at).then(|| labels.heading_at_start(rest)).flatten();
        let Some((section, length)) = found.filter(|(_, length)| !is_mention(rest.get(*length..).unwrap_or_default()))
        else {
            at = next;
            continue;
        };
        push(&mut out, &source, text.get(from..at).unwrap_or_default());
        out.push(Item::Heading(source.part(text.get(at..at + length).unwrap_or_default()), section));
        at += length;
        // What parts a heading from its text is of neither.
        at = text.get(at..).map_or(at, |rest| text.len() - rest.trim_start_matches(['。', '：', ':']).len());
        from = at;
    }
    push(&mut out, &source, text.get(from..).unwrap_or_default());
    out
}

fn push(out: &mut Vec<Item>, source: &Source, part: &str) {
    if !key(part).is_empty() || part.len() == source.text.len() {
        out.push(Item::Text(source.part(part)));
    }
}

/// Parts between tabs or bars: headings, and what stands between two of them as one line.
fn of_parts(source: &Source, by: char, labels: &Labels) -> Vec<Item> {
    let text = source.text.as_str();
    let mut out = Vec::new();
    let mut from = 0;
    let mut table = false;
    for part in text.split(by) {
        let start = source.byte(part);
        let section = labels.section(part);
        if table && section.is_none() {
            continue;
        }
        push(&mut out, source, text.get(from..start).unwrap_or_default().trim_matches([by, ' ']));
        match section {
            Some(section) => {
                table = labels.has_table(section);
                out.push(Item::Heading(source.part(part.trim()), section));
            }
            None => push(&mut out, source, part),
        }
        from = (start + part.len() + by.len_utf8()).min(text.len());
    }
    push(&mut out, source, text.get(from..).unwrap_or_default().trim_matches([by, ' ']));
    out
}

/// A heading inside a line stands behind the end of a sentence, a number, a bracket, white space, or Chinese text; its
/// number is no part of a longer one.
fn may_begin(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    before.is_none_or(|c| !matches!(c, '“' | '《' | '、' | '，' | ',' | '第' | '（' | '('))
}

/// A list of sections, or a name in quotation marks, is no heading.
fn is_mention(rest: &str) -> bool {
    rest.starts_with(['、', '，', ',', '；', ';', '”', '》', '）', ')'])
}

/// A heading without the marks of a markup language.
pub fn unmarked(text: &str) -> &str {
    let text = text.trim();
    let marks = |c: char| matches!(c, '#' | '=' | '*' | '_' | '~');
    text.trim_matches(marks).trim()
}
