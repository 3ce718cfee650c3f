//! Who reports, for which year, under which title, published when.

use super::dates;
use super::fields::{Field, named};
use super::sections::{Outline, is_agency, tidy};
use super::titles;
use crate::form::Form;
use crate::form::lexicon::List;
use crate::gazetteer::{self, NameWord};
use crate::model::content::Info;
use crate::model::origin::Origin;
use crate::report::metadata::{Fact, Metadata, Period, ReportYear};
use crate::text::key::key;
use std::collections::BTreeMap;

/// Reads the metadata, best source first.
pub fn metadata(form: &Form, fields: &[Field], outline: &Outline<'_>, info: &Info) -> Metadata {
    let mut out = Metadata::default();
    title(form, &mut out, outline, info, named(fields, form.words(List::TitleField)));
    let text: String =
        outline.sections.iter().flat_map(|s| &s.blocks).map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n");
    out.period = period(form, &text);
    let (signed_by, signed_on) = &outline.signature;
    if let Some(agency) = signed_by {
        out.signed_by = Fact::new(agency.clone(), agency.clone(), "signature", None);
    }
    if let Some((day, raw)) = signed_on {
        out.signed_on = Fact::new(day.iso(), raw.clone(), "signature", None);
    }
    out.published_on = published(info, named(fields, form.words(List::PublishedField)));
    let title_field = named(fields, form.words(List::TitleField));
    year(form, &mut out, outline, info, title_field);
    agency(form, &mut out, info, [named(fields, form.words(List::PublisherField)), title_field], &text);
    out
}

/// By the page's own word, its index card, or the day that content management systems put into addresses.
fn published(info: &Info, field: Option<&Field>) -> Fact {
    let day_of = |raw: &str| dates::days(raw).first().map(dates::Day::iso);
    let meta = info.published.as_deref().and_then(|raw| Some(Fact::new(day_of(raw)?, raw, "metadata", None)));
    let card = || field.and_then(|f| Some(Fact::new(day_of(&f.value)?, f.value.clone(), "header", Some(f.origin))));
    let url = || info.url.as_deref().and_then(|url| Some(Fact::new(dates::in_url(url)?, url, "url", None)));
    meta.or_else(card).or_else(url).unwrap_or_default()
}

fn title(form: &Form, out: &mut Metadata, outline: &Outline<'_>, info: &Info, field: Option<&Field>) {
    let printed: Vec<&str> = outline.title.iter().map(|p| p.text.trim()).collect();
    if !printed.is_empty() {
        let raw = printed.join("\n");
        let origin = outline.title.first().map(|p| p.origin);
        out.title = Fact::new(tidy(&raw), raw, "title", origin);
        return;
    }
    let field = field.map(|f| (f.value.as_str(), "header", Some(f.origin)));
    let meta = info.title.as_deref().map(|t| (t, "metadata", None));
    for (raw, from, origin) in [field, meta].into_iter().flatten() {
        // A page's title carries the column and the site behind it.
        let own = raw
            .split(['_', '|', '-', '—', '–'])
            .map(str::trim)
            .find(|part| form.labels.title_kind(&key(part)).is_some());
        if let Some(own) = own {
            out.title = Fact::new(tidy(own), raw, from, origin);
            return;
        }
    }
}

/// The first span of days behind the words for one.
pub fn period(form: &Form, text: &str) -> Option<Period> {
    for word in form.words(List::Period) {
        for (at, _) in text.match_indices(word) {
            let days = dates::days(text.get(at..).map(|t| t.split('\n').next().unwrap_or(t)).unwrap_or_default());
            if let [from, to, ..] = days.as_slice()
                && from.from < 60
                && from.year <= to.year
                && to.year - from.year <= 1
            {
                return Some(Period { from: from.iso(), to: to.iso() });
            }
        }
    }
    None
}

fn year(form: &Form, out: &mut Metadata, outline: &Outline<'_>, info: &Info, field: Option<&Field>) {
    let of_title = |title: &str| titles::read(form, title).and_then(|t| t.year);
    let title = out.title.value.as_deref().and_then(of_title);
    let page = || field.map(|f| f.value.as_str()).into_iter().chain(info.title.as_deref()).find_map(of_title);
    let of_period = || out.period.as_ref().and_then(|p| p.to.get(..4)).and_then(|y| y.parse::<i32>().ok());
    let found = title
        .map(|y| (y, "title"))
        .or_else(|| of_period().map(|y| (y, "period")))
        .or_else(|| page().map(|y| (y, "metadata")))
        .or_else(|| year_of_text(out, outline).map(|y| (y, "body")));
    out.report_year = ReportYear { value: found.map(|(y, _)| y), from: found.map(|(_, from)| from.into()) };
}

