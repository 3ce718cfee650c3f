//! Records to rows of the form, in order: the printed order never varies, so a label that fits two rows, or is cut or
//! misprinted, is placed by its neighbours. Rows that are not of the form are passed over and shift nothing.

use super::paths::{Fit, Paths};
use super::records::{Record, Records};
use crate::form::Form;
use crate::form::layout::{Layout, RowSpec, TableSpec};
use crate::model::limits::Limits;
use crate::text::key::{Numbering, key, split_number};
use crate::text::labels::Editions;
use crate::text::query::Query;
use crate::text::value;
use std::ops::Range;

/// A row of the form and the records that print it: more than one where a page or a line break cut the row.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Place of the row in the form.
    pub row: usize,
    /// Indices into the records.
    pub records: Range<usize>,
    /// Likeness of the label, 0 to 1.
    pub score: f32,
}

/// Least likeness of a label to its row.
pub(super) const LEAST: f32 = 0.55;

/// Likeness of a label that a page has cut, put together.
const WHOLE: f32 = 0.9;
/// A row that a page cuts goes on within so many records.
const NEAR: usize = 4;

/// Aligns the records with the rows of the form. A table whose rows are alike prints the rows of one edition, such as an
/// undivided row or those that divide it, so each edition is tried without the rows of the others, and what explains
/// more of the document stands; of those that explain as much, the newest.
pub fn align(form: &Form, all: &Records, limits: &Limits) -> Vec<Match> {
    let records = &all.records;
    let (n, m) = (records.len(), form.rows.len());
    let mut layouts: Vec<(Vec<bool>, Paths)> = Vec::new();
    for printed in printed(form) {
        layouts.push((printed, Paths::new(n, m)));
    }
    let mut fits: Vec<Fit> = Vec::new();
    for i in (0..=n).rev() {
        if limits.expired() {
            break;
        }
        let pieces = pieces(records, i);
        let candidates: Vec<Candidate> = pieces.iter().map(|len| Candidate::new(form, records, i..i + len)).collect();
        for j in (0..=m).rev() {
            fits.clear();
            let row = form.rows.get(j);
            fits.extend(candidates.iter().filter_map(|c| {
                let (gain, score) = c.gain(form, row?, j)?;
                Some(Fit { gain, len: c.records.len(), score })
            }));
            for (printed, paths) in &mut layouts {
                let printed = printed.get(j).copied().unwrap_or(false);
                paths.settle(i, j, if printed { &fits } else { &[] });
            }
        }
    }
    let best = layouts
        .iter()
        .map(|(_, paths)| paths)
        .reduce(|best, next| if next.worth() > best.worth() { next } else { best });
    let found = best.map(Paths::matches).unwrap_or_default().into_iter();
    let mut matches: Vec<Match> = found.map(|(row, records, score)| Match { row, records, score }).collect();
    cut(form, all, &mut matches);
    out_of_order(form, all, &mut matches, limits);
    matches
}

/// Gives rows whose matched record holds no values to the record before it, of another table, that holds them beside the
/// beginning of the label: a page has cut the row.
fn cut(form: &Form, all: &Records, matches: &mut [Match]) {
    let taken: Vec<Range<usize>> = matches.iter().map(|m| m.records.clone()).collect();
    for found in matches.iter_mut() {
        let [rest] = all.records.get(found.records.clone()).unwrap_or_default() else { continue };
        if rest.has_values() {
            continue;
        }
        let before = (0..found.records.start).rev().take_while(|i| !taken.iter().any(|t| t.contains(i))).take(NEAR);
        for i in before {
            let Some(record) = all.records.get(i).filter(|r| r.has_values() && r.block != rest.block) else { continue };
            let label = Query::new(&format!("{}{}", record.label(), rest.label()));
            let score = form.labels.row_score(&label, found.row);
            if !record.label().is_empty() && score >= WHOLE {
                *found = Match { row: found.row, records: i..i + 1, score };
                break;
            }
        }
    }
}

