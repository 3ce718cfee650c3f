//! What a document is: a report, a text offered as a model of one, something else, or what damage left of a report. Key
//! words prove nothing: notices about the form, comparisons, template sites and half-year statistics hold them all.

use super::records::Records;
use super::sections::Outline;
use crate::form::labels::{Section, labels};
use crate::form::outlines;
use crate::form::words::words;
use crate::model::content::Block;
use crate::report::metadata::Metadata;
use crate::report::{Class, FormId};
use crate::text::key::key;
use std::collections::BTreeSet;

/// What speaks for and against.
pub struct Evidence<'a> {
    /// Rows of the form since 2019 found, by table.
    pub rows_found: [usize; 3],
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
    /// Rows of the tables before 2019 that were recognised: of 2014, and older ones.
    pub indicators: [usize; 2],
    /// The document.
    pub blocks: &'a [Block],
    /// All text.
    pub text: TextCounts,
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
    pub fn of(blocks: &[Block], heading: fn(&str) -> Option<Section>) -> TextCounts {
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
                counts.topics.extend(section.or_else(|| outlines::topic(&p.text)));
            }
            for text in texts(block) {
                if text.bytes().all(|b| b.is_ascii_digit()) {
                    counts.characters += text.len();
                    continue;
                }
                counts.characters += text.chars().filter(|c| c.is_alphanumeric()).count();
                counts.han += text.chars().filter(|c| ('\u{3400}'..='\u{9FFF}').contains(c)).count();
                counts.lost += text.chars().filter(|c| matches!(c, '?' | '\u{FFFD}')).count();
                let placeholders = words("placeholder").iter().filter(|w| text.contains(**w));
                counts.placeholders += placeholders.map(|w| text.matches(w).count()).sum::<usize>();
            }
        }
        counts
    }
}

fn texts(block: &Block) -> Vec<&str> {
    match block {
        Block::Paragraph(p) => vec![&p.text],
        Block::Grid(grid) => grid.cells().map(|(_, _, c)| c.text.as_str()).collect(),
        Block::Rows(rows) => rows.iter().flat_map(|r| &r.cells).map(|c| c.text.as_str()).collect(),
    }
}

/// Rows of the form since 2019 that the text names, wherever.
fn rows_named(blocks: &[Block]) -> usize {
    labels().rows_named_in(&blocks.iter().flat_map(texts).map(key).collect::<String>())
}

/// What a document is, on which form, and what speaks for it.
pub struct Verdict {
    /// What.
    pub class: Class,
    /// The form; `None` if its tables decide, which are of 2019 or later.
    pub form: Option<FormId>,
    /// In words, the weightiest first.
    pub reasons: Vec<String>,
    /// It is a model only for its masked names: its numbers are those of a report.
    pub masked: bool,
}

impl Verdict {
    fn no(class: Class, reason: impl Into<String>) -> Verdict {
        Verdict { class, form: Some(FormId::None), reasons: vec![reason.into()], masked: false }
    }
}

/// Decides what the document is.
pub fn classify(e: &Evidence<'_>) -> Verdict {
    if let Some(refused) = damaged(e).or_else(|| not_a_report(e)) {
        return refused;
    }
    match form(e) {
        Some((form, reasons)) => model_text(e, form, reasons),
        None => Verdict::no(Class::NotAReport, nothing_found(e)),
    }
}

fn tables(e: &Evidence<'_>) -> usize {
    e.rows_found.iter().zip([4, 12, 1]).filter(|(found, least)| *found >= least).count()
}

fn headings(e: &Evidence<'_>) -> usize {
    e.outline.sections.iter().filter(|s| s.section.is_some()).count()
}

fn title<'a>(e: &'a Evidence<'_>) -> &'a str {
    e.metadata.title.value.as_deref().unwrap_or_default()
}

/// The first word of a list that a text holds.
fn contained(list: &str, text: &str) -> Option<&'static &'static str> {
    words(list).iter().find(|w| text.contains(**w))
}

fn damaged(e: &Evidence<'_>) -> Option<Verdict> {
    let text = &e.text;
    // Han characters that became question marks leave digits and punctuation behind.
    if text.lost >= 60 && text.lost > 2 * text.han {
        return Some(Verdict::no(
            Class::Damaged,
            format!("{} characters were lost before the text was saved: only question marks are left", text.lost),
        ));
    }
    if tables(e) > 0 || !e.records.records.iter().all(|r| r.flat) {
        return None;
    }
    // A digit that numbers a label is none.
    let digits = |text: &str| {
        let behind = text.chars().skip(1).chain([' ']);
        text.chars().zip(behind).filter(|(c, next)| c.is_ascii_digit() && !matches!(next, '.' | '、' | '．')).count()
    };
    let fields = e.records.records.iter().flat_map(|r| &r.fields);
    let numbers = fields.map(|f| digits(&f.text)).sum::<usize>();
    let named = if numbers < 20 { rows_named(e.blocks) } else { 0 };
    (named >= 16).then(|| {
        Verdict::no(
            Class::Damaged,
            format!("{named} rows of the form are named and {numbers} digits are left: lines that stood twice were taken out"),
        )
    })
}

