//! The canonical report: what `nianbao` writes, field by field as in the JSON Schema.

pub mod metadata;

use crate::form::cells::Edition;
use crate::form::labels::Section;
use crate::model::finding::Finding;
use crate::model::origin::Origin;
use crate::model::source::Source;
use crate::report::metadata::Metadata;
use rust_decimal::Decimal;

/// Version of the JSON layout.
pub const SCHEMA_VERSION: &str = "1.0";

/// One report, checked.
#[derive(Clone, Debug)]
pub struct Report {
    /// Where it came from.
    pub source: Source,
    /// Place of this report among those of one source, from 1.
    pub ordinal: u32,
    /// Which part of the source it is, if the source holds several.
    pub contained: Option<Contained>,
    /// What the document is, and why.
    pub classification: Classification,
    /// Which form its tables follow.
    pub edition: EditionInfo,
    /// Who, when, under which title.
    pub metadata: Metadata,
    /// The six sections that were found, in document order.
    pub sections: Vec<SectionText>,
    /// Every cell of the layout that the tables follow, in form order.
    pub cells: Vec<(&'static str, Entry)>,
    /// The numbers of a form before 2019 and of its prose, in document order.
    pub statistics: Vec<Statistic>,
    /// Numbers of the tables as the prose states them.
    pub narrative_facts: Vec<NarrativeFact>,
    /// The rules that were run.
    pub checks: Vec<Check>,
    /// Glyph repairs, by kind and pair.
    pub repairs: Vec<Repair>,
    /// What a user should know.
    pub findings: Vec<Finding>,
}

/// A report before its checks.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What the document is, and why.
    pub classification: Classification,
    /// Which form its tables follow.
    pub edition: EditionInfo,
    /// Who, when, under which title.
    pub metadata: Metadata,
    /// Lead-in and sections.
    pub sections: Vec<SectionText>,
    /// Every cell of the layout, in form order.
    pub cells: Vec<(&'static str, Entry)>,
    /// The numbers of a form before 2019 and of its prose, in document order.
    pub statistics: Vec<Statistic>,
    /// Numbers of the tables as the prose states them.
    pub narrative_facts: Vec<NarrativeFact>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// One of several reports in one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Contained {
    /// Which, from 1.
    pub index: u32,
    /// Of how many.
    pub of: u32,
    /// The line that opens it, as printed.
    pub heading: String,
    /// Where its first and its last paragraph or cell stand.
    pub span: (Origin, Origin),
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The annual report of an agency.
    Report,
    /// The text of a report offered as a model: it calls itself one, or names, years or numbers are masked in it.
    ModelText,
    /// Something else.
    NotAReport,
    /// It was a report, but what makes it one did not survive.
    Damaged,
}

impl Class {
    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            Class::Report => "report",
            Class::ModelText => "model_text",
            Class::NotAReport => "not_a_report",
            Class::Damaged => "damaged",
        }
    }
}

/// What a document is, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Classification {
    /// What.
    pub is: Class,
    /// What speaks for it, in words, the weightiest first; never empty.
    pub reasons: Vec<String>,
}

/// One number of a form before 2019, or of the prose of such a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistic {
    /// The label or the words before the number, as printed.
    pub indicator: String,
    /// Id in `indicators.tsv`; `None` if the row is not one of them.
    pub indicator_id: Option<&'static str>,
    /// The headings and rows it stands under, outermost first.
    pub path: Vec<String>,
    /// What it counts, as printed, else by the form; `%` for a share.
    pub unit: Option<String>,
    /// The span or the part of the agency that its column names, as printed.
    pub period: Option<String>,
    /// The number, in `unit`; only a published one has it.
    pub value: Option<Decimal>,
    /// The text of the cell, or the sentence.
    pub raw: String,
    /// What became of it.
    pub status: Status,
    /// Where it stood.
    pub origin: Option<Origin>,
    /// Whether a table or a sentence prints it.
    pub table: bool,
}

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormId {
    /// The form of 国办公开办函〔2019〕60号 or 〔2021〕30号.
    Since2019(Edition),
    /// The statistics table of 2014-2018.
    Form2014,
    /// A table of 2008-2013.
    Pre2014,
    /// None of them.
    None,
}

impl FormId {
    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            FormId::Since2019(edition) => edition.name(),
            FormId::Form2014 => "2014",
            FormId::Pre2014 => "pre2014",
            FormId::None => "none",
        }
    }
}

/// Editions by what the tables print.
#[derive(Clone, Debug, PartialEq)]
pub struct EditionInfo {
    /// Of the report as a whole.
    pub form: FormId,
    /// Of each table found; `2019-in-2021` is the undivided row of other handling in a report of 2021.
    pub by_section: Vec<(&'static str, &'static str)>,
}