/// Adds the rows that stand in another order than that of the form: records that no row has taken, with the very label
/// of a row that has found none, under the heads of its table or beside other rows of it.
fn out_of_order(form: &Form, all: &Records, matches: &mut Vec<Match>, limits: &Limits) {
    let mut taken = vec![false; all.records.len()];
    for found in matches.iter() {
        taken.iter_mut().take(found.records.end).skip(found.records.start).for_each(|t| *t = true);
    }
    let table = |row: usize| form.rows.get(row).map(|r| r.table);
    let editions = matches
        .iter()
        .filter_map(|m| form.rows.get(m.row))
        .fold(None, |all: Option<Editions>, row| Some(all.map_or(row.editions(), |all| all.narrowed(row.editions()))));
    let mut added: Vec<Match> = Vec::new();
    for (i, record) in all.records.iter().enumerate() {
        let taken = taken.get(i).copied().unwrap_or(true);
        if taken || !record.has_values() || limits.expired() {
            continue;
        }
        let candidate = Candidate::new(form, &all.records, i..i + 1);
        let beside = |t: usize| {
            let here = |m: &Match| all.records.get(m.records.start).is_some_and(|r| r.block == record.block);
            let header = record.headers.get(t).copied().flatten().and_then(|h| all.headers.get(h));
            record.placed
                || header.is_some_and(|h| h.flat || h.last_row.is_some())
                || matches.iter().any(|m| table(m.row) == Some(t) && here(m))
        };
        let fits = |(j, row): (usize, &RowSpec)| {
            let free = !matches.iter().chain(&added).any(|m| m.row == j);
            let printed = editions.is_none_or(|e| row.editions().0 & e.0 != 0);
            let (_, score) = candidate.gain(form, row, j).filter(|_| free && printed && beside(row.table))?;
            (score >= 0.95).then_some(Match { row: j, records: i..i + 1, score })
        };
        let mut found: Vec<Match> = form.rows.iter().enumerate().filter_map(fits).collect();
        if let (Some(only), true) = (found.pop(), found.is_empty()) {
            added.push(only);
        }
    }
    matches.extend(added);
    matches.sort_by_key(|m| m.row);
}

/// Which rows each edition may print, the newest first; editions that print the same are one.
fn printed(form: &Form) -> Vec<Vec<bool>> {
    let mut found: Vec<Vec<bool>> = Vec::new();
    for edition in form.tabular().rev() {
        let uniform = |r: &RowSpec| form.tables.get(r.table).is_some_and(|t| t.layout == Layout::Uniform);
        let printed: Vec<bool> = form.rows.iter().map(|r| !uniform(r) || r.is_in(edition)).collect();
        if !found.contains(&printed) {
            found.push(printed);
        }
    }
    found
}

/// Over how many records from `i` on one row may be spread: one holds the values, the others pieces of the label.
fn pieces(records: &[Record], i: usize) -> Vec<usize> {
    let Some(first) = records.get(i) else { return Vec::new() };
    // A narrow column breaks the longest label of the form, 36 characters, into pieces of two or three.
    let most = if first.flat { 16 } else { 3 };
    let mut lengths = vec![1];
    let mut valued = usize::from(first.has_values());
    let letters = |r: &Record| r.label().chars().filter(|c| !c.is_whitespace()).count();
    let mut longest_label = letters(first);
    let most = if first.is_alone() { 1 } else { most };
    for len in 2..=most {
        let Some(next) = records.get(i + len - 1).filter(|r| r.block == first.block && !r.is_alone()) else { break };
        // A number begins a label: values that stand behind a piece of another label before it are not its own.
        if valued > 0 && longest_label > 0 && split_number(next.label()).is_some() {
            break;
        }
        // Numbers that a page cuts leave their last digits in a row of few values.
        valued += usize::from(next.has_values() && !(len == 2 && next.is_rest_of(first)));
        longest_label += letters(next);
        if valued > 1 || longest_label > 80 {
            break;
        }
        lengths.push(len);
    }
    lengths
}

struct Candidate {
    records: Range<usize>,
    queries: Vec<Query>,
    /// Fields behind the label, of the record that holds the values.
    values: usize,
    has_values: bool,
    /// Records behind the one that holds the values.
    behind: usize,
    flat: bool,
    /// All values of the row stand in one run of characters.
    run: bool,
    /// The row whose label stands before the run.
    unsegmented: Option<usize>,
    /// Headers of tables of blocks stand over it, or could, and nothing but values stand in it: those tables.
    of_blocks: Vec<usize>,
    /// The table of blocks whose column heads its label holds.
    block_heads: Option<usize>,
}

