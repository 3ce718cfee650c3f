//! The root file of a document: its pages, templates and resource files (GB/T 33190-2016, 7.5 to 7.7).

use super::index::said;
use super::names::{Token, Xml};
use super::values;
use crate::model::limits::Limits;
use crate::read::xml::Stop;
use kurbo::Rect;

/// What a root file lists; locations as written.
#[derive(Debug, Default)]
pub(super) struct Root {
    /// The page size where a page gives none, in millimetres.
    pub(super) area: Option<Rect>,
    /// Resource files, the public ones first.
    pub(super) resources: Vec<String>,
    /// Id and location of the template pages.
    pub(super) templates: Vec<(String, String)>,
    /// Locations of the pages, in order.
    pub(super) pages: Vec<String>,
    /// Where the annotations are listed.
    pub(super) annotations: Option<String>,
    /// Where the attachments are listed.
    pub(super) attachments: Option<String>,
}

impl Root {
    /// Reads a root file.
    ///
    /// # Errors
    /// Where it breaks off; what was read before stays.
    pub(super) fn read(&mut self, text: &str, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        loop {
            match xml.next()? {
                Token::Open(_, attributes) => match attributes.element() {
                    "PageArea" => self.area = area(&mut xml)?,
                    "PublicRes" | "DocumentRes" => self.resources.extend(said(xml.text()?)),
                    "TemplatePage" => {
                        let location = attributes.get("BaseLoc").or(attributes.get("Loc"));
                        if let (Some(id), Some(location)) = (attributes.get("ID"), location) {
                            self.templates.push((id.trim().to_string(), location));
                        }
                    }
                    "Page" => self.pages.extend(attributes.get("BaseLoc").or(attributes.get("Loc"))),
                    "Annotations" => self.annotations = said(xml.text()?),
                    "Attachments" => self.attachments = said(xml.text()?),
                    "Outlines" | "Bookmarks" | "Actions" | "Extensions" => drop(xml.skip()?),
                    _ => {}
                },
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }
}

/// What a page says of itself before its contents.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Its size in millimetres.
    pub(super) area: Option<Rect>,
    /// Ids of the template pages beneath it, and whether each lies above it instead.
    pub(super) templates: Vec<(String, bool)>,
    /// Resource files of its own.
    pub(super) resources: Vec<String>,
}

impl Head {
    /// Reads what is outside of a page's contents.
    ///
    /// # Errors
    /// Where the page breaks off; what was read before stays.
    pub(super) fn read(&mut self, text: &str, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        loop {
            match xml.next()? {
                Token::Open(_, attributes) => match attributes.element() {
                    "Area" => self.area = area(&mut xml)?,
                    "Template" => {
                        let above = attributes.get("ZOrder").as_deref() == Some("Foreground");
                        self.templates.extend(attributes.get("TemplateID").map(|id| (id.trim().to_string(), above)));
                        xml.skip()?;
                    }
                    "PageRes" => self.resources.extend(said(xml.text()?)),
                    "Content" | "Actions" => drop(xml.skip()?),
                    _ => {}
                },
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }
}

/// The box of a page area: the paper, else what is shown of it.
fn area(xml: &mut Xml) -> Result<Option<Rect>, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let (mut paper, mut shown) = (None, None);
    while xml.depth() > outside {
        match xml.next()? {
            Token::Open(_, attributes) => match attributes.element() {
                "PhysicalBox" => paper = values::rect(&xml.text()?).or(paper),
                "ApplicationBox" | "ContentBox" => shown = shown.or(values::rect(&xml.text()?)),
                _ => {}
            },
            Token::End => break,
            _ => {}
        }
    }
    let usable = |r: &Rect| r.width() > 0.0 && r.height() > 0.0;
    Ok(paper.filter(usable).or(shown.filter(usable)))
}
