//! Text with marks: characters, and beside them what is known of some of them and not of all.

use crate::model::id::Word;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Deref, Range};

/// What is known of a stretch of characters beside what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// The file does not tell what they are; they were proved from the form's own text, the order of glyphs or sums.
    Recovered,
    /// A convention of programs says what they are, and nothing in the file.
    Assumed,
    /// Nothing says what they are: U+FFFD stands for them.
    Unknown,
    /// They may be others.
    Doubtful {
        /// How much, from 1 to 255.
        doubt: u8,
    },
    /// Above the line and smaller: references to notes, powers.
    Raised,
    /// Below the line and smaller.
    Lowered,
    /// With a line through them: whoever wrote them took them back.
    StruckOut,
    /// Not to be seen by a reader of the document.
    Hidden,
}

/// A stretch of the characters of a [`Text`], in bytes of it; never empty, and between characters at both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its first byte.
    pub from: usize,
    /// The byte after its last.
    pub to: usize,
    /// What is known of it.
    pub kind: MarkKind,
}

impl MarkKind {
    /// Whether its characters are beside what the text says and not a part of it: signs of notes, and what nobody is to
    /// read.
    pub fn is_aside(self) -> bool {
        matches!(self, MarkKind::Raised | MarkKind::Lowered | MarkKind::StruckOut | MarkKind::Hidden)
    }

    /// As reports write it.
    fn name(self) -> &'static str {
        match self {
            MarkKind::Recovered => "recovered",
            MarkKind::Assumed => "assumed",
            MarkKind::Unknown => "unknown",
            MarkKind::Doubtful { .. } => "doubtful",
            MarkKind::Raised => "raised",
            MarkKind::Lowered => "lowered",
            MarkKind::StruckOut => "struck_out",
            MarkKind::Hidden => "hidden",
        }
    }
}

/// A stretch of a text as reports write it: in characters, since that is how whoever reads JSON counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MarkedSpan {
    /// Its first character, from 0.
    pub from: usize,
    /// The character after its last.
    pub to: usize,
    /// What is known of it. `recovered`: the file does not tell the characters, they were proved. `assumed`: only a
    /// convention of programs tells them. `unknown`: nothing does. `doubtful`: they may be others. `raised`, `lowered`,
    /// `struck_out`, `hidden`: how they are shown.
    #[schemars(extend("enum" = ["recovered", "assumed", "unknown", "doubtful", "raised", "lowered", "struck_out", "hidden"]))]
    pub kind: Word,
    /// How doubtful, from 1 to 255.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<u8>,
}

/// So many marks at most end in one place: one a kind of those that go together.
const TOGETHER: usize = 4;

/// Characters, and marks on stretches of them. It reads as a `str`, and costs no more than a `String` while it has no
/// marks. What `str` cuts off it, [`Text::part`] cuts off with the marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    chars: String,
    /// By where they begin; two of one kind never touch.
    marks: Vec<Mark>,
}

impl Text {
    /// No characters.
    pub fn new() -> Text {
        Text::default()
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.chars
    }

    /// The marks, by where they begin.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Adds a character without marks.
    pub fn push(&mut self, c: char) {
        self.chars.push(c);
    }

    /// Adds characters without marks.
    pub fn push_str(&mut self, text: &str) {
        self.chars.push_str(text);
    }

    /// Adds a character, or several, with these marks.
    pub fn push_marked<C>(&mut self, characters: C, kinds: impl IntoIterator<Item = MarkKind>)
    where
        String: Extend<C>,
    {
        let from = self.chars.len();
        self.chars.extend([characters]);
        let to = self.chars.len();
        kinds.into_iter().for_each(|kind| self.mark(Mark { from, to, kind }));
    }

    /// Adds a text with its marks.
    pub fn append(&mut self, text: &Text) {
        let shift = self.chars.len();
        self.chars.push_str(&text.chars);
        for mark in &text.marks {
            self.mark(Mark { from: mark.from + shift, to: mark.to + shift, kind: mark.kind });
        }
    }

