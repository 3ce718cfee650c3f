//! Legible text: what fonts, converters and code pages garbled is put right, each repair counted and placed.
//!
//! Only tables decide (see [`crate::text::repairs`]); NFKC never touches published text, where it would turn
//! a circled one before "12" into 112.

pub mod glyphs;
pub mod learn;
mod recover;

pub use recover::GlyphTables;

use crate::form::Form;
use crate::model::content::{Block, Content, Document, Font, Glyph, Page, UnicodeSource};
use crate::model::finding::{Finding, FindingKind};
use crate::model::grid::Cell;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::report::Repair;
use crate::text::Text;
use crate::text::repairs::{ligature, repaired};
use std::collections::BTreeMap;

/// Repairs a document in place and says what was done, by kind and pair. What stays unreadable is a finding.
///
/// `glyphs` are what was learned of fonts from other documents, `form` what is printed word for word in most of them. When the limits' time is up, what is left stays
/// unreadable.
pub fn repair(document: &mut Document, glyphs: &GlyphTables, form: &Form, limits: &Limits) -> Vec<Repair> {
    let mut repairs = characters(&mut document.content);
    fonts(&mut document.fonts);
    repairs.extend(recover::recover(document, glyphs, form, limits));
    unreadable(document);
    repairs
}

/// Names the fonts with characters that nothing explains.
fn unreadable(document: &mut Document) {
    let Content::Pages(pages) = &document.content else { return };
    let mut unknown: BTreeMap<u16, usize> = BTreeMap::new();
    for glyph in pages.iter().flat_map(Page::legible).filter(|g| g.source == UnicodeSource::Unknown) {
        *unknown.entry(glyph.font).or_default() += 1;
    }
    let count: usize = unknown.values().sum();
    if count > 0 {
        let fonts = unknown.keys().filter_map(|i| document.fonts.get(usize::from(*i)));
        let mut names: Vec<&str> = fonts.map(|f| f.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let more = names.len().saturating_sub(5);
        names.truncate(5);
        let and = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("{count} characters have no meaning in the file; fonts: {}{and}", names.join(", "));
        document.findings.push(Finding::new(FindingKind::UnreadableText, message));
    }
}

/// The part of [`repair`] that puts single characters right which a table of known damage names.
pub fn characters(content: &mut Content) -> Vec<Repair> {
    let mut log = Log::default();
    match content {
        Content::Pages(pages) => {
            for page in pages {
                let number = page.number;
                log.glyphs(number, &mut page.glyphs);
            }
        }
        Content::Blocks(blocks) => log.blocks(blocks),
        Content::Lines(lines) => {
            for line in lines {
                let origin = Origin::Line { line: line.number, column: 1 };
                log.plain(&mut line.text, origin);
            }
        }
    }
    log.finish()
}

/// Repairs what the codes of fonts stand for, as [`characters`] does for their glyphs on the pages. Spaces and
/// invisible characters stay: what a font calls them is not wrong.
fn fonts(fonts: &mut [Font]) {
    for code in fonts.iter_mut().flat_map(|font| font.codes.values_mut()) {
        Log::of_characters().plain(&mut code.text, Origin::Line { line: 1, column: 1 });
    }
}

/// Repairs the characters of a text line by line, keeping line ends, spaces and invisible characters as they are.
pub fn text(text: &str) -> (String, Vec<Repair>) {
    let mut log = Log::of_characters();
    let mut out = String::with_capacity(text.len());
    for (number, line) in (1u32..).zip(text.split_inclusive('\n')) {
        let mut line = line.to_string();
        log.plain(&mut line, Origin::Line { line: number, column: 1 });
        out.push_str(&line);
    }
    (out, log.finish())
}

#[derive(Default)]
struct Log {
    /// Whether spaces and invisible characters are left alone.
    characters_only: bool,
    seen: BTreeMap<(&'static str, String, String), (usize, Option<Origin>)>,
}

/// What becomes of one character.
enum Verdict {
    Keep,
    Replace(char, &'static str),
    Drop(&'static str),
}

fn verdict(c: char) -> Verdict {
    match c {
        ' '..='~' | '\u{4E00}'..='\u{9FFF}' | '\n' | '\t' => Verdict::Keep,
        '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => Verdict::Replace(' ', "space"),
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{00AD}' => Verdict::Drop("invisible"),
        c if c.is_control() => Verdict::Drop("invisible"),
        c => match repaired(c) {
            Some((to, kind)) => Verdict::Replace(to, kind),
            None => Verdict::Keep,
        },
    }
}

impl Log {
    fn of_characters() -> Log {
        Log { characters_only: true, ..Log::default() }
    }

    fn verdict(&self, c: char) -> Verdict {
        match verdict(c) {
            Verdict::Replace(_, "space") | Verdict::Drop(_) if self.characters_only => Verdict::Keep,
            other => other,
        }
    }

    fn count(&mut self, kind: &'static str, from: String, to: String, origin: Origin) {
        let entry = self.seen.entry((kind, from, to)).or_insert((0, None));
        entry.0 += 1;
        entry.1.get_or_insert(origin);
    }

    /// Ligatures of a text as the letters that they join, each with what stands before it; and what stands behind all.
    fn ligatures<'t>(&mut self, text: &'t str, origin: Origin) -> Option<(Vec<(&'t str, &'static str)>, &'t str)> {
        let mut parts = Vec::new();
        let mut from = 0;
        for (at, c) in text.char_indices() {
            let Some(letters) = ligature(c) else { continue };
            self.count("ligature", c.to_string(), letters.to_string(), origin);
            parts.push((text.get(from..at).unwrap_or_default(), letters));
            from = at + c.len_utf8();
        }
        (!parts.is_empty()).then(|| (parts, text.get(from..).unwrap_or_default()))
    }

    fn text(&mut self, text: &mut Text, origin: Origin) {
        if let Some((parts, rest)) = self.ligatures(text, origin) {
            let mut out = Text::new();
            for (before, letters) in parts {
                out.append(&text.part(before));
                out.push_str(letters);
            }
            out.append(&text.part(rest));
            *text = out;
        }
        if let Some(characters) = self.verdicts(text, origin) {
            text.replace_chars(characters);
        }
    }

    fn plain(&mut self, text: &mut String, origin: Origin) {
        if let Some((parts, rest)) = self.ligatures(text, origin) {
            let opened: String = parts.iter().flat_map(|(before, letters)| [*before, *letters]).chain([rest]).collect();
            *text = opened;
        }
        if let Some(characters) = self.verdicts(text, origin) {
            *text = characters.into_iter().flatten().collect();
        }
    }

    /// What becomes of each character; `None` if all are kept.
    fn verdicts(&mut self, text: &str, origin: Origin) -> Option<Vec<Option<char>>> {
        if text.chars().all(|c| matches!(self.verdict(c), Verdict::Keep)) {
            return None;
        }
        let chars: Vec<char> = text.chars().collect();
        let doubled = doubled(chars.iter().copied());
        let repaired = chars.iter().enumerate().map(|(i, &c)| {
            let (to, kind) = match self.verdict(c) {
                Verdict::Keep => return Some(c),
                Verdict::Replace(to, _) if doubled && is_radical(c) && chars.get(i + 1) == Some(&to) => {
                    (None, "doubled_radical")
                }
                Verdict::Replace(to, kind) => (Some(to), kind),
                Verdict::Drop(kind) => (None, kind),
            };
            self.count(kind, c.to_string(), to.map(String::from).unwrap_or_default(), origin);
            to
        });
        Some(repaired.collect())
    }

    fn glyphs(&mut self, page: u32, glyphs: &mut Vec<Glyph>) {
        if glyphs.iter().all(|g| matches!(verdict(g.ch), Verdict::Keep)) {
            return;
        }
        let doubled = doubled(glyphs.iter().map(|g| g.ch));
        let mut kept = Vec::with_capacity(glyphs.len());
        let mut iter = std::mem::take(glyphs).into_iter().peekable();
        while let Some(mut glyph) = iter.next() {
            let origin = Origin::Area { page, bbox: glyph.bbox };
            match verdict(glyph.ch) {
                Verdict::Keep => kept.push(glyph),
                // One code that was given both characters is one glyph, whatever the rest of the page does.
                Verdict::Replace(to, _)
                    if is_radical(glyph.ch)
                        && iter.peek().is_some_and(|g| g.ch == to && (doubled || same_code(g, &glyph))) =>
                {
                    self.count("doubled_radical", glyph.ch.to_string(), String::new(), origin);
                    if let Some(next) = iter.peek_mut() {
                        next.bbox = next.bbox.union(&glyph.bbox);
                    }
                }
                Verdict::Replace(to, kind) => {
                    self.count(kind, glyph.ch.to_string(), to.to_string(), origin);
                    glyph.ch = to;
                    kept.push(glyph);
                }
                Verdict::Drop(kind) => self.count(kind, glyph.ch.to_string(), String::new(), origin),
            }
        }
        *glyphs = kept;
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(p) => self.text(&mut p.text, p.origin),
                Block::Grid(grid) => grid.cells_mut().for_each(|cell| self.cell(cell)),
                Block::Rows(rows) => {
                    rows.iter_mut().flat_map(|r| &mut r.cells).for_each(|c| self.text(&mut c.text, c.origin));
                }
            }
        }
    }

    fn cell(&mut self, cell: &mut Cell) {
        let origin = cell.origin;
        self.text(&mut cell.text, origin);
        self.blocks(&mut cell.blocks);
    }

    fn finish(self) -> Vec<Repair> {
        self.seen
            .into_iter()
            .map(|((kind, from, to), (count, first))| Repair { kind: kind.into(), from, to, count, first })
            .collect()
    }
}

fn same_code(a: &Glyph, b: &Glyph) -> bool {
    (a.font, a.code) == (b.font, b.code)
}

fn is_radical(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FD5}')
}

