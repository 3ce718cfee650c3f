//! A report that says in words that there was nothing to count, and so prints no table.

use crate::form::Form;
use crate::form::layout::Layout;
use crate::form::lexicon::List;
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::CellId;
use crate::report::{Entry, SectionText, TextBlock};
use crate::text::labels::Section;
use crate::text::value::{fold, is_digit};
use crate::text::words::{Word, words};

/// Turns the finding that a table was not found into one that its report prints none, where the text says so.
pub fn explain(
    form: &Form,
    sections: &[SectionText],
    cells: &[(CellId, Entry)],
    findings: &mut [Finding],
    missing: &[usize],
) {
    for (finding, table) in findings.iter_mut().filter(|f| f.kind == FindingKind::TableMissing).zip(missing) {
        let Some(spec) = form.tables.get(*table) else { continue };
        // A table of several subjects is not empty for one of them.
        let said = (spec.layout != Layout::Varied).then(|| said_none(form, sections, spec.section)).flatten();
        let Some((sentence, block)) = said else { continue };
        let of_table =
            |id: &CellId| form.rows.iter().any(|r| r.table == *table && r.cells.iter().flatten().any(|c| c.id == *id));
        *finding = Finding {
            kind: FindingKind::TableNotPrinted,
            message: format!("no table stands in section {}; the text says: {sentence}", spec.id),
            cells: cells.iter().map(|(id, _)| id).filter(|id| of_table(id)).map(ToString::to_string).collect(),
            origin: block.origin,
        };
    }
}

/// The sentence that says that there was nothing of what a section counts.
fn said_none<'a>(form: &Form, sections: &'a [SectionText], section: Section) -> Option<(&'a str, &'a TextBlock)> {
    let own = |s: &SectionText| form.section_named(s.section.as_deref().unwrap_or_default()) == Some(section);
    // The section's own text first.
    let ordered = sections.iter().filter(|s| own(s)).chain(sections.iter().filter(|s| !own(s)));
    ordered.flat_map(|s| s.blocks.iter().map(move |b| (own(s), b))).find_map(|(own, block)| {
        let sentences = block.text.split(['。', '；', ';', '！', '\n']).map(str::trim);
        let says = |sentence: &&str| {
            let about = form.outlines.by_word(sentence) == Some(section);
            let short = own && sentence.chars().nth(40).is_none();
            (about || short) && none(form, sentence)
        };
        sentences.filter(|s| !s.is_empty()).find(says).map(|sentence| (sentence, block))
    })
}

/// Whether a sentence says that there was none, or counts nothing but zeros, and nothing else.
fn none(form: &Form, sentence: &str) -> bool {
    let has = |list| form.words(list).iter().any(|w| sentence.contains(w.as_str()));
    let of = |list: Word, text: &str| words(list).iter().any(|w| text.trim_start().starts_with(w));
    let day = |text: &str| of(Word::DateYear, text) || of(Word::DateMonth, text) || of(Word::DateDay, text);
    let counts: Vec<&str> = runs(sentence).into_iter().filter(|(_, behind)| !day(behind)).map(|(run, _)| run).collect();
    let zeros = counts.iter().all(|run| run.chars().all(|c| fold(c) == '0'));
    zeros && !has(List::NotNoneSaid) && (!counts.is_empty() || has(List::NoneSaid))
}

/// The runs of digits of a text, each with what stands behind it.
fn runs(text: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find(is_digit).and_then(|at| rest.get(at..)) {
        let (run, behind) = from.split_at(from.find(|c| !is_digit(c)).unwrap_or(from.len()));
        out.push((run, behind));
        rest = behind;
    }
    out
}
