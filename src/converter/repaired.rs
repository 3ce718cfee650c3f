//! A document to a repaired copy of it: read, repaired, written in its own format, and read again.

use super::{Converter, File, Stage, Way};
use crate::formats::Format;
use crate::model::content::{Content, Font, Glyph, Page};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::id::Word;
use crate::report::Repair;
use crate::rewrite::markup;
use crate::rewrite::pdf::{self, FontChange, Left, Method, Request};
use crate::{read, recognise, repair};
use std::collections::BTreeMap;

/// A repaired copy and what was done for it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Repaired {
    /// The copy, in the format of the document; the same bytes if nothing was to be repaired.
    pub bytes: Vec<u8>,
    /// Of a PDF: the fonts whose ToUnicode was rewritten, in the order of their objects.
    pub fonts: Vec<FontChange>,
    /// Of a PDF: the fonts that other programs read wrong and that were left as they are, by name.
    pub left: Vec<(String, Left)>,
    /// Of a PDF: how many codes of its fonts have no known meaning and still have none.
    pub unknown: usize,
    /// Of a PDF: how many characters of the copy are yet wrong, since they do not come from its fonts but from notes
    /// beside the text (/ActualText).
    pub wrong: usize,
    /// Of a PDF: whether its broken cross-reference table was replaced.
    pub rebuilt: bool,
    /// Of text and HTML: the characters that were replaced.
    pub characters: Vec<Repair>,
    /// What the reader found wrong, among it a wrong encoding undone or text lost for good.
    pub findings: Vec<Finding>,
    /// Of text and HTML: the encoding of the document, if the copy has another one (UTF-8).
    pub recoded: Option<&'static str>,
}

/// What may be done to a PDF.
#[derive(Clone, Copy, Debug, Default)]
pub struct RepairOptions {
    /// Repair a signed document, though the signature does not hold for the copy.
    pub force: bool,
    /// Give a ToUnicode also to fonts whose predefined CMap says it, where some programs would then misread them.
    pub every_font: bool,
}

impl Repaired {
    fn of(bytes: Vec<u8>, findings: Vec<Finding>) -> Repaired {
        Repaired {
            bytes,
            fonts: Vec::new(),
            left: Vec::new(),
            unknown: 0,
            wrong: 0,
            rebuilt: false,
            characters: Vec::new(),
            findings,
            recoded: None,
        }
    }
}

impl Converter {
    /// Repairs a document for good: a PDF gets fonts that say what they show, text and HTML the right characters in
    /// UTF-8.
    ///
    /// A PDF looks as before; its copy was read again, and reads as the repaired document does.
    ///
    /// # Errors
    /// Those of detection and of the reader; [`Error::Unsupported`] for other formats; [`Error::Signed`] for a signed
    /// PDF without [`RepairOptions::force`]; [`Error::Malformed`] for a PDF of which no sound copy can be made.
    pub fn repair(&self, file: File<'_>, options: RepairOptions) -> Result<Repaired, Error> {
        self.guarded(file.name, |way| match way.detect(file.bytes)? {
            Format::Pdf => pdf(way, file.bytes, options),
            format @ (Format::Html | Format::Text | Format::Markdown | Format::Csv) => text(way, file.bytes, format),
            format => Err(Error::Unsupported(format!(
                "repair of a {} document (PDF, HTML and text can be repaired)",
                format.name()
            ))),
        })
    }
}

