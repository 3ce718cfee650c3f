//! A file that holds several reports, cut into pieces: a collection whose texts are numbered, or reports one after the
//! other, each under its own title.

use super::dates;
use super::sections::{is_agency, tidy};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::model::content::{Block, Paragraph, Role};
use crate::model::origin::Origin;
use crate::report::{Contained, Span};
use crate::text::key::key;
use crate::text::words::{Word, words};

/// One report's part of a document.
#[derive(Debug)]
pub struct Piece {
    /// Its paragraphs and tables.
    pub blocks: Vec<Block>,
    /// Which part it is; `None` if the document is not cut.
    pub contained: Option<Contained>,
    /// Lines of the page before the first or behind the last piece, left out beside this one.
    pub furniture: usize,
}

/// A line that may open a piece: a paragraph, or a row of one cell of a flattened text.
struct Line<'a> {
    block: usize,
    text: &'a str,
    link: bool,
}

/// Where a piece begins, and the line that says so.
struct Start {
    block: usize,
    /// The line as printed.
    heading: String,
    /// What it leaves for the piece's title, where the line carries a number in a collection.
    title: Option<String>,
}

/// Cuts a document; a document that holds one report comes back whole.
pub fn split(form: &Form, blocks: Vec<Block>) -> Vec<Piece> {
    let blocks = exploded(blocks);
    let lines = lines(&blocks);
    let numbered = numbered(form, &lines);
    let end = numbered.as_ref().and_then(|starts| end_of_last(form, &lines, starts));
    match numbered.or_else(|| titled(form, &lines)) {
        Some(starts) => cut(blocks, &starts, end),
        None => vec![Piece { blocks: merged(blocks), contained: None, furniture: 0 }],
    }
}

/// Every row of a flattened table a block of its own, so that a piece can begin between two.
fn exploded(blocks: Vec<Block>) -> Vec<Block> {
    let explode = |block| match block {
        Block::Rows(rows) => rows.into_iter().map(|row| Block::Rows(vec![row])).collect(),
        other => vec![other],
    };
    blocks.into_iter().flat_map(explode).collect()
}

/// Rows that follow one another are one table.
fn merged(blocks: Vec<Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for block in blocks {
        match (out.last_mut(), block) {
            (Some(Block::Rows(table)), Block::Rows(mut rows)) => table.append(&mut rows),
            (_, block) => out.push(block),
        }
    }
    out
}

fn lines(blocks: &[Block]) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    for (block, content) in blocks.iter().enumerate() {
        match content {
            Block::Paragraph(p) => out.push(Line { block, text: p.text.trim(), link: p.link }),
            Block::Rows(rows) => {
                if let Some([cell]) = rows.first().map(|r| r.cells.as_slice()) {
                    out.push(Line { block, text: cell.text.trim(), link: false });
                }
            }
            Block::Grid(_) => {}
        }
    }
    out
}

/// The number that a line gives its text in a collection ("#" of a pattern of the word list), and what stands behind it.
fn number_of<'a>(form: &Form, text: &'a str) -> Option<(u32, &'a str)> {
    if text.chars().count() > 80 {
        return None;
    }
    let text = text.trim_start_matches(['【', '（', '(', '《', '■', '◆', '●', ' ']);
    form.words(List::Part).iter().find_map(|pattern| {
        let (before, behind) = pattern.split_once('#')?;
        let rest = text.strip_prefix(before)?.trim_start();
        let (number, rest) = numeral(rest)?;
        let rest = rest.trim_start().strip_prefix(behind)?;
        let bare = behind.is_empty();
        let rest = rest.trim_start_matches(['】', '）', ')', '》']);
        let title = rest.trim_start_matches(['：', ':', '、', '.', '．', ' ', '\u{3000}', '\t']);
        // A pattern that ends in its number needs something that parts it from the text behind.
        (!bare || title.is_empty() || title.len() < rest.len()).then_some((number, title.trim()))
    })
}

/// An Arabic or Chinese numeral up to 99 at the start of a text, and the rest.
fn numeral(text: &str) -> Option<(u32, &str)> {
    let digit = |c: char| words(Word::Numeral).iter().position(|w| w.starts_with(c)).map(|i| i as u32 + 1);
    let mut value = 0u32;
    let mut end = 0;
    for (at, c) in text.char_indices().take(3) {
        value = match (c.to_digit(10), digit(c)) {
            (Some(d), _) => value * 10 + d,
            (_, Some(10)) => value.max(1) * 10,
            (_, Some(d)) => value + d,
            _ => break,
        };
        end = at + c.len_utf8();
    }
    (end > 0).then(|| (value, text.get(end..).unwrap_or_default()))
}

