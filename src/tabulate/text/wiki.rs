//! Tables as MediaWiki writes them: `{|`, `|-` between rows, `| attributes | text` for a cell, `|}`.

use super::Collector;
use super::source::Source;
use crate::model::content::Block;
use crate::model::grid::{Cell, Grid};

/// Whether a line opens such a table.
pub fn opens(text: &str) -> bool {
    text.trim_start().starts_with("{|")
}

/// The table that the first of these lines opens: how many lines it takes. A table without an end, or whose spans
/// contradict one another, is none.
pub fn grid(out: &mut Collector, sources: &[Source]) -> Option<usize> {
    let end = sources.iter().position(|s| s.text.trim() == "|}")?;
    let mut rows: Vec<(usize, Vec<Cell>)> = vec![(0, Vec::new())];
    for source in sources.get(1..end)? {
        let text = source.text.trim();
        if text.starts_with("|-") {
            rows.push((0, Vec::new()));
            continue;
        }
        let (_, cells) = rows.last_mut()?;
        match text.strip_prefix(['|', '!']) {
            Some(rest) => cells.extend(rest.split("||").map(|part| cell(source, part))),
            // A cell of several lines.
            None => {
                if let Some(last) = cells.last_mut() {
                    last.text.push('\n');
                    last.text.append(&source.text.part(text));
                }
            }
        }
    }
    rows.retain(|(_, cells)| !cells.is_empty());
    out.blocks.push(Block::Grid(Grid::from_rows(rows).ok()?));
    Some(end + 1)
}

/// A cell with its attributes.
fn cell(source: &Source, part: &str) -> Cell {
    let attributes = part.split_once('|').filter(|(before, _)| before.contains('='));
    let (attributes, text) = attributes.unwrap_or(("", part));
    let text = text.trim();
    let text = text.strip_suffix("<br />").or_else(|| text.strip_suffix("<br>")).unwrap_or(text);
    let span = |name: &str| {
        let value = attributes.split(name).nth(1)?.trim_start_matches(['=', '"', '\'', ' ']);
        let digits: String = value.chars().take_while(char::is_ascii_digit).take(3).collect();
        digits.parse::<usize>().ok().filter(|n| *n > 0)
    };
    let mut cell = Cell::new(source.text.part(text), source.origin(source.byte(text)));
    cell.column_span = span("colspan").unwrap_or(1);
    cell.row_span = span("rowspan").unwrap_or(1);
    cell
}
