//! `OFD.xml`, the entry: which documents the package holds (GB/T 33190-2016, 7.4), and in which version (clause 19).

use std::collections::BTreeSet;

use super::names::{Token, Xml};
use super::package::{Package, folder};
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::read::xml::Stop;

/// One document of a package.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Where its root file lies.
    pub(super) root: Option<String>,
    /// The file of its current version.
    version: Option<String>,
    /// Where its signatures are listed.
    pub(super) signatures: Option<String>,
    pub(super) title: Option<String>,
    /// The program that made it, with its version.
    pub(super) creator: Option<String>,
}

/// The documents of a package, in order. Where `OFD.xml` tells of none, those whose root file or pages have the usual
/// names.
///
/// # Errors
/// What refuses the whole document.
pub(super) fn read(package: &mut Package) -> Result<Vec<Body>, Error> {
    let name = package.index();
    let mut bodies = Vec::new();
    match package.text(&name)? {
        Some(text) => {
            let result = list(&text, package.limits(), &mut bodies);
            package.settle(&name, result)?;
        }
        None => package.damaged("it has no OFD.xml; its documents were searched for".into()),
    }
    let at = folder(&name);
    for body in &mut bodies {
        let current = body.version.take().and_then(|version| package.find(at, at, &version));
        let newest = match current {
            Some(version) => root_of_version(package, &version)?,
            None => None,
        };
        let named = body.root.take().and_then(|root| package.find(at, at, &root));
        body.root = newest.or(named);
        body.signatures = body.signatures.take().and_then(|signatures| package.find(at, at, &signatures));
    }
    bodies.retain(|body| body.root.is_some());
    if bodies.is_empty() {
        let pages = package.ending("", "/content.xml");
        let of_pages = pages.iter().filter_map(|page| Some(format!("{}/document.xml", page.split_once("/pages/")?.0)));
        let mut roots = package.ending("", "/document.xml");
        roots.extend(of_pages.filter(|root| !roots.contains(root)).collect::<BTreeSet<String>>());
        bodies = roots.into_iter().map(|root| Body { root: Some(root), ..Body::default() }).collect();
    }
    Ok(bodies)
}

fn list(text: &str, limits: &Limits, bodies: &mut Vec<Body>) -> Result<(), Stop> {
    let mut xml = Xml::new(text, limits);
    let mut version = None;
    loop {
        match xml.next()? {
            Token::Open(_, attributes) => {
                let element = attributes.element();
                if element == "DocBody" {
                    bodies.push(Body::default());
                }
                let Some(body) = bodies.last_mut() else { continue };
                match element {
                    "DocRoot" => body.root = said(xml.text()?),
                    "Signatures" => body.signatures = said(xml.text()?),
                    "Title" => body.title = said(xml.text()?),
                    "Creator" => body.creator = said(xml.text()?),
                    "CreatorVersion" => version = said(xml.text()?),
                    "Version" if attributes.get("Current").as_deref() == Some("true") => {
                        body.version = attributes.get("BaseLoc");
                    }
                    _ => {}
                }
                if let (Some(creator), Some(number)) = (&mut body.creator, &version) {
                    creator.push(' ');
                    creator.push_str(number);
                    version = None;
                }
            }
            Token::End => return Ok(()),
            _ => {}
        }
    }
}

/// The root file that a version puts in place of the document's (19.2).
fn root_of_version(package: &mut Package, name: &str) -> Result<Option<String>, Error> {
    let Some(text) = package.text(name)? else { return Ok(None) };
    let mut root = None;
    let mut xml = Xml::new(&text, package.limits());
    let result = loop {
        match xml.next() {
            Ok(Token::Open(_, attributes)) if attributes.element() == "DocRoot" => match xml.text() {
                Ok(text) => root = said(text),
                Err(stop) => break Err(stop),
            },
            Ok(Token::End) => break Ok(()),
            Ok(_) => {}
            Err(stop) => break Err(stop),
        }
    };
    package.settle(name, result)?;
    Ok(root.and_then(|root| package.find(folder(name), folder(name), &root)))
}

/// Text without the blanks around it; `None` if that is all.
pub(super) fn said(text: String) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_string())
}
