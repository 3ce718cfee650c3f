//! A document's text as a cipher: which symbol stands where, and what is known of each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::content::{Direction, Document, Glyph, Page, UnicodeSource};

/// More glyphs than this are not worked on: the form is in the first of them.
const MAX_STREAM: usize = 60_000;

/// How a symbol's character came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    /// The file says it.
    File,
    /// It stands where the form, or a stock sentence, has the character.
    Crib,
    /// Glyphs of the font are in a known order.
    Order,
    /// A table of the font's glyph numbers.
    Table,
    /// Sums of the tables.
    Sums,
    /// The face's other nine digits are known.
    LastDigit,
}

impl Evidence {
    /// The kind of the repair, as written in the report.
    pub(super) fn name(self) -> &'static str {
        match self {
            Evidence::File => "to_unicode",
            Evidence::Crib => "known_text",
            Evidence::Order => "glyph_order",
            Evidence::Table => "glyph_table",
            Evidence::Sums => "sums",
            Evidence::LastDigit => "last_digit",
        }
    }
}

/// Fonts that number their glyphs alike: one font, or the pieces into which a producer cut it.
#[derive(Clone, Debug)]
pub(super) struct Face {
    pub(super) name: String,
    /// Whether the numbers are those of the original font: then they mean the same in other documents.
    pub(super) original: bool,
}

/// How a glyph follows the one before it in the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// Without a gap, as inside a word.
    Behind,
    /// On the next line, below the first of this one: in a narrow cell.
    Below,
    /// Anywhere else.
    Apart,
}

/// A glyph of a face, wherever it stands.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    pub(super) face: usize,
    /// Glyph number, or the code where there is none.
    pub(super) glyph: u32,
    /// Advance in ems.
    pub(super) advance: f32,
    pub(super) known: Option<(char, Evidence)>,
    /// In how many different passages it stood for its character.
    pub(super) witnesses: usize,
}

/// The cipher.
#[derive(Debug, Default)]
pub(super) struct Cryptogram {
    pub(super) faces: Vec<Face>,
    pub(super) symbols: Vec<Symbol>,
    /// Symbols in content order, white space left out.
    pub(super) stream: Vec<usize>,
    /// For each place of the stream, where its symbol stood last before.
    pub(super) before: Vec<Option<usize>>,
    /// For each place of the stream, how its glyph follows the one before.
    pub(super) follows: Vec<Follows>,
    /// For each place of the stream, how many bits it tells that just this symbol stands there: little for the zeros
    /// of a table, much for a rare ideograph.
    pub(super) bits: Vec<f32>,
    /// Which symbol a character of a face is.
    pub(super) symbol_of: HashMap<(usize, char), usize>,
    index: HashMap<(usize, u32), usize>,
    face_of_font: Vec<usize>,
}

impl Cryptogram {
    /// Sets the cipher up; `None` if every character is known.
    pub(super) fn of(document: &Document, pages: &[Page]) -> Option<Cryptogram> {
        let unknown = |g: &Glyph| g.source == UnicodeSource::Unknown;
        if !pages.iter().any(|p| p.glyphs.iter().any(unknown)) {
            return None;
        }
        let mut cryptogram = Cryptogram::default();
        cryptogram.name_faces(document);
        let mut previous: Option<(&Glyph, &Glyph)> = None;
        for glyph in pages.iter().flat_map(|p| &p.glyphs).filter(|g| !g.ch.is_whitespace()).take(MAX_STREAM) {
            let follows = previous.map_or(Follows::Apart, |(start, last)| follows(start, last, glyph));
            let start = previous.filter(|_| follows == Follows::Behind).map_or(glyph, |(start, _)| start);
            previous = Some((start, glyph));
            cryptogram.follows.push(follows);
            let face = cryptogram.face_of_font.get(usize::from(glyph.font)).copied().unwrap_or(0);
            let number = number(document, glyph);
            let next = cryptogram.symbols.len();
            // A glyph that one code calls by name and another does not is one symbol each.
            let symbol = *cryptogram.index.entry((face, number)).or_insert(next);
            if symbol == next {
                let known = (!unknown(glyph)).then_some((glyph.ch, Evidence::File));
                cryptogram.symbols.push(Symbol { face, glyph: number, advance: advance(glyph), known, witnesses: 0 });
                if let Some((c, _)) = known {
                    cryptogram.symbol_of.entry((face, c)).or_insert(symbol);
                }
            }
            cryptogram.stream.push(symbol);
        }
        let mut last: HashMap<usize, usize> = HashMap::new();
        cryptogram.before = cryptogram.stream.iter().enumerate().map(|(i, s)| last.insert(*s, i)).collect();
        cryptogram.bits = bits(&cryptogram.stream, cryptogram.symbols.len());
        Some(cryptogram)
    }

