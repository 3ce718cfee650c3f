//! Properties of paragraphs, runs, rows and cells that change what is read. All others are skipped unread, and with
//! them the old values that tracked changes keep (`w:pPrChange` and the like).

use super::super::frames::Frame;
use super::super::names::Tag;
use super::super::styles;
use super::super::table;
use super::{Action, Element, Walker};
use crate::read::run_style::{Baseline, RunStyle};
use crate::read::word::roles::outline_role;
use crate::read::word::table::Merge;
use crate::read::xml::Attributes;

impl Walker<'_> {
    pub(super) fn paragraph_property(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let Some(draft) = self.draft() else { return Action::Skip };
        match tag {
            Tag::ParagraphStyle => draft.style = attributes.val(),
            Tag::Justification => draft.align = styles::align(attributes),
            Tag::OutlineLevel => draft.outline = attributes.number().map(outline_role),
            Tag::NumProperties => return Action::Enter(Element::NumProperties),
            Tag::RunProperties => return Action::Enter(Element::MarkProperties),
            Tag::Shading => draft.shaded |= styles::is_shaded(attributes),
            _ => {}
        }
        Action::Skip
    }

    pub(super) fn num_property(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let Some(draft) = self.draft() else { return Action::Skip };
        match tag {
            Tag::NumId => draft.num_id = attributes.val(),
            Tag::Indent => draft.level = styles::level(attributes),
            _ => {}
        }
        Action::Skip
    }

    /// Of the properties of a paragraph mark only its deletion changes the text.
    pub(super) fn mark_property(&mut self, tag: Tag) -> Action {
        if let (Tag::Deletion | Tag::MoveFrom, Some(draft)) = (tag, self.draft()) {
            draft.mark_deleted = true;
        }
        Action::Skip
    }

    pub(super) fn run_property(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let known = self.styles;
        let Some(draft) = self.draft() else { return Action::Skip };
        match tag {
            Tag::Vanish => draft.line.run.hidden = attributes.on(),
            Tag::VerticalAlign => draft.line.run.level = styles::on_line(attributes),
            Tag::Position => draft.line.run.moved = Baseline::of_half_points(attributes.number().unwrap_or(0)),
            Tag::Strike => draft.line.run.struck = attributes.on(),
            Tag::DoubleStrike => draft.line.run.struck |= attributes.on(),
            Tag::Color => draft.line.run.white = styles::is_white(attributes),
            Tag::Shading => draft.line.run.grounded |= styles::is_shaded(attributes),
            Tag::Highlight => draft.line.run.grounded |= attributes.val().is_some_and(|v| v != "none" && v != "white"),
            Tag::RunStyle => {
                let around = draft.line.run;
                if let Some(style) = attributes.val().and_then(|id| known.get(&id)) {
                    let run = style.run(around);
                    draft.line.run = RunStyle {
                        hidden: run.hidden || around.hidden,
                        grounded: run.grounded || around.grounded,
                        ..run
                    };
                }
            }
            _ => {}
        }
        Action::Skip
    }

    pub(super) fn grid_column(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        if let (Tag::GridColumn, Some(Frame::Table(table))) = (tag, self.frames.last_mut()) {
            let width = attributes.get("w").and_then(|w| w.trim().parse::<f64>().ok());
            // Rounded up, so that a sliver is not taken for a width that is not given.
            table.widths.push(width.map_or(0, |w| w.ceil().clamp(0.0, 1e6) as i64));
        }
        Action::Skip
    }

    pub(super) fn table_property(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let known = self.styles;
        let Some(Frame::Table(table)) = self.frames.last_mut() else { return Action::Skip };
        match tag {
            Tag::Shading => table.shaded |= styles::is_shaded(attributes),
            Tag::TableStyle => {
                let style = attributes.val().and_then(|id| known.get(&id));
                table.shaded |= style.is_some_and(|s| s.shaded == Some(true));
            }
            _ => {}
        }
        Action::Skip
    }

    pub(super) fn row_property(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let Some(Frame::Row(row)) = self.frames.last_mut() else { return Action::Skip };
        match tag {
            Tag::Deletion => row.deleted = true,
            Tag::Hidden => row.hidden = attributes.on(),
            Tag::GridBefore => row.before = table::count(attributes.number()),
            _ => {}
        }
        Action::Skip
    }

    pub(super) fn cell_property(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let Some(Frame::Cell(cell, span)) = self.frames.last_mut() else { return Action::Skip };
        let merge = || match attributes.val().as_deref() {
            Some("restart") => Merge::Restart,
            _ => Merge::Continue,
        };
        match tag {
            Tag::GridSpan => *span = table::count(attributes.number()).max(1),
            Tag::VMerge | Tag::VMerge2003 => cell.down = merge(),
            Tag::HMerge | Tag::HMerge2003 => cell.across = merge(),
            Tag::CellDeletion => cell.deleted = true,
            Tag::Shading => cell.shaded |= styles::is_shaded(attributes),
            _ => {}
        }
        Action::Skip
    }
}
