//! What a document prints aligned with what a form has, both in order: of all ways to pass over some of either and to
//! match the rest, the one that is worth most.

use std::ops::Range;

/// Some items of the document, from one on, as one row of the form.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// What it is worth.
    pub gain: f32,
    /// How many items.
    pub len: usize,
    /// Likeness of the label, 0 to 1.
    pub score: f32,
}

#[derive(Clone, Copy)]
enum Step {
    End,
    SkipRow,
    SkipItem,
    Anew,
    Match { len: usize, score: f32 },
}

/// The best ways from each item and row to the end, found from the end on.
pub struct Paths {
    items: usize,
    rows: usize,
    /// What the best way is worth, and its first step: for each item all rows and the end.
    best: Vec<(f32, Step)>,
}

impl Paths {
    /// For so many items and rows.
    pub fn new(items: usize, rows: usize) -> Paths {
        Paths { items, rows, best: vec![(0.0, Step::End); (items + 1) * (rows + 1)] }
    }

    fn at(&self, i: usize, j: usize) -> (f32, Step) {
        self.best.get(i * (self.rows + 1) + j).copied().unwrap_or((0.0, Step::End))
    }

    fn set(&mut self, i: usize, j: usize, best: (f32, Step)) {
        if let Some(slot) = self.best.get_mut(i * (self.rows + 1) + j) {
            *slot = best;
        }
    }

    /// Finds the best way from item `i` and row `j`, those from further on being found. `fits` are the items from `i` on
    /// as this row; of ways that are worth as much, the first stands.
    pub fn settle(&mut self, i: usize, j: usize, fits: &[Fit]) {
        let mut best = (f32::MIN, Step::End);
        let mut offer = |gain: f32, step: Step| {
            if gain > best.0 {
                best = (gain, step);
            }
        };
        if i == self.items && j == self.rows {
            offer(0.0, Step::End);
        }
        if j < self.rows {
            offer(self.at(i, j + 1).0, Step::SkipRow);
        }
        if i < self.items {
            offer(self.at(i + 1, j).0, Step::SkipItem);
        }
        for Fit { gain, len, score } in fits.iter().copied() {
            offer(gain + self.at(i + len, j + 1).0, Step::Match { len, score });
        }
        self.set(i, j, best);
    }

    /// Lets the form start anew at item `i`, whose ways are all found, for this much.
    pub fn start_anew(&mut self, i: usize, cost: f32) {
        let anew = self.at(i, 0).0 - cost;
        for j in 1..=self.rows {
            if self.at(i, j).0 < anew {
                self.set(i, j, (anew, Step::Anew));
            }
        }
    }

    /// What the best way through all is worth.
    pub fn worth(&self) -> f32 {
        self.at(0, 0).0
    }

    /// Its matches: row, items and likeness.
    pub fn matches(&self) -> Vec<(usize, Range<usize>, f32)> {
        let mut matches = Vec::new();
        let (mut i, mut j) = (0, 0);
        loop {
            match self.at(i, j).1 {
                Step::End => return matches,
                Step::SkipRow => j += 1,
                Step::SkipItem => i += 1,
                Step::Anew => j = 0,
                Step::Match { len, score } => {
                    matches.push((j, i..i + len, score));
                    i += len;
                    j += 1;
                }
            }
        }
    }
}
