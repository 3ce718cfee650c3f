//! Blank cells in text dumps: a dump keeps its columns only from line to line, and they drift over a page. The places
//! of all lines are chosen together: values of one column stand under one another in near lines, and the last value of
//! a row is the sum of those before it.

use super::lines::Word;
use crate::text::value::{self, Parsed};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Which column each value of a line stands in.
type Choice = Vec<usize>;

/// Where each column was seen last, in characters.
type Places = Vec<Option<f32>>;

/// Choices kept while the lines are gone through.
const WIDTH: usize = 400;
/// What a value costs whose column has not been seen yet, in characters.
const UNSEEN: f32 = 1.5;
/// More than this far off, in characters, it no longer matters how far.
const FAR: f32 = 6.0;
/// What it costs to move a whole line by a character.
const MOVED: f32 = 0.5;
/// By how much, in characters, a choice must be better than any other for its line.
const CERTAIN: f32 = 1.0;

/// A line's middles in characters, and its numbers; a dash counts as nothing.
struct Values {
    middles: Vec<f32>,
    /// Where its words begin and end, in characters.
    spans: Vec<(f32, f32)>,
    numbers: Vec<Decimal>,
}

impl Values {
    fn of(words: &[Word], unit: f32) -> Values {
        let number = |w: &Word| match value::parse(&w.text) {
            Parsed::Number { value, .. } => value,
            _ => Decimal::ZERO,
        };
        Values {
            middles: words.iter().map(|w| w.bbox.cx() / unit).collect(),
            spans: words.iter().map(|w| (w.bbox.x0 / unit, w.bbox.x1 / unit)).collect(),
            numbers: words.iter().map(number).collect(),
        }
    }

    /// What the sum says of a choice: the last column is the total of the others.
    fn sum(&self, choice: &Choice, count: usize) -> f32 {
        let Some((total, parts)) = self.numbers.split_last() else { return 0.0 };
        let in_total = choice.last() == Some(&(count - 1));
        let adds_up = *total == parts.iter().sum::<Decimal>();
        match (in_total, adds_up) {
            _ if self.numbers.iter().all(Decimal::is_zero) => 0.0,
            (true, true) => -3.0,
            (true, false) => 0.0,
            (false, _) => 2.0,
        }
    }

    /// Whether a word reaches over the place of a column that has no value in this line: two numbers that ran together.
    fn runs_together(&self, choice: &Choice, seen: &Places) -> bool {
        let (_, shift) = self.off(choice, seen);
        let blank = |column: usize| !choice.contains(&column);
        let free = seen.iter().enumerate().filter(|(column, _)| blank(*column));
        let places: Vec<f32> = free.filter_map(|(_, place)| Some((*place)? + shift)).collect();
        self.spans.iter().any(|(from, to)| places.iter().any(|place| from < place && place < to))
    }

    /// How far a choice is off the places of its columns in near lines, and by how much the line as a whole is moved
    /// against them: what stands to its left moves all of it.
    fn off(&self, choice: &Choice, seen: &Places) -> (f32, f32) {
        let place = |column: &usize| seen.get(*column).copied().flatten();
        let own = || self.middles.iter().zip(choice).filter_map(|(x, c)| Some(x - place(c)?));
        let unseen = choice.iter().filter(|c| place(c).is_none()).count() as f32 * UNSEEN;
        let cost = |shift: f32| {
            let mut cost = MOVED * shift.abs().min(2.0 * FAR) + unseen;
            for (column, place) in seen.iter().enumerate() {
                let Some(place) = place.map(|p| p + shift) else { continue };
                for (x, chosen) in self.middles.iter().zip(choice) {
                    let over = match chosen.cmp(&column) {
                        Ordering::Equal => (x - place).abs(),
                        // Columns keep their order.
                        Ordering::Less => x + 1.0 - place,
                        Ordering::Greater => place + 1.0 - x,
                    };
                    cost += over.clamp(0.0, FAR);
                }
            }
            (cost, shift)
        };
        own().map(cost).chain([cost(0.0)]).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((unseen, 0.0))
    }

    /// The places of columns after this line.
    fn step(&self, choice: &Choice, seen: &Places, shift: f32) -> Places {
        let mut next: Places = seen.iter().map(|p| p.map(|p| p + shift)).collect();
        for (x, column) in self.middles.iter().zip(choice) {
            if let Some(slot) = next.get_mut(*column) {
                *slot = Some(*x);
            }
        }
        next
    }
}

/// One way to place the lines so far, and where each column was seen last.
struct Path {
    cost: f32,
    last: Places,
    choices: Vec<usize>,
}

/// All rising choices of `n` of `count` columns.
fn choices(n: usize, count: usize) -> Vec<Choice> {
    let mut out: Vec<Choice> = vec![Vec::new()];
    for i in 0..n {
        let mut longer = Vec::new();
        for choice in out {
            let from = choice.last().map_or(0, |c| c + 1);
            for column in from..=count.saturating_sub(n - i) {
                longer.push(choice.iter().copied().chain([column]).collect());
            }
        }
        out = longer;
    }
    out
}

