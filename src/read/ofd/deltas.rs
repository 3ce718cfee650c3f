//! Distances between characters (GB/T 33190-2016, 11.3): numbers, and `g n v` for n times v.

use super::values;

/// The distances one by one; a repetition costs nothing until it is asked for.
pub(super) struct Deltas<'a> {
    words: Box<dyn Iterator<Item = &'a str> + 'a>,
    repeated: (u64, f64),
}

impl<'a> Deltas<'a> {
    /// Those of an attribute.
    pub(super) fn new(text: &'a str) -> Self {
        Deltas { words: Box::new(values::words(text)), repeated: (0, 0.0) }
    }

    /// How many there are.
    pub(super) fn count_all(text: &'a str) -> u64 {
        let mut deltas = Deltas::new(text);
        let mut count = 0u64;
        while deltas.next().is_some() {
            count = count.saturating_add(deltas.repeated.0).saturating_add(1);
            deltas.repeated.0 = 0;
        }
        count
    }
}

impl Iterator for Deltas<'_> {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        while self.repeated.0 == 0 {
            let word = self.words.next()?;
            if !word.eq_ignore_ascii_case("g") {
                return values::number(word);
            }
            let count = values::number(self.words.next()?)?;
            // Nothing and less than nothing times is no distance.
            self.repeated = (count.max(0.0) as u64, values::number(self.words.next()?)?);
        }
        self.repeated.0 -= 1;
        Some(self.repeated.1)
    }
}
