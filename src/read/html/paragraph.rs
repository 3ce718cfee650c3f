//! One paragraph in the making: inline text joined, white space collapsed.

use crate::read::run_style::RunStyle;
use crate::read::width::is_wide;
use crate::text::Text;

/// Text of a paragraph as it is collected from its text nodes.
#[derive(Default)]
pub(super) struct Collector {
    /// How the characters that come next are shown.
    pub(super) run: RunStyle,
    text: Text,
    gap: Gap,
    /// Whether text outside of a link was seen, separators between links not counted.
    unlinked: bool,
    linked: bool,
}

/// White space seen since the last character and not yet written.
#[derive(Clone, Copy, Default, PartialEq)]
enum Gap {
    #[default]
    None,
    Space,
    /// With a line end of the source in it.
    LineEnd,
}

/// A finished paragraph's text and whether it is all link text.
pub(super) struct Collected {
    pub(super) text: Text,
    pub(super) link: bool,
}

impl Collector {
    /// Adds running text: runs of ASCII white space are one space, and none between two wide characters if the source
    /// broke its line there (CSS Text 3, 4.1.3).
    pub(super) fn text(&mut self, text: &str, in_link: bool) {
        for c in text.chars() {
            match c {
                '\n' | '\r' => self.gap = Gap::LineEnd,
                ' ' | '\t' | '\u{C}' if self.gap == Gap::None => self.gap = Gap::Space,
                ' ' | '\t' | '\u{C}' => {}
                c => self.character(c, in_link),
            }
        }
    }

    /// Adds preformatted text: white space stands, a line end is a line break.
    pub(super) fn preformatted(&mut self, text: &str, in_link: bool) {
        for c in text.chars() {
            match c {
                '\n' => self.line_break(),
                '\r' => {}
                c => {
                    self.push(c, in_link);
                }
            }
        }
    }

    /// `<br>`: white space around it goes.
    pub(super) fn line_break(&mut self) {
        self.gap = Gap::None;
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Ends the paragraph and begins the next one; `None` if there was no character, not even a blank one.
    pub(super) fn take(&mut self) -> Option<Collected> {
        let next = Collector { run: self.run, ..Collector::default() };
        let Collector { mut text, linked, unlinked, .. } = std::mem::replace(self, next);
        text.truncate(text.trim_end_matches([' ', '\n', '\t']).len());
        (!text.is_empty()).then_some(Collected { text, link: linked && !unlinked })
    }

    fn character(&mut self, c: char, in_link: bool) {
        if self.gap != Gap::None {
            let last = self.text.chars().next_back();
            let joined = match last {
                None | Some('\n') => true,
                Some(last) => self.gap == Gap::LineEnd && is_wide(last) && is_wide(c),
            };
            if !joined {
                self.text.push(' ');
            }
            self.gap = Gap::None;
        }
        self.push(c, in_link);
    }

    fn push(&mut self, c: char, in_link: bool) {
        if self.run == RunStyle::default() {
            self.text.push(c)
        } else {
            self.text.push_marked(c, self.run.marks())
        }
        if in_link {
            self.linked = true;
        } else if c.is_alphanumeric() {
            self.unlinked = true;
        }
    }
}