/// The columns of the values of each line; `None` where they are not certain. `unit` is the width of a character, `ends`
/// the places of the first and the last head, `heads` of all of them, if they are known.
pub fn place(
    lines: &[&[Word]],
    count: usize,
    unit: f32,
    ends: Option<(f32, f32)>,
    heads: Option<&[f32]>,
) -> Vec<Option<Choice>> {
    let mut seen: Places = match heads {
        Some(heads) if heads.len() == count => heads.iter().map(|x| Some(x / unit)).collect(),
        _ => vec![None; count],
    };
    if let (Some((first, last)), [a, .., b]) = (ends, seen.as_mut_slice()) {
        (*a, *b) = (Some(first / unit), Some(last / unit));
    }
    let shown = ends.is_some() || lines.iter().any(|l| l.len() == count);
    let lines: Vec<Values> = lines.iter().map(|l| Values::of(l, unit)).collect();
    let fits = |l: &Values| !l.middles.is_empty() && l.middles.len() <= count;
    let all: Vec<Vec<Choice>> =
        lines.iter().map(|l| if fits(l) { choices(l.middles.len(), count) } else { vec![Vec::new()] }).collect();
    let mut paths = vec![Path { cost: 0.0, last: seen.clone(), choices: Vec::new() }];
    for (line, choices) in lines.iter().zip(&all) {
        let mut next: Vec<(f32, f32, usize, usize)> = Vec::new();
        for (p, path) in paths.iter().enumerate() {
            for (c, choice) in choices.iter().enumerate() {
                let (cost, shift) = if choice.is_empty() { (0.0, 0.0) } else { line.off(choice, &path.last) };
                next.push((path.cost + cost + line.sum(choice, count), shift, p, c));
            }
        }
        next.sort_by(|a, b| a.0.total_cmp(&b.0));
        next.truncate(WIDTH);
        let step = |(cost, shift, p, c): (f32, f32, usize, usize)| {
            let path = paths.get(p)?;
            let last = line.step(choices.get(c)?, &path.last, shift);
            let choices = path.choices.iter().copied().chain([c]).collect();
            Some(Path { cost, last, choices })
        };
        paths = next.into_iter().filter_map(step).collect();
    }
    let Some(best) = paths.first() else { return vec![None; lines.len()] };
    let chosen: Vec<&Choice> = all.iter().zip(&best.choices).filter_map(|(a, c)| a.get(*c)).collect();
    // Where the lines do not show all columns, which of them are blank throughout is not to be known.
    let used = |column: usize| chosen.iter().filter(|c| c.contains(&column)).count();
    if !shown && (0..count).any(|c| used(c) < 2) {
        return vec![None; lines.len()];
    }
    let pairs: Vec<(&Values, &Choice)> = lines.iter().zip(chosen).collect();
    let above = walk(pairs.iter(), seen);
    let mut below = walk(pairs.iter().rev(), vec![None; count]);
    below.reverse();
    let near = above.iter().zip(&below);
    pairs.iter().zip(&all).zip(near).map(|((pair, choices), (a, b))| certain(*pair, choices, [a, b], count)).collect()
}

/// The places of columns before each line.
fn walk<'a>(pairs: impl Iterator<Item = &'a (&'a Values, &'a Choice)>, mut seen: Places) -> Vec<Places> {
    pairs
        .map(|(line, choice)| {
            let (_, shift) = line.off(choice, &seen);
            let next = line.step(choice, &seen, if choice.is_empty() { 0.0 } else { shift });
            std::mem::replace(&mut seen, next)
        })
        .collect()
}

/// The choice for one line, if none comes near it when compared with the lines above or those below.
fn certain((line, own): (&Values, &Choice), choices: &[Choice], near: [&Places; 2], count: usize) -> Option<Choice> {
    let cost = |choice: &Choice| {
        near.iter().map(|seen| line.off(choice, seen).0).fold(f32::MAX, f32::min) + line.sum(choice, count)
    };
    let own_cost = cost(own);
    let certain = !own.is_empty() && choices.iter().filter(|c| *c != own).all(|c| cost(c) >= own_cost + CERTAIN);
    let sum = line.sum(own, count);
    // A total that is not the sum of what stands before it, in a row with blanks: a number may have run into another.
    let whole = own.len() == count
        || own.last() != Some(&(count - 1))
        || sum != 0.0
        || line.numbers.iter().all(Decimal::is_zero);
    let together = || near.iter().any(|seen| line.runs_together(own, seen));
    (certain && whole && (sum < 0.0 || !together())).then(|| own.clone())
}