fn not_a_report(e: &Evidence<'_>) -> Option<Verdict> {
    let no = |reason: String| Some(Verdict::no(Class::NotAReport, reason));
    if e.text.characters < 20 {
        return no("the document has no text".into());
    }
    // A menu of the page may name other documents; where tables are filled, only the title counts.
    let filled = tables(e) >= 2 && e.published >= 20 && !title(e).is_empty();
    let headlines = if filled { &[][..] } else { &e.outline.headlines[..] };
    let titles = || headlines.iter().map(String::as_str).chain([title(e), e.page_title]);
    let names = |list: &str| words(list).iter().find(|w| titles().any(|t| t.contains(**w)));
    let own = if title(e).is_empty() { names("other_report") } else { contained("other_report", title(e)) };
    if let Some(word) = names("not_annual") {
        return no(format!("the title names a part of a year ({word}): not an annual report"));
    }
    if let Some(word) = names("not_report") {
        return no(format!("the title says \"{word}\": a text about the form, not a report on it"));
    }
    if let Some(word) = own {
        return no(format!("the title says \"{word}\": a document of another kind"));
    }
    if e.records.doubled {
        return no("two tables of applications stand side by side: a comparison, not one report".into());
    }
    if e.repeats >= 12 {
        return no(format!("{} rows of the form stand in it twice: a comparison of two reports", e.repeats));
    }
    if e.outline.restarts >= 2 && tables(e) > 0 {
        return no(format!(
            "the sections start anew {} times: a collection of texts, not one report",
            e.outline.restarts
        ));
    }
    None
}

/// The form of a report and what makes it one; `None` if nothing does. The inner `None`: a form since 2019.
fn form(e: &Evidence<'_>) -> Option<(Option<FormId>, Vec<String>)> {
    let (tables, headings, titled) = (tables(e), headings(e), !title(e).is_empty());
    let year = e.metadata.report_year.value;
    let mut reasons = Vec::new();
    if titled {
        reasons.push("its title is that of such a report".to_string());
    }
    if tables >= 1 && (e.published > 0 || headings >= 4) || tables >= 2 && titled {
        reasons.insert(0, format!("{tables} of the form's three tables"));
        return Some((None, reasons));
    }
    let [of_2014, older] = e.indicators;
    if of_2014.max(older) >= 5 {
        let (form, rows) = if of_2014 >= older { (FormId::Form2014, of_2014) } else { (FormId::Pre2014, older) };
        reasons.insert(0, format!("{rows} rows of the statistics table of form {}", form.name()));
        return Some((Some(form), reasons));
    }
    let heads = |list: &str| words(list).iter().all(|w| e.records.text.contains(&key(w)));
    for (list, form) in [("old_2014", FormId::Form2014), ("old_pre2014", FormId::Pre2014)] {
        if heads(list) && titled {
            reasons.insert(0, format!("a table has the column heads of form {}", form.name()));
            return Some((Some(form), reasons));
        }
    }
    let core = [Section::ActiveDisclosure, Section::Applications, Section::ReviewAndLitigation, Section::Problems];
    let topics = core.iter().filter(|s| e.text.topics.contains(s)).count();
    let old = match year {
        Some(year) if year < 2014 => Some(FormId::Pre2014),
        Some(year) if year < 2019 => Some(FormId::Form2014),
        Some(_) => None,
        None => Some(FormId::Pre2014),
    };
    if let Some(form) = old
        && tables == 0
        && topics >= 3
        && (titled || topics == core.len())
    {
        reasons.push(format!("headings on {topics} of the four subjects of such a report"));
        reasons.push(match year {
            Some(year) => format!("it is of {year}, before the forms of 2019"),
            None => "no table of a form since 2019, and no year".to_string(),
        });
        return Some((Some(form), reasons));
    }
    if headings >= 5 && titled {
        reasons.push(format!("{headings} of the form's six headings"));
        return Some((None, reasons));
    }
    None
}

fn nothing_found(e: &Evidence<'_>) -> String {
    let other = words("other_text").iter().find(|w| e.text.head.contains(**w));
    format!(
        "none of the form's three tables was found, and {} of its six headings{}{}",
        headings(e),
        if title(e).is_empty() { ", and no title of such a report" } else { "" },
        other.map_or(String::new(), |w| format!("; it speaks of \"{w}\""))
    )
}

/// A report stands, unless it says of itself that it is a model, or hides whose it is.
fn model_text(e: &Evidence<'_>, form: Option<FormId>, mut reasons: Vec<String>) -> Verdict {
    let titles = || e.outline.headlines.iter().map(String::as_str).chain([title(e)]);
    let model = words("model_text").iter().find(|w| titles().any(|t| t.contains(**w)));
    let masked = masks(&e.text.head);
    let empty = form.is_none() && e.published == 0;
    if let Some(word) = model {
        reasons.insert(0, format!("the title says \"{word}\""));
    } else if let Some(mask) = masks(title(e)).filter(|_| empty) {
        reasons.insert(0, format!("the title is masked ({mask}) and no number is filled in: a template"));
    } else if e.text.placeholders >= 5 {
        reasons.insert(0, format!("placeholders stand for {} numbers", e.text.placeholders));
    } else if let Some(mask) = masked {
        reasons.insert(0, format!("names or years are masked ({mask}): whose report it was is hidden"));
        return Verdict { class: Class::ModelText, form, reasons, masked: true };
    } else {
        return Verdict { class: Class::Report, form, reasons, masked: false };
    }
    // A model on a form since 2019 has no number that anybody published.
    let form = form.or(Some(FormId::None));
    Verdict { class: Class::ModelText, form, reasons, masked: false }
}

/// The first name or year that is masked in a text, with what it belongs to.
pub fn masks(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let (masks, masked) = (words("mask"), words("masked"));
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
        let named = masked.iter().any(|w| behind.starts_with(w));
        if named && masks.iter().any(|m| mask.starts_with(m)) {
            let shown: String = behind.chars().take(2).collect();
            return Some(format!("{mask}{shown}"));
        }
        i += run;
    }
    None
}
