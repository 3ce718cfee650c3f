//! OpenDocument (ISO/IEC 26300, OASIS OpenDocument 1.3) texts and spreadsheets to blocks in reading order, in a zip archive
//! or as one XML file: what LibreOffice, OpenOffice and WPS write.
//!
//! | file | reads |
//! | --- | --- |
//! | `names` | the known elements |
//! | `styles`, `lists` | what paragraphs inherit and how lists count |
//! | `body`, `frames`, `table` | the text itself |
//!
//! What the reader takes for the text is what the document prints when all tracked changes are accepted, without
//! headers, footers, notes and comments.

mod body;
mod frames;
mod lists;
mod names;
mod styles;
mod table;

use crate::model::content::{Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::archive::Archive;
use crate::read::xml::{Stop, encoding};
use names::{Tag, Token, Xml};
use styles::Styles;

/// Reads an OpenDocument text or spreadsheet (`.odt`, `.ott`, `.ods`, `.fodt`, `.fods`) to [`Content::Blocks`].
///
/// A damaged file gives what can be read of it, with findings; styles that cannot be read cost roles and list numbers,
/// never the text.
///
/// # Errors
/// [`Error::Malformed`] if it has no content or a part brings its own DTD; [`Error::Encrypted`] if it needs a password;
/// [`Error::Limit`] if it unpacks to more than `limits` allow, repeats too many cells, or the time is up.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    let mut styles = Styles::default();
    let mut info = Info::default();
    let mut findings = Vec::new();
    let content = if encoding::is_markup(bytes) {
        if bytes.len() as u64 > limits.part_bytes {
            return Err(limits.error(Limit::PartBytes));
        }
        let (text, lossy) = encoding::decode(bytes.to_vec());
        if lossy {
            let message = "some bytes are not in the declared encoding";
            findings.push(Finding::new(FindingKind::DamagedFile, message));
        }
        meta(&text, &mut info, limits)?;
        text
    } else {
        let mut archive = Archive::open(bytes, "OpenDocument", limits)?;
        if let Some(manifest) = archive.text("META-INF/manifest.xml")? {
            refuse_encrypted(&manifest, limits)?;
        }
        let content = archive.text("content.xml")?;
        if let Some(text) = archive.text("styles.xml")? {
            findings.extend(definitions("styles.xml", styles.read(&text, false, limits))?);
        }
        if let Some(text) = archive.text("meta.xml")? {
            meta(&text, &mut info, limits)?;
        }
        findings.append(&mut archive.findings);
        content.ok_or_else(|| malformed("nothing of content.xml can be unpacked"))?
    };
    // Damage of the content is reported once, by its body.
    definitions("content", styles.read(&content, true, limits))?;
    let body = body::read(&content, &styles, limits)?;
    findings.extend(body.findings);
    if !body.found {
        // What holds the text may lie deeper than anything is read.
        let too_deep = findings.iter().any(|f| f.kind == FindingKind::LimitReached);
        return Err(if too_deep {
            limits.error(Limit::Depth)
        } else {
            malformed("it holds neither a text nor a spreadsheet")
        });
    }
    if body.blocks.is_empty() && findings.iter().any(|f| f.kind == FindingKind::DamagedFile) {
        let what = findings.into_iter().next().map_or_else(String::new, |f| f.message);
        return Err(malformed(&format!("no text can be read: {what}")));
    }
    Ok(Document { content: Content::Blocks(body.blocks), fonts: Vec::new(), info, findings })
}

/// Title and program (OpenDocument 1.3 part 3, 4.3).
fn meta(text: &str, info: &mut Info, limits: &Limits) -> Result<(), Error> {
    let mut xml = Xml::new(text, limits);
    let some = |text: String| Some(text.trim().to_string()).filter(|text| !text.is_empty());
    loop {
        let result = match xml.next() {
            Ok(Token::Open(Tag::Body, _)) => return Ok(()),
            Ok(Token::Open(Tag::Generator, _)) => xml.text().map(|text| info.creator = some(text)),
            Ok(Token::Open(Tag::Other, attributes)) if attributes.element() == "title" && info.title.is_none() => {
                xml.text().map(|text| info.title = some(text))
            }
            Ok(Token::End) | Err(Stop::Damaged(_)) => return Ok(()),
            Ok(_) => Ok(()),
            Err(stop) => Err(stop),
        };
        match result {
            Ok(()) => {}
            Err(Stop::Damaged(_)) => return Ok(()),
            Err(Stop::Refused(error)) => return Err(error),
        }
    }
}

/// # Errors
/// [`Error::Encrypted`] if the manifest lists a part with a key (OpenDocument 1.3 part 2, 4.3).
fn refuse_encrypted(manifest: &str, limits: &Limits) -> Result<(), Error> {
    let mut xml = Xml::new(manifest, limits);
    loop {
        match xml.next() {
            Ok(Token::Open(Tag::EncryptionData, _)) => return Err(Error::Encrypted),
            Ok(Token::End) | Err(Stop::Damaged(_)) => return Ok(()),
            Ok(_) => {}
            Err(Stop::Refused(error)) => return Err(error),
        }
    }
}

/// The finding for a part of definitions that could be read only in part.
fn definitions(name: &str, result: Result<(), Stop>) -> Result<Option<Finding>, Error> {
    match result {
        Ok(()) => Ok(None),
        Err(Stop::Damaged(what)) => Ok(Some(Finding::new(FindingKind::DamagedFile, format!("{name}: {what}")))),
        Err(Stop::Refused(error)) => Err(error),
    }
}

fn malformed(what: &str) -> Error {
    Error::Malformed { format: "OpenDocument", what: what.to_string() }
}
