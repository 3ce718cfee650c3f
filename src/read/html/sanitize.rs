//! Source to source before parsing: what could make the parse explode, and no reader needs, goes.
//!
//! The algorithm of the HTML standard costs time with the square of the nesting (every start tag looks up the stack of
//! open elements) and space with the number of open formatting elements (each paragraph gets copies of them all). So
//! nesting is cut, formatting elements become `span` or `del`, comments and scripts are taken out. What is left gives the same
//! text in the same order.

use super::tags::{Found, Tag, comment_end, end_of_element, next_tag};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};

/// A tag with more attributes than this keeps none: the parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 256;

/// How far up the stack an end tag looks for its start tag.
const MAX_LOOK: usize = 1024;

/// Source that is cheap to parse.
pub(super) struct Sanitized {
    pub(super) html: String,
    /// Elements whose tags were left out, since they were nested too deep.
    pub(super) flattened: usize,
}

/// Rewrites a page so that no more than about `limits.depth` elements are nested. The tree takes some 200 bytes for each tag, so their
/// number is limited too.
pub(super) fn sanitize(source: &str, limits: &Limits) -> Result<Sanitized, Error> {
    let mut sanitizer =
        Sanitizer { open: Vec::new(), depth: limits.depth, flattened: 0, once: Vec::new(), endless: Vec::new() };
    let mut html = String::with_capacity(source.len());
    let mut rest = source;
    let mut tags = 0usize;
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at(at);
        html.push_str(text);
        if let Some(comment) = markup.strip_prefix("<!--") {
            rest = comment_end(comment);
            continue;
        }
        let tag = match next_tag(markup) {
            Found::Tag(tag) => tag,
            Found::Text => {
                html.push_str("&lt;");
                rest = markup.get(1..).unwrap_or_default();
                continue;
            }
            Found::Unfinished => {
                rest = "";
                break;
            }
        };
        rest = markup.get(tag.source.len()..).unwrap_or_default();
        tags += 1;
        if tags > limits.objects {
            return Err(limits.error(Limit::Objects));
        }
        sanitizer.tag(&tag, &mut rest, &mut html);
    }
    html.push_str(rest);
    Ok(Sanitized { html, flattened: sanitizer.flattened })
}

struct Sanitizer<'a> {
    /// Names of the open elements, as far as they can be followed without parsing. The first `depth` are in the output.
    open: Vec<(&'a str, u8)>,
    depth: usize,
    flattened: usize,
    /// Elements that may come once, and came.
    once: Vec<&'static str>,
    /// Elements of which there is no further end tag, so that none is searched again.
    endless: Vec<&'static str>,
}

impl<'a> Sanitizer<'a> {
    fn tag(&mut self, tag: &Tag<'a>, rest: &mut &'a str, html: &mut String) {
        if tag.name.is_empty() {
            // A doctype decides how tables nest in paragraphs; other declarations are bogus comments.
            if tag.is_doctype() {
                html.push_str(tag.source);
            }
        } else if tag.closing {
            self.end(tag, html);
        } else if let Some((name, to_the_end)) = taken_out(tag.name) {
            let content = self.take_out(name, to_the_end, rest);
            // What a form shows in the cell of a table is the text of the cell.
            if matches!(name, "textarea" | "select") && self.find(&["td", "th"], TABLE).is_some() {
                let text = if name == "select" { chosen(content) } else { content };
                html.push_str("<textarea> ");
                html.push_str(&text.replace('<', "&lt;"));
                html.push_str(" </textarea>");
            }
        } else if tag.is("title") {
            self.title(rest, html);
        } else {
            self.start(tag, html);
        }
    }

    /// Leaves out an element and gives its content. Without an end tag it is the rest of the page or the tag alone, as in
    /// the standard.
    fn take_out(&mut self, name: &'static str, to_the_end: bool, rest: &mut &'a str) -> &'a str {
        let end = if self.endless.contains(&name) { None } else { end_of_element(rest, name) };
        match end {
            Some((content, after)) => {
                *rest = after;
                return content;
            }
            None if to_the_end => *rest = "",
            None if self.endless.contains(&name) => {}
            None => self.endless.push(name),
        }
        ""
    }

    /// Keeps the first title as text: tags in it are none, and must not be counted as such.
    fn title(&mut self, rest: &mut &'a str, html: &mut String) {
        let end = if self.endless.contains(&"title") { None } else { end_of_element(rest, "title") };
        let Some((text, after)) = end else {
            if !self.endless.contains(&"title") {
                self.endless.push("title");
            }
            return;
        };
        *rest = after;
        if self.first("title") {
            html.push_str("<title>");
            html.push_str(&text.replace('<', "&lt;"));
            html.push_str("</title>");
        }
    }

    fn start(&mut self, tag: &Tag<'a>, html: &mut String) {
        let name = tag.name;
        let single = ["html", "head", "body"].into_iter().find(|single| tag.is(single));
        if single.is_some_and(|single| !self.first(single)) || is_any(name, &["frameset", "frame", "plaintext", "math"])
        {
            return;
        }
        if single.is_some() || tag.is("a") || is_any(name, VOID) {
            emit(tag, html);
            return;
        }
        let kind = kind_of(name);
        self.imply_ends(name, kind);
        if self.open.len() < self.depth {
            emit(tag, html);
        } else {
            self.flattened += 1;
        }
        self.open.push((name, kind));
    }

    fn end(&mut self, tag: &Tag<'a>, html: &mut String) {
        let name = tag.name;
        let kind = kind_of(name);
        let barrier = if kind & TABLE_PART != 0 {
            TABLE
        } else if tag.is("p") {
            BUTTON_SCOPE
        } else if kind & SPECIAL != 0 {
            SCOPE
        } else {
            SPECIAL
        };
        if let Some(i) = self.find(&[name], barrier) {
            self.open.truncate(i);
            if i >= self.depth {
                return;
            }
        }
        emit(tag, html);
    }

    /// Closes what a start tag closes without an end tag (WHATWG HTML 13.2.6.4.7 and .9 to .14).
    fn imply_ends(&mut self, name: &str, kind: u8) {
        let closed = if is_any(name, &["td", "th"]) {
            self.find(&["td", "th", "caption"], TABLE)
        } else if is_any(name, &["tr"]) {
            self.find(&["tr", "caption"], TABLE)
        } else if kind & (TABLE_PART | TABLE) == TABLE_PART {
            self.find(&["thead", "tbody", "tfoot", "caption", "tr"], TABLE)
        } else if is_any(name, &["li"]) {
            self.find(&["li"], LIST_SCOPE)
        } else if is_any(name, &["dd", "dt"]) {
            self.find(&["dd", "dt"], LIST_SCOPE)
        } else if kind & (SPECIAL | SCOPE) == SPECIAL {
            self.find(&["p"], BUTTON_SCOPE)
        } else {
            None
        };
        if let Some(i) = closed {
            self.open.truncate(i);
        }
    }

    /// The innermost open element of one of the names, if no element of the barrier is inside it.
    fn find(&self, names: &[&str], barrier: u8) -> Option<usize> {
        for (i, (open, kind)) in self.open.iter().enumerate().rev().take(MAX_LOOK) {
            if is_any(open, names) {
                return Some(i);
            }
            if kind & barrier != 0 {
                return None;
            }
        }
        None
    }

    fn first(&mut self, name: &'static str) -> bool {
        let first = !self.once.contains(&name);
        if first {
            self.once.push(name);
        }
        first
    }
}

