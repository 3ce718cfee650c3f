//! Which lines of a report open its sections. A heading is known by its words; one whose words nobody knows by its number
//! and its place among the others; what is numbered in another way than the sections are is a heading inside of one.

use crate::form::Form;
use crate::model::content::{Paragraph, Role};
use crate::text::labels::Section;
use crate::text::numbering::{self, Numbered, Style};
use crate::text::words::{Word, words};
use std::collections::BTreeSet;

/// A heading is no longer than this.
const LONGEST: usize = 40;
/// So many headings one behind the other, whose sections come later, are a list of contents.
const CONTENTS: usize = 3;

/// A paragraph, and where it stands among the tables.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// How many tables stand before it.
    pub tables: usize,
    /// The paragraph.
    pub paragraph: &'a Paragraph,
}

/// What a line opens.
#[derive(Clone, Debug, PartialEq)]
pub enum Opens<'a> {
    /// Nothing: it is text.
    Nothing,
    /// Nothing: it is in a list of contents.
    Contents,
    /// A section, or, with none, one that the form does not have.
    Section {
        /// Which.
        section: Option<Section>,
        /// Its number as printed.
        number: Option<&'a str>,
        /// Its heading.
        heading: &'a str,
        /// What stands behind the heading in the same line.
        rest: &'a str,
    },
}

/// A line that may open a section.
#[derive(Clone, Copy, Debug)]
struct Candidate<'a> {
    line: usize,
    number: Option<Numbered<'a>>,
    heading: &'a str,
    rest: &'a str,
    /// The section that its words name.
    section: Option<Section>,
    /// Dots and a page's number stand behind it.
    leader: bool,
}

impl Candidate<'_> {
    fn style(&self) -> Option<Style> {
        // A number that only the words prove is one like another.
        self.number.map(|n| n.style)
    }
}

/// What each line opens; `known` says which section the words of a heading name.
pub fn opened<'a>(form: &Form, lines: &[Line<'a>], known: &dyn Fn(&str) -> Option<Section>) -> Vec<Opens<'a>> {
    let mut opens = vec![Opens::Nothing; lines.len()];
    let mut candidates: Vec<Candidate<'a>> =
        lines.iter().enumerate().filter_map(|(at, line)| candidate(form, at, line.paragraph, known)).collect();
    let listed = contents(lines, &candidates);
    for at in &listed {
        if let Some(slot) = opens.get_mut(*at) {
            *slot = Opens::Contents;
        }
    }
    candidates.retain(|c| !listed.contains(&c.line));
    // Where a section has a heading of its own line, a sentence that begins with its words opens nothing.
    let whole: BTreeSet<Section> = candidates.iter().filter(|c| c.rest.is_empty()).filter_map(|c| c.section).collect();
    candidates.retain(|c| c.rest.is_empty() || c.section.is_none_or(|s| !whole.contains(&s)));
    let style = main_style(form, lines, &candidates);
    let mut chosen: Vec<(Candidate<'a>, Option<Section>)> = candidates
        .iter()
        .filter(|c| c.section.is_some() && style == Some(c.style()))
        .map(|c| (*c, c.section))
        .collect();
    if let Some(Some(style)) = style {
        let counted = counted(form, &candidates, style, &chosen);
        chosen.extend(counted);
    }
    for candidate in candidates.iter().filter(|c| style != Some(c.style()) || c.number.is_none()) {
        // Numbered otherwise, or not at all, and no other heading names its section.
        let by_word =
            || form.outlines.by_word(candidate.heading).filter(|_| style == Some(None) && candidate.number.is_none());
        let Some(section) = candidate.section.or_else(by_word) else { continue };
        let lower = style.is_some_and(|main| candidate.style() > main)
            && matches!(candidate.style(), Some(Style::Bracketed | Style::Arabic));
        let between = |(other, of): &(Candidate<'_>, Option<Section>)| match of {
            Some(of) => (other.line < candidate.line) == (of.0 < section.0) && *of != section,
            None => true,
        };
        if chosen.iter().all(|c| c.1 != Some(section)) && (!lower || chosen.iter().all(between)) {
            chosen.push((*candidate, Some(section)));
        }
    }
    for (candidate, section) in chosen {
        if let Some(slot) = opens.get_mut(candidate.line) {
            let Candidate { number, heading, rest, .. } = candidate;
            *slot = Opens::Section { section, number: number.map(|n| n.number), heading, rest };
        }
    }
    opens
}

/// Taken off around a heading.
fn bare(text: &str) -> &str {
    let text = text.trim().trim_matches(['*', '#', '_']).trim();
    let marks = ['■', '◆', '●', '▶', '►', '★', '☆', '◇', '▲', '\u{FEFF}'];
    let text = text.trim_start_matches(marks).trim();
    let inside = text.strip_prefix('【').and_then(|t| t.strip_suffix('】'));
    inside.unwrap_or(text).trim_end_matches([':', '：', '。', '.', '…', '；', ';', ' ', '\u{3000}'])
}

