//! The flow of a page: paragraphs and tables in reading order.

use super::css::Sheet;
use super::elements::{align, field_value, is_block, is_dropped, is_named_title, is_preformatted};
use super::look::{Look, hides};
use super::paragraph::Collector;
use super::table::{MAX_NESTING, TablePlace};
use super::tree::{Element, Kind, Node, Tree};
use crate::model::content::{Align, Block, Paragraph, Role};
use crate::model::error::Error;
use crate::model::finding::Finding;
use crate::model::limits::Limits;
use crate::model::origin::Origin;

/// No more hidden text than this is kept to look at.
const MAX_HIDDEN: usize = 1 << 20;

/// Walks a page; counts what is counted over the whole page.
pub(super) struct Reader<'l> {
    pub(super) limits: &'l Limits,
    sheet: &'l Sheet,
    show_hidden: bool,
    hidden: String,
    paragraphs: u32,
    pub(super) tables: u32,
    /// Whether text of the cell that is read would be seen if a style sheet that is not there laid a colour beneath it.
    pub(super) perhaps_hidden: bool,
    /// Whether text of the cell that is read was moved up or down by a length.
    pub(super) shifted: bool,
    /// Positions of all grids so far.
    pub(super) cells: usize,
    pub(super) findings: Vec<Finding>,
}

/// Where a flow stands: in the page, or in the cell of a table.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The cell, `None` in the page itself.
    pub(super) cell: Option<TablePlace>,
    /// How many tables are around it.
    pub(super) nesting: usize,
    /// Alignment that the surroundings set.
    pub(super) align: Align,
    /// How text looks in the surroundings.
    pub(super) look: Look,
}

/// What a block element sets for the paragraphs in it.
#[derive(Clone, Copy)]
struct Frame {
    align: Align,
    role: Role,
    /// Whether `<br>` ends a paragraph: in text that stands directly in a `div`, it is the only paragraph mark there is.
    br_ends: bool,
    preformatted: bool,
}

/// The walk is a list of things still to do, since a page may be nested deeper than any call stack.
enum Step<'a> {
    Open(Node<'a>),
    CloseBlock,
    CloseLink,
    /// Text is shown again as it was around an element.
    Restore(Look),
}

impl<'l> Reader<'l> {
    pub(super) fn new(limits: &'l Limits, sheet: &'l Sheet, show_hidden: bool) -> Self {
        let (hidden, findings) = (String::new(), Vec::new());
        let (paragraphs, tables, cells, perhaps_hidden, shifted) = (0, 0, 0, false, false);
        Reader { limits, sheet, show_hidden, hidden, paragraphs, tables, perhaps_hidden, shifted, cells, findings }
    }

    /// Text of hidden elements that was left out.
    pub(super) fn hidden(&self) -> &str {
        &self.hidden
    }

    /// The blocks of a page.
    pub(super) fn read(&mut self, page: &Tree) -> Result<Vec<Block>, Error> {
        let place = Place { cell: None, nesting: 0, align: Align::Start, look: Look::default() };
        page.root().map_or(Ok(Vec::new()), |root| self.flow(root, place))
    }

    /// The blocks of what is in a node.
    pub(super) fn flow(&mut self, root: Node<'_>, place: Place) -> Result<Vec<Block>, Error> {
        let mut flow = Flow::new(place);
        let mut steps: Vec<Step<'_>> = root.children_backwards().map(Step::Open).collect();
        let mut count = 0usize;
        while let Some(step) = steps.pop() {
            count += 1;
            if count.is_multiple_of(1024) {
                self.limits.check_time()?;
            }
            let node = match step {
                Step::Open(node) => node,
                Step::CloseLink => {
                    flow.links = flow.links.saturating_sub(1);
                    continue;
                }
                Step::Restore(look) => {
                    flow.set(look);
                    continue;
                }
                Step::CloseBlock => {
                    flow.end_paragraph(self);
                    flow.frames.pop();
                    continue;
                }
            };
            let element = match node.kind() {
                Kind::Text(text) => {
                    flow.text(text, self);
                    continue;
                }
                Kind::Element(element) => element,
                Kind::Other => continue,
            };
            self.element(node, element, &mut flow, &mut steps)?;
        }
        flow.end_paragraph(self);
        Ok(flow.blocks)
    }

