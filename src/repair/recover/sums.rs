//! Digits that no passage holds, found by the sums of the tables: of the ways to read a face's unknown symbols as
//! digits, the one under which the rows add up.

use std::collections::{BTreeMap, BTreeSet};

use super::cryptogram::{Cryptogram, Evidence, Follows};
use crate::model::content::{Document, Glyph, Page};

/// So many rows must add up.
const NEEDED: usize = 4;

/// And not more than one in so many may fail: published tables contradict themselves.
const ONE_IN: usize = 8;

/// Readings tried in one face.
const MAX_TRIED: usize = 50_000;

/// Numbers of a row as symbols, the last of which is the sum of the others.
type Sum = Vec<Vec<usize>>;

/// Reads unknown digits by sums.
pub(super) fn read(document: &Document, pages: &[Page], cryptogram: &mut Cryptogram) -> bool {
    let mut learned = false;
    for face in 0..cryptogram.faces.len() {
        let sums: Vec<Sum> = pages.iter().flat_map(|p| sums(document, p, cryptogram, face)).collect();
        if let Some(digits) = solve(cryptogram, face, &sums) {
            for (symbol, digit) in digits {
                let c = char::from_digit(digit, 10).unwrap_or('0');
                learned |= cryptogram.learn(symbol, c, Evidence::Sums);
            }
        }
        if let Some((symbol, digit)) = last_digit(cryptogram, face) {
            learned |= cryptogram.learn(symbol, char::from_digit(digit, 10).unwrap_or('0'), Evidence::LastDigit);
        }
    }
    learned
}

/// If a face's nine other digits are known, the one unknown symbol as wide as they are that stands among them is the
/// tenth.
fn last_digit(cryptogram: &Cryptogram, face: usize) -> Option<(usize, u32)> {
    let digit = |s: usize| cryptogram.known(s).filter(|_| cryptogram.face(s) == face).and_then(value);
    let known: BTreeMap<u32, usize> = (0..cryptogram.symbols.len()).filter_map(|s| Some((digit(s)?, s))).collect();
    let left = (0..10).find(|d| !known.contains_key(d)).filter(|_| known.len() == 9)?;
    let advance = |s: usize| cryptogram.symbols.get(s).map_or(0.0, |s| s.advance);
    let width = advance(*known.values().next()?);
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for (i, pair) in cryptogram.stream.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        let joined = cryptogram.follows.get(i + 1) == Some(&Follows::Behind);
        for (unknown, beside) in [(*a, *b), (*b, *a)] {
            let candidate = cryptogram.known(unknown).is_none() && cryptogram.face(unknown) == face;
            if joined && candidate && digit(beside).is_some() && (advance(unknown) - width).abs() < 0.005 {
                found.insert(unknown);
            }
        }
    }
    let only = found.first().copied().filter(|_| found.len() == 1)?;
    Some((only, left))
}

/// Rows of a page whose numbers may be written with the unknown symbols of a face. Table 3 has seven numbers in a row,
/// table 4 three times five.
fn sums(document: &Document, page: &Page, cryptogram: &Cryptogram, face: usize) -> Vec<Sum> {
    let mut glyphs: Vec<(usize, &Glyph)> = Vec::new();
    for glyph in page.glyphs.iter().filter(|g| !g.ch.is_whitespace()) {
        if let Some(symbol) = cryptogram.symbol(document, glyph).filter(|s| is_digit(cryptogram, *s, face)) {
            glyphs.push((symbol, glyph));
        }
    }
    glyphs.sort_by(|a, b| a.1.bbox.cy().total_cmp(&b.1.bbox.cy()));
    let mut out = Vec::new();
    for line in glyphs.chunk_by(|a, b| (b.1.bbox.cy() - a.1.bbox.cy()).abs() < 0.2 * a.1.size) {
        let mut line = line.to_vec();
        line.sort_by(|a, b| a.1.bbox.x0.total_cmp(&b.1.bbox.x0));
        let numbers: Vec<Vec<usize>> = line
            .chunk_by(|a, b| b.1.bbox.x0 - a.1.bbox.x1 < 0.3 * a.1.size)
            .map(|run| run.iter().map(|(s, _)| *s).collect())
            .filter(|n: &Vec<usize>| n.len() <= 9)
            .collect();
        match numbers.len() {
            // The row's label, on the same line, may begin with a number.
            n @ 7..=9 => out.push(numbers.into_iter().skip(n - 7).collect()),
            15 => out.extend(numbers.chunks(5).map(<[_]>::to_vec)),
            _ => {}
        }
    }
    out
}

/// A digit, or a symbol of the face that may be one.
fn is_digit(cryptogram: &Cryptogram, symbol: usize, face: usize) -> bool {
    match cryptogram.known(symbol) {
        Some(c) => value(c).is_some(),
        None => cryptogram.face(symbol) == face,
    }
}

fn value(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        c => c.to_digit(10),
    }
}

