//! The counts that stand in the sentences of an old report, with the headings they stand under.

use crate::form::Form;
use crate::form::outlines;
use crate::form::sentences::Prose;
use crate::interpret::prose::{Passage, Reader, Stated};
use crate::interpret::sections::tidy;
use crate::model::content::{Block, Paragraph};
use crate::model::id::CellId;
use crate::report::{Statistic, Status};
use crate::text::key::split_number;
use std::collections::BTreeSet;

/// The numbers of all sentences, with their blocks; `tables` are left out.
pub fn statistics(form: &Form, blocks: &[Block], tables: &BTreeSet<usize>, prose: &Prose) -> Vec<(usize, Statistic)> {
    let paragraphs = || {
        blocks.iter().enumerate().filter(|(i, _)| !tables.contains(i)).filter_map(|(i, b)| match b {
            Block::Paragraph(p) => Some((i, p)),
            _ => None,
        })
    };
    let headings = paragraphs().filter_map(|(_, p)| heading(&p.text)).map(|(h, _)| format!("{h}\n")).collect();
    let mut reader = Reader::new(prose, None, headings);
    let mut found = Vec::new();
    let mut in_force = String::new();
    let mut section = None;
    for (block, paragraph) in paragraphs() {
        let mut text = tidy(&paragraph.text);
        if let Some((heading, whole)) = heading(&paragraph.text) {
            let named = form.any_section(&paragraph.text).or_else(|| form.outlines.topic(&paragraph.text));
            section = named.and_then(|s| form.sections.get(s.0)).map(|s| &*s.id);
            in_force = heading;
            if whole {
                text.clear();
            }
        }
        if !prose.reads(section) {
            continue;
        }
        let stated = reader.read(&Passage { text: &text, heading: &in_force, section });
        found.extend(stated.into_iter().map(|s| (block, statistic(s, &in_force, paragraph))));
    }
    found
}

fn statistic(stated: Stated<'_, '_>, heading: &str, paragraph: &Paragraph) -> Statistic {
    Statistic {
        indicator: stated.words,
        indicator_id: stated.id.map(CellId::from),
        path: if heading.is_empty() { Vec::new() } else { vec![heading.to_string()] },
        unit: stated.unit.map(str::to_string),
        period: stated.period.map(str::to_string),
        value: stated.value,
        raw: stated.sentence.to_string(),
        status: if stated.value.is_some() { Status::Published } else { Status::Unreadable },
        origin: Some(paragraph.origin),
        table: false,
    }
}

/// A heading of any level, and whether the paragraph is nothing else.
fn heading(text: &str) -> Option<(String, bool)> {
    let rest = match split_number(text) {
        Some((_, _, rest)) => rest,
        None => outlines::numbered(text)?.1,
    };
    let head = rest.split(['：', ':', '。']).next().unwrap_or(rest);
    let whole = head.chars().count() + 1 >= rest.trim_end().chars().count();
    (head.chars().count() <= 40 && !head.contains(['；', ';'])).then(|| (tidy(head), whole))
}
