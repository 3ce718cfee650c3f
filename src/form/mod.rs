//! A form as a value: its editions, tables, rows and columns, the labels under which they are printed, its words and
//! rules, read from the files of a folder (`forms/NAME/`, or any other) and checked while they are read.

pub mod codebook;
pub mod cribs;
mod files;
pub mod indicators;
mod labels;
pub mod layout;
pub mod lexicon;
pub mod outlines;
pub mod rules;
pub mod sentences;
pub mod sheet;
pub mod words;

use crate::model::id::{CellId, Name};
use crate::text::labels::{Editions, Labels, Section};
use cribs::Crib;
use files::Files;
use indicators::Indicators;
use labels::Wording;
use layout::{ColumnSpec, Edition, FormCell, Layout, Structure};
use lexicon::{Lexicon, List};
use outlines::Outlines;
use rules::{Rule, Rules};
use rustc_hash::FxHashMap;
use sentences::Sentences;
use sheet::FormError;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The files of the form that is compiled in.
const DISCLOSURE: &[(&str, &str)] = &[
    ("cells-2019.tsv", include_str!("../forms/disclosure/cells-2019.tsv")),
    ("cells-2021.tsv", include_str!("../forms/disclosure/cells-2021.tsv")),
    ("columns.tsv", include_str!("../forms/disclosure/columns.tsv")),
    ("editions.tsv", include_str!("../forms/disclosure/editions.tsv")),
    ("heads.tsv", include_str!("../forms/disclosure/heads.tsv")),
    ("indicators.tsv", include_str!("../forms/disclosure/indicators.tsv")),
    ("labels.tsv", include_str!("../forms/disclosure/labels.tsv")),
    ("lexicon.tsv", include_str!("../forms/disclosure/lexicon.tsv")),
    ("outlines.tsv", include_str!("../forms/disclosure/outlines.tsv")),
    ("prose.tsv", include_str!("../forms/disclosure/prose.tsv")),
    ("rules.tsv", include_str!("../forms/disclosure/rules.tsv")),
    ("sections.tsv", include_str!("../forms/disclosure/sections.tsv")),
    ("sentences.tsv", include_str!("../forms/disclosure/sentences.tsv")),
    ("tables.tsv", include_str!("../forms/disclosure/tables.tsv")),
    ("variants.tsv", include_str!("../forms/disclosure/variants.tsv")),
];

/// A fixed official form, in all its editions. What it prints is in [`Structure`], to which it derefs.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name: that of its folder.
    pub id: Arc<str>,
    structure: Structure,
    /// How rows, columns, headings and titles are printed.
    pub labels: Labels,
    /// What must hold between its cells, and what a report must have.
    pub rules: Rules,
    /// How headings are known where nobody prescribed them.
    pub outlines: Outlines,
    lexicon: Lexicon,
    wordings: Vec<Wording>,
    /// The rows of statistics tables.
    pub indicators: Indicators,
    /// How prose states numbers.
    pub sentences: Sentences,
    heads: Vec<(Editions, String)>,
    cells: FxHashMap<CellId, FormCell>,
    ids: Arc<[CellId]>,
    cribs: OnceLock<Vec<Crib>>,
}

impl Deref for Form {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
}