fn pdf(way: &Way<'_>, bytes: &[u8], options: RepairOptions) -> Result<Repaired, Error> {
    let limits = &way.limits;
    way.enter(Stage::Read)?;
    let mut document = read::pdf::read_locked(bytes, way.passwords, limits)?;
    recognise::recognise(&mut document);
    let fonts = document.fonts.clone();
    way.enter(Stage::Repair)?;
    repair::repair(&mut document, way.glyphs, way.form, limits);
    limits.check_time()?;
    let request = Request {
        read: fonts,
        repaired: document.fonts.clone(),
        mend: |text| repair::text(text).0,
        force: options.force,
        every_font: options.every_font,
        passwords: way.passwords.to_vec(),
    };
    for method in [Method::Update, Method::Complete] {
        let copy = pdf::rewrite(bytes, &request, method, limits)?;
        let wrong = match copy.method {
            Some(_) => read_again(&copy.bytes, way, &document.content, !copy.left.is_empty()),
            None => Some(0),
        };
        let Some(wrong) = wrong else {
            tracing::debug!(?method, "the copy reads otherwise");
            continue;
        };
        return Ok(Repaired {
            fonts: copy.fonts,
            left: copy.left,
            unknown: unknown(&document.fonts),
            wrong,
            rebuilt: copy.method == Some(Method::Complete),
            ..Repaired::of(copy.bytes, document.findings)
        });
    }
    Err(Error::Malformed { format: "PDF", what: "no copy of it reads as it does".into() })
}

/// Reads a copy, which must give the text of the repaired document; how many of its characters are yet wrong. Where
/// fonts were `left` as they are, it may say that it does not know a character.
fn read_again(copy: &[u8], way: &Way<'_>, content: &Content, left: bool) -> Option<usize> {
    let mut copy = read::pdf::read_locked(copy, way.passwords, &way.limits).ok()?;
    // What was recovered must now be told by the file.
    let repairs = repair::characters(&mut copy.content);
    let (Content::Pages(copies), Content::Pages(pages)) = (&copy.content, content) else { return None };
    let same = copies.len() == pages.len() && copies.iter().zip(pages).all(|(copy, page)| same_text(copy, page, left));
    let wrong = repairs.iter().filter(|r| !matches!(&*r.kind, "space" | "invisible")).map(|r| r.count).sum();
    same.then_some(wrong)
}

fn same_text(copy: &Page, page: &Page, left: bool) -> bool {
    let same = |(copy, page): (&Glyph, &Glyph)| copy.ch == page.ch || left && copy.ch == '\u{FFFD}';
    copy.glyphs.len() == page.glyphs.len() && copy.glyphs.iter().zip(&page.glyphs).all(same)
}

fn unknown(fonts: &[Font]) -> usize {
    fonts.iter().flat_map(|f| f.codes.values()).filter(|code| code.text.contains('\u{FFFD}')).count()
}

fn text(way: &Way<'_>, bytes: &[u8], format: Format) -> Result<Repaired, Error> {
    way.enter(Stage::Repair)?;
    let (copy, characters, legible) = if format == Format::Html {
        let legible = read::html::legible(bytes, &way.limits)?;
        let mut characters = Vec::new();
        let copy = markup::rewrite(&legible.text, &mut |text| {
            let (text, repairs) = repair::text(text);
            characters.extend(repairs);
            text
        });
        (copy, characters, legible)
    } else {
        let legible = read::text::legible(bytes, &way.limits)?;
        let (copy, characters) = repair::text(&legible.text);
        (copy, characters, legible)
    };
    let undone = legible.findings.iter().any(|f| f.kind == FindingKind::EncodingRepaired);
    let recoded = (legible.encoding != "UTF-8").then_some(legible.encoding);
    let changed = undone || recoded.is_some() || !characters.is_empty();
    let bytes = if changed { copy.into_bytes() } else { bytes.to_vec() };
    Ok(Repaired { characters: together(characters), recoded, ..Repaired::of(bytes, legible.findings) })
}

/// Repairs of one kind and pair as one.
fn together(repairs: Vec<Repair>) -> Vec<Repair> {
    let mut all: BTreeMap<(Word, String, String), Repair> = BTreeMap::new();
    for repair in repairs {
        let key = (repair.kind.clone(), repair.from.clone(), repair.to.clone());
        all.entry(key).and_modify(|r| r.count += repair.count).or_insert(repair);
    }
    all.into_values().collect()
}
