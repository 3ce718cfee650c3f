//! Zones in which labels are wrapped around their numbers, as a page is dumped line by line: the first line of a label,
//! the values of its row, the rest of the label. Each line is a row, and whose rest it is is for the alignment to say.

use super::runs::{Piece, pieces};
use super::source::Source;
use super::{Collector, cells, prose};
use crate::model::content::FlatCell;
use crate::text::labels::Labels;
use crate::text::value;
use crate::text::words::{Word, words};

/// So many labels around numbers show that a zone has more of them.
const LEAST: usize = 2;

/// Whether labels go on behind their numbers: two lines around a line of values are the label of a row, and neither of
/// them is one.
pub fn is_wrapped(sources: &[Source], labels: &Labels) -> bool {
    let lines: Vec<&str> = sources.iter().map(|s| s.text.trim()).filter(|t| !t.is_empty()).collect();
    let around = |lines: &&[&str]| match lines {
        [above, run, below] => {
            is_values(run)
                && ![above, below].into_iter().any(|t| is_values(t) || labels.is_known(t) || labels.is_row(t))
                && labels.is_row(&format!("{above}{below}"))
        }
        _ => false,
    };
    lines.windows(3).filter(around).count() >= LEAST
}

/// Several values that white space parts.
fn is_values(text: &str) -> bool {
    text.split_whitespace().nth(1).is_some() && text.split_whitespace().all(value::is_value)
}

/// The rows of a zone.
pub fn rows(out: &mut Collector, sources: &[Source], labels: &Labels) {
    for source in sources {
        let text = source.text.trim();
        if text.is_empty() || cells::is_rule(text) {
            continue;
        }
        if prose::is_prose(text) {
            prose::paragraph(out, source);
            continue;
        }
        let mut row: Vec<FlatCell> = Vec::new();
        for piece in pieces(text, "", labels) {
            match piece {
                Piece::Text(range) => row.push(cell(source, text.get(range).unwrap_or_default())),
                Piece::Values(range) => values(&mut row, source, text.get(range).unwrap_or_default()),
            }
        }
        out.row(row);
    }
}

/// A cell for each value; a unit set apart by a space belongs to its number.
fn values(row: &mut Vec<FlatCell>, source: &Source, run: &str) {
    let first = row.len();
    let is_unit = |word: &str| {
        let lists = [Word::TenThousandYuan, Word::HundredMillionYuan, Word::Yuan, Word::CountUnit];
        lists.into_iter().any(|list| words(list).contains(&word))
    };
    for word in run.split_whitespace() {
        let part = cell(source, word);
        match row
            .get_mut(first..)
            .and_then(<[FlatCell]>::last_mut)
            .filter(|n| is_unit(word) && value::is_number(&n.text))
        {
            Some(number) => number.text.append(&part.text),
            None => row.push(part),
        }
    }
}

fn cell(source: &Source, part: &str) -> FlatCell {
    let text = part.trim();
    FlatCell { text: source.text.part(text), origin: source.origin(source.byte(text)) }
}
