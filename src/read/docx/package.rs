//! The parts of an Office package, found through relationships (ECMA-376 part 2).

use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::read::archive::{Archive, join, normal};
use crate::read::xml::{Stop, Token};

use super::names::Xml;

/// A part, unpacked and decoded.
#[derive(Debug)]
pub(super) struct Part {
    /// Its normalised name.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
}

/// An opened package.
pub(super) struct Package<'a> {
    /// Its parts.
    pub(super) archive: Archive<'a>,
}

impl<'a> Package<'a> {
    /// Opens a package without unpacking anything.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Error> {
        Ok(Package { archive: Archive::open(bytes, "DOCX", limits)? })
    }

    /// The main document: the target of the package's `officeDocument` relationship, else `word/document.xml`, else
    /// any `document.xml`. The fallbacks serve archives whose `_rels` were lost or packed with another layout.
    ///
    /// # Errors
    /// [`Error::Malformed`] if there is none or nothing of it can be unpacked.
    pub(super) fn main(&mut self) -> Result<Part, Error> {
        let related = self.related("", "officeDocument")?.filter(|name| self.archive.has(name));
        let name = related
            .or_else(|| self.archive.has("word/document.xml").then(|| "word/document.xml".to_string()))
            .or_else(|| {
                let named = |n: &&str| n.ends_with("/document.xml") || *n == "document.xml";
                self.archive.names().filter(named).min().map(str::to_string)
            })
            .ok_or_else(|| malformed("no main document part".into()))?;
        self.part(&name)?.ok_or_else(|| malformed(format!("nothing of {name} can be unpacked")))
    }

    /// The name of the part that `source` ("" for the package itself) points at with a relationship of this type. The
    /// last segment of the type decides, since transitional and strict differ in all before it.
    ///
    /// # Errors
    /// Only what refuses the whole document; damaged relationships are as good as none.
    pub(super) fn related(&mut self, source: &str, kind: &str) -> Result<Option<String>, Error> {
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let rels = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let Some(part) = self.part(&rels)? else { return Ok(None) };
        let mut xml = Xml::new(&part.text, self.archive.limits);
        loop {
            match xml.next() {
                Ok(Token::Open(_, attributes)) if attributes.element() == "Relationship" => {
                    let is = attributes.get("Type").is_some_and(|t| t.rsplit('/').next() == Some(kind));
                    let external = attributes.get("TargetMode").as_deref() == Some("External");
                    if is && !external {
                        return Ok(attributes.get("Target").map(|target| join(folder, &target)));
                    }
                }
                Ok(Token::End) | Err(Stop::Damaged(_)) => return Ok(None),
                Ok(_) => {}
                Err(Stop::Refused(error)) => return Err(error),
            }
        }
    }

    /// The part of definitions that belongs to the main document, by its relationship, else by its usual name.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(super) fn beside(&mut self, main: &Part, kind: &str) -> Result<Option<Part>, Error> {
        let folder = main.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = match self.related(&main.name, kind)? {
            Some(name) => name,
            None => join(folder, &format!("{kind}.xml")),
        };
        self.part(&name)
    }

    /// The limits that this archive is read under.
    pub(super) fn limits(&self) -> &'a Limits {
        self.archive.limits
    }

    /// Unpacks a part and decodes it.
    ///
    /// # Errors
    /// As [`Archive::bytes`].
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part>, Error> {
        Ok(self.archive.text(name)?.map(|text| Part { name: normal(name), text }))
    }
}

/// The error of a file that is no DOCX or not enough of one.
pub(super) fn malformed(what: String) -> Error {
    Error::Malformed { format: "DOCX", what }
}
