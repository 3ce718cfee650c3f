//! Tokens to paragraphs and tables.

use std::collections::HashMap;

use super::charset::{Charset, Charsets};
use super::colors;
use super::group::{AtEnd, Destination, Group, Script};
use super::token::{Token, Tokens};
use crate::model::content::{Block, Info, Role};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::run_style::RunStyle;
use crate::read::word::line::Line;
use crate::read::word::roles::named_role;
use crate::read::word::story::{Ended, RowShape, Story};
use crate::read::word::table::Merge;

/// The clock is looked at once in so many tokens.
const TOKENS_PER_LOOK: usize = 4096;

/// More styles than this are not remembered.
const MAX_STYLES: usize = 20_000;

/// Titles, names of programs and styles, list numbers are no longer than this.
const MAX_NAME: usize = 1024;

/// A paragraph while it is read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) line: Line,
    /// Its list number.
    number: String,
}

/// Reads one document.
pub(super) struct Reader<'a> {
    limits: &'a Limits,
    pub(super) groups: Vec<Group>,
    /// Groups nested deeper than the limit, which are skipped.
    beyond: usize,
    /// Whether there were any.
    too_deep: bool,
    pub(super) charsets: Charsets,
    /// The font whose entry in the font table is being read.
    pub(super) listed_font: i32,
    pub(super) story: Story<'a>,
    pub(super) draft: Draft,
    /// Paragraphs around the text box that is being read.
    outer: Vec<Draft>,
    /// The row whose properties were read last, and that of the nested table.
    pub(super) rows: [RowShape; 2],
    /// Merges of the cell whose edge comes next.
    pub(super) merge: (Merge, Merge),
    styles: HashMap<i32, Role>,
    name: String,
    title: String,
    generator: String,
    /// Bytes of text that are not decoded yet: a character may be two of them.
    bytes: Vec<u8>,
    /// First half of a surrogate pair.
    surrogate: Option<u16>,
    /// Characters to pass over after `\u`.
    pub(super) skip: usize,
    undecodable: usize,
    /// Which colours of the document are that of paper.
    white: Vec<bool>,
    /// A cell of the row is filled with a colour.
    pub(super) shaded: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Reader {
            limits,
            groups: Vec::new(),
            beyond: 0,
            too_deep: false,
            charsets: Charsets::new(),
            listed_font: 0,
            story: Story::new(limits),
            draft: Draft::default(),
            outer: Vec::new(),
            rows: Default::default(),
            merge: Default::default(),
            styles: HashMap::new(),
            name: String::new(),
            title: String::new(),
            generator: String::new(),
            bytes: Vec::new(),
            surrogate: None,
            skip: 0,
            undecodable: 0,
            white: Vec::new(),
            shaded: false,
        }
    }

    /// Whether a colour of the table is that of paper.
    pub(super) fn is_white(&self, color: Option<i32>) -> bool {
        color.and_then(|n| usize::try_from(n).ok()).and_then(|n| self.white.get(n)).copied().unwrap_or(false)
    }

    /// Reads up to the end of the outermost group. What comes after it is no part of the document.
    pub(super) fn read(mut self, bytes: &[u8]) -> Result<(Vec<Block>, Info, Vec<Finding>), Error> {
        self.white = colors::white(bytes);
        for (count, token) in Tokens::new(bytes).enumerate() {
            if count % TOKENS_PER_LOOK == 0 {
                self.limits.check_time()?;
            }
            self.token(token)?;
            if self.groups.is_empty() {
                break;
            }
        }
        let open = self.groups.len() + self.beyond;
        while !self.groups.is_empty() {
            self.close()?;
        }
        self.end_text();
        self.last_paragraph()?;
        let (blocks, mut findings) = self.story.finish();
        if self.too_deep {
            findings.push(self.limits.finding(Limit::Depth, "groups were left out"));
        }
        let mut note = |kind, message: String| findings.push(Finding::new(kind, message));
        if open > 0 {
            note(FindingKind::DamagedFile, format!("the text is not complete: {open} groups have no end"));
        }
        if self.undecodable > 0 {
            let message = format!("{} pieces of text are not in the encoding declared for them", self.undecodable);
            note(FindingKind::UnreadableText, message);
        }
        let some = |text: String| Some(text.trim().to_string()).filter(|t| !t.is_empty());
        let info = Info {
            title: some(self.title),
            creator: some(self.generator.trim().trim_end_matches(';').to_string()),
            encoding: Some(self.charsets.default.name().to_string()),
            ..Info::default()
        };
        Ok((blocks, info, findings))
    }

    fn token(&mut self, token: Token<'_>) -> Result<(), Error> {
        if self.beyond > 0 {
            match token {
                Token::Open => self.beyond += 1,
                Token::Close => self.beyond -= 1,
                _ => {}
            }
            return Ok(());
        }
        match token {
            Token::Open => {
                self.end_text();
                if self.groups.len() >= self.limits.depth {
                    (self.beyond, self.too_deep) = (1, true);
                } else {
                    self.groups.push(self.groups.last().map_or(Group::OUTSIDE, Group::inner));
                    if self.group().destination == Destination::Style {
                        self.name.clear();
                    }
                }
            }
            Token::Close => self.close()?,
            Token::Binary => self.skip = self.skip.saturating_sub(1),
            Token::Text(text) => {
                let passed = self.skip.min(text.len());
                self.skip -= passed;
                self.bytes.extend_from_slice(text.get(passed..).unwrap_or_default());
            }
            Token::Hex(_) | Token::Word(..) | Token::Symbol(_) if self.skip > 0 && !is_unicode(token) => self.skip -= 1,
            Token::Hex(byte) => self.bytes.push(byte),
            // An escaped byte may be the second of a character.
            Token::Symbol(byte @ (b'\\' | b'{' | b'}')) => self.bytes.push(byte),
            Token::Symbol(symbol) => {
                self.end_text();
                self.symbol(symbol)?;
            }
            Token::Word(name, number) => {
                self.end_bytes();
                if name != "u" {
                    self.end_surrogate();
                }
                self.word(name, number)?;
            }
        }
        Ok(())
    }

    /// The innermost group.
    pub(super) fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(Group::OUTSIDE)
    }

    /// The innermost group, to change it.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    /// The innermost group ends.
    fn close(&mut self) -> Result<(), Error> {
        self.end_text();
        let Some(group) = self.groups.pop() else { return Ok(()) };
        let around = self.group().destination;
        match group.at_end {
            AtEnd::Field => self.draft.line.end_field(),
            AtEnd::TextBox => {
                self.last_paragraph()?;
                self.story.end_box();
                self.draft = self.outer.pop().unwrap_or_default();
            }
            AtEnd::Nothing => {}
        }
        if group.destination == Destination::Style && around == Destination::Styles && self.styles.len() < MAX_STYLES {
            let outline = group.paragraph.role(None);
            let role = named_role(self.name.trim().trim_end_matches(';')).unwrap_or(outline);
            self.styles.insert(group.paragraph.style, role);
        }
        Ok(())
    }

    /// Text after the last paragraph mark.
    fn last_paragraph(&mut self) -> Result<(), Error> {
        if self.draft.line.is_blank() {
            return Ok(());
        }
        self.end_paragraph(self.group().paragraph.depth(), false)
    }

    /// A paragraph ends, in so many tables.
    pub(super) fn end_paragraph(&mut self, depth: usize, mark_deleted: bool) -> Result<(), Error> {
        let Draft { line, number } = std::mem::take(&mut self.draft);
        let paragraph = self.group().paragraph;
        let role = paragraph.role(self.styles.get(&paragraph.style).copied());
        let number = list_number(&number);
        self.story.paragraph(Ended { line, number, role, align: paragraph.align, depth, mark_deleted })
    }

    /// A text box begins.
    pub(super) fn begin_box(&mut self) {
        if self.story.begin_box() {
            self.outer.push(std::mem::take(&mut self.draft));
            self.change(|g| g.at_end = AtEnd::TextBox);
        }
    }

    /// No more bytes belong to the character before.
    pub(super) fn end_text(&mut self) {
        self.end_bytes();
        self.end_surrogate();
        self.skip = 0;
    }

    fn end_surrogate(&mut self) {
        if self.surrogate.take().is_some() {
            self.push("\u{FFFD}");
        }
    }

    /// Decodes the bytes of text that have come together.
    fn end_bytes(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        self.end_surrogate();
        let bytes = std::mem::take(&mut self.bytes);
        if !matches!(self.group().destination, Destination::Skip | Destination::Quiet | Destination::Fonts) {
            match self.charset() {
                Charset::Encoded(encoding) => {
                    let (text, lossy) = encoding.decode_without_bom_handling(&bytes);
                    self.undecodable += usize::from(lossy);
                    self.push(&text);
                }
                Charset::Symbols => {
                    let symbol = |b: &u8| if *b <= b' ' { Some(' ') } else { char::from_u32(0xF000 + u32::from(*b)) };
                    let text: String = bytes.iter().filter_map(symbol).collect();
                    self.push(&text);
                }
            }
        }
        self.bytes = bytes;
        self.bytes.clear();
    }

    /// The character set that bytes are in here.
    fn charset(&self) -> Charset {
        let group = self.group();
        match (group.script, group.double_font) {
            (Script::Double, Some(font)) => self.charsets.of(font),
            _ => self.charsets.of(group.font),
        }
    }

    /// `\u`: a unit of UTF-16, negative above 32767.
    pub(super) fn unicode(&mut self, number: i32) {
        let unit = number as u16;
        match (self.surrogate.take(), unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                let text: String = char::decode_utf16([high, unit]).map(|c| c.unwrap_or('\u{FFFD}')).collect();
                self.push(&text);
            }
            (before, _) => {
                if before.is_some() {
                    self.push("\u{FFFD}");
                }
                match unit {
                    0xD800..=0xDBFF => self.surrogate = Some(unit),
                    0..=0x1F => {}
                    _ => self.push(char::from_u32(unit.into()).unwrap_or('\u{FFFD}').encode_utf8(&mut [0; 4])),
                }
            }
        }
        self.skip = self.group().fallback;
    }

    /// Text goes where the group says.
    pub(super) fn push(&mut self, text: &str) {
        let group = self.group();
        let name = match group.destination {
            Destination::Body if group.deleted => {
                self.story.deleted += usize::from(!text.trim().is_empty());
                return;
            }
            Destination::Body => {
                self.draft.line.run = RunStyle { grounded: group.run.grounded || self.shaded, ..group.run };
                self.draft.line.push(text);
                return;
            }
            Destination::Style => &mut self.name,
            Destination::Title => &mut self.title,
            Destination::Generator => &mut self.generator,
            Destination::Number => &mut self.draft.number,
            _ => return,
        };
        if name.len() < MAX_NAME {
            name.push_str(text);
        }
    }
}

fn is_unicode(token: Token<'_>) -> bool {
    matches!(token, Token::Word("u", Some(_)))
}

/// A list number as it is printed before the text. Bullets are no numbers; a tab or a space after a CJK number is only
/// air, after a Latin one it keeps words apart.
fn list_number(text: &str) -> String {
    let number = text.trim();
    if !number.chars().any(char::is_alphanumeric) {
        return String::new();
    }
    let apart = number.len() < text.trim_start().len() && number.ends_with(|c: char| c.is_ascii());
    format!("{number}{}", if apart { " " } else { "" })
}
