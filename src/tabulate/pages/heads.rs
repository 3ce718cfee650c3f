//! Heads of an unruled table that narrow columns broke over lines, and that stand so near one another that a line of them
//! seems one word: pieces that stand over one another are a head, if every column gets one so.

use super::aligned::Label;
use super::base_lines::{Line, cut};
use super::columns::Table;
use super::lines::Word;
use crate::model::geometry::Rect;
use crate::text::Text;
use crate::text::labels::Labels;
use std::collections::BTreeSet;

/// Pieces under one another, from the top.
struct Stack {
    x: (f32, f32),
    words: Vec<Word>,
}

impl Stack {
    fn is_under(&self, word: &Word) -> bool {
        self.x.0 < word.bbox.x1 && word.bbox.x0 < self.x.1
    }

    /// The column that its lowest pieces name, as few of them as can be: what stands higher may be of several columns.
    fn head(&self, form: &Labels, table: usize) -> Option<(usize, Text, Rect)> {
        (0..self.words.len()).rev().find_map(|from| {
            let parts = self.words.get(from..)?;
            let text = Text::joined(parts.iter().map(|w| &w.text), "");
            let bbox = parts.iter().map(|w| w.bbox).reduce(|a, b| a.union(&b))?;
            Some((form.column(table, &text)?.column, text, bbox))
        })
    }
}

/// The heads over a table of uniform rows, from left to right; `above` are the lines over it. `None` unless every column
/// has one head. The labels that they are made of are marked as used.
pub(super) fn stacked(table: &Table, above: &[Line], form: &Labels, labels: &mut [Label]) -> Option<Vec<(Text, Rect)>> {
    let (number, columns) = form.uniform()?;
    table.lines.iter().find(|l| l.values.len() == columns.len())?;
    let bottom = table.lines.first()?.y;
    let mut stacks: Vec<Stack> = Vec::new();
    for word in above.iter().rev().take_while(|l| l.values.is_empty()).flat_map(|l| &l.labels).flat_map(cut) {
        let under: Vec<usize> = stacks.iter().enumerate().filter(|(_, s)| s.is_under(&word)).map(|(i, _)| i).collect();
        match under.as_slice() {
            [] => stacks.push(Stack { x: (word.bbox.x0, word.bbox.x1), words: vec![word] }),
            [one] => {
                let Some(stack) = stacks.get_mut(*one) else { continue };
                stack.x = (stack.x.0.min(word.bbox.x0), stack.x.1.max(word.bbox.x1));
                stack.words.insert(0, word);
            }
            // The head of a group of columns.
            _ => {}
        }
    }
    stacks.sort_by(|a, b| a.x.0.total_cmp(&b.x.0));
    let heads: Vec<Option<(usize, Text, Rect)>> = stacks.iter().map(|s| s.head(form, number)).collect();
    let first = heads.iter().position(Option::is_some)?;
    let last = heads.iter().rposition(Option::is_some)?;
    let heads: Vec<(usize, Text, Rect)> =
        heads.into_iter().skip(first).take(last + 1 - first).collect::<Option<_>>()?;
    let distinct: BTreeSet<usize> = heads.iter().map(|(column, ..)| *column).collect();
    if heads.len() != columns.len() || distinct.len() != columns.len() {
        return None;
    }
    let area = heads.iter().map(|(.., bbox)| *bbox).reduce(|a, b| a.union(&b))?;
    let taken = |l: &&mut Label| {
        !l.numbered
            && l.bbox.y1 < bottom
            && l.bbox.overlap_x(&area) > 0.0
            && l.bbox.y0 > area.y0 - 0.1
            && l.bbox.cx() > area.x0
    };
    labels.iter_mut().filter(taken).for_each(|l| l.used = true);
    Some(heads.into_iter().map(|(_, text, bbox)| (text, bbox)).collect())
}