/// The one reading under which the rows add up; `None` if there is nothing to find, none or more than one.
fn solve(cryptogram: &Cryptogram, face: usize, sums: &[Sum]) -> Option<BTreeMap<usize, u32>> {
    let mut known: BTreeMap<usize, u32> = BTreeMap::new();
    let mut open: BTreeMap<usize, usize> = BTreeMap::new();
    for symbol in sums.iter().flatten().flatten() {
        match cryptogram.known(*symbol).and_then(value) {
            Some(digit) => drop(known.insert(*symbol, digit)),
            None => *open.entry(*symbol).or_default() += 1,
        }
    }
    if open.is_empty() || sums.len() < NEEDED {
        return None;
    }
    // Digits of a face are equally wide; commas, points and dashes are not.
    let advance = |s: usize| cryptogram.symbols.get(s).map_or(0.0, |s| s.advance);
    let even = |a: usize, b: usize| (advance(a) - advance(b)).abs() < 0.02;
    let mut own = known.keys().copied().filter(|s| cryptogram.face(*s) == face);
    let digit = own.next().or_else(|| {
        let alike = |a: &&usize| open.keys().filter(|b| even(**a, **b)).count();
        open.keys().max_by_key(alike).copied()
    })?;
    let uneven: BTreeSet<usize> = open.keys().copied().filter(|s| !even(*s, digit)).collect();
    // A cell that holds nothing but such a mark holds a dash: no number, and zero for the sum.
    let dash = |n: &Vec<usize>| n.iter().all(|d| uneven.contains(d));
    let sums: Vec<Sum> = sums
        .iter()
        .map(|s| s.iter().map(|n| if dash(n) { Vec::new() } else { n.clone() }).collect())
        .filter(|s: &Sum| !s.iter().flatten().any(|d| uneven.contains(d)))
        .collect();
    open.retain(|s, _| !uneven.contains(s));
    let mut order: Vec<usize> = open.keys().copied().collect();
    order.sort_by_key(|s| std::cmp::Reverse(open.get(s).copied()));
    let taken: BTreeSet<u32> = cryptogram
        .symbols
        .iter()
        .filter(|s| s.face == face)
        .filter_map(|s| s.known.and_then(|(c, _)| value(c)))
        .collect();
    let free: Vec<u32> = (0..10).filter(|d| !taken.contains(d)).collect();
    if sums.len() < NEEDED || order.len() > free.len() {
        return None;
    }
    let mut search = Search { sums: &sums, order: &order, free: &free, tried: 0, best: Vec::new() };
    if cryptogram.faces.get(face).is_some_and(|f| f.original)
        && let Some(found) = search.consecutive(cryptogram, &known)
    {
        return Some(found);
    }
    search.assign(&mut known.clone(), &mut Vec::new());
    let [only] = search.best.as_slice() else { return None };
    (search.tried < MAX_TRIED).then(|| only.clone())
}

struct Search<'a> {
    sums: &'a [Sum],
    /// Symbols to read, the most frequent first.
    order: &'a [usize],
    free: &'a [u32],
    tried: usize,
    best: Vec<BTreeMap<usize, u32>>,
}

impl Search<'_> {
    /// Original glyph numbers: the ten digits are consecutive in nearly every font.
    fn consecutive(&self, cryptogram: &Cryptogram, known: &BTreeMap<usize, u32>) -> Option<BTreeMap<usize, u32>> {
        let glyph = |s: &usize| cryptogram.symbols.get(*s).map(|s| s.glyph);
        let least = self.order.iter().filter_map(glyph).min()?;
        let mut found = Vec::new();
        for zero in least.saturating_sub(9)..=least {
            let digits: Option<BTreeMap<usize, u32>> = self
                .order
                .iter()
                .map(|s| glyph(s)?.checked_sub(zero).filter(|d| self.free.contains(d)).map(|d| (*s, d)))
                .collect();
            let Some(digits) = digits else { continue };
            let mut all = known.clone();
            all.extend(&digits);
            if self.holds(&all, true) {
                found.push(digits);
            }
        }
        let [only] = found.as_slice() else { return None };
        Some(only.clone())
    }

    /// Any assignment of free digits, most frequent symbol first, dropped as soon as too many rows fail.
    fn assign(&mut self, all: &mut BTreeMap<usize, u32>, chosen: &mut Vec<u32>) {
        if self.tried >= MAX_TRIED || self.best.len() > 1 || !self.holds(all, false) {
            return;
        }
        let Some(&symbol) = self.order.get(chosen.len()) else {
            if self.holds(all, true) {
                self.best.push(self.order.iter().copied().zip(chosen.iter().copied()).collect());
            }
            return;
        };
        for &digit in self.free.iter().filter(|d| !chosen.contains(d)).copied().collect::<Vec<_>>().iter() {
            self.tried += 1;
            all.insert(symbol, digit);
            chosen.push(digit);
            self.assign(all, chosen);
            chosen.pop();
        }
        all.remove(&symbol);
    }

    /// Whether nearly all rows that can be read add up; at the end, whether they are enough, and hold every symbol.
    fn holds(&self, digits: &BTreeMap<usize, u32>, end: bool) -> bool {
        let (mut right, mut wrong) = (0usize, 0usize);
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for sum in self.sums {
            let numbers: Option<Vec<u64>> = sum.iter().map(|n| number(n, digits)).collect();
            let Some((total, parts)) = numbers.as_deref().and_then(<[u64]>::split_last) else { continue };
            if parts.iter().sum::<u64>() == *total {
                right += 1;
                seen.extend(sum.iter().flatten());
            } else {
                wrong += 1;
            }
        }
        let few = wrong * ONE_IN <= self.sums.len();
        few && (!end || right >= NEEDED && self.order.iter().all(|s| seen.contains(s)))
    }
}

fn number(symbols: &[usize], digits: &BTreeMap<usize, u32>) -> Option<u64> {
    let mut value = 0u64;
    for (i, symbol) in symbols.iter().enumerate() {
        let digit = u64::from(*digits.get(symbol)?);
        if i == 0 && digit == 0 && symbols.len() > 1 {
            return Some(u64::MAX / 16); // no number is printed with a leading zero
        }
        value = value * 10 + digit;
    }
    Some(value)
}
