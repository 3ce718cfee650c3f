//! The text of a paragraph while its runs are read.

use crate::read::run_style::{Baseline, RunStyle};
use crate::text::Text;

/// Where a field has got to: the code that computes it, then the result that is printed.
#[derive(Clone, Copy, Debug)]
enum Field {
    /// In its code; the paragraph's text was this long before it.
    Code(usize),
    /// In its result; whether that is a link.
    Result(bool),
}

/// The text of a paragraph whose end has not been read yet.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// How the current run is shown.
    pub(crate) run: RunStyle,
    /// How many links are open.
    pub(crate) links: usize,
    /// Runs of hidden text: marked as such, and left out of running text.
    pub(crate) left_out: usize,
    text: Text,
    fields: Vec<Field>,
    plain_text: bool,
    linked_text: bool,
    /// The last text stands on the line, or is raised over such text.
    on_line: bool,
}

impl Line {
    /// Text that goes on from `carried` text of a paragraph whose mark was deleted.
    pub(crate) fn new(carried: Text) -> Self {
        Line { plain_text: !carried.trim().is_empty(), text: carried, ..Line::default() }
    }

    /// Adds text of the current run.
    pub(crate) fn push(&mut self, text: &str) {
        let blank = text.trim().is_empty();
        if self.run.moved == Baseline::Line {
            self.on_line |= !blank;
        } else if self.on_line && self.run.level == Baseline::Line {
            let run = RunStyle { level: self.run.moved, moved: Baseline::Line, ..self.run };
            let whole = std::mem::replace(&mut self.run, run);
            self.push(text);
            self.run = whole;
            return;
        }
        if self.run.is_hidden() {
            self.left_out += usize::from(!blank);
            self.text.push_marked(text, self.run.marks());
            return;
        }
        if blank {
            self.text.push_str(text)
        } else {
            self.text.push_marked(text, self.run.marks())
        }
        if !blank && !self.fields.iter().any(|f| matches!(f, Field::Code(_))) {
            match self.links {
                0 => self.plain_text = true,
                _ => self.linked_text = true,
            }
        }
    }

    /// A field begins with its code. The code is taken back only where it is seen to end in this paragraph, so that a
    /// field that never ends costs no text.
    pub(crate) fn begin_field(&mut self) {
        self.fields.push(Field::Code(self.text.len()));
    }

    /// The code of the innermost field ends, its result begins.
    pub(crate) fn begin_result(&mut self) {
        if let Some(field) = self.fields.last_mut() {
            let mut link = false;
            if let Field::Code(length) = *field {
                link = self.text.get(length..).is_some_and(|code| code.trim_start().starts_with("HYPERLINK"));
                self.text.truncate(length);
            }
            self.links += usize::from(link);
            *field = Field::Result(link);
        }
    }

    /// The innermost field ends.
    pub(crate) fn end_field(&mut self) {
        match self.fields.pop() {
            Some(Field::Code(length)) => self.text.truncate(length),
            Some(Field::Result(true)) => self.links = self.links.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether there is no text yet.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether all of its text is link text.
    pub(crate) fn is_link(&self) -> bool {
        self.linked_text && !self.plain_text
    }

    /// The same line after text that a paragraph before it hands on.
    pub(crate) fn after(mut self, mut carried: Text) -> Self {
        if !carried.is_empty() {
            carried.append(&self.text);
            self.text = carried;
        }
        self
    }

    /// The text so far.
    pub(crate) fn into_text(self) -> Text {
        self.text
    }

    /// The text after its list number. Line and page breaks at its ends are gone: a break at the head of a heading only
    /// puts it on a new page.
    pub(crate) fn finish(self, number: &str) -> Text {
        let mut text = Text::from(number);
        text.append_part(&self.text, self.text.trim_start_matches('\n'));
        text.truncate(text.trim_end().len());
        text
    }
}
