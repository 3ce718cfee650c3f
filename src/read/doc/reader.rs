//! The text: characters in order to paragraphs and tables ([MS-DOC] 2.4.1 to 2.4.3).

use std::ops::Range;

use encoding_rs::{self as enc, Encoding};

use super::boxes::Boxes;
use super::fib::{Fib, Version};
use super::fonts;
use super::pieces::{Piece, Unit};
use super::props::{Characters, Paragraph, changes, expanded};
use super::row::Row;
use super::runs::{Run, Runs};
use super::shades;
use super::sprm::sprms;
use super::styles::Styles;
use crate::model::content::{Block, Role};
use crate::model::error::Error;
use crate::model::finding::Finding;
use crate::model::limits::Limits;
use crate::read::run_style::RunStyle;
use crate::read::word::charsets::of_language;
use crate::read::word::line::Line;
use crate::read::word::lists::Lists;
use crate::read::word::story::{Ended, Story};

/// The clock is looked at once in so many characters.
const UNITS_PER_LOOK: usize = 4096;

/// Indices of lists from here on mean that a paragraph is in none ([MS-DOC] 2.6.2, sprmPIlfo).
const NO_LIST: u16 = 0x07FF;

/// Blocks, how many characters lie outside of the file, and findings.
type Read = (Vec<Block>, u64, Vec<Finding>);

/// Reads the main document with its text boxes.
///
/// # Errors
/// [`Error::Limit`] for too many cells or if the time is up.
pub(super) fn read<'a>(
    fib: &'a Fib<'a>,
    pieces: &'a [Piece<'a>],
    data: &'a [u8],
    limits: &'a Limits,
) -> Result<Read, Error> {
    let (encoding, fonts) = match fib.version {
        Version::Word97 => (enc::WINDOWS_1252, Vec::new()),
        Version::Word6 => (of_language(fib.language), fonts::encodings(fib)),
    };
    let mut reader = Reader {
        fib,
        pieces,
        data,
        limits,
        paragraphs: Runs::paragraphs(fib),
        characters: Runs::characters(fib),
        styles: Styles::read(fib),
        lists: super::lists::read(fib),
        boxes: Boxes::read(fib),
        encoding,
        fonts,
        story: Story::new(limits),
        open: Open::default(),
        in_box: false,
        filled: shades::any(fib.document),
        count: 0,
        missing: 0,
    };
    reader.text(0..fib.main)?;
    while let Some(range) = reader.boxes.take_rest() {
        reader.text_box(range)?;
    }
    let missing = reader.missing;
    let (blocks, findings) = reader.story.finish();
    Ok((blocks, missing, findings))
}

/// A paragraph while it is read.
#[derive(Default)]
struct Open {
    line: Line,
    /// Characters that are not decoded yet, all of one width and with the same properties.
    units: Vec<u16>,
    single: bool,
    /// Properties of the characters, and for which bytes they hold.
    characters: Characters,
    valid: Range<u32>,
}

struct Reader<'a> {
    fib: &'a Fib<'a>,
    pieces: &'a [Piece<'a>],
    data: &'a [u8],
    limits: &'a Limits,
    paragraphs: Runs<'a>,
    characters: Runs<'a>,
    styles: Styles,
    lists: Lists,
    boxes: Boxes,
    /// Of pieces of single bytes.
    encoding: &'static Encoding,
    /// And of fonts in them that have their own.
    fonts: Vec<Option<&'static Encoding>>,
    story: Story<'a>,
    open: Open,
    in_box: bool,
    /// Something in the document is filled with a colour.
    filled: bool,
    count: usize,
    missing: u64,
}

