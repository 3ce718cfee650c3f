//! Zones in which nothing but words and numbers says where cells end: a stretch of words, the values behind it, and so on.

use super::runs::{Piece, pieces};
use super::source::Source;
use super::{Collector, cells, prose};
use crate::model::content::FlatCell;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::key::key;
use crate::text::labels::{Known, Labels, Spot};

/// The rows of a zone.
pub fn rows(out: &mut Collector, sources: &[Source], labels: &Labels) {
    let mut reader = Reader { out, labels, open: Stretch::default(), doubt: false };
    for source in sources {
        let text = source.text.trim();
        if !text.is_empty() && !cells::is_rule(text) {
            reader.line(source, text);
        }
    }
    reader.close();
}

/// Words, and the values behind them.
#[derive(Default)]
struct Stretch {
    words: Text,
    /// Where parts of the words come from: the byte at which each begins, and its origin.
    places: Vec<(usize, Origin)>,
    /// The values, and where they stand.
    run: Option<(Text, Origin)>,
    /// Nothing stands between the words and the values.
    sticks: bool,
}

struct Reader<'a> {
    out: &'a mut Collector,
    labels: &'a Labels,
    open: Stretch,
    /// Values stood behind heads: each label may stand behind its values.
    doubt: bool,
}

impl Reader<'_> {
    fn line(&mut self, source: &Source, text: &str) {
        let above = if self.open.run.is_none() { self.open.words.as_str() } else { "" };
        let parts = pieces(text, above, self.labels);
        let words = parts.iter().any(|part| matches!(part, Piece::Text(_)));
        if words && prose::is_prose(text) && !self.has_rows(text, &parts) {
            self.close();
            prose::paragraph(self.out, source);
            return;
        }
        let mut new_line = true;
        for part in parts {
            match part {
                Piece::Text(range) => {
                    if self.open.run.is_some() {
                        self.close();
                    }
                    let words = text.get(range).unwrap_or_default();
                    if new_line && !self.open.words.is_empty() {
                        self.open.words.push('\n');
                    }
                    self.open.places.push((self.open.words.len(), source.origin(source.byte(words))));
                    self.open.words.append_part(&source.text, words);
                }
                Piece::Values(range) => {
                    let run = text.get(range).unwrap_or_default();
                    let inner = run.trim();
                    let part = source.text.part(inner);
                    match &mut self.open.run {
                        Some((before, _)) => {
                            before.push(' ');
                            before.append(&part);
                        }
                        None => {
                            let parted = new_line || run.starts_with(char::is_whitespace);
                            self.open.sticks = !parted && !self.open.words.ends_with(char::is_whitespace);
                            self.open.run = Some((part, source.origin(source.byte(inner))));
                        }
                    }
                }
            }
            new_line = false;
        }
    }

    /// Whether values of a line stand behind a label.
    fn has_rows(&self, text: &str, parts: &[Piece]) -> bool {
        parts.windows(2).any(|pair| match pair {
            [Piece::Text(words), Piece::Values(_)] => {
                let words = text.get(words.clone()).unwrap_or_default();
                matches!(self.labels.spot(words).last(), Some(Spot { known: Some(_), .. }))
            }
            _ => false,
        })
    }

    /// Ends the stretch: its words are heads, captions and labels, and the last of them is that of the values.
    fn close(&mut self) {
        let stretch = std::mem::take(&mut self.open);
        let spots = self.labels.spot(&stretch.words);
        let Some((run, origin)) = stretch.run.clone() else {
            if prose::is_prose(stretch.words.trim()) && spots.iter().all(|s| s.known.is_none()) {
                let paragraph =
                    crate::model::content::Paragraph::new(stretch.words.part(stretch.words.trim()), stretch.origin(0));
                self.out.push_paragraph(paragraph);
            } else {
                self.words(&stretch, &spots);
            }
            return;
        };
        let run = FlatCell { text: run, origin };
        let heads = spots.iter().filter(|s| matches!(s.known, Some(Known::Head(_)))).count();
        if heads > 0 {
            self.doubt = false;
        }
        if self.of_blocks(&spots) {
            self.words(&stretch, &spots);
            let heads: String = stretch.words.chars().filter(|c| !c.is_whitespace()).collect();
            self.out.run(vec![FlatCell { text: heads.into(), origin: stretch.origin(0) }, run]);
            return;
        }
        let Some((label, before)) = spots.split_last() else {
            self.alone(run);
            return;
        };
        let last = self.row_of(&stretch, label, before);
        let behind_heads = last.is_none() && label.known.is_some();
        // What sticks to a label is its own, whatever rows without values stand before it.
        if behind_heads || self.doubt || !stretch.sticks && self.is_stacked(before, last) {
            self.doubt |= behind_heads;
            self.words(&stretch, &spots);
            self.alone(run);
            return;
        }
        self.words(&stretch, before);
        let mut lines = stretch.lines(label, last.is_some());
        let own = lines.pop();
        lines.into_iter().for_each(|line| self.out.row(vec![line]));
        let gap = if stretch.sticks { "" } else { " " };
        self.out.run(own.map(|c| followed(c, gap)).into_iter().chain([run]).collect());
    }

    /// Values that no label can claim: that of their row is empty.
    fn alone(&mut self, run: FlatCell) {
        self.out.run(vec![FlatCell { text: Text::new(), origin: run.origin }, run]);
    }

    /// Words without values: heads and captions that stand together in a row, other words in rows of their own.
    fn words(&mut self, stretch: &Stretch, spots: &[Spot]) {
        let mut row: Vec<FlatCell> = Vec::new();
        for spot in spots {
            let own = !matches!(spot.known, Some(Known::Head(_) | Known::Other));
            if own {
                self.out.row(std::mem::take(&mut row));
            }
            for line in stretch.lines(spot, spot.known.is_some()) {
                match own {
                    true => self.out.row(vec![line]),
                    false => row.push(line),
                }
            }
        }
        self.out.row(row);
    }

    /// The row whose label the last words before the values are.
    fn row_of(&self, stretch: &Stretch, label: &Spot, before: &[Spot]) -> Option<usize> {
        match label.known {
            Some(Known::Row(row)) => Some(row),
            // A head that is the label of a row as well, and stands among no heads.
            Some(Known::Head(_)) if !before.iter().any(|s| matches!(s.known, Some(Known::Head(_)))) => {
                let text = stretch.words.get(label.range.clone()).unwrap_or_default();
                self.labels.row_at_end(text).map(|(row, _)| row).filter(|row| self.labels.is_label_of(text, *row))
            }
            _ => None,
        }
    }

    /// Whether labels of other rows stand before the label, and no values between: whose the values are is lost.
    fn is_stacked(&self, before: &[Spot], last: Option<usize>) -> bool {
        let divided = |row: usize| last.is_some_and(|last| last == row || self.labels.is_under(last, row));
        before.iter().any(|spot| matches!(spot.known, Some(Known::Row(row)) if !divided(row)))
    }

    /// Whether the words are the heads of the table that is one row of blocks.
    fn of_blocks(&self, spots: &[Spot]) -> bool {
        let of = |spot: &&Spot| match spot.known {
            Some(Known::Head(table)) => self.labels.tables.get(table).is_some_and(|t| !t.blocks.is_empty()),
            _ => false,
        };
        spots.iter().filter(of).count() >= 2 && spots.last().is_some_and(|s| s.known.is_some())
    }
}