/// The text of the option that is chosen in the content of a `select`: the one that says so, else the first.
fn chosen(content: &str) -> &str {
    let mut options =
        content.split('<').filter(|piece| piece.get(..6).is_some_and(|n| n.eq_ignore_ascii_case("option")));
    let first = options.clone().next();
    let said = options.find(|piece| {
        let tag = piece.split('>').next().unwrap_or_default();
        tag.split_ascii_whitespace().any(|word| word.to_ascii_lowercase().starts_with("selected"))
    });
    said.or(first).and_then(|piece| piece.split_once('>')).map_or("", |(_, text)| text.trim())
}

/// Writes a tag; a formatting element becomes a `span`, or a `del` if it strikes text out.
fn emit(tag: &Tag<'_>, html: &mut String) {
    let name = match tag.name {
        name if is_any(name, &["s", "strike"]) => "del",
        name if is_any(name, FORMATTING) => "span",
        name => name,
    };
    html.push_str(if tag.closing { "</" } else { "<" });
    html.push_str(name);
    if tag.closing || tag.attributes > MAX_ATTRIBUTES {
        html.push('>');
    } else {
        html.push_str(tag.after_name);
    }
}

/// Elements without text of the page, and whether a missing end tag makes the rest of the page a part of them.
fn taken_out(name: &str) -> Option<(&'static str, bool)> {
    const TO_THE_END: [&str; 8] = ["script", "style", "textarea", "iframe", "noembed", "noframes", "noscript", "xmp"];
    const TAG_ALONE: [&str; 3] = ["select", "template", "svg"];
    let find = |list: &[&'static str]| list.iter().copied().find(|taken| taken.eq_ignore_ascii_case(name));
    find(&TO_THE_END).map(|name| (name, true)).or_else(|| find(&TAG_ALONE).map(|name| (name, false)))
}

fn is_any(name: &str, list: &[&str]) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(name))
}

const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "hr", "image", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
];

/// Formatting elements of WHATWG HTML 13.2.4.2 but for `a`.
const FORMATTING: &[&str] =
    &["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// What an open element stops, one bit each.
const TABLE: u8 = 1;
const TABLE_PART: u8 = 2;
/// No end tag of an inner element reaches beyond it (WHATWG HTML 13.2.4.2, "in scope").
const SCOPE: u8 = 4;
/// No `p` end tag reaches beyond it.
const BUTTON_SCOPE: u8 = 8;
/// No `li`, `dd` or `dt` start tag looks beyond it.
const LIST_SCOPE: u8 = 16;
/// It ends an open paragraph, and end tags of ordinary elements do not reach beyond it.
const SPECIAL: u8 = 32;

fn kind_of(name: &str) -> u8 {
    let is = |list: &[&str], kind: u8| if is_any(name, list) { kind } else { 0 };
    is(&["table"], TABLE)
        | is(&["table", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"], TABLE_PART | SPECIAL)
        | is(SCOPES, SCOPE | BUTTON_SCOPE | LIST_SCOPE | SPECIAL)
        | is(&["button"], BUTTON_SCOPE | LIST_SCOPE | SPECIAL)
        | is(LISTS, LIST_SCOPE | SPECIAL)
        | is(BLOCKS, SPECIAL)
}

const SCOPES: &[&str] = &["table", "td", "th", "caption", "marquee", "object", "applet"];

const LISTS: &[&str] =
    &["ul", "ol", "dl", "menu", "dir", "section", "article", "blockquote", "center", "form", "fieldset"];

const BLOCKS: &[&str] = &[
    "div",
    "p",
    "li",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "aside",
    "header",
    "footer",
    "main",
    "nav",
    "figure",
    "figcaption",
    "pre",
    "listing",
    "address",
    "details",
    "summary",
    "hgroup",
    "search",
];
