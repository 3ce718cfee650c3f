//! Zones in which cells end at bars or tabs, so that empty ones are seen too. A line is a row, or a cell, or the whole table.

use super::source::Source;
use super::{Collector, prose};
use crate::model::content::{Block, FlatCell};
use crate::model::filled;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::labels::Labels;
use crate::text::value;
use crate::text::words::{Word, words};
use std::ops::Range;

/// Lines that show whose table they are of.
const SEEN: usize = 12;

/// Whether cells end at bars or tabs in these lines.
pub fn has_borders(sources: &[Source]) -> bool {
    let filled = || sources.iter().map(|s| s.text.as_str()).filter(|t| !t.trim().is_empty());
    let bordered = |t: &&str| t.trim() == "|" || inner(t).contains(['|', '\t']) || t.starts_with('\t');
    // One tab of a thousand words parts no table.
    filled().filter(bordered).count() * 5 >= filled().filter(|t| !prose::is_prose(t.trim())).count()
        && filled().any(|t| bordered(&t) && !is_rule(t))
}

/// The rows of a zone.
pub fn rows(out: &mut Collector, sources: &[Source], labels: &Labels) {
    let count = |f: &dyn Fn(&str) -> bool| sources.iter().filter(|s| f(&s.text)).count();
    let alone = count(&|t| t.trim() == "|");
    if alone > 0 && alone >= count(&|t| inner(t).contains(['|', '\t'])) {
        between_bars(out, sources, labels);
    } else if count(&|t| t.starts_with('\t')) * 2 > count(&|t| !t.trim().is_empty()) {
        led_by_tabs(out, sources, labels);
    } else {
        in_lines(out, sources, labels);
    }
}

/// A row that is being read.
struct Open<'a> {
    cells: Vec<FlatCell>,
    labels: &'a Labels,
    /// Values stood behind heads, or before a label: each label may stand behind its values.
    doubt: bool,
}

impl Open<'_> {
    fn new(labels: &Labels) -> Open<'_> {
        Open { cells: Vec::new(), labels, doubt: false }
    }

    /// Adds a cell; a text behind a value begins the next row.
    fn add(&mut self, out: &mut Collector, cell: FlatCell) {
        let filled = |c: &FlatCell| value::is_value(&c.text);
        if !value::is_value(&cell.text) && self.cells.last().is_some_and(filled) {
            self.close(out);
        }
        self.cells.push(cell);
    }

    fn close(&mut self, out: &mut Collector) {
        let cells = std::mem::take(&mut self.cells);
        let Some(first) = cells.iter().find(|c| !c.text.trim().is_empty()) else {
            // Empty cells alone are what is left of a page or a border.
            return;
        };
        let label = cells.iter().rposition(|c| !value::is_value(&c.text));
        let values = cells.get(label.map_or(0, |at| at + 1)..).unwrap_or_default();
        if values.iter().all(|c| c.text.trim().is_empty()) {
            out.row(cells);
            return;
        }
        let heads = cells.iter().filter(|c| self.labels.is_head(&c.text)).count();
        let blocks = self.labels.blocks().iter().sum::<usize>();
        let text = label.and_then(|at| cells.get(at)).map_or("", |c| c.text.as_str());
        let of_heads = heads >= 2 && self.labels.is_head(text) && !self.labels.is_numbered_row(text);
        self.doubt |= of_heads && values.len() < blocks;
        if self.doubt && values.len() < blocks {
            let origin = first.origin;
            let texts: Vec<Text> = values.iter().map(|c| c.text.clone()).collect();
            let labels = cells.get(..=label.unwrap_or(0)).filter(|_| label.is_some()).unwrap_or_default();
            labels.iter().for_each(|c| out.row(vec![c.clone()]));
            out.run(vec![FlatCell { text: Text::new(), origin }, FlatCell { text: Text::joined(&texts, " "), origin }]);
        } else {
            out.row(cells);
        }
    }

    /// Ends the row where a line of prose stands.
    fn prose(&mut self, out: &mut Collector, source: &Source) {
        self.close(out);
        prose::paragraph(out, source);
    }

    /// Whether a text names something of the form, so that it begins a row wherever it stands.
    fn names(&self, text: &str) -> bool {
        self.labels.is_row(text) || self.labels.is_head(text)
    }
}

fn cell(source: &Source, part: &str) -> FlatCell {
    let text = part.trim();
    FlatCell { text: source.text.part(text), origin: source.origin(source.byte(text)) }
}

/// Lines that one row of a table stands on, with the cells between its borders.
fn bordered(source: &Source, by: char) -> Vec<&str> {
    let text = source.text.as_str();
    let bare = if by == '|' { inner(text) } else { text.trim_matches(['\r', '\n', ' ']) };
    bare.split(by).collect()
}

/// What parts the cells of a line.
fn border(source: &Source) -> Option<char> {
    ['|', '\t'].into_iter().find(|by| inner(&source.text).contains(*by))
}

