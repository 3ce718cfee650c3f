//! Which rules of a page touch one another: those of a table do.

use super::lattice::SNAP;
use crate::model::geometry::{Orientation, Rect, Rule};
use crate::model::limits::Limits;
use std::collections::BTreeMap;

/// Rules that touch one another, transitively; `None` where that takes more comparisons than there are `left`.
pub(super) fn components(rules: &[Rule], limits: &Limits, left: &mut usize) -> Option<Vec<Vec<Rule>>> {
    let (lines, line_of) = lines(rules);
    let mut root: Vec<usize> = (0..lines.len()).collect();
    // Sorted by top edge, only lines that begin before this one ends can touch it.
    let mut order: Vec<(usize, Rect)> = lines.iter().map(area).enumerate().collect();
    order.sort_by(|a, b| a.1.y0.total_cmp(&b.1.y0));
    for (k, (i, a)) in order.iter().enumerate() {
        // Long uprights meet all lines between their ends.
        if k.is_multiple_of(256) && limits.expired() {
            return Some(Vec::new());
        }
        for (j, b) in order.iter().skip(k + 1).take_while(|(_, b)| b.y0 <= a.y1 + SNAP) {
            *left = left.checked_sub(1)?;
            if a.overlap_x(b) >= -SNAP {
                let (a, b) = (find(&mut root, *i), find(&mut root, *j));
                if let Some(slot) = root.get_mut(b) {
                    *slot = a;
                }
            }
        }
    }
    let mut parts: Vec<Vec<Rule>> = Vec::new();
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for (rule, line) in rules.iter().zip(line_of) {
        let place = *places.entry(find(&mut root, line)).or_insert(parts.len());
        match parts.get_mut(place) {
            Some(part) => part.push(*rule),
            None => parts.push(vec![*rule]),
        }
    }
    Some(adopt(parts, *left))
}

fn find(root: &mut [usize], mut i: usize) -> usize {
    while let Some(&up) = root.get(i) {
        if up == i {
            break;
        }
        let above = root.get(up).copied().unwrap_or(up);
        if let Some(slot) = root.get_mut(i) {
            *slot = above;
        }
        i = above;
    }
    i
}

fn area(r: &Rule) -> Rect {
    match r.orientation {
        Orientation::Horizontal => Rect::new(r.start, r.at, r.end, r.at),
        Orientation::Vertical => Rect::new(r.at, r.start, r.at, r.end),
    }
}

/// Rules that lie on one another are one line: what touches it touches one of them. Gives the lines, and for each rule which
/// one it lies on.
fn lines(rules: &[Rule]) -> (Vec<Rule>, Vec<usize>) {
    let mut order: Vec<(usize, &Rule)> = rules.iter().enumerate().collect();
    let key = |r: &Rule| (r.orientation == Orientation::Vertical, r.at);
    order.sort_by(|(_, a), (_, b)| {
        let ((va, at), (vb, bt)) = (key(a), key(b));
        va.cmp(&vb).then(at.total_cmp(&bt)).then(a.start.total_cmp(&b.start))
    });
    let mut lines: Vec<Rule> = Vec::new();
    let mut line_of = vec![0; rules.len()];
    for (i, rule) in order {
        match lines.last_mut() {
            Some(line) if key(line) == key(rule) && rule.start <= line.end => line.end = line.end.max(rule.end),
            _ => lines.push(*rule),
        }
        if let Some(slot) = line_of.get_mut(i) {
            *slot = lines.len() - 1;
        }
    }
    (lines, line_of)
}

/// A merged cell that fills a page's whole column leaves its outer vertical touching nothing (Chromium draws no rule
/// at a page break): it belongs to the table beside it. Where there are too many of both to be compared, none does.
fn adopt(parts: Vec<Vec<Rule>>, comparisons: usize) -> Vec<Vec<Rule>> {
    let upright = |part: &Vec<Rule>| part.iter().all(|r| r.orientation == Orientation::Vertical);
    let (orphans, tables): (Vec<_>, Vec<_>) = parts.into_iter().partition(upright);
    let reached = |part: Vec<Rule>| {
        let reach = extent(&part);
        (part, reach)
    };
    let mut tables: Vec<(Vec<Rule>, (f32, f32))> = tables.into_iter().map(reached).collect();
    if orphans.len().saturating_mul(tables.len()) <= comparisons {
        for orphan in orphans {
            let (top, bottom) = extent(&orphan);
            let beside = |(a, b): (f32, f32)| b.min(bottom) - a.max(top);
            let best = tables.iter_mut().max_by(|a, b| beside(a.1).total_cmp(&beside(b.1)));
            if let Some((table, reach)) = best.filter(|t| beside(t.1) > 0.8 * (bottom - top)) {
                table.extend(orphan);
                *reach = (reach.0.min(top), reach.1.max(bottom));
            }
        }
    }
    tables.into_iter().map(|(table, _)| table).collect()
}

/// From where to where the uprights of a part go.
fn extent(part: &[Rule]) -> (f32, f32) {
    let rules = part.iter().filter(|r| r.orientation == Orientation::Vertical);
    rules.fold((f32::MAX, f32::MIN), |(a, b), r| (a.min(r.start), b.max(r.end)))
}
