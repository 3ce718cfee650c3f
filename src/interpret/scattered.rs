//! The table that is one row of blocks, where a dump has put the heads of some blocks between the values of others. Which
//! values are whose is known where each block adds up, and the totals stand in the order in which the blocks are named;
//! where the other values do not, the names right before them have to say the same.

use super::align::Match;
use super::blocks;
use super::records::{Field, Record, Records, split_words};
use super::unlabelled::BY_SUMS;
use crate::form::Form;
use crate::text::value::{self, Parsed};

/// More than so many values are no such table.
const MOST: usize = 24;

/// What the dump holds of the table, in order.
#[derive(Default)]
struct Stream {
    /// The values and what they count.
    values: Vec<(Field, i64)>,
    /// For each value the stretch of values in which it stands, with no word between them.
    stretch: Vec<usize>,
    /// The blocks in the order in which they are named, each with the number of values before its name.
    names: Vec<(usize, usize)>,
    /// The records that hold the values.
    records: Vec<usize>,
}

/// Gives the row of blocks its values, in a record of its own.
pub fn settle(form: &Form, all: &mut Records, matches: &mut Vec<Match>) {
    let Some((table, row)) = blocks::table(form).filter(|(_, row)| !matches.iter().any(|m| m.row == *row)) else {
        return;
    };
    let widths: Vec<usize> = blocks::blocks_of(form, row).iter().map(Vec::len).collect();
    let cells: usize = widths.iter().sum();
    let Some(stream) = stream(form, all, matches, table).filter(|s| s.values.len() == cells && cells <= MOST) else {
        return;
    };
    if !heads_in_order(form, table, &all.text) {
        return;
    }
    let mut found: Option<Vec<usize>> = None;
    for reading in readings(&stream, &widths) {
        let same = |other: &[usize]| {
            let count = |at: &usize| stream.values.get(*at).map(|(_, n)| *n);
            other.iter().zip(&reading).all(|(a, b)| count(a) == count(b))
        };
        if found.as_ref().is_some_and(|other| !same(other)) {
            return;
        }
        found.get_or_insert(reading);
    }
    let (Some(reading), Some(last)) = (found, stream.records.last().copied()) else { return };
    for at in &stream.records {
        if let Some(record) = all.records.get_mut(*at) {
            record.fields.truncate(record.label_end);
        }
    }
    let Some(like) = all.records.get(last) else { return };
    let fields = reading.iter().filter_map(|at| stream.values.get(*at)).map(|(field, _)| field.clone());
    let record = Record {
        fields: fields.collect(),
        label_end: 0,
        placed: true,
        unsegmented: false,
        flat: false,
        block: like.block,
        headers: like.headers.clone(),
    };
    all.records.insert(last + 1, record);
    for m in matches.iter_mut().filter(|m| m.records.start > last) {
        m.records = m.records.start + 1..m.records.end + 1;
    }
    matches.push(Match { row, records: last + 1..last + 2, score: BY_SUMS });
    matches.sort_by_key(|m| m.row);
}

/// The names and values behind the first name of a block, as far as the rows of a dump go; `None` where another text than
/// numbers stands among the values.
fn stream(form: &Form, all: &Records, matches: &[Match], table: usize) -> Option<Stream> {
    let taken = |at: usize| matches.iter().any(|m| m.records.contains(&at));
    let named = |record: &Record| -> Vec<usize> {
        let words = split_words(form, record.fields.get(..record.label_end).unwrap_or_default());
        words.iter().filter_map(|w| form.labels.block(table, &w.text).flatten()).collect()
    };
    let open = |(at, record): &(usize, &Record)| record.flat && !taken(*at);
    let (first, begin) = all.records.iter().enumerate().find(|r| open(r) && !named(r.1).is_empty())?;
    let mut stream = Stream::default();
    let rest = all.records.iter().enumerate().skip(first);
    for (at, record) in rest.take_while(|r| open(r) && r.1.block == begin.block) {
        for block in named(record) {
            if !stream.names.iter().any(|(b, _)| *b == block) {
                stream.names.push((block, stream.values.len()));
            }
        }
        let parted = if record.unsegmented { record.parted() } else { record.clone() };
        let values = parted.values();
        for field in values {
            let count = match value::parse(&field.text) {
                Parsed::Number { value, letter: false, .. } => i64::try_from(value).ok()?,
                Parsed::NotApplicable => 0,
                _ => return None,
            };
            stream.values.push((field.clone(), count));
            stream.stretch.push(at);
        }
        if !values.is_empty() {
            stream.records.push(at);
        }
    }
    Some(stream)
}

/// Whether the heads of a block stand in the order of the form in the text of the tables: each whole, or the beginnings of
/// all and then their ends, as they stand on two lines.
fn heads_in_order(form: &Form, table: usize, text: &str) -> bool {
    let columns = blocks::table(form).and_then(|(_, row)| blocks::blocks_of(form, row).into_iter().next());
    let columns = columns.unwrap_or_default();
    let parts = columns.split_last().map_or(&[][..], |(_, parts)| parts);
    let heads: Vec<&str> = parts.iter().filter_map(|c| form.labels.head(table, *c)).map(|l| l.key.as_str()).collect();
    let Some(first) = heads.first() else { return false };
    let begin = first.chars().next().unwrap_or_default();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(begin)) {
        from += at;
        if text.get(from..).is_some_and(|rest| begins_with(rest, &heads, String::new())) {
            return true;
        }
        from += begin.len_utf8();
    }
    false
}