impl Stretch {
    fn origin(&self, byte: usize) -> Origin {
        let at = self.places.partition_point(|(from, _)| *from <= byte);
        let (from, origin) = at
            .checked_sub(1)
            .and_then(|at| self.places.get(at))
            .copied()
            .unwrap_or((0, Origin::Line { line: 0, column: 1 }));
        match origin {
            Origin::Line { line, column } => {
                let more = self.words.get(from..byte).map_or(0, |t| t.chars().count());
                Origin::Line { line, column: column.saturating_add(more as u32) }
            }
            other => other,
        }
    }

    /// A spot as one cell, or line by line.
    fn lines(&self, spot: &Spot, whole: bool) -> Vec<FlatCell> {
        let text = self.words.get(spot.range.clone()).unwrap_or_default();
        let cell = |part: &str| {
            let part = part.trim();
            let from = part.as_ptr().addr().saturating_sub(self.words.as_str().as_ptr().addr());
            FlatCell { text: self.words.part(part), origin: self.origin(from) }
        };
        match whole {
            true => vec![cell(text)],
            false => text.lines().filter(|l| !key(l).is_empty()).map(cell).collect(),
        }
    }
}

fn followed(mut cell: FlatCell, gap: &str) -> FlatCell {
    cell.text.push_str(gap);
    cell
}
