//! What all sheets share: their list, their texts (ECMA-376 part 1, 18.4) and the formats of their cells (18.8).

use std::collections::HashMap;

use super::names::{Tag, Token, Xml};
use super::{fonts, format};
use crate::model::content::Align;
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::archive::package::{Package, Part};
use crate::read::run_style::RunStyle;
use crate::read::xml::Stop;
use crate::text::Text;

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(super) struct Listed {
    /// The name of its part.
    pub(super) part: String,
    pub(super) hidden: bool,
}

/// The format of a cell.
#[derive(Clone, Debug)]
pub(super) struct CellFormat {
    /// The code of its number format.
    pub(super) code: String,
    pub(super) bordered: bool,
    pub(super) align: Align,
    /// How its font shows text, and whether a colour lies beneath it.
    pub(super) run: RunStyle,
}

impl CellFormat {
    /// That of a cell whose own is not known.
    pub(super) fn plain() -> CellFormat {
        CellFormat { code: String::new(), bordered: false, align: Align::Start, run: RunStyle::default() }
    }
}

/// What the sheets share.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// In order.
    pub(super) sheets: Vec<Listed>,
    /// Texts that cells name by number.
    pub(super) texts: Vec<Text>,
    /// Formats that cells name by number.
    pub(super) formats: Vec<CellFormat>,
    /// Days are counted from 1904 and not from 1900.
    pub(super) from_1904: bool,
}

impl Workbook {
    /// Reads the workbook and what belongs to it. Texts and formats that cannot be read to their end are a finding of
    /// the package.
    ///
    /// # Errors
    /// Only what refuses the whole document.
    pub(super) fn read(package: &mut Package, main: &Part, limits: &Limits) -> Result<Self, Error> {
        let mut workbook = Workbook::default();
        let targets = package.relationships(&main.name)?;
        let target = |id: &str| targets.iter().find(|r| r.id == id).map(|r| r.target.clone());
        let result = workbook.list(&main.text, target, limits);
        note(package, &main.name, result)?;
        if let Some(part) = package.beside(main, "sharedStrings")? {
            let result = workbook.read_texts(&part.text, limits);
            note(package, &part.name, result)?;
        }
        if let Some(part) = package.beside(main, "styles")? {
            let result = workbook.read_formats(&part.text, limits);
            note(package, &part.name, result)?;
        }
        Ok(workbook)
    }

