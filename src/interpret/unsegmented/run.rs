//! A run of characters that holds all values of a row, and the ways to cut it.

use crate::text::value::{self, Parsed};
use crate::text::words::{Word, words};
use rust_decimal::Decimal;

/// What a reading says of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// A count is printed.
    Count(i64),
    /// An amount of money is printed, in the form's unit.
    Amount(Decimal),
    /// A dash or a word for none is printed.
    Dash,
    /// The cell is blank, or its zero was lost: the text does not tell.
    Hole,
}

impl Cell {
    /// What it gives to a sum.
    pub fn count(self) -> i64 {
        match self {
            Cell::Count(n) => n,
            _ => 0,
        }
    }
}

/// What may stand in a cell of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of things.
    Count,
    /// A number of things with a sign.
    Change,
    /// Money.
    Amount,
}

/// Longer runs are not cut: fifteen numbers of four digits are 60.
const LONGEST: usize = 64;

/// More digits than this are no count.
const DIGITS: usize = 9;

/// The characters of a run, digits and signs of either width as ASCII, a dash or a word for none as one `-` where it
/// cannot be a minus.
#[derive(Clone, Debug)]
pub struct Run {
    chars: Vec<char>,
    /// White space stands before the character.
    gaps: Vec<bool>,
    /// White space stands between all numbers: none begins or ends elsewhere.
    spaced: bool,
}

/// A dash that is no minus.
const DASH: char = '—';

impl Run {
    /// `None` if the text is no run of values, or too long for one. `wide` says that the document prints two strokes
    /// for one dash.
    pub fn new(text: &str, wide: bool) -> Option<Run> {
        let mut run = Run { chars: Vec::new(), gaps: Vec::new(), spaced: false };
        let mut gap = false;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let none = words(Word::None).iter().filter(|w| stroke(w) || w.chars().all(char::is_alphabetic));
            let none =
                none.filter(|w| rest.starts_with(**w) && (!stroke(w) || w.chars().count() == 1 + usize::from(wide)));
            let folded = value::fold(c);
            let (read, length) = match folded {
                _ if c.is_whitespace() => (None, c.len_utf8()),
                '0'..='9' | '.' | ',' | '+' => (Some(folded), c.len_utf8()),
                '-' if !wide => (Some('-'), c.len_utf8()),
                _ => match none.map(|w| w.len()).max() {
                    Some(length) => (Some(DASH), length),
                    None => (Some(c), c.len_utf8()),
                },
            };
            match read {
                None => gap = true,
                Some(c) => {
                    run.chars.push(c);
                    run.gaps.push(std::mem::take(&mut gap));
                }
            }
            rest = rest.get(length..)?;
        }
        (!run.chars.is_empty() && run.chars.len() <= LONGEST).then_some(run)
    }

    /// The same where white space stands between all numbers.
    pub fn spaced(mut self, spaced: bool) -> Run {
        self.spaced = spaced;
        self
    }

    /// Whether all of it can be one cell.
    pub fn is_cell(&self) -> bool {
        [Kind::Count, Kind::Change, Kind::Amount].into_iter().any(|kind| self.cell(0, self.len(), kind).is_some())
    }

    /// Characters of it, white space left out.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The cell that the characters from `from` up to `to` print, if they print one.
    fn cell(&self, from: usize, to: usize, kind: Kind) -> Option<Cell> {
        let text = self.chars.get(from..to)?;
        if let ['-' | DASH] = text {
            return Some(Cell::Dash);
        }
        let (negative, digits) = match (kind, text) {
            (Kind::Change, ['-', digits @ ..]) => (true, digits),
            (Kind::Change, ['+', digits @ ..]) => (false, digits),
            _ => (false, text),
        };
        if kind == Kind::Amount {
            // Without a unit the number stands as it is.
            let text: String = digits.iter().collect();
            return match value::parse(&text) {
                Parsed::Number { value, residue: false, letter: false, note: None, .. }
                    if !text.starts_with(['+', '-']) =>
                {
                    Some(Cell::Amount(value))
                }
                _ => None,
            };
        }
        let number = if digits.contains(&',') {
            // Refuses separators at wrong places.
            let number = value::digits(&digits.iter().collect::<String>()).filter(|_| digits.len() <= DIGITS + 3)?;
            i64::try_from(number).ok()?
        } else {
            if digits.is_empty() || digits.len() > DIGITS || digits.len() > 1 && digits.first() == Some(&'0') {
                return None;
            }
            digits.iter().try_fold(0, |n: i64, c| Some(n * 10 + i64::from(c.to_digit(10)?)))?
        };
        Some(Cell::Count(if negative { -number } else { number }))
    }
}