impl Form {
    /// The form of a name that is compiled in: `disclosure`, the annual report on government information disclosure.
    pub fn builtin(id: &str) -> Option<&'static Arc<Form>> {
        static DISCLOSED: OnceLock<Option<Arc<Form>>> = OnceLock::new();
        let form = || Form::of("disclosure", &Files::Text(DISCLOSURE)).map(Arc::new).ok();
        (id == "disclosure").then(|| DISCLOSED.get_or_init(form).as_ref()).flatten()
    }

    /// Reads a form from the files of a folder, whose name is the form's.
    ///
    /// # Errors
    /// The first thing that does not belong there, with file and line: a name that is not known or stands twice, a label
    /// that two rows claim, a rule that does not parse.
    pub fn load(folder: &Path) -> Result<Form, FormError> {
        let id = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Form::of(&id, &Files::Folder(folder))
    }

    fn of(id: &str, files: &Files<'_>) -> Result<Form, FormError> {
        let structure = Structure::load(files)?;
        let lexicon = Lexicon::load(&files.sheet("lexicon.tsv", &["list", "word"])?)?;
        let (labels, wordings) = labels::load(files, &structure, &lexicon)?;
        let outlines = Outlines::load(files, &structure)?;
        let mut heads = Vec::new();
        for line in files.sheet("heads.tsv", &["editions", "words"])?.lines() {
            heads.push((structure.editions_named(&line, "editions")?, line.get("words").to_string()));
        }
        // A cell of several editions is that of the newest.
        let cells: FxHashMap<CellId, FormCell> =
            structure.editions.iter().flat_map(|e| &e.cells).map(|c| (c.id.clone(), c.clone())).collect();
        let mut ids: Vec<CellId> = cells.keys().cloned().collect();
        ids.sort_unstable();
        let statistics: Vec<&str> = structure.editions.iter().filter(|e| e.cells.is_empty()).map(|e| &*e.id).collect();
        let indicators = Indicators::load(&files.sheet("indicators.tsv", &indicators::COLUMNS)?, &statistics)?;
        let prose = files.sheet("prose.tsv", &sentences::MANNER)?;
        let sentences = files.sheet("sentences.tsv", &sentences::LINE)?;
        let sentences = Sentences::load(&prose, &sentences, &indicators, &structure)?;
        let rules =
            Rules::load(&files.sheet("rules.tsv", &rules::COLUMNS)?, &names(&structure, &indicators, &sentences))?;
        let cribs = OnceLock::new();
        Ok(Form {
            id: id.into(),
            structure,
            labels,
            rules,
            outlines,
            lexicon,
            wordings,
            indicators,
            sentences,
            heads,
            cells,
            ids: ids.into(),
            cribs,
        })
    }

    /// A list of words.
    pub fn words(&self, list: List) -> &[String] {
        self.lexicon.words(list)
    }

    /// A cell of any edition.
    pub fn cell(&self, id: &str) -> Option<&FormCell> {
        self.cells.get(id)
    }

    /// Every cell of every edition, by id.
    pub fn ids(&self) -> &Arc<[CellId]> {
        &self.ids
    }

    /// A column of a table.
    pub fn column(&self, table: usize, column: usize) -> Option<&ColumnSpec> {
        self.tables.get(table)?.columns.get(column)
    }

    /// An edition by its place.
    pub fn edition(&self, at: usize) -> Option<&Edition> {
        self.editions.get(at)
    }

    /// The editions with tables, oldest first.
    pub fn tabular(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.editions.iter().enumerate().filter(|(_, e)| !e.cells.is_empty()).map(|(at, _)| at)
    }

    /// The edition with tables that is prescribed for a report year.
    pub fn edition_of_year(&self, year: i32) -> Option<usize> {
        self.editions.iter().position(|e| e.years.contains(&year) && !e.cells.is_empty())
    }

    /// The arithmetic of an edition.
    pub fn identities(&self, edition: usize) -> impl Iterator<Item = &Rule> {
        self.rules.identities(self.editions.get(edition).map_or("", |e| &e.id))
    }

    /// The section that a heading of whatever outline opens.
    pub fn any_section(&self, text: &str) -> Option<Section> {
        self.labels.section(text).or_else(|| self.outlines.section(text))
    }

    /// The name of a section.
    pub fn section_id(&self, section: Section) -> Option<Name> {
        self.sections.get(section.0).map(|s| s.id.clone())
    }

    /// The section of a name.
    pub fn section_named(&self, id: &str) -> Option<Section> {
        self.sections.iter().position(|s| *s.id == *id).map(Section)
    }

    /// Words in joined heads and labels by which editions are known, with those editions.
    pub fn heads(&self) -> &[(Editions, String)] {
        &self.heads
    }

    /// What nearly every report prints word for word, longest first.
    pub fn cribs(&self) -> &[Crib] {
        self.cribs.get_or_init(|| cribs::cribs(&self.wordings, self.words(List::Crib)))
    }
}

