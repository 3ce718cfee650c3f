//! Lines to paragraphs: which line ends go on, and which end a paragraph.

use crate::read::width::{is_wide, width};
use crate::read::word::numerals::begins_heading;

/// Lines longer than this were never broken to a width, in columns.
const LONGEST: usize = 240;

/// How a document ends its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// A blank line ends a paragraph, and nothing else does.
    Blank,
    /// Lines are broken at so many columns; a shorter one ends a paragraph.
    At(usize),
    /// A line is a paragraph.
    None,
}

/// How the lines of running text of a document end; other lines are empty.
pub(super) fn wrapping<'a>(lines: impl Iterator<Item = &'a str>) -> Wrapping {
    let (mut longest, mut texts, mut ended, mut full) = (0, 0usize, 0usize, 0usize);
    let lines: Vec<&str> = lines.map(str::trim).collect();
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        texts += usize::from(!line.is_empty());
        if !line.is_empty() && !next.is_empty() {
            longest = longest.max(width(line));
            ended += usize::from(ends_sentence(line) || begins_heading(line));
        }
    }
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        full += usize::from(!line.is_empty() && !next.is_empty() && width(line) * 10 >= longest * 9);
    }
    match () {
        () if ended * 20 <= texts => Wrapping::Blank,
        () if longest <= LONGEST && full >= 3 => Wrapping::At(longest),
        () => Wrapping::None,
    }
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['。', '；', '！', '？', '：'])
}

/// Whether a line goes on in the next one.
pub(super) fn goes_on(line: &str, next: &str, wrapping: Wrapping) -> bool {
    // Two blanks or a backslash break a line.
    if line.ends_with("  ") || line.ends_with('\\') || begins_heading(next.trim()) {
        return false;
    }
    match wrapping {
        Wrapping::Blank => true,
        Wrapping::At(columns) => width(line.trim()) * 10 >= columns * 9,
        Wrapping::None => false,
    }
}

/// Adds a line to those before it, with a blank between words of letters.
pub(super) fn join(text: &mut String, line: &str) {
    let between = (text.chars().next_back(), line.chars().next());
    if let (Some(last), Some(first)) = between
        && !(is_wide(last) && is_wide(first))
    {
        text.push(' ');
    }
    text.push_str(line);
}
