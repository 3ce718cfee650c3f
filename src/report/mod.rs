//! The canonical report: the types are what is written, read back and described by the JSON Schema.

#[macro_use]
mod vocabulary;

mod cell;
mod check;
pub mod json;
pub mod metadata;
mod operand;
mod source;

pub use cell::{Arithmetic, Entry, ExtraRow, Status};
pub use check::{Check, Outcome, Suspect};
pub use source::{Contained, Source, Span};

use crate::model::finding::{Finding, FindingKind};
use crate::model::id::{CellId, Name, Word};
use crate::model::origin::Origin;
use crate::report::metadata::Metadata;
use crate::text::marked::MarkedSpan;
use json::{digits, medium, pairs, part};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the JSON layout.
pub const SCHEMA_VERSION: &str = "1.0";

/// One annual report on government information disclosure, as printed, with its checks.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Report {
    /// Version of the JSON layout.
    pub schema_version: Word,
    /// SHA-256 of the source and the report's place in it, from 1.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}-[1-9][0-9]*$"))]
    pub report_id: String,
    /// What wrote it.
    pub converter: Program,
    /// Where it came from.
    pub source: Source,
    /// What the document is, and why.
    pub classification: Classification,
    /// Which form its tables follow.
    pub edition: EditionInfo,
    /// Who, when, under which title.
    pub metadata: Metadata,
    /// The six sections that were found, in document order.
    pub sections: Vec<SectionText>,
    /// Every cell of the layout that the tables follow, in form order.
    #[serde(with = "pairs")]
    #[schemars(with = "std::collections::BTreeMap<CellId, Entry>")]
    pub cells: Vec<(CellId, Entry)>,
    /// Rows of the tables that no known edition of the form has, where its edition is `unknown`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra_rows: Vec<ExtraRow>,
    /// The numbers of a form before 2019 and of its prose, in document order.
    pub statistics: Vec<Statistic>,
    /// Numbers of the tables as the prose states them: the first statement of each.
    pub narrative_facts: Vec<NarrativeFact>,
    /// The rules that were run.
    pub checks: Vec<Check>,
    /// Glyph repairs, by kind and pair.
    pub repairs: Vec<Repair>,
    /// What a user should know.
    pub findings: Vec<Finding>,
}

impl Report {
    /// A checked draft as the report at a place, from 1, among those of its source.
    pub fn of(draft: Draft, checks: Vec<Check>, source: Source, ordinal: u32) -> Report {
        Report {
            schema_version: SCHEMA_VERSION.into(),
            report_id: format!("{}-{ordinal}", source.sha256),
            converter: Program::this(),
            source,
            classification: draft.classification,
            edition: draft.edition,
            metadata: draft.metadata,
            sections: draft.sections,
            cells: draft.cells,
            extra_rows: draft.extra_rows,
            statistics: draft.statistics,
            narrative_facts: draft.narrative_facts,
            checks,
            repairs: Vec::new(),
            findings: draft.findings,
        }
    }
}

/// A program with its version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Program {
    /// Its name.
    pub name: Word,
    /// Its version.
    pub version: Word,
}

