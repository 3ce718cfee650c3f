//! One paragraph while it is read (ECMA-376 part 1, 17.3.1 and 17.3.2).

use super::numbering::Lists;
use super::styles::Styles;
use crate::model::content::{Align, Block, Paragraph, Role};
use crate::model::origin::Origin;
use crate::read::run_style::RunStyle;
use crate::read::word::line::Line;
use crate::text::Text;

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
    /// `w:shd` of the paragraph, or of what is around it.
    pub(super) shaded: bool,
    /// How runs are shown that say nothing of it, by the paragraph's style.
    pub(super) run: RunStyle,
    /// Its text so far.
    pub(super) line: Line,
    /// Paragraphs and tables of text boxes that are anchored here.
    pub(super) anchored: Vec<Block>,
    /// Where it stands.
    pub(super) origin: Origin,
    number: String,
    counted: bool,
}

impl Draft {
    /// An empty paragraph that goes on from `carried` text of a paragraph whose mark was deleted.
    pub(super) fn new(origin: Origin, carried: Text) -> Self {
        Draft {
            style: None,
            align: None,
            outline: None,
            num_id: None,
            level: None,
            mark_deleted: false,
            shaded: false,
            run: RunStyle::default(),
            line: Line::new(carried),
            anchored: Vec::new(),
            origin,
            number: String::new(),
            counted: false,
        }
    }

    /// Takes over what the style says of its runs, and counts the paragraph in its list, once. To be called when its
    /// properties are known and before anything inside it is counted: a text box may hold paragraphs of the same list.
    pub(super) fn settle(&mut self, styles: &Styles, lists: &mut Lists) {
        let id = styles.effective(self.style.as_deref());
        let style = id.and_then(|id| styles.get(id));
        let around = RunStyle { grounded: self.shaded, ..RunStyle::default() };
        self.run = style.map_or(around, |s| s.run(around));
        self.run.grounded |= self.shaded;
        if self.counted || self.mark_deleted {
            return;
        }
        self.counted = true;
        let level = self.level.or(style.and_then(|s| s.level));
        let number = match (&self.num_id, style.and_then(|s| s.num_id.as_deref())) {
            (Some(own), _) => lists.count(own, level, None),
            (None, Some(inherited)) => lists.count(inherited, level, id.filter(|_| self.level.is_none())),
            (None, None) => None,
        };
        self.number = number.unwrap_or_default();
    }

    /// The paragraph's text so far, without its number: what a deleted paragraph mark hands on.
    pub(super) fn into_text(self) -> Text {
        self.line.into_text()
    }

    /// The finished paragraph.
    pub(super) fn finish(self, styles: &Styles) -> Paragraph {
        let id = styles.effective(self.style.as_deref());
        let role = match id.and_then(|id| styles.role(id)) {
            Some(Role::Title) => Role::Title,
            inherited => self.outline.or(inherited).unwrap_or(Role::Body),
        };
        let align = self.align.or_else(|| styles.get(id?)?.align).unwrap_or(Align::Start);
        Paragraph { link: self.line.is_link(), text: self.line.finish(&self.number), role, align, origin: self.origin }
    }
}
