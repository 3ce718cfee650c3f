//! The labels of a form inside running text: where nothing but the words says where one ends and the next begins.

use super::{Labels, Section};
use crate::text::key::{distance, key, split_number};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a stretch of text was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// The label of a row, by its place in the form.
    Row(usize),
    /// The head of a column, with its table.
    Head(usize),
    /// A caption, or a label over several rows or columns.
    Other,
}

/// A stretch of a text: a label of the form with its number, or what stands between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it is; `None` for text that is not of the form.
    pub known: Option<Known>,
}

/// More characters than this are looked at from their end only: all labels of the form are under 2000.
const MOST: usize = 4000;

/// A longer label than this has no form.
const LONGEST: usize = 60;

/// The characters of a matching key, each with the bytes it came from.
struct Keyed {
    chars: Vec<char>,
    places: Vec<Range<usize>>,
}

impl Keyed {
    fn new(text: &str) -> Keyed {
        let mut keyed = Keyed { chars: Vec::new(), places: Vec::new() };
        for (at, c) in text.char_indices() {
            for k in key(c.encode_utf8(&mut [0; 4])).chars() {
                keyed.chars.push(k);
                keyed.places.push(at..at + c.len_utf8());
            }
        }
        // Misspellings are unified over several characters.
        let whole: Vec<char> = key(text).chars().collect();
        if whole.len() == keyed.chars.len() {
            keyed.chars = whole;
        }
        keyed
    }

    fn start(&self, at: usize) -> usize {
        self.places.get(at).map_or(usize::MAX, |p| p.start)
    }

    fn end(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|i| self.places.get(i)).map_or(0, |p| p.end)
    }
}

impl Labels {
    /// Adds a caption, or a label over several rows or columns.
    pub fn add_other(&mut self, printed: &str) {
        self.spotted(printed, Known::Other);
    }

    /// Makes a label one that is found inside text.
    pub(super) fn spotted(&mut self, printed: &str, known: Known) {
        let chars: Vec<char> = key(printed).chars().collect();
        if let Some(first) = chars.first().filter(|_| chars.len() >= 2) {
            let list = self.spots.entry(*first).or_default();
            if !list.iter().any(|(k, other)| *k == chars && *other == known) {
                list.push((chars, known));
            }
        }
    }

    /// The labels that a text has from a place of its key on, with their lengths in characters of the key.
    fn labels_at<'a>(&'a self, keyed: &'a Keyed, at: usize) -> impl Iterator<Item = (usize, Known)> + 'a {
        let rest = keyed.chars.get(at..).unwrap_or_default();
        let list = rest.first().and_then(|c| self.spots.get(c)).map_or(&[][..], Vec::as_slice);
        list.iter().filter(move |(k, _)| rest.starts_with(k)).map(|(k, known)| (k.len(), *known))
    }

    /// Whether a text begins with a label of the form, or with the number of one.
    pub fn begins_label(&self, text: &str) -> bool {
        let text = text.trim_start();
        let short: String = text.chars().take(LONGEST).collect();
        split_number(text).is_some() || self.labels_at(&Keyed::new(&short), 0).next().is_some()
    }

    /// Whether a text is one label of the form, and nothing else.
    pub fn is_known(&self, text: &str) -> bool {
        matches!(self.spot(text).as_slice(), [Spot { known: Some(_), range }] if range.len() == text.len())
    }

    /// Takes a text apart into labels of the form and what stands between them, in order and without a gap but for white
    /// space. A label begins and ends where another does, at white space or a bracket, or at a number: inside other words
    /// it is a mention.
    pub fn spot(&self, text: &str) -> Vec<Spot> {
        let skipped = text.char_indices().rev().nth(MOST).map_or(0, |(at, _)| at);
        let tail = text.get(skipped..).unwrap_or_default();
        let mut spots: Vec<Spot> = Vec::new();
        if skipped > 0 {
            spots.push(Spot { range: 0..skipped, known: None });
        }
        for (range, known) in self.pieces(tail) {
            spots.push(Spot { range: range.start + skipped..range.end + skipped, known });
        }
        // What stands between two belongs to the first, but for white space.
        let ends: Vec<usize> = spots.iter().skip(1).map(|s| s.range.start).chain([text.len()]).collect();
        for (spot, end) in spots.iter_mut().zip(ends) {
            let whole = text.get(spot.range.start..end).unwrap_or_default();
            spot.range.end = spot.range.start + whole.trim_end().len();
        }
        spots
    }

    fn pieces(&self, text: &str) -> Vec<(Range<usize>, Option<Known>)> {
        let keyed = Keyed::new(text);
        let numbers = Numbers::of(text, &keyed);
        let ways = Ways::of(self, text, &keyed, &numbers);
        let start = |at: usize| {
            let start = numbers.from.get(&at).map_or(keyed.start(at), |(byte, _)| *byte);
            text.get(..start).map_or(start, |t| t.trim_end_matches(|c| OPENING.contains(&c)).len())
        };
        let mut found: Vec<(Range<usize>, Option<Known>)> = Vec::new();
        let (mut at, mut free, mut open) = (0, true, None);
        while at < keyed.chars.len() {
            match ways.label(at, free) {
                Some((to, known)) => {
                    found.extend(open.take().map(|from| (start(from)..start(at), None)));
                    found.push((start(at)..keyed.end(to), Some(known)));
                    (at, free) = (to, true);
                }
                None => {
                    // A number opens a new piece, whatever its words.
                    if numbers.from.contains_key(&at) {
                        found.extend(open.take().map(|from| (start(from)..start(at), None)));
                    }
                    open.get_or_insert(at);
                    at += 1;
                    free = ways.may_begin(at);
                }
            }
        }
        found.extend(open.map(|from| (start(from)..keyed.end(at), None)));
        found
    }

