//! The word lists by name, for those who are given a name at run time: `text/words.tsv` (dashes, units, numerals),
//! `gazetteer/words.tsv` (who reports and from where) and the lexicon of the built-in form.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The words of a list, in the order of its file; empty for an unknown list.
pub fn words(list: &str) -> &'static [&'static str] {
    static WORDS: OnceLock<FxHashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let all = WORDS.get_or_init(|| {
        let mut all: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for row in crate::text::table(include_str!("../text/words.tsv"))
            .chain(crate::text::table(include_str!("../gazetteer/words.tsv")))
            .chain(crate::text::table(include_str!("../forms/disclosure/lexicon.tsv")))
        {
            all.entry(crate::text::field(&row, 0)).or_default().push(crate::text::field(&row, 1));
        }
        all
    });
    all.get(list).map_or(&[], Vec::as_slice)
}