/// Whether nearly every radical is followed by its own ideograph: one glyph was given two characters
/// (some ToUnicode maps of macOS), so the radical is not text.
fn doubled(chars: impl Iterator<Item = char>) -> bool {
    let mut radicals = 0usize;
    let mut followed = 0usize;
    let mut last = None;
    for c in chars {
        if let Some(to) = last.take() {
            radicals += 1;
            followed += usize::from(to == c);
        }
        if is_radical(c) {
            last = repaired(c).map(|(to, _)| to);
        }
    }
    radicals > 0 && followed * 10 >= radicals * 9
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::content::{Line, Paragraph};

    fn run(text: &str) -> (String, Vec<Repair>) {
        let mut content = Content::Lines(vec![Line { number: 1, text: text.into(), page_break: false }]);
        let repairs = characters(&mut content);
        match content {
            Content::Lines(lines) => (lines.into_iter().next().unwrap().text, repairs),
            _ => unreachable!(),
        }
    }

    #[test]
    fn radicals_become_ideographs_and_are_counted() {
        let (text, repairs) = run("⼯作⼈⺠⻓⼾，①12件㎡");
        assert_eq!(text, "工作人民长户，①12件㎡");
        assert_eq!(repairs.iter().map(|r| r.count).sum::<usize>(), 5);
        assert!(repairs.iter().any(|r| r.kind == "radical_supplement" && r.from == "⻓" && r.to == "长"));
    }

    #[test]
    fn a_radical_before_its_own_ideograph_is_dropped() {
        assert_eq!(run("⾃自⼰己的能⼒力").0, "自己的能力");
        // Where most radicals stand alone, a pair is two characters.
        assert_eq!(run("⼈人⼝⼿⽂").0, "人人口手文");
    }

    #[test]
    fn spaces_and_invisible_characters_do_not_join_words() {
        assert_eq!(run("\u{A0}0\u{200B} 3\u{FEFF}").0, " 0 3");
    }

    #[test]
    fn repairing_twice_is_repairing_once() {
        let mut content = Content::Blocks(vec![Block::Paragraph(Paragraph::new(
            "︵⼀︶\u{E816}\u{F9BA}",
            Origin::Paragraph { index: 1 },
        ))]);
        characters(&mut content);
        assert!(characters(&mut content).is_empty());
    }
}
