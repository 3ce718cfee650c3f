//! What lies beside the pages and is no part of their text: annotations (GB/T 33190-2016, clause 15), signatures and
//! seals (clause 18), attachments (clause 20). They are counted and named, never read as text.

use std::collections::BTreeMap;

use super::document::Root;
use super::index::{Body, said};
use super::names::{Token, Xml};
use super::package::{Package, folder};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::read::xml::{Attributes, Stop};

/// Attachments that are named; of more only the number is told.
const NAMED: usize = 5;
/// Characters of a name.
const NAME: usize = 80;
/// The types of annotations (15.2).
const TYPES: [&str; 5] = ["Link", "Path", "Highlight", "Stamp", "Watermark"];

/// What lies beside the pages of the documents.
#[derive(Default)]
pub(super) struct Extras {
    /// Number of annotations by type.
    annotations: BTreeMap<&'static str, usize>,
    seals: usize,
    signatures: usize,
    attachments: usize,
    /// Names of the first attachments.
    names: Vec<String>,
}

impl Extras {
    /// Counts what lies beside the pages of one document.
    ///
    /// # Errors
    /// What refuses the whole document.
    pub(super) fn add(&mut self, body: &Body, root: &Root, package: &mut Package) -> Result<(), Error> {
        let document = folder(body.root.as_deref().unwrap_or_default()).to_string();
        if let Some(name) = &body.signatures {
            self.each(name, package, |extras, xml, attributes| {
                if attributes.element() == "Signature" {
                    let seal = attributes.get("Type").is_none_or(|t| t.eq_ignore_ascii_case("seal"));
                    *(if seal { &mut extras.seals } else { &mut extras.signatures }) += 1;
                    xml.skip()?;
                }
                Ok(())
            })?;
        }
        if let Some(name) = root.attachments.as_deref().and_then(|at| package.find(&document, &document, at)) {
            self.each(&name, package, |extras, xml, attributes| {
                if attributes.element() == "Attachment" {
                    extras.attachments += 1;
                    if extras.names.len() < NAMED {
                        let name = attributes.get("Name").and_then(said).unwrap_or_else(|| "unnamed".into());
                        extras.names.push(name.chars().filter(|c| !c.is_control()).take(NAME).collect());
                    }
                    xml.skip()?;
                }
                Ok(())
            })?;
        }
        let mut files = Vec::new();
        if let Some(name) = root.annotations.as_deref().and_then(|at| package.find(&document, &document, at)) {
            self.each(&name, package, |_, xml, attributes| {
                if attributes.element() == "FileLoc" {
                    files.extend(said(xml.text()?));
                }
                Ok(())
            })?;
            let most = package.limits().pages;
            for file in files.iter().take(most) {
                let Some(file) = package.find(folder(&name), &document, file) else { continue };
                self.each(&file, package, |extras, xml, attributes| {
                    if attributes.element() == "Annot" {
                        let own = attributes.get("Type").unwrap_or_default();
                        let kind = TYPES.into_iter().find(|kind| *kind == own.trim()).unwrap_or("of another type");
                        *extras.annotations.entry(kind).or_default() += 1;
                        xml.skip()?;
                    }
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    /// Calls `look` for each element of a file.
    fn each(
        &mut self,
        name: &str,
        package: &mut Package,
        mut look: impl FnMut(&mut Self, &mut Xml, &Attributes) -> Result<(), Stop>,
    ) -> Result<(), Error> {
        let Some(text) = package.text(name)? else { return Ok(()) };
        let mut xml = Xml::new(&text, package.limits());
        let result = loop {
            match xml.next() {
                Ok(Token::Open(_, attributes)) => {
                    if let Err(stop) = look(self, &mut xml, &attributes) {
                        break Err(stop);
                    }
                }
                Ok(Token::End) => break Ok(()),
                Ok(_) => {}
                Err(stop) => break Err(stop),
            }
        };
        package.settle(name, result)
    }

    /// What there is, in words.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut add = |kind, message: String| findings.push(Finding::new(kind, message));
        if !self.annotations.is_empty() {
            let kinds: Vec<String> = self.annotations.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            add(FindingKind::Annotations, format!("annotations over the pages were not read: {}", kinds.join(", ")));
        }
        if self.seals + self.signatures > 0 {
            let what = match (self.seals, self.signatures) {
                (seals, 0) => format!("{seals} with a seal"),
                (0, signatures) => format!("{signatures} without a seal"),
                (seals, signatures) => format!("{seals} with a seal, {signatures} without"),
            };
            add(FindingKind::Signatures, format!("the file is signed ({what}); the signatures were not verified"));
        }
        if self.attachments > 0 {
            let more = self.attachments.saturating_sub(self.names.len());
            let and = if more > 0 { format!(" and {more} more") } else { String::new() };
            add(FindingKind::Attachments, format!("attached files were not read: {}{and}", self.names.join(", ")));
        }
        findings
    }
}
