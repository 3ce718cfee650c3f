//! The order of columns by the heads of a flattened text, whose lines give spanning heads before those below them.

use super::blocks;
use crate::form::Form;
use crate::form::layout::Layout;

/// A word among the heads of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// A column, by its place in the table.
    Column(usize),
    /// A block, by its place in the row.
    Block(usize),
    /// A head over several columns.
    Group,
    /// A column that offices add.
    Aside,
    /// Anything else.
    Other,
}

/// What the heads say of the order of the columns.
#[derive(Debug, Default)]
pub struct Sequence {
    /// The words that are columns, in the order of the columns.
    pub columns: Vec<usize>,
    /// They are all there, so that their order is known.
    pub ordered: bool,
    /// They are in another order than that of the form, and not all there.
    pub broken: bool,
    /// Some columns are missing, and no word among the heads can be a piece of theirs: the source has none such.
    pub partial: bool,
    /// Of blocks, for each value its cell, if all heads are there.
    pub slots: Vec<usize>,
}

/// Orders the words among the heads of a table.
pub fn sequence(form: &Form, table: usize, words: &[Word]) -> Sequence {
    match form.tables.get(table).map(|t| t.layout) {
        Some(Layout::Uniform) => uniform(form, table, words),
        Some(Layout::Blocks) => of_blocks(form, words),
        _ => varied(words),
    }
}

fn varied(words: &[Word]) -> Sequence {
    let columns = at(words, |w| matches!(w, Word::Column(_) | Word::Aside));
    Sequence { columns, ordered: true, ..Sequence::default() }
}

/// The places of some words.
fn at(words: &[Word], wanted: impl Fn(&Word) -> bool) -> Vec<usize> {
    words.iter().enumerate().filter(|(_, w)| wanted(w)).map(|(i, _)| i).collect()
}

fn uniform(form: &Form, table: usize, words: &[Word]) -> Sequence {
    let Some(spec) = form.tables.get(table) else { return Sequence::default() };
    let order = form.labels.tables.get(table).map_or(&[][..], |t| &t.columns);
    if let Some(from) = repeated(words, order) {
        let mut last = uniform(form, table, words.get(from..).unwrap_or_default());
        last.columns.iter_mut().for_each(|i| *i += from);
        return last;
    }
    let divided = |i: &usize| match words.get(*i) {
        Some(Word::Column(c)) => spec.columns.get(*c).is_some_and(|c| !c.group.is_empty()),
        _ => false,
    };
    let mut seen = Vec::new();
    let first = |w: &Word| match w {
        Word::Column(c) => {
            !seen.contains(c) && {
                seen.push(*c);
                true
            }
        }
        w => *w == Word::Aside,
    };
    let mut first = first;
    let found: Vec<usize> = words.iter().enumerate().filter(|(_, w)| first(w)).map(|(i, _)| i).collect();
    let (below, mut columns): (Vec<usize>, Vec<usize>) = found.iter().partition(|i| divided(i));
    let groups = at(words, |w| *w == Word::Group);
    let rank = |i: &usize| match words.get(*i) {
        Some(Word::Column(c)) => order.iter().position(|o| o == c),
        _ => None,
    };
    let ascending = |list: &[usize]| list.iter().filter_map(rank).is_sorted();
    let aside = words.contains(&Word::Aside);
    let complete = order.iter().all(|c| words.contains(&Word::Column(*c)));
    // A program that prints a page by heights puts the spanning head anywhere; a row of heads has it in its place.
    let spanning = [columns.as_slice(), &groups].concat();
    let low = spanning.iter().min().copied().unwrap_or(0);
    let row = spanning.iter().max().is_some_and(|high| high + 1 - low == spanning.len());
    let straight = ascending(&columns) && ascending(&below);
    let place = match groups.as_slice() {
        [group] if row => columns.iter().position(|i| i > group).unwrap_or(columns.len()),
        _ => columns.iter().position(|i| below.first().map(rank) < Some(rank(i))).unwrap_or(columns.len()),
    };
    let known = row && groups.len() == 1 || straight && groups.len() < 2 && !aside;
    columns.splice(place..place, below.iter().copied());
    // One line of heads gives the columns as they are.
    let single = found.iter().zip(found.iter().skip(1)).all(|(a, b)| a + 1 == *b);
    if single && groups.is_empty() && !straight {
        columns = found;
        return Sequence { columns, ordered: complete, broken: !complete, ..Sequence::default() };
    }
    let ordered = complete && known;
    let broken = !ordered && (aside || groups.len() > 1 || !straight);
    let partial = !complete && !broken && straight && found.len() > 3 && !words_between(words, &found);
    Sequence { columns, ordered: ordered || partial, broken, partial, slots: Vec::new() }
}

/// Where the last row of heads begins, if all columns stand in it and some stood before: merged heads whose text was
/// written into every row they cover.
fn repeated(words: &[Word], order: &[usize]) -> Option<usize> {
    let columns = at(words, |w| matches!(w, Word::Column(_)));
    let from = *columns.get(columns.len().checked_sub(order.len())?)?;
    let last = words.get(from..)?;
    (columns.len() > order.len() && order.iter().all(|c| last.contains(&Word::Column(*c)))).then_some(from)
}

/// Whether words that name nothing stand among the heads.
fn words_between(words: &[Word], found: &[usize]) -> bool {
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return true };
    words.iter().take(last + 1).skip(*first).any(|w| *w == Word::Other)
}

fn of_blocks(form: &Form, words: &[Word]) -> Sequence {
    let blocks = blocks::table(form).map_or_else(Vec::new, |(_, row)| blocks::blocks_of(form, row));
    let columns = at(words, |w| matches!(w, Word::Column(_)));
    let named: Vec<usize> =
        words.iter().filter_map(|w| if let Word::Column(c) = w { Some(*c) } else { None }).collect();
    let mut order: Vec<usize> = Vec::new();
    for word in words {
        if let Word::Block(b) = word
            && !order.contains(b)
        {
            order.push(*b);
        }
    }
    if order.len() != blocks.len() {
        order = (0..blocks.len()).collect();
    }
    let mut slots = Vec::new();
    // What stands before the heads of all cells was written there for the merged ones among them.
    let more = named.len().saturating_sub(blocks.iter().map(Vec::len).sum());
    let mut rest = named.get(more..).unwrap_or_default();
    for block in &order {
        let Some(cells) = blocks.get(*block) else { break };
        let before: usize = blocks.iter().take(*block).map(Vec::len).sum();
        let (own, behind) = rest.split_at(cells.len().min(rest.len()));
        rest = behind;
        slots.extend(own.iter().filter_map(|c| cells.iter().position(|o| o == c)).map(|i| before + i));
    }
    let whole = rest.is_empty() && slots.len() == blocks.iter().map(Vec::len).sum::<usize>();
    let distinct = (0..slots.len()).all(|slot| slots.contains(&slot));
    if whole && distinct {
        return Sequence { columns, ordered: true, slots, ..Sequence::default() };
    }
    // Within a block no column stands before an earlier one but the first, with which the next block begins.
    let first = blocks.first().and_then(|b| b.first());
    let back = named.iter().zip(named.iter().skip(1)).any(|(a, b)| b < a && Some(b) != first);
    Sequence { columns, broken: back, ..Sequence::default() }
}
