//! The file information block: where everything else is ([MS-DOC] 2.5).

use super::bytes::{byte, part, short, size};
use super::malformed;
use crate::model::error::Error;

/// Generations of the format. Word 95 differs from Word 6 in nothing that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Bytes in a code page, sprms of one byte.
    Word6,
    /// Word 97 to 2003: UTF-16, sprms of two bytes.
    Word97,
}

/// Indices of the pairs of offset and length ([MS-DOC] 2.5.6, FibRgFcLcb97).
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Styles = 1,
    CharacterRuns = 12,
    ParagraphRuns = 13,
    Fonts = 15,
    Clx = 33,
    /// Anchors of shapes in the main document.
    Shapes = 40,
    TextBoxes = 56,
    ListLooks = 73,
    Lists = 74,
}

/// The file information block with the streams that it speaks of.
pub(super) struct Fib<'a> {
    pub(super) version: Version,
    /// The `WordDocument` stream.
    pub(super) document: &'a [u8],
    /// The stream of tables: another one, or in Word 6 the same.
    pub(super) table: &'a [u8],
    /// Word 6: the text is UTF-16 all the same, as the versions for East Asia wrote it.
    pub(super) wide: bool,
    /// Language of the program that wrote it.
    pub(super) language: u16,
    /// Characters of the main document.
    pub(super) main: u32,
    /// Characters of the stories between the main document and the text boxes: notes, headers, comments.
    pub(super) between: u32,
    /// Characters of text boxes.
    pub(super) boxes: u32,
    /// Where the text of a Word 6 document without a piece table begins.
    pub(super) start: u32,
    /// Offset of the first pair.
    pairs: usize,
}

/// FibBase.nFib ([MS-DOC] 2.5.2) of Word 97; Word 6 and 95 have 101 to 105.
const WORD_97: u16 = 0x00C0;
const WORD_6: u16 = 101;

/// Which of the two table streams counts ([MS-DOC] 2.5.2, fWhichTblStm).
///
/// # Errors
/// [`Error::Encrypted`], [`Error::Unsupported`] for what came before Word 6, [`Error::Malformed`] if it is no FIB.
pub(super) fn table_stream(document: &[u8]) -> Result<Option<&'static str>, Error> {
    let base = |at| short(document, at).ok_or_else(|| malformed("its stream WordDocument is cut off".into()));
    let (magic, version, flags) = (base(0)?, base(2)?, base(10)?);
    // Word 97, Word 6 and 95, and Word 6 and 95 for East Asia.
    if !matches!(magic, 0xA5EC | 0xA5DC | 0xA697..=0xA699) {
        return Err(malformed("its stream WordDocument does not begin as one".into()));
    }
    if version < WORD_6 {
        return Err(Error::Unsupported("a document of Word 2 or before".into()));
    }
    if flags & 0x0100 != 0 {
        return Err(Error::Encrypted);
    }
    Ok((version >= WORD_97).then_some(if flags & 0x0200 != 0 { "1Table" } else { "0Table" }))
}

impl<'a> Fib<'a> {
    /// Reads the FIB at the head of the document stream; `table` is the stream that [`table_stream`] names.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is cut off.
    pub(super) fn read(document: &'a [u8], table: Option<&'a [u8]>) -> Result<Self, Error> {
        let whole = || malformed("its file information block is cut off".into());
        // Word 97: FibBase (32), csw and FibRgW97 (30), cslw and FibRgLw97 (90), cbRgFcLcb (2), pairs. The counts of
        // characters are at the same places one after the other, farther to the front in Word 6.
        let (version, counts, pairs) = match table {
            Some(_) => (Version::Word97, 76, 154),
            None => (Version::Word6, 52, 88),
        };
        let count = |index: usize| Some(size(document, counts + 4 * index)?.min(document.len()) as u32);
        // ccpText, ccpFtn, ccpHdd, ccpMcr, ccpAtn, ccpEdn, ccpTxbx
        let between = (1..6).map(|i| count(i).unwrap_or(0)).fold(0, u32::saturating_add);
        Ok(Fib {
            version,
            document,
            table: table.unwrap_or(document),
            // FibBase.fExtChar
            wide: short(document, 10).ok_or_else(whole)? & 0x1000 != 0,
            language: short(document, 6).ok_or_else(whole)?,
            main: count(0).ok_or_else(whole)?,
            between,
            boxes: count(6).ok_or_else(whole)?,
            start: size(document, 24).ok_or_else(whole)? as u32,
            pairs,
        })
    }

    /// Where a part begins in the table stream, if the document has it.
    pub(super) fn offset(&self, which: Part) -> Option<usize> {
        let at = self.pairs + 8 * which as usize;
        // Those past the end of the pairs belong to a later version than the file's.
        let inside = match self.version {
            Version::Word97 => (which as u16) < short(self.document, 152)?,
            Version::Word6 => {
                matches!(which, Part::Styles | Part::CharacterRuns | Part::ParagraphRuns | Part::Fonts | Part::Clx)
            }
        };
        let length = size(self.document, at + 4)?;
        if inside && length > 0 { size(self.document, at) } else { None }
    }

    /// A part of the table stream, as far as it is there.
    pub(super) fn part(&self, which: Part) -> Option<&'a [u8]> {
        let start = self.offset(which)?;
        let length = size(self.document, self.pairs + 8 * which as usize + 4)?;
        let rest = self.table.get(start..)?;
        part(rest, 0, length.min(rest.len()))
    }

    /// A page of 512 bytes of the document stream ([MS-DOC] 2.9.33, ChpxFkp).
    pub(super) fn page(&self, number: usize) -> Option<&'a [u8]> {
        let page = part(self.document, number.checked_mul(512)?, 512)?;
        byte(page, 511)?;
        Some(page)
    }
}