    fn list(&mut self, text: &str, target: impl Fn(&str) -> Option<String>, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        loop {
            match xml.next()? {
                Token::Open(Tag::WorkbookProperties, attributes) => {
                    self.from_1904 = matches!(attributes.get("date1904").as_deref(), Some("1" | "true" | "on"));
                }
                Token::Open(Tag::Sheet, attributes) => {
                    // Without relationships sheets lie where programs put them.
                    let usual = || format!("xl/worksheets/sheet{}.xml", self.sheets.len() + 1);
                    let part = attributes.get("id").and_then(|id| target(&id)).unwrap_or_else(usual);
                    let hidden = matches!(attributes.get("state").as_deref(), Some("hidden" | "veryHidden"));
                    self.sheets.push(Listed { part, hidden });
                }
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    fn read_texts(&mut self, text: &str, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        let mut inside = false;
        let mut run = RunStyle::default();
        loop {
            match xml.next()? {
                Token::Open(Tag::Item, _) => {
                    if self.texts.len() >= limits.cells {
                        return Err(Stop::Refused(limits.error(Limit::Cells)));
                    }
                    self.texts.push(Text::new());
                    inside = true;
                    run = RunStyle::default();
                }
                Token::Open(Tag::Phonetic, _) => drop(xml.skip()?),
                Token::Open(Tag::Text, _) if inside => {
                    let text = unescape(&xml.text()?);
                    if let Some(last) = self.texts.last_mut() {
                        last.push_marked(text.as_str(), run.marks());
                    }
                }
                Token::Open(Tag::Run, _) => run = RunStyle::default(),
                Token::Open(tag, attributes) => fonts::apply(&mut run, tag, &attributes),
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    fn read_formats(&mut self, text: &str, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        let mut codes: HashMap<u32, String> = HashMap::new();
        let mut borders: Vec<bool> = Vec::new();
        let (mut runs, mut fills): (Vec<RunStyle>, Vec<bool>) = (Vec::new(), Vec::new());
        let (mut in_cells, mut depth) = (false, 0);
        loop {
            match xml.next()? {
                Token::Open(Tag::Extensions, _) => drop(xml.skip()?),
                Token::Open(Tag::NumberFormat, attributes) => {
                    let id = attributes.get("numFmtId").and_then(|id| id.trim().parse().ok());
                    if let (Some(id), Some(code)) = (id, attributes.get("formatCode")) {
                        codes.insert(id, code);
                    }
                }
                Token::Open(Tag::Border, _) => borders.push(false),
                Token::Open(Tag::Left | Tag::Right | Tag::Top | Tag::Bottom, attributes) => {
                    let drawn = attributes.get("style").is_some_and(|style| style != "none");
                    if let Some(border) = borders.last_mut() {
                        *border |= drawn;
                    }
                }
                Token::Open(Tag::Font, _) => runs.push(RunStyle::default()),
                Token::Open(Tag::Fill, _) => fills.push(false),
                Token::Open(Tag::Foreground, attributes) => {
                    if let Some(fill) = fills.last_mut() {
                        *fill |= !fonts::is_white(&attributes);
                    }
                }
                Token::Open(tag @ (Tag::Strike | Tag::VerticalAlign | Tag::Color), attributes) => {
                    if let Some(run) = runs.last_mut() {
                        fonts::apply(run, tag, &attributes);
                    }
                }
                Token::Open(Tag::CellFormats, _) => (in_cells, depth) = (true, xml.depth()),
                Token::Close if in_cells && xml.depth() < depth => in_cells = false,
                Token::Open(Tag::Format, attributes) if in_cells => {
                    let number = |name: &str| attributes.get(name).and_then(|n| n.trim().parse::<u32>().ok());
                    let id = number("numFmtId").unwrap_or(0);
                    let code = codes.get(&id).cloned().unwrap_or_else(|| format::built_in(id).to_string());
                    let border = number("borderId").and_then(|id| borders.get(id as usize)).copied();
                    let of = |id: Option<u32>| id.and_then(|id| usize::try_from(id).ok());
                    let run = of(number("fontId")).and_then(|id| runs.get(id)).copied().unwrap_or_default();
                    let grounded = of(number("fillId")).and_then(|id| fills.get(id)).copied().unwrap_or(false);
                    let bordered = border.unwrap_or(false);
                    let run = RunStyle { grounded, ..run };
                    self.formats.push(CellFormat { code, bordered, align: Align::Start, run });
                }
                Token::Open(Tag::Alignment, attributes) if in_cells => {
                    if let Some(last) = self.formats.last_mut() {
                        last.align = match attributes.get("horizontal").as_deref() {
                            Some("center" | "centerContinuous") => Align::Center,
                            Some("right") => Align::End,
                            _ => Align::Start,
                        };
                    }
                }
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }
}

/// Characters that XML cannot hold are written `_x000D_` (ECMA-376 part 1, 22.9.2.19).
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, code) = rest.split_at(at);
        plain.push_str(before);
        let hex = code.get(2..6).filter(|_| code.get(6..7) == Some("_"));
        match hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                if c != '\r' {
                    plain.push(c);
                }
                rest = code.get(7..).unwrap_or_default();
            }
            None => {
                plain.push_str("_x");
                rest = code.get(2..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain.replace("\r\n", "\n").replace('\r', "\n")
}

fn note(package: &mut Package, name: &str, result: Result<(), Stop>) -> Result<(), Error> {
    match result {
        Ok(()) => Ok(()),
        Err(Stop::Damaged(what)) => {
            package.archive.findings.push(Finding::new(FindingKind::DamagedFile, format!("{name}: {what}")));
            Ok(())
        }
        Err(Stop::Refused(error)) => Err(error),
    }
}
