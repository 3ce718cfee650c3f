//! What a user should know about a report that exists.

use super::origin::Origin;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A fact, nothing to do.
    Info,
    /// Look at it.
    #[default]
    Warning,
    /// The report, or a part of it, cannot be relied on.
    Error,
}

impl Severity {
    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $code:literal $severity:ident $(=> $advice:literal)?;)*) => {
        /// What was found. The kind alone decides code and severity.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum FindingKind { $($(#[$doc])* #[serde(rename = $code)] $kind,)* }

        impl FindingKind {
            /// All kinds, for the schema.
            pub const ALL: &'static [FindingKind] = &[$(FindingKind::$kind,)*];

            /// Stable code, as written in the report.
            pub fn code(self) -> &'static str {
                match self { $(FindingKind::$kind => $code,)* }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(FindingKind::$kind => Severity::$severity,)* }
            }

            /// What to do about it, where it touches a number, the agency or the year by itself.
            pub fn advice(self) -> Option<&'static str> {
                match self { $(FindingKind::$kind => [$($advice)?].first().copied(),)* }
            }

            /// The kind of this code.
            pub fn of_code(code: &str) -> Option<FindingKind> {
                FindingKind::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

// What has an advice touches a number, the agency or the year.
kinds! {
    /// The name's ending promises another format than the bytes are of.
    NameDisagrees "name_disagrees" Warning;
    /// The document is not a report on the official form; the message says why.
    NotAReport "not_a_report" Error;
    /// The report is on a form before 2019: its numbers are in `statistics`.
    OldForm "old_form" Info;
    /// The name of the agency or the year is masked (xx, **).
    Masked "masked" Warning
        => "find out whose report it is, or leave it out: it may be a model";
    /// Pages hold images and no text.
    Scanned "scanned" Error;
    /// Some pages hold images and no text, others text.
    PartlyScanned "partly_scanned" Warning
        => "look at the pages named: what is printed there is not in the report";
    /// The text of pages was recognised from their images by another program; it may be wrong where it looks right.
    OcrLayer "ocr_layer" Warning
        => "compare the numbers with the images of the pages";
    /// Characters that a convention of producers gives a meaning, and not the file.
    AssumedText "assumed_text" Warning;
    /// A font says of its codes what its own glyphs contradict; the glyphs were believed.
    ToUnicodeContradicts "to_unicode_contradicts" Warning;
    /// Characters that no table of the document gives a meaning.
    UnreadableText "unreadable_text" Warning;
    /// Characters that the file does not tell were proved from the form's own text, glyph orders or sums.
    GlyphsRecovered "glyphs_recovered" Warning
        => "compare the numbers with the printed page; the document does not tell its characters";
    /// Text that lost its characters before it was saved (U+FFFD, question marks).
    TextDestroyed "text_destroyed" Error
        => "look for another copy of the document; what was lost is not in this one";
    /// Text that was decoded with a wrong encoding, and undone.
    EncodingRepaired "encoding_repaired" Warning;
    /// The file is damaged; it was read as far as it goes.
    DamagedFile "damaged_file" Warning
        => "fetch the file again: numbers behind the damage may be missing";
    /// A part of the file was left out, since it is over a limit.
    LimitReached "limit_reached" Error
        => "raise the limit that the message names, and convert it again";
    /// A deletion, hidden text or the like was left out, as a reader of the document would not see it.
    HiddenText "hidden_text" Info;
    /// The page shows no report: it was read from the strings of a script, a template, a form field, the source of a
    /// frame, or from markup that was escaped. What the page's own program would have made of it is not known.
    TextFromScript "text_from_script" Warning
        => "compare the numbers with the page as a browser shows it";
    /// Annotations lie over the pages; they are not read.
    Annotations "annotations" Info;
    /// The file is signed; nothing was verified.
    Signatures "signatures" Info;
    /// Files are attached; they are not read.
    Attachments "attachments" Info;
    /// A table of the form was not found.
    TableMissing "table_missing" Error
        => "look in the document for the table: it may be an image or in another file";
    /// A report says in words that there was nothing to count, and prints no table.
    TableNotPrinted "table_not_printed" Info;
    /// Tables of one report follow different editions.
    MixedEdition "mixed_edition" Warning
        => "take the numbers of each table by the edition that its section has";
    /// The edition of the tables is not the one expected from the report year.
    EditionYear "edition_year" Warning
        => "look which year the report is of, and on which form";
    /// A row of the form was not found in its table.
    RowMissing "row_missing" Warning
        => "look in the document for the row: its cells have no number";
    /// A row of a table matches no row of the form and was kept aside.
    ExtraRow "extra_row" Info;
    /// A label differs from the form and was matched by likeness and order.
    LabelMisprint "label_misprint" Info;
    /// More than one reading of a cell is left.
    Conflict "conflict" Warning
        => "look at the place of the cell, and choose among its alternatives";
    /// The text of a cell is not a number.
    NotANumber "not_a_number" Warning
        => "look at the text of the cell: what stands there is no number";
    /// Words or the sign of a note stand beside a number; they are in `note`.
    NumberNote "number_note" Info;
    /// A number is struck out; the one beside it, if any, was taken.
    StruckOut "struck_out" Warning
        => "look at the place of the cell: which number holds is for a person to say";
    /// A number that nobody sees stands in a cell; what is to be seen was taken.
    HiddenNumber "hidden_number" Warning
        => "look at the place of the cell: the number that is shown was taken";
    /// A count is below zero where the form has no sign.
    NegativeCount "negative_count" Warning
        => "take the number as a misprint: what it counts cannot be below zero";
    /// A value was proved by the form's arithmetic and not by its place alone.
    ProvedByArithmetic "proved_by_arithmetic" Info;
    /// Residue of a converter was taken off a value.
    Residue "residue" Info;
    /// Cells of the form are blank.
    BlankCells "blank_cells" Info;
    /// Many row sums fail: the table is more likely misread than misprinted.
    LikelyMisread "likely_misread" Error
        => "compare the table with the document before any number of it is used";
    /// A sum of the published figures does not hold.
    Contradiction "contradiction" Warning
        => "the agency printed it so: compare the cells of the sum with the document, and choose what to count";
    /// A number is unusual for such an agency, or against its neighbours.
    Implausible "implausible" Info;
    /// The prose states another number than the table; often it speaks of the office, and the table of the region.
    NarrativeMismatch "narrative_mismatch" Warning
        => "look at the sentence: it may speak of the office alone, and the table of the region";
    /// Sections of the form are missing, double or out of order.
    SectionStructure "section_structure" Warning;
    /// The years in title, period and text differ.
    YearMismatch "year_mismatch" Warning
        => "look which year the report is of";
    /// The title, the signature, the page and its numbers do not agree on who reports, from where, or when.
    MetadataConflict "metadata_conflict" Warning
        => "look who reports, and on which year";
    /// The agency is named after a place that no table of divisions has.
    UnknownRegion "unknown_region" Info;
    /// The tables print what no edition of the form that is known has, or the report is of a year past the last: its rows
    /// are kept, and its numbers are those of the nearest edition.
    UnknownEdition "unknown_edition" Error
        => "use its rows as they are in extra_rows, or a version of nianbao that knows the form";
    /// Template text was left in the report.
    Boilerplate "boilerplate" Info;
    /// Another document holds a report of the same agency for the same year.
    DuplicateReport "duplicate_report" Warning;
    /// Text around the report (navigation, page numbers) was left out.
    Furniture "furniture" Info;
    /// What another version of the program has found, and this one has no word for.
    #[serde(other)]
    Other "other" Warning
        => "read the message: another version of nianbao found it";
}

/// One thing that a user should know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(into = "Written", from = "Written")]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// In words, for a person.
    pub message: String,
    /// Ids of the form's cells that it concerns.
    pub cells: Vec<String>,
    /// Where, if at one place.
    pub origin: Option<Origin>,
}

