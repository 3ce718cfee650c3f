//! The files of a package and how they name each other (GB/T 33190-2016, 7.1 and 7.3: ST_Loc).

use std::collections::BTreeSet;

use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use crate::read::archive::{Archive, join, normal};
use crate::read::xml::Stop;

/// Characters of a message that quotes the file.
const MAX_MESSAGE: usize = 200;

/// An opened package.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    /// Normalised names, sorted.
    names: BTreeSet<String>,
    /// The same from their last character to their first, so that an ending is found at once.
    backwards: BTreeSet<String>,
    /// The folder of `OFD.xml`: the archive's own, or one that was packed with its contents.
    root: String,
}

impl<'a> Package<'a> {
    /// Opens a package without unpacking anything.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is no zip archive, [`Error::Encrypted`] if parts of it are
    /// encrypted (GM/T 0099-2020, C.1: what stands in their place is not what the document says), [`Error::Limit`] for too
    /// many entries.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Error> {
        let archive = Archive::open(bytes, "OFD", limits)?;
        let names: BTreeSet<String> = archive.names().map(str::to_string).collect();
        let named = |wanted: &str| {
            let inside =
                |n: &&String| n.strip_suffix(wanted).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
            names.iter().filter(inside).min_by_key(|n| n.len()).cloned()
        };
        if named("encryptions.xml").is_some() {
            return Err(Error::Encrypted);
        }
        let root = named("ofd.xml").map_or(String::new(), |index| folder(&index).to_string());
        let backwards = names.iter().map(|name| name.chars().rev().collect()).collect();
        Ok(Package { archive, names, backwards, root })
    }

    /// The name of `OFD.xml`.
    pub(super) fn index(&self) -> String {
        join(&self.root, "ofd.xml")
    }

    /// The file that a location in a file of `folder` means. Locations are relative to the file they stand in or, with a
    /// slash first, to the root; programs also write them relative to the root without a slash or to the document, and
    /// forget a folder: then a file counts whose path alone ends so.
    pub(super) fn find(&self, folder: &str, document: &str, location: &str) -> Option<String> {
        let location = location.trim();
        let inside = location.trim_start_matches(['/', '\\']);
        let places = [join(folder, location), join(&self.root, inside), join(document, inside), join(folder, inside)];
        if let Some(name) = places.into_iter().find(|name| self.names.contains(name)) {
            return Some(name);
        }
        let tail = format!("/{}", normal(inside).trim_start_matches("../").trim_start_matches("./"));
        let tail: String = tail.chars().rev().collect();
        let mut ending = self.backwards.range(tail.clone()..).take_while(|name| name.starts_with(&tail));
        let only = ending.next().filter(|_| tail.len() > 1 && ending.next().is_none())?;
        Some(only.chars().rev().collect())
    }

    /// Files of a folder and those in it whose names end so, by the numbers in their names: for documents that lost the
    /// files that list them.
    pub(super) fn ending(&self, folder: &str, end: &str) -> Vec<String> {
        let inside = |name: &&String| name.starts_with(folder) && name.ends_with(end);
        let mut found: Vec<String> = self.names.iter().filter(inside).cloned().collect();
        found.sort_by_cached_key(|name| {
            let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
            numbers.map(|digits| digits.parse::<u64>().unwrap_or(u64::MAX)).collect::<Vec<u64>>()
        });
        found
    }

    /// A file that is XML, as text.
    ///
    /// # Errors
    /// As [`Archive::text`].
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        self.archive.text(name)
    }

    /// A file as it is; `None` if it cannot be had within the limits.
    pub(super) fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        self.archive.bytes(name).ok().flatten()
    }

    /// Notes that a file could only be read in part; passes on what refuses the document.
    pub(super) fn settle(&mut self, name: &str, result: Result<(), Stop>) -> Result<(), Error> {
        match result {
            Ok(()) => Ok(()),
            Err(Stop::Damaged(what)) => {
                self.damaged(format!("{name}: {what}"));
                Ok(())
            }
            Err(Stop::Refused(error)) => Err(error),
        }
    }

    /// Notes damage, in one line: what the file says of itself may be long.
    pub(super) fn damaged(&mut self, what: String) {
        let what: String = what.chars().filter(|c| !c.is_control()).take(MAX_MESSAGE).collect();
        self.archive.findings.push(Finding::new(FindingKind::DamagedFile, what));
    }

    /// Damage met so far.
    pub(super) fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.archive.findings)
    }

    /// The limits that it is read under.
    pub(super) fn limits(&self) -> &'a Limits {
        self.archive.limits
    }
}

/// The folder of a file.
pub(super) fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}