impl Candidate {
    fn new(form: &Form, records: &[Record], range: Range<usize>) -> Candidate {
        let part = records.get(range.clone()).unwrap_or_default();
        let valued = part.iter().find(|r| r.has_values()).or_else(|| part.iter().max_by_key(|r| r.values().len()));
        let joined: String = part.iter().map(Record::label).collect();
        let mut queries = vec![Query::new(&joined)];
        if let [record] = part {
            // A label cut into two cells of its row, one with a column of units behind it, or one with a note.
            let labels = record.fields.get(..record.label_end).unwrap_or_default();
            let mut before = labels.iter().rev().filter(|f| !f.text.trim().is_empty());
            if let (Some(last), Some(before)) =
                (before.next(), before.next().filter(|_| split_number(record.label()).is_none()))
            {
                queries.push(Query::new(&format!("{}{}", before.text, last.text)));
            }
            if let Some(before) = labels.iter().rev().filter(|f| !f.text.trim().is_empty()).nth(1)
                && hides(record.label(), &before.text)
            {
                queries.push(Query::new(&before.text));
            }
            let noted = record.label().trim_end().ends_with(['）', ')']);
            let noted = record.label().split_once(['（', '(']).filter(|(label, _)| noted && label.chars().count() >= 2);
            queries.extend(noted.map(|(label, _)| Query::new(label)));
        }
        let run = part.iter().any(|r| r.unsegmented && r.has_values());
        let unsegmented = match part {
            [record] if run => form.labels.row_at_end(record.label()).map(|(row, _)| row),
            _ => None,
        };
        Candidate {
            unsegmented,
            records: range,
            queries,
            block_heads: match part {
                [record] => block_heads(form, record),
                _ => None,
            },
            run,
            values: valued.map_or(0, Record::count),
            has_values: valued.is_some_and(Record::has_values),
            behind: part.iter().rev().take_while(|r| !r.has_values()).count() % part.len().max(1),
            flat: part.first().is_some_and(|r| r.flat),
            of_blocks: valued.map_or_else(Vec::new, |r| of_blocks(form, part, r)),
        }
    }

    /// What it is worth to read these records as a row of the form; `None` if they do not fit.
    fn gain(&self, form: &Form, row: &RowSpec, index: usize) -> Option<(f32, f32)> {
        if form.tables.get(row.table).is_some_and(|t| t.layout == Layout::Blocks) {
            let counts = row.may_have(self.values);
            if self.run && (self.block_heads.is_some() || !counts) {
                return (self.block_heads == Some(row.table)).then_some((0.7, 1.0));
            }
            let whole = if counts && self.has_values {
                0.7
            } else if counts {
                0.3
            } else {
                0.2
            } + 0.01 * (self.records.len() - 1) as f32;
            let fits = counts || !self.flat && self.values >= 10;
            return (self.of_blocks.contains(&row.table) && fits).then_some((whole, 1.0));
        }
        if self.values == 0 {
            return None;
        }
        if self.run && self.block_heads.is_some() {
            return None;
        }
        if self.unsegmented == Some(index) {
            return Some((0.7, 1.0));
        }
        let score = self.queries.iter().map(|n| form.labels.row_score(n, index)).fold(0.0, f32::max);
        if score < LEAST {
            return None;
        }
        // A run may hold more numbers than words.
        let count = match row.may_have(self.values) {
            true => 0.25,
            false if self.run => 0.15,
            false => -0.15,
        };
        let filled = if self.has_values { 0.05 } else { 0.0 };
        // A label stands before its values or around them, and hardly ever wholly behind.
        let spread = 0.004 * self.records.len() as f32 + 0.02 * self.behind as f32;
        Some((score - 0.5 + count + filled - spread, score))
    }
}

/// Whether the innermost label is none, and the one before it names the row: a column of units stands between, or the
/// label of a group reaches into the row, where that of one of its rows, or a later one, stands.
fn hides(label: &str, before: &str) -> bool {
    let number = |text: &str| split_number(text).map(|(style, number, _)| (style, number));
    let reaches = match (number(label), number(before)) {
        (Some((Numbering::Bracketed, _)), Some((Numbering::Arabic, _))) => true,
        (Some((Numbering::Bracketed, group)), Some((Numbering::Bracketed, own))) => group < own,
        _ => false,
    };
    key(label).chars().count() <= 2 || reaches
}

