//! Orders in which fonts number their glyphs: by Unicode, by code page. Where a subset keeps the original numbers, one
//! offset then reads the whole face.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use super::cryptogram::{Cryptogram, Evidence};
use crate::form::cribs::{Crib, weight};
use crate::repair::glyphs::{GlyphTable, shipped};

/// How many different characters or words must bear an offset out. That three agree by chance in a font of some
/// thousand glyphs is not to be expected in a thousand documents.
const NEEDED: usize = 3;

/// A run of characters to which many fonts give consecutive glyph numbers.
struct Order {
    /// As named in messages.
    name: String,
    /// By rank; U+0000 where there is none.
    chars: Vec<char>,
    rank: HashMap<char, u32>,
    /// How many proofs it needs.
    needed: usize,
    /// Whether fonts have all of it or nothing. Of symbols fonts have choices: only those between two that bear the
    /// offset out are read.
    whole: bool,
    /// Whether it is the order of Unicode without gaps: of two glyphs as far apart as their characters, all between are
    /// told.
    between: bool,
    /// The only offset it may have: that of a table of glyph numbers.
    fixed: Option<i64>,
    /// The only typeface it is of: that of a table learned from documents.
    only: Option<String>,
}

/// An order found in a face.
pub(super) struct Found {
    pub(super) face: usize,
    pub(super) order: String,
    /// Glyph number of the first character of the order.
    pub(super) offset: i64,
    /// Different characters or words that bear it out.
    pub(super) proofs: usize,
}

/// Glyph numbers learned from documents whose fonts do give character codes, for those that do not.
#[derive(Default)]
pub struct GlyphTables {
    orders: Vec<Order>,
}

impl GlyphTables {
    /// Tables that hold for the typefaces they name. They are used only where the text of a document bears them out.
    pub fn new(tables: &[GlyphTable]) -> GlyphTables {
        let order = |t: &GlyphTable| Order { only: Some(t.font.clone()), ..Order::table(&t.font, &t.glyphs) };
        GlyphTables { orders: tables.iter().map(order).collect() }
    }
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
        let mut orders = vec![
            Order { between: true, ..Order::new("Unicode, ideographs", ('\u{4E00}'..='\u{9FA5}').collect(), true) },
            Order::new("Unicode, ideographs of GB 2312", sorted(gb2312.clone()), true),
            Order::new("GB 2312, ideographs", gb2312, true),
            Order::new("Unicode, symbols of GBK", symbols(sorted(gbk(0x81..=0xFE, 0x40..=0xFE))), false),
            Order::new("GB 2312, symbols", symbols(gbk(0xA1..=0xA9, 0xA1..=0xFE)), false),
            // Two digits as far apart as their glyphs: hardly a font numbers them otherwise.
            Order { needed: 2, ..Order::new("Unicode, ASCII", (' '..='~').collect(), true) },
            Order::new("Unicode, CJK punctuation", ('\u{3000}'..='\u{301E}').collect(), false),
            Order::new("Unicode, full-width forms", ('\u{FF01}'..='\u{FF5E}').collect(), true),
        ];
        orders.extend(shipped().into_iter().map(|t| Order::table(&t.font, &t.glyphs)));
        orders
    })
}

impl Order {
    fn new(name: &str, chars: Vec<char>, whole: bool) -> Order {
        let rank: HashMap<char, u32> = chars.iter().zip(0u32..).map(|(c, i)| (*c, i)).collect();
        Order { name: name.into(), chars, rank, needed: NEEDED, whole, between: false, fixed: None, only: None }
    }

    /// The order that a table of glyph numbers is.
    fn table(name: &str, glyphs: &[(u32, char)]) -> Order {
        let mut chars = Vec::new();
        for (glyph, c) in glyphs.iter().filter(|(g, _)| *g < 0x1_0000) {
            let at = *glyph as usize;
            if chars.len() <= at {
                chars.resize(at + 1, '\0');
            }
            if let Some(slot) = chars.get_mut(at) {
                *slot = *c;
            }
        }
        Order { fixed: Some(0), rank: glyphs.iter().map(|(g, c)| (*c, *g)).collect(), ..Order::new(name, chars, true) }
    }

