//! What the package says of itself: Dublin Core properties (ECMA-376 part 2, clause 8) and the program (part 1, 22.2).

use super::names::{Token, Xml};
use super::package::Package;
use crate::model::content::Info;
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::read::xml::Stop;

/// Title and program; either is `None` where it is not given, blank or unreadable.
///
/// # Errors
/// Only what refuses the whole document.
pub(super) fn read(package: &mut Package) -> Result<Info, Error> {
    let title = property(package, "core-properties", "docprops/core.xml", "title")?;
    let creator = property(package, "extended-properties", "docprops/app.xml", "Application")?;
    Ok(Info { title, creator, ..Info::default() })
}

fn property(package: &mut Package, kind: &str, usual: &str, element: &str) -> Result<Option<String>, Error> {
    let name = package.related("", kind)?.unwrap_or_else(|| usual.to_string());
    let limits = package.limits();
    let Some(part) = package.part(&name)? else { return Ok(None) };
    match find(&part.text, element, limits) {
        Ok(found) => Ok(found),
        Err(Stop::Damaged(_)) => Ok(None),
        Err(Stop::Refused(error)) => Err(error),
    }
}

/// The text of the first element of this name.
fn find(text: &str, element: &str, limits: &Limits) -> Result<Option<String>, Stop> {
    let mut xml = Xml::new(text, limits);
    loop {
        match xml.next()? {
            Token::Open(_, attributes) if attributes.element() == element => {
                let text = xml.text()?;
                let text = text.trim();
                return Ok((!text.is_empty()).then(|| text.to_string()));
            }
            Token::End => return Ok(None),
            _ => {}
        }
    }
}
