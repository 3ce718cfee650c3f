//! Text that a page holds and does not show: in templates, scripts, form fields and frames, or as markup that was escaped
//! once too often. What it is taken from is replaced by what it says, source to source, so that the rest of the page stays
//! around it and the usual way reads it.

use super::script;
use super::tags::{Found, Tag, attributes, comment_end, end_of_element, next_tag};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use crate::text::encoding::anchors;
use std::ops::Range;

/// A text with fewer words of a report is none.
pub(super) const MIN_WORDS: usize = 5;

/// An attribute shorter than this holds no report.
const MIN_ATTRIBUTE: usize = 200;

/// Where a page keeps text out of sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Script,
    Template,
    Noscript,
    FormField,
    Frame,
    Attribute,
    Escaped,
}

impl Place {
    /// For a sentence that goes on "the report is in".
    pub(super) fn name(self) -> &'static str {
        match self {
            Place::Script => "strings of a script",
            Place::Template => "a template",
            Place::Noscript => "what is shown without scripts",
            Place::FormField => "a form field",
            Place::Frame => "the source of a frame",
            Place::Attribute => "an attribute",
            Place::Escaped => "escaped markup",
        }
    }
}

/// A page with what it kept out of sight in its place.
pub(super) struct Revealed {
    pub(super) source: String,
    pub(super) place: Place,
}

/// A part of the source, and the markup that may take its place.
struct Candidate {
    place: Place,
    range: Range<usize>,
    markup: String,
    words: usize,
}

/// The page with the text that has most words of a report put where it is kept; `None` if none has more than `shown`,
/// the words that the page shows as it is. Markup that is escaped shows its words, so it counts by itself.
pub(super) fn reveal(source: &str, shown: usize, limits: &Limits) -> Result<Option<Revealed>, Error> {
    let candidates = candidates(source, limits)?;
    let escaped: Vec<&Candidate> = candidates.iter().filter(|c| c.place == Place::Escaped).collect();
    let words = anchors(&escaped.iter().map(|c| c.markup.as_str()).collect::<String>());
    if words >= MIN_WORDS && words >= shown {
        return Ok(Some(Revealed { source: replaced(source, &escaped), place: Place::Escaped }));
    }
    let chosen = candidates.iter().filter(|c| c.place != Place::Escaped);
    // The first of those with most words: a page may keep its text twice, for browsers with scripts and without.
    let Some(best) = chosen.rev().max_by_key(|c| c.words) else { return Ok(None) };
    let alike: Vec<&Candidate> = candidates.iter().filter(|c| c.place == best.place && c.words > 0).collect();
    let together = anchors(&alike.iter().map(|c| c.markup.as_str()).collect::<String>());
    // A script or a field for every table.
    let taken = if together > best.words + 2 { alike } else { vec![best] };
    let words = together.max(best.words);
    let found = words >= MIN_WORDS && words > shown;
    Ok(found.then(|| Revealed { source: replaced(source, &taken), place: best.place }))
}

fn replaced(source: &str, parts: &[&Candidate]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for part in parts {
        out.push_str(source.get(at..part.range.start).unwrap_or_default());
        out.push_str(&part.markup);
        at = part.range.end;
    }
    out.push_str(source.get(at..).unwrap_or_default());
    out
}

/// All texts that the source keeps out of sight, in its order.
fn candidates(source: &str, limits: &Limits) -> Result<Vec<Candidate>, Error> {
    let mut found = Vec::new();
    // Elements of which there is no further end tag, so that none is searched again.
    let mut endless: Vec<&str> = Vec::new();
    let mut rest = source;
    let mut tags = 0usize;
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at(at);
        add_escaped(&mut found, text, source.len() - rest.len());
        if let Some(comment) = markup.strip_prefix("<!--") {
            rest = comment_end(comment);
            continue;
        }
        let start = source.len() - markup.len();
        let tag = match next_tag(markup) {
            Found::Tag(tag) => tag,
            Found::Text => {
                rest = markup.get(1..).unwrap_or_default();
                continue;
            }
            Found::Unfinished => return Ok(found),
        };
        rest = markup.get(tag.source.len()..).unwrap_or_default();
        tags += 1;
        if tags > limits.objects {
            return Err(limits.error(Limit::Objects));
        }
        if tags.is_multiple_of(1024) {
            limits.check_time()?;
        }
        if tag.closing {
            continue;
        }
        let kept = ["script", "style", "template", "noscript", "textarea", "xmp", "title"]
            .into_iter()
            .find(|name| tag.is(name));
        let Some(name) = kept else {
            add_attributes(&mut found, &tag, start, source.len() - rest.len());
            continue;
        };
        let end = if endless.contains(&name) { None } else { end_of_element(rest, name) };
        let Some((content, after)) = end else {
            endless.push(name);
            continue;
        };
        add_element(&mut found, &tag, name, content, start..source.len() - after.len());
        rest = after;
    }
    add_escaped(&mut found, rest, source.len() - rest.len());
    Ok(found)
}

