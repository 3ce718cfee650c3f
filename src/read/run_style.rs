//! How characters are shown, in formats that say it of runs of them.

use crate::text::marked::MarkKind;

/// Whether characters stand on the line, above it or below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Baseline {
    /// On it.
    #[default]
    Line,
    /// Above it.
    Raised,
    /// Below it.
    Lowered,
}

/// How a run is shown, as far as it matters to what its text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunStyle {
    /// It is not shown at all.
    pub(crate) hidden: bool,
    /// Its place on the line.
    pub(crate) level: Baseline,
    /// It is moved off the line by a distance: a sign beside other text is raised so, and whole lines are aligned so.
    pub(crate) moved: Baseline,
    /// A line goes through it.
    pub(crate) struck: bool,
    /// It has the colour of paper.
    pub(crate) white: bool,
    /// A colour lies beneath it.
    pub(crate) grounded: bool,
}

impl Baseline {
    /// Of a distance in half points, upward: less than three are a matter of taste.
    pub(crate) fn of_half_points(up: i64) -> Baseline {
        match up {
            3.. => Baseline::Raised,
            ..=-3 => Baseline::Lowered,
            _ => Baseline::Line,
        }
    }
}

impl RunStyle {
    /// Whether a reader of the document does not see it.
    pub(crate) fn is_hidden(self) -> bool {
        self.hidden || self.white && !self.grounded
    }

    /// The marks that say so.
    pub(crate) fn marks(self) -> impl Iterator<Item = MarkKind> {
        let level = match self.level {
            Baseline::Line => None,
            Baseline::Raised => Some(MarkKind::Raised),
            Baseline::Lowered => Some(MarkKind::Lowered),
        };
        let struck = self.struck.then_some(MarkKind::StruckOut);
        level.into_iter().chain(struck).chain(self.is_hidden().then_some(MarkKind::Hidden))
    }
}
