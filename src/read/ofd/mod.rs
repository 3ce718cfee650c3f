//! OFD (GB/T 33190-2016), the national fixed-layout format: pages of glyphs and rules.
//!
//! | module | reads |
//! | --- | --- |
//! | `package` | files and how they name each other |
//! | `index`, `document`, `resources` | which documents there are, their pages, fonts and drawing parameters |
//! | `page`, `object` | the graphic objects of a page |
//! | `text`, `deltas`, `font` | characters, where they stand, and what they are where the text is not true |
//! | `path`, `values` | paths, numbers, colours |
//! | `extras` | what is counted and not read: annotations, signatures, attachments |
//!
//! Nothing is rendered, no font is needed. Millimetres become points here.

mod deltas;
mod document;
mod extras;
mod font;
mod index;
mod names;
mod object;
mod package;
mod page;
mod path;
mod resources;
mod text;
mod values;

use std::collections::HashMap;
use std::rc::Rc;

use kurbo::{Affine, Rect};

use self::document::{Head, Root};
use self::extras::Extras;
use self::font::Font;
use self::index::Body;
use self::object::{Draw, Object};
use self::package::{Package, folder};
use self::page::{Painter, Place};
use self::resources::Resources;
use self::values::POINTS;
use crate::model::content::{Content, Document, Info, Page};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::paged::budget::Budget;
use crate::read::paged::canvas::Canvas;
use crate::read::paged::findings;

/// The page size where nothing says it, in millimetres: A4.
const PAPER: Rect = Rect::new(0.0, 0.0, 210.0, 297.0);
/// No paper is longer than ten metres.
const LONGEST: f64 = 10_000.0;
/// More fonts than this cannot be told apart; the rest counts as the last.
const MAX_FONTS: usize = u16::MAX as usize;

/// What is read once and used by all pages.
struct Reader<'p> {
    package: Package<'p>,
    budget: Budget,
    resources: Resources,
    /// In order of first use.
    fonts: Vec<Font>,
    /// Fonts of the document that is being read, by id.
    font_indices: HashMap<String, usize>,
    /// Characters of objects that are not shown.
    hidden: usize,
}

/// Reads an OFD file: the pages of all documents in it, in order, in their current versions. Annotations, seals and
/// attachments are findings, not text.
///
/// # Errors
/// [`Error::Malformed`] if it is no package or has no pages, [`Error::Encrypted`] if parts of it are encrypted,
/// [`Error::Limit`] if it unpacks to more than the limits allow, nests too deep, or the time is up, [`Error::Empty`]
/// without bytes.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    let mut reader = Reader {
        package: Package::open(bytes, limits)?,
        budget: Budget::new(limits),
        resources: Resources::default(),
        fonts: Vec::new(),
        font_indices: HashMap::new(),
        hidden: 0,
    };
    let bodies = index::read(&mut reader.package)?;
    let info = Info {
        title: bodies.iter().find_map(|body| body.title.clone()),
        creator: bodies.iter().find_map(|body| body.creator.clone()),
        ..Info::default()
    };
    let mut extras = Extras::default();
    let mut pages = Vec::new();
    let mut total = 0;
    for body in &bodies {
        total += reader.document(body, &mut pages, &mut extras)?;
    }
    limits.check_time()?;
    if total == 0 {
        return Err(malformed("it has no pages".into()));
    }
    let fonts = font::settle(std::mem::take(&mut reader.fonts), &mut pages, &mut reader.package);
    let mut found = findings::reached(&reader.budget, &pages, total);
    if reader.hidden > 0 {
        let message = format!("{} characters of objects that are not shown were left out", reader.hidden);
        found.push(Finding::new(FindingKind::HiddenText, message));
    }
    found.extend(findings::hidden(&pages));
    found.extend(reader.package.take_findings());
    found.extend(extras.findings());
    Ok(Document { content: Content::Pages(pages), fonts, info, findings: found })
}

impl<'p> Reader<'p> {
    /// Reads the pages of one document; gives how many it lists.
    fn document(&mut self, body: &Body, pages: &mut Vec<Page>, extras: &mut Extras) -> Result<usize, Error> {
        let Some(name) = body.root.as_deref() else { return Ok(0) };
        let at = folder(name);
        let mut root = Root::default();
        if let Some(text) = self.package.text(name)? {
            let result = root.read(&text, self.package.limits());
            self.package.settle(name, result)?;
        }
        if root.pages.is_empty() {
            // A list that was lost: pages and resources have usual names.
            let found =
                |end: &str| self.package.ending(&format!("{at}/"), end).into_iter().map(|name| format!("/{name}"));
            root.pages = found("/content.xml").filter(|name| name.contains("/pages/")).collect();
            root.resources.extend(found("res.xml"));
        }
        self.resources = Resources::default();
        self.font_indices.clear();
        for location in &root.resources {
            self.resources.add(at, at, location, &mut self.package)?;
        }
        let mut templates: HashMap<String, Option<Rc<str>>> = HashMap::new();
        for location in &root.pages {
            if pages.len() >= self.package.limits().pages {
                self.budget.stop(Limit::Pages);
            }
            if self.budget.stopped().is_some() {
                break;
            }
            let number = u32::try_from(pages.len() + 1).unwrap_or(u32::MAX);
            pages.push(self.page(number, at, location, &root, &mut templates)?);
        }
        extras.add(body, &root, &mut self.package)?;
        Ok(root.pages.len())
    }