    /// Adds a mark that begins no sooner than those before it; one that touches another of its kind goes on with it.
    fn mark(&mut self, mark: Mark) {
        if mark.from >= mark.to {
            return;
        }
        match self.marks.iter_mut().rev().take(TOGETHER).find(|m| m.kind == mark.kind && m.to >= mark.from) {
            Some(before) => before.to = before.to.max(mark.to),
            None => self.marks.push(mark),
        }
    }

    /// Whether some of its characters have a mark of these kinds.
    pub fn has(&self, kinds: impl Fn(MarkKind) -> bool) -> bool {
        self.marks.iter().any(|m| kinds(m.kind))
    }

    /// The stretches that have a mark of these kinds, in order.
    pub fn stretches(&self, kinds: impl Fn(MarkKind) -> bool) -> impl Iterator<Item = &str> {
        self.marks.iter().filter(move |m| kinds(m.kind)).filter_map(|m| self.chars.get(m.from..m.to))
    }

    /// The same without the characters that have a mark of these kinds.
    pub fn without(&self, kinds: impl Fn(MarkKind) -> bool) -> Text {
        let mut out = Text::new();
        let mut from = 0;
        for mark in self.marks.iter().filter(|m| kinds(m.kind)) {
            out.append_part(self, self.chars.get(from..mark.from).unwrap_or_default());
            from = from.max(mark.to);
        }
        out.append_part(self, self.chars.get(from..).unwrap_or_default());
        out
    }

    /// The same without marks of these kinds.
    pub fn unmarked(mut self, kinds: impl Fn(MarkKind) -> bool) -> Text {
        self.marks.retain(|mark| !kinds(mark.kind));
        self
    }

    /// What `part`, a slice of this text, covers, with its marks. A slice of anything else has none.
    pub fn part(&self, part: &str) -> Text {
        let mut out = Text::new();
        out.append_part(self, part);
        out
    }

    /// Adds [`Text::part`] of another text.
    pub fn append_part(&mut self, text: &Text, part: &str) {
        let shift = self.chars.len();
        self.chars.push_str(part);
        if text.marks.is_empty() {
            return;
        }
        let inside = |from: &usize| from + part.len() <= text.chars.len();
        let from = part.as_ptr().addr().checked_sub(text.chars.as_ptr().addr()).filter(inside);
        if let Some(from) = from {
            let cut = |at: usize| at.saturating_sub(from).min(part.len()) + shift;
            text.marks.iter().for_each(|m| self.mark(Mark { from: cut(m.from), to: cut(m.to), kind: m.kind }));
        }
    }

    /// The same up to a byte between two characters.
    pub fn truncate(&mut self, length: usize) {
        self.chars.truncate(length);
        self.marks.retain_mut(|m| {
            m.to = m.to.min(length);
            m.from < m.to
        });
    }

    /// Texts with something between each and the next.
    pub fn joined<'a>(texts: impl IntoIterator<Item = &'a Text>, between: &str) -> Text {
        let mut out = Text::new();
        for (i, text) in texts.into_iter().enumerate() {
            if i > 0 {
                out.push_str(between);
            }
            out.append(text);
        }
        out
    }

    /// Puts others in the place of its characters, one for each; `None` takes one out. Marks stay where they are.
    pub fn replace_chars(&mut self, characters: impl IntoIterator<Item = Option<char>>) {
        let mut chars = String::with_capacity(self.chars.len());
        // Where each byte went to, if anything must be moved with it.
        let mut moved: Vec<usize> = Vec::new();
        for (old, new) in self.chars.chars().zip(characters) {
            if !self.marks.is_empty() {
                moved.extend(std::iter::repeat_n(chars.len(), old.len_utf8()));
            }
            chars.extend(new);
        }
        let place = |at: usize| moved.get(at).copied().unwrap_or(chars.len());
        let marks = std::mem::take(&mut self.marks);
        let marks: Vec<Mark> =
            marks.into_iter().map(|m| Mark { from: place(m.from), to: place(m.to), kind: m.kind }).collect();
        self.chars = chars;
        marks.into_iter().for_each(|mark| self.mark(mark));
    }

    /// The marks as reports write them.
    pub fn spans(&self) -> Vec<MarkedSpan> {
        let count = |range: Range<usize>| self.chars.get(range).map_or(0, |stretch| stretch.chars().count());
        let (mut byte, mut from) = (0, 0);
        let span = |m: &Mark| {
            from += count(byte..m.from);
            byte = m.from;
            let doubt = if let MarkKind::Doubtful { doubt } = m.kind { Some(doubt) } else { None };
            MarkedSpan { from, to: from + count(m.from..m.to), kind: m.kind.name().into(), doubt }
        };
        self.marks.iter().map(span).collect()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.chars
    }
}