fn add(found: &mut Vec<Candidate>, place: Place, range: Range<usize>, markup: String) {
    let words = anchors(&markup);
    if words > 0 {
        found.push(Candidate { place, range, markup, words });
    }
}

/// What an element holds that browsers do not show as it stands.
fn add_element(found: &mut Vec<Candidate>, tag: &Tag<'_>, name: &str, content: &str, range: Range<usize>) {
    match name {
        "script" => {
            // A script of another language is a template.
            let kind = attributes(tag.after_name).find(|(name, _)| name.eq_ignore_ascii_case("type"));
            let kind = kind.map(|(_, value)| value.to_ascii_lowercase()).unwrap_or_default();
            let other = ["template", "html", "plain", "handlebars", "tmpl"].iter().any(|word| kind.contains(word));
            if other {
                add(found, Place::Template, range, content.to_string());
            } else if anchors(content) > 0 || content.contains("\\u") || content.contains('%') {
                add(found, Place::Script, range, script::markup(content));
            }
        }
        "template" => add(found, Place::Template, range, content.to_string()),
        "noscript" => add(found, Place::Noscript, range, content.to_string()),
        "textarea" => add(found, Place::FormField, range, as_markup(&unescaped(content))),
        _ => {}
    }
}

/// What attributes hold: the source of a frame, the value of a field, data for a script.
fn add_attributes(found: &mut Vec<Candidate>, tag: &Tag<'_>, start: usize, end: usize) {
    if tag.after_name.len() < MIN_ATTRIBUTE || tag.is("meta") {
        return;
    }
    for (name, value) in attributes(tag.after_name).filter(|(_, value)| value.len() >= MIN_ATTRIBUTE) {
        let place = match () {
            () if name.eq_ignore_ascii_case("srcdoc") => Place::Frame,
            () if tag.is("input") && name.eq_ignore_ascii_case("value") => Place::FormField,
            () => Place::Attribute,
        };
        add(found, place, start..end, as_markup(&unescaped(value)));
    }
}

/// Markup in which tags themselves are written as characters.
fn add_escaped(found: &mut Vec<Candidate>, text: &str, start: usize) {
    if holds_escaped_tags(text) {
        let mut markup = unescaped(text);
        // Escaped twice, and three times.
        for _ in 0..2 {
            markup = if holds_escaped_tags(&markup) { unescaped(&markup) } else { markup };
        }
        let words = anchors(&markup);
        found.push(Candidate { place: Place::Escaped, range: start..start + text.len(), markup, words });
    }
}

fn holds_escaped_tags(text: &str) -> bool {
    text.match_indices("lt;")
        .filter(|(at, _)| text.get(..*at).is_some_and(|before| before.ends_with('&') || before.ends_with("&amp;")))
        .any(|(at, escape)| {
            let inner = text.get(at + escape.len()..).unwrap_or_default();
            let name = inner.strip_prefix('/').unwrap_or(inner);
            name.starts_with(|c: char| c.is_ascii_alphabetic())
        })
}

/// Text with its character references resolved once, as far as markup needs them; the others are left to the parser.
pub(super) fn unescaped(text: &str) -> String {
    const NAMED: [(&str, &str); 5] = [("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("amp", "&")];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        rest = reference.get(1..).unwrap_or_default();
        let known = rest.get(..10.min(rest.len())).or_else(|| rest.split(|c: char| !c.is_ascii()).next());
        let resolved = known.and_then(|head| head.split_once(';')).and_then(|(name, _)| {
            let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_string());
            let number = || match name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => name.strip_prefix('#')?.parse().ok(),
            };
            let text = named.or_else(|| number().and_then(char::from_u32).map(String::from))?;
            Some((text, name.len() + 1))
        });
        match resolved {
            Some((text, length)) => {
                out.push_str(&text);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// Markup as it is; text as lines.
pub(super) fn as_markup(text: &str) -> String {
    let tag = |(at, _): (usize, &str)| {
        let inner = text.get(at + 1..).unwrap_or_default();
        inner.strip_prefix('/').unwrap_or(inner).starts_with(|c: char| c.is_ascii_alphabetic())
    };
    if text.match_indices('<').any(tag) {
        return text.to_string();
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    if text.contains('\n') { format!("<pre>{escaped}</pre>") } else { format!("<p>{escaped}</p>") }
}
