//! Learns glyph numbers from documents whose fonts give character codes.
//!
//! Office programs keep the original font's glyph numbers in their subsets, so what one document tells of a typeface
//! holds for another in which the same typeface tells nothing. Each pair of glyph and character has a count of the
//! documents that bear it out; where two documents differ, nothing is kept.

use std::collections::BTreeMap;

use crate::model::content::{Document, Font, UnicodeSource};
use crate::repair::glyphs::GlyphTable;
use crate::text::repairs::repaired;

/// A typeface with more than one contradiction in so many pairs numbers its glyphs anew in each document.
const TRUSTED: usize = 20;

/// What documents told of their fonts.
#[derive(Debug, Default)]
pub struct Learner {
    faces: BTreeMap<String, BTreeMap<u32, BTreeMap<char, usize>>>,
    documents: usize,
}

/// What was learned, and what not.
#[derive(Debug, Default)]
pub struct Learned {
    /// Typeface, glyph number, character, number of documents that bear it out; sorted.
    pub pairs: Vec<(String, u32, char, usize)>,
    /// Documents that had something to tell.
    pub documents: usize,
    /// Glyphs on which documents differ.
    pub contradictions: usize,
}

impl Learner {
    /// Takes what a document, as read and not repaired, tells. `false` if it tells nothing.
    pub fn add(&mut self, document: &Document) -> bool {
        self.add_told(&told(document))
    }

    /// Takes what [`told`] gave, of one document.
    pub fn add_told(&mut self, told: &[(String, u32, char)]) -> bool {
        for (name, glyph, c) in told {
            let face = self.faces.entry(name.clone()).or_default();
            *face.entry(*glyph).or_default().entry(*c).or_default() += 1;
        }
        self.documents += usize::from(!told.is_empty());
        !told.is_empty()
    }

    /// What the documents agree on.
    pub fn finish(self) -> Learned {
        let mut learned = Learned { documents: self.documents, ..Learned::default() };
        for (name, glyphs) in self.faces {
            let contradicted = glyphs.values().filter(|c| c.len() > 1).count();
            learned.contradictions += contradicted;
            if contradicted * TRUSTED > glyphs.len() {
                continue;
            }
            for (glyph, chars) in glyphs {
                if let (1, Some((c, count))) = (chars.len(), chars.into_iter().next()) {
                    learned.pairs.push((name.clone(), glyph, c, count));
                }
            }
        }
        learned
    }
}

/// What a document tells of its typefaces: name, glyph number, character.
pub fn told(document: &Document) -> Vec<(String, u32, char)> {
    let mut told: BTreeMap<(&str, u32), char> = BTreeMap::new();
    for font in &document.fonts {
        told.extend(pairs(font).map(|(glyph, c)| ((font.name.as_str(), glyph), c)));
    }
    told.into_iter().map(|((name, glyph), c)| (name.to_string(), glyph, c)).collect()
}

/// What a font tells of its original's glyphs: nothing if it numbers them anew, from one on.
fn pairs(font: &Font) -> impl Iterator<Item = (u32, char)> {
    let highest = font.codes.values().filter_map(|c| c.glyph).max().unwrap_or(0) as usize;
    let original = highest > 3 * font.codes.len().max(8);
    font.codes.values().filter(move |_| original).filter_map(|code| {
        let mut chars = code.text.chars();
        let c = chars.next().filter(|_| chars.next().is_none())?;
        let c = repaired(c).map_or(c, |(to, _)| to);
        let told = matches!(code.source, UnicodeSource::ToUnicode | UnicodeSource::FontCmap);
        let meant = !matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}') && !c.is_control() && !c.is_whitespace();
        Some((code.glyph?, c)).filter(|_| told && meant)
    })
}

impl Learned {
    /// As a table: font, glyph, character, documents; tab-separated with one header line.
    pub fn to_tsv(&self) -> String {
        let mut out = String::from("font\tglyph\tcharacter\tdocuments\n");
        for (font, glyph, c, count) in &self.pairs {
            let font = font.replace(['\t', '\n', '\r'], " ");
            out.push_str(&format!("{font}\t{glyph}\t{c}\t{count}\n"));
        }
        out
    }
}

/// Reads what [`Learned::to_tsv`] wrote.
///
/// # Errors
/// The number of the first line that is not such a row.
pub fn from_tsv(text: &str) -> Result<Vec<GlyphTable>, usize> {
    let mut tables: BTreeMap<&str, GlyphTable> = BTreeMap::new();
    for (number, line) in text.lines().enumerate().skip(1).filter(|(_, l)| !l.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [font, glyph, c, ..] = fields.as_slice() else { return Err(number + 1) };
        let (Ok(glyph), Some(c)) = (glyph.parse(), c.chars().next()) else { return Err(number + 1) };
        let table = tables.entry(font).or_insert_with(|| GlyphTable { font: (*font).into(), glyphs: Vec::new() });
        table.glyphs.push((glyph, c));
    }
    Ok(tables.into_values().collect())
}
