//! Sprms: single property modifiers, of which all formatting is made ([MS-DOC] 2.2.5 and 2.6).

use super::bytes::{byte, part, short};
use super::fib::Version;

/// Properties that change what is read, with their numbers of Word 97 and of Word 6 (0 where it has none).
macro_rules! sprms {
    ($($(#[$doc:meta])* $name:ident $word97:literal $word6:literal;)*) => {
        /// A property that changes what is read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Sprm { $($(#[$doc])* $name,)* }

        fn word97(code: u16) -> Option<Sprm> {
            Some(match code { $($word97 => Sprm::$name,)* _ => return None })
        }

        fn word6(code: u8) -> Option<Sprm> {
            if code == 0 {
                return None;
            }
            [$(($word6, Sprm::$name)),*].into_iter().find(|(number, _)| *number == code).map(|(_, sprm)| sprm)
        }
    };
}

sprms! {
    /// sprmPJc80: alignment.
    Align80 0x2403 5;
    /// sprmPJc: alignment by the direction of the text.
    Align 0x2461 0;
    /// sprmPOutLvl
    Outline 0x2640 0;
    /// sprmPIlvl: level in its list.
    ListLevel 0x260A 0;
    /// sprmPIlfo: its list.
    List 0x460B 0;
    /// sprmPFInTable
    InTable 0x2416 24;
    /// sprmPFTtp: the paragraph is the mark of a row.
    RowMark 0x2417 25;
    /// sprmPItap: in how many tables.
    Depth 0x6649 0;
    /// sprmPDtap: a change of that.
    DepthChange 0x664A 0;
    /// sprmPFInnerTableCell: its mark ends a cell of a nested table.
    InnerCell 0x244B 0;
    /// sprmPFInnerTtp: its mark ends a row of a nested table.
    InnerRow 0x244C 0;
    /// sprmPHugePapx: more properties, in the stream Data.
    Elsewhere 0x6646 0;
    /// The number that Word 97 itself wrote for it.
    Elsewhere97 0x6645 0;
    /// sprmPTableProps: properties of a row, in the stream Data.
    RowElsewhere 0x646B 0;
    /// sprmCFVanish: hidden.
    Hidden 0x083C 92;
    /// sprmCIss: above or below the line.
    OnLine 0x2A48 104;
    /// sprmCHpsPos: how far above the line, in half points.
    Position 0x4845 0;
    /// sprmCFStrike
    Strike 0x0837 87;
    /// sprmCFDStrike
    DoubleStrike 0x2A53 0;
    /// sprmCCv: the colour.
    Color 0x6870 0;
    /// sprmCIco: the colour by number.
    ColorNumber 0x2A42 98;
    /// sprmCHighlight: the colour beneath, by number.
    Highlight 0x2A0C 0;
    /// sprmCFRMarkDel: deleted.
    Deleted 0x0800 65;
    /// sprmCRgFtc0: the font, which tells in Word 6 what bytes mean.
    Font 0x4A4F 93;
    /// sprmCSymbol: a character of a font of symbols.
    Symbol 0x6A09 0;
    /// sprmCIstd: a character style.
    Style 0x4A30 80;
    /// sprmCPlain: as the style has it.
    Plain 0x2A33 83;
    /// sprmTDefTable: edges and merges of cells.
    Cells 0xD608 190;
    /// sprmTDxaLeft: where the row begins.
    Left 0x9601 183;
    /// sprmTDxaGapHalf: half the gap between texts of cells.
    Gap 0x9602 184;
    /// sprmTVertMerge
    MergeDown 0xD62B 0;
    /// sprmTMerge
    MergeAcross 0x5624 197;
    /// sprmTSplit
    Split 0x5625 198;
    /// sprmTInsert
    Insert 0x7621 194;
    /// sprmTDelete
    Delete 0x5622 195;
    /// sprmTDxaCol: widths of cells.
    Width 0x7623 196;
}

/// The properties of Word 6 by number, also of Prm0 ([MS-DOC] 2.9.210): those of one byte each.
pub(super) fn of_number(number: u8) -> Option<Sprm> {
    word6(number)
}

/// The known sprms of a list in order, with their operands; it ends where the list is damaged.
pub(super) fn sprms(version: Version, list: &[u8]) -> impl Iterator<Item = (Sprm, &[u8])> {
    let mut rest = list;
    std::iter::from_fn(move || {
        loop {
            let (sprm, start, length) = match version {
                Version::Word97 => {
                    let code = short(rest, 0)?;
                    let (start, length) = operand(code, rest.get(2..)?)?;
                    (word97(code), 2 + start, length)
                }
                Version::Word6 => {
                    let code = byte(rest, 0)?;
                    let (start, length) = operand6(code, rest.get(1..)?)?;
                    (word6(code), 1 + start, length)
                }
            };
            let value = part(rest, start, length)?;
            rest = rest.get(start + length..)?;
            if let Some(sprm) = sprm {
                return Some((sprm, value));
            }
        }
    })
}

/// Where the operand of a sprm begins and how long it is ([MS-DOC] 2.2.5.1, spra).
fn operand(code: u16, rest: &[u8]) -> Option<(usize, usize)> {
    Some(match code >> 13 {
        0 | 1 => (0, 1),
        2 | 4 | 5 => (0, 2),
        3 => (0, 4),
        7 => (0, 3),
        // sprmTDefTable10 and sprmTDefTable have a count of two bytes, one too large.
        _ if matches!(code, 0xD606 | 0xD608) => (2, usize::from(short(rest, 0)?).saturating_sub(1)),
        // sprmPChgTabs: a count of 255 is none; the lists inside have their own (2.9.182).
        _ if code == 0xC615 && byte(rest, 0)? == 255 => (1, tabs(rest.get(1..)?)?),
        _ => (1, usize::from(byte(rest, 0)?)),
    })
}

/// Deleted tabs of four bytes each, added ones of three.
fn tabs(rest: &[u8]) -> Option<usize> {
    let deleted = 4 * usize::from(byte(rest, 0)?);
    Some(2 + deleted + 3 * usize::from(byte(rest, 1 + deleted)?))
}

/// The same of Word 6, where the length follows from nothing but the number.
fn operand6(code: u8, rest: &[u8]) -> Option<(usize, usize)> {
    Some(match code {
        0 | 83 => (0, 0),
        3 | 12 | 15 | 68 | 73 | 74 | 81 | 82 | 103 | 105 | 106 | 108 | 120 | 191 => (1, usize::from(byte(rest, 0)?)),
        188 | 190 => (2, usize::from(short(rest, 0)?).saturating_sub(1)),
        23 if byte(rest, 0)? == 255 => (1, tabs(rest.get(1..)?)?),
        23 => (1, usize::from(byte(rest, 0)?)),
        2
        | 16..=19
        | 21
        | 22
        | 26..=28
        | 30..=36
        | 38..=43
        | 45..=49
        | 52
        | 69
        | 72
        | 80
        | 93
        | 96
        | 97
        | 99
        | 101
        | 107
        | 109
        | 110
        | 121..=125 => (0, 2),
        140 | 141 | 144 | 145 | 148..=150 | 154..=157 | 160 | 161 | 164..=171 => (0, 2),
        182..=184 | 189 | 195 | 197 | 198 => (0, 2),
        95 | 136 | 137 => (0, 3),
        20 | 70 | 192 | 194 | 196 | 200 => (0, 4),
        193 | 199 => (0, 5),
        187 => (0, 12),
        _ => (0, 1),
    })
}
