//! What each element of the text means: a container, a piece of text, transparent, or not part of the text.

use super::super::frames::{Draft, Flow, Frame, OpenCell};
use super::super::names::Tag;
use super::super::table::{Row, Table};
use super::{Action, Element, Walker};
use crate::model::origin::Origin;
use crate::read::run_style::RunStyle;
use crate::read::xml::Attributes;

impl Walker<'_> {
    /// An element that is not among properties.
    pub(super) fn content(&mut self, tag: Tag, attributes: &Attributes) -> Action {
        match tag {
            Tag::Body | Tag::Table | Tag::Row | Tag::TableCell | Tag::TextBox | Tag::Paragraph => self.container(tag),
            Tag::ParagraphProperties if self.draft().is_some() => Action::Enter(Element::ParagraphProperties),
            Tag::Run => match self.draft() {
                Some(draft) => Action::Enter(Element::Run(std::mem::replace(&mut draft.line.run, draft.run))),
                None => Action::Enter(Element::Plain),
            },
            Tag::RunProperties if matches!(self.open.last(), Some(Element::Run(_))) => {
                Action::Enter(Element::RunProperties)
            }
            Tag::RowProperties if matches!(self.frames.last(), Some(Frame::Row(_))) => {
                Action::Enter(Element::RowProperties)
            }
            Tag::TableGrid if matches!(self.frames.last(), Some(Frame::Table(_))) => {
                Action::Enter(Element::GridColumns)
            }
            Tag::CellProperties if matches!(self.frames.last(), Some(Frame::Cell(..))) => {
                Action::Enter(Element::CellProperties)
            }
            Tag::TableProperties if matches!(self.frames.last(), Some(Frame::Table(_))) => {
                Action::Enter(Element::TableProperties)
            }
            Tag::Background => {
                self.background = true;
                Action::Skip
            }
            Tag::Text | Tag::MathText => {
                let preserve = self.root_preserves || attributes.get("space").as_deref() == Some("preserve");
                Action::Enter(Element::Text(preserve))
            }
            Tag::Hyperlink => match self.draft() {
                Some(draft) => {
                    draft.line.links += 1;
                    Action::Enter(Element::Hyperlink)
                }
                None => Action::Enter(Element::Plain),
            },
            Tag::Alternate => Action::Enter(Element::Alternate(false)),
            Tag::Deletion | Tag::MoveFrom | Tag::DeletedText => Action::Deleted,
            Tag::Tab | Tag::PositionTab => self.character("\t"),
            Tag::Break | Tag::CarriageReturn => self.character("\n"),
            Tag::NoBreakHyphen => self.character("-"),
            Tag::Symbol => {
                let code = attributes.get("char").and_then(|c| u32::from_str_radix(c.trim(), 16).ok());
                let symbol = code.and_then(char::from_u32).filter(|c| !c.is_control());
                self.character(symbol.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut [0; 4]))
            }
            Tag::FieldChar => self.field(attributes),
            Tag::AltChunk => {
                self.chunk(attributes);
                Action::Skip
            }
            Tag::ParagraphProperties
            | Tag::RunProperties
            | Tag::RowProperties
            | Tag::CellProperties
            | Tag::TableProperties
            | Tag::TableException
            | Tag::TableGrid
            | Tag::SectionProperties
            | Tag::SdtProperties
            | Tag::SdtEndProperties
            | Tag::SmartTagProperties
            | Tag::CustomXmlProperties
            | Tag::RubyProperties
            | Tag::RubyText
            | Tag::Instruction
            | Tag::DeletedInstruction
            | Tag::SoftHyphen => Action::Skip,
            // Other stories and tables of definitions: they share one file with the body in flat OPC and Word 2003 XML.
            Tag::Header
            | Tag::Footer
            | Tag::Footnotes
            | Tag::Endnotes
            | Tag::Comments
            | Tag::Glossary
            | Tag::Styles
            | Tag::Numbering => Action::Skip,
            _ => Action::Enter(Element::Plain),
        }
    }

    /// A mark that begins a field, parts its instruction from its result, or ends it.
    fn field(&mut self, attributes: &Attributes) -> Action {
        if let Some(draft) = self.draft() {
            match attributes.get("fldCharType").as_deref() {
                Some("begin") => draft.line.begin_field(),
                Some("separate") => draft.line.begin_result(),
                Some("end") => draft.line.end_field(),
                _ => {}
            }
        }
        Action::Skip
    }

    /// An element that holds paragraphs or is one. Where it may not stand, it is transparent, so that its text is kept.
    fn container(&mut self, tag: Tag) -> Action {
        let frame = match (tag, self.frames.last_mut()) {
            (Tag::Body, None) => {
                self.body.found = true;
                Frame::Flow(Flow::default())
            }
            (_, None) | (Tag::Body, Some(_)) => return Action::Enter(Element::Plain),
            (Tag::TextBox, Some(_)) => Frame::Flow(Flow::default()),
            (Tag::Table, Some(top)) if !matches!(top, Frame::Table(_) | Frame::Row(_)) => {
                self.tables += 1;
                Frame::Table(Table {
                    number: self.tables,
                    seen: 0,
                    widths: Vec::new(),
                    shaded: false,
                    rows: Vec::new(),
                })
            }
            (Tag::Row, Some(Frame::Table(table))) => {
                table.seen += 1;
                Frame::Row(Row { number: table.seen, ..Row::default() })
            }
            (Tag::TableCell, Some(Frame::Row(row))) => {
                row.seen += 1;
                self.cells += 1;
                match (row.deleted, row.hidden) {
                    (true, _) => return Action::Deleted,
                    (false, true) => return Action::Hidden,
                    (false, false) => {}
                }
                let (row, cell) = (row.number, row.seen);
                let table =
                    self.frames.iter().rev().find_map(|f| if let Frame::Table(t) = f { Some(t.number) } else { None });
                Frame::Cell(OpenCell::new(Origin::Path { table: table.unwrap_or(0), row, cell }), 1)
            }
            (Tag::Paragraph, Some(Frame::Paragraph(draft))) => {
                draft.line.push("\n");
                return Action::Enter(Element::Plain);
            }
            (Tag::Paragraph, Some(_)) => {
                let in_cell = self
                    .frames
                    .iter()
                    .rev()
                    .find_map(|f| if let Frame::Cell(c, _) = f { Some((c.origin, c.deleted)) } else { None });
                let origin = match in_cell {
                    Some((_, true)) => return Action::Deleted,
                    Some((origin, false)) => origin,
                    None => {
                        self.paragraphs += 1;
                        Origin::Paragraph { index: self.paragraphs }
                    }
                };
                let carried = self.flow().map(|flow| std::mem::take(&mut flow.carried)).unwrap_or_default();
                let shaded = self.is_shaded();
                let run = RunStyle { grounded: shaded, ..RunStyle::default() };
                let mut draft = Draft::new(origin, carried);
                (draft.shaded, draft.run) = (shaded, run);
                Frame::Paragraph(Box::new(draft))
            }
            _ => return Action::Enter(Element::Plain),
        };
        self.frames.push(frame);
        Action::Enter(Element::Framed)
    }

    /// Whether a colour lies, or may lie, beneath what is read now: that of a cell, a table, a text box, the page.
    fn is_shaded(&self) -> bool {
        let shaded = |frame: &Frame| match frame {
            Frame::Cell(cell, _) => cell.shaded,
            Frame::Table(table) => table.shaded,
            _ => false,
        };
        let flows = self.frames.iter().filter(|f| matches!(f, Frame::Flow(_))).count();
        self.background || flows > 1 || self.frames.iter().any(shaded)
    }

    /// Text that an empty element stands for.
    fn character(&mut self, text: &str) -> Action {
        if let Some(draft) = self.draft() {
            draft.line.push(text);
        }
        Action::Skip
    }
}