/// The year that the text speaks of most, sections before the lead-in; none that the days of publication and signature
/// contradict, and none if two are named as often.
fn year_of_text(out: &Metadata, outline: &Outline<'_>) -> Option<i32> {
    let published = [&out.signed_on, &out.published_on]
        .into_iter()
        .filter_map(|f| f.value.as_deref()?.get(..4)?.parse::<i32>().ok());
    let published: Vec<i32> = published.collect();
    [true, false].into_iter().find_map(|in_section| {
        let blocks = outline.sections.iter().filter(|s| s.section.is_some() == in_section).flat_map(|s| &s.blocks);
        let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
        for block in blocks {
            let mut rest = block.text.as_str();
            while let Some((year, _, to)) = dates::year(rest) {
                *counts.entry(year).or_default() += 1;
                rest = rest.get(to..).unwrap_or_default();
            }
        }
        let most = counts.values().max().copied()?;
        let mut named = counts.iter().filter(|(_, n)| **n == most).map(|(y, _)| *y);
        let year = named.next().filter(|_| named.next().is_none())?;
        published.iter().all(|p| (year..=year + 1).contains(p)).then_some(year)
    })
}

fn agency(form: &Form, out: &mut Metadata, info: &Info, fields: [Option<&Field>; 2], text: &str) {
    let [publisher, title_field] = fields;
    let signed = out.signed_by.value.clone().filter(|s| !s.contains('\u{FFFD}'));
    let others: [(Option<String>, &'static str, Option<Origin>); 3] = [
        (publisher.map(|f| f.value.clone()), "header", publisher.map(|f| f.origin)),
        (signed, "signature", None),
        (info.publisher.clone(), "metadata", None),
    ];
    let others: Vec<(String, &'static str, Option<Origin>)> = others
        .into_iter()
        .filter_map(|(name, from, origin)| Some((tidy(&name?), from, origin)))
        .filter(|(name, ..)| is_agency(name))
        .collect();
    // A title with gaps does not tell where the name ends.
    let named = |title: &str| titles::read(form, title).filter(|_| !title.contains('\u{FFFD}')).and_then(|t| t.name);
    if let Some(title) = out.title.value.clone()
        && let Some(name) = named(&title)
    {
        // A name without its place stands elsewhere in full.
        let pages = title_field.map(|f| (f.value.as_str(), "header", Some(f.origin))).into_iter();
        let pages = pages.chain(info.title.as_deref().map(|t| (t, "metadata", None)));
        let pages = pages.filter_map(|(title, from, origin)| Some((named(title)?, from, origin)));
        let elsewhere =
            others.iter().cloned().chain(pages).filter(|(other, ..)| other.ends_with(&name) && *other != name);
        let full = elsewhere.max_by_key(|(other, ..)| other.len()).filter(|_| !titles::begins_with_place(&name));
        out.agency = match full {
            Some((full, from, origin)) => Fact::new(full.clone(), full, from, origin),
            None => {
                let whole = with_organ(&name, text, info).unwrap_or(name);
                Fact::new(whole, title, "title", out.title.origin)
            }
        };
        return;
    }
    if let Some((name, from, origin)) = others.into_iter().next() {
        out.agency = Fact::new(name.clone(), name, from, origin);
        return;
    }
    let pages = title_field.map(|f| (f.value.as_str(), "header", Some(f.origin)));
    for (title, from, origin) in pages.into_iter().chain(info.title.as_deref().map(|t| (t, "metadata", None))) {
        if let Some(name) = named(title) {
            let whole = with_organ(&name, text, info).unwrap_or(name);
            out.agency = Fact::new(whole, title, from, origin);
            return;
        }
    }
}

/// A title often names the region alone; the body then tells which organ of it reports.
fn with_organ(name: &str, text: &str, info: &Info) -> Option<String> {
    let suffix = gazetteer::words(NameWord::RegionSuffix).iter().find(|s| name.ends_with(*s))?;
    let places = [text, info.title.as_deref().unwrap_or_default(), info.publisher.as_deref().unwrap_or_default()];
    for prefix in [name, suffix] {
        for place in places {
            for organ in gazetteer::words(NameWord::RegionOrgan) {
                if place.contains(&format!("{prefix}{organ}")) {
                    return Some(format!("{name}{organ}"));
                }
            }
        }
    }
    None
}