    /// Reads one page with the templates beneath and above it. One that is lost is an empty page.
    fn page(
        &mut self,
        number: u32,
        at: &str,
        location: &str,
        root: &Root,
        templates: &mut HashMap<String, Option<Rc<str>>>,
    ) -> Result<Page, Error> {
        let name = self.package.find(at, at, location);
        let text = match &name {
            Some(name) => self.package.text(name)?,
            None => None,
        };
        let mut head = Head::default();
        match (&name, &text) {
            // Where it breaks off is told when its contents are read.
            (Some(_), Some(text)) => drop(head.read(text, self.package.limits())),
            _ => self.package.damaged(format!("page {number} is not in the package: {}", location.trim())),
        }
        for resource in &head.resources {
            self.resources.add(folder(name.as_deref().unwrap_or_default()), at, resource, &mut self.package)?;
        }
        let area = head.area.or(root.area).unwrap_or(PAPER);
        let (width, height) = (area.width().min(LONGEST) * POINTS, area.height().min(LONGEST) * POINTS);
        let place =
            Place { matrix: Affine::scale(POINTS), clip: Rect::new(0.0, 0.0, width, height), draw: Draw::default() };
        let mut parts: Vec<(String, Rc<str>)> = Vec::new();
        let layer = |above: bool| head.templates.iter().filter(move |(_, a)| *a == above);
        for (id, _) in layer(false) {
            parts.extend(self.template(id, at, root, templates)?);
        }
        parts.extend(name.zip(text).map(|(name, text)| (name, text.into())));
        for (id, _) in layer(true) {
            parts.extend(self.template(id, at, root, templates)?);
        }
        let canvas = Canvas::new(number, width as f32, height as f32);
        let mut painter = Painter { reader: self, canvas, active: Vec::new() };
        for (name, text) in &parts {
            let result = painter.run(text, place);
            painter.reader.package.settle(name, result)?;
        }
        Ok(painter.canvas.finish())
    }

    /// The name and text of a template page, which is unpacked once.
    fn template(
        &mut self,
        id: &str,
        at: &str,
        root: &Root,
        templates: &mut HashMap<String, Option<Rc<str>>>,
    ) -> Result<Option<(String, Rc<str>)>, Error> {
        if !templates.contains_key(id) {
            let location = root.templates.iter().find(|(own, _)| own == id).map(|(_, location)| location);
            let name = location.and_then(|location| self.package.find(at, at, location));
            let text = match &name {
                Some(name) => self.package.text(name)?,
                None => None,
            };
            if let (Some(text), Some(name)) = (&text, &name) {
                let mut head = Head::default();
                drop(head.read(text, self.package.limits()));
                for resource in &head.resources {
                    self.resources.add(folder(name), at, resource, &mut self.package)?;
                }
            } else {
                self.package.damaged(format!("template page {id} is not in the package"));
            }
            templates.insert(id.to_string(), text.map(Rc::from));
        }
        Ok(templates.get(id).and_then(Clone::clone).map(|text| (format!("template page {id}"), text)))
    }

    /// The index of an id's font, known from its first use; its embedded program is read where the object needs it.
    fn font(&mut self, id: &str, object: &Object) -> usize {
        let index = match self.font_indices.get(id) {
            Some(index) => *index,
            None => {
                let entry = self.resources.fonts.get(id).cloned().unwrap_or_default();
                if self.fonts.len() < MAX_FONTS {
                    self.fonts.push(Font::new(&entry.name, entry.file));
                }
                let index = self.fonts.len().saturating_sub(1);
                self.font_indices.insert(id.to_string(), index);
                index
            }
        };
        if let Some(font) = self.fonts.get_mut(index).filter(|_| object.needs_font()) {
            font.load(&mut self.package);
        }
        index
    }
}

/// The error of a file that is no OFD or not enough of one.
fn malformed(what: String) -> Error {
    Error::Malformed { format: "OFD", what }
}
