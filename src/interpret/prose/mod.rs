//! Numbers that sentences state, and statements that there was none: each number with a unit, known by the words of its
//! clause. One reading for all editions; what differs stands in the tables of [`crate::form::sentences`].

pub mod facts;

use super::dates;
use super::quantity::{Quantity, quantities};
use crate::form::sentences::{Pattern, Prose, Way, any};
use crate::form::words::words;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A paragraph.
pub struct Passage<'t> {
    /// Its text, without white space.
    pub text: &'t str,
    /// The heading in force.
    pub heading: &'t str,
    /// The section it stands in.
    pub section: Option<&'t str>,
}

/// What a sentence states.
pub struct Stated<'a, 't> {
    /// The fact or indicator; `None` if only its words are known.
    pub id: Option<&'a str>,
    /// The number, zero for a statement that there is none; `None` if it is masked.
    pub value: Option<Decimal>,
    /// What it counts, as printed.
    pub unit: Option<&'static str>,
    /// The words before it, or around it.
    pub words: String,
    /// The span that they name.
    pub period: Option<&'static str>,
    /// Where it stands.
    pub sentence: &'t str,
}

/// Reads paragraphs one after the other, and knows what they have said.
pub struct Reader<'a> {
    prose: &'a Prose,
    /// All headings of the document, joined.
    headings: String,
    /// The year of the report.
    year: Option<i32>,
    /// Value of each id, apart for the year and for all years.
    said: BTreeMap<(&'a str, bool), Option<Decimal>>,
}

/// A sentence and where it stands.
struct Place<'p, 't> {
    passage: &'p Passage<'t>,
    sentence: &'t str,
    /// What may say what it is about: itself, or the paragraph up to its end.
    about: &'t str,
}

/// A number of a sentence and the text around it.
struct Count<'q, 't> {
    number: &'q Quantity,
    /// The sentence up to it, and since the number before.
    to: &'t str,
    since: &'t str,
    /// The clause behind it.
    after: String,
    /// It is one of all years.
    total: bool,
}

/// Where a clause ends.
const ENDS: [char; 7] = ['，', ',', '；', ';', '。', '：', ':'];

/// The last clause of a text, without quotes and what stands in brackets; a bracket that is still open begins a clause.
fn last_clause(text: &str, aside: bool) -> String {
    let mut out = String::new();
    let mut open: Vec<usize> = Vec::new();
    for c in text.chars() {
        match c {
            '（' | '(' => open.push(out.len()),
            '）' | ')' => out.truncate(open.pop().unwrap_or_default()),
            '“' | '”' | '"' | '「' | '」' => {}
            c => out.push(c),
        }
    }
    let inner = match (open.first(), open.last()) {
        (Some(first), _) if aside => out.get(..*first),
        (_, last) => out.get(last.copied().unwrap_or_default()..),
    };
    inner.unwrap_or_default().split(ENDS).rfind(|p| !p.is_empty()).unwrap_or_default().to_string()
}

/// What stands right behind a number, up to the end of its clause.
fn first_clause(text: &str) -> String {
    text.split(ENDS).next().unwrap_or_default().chars().take(25).collect()
}

/// The span that a clause names, and whether it is that of all years.
fn period(clause: &str) -> (Option<&'static str>, bool) {
    let named = |list| words(list).iter().find(|w| clause.contains(**w)).copied();
    named("all_years").map_or_else(|| (named("this_year"), false), |word| (Some(word), true))
}

impl<'a> Reader<'a> {
    /// Begins a document of a year with these headings.
    pub fn new(prose: &'a Prose, year: Option<i32>, headings: String) -> Reader<'a> {
        Reader { prose, headings, year, said: BTreeMap::new() }
    }

    /// What a paragraph states, in order.
    pub fn read<'t>(&mut self, passage: &Passage<'t>) -> Vec<Stated<'a, 't>> {
        let mut found = Vec::new();
        let mut at = 0;
        for sentence in passage.text.split_inclusive(self.prose.ends.as_slice()) {
            at += sentence.len();
            let about =
                if self.prose.is(Way::Paragraph) { passage.text.get(..at).unwrap_or_default() } else { sentence };
            let place = Place { passage, sentence, about };
            let quantities = quantities(sentence, &self.prose.masks);
            self.numbers(&place, &quantities, &mut found);
            self.statements(&place, &quantities, &mut found);
        }
        found
    }

