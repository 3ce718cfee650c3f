//! Finds tags in HTML source the way the tokenizer of the standard does (WHATWG HTML 13.2.5).

/// A tag or declaration of the source.
pub(super) struct Tag<'a> {
    /// From `<` to `>`.
    pub(super) source: &'a str,
    /// As written; empty for a declaration (`<!...>`, `<?...>`).
    pub(super) name: &'a str,
    /// From the end of the name to `>`.
    pub(super) after_name: &'a str,
    /// Whether it is an end tag.
    pub(super) closing: bool,
    /// Number of attributes.
    pub(super) attributes: usize,
}

impl Tag<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn is_doctype(&self) -> bool {
        self.source.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
    }
}

/// What a `<` begins.
pub(super) enum Found<'a> {
    Tag(Tag<'a>),
    /// Nothing: it is text.
    Text,
    /// A tag that the page ends in.
    Unfinished,
}

/// What is at the start of `markup`, which begins with `<`.
pub(super) fn next_tag(markup: &str) -> Found<'_> {
    let inner = markup.get(1..).unwrap_or_default();
    let first = inner.strip_prefix('/').unwrap_or(inner).bytes().next();
    let begins =
        first.is_some_and(|b| b.is_ascii_alphabetic()) || matches!(inner.bytes().next(), Some(b'/' | b'!' | b'?'));
    match tag(markup) {
        _ if !begins => Found::Text,
        Some(tag) => Found::Tag(tag),
        None => Found::Unfinished,
    }
}

fn tag(markup: &str) -> Option<Tag<'_>> {
    let inner = markup.strip_prefix('<')?;
    let (closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let first = inner.bytes().next()?;
    if !first.is_ascii_alphabetic() {
        if closing || matches!(first, b'!' | b'?') {
            // A declaration or a bogus comment: up to the first ">".
            let end = markup.find('>')? + 1;
            return Some(Tag { source: markup.get(..end)?, name: "", after_name: "", closing, attributes: 0 });
        }
        return None;
    }
    let name_end = inner.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')?;
    let (name, rest) = inner.split_at(name_end);
    let (length, attributes) = attributes_end(rest)?;
    let after_name = rest.get(..length)?;
    let source = markup.get(..markup.len() - rest.len() + length)?;
    Some(Tag { source, name, after_name, closing, attributes })
}

/// Length of the attributes with their `>`, and how many there are; `None` if the tag does not end.
fn attributes_end(rest: &str) -> Option<(usize, usize)> {
    #[derive(Clone, Copy)]
    enum State {
        Between,
        Name,
        AfterName,
        BeforeValue,
        Quoted(u8),
        Unquoted,
    }
    let mut state = State::Between;
    let mut attributes = 0usize;
    for (i, byte) in rest.bytes().enumerate() {
        let blank = byte.is_ascii_whitespace();
        state = match (state, byte) {
            (State::Quoted(quote), b) if b == quote => State::Between,
            (State::Quoted(quote), _) => State::Quoted(quote),
            (_, b'>') => return Some((i + 1, attributes)),
            (State::BeforeValue, _) if blank => State::BeforeValue,
            (State::BeforeValue, b'"' | b'\'') => State::Quoted(byte),
            (State::BeforeValue | State::Unquoted, _) => {
                if blank {
                    State::Between
                } else {
                    State::Unquoted
                }
            }
            (State::Name | State::AfterName, b'=') => State::BeforeValue,
            (State::Name | State::AfterName, _) if blank => State::AfterName,
            (_, b'/') => State::Between,
            (State::Between, _) if blank => State::Between,
            (State::Name, _) => State::Name,
            (State::Between | State::AfterName, _) => {
                attributes += 1;
                State::Name
            }
        };
    }
    None
}

/// The attributes of a start tag with their values as written, given what follows its name.
pub(super) fn attributes(after_name: &str) -> impl Iterator<Item = (&str, &str)> {
    let blank = |c: char| c.is_ascii_whitespace() || c == '/';
    let mut rest = after_name.strip_suffix('>').unwrap_or(after_name);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(blank);
        if rest.is_empty() {
            return None;
        }
        // A "=" that begins a name belongs to it.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let tail = rest.get(first..).unwrap_or_default();
        let end = first + tail.find(|c: char| blank(c) || c == '=').unwrap_or(tail.len());
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let quoted =
            value.chars().next().filter(|c| matches!(c, '"' | '\'')).and_then(|q| value.get(1..)?.split_once(q));
        let (value, after) = quoted
            .unwrap_or_else(|| value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())));
        rest = after;
        Some((name, value))
    })
}

/// What follows a comment, given what follows its `<!--`. One that does not end takes the rest of the page.
pub(super) fn comment_end(comment: &str) -> &str {
    for empty in [">", "->"] {
        if let Some(after) = comment.strip_prefix(empty) {
            return after;
        }
    }
    let mut from = 0;
    while let Some(at) = comment.get(from..).and_then(|rest| rest.find("--")) {
        let after = comment.get(from + at + 2..).unwrap_or_default();
        if let Some(after) = after.strip_prefix('>').or_else(|| after.strip_prefix("!>")) {
            return after;
        }
        from += at + 1;
    }
    ""
}

/// The content of an element and what follows its end tag, given what follows its start tag.
pub(super) fn end_of_element<'a>(rest: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|rest| rest.find("</")) {
        let tag = rest.get(from + at..)?;
        let inner = tag.get(2..)?;
        let matches = inner.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let next = inner.as_bytes().get(name.len()).copied();
        if matches && next.is_none_or(|b| b.is_ascii_whitespace() || b == b'/' || b == b'>') {
            let after = tag.find('>').and_then(|end| tag.get(end + 1..)).unwrap_or_default();
            return Some((rest.get(..from + at)?, after));
        }
        from += at + 2;
    }
    None
}