/// A heading without the dots and the page's number behind it in a list of contents.
fn without_leader(text: &str) -> (&str, bool) {
    let digits = text
        .trim_end()
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | '(' | ')' | '（' | '）'));
    if digits.len() == text.trim_end().len() {
        return (text, false);
    }
    let rest = digits.trim_end_matches(['.', '…', '·', '．', '‥', ' ', '\t', '\u{3000}', '-', '—', '_']);
    let dots = digits.get(rest.len()..).unwrap_or_default();
    let leader = dots.contains('\t') || dots.chars().filter(|c| !c.is_whitespace()).count() >= 2 || dots.contains('…');
    if leader { (rest, true) } else { (text, false) }
}

fn candidate<'a>(
    form: &Form,
    line: usize,
    paragraph: &'a Paragraph,
    known: &dyn Fn(&str) -> Option<Section>,
) -> Option<Candidate<'a>> {
    if paragraph.link {
        return None;
    }
    let text = paragraph.text.trim();
    let (head, leader) = without_leader(text);
    // A page's number behind a blank.
    let page = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let listed =
        page.len() < text.len() && page.ends_with(char::is_whitespace) && form.labels.exact_section(page).is_some();
    let (head, leader) = if listed { (page, true) } else { (head, leader) };
    let whole = bare(head);
    let of = |heading: &'a str, rest: &'a str, section: Option<Section>| {
        let number = numbering::numbered(heading).or_else(|| numbering::barely_numbered(heading));
        let heading = number.map_or(heading, |n| n.rest);
        Some(Candidate { line, number, heading, rest, section, leader })
    };
    if let Some(section) = form.labels.exact_section(whole) {
        return of(whole, "", Some(section));
    }
    let number =
        numbering::numbered(whole).or_else(|| numbering::barely_numbered(whole).filter(|n| is_parted(whole, n)));
    let bare_number = number.or_else(|| numbering::barely_numbered(whole));
    for (heading, blank, rest) in bare_number.into_iter().flat_map(|_| divided(text)) {
        let heading = bare(heading);
        // A blank may also stand inside of a heading.
        let section = if blank { form.labels.exact_section(heading) } else { known(heading) };
        if section.is_some() {
            return of(heading, rest, section);
        }
    }
    if let Some(section) = known(whole) {
        return of(whole, "", Some(section));
    }
    let marked = paragraph.role == Role::Heading;
    if number.is_none() {
        // A short heading without its number, where the format says that it is one.
        let section = first_number().filter(|_| marked).and_then(|n| known(&format!("{n}{whole}")));
        let plain = marked && is_plain(form, whole);
        return if section.is_some() || plain { of(whole, "", section) } else { None };
    }
    if is_plain(form, whole) {
        return of(whole, "", None);
    }
    // Where a blank parts it from its text, it must at least speak of something that a section is about.
    let about = |heading: &str| form.outlines.by_word(heading).is_some();
    let parted = divided(text).map(|(heading, blank, rest)| (bare(heading), blank, rest));
    let mut parted = parted.filter(|(heading, ..)| is_plain(form, heading));
    let (heading, _, rest) = parted.find(|(heading, blank, _)| !blank || about(heading))?;
    of(heading, rest, None)
}

/// Whether white space parts a number from a text.
fn is_parted(text: &str, number: &Numbered<'_>) -> bool {
    let behind = text.get(number.number.len()..).unwrap_or_default();
    behind.starts_with(char::is_whitespace) && number.rest.starts_with(|c: char| !c.is_ascii())
}

/// Whether a text whose words nobody knows may be a heading: short, no sentence, and no row of a table.
fn is_plain(form: &Form, text: &str) -> bool {
    let rest = numbering::numbered(text).map_or(text, |n| n.rest);
    let short = rest.chars().nth(LONGEST).is_none() && !rest.trim().is_empty();
    short && !rest.contains(['。', '；', ';', '，', '：', ':', '\n']) && !form.labels.is_row(text)
}

/// The first numeral with its comma.
fn first_number() -> Option<String> {
    words(Word::Numeral).first().map(|n| format!("{n}、"))
}

/// A line as a heading and the text behind it, in every way in which it can be divided; whether a blank divides it.
fn divided(text: &str) -> impl Iterator<Item = (&str, bool, &str)> {
    let blank = |c: char| matches!(c, ' ' | '\u{3000}' | '\t');
    let ends = text.char_indices().filter(move |(_, c)| matches!(c, '\n' | '。' | '：' | ':' | '；') || blank(*c));
    ends.take_while(|(at, _)| *at <= LONGEST * 4).filter_map(move |(at, c)| {
        let rest = text.get(at + c.len_utf8()..)?.trim_start_matches([':', '：', '。']);
        (!rest.trim().is_empty()).then_some((text.get(..at)?, blank(c), rest.trim()))
    })
}