    /// Enters an element of a flow, unless it is left out.
    fn element<'a>(
        &mut self,
        node: Node<'a>,
        element: &'a Element,
        flow: &mut Flow,
        steps: &mut Vec<Step<'a>>,
    ) -> Result<(), Error> {
        let place = flow.place;
        let name = element.name();
        if is_dropped(name) && !(place.cell.is_some() && name == "textarea") {
            return Ok(());
        }
        if let Some(value) = field_value(element).filter(|_| place.cell.is_some()) {
            // Apart from what stands beside it, which may be the same number once more.
            flow.text(&format!(" {value} "), self);
            return Ok(());
        }
        let mut look = self.look(node, flow.look);
        if self.leaves_out(node) {
            if place.cell.is_none() || has_blocks(node) {
                return Ok(());
            }
            look = look.hide();
        }
        if name == "table" && place.nesting < MAX_NESTING {
            flow.end_paragraph(self);
            let inside = Place { nesting: place.nesting + 1, align: Align::Start, look, ..place };
            flow.blocks.append(&mut self.table(node, inside)?);
            return Ok(());
        }
        if look != flow.look {
            steps.push(Step::Restore(flow.look));
        }
        match name {
            "br" => flow.line_break(self),
            "hr" => flow.end_paragraph(self),
            "a" if element.attr("href").is_some() => {
                flow.links += 1;
                steps.push(Step::CloseLink);
            }
            name if is_block(name) => {
                flow.end_paragraph(self);
                flow.open(node);
                steps.push(Step::CloseBlock);
            }
            _ => {}
        }
        flow.set(look);
        steps.extend(node.children_backwards().map(Step::Open));
        Ok(())
    }

    /// How text in an element looks that stands in such surroundings.
    pub(super) fn look(&self, node: Node<'_>, around: Look) -> Look {
        let look = around.inside(node, self.sheet).unwrap_or(around);
        if self.show_hidden { look.shown() } else { look }
    }

    /// Whether a node is hidden; its text is noted.
    pub(super) fn leaves_out(&mut self, node: Node<'_>) -> bool {
        if self.show_hidden || !hides(node, self.sheet) {
            return false;
        }
        for inner in node.descendants() {
            let Some(text) = inner.text() else { continue };
            let parent = inner.parent().and_then(Node::name);
            if !parent.is_some_and(is_dropped) {
                self.note_hidden(text);
            }
        }
        true
    }

    fn note_hidden(&mut self, text: &str) {
        if self.hidden.len() < MAX_HIDDEN {
            self.hidden.push_str(text.trim());
        }
    }
}

/// The state of one walk.
struct Flow {
    blocks: Vec<Block>,
    current: Collector,
    frames: Vec<Frame>,
    links: usize,
    look: Look,
    place: Place,
}

impl Flow {
    fn new(place: Place) -> Flow {
        let (blocks, frames, current) = (Vec::new(), Vec::new(), Collector::default());
        let mut flow = Flow { blocks, current, frames, links: 0, look: place.look, place };
        flow.set(place.look);
        flow
    }

    /// Text looks so from here on.
    fn set(&mut self, look: Look) {
        self.look = look;
        self.current.run = look.run;
        // A style sheet that is not there may well lay a colour beneath; of numbers alone it matters.
        self.current.run.hidden &= self.place.cell.is_some() || !look.is_perhaps_hidden();
    }

    fn frame(&self) -> Frame {
        let outermost = Frame { align: self.place.align, role: Role::Body, br_ends: true, preformatted: false };
        let outermost = Frame { br_ends: self.place.cell.is_none(), ..outermost };
        self.frames.last().copied().unwrap_or(outermost)
    }

    fn text(&mut self, text: &str, reader: &mut Reader<'_>) {
        reader.shifted |= self.look.shifted;
        if self.current.run.hidden {
            if !self.look.is_noted() {
                reader.note_hidden(text);
            }
            // What is hidden in a cell stands beside its number and is marked; elsewhere nobody misses it.
            if self.place.cell.is_none() {
                return;
            }
            reader.perhaps_hidden |= self.look.is_perhaps_hidden();
        }
        if self.frame().preformatted {
            self.current.preformatted(text, self.links > 0);
        } else {
            self.current.text(text, self.links > 0);
        }
    }

    fn line_break(&mut self, reader: &mut Reader<'_>) {
        if self.frame().br_ends { self.end_paragraph(reader) } else { self.current.line_break() }
    }

    /// Enters a block element.
    fn open(&mut self, node: Node<'_>) {
        let Some(element) = node.element() else { return };
        let around = self.frame();
        let role = match element.name() {
            "h1" => Role::Title,
            "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading,
            _ if around.role == Role::Body && is_named_title(element) && !has_blocks(node) => Role::Title,
            _ => around.role,
        };
        self.frames.push(Frame {
            align: align(element).unwrap_or(around.align),
            role,
            br_ends: self.place.cell.is_none() && role == Role::Body && element.name() != "p",
            preformatted: around.preformatted || is_preformatted(element.name()),
        });
    }

    /// Ends the paragraph. A blank one is none in the page; in a cell it is content, if there is no other.
    fn end_paragraph(&mut self, reader: &mut Reader<'_>) {
        let Some(collected) = self.current.take() else { return };
        if self.place.cell.is_none() && is_blank(&collected.text) {
            return;
        }
        let origin = match self.place.cell {
            Some(place) => place.origin(),
            None => {
                reader.paragraphs = reader.paragraphs.saturating_add(1);
                Origin::Paragraph { index: reader.paragraphs }
            }
        };
        let Frame { align, role, .. } = self.frame();
        self.blocks.push(Block::Paragraph(Paragraph {
            text: collected.text,
            role,
            align,
            link: collected.link,
            origin,
        }));
    }
}

/// Whether a text prints nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'))
}

/// Whether an element holds block elements; a title is short, so only its first nodes are looked at.
fn has_blocks(node: Node<'_>) -> bool {
    let mut inside = node.descendants();
    let found = inside.by_ref().take(64).any(|n| n.name().is_some_and(is_block));
    found || inside.next().is_some()
}
