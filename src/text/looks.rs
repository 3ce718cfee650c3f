//! What a text is written in, by the signs in it.

use std::borrow::Cow;

/// Elements that begin HTML or are found near its beginning.
const TAGS: [&str; 22] = [
    "html", "head", "body", "meta", "title", "link", "script", "style", "table", "tbody", "tr", "td", "div", "p",
    "span", "h1", "h2", "br", "a", "font", "ul", "center",
];

/// Lines of a text that are looked at for signs of Markdown.
const LINES: usize = 20_000;

/// So many rows between pipes are a table without a line under its head.
const FRAMED: usize = 6;

/// How many start or end tags of HTML there are, counted up to `enough`.
pub(crate) fn tags(text: &str, enough: usize) -> usize {
    text.match_indices('<').filter(|(at, _)| text.get(*at..).is_some_and(begins_tag)).take(enough).count()
}

/// Whether a tag of HTML begins here.
pub(crate) fn begins_tag(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('<') else { return false };
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    TAGS.iter().any(|tag| {
        inner.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
            && inner.get(tag.len()..).is_some_and(|rest| rest.starts_with([' ', '>', '/', '\t', '\n', '\r']))
    })
}

/// Whether a text is Markdown, or drawn as it is: the line under the head of a table of pipes, the lines of one that is
/// drawn, or headings with `#` beside tables of HTML.
pub(crate) fn is_markdown(text: &str) -> bool {
    if has_wiki_table(text) || text.contains("\n|===") {
        return true;
    }
    let (mut borders, mut headings, mut tables, mut framed, mut closed) = (0, 0, 0, 0, 0);
    for line in text.lines().take(LINES) {
        let line = line.trim();
        if is_pipe_rule(line) || is_box_rule(&drawn_in_ascii(line)) {
            return true;
        }
        borders += usize::from(is_column_rule(line));
        headings += usize::from(line.starts_with('#') && line.trim_start_matches('#').starts_with(' '));
        tables += usize::from(line.contains("<table") || line.contains("<TABLE"));
        framed += usize::from(line.len() > 3 && line.starts_with('|') && line.ends_with('|'));
        closed += usize::from(line.len() > 3 && !line.starts_with('|') && line.ends_with('|'));
        if borders >= 2 || headings >= 1 && tables >= 1 || headings >= 3 {
            return true;
        }
    }
    // Where rows only end in a pipe, one before a row is an empty cell.
    framed >= FRAMED && framed > 4 * closed
}

/// Whether a table of MediaWiki begins on a line of the text.
pub(crate) fn has_wiki_table(text: &str) -> bool {
    text.starts_with("{|") || text.contains("\n{|")
}

/// `|---|:--:|`, `---|---`, and `|---+---|` of Org.
fn is_pipe_rule(line: &str) -> bool {
    let dashes = line.matches("--").count() > 0 || line.matches('-').count() >= 2;
    line.contains('|') && dashes && line.chars().all(|c| matches!(c, '|' | '-' | ':' | '+' | ' ' | '\t'))
}

/// A line that begins with a box drawing character of Unicode (U+2500 to U+257F), with these as `+`, `-` and `|`, one for
/// one. Elsewhere such a character is a dash of the text.
pub(crate) fn drawn_in_ascii(line: &str) -> Cow<'_, str> {
    if !line.trim_start().starts_with(|c| matches!(c, '\u{2500}'..='\u{257F}')) {
        return Cow::Borrowed(line);
    }
    let ascii = |c: char| match c {
        '─' | '━' | '┄' | '┅' | '┈' | '┉' | '═' | '╌' | '╍' | '╴' | '╶' | '╸' | '╺' | '╼' | '╾' => {
            '-'
        }
        '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '║' | '╎' | '╏' | '╵' | '╷' | '╹' | '╻' | '╽' | '╿' => {
            '|'
        }
        '\u{2500}'..='\u{257F}' => '+',
        other => other,
    };
    Cow::Owned(line.chars().map(ascii).collect())
}

/// `+---+---+`
fn is_box_rule(line: &str) -> bool {
    line.len() > 4
        && line.starts_with('+')
        && line.ends_with('+')
        && line.contains("--")
        && line.chars().all(|c| matches!(c, '+' | '-' | '=' | ':'))
}

/// `----- ---- ---`
fn is_column_rule(line: &str) -> bool {
    let mut parts = line.split(' ').filter(|part| !part.is_empty());
    let dashes = |part: &str| part.len() >= 2 && part.chars().all(|c| c == '-');
    let equals = |part: &str| part.len() >= 2 && part.chars().all(|c| c == '=');
    line.contains(' ') && (parts.clone().all(dashes) || parts.all(equals))
}
