//! Rows of statistics tables to indicators, in order, as the rows of the form since 2019: labels such as "other cases"
//! stand more than once and are told by their neighbours. A new table may start anew.

use super::rows::Zone;
use crate::forms::indicators::{self, OldForm, indicators};
use crate::model::limits::Limits;
use std::ops::Range;

/// An indicator and the rows that print it: more than one where a label is wrapped.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Index into [`indicators`].
    pub indicator: usize,
    /// Rows, counted over all zones.
    pub rows: Range<usize>,
    /// Likeness of the label, 0 to 1.
    pub score: f32,
}

/// Least likeness of a label.
const LEAST: f32 = 0.6;

#[derive(Clone, Copy)]
enum Step {
    End,
    SkipIndicator,
    SkipRow,
    Anew,
    Match { rows: usize, score: f32 },
}

/// Aligns with one form; what the alignment is worth, and the matches.
pub fn align(zones: &[Zone], form: OldForm, limits: &Limits) -> (f32, Vec<Placed>) {
    let rows: Vec<_> = zones.iter().flat_map(|z| &z.rows).collect();
    let mut starts = Vec::new();
    let mut at = 0;
    for zone in zones {
        starts.push(at);
        at += zone.rows.len();
    }
    let opens = |i: usize| i > 0 && starts.contains(&i);
    let form: Vec<usize> =
        (0..indicators().len()).filter(|j| indicators().get(*j).is_some_and(|x| x.form == form)).collect();
    let (n, m) = (rows.len(), form.len());
    let width = m + 1;
    let mut gain = vec![0.0f32; (n + 1) * width];
    let mut step = vec![Step::End; (n + 1) * width];
    for i in (0..=n).rev() {
        if limits.expired() {
            break;
        }
        let mut candidates: Vec<(usize, Vec<char>, bool)> = Vec::new();
        let mut joined = String::new();
        let mut valued = 0;
        for rows_taken in 1..=4usize {
            let Some(row) = rows.get(i + rows_taken - 1) else { break };
            if rows_taken > 1 && (opens(i + rows_taken - 1) || row.label.is_empty()) {
                break;
            }
            joined.push_str(&row.label);
            valued += usize::from(!row.values.is_empty());
            if valued > 1 || joined.chars().count() > 90 {
                break;
            }
            candidates.push((rows_taken, indicators::bare(&joined), valued == 1));
        }
        for j in (0..=m).rev() {
            let ahead = |i: usize, j: usize| gain.get(i * width + j).copied().unwrap_or(0.0);
            let mut best = (f32::MIN, Step::End);
            let mut offer = |g: f32, s: Step| {
                if g > best.0 {
                    best = (g, s);
                }
            };
            if i == n && j == m {
                offer(0.0, Step::End);
            }
            if j < m {
                offer(ahead(i, j + 1), Step::SkipIndicator);
            }
            if i < n {
                offer(ahead(i + 1, j), Step::SkipRow);
            }
            if let Some(indicator) = form.get(j).and_then(|k| indicators().get(*k)) {
                for (taken, label, valued) in &candidates {
                    let score = indicators::score(label, indicator);
                    if score >= LEAST {
                        let worth = score - 0.4 + if *valued { 0.2 } else { 0.0 } - 0.02 * (*taken - 1) as f32;
                        offer(worth + ahead(i + taken, j + 1), Step::Match { rows: *taken, score });
                    }
                }
            }
            if let (Some(g), Some(s)) = (gain.get_mut(i * width + j), step.get_mut(i * width + j)) {
                (*g, *s) = best;
            }
        }
        let anew = gain.get(i * width).map_or(f32::MIN, |g| g - 0.2);
        for j in (1..=m).filter(|_| opens(i)) {
            if let (Some(g), Some(s)) = (gain.get_mut(i * width + j), step.get_mut(i * width + j))
                && *g < anew
            {
                (*g, *s) = (anew, Step::Anew);
            }
        }
    }
    let mut placed = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let Some(s) = step.get(i * width + j) {
        match *s {
            Step::End => break,
            Step::SkipIndicator => j += 1,
            Step::SkipRow => i += 1,
            Step::Anew => j = 0,
            Step::Match { rows, score } => {
                if let Some(indicator) = form.get(j) {
                    placed.push(Placed { indicator: *indicator, rows: i..i + rows, score });
                }
                i += rows;
                j += 1;
            }
        }
    }
    (gain.first().copied().unwrap_or(0.0), placed)
}
