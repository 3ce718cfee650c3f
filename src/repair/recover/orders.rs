//! Orders in which fonts number their glyphs: by Unicode, by code page. Where a subset keeps the original numbers, one
//! offset then reads the whole face.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use super::puzzle::{Evidence, Puzzle, Symbol};
use crate::forms::cribs::{cribs, weight};

/// How many different characters or words must bear an offset out. That three agree by chance in a font of some
/// thousand glyphs is not to be expected in a thousand documents.
const NEEDED: usize = 3;

/// A run of characters to which many fonts give consecutive glyph numbers.
pub(super) struct Order {
    /// As named in messages.
    pub(super) name: &'static str,
    chars: Vec<char>,
    rank: HashMap<char, u32>,
    /// Whether fonts have all of it or nothing. Of symbols fonts have choices: only those between two that bear the
    /// offset out are read.
    whole: bool,
}

/// An order found in a face.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) face: usize,
    pub(super) order: &'static str,
    /// Glyph number of the first character of the order.
    pub(super) offset: i64,
    /// Different characters or words that bear it out.
    pub(super) proofs: usize,
}

fn orders() -> &'static [Order] {
    static ORDERS: OnceLock<Vec<Order>> = OnceLock::new();
    ORDERS.get_or_init(|| {
        let gbk = |leads: std::ops::RangeInclusive<u8>, trails: std::ops::RangeInclusive<u8>| {
            let mut all = Vec::new();
            for lead in leads {
                for trail in trails.clone().filter(|t| *t != 0x7F) {
                    let bytes = [lead, trail];
                    let text = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&bytes);
                    all.extend(text.and_then(|t| t.chars().next()).filter(|c| !matches!(c, '\u{E000}'..='\u{F8FF}')));
                }
            }
            all
        };
        let sorted = |mut chars: Vec<char>| {
            chars.sort_unstable();
            chars.dedup();
            chars
        };
        let symbols = |chars: Vec<char>| chars.into_iter().filter(|c| weight(*c) < 1.0).collect::<Vec<char>>();
        let gb2312 = gbk(0xB0..=0xF7, 0xA1..=0xFE);
        vec![
            Order::new("Unicode, ideographs", ('\u{4E00}'..='\u{9FA5}').collect(), true),
            Order::new("Unicode, ideographs of GB 2312", sorted(gb2312.clone()), true),
            Order::new("GB 2312, ideographs", gb2312, true),
            Order::new("Unicode, symbols of GBK", symbols(sorted(gbk(0x81..=0xFE, 0x40..=0xFE))), false),
            Order::new("GB 2312, symbols", symbols(gbk(0xA1..=0xA9, 0xA1..=0xFE)), false),
            Order::new("Unicode, ASCII", (' '..='~').collect(), true),
            Order::new("Unicode, CJK punctuation", ('\u{3000}'..='\u{301E}').collect(), false),
            Order::new("Unicode, full-width forms", ('\u{FF01}'..='\u{FF5E}').collect(), true),
        ]
    })
}

impl Order {
    fn new(name: &'static str, chars: Vec<char>, whole: bool) -> Order {
        let rank: HashMap<char, u32> = chars.iter().zip(0u32..).map(|(c, i)| (*c, i)).collect();
        Order { name, chars, rank, whole }
    }

    fn at(&self, glyph: u32, offset: i64) -> Option<char> {
        self.chars.get(usize::try_from(i64::from(glyph) - offset).ok()?).copied()
    }
}

/// Finds orders in the faces that keep the original glyph numbers, and reads by them what they reach.
pub(super) fn read(puzzle: &mut Puzzle) -> Vec<Found> {
    let mut found = Vec::new();
    let words = words(puzzle);
    let faces = puzzle.faces.iter().enumerate().filter(|(_, f)| f.original);
    for face in faces.map(|(i, _)| i).collect::<Vec<_>>() {
        for order in orders() {
            if let Some((offset, proofs)) =
                by_characters(puzzle, face, order).or_else(|| by_words(puzzle, face, order, &words))
                && fill(puzzle, face, order, offset) > 0
            {
                found.push(Found { face, order: order.name, offset, proofs });
            }
        }
    }
    found
}

