//! Counts that stand in sentences: a number with a unit, known by the words of its clause; and statements that there
//! was none.

use super::number;
use crate::form::indicators::OldForm;
use crate::form::labels::Section;
use crate::form::outlines;
use crate::form::phrases::{Phrase, phrases};
use crate::form::words::words;
use crate::interpret::sections::tidy;
use crate::model::content::Block;
use crate::model::id::CellId;
use crate::report::{Statistic, Status};
use crate::text::key::split_number;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What a report has said so far.
struct Reader<'a> {
    form: OldForm,
    /// All headings of the document, joined.
    headings: &'a str,
    /// The heading in force.
    heading: String,
    section: Option<Section>,
    /// Value of each indicator, apart for the year and for all years.
    said: BTreeMap<(&'static str, bool), Option<Decimal>>,
    found: Vec<(usize, Statistic)>,
}

/// The numbers of all sentences, with their blocks; `tables` are left out.
pub fn statistics(blocks: &[Block], tables: &BTreeSet<usize>, form: OldForm) -> Vec<(usize, Statistic)> {
    let paragraphs = || {
        blocks.iter().enumerate().filter(|(i, _)| !tables.contains(i)).filter_map(|(i, b)| match b {
            Block::Paragraph(p) => Some((i, p)),
            _ => None,
        })
    };
    let headings: String = paragraphs().filter_map(|(_, p)| heading(&p.text)).map(|(h, _)| format!("{h}\n")).collect();
    let mut reader = Reader {
        form,
        headings: &headings,
        heading: String::new(),
        section: None,
        said: BTreeMap::new(),
        found: Vec::new(),
    };
    for (block, paragraph) in paragraphs() {
        let text = tidy(&paragraph.text);
        let mut rest = text.as_str();
        if let Some((heading, whole)) = heading(&paragraph.text) {
            reader.section = outlines::any_section(&paragraph.text).or_else(|| outlines::topic(&paragraph.text));
            rest = if whole { "" } else { rest };
            reader.heading = heading;
        }
        for sentence in sentences(rest) {
            reader.sentence(block, sentence);
        }
        for (at, statistic) in reader.found.iter_mut().rev() {
            if *at != block || statistic.origin.is_some() {
                break;
            }
            statistic.origin = Some(paragraph.origin);
        }
    }
    reader.found
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

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['。', '！', '\n']).filter(|s| !s.trim().is_empty())
}

/// A number with a unit in a sentence: bytes, value (`None` if masked), unit.
struct Count {
    from: usize,
    to: usize,
    value: Option<Decimal>,
    unit: &'static str,
}

/// Numbers with units, also masked ones.
fn counts(sentence: &str) -> Vec<Count> {
    let mut found = Vec::new();
    let chars: Vec<(usize, char)> = sentence.char_indices().collect();
    let masked = |c: char| matches!(c, '×' | '…' | '*') || words("mask").iter().any(|m| m.starts_with(c));
    let part = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '.' || masked(c);
    let mut i = 0;
    while let Some((from, c)) = chars.get(i).copied() {
        if !part(c) {
            i += 1;
            continue;
        }
        let run = chars.get(i..).unwrap_or_default().iter().take_while(|(_, c)| part(*c)).count();
        let end = chars.get(i + run).map_or(sentence.len(), |(at, _)| *at);
        let digits = sentence.get(from..end).unwrap_or_default();
        let behind = sentence.get(end..).unwrap_or_default();
        let before = i.checked_sub(1).and_then(|k| chars.get(k)).map(|(_, c)| *c);
        i += run;
        // "第8条" is an article, "a-b" a range or a telephone.
        if before.is_some_and(|c| matches!(c, '第' | '-' | '—' | '〔' | '－') || c.is_ascii_alphabetic()) {
            continue;
        }
        let unit = |text: &str| words("stat_unit").iter().filter(|u| text.starts_with(**u)).max_by_key(|u| u.len());
        let more = behind.strip_prefix('余').or_else(|| behind.strip_prefix('多')).unwrap_or(behind);
        let ten_thousand = more.strip_prefix('万').and_then(|m| unit(m).filter(|u| **u != "元"));
        let Some(found_unit) = ten_thousand.or_else(|| unit(more)) else { continue };
        // "12333人力资源热线" counts nobody.
        if words("not_unit").iter().any(|w| more.starts_with(w)) {
            continue;
        }
        let printed = format!("{digits}{}{found_unit}", if ten_thousand.is_some() { "万" } else { "" });
        let hidden = digits.chars().any(masked) || digits.contains("..") || digits.ends_with('.');
        let (value, unit) = match number::with_unit(&printed).filter(|_| !hidden) {
            Some((value, Some(unit))) => (Some(value), unit),
            _ => (None, *found_unit),
        };
        if value.is_none() && digits.chars().all(|c| c == '.') && digits.len() < 2 {
            continue;
        }
        let to = end + (behind.len() - more.len()) + found_unit.len() + if ten_thousand.is_some() { 3 } else { 0 };
        found.push(Count { from, to, value, unit });
    }
    found
}

/// Where a clause ends.
const ENDS: [char; 7] = ['，', ',', '；', ';', '。', '：', ':'];

/// The last clause of a text, without what stands in brackets and without quotes.
fn last_clause(text: &str) -> String {
    let mut depth = 0usize;
    let mut open = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            '“' | '”' | '"' | '「' | '」' => {}
            c if depth == 0 => open.push(c),
            _ => {}
        }
    }
    open.split(ENDS).rfind(|p| !p.is_empty()).unwrap_or_default().to_string()
}

/// What stands right behind a number, up to the end of its clause.
fn rest_of_clause(text: &str) -> String {
    text.split(ENDS).next().unwrap_or_default().chars().take(25).collect()
}

