//! Who reports, for which year, under which title, published when.

use super::dates;
use super::fields::{Field, named};
use super::sections::{Outline, is_agency, tidy};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::gazetteer::{self, NameWord};
use crate::model::content::Info;
use crate::model::origin::Origin;
use crate::report::metadata::{Fact, Metadata, Period, ReportYear};
use crate::text::key::key;

/// Reads the metadata, best source first.
pub fn metadata(form: &Form, fields: &[Field], outline: &Outline<'_>, info: &Info) -> Metadata {
    let mut out = Metadata::default();
    title(form, &mut out, outline, info, named(fields, form.words(List::TitleField)));
    let text: String =
        outline.sections.iter().flat_map(|s| &s.blocks).map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n");
    period(form, &mut out, &text);
    year(&mut out, outline, &text);
    let (signed_by, signed_on) = &outline.signature;
    if let Some(agency) = signed_by {
        out.signed_by = Fact::new(agency.clone(), agency.clone(), "signature", None);
    }
    if let Some((day, raw)) = signed_on {
        out.signed_on = Fact::new(day.iso(), raw.clone(), "signature", None);
    }
    agency(form, &mut out, info, named(fields, form.words(List::PublisherField)), &text);
    out.published_on = published(info, named(fields, form.words(List::PublishedField)));
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

fn period(form: &Form, out: &mut Metadata, text: &str) {
    for word in form.words(List::Period) {
        for (at, _) in text.match_indices(word) {
            let days = dates::days(text.get(at..).map(|t| t.split('\n').next().unwrap_or(t)).unwrap_or_default());
            if let [from, to, ..] = days.as_slice()
                && from.from < 60
                && from.year <= to.year
                && to.year - from.year <= 1
            {
                out.period = Some(Period { from: from.iso(), to: to.iso() });
                return;
            }
        }
    }
}

fn year(out: &mut Metadata, outline: &Outline<'_>, text: &str) {
    let title = out.title.value.as_deref().and_then(dates::year);
    let of_period = out.period.as_ref().and_then(|p| p.to.get(..4)).and_then(|y| y.parse::<i32>().ok());
    let overview = outline
        .sections
        .iter()
        .filter(|s| s.section.is_some())
        .flat_map(|s| &s.blocks)
        .find_map(|b| dates::year(&b.text));
    let found = title
        .map(|(y, _, _)| (y, "title"))
        .or(of_period.map(|y| (y, "period")))
        .or(overview.map(|(y, _, _)| (y, "body")))
        .or(dates::year(text).map(|(y, _, _)| (y, "body")));
    out.report_year = ReportYear { value: found.map(|(y, _)| y), from: found.map(|(_, from)| from.into()) };
}

fn agency(form: &Form, out: &mut Metadata, info: &Info, publisher: Option<&Field>, text: &str) {
    // A title with gaps does not tell where the name ends.
    if let Some(title) = out.title.value.clone().filter(|t| !t.contains('\u{FFFD}')) {
        let mut name = String::new();
        let mut rest = title.as_str();
        if let Some((_, from, to)) = dates::year(&title) {
            name.push_str(title.get(..from).unwrap_or_default());
            rest = title.get(to..).unwrap_or_default();
            rest = form.words(List::YearTail).iter().find_map(|w| rest.strip_prefix(w.as_str())).unwrap_or(rest);
        }
        let rest_key = key(rest);
        let before_kind =
            form.labels.title_kind(&rest_key).and_then(|(from, _)| rest_key.get(..from)).unwrap_or_default();
        name.push_str(before_kind);
        let mut name = name.as_str();
        loop {
            let cut = form
                .words(List::TitleWord)
                .iter()
                .find_map(|w| name.strip_prefix(w.as_str()).or_else(|| name.strip_suffix(w.as_str())));
            match cut {
                Some(shorter) => name = shorter,
                None => break,
            }
        }
        let name = name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '（' | '）' | '(' | ')' | '、'));
        if !name.is_empty() {
            let whole = with_organ(name, text, info).unwrap_or_else(|| name.to_string());
            out.agency = Fact::new(whole, title, "title", out.title.origin);
            return;
        }
    }
    let signed = out.signed_by.value.clone().filter(|s| !s.contains('\u{FFFD}'));
    let named: [(Option<String>, &'static str, Option<Origin>); 3] = [
        (publisher.map(|f| f.value.clone()), "header", publisher.map(|f| f.origin)),
        (signed, "signature", None),
        (info.publisher.clone(), "metadata", None),
    ];
    for (found, from, origin) in named {
        if let Some(found) = found.map(|f| tidy(&f)).filter(|f| is_agency(f)) {
            out.agency = Fact::new(found.clone(), found, from, origin);
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
