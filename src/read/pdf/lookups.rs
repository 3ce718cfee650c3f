//! What the names of resources stand for. hayro parses an object anew whenever it is asked for it, and an object may be as
//! large as the file: so each is asked for once.

use std::collections::HashMap;

use hayro_syntax::object::{Dict, Name};

use crate::read::paged::budget::Budget;
use crate::read::paged::paint::Space;

/// More names than these are not kept in mind.
const MOST: usize = 65_536;
/// What asking for an object costs in operators.
const WORK: u64 = 20;
/// The same once [`MOST`] names are kept in mind: then it may be the same object again and again.
const WORK_BEYOND: u64 = 2_000;

/// What a graphics state parameter dictionary sets (ISO 32000-1, 8.4.5).
#[derive(Clone, Copy, Default)]
pub(super) struct GraphicsState {
    pub(super) line_width: Option<f32>,
    pub(super) fill_alpha: Option<f32>,
    pub(super) stroke_alpha: Option<f32>,
    pub(super) font: Option<(Option<usize>, f32)>,
}

/// What was asked for, by kind.
#[derive(Default)]
pub(super) struct Lookups {
    pub(super) fonts: Known<Option<usize>>,
    pub(super) states: Known<GraphicsState>,
    pub(super) spaces: Known<Space>,
    pub(super) layers: Known<bool>,
}

/// Answers by the place of a dictionary in memory, and the name in it.
pub(super) struct Known<T> {
    answers: HashMap<usize, HashMap<Vec<u8>, T>>,
    count: usize,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Known { answers: HashMap::new(), count: 0 }
    }
}

impl<T: Copy> Known<T> {
    /// The answer, if it is known.
    pub(super) fn get(&self, dict: &Dict<'_>, name: &Name<'_>) -> Option<T> {
        self.answers.get(&place(dict))?.get(name.as_ref()).copied()
    }

    /// Keeps an answer in mind.
    pub(super) fn keep(&mut self, dict: &Dict<'_>, name: &Name<'_>, answer: T, budget: &mut Budget) {
        // That a name stands for nothing is told at once.
        if !dict.contains_key(name.as_ref()) {
            return;
        }
        if self.count >= MOST {
            budget.work(WORK_BEYOND);
            return;
        }
        budget.work(WORK);
        self.count += 1;
        self.answers.entry(place(dict)).or_default().insert(name.as_ref().to_vec(), answer);
    }
}

fn place(dict: &Dict<'_>) -> usize {
    dict.data().as_ptr() as usize
}