/// Whether a word for none is a stroke, or several.
fn stroke(word: &str) -> bool {
    !word.chars().any(char::is_alphabetic)
}

/// Whether all strokes of the texts come in pairs, as where one dash is printed as two.
pub fn wide_dashes<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let is_stroke = |c: char| words(Word::None).iter().any(|w| stroke(w) && w.starts_with(c));
    let mut any = false;
    for text in texts {
        let chars: Vec<char> = text.chars().collect();
        for part in chars.chunk_by(|a, b| is_stroke(*a) == is_stroke(*b)) {
            if part.first().is_some_and(|c| is_stroke(*c)) {
                any = true;
                if part.len() % 2 == 1 {
                    return false;
                }
            }
        }
    }
    any
}

/// What may have happened to the text of a row; one thing at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Nothing.
    None,
    /// A cell left nothing: it is blank, or its zero was lost.
    Hole,
    /// Any number of cells left nothing.
    Holes,
    /// There is a zero too many.
    ExtraZero,
    /// White space stands inside a number.
    Gaps,
}

impl Damage {
    /// What counts as one fault.
    pub const FAULTS: [Damage; 3] = [Damage::Hole, Damage::ExtraZero, Damage::Gaps];
}

/// How much may still be done; counts down, so that the same text always gives the same answer.
#[derive(Debug)]
pub struct Work(pub u64);

impl Work {
    /// Takes some off; `false` if nothing is left.
    pub fn take(&mut self, amount: u64) -> bool {
        self.0 = self.0.saturating_sub(amount);
        self.0 > 0
    }
}

/// Follows the ways to cut a run.
pub trait Visitor {
    /// Whether a cell may be read so, after the cells before it.
    fn admits(&mut self, before: &[Cell], cell: Cell) -> bool;
    /// A whole reading. `false` ends the walk.
    fn reading(&mut self, cells: &[Cell]) -> bool;
}

/// All ways to cut the part of a run from `from` to `to` into cells of these kinds, with this damage or none. `false` if
/// the work ran out, or the visitor ended it.
pub fn walk(
    run: &Run,
    (from, to): (usize, usize),
    kinds: &[Kind],
    damage: Damage,
    work: &mut Work,
    visitor: &mut impl Visitor,
) -> bool {
    Walker { run, to, kinds, damage, work, taken: Vec::with_capacity(kinds.len()) }.go(from, false, visitor)
}

struct Walker<'a> {
    run: &'a Run,
    to: usize,
    kinds: &'a [Kind],
    damage: Damage,
    work: &'a mut Work,
    taken: Vec<Cell>,
}

impl Walker<'_> {
    /// `done` says that the one damage was met.
    fn go(&mut self, at: usize, done: bool, visitor: &mut impl Visitor) -> bool {
        if !self.work.take(1) {
            return false;
        }
        let left = self.kinds.len() - self.taken.len();
        let Some(kind) = self.kinds.get(self.taken.len()).copied() else {
            return at < self.to || visitor.reading(&self.taken);
        };
        let holes = match self.damage {
            Damage::Holes => left,
            Damage::Hole => usize::from(!done),
            _ => 0,
        };
        if self.to - at + holes < left {
            return true;
        }
        let zero = at < self.to && self.run.chars.get(at) == Some(&'0');
        let on = match self.damage {
            _ if holes > 0 => self.step(Cell::Hole, at, true, visitor),
            Damage::ExtraZero if zero && !done => self.go(at + 1, true, visitor),
            _ => true,
        };
        if !on {
            return false;
        }
        for end in at + 1..=self.to {
            let gap = end > at + 1 && self.run.gaps.get(end - 1) == Some(&true);
            // A zero begins nothing longer, but for an amount.
            let long = zero && end == at + 2 || end - at > DIGITS + 4;
            if gap && self.damage != Damage::Gaps || long && kind != Kind::Amount {
                break;
            }
            if self.run.spaced && end < self.to && self.run.gaps.get(end) == Some(&false) {
                continue;
            }
            if let Some(cell) = self.run.cell(at, end, kind)
                && !self.step(cell, end, done, visitor)
            {
                return false;
            }
        }
        true
    }

    fn step(&mut self, cell: Cell, at: usize, done: bool, visitor: &mut impl Visitor) -> bool {
        if !visitor.admits(&self.taken, cell) {
            return true;
        }
        self.taken.push(cell);
        let on = self.go(at, done, visitor);
        self.taken.pop();
        on
    }
}