impl Reader<'_> {
    fn sentence(&mut self, block: usize, sentence: &str) {
        let counts = counts(sentence);
        let mut end = 0;
        for (i, count) in counts.iter().enumerate() {
            let so_far = sentence.get(..count.from).unwrap_or_default();
            let before = last_clause(sentence.get(end..count.from).unwrap_or_default());
            let next = counts.get(i + 1).map_or(sentence.len(), |c| c.from);
            let after = rest_of_clause(sentence.get(count.to..next).unwrap_or_default());
            let joined = format!("{before}{after}");
            end = count.to;
            let context = format!("{}{so_far}", self.heading);
            let (period, total) = period(&before);
            let phrase =
                self.phrase(&before, &context, count, total).or_else(|| self.phrase(&joined, &context, count, total));
            let id = phrase.map(|p| p.id(self.form));
            if count.value.is_none() && id.is_none() {
                continue;
            }
            // Numbers that have nothing to do with disclosure are no statistics.
            let about = words("stat_about").iter().any(|w| sentence.contains(w) || self.heading.contains(w));
            let counted = words("stat_kept").contains(&count.unit);
            if id.is_none() && !(about && counted) {
                continue;
            }
            let indicator = if before.chars().count() < 2 { joined.clone() } else { before.clone() };
            self.say(block, sentence, id, total, count.value, Some(count.unit), indicator, period);
            // "Reconsiderations and lawsuits: 0" is both.
            if count.value == Some(Decimal::ZERO) && before.contains("复议") && before.contains("诉讼") {
                self.zeros(block, sentence, &before);
            }
        }
        let mut from = 0;
        for part in sentence.split_inclusive(['，', ',', '；', ';', '。']) {
            let to = from + part.len();
            let numbered = counts.iter().any(|c| c.from < to && from < c.to);
            from = to;
            if !numbered {
                self.none(block, sentence, part);
            }
        }
    }

    /// The first phrase that fits and whose indicator has not another value yet.
    fn phrase(&self, clause: &str, sentence: &str, count: &Count, total: bool) -> Option<&'static Phrase> {
        phrases().iter().find(|p| {
            let any = |list: &[&str], text: &str| list.iter().any(|w| text.contains(w));
            let placed = p.heading.is_empty() || !any(&p.heading, self.headings) || any(&p.heading, &self.heading);
            let said = self.said.get(&(p.id(self.form), total));
            p.units.contains(&count.unit)
                && placed
                && said.is_none_or(|value| *value == count.value)
                && p.fits(clause, sentence)
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn say(
        &mut self,
        block: usize,
        sentence: &str,
        id: Option<&'static str>,
        total: bool,
        value: Option<Decimal>,
        unit: Option<&str>,
        indicator: String,
        period: Option<String>,
    ) {
        if let Some(id) = id {
            self.said.insert((id, total), value);
        }
        let path = if self.heading.is_empty() { Vec::new() } else { vec![self.heading.clone()] };
        self.found.push((
            block,
            Statistic {
                indicator,
                indicator_id: id.map(CellId::from),
                path,
                unit: unit.map(str::to_string),
                period,
                value,
                raw: sentence.to_string(),
                status: if value.is_some() { Status::Published } else { Status::Unreadable },
                origin: None,
                table: false,
            },
        ));
    }

    /// A clause that says that there was none.
    fn none(&mut self, block: usize, sentence: &str, part: &str) {
        let text = last_clause(part);
        let negation = words("negation").iter().filter_map(|w| text.find(w)).min();
        let Some(at) = negation else { return };
        let tail: String = text.get(at..).unwrap_or_default().chars().take(45).collect();
        if words("not_none").iter().any(|w| tail.contains(w)) {
            return;
        }
        let before = self.found.len();
        self.zeros(block, sentence, &tail);
        if self.found.len() > before {
            return;
        }
        // "Nothing of the kind" under a heading, or behind a colon, speaks of what that names.
        let said = words("none_at_all").iter().any(|w| tail.starts_with(w)) && tail.chars().count() <= 14;
        let named = match part.rsplit_once(['：', ':']) {
            Some((head, _)) => head.to_string(),
            None if self.section == Some(Section::ReviewAndLitigation) => self.heading.clone(),
            None => return,
        };
        if said {
            self.zeros(block, sentence, &named);
        }
    }

    /// Zero for each thing that a text names, unless it has a number.
    fn zeros(&mut self, block: usize, sentence: &str, text: &str) {
        for line in words("zero_of") {
            let mut fields = line.split('=');
            let (Some(pre2014), Some(of_2014), Some(any), without) =
                (fields.next(), fields.next(), fields.next(), fields.next().unwrap_or_default())
            else {
                continue;
            };
            let (first, second) = match self.form {
                OldForm::Of2014 => (of_2014, pre2014),
                OldForm::Pre2014 => (pre2014, of_2014),
            };
            let id = if first.is_empty() { second } else { first };
            let hit = any.split('|').find(|w| text.contains(w));
            let excluded = without.split('|').any(|w| !w.is_empty() && text.contains(w));
            if hit.is_some() && !excluded && !self.said.contains_key(&(id, false)) {
                self.say(block, sentence, Some(id), false, Some(Decimal::ZERO), None, text.to_string(), None);
            }
        }
    }
}

/// The span that a clause names, and whether it is that of all years.
fn period(clause: &str) -> (Option<String>, bool) {
    if let Some(word) = words("all_years").iter().find(|w| clause.contains(**w)) {
        return (Some(word.to_string()), true);
    }
    let year = words("this_year").iter().find(|w| clause.contains(**w));
    (year.map(|w| w.to_string()), false)
}
