//! The parts of an Office package, found through relationships (ECMA-376 part 2).

use quick_xml::name::ResolveResult;

use super::{Archive, join, normal};
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::read::xml::{self, Stop, Token};

/// Elements of relationships and properties, told by their local names.
#[derive(Clone, Copy)]
struct Any;

impl xml::Name for Any {
    const FORMAT: &'static str = "Office package";

    fn resolve(_: &ResolveResult, _: &str) -> Any {
        Any
    }

    fn is_text(self) -> bool {
        false
    }
}

type Xml<'a> = xml::Xml<'a, Any>;

/// One part that another points at.
#[derive(Debug)]
pub(crate) struct Relationship {
    /// As the source names it.
    pub(crate) id: String,
    /// The last segment of its type: transitional and strict differ in all before it.
    pub(crate) kind: String,
    /// The normalised name of the part.
    pub(crate) target: String,
}

/// A part, unpacked and decoded.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its normalised name.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
}

/// An opened package.
pub(crate) struct Package<'a> {
    /// Its parts.
    pub(crate) archive: Archive<'a>,
    format: &'static str,
}

impl<'a> Package<'a> {
    /// Opens a package without unpacking anything. `format` is what it claims to be.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub(crate) fn open(bytes: &'a [u8], format: &'static str, limits: &'a Limits) -> Result<Self, Error> {
        Ok(Package { archive: Archive::open(bytes, format, limits)?, format })
    }

    /// The main document: the target of the package's `officeDocument` relationship, else the part of the usual name,
    /// else any part with its last segment. The fallbacks serve archives whose `_rels` were lost or packed with another
    /// layout.
    ///
    /// # Errors
    /// [`Error::Malformed`] if there is none or nothing of it can be unpacked.
    pub(crate) fn main(&mut self, usual: &str) -> Result<Part, Error> {
        let format = self.format;
        let malformed = |what: String| Error::Malformed { format, what };
        let related = self.related("", "officeDocument")?.filter(|name| self.archive.has(name));
        let file = usual.rsplit('/').next().unwrap_or(usual);
        let name = related
            .or_else(|| self.archive.has(usual).then(|| usual.to_string()))
            .or_else(|| {
                let named = |n: &&str| n.rsplit('/').next() == Some(file);
                self.archive.names().filter(named).min().map(str::to_string)
            })
            .ok_or_else(|| malformed("no main document part".into()))?;
        self.part(&name)?.ok_or_else(|| malformed(format!("nothing of {name} can be unpacked")))
    }

    /// The relationships of a part ("" for the package itself), without those that leave the package.
    ///
    /// # Errors
    /// Only what refuses the whole document; damaged relationships are as good as none.
    pub(crate) fn relationships(&mut self, source: &str) -> Result<Vec<Relationship>, Error> {
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let rels = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let mut found = Vec::new();
        let Some(part) = self.part(&rels)? else { return Ok(found) };
        let mut xml = Xml::new(&part.text, self.archive.limits);
        loop {
            match xml.next() {
                Ok(Token::Open(_, attributes)) if attributes.element() == "Relationship" => {
                    let external = attributes.get("TargetMode").as_deref() == Some("External");
                    if let (Some(target), false) = (attributes.get("Target"), external) {
                        let kind = attributes.get("Type").unwrap_or_default();
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_string();
                        let id = attributes.get("Id").unwrap_or_default();
                        found.push(Relationship { id, kind, target: join(folder, &target) });
                    }
                }
                Ok(Token::End) | Err(Stop::Damaged(_)) => return Ok(found),
                Ok(_) => {}
                Err(Stop::Refused(error)) => return Err(error),
            }
        }
    }

    /// The name of the part that `source` points at with a relationship of this kind.
    ///
    /// # Errors
    /// As [`Package::relationships`].
    pub(crate) fn related(&mut self, source: &str, kind: &str) -> Result<Option<String>, Error> {
        Ok(self.relationships(source)?.into_iter().find(|r| r.kind == kind).map(|r| r.target))
    }

    /// The text of the first element of this name in a part of properties, which is found by its kind or its usual name:
    /// Dublin Core (ECMA-376 part 2, clause 8) and the program (part 1, 22.2). `None` if blank or unreadable.
    ///
    /// # Errors
    /// Only what refuses the whole document.
    pub(crate) fn property(&mut self, kind: &str, usual: &str, element: &str) -> Result<Option<String>, Error> {
        let name = self.related("", kind)?.unwrap_or_else(|| usual.to_string());
        let Some(part) = self.part(&name)? else { return Ok(None) };
        let mut xml = Xml::new(&part.text, self.archive.limits);
        loop {
            let result = match xml.next() {
                Ok(Token::Open(_, attributes)) if attributes.element() == element => xml.text(),
                Ok(Token::End) => return Ok(None),
                Ok(_) => continue,
                Err(stop) => Err(stop),
            };
            return match result {
                Ok(text) => Ok(Some(text.trim().to_string()).filter(|text| !text.is_empty())),
                Err(Stop::Damaged(_)) => Ok(None),
                Err(Stop::Refused(error)) => Err(error),
            };
        }
    }

    /// The part of definitions that belongs to the main document, by its relationship, else by its usual name.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn beside(&mut self, main: &Part, kind: &str) -> Result<Option<Part>, Error> {
        let folder = main.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = match self.related(&main.name, kind)? {
            Some(name) => name,
            None => join(folder, &format!("{kind}.xml")),
        };
        self.part(&name)
    }

    /// Unpacks a part and decodes it.
    ///
    /// # Errors
    /// As [`Archive::bytes`].
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Part>, Error> {
        Ok(self.archive.text(name)?.map(|text| Part { name: normal(name), text }))
    }
}
