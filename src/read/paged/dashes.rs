//! Dashed and dotted borders: many short pieces in a row that a reader sees as one rule.

use crate::model::geometry::{Orientation, Rule};

/// Longer pieces are rules of their own.
const MAX_PIECE: f32 = 8.0;
/// Wider gaps separate rules.
const MAX_GAP: f32 = 4.0;
/// Fewer pieces in a row are no pattern.
const MIN_PIECES: usize = 4;

/// Whether the rule is a dot, which runs no way by itself: dots count only in a row of them.
pub(crate) fn is_dot(rule: &Rule) -> bool {
    rule.end - rule.start <= 1.2 * rule.thickness
}

/// Joins rows of short pieces into one rule each, and drops the dots that are in no row.
pub(crate) fn join(rules: &mut Vec<Rule>) {
    let (mut pieces, mut joined): (Vec<Rule>, Vec<Rule>) =
        rules.iter().copied().partition(|r| r.end - r.start <= MAX_PIECE);
    if pieces.is_empty() {
        return;
    }
    // A dot may be part of a row either way.
    let turned: Vec<Rule> = pieces.iter().filter(|r| is_dot(r)).map(turn).collect();
    pieces.extend(turned);
    let line = |r: &Rule| (r.orientation == Orientation::Vertical, (r.at * 10.0).round());
    pieces.sort_by(|a, b| {
        let ((va, ta), (vb, tb)) = (line(a), line(b));
        va.cmp(&vb).then(ta.total_cmp(&tb)).then(a.start.total_cmp(&b.start))
    });
    let follows = |a: &Rule, b: &Rule| line(a) == line(b) && b.start - a.end <= MAX_GAP;
    for row in pieces.chunk_by(follows) {
        let (Some(first), true) = (row.first(), row.len() >= MIN_PIECES) else {
            joined.extend(row.iter().filter(|r| !is_dot(r)));
            continue;
        };
        let end = row.iter().fold(first.end, |end, r| end.max(r.end));
        let thickness = row.iter().fold(0.0, |t: f32, r| t.max(r.thickness));
        joined.push(Rule { end, thickness, ..*first });
    }
    *rules = joined;
}

fn turn(dot: &Rule) -> Rule {
    let orientation = match dot.orientation {
        Orientation::Horizontal => Orientation::Vertical,
        Orientation::Vertical => Orientation::Horizontal,
    };
    let half = dot.thickness / 2.0;
    Rule {
        orientation,
        at: (dot.start + dot.end) / 2.0,
        start: dot.at - half,
        end: dot.at + half,
        thickness: dot.end - dot.start,
    }
}
