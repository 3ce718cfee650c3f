//! Damage that a text itself proves. A scraper that takes out lines which stood before leaves every label of the form once
//! and each number once; a text whose numbers are merely not understood is not damaged.

use crate::form::Form;
use crate::model::content::Block;
use crate::text::key::key;
use crate::text::value::{fold, is_digit};
use crate::text::words::{Word, words};
use std::collections::BTreeSet;

/// So many rows must be named for the tables to have been there.
const ROWS: usize = 15;
/// Fewer lines than this are too few to prove that none stands twice.
const LINES: usize = 30;

/// What proves that lines which stood twice were taken out; `None` if nothing does.
pub fn lines_taken_out(form: &Form, blocks: &[Block]) -> Option<String> {
    let texts = || blocks.iter().flat_map(texts).flat_map(str::lines).map(str::trim).filter(|t| !t.is_empty());
    let mut seen = BTreeSet::new();
    // A form has heads and numbers that stand again and again, zero most of all.
    if !texts().all(|line| seen.insert(line)) || seen.len() < LINES {
        return None;
    }
    let named = form.labels.rows_named_in(&texts().map(key).collect::<String>());
    let numbers: usize = texts().map(numbers).sum();
    (named >= ROWS && numbers < named).then(|| {
        format!(
            "{named} rows of the form are named, {numbers} numbers stand in the whole text, and none of its {} lines stands \
             twice: lines that stood before were taken out",
            seen.len()
        )
    })
}

/// The texts of a block.
pub fn texts(block: &Block) -> Vec<&str> {
    match block {
        Block::Paragraph(p) => vec![&p.text],
        Block::Grid(grid) => grid.cells().map(|(_, _, c)| c.text.as_str()).collect(),
        Block::Rows(rows) => rows.iter().flat_map(|r| &r.cells).map(|c| c.text.as_str()).collect(),
    }
}

/// How many numbers a line holds; that of a label, a day, an article or a document is none.
fn numbers(line: &str) -> usize {
    let mut count = 0;
    let mut before = None;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_digit(c) {
            before = Some(c);
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((next, c)) = chars.next_if(|(_, c)| is_digit(*c)) {
            end = next + c.len_utf8();
        }
        let rest = line.get(end..).unwrap_or_default();
        let of = |list: Word| words(list).iter().any(|w| rest.trim_start().starts_with(w));
        let ordinal = before
            .is_some_and(|c| words(Word::Ordinal).iter().any(|w| w.starts_with(c)) || matches!(c, '〔' | '[' | '('));
        let label =
            before.is_none() && rest.starts_with(['.', '、', '．']) && !rest.chars().nth(1).is_some_and(is_digit);
        let day = of(Word::DateYear) || of(Word::DateMonth) || of(Word::DateDay);
        count += usize::from(!ordinal && !label && !day);
        before = line.get(..end).and_then(|t| t.chars().next_back()).map(fold);
    }
    count
}