impl<'a> Reader<'a> {
    /// Reads a range of characters. What comes after its last paragraph mark is a paragraph all the same.
    fn text(&mut self, range: Range<u32>) -> Result<(), Error> {
        let pieces = self.pieces;
        let first = pieces.partition_point(|piece| piece.end <= range.start);
        let mut last = None;
        for piece in pieces.iter().skip(first).take_while(|piece| piece.start < range.end) {
            let end = piece.end.min(range.end);
            // What a fast save changed holds for one piece.
            self.flush();
            self.open.valid = 0..0;
            for cp in piece.start.max(range.start)..end {
                let Some(unit) = piece.unit(self.fib.document, cp) else {
                    self.missing += u64::from(end - cp);
                    break;
                };
                self.count += 1;
                if self.count % UNITS_PER_LOOK == 1 {
                    self.limits.check_time()?;
                }
                self.unit(unit, piece)?;
                last = Some((unit, piece));
            }
        }
        self.flush();
        if let (Some((unit, piece)), false) = (last, self.open.line.is_blank()) {
            let paragraph = self.paragraph(unit, piece);
            self.end_paragraph(&paragraph, paragraph.properties.depth(), false)?;
        }
        self.open = Open::default();
        Ok(())
    }

    /// One character, or a mark ([MS-DOC] 2.4.1, and 2.6.1 at sprmCFSpec and sprmCSymbol).
    fn unit(&mut self, unit: Unit, piece: &'a Piece<'a>) -> Result<(), Error> {
        if !self.open.valid.contains(&unit.fc) {
            self.flush();
            self.format(unit, piece);
        }
        match unit.code {
            0x20.. => match self.open.characters.symbol.filter(|_| unit.code == 0x28) {
                Some(symbol) => self.push(symbol.encode_utf8(&mut [0; 4])),
                None => self.open.units.push(unit.code),
            },
            0x07 | 0x0D => self.mark(unit, piece)?,
            // A page break inside a paragraph, or a section's end, which ends one.
            0x0C if self.ends_paragraph(unit, piece) => self.mark(unit, piece)?,
            0x0B | 0x0C | 0x0E => self.push("\n"),
            0x09 => self.push("\t"),
            0x1E => self.push("-"),
            0x13 => {
                self.flush();
                self.open.line.begin_field();
            }
            0x14 => {
                self.flush();
                self.open.line.begin_result();
            }
            0x15 => {
                self.flush();
                self.open.line.end_field();
            }
            0x08 if !self.in_box => {
                if let Some(range) = self.boxes.take(unit.cp) {
                    self.flush();
                    self.text_box(range)?;
                }
            }
            // Pictures, references to notes and comments, optional hyphens.
            _ => {}
        }
        Ok(())
    }

    fn ends_paragraph(&self, unit: Unit, piece: &Piece) -> bool {
        self.paragraphs.at(unit.fc).is_none_or(|run| run.end <= unit.fc.saturating_add(piece.width()))
    }

    /// Looks up the properties of a character (2.4.6.2).
    fn format(&mut self, unit: Unit, piece: &Piece) {
        let paragraph = self.paragraphs.at(unit.fc);
        let style = self.styles.get(paragraph.map_or(0, |run| run.style)).characters;
        let run = self.characters.at(unit.fc);
        let mut characters = style;
        let shown = |index: u16| self.styles.get(index).characters.run;
        let version = self.fib.version;
        for (sprm, value) in sprms(version, run.map_or(&[], |run| run.sprms)) {
            characters.apply(sprm, value, style, shown);
        }
        for (sprm, value) in changes(version, piece.changes, &mut [0]) {
            characters.apply(sprm, value, style, shown);
        }
        let nowhere = unit.fc..unit.fc.saturating_add(1);
        let inside = |run: Option<Run>| run.map_or(nowhere.clone(), |run| run.start..run.end);
        let (of_paragraph, of_run) = (inside(paragraph), inside(run));
        self.open.valid = of_paragraph.start.max(of_run.start)..of_paragraph.end.min(of_run.end);
        self.open.characters = characters;
        self.open.single = piece.single;
    }

