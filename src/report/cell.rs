//! The cells of the form in a report, and the rows that no form has.

use super::json::digits;
use crate::model::id::{Name, Word};
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::marked::MarkedSpan;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What became of a cell.
    Status {
        /// A number is printed.
        Published = "published",
        /// The cell is empty.
        Blank = "blank",
        /// A dash or a word for "none".
        NotApplicable = "not_applicable",
        /// Text that is not a number.
        Unreadable = "unreadable",
        /// The document has no such row.
        #[default]
        Missing = "missing",
        /// More than one reading is left.
        Conflict = "conflict",
    }
}

/// A row of a table that no known edition of the form has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExtraRow {
    /// Its label as printed, without white space.
    pub label: String,
    /// The texts of its cells behind the label, in order.
    pub values: Vec<String>,
    /// Where it stands.
    #[serde(rename = "place")]
    pub origin: Option<Origin>,
}

/// One cell of the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend(
    "if" = {"properties": {"status": {"const": "published"}}},
    "then" = {"properties": {"value": {"type": "number"}}},
    "else" = {"properties": {"value": {"type": "null"}}}
))]
pub struct Entry {
    /// The number exactly as printed, in the form's unit; only a published cell has one.
    #[serde(with = "digits::option")]
    #[schemars(with = "Option<f64>")]
    pub value: Option<Decimal>,
    /// The text as printed, repaired; `None` if the row is missing.
    pub raw: Option<String>,
    /// What is known of stretches of it beside their characters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<MarkedSpan>,
    /// What is printed beside the number: words (`其中修订16件`), the sign of a note.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub note: Option<String>,
    /// What became of it.
    pub status: Status,
    /// What the number counts.
    pub unit: Name,
    /// Where the unit was printed, if not only on the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("enum" = ["cell", "header"]))]
    pub unit_source: Option<Word>,
    /// Readings of a conflict.
    #[serde(with = "digits::list", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<f64>")]
    pub alternatives: Vec<Decimal>,
    /// How the value was proved, if not by its place alone. `sums`: it was chosen among readings, since only it makes
    /// the form's sums hold. `segmented`: the text has no borders between cells; the value is the same in every reading
    /// of its table with at most one fault. `recovered`: the font gives no character codes; the digits were proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("enum" = ["sums", "segmented", "recovered"]))]
    pub derivation: Option<Word>,
    /// Why it is in this cell. The row: `row_label`, or `row_order` where the label is cut or misprinted and its
    /// neighbours tell. The column: `column_head`, or `column_order` where no head stands over the number, but heads in
    /// the order of the form are in the document. `sum`: the form's arithmetic holds so and not otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        with = "Vec<String>",
        extend("items" = {"type": "string", "enum": ["row_label", "row_order", "column_head", "column_order", "sum"]})
    )]
    pub placed_by: Vec<Word>,
    /// Ids of the rules with which a segmented value holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Name>,
    /// What the form's arithmetic says of it.
    pub arithmetic: Arithmetic,
    /// Where it stood.
    #[serde(rename = "place")]
    pub origin: Option<Origin>,
}

impl Entry {
    /// A cell whose row is not in the document.
    pub fn missing(unit: impl Into<Name>) -> Entry {
        Entry { unit: unit.into(), ..Entry::default() }
    }

    /// A cell with a text whose number is not read yet.
    pub fn printed(raw: &Text, unit: impl Into<Name>) -> Entry {
        Entry { raw: Some(raw.to_string()), marks: raw.spans(), ..Entry::missing(unit) }
    }

    /// A second text of the cell, on a line of its own.
    pub fn also_printed(&mut self, text: &Text) {
        let raw = self.raw.get_or_insert_default();
        raw.push('\n');
        let from = raw.chars().count();
        raw.push_str(text);
        let shifted = |s: MarkedSpan| MarkedSpan { from: s.from + from, to: s.to + from, ..s };
        self.marks.extend(text.spans().into_iter().map(shifted));
    }

    /// Whether any of its characters was proved, and not told by the file.
    pub fn is_recovered(&self) -> bool {
        self.marks.iter().any(|s| s.kind == "recovered")
    }
}

vocabulary! {
    /// What the form's identities say of a cell.
    Arithmetic {
        /// It is in a sum that holds, and in none that fails.
        Confirmed = "confirmed",
        /// It is in a sum that fails.
        Contradicted = "contradicted",
        /// It is in no sum that could be checked.
        #[default]
        Unchecked = "unchecked",
    }
}
