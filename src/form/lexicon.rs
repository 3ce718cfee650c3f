//! Word lists of a form that are neither labels nor rules: `lexicon.tsv`.

use super::sheet::{FormError, Sheet};
use crate::text::words::word_lists;

word_lists! {
    /// What a list of words is for.
    List {
        /// Begins like a word for none, and is a label.
        InLabel "in_label",
        /// In the head of a column that offices add to the form's.
        AsideHead "aside_head",
        /// Stock sentences and passages, known plaintext for text without character codes: `#` is any digit, `*` numbers.
        Crib "crib",
        /// In a line before the first section that may be a title.
        Headline "headline",
        /// In the title of a document of another kind.
        OtherReport "other_report",
        /// In the title of a text about the form.
        NotReport "not_report",
        /// In the title of a report on less than a year.
        NotAnnual "not_annual",
        /// In the head of texts of other kinds.
        OtherText "other_text",
        /// In the title of a text offered as a model.
        ModelText "model_text",
        /// What stands for a name, year or number that is hidden.
        Mask "mask",
        /// What a mask may stand before.
        Masked "masked",
        /// Stands for a number that nobody filled in.
        Placeholder "placeholder",
        /// Text of the form's model that was left in a report.
        Boilerplate "boilerplate",
        /// At the ends of a title around the agency's name.
        TitleWord "title_word",
        /// In brackets behind the agency's name in a title, and no part of it.
        TitleNote "title_note",
        /// In no name of an agency.
        NotInName "not_in_name",
        /// Ends the name of a government and begins the words for the kind of the document.
        SharedWord "shared_word",
        /// In a sentence that says that there was nothing to count.
        NoneSaid "none_said",
        /// In sentences that hold such a word and say something else.
        NotNoneSaid "not_none_said",
        /// Behind a year in a title.
        YearTail "year_tail",
        /// Before the period of the numbers.
        Period "period_word",
        /// Numbers the texts of a collection; `#` is the number.
        Part "piece",
        /// Ends the last text of a collection.
        PartEnd "piece_end",
        /// Names of the fields of a document's card: its title.
        TitleField "title_field",
        /// The day on which it was published.
        PublishedField "published_field",
        /// The day on which it was written.
        WrittenField "written_field",
        /// Who publishes it.
        PublisherField "publisher_field",
        /// What else a crawler or a page says of a document, and the line that ends it.
        PageField "page_field",
        /// The site.
        SiteField "site_field",
        /// The site's number.
        SiteCodeField "site_code_field",
        /// Number in the catalogue.
        IndexField "index_field",
        /// Number of the document.
        NumberField "number_field",
        /// Credit code of the agency.
        CreditField "credit_field",
        /// Before the body that drew the report up.
        CompiledBy "compiled_by",
        /// Before an address.
        ContactAddress "contact_address",
        /// Part of an address.
        AddressPart "address_part",
        /// Before a postcode.
        ContactPostcode "contact_postcode",
        /// Before a telephone number.
        ContactPhone "contact_phone",
        /// Before a telefax number.
        ContactFax "contact_fax",
        /// Before an address of electronic mail.
        ContactEmail "contact_email",
        /// In a sentence about requests.
        Request "request_word",
        /// In a sentence on the agency's own numbers.
        ScopeOwn "scope_own",
        /// In a sentence on those of its office.
        ScopeOffice "scope_office",
        /// In a sentence on those of the region.
        ScopeRegion "scope_region",
        /// In a lead-in that says that the whole region is summed up.
        ScopeWhole "scope_whole",
        /// Makes a clause the span of all years.
        AllYears "all_years",
        /// Makes it the span of the year.
        ThisYear "this_year",
        /// Before a row that is a part of the row above.
        PartOf "part_of",
        /// Heads of the column of labels of a statistics table.
        StatHead "stat_head",
        /// Heads of its column of units.
        StatUnitHead "stat_unit_head",
        /// Heads of its columns of numbers.
        StatValueHead "stat_value_head",
        /// Those heads that say no more than that numbers stand there.
        PlainHead "plain_head",
        /// Units that it counts in.
        StatUnit "stat_unit",
        /// Those of amounts, which are never counted in tens of thousands.
        AmountUnit "amount_unit",
        /// Between a number and its unit: it is a little more.
        Rounded "rounded",
        /// Between a number and its unit: so many times ten thousand.
        TenThousand "ten_thousand",
        /// Before what looks like a number with a unit and is none: an article, a range, a telephone.
        NotBefore "not_before",
        /// Begins like a unit, and is none.
        NotUnit "not_unit",
    }
}

/// The word lists of a form.
#[derive(Clone, Debug)]
pub struct Lexicon(Vec<Vec<String>>);

impl Lexicon {
    /// Reads `lexicon.tsv`: a list and a word a line. A list that is not there is empty.
    ///
    /// # Errors
    /// A list that nothing reads; a word that is empty or stands twice in its list.
    pub fn load(sheet: &Sheet) -> Result<Lexicon, FormError> {
        let mut lists = vec![Vec::new(); List::ALL.len()];
        for line in sheet.lines() {
            let (name, word) = (line.get("list"), line.get("word"));
            let list = List::named(name).ok_or_else(|| line.error(format!("no list of words is called {name:?}")))?;
            let Some(words) = lists.get_mut(list as usize) else { continue };
            if word.is_empty() || words.iter().any(|w| w == word) {
                return Err(
                    line.error(format!("the word {word:?} of the list {name} is empty, or stands there already"))
                );
            }
            words.push(word.to_string());
        }
        Ok(Lexicon(lists))
    }

    /// The words of a list, in the order of the file.
    pub fn words(&self, list: List) -> &[String] {
        self.0.get(list as usize).map_or(&[], Vec::as_slice)
    }
}
