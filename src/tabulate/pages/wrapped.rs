//! Labels and heads that narrow columns broke over lines, put together again where only all pieces are a label of the
//! form.

use super::aligned::Label;
use crate::text::Text;
use crate::text::labels::Labels;

/// More lines no label has in a column as narrow as a word.
const MOST_LINES: usize = 6;
/// Lines of one label are no farther apart, in heights of a line.
const NEAR: f32 = 2.1;

/// Joins pieces that stand under one another.
pub(super) fn join(labels: Vec<Label>, form: &Labels, pitch: f32) -> Vec<Label> {
    let mut sorted = labels;
    sorted.sort_by(|a, b| a.bbox.cy().total_cmp(&b.bbox.cy()).then(a.bbox.x0.total_cmp(&b.bbox.x0)));
    let mut gone = vec![false; sorted.len()];
    let mut out: Vec<Label> = Vec::with_capacity(sorted.len());
    for i in 0..sorted.len() {
        if gone.get(i) != Some(&false) {
            continue;
        }
        let pieces = whole(&sorted, &gone, i, form, pitch);
        for piece in &pieces {
            if let Some(slot) = gone.get_mut(*piece) {
                *slot = true;
            }
        }
        let mut parts = pieces.iter().filter_map(|piece| sorted.get(*piece));
        let Some(first) = parts.next() else { continue };
        let mut label = first.clone();
        for part in parts {
            label.text.append(&part.text);
            label.bbox = label.bbox.union(&part.bbox);
        }
        out.push(label);
    }
    out
}

/// The pieces of the label that begins with the `i`-th; only itself if it is whole, or no more of it is found.
fn whole(labels: &[Label], gone: &[bool], i: usize, form: &Labels, pitch: f32) -> Vec<usize> {
    let alone = vec![i];
    let Some(first) = labels.get(i).filter(|l| !l.numbered) else { return alone };
    let open = is_open(&first.text);
    // A label that is known to be printed without its end may go on all the same.
    let known = form.is_label(&first.text) && !open;
    let most = if known { 2 } else { MOST_LINES };
    let mut pieces = alone.clone();
    let mut text = first.text.clone();
    let mut last = first;
    while pieces.len() < most {
        let below = (i + 1..labels.len())
            .take_while(|j| labels.get(*j).is_some_and(|l| l.bbox.cy() - last.bbox.cy() < NEAR * pitch));
        let under = |j: &usize| {
            labels.get(*j).is_some_and(|l| {
                let shared = l.bbox.overlap_x(&last.bbox);
                gone.get(*j) == Some(&false)
                    && !l.numbered
                    && l.bbox.cy() - last.bbox.cy() > 0.5 * pitch
                    && shared > 0.5 * l.bbox.width().min(last.bbox.width())
            })
        };
        let Some(next) = below.into_iter().find(under) else { return alone };
        let Some(label) = labels.get(next) else { return alone };
        if form.is_label(&label.text) && !open {
            return alone;
        }
        text = Text::joined([&text, &label.text], "");
        pieces.push(next);
        last = label;
        if form.is_label(&text) && !is_open(&text) {
            return pieces;
        }
    }
    alone
}

/// Whether a bracket is not closed.
fn is_open(text: &str) -> bool {
    let count = |signs: [char; 2]| text.chars().filter(|c| signs.contains(c)).count();
    count(['（', '(']) > count(['）', ')'])
}
