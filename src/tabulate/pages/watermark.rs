//! Watermarks: slanted text, and large text laid over the text of the page. A stamp across a table would otherwise
//! leave its characters in the cells.

use crate::model::content::{Direction, Glyph};
use std::collections::BTreeMap;

/// Text of so many times the size of most of the page, lying over it, is a watermark. Titles lie over nothing.
const LARGE: f32 = 2.0;
/// A page of more runs of large text is a poster.
const MAX_RUNS: usize = 100;

/// Takes the watermarks out of the glyphs of a page and gives their texts.
pub fn remove(glyphs: &mut Vec<&Glyph>) -> Vec<String> {
    let slanted = glyphs.iter().filter(|g| g.direction == Direction::Slanted).count();
    let body = body_size(glyphs);
    if slanted == 0 && glyphs.iter().all(|g| g.size < LARGE * body) {
        return Vec::new();
    }
    // A page that is slanted as a whole was scanned so.
    let drop_slanted = slanted * 2 < glyphs.len();
    let small: Vec<&Glyph> = glyphs.iter().filter(|g| g.size < LARGE * body).copied().collect();
    let mut removed = Vec::new();
    let mut tries = MAX_RUNS;
    let mut kept = Vec::with_capacity(glyphs.len());
    for run in glyphs.chunk_by(|a, b| a.font == b.font && a.size == b.size && a.direction == b.direction) {
        let Some(first) = run.first() else { continue };
        let large = first.size >= LARGE * body && tries > 0 && lies_over(run, &small);
        tries -= usize::from(first.size >= LARGE * body && tries > 0);
        if large || drop_slanted && first.direction == Direction::Slanted {
            removed.push(run.iter().map(|g| g.ch).collect::<String>().trim().to_owned());
        } else {
            kept.extend_from_slice(run);
        }
    }
    *glyphs = kept;
    removed
}

/// The size, in points, that most glyphs of the page have.
fn body_size(glyphs: &[&Glyph]) -> f32 {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for run in glyphs.chunk_by(|a, b| a.size == b.size) {
        let size = run.first().map_or(0.0, |g| g.size);
        *counts.entry((size * 10.0) as u32).or_default() += run.len();
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0.0, |(size, _)| size as f32 / 10.0)
}

/// Whether the middles of smaller glyphs lie under the run: under a third of its glyphs or more.
fn lies_over(run: &[&Glyph], small: &[&Glyph]) -> bool {
    let covers = |g: &Glyph| small.iter().any(|s| !s.ch.is_whitespace() && g.bbox.contains(s.bbox.cx(), s.bbox.cy()));
    let marks = run.iter().filter(|g| !g.ch.is_whitespace());
    let (mut count, mut over) = (0usize, 0usize);
    // Watermarks are short.
    for glyph in marks.take(64) {
        count += 1;
        over += usize::from(covers(glyph));
    }
    count > 0 && over * 3 >= count
}
