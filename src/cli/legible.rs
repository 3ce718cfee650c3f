//! Names, addresses and texts of documents are theirs: what a terminal would take for an order is shown and not sent.

use std::borrow::Cow;
use std::io::{self, IsTerminal};

/// A text of lines for people, control characters in it by their numbers.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| matches!(c, '\n' | '\t'))
}

/// What is one line, whatever is in it.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// What goes to standard output: as it is, but on a terminal.
pub fn output(text: &str) -> Cow<'_, str> {
    if io::stdout().is_terminal() { escaped(text, |c| matches!(c, '\n' | '\t' | '\u{c}')) } else { text.into() }
}

fn escaped(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Controls of writing direction move what stands around them.
    let turns =
        |c: char| matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_order = |c: char| (c.is_control() || turns(c)) && !kept(c);
    if !text.chars().any(is_order) {
        return text.into();
    }
    let shown = |c: char| if is_order(c) { c.escape_unicode().to_string() } else { c.to_string() };
    text.chars().map(shown).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(lines("a\u{1b}[2Jb\u{202e}\n  年报"), "a\\u{1b}[2Jb\\u{202e}\n  年报");
        assert_eq!(line("a\nerror: b\u{9b}"), "a\\u{a}error: b\\u{9b}");
        assert!(matches!(lines("年报.pdf"), Cow::Borrowed(_)));
    }
}
