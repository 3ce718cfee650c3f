//! Marked content (ISO 32000-1, 14.6): hidden layers, and replacement text for glyphs that nothing else explains.

use hayro_syntax::object::{Dict, String as PdfString};
use kurbo::Rect as Area;

use super::info::text_string;
use crate::model::content::{Glyph, UnicodeSource};
use crate::model::geometry::Rect;
use crate::read::paged::run;

/// Longer sequences are whole paragraphs: their text cannot be laid over the glyphs.
const MAX_ACTUAL: usize = 64;

/// The open marked-content sequences.
#[derive(Default)]
pub(super) struct Marks {
    open: Vec<Mark>,
    /// How many of them are hidden layers.
    hidden: usize,
}

struct Mark {
    hides: bool,
    actual: Option<String>,
    /// Number of the page's glyphs when it began.
    start: usize,
}

impl Marks {
    /// `BMC`, `BDC`.
    pub(super) fn begin(&mut self, hides: bool, actual: Option<String>, start: usize) {
        if self.open.len() < 4096 {
            self.hidden += usize::from(hides);
            self.open.push(Mark { hides, actual, start });
        }
    }

    /// `EMC`: glyphs without a known character take theirs from the sequence's ActualText.
    pub(super) fn end(&mut self, glyphs: &mut Vec<Glyph>) {
        let Some(mark) = self.open.pop() else { return };
        self.hidden = self.hidden.saturating_sub(usize::from(mark.hides));
        let Some(text) = mark.actual else { return };
        let Some(run) = glyphs.get(mark.start..) else { return };
        let Some(first) = run.first().copied().filter(|_| run.len() <= MAX_ACTUAL) else { return };
        let unknown = run.iter().any(|g| matches!(g.source, UnicodeSource::Unknown) || run::is_private(g.ch));
        if !unknown && !is_small_capitals(run, &text) {
            return;
        }
        let chars: Vec<char> = text.chars().filter(|c| !c.is_control()).collect();
        let one_line = run.iter().all(|g| g.bbox.overlap_y(&first.bbox) > 0.0 || g.bbox.overlap_x(&first.bbox) > 0.0);
        if chars.is_empty() || chars.len() > MAX_ACTUAL || !one_line {
            return;
        }
        if chars.len() == run.len() {
            for (glyph, ch) in glyphs.iter_mut().skip(mark.start).zip(chars) {
                glyph.ch = ch;
                glyph.source = UnicodeSource::ToUnicode;
            }
            return;
        }
        let all = run.iter().fold(first.bbox, |all, g| all.union(&g.bbox));
        let all = Area::new(all.x0.into(), all.y0.into(), all.x1.into(), all.y1.into());
        glyphs.truncate(mark.start);
        let count = chars.len() as f64;
        glyphs.extend(chars.into_iter().enumerate().map(|(i, ch)| {
            let area = run::part(all, i as f64, count, first.direction);
            let bbox = Rect::new(area.x0 as f32, area.y0 as f32, area.x1 as f32, area.y1 as f32);
            Glyph { ch, bbox, source: UnicodeSource::ToUnicode, ..first }
        }));
    }

    /// Whether what is painted now is on a hidden layer.
    pub(super) fn hidden(&self) -> bool {
        self.hidden > 0
    }

    /// Marks of a form begin anew, but stay hidden inside a hidden layer. Gives the outer ones, to be put back.
    pub(super) fn nest(&mut self) -> Marks {
        let inner = Marks { open: Vec::new(), hidden: self.hidden };
        std::mem::replace(self, inner)
    }
}

/// The ActualText of a property list (ISO 32000-1, 14.9.4).
pub(super) fn actual_text(properties: &Dict<'_>) -> Option<String> {
    text_string(&properties.get::<PdfString<'_>>("ActualText")?)
}

/// Whether the text differs from the glyphs in case only: what was typed is told beside small capitals.
fn is_small_capitals(run: &[Glyph], text: &str) -> bool {
    run.iter().map(|g| g.ch.to_ascii_lowercase()).eq(text.chars().map(|c| c.to_ascii_lowercase()))
}
