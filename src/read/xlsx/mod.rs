//! XLSX (ECMA-376 SpreadsheetML) to blocks, sheet by sheet: what Excel, WPS and LibreOffice write.
//!
//! | file | reads |
//! | --- | --- |
//! | `names` | the known elements |
//! | `workbook` | which sheets there are, their shared texts and the formats of their cells |
//! | `worksheet` | the cells of one sheet |
//! | `format`, `date` | a stored number as it is shown |
//!
//! A cell is read as the program shows it: hidden sheets, rows and columns are left out, numbers are rounded as their
//! format says. The numbers are decimals all the way, since a stored 59237.2449 is to come out so.

mod date;
mod fonts;
mod format;
mod names;
mod workbook;
mod worksheet;

use crate::model::content::{Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use crate::read::archive::package::Package;
use crate::read::xml::Stop;
use workbook::Workbook;
use worksheet::Held;

/// Reads an XLSX file (`.xlsx`, `.xlsm`, `.xltx`) to [`Content::Blocks`].
///
/// A damaged file gives what can be read of it, with findings.
///
/// # Errors
/// [`Error::Malformed`] if it has no workbook or no sheet of it can be unpacked; [`Error::Limit`] if it unpacks to more
/// than `limits` allow, has too many cells, or the time is up; [`Error::Encrypted`] for zip passwords.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    let mut package = Package::open(bytes, "XLSX", limits)?;
    let main = package.main("xl/workbook.xml")?;
    let workbook = Workbook::read(&mut package, &main, limits)?;
    let title = package.property("core-properties", "docprops/core.xml", "title")?;
    let creator = package.property("extended-properties", "docprops/app.xml", "Application")?;
    let mut findings = Vec::new();
    let mut blocks = Vec::new();
    let (mut held, mut hidden, mut hidden_sheets, mut found) = (Held::default(), 0usize, 0usize, false);
    for (number, listed) in (1u32..).zip(&workbook.sheets) {
        if listed.hidden {
            hidden_sheets += 1;
            found = true;
            continue;
        }
        let Some(part) = package.part(&listed.part)? else { continue };
        found = true;
        let (sheet, stop) = worksheet::read(&part.text, number, &workbook, &mut held, limits)?;
        if let Some(Stop::Damaged(what)) = stop {
            findings.push(Finding::new(FindingKind::DamagedFile, format!("{}: {what}", listed.part)));
        }
        let (more, left_out) = sheet.into_blocks(limits, &mut findings);
        blocks.extend(more);
        hidden += left_out;
        limits.check_time()?;
    }
    findings.append(&mut package.archive.findings);
    if !found {
        let what = findings.into_iter().next().map_or_else(|| "no sheet of it can be read".into(), |f| f.message);
        return Err(Error::Malformed { format: "XLSX", what });
    }
    let mut note = |count: usize, what: &str| {
        if count > 0 {
            findings.push(Finding::new(FindingKind::HiddenText, format!("{count} {what} left out")));
        }
    };
    note(hidden_sheets, "hidden sheets");
    note(hidden, "cells in hidden rows and columns or under merged cells");
    Ok(Document {
        content: Content::Blocks(blocks),
        fonts: Vec::new(),
        info: Info { title, creator, ..Info::default() },
        findings,
    })
}
