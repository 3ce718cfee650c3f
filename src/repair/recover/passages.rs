//! Finds the known passages in the cipher: where the same characters must be the same symbols, different ones
//! different, and what is known already must agree.

use std::collections::{BTreeMap, BTreeSet};

use super::puzzle::{Evidence, Puzzle};
use crate::forms::cribs::{ANY, Crib, cribs, weight};

/// Bits (see [`Puzzle::bits`]) that must agree: with some thousand places and hundreds of passages, a coincidence of so
/// many bits is not to be expected in a thousand documents.
const ENOUGH: f32 = 32.0;

/// And what agrees must be this part of the passage's weight, unless so much agrees that no part matters.
const ENOUGH_OF: f32 = 0.35;
const PLENTY: f32 = 48.0;

/// Rounds until nothing new is found; each needs what the last one found.
const MAX_ROUNDS: usize = 12;

/// A passage found.
struct Hit {
    at: usize,
    crib: &'static Crib,
    fit: Fit,
}

/// How well a passage fits at a place.
#[derive(Clone, Copy, Default)]
struct Fit {
    /// Bits that agree.
    agreed: f32,
    /// The part of the passage's weight that agrees.
    part: f32,
    /// The first and the last of its characters that agree.
    first: usize,
    last: usize,
}

/// Reads the cipher against the known passages. Gives how many passages were found at the end.
pub(super) fn read(puzzle: &mut Puzzle) -> usize {
    let mut found = 0;
    for _ in 0..MAX_ROUNDS {
        let hits = hits(puzzle);
        found = hits.len();
        if !learn(puzzle, &hits) {
            break;
        }
    }
    found
}

fn hits(puzzle: &Puzzle) -> Vec<Hit> {
    let mut hits = Vec::new();
    for at in 0..puzzle.stream.len() {
        for crib in cribs() {
            let Some(fit) = fits(puzzle, at, crib) else { continue };
            if fit.agreed >= PLENTY || fit.agreed >= ENOUGH && fit.part >= ENOUGH_OF {
                hits.push(Hit { at, crib, fit });
            }
        }
    }
    hits
}

/// How much agrees if the passage begins at a place; `None` if something does not.
fn fits(puzzle: &Puzzle, at: usize, crib: &Crib) -> Option<Fit> {
    let window = puzzle.stream.get(at..at.checked_add(crib.chars.len())?)?;
    let mut fit: Option<Fit> = None;
    let (mut part, mut whole) = (0.0, 0.0);
    let bits = |i: usize| puzzle.bits.get(at + i).copied().unwrap_or(0.0);
    for (i, ((&c, &symbol), &last)) in crib.chars.iter().zip(window).zip(&crib.before).enumerate() {
        let known = puzzle.known(symbol);
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
            agree(&mut fit, i, bits(i));
            continue;
        }
        let before = puzzle.before.get(at + i).copied().flatten().filter(|b| *b >= at);
        let face = puzzle.face(symbol);
        match last.and_then(|l| window.get(l).copied()) {
            Some(same) if same == symbol => {
                part += weight(c);
                agree(&mut fit, i, bits(i));
            }
            // Only another font may show the same character by another glyph.
            Some(other) if puzzle.face(other) == face => return None,
            _ if before.is_some() => return None,
            _ if puzzle.symbol_of.contains_key(&(face, c)) => return None,
            _ => {}
        }
    }
    Some(Fit { part: part / whole, ..fit? })
}

fn agree(fit: &mut Option<Fit>, i: usize, bits: f32) {
    let fit = fit.get_or_insert(Fit { first: i, ..Fit::default() });
    fit.agreed += bits;
    fit.last = i;
}

/// Full-width digits are digits.
fn same(known: char, c: char) -> bool {
    known == c || u32::from(known) == u32::from(c) + 0xFEE0
}

/// Learns what the passages say of each symbol, if they agree on it. `true` if anything was new.
fn learn(puzzle: &mut Puzzle, hits: &[Hit]) -> bool {
    // For each symbol and character, the places of the stream where a passage says so.
    let mut told: BTreeMap<usize, BTreeMap<char, BTreeSet<usize>>> = BTreeMap::new();
    let mut canonical: BTreeSet<usize> = BTreeSet::new();
    for hit in hits.iter().filter(|h| h.crib.canonical) {
        canonical.extend(hit.at..hit.at + hit.crib.chars.len());
    }
    for hit in hits {
        let (first, last) = reach(puzzle, hit);
        for (i, &c) in hit.crib.chars.iter().enumerate().take(last + 1).skip(first) {
            let Some(&symbol) = puzzle.stream.get(hit.at + i) else { continue };
            // Variants of a label differ in their marks only too often: the form's own wording goes first.
            let mark = weight(c) == 0.0;
            if c != ANY
                && !(mark
                    && (!hit.crib.canonical && canonical.contains(&(hit.at + i)) || !wide_enough(puzzle, symbol, c)))
            {
                told.entry(symbol).or_default().entry(c).or_default().insert(hit.at + i);
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
        learned |= puzzle.learn(symbol, c, Evidence::Crib);
        if let Some(symbol) = puzzle.symbols.get_mut(symbol) {
            symbol.witnesses = count;
        }
    }
    learned
}

/// The characters that a passage tells: those between two that agree, and beyond them those that stand without a gap.
/// A label's last characters may be on another line, with the numbers of its row before them.
fn reach(puzzle: &Puzzle, hit: &Hit) -> (usize, usize) {
    let joined = |i: usize| puzzle.joined.get(hit.at + i).copied().unwrap_or(false);
    let (mut first, mut last) = (hit.fit.first, hit.fit.last);
    while first > 0 && joined(first) {
        first -= 1;
    }
    while last + 1 < hit.crib.chars.len() && joined(last + 1) {
        last += 1;
    }
    (first, last)
}

/// A full stop is narrow, an ideographic comma is not.
fn wide_enough(puzzle: &Puzzle, symbol: usize, c: char) -> bool {
    let narrow = puzzle.symbols.get(symbol).is_some_and(|s| s.advance < 0.75);
    match c {
        '（' | '）' | '，' | '：' => true,
        c => narrow == c.is_ascii(),
    }
}