    /// Decodes the characters that have come together.
    fn flush(&mut self) {
        if self.open.units.is_empty() {
            return;
        }
        let units = std::mem::take(&mut self.open.units);
        if self.open.single {
            let bytes: Vec<u8> = units.iter().map(|unit| *unit as u8).collect();
            let font = self.fonts.get(usize::from(self.open.characters.font)).copied().flatten();
            let (text, _) = font.unwrap_or(self.encoding).decode_without_bom_handling(&bytes);
            self.add(&text);
        } else {
            let text: String = char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or('\u{FFFD}')).collect();
            self.add(&text);
        }
        self.open.units = units;
        self.open.units.clear();
    }

    fn push(&mut self, text: &str) {
        self.flush();
        self.add(text);
    }

    fn add(&mut self, text: &str) {
        if self.open.characters.deleted {
            self.story.deleted += usize::from(!text.trim().is_empty());
            return;
        }
        let run = self.open.characters.run;
        self.open.line.run = RunStyle { grounded: run.grounded || self.filled, ..run };
        self.open.line.push(text);
    }

    /// The properties of the paragraph that a character belongs to (2.4.6.1).
    fn paragraph(&self, unit: Unit, piece: &Piece<'a>) -> Ending {
        let run = self.paragraphs.at(unit.fc);
        let style = self.styles.get(run.map_or(0, |run| run.style));
        let mut properties = style.paragraph;
        properties.role = None;
        let mut row = Row::default();
        let version = self.fib.version;
        let mut value = [0];
        let own = expanded(version, run.map_or(&[], |run| run.sprms), self.data);
        for (sprm, value) in own.into_iter().chain(changes(version, piece.changes, &mut value)) {
            properties.apply(sprm, value);
            row.apply(version, sprm, value);
        }
        let role = match style.role {
            Some(Role::Title) => Role::Title,
            inherited => properties.role.or(inherited).unwrap_or(Role::Body),
        };
        Ending { properties, role, row }
    }

    /// The mark of a paragraph, a cell or a row.
    fn mark(&mut self, unit: Unit, piece: &Piece<'a>) -> Result<(), Error> {
        self.flush();
        let deleted = self.open.characters.deleted;
        let paragraph = self.paragraph(unit, piece);
        let properties = paragraph.properties;
        let depth = properties.depth();
        let (ends_row, ends_cell, depth) = match unit.code {
            0x07 => (properties.row_mark, !properties.row_mark, 1),
            _ => (properties.inner_row, properties.inner_cell, depth),
        };
        if ends_row {
            if !self.open.line.is_blank() {
                self.end_paragraph(&paragraph, depth, false)?;
            }
            self.story.end_row(depth, &paragraph.row.shape(deleted));
        } else {
            self.end_paragraph(&paragraph, depth, deleted && !ends_cell)?;
            if ends_cell {
                self.story.end_cell(depth)?;
            }
        }
        self.open.line = Line::default();
        Ok(())
    }

    fn end_paragraph(&mut self, paragraph: &Ending, depth: usize, mark_deleted: bool) -> Result<(), Error> {
        let line = std::mem::take(&mut self.open.line);
        let Paragraph { align, list, level, .. } = paragraph.properties;
        let listed = (1..NO_LIST).contains(&list) && !mark_deleted;
        let number = if listed { self.lists.count(&list.to_string(), Some(level), None) } else { None };
        let number = number.unwrap_or_default();
        self.story.paragraph(Ended { line, number, role: paragraph.role, align, depth, mark_deleted })
    }

    /// Reads a text box inside the paragraph that is being read.
    fn text_box(&mut self, range: Range<u32>) -> Result<(), Error> {
        let around = std::mem::take(&mut self.open);
        self.in_box = true;
        let begun = self.story.begin_box();
        self.text(range)?;
        if begun {
            self.story.end_box();
        }
        self.in_box = false;
        self.open = around;
        Ok(())
    }
}

/// What the end of a paragraph says.
struct Ending {
    properties: Paragraph,
    role: Role,
    row: Row,
}
