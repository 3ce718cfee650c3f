//! The container: a zip archive of parts found through relationships (ECMA-376 part 2), or one flat XML file.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::salvage::{self, Found};
use super::xml::{Stop, Token, Xml};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};

/// A part, unpacked and decoded.
#[derive(Debug)]
pub(super) struct Part {
    /// Its normalised name.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
}

/// Where parts are unpacked from.
enum Source<'a> {
    /// By the archive's directory. In a box, since it is many times the other's size.
    Directory(Box<ZipArchive<Cursor<&'a [u8]>>>),
    /// By the headers of the parts, in an archive that lost its directory.
    Headers(&'a [u8], Vec<Found>),
}

/// An opened archive and what it has cost so far.
pub(super) struct Package<'a> {
    source: Source<'a>,
    /// Normalised name to index; the first of two equal names counts.
    names: HashMap<String, usize>,
    limits: &'a Limits,
    unpacked: u64,
    /// Damage met while unpacking.
    pub(super) findings: Vec<Finding>,
}

impl<'a> Package<'a> {
    /// Opens an archive without unpacking anything.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is no zip archive, [`Error::Limit`] if it has too many entries.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Error> {
        let mut findings = Vec::new();
        let mut names = HashMap::new();
        // The directory is read whole before it tells how many entries it has.
        if bytes.windows(4).filter(|w| w == b"PK\x01\x02").nth(limits.objects).is_some() {
            return Err(limits.error(Limit::Objects));
        }
        let source = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => {
                for index in 0..archive.len() {
                    if let Some(Ok(name)) = archive.name_for_index(index) {
                        names.entry(normal(&name)).or_insert(index);
                    }
                }
                Source::Directory(Box::new(archive))
            }
            Err(error) => {
                let found = salvage::find(bytes, limits.objects);
                if found.is_empty() {
                    return Err(malformed(format!("no zip archive: {error}")));
                }
                for (index, part) in found.iter().enumerate() {
                    names.entry(normal(&part.name)).or_insert(index);
                }
                let message = format!("the archive has no readable directory, probably cut off: {error}");
                findings.push(Finding::new(FindingKind::DamagedFile, message));
                Source::Headers(bytes, found)
            }
        };
        Ok(Package { source, names, limits, unpacked: 0, findings })
    }

    /// The main document: the target of the package's `officeDocument` relationship, else `word/document.xml`, else
    /// any `document.xml`. The fallbacks serve archives whose `_rels` were lost or packed with another layout.
    ///
    /// # Errors
    /// [`Error::Malformed`] if there is none or nothing of it can be unpacked.
    pub(super) fn main(&mut self) -> Result<Part, Error> {
        let related = self.related("", "officeDocument")?.filter(|name| self.names.contains_key(name));
        let name = related
            .or_else(|| self.names.contains_key("word/document.xml").then(|| "word/document.xml".to_string()))
            .or_else(|| {
                self.names.keys().filter(|n| n.ends_with("/document.xml") || *n == "document.xml").min().cloned()
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
        let mut xml = Xml::new(&part.text, self.limits);
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
        self.limits
    }

    /// Unpacks a part. `None` if there is no such part or nothing of it can be unpacked; damage after the first bytes
    /// is a finding and the bytes before it are the part.
    ///
    /// # Errors
    /// [`Error::Limit`] if the part, or all parts together, are over their limit, whatever their headers declare;
    /// [`Error::Encrypted`] if the entry has a zip password.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part>, Error> {
        let name = normal(name);
        let Some(&index) = self.names.get(&name) else { return Ok(None) };
        let limits = self.limits;
        let room = limits.total_bytes.saturating_sub(self.unpacked).min(limits.part_bytes);
        let mut bytes = Vec::new();
        let most = room.saturating_add(1);
        let result = match &mut self.source {
            Source::Directory(archive) => archive
                .by_index(index)
                .and_then(|entry| entry.take(most).read_to_end(&mut bytes).map(drop).map_err(ZipError::from)),
            Source::Headers(file, found) => match found.get(index) {
                Some(part) => salvage::unpack(file, part, most, &mut bytes),
                None => Ok(()),
            },
        };
        let damage = match result {
            Ok(()) => None,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(Error::Encrypted),
            Err(error) => Some(error.to_string()),
        };
        let size = bytes.len() as u64;
        self.unpacked = self.unpacked.saturating_add(size);
        if size > room {
            return Err(limits.error(if size > limits.part_bytes { Limit::PartBytes } else { Limit::TotalBytes }));
        }
        if let Some(damage) = damage {
            self.findings.push(Finding::new(FindingKind::DamagedFile, format!("{name}: {damage}")));
            if bytes.is_empty() {
                return Ok(None);
            }
        }
        let (text, lossy) = super::encoding::decode(bytes);
        if lossy {
            let message = format!("{name}: some bytes are not in the declared encoding");
            self.findings.push(Finding::new(FindingKind::DamagedFile, message));
        }
        Ok(Some(Part { name, text }))
    }
}

/// Part names compare without case (ECMA-376 part 2, 6.2.2.3); a backslash is a Windows packer's slip.
fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A relationship's target, relative to the folder of its source unless it begins with a slash.
fn join(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut segments: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            other => segments.push(other),
        }
    }
    normal(&segments.join("/"))
}

/// The error of a file that is no DOCX or not enough of one.
pub(super) fn malformed(what: String) -> Error {
    Error::Malformed { format: "DOCX", what }
}
