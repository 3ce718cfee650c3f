//! The lines of a document to headings, paragraphs and tables.

use super::rows::Table;
use super::wrap::{self, Wrapping, goes_on, wrapping};
use super::{asciidoc, inline, pipes, ruled, wiki};
use crate::model::content::{Block, Info, Line, Paragraph, Role};
use crate::model::error::Error;
use crate::model::finding::Finding;
use crate::model::limits::{Limit, Limits};
use crate::model::origin::Origin;
use crate::read::html;
use crate::read::numbers::Numbers;
use crate::read::word::numerals::begins_heading;

/// Names in the head of a file, and what they tell.
const TITLE: [&str; 1] = ["title"];
const PUBLISHED: [&str; 5] = ["date", "published", "publish_date", "pubdate", "publishdate"];
const ADDRESS: [&str; 4] = ["url", "source", "link", "sourceurl"];
const PUBLISHER: [&str; 3] = ["publisher", "author", "sitename"];

/// What the lines between two `---` at the beginning say of the document, and the lines behind them.
pub(super) fn front_matter(lines: &[Line]) -> (Info, &[Line]) {
    let none = || (Info::default(), lines);
    if lines.first().is_none_or(|line| line.text.trim_end() != "---") {
        return none();
    }
    let closes = |line: &Line| matches!(line.text.trim_end(), "---" | "...");
    let Some(end) = lines.iter().skip(1).take(100).position(closes) else { return none() };
    let head = lines.get(1..=end).unwrap_or_default();
    let pairs: Vec<(String, &str)> = head
        .iter()
        .filter_map(|line| line.text.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().trim_matches(['"', '\''])))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if pairs.is_empty() {
        return none();
    }
    let first = |names: &[&str]| {
        let found = names.iter().find_map(|name| pairs.iter().find(|(known, _)| known == name));
        found.map(|(_, value)| (*value).to_string())
    };
    let info = Info {
        title: first(&TITLE),
        published: first(&PUBLISHED),
        url: first(&ADDRESS).filter(|url| url.contains("://")),
        publisher: first(&PUBLISHER),
        ..Info::default()
    };
    (info, lines.get(end + 2..).unwrap_or_default())
}

/// Whether a line prints nothing: a fence around code, a rule, the start or end of a division, the target of a link.
pub(super) fn is_sign(text: &str) -> bool {
    let text = text.trim();
    let rule = |sign: char| text.len() >= 3 && text.chars().all(|c| c == sign || c == ' ');
    let target = || {
        let inner = text.strip_prefix('[').filter(|inner| !inner.starts_with('^'))?;
        let (_, target) = inner.split_once("]:")?;
        Some(target.contains("://") && !target.trim().contains(' '))
    };
    // A directive of reStructuredText, its options, and properties of Org; a directive that has text is a heading.
    let directive = text.starts_with(".. ") && !text.starts_with(RUBRIC);
    let option = text.strip_prefix(':').and_then(|rest| rest.split_once(':')).is_some_and(|(name, rest)| {
        let named = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-');
        !name.is_empty() && name.bytes().all(named) && (rest.is_empty() || rest.starts_with(' '))
    });
    ["```", "~~~", ":::"].iter().any(|fence| text.starts_with(fence))
        || ['-', '*', '_', '='].into_iter().any(rule)
        || directive
        || option
        || target() == Some(true)
}

/// A heading that is in no list of contents, in reStructuredText.
const RUBRIC: &str = ".. rubric::";

/// What a line says, without the signs at its beginning that say what it is.
pub(super) fn content(text: &str) -> &str {
    let text = quoted(text);
    match heading(text) {
        Some((_, heading)) => heading,
        None => item(text).unwrap_or(text),
    }
}

/// Without the signs of a quotation.
fn quoted(text: &str) -> &str {
    let mut text = text;
    while let Some(inner) = text.trim_start().strip_prefix('>') {
        text = inner.strip_prefix(' ').unwrap_or(inner);
    }
    text
}

