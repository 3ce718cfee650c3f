//! Whether a document is a report at all. Key words prove nothing: notices about the form, comparisons, template sites
//! and half-year statistics hold them all.

use super::sections::Outline;
use crate::forms::key::key;
use crate::forms::words::words;
use crate::model::report::{FormId, Metadata};

/// What speaks for and against.
pub struct Evidence<'a> {
    /// Rows of the form found, by table.
    pub rows_found: [usize; 3],
    /// Cells with a number.
    pub published: usize,
    /// Rows that stand in the document a second time.
    pub repeats: usize,
    /// Two tables 3 stand side by side.
    pub doubled: bool,
    /// The title that the container gives.
    pub page_title: &'a str,
    /// The text, taken apart.
    pub outline: &'a Outline<'a>,
    /// Title and agency.
    pub metadata: &'a Metadata,
    /// Keys of all table text.
    pub table_text: &'a str,
    /// Letters and digits in the whole document.
    pub characters: usize,
}

/// The form of a document that is not on the forms since 2019, with the reason in words; `None` if it is a report.
pub fn refuse(evidence: &Evidence<'_>) -> Option<(FormId, String)> {
    let title = evidence.metadata.title.value.as_deref().unwrap_or_default();
    let tables = evidence.rows_found.iter().zip([4, 12, 1]).filter(|(found, least)| *found >= least).count();
    let headings = evidence.outline.sections.iter().filter(|s| s.section.is_some()).count();
    if evidence.characters < 20 {
        return Some((FormId::None, "the document has no text".into()));
    }
    let titles = || evidence.outline.headlines.iter().map(String::as_str).chain([title, evidence.page_title]);
    let names = |list: &str| words(list).iter().find(|w| titles().any(|t| t.contains(**w)));
    if let Some(word) = names("not_annual") {
        return Some((FormId::None, format!("the title names a part of a year ({word}): not an annual report")));
    }
    if let Some(word) = names("not_report") {
        return Some((FormId::None, format!("the title says \"{word}\": a text about the form, not a report on it")));
    }
    if evidence.doubled {
        return Some((
            FormId::None,
            "two tables of applications stand side by side: a comparison, not one report".into(),
        ));
    }
    if evidence.repeats >= 12 {
        return Some((
            FormId::None,
            format!(
                "{} rows of the form stand in it twice: a comparison, or several reports in one file",
                evidence.repeats
            ),
        ));
    }
    if evidence.outline.restarts >= 2 {
        return Some((
            FormId::None,
            format!(
                "the sections start anew {} times: a collection of texts, not one report",
                evidence.outline.restarts
            ),
        ));
    }
    let has = |list: &str| words(list).iter().all(|w| evidence.table_text.contains(&key(w)));
    if tables == 0 && has("old_2014") {
        return Some((
            FormId::Form2014,
            "the tables follow the form of 2014 to 2018, whose numbers are not read".into(),
        ));
    }
    if tables == 0 && has("old_pre2014") {
        return Some((FormId::Pre2014, "the tables follow a form before 2014, whose numbers are not read".into()));
    }
    if tables == 0 && headings >= 2 {
        // Without a table the year says which form was prescribed.
        match evidence.metadata.report_year {
            Some((year, _)) if year < 2014 => {
                return Some((FormId::Pre2014, format!("a report of {year}, before the national forms")));
            }
            Some((year, _)) if year < 2019 => {
                return Some((
                    FormId::Form2014,
                    format!("a report of {year}, on the form of 2014 to 2018, whose numbers are not read"),
                ));
            }
            _ => {}
        }
    }
    let masked = words("mask").iter().any(|m| title.contains(m));
    if masked && evidence.published == 0 {
        return Some((FormId::None, "the agency's name is masked and no number is filled in: a template".into()));
    }
    if tables >= 1 && (evidence.published > 0 || headings >= 4) {
        return None;
    }
    if tables >= 2 && !title.is_empty() {
        return None;
    }
    let titled = !title.is_empty();
    if headings >= 5 && titled {
        return None;
    }
    Some((
        FormId::None,
        format!(
            "none of the form's three tables was found, and {headings} of its six headings{}",
            if titled { "" } else { ", and no title of such a report" }
        ),
    ))
}