    fn at(&self, glyph: u32, offset: i64) -> Option<char> {
        self.chars.get(usize::try_from(i64::from(glyph) - offset).ok()?).copied().filter(|c| *c != '\0')
    }
}

/// Finds orders in the faces that keep the original glyph numbers, and reads by them what they reach.
pub(super) fn read(cryptogram: &mut Cryptogram, cribs: &[Crib], tables: &GlyphTables) -> Vec<Found> {
    let mut found = Vec::new();
    let words = words(cryptogram, cribs);
    let faces = cryptogram.faces.iter().enumerate().filter(|(_, f)| f.original);
    for face in faces.map(|(i, _)| i).collect::<Vec<_>>() {
        let name = cryptogram.faces.get(face).map(|f| f.name.clone()).unwrap_or_default();
        let learned = tables.orders.iter().filter(|o| o.only.as_ref() == Some(&name));
        for order in learned.chain(orders()) {
            let proofs = proofs(cryptogram, face, order, &words);
            let Some((offset, proof)) = proofs.by_offset.iter().max_by_key(|(_, p)| p.count) else { continue };
            let (offset, count) = (*offset, proof.count);
            if fill(cryptogram, face, order, &proofs) > 0 {
                found.push(Found { face, order: order.name.clone(), offset, proofs: count });
            }
        }
    }
    found
}

/// What bears an offset out: the glyphs whose characters it gives, and how many different characters or words they are.
#[derive(Default)]
struct Proof {
    count: usize,
    glyphs: BTreeSet<u32>,
}

struct Proofs {
    by_offset: BTreeMap<i64, Proof>,
    /// Whether nearly all that is known agrees on one of them.
    single: bool,
}

/// The offsets that enough characters or words bear out.
fn proofs(cryptogram: &Cryptogram, face: usize, order: &Order, words: &BTreeSet<(char, char)>) -> Proofs {
    let mut proofs: BTreeMap<i64, Proof> = BTreeMap::new();
    for symbol in cryptogram.symbols.iter().filter(|s| s.face == face) {
        let Some((c, evidence)) = symbol.known else { continue };
        if !matches!(evidence, Evidence::Order | Evidence::Table)
            && let Some(rank) = order.rank.get(&c)
        {
            let proof = proofs.entry(i64::from(symbol.glyph) - i64::from(*rank)).or_default();
            proof.count += 1;
            proof.glyphs.insert(symbol.glyph);
        }
    }
    let known: usize = proofs.values().map(|p| p.count).sum();
    if known < NEEDED {
        by_words(cryptogram, face, order, words, &mut proofs);
    }
    // Of a font that has all of the order, nearly all characters agree. One that has less has many offsets, each of a
    // run of glyphs.
    let all: usize = proofs.values().map(|p| p.count).sum();
    proofs.retain(|offset, proof| proof.count >= order.needed && order.fixed.is_none_or(|f| f == *offset));
    if !order.between {
        proofs.retain(|_, proof| proof.count * 10 >= all * 9);
    }
    let single = proofs.values().any(|p| p.count * 10 >= all * 9);
    Proofs { by_offset: proofs, single }
}

/// Offsets under which the face's text holds words that stand elsewhere in the document or in the known passages: two
/// glyphs that follow one another must be as far apart as the word's ideographs in the order.
fn by_words(
    cryptogram: &Cryptogram,
    face: usize,
    order: &Order,
    words: &BTreeSet<(char, char)>,
    proofs: &mut BTreeMap<i64, Proof>,
) {
    let mut steps: HashMap<i64, Vec<(char, char)>> = HashMap::new();
    for &(a, b) in words {
        if let (Some(x), Some(y)) = (order.rank.get(&a), order.rank.get(&b)) {
            steps.entry(i64::from(*y) - i64::from(*x)).or_default().push((a, b));
        }
    }
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    for pair in cryptogram.stream.windows(2) {
        let [Some(a), Some(b)] = [0, 1].map(|i| pair.get(i).and_then(|s| cryptogram.symbols.get(*s))) else { continue };
        if a.face == face && b.face == face && a.known.is_none() && b.known.is_none() {
            pairs.insert((a.glyph, b.glyph));
        }
    }
    for (a, b) in pairs {
        for word in steps.get(&(i64::from(b) - i64::from(a))).into_iter().flatten() {
            if let Some(rank) = order.rank.get(&word.0) {
                let proof = proofs.entry(i64::from(a) - i64::from(*rank)).or_default();
                proof.count += 1;
                proof.glyphs.extend([a, b]);
            }
        }
    }
}