/// Lines one under the other as one row whose numbers are wrapped, if only so its last number is the sum of the others.
pub fn wrapped(lines: &[&[Word]], width: usize, unit: f32) -> Option<Vec<Word>> {
    if lines.len() < 2 || lines.iter().any(|l| l.is_empty() || adds_up(l)) {
        return None;
    }
    // Two ways to stack the pieces that both add up prove neither.
    let mut ways = [0.0, 1.5, 3.5].into_iter().filter_map(|reach| stacked(lines, width, reach * unit));
    let first = ways.next()?;
    let same = |other: &Vec<Word>| other.iter().map(|w| &w.text).eq(first.iter().map(|w| &w.text));
    ways.all(|way| same(&way)).then_some(first)
}

/// Lines one under the other as one row: a word goes on with the nearest above it, no farther off than `reach`.
fn stacked(lines: &[&[Word]], width: usize, reach: f32) -> Option<Vec<Word>> {
    let mut cells: Vec<Word> = Vec::new();
    let mut joined = false;
    for line in lines {
        let mut taken: Vec<usize> = Vec::new();
        for word in *line {
            let off = |c: &Word| (c.bbox.cx() - word.bbox.cx()).abs();
            let near = cells
                .iter()
                .enumerate()
                .filter(|(i, c)| {
                    !taken.contains(i) && c.bbox.x0.max(word.bbox.x0) - c.bbox.x1.min(word.bbox.x1) < reach
                })
                .min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)))
                .map(|(i, _)| i);
            match near.and_then(|i| cells.get_mut(i)) {
                Some(cell) => {
                    joined = true;
                    cell.text.append(&word.text);
                    cell.bbox = cell.bbox.union(&word.bbox);
                    taken.extend(near);
                }
                None => {
                    taken.push(cells.len());
                    cells.push(word.clone());
                }
            }
        }
    }
    cells.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    (joined && cells.len() <= width && adds_up(&cells)).then_some(cells)
}

/// The columns of the one line of a table of blocks, of so many columns each: the last of a block is the sum of the
/// others, and where they add up in several ways, the heads must tell.
pub fn place_blocks(line: &[Word], blocks: &[usize], heads: Option<&[f32]>, unit: f32) -> Option<Choice> {
    let values = Values::of(line, unit);
    let adds_up = |choice: &Choice, (from, to): (usize, usize)| {
        let number =
            |column: usize| choice.iter().position(|c| *c == column).and_then(|i| values.numbers.get(i)).copied();
        let total = to.checked_sub(1).and_then(number);
        let parts: Decimal = (from..to.saturating_sub(1)).filter_map(number).sum();
        total.unwrap_or_default() == parts
    };
    let ends = blocks.iter().scan(0, |end, width| {
        *end += width;
        Some((*end - width, *end))
    });
    let spans: Vec<(usize, usize)> = ends.collect();
    let whole = spans.last().map_or(0, |(_, end)| *end);
    let fitting: Vec<Choice> =
        choices(line.len(), whole).into_iter().filter(|c| spans.iter().all(|span| adds_up(c, *span))).collect();
    if let [one] = fitting.as_slice() {
        return Some(one.clone());
    }
    let heads = heads?;
    let head = |column: usize| heads.get(column).map(|x| x / unit);
    // All of the line is drawn together, so gaps are compared and not places.
    let cost = |choice: &Choice| {
        let places: Vec<f32> = choice.iter().filter_map(|c| head(*c)).collect();
        let gap = |pair: &[f32]| pair.last().zip(pair.first()).map_or(0.0, |(b, a)| b - a);
        let gaps = values
            .middles
            .windows(2)
            .zip(places.windows(2))
            .map(|(a, b)| (gap(a) - gap(b)).abs().min(FAR))
            .sum::<f32>();
        let first = values.middles.first().zip(places.first()).map_or(0.0, |(a, b)| (a - b).abs());
        gaps + MOVED * first.min(FAR)
    };
    let mut costs: Vec<(f32, Choice)> = fitting.into_iter().map(|c| (cost(&c), c)).collect();
    costs.sort_by(|a, b| a.0.total_cmp(&b.0));
    match costs.as_slice() {
        [(best, choice), (next, _), ..] if *next >= best + 2.0 * CERTAIN => Some(choice.clone()),
        _ => None,
    }
}

/// Whether the last number is the sum of the others, and not zero.
pub(super) fn adds_up(words: &[Word]) -> bool {
    let number = |w: &Word| match value::parse(&w.text) {
        Parsed::Number { value, .. } => Some(value),
        Parsed::NotApplicable => Some(Decimal::ZERO),
        _ => None,
    };
    let numbers: Option<Vec<Decimal>> = words.iter().map(number).collect();
    match numbers.as_deref().and_then(<[Decimal]>::split_last) {
        Some((total, parts)) => !parts.is_empty() && !total.is_zero() && *total == parts.iter().sum::<Decimal>(),
        None => false,
    }
}
