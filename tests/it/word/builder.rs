//! Writes DOC files ([MS-DOC]) by hand, to have in them what no program at hand writes.

use std::io::{Cursor, Write};

/// Where the text begins in the document stream.
const TEXT: usize = 1024;

/// A document under construction.
#[derive(Default)]
pub struct Doc {
    /// The text as it lies in the file.
    pub bytes: Vec<u8>,
    /// Sizes in bytes and sprms of paragraphs, in file order.
    pub paragraphs: Vec<(usize, Vec<u8>)>,
    /// The same of runs of characters.
    pub runs: Vec<(usize, Vec<u8>)>,
    /// Characters, offset in the text, whether of single bytes, and Prm of each piece; by default one of all the text.
    pub pieces: Vec<(u32, usize, bool, u16)>,
    /// FibBase.nFib and flags.
    pub version: u16,
    pub flags: u16,
    pub language: u16,
    /// The table of fonts of Word 6 without its length.
    pub fonts: Vec<u8>,
    /// The stream `Data`.
    pub data: Vec<u8>,
}

/// A sprm with its operand.
pub fn sprm(code: u16, operand: &[u8]) -> Vec<u8> {
    [&code.to_le_bytes(), operand].concat()
}

/// sprmTDefTable: edges, and TCGRF of each cell.
pub fn row(edges: &[i16], flags: &[u16]) -> Vec<u8> {
    let mut operand = vec![flags.len() as u8];
    operand.extend(edges.iter().flat_map(|e| e.to_le_bytes()));
    for flag in flags {
        operand.extend(flag.to_le_bytes());
        operand.extend([0; 18]);
    }
    sprm(0xD608, &[&(operand.len() as u16 + 1).to_le_bytes(), operand.as_slice()].concat())
}

impl Doc {
    pub fn new() -> Self {
        Doc { version: 0x00C1, ..Doc::default() }
    }

    /// Adds a paragraph with its mark.
    pub fn paragraph(mut self, text: &str, sprms: &[u8]) -> Self {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.paragraphs.push((units.len(), sprms.to_vec()));
        self.runs.push((units.len(), Vec::new()));
        self.bytes.extend(units);
        self
    }

    /// Cells and the mark of a row.
    pub fn row(mut self, cells: &[&str], mark: &[u8]) -> Self {
        let inside = sprm(0x2416, &[1]);
        for cell in cells {
            self = self.paragraph(&format!("{cell}\u{7}"), &inside);
        }
        self.paragraph("\u{7}", &[&inside, &sprm(0x2417, &[1]), mark].concat())
    }

    /// Gives the last characters added properties of their own.
    pub fn run(mut self, sprms: &[u8]) -> Self {
        if let Some(last) = self.runs.last_mut() {
            last.1 = sprms.to_vec();
        }
        self
    }

