//! The flow of a page: paragraphs and tables in reading order.

use super::elements::{align, is_block, is_dropped, is_hidden, is_named_title, is_preformatted};
use super::paragraph::Collector;
use super::table::{MAX_NESTING, TablePlace};
use super::tree::{Kind, Node, Tree};
use crate::model::content::{Align, Block, Paragraph, Role};
use crate::model::error::Error;
use crate::model::finding::Finding;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::read::run_style::{Baseline, RunStyle};

/// No more hidden text than this is kept to look at.
const MAX_HIDDEN: usize = 1 << 20;

/// Walks a page; counts what is counted over the whole page.
pub(super) struct Reader<'l> {
    pub(super) limits: &'l Limits,
    show_hidden: bool,
    hidden: String,
    paragraphs: u32,
    pub(super) tables: u32,
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
    Restore(RunStyle),
}

impl<'l> Reader<'l> {
    pub(super) fn new(limits: &'l Limits, show_hidden: bool) -> Self {
        Reader { limits, show_hidden, hidden: String::new(), paragraphs: 0, tables: 0, cells: 0, findings: Vec::new() }
    }

    /// Text of hidden elements that was left out.
    pub(super) fn hidden(&self) -> &str {
        &self.hidden
    }

    /// The blocks of a page.
    pub(super) fn read(&mut self, page: &Tree) -> Result<Vec<Block>, Error> {
        let place = Place { cell: None, nesting: 0, align: Align::Start };
        page.root().map_or(Ok(Vec::new()), |root| self.flow(root, place))
    }

    /// The blocks of what is in a node.
    pub(super) fn flow(&mut self, root: Node<'_>, place: Place) -> Result<Vec<Block>, Error> {
        let mut flow = Flow { blocks: Vec::new(), current: Collector::default(), frames: Vec::new(), links: 0, place };
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
                Step::Restore(run) => {
                    flow.current.run = run;
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
                    flow.text(text);
                    continue;
                }
                Kind::Element(element) => element,
                Kind::Other => continue,
            };
            let name = element.name();
            if is_dropped(name) || self.leaves_out(node) {
                continue;
            }
            if name == "table" && place.nesting < MAX_NESTING {
                flow.end_paragraph(self);
                let inside = Place { nesting: place.nesting + 1, align: Align::Start, ..place };
                flow.blocks.append(&mut self.table(node, inside)?);
                continue;
            }
            if let Some(run) = restyled(name, flow.current.run) {
                steps.push(Step::Restore(std::mem::replace(&mut flow.current.run, run)));
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
            steps.extend(node.children_backwards().map(Step::Open));
        }
        flow.end_paragraph(self);
        Ok(flow.blocks)
    }

    /// Whether a node is hidden; its text is noted.
    pub(super) fn leaves_out(&mut self, node: Node<'_>) -> bool {
        if self.show_hidden || !node.element().is_some_and(is_hidden) {
            return false;
        }
        for inner in node.descendants() {
            let Some(text) = inner.text() else { continue };
            let parent = inner.parent().and_then(Node::name);
            if self.hidden.len() < MAX_HIDDEN && !parent.is_some_and(is_dropped) {
                self.hidden.push_str(text.trim());
            }
        }
        true
    }
}

/// How text in an element is shown, if not as that around it.
fn restyled(name: &str, around: RunStyle) -> Option<RunStyle> {
    Some(match name {
        "sup" => RunStyle { level: Baseline::Raised, ..around },
        "sub" => RunStyle { level: Baseline::Lowered, ..around },
        "s" | "strike" | "del" => RunStyle { struck: true, ..around },
        _ => return None,
    })
}

/// The state of one walk.
struct Flow {
    blocks: Vec<Block>,
    current: Collector,
    frames: Vec<Frame>,
    links: usize,
    place: Place,
}

impl Flow {
    fn frame(&self) -> Frame {
        let outermost = Frame { align: self.place.align, role: Role::Body, br_ends: true, preformatted: false };
        let outermost = Frame { br_ends: self.place.cell.is_none(), ..outermost };
        self.frames.last().copied().unwrap_or(outermost)
    }

    fn text(&mut self, text: &str) {
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
