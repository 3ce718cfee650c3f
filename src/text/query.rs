//! A printed label on its way to the row of the form that it names, also with characters that cannot be read.

use crate::text::key::{key, unnumbered};

/// A label prepared for [`crate::form::labels::Labels::row_score`].
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub(crate) text: String,
    pub(crate) key: Vec<char>,
    /// The key with [`HOLE`] for each unreadable character, if there are any.
    pub(crate) holes: Option<Vec<char>>,
}

/// Stands in a key for a character that could not be read; no label has it.
const HOLE: char = '〇';

/// Which part of a label is readable, if a text with holes fits it: each hole is one of its characters or none, since
/// keys have no punctuation. At least a third must be readable, and two characters.
pub(crate) fn fills(holes: &[char], key: &[char]) -> Option<f32> {
    let known = holes.iter().filter(|c| **c != HOLE).count();
    if known < 2 && known < key.len() || known * 3 < key.len() || holes.len() > 2 * key.len() + 8 {
        return None;
    }
    // How far into the label the text so far may reach.
    let mut ends = vec![false; key.len() + 1];
    if let Some(start) = ends.first_mut() {
        *start = true;
    }
    for c in holes {
        let last = ends.clone();
        for (i, end) in ends.iter_mut().enumerate() {
            let before = i.checked_sub(1).and_then(|i| Some((*last.get(i)?, *key.get(i)?)));
            let taken = before.is_some_and(|(reached, k)| reached && (*c == HOLE || *c == k));
            *end = taken || *c == HOLE && last.get(i).copied().unwrap_or(false);
        }
    }
    ends.last().copied().unwrap_or(false).then(|| known as f32 / key.len() as f32)
}

impl Query {
    /// Prepares a label as printed.
    pub fn new(label: &str) -> Query {
        let text = key(unnumbered(label));
        let chars = text.chars().collect();
        let hole = String::from(HOLE);
        let holes =
            label.contains('\u{FFFD}').then(|| key(&unnumbered(label).replace('\u{FFFD}', &hole)).chars().collect());
        Query { text, key: chars, holes }
    }
}
