//! What each element of the text means: a container, a piece of text, transparent, or not part of the text.

use super::super::frames::{Draft, Flow, Frame, OpenCell};
use super::super::names::Tag;
use super::super::styles::Family;
use super::super::table::{CellFrame, Row, Table, count};
use super::{Action, Element, Walker};
use crate::model::content::Role;
use crate::model::origin::Origin;
use crate::read::run_style::RunStyle;
use crate::read::sheet::Sheet;
use crate::read::word::table::Weight;
use crate::read::xml::Attributes;

/// More blanks in one element than this are no text.
const MAX_BLANKS: usize = 1000;

impl Walker<'_> {
    pub(super) fn content(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        match tag {
            Tag::OfficeText | Tag::Spreadsheet | Tag::TextBox | Tag::Shape => self.flowing(tag, attributes),
            Tag::Table => self.table(attributes),
            Tag::Row | Tag::Cell | Tag::Covered => self.row_or_cell(tag, attributes),
            Tag::Column => self.column(attributes),
            Tag::Paragraph | Tag::Heading => self.paragraph(tag, attributes),
            Tag::List => {
                let list = self.counters.begin(attributes, self.lists.last(), self.styles);
                self.lists.push(list);
                Action::Enter(Element::List)
            }
            Tag::ListItem => {
                let level = self.lists.len().saturating_sub(1);
                if let Some(list) = self.lists.last_mut() {
                    self.counters.item(list, level, attributes);
                }
                Action::Enter(Element::Plain)
            }
            Tag::ListHeader => {
                if let Some(list) = self.lists.last_mut() {
                    list.begins = false;
                }
                Action::Enter(Element::Plain)
            }
            Tag::Span => {
                let styles = self.styles;
                match self.draft() {
                    Some(draft) => {
                        let outer = draft.line.run;
                        draft.line.run = styles.run(Family::Text, attributes.get("style-name").as_deref(), outer);
                        Action::Enter(Element::Span(outer))
                    }
                    None => Action::Enter(Element::Plain),
                }
            }
            Tag::Link => match self.draft() {
                Some(draft) => {
                    draft.line.links += 1;
                    Action::Enter(Element::Link)
                }
                None => Action::Enter(Element::Plain),
            },
            Tag::Space => {
                let blanks = count(attributes.get("c")).clamp(1, MAX_BLANKS);
                self.weight.add(Weight { cells: 0, text: blanks as u64 }, 1);
                self.character(&" ".repeat(blanks))
            }
            Tag::Tab => self.character("\t"),
            Tag::LineBreak => self.character("\n"),
            Tag::Section => {
                let style = attributes.get("style-name");
                let hidden = self.styles.hidden(Family::Section, style.as_deref()).unwrap_or(false);
                match attributes.get("display").as_deref() {
                    Some("none") => Action::Hidden,
                    _ if hidden => Action::Hidden,
                    _ => Action::Enter(Element::Plain),
                }
            }
            Tag::HiddenText | Tag::HiddenParagraph => match attributes.get("is-hidden").as_deref() {
                Some("true") => Action::Hidden,
                _ => Action::Enter(Element::Plain),
            },
            Tag::Change => {
                self.change = attributes.get("id").unwrap_or_default();
                Action::Enter(Element::Plain)
            }
            // The deleted text stands here; in a flat file it was left where it stood, between two marks.
            Tag::Deletion => {
                self.deletions.insert(std::mem::take(&mut self.change));
                Action::Deleted
            }
            Tag::ChangeStart | Tag::ChangeEnd => self.mark(tag, attributes),
            // What is not printed, printed in its own place (notes), or counted by this reader (list numbers).
            Tag::Annotation | Tag::Note | Tag::Ruby | Tag::Number | Tag::Insertion | Tag::FormatChange => Action::Skip,
            Tag::TrackedTable | Tag::DdeLink | Tag::IndexSource | Tag::Description | Tag::SvgTitle => Action::Skip,
            // Documents inside the document, and the tables of definitions that share one file with the body.
            Tag::Object | Tag::Chart | Tag::Forms | Tag::Meta | Tag::Settings | Tag::Scripts => Action::Skip,
            Tag::NamedStyles | Tag::AutomaticStyles | Tag::MasterStyles => Action::Skip,
            _ => Action::Enter(Element::Plain),
        }
    }

    /// The document itself, or a box of text in it. A shape is one only where it stands in text.
    fn flowing(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let root = matches!(tag, Tag::OfficeText | Tag::Spreadsheet);
        match (root, self.frames.last()) {
            (true, None) => {
                self.body.found = true;
                self.is_spreadsheet = tag == Tag::Spreadsheet;
            }
            (false, Some(Frame::Row(_))) | (true, Some(_)) | (false, None) => return Action::Enter(Element::Plain),
            // Pictures and buttons on a sheet.
            (false, Some(Frame::Table(_))) => return Action::Skip,
            (false, Some(_)) => {}
        }
        if attributes.get("display").as_deref() == Some("none") {
            return Action::Hidden;
        }
        self.frames.push(Frame::Flow(Flow::default()));
        Action::Enter(Element::Framed)
    }

    fn table(&mut self, attributes: &Attributes) -> Action {
        let sheet = match self.frames.last() {
            None | Some(Frame::Table(_) | Frame::Row(_)) => return Action::Enter(Element::Plain),
            Some(_) => self.frames.len() == 1 && self.is_spreadsheet,
        };
        let hidden = self.styles.hidden(Family::Table, attributes.get("style-name").as_deref());
        if sheet && hidden == Some(true) {
            self.tables = self.tables.saturating_add(1);
            self.hidden_sheets += 1;
            return Action::Skip;
        }
        self.tables = self.tables.saturating_add(1);
        let sheet = sheet.then(|| Sheet::new(self.tables));
        let mut table = Table::new(self.tables, sheet);
        table.shaded = self.styles.shaded(Family::Table, attributes.get("style-name").as_deref());
        self.frames.push(Frame::Table(Box::new(table)));
        Action::Enter(Element::Framed)
    }

    fn column(&mut self, attributes: &Attributes) -> Action {
        if let Some(Frame::Table(table)) = self.frames.last_mut() {
            table.column(count(attributes.get("number-columns-repeated")).max(1), hides(attributes));
        }
        Action::Skip
    }

    fn row_or_cell(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        let frame = match (tag, self.frames.last_mut()) {
            (Tag::Row, Some(Frame::Table(table))) => {
                let repeat = count(attributes.get("number-rows-repeated")).max(1);
                Frame::Row(Row { number: table.next, repeat, hidden: hides(attributes), cells: Vec::new() })
            }
            (Tag::Cell | Tag::Covered, Some(Frame::Row(row))) => {
                let (number, cell) = (row.number, row.cells.len());
                let table =
                    self.frames.iter().rev().find_map(|f| if let Frame::Table(t) = f { Some(t.number) } else { None });
                let one_based = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
                let origin = Origin::Path { table: table.unwrap_or(0), row: one_based(number), cell: one_based(cell) };
                let style = attributes.get("style-name");
                let shaded = self.styles.shaded(Family::Cell, style.as_deref()) || self.in_shade();
                let open = OpenCell { shaded, ..OpenCell::new(origin) };
                Frame::Cell(Box::new(CellFrame::new(tag == Tag::Covered, open, attributes)))
            }
            _ => return Action::Enter(Element::Plain),
        };
        self.frames.push(frame);
        Action::Enter(Element::Framed)
    }

    /// Whether a colour lies, or may lie, beneath what is read now: that of a cell, a table, a text box.
    fn in_shade(&self) -> bool {
        let shaded = |frame: &Frame| match frame {
            Frame::Cell(cell) => cell.open.shaded,
            Frame::Table(table) => table.shaded,
            _ => false,
        };
        let flows = self.frames.iter().filter(|f| matches!(f, Frame::Flow(_))).count();
        flows > 1 || self.frames.iter().any(shaded)
    }

    fn paragraph(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        match self.frames.last_mut() {
            None => return Action::Skip,
            // Paragraphs do not nest.
            Some(Frame::Paragraph(draft)) => {
                draft.line.push("\n");
                return Action::Enter(Element::Plain);
            }
            // Only a damaged file has text between cells.
            Some(Frame::Table(_) | Frame::Row(_)) => return Action::Enter(Element::Plain),
            Some(Frame::Flow(_) | Frame::Cell(_)) => {}
        }
        let in_cell = self
            .frames
            .iter()
            .rev()
            .find_map(|f| if let Frame::Cell(cell) = f { Some(cell.open.origin) } else { None });
        let origin = in_cell.unwrap_or_else(|| {
            self.paragraphs = self.paragraphs.saturating_add(1);
            Origin::Paragraph { index: self.paragraphs }
        });
        let style = attributes.get("style-name");
        let style = style.as_deref();
        let mut draft = Draft::new(origin);
        draft.role = self.styles.role(style);
        draft.align = self.styles.align(style);
        let around = RunStyle { grounded: self.in_shade(), ..RunStyle::default() };
        draft.line.run = self.styles.run(Family::Paragraph, style, around);
        let level = count(attributes.get("outline-level")).saturating_sub(1);
        if tag == Tag::Heading && draft.role == Role::Body {
            draft.role = Role::Heading;
        }
        let depth = self.lists.len().saturating_sub(1);
        let counted = attributes.get("is-list-header").as_deref() != Some("true");
        match self.lists.last_mut() {
            Some(list) if list.begins => {
                list.begins = false;
                let list = list.clone();
                draft.number = self.counters.number(&list, depth, self.styles.list(style), self.styles);
            }
            None if tag == Tag::Heading && counted => draft.number = self.counters.heading(level, self.styles),
            _ => {}
        }
        self.frames.push(Frame::Paragraph(Box::new(draft)));
        Action::Enter(Element::Framed)
    }

    /// Text between the marks of a deletion is left out.
    fn mark(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        if attributes.get("change-id").is_some_and(|id| self.deletions.contains(&id)) {
            match tag {
                Tag::ChangeStart => {
                    self.deleting += 1;
                    self.deleted += 1;
                }
                _ => self.deleting = self.deleting.saturating_sub(1),
            }
        }
        Action::Skip
    }

    /// Text that an empty element stands for.
    fn character(&mut self, text: &str) -> Action {
        if self.deleting > 0 {
            return Action::Skip;
        }
        if let Some(draft) = self.draft() {
            draft.character(text);
        }
        Action::Skip
    }
}

/// Whether a row or column is not shown (`table:visibility`).
fn hides(attributes: &Attributes) -> bool {
    matches!(attributes.get("visibility").as_deref(), Some("collapse" | "filter"))
}
