//! What a document is: a report, a text offered as a model of one, something else, or what damage left of a report. Key
//! words prove nothing: notices about the form, comparisons, template sites and half-year statistics hold them all.

use super::damage::texts;
use super::illegible;
use super::records::Records;
use super::sections::Outline;
use crate::form::lexicon::List;
use crate::form::{Form, layout};
use crate::model::content::Block;
use crate::report::metadata::Metadata;
use crate::report::{Class, Classification};
use crate::text::key::key;
use crate::text::labels::Section;
use std::collections::BTreeSet;

/// What speaks for and against.
pub struct Evidence<'a> {
    /// The form that the document may be on.
    pub form: &'a Form,
    /// Rows of its tables found, by table.
    pub rows_found: &'a [usize],
    /// Cells with a number.
    pub published: usize,
    /// Rows that stand in the document a second time.
    pub repeats: usize,
    /// The title that the container gives.
    pub page_title: &'a str,
    /// The text, taken apart.
    pub outline: &'a Outline<'a>,
    /// Title and agency.
    pub metadata: &'a Metadata,
    /// The rows of all tables.
    pub records: &'a Records,
    /// Rows of a statistics table that were recognised, and the edition that has such a table.
    pub statistics: Option<(usize, usize)>,
    /// The document.
    pub blocks: &'a [Block],
    /// All text.
    pub text: TextCounts,
    /// What proves that lines of the text were taken out.
    pub lines_taken_out: Option<String>,
}

/// What a text is made of.
#[derive(Debug, Default)]
pub struct TextCounts {
    /// Letters and digits.
    pub characters: usize,
    /// Chinese characters.
    pub han: usize,
    /// Question marks and U+FFFD: what is left of lost characters.
    pub lost: usize,
    /// Sections that numbered headings of any level are about.
    pub topics: BTreeSet<Section>,
    /// The paragraphs down to the first one under the first heading.
    pub head: String,
    /// Numbers that a placeholder stands for.
    pub placeholders: usize,
}

impl TextCounts {
    /// Counts.
    pub fn of(form: &Form, blocks: &[Block], heading: &dyn Fn(&str) -> Option<Section>) -> TextCounts {
        let mut counts = TextCounts::default();
        let (mut before, mut opened) = (true, false);
        for block in blocks {
            if let Block::Paragraph(p) = block {
                let section = heading(&p.text);
                let opens = section.is_some();
                if before {
                    counts.head.push_str(&p.text);
                    counts.head.push('\n');
                }
                // The first paragraph under the first heading is the last of the head.
                before &= !opened;
                opened |= opens;
                counts.topics.extend(section.or_else(|| form.outlines.topic(&p.text)));
            }
            for text in texts(block) {
                if text.bytes().all(|b| b.is_ascii_digit()) {
                    counts.characters += text.len();
                    continue;
                }
                counts.characters += text.chars().filter(|c| c.is_alphanumeric()).count();
                counts.han += text.chars().filter(|c| ('\u{3400}'..='\u{9FFF}').contains(c)).count();
                counts.lost += text.chars().filter(|c| matches!(c, '?' | '\u{FFFD}')).count();
                let placeholders = form.words(List::Placeholder).iter().filter(|w| text.contains(w.as_str()));
                counts.placeholders += placeholders.map(|w| text.matches(w.as_str()).count()).sum::<usize>();
            }
        }
        counts
    }
}

/// Rows of the form since 2019 that the text names, wherever.
fn rows_named(form: &Form, blocks: &[Block]) -> usize {
    form.labels.rows_named_in(&blocks.iter().flat_map(texts).map(key).collect::<String>())
}

/// What a document is, on which form, and what speaks for it.
pub struct Verdict {
    /// What.
    pub class: Class,
    /// What decides the edition.
    pub edition: Decided,
    /// In words, the weightiest first.
    pub reasons: Vec<String>,
    /// Nothing was found of a report, and nothing that shows what else it is.
    pub is_open: bool,
    /// It is a model only for its masked names: its numbers are those of a report.
    pub masked: bool,
}

/// What decides the edition of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Its tables.
    ByTables,
    /// It has no tables of the form but a statistics table, or none: this edition.
    Statistics(usize),
    /// Nothing: it is on no edition of the form.
    None,
}

impl Verdict {
    fn no(class: Class, reason: impl Into<String>) -> Verdict {
        Verdict { class, edition: Decided::None, reasons: vec![reason.into()], is_open: false, masked: false }
    }

    fn open(class: Class, reason: impl Into<String>) -> Verdict {
        Verdict { is_open: true, ..Verdict::no(class, reason) }
    }

    /// The same for the report.
    pub fn classification(self) -> Classification {
        Classification { is: self.class, reasons: self.reasons, is_open: self.is_open }
    }
}