/// The offset that the known characters of a face bear out, and how many.
fn by_characters(puzzle: &Puzzle, face: usize, order: &Order) -> Option<(i64, usize)> {
    let mut proofs: BTreeMap<i64, BTreeSet<char>> = BTreeMap::new();
    for symbol in puzzle.symbols.iter().filter(|s| s.face == face) {
        let Some((c, evidence)) = symbol.known else { continue };
        if evidence != Evidence::Order
            && let Some(rank) = order.rank.get(&c)
        {
            proofs.entry(i64::from(symbol.glyph) - i64::from(*rank)).or_default().insert(c);
        }
    }
    winner(proofs.into_iter().map(|(offset, chars)| (offset, chars.len())))
}

/// The offset under which the face's text holds words that stand elsewhere in the document or in the known passages,
/// and how many: two glyphs that follow one another must be as far apart as the word's ideographs in the order.
fn by_words(puzzle: &Puzzle, face: usize, order: &Order, words: &BTreeSet<(char, char)>) -> Option<(i64, usize)> {
    let mut steps: HashMap<i64, Vec<(char, char)>> = HashMap::new();
    for &(a, b) in words {
        if let (Some(x), Some(y)) = (order.rank.get(&a), order.rank.get(&b)) {
            steps.entry(i64::from(*y) - i64::from(*x)).or_default().push((a, b));
        }
    }
    let mut proofs: BTreeMap<i64, BTreeSet<(char, char)>> = BTreeMap::new();
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    for pair in puzzle.stream.windows(2) {
        let [Some(a), Some(b)] = [0, 1].map(|i| pair.get(i).and_then(|s| puzzle.symbols.get(*s))) else { continue };
        if a.face == face && b.face == face && a.known.is_none() && b.known.is_none() {
            pairs.insert((a.glyph, b.glyph));
        }
    }
    for (a, b) in pairs {
        for &word in steps.get(&(i64::from(b) - i64::from(a))).into_iter().flatten() {
            if let Some(rank) = order.rank.get(&word.0) {
                proofs.entry(i64::from(a) - i64::from(*rank)).or_default().insert(word);
            }
        }
    }
    winner(proofs.into_iter().map(|(offset, words)| (offset, words.len())))
}

/// The offset with the most proofs, if there are enough, and far more than for any other.
fn winner(proofs: impl Iterator<Item = (i64, usize)>) -> Option<(i64, usize)> {
    let mut ranked: Vec<(usize, i64)> = proofs.map(|(offset, count)| (count, offset)).collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let (count, offset) = *ranked.first()?;
    let second = ranked.get(1).map_or(0, |(n, _)| *n);
    (count >= NEEDED && count >= 3 * second).then_some((offset, count))
}

/// Two ideographs that follow one another, in what is known of the document and in the known passages.
fn words(puzzle: &Puzzle) -> BTreeSet<(char, char)> {
    let han = |c: &char| weight(*c) >= 1.0;
    let mut words = BTreeSet::new();
    let mut take = |a: Option<char>, b: Option<char>| {
        if let (Some(a), Some(b)) = (a.filter(han), b.filter(han)) {
            words.insert((a, b));
        }
    };
    for pair in puzzle.stream.windows(2) {
        let [a, b] = [0, 1].map(|i| pair.get(i).and_then(|s| puzzle.known(*s)));
        take(a, b);
    }
    for crib in cribs() {
        for pair in crib.chars.windows(2) {
            take(pair.first().copied(), pair.get(1).copied());
        }
    }
    words
}

fn fill(puzzle: &mut Puzzle, face: usize, order: &Order, offset: i64) -> usize {
    let fits = |s: &&Symbol| s.face == face && s.known.is_some_and(|(c, _)| order.at(s.glyph, offset) == Some(c));
    let glyphs = || puzzle.symbols.iter().filter(fits).map(|s| s.glyph);
    let reach = if order.whole { 0..=u32::MAX } else { glyphs().min().unwrap_or(1)..=glyphs().max().unwrap_or(0) };
    let mut filled = 0;
    for index in 0..puzzle.symbols.len() {
        let Some(symbol) = puzzle.symbols.get(index).filter(|s| s.face == face && s.known.is_none()) else { continue };
        if let Some(c) = order.at(symbol.glyph, offset).filter(|_| reach.contains(&symbol.glyph)) {
            filled += usize::from(puzzle.learn(index, c, Evidence::Order));
        }
    }
    filled
}
