//! The words that names of places and bodies are made of: `words.tsv`.

use crate::text::words::{lists, word_lists};
use std::sync::OnceLock;

word_lists! {
    /// Words in names of places and bodies.
    NameWord {
        /// Suffixes of divisions, the longest first.
        DivisionSuffix "division_suffix",
        /// Suffixes of places that a name of an agency may begin with.
        RegionSuffix "region_suffix",
        /// Peoples in names of autonomous divisions, the longest first.
        People "people",
        /// Short names of places that mean something else too often.
        NoShort "no_short",
        /// What makes the name before it that of a township or subdistrict.
        Township "township_word",
        /// Ends of names of agencies.
        Organ "organ",
        /// Bodies that govern a place.
        RegionOrgan "region_organ",
        /// Ends of names that only agencies of provinces have.
        ProvincialOrgan "provincial_organ",
        /// Ends of names of branches.
        Branch "branch",
        /// Ends of names of committees that manage a zone.
        Committee "committee",
        /// Usual short ends of names and what they are short for: `a=b`.
        ShortAgency "short_agency",
    }
}

/// The words of a list, in the order of the file.
pub fn words(list: NameWord) -> &'static [&'static str] {
    static WORDS: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    let all = WORDS.get_or_init(|| {
        let names: Vec<&str> = NameWord::ALL.iter().map(|(_, name)| *name).collect();
        lists(include_str!("words.tsv"), &names)
    });
    all.get(list as usize).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_there_and_no_other() {
        let names: Vec<&str> = NameWord::ALL.iter().map(|(_, name)| *name).collect();
        crate::text::words::assert_whole(include_str!("words.tsv"), &names);
    }
}
