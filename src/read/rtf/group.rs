//! What a group (`{ ... }`) keeps to itself: where its text goes and how it is formatted.

use crate::model::content::{Align, Role};
use crate::read::run_style::{Baseline, RunStyle};
use crate::read::word::roles::outline_role;

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// The document.
    Body,
    /// Nowhere, and neither does what is inside.
    Skip,
    /// Nowhere, but groups inside it may go somewhere.
    Quiet,
    /// The table of fonts.
    Fonts,
    /// The table of styles: each group in it is a style.
    Styles,
    /// The name of a style.
    Style,
    /// The document's title.
    Title,
    /// The name of the program.
    Generator,
    /// The list number of the paragraph.
    Number,
    /// One text for old readers, skipped, and `\*\ud` for those that know Unicode, which goes where this group would.
    Twice,
}

/// What is to be done when a group ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtEnd {
    Nothing,
    Field,
    TextBox,
}

/// Which of a run's fonts its bytes are in (`\loch`, `\hich`, `\dbch`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Single,
    Double,
}

/// Properties of a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paragraph {
    pub(super) align: Align,
    /// `\outlinelevel`
    pub(super) outline: Option<i32>,
    /// `\s`
    pub(super) style: i32,
    /// `\intbl`
    pub(super) in_table: bool,
    /// `\itap`
    pub(super) nesting: usize,
}

impl Paragraph {
    /// As `\pard` sets it.
    pub(super) const PLAIN: Paragraph =
        Paragraph { align: Align::Start, outline: None, style: 0, in_table: false, nesting: 0 };

    /// In how many tables it stands.
    pub(super) fn depth(&self) -> usize {
        self.nesting.max(usize::from(self.in_table))
    }

    /// What it is, if its style says `style`.
    pub(super) fn role(&self, style: Option<Role>) -> Role {
        match (style, self.outline) {
            (Some(Role::Title), _) => Role::Title,
            (_, Some(level)) => outline_role(level.into()),
            (style, None) => style.unwrap_or(Role::Body),
        }
    }
}

/// The state that a group inherits from the one around it, and forgets at its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) destination: Destination,
    pub(super) at_end: AtEnd,
    /// `\*` was seen: an unknown word that follows begins a destination to be skipped.
    pub(super) optional: bool,
    /// Characters that follow `\u` for readers that do not know it.
    pub(super) fallback: usize,
    pub(super) font: i32,
    pub(super) script: Script,
    /// The font of double-byte characters.
    pub(super) double_font: Option<i32>,
    /// `\v`, `\super`, `\sub`, `\strike`
    pub(super) run: RunStyle,
    /// `\deleted`
    pub(super) deleted: bool,
    /// `\nesttableprops`: properties of rows are those of a nested table.
    pub(super) nested_row: bool,
    pub(super) paragraph: Paragraph,
}

impl Group {
    /// Outside of all groups.
    pub(super) const OUTSIDE: Group = Group {
        destination: Destination::Body,
        at_end: AtEnd::Nothing,
        optional: false,
        fallback: 1,
        font: 0,
        script: Script::Single,
        double_font: None,
        run: RunStyle {
            hidden: false,
            level: Baseline::Line,
            moved: Baseline::Line,
            struck: false,
            white: false,
            grounded: false,
        },
        deleted: false,
        nested_row: false,
        paragraph: Paragraph::PLAIN,
    };

    /// A group inside this one.
    pub(super) fn inner(&self) -> Group {
        let destination = match self.destination {
            Destination::Styles => Destination::Style,
            Destination::Twice => Destination::Skip,
            other => other,
        };
        Group { destination, at_end: AtEnd::Nothing, optional: false, ..*self }
    }
}
