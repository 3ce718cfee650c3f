//! A zip archive of parts, whole or cut off, unpacked one part at a time and no further than the limits: the container of
//! DOCX, ODT, XLSX and the like.

mod salvage;

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::xml;
use salvage::Found;

/// Where parts are unpacked from.
enum Source<'a> {
    /// By the archive's directory. In a box, since it is many times the other's size.
    Directory(Box<ZipArchive<Cursor<&'a [u8]>>>),
    /// By the headers of the parts, in an archive that lost its directory.
    Headers(&'a [u8], Vec<Found>),
}

/// An opened archive and what it has cost so far.
pub(crate) struct Archive<'a> {
    source: Source<'a>,
    /// Normalised name to index; the first of two equal names counts.
    names: HashMap<String, usize>,
    /// The limits that it is read under.
    pub(crate) limits: &'a Limits,
    unpacked: u64,
    /// Damage met while unpacking.
    pub(crate) findings: Vec<Finding>,
}

impl<'a> Archive<'a> {
    /// Opens an archive without unpacking anything. `format` is what it claims to be.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is no zip archive, [`Error::Limit`] if it has too many entries.
    pub(crate) fn open(bytes: &'a [u8], format: &'static str, limits: &'a Limits) -> Result<Self, Error> {
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
                    return Err(Error::Malformed { format, what: format!("no zip archive: {error}") });
                }
                for (index, part) in found.iter().enumerate() {
                    names.entry(normal(&part.name)).or_insert(index);
                }
                let message = format!("the archive has no readable directory, probably cut off: {error}");
                findings.push(Finding::new(FindingKind::DamagedFile, message));
                Source::Headers(bytes, found)
            }
        };
        Ok(Archive { source, names, limits, unpacked: 0, findings })
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
    }

    /// The normalised names of all parts, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Unpacks a part. `None` if there is no such part or nothing of it can be unpacked; damage after the first bytes
    /// is a finding and the bytes before it are the part.
    ///
    /// # Errors
    /// [`Error::Limit`] if the part, or all parts together, are over their limit, whatever their headers declare;
    /// [`Error::Encrypted`] if the entry has a zip password.
    pub(crate) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Error> {
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
        Ok(Some(bytes))
    }

    /// Unpacks a part that is XML and decodes it; bytes that are in no encoding are a finding.
    ///
    /// # Errors
    /// As [`Archive::bytes`].
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let (text, lossy) = xml::encoding::decode(bytes);
        if lossy {
            let message = format!("{}: some bytes are not in the declared encoding", normal(name));
            self.findings.push(Finding::new(FindingKind::DamagedFile, message));
        }
        Ok(Some(text))
    }
}

/// Part names compare without case (ECMA-376 part 2, 6.2.2.3); a backslash is a Windows packer's slip.
pub(crate) fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A relationship's target, relative to the folder of its source unless it begins with a slash.
pub(crate) fn join(folder: &str, target: &str) -> String {
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
