//! Numbers that the prose states: in the overview and before the tables of sections three and four, with sentence and place.
//! The first statement of each fact counts; "of which" and channels are parts, not totals.

use super::dates;
use super::sections::tidy;
use crate::form::Form;
use crate::form::narrative::{Pattern, behind, patterns};
use crate::form::words::words;
use crate::report::{NarrativeFact, SectionText};
use rust_decimal::Decimal;
use std::str::FromStr;

/// Reads them, in document order.
pub fn facts(form: &Form, sections: &[SectionText], year: Option<i32>) -> Vec<NarrativeFact> {
    let mut found: Vec<NarrativeFact> = Vec::new();
    let read = |id: &str| form.sections.iter().any(|s| s.narrative && *s.id == *id);
    for section in sections.iter().filter(|s| s.section.as_deref().is_some_and(read)) {
        for block in &section.blocks {
            let text = tidy(&block.text);
            let mut at = 0;
            for sentence in text.split_inclusive(['。', '；', ';', '！']) {
                let so_far = text.get(..at + sentence.len()).unwrap_or_default();
                at += sentence.len();
                for (fact, value) in sentence_facts(sentence, so_far, year) {
                    if !found.iter().any(|f| *f.fact == *fact) {
                        found.push(NarrativeFact {
                            fact: fact.into(),
                            value,
                            scope: scope(sentence).into(),
                            section: section.section.clone(),
                            sentence: sentence.to_string(),
                            origin: block.origin,
                        });
                    }
                }
            }
        }
    }
    found
}

/// Whose number it is, by the words of its sentence.
fn scope(sentence: &str) -> &'static str {
    let has = |list: &str| words(list).iter().any(|w| sentence.contains(w));
    match (has("scope_region"), has("scope_own") || has("scope_office")) {
        (true, false) => "region",
        (false, true) => "own",
        _ => "unknown",
    }
}

/// A number with its unit in a sentence.
struct Counted {
    /// Bytes of the sentence before it, and up to and with the unit.
    from: usize,
    to: usize,
    value: Decimal,
    unit: char,
}

fn sentence_facts(sentence: &str, so_far: &str, year: Option<i32>) -> Vec<(&'static str, Decimal)> {
    let mut found = Vec::new();
    let mut last = 0;
    let stops = ['，', ',', '；', ';', '：', ':', '。', '（', '(', '）', ')'];
    for number in counted(sentence).into_iter().filter(|n| !is_date(n.unit)) {
        let since = sentence.get(last..number.from).unwrap_or_default();
        let lead = since.rsplit(stops).next().unwrap_or(since);
        let behind = sentence.get(number.to..).unwrap_or_default();
        let tail =
            behind.split(stops).next().unwrap_or(behind).split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
        last = number.to;
        // Of another year.
        let other = dates::year(since).is_some_and(|(y, _, _)| year.is_some_and(|year| y != year));
        if other {
            continue;
        }
        let fits = |p: &&Pattern| {
            !p.statement
                && p.units.contains(number.unit)
                && (p.lead.is_empty() || Pattern::holds(&p.lead, lead))
                && (p.tail.is_empty() || p.tail.iter().any(|words| begins(words, tail)))
                && !p.not.iter().any(|w| lead.contains(w) || *w == "其中" && since.contains(w))
                && so_far.contains(p.context)
        };
        if let Some(pattern) = patterns().iter().find(fits) {
            found.push((pattern.fact, number.value));
        }
    }
    for pattern in patterns().iter().filter(|p| p.statement) {
        for clause in sentence.split(stops) {
            let stated = pattern.lead.iter().any(|words| {
                words
                    .first()
                    .and_then(|w| behind(clause, w))
                    .is_some_and(|behind| pattern.units.split('|').any(|object| behind.contains(object)))
            });
            let counted = clause.contains(|c: char| c.is_ascii_digit());
            // What depends on the words before it is doubtful if any of the sentence speaks of something else.
            let about = if pattern.context.is_empty() { clause } else { sentence };
            if stated && !counted && !pattern.not.iter().any(|w| about.contains(w)) && so_far.contains(pattern.context)
            {
                found.push((pattern.fact, Decimal::ZERO));
                break;
            }
        }
    }
    found
}

/// Whether a number is part of a day or year, and belongs to the words around it.
fn is_date(unit: char) -> bool {
    ["date_year", "date_month", "date_day"].iter().any(|list| words(list).iter().any(|w| w.starts_with(unit)))
}

