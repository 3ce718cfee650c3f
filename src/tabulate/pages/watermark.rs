//! Watermarks: slanted text, and large text laid over the text of the page. A stamp across a table would otherwise
//! leave its characters in the cells.

use crate::model::content::{Direction, Glyph};
use std::collections::{BTreeMap, BTreeSet};

/// Text of so many times the size of most of the page, lying over it, is a watermark. Titles lie over nothing.
const LARGE: f32 = 2.0;
/// A page of more runs of large text is a poster.
const MAX_RUNS: usize = 100;

/// Takes the watermarks out of the glyphs of all pages and gives their texts.
pub fn remove(pages: &mut [Vec<&Glyph>]) -> Vec<String> {
    let slanted = |page: &Vec<&Glyph>| page.iter().filter(|g| g.direction == Direction::Slanted).count();
    let (leaning, all) = pages.iter().fold((0, 0), |(a, b), page| (a + slanted(page), b + page.len()));
    let mut removed = Vec::new();
    let mut seen: BTreeSet<(String, u32)> = BTreeSet::new();
    for page in pages.iter_mut() {
        // A page that is slanted as a whole was scanned so; one with a few words left upright was not.
        let own = slanted(page);
        let drop_slanted = leaning * 2 < all || (page.len() - own) * 10 > own;
        remove_from(page, drop_slanted, &mut seen, &mut removed);
    }
    // A page of few words has none beneath its watermark: that of the other pages is the same.
    if !seen.is_empty() {
        for page in pages.iter_mut() {
            page.retain_runs(|run| !seen.contains(&name(run)));
        }
    }
    removed
}

fn remove_from(
    glyphs: &mut Vec<&Glyph>,
    drop_slanted: bool,
    seen: &mut BTreeSet<(String, u32)>,
    removed: &mut Vec<String>,
) {
    let body = body_size(glyphs);
    if glyphs.iter().all(|g| g.direction != Direction::Slanted && g.size < LARGE * body) {
        return;
    }
    let small: Vec<&Glyph> = glyphs.iter().filter(|g| g.size < LARGE * body).copied().collect();
    let mut tries = MAX_RUNS;
    glyphs.retain_runs(|run| {
        let Some(first) = run.first() else { return false };
        let large = first.size >= LARGE * body && tries > 0 && lies_over(run, &small);
        tries -= usize::from(first.size >= LARGE * body && tries > 0);
        let mark = large || drop_slanted && first.direction == Direction::Slanted;
        if mark {
            removed.push(name(run).0.trim().to_owned());
            if large {
                seen.insert(name(run));
            }
        }
        !mark
    });
}

/// What a run says, and in which size.
fn name(run: &[&Glyph]) -> (String, u32) {
    (run.iter().map(|g| g.ch).collect(), run.first().map_or(0, |g| (g.size * 10.0) as u32))
}

trait Runs<'a> {
    /// Keeps the runs of glyphs in one font, size and direction of which it is true.
    fn retain_runs(&mut self, keep: impl FnMut(&[&'a Glyph]) -> bool);
}

impl<'a> Runs<'a> for Vec<&'a Glyph> {
    fn retain_runs(&mut self, mut keep: impl FnMut(&[&'a Glyph]) -> bool) {
        let runs = self.chunk_by(|a, b| a.font == b.font && a.size == b.size && a.direction == b.direction);
        *self = runs.filter(|run| keep(run)).flatten().copied().collect();
    }
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