/// Decides what the document is.
pub fn classify(e: &Evidence<'_>) -> Verdict {
    let verdict = decide(e);
    match illegible::reason(e.blocks, e.text.han) {
        Some(reason) if verdict.edition == Decided::None => Verdict::open(Class::Damaged, reason),
        _ => verdict,
    }
}

fn decide(e: &Evidence<'_>) -> Verdict {
    if let Some(refused) = damaged(e).or_else(|| not_a_report(e)) {
        return refused;
    }
    match edition(e) {
        Some((edition, reasons)) => model_text(e, edition, reasons),
        None => Verdict::open(Class::NotAReport, nothing_found(e)),
    }
}

fn tables(e: &Evidence<'_>) -> usize {
    e.rows_found.iter().zip(&e.form.tables).filter(|(found, table)| **found >= table.least_rows).count()
}

fn headings(e: &Evidence<'_>) -> usize {
    e.outline.sections.iter().filter(|s| s.section.is_some()).count()
}

fn title<'a>(e: &'a Evidence<'_>) -> &'a str {
    e.metadata.title.value.as_deref().unwrap_or_default()
}

/// The first word of a list that a text holds.
fn contained<'a>(form: &'a Form, list: List, text: &str) -> Option<&'a String> {
    form.words(list).iter().find(|w| text.contains(w.as_str()))
}

fn damaged(e: &Evidence<'_>) -> Option<Verdict> {
    let text = &e.text;
    // Han characters that became question marks leave digits and punctuation behind; a text in another language asks
    // questions too.
    if text.lost >= 60 && text.lost > 2 * text.han && 2 * text.lost > text.characters {
        let seen = format!(
            "{} question marks and unreadable characters stand beside {} Chinese characters that can be read",
            text.lost, text.han
        );
        return Some(Verdict::open(Class::Damaged, seen));
    }
    if tables(e) > 0 || !e.records.records.iter().all(|r| r.flat) {
        return None;
    }
    Some(Verdict::open(Class::Damaged, e.lines_taken_out.clone()?))
}

fn not_a_report(e: &Evidence<'_>) -> Option<Verdict> {
    let no = |reason: String| Some(Verdict::no(Class::NotAReport, reason));
    if e.text.characters < 20 {
        let seen = match e.text.characters {
            0 => "no text was found in the document".into(),
            found => format!("no more than {found} letters and digits were found in the document"),
        };
        return Some(Verdict::open(Class::NotAReport, seen));
    }
    // A menu of the page may name other documents; where tables are filled, only the title counts.
    let filled = tables(e) >= 2 && e.published >= 20 && !title(e).is_empty();
    let headlines = if filled { &[][..] } else { &e.outline.headlines[..] };
    let titles = || headlines.iter().map(String::as_str).chain([title(e), e.page_title]);
    let names = |list| e.form.words(list).iter().find(|w| titles().any(|t| t.contains(w.as_str())));
    let own =
        if title(e).is_empty() { names(List::OtherReport) } else { contained(e.form, List::OtherReport, title(e)) };
    if let Some(word) = names(List::NotAnnual) {
        return no(format!("the title names a part of a year ({word}): not an annual report"));
    }
    if let Some(word) = names(List::NotReport) {
        return no(format!("the title says \"{word}\": a text about the form, not a report on it"));
    }
    if let Some(word) = own {
        return no(format!("the title says \"{word}\": a document of another kind"));
    }
    if e.records.doubled {
        return no("two tables of applications stand side by side: which of them is the report is not known".into());
    }
    if e.repeats >= 12 {
        return no(format!(
            "{} rows of the form stand in it twice: two reports, or one that is printed twice",
            e.repeats
        ));
    }
    if e.outline.restarts >= 2 && tables(e) > 0 {
        return no(format!("the outline of the form starts anew {} times: more than one report", e.outline.restarts));
    }
    None
}

/// What decides the edition of a report, and what makes it one; `None` if nothing does.
fn edition(e: &Evidence<'_>) -> Option<(Decided, Vec<String>)> {
    let (tables, headings, titled) = (tables(e), headings(e), !title(e).is_empty());
    let mut reasons = Vec::new();
    if titled {
        reasons.push("its title is that of such a report".to_string());
    }
    if tables >= 1 && (e.published > 0 || headings >= 4) || tables >= 2 && titled {
        reasons.insert(0, format!("{tables} of the form's three tables"));
        return Some((Decided::ByTables, reasons));
    }
    if let Some(found) = statistics(e, &mut reasons) {
        return Some((Decided::Statistics(found), reasons));
    }
    if headings >= 5 && titled {
        reasons.push(format!("{headings} of the form's six headings"));
        return Some((Decided::ByTables, reasons));
    }
    let named = if titled || headings >= 3 { rows_named(e.form, e.blocks) } else { 0 };
    if named >= 15 {
        reasons.push(format!("{named} rows of the form's tables are named in its text"));
        return Some((Decided::ByTables, reasons));
    }
    None
}