    /// The numbered heading of a section that a text begins with, also with a misprint, and its length in bytes.
    pub fn heading_at_start(&self, text: &str) -> Option<(Section, usize)> {
        let (_, number, rest) = split_number(text)?;
        let short: String = rest.chars().take(LONGEST).collect();
        let keyed = Keyed::new(&short);
        // Least off, then longest.
        let mut best: Option<((usize, std::cmp::Reverse<usize>), usize, Section)> = None;
        for (section, heading) in self.headings.iter().filter(|(_, h)| h.len() >= 2) {
            let reach = if section.ordinal() == number { heading.len() / 8 } else { 0 };
            for length in heading.len() - reach..=heading.len() + reach {
                let Some(off) = keyed.chars.get(..length).and_then(|part| distance(part, heading, reach)) else {
                    continue;
                };
                let rank = (off, std::cmp::Reverse(heading.len()));
                if best.is_none_or(|(other, ..)| rank < other) {
                    best = Some((rank, length, *section));
                }
            }
        }
        let (_, length, section) = best?;
        Some((section, text.len() - rest.len() + keyed.end(length)))
    }
}

/// Brackets and marks that open what stands behind them.
const OPENING: [char; 6] = ['（', '(', '“', '《', '【', '〔'];

/// Marks behind which a label can begin, beside white space.
const CLOSING: [char; 6] = ['）', ')', '。', '；', '】', '|'];

/// The numbers of labels in a text, by the character of the key that each begins with: the byte where it begins, and the
/// character behind it.
struct Numbers {
    from: BTreeMap<usize, (usize, usize)>,
}

impl Numbers {
    fn of(text: &str, keyed: &Keyed) -> Numbers {
        let mut from = BTreeMap::new();
        let mut behind = 0;
        for (byte, _) in text.char_indices() {
            let rest = text.get(byte..).unwrap_or_default();
            let Some((_, _, label)) =
                split_number(rest).filter(|_| byte >= behind && !rest.starts_with(char::is_whitespace))
            else {
                continue;
            };
            behind = text.len() - label.len();
            let place = |byte: usize| keyed.places.partition_point(|p| p.start < byte);
            from.insert(place(byte), (byte, place(behind)));
        }
        Numbers { from }
    }
}

/// What it costs to read a text from each character of its key on: a label little, a character of none much.
struct Ways {
    /// A label begins here, and where it ends.
    label: Vec<Option<(u32, usize, Known)>>,
    /// The character is of no label.
    plain: Vec<u32>,
    /// A label may begin here, whatever stands before.
    border: Vec<bool>,
}

impl Ways {
    fn of(labels: &Labels, text: &str, keyed: &Keyed, numbers: &Numbers) -> Ways {
        const UNKNOWN: u32 = 16;
        let n = keyed.chars.len();
        let between = |at: usize| text.get(keyed.end(at)..keyed.start(at)).unwrap_or_default();
        let border = |at: usize| {
            let marks = |c: char| c.is_whitespace() || CLOSING.contains(&c);
            at == 0 || at >= n || between(at).contains(marks) || numbers.from.contains_key(&at)
        };
        let mut ways = Ways { label: vec![None; n + 1], plain: vec![0; n + 1], border: (0..=n).map(border).collect() };
        for at in (0..n).rev() {
            let numbered = numbers.from.get(&at).map(|(_, behind)| *behind);
            for (length, known) in labels.labels_at(keyed, numbered.unwrap_or(at)) {
                let to = numbered.unwrap_or(at) + length;
                // Behind a label stands a border or another one.
                let rest = if ways.may_begin(to) { Some(ways.free(to)) } else { ways.by_label(to) };
                let Some(total) = rest.map(|c| c.saturating_add(1)) else { continue };
                // A word that is a row's label and a head is a row's where it is numbered.
                let odd = |known| matches!(known, Known::Row(_)) != numbered.is_some();
                let best = ways.label.get(at).copied().flatten();
                if best.is_none_or(|(other, _, k)| (total, odd(known)) < (other, odd(k)))
                    && let Some(slot) = ways.label.get_mut(at)
                {
                    *slot = Some((total, to, known));
                }
            }
            let next = at + 1;
            let rest = if ways.may_begin(next) { ways.free(next) } else { ways.plain.get(next).copied().unwrap_or(0) };
            if let Some(slot) = ways.plain.get_mut(at) {
                *slot = rest.saturating_add(UNKNOWN);
            }
        }
        ways
    }

    fn may_begin(&self, at: usize) -> bool {
        self.border.get(at).copied().unwrap_or(true)
    }

    fn by_label(&self, at: usize) -> Option<u32> {
        self.label.get(at).copied().flatten().map(|(cost, ..)| cost)
    }

    fn free(&self, at: usize) -> u32 {
        let plain = self.plain.get(at).copied().unwrap_or(0);
        self.by_label(at).map_or(plain, |cost| cost.min(plain))
    }

    /// The label that is best read from here on, if `free` says that one may begin, and where it ends.
    fn label(&self, at: usize, free: bool) -> Option<(usize, Known)> {
        let plain = self.plain.get(at).copied().unwrap_or(0);
        let (_, to, known) = self.label.get(at).copied().flatten().filter(|(cost, ..)| free && *cost <= plain)?;
        Some((to, known))
    }
}
