//! One paragraph while it is read (ECMA-376 part 1, 17.3.1 and 17.3.2).

use super::numbering::Lists;
use super::styles::Styles;
use crate::model::content::{Align, Block, Paragraph, Role};
use crate::model::origin::Origin;

/// Where a complex field (17.16.18) has got to.
#[derive(Clone, Copy, Debug)]
enum Field {
    /// In its code; the paragraph's text was this long before it.
    Code(usize),
    /// In its result.
    Result,
}

/// A paragraph whose end has not been read yet.
#[derive(Debug)]
pub(super) struct Draft {
    /// `w:pStyle`
    pub(super) style: Option<String>,
    /// `w:jc` of the paragraph itself.
    pub(super) align: Option<Align>,
    /// `w:outlineLvl` of the paragraph itself.
    pub(super) outline: Option<Role>,
    /// `w:numId` of the paragraph itself.
    pub(super) num_id: Option<String>,
    /// `w:ilvl` of the paragraph itself.
    pub(super) level: Option<usize>,
    /// The paragraph mark is a tracked deletion: the text goes on in the next paragraph (17.13.5.15).
    pub(super) mark_deleted: bool,
    /// The current run is hidden.
    pub(super) hidden: bool,
    /// Runs that say nothing of it are hidden, by the paragraph's style.
    pub(super) hides: bool,
    /// How many `w:hyperlink` are open.
    pub(super) links: usize,
    /// Runs of hidden text that were left out.
    pub(super) left_out: usize,
    /// Paragraphs and tables of text boxes that are anchored here.
    pub(super) anchored: Vec<Block>,
    /// Where it stands.
    pub(super) origin: Origin,
    text: String,
    number: String,
    counted: bool,
    fields: Vec<Field>,
    plain_text: bool,
    linked_text: bool,
}

impl Draft {
    /// An empty paragraph that goes on from `carried` text of a paragraph whose mark was deleted.
    pub(super) fn new(origin: Origin, carried: String) -> Self {
        Draft {
            style: None,
            align: None,
            outline: None,
            num_id: None,
            level: None,
            mark_deleted: false,
            hidden: false,
            hides: false,
            links: 0,
            left_out: 0,
            anchored: Vec::new(),
            origin,
            plain_text: !carried.trim().is_empty(),
            text: carried,
            number: String::new(),
            counted: false,
            fields: Vec::new(),
            linked_text: false,
        }
    }

    /// Adds text of the current run, unless it is hidden.
    pub(super) fn push(&mut self, text: &str) {
        let blank = text.trim().is_empty();
        if self.hidden {
            self.left_out += usize::from(!blank);
            return;
        }
        self.text.push_str(text);
        if !blank {
            match self.links {
                0 => self.plain_text = true,
                _ => self.linked_text = true,
            }
        }
    }

    /// `w:fldChar`: text between `begin` and `separate` is code, not print. It is taken back only where the code is
    /// seen to end in this paragraph, so that a field that never ends costs no text.
    pub(super) fn field(&mut self, kind: &str) {
        match kind {
            "begin" => self.fields.push(Field::Code(self.text.len())),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    if let Field::Code(length) = *field {
                        self.text.truncate(length);
                    }
                    *field = Field::Result;
                }
            }
            "end" => {
                if let Some(Field::Code(length)) = self.fields.pop() {
                    self.text.truncate(length);
                }
            }
            _ => {}
        }
    }

    /// Takes over what the style says of its runs, and counts the paragraph in its list, once. To be called when its
    /// properties are known and before anything inside it is counted: a text box may hold paragraphs of the same list.
    pub(super) fn settle(&mut self, styles: &Styles, lists: &mut Lists) {
        let id = styles.effective(self.style.as_deref());
        let style = id.and_then(|id| styles.get(id));
        self.hides = style.and_then(|s| s.hidden).unwrap_or(false);
        if self.counted || self.mark_deleted {
            return;
        }
        self.counted = true;
        let level = self.level.or(style.and_then(|s| s.level));
        let number = match (&self.num_id, style.and_then(|s| s.num_id.as_deref())) {
            (Some(own), _) => lists.count(own, level, None, styles),
            (None, Some(inherited)) => lists.count(inherited, level, id.filter(|_| self.level.is_none()), styles),
            (None, None) => None,
        };
        self.number = number.unwrap_or_default();
    }

    /// The paragraph's text so far, without its number: what a deleted paragraph mark hands on.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The finished paragraph. Line and page breaks at its ends are gone: a break at the head of a heading only puts
    /// it on a new page.
    pub(super) fn finish(self, styles: &Styles) -> Paragraph {
        let id = styles.effective(self.style.as_deref());
        let role = match id.and_then(|id| styles.role(id)) {
            Some(Role::Title) => Role::Title,
            inherited => self.outline.or(inherited).unwrap_or(Role::Body),
        };
        let align = self.align.or_else(|| styles.get(id?)?.align).unwrap_or(Align::Start);
        let body = self.text.trim_start_matches('\n');
        let text = format!("{}{}", self.number, body);
        Paragraph {
            text: text.trim_end().to_string(),
            role,
            align,
            link: self.linked_text && !self.plain_text,
            origin: self.origin,
        }
    }
}
