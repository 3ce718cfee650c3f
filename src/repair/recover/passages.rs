//! Finds the known passages in the cipher: where the same characters must be the same symbols, different ones
//! different, and what is known already must agree.

use std::collections::{BTreeMap, BTreeSet};

use super::cryptogram::{Cryptogram, Evidence, Follows};
use crate::form::cribs::{ANY, Crib, weight};
use crate::model::limits::Limits;

/// Bits (see [`Cryptogram::bits`]) that must agree: with some thousand places and hundreds of passages, a coincidence of so
/// many bits is not to be expected in a thousand documents.
const ENOUGH: f32 = 32.0;

/// Where what agrees was known before, it must be this part of the passage: passages begin alike and end differently.
const ENOUGH_OF: f32 = 0.4;

/// A short label has less to agree: then nearly all of it must.
const ENOUGH_SHORT: f32 = 22.0;
const ENOUGH_OF_SHORT: f32 = 0.7;

/// Bits for an end of the passage that is also the end of a word on the page.
const BOUNDARY: f32 = 4.0;

/// Rounds until nothing new is found; each needs what the last one found.
const MAX_ROUNDS: usize = 12;

/// A passage found.
struct Hit<'a> {
    at: usize,
    /// Symbols in the gap of the passage.
    gap: usize,
    crib: &'a Crib,
    fit: Fit,
}

impl Fit {
    fn enough(&self) -> bool {
        self.repeated >= ENOUGH
            || self.agreed >= ENOUGH && self.part >= ENOUGH_OF
            || self.agreed >= ENOUGH_SHORT && self.part >= ENOUGH_OF_SHORT
    }
}

impl Hit<'_> {
    /// Where a character of the passage stands in the stream.
    fn place(&self, i: usize) -> usize {
        place(self.at, self.gap, self.crib, i)
    }
}

fn place(at: usize, gap: usize, crib: &Crib, i: usize) -> usize {
    at + i + if crib.gap.is_some_and(|g| i >= g) { gap } else { 0 }
}

/// A row of the form has at most fifteen numbers.
const MAX_GAP: usize = 64;

/// How well a passage fits at a place.
#[derive(Clone, Copy, Default)]
struct Fit {
    /// Bits that agree.
    agreed: f32,
    /// Of these, bits of symbols that were not known, and stand again where the passage repeats a character.
    repeated: f32,
    /// The part of the passage's weight that agrees.
    part: f32,
    /// The first and the last of its characters that agree.
    first: usize,
    last: usize,
}

/// Reads the cipher against the known passages, as long as the time allows.
pub(super) fn read(cryptogram: &mut Cryptogram, cribs: &[Crib], limits: &Limits) {
    for _ in 0..MAX_ROUNDS {
        let hits = hits(cryptogram, cribs);
        if !learn(cryptogram, &hits) || limits.expired() {
            break;
        }
    }
}

fn hits<'a>(cryptogram: &Cryptogram, cribs: &'a [Crib]) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    // How many unknown symbols stand before each place: where there is none, there is nothing to learn.
    let mut unknown = vec![0u32];
    for symbol in &cryptogram.stream {
        unknown.push(unknown.last().unwrap_or(&0) + u32::from(cryptogram.known(*symbol).is_none()));
    }
    let unknown = |place: usize| unknown.get(place).or(unknown.last()).copied().unwrap_or(0);
    for at in 0..cryptogram.stream.len() {
        let begins = cryptogram.stream.get(at).and_then(|s| cryptogram.known(*s)).filter(|c| weight(*c) >= 1.0);
        for crib in cribs {
            let first = crib.chars.first().copied().filter(|c| weight(*c) >= 1.0);
            if begins.is_some() && first.is_some() && begins != first {
                continue;
            }
            let reach = crib.chars.len() + if crib.gap.is_some() { MAX_GAP } else { 0 };
            if unknown(at) == unknown(at + reach) {
                continue;
            }
            let Some(split) = crib.gap else {
                hits.extend(hit(cryptogram, at, 0, crib));
                continue;
            };
            // Numbers stand apart from the labels before and behind them.
            let behind = at + split;
            if fits(cryptogram, at, 0, crib, split).is_some() && apart(cryptogram, behind) {
                let ends = (0..=MAX_GAP).filter(|gap| apart(cryptogram, behind + gap));
                let ends = ends.filter(|gap| apart(cryptogram, behind + gap + crib.chars.len() - split));
                hits.extend(ends.filter_map(|gap| hit(cryptogram, at, gap, crib)));
            }
        }
    }
    hits
}

fn apart(cryptogram: &Cryptogram, place: usize) -> bool {
    cryptogram.follows.get(place) != Some(&Follows::Behind)
}

fn hit<'a>(cryptogram: &Cryptogram, at: usize, gap: usize, crib: &'a Crib) -> Option<Hit<'a>> {
    let numbers = crib.gap.map_or(0..0, |split| at + split..at + split + gap);
    if cryptogram.stream.get(numbers)?.iter().any(|s| cryptogram.known(*s).is_some_and(|c| weight(c) >= 1.0)) {
        return None;
    }
    let fit = fits(cryptogram, at, gap, crib, crib.chars.len()).filter(Fit::enough)?;
    Some(Hit { at, gap, crib, fit })
}

