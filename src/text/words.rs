//! Lists of words, each with a name that code knows: those of every text (`words.tsv`), of places and bodies, and of a form.

use crate::text::{field, table};

/// An enumeration of lists, with the name that each has in its file.
macro_rules! word_lists {
    ($(#[$doc:meta])* $lists:ident { $($(#[$of:meta])* $list:ident $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $lists { $($(#[$of])* $list,)+ }

        impl $lists {
            /// All of them, with their names.
            pub const ALL: &'static [($lists, &'static str)] = &[$(($lists::$list, $name),)+];

            /// The list of a name.
            pub fn named(name: &str) -> Option<$lists> {
                $lists::ALL.iter().find(|(_, n)| *n == name).map(|(list, _)| *list)
            }
        }
    };
}
pub(crate) use word_lists;

word_lists! {
    /// Words of every text in Chinese that holds numbers.
    Word {
        /// The whole text of a number cell that says that there is none: a dash, a word.
        None "none",
        /// The whole text of a number cell that is a zero.
        Zero "zero",
        /// A letter or circle in a number cell that stands for a zero.
        LetterZero "letter_zero",
        /// Before a number that is added.
        Plus "plus",
        /// Before a number below zero.
        Minus "minus",
        /// Units of amounts of 1 yuan.
        Yuan "yuan_1",
        /// Units of amounts of 10,000 yuan.
        TenThousandYuan "yuan_10000",
        /// Units of amounts of 100,000,000 yuan.
        HundredMillionYuan "yuan_100000000",
        /// What is counted, behind a count.
        CountUnit "count_unit",
        /// Before the name of a unit in brackets.
        UnitName "unit_name",
        /// Before a number that is rounded, or the sum of others.
        NotePrefix "note_prefix",
        /// What a note behind a number begins with where no bracket parts it.
        NoteWord "note_word",
        /// In a note beside a number: it is another, or in another unit.
        NoteDoubt "note_doubt",
        /// Misspellings and what they are unified to in matching keys: `a=b`.
        Spelling "spelling",
        /// The numerals from one to ten.
        Numeral "numeral",
        /// The numerals of accounts from one to ten.
        FormalNumeral "formal_numeral",
        /// Before a numeral: it makes an ordinal of it.
        Ordinal "ordinal",
        /// Behind an ordinal: what it counts of a text.
        PartOfText "part_of_text",
        /// Zero in a year written with numerals.
        DateZero "date_zero",
        /// Behind the year of a day.
        DateYear "date_year",
        /// Behind its month.
        DateMonth "date_month",
        /// Behind it.
        DateDay "date_day",
        /// Names that data gives to the title of a document, in lower case and as one word.
        FieldTitle "field_title",
        /// To its address.
        FieldAddress "field_address",
        /// To the day on which it was published.
        FieldDay "field_day",
        /// To who published it.
        FieldPublisher "field_publisher",
        /// What stands around the number of a page.
        Page "page_word",
    }
}

/// Lists taken from the text of a table with the columns `list` and `word`, by their place in the enumeration.
pub(crate) fn lists(text: &'static str, names: &[&str]) -> Vec<Vec<&'static str>> {
    let mut lists = vec![Vec::new(); names.len()];
    for row in table(text) {
        let at = names.iter().position(|n| *n == field(&row, 0));
        if let Some(list) = at.and_then(|at| lists.get_mut(at)) {
            list.push(field(&row, 1));
        }
    }
    lists
}

/// The words of a list, in the order of the file.
pub fn words(list: Word) -> &'static [&'static str] {
    static WORDS: std::sync::OnceLock<Vec<Vec<&'static str>>> = std::sync::OnceLock::new();
    let all = WORDS.get_or_init(|| {
        let names: Vec<&str> = Word::ALL.iter().map(|(_, name)| *name).collect();
        lists(include_str!("words.tsv"), &names)
    });
    all.get(list as usize).map_or(&[], Vec::as_slice)
}

/// Whether a file of lists holds each list that code knows, no other, and no word twice in one.
#[cfg(test)]
pub(crate) fn assert_whole(text: &'static str, names: &[&str]) {
    let mut seen = std::collections::BTreeSet::new();
    for row in table(text) {
        assert!(names.contains(&field(&row, 0)), "nobody reads the list {}", field(&row, 0));
        assert!(seen.insert((field(&row, 0), field(&row, 1))), "{row:?} stands twice");
    }
    for name in names {
        assert!(seen.iter().any(|(list, _)| list == name), "the list {name} is empty");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_there_and_no_other() {
        let names: Vec<&str> = Word::ALL.iter().map(|(_, name)| *name).collect();
        assert_whole(include_str!("words.tsv"), &names);
        assert_eq!(words(Word::Numeral).len(), 10);
    }
}
