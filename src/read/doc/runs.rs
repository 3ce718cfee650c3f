//! Formatted pages: which properties hold for which bytes of the text ([MS-DOC] 2.4.6.1 and 2.4.6.2).

use std::collections::HashSet;

use super::bytes::{byte, long, part, plc, short};
use super::fib::{Fib, Part, Version};

/// Properties of the text from one offset in the document stream to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    /// Offset of the first byte.
    pub(super) start: u32,
    /// Offset after the last byte.
    pub(super) end: u32,
    /// The paragraph's style; 0 for characters.
    pub(super) style: u16,
    /// What differs from the style, as sprms.
    pub(super) sprms: &'a [u8],
}

/// All runs of one kind, by their start.
#[derive(Debug, Default)]
pub(super) struct Runs<'a> {
    runs: Vec<Run<'a>>,
}

impl<'a> Runs<'a> {
    /// The run that holds an offset.
    pub(super) fn at(&self, fc: u32) -> Option<Run<'a>> {
        let after = self.runs.partition_point(|run| run.start <= fc);
        self.runs.get(after.checked_sub(1)?).copied().filter(|run| fc < run.end)
    }

    /// Paragraphs by the bytes up to and with their marks.
    pub(super) fn paragraphs(fib: &Fib<'a>) -> Self {
        // BxPap: an offset and a PHE, of 12 bytes in Word 97 and 6 before (2.9.23).
        let width = if fib.version == Version::Word97 { 13 } else { 7 };
        Self::read(fib, Part::ParagraphRuns, width, |page, at| {
            // PapxInFkp (2.9.175): its size in words less half, or 0 and then its size in words.
            let (start, length) = match byte(page, at)? {
                0 => (at + 2, 2 * usize::from(byte(page, at + 1)?)),
                words => (at + 1, 2 * usize::from(words) - usize::from(fib.version == Version::Word97)),
            };
            let length = length.min(511_usize.saturating_sub(start));
            let papx = part(page, start, length)?;
            Some((short(papx, 0)?, papx.get(2..)?))
        })
    }

    /// Characters.
    pub(super) fn characters(fib: &Fib<'a>) -> Self {
        Self::read(fib, Part::CharacterRuns, 1, |page, at| {
            let length = usize::from(byte(page, at)?).min(510_usize.saturating_sub(at));
            Some((0, part(page, at + 1, length)?))
        })
    }

    /// Reads the pages that a bin table names (2.8.5 and 2.8.6). Every page counts once, whatever the table says.
    fn read(
        fib: &Fib<'a>,
        which: Part,
        width: usize,
        properties: impl Fn(&'a [u8], usize) -> Option<(u16, &'a [u8])>,
    ) -> Self {
        let mut runs = Vec::new();
        let mut seen = HashSet::new();
        // PnFkpChpx and PnFkpPapx (2.9.206) take 22 bits of four bytes; in Word 6 two bytes.
        let number = if fib.version == Version::Word97 { 4 } else { 2 };
        for (_, _, pn) in plc(fib.part(which).unwrap_or_default(), number) {
            let pn = if number == 4 { long(pn, 0).map(|n| n & 0x3F_FFFF) } else { short(pn, 0).map(u32::from) };
            let Some(page) = pn.filter(|n| seen.insert(*n)).and_then(|n| fib.page(n as usize)) else { continue };
            let count = usize::from(byte(page, 511).unwrap_or(0));
            for i in 0..count {
                let (Some(start), Some(end)) = (long(page, 4 * i), long(page, 4 * i + 4)) else { break };
                let at = byte(page, 4 * (count + 1) + width * i).map_or(0, |word| 2 * usize::from(word));
                let found = if at == 0 { None } else { properties(page, at) };
                let (style, sprms) = found.unwrap_or_default();
                if start < end {
                    runs.push(Run { start, end, style, sprms });
                }
            }
        }
        runs.sort_by_key(|run| (run.start, run.end));
        Runs { runs }
    }
}