/// Whether a line has so many cells, or draws a border.
fn is_alike(source: &Source, by: char, width: usize) -> bool {
    is_rule(&source.text) || border(source) == Some(by) && bordered(source, by).len() == width
}

/// The stretches of these lines that are tables of the form among prose. Tables of other things are told by their words.
pub fn tables(sources: &[Source], labels: &Labels) -> Vec<Range<usize>> {
    let named = |part: &str| labels.is_head(part) || labels.is_row(part);
    let mut out = Vec::new();
    // What is known of lines: names are looked for once in each, and only where lines have borders.
    let mut seen: Vec<Option<Among>> = vec![None; sources.len()];
    let mut kind = |at: usize| -> Option<Among> {
        let (source, slot) = (sources.get(at)?, seen.get_mut(at)?);
        let look = || match border(source) {
            Some(by) => Among::Cells { named: bordered(source, by).into_iter().any(named) },
            None if is_rule(&source.text) || labels.is_known(&source.text) => Among::Between,
            None => Among::Prose,
        };
        Some(*slot.get_or_insert_with(look))
    };
    let mut at = 0;
    while at < sources.len() {
        let from = at;
        at += 1;
        if sources.get(from).is_none_or(|s| border(s).is_none()) {
            continue;
        }
        let mut first = (from..from + SEEN).map_while(|i| kind(i).filter(|k| *k != Among::Prose)).collect::<Vec<_>>();
        first.retain(|k| *k != Among::Between);
        if first.len() >= 4 && first.iter().filter(|k| **k == Among::Cells { named: true }).count() * 2 >= first.len() {
            at = (at..sources.len()).find(|i| kind(*i) == Some(Among::Prose)).unwrap_or(sources.len());
            out.push(from..at);
        }
    }
    out
}

/// What a line is among prose.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Among {
    /// Cells, with a name of the form in one of them or none.
    Cells { named: bool },
    /// What may stand between such lines: a label of the form, a border.
    Between,
    /// Anything else.
    Prose,
}

/// Takes lines of as many cells each, empty ones too, as a grid: how many they are. Lines that draw borders count for
/// nothing.
fn grid(out: &mut Collector, sources: &[Source], labels: &Labels) -> usize {
    let Some(border) = sources.first().and_then(border) else { return 0 };
    let width = sources.first().map_or(0, |s| bordered(s, border).len());
    let alike = |s: &&Source| is_alike(s, border, width);
    // Rows of other tables than the form's are told by their words.
    let first: Vec<&Source> = sources.iter().take(SEEN).take_while(alike).filter(|s| !is_rule(&s.text)).collect();
    let named = |s: &&&Source| bordered(s, border).into_iter().any(|part| labels.is_head(part) || labels.is_row(part));
    let cells = |s: &Source| -> Vec<(Text, Origin)> {
        bordered(s, border).into_iter().map(|part| cell(s, part)).map(|c| (c.text, c.origin)).collect()
    };
    // Small tables count where merged cells are filled with their text.
    let least = if first.iter().any(|s| filled::is_filled(&cells(s))) { 2 } else { 4 };
    if width < 3 || first.len() < least || first.iter().filter(named).count() * 2 < first.len() {
        return 0;
    }
    let lines = sources.iter().take_while(alike).count();
    let rows = || sources.iter().take(lines).filter(|s| !is_rule(&s.text));
    let mut joined: Vec<Vec<(Text, Origin)>> = Vec::new();
    for row in rows().map(cells) {
        match joined.last_mut().filter(|above| goes_on(above, &row, labels)) {
            Some(above) => {
                above.iter_mut().zip(row).filter(|(_, (c, _))| !c.trim().is_empty()).for_each(|((a, _), (c, _))| {
                    a.push('\n');
                    a.append(&c);
                })
            }
            None => joined.push(row),
        }
    }
    match filled::grid(&joined) {
        Some(grid) => out.blocks.push(Block::Grid(grid)),
        None => return 0,
    }
    lines
}

/// Whether a row holds nothing but the rest of labels in the row above it.
fn goes_on(above: &[(Text, Origin)], row: &[(Text, Origin)], labels: &Labels) -> bool {
    let mut filled = above.iter().zip(row).filter(|(_, (c, _))| !c.trim().is_empty()).peekable();
    filled.peek().is_some()
        && filled.all(|((a, _), (c, _))| {
            let whole = format!("{}{}", a.trim(), c.trim());
            !value::is_value(a) && !value::is_value(c) && labels.is_known(&whole)
        })
}