/// The pieces of a collection whose texts are numbered from 1 on. A list of contents has the same numbers: the run with
/// the most text between its lines is the collection.
fn numbered(form: &Form, lines: &[Line<'_>]) -> Option<Vec<Start>> {
    let mut runs: Vec<Vec<(usize, &str)>> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let Some((number, title)) = number_of(form, line.text) else { continue };
        match runs.last_mut() {
            Some(run) if number as usize == run.len() + 1 => run.push((i, title)),
            _ if number == 1 => runs.push(vec![(i, title)]),
            _ => {}
        }
    }
    let text = |run: &Vec<(usize, &str)>| match (run.first(), run.last()) {
        (Some((from, _)), Some((to, _))) => to - from,
        _ => 0,
    };
    let run = runs.into_iter().filter(|run| run.len() >= 2 && text(run) >= 3 * run.len()).max_by_key(text)?;
    let start = |(i, title): (usize, &str)| {
        let line = lines.get(i)?;
        let title = (!title.is_empty()).then(|| title.to_string());
        Some(Start { block: line.block, heading: line.text.to_string(), title })
    };
    run.into_iter().map(start).collect()
}

/// Where the page goes on behind the last text of a collection: its furniture, or a line of it that stood before the
/// first text, again.
fn end_of_last(form: &Form, lines: &[Line<'_>], starts: &[Start]) -> Option<usize> {
    let (first, last) = (starts.first()?, starts.last()?);
    let at = |start: &Start| lines.iter().position(|l| l.block == start.block);
    let head: Vec<String> = lines.get(..at(first)?)?.iter().map(|l| key(l.text)).filter(|k| k.len() >= 12).collect();
    let behind = lines.get(at(last)? + 2..)?;
    let ends = |l: &&Line| {
        let short = l.text.chars().count() <= 40;
        short
            && (head.contains(&key(l.text))
                || form.labels.is_furniture(l.text)
                || form.words(List::PartEnd).iter().any(|w| l.text.starts_with(w.as_str())))
    };
    behind.iter().find(ends).map(|l| l.block)
}

/// A title of such a report.
struct Title {
    /// Lines it stands on.
    from: usize,
    to: usize,
    /// Matching key of the name before or behind the year; empty if it names none.
    name: String,
    year: Option<i32>,
}

/// Reports one after the other: a title of another agency or year behind a report that has come to its end, with the
/// outline starting anew under it.
fn titled(form: &Form, lines: &[Line<'_>]) -> Option<Vec<Start>> {
    let titles = titles(form, lines);
    let headings: Vec<(usize, u32)> =
        lines.iter().enumerate().filter_map(|(i, l)| Some((i, form.any_section(l.text)?.ordinal()))).collect();
    // The first section of the later half of the outline.
    let half = (form.sections.len() as u32).div_ceil(2);
    let mut opened: Vec<&Title> = Vec::new();
    for (at, title) in titles.iter().enumerate() {
        let Some(current) = opened.last() else {
            opened.push(title);
            continue;
        };
        let differs = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && !a.ends_with(b) && !b.ends_with(a);
        let other_year = matches!((current.year, title.year), (Some(a), Some(b)) if a != b);
        if !differs(&current.name, &title.name) && !other_year {
            continue;
        }
        let next = titles.iter().skip(at + 1).find(|t| t.from > title.to + 3).map_or(lines.len(), |t| t.from);
        let within = |from: usize, to: usize| headings.iter().filter(move |(i, _)| (from..to).contains(i));
        let complete = within(current.to, title.from).filter(|(_, o)| *o >= half).count() >= 2;
        let anew =
            within(title.to, next).next().is_some_and(|(_, o)| *o < half) && within(title.to, lines.len()).count() >= 3;
        if complete && anew {
            opened.push(title);
        }
    }
    if opened.len() < 2 {
        return None;
    }
    let start = |t: &&Title| {
        let line = lines.get(t.from)?;
        let heading: Vec<&str> = lines.get(t.from..t.to)?.iter().map(|l| l.text).collect();
        Some(Start { block: line.block, heading: heading.join("\n"), title: None })
    };
    opened.iter().map(start).collect()
}

fn titles(form: &Form, lines: &[Line<'_>]) -> Vec<Title> {
    let mut found: Vec<Title> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let part_of_title = |l: &Line| {
            !l.link && !l.text.is_empty() && l.text.chars().count() <= 60 && !l.text.contains(['。', '：', ':', '，'])
        };
        let own = key(line.text);
        let Some((_, kind_to)) = form.labels.title_kind(&own).filter(|_| part_of_title(line)) else { continue };
        if own.len() - kind_to > 12 {
            continue;
        }
        // The name of the agency, the year, or both on lines of their own above.
        let mut from = i;
        let mut joined = tidy(line.text);
        while from > 0 && i - from < 2 && (name_and_year(form, &joined).0.is_empty() || dates::year(&joined).is_none())
        {
            let Some(above) = lines.get(from - 1).filter(|l| part_of_title(l)) else { break };
            let above = tidy(above.text);
            let names = is_agency(&above) || dates::year(&above).is_some() && above.chars().count() <= 30;
            if !names || form.any_section(&above).is_some() || form.labels.title_kind(&key(&above)).is_some() {
                break;
            }
            joined.insert_str(0, &above);
            from -= 1;
        }
        let (name, year) = name_and_year(form, &joined);
        found.push(Title { from, to: i + 1, name, year });
    }
    found
}

/// The matching key of the name that a title gives beside its year and the kind of the document, and the year.
fn name_and_year(form: &Form, title: &str) -> (String, Option<i32>) {
    let year = dates::year(title);
    let name = match year {
        Some((_, a, b)) => format!("{}{}", title.get(..a).unwrap_or_default(), title.get(b..).unwrap_or_default()),
        None => title.to_string(),
    };
    let name = key(&name);
    let mut name = form.labels.title_kind(&name).and_then(|(to, _)| name.get(..to)).unwrap_or_default();
    while let Some(shorter) = form
        .words(List::TitleWord)
        .iter()
        .find_map(|w| name.strip_prefix(w.as_str()).or_else(|| name.strip_suffix(w.as_str())))
    {
        name = shorter;
    }
    (name.to_string(), year.map(|(y, _, _)| y))
}

/// Cuts the blocks at the starts; what stands before the first and from `end` on is left out and counted.
fn cut(mut blocks: Vec<Block>, starts: &[Start], end: Option<usize>) -> Vec<Piece> {
    let behind = blocks.split_off(end.unwrap_or(blocks.len()).min(blocks.len()));
    let mut pieces = Vec::new();
    for (i, start) in starts.iter().enumerate().rev() {
        let mut own = blocks.split_off(start.block.min(blocks.len()));
        let span = own.first().and_then(first_place).zip(own.iter().rev().find_map(last_place));
        let span = span.map(|(from, to)| Span { from, to });
        if let (Some(title), Some(first)) = (&start.title, own.first_mut())
            && let Some(origin) = first_place(first)
        {
            *first = Block::Paragraph(Paragraph { role: Role::Title, ..Paragraph::new(title.clone(), origin) });
        }
        let contained = span.map(|span| Contained {
            index: i as u32 + 1,
            of: starts.len() as u32,
            heading: start.heading.clone(),
            span: Some(span),
        });
        let furniture = if i + 1 == starts.len() { behind.len() } else { 0 };
        pieces.push(Piece { blocks: merged(own), contained, furniture });
    }
    pieces.reverse();
    if let Some(first) = pieces.first_mut() {
        if starts.iter().any(|s| s.title.is_some()) {
            first.furniture += blocks.len();
        } else {
            // Before the title of the first of several reports its index card may stand.
            first.blocks.splice(0..0, blocks);
        }
    }
    pieces
}

fn first_place(block: &Block) -> Option<Origin> {
    match block {
        Block::Paragraph(p) => Some(p.origin),
        Block::Rows(rows) => rows.first().and_then(|r| r.cells.first()).map(|c| c.origin),
        Block::Grid(grid) => grid.cells().next().map(|(_, _, c)| c.origin),
    }
}

fn last_place(block: &Block) -> Option<Origin> {
    match block {
        Block::Paragraph(p) => Some(p.origin),
        Block::Rows(rows) => rows.last().and_then(|r| r.cells.last()).map(|c| c.origin),
        Block::Grid(grid) => grid.cells().last().map(|(_, _, c)| c.origin),
    }
}