    fn numbers<'t>(&mut self, place: &Place<'_, 't>, quantities: &[Quantity], found: &mut Vec<Stated<'a, 't>>) {
        let sentence = place.sentence;
        let mut end = 0;
        for (i, number) in quantities.iter().enumerate() {
            let since = sentence.get(end..number.from).unwrap_or_default();
            end = number.to;
            let another = |year| dates::year(since).is_some_and(|(y, _, _)| y != year);
            let counted = self.prose.numbers.iter().chain(&self.prose.kept).any(|p| counts(p, number));
            if !counted
                || number.rounded && !self.prose.is(Way::Rounded)
                || self.prose.is(Way::OfYear) && self.year.is_some_and(another)
            {
                continue;
            }
            let next = quantities.get(i + 1).map_or(sentence.len(), |q| q.from);
            let after = first_clause(sentence.get(end..next).unwrap_or_default());
            let before = last_clause(since, self.prose.is(Way::Aside));
            let (period, total) = period(&before);
            let to = sentence.get(..number.from).unwrap_or_default();
            let count = Count { number, to, since, after, total };
            let id = self.id(place, &count, &before);
            let kept = |p: &&Pattern| number.value.is_some() && counts(p, number) && in_context(p, place, to);
            if id.is_none() && self.prose.kept.as_ref().filter(kept).is_none() {
                continue;
            }
            if let Some(id) = id {
                self.said.insert((id, total), number.value);
            }
            let words = if before.chars().count() < 2 { format!("{before}{}", count.after) } else { before.clone() };
            found.push(Stated { id, value: number.value, unit: Some(number.unit), words, period, sentence });
            if number.value == Some(Decimal::ZERO) {
                self.zeros(place, &before, found);
            }
        }
    }

    /// What a number is by the first line that fits; a second value of the same is something else, which nobody knows.
    fn id(&self, place: &Place, count: &Count, before: &str) -> Option<&'a str> {
        let fits = |p: &&Pattern, words: &str| {
            counts(p, count.number)
                && p.lead.stand_in(words)
                && p.tail.begin(&count.after)
                && !p.without.stand_in(words, count.since)
                && in_context(p, place, count.to)
                && (!any(&p.heading, &self.headings) || any(&p.heading, place.passage.heading))
                && (!self.prose.is(Way::Once) || self.may_be(p, count))
        };
        let lines = &self.prose.numbers;
        let around = || {
            let words = format!("{before}{}", count.after);
            lines.iter().filter(|_| self.prose.is(Way::Around)).find(|p| fits(p, &words))
        };
        let line = lines.iter().find(|p| fits(p, before)).or_else(around)?;
        line.id.as_deref().filter(|_| self.may_be(line, count))
    }

    /// Whether what a line states has no other value yet.
    fn may_be(&self, line: &Pattern, count: &Count) -> bool {
        let said = line.id.as_deref().and_then(|id| self.said.get(&(id, count.total)));
        said.is_none_or(|said| *said == count.number.value)
    }

    fn statements<'t>(&mut self, place: &Place<'_, 't>, quantities: &[Quantity], found: &mut Vec<Stated<'a, 't>>) {
        // Hardly any sentence denies anything.
        if !self.prose.statements.iter().any(|p| p.lead.split(place.sentence).is_some()) {
            return;
        }
        let mut from = 0;
        for part in place.sentence.split_inclusive(['，', ',', '；', ';', '。']) {
            let to = from + part.len();
            if !quantities.iter().any(|q| q.from < to && from < q.to) {
                self.statement(place, part, found);
            }
            from = to;
        }
    }

    /// A clause without a number may say that there was none.
    fn statement<'t>(&mut self, place: &Place<'_, 't>, part: &str, found: &mut Vec<Stated<'a, 't>>) {
        let clause = last_clause(part, self.prose.is(Way::Aside));
        // It may be another year that it names.
        if self.prose.is(Way::OfYear) && clause.contains(|c: char| c.is_ascii_digit()) {
            return;
        }
        let lines = self.prose.statements.iter().filter(|p| !p.without.stand_in(&clause, place.sentence));
        let lines: Vec<_> = lines.filter_map(|p| Some((p, p.lead.split(&clause)?))).collect();
        let so_far = found.len();
        for (pattern, (from, _)) in lines.iter().filter(|(p, (_, behind))| p.tail.stand_in(behind)) {
            self.zero(place, pattern, from, found);
        }
        // "Nothing of the kind" under a heading, or behind a colon, speaks of what that names.
        let denied = |section| self.prose.denied.iter().any(|id| id == section);
        let named = match part.rsplit_once(['：', ':']) {
            Some((head, _)) => Some(head),
            None => place.passage.section.is_some_and(denied).then_some(place.passage.heading),
        };
        let Some(named) = named.filter(|_| found.len() == so_far) else { return };
        for (pattern, (from, _)) in lines {
            let nothing = self.prose.nothing.iter().any(|w| from.starts_with(w.as_str())) && from.chars().count() <= 14;
            if nothing && names(pattern, named) {
                self.zero(place, pattern, named, found);
            }
        }
    }

    /// A zero counts for each of several things that its clause names.
    fn zeros<'t>(&mut self, place: &Place<'_, 't>, clause: &str, found: &mut Vec<Stated<'a, 't>>) {
        let named: Vec<&Pattern> = self.prose.statements.iter().filter(|p| names(p, clause)).collect();
        for pattern in named.iter().filter(|_| named.len() > 1) {
            self.zero(place, pattern, clause, found);
        }
    }

    /// Says zero, unless there is a number.
    fn zero<'t>(&mut self, place: &Place<'_, 't>, pattern: &'a Pattern, words: &str, found: &mut Vec<Stated<'a, 't>>) {
        let free = |id: &&str| !self.said.contains_key(&(*id, false)) && in_context(pattern, place, place.sentence);
        let Some(id) = pattern.id.as_deref().filter(free) else { return };
        self.said.insert((id, false), Some(Decimal::ZERO));
        let (words, sentence) = (words.to_string(), place.sentence);
        found.push(Stated { id: Some(id), value: Some(Decimal::ZERO), unit: None, words, period: None, sentence });
    }
}

/// Whether a text names what a statement denies.
fn names(statement: &Pattern, text: &str) -> bool {
    statement.tail.stand_in(text) && !statement.without.stand_in(text, text)
}

/// Whether a line is about what a number counts.
fn counts(line: &Pattern, number: &Quantity) -> bool {
    line.units.iter().any(|u| u == number.unit)
}

/// Whether a line may stand in this place, by its heading, and what stands before the number or says what it is about.
fn in_context(line: &Pattern, place: &Place, to: &str) -> bool {
    let heading = place.passage.heading;
    line.context.is_empty() || line.context.stand_in(heading, heading) || line.context.stand_in(to, place.about)
}