/// Bars or tabs inside lines. A line is a row, unless labels stand behind values in it.
pub fn in_lines(out: &mut Collector, sources: &[Source], labels: &Labels) {
    let mut open = Open::new(labels);
    let mut of_grid = 0;
    for (at, source) in sources.iter().enumerate() {
        let text = source.text.trim();
        if at < of_grid || text.is_empty() || is_rule(text) {
            continue;
        }
        if open.cells.is_empty() {
            of_grid = at + grid(out, sources.get(at..).unwrap_or_default(), labels);
            if of_grid > at {
                out.close();
                continue;
            }
        }
        let by = if inner(text).contains('|') { '|' } else { '\t' };
        if !inner(text).contains(by) && !text.starts_with('|') {
            match prose::is_prose(text) {
                true => open.prose(out, source),
                false => {
                    open.add(out, cell(source, text));
                    open.close(out);
                }
            }
            continue;
        }
        let parts = bordered(source, by);
        let values = |t: &&&str| value::is_filled(t) && !t.trim().is_empty();
        let first = parts.iter().position(|t| values(&t)).unwrap_or(parts.len());
        let rows = parts.iter().skip(first).filter(|t| !value::is_value(t) && open.names(t)).count();
        // The only label of the line stands behind its values.
        let before = parts.get(..first).is_some_and(|p| p.iter().any(|t| !t.trim().is_empty()));
        open.doubt |= rows > 0 && !before && first < parts.len() && open.cells.is_empty();
        for part in &parts {
            let part = cell(source, part);
            if rows > 0 {
                // Empty cells at the ends of a row are not told from those before the next label.
                open.add(out, part);
            } else {
                open.cells.push(part);
            }
        }
        open.close(out);
    }
}

/// Cells led by tabs, one a line (Tika's rich text): a line without a tab goes on with the cell, an empty line ends the
/// row.
fn led_by_tabs(out: &mut Collector, sources: &[Source], labels: &Labels) {
    let mut open = Open::new(labels);
    for source in sources {
        let text = source.text.as_str();
        if let Some(rest) = text.strip_prefix('\t') {
            open.cells.extend(rest.split('\t').map(|part| cell(source, part)));
        } else if text.trim().is_empty() {
            open.close(out);
        } else if prose::is_prose(text.trim()) {
            open.prose(out, source);
        } else if let Some(last) = open.cells.last_mut() {
            last.text.push('\n');
            last.text.append(&source.text.part(text.trim()));
        } else {
            open.cells.extend(text.trim().split('\t').map(|part| cell(source, part)));
            open.close(out);
        }
    }
    open.close(out);
}

/// One cell after the other with a line of one bar between them. The first cell may share its place with prose above it,
/// and the last one with the prose below.
fn between_bars(out: &mut Collector, sources: &[Source], labels: &Labels) {
    let mut open = Open::new(labels);
    let tokens: Vec<&[Source]> = sources.split(|s| s.text.trim() == "|").collect();
    // An empty line before the text of a token is an empty cell, unless the dump puts one before every text.
    let leading = |t: &[Source]| {
        t.first().is_some_and(|s| s.text.trim().is_empty()) && t.iter().any(|s| !s.text.trim().is_empty())
    };
    let spaced = tokens.iter().filter(|t| leading(t)).count() * 5 > tokens.len();
    for (i, token) in tokens.iter().enumerate() {
        let filled: Vec<&Source> = token.iter().filter(|s| !s.text.trim().is_empty()).collect();
        if i > 0 && !spaced && leading(token) {
            open.add(out, empty(token));
        }
        let is_prose = |s: &&Source| s.text.chars().count() > 120 || s.text.trim_end().ends_with('。');
        let first = filled.iter().position(is_prose).unwrap_or(filled.len());
        let last = filled.iter().rposition(is_prose).map_or(first, |at| at + 1);
        let (before, rest) = filled.split_at(first);
        let (body, behind) = rest.split_at(last - first);
        if before.is_empty() && body.is_empty() && i > 0 && i + 1 < tokens.len() {
            open.add(out, empty(token));
        }
        add(&mut open, out, before);
        body.iter().for_each(|s| open.prose(out, s));
        add(&mut open, out, behind);
    }
    open.close(out);
}

/// Lines that share a place: the last value of a table and the first label of the next.
fn add(open: &mut Open<'_>, out: &mut Collector, lines: &[&Source]) {
    let is_value = |s: &&&Source| value::is_number(&s.text) || words(Word::None).contains(&s.text.trim());
    let values = lines.iter().take_while(is_value).count();
    let (values, label) = lines.split_at(values);
    for part in [values, label] {
        if let Some(first) = part.first() {
            let texts: Vec<Text> = part.iter().map(|s| s.text.part(s.text.trim())).collect();
            let at = first.text.len() - first.text.trim_start().len();
            open.add(out, FlatCell { text: Text::joined(&texts, "\n"), origin: first.origin(at) });
        }
    }
}

fn empty(token: &[Source]) -> FlatCell {
    let origin = token.first().map_or(Origin::Line { line: 0, column: 1 }, |s| s.origin(0));
    FlatCell { text: Text::new(), origin }
}

/// A line without the bars at its ends.
fn inner(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    text.strip_suffix('|').unwrap_or(text)
}

/// Whether a line only draws a border.
pub fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() >= 4
        && text.chars().all(|c| matches!(c, '|' | '-' | ':' | '+' | ' ' | '=' | '~' | '\u{2500}'..='\u{257F}'))
}