/// A section with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionText {
    /// Which; `None` is the text before the first section.
    pub section: Option<Section>,
    /// Its number as printed, without punctuation.
    pub number: Option<String>,
    /// Its heading without the number.
    pub heading: String,
    /// Its paragraphs and subheadings in order.
    pub blocks: Vec<TextBlock>,
}

/// A paragraph or subheading.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBlock {
    /// `paragraph` or `subheading`.
    pub kind: &'static str,
    /// Repaired text.
    pub text: String,
    /// Where it stood.
    pub origin: Origin,
}

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A number is printed.
    Published,
    /// The cell is empty.
    Blank,
    /// A dash or a word for "none".
    NotApplicable,
    /// Text that is not a number.
    Unreadable,
    /// The document has no such row.
    Missing,
    /// More than one reading is left.
    Conflict,
}

impl Status {
    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            Status::Published => "published",
            Status::Blank => "blank",
            Status::NotApplicable => "not_applicable",
            Status::Unreadable => "unreadable",
            Status::Missing => "missing",
            Status::Conflict => "conflict",
        }
    }
}

/// One cell of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The number in the form's unit; only a published cell has one.
    pub value: Option<Decimal>,
    /// The text as printed, repaired; `None` if the row is missing.
    pub raw: Option<String>,
    /// What became of it.
    pub status: Status,
    /// What the number counts.
    pub unit: &'static str,
    /// Where the unit was printed, if not only on the form: `cell` or `header`.
    pub unit_source: Option<&'static str>,
    /// Where it stood.
    pub origin: Option<Origin>,
    /// Readings of a conflict.
    pub alternatives: Vec<Decimal>,
    /// How the value was proved, if not by its place alone.
    pub derivation: Option<&'static str>,
    /// Ids of the rules of `rules.tsv` with which a segmented value holds.
    pub evidence: Vec<&'static str>,
    /// Whether the form's arithmetic confirms it.
    pub arithmetic: Arithmetic,
}

impl Entry {
    /// A cell whose row is not in the document.
    pub fn missing(unit: &'static str) -> Entry {
        Entry {
            value: None,
            raw: None,
            status: Status::Missing,
            unit,
            unit_source: None,
            origin: None,
            alternatives: Vec::new(),
            derivation: None,
            evidence: Vec::new(),
            arithmetic: Arithmetic::Unchecked,
        }
    }
}

/// What the form's identities say of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// It is in a sum that holds, and in none that fails.
    Confirmed,
    /// It is in a sum that fails.
    Contradicted,
    /// It is in no sum that could be checked.
    Unchecked,
}

impl Arithmetic {
    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            Arithmetic::Confirmed => "confirmed",
            Arithmetic::Contradicted => "contradicted",
            Arithmetic::Unchecked => "unchecked",
        }
    }
}

/// Outcome of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It cannot be assessed.
    Skipped,
}

impl Outcome {
    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Skipped => "skipped",
        }
    }
}

/// A rule that was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Id in `rules.tsv`.
    pub rule: &'static str,
    /// `identity`, `plausibility`, `narrative` or `structure`.
    pub class: &'static str,
    /// `error`, `warning`, `info`.
    pub severity: &'static str,
    /// The cells it compares.
    pub operands: Vec<&'static str>,
    /// Right side of the equation.
    pub expected: Option<Decimal>,
    /// Left side of the equation.
    pub actual: Option<Decimal>,
    /// What came out.
    pub result: Outcome,
    /// How many operands without a number were taken as zero for this check; never in the published cells.
    pub nulls_as_zero: usize,
    /// Cells that a row sum and a column sum both accuse, with the value that would mend both.
    pub suspects: Vec<(&'static str, Decimal)>,
    /// In words: what is wrong, or why it was skipped.
    pub message: Option<String>,
}

/// A number of the tables as the prose states it.
#[derive(Clone, Debug, PartialEq)]
pub struct NarrativeFact {
    /// As in `sentences.tsv`: `requests_received`.
    pub fact: &'static str,
    /// The number; zero for a statement that there is none.
    pub value: Decimal,
    /// `own`, `region` or `unknown`: whose number it is, by the words of its sentence.
    pub scope: &'static str,
    /// Where it stands.
    pub section: Option<Section>,
    /// The sentence, without white space.
    pub sentence: String,
    /// Place of its paragraph.
    pub origin: Origin,
}

/// Glyph repairs of one kind and pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// For example `kangxi_radical`.
    pub kind: &'static str,
    /// The text that was there.
    pub from: String,
    /// What it was read as.
    pub to: String,
    /// How often.
    pub count: usize,
    /// Where first.
    pub first: Option<Origin>,
}
