//! Rows of statistics tables to indicators, in order, as the rows of the form since 2019: labels such as "other cases"
//! stand more than once and are told by their neighbours. A new table may start anew.

use super::rows::Zone;
use crate::form::indicators::{self, Indicator};
use crate::interpret::paths::{Fit, Paths};
use crate::model::limits::Limits;
use std::ops::Range;

/// An indicator and the rows that print it: more than one where a label is wrapped.
#[derive(Clone, Debug)]
pub struct Placed<'f> {
    /// The row of the form.
    pub indicator: &'f Indicator,
    /// Rows, counted over all zones.
    pub rows: Range<usize>,
    /// Likeness of the label, 0 to 1.
    pub score: f32,
}

/// Least likeness of a label.
const LEAST: f32 = 0.6;

/// Aligns with one form; what the alignment is worth, and the matches.
pub fn align<'f>(zones: &[Zone], form: &[&'f Indicator], limits: &Limits) -> (f32, Vec<Placed<'f>>) {
    let rows: Vec<_> = zones.iter().flat_map(|z| &z.rows).collect();
    let mut starts = Vec::new();
    let mut at = 0;
    for zone in zones {
        starts.push(at);
        at += zone.rows.len();
    }
    let opens = |i: usize| i > 0 && starts.contains(&i);
    let (n, m) = (rows.len(), form.len());
    let mut paths = Paths::new(n, m);
    let mut fits: Vec<Fit> = Vec::new();
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
            fits.clear();
            if let Some(indicator) = form.get(j) {
                fits.extend(candidates.iter().filter_map(|(len, label, valued)| {
                    let score = indicators::score(label, indicator);
                    let gain = score - 0.4 + if *valued { 0.2 } else { 0.0 } - 0.02 * (*len - 1) as f32;
                    (score >= LEAST).then_some(Fit { gain, len: *len, score })
                }));
            }
            paths.settle(i, j, &fits);
        }
        if opens(i) {
            paths.start_anew(i, 0.2);
        }
    }
    let placed = |(j, rows, score)| Some(Placed { indicator: form.get::<usize>(j)?, rows, score });
    (paths.worth(), paths.matches().into_iter().filter_map(placed).collect())
}
