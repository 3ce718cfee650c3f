//! The words by which a number in a sentence is known for an indicator. The first line that fits decides.

use super::indicators::OldForm;
use std::sync::OnceLock;

/// A line of `phrases.tsv`.
#[derive(Debug)]
pub struct Phrase {
    /// The indicator before 2014.
    pre2014: &'static str,
    /// The indicator from 2014 on.
    of_2014: &'static str,
    /// Units it is counted in.
    pub units: Vec<&'static str>,
    /// Where the document has a heading with one of these words, the number must stand under it.
    pub heading: Vec<&'static str>,
    /// One word of each group must stand in the clause; of a group marked `true`, in the sentence up to the number.
    pub words: Vec<(bool, Vec<&'static str>)>,
    /// None of these may.
    pub without: Vec<&'static str>,
}

impl Phrase {
    /// The indicator of a form, or of the other one where that form has none.
    pub fn id(&self, form: OldForm) -> &'static str {
        let (first, second) = match form {
            OldForm::Of2014 => (self.of_2014, self.pre2014),
            OldForm::Pre2014 => (self.pre2014, self.of_2014),
        };
        if first.is_empty() { second } else { first }
    }

    /// Whether a clause speaks of it; `sentence` is the text up to the number.
    pub fn fits(&self, clause: &str, sentence: &str) -> bool {
        let has = |text: &str, any: &[&str]| any.iter().any(|w| text.contains(w));
        self.words.iter().all(|(anywhere, any)| has(if *anywhere { sentence } else { clause }, any))
            && !has(clause, &self.without)
    }
}

/// All of them.
pub fn phrases() -> &'static [Phrase] {
    static ALL: OnceLock<Vec<Phrase>> = OnceLock::new();
    ALL.get_or_init(|| {
        let list = |text: &'static str, by: char| text.split(by).filter(|w| !w.is_empty()).collect::<Vec<_>>();
        crate::text::table(include_str!("../forms/disclosure/phrases.tsv"))
            .map(|row| Phrase {
                pre2014: crate::text::field(&row, 0),
                of_2014: crate::text::field(&row, 1),
                units: list(crate::text::field(&row, 2), ' '),
                heading: list(crate::text::field(&row, 3), '|'),
                words: list(crate::text::field(&row, 4), '&')
                    .into_iter()
                    .map(|group| (group.starts_with('~'), list(group.trim_start_matches('~'), '|')))
                    .collect(),
                without: list(crate::text::field(&row, 5), '|'),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::indicators::indicators;

    #[test]
    fn every_phrase_names_indicators_and_units() {
        for phrase in phrases() {
            let id = phrase.id(OldForm::Pre2014);
            assert!(indicators().iter().any(|i| i.id == id), "{id}");
            for unit in &phrase.units {
                assert!(crate::form::words::words("stat_unit").contains(unit), "{id}: {unit}");
            }
            assert!(!phrase.words.is_empty(), "{id}");
        }
    }
}
