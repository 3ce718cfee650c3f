//! The piece table: which characters of the document lie where in the file ([MS-DOC] 2.4.1 and 2.9.38, Clx).

use super::bytes::{byte, long, part, plc, short, size};
use super::fib::{Fib, Part, Version};

/// Consecutive characters that lie together in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    /// Position of its first character in the document.
    pub(super) start: u32,
    /// And of the one after its last.
    pub(super) end: u32,
    /// Offset of its first character in the document stream.
    offset: usize,
    /// Characters are single bytes.
    pub(super) single: bool,
    /// Properties that a fast save changed for the whole piece ([MS-DOC] 2.9.210, Prm).
    pub(super) changes: Changes<'a>,
}

/// What a fast save changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Changes<'a> {
    None,
    /// Prm0: one property, numbered as in Word 6.
    One(u8, u8),
    /// Prm1: sprms.
    List(&'a [u8]),
}

/// One character or half a surrogate pair of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// Its position in the document.
    pub(super) cp: u32,
    /// Its offset in the document stream.
    pub(super) fc: u32,
    /// Its code: UTF-16, or a byte.
    pub(super) code: u16,
}

impl Piece<'_> {
    /// Where a character lies.
    fn offset_of(&self, cp: u32) -> Option<usize> {
        let index = usize::try_from(cp.checked_sub(self.start)?).ok()?;
        self.offset.checked_add(if self.single { index } else { index.checked_mul(2)? })
    }

    /// The character at a position; `None` past the end of the file.
    pub(super) fn unit(&self, document: &[u8], cp: u32) -> Option<Unit> {
        let at = self.offset_of(cp)?;
        let code = if self.single { byte(document, at)?.into() } else { short(document, at)? };
        Some(Unit { cp, fc: u32::try_from(at).ok()?, code })
    }

    /// How many bytes a character takes.
    pub(super) fn width(&self) -> u32 {
        if self.single { 1 } else { 2 }
    }
}

/// The pieces of a document, in order and one after the other; `None` if it has no readable piece table.
pub(super) fn read<'a>(fib: &Fib<'a>) -> Option<Vec<Piece<'a>>> {
    let Some(clx) = fib.part(Part::Clx) else {
        // Word 6 writes none unless it saved fast: the text lies in one piece. All text of Word 97 is in its table.
        let end = fib.main.checked_add(fib.between)?.checked_add(fib.boxes)?;
        let whole = Piece { start: 0, end, offset: fib.start as usize, single: !fib.wide, changes: Changes::None };
        return (fib.version == Version::Word6).then(|| vec![whole]);
    };
    let mut changes: Vec<&[u8]> = Vec::new();
    let mut at = 0;
    // Prcs (2.9.209) begin with 1 and hold properties; the Pcdt (2.9.178) begins with 2 and comes last.
    while byte(clx, at)? == 1 {
        let length = usize::from(short(clx, at + 1)?);
        changes.push(part(clx, at + 3, length)?);
        at += 3 + length;
    }
    if byte(clx, at)? != 2 {
        return None;
    }
    let length = size(clx, at + 1)?;
    let rest = clx.get(at + 5..)?;
    let table = rest.get(..length).unwrap_or(rest);
    let mut pieces: Vec<Piece> = Vec::new();
    for (start, end, pcd) in plc(table, 8) {
        // Pcd (2.9.177) with its FcCompressed (2.9.73): bit 30 says that bytes lie at half the offset.
        let raw = long(pcd, 2)?;
        let compressed = fib.version == Version::Word97 && raw & 0x4000_0000 != 0;
        let offset = if compressed { (raw & 0x3FFF_FFFF) / 2 } else { raw & 0x3FFF_FFFF } as usize;
        let prm = short(pcd, 6)?;
        let changes = match (prm & 1, prm >> 1) {
            (1, index) => changes.get(usize::from(index)).map_or(Changes::None, |list| Changes::List(list)),
            (_, 0) => Changes::None,
            (_, one) => Changes::One((one & 0x7F) as u8, (prm >> 8) as u8),
        };
        let single = compressed || fib.version == Version::Word6 && !fib.wide;
        // Pieces that overlap would let a small file hold an endless text.
        if end <= start || pieces.last().is_some_and(|last| last.end > start) {
            continue;
        }
        pieces.push(Piece { start, end, offset, single, changes });
    }
    Some(pieces)
}