/// What the rules of a form may name: each edition with its variants.
fn names<'a>(form: &'a Structure, indicators: &'a Indicators, sentences: &'a Sentences) -> rules::Names<'a> {
    let blocks = |c: &FormCell| form.tables.get(c.table).filter(|t| t.layout == Layout::Blocks);
    let mut layouts = Vec::new();
    for (at, edition) in form.editions.iter().enumerate() {
        let of = |wanted: &dyn Fn(usize) -> usize| -> Vec<(&str, &str)> {
            let cells = (0..form.tables.len()).flat_map(|table| {
                let cells = form.editions.get(wanted(table)).map_or(&[][..], |e| &e.cells);
                cells.iter().filter(move |c| c.table == table)
            });
            cells.map(|c| (&*c.id, blocks(c).map_or(&*c.row, |t| &*t.id))).collect()
        };
        let old =
            edition.cells.is_empty().then(|| indicators.of(&edition.id).iter().map(|i| (&*i.id, &*i.id)).collect());
        let cells = old.unwrap_or_else(|| of(&|_| at));
        layouts.push(rules::Layout { id: &edition.id, variant_of: None, cells });
        for variant in form.variants.iter().filter(|v| v.edition == at) {
            let cells = of(&|table| if table == variant.table { variant.printed_as } else { at });
            layouts.push(rules::Layout { id: &variant.id, variant_of: Some(&edition.id), cells });
        }
    }
    let sections = form.sections.iter().map(|s| &*s.id).collect();
    rules::Names { layouts, facts: sentences.facts(), sections }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_that_is_compiled_in_loads() {
        let form = Form::of("disclosure", &Files::Text(DISCLOSURE)).unwrap_or_else(|e| panic!("{e}"));
        let count = |id: &str| form.edition(form.edition_of(id).unwrap()).unwrap().cells.len();
        assert_eq!((count("2019"), count("2021")), (198, 200));
        assert_eq!(form.rows.len(), 8 + 26 + 1);
        let at = |id: &str| form.rows.iter().position(|r| r.id == *id).unwrap();
        let other = "applications.results.other_handling";
        assert!(at(other) < at(&format!("{other}.correction_overdue")));
        assert!(at(&format!("{other}.miscellaneous")) < at("applications.results.total"));
        assert!(at("active_disclosure.administrative_fees") < at("active_disclosure.government_procurement"));
    }

    /// Each table of the form with one thing wrong in it, and what the error says.
    #[test]
    fn what_does_not_belong_in_a_form_is_named_with_file_and_line() {
        for (file, from, to, said) in [
            ("editions.tsv", "2019\t2019\t2020", "2019\t2017\t2020", "editions.tsv:4: the years of the editions"),
            ("tables.tsv", "uniform", "round", "tables.tsv:3: \"round\" is no layout"),
            ("columns.tsv", "amount\tamount", "amount\tmoney", "columns.tsv:9: \"money\" is no kind of number"),
            (
                "cells-2021.tsv",
                "active_disclosure.regulations.in_force",
                "active_disclosure.regulations.x",
                "cells-2021.tsv:4: ",
            ),
            ("labels.tsv", "active_disclosure.regulations\trow", "active_disclosure.x\trow", "no row is called"),
            ("labels.tsv", "\trow\t2019..\t", "\trow\t2018..\t", "no edition is called \"2018\""),
            ("labels.tsv", "\tcanonical\t", "\tofficial\t", "labels.tsv:2: \"official\" is no status"),
            ("variants.tsv", "applications", "petitions", "variants.tsv:2: no table is called \"petitions\""),
            ("outlines.tsv", "problems", "troubles", "no section is called \"troubles\""),
            ("lexicon.tsv", "in_label\t", "on_label\t", "lexicon.tsv:2: no list of words is called \"on_label\""),
            ("heads.tsv", "2021..", "2022..", "no edition is called \"2022\""),
            ("rules.tsv", "applications.new_requests", "applications.new_request", "rules.tsv:2: "),
        ] {
            let (_, text) = DISCLOSURE.iter().find(|(name, _)| *name == file).unwrap();
            assert!(text.contains(from), "{file} has no {from:?}");
            let broken = text.replacen(from, to, 1);
            let files: Vec<(&str, &str)> =
                DISCLOSURE.iter().map(|(name, text)| (*name, if *name == file { &*broken } else { *text })).collect();
            let error = Form::of("broken", &Files::Text(&files)).unwrap_err().to_string();
            assert!(error.starts_with(file) && error.contains(said), "{error}");
        }
    }
}