/// The level and text of a heading: one to six `#`. Without a blank behind them they are one where no other sign follows.
fn heading(text: &str) -> Option<(usize, &str)> {
    let text = text.trim();
    if let Some(rubric) = text.strip_prefix(RUBRIC) {
        return Some((2, rubric.trim()));
    }
    // JIRA and Textile: `h2. `
    if let Some((level, jira)) = text.strip_prefix('h').and_then(|rest| rest.split_once(". "))
        && let Some(level) = level.parse().ok().filter(|level| (1..=6).contains(level))
    {
        return Some((level, jira.trim()));
    }
    // Org: `** `
    let org = text.trim_start_matches('*');
    if (2..=6).contains(&(text.len() - org.len())) && org.starts_with(' ') && !org.ends_with('*') {
        return Some((text.len() - org.len(), org.trim()));
    }
    // A heading of a wiki stands between equals signs.
    let wiki = text.trim_matches('=');
    if wiki.len() + 4 <= text.len() && text.starts_with("==") && text.ends_with("==") && !wiki.trim().is_empty() {
        return Some((2, wiki.trim()));
    }
    let rest = text.trim_start_matches('#');
    let level = text.len() - rest.len();
    if !(1..=6).contains(&level) || rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = rest.trim_end_matches('#').trim();
    // Pandoc's name of a heading.
    let attributes = rest.rfind(" {").filter(|_| rest.ends_with('}'));
    Some((level, rest.get(..attributes.unwrap_or(rest.len())).unwrap_or(rest).trim()))
}

/// The text of a list's item without its bullet; a number is part of the text.
fn item(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix(['-', '*', '+', '•'])?;
    let item = rest.strip_prefix([' ', '\t'])?.trim_start();
    // The number of a page between two dashes.
    (!item.ends_with('-')).then_some(item)
}