/// How much of the first `length` characters agrees if the passage begins at a place; `None` if something does not.
fn fits(cryptogram: &Cryptogram, at: usize, gap: usize, crib: &Crib, length: usize) -> Option<Fit> {
    let symbol_at = |i: usize| cryptogram.stream.get(place(at, gap, crib, i)).copied();
    symbol_at(length.checked_sub(1)?)?;
    let mut fit: Option<Fit> = None;
    let (mut part, mut whole) = (0.0, 0.0);
    for (i, (&c, &last)) in crib.chars.iter().zip(&crib.before).enumerate().take(length) {
        let symbol = symbol_at(i)?;
        let bits = cryptogram.bits.get(place(at, gap, crib, i)).copied().unwrap_or(0.0);
        let known = cryptogram.known(symbol);
        let punctuation = weight(c) == 0.0;
        if c == ANY || punctuation {
            // Which mark of punctuation is printed varies; a letter in its place does not.
            if c != ANY && known.is_some_and(|k| weight(k) > 0.0) {
                return None;
            }
            continue;
        }
        whole += weight(c);
        if let Some(known) = known {
            if !same(known, c) {
                return None;
            }
            part += weight(c);
            agree(&mut fit, i, bits);
            continue;
        }
        if !wide_enough(cryptogram, symbol, c) {
            return None;
        }
        let before = cryptogram.before.get(place(at, gap, crib, i)).copied().flatten().filter(|b| *b >= at);
        let face = cryptogram.face(symbol);
        match last.and_then(symbol_at) {
            Some(same) if same == symbol => {
                part += weight(c);
                agree(&mut fit, i, bits).repeated += bits;
            }
            // Only another font may show the same character by another glyph.
            Some(other) if cryptogram.face(other) == face => return None,
            _ if before.is_some() && (0..i).any(|j| symbol_at(j) == Some(symbol)) => return None,
            _ if cryptogram.symbol_of.contains_key(&(face, c)) => return None,
            _ => {}
        }
    }
    let mut fit = Fit { part: part / whole, ..fit.unwrap_or_default() };
    let ends = [at, place(at, gap, crib, length - 1) + 1];
    fit.agreed += BOUNDARY * ends.iter().filter(|end| apart(cryptogram, **end)).count() as f32;
    Some(fit)
}

fn agree(fit: &mut Option<Fit>, i: usize, bits: f32) -> &mut Fit {
    let fit = fit.get_or_insert(Fit { first: i, ..Fit::default() });
    fit.agreed += bits;
    fit.last = i;
    fit
}

/// Full-width digits are digits.
fn same(known: char, c: char) -> bool {
    known == c || u32::from(known) == u32::from(c) + 0xFEE0
}

/// Learns what the passages say of each symbol, if they agree on it. `true` if anything was new.
fn learn(cryptogram: &mut Cryptogram, hits: &[Hit<'_>]) -> bool {
    // For each symbol and character, the places of the stream where a passage says so.
    let mut told: BTreeMap<usize, BTreeMap<char, BTreeSet<usize>>> = BTreeMap::new();
    let mut canonical: BTreeSet<usize> = BTreeSet::new();
    for hit in hits.iter().filter(|h| h.crib.canonical) {
        canonical.extend((0..hit.crib.chars.len()).map(|i| hit.place(i)));
    }
    for hit in hits {
        let (first, last) = reach(cryptogram, hit);
        for (i, &c) in hit.crib.chars.iter().enumerate().take(last + 1).skip(first) {
            let Some(&symbol) = cryptogram.stream.get(hit.place(i)) else { continue };
            // Variants of a label differ in their marks only too often: the form's own wording goes first.
            let mark = weight(c) == 0.0;
            if c != ANY
                && !(mark
                    && (!hit.crib.canonical && canonical.contains(&hit.place(i))
                        || !wide_enough(cryptogram, symbol, c)))
            {
                told.entry(symbol).or_default().entry(c).or_default().insert(hit.place(i));
            }
        }
    }
    let mut ranked = Vec::new();
    for (symbol, chars) in told {
        let total: usize = chars.values().map(BTreeSet::len).sum();
        let Some((c, count)) = chars.into_iter().map(|(c, places)| (c, places.len())).max_by_key(|(_, n)| *n) else {
            continue;
        };
        // Which mark is printed varies from document to document: once is not enough.
        let needed = if weight(c) == 0.0 { 2 } else { 1 };
        if count >= needed && count * 10 >= total * 8 {
            ranked.push((count, symbol, c));
        }
    }
    ranked.sort_by(|a, b| b.cmp(a));
    let mut learned = false;
    for (count, symbol, c) in ranked {
        learned |= cryptogram.learn(symbol, c, Evidence::Crib);
        if let Some(symbol) = cryptogram.symbols.get_mut(symbol) {
            symbol.witnesses = count;
        }
    }
    learned
}

/// The characters that a passage tells: those between two that agree, and those before and behind them if they follow
/// without a gap or on the next line, and the passage is all that stands there. In running text, another sentence may
/// begin like the passage and go on otherwise; and a label's last characters may be on another line, with the numbers
/// of its row before them.
fn reach(cryptogram: &Cryptogram, hit: &Hit<'_>) -> (usize, usize) {
    let follows = |i: usize| cryptogram.follows.get(hit.place(i)).is_some_and(|f| *f != Follows::Apart);
    let (first, last, end) = (hit.fit.first, hit.fit.last, hit.crib.chars.len() - 1);
    let before = apart(cryptogram, hit.at) && (1..=first).all(follows);
    let behind = apart(cryptogram, hit.place(end) + 1) && (last + 1..=end).all(follows);
    (if before { 0 } else { first }, if behind { end } else { last })
}

/// Ideographs and their punctuation are as wide as high, a full stop is not; brackets, commas and digits may be either.
fn wide_enough(cryptogram: &Cryptogram, symbol: usize, c: char) -> bool {
    let wide = cryptogram.symbols.get(symbol).is_some_and(|s| s.advance >= 0.7);
    match c {
        '（' | '）' | '，' | '：' | '0'..='9' => true,
        c => wide != c.is_ascii(),
    }
}