/// Records outside the alignment that fit a row of the form as well as any: the table stands in the document twice.
/// Gives record and row.
pub fn repeats(form: &Form, all: &Records, matches: &[Match], limits: &Limits) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (i, record) in all.records.iter().enumerate() {
        if limits.expired() {
            break;
        }
        if !record.has_values() || matches.iter().any(|m| m.records.contains(&i)) {
            continue;
        }
        let candidate = Candidate::new(form, &all.records, i..i + 1);
        let fits = form.rows.iter().enumerate().filter_map(|(j, row)| {
            let (_, score) = candidate.gain(form, row, j)?;
            (score >= 0.95 && row.cells.iter().any(|c| c.len() == candidate.values)).then_some(j)
        });
        let best = fits.into_iter().next();
        if let Some(j) = best.filter(|j| matches.iter().any(|m| m.row == *j)) {
            found.push((i, j));
        }
    }
    // One row alone in another table ("administrative licences: 12") is no second copy of the form.
    let block = |i: usize| all.records.get(i).map(|r| r.block);
    let copies = found.clone();
    let of_blocks =
        |j: usize| form.rows.get(j).and_then(|r| form.tables.get(r.table)).is_some_and(|t| t.layout == Layout::Blocks);
    found.retain(|(i, j)| of_blocks(*j) || copies.iter().filter(|(k, _)| block(*k) == block(*i)).count() >= 3);
    found
}

/// The table of blocks whose column heads the label of a row without borders holds.
fn block_heads(form: &Form, record: &Record) -> Option<usize> {
    let heads: String = record.fields.iter().map(|f| key(&f.text)).collect();
    form.tables.iter().position(|t| !t.heads.is_empty() && t.heads.iter().all(|w| heads.contains(w.as_str())))
}

/// The tables of blocks whose row these records may be: under their heads, or flattened, and values alone.
fn of_blocks(form: &Form, part: &[Record], valued: &Record) -> Vec<usize> {
    let whole = part.len() == 1 || part.len() == 2 && part.iter().all(Record::has_values);
    if !whole || !valued.fields.iter().skip(1).all(|f| value::is_value(&f.text)) {
        return Vec::new();
    }
    let under = |table: usize| valued.headers.get(table).copied().flatten().is_some();
    let may = |(table, spec): (usize, &TableSpec)| {
        let fits = if valued.flat { valued.has_values() } else { under(table) };
        (spec.layout == Layout::Blocks && fits).then_some(table)
    };
    form.tables.iter().enumerate().filter_map(may).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpret::records;
    use crate::model::content::Block;
    use crate::model::grid::{Cell, Grid};
    use crate::model::origin::Origin;

    fn form() -> &'static Form {
        Form::builtin("disclosure").unwrap()
    }

    fn grid(rows: &[&[&str]]) -> Records {
        let origin = Origin::Paragraph { index: 1 };
        let rows = rows.iter().map(|r| (0, r.iter().map(|t| Cell::new(*t, origin)).collect())).collect();
        records::records(form(), &[Block::Grid(Grid::from_rows(rows).unwrap())], &Limits::default())
    }

    fn rows(all: &Records) -> Vec<(usize, Range<usize>)> {
        align(form(), all, &Limits::default()).into_iter().map(|m| (m.row, m.records)).collect()
    }

    fn row_of(label: &str) -> usize {
        form().labels.row_at_end(label).unwrap().0
    }

    #[test]
    fn a_row_cut_by_a_page_is_one_row_wherever_its_values_stand() {
        let zero = ["0"; 7];
        let blank = [""; 7];
        let row = |label: &'static str, values: [&'static str; 7]| [&[label], &values[..]].concat();
        for (first, second) in [(zero, blank), (blank, zero)] {
            let all = grid(&[
                &row("3.要求提供公开出版物", zero),
                &row("4.无正当理由大量", first),
                &row("反复申请", second),
                &row("5.要求行政机关确认或重新出具已获取信息", zero),
            ]);
            let found = rows(&all);
            assert_eq!(found[1], (row_of("4.无正当理由大量反复申请"), 1..3), "{found:?}");
        }
    }

    #[test]
    fn an_extra_row_shifts_nothing() {
        let all =
            grid(&[&["规章", "1", "2", "3"], &["其他主动公开文件", "7", "8", "9"], &["行政规范性文件", "4", "5", "6"]]);
        let found = rows(&all);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], (row_of("行政规范性文件"), 2..3));
    }
}