/// Lines on the way to blocks.
pub(super) struct Flow<'a> {
    lines: &'a [Line],
    limits: &'a Limits,
    wrapping: Wrapping,
    /// No table of boxes begins before the line of this number: one was looked for, and does not close.
    unframed: u32,
    /// Lines of a paragraph that has not ended.
    open: Vec<&'a Line>,
    /// Whether something beside titles was read.
    begun: bool,
    numbers: Numbers,
    cells: usize,
    pub(super) tables: usize,
    pub(super) blocks: Vec<Block>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(lines: &'a [Line], limits: &'a Limits) -> Self {
        let prose = |line: &'a Line| {
            let other = line.text.contains(['|', '<']) || is_sign(&line.text);
            if other || heading(&line.text).is_some() || item(&line.text).is_some() { "" } else { line.text.as_str() }
        };
        Flow {
            lines,
            limits,
            wrapping: wrapping(lines.iter().map(prose)),
            unframed: 0,
            open: Vec::new(),
            begun: false,
            numbers: Numbers::default(),
            cells: 0,
            tables: 0,
            blocks: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub(super) fn read(&mut self) -> Result<(), Error> {
        let mut at = 0;
        while let Some(rest) = self.lines.get(at..).filter(|rest| !rest.is_empty()) {
            if at.is_multiple_of(256) {
                self.limits.check_time()?;
            }
            at += self.step(rest)?.max(1);
        }
        self.end_paragraph();
        Ok(())
    }

    /// Reads what begins at the first of these lines, and gives how many lines it takes.
    fn step(&mut self, rest: &'a [Line]) -> Result<usize, Error> {
        let Some(line) = rest.first() else { return Ok(1) };
        let text = quoted(&line.text);
        if text.trim().is_empty() {
            self.end_paragraph();
            return Ok(1);
        }
        if let Some((table, taken)) = self.table(rest) {
            self.end_paragraph();
            self.push_table(table)?;
            return Ok(taken);
        }
        if let Some(taken) = self.markup(rest)? {
            return Ok(taken);
        }
        if let Some((level, text)) = heading(text) {
            self.end_paragraph();
            self.push_heading(level, text, line);
            return Ok(1);
        }
        if is_sign(text) {
            // Under a paragraph of one line it makes it a heading.
            let level = match text.trim().chars().next() {
                Some('=') => Some(1),
                Some('-') => Some(2),
                _ => None,
            };
            match (level, self.open.as_slice()) {
                (Some(level), [over]) => {
                    let over = *over;
                    self.open.clear();
                    self.push_heading(level, over.text.trim(), over);
                }
                _ => self.end_paragraph(),
            }
            return Ok(1);
        }
        if item(text).is_some() {
            self.end_paragraph();
        }
        self.open.push(line);
        Ok(1)
    }

    /// The table that begins at the first of these lines.
    fn table(&mut self, rest: &[Line]) -> Option<(Table, usize)> {
        let first = rest.first()?;
        let boxed = first.text.trim_start().starts_with('+');
        if boxed && first.number < self.unframed {
            return None;
        }
        let found = asciidoc::table(rest).or_else(|| pipes::table(rest)).or_else(|| ruled::table(rest));
        if boxed && found.is_none() {
            self.unframed = first.number.saturating_add(u32::try_from(ruled::framed(rest)).unwrap_or(u32::MAX));
        }
        // The head of a table stands alone above its border, and is no line of a paragraph.
        found.or_else(|| if self.open.is_empty() { ruled::headed(rest) } else { None })
    }

    fn push_table(&mut self, table: Table) -> Result<(), Error> {
        self.cells += table.cells();
        if self.cells > self.limits.cells {
            return Err(self.limits.error(Limit::Cells));
        }
        let mut blocks = table.into_blocks(self.limits, &mut self.findings);
        self.numbers.go_on(&mut blocks);
        self.tables += blocks.len();
        self.begun |= !blocks.is_empty();
        self.blocks.append(&mut blocks);
        Ok(())
    }

    /// Lines of HTML: from one with a tag that stands for a block to the end of its table, or to a blank line.
    fn markup(&mut self, rest: &[Line]) -> Result<Option<usize>, Error> {
        let Some(first) = rest.first() else { return Ok(None) };
        if let Some((source, taken)) = wiki::table(rest) {
            self.end_paragraph();
            self.push_markup(&source)?;
            return Ok(Some(taken));
        }
        if !begins_markup(&first.text) {
            return Ok(None);
        }
        self.end_paragraph();
        let mut source = String::new();
        let (mut taken, mut open) = (0, 0usize);
        for line in rest {
            let text = line.text.trim();
            // A table that nothing closes ends where the document goes on.
            if taken > 0
                && (heading(text).is_some()
                    || open == 0 && (text.is_empty() || pipes::table(rest.get(taken..).unwrap_or_default()).is_some()))
            {
                break;
            }
            let lower = text.to_ascii_lowercase();
            open = (open + lower.matches("<table").count()).saturating_sub(lower.matches("</table").count());
            source.push_str(text);
            source.push('\n');
            taken += 1;
        }
        self.push_markup(&source)?;
        Ok(Some(taken))
    }

    fn push_markup(&mut self, source: &str) -> Result<(), Error> {
        let limits = Limits { cells: self.limits.cells.saturating_sub(self.cells), ..*self.limits };
        let (mut blocks, mut findings) = html::fragment(source, &limits)?;
        self.numbers.go_on(&mut blocks);
        for block in &blocks {
            if let Block::Grid(grid) = block {
                self.cells += grid.rows().saturating_mul(grid.columns());
                self.tables += 1;
            }
        }
        self.begun |= self.tables > 0;
        self.blocks.append(&mut blocks);
        self.findings.append(&mut findings);
        Ok(())
    }

    fn push_heading(&mut self, level: usize, source: &str, line: &Line) {
        let (text, link) = inline::text(source);
        if text.trim().is_empty() {
            return;
        }
        // Some programs give every heading the same level: a title comes first, and has no number.
        let title = level == 1 && !self.begun && !begins_heading(&text);
        self.begun |= !title;
        let role = if title { Role::Title } else { Role::Heading };
        let text = text.part(text.trim());
        let origin = Origin::Line { line: line.number, column: 1 };
        self.blocks.push(Block::Paragraph(Paragraph { role, link, ..Paragraph::new(text, origin) }));
    }

    /// Ends the paragraph: its lines to as many paragraphs as they are.
    fn end_paragraph(&mut self) {
        let lines = std::mem::take(&mut self.open);
        let mut source = String::new();
        let mut start = None;
        for (at, line) in lines.iter().enumerate() {
            start = start.or(Some(line.number));
            let text = content(&line.text);
            wrap::join(&mut source, text.trim());
            let next = lines.get(at + 1).map(|next| next.text.as_str());
            if next.is_none_or(|next| !goes_on(text, next, self.wrapping)) {
                self.push_paragraph(&source, start.take().unwrap_or(line.number));
                source.clear();
            }
        }
    }

    fn push_paragraph(&mut self, source: &str, line: u32) {
        let (text, link) = inline::text(source);
        let text = text.part(text.trim());
        if text.is_empty() {
            return;
        }
        let origin = Origin::Line { line, column: 1 };
        self.blocks.push(Block::Paragraph(Paragraph { link, ..Paragraph::new(text, origin) }));
    }
}

/// Whether a line begins a block of HTML, or holds a table.
fn begins_markup(text: &str) -> bool {
    const BLOCKS: [&str; 17] = [
        "table", "tr", "td", "thead", "tbody", "div", "p", "center", "html", "body", "head", "h1", "h2", "h3",
        "section", "article", "details",
    ];
    let text = text.trim_start().to_ascii_lowercase();
    if text.contains("<table") || text.starts_with("<!--") || text.starts_with("<!doctype") {
        return true;
    }
    let Some(tag) = text.strip_prefix('<') else { return false };
    let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    BLOCKS.contains(&name) && tag.contains('>')
}