/// The lines of lists of contents: headings with the numbers of pages, or headings one behind the other whose sections
/// come later; with the word above them, and what stands between them.
fn contents(lines: &[Line<'_>], candidates: &[Candidate<'_>]) -> BTreeSet<usize> {
    let tables = |c: &Candidate<'_>| lines.get(c.line).map_or(0, |l| l.tables);
    let mut out = BTreeSet::new();
    let mut rest = candidates;
    while let Some(first) = rest.first() {
        let text = |at: usize| lines.get(at).is_some_and(|l| l.paragraph.text.contains(['。', '，']));
        let beside = |pair: &[Candidate<'_>]| match pair {
            [a, b] => {
                let near = b.line <= a.line + 2 && tables(a) == tables(b);
                near && b.rest.is_empty() && !(a.line + 1..b.line).any(text)
            }
            _ => false,
        };
        let length = 1 + rest.windows(2).take_while(|pair| beside(pair)).count();
        // The last of them may be the first heading of the text itself.
        let mut seen = BTreeSet::new();
        let fresh = |c: &&Candidate<'_>| c.section.is_none_or(|s| seen.insert(s));
        let run = rest.get(..rest.iter().take(length).take_while(fresh).count().max(1)).unwrap_or_default();
        let (_, later) = rest.split_at(run.len());
        let named: Vec<&Candidate<'_>> = run.iter().filter(|c| c.section.is_some()).collect();
        let same = |c: &&&Candidate<'_>| later.iter().any(|l| l.section == c.section && l.style() == c.style());
        let again = named.iter().filter(same).count();
        if run.iter().any(|c| c.leader) || named.len() >= CONTENTS && again + 1 >= named.len() {
            let last = run.last().map_or(first.line, |c| c.line);
            let word = first
                .line
                .checked_sub(1)
                .filter(|at| lines.get(*at).is_some_and(|l| l.paragraph.text.trim().chars().count() <= 4));
            out.extend(word.unwrap_or(first.line)..=last);
        }
        rest = later;
    }
    out
}

/// How the sections are numbered: in the way in which most of them are named; the higher way if two name as many.
fn main_style(form: &Form, lines: &[Line<'_>], candidates: &[Candidate<'_>]) -> Option<Option<Style>> {
    let styles: BTreeSet<Option<Style>> =
        candidates.iter().filter(|c| c.section.is_some()).map(Candidate::style).collect();
    let count = |style: &Option<Style>| {
        let of = candidates.iter().filter(|c| c.style() == *style);
        let about = |c: &Candidate<'_>| c.section.or_else(|| form.outlines.by_word(c.heading));
        of.filter_map(about).collect::<BTreeSet<_>>().len()
    };
    // Without a number a text is a heading only for want of others.
    let rank = |style: &Option<Style>| style.map_or(usize::MAX, |s| s as usize);
    // Headings of one section stand between the same tables.
    let places = |style: &Option<Style>| {
        let of = candidates.iter().filter(|c| c.style() == *style && c.section.is_some());
        of.filter_map(|c| lines.get(c.line)).map(|l| l.tables).collect::<BTreeSet<_>>().len()
    };
    styles.into_iter().max_by_key(|style| (count(style) + places(style), std::cmp::Reverse(rank(style))))
}

/// Headings whose words nobody knows, by their numbers: each goes on from the heading before it, up to the next.
fn counted<'a>(
    form: &Form,
    candidates: &[Candidate<'a>],
    style: Style,
    chosen: &[(Candidate<'a>, Option<Section>)],
) -> Vec<(Candidate<'a>, Option<Section>)> {
    if chosen.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<(Candidate<'a>, Option<Section>)> = Vec::new();
    let value = |c: &Candidate<'_>| c.number.map_or(0, |n| n.value);
    let ends = chosen.iter().map(Some).chain([None]);
    let mut before: Option<&Candidate<'a>> = None;
    for next in ends {
        let next = next.map(|(c, _)| c);
        let mut at = before.map_or(0, |c| c.line + 1);
        let mut number = before.map_or(1, |c| value(c) + 1);
        let (end, last) = next.map_or((usize::MAX, u32::MAX), |c| (c.line, value(c)));
        let within = |c: &&Candidate<'a>, from: usize| {
            c.section.is_none() && c.style() == Some(style) && (from..end).contains(&c.line)
        };
        while number < last
            && let Some(found) = candidates.iter().find(|c| within(c, at) && value(c) == number)
        {
            out.push((*found, None));
            at = found.line + 1;
            number += 1;
        }
        before = next;
    }
    let mut taken: BTreeSet<Section> = chosen.iter().filter_map(|(_, s)| *s).collect();
    // A number is that of its section where the headings that are known are numbered as the form numbers them.
    let as_form = |of: u32| {
        let near = |c: &&(Candidate<'a>, Option<Section>)| c.1.is_some_and(|s| s.ordinal() == value(&c.0));
        let neighbours = chosen.iter().filter(|(c, _)| value(c) + 1 == of || value(c) == of + 1);
        let all: Vec<bool> = neighbours.map(|c| near(&c)).collect();
        !all.is_empty() && all.iter().all(|n| *n)
    };
    for (candidate, section) in &mut out {
        let of = value(candidate);
        let by_number =
            Some(Section(of.saturating_sub(1) as usize)).filter(|s| s.0 < form.sections.len() && as_form(of));
        let by_word = form.outlines.by_word(candidate.heading);
        *section = [by_word, by_number].into_iter().flatten().find(|s| !taken.contains(s));
        taken.extend(*section);
    }
    out
}