    /// Fonts of one name whose glyph numbers are sparse keep the numbers of the original font and are one face;
    /// dense ones were numbered anew, each font in its own way.
    fn name_faces(&mut self, document: &Document) {
        let mut numbers: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for font in &document.fonts {
            numbers.entry(&font.name).or_default().extend(font.codes.values().filter_map(|c| c.glyph));
        }
        let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
        for font in &document.fonts {
            let all = numbers.get(font.name.as_str());
            let original = font.codes.values().all(|c| c.glyph.is_some())
                && all.is_some_and(|n| n.last().is_some_and(|max| *max as usize > 3 * n.len().max(8)));
            let face = self.faces.len();
            let face = if original { *by_name.entry(&font.name).or_insert(face) } else { face };
            if face == self.faces.len() {
                self.faces.push(Face { name: font.name.clone(), original });
            }
            self.face_of_font.push(face);
        }
        if self.faces.is_empty() {
            self.faces.push(Face { name: String::new(), original: false });
        }
    }

    /// The symbol of a glyph.
    pub(super) fn symbol(&self, document: &Document, glyph: &Glyph) -> Option<usize> {
        let face = self.face_of_font.get(usize::from(glyph.font)).copied()?;
        self.index.get(&(face, number(document, glyph))).copied()
    }

    /// The symbol of a code of a font.
    pub(super) fn symbol_of_code(&self, font: usize, code: u32, glyph: Option<u32>) -> Option<usize> {
        let face = self.face_of_font.get(font).copied()?;
        self.index.get(&(face, glyph.unwrap_or(code))).copied()
    }

    /// What is known of a symbol.
    pub(super) fn known(&self, symbol: usize) -> Option<char> {
        self.symbols.get(symbol).and_then(|s| s.known).map(|(c, _)| c)
    }

    /// The face of a symbol.
    pub(super) fn face(&self, symbol: usize) -> usize {
        self.symbols.get(symbol).map_or(0, |s| s.face)
    }

    /// Notes what a symbol stands for, unless something else is known of it, or its face has another glyph for the
    /// character: only a table of the font's glyphs knows of two. `false` if nothing was noted.
    pub(super) fn learn(&mut self, symbol: usize, c: char, evidence: Evidence) -> bool {
        let Some(entry) = self.symbols.get_mut(symbol).filter(|s| s.known.is_none()) else { return false };
        let owner = *self.symbol_of.entry((entry.face, c)).or_insert(symbol);
        if owner != symbol && evidence != Evidence::Table {
            return false;
        }
        entry.known = Some((c, evidence));
        true
    }
}

/// The number by which a glyph is told from the others of its face.
fn number(document: &Document, glyph: &Glyph) -> u32 {
    let code = document.fonts.get(usize::from(glyph.font)).and_then(|f| f.codes.get(&glyph.code));
    code.and_then(|c| c.glyph).unwrap_or(glyph.code)
}

/// How a glyph follows the one before it, whose line begins with `start`.
fn follows(start: &Glyph, last: &Glyph, next: &Glyph) -> Follows {
    let (gap, off, indent, down) = match last.direction {
        Direction::Down => (
            next.bbox.y0 - last.bbox.y1,
            next.bbox.cx() - last.bbox.cx(),
            next.bbox.y0 - start.bbox.y0,
            last.bbox.cx() - next.bbox.cx(),
        ),
        _ => (
            next.bbox.x0 - last.bbox.x1,
            next.bbox.cy() - last.bbox.cy(),
            next.bbox.x0 - start.bbox.x0,
            next.bbox.cy() - last.bbox.cy(),
        ),
    };
    if last.direction == next.direction && gap.abs() < 0.5 * last.size && off.abs() < 0.3 * last.size {
        Follows::Behind
    } else if indent.abs() < 0.5 * last.size && down > 0.8 * last.size && down < 2.2 * last.size {
        Follows::Below
    } else {
        Follows::Apart
    }
}

/// Advance in ems.
fn advance(glyph: &Glyph) -> f32 {
    let along = match glyph.direction {
        Direction::Down => glyph.bbox.height(),
        _ => glyph.bbox.width(),
    };
    along / glyph.size.max(0.1)
}

/// How far around a place its symbol's frequency is looked at: tables repeat few symbols, prose many.
const AROUND: usize = 40;

/// Minus the logarithm of how often a symbol stands in the document, or around the place if that is more often.
fn bits(stream: &[usize], symbols: usize) -> Vec<f32> {
    let mut all = vec![0u32; symbols];
    let mut near = vec![0u32; symbols];
    let count = |counts: &mut Vec<u32>, symbol: usize, by: i32| {
        if let Some(n) = counts.get_mut(symbol) {
            *n = n.saturating_add_signed(by);
        }
    };
    stream.iter().for_each(|s| count(&mut all, *s, 1));
    stream.iter().take(AROUND).for_each(|s| count(&mut near, *s, 1));
    let of = |counts: &[u32], s: usize| counts.get(s).map_or(1.0, |n| f64::from(*n));
    let mut out = Vec::with_capacity(stream.len());
    for (i, &symbol) in stream.iter().enumerate() {
        if let Some(s) = stream.get(i + AROUND) {
            count(&mut near, *s, 1);
        }
        if let Some(s) = i.checked_sub(AROUND + 1).and_then(|i| stream.get(i)) {
            count(&mut near, *s, -1);
        }
        let window = (i.min(AROUND) + AROUND + 1).min(stream.len()) as f64;
        let often = (of(&all, symbol) / stream.len() as f64).max(of(&near, symbol) / window);
        out.push(-often.log2() as f32);
    }
    out
}
