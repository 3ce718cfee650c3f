//! Names of documents, each given once.

use std::collections::HashMap;

/// Names that were given, with the number that the next one like it gets.
#[derive(Default)]
pub(super) struct Names {
    given: HashMap<String, usize>,
}

impl Names {
    /// A name that no document before had: the same one, or with a number behind it.
    pub(super) fn unique(&mut self, name: String) -> String {
        let mut unique = name.clone();
        while let Some(number) = self.given.get_mut(&name) {
            unique = format!("{name}#{number}");
            *number += 1;
            if !self.given.contains_key(&unique) {
                break;
            }
        }
        self.given.insert(unique.clone(), 2);
        unique
    }

    /// Notes one that a document has already.
    pub(super) fn note(&mut self, name: &str) {
        self.given.entry(name.to_string()).or_insert(2);
    }
}