impl Program {
    fn this() -> Program {
        Program { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

impl Report {
    /// A cell of the form by its id (`nianbao codebook` lists them); `None` where its tables have no such cell.
    pub fn cell(&self, id: &str) -> Option<&Entry> {
        self.cells.iter().find(|(cell, _)| *cell == *id).map(|(_, entry)| entry)
    }
}

impl std::ops::Index<&str> for Report {
    type Output = Entry;

    /// [`Report::cell`] where it is known to be there.
    ///
    /// # Panics
    /// If it is not.
    fn index(&self, id: &str) -> &Entry {
        self.cell(id).unwrap_or_else(|| panic!("the report has no cell {id}"))
    }
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
    pub cells: Vec<(CellId, Entry)>,
    /// Rows of the tables that no known edition of the form has, where its edition is `unknown`.
    pub extra_rows: Vec<ExtraRow>,
    /// The numbers of a form before 2019 and of its prose, in document order.
    pub statistics: Vec<Statistic>,
    /// Numbers of the tables as the prose states them.
    pub narrative_facts: Vec<NarrativeFact>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

vocabulary! {
    /// What a document is.
    Class {
        /// The annual report of an agency.
        #[default]
        Report = "report",
        /// The text of a report offered as a model: it calls itself one, or names, years or numbers are masked in it.
        ModelText = "model_text",
        /// Something else.
        NotAReport = "not_a_report",
        /// It was a report, but what makes it one did not survive.
        Damaged = "damaged",
    }
}

/// What a document is, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Classification {
    /// What.
    pub is: Class,
    /// What speaks for it, in words, the weightiest first; never empty.
    pub reasons: Vec<String>,
    /// That it is no report is said only since nothing of one was found, not since something shows what else it is.
    #[serde(skip)]
    pub is_open: bool,
}

impl Classification {
    /// Whether the document is a report, with these findings; a text offered as a model counts where its numbers are those
    /// of an agency.
    pub fn is_report(&self, findings: &[Finding]) -> bool {
        match self.is {
            Class::Report => true,
            Class::ModelText => findings.iter().all(|f| f.kind != FindingKind::NotAReport),
            Class::NotAReport | Class::Damaged => false,
        }
    }

    /// The findings for which a report of this class is flagged; what is none has nothing to be flagged.
    pub fn flags<'a>(&self, findings: &'a [Finding]) -> impl Iterator<Item = &'a Finding> {
        let is_report = self.is_report(findings);
        findings.iter().filter(move |finding| is_report && finding.flags())
    }
}

/// One number of a form before 2019, or of the prose of such a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend(
    "if" = {"properties": {"status": {"const": "published"}}},
    "then" = {"properties": {"value": {"type": "number"}}},
    "else" = {"properties": {"value": {"type": "null"}}}
))]
pub struct Statistic {
    /// The label or the words before the number, as printed.
    pub indicator: String,
    /// Id in `indicators.tsv`; `None` if the row is not one of them.
    pub indicator_id: Option<CellId>,
    /// The headings and rows it stands under, outermost first.
    pub path: Vec<String>,
    /// What it counts, as printed, else by the form; `%` for a share.
    pub unit: Option<String>,
    /// The span or the part of the agency that its column names, as printed.
    pub period: Option<String>,
    /// The number, in `unit`; only a published one has it.
    #[serde(with = "digits::option")]
    #[schemars(with = "Option<f64>")]
    pub value: Option<Decimal>,
    /// The text of the cell, or the sentence.
    pub raw: String,
    /// What became of it.
    pub status: Status,
    /// Whether a table or a sentence prints it.
    #[serde(rename = "from", with = "medium")]
    #[schemars(with = "String", extend("enum" = ["table", "text"]))]
    pub table: bool,
    /// Where it stood.
    #[serde(rename = "place")]
    pub origin: Option<Origin>,
}

/// Editions by what the tables print.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EditionInfo {
    /// Of the report as a whole: the name of an edition of the form, or `none`.
    pub form: Name,
    /// Of each table found; `2019-in-2021` is the undivided row of other handling in a report of 2021.
    #[serde(with = "pairs")]
    #[schemars(with = "std::collections::BTreeMap<Name, Name>")]
    pub by_section: Vec<(Name, Name)>,
}

/// The id of a section that the form does not have.
pub const FURTHER: &str = "further";

/// A section with its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SectionText {
    /// Which; `lead_in` is the text before the first section, `further` a section that the form does not have.
    #[serde(rename = "id", with = "part")]
    #[schemars(with = "String")]
    pub section: Option<Name>,
    /// Its number as printed, without punctuation.
    pub number: Option<String>,
    /// Its heading without the number.
    pub heading: String,
    /// Its paragraphs and subheadings in order.
    pub blocks: Vec<TextBlock>,
}

/// A paragraph or subheading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TextBlock {
    /// What it is.
    #[schemars(extend("enum" = ["paragraph", "subheading"]))]
    pub kind: Word,
    /// Repaired text.
    pub text: String,
    /// What is known of stretches of it beside their characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<MarkedSpan>,
    /// Where it stood.
    #[serde(rename = "place")]
    pub origin: Option<Origin>,
}

/// A number of the tables as the prose states it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NarrativeFact {
    /// What is stated, as in the sentences of its form: `requests_received`.
    pub fact: Name,
    /// The number; zero for a statement that there is none.
    #[serde(with = "digits")]
    #[schemars(with = "f64")]
    pub value: Decimal,
    /// Whose number it is, by the words of its sentence.
    #[schemars(extend("enum" = ["own", "region", "unknown"]))]
    pub scope: Word,
    /// Where it stands.
    #[schemars(with = "Option<String>")]
    pub section: Option<Name>,
    /// The sentence, without white space.
    pub sentence: String,
    /// Place of its paragraph.
    #[serde(rename = "place")]
    pub origin: Option<Origin>,
}

/// Glyph repairs of one kind and pair.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Repair {
    /// For example `kangxi_radical`.
    pub kind: Word,
    /// The text that was there.
    pub from: String,
    /// What it was read as.
    pub to: String,
    /// How often.
    pub count: usize,
    /// Where first.
    pub first: Option<Origin>,
}