/// The edition with a statistics table that the document follows: by its rows, by its heads, or by year and subjects.
fn statistics(e: &Evidence<'_>, reasons: &mut Vec<String>) -> Option<usize> {
    let (form, titled) = (e.form, !title(e).is_empty());
    let name = |edition: usize| form.editions.get(edition).map_or("", |e| &*e.id);
    if let Some((edition, rows)) = e.statistics.filter(|(_, rows)| *rows >= 5) {
        reasons.insert(0, format!("{rows} rows of the statistics table of form {}", name(edition)));
        return Some(edition);
    }
    let heads = |edition: &layout::Edition| {
        !edition.heads.is_empty() && edition.heads.iter().all(|w| e.records.text.contains(&key(w)))
    };
    if let Some(edition) = form.editions.iter().rposition(heads).filter(|_| titled) {
        reasons.insert(0, format!("a table has the column heads of form {}", name(edition)));
        return Some(edition);
    }
    let subjects: Vec<Section> = (0..form.sections.len()).map(Section).collect();
    let subjects = || subjects.iter().filter(|s| form.sections.get(s.0).is_some_and(|s| s.subject));
    let topics = subjects().filter(|s| e.text.topics.contains(s)).count();
    let year = e.metadata.report_year.value;
    let of_year = match year {
        Some(year) => form.editions.iter().position(|e| e.years.contains(&year)),
        None => (!form.editions.is_empty()).then_some(0),
    };
    let edition = of_year.filter(|at| form.editions.get(*at).is_some_and(|e| e.cells.is_empty()))?;
    if tables(e) > 0 || topics < 3 || !titled && topics < subjects().count() {
        return None;
    }
    reasons.push(format!("headings on {topics} of the four subjects of such a report"));
    reasons.push(match year {
        Some(year) => format!("it is of {year}, before the forms of 2019"),
        None => "no table of a form since 2019, and no year".to_string(),
    });
    Some(edition)
}

fn nothing_found(e: &Evidence<'_>) -> String {
    let other = contained(e.form, List::OtherText, &e.text.head);
    format!(
        "none of the form's three tables was found, and {} of its six headings{}{}",
        headings(e),
        if title(e).is_empty() { ", and no title of such a report" } else { "" },
        other.map_or(String::new(), |w| format!("; it speaks of \"{w}\""))
    )
}

/// A report stands, unless it says of itself that it is a model, or hides whose it is.
fn model_text(e: &Evidence<'_>, edition: Decided, mut reasons: Vec<String>) -> Verdict {
    let titles = || e.outline.headlines.iter().map(String::as_str).chain([title(e)]);
    let model = e.form.words(List::ModelText).iter().find(|w| titles().any(|t| t.contains(w.as_str())));
    let masked = masks(e.form, &e.text.head);
    let empty = edition == Decided::ByTables && e.published == 0;
    if let Some(word) = model {
        reasons.insert(0, format!("the title says \"{word}\""));
    } else if let Some(mask) = masks(e.form, title(e)).filter(|_| empty) {
        reasons.insert(0, format!("the title is masked ({mask}) and no number is filled in: a template"));
    } else if e.text.placeholders >= 5 {
        reasons.insert(0, format!("placeholders stand for {} numbers", e.text.placeholders));
    } else if let Some(mask) = masked {
        reasons.insert(0, format!("names or years are masked ({mask}): whose report it was is hidden"));
        return Verdict { class: Class::ModelText, edition, reasons, is_open: false, masked: true };
    } else {
        return Verdict { class: Class::Report, edition, reasons, is_open: false, masked: false };
    }
    // A model on a form since 2019 has no number that anybody published.
    let edition = if edition == Decided::ByTables { Decided::None } else { edition };
    Verdict { class: Class::ModelText, edition, reasons, is_open: false, masked: false }
}

/// The first name or year that is masked in a text, with what it belongs to.
pub fn masks(form: &Form, text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let (masks, masked) = (form.words(List::Mask), form.words(List::Masked));
    let masking = |c: &char| masks.iter().any(|m| m.starts_with(*c));
    let mut i = 0;
    while i < chars.len() {
        let run = chars.get(i..)?.iter().take_while(|c| masking(c)).count();
        if run == 0 {
            i += 1;
            continue;
        }
        let mask: String = chars.get(i..i + run)?.iter().collect();
        let behind: String = chars.iter().skip(i + run).take(4).collect();
        let named = masked.iter().any(|w| behind.starts_with(w.as_str()));
        if named && masks.iter().any(|m| mask.starts_with(m.as_str())) {
            let shown: String = behind.chars().take(2).collect();
            return Some(format!("{mask}{shown}"));
        }
        i += run;
    }
    None
}