/// Whether a text begins with the beginnings of all heads, and their ends stand together behind.
fn begins_with(text: &str, heads: &[&str], ends: String) -> bool {
    let Some((head, rest)) = heads.split_first() else { return text.contains(&ends) };
    let cut = |at: usize| {
        let (begin, end) = head.split_at_checked(at)?;
        Some((text.strip_prefix(begin).filter(|_| !begin.is_empty())?, end))
    };
    let cuts = (1..=head.len()).rev().filter_map(cut);
    cuts.into_iter().any(|(behind, end)| begins_with(behind, rest, format!("{ends}{end}")))
}

/// For each cell of the form the value that it is, in every way in which the stream can be read.
fn readings(stream: &Stream, widths: &[usize]) -> Vec<Vec<usize>> {
    let mut out = Vec::new();
    let mut order: Vec<usize> = stream.names.iter().map(|(block, _)| *block).collect();
    if order.len() != widths.len() {
        order = (0..widths.len()).collect();
    }
    let mut groups = Vec::new();
    place_groups(stream, widths, &order, 0, &mut groups, &mut out);
    out
}

/// Places the values before the totals, group by group from a value on.
fn place_groups(
    stream: &Stream,
    widths: &[usize],
    order: &[usize],
    from: usize,
    groups: &mut Vec<usize>,
    out: &mut Vec<Vec<usize>>,
) {
    // Blocks are alike: each has as many cells as the others.
    let Some(parts) = widths.first().filter(|w| widths.iter().all(|other| other == *w)).map(|w| w - 1) else { return };
    if groups.len() == widths.len() {
        out.extend(with_totals(stream, order, groups, parts));
        return;
    }
    for start in from..(stream.values.len() + 1).saturating_sub(parts) {
        let one = stream.stretch.get(start) == stream.stretch.get(start + parts - 1);
        if one {
            groups.push(start);
            place_groups(stream, widths, order, start + parts, groups, out);
            groups.pop();
        }
    }
}

/// The reading in which these groups are the blocks whose totals, in the order of the blocks, are the values between them.
fn with_totals(stream: &Stream, order: &[usize], groups: &[usize], parts: usize) -> Option<Vec<usize>> {
    let count = |at: usize| stream.values.get(at).map_or(0, |(_, n)| *n);
    let inside = |at: &usize| groups.iter().any(|g| (*g..*g + parts).contains(at));
    let totals: Vec<usize> = (0..stream.values.len()).filter(|at| !inside(at)).collect();
    let sum = |group: usize| (group..group + parts).map(count).sum::<i64>();
    let adds = |group: usize, total: usize| sum(group) == count(total) && total > group;
    let in_order = groups.iter().zip(&totals).all(|(g, t)| adds(*g, *t));
    let mut group_of: Vec<usize> = (0..groups.len()).collect();
    if !in_order {
        // Another order than that of the groups, if there is one only and the names say the same.
        let other = |t: &usize| {
            let mut fit = (0..groups.len()).filter(|g| groups.get(*g).is_some_and(|g| adds(*g, *t)));
            fit.next().filter(|_| fit.next().is_none())
        };
        group_of = totals.iter().map(other).collect::<Option<_>>()?;
        let distinct = (0..groups.len()).all(|g| group_of.contains(&g));
        if !distinct || !is_named(stream, order, groups, &group_of) {
            return None;
        }
    }
    let mut cells: Vec<(usize, usize)> = Vec::new();
    for ((block, group), total) in order.iter().zip(&group_of).zip(&totals) {
        let start = *groups.get(*group)?;
        cells.extend((start..start + parts).chain([*total]).map(|at| (*block, at)));
    }
    cells.sort_by_key(|(block, _)| *block);
    Some(cells.into_iter().map(|(_, at)| at).collect())
}

/// Whether the names say of a group that does not stand in the order of the blocks which block it is, and nothing else of
/// another: a name that alone stands between two groups is that of the second, and no block stands before its name.
fn is_named(stream: &Stream, order: &[usize], groups: &[usize], group_of: &[usize]) -> bool {
    if stream.names.len() != order.len() {
        return false;
    }
    let mut told = false;
    for (at, (block, group)) in order.iter().zip(group_of).enumerate() {
        let Some(start) = groups.get(*group).copied() else { return false };
        let since = group.checked_sub(1).and_then(|g| groups.get(g)).copied();
        let new: Vec<usize> = stream
            .names
            .iter()
            .filter(|(_, before)| *before <= start && since.is_none_or(|since| *before > since))
            .map(|(block, _)| *block)
            .collect();
        let named = stream.names.iter().any(|(b, before)| b == block && *before <= start);
        if !named || new.len() == 1 && new.first() != Some(block) {
            return false;
        }
        told |= new.len() == 1 && *group != at;
    }
    told
}
