//! Text whose fonts give no character codes at all: no ToUnicode, no cmap, no glyph names. Nothing is guessed from
//! shapes. Three things prove characters, and what they do not prove stays unreadable:
//!
//! 1. *Known text.* The labels and headings of the form are printed word for word in every report. Where a passage
//!    fits, the same characters being the same symbols and different ones different, its characters are read
//!    ([`passages`]).
//! 2. *Glyph order.* Subsets made by office programs keep the original font's glyph numbers, and fonts number glyphs
//!    by Unicode or by a code page. A few characters prove the offset, which then reads the others ([`orders`]).
//! 3. *Sums.* Digits that no passage holds are found by the sums of the tables.
//!
//! Every character read so is a repair, with its kind of evidence and how often it was seen.

mod cryptogram;
mod orders;
mod passages;
mod sums;

use std::collections::BTreeMap;

use self::cryptogram::{Cryptogram, Evidence, Symbol};
pub use self::orders::GlyphTables;
use crate::form::Form;
use crate::model::content::{Content, Document, UnicodeSource};
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::report::Repair;

/// Recovers what can be proved of the characters that the file does not tell, in place. Gives one repair for each
/// font and character, and adds a finding that says how far it went.
pub(super) fn recover(document: &mut Document, tables: &GlyphTables, form: &Form, limits: &Limits) -> Vec<Repair> {
    let Content::Pages(pages) = &document.content else { return Vec::new() };
    let Some(mut cryptogram) = Cryptogram::of(document, pages) else { return Vec::new() };
    let mut orders = Vec::new();
    while !limits.expired() {
        passages::read(&mut cryptogram, form.cribs(), limits);
        let found = orders::read(&mut cryptogram, form.cribs(), tables);
        let new = !found.is_empty();
        orders.extend(found);
        if !new && !sums::read(document, pages, &mut cryptogram) {
            break;
        }
    }
    apply(document, &cryptogram, &orders)
}

fn apply(document: &mut Document, cryptogram: &Cryptogram, orders: &[orders::Found]) -> Vec<Repair> {
    let mut content = std::mem::replace(&mut document.content, Content::Pages(Vec::new()));
    let mut repairs: BTreeMap<(Evidence, usize), Repair> = BTreeMap::new();
    let mut all = 0usize;
    if let Content::Pages(pages) = &mut content {
        for page in pages {
            for glyph in page.glyphs.iter_mut().filter(|g| g.source == UnicodeSource::Unknown) {
                all += 1;
                let Some(index) = cryptogram.symbol(document, glyph) else { continue };
                let Some(symbol) = cryptogram.symbols.get(index) else { continue };
                let Some((ch, evidence)) = printed(symbol) else { continue };
                glyph.ch = ch;
                glyph.source = UnicodeSource::Recovered;
                let entry = repairs.entry((evidence, index)).or_insert_with(|| Repair {
                    kind: evidence.name().into(),
                    from: format!("{} {}", cryptogram.faces.get(symbol.face).map_or("", |f| &f.name), symbol.glyph),
                    to: ch.to_string(),
                    count: 0,
                    first: Some(Origin::Area { page: page.number, bbox: glyph.bbox }),
                });
                entry.count += 1;
            }
        }
    }
    document.content = content;
    for (index, font) in document.fonts.iter_mut().enumerate() {
        for (code, entry) in font.codes.iter_mut().filter(|(_, e)| e.source == UnicodeSource::Unknown) {
            let symbol = cryptogram.symbol_of_code(index, *code, entry.glyph).and_then(|s| cryptogram.symbols.get(s));
            if let Some((ch, _)) = symbol.and_then(printed) {
                entry.text = ch.to_string();
                entry.source = UnicodeSource::Recovered;
            }
        }
    }
    let count: usize = repairs.values().map(|r| r.count).sum();
    if count > 0 {
        let message =
            format!("{count} of {all} characters that the file does not tell were proved{}", by(cryptogram, orders));
        document.findings.push(Finding::new(FindingKind::GlyphsRecovered, message));
    }
    repairs.into_values().collect()
}

/// By which orders, in words.
fn by(cryptogram: &Cryptogram, orders: &[orders::Found]) -> String {
    let mut out = String::new();
    for found in orders {
        let name = cryptogram.faces.get(found.face).map_or("", |f| &f.name);
        out.push_str(&format!(
            "; {name}: glyphs in the order of {} from {}, borne out {} times",
            found.order, found.offset, found.proofs
        ));
    }
    out
}

/// The character as its width shows it: passages hold full-width marks and ASCII digits, documents print either.
fn printed(symbol: &Symbol) -> Option<(char, Evidence)> {
    let (c, evidence) = symbol.known.filter(|(_, e)| *e != Evidence::File)?;
    let narrow = symbol.advance < 0.75;
    let c = match c {
        '（' | '）' | '，' | '：' if narrow && evidence == Evidence::Crib => char::from_u32(u32::from(c) - 0xFEE0)?,
        '0'..='9' if symbol.advance > 0.9 && evidence == Evidence::Crib => char::from_u32(u32::from(c) + 0xFEE0)?,
        c => c,
    };
    Some((c, evidence))
}
