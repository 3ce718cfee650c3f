//! The graphics state (ISO 32000-1, 8.4) as far as text and rules depend on it.

use kurbo::{Affine, Rect};

use crate::read::paged::paint::Paint;
use crate::read::paged::path::Pen;

/// Everything that `q` saves and `Q` restores.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// User space to page space: points, top left, y down.
    pub(super) ctm: Affine,
    /// A box outside of which nothing is painted; the true clip may be smaller.
    pub(super) clip: Rect,
    pub(super) stroke: Paint,
    pub(super) fill: Paint,
    /// In user space.
    pub(super) line_width: f64,
    /// Whether strokes reach over their ends by half their width (`2 J`).
    pub(super) square_cap: bool,
    pub(super) text: TextState,
}

/// Text state (ISO 32000-1, 9.3). The text matrices are kept with it, since some producers put `q` inside `BT`.
#[derive(Clone, Debug)]
pub(super) struct TextState {
    /// Index into the document's fonts.
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    /// Tc.
    pub(super) char_space: f64,
    /// Tw.
    pub(super) word_space: f64,
    /// Tz / 100.
    pub(super) scale: f64,
    /// TL.
    pub(super) leading: f64,
    /// Ts.
    pub(super) rise: f64,
    /// Tr.
    pub(super) mode: i64,
    /// Tm.
    pub(super) matrix: Affine,
    /// Tlm.
    pub(super) line_matrix: Affine,
}

impl State {
    /// The state at the start of a page or an appearance stream.
    pub(super) fn new(ctm: Affine, clip: Rect) -> Self {
        State {
            ctm,
            clip,
            stroke: Paint::BLACK,
            fill: Paint::BLACK,
            line_width: 1.0,
            square_cap: false,
            text: TextState {
                font: None,
                size: 0.0,
                char_space: 0.0,
                word_space: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
                matrix: Affine::IDENTITY,
                line_matrix: Affine::IDENTITY,
            },
        }
    }

    /// Whether text in this state leaves a mark on white paper, by fill or by stroke (ISO 32000-1, 9.3.6).
    pub(super) fn text_is_visible(&self) -> bool {
        match self.text.mode {
            1 | 5 => self.stroke.is_visible(),
            2 | 6 => self.fill.is_visible() || self.stroke.is_visible(),
            _ => self.fill.is_visible(),
        }
    }

    /// The pen of a stroke; its width by how much longer a length gets on the page, on average over the directions.
    pub(super) fn pen(&self) -> Pen {
        let width = self.line_width.abs() * self.ctm.determinant().abs().sqrt();
        Pen { clip: self.clip, width, square_cap: self.square_cap }
    }
}

impl TextState {
    /// `Td`: moves to the next line's start.
    pub(super) fn next_line(&mut self, tx: f64, ty: f64) {
        self.line_matrix *= Affine::translate((tx, ty));
        self.matrix = self.line_matrix;
    }

    /// `Tm`, and `BT` with the identity.
    pub(super) fn set_matrix(&mut self, matrix: Affine) {
        self.matrix = matrix;
        self.line_matrix = matrix;
    }
}