impl From<String> for Text {
    fn from(chars: String) -> Text {
        Text { chars, marks: Vec::new() }
    }
}

impl From<&str> for Text {
    fn from(chars: &str) -> Text {
        Text::from(chars.to_string())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.chars
    }
}

impl fmt::Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.chars)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.chars == other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.chars == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.chars == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(pieces: &[(&str, Option<MarkKind>)]) -> Text {
        let mut text = Text::new();
        pieces.iter().for_each(|(piece, kind)| text.push_marked(*piece, *kind));
        text
    }

    fn said(text: &Text) -> Vec<(&str, MarkKind)> {
        text.marks().iter().map(|m| (text.get(m.from..m.to).unwrap(), m.kind)).collect()
    }

    #[test]
    fn marks_go_with_their_characters_wherever_they_are_put() {
        let row = marked(&[
            (" 收到申请", None),
            ("12", Some(MarkKind::Recovered)),
            ("①", Some(MarkKind::Raised)),
            (" 件", None),
        ]);
        let number = row.part(row.trim().split_at("收到申请".len()).1);
        assert_eq!(number, "12① 件");
        assert_eq!(said(&number), [("12", MarkKind::Recovered), ("①", MarkKind::Raised)]);
        let mut whole = Text::joined([&row, &number], "\n");
        assert_eq!(said(&whole).len(), 4);
        whole.truncate(" 收到申请1".len());
        assert_eq!(said(&whole), [("1", MarkKind::Recovered)]);
        assert!(row.part("12").marks().is_empty(), "a slice of another text has no marks");
    }

    #[test]
    fn marks_that_touch_are_one_and_kinds_go_side_by_side() {
        let kinds = [MarkKind::StruckOut, MarkKind::Raised];
        let mut text = Text::new();
        text.push_marked("1", kinds);
        text.push_marked("2", kinds);
        text.append(&marked(&[("3", Some(MarkKind::StruckOut)), ("4", None)]));
        assert_eq!(said(&text), [("123", MarkKind::StruckOut), ("12", MarkKind::Raised)]);
    }

    #[test]
    fn characters_are_replaced_and_taken_out_under_their_marks() {
        let mut text = marked(&[
            ("⼯", None),
            ("\u{200B}作\u{200B}", Some(MarkKind::StruckOut)),
            ("\u{200B}", Some(MarkKind::Raised)),
        ]);
        text.replace_chars([Some('工'), None, Some('作'), None, None]);
        assert_eq!(text, "工作");
        assert_eq!(said(&text), [("作", MarkKind::StruckOut)]);
    }

    #[test]
    fn what_is_beside_a_text_is_taken_out_of_it() {
        let text = marked(&[
            ("221", Some(MarkKind::StruckOut)),
            ("22", None),
            ("6", Some(MarkKind::Recovered)),
            ("①", Some(MarkKind::Raised)),
            ("件", None),
        ]);
        let shown = text.without(MarkKind::is_aside);
        assert_eq!(shown, "226件");
        assert_eq!(said(&shown), [("6", MarkKind::Recovered)]);
        assert_eq!(text.stretches(|k| k == MarkKind::StruckOut).collect::<Vec<_>>(), ["221"]);
    }

    #[test]
    fn reports_count_characters() {
        let text = marked(&[("申请", None), ("12", Some(MarkKind::Doubtful { doubt: 40 })), ("件", None)]);
        let json = serde_json::to_string(&text.spans()).unwrap();
        assert_eq!(json, r#"[{"from":2,"to":4,"kind":"doubtful","doubt":40}]"#);
        assert_eq!(serde_json::from_str::<Vec<MarkedSpan>>(&json).unwrap(), text.spans());
        assert!(Text::from("申请").spans().is_empty());
    }
}
