//! Which of the lines before the first section are the title of the report.

use super::dates;
use super::sections::tidy;
use super::titles;
use crate::form::Form;
use crate::model::content::{Align, Paragraph, Role};
use crate::text::key::key;
use std::ops::Range;

/// A title stands on no more lines than this.
const LINES: usize = 5;
/// A title is no longer than this.
const LONGEST: usize = 70;
/// No more lines than this are looked at.
const LOOKED_AT: usize = 2000;

/// What the document says elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The year of its numbers.
    pub year: Option<i32>,
    /// The title that the container gives.
    pub title: Option<&'a str>,
}

/// The lines of the title.
pub fn title(form: &Form, head: &[&Paragraph], hints: Hints<'_>) -> Option<Range<usize>> {
    let head = head.get(..LOOKED_AT.min(head.len())).unwrap_or_default();
    let alone: Vec<Option<i32>> = head.iter().map(|p| year_of_title(form, p)).collect();
    let mut best: Option<(i32, Range<usize>)> = None;
    for last in 0..head.len() {
        for from in (last.saturating_sub(LINES - 1)..=last).rev() {
            let part = head.get(from..=last).unwrap_or_default();
            let listed = (from..=last).any(|i| is_listed(head, &alone, i));
            let Some(score) = score(form, part, hints, listed) else { continue };
            if best.as_ref().is_none_or(|(s, _)| score >= *s) {
                best = Some((score, from..last + 1));
            }
        }
    }
    best.map(|(_, range)| range)
}

/// The year of a line that is a title by itself.
fn year_of_title(form: &Form, paragraph: &Paragraph) -> Option<i32> {
    let short = paragraph.text.chars().nth(2 * LONGEST).is_none();
    short.then(|| titles::read(form, &paragraph.text)).flatten().and_then(|t| t.year)
}

/// Whether a line is one of a list of reports: beside it stands the title of another year.
fn is_listed(head: &[&Paragraph], alone: &[Option<i32>], at: usize) -> bool {
    let own = alone.get(at).copied().flatten();
    let marked = |i: usize| head.get(i).is_some_and(|p| p.role != Role::Body);
    let beside = at.saturating_sub(2)..(at + 3).min(alone.len());
    let other = |i: usize| alone.get(i).copied().flatten().is_some_and(|year| Some(year) != own);
    own.is_some() && !marked(at) && beside.into_iter().any(|i| i != at && other(i))
}

/// How well lines make a title together; `None` if they make none.
fn score(form: &Form, part: &[&Paragraph], hints: Hints<'_>, listed: bool) -> Option<i32> {
    let joined: String = part.iter().map(|p| tidy(&p.text)).collect();
    let said = |p: &&Paragraph| p.link || p.text.contains('。') || !titles::may_hold_colon(form, &p.text);
    if joined.chars().nth(LONGEST).is_some() || part.iter().any(said) {
        return None;
    }
    let read = titles::read(form, &joined)?;
    // Behind the kind of the document stands nothing but a tail such as "full text".
    if read.tail > 12 {
        return None;
    }
    let mut score = 10 + read.kind as i32 / 2;
    score += 20 * i32::from(dates::year(&joined).is_some() || read.year.is_some());
    score += 10 * i32::from(read.name.is_some());
    score += 3 * i32::from(part.iter().any(|p| p.role == Role::Title));
    score += 2 * i32::from(part.iter().all(|p| p.align == Align::Center));
    score -= 4 * i32::from(read.tail > 0);
    score += 8 * i32::from(read.name.as_deref().is_some_and(titles::begins_with_place));
    // Lines that are set as one belong together; else a lone title beats one joined with what stands above it.
    let set = |p: &Paragraph| (p.role != Role::Body || p.align == Align::Center).then_some((p.role, p.align));
    let as_one = part.windows(2).all(|w| matches!(w, [a, b] if set(a).is_some() && set(a) == set(b)));
    let more = part.len() as i32 - 1;
    // The place of an agency on a line of its own.
    let place = |p: &&Paragraph| titles::is_place(&tidy(&p.text));
    score += 8 * i32::from(more > 0 && read.name.is_some() && part.first().is_some_and(place));
    score += if as_one && read.name.is_some() { 3 * more } else { -5 * more };
    score -= 25 * i32::from(!titles::is_whole(&joined));
    score -= 30 * i32::from(listed);
    if let (Some(year), Some(own)) = (hints.year, read.year) {
        score += if year == own { 12 } else { -12 };
    }
    let page = hints.title.map(key).unwrap_or_default();
    score += 6 * i32::from(page.contains(&key(&joined)));
    Some(score)
}