impl Finding {
    /// A finding without cells and place.
    pub fn new(kind: FindingKind, message: impl Into<String>) -> Self {
        Finding { kind, message: message.into(), cells: Vec::new(), origin: None }
    }

    /// The same with the cells that it concerns.
    pub fn with_cells(mut self, cells: Vec<String>) -> Self {
        self.cells = cells;
        self
    }

    /// Whether a report that has it is flagged: a warning or an error that touches a number, the agency or the year.
    pub fn flags(&self) -> bool {
        self.kind.severity() > Severity::Info && (self.kind.advice().is_some() || !self.cells.is_empty())
    }

    /// What can be done about findings of this code that flag a report.
    pub fn advice_on(code: &str) -> &'static str {
        let by_kind = FindingKind::of_code(code).and_then(FindingKind::advice);
        by_kind.unwrap_or("compare the cells that the finding names with the document")
    }

    /// The same with its place.
    pub fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }
}

/// A finding as it is written: its kind says how much it matters.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Written {
    /// What was found: a stable code.
    code: FindingKind,
    /// How much it matters; the code decides it.
    #[serde(default)]
    severity: Severity,
    /// In words.
    #[serde(default)]
    message: String,
    /// Ids of the form's cells that it concerns.
    #[serde(default)]
    cells: Vec<String>,
    /// Where, if at one place.
    #[serde(default)]
    place: Option<Origin>,
}

impl From<Finding> for Written {
    fn from(finding: Finding) -> Written {
        let Finding { kind, message, cells, origin } = finding;
        Written { code: kind, severity: kind.severity(), message, cells, place: origin }
    }
}

impl From<Written> for Finding {
    fn from(written: Written) -> Finding {
        let Written { code, message, cells, place, .. } = written;
        Finding { kind: code, message, cells, origin: place }
    }
}
