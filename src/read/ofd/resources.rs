//! Resource files (GB/T 33190-2016, 7.9): fonts, images, drawing parameters and the units that composite objects are made
//! of.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::index::said;
use super::names::{Token, Xml};
use super::object::Draw;
use super::package::{Package, folder};
use crate::model::content::{ImageData, ImageEncoding, ImagePlace};
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::read::archive::join;
use crate::read::xml::{Attributes, Stop};

/// Drawing parameters that go on from others which go on from others: no producer goes deeper than two.
const MAX_RELATIVE: usize = 16;

/// A font as a resource file lists it.
#[derive(Clone, Debug, Default)]
pub(super) struct FontEntry {
    pub(super) name: String,
    /// The embedded program, by the name of its file in the package.
    pub(super) file: Option<String>,
}

/// What the resource files of a document hold, by id.
#[derive(Debug, Default)]
pub(super) struct Resources {
    pub(super) fonts: HashMap<String, FontEntry>,
    /// With the encoding that is told of them.
    images: HashMap<String, (ImageEncoding, Option<Arc<str>>)>,
    /// With the id of the parameters that they go on from.
    draws: HashMap<String, (Draw, Option<String>)>,
    /// Each as the piece of XML that it is.
    pub(super) units: HashMap<String, Rc<str>>,
}

impl Resources {
    /// Reads a resource file that a file of `at` names.
    ///
    /// # Errors
    /// What refuses the whole document.
    pub(super) fn add(&mut self, at: &str, document: &str, location: &str, package: &mut Package) -> Result<(), Error> {
        let name = package.find(at, document, location);
        let Some(name) = name else {
            package.damaged(format!("there is no resource file {}", location.trim()));
            return Ok(());
        };
        let Some(text) = package.text(&name)? else { return Ok(()) };
        let mut files = Vec::new();
        let result = self.read(&text, folder(&name), package.limits(), &mut files);
        package.settle(&name, result)?;
        for (id, base, location) in files {
            let file = || package.find(&base, document, &location);
            match (self.fonts.get_mut(&id), self.images.get_mut(&id)) {
                (Some(font), _) => font.file = file(),
                (None, Some((_, image))) => *image = file().map(Arc::from),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Reads the text of a resource file; `files` gets the id, folder and location of each embedded font
    /// and each image.
    fn read(
        &mut self,
        text: &str,
        at: &str,
        limits: &Limits,
        files: &mut Vec<(String, String, String)>,
    ) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        let mut base = at.to_string();
        loop {
            let start = xml.position();
            match xml.next()? {
                Token::Open(_, attributes) => {
                    let id = || attributes.get("ID").map(|id| id.trim().to_string()).unwrap_or_default();
                    match attributes.element() {
                        "Res" => base = join(at, &attributes.get("BaseLoc").unwrap_or_default()),
                        "Font" => {
                            let id = id();
                            let file = file(&mut xml, "FontFile")?;
                            self.fonts.insert(id.clone(), FontEntry { name: font_name(&attributes), file: None });
                            files.extend(file.map(|file| (id, base.clone(), file)));
                        }
                        "DrawParam" => {
                            let id = id();
                            let draw = draw_param(&mut xml, &attributes)?;
                            self.draws.insert(id, (draw, attributes.get("Relative").map(|r| r.trim().to_string())));
                        }
                        "CompositeGraphicUnit" | "CompositeGraphicsUnit" => {
                            let id = id();
                            xml.skip()?;
                            if let Some(unit) = text.get(start..xml.position()) {
                                self.units.insert(id, unit.into());
                            }
                        }
                        "MultiMedia" => {
                            let id = id();
                            let file = file(&mut xml, "MediaFile")?;
                            let told = attributes.get("Format").or_else(|| file.clone()).unwrap_or_default();
                            self.images.insert(id.clone(), (encoding(&told), None));
                            files.extend(file.map(|file| (id, base.clone(), file)));
                        }
                        "ColorSpace" => drop(xml.skip()?),
                        _ => {}
                    }
                }
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// The image of an id.
    pub(super) fn image(&self, id: Option<&str>) -> ImageData {
        let known = id.and_then(|id| self.images.get(id));
        let place = known.and_then(|(_, file)| file.clone()).map_or(ImagePlace::Missing, ImagePlace::Entry);
        ImageData { encoding: known.map_or(ImageEncoding::Other, |(encoding, _)| *encoding), size: None, place }
    }

    /// Drawing parameters by id, with those that they go on from.
    pub(super) fn draw(&self, id: Option<&str>) -> Draw {
        let mut draw = Draw::default();
        let mut next = id;
        for _ in 0..MAX_RELATIVE {
            let Some((own, relative)) = next.and_then(|id| self.draws.get(id)) else { break };
            draw = draw.over(*own);
            next = relative.as_deref();
        }
        draw
    }
}

fn font_name(attributes: &Attributes) -> String {
    let name = |key: &str| attributes.get(key).and_then(said);
    name("FontName").or_else(|| name("FamilyName")).unwrap_or_default()
}

/// The encoding that the name of one or of a file says (`JPG`, `image_1.png`).
fn encoding(told: &str) -> ImageEncoding {
    match told.trim().rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => ImageEncoding::Jpeg,
        "jp2" | "jpx" => ImageEncoding::Jpeg2000,
        "jb2" | "jbig2" | "gbig2" => ImageEncoding::Jbig2,
        "png" => ImageEncoding::Png,
        "bmp" => ImageEncoding::Bmp,
        _ => ImageEncoding::Other,
    }
}

/// The location in the element `name` of the element that was just opened, read to its end.
fn file(xml: &mut Xml, name: &str) -> Result<Option<String>, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut file = None;
    while xml.depth() > outside {
        match xml.next()? {
            Token::Open(_, inner) if inner.element() == name => file = said(xml.text()?),
            Token::End => break,
            _ => {}
        }
    }
    Ok(file)
}

fn draw_param(xml: &mut Xml, attributes: &Attributes) -> Result<Draw, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut draw = Draw::of(attributes);
    while xml.depth() > outside {
        match xml.next()? {
            Token::Open(_, inner) => drop(draw.colour(xml, &inner)?),
            Token::End => break,
            _ => {}
        }
    }
    Ok(draw)
}