    /// The compound file.
    pub fn build(&self) -> Vec<u8> {
        let word97 = self.version >= 0xC0;
        let mut document = vec![0; TEXT];
        let put =
            |document: &mut Vec<u8>, at: usize, bytes: &[u8]| document[at..at + bytes.len()].copy_from_slice(bytes);
        put(&mut document, 0, &[0xEC, 0xA5]);
        put(&mut document, 2, &self.version.to_le_bytes());
        put(&mut document, 6, &self.language.to_le_bytes());
        put(&mut document, 10, &self.flags.to_le_bytes());
        put(&mut document, 24, &(TEXT as u32).to_le_bytes());
        document.extend(&self.bytes);
        let pieces = match self.pieces.as_slice() {
            [] if word97 || self.flags & 0x1000 != 0 => vec![(self.bytes.len() as u32 / 2, 0, false, 0)],
            [] => vec![(self.bytes.len() as u32, 0, true, 0)],
            pieces => pieces.to_vec(),
        };
        let characters: u32 = pieces.iter().map(|p| p.0).sum();
        put(&mut document, if word97 { 76 } else { 52 }, &characters.to_le_bytes());
        let mut bins = Vec::new();
        for (index, runs, width) in [(13, &self.paragraphs, 13), (12, &self.runs, 1)] {
            let mut start = TEXT as u32;
            let mut bin = (start.to_le_bytes().to_vec(), Vec::new());
            for runs in runs.chunks(4) {
                document.resize(document.len().next_multiple_of(512), 0);
                let number = (document.len() / 512) as u32;
                document.extend(page(runs, start, if width == 13 && !word97 { 7 } else { width }, word97));
                start += runs.iter().map(|r| r.0 as u32).sum::<u32>();
                bin.0.extend(start.to_le_bytes());
                bin.1.extend(&number.to_le_bytes()[..if word97 { 4 } else { 2 }]);
            }
            bins.push((index, [bin.0, bin.1].concat()));
        }
        // Parts of the table stream: bin tables and piece table.
        let mut table: Vec<u8> = vec![0; 4];
        let base = if word97 { 0 } else { document.len() };
        let mut parts = vec![];
        for (index, bin) in bins {
            parts.push((index, table.len(), bin.len()));
            table.extend(bin);
        }
        if !self.fonts.is_empty() {
            parts.push((15, table.len(), self.fonts.len() + 2));
            table.extend((self.fonts.len() as u16 + 2).to_le_bytes());
            table.extend(&self.fonts);
        }
        if word97 {
            let start = table.len();
            let mut plc = Vec::new();
            let mut cp = 0u32;
            plc.extend(cp.to_le_bytes());
            for piece in &pieces {
                cp += piece.0;
                plc.extend(cp.to_le_bytes());
            }
            for (_, offset, single, prm) in &pieces {
                let offset = (TEXT + offset) as u32;
                let fc = if *single { (offset * 2) | 0x4000_0000 } else { offset };
                plc.extend([&[0, 0], fc.to_le_bytes().as_slice(), &prm.to_le_bytes()].concat());
            }
            table.push(2);
            table.extend((plc.len() as u32).to_le_bytes());
            table.extend(plc);
            parts.push((33, start, table.len() - start));
        }
        let pairs = if word97 { 154 } else { 88 };
        put(&mut document, 152, &if word97 { 93u16.to_le_bytes() } else { [0, 0] });
        for (index, start, length) in parts {
            put(&mut document, pairs + 8 * index, &((base + start) as u32).to_le_bytes());
            put(&mut document, pairs + 8 * index + 4, &(length as u32).to_le_bytes());
        }
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        if !word97 {
            document.extend(&table);
        }
        file.create_stream("WordDocument").unwrap().write_all(&document).unwrap();
        if word97 {
            file.create_stream("0Table").unwrap().write_all(&table).unwrap();
        }
        file.create_stream("Data").unwrap().write_all(&self.data).unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    }
}

/// A formatted page of runs, which in a page of paragraphs (`width` over 1) begin with their style.
fn page(runs: &[(usize, Vec<u8>)], start: u32, width: usize, word97: bool) -> Vec<u8> {
    let mut page = vec![0; 512];
    let mut offset = start;
    let mut free = 510;
    for (i, (length, sprms)) in runs.iter().enumerate() {
        page[4 * i..4 * i + 4].copy_from_slice(&offset.to_le_bytes());
        offset += *length as u32;
        page[4 * i + 4..4 * i + 8].copy_from_slice(&offset.to_le_bytes());
        if sprms.is_empty() && width == 1 {
            continue;
        }
        let mut bytes = if width > 1 { vec![0, 0] } else { vec![] };
        bytes.extend(sprms);
        let stored = match (width, word97) {
            (1, _) => [vec![bytes.len() as u8], bytes].concat(),
            (_, true) if bytes.len() % 2 == 1 => [vec![bytes.len().div_ceil(2) as u8], bytes].concat(),
            (_, true) => [vec![0, (bytes.len() / 2) as u8], bytes].concat(),
            (_, false) => [vec![bytes.len().div_ceil(2) as u8], bytes].concat(),
        };
        free = (free - stored.len()) & !1;
        page[free..free + stored.len()].copy_from_slice(&stored);
        page[4 * (runs.len() + 1) + width * i] = (free / 2) as u8;
    }
    assert!(4 * (runs.len() + 1) + width * runs.len() <= free, "too much for one page");
    page[511] = runs.len() as u8;
    page
}