/// Reads the face's unknown symbols: all of them if there is one offset, else those between two glyphs that bear the
/// same one out, where the order leaves no choice.
fn fill(cryptogram: &mut Cryptogram, face: usize, order: &Order, proofs: &Proofs) -> usize {
    let anchors: BTreeMap<u32, i64> =
        proofs.by_offset.iter().flat_map(|(offset, p)| p.glyphs.iter().map(|g| (*g, *offset))).collect();
    let best = proofs.by_offset.iter().max_by_key(|(_, p)| p.count).map(|(offset, _)| *offset);
    let one = best.filter(|_| proofs.single && order.whole);
    let one = one.filter(|offset| plausible(cryptogram, face, order, *offset));
    let offset_of = |glyph: u32| {
        let below = anchors.range(..=glyph).next_back().map(|(_, o)| *o);
        let above = anchors.range(glyph..).next().map(|(_, o)| *o);
        one.or_else(|| below.filter(|b| above == Some(*b)))
    };
    let mut filled = 0;
    for index in 0..cryptogram.symbols.len() {
        let Some(symbol) = cryptogram.symbols.get(index).filter(|s| s.face == face && s.known.is_none()) else {
            continue;
        };
        if let Some(c) = offset_of(symbol.glyph).and_then(|o| order.at(symbol.glyph, o)) {
            let evidence = if order.fixed.is_some() { Evidence::Table } else { Evidence::Order };
            filled += usize::from(cryptogram.learn(index, c, evidence));
        }
    }
    filled
}

/// Whether what an offset gives for the whole face is text: of the ideographs of running text, all but a few in a
/// hundred are of the first level of GB 2312 (3,755 of the 20,902 of Unicode's first block).
fn plausible(cryptogram: &Cryptogram, face: usize, order: &Order, offset: i64) -> bool {
    let (mut common, mut all) = (0usize, 0usize);
    for &symbol in &cryptogram.stream {
        let Some(symbol) = cryptogram.symbols.get(symbol).filter(|s| s.face == face && s.known.is_none()) else {
            continue;
        };
        if let Some(c) = order.at(symbol.glyph, offset).filter(|c| weight(*c) >= 1.0) {
            let mut bytes = [0u8; 4];
            let (gbk, ..) = encoding_rs::GBK.encode(c.encode_utf8(&mut bytes));
            common += usize::from(matches!(*gbk, [0xB0..=0xD7, 0xA1..=0xFE]));
            all += 1;
        }
    }
    common * 10 >= all * 8
}

/// Two ideographs that follow one another, in what is known of the document and in the known passages.
fn words(cryptogram: &Cryptogram, cribs: &[Crib]) -> BTreeSet<(char, char)> {
    let han = |c: &char| weight(*c) >= 1.0;
    let mut words = BTreeSet::new();
    let mut take = |a: Option<char>, b: Option<char>| {
        if let (Some(a), Some(b)) = (a.filter(han), b.filter(han)) {
            words.insert((a, b));
        }
    };
    for pair in cryptogram.stream.windows(2) {
        let [a, b] = [0, 1].map(|i| pair.get(i).and_then(|s| cryptogram.known(*s)));
        take(a, b);
    }
    for crib in cribs {
        for pair in crib.chars.windows(2) {
            take(pair.first().copied(), pair.get(1).copied());
        }
    }
    words
}