/// Whether a tail begins with words that follow each other.
fn begins(words: &[&str], tail: &str) -> bool {
    let Some((first, rest)) = words.split_first() else { return true };
    tail.strip_prefix(first).is_some_and(|behind| Pattern::holds(&[rest.to_vec()], behind))
}

/// The numbers with a unit, not those that are about so many.
fn counted(sentence: &str) -> Vec<Counted> {
    let mut found = Vec::new();
    let mut digits = String::new();
    let mut from = 0;
    for (at, c) in sentence.char_indices() {
        let narrow = match c {
            '\u{FF10}'..='\u{FF19}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        };
        match narrow {
            d if d.is_ascii_digit() => {
                if digits.is_empty() {
                    from = at;
                }
                digits.push(d);
            }
            '.' if !digits.is_empty()
                && sentence.get(at + 1..).is_some_and(|r| r.starts_with(|d: char| d.is_ascii_digit())) =>
            {
                digits.push('.');
            }
            ',' | '，' if !digits.is_empty() && thousands(sentence, at + c.len_utf8()) => {}
            c => {
                if let Ok(value) = Decimal::from_str(&digits)
                    && !digits.is_empty()
                {
                    found.push(Counted { from, to: at + c.len_utf8(), value, unit: c });
                }
                digits.clear();
            }
        }
    }
    found
}

/// Whether exactly three digits stand at a place: a comma before them groups thousands.
fn thousands(sentence: &str, at: usize) -> bool {
    let rest = sentence.get(at..).unwrap_or_default();
    rest.bytes().take_while(u8::is_ascii_digit).count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sentence: &str) -> Vec<(&'static str, i64)> {
        let found = sentence_facts(sentence, sentence, Some(2024));
        found.into_iter().map(|(fact, value)| (fact, i64::try_from(value).unwrap_or(-1))).collect()
    }

    #[test]
    fn totals_parts_and_results() {
        assert_eq!(
            read("2024年，全县共收到政府信息公开申请12件，上年结转2件，办结13件，结转下年度继续办理1件。"),
            [
                ("requests_received", 12),
                ("requests_carried_over", 2),
                ("requests_answered", 13),
                ("requests_carried_forward", 1)
            ]
        );
        assert_eq!(
            read("答复申请30件（含上年度结转申请4件，另有1件顺延到下年度答复）。"),
            [("requests_answered", 30), ("requests_carried_over", 4), ("requests_carried_forward", 1)]
        );
        assert_eq!(
            read("其中予以公开5件、部分公开2件、不予公开1件、无法提供3件、不予处理1件、作其他处理1件。"),
            [
                ("result_disclosed", 5),
                ("result_partly_disclosed", 2),
                ("result_refused", 1),
                ("result_unable_to_provide", 3),
                ("result_not_processed", 1),
                ("result_other_handling", 1)
            ]
        );
        assert_eq!(
            read("收到自然人申请9件，法人或其他组织申请3件。"),
            [("requests_natural_person", 9), ("requests_organisations", 3)]
        );
        assert_eq!(read("本年度共收到７件申请。"), [("requests_received", 7)]);
        assert_eq!(read("全年收到政府信息公开申请1,024件。"), [("requests_received", 1024)]);
    }

    #[test]
    fn what_is_not_the_total() {
        for sentence in [
            "其中通过网络收到申请30件。",
            "2023年收到政府信息公开申请30件。",
            "主动公开政府信息300条，予以公开及部分公开8件。",
            "办理人大代表建议答复15件，规范申请流程。",
            "备案受理行政复议案件134件，信息公开有序。",
            "收到政府信息公开申请30余件。",
            "发放申请指南500份。",
        ] {
            assert_eq!(read(sentence), [], "{sentence}");
        }
    }

    #[test]
    fn statements_without_a_number() {
        assert_eq!(read("本年度我局未收到政府信息公开申请。"), [("no_requests", 0)]);
        assert_eq!(read("全年没有接到信息公开申请，没有发生行政复议。"), [("no_requests", 0)]);
        assert_eq!(read("收到政府信息公开申请3件，均已按时答复。"), [("requests_received", 3), ("all_done", 0)]);
        assert_eq!(read("如未收到信息公开申请答复，请联系。"), []);
    }

    #[test]
    fn review_and_litigation() {
        assert_eq!(read("因政府信息公开行政复议5件，其中结果维持3件，尚未审结2件。"), [("reconsiderations", 5)]);
        assert_eq!(read("政府信息公开行政诉讼4件。"), [("litigations", 4)]);
    }
}
