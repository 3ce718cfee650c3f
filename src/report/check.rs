//! The rules that were run on a report, and what came out.

use super::json::{Digits, digits};
use crate::model::id::{CellId, Name, Word};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Outcome of a rule.
    Outcome {
        /// It holds.
        Pass = "pass",
        /// It does not.
        Fail = "fail",
        /// It cannot be assessed.
        #[default]
        Skipped = "skipped",
    }
}

/// A rule that was run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Check {
    /// Its id.
    pub rule: Name,
    /// What it is about.
    #[schemars(extend("enum" = ["identity", "plausibility", "narrative", "structure"]))]
    pub class: Word,
    /// How much it matters if it fails.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    pub severity: Word,
    /// The cells it compares; no key for a rule of structure.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    pub operands: Vec<CellId>,
    /// Right side of the equation, and for a narrative rule what the table gives; no key for a rule of structure.
    #[serde(with = "digits::option")]
    #[schemars(with = "Option<f64>", skip_serializing_if = "Option::is_none")]
    pub expected: Option<Decimal>,
    /// Left side of the equation, and for a narrative rule what the text says; no key for a rule of structure.
    #[serde(with = "digits::option")]
    #[schemars(with = "Option<f64>", skip_serializing_if = "Option::is_none")]
    pub actual: Option<Decimal>,
    /// How many operands without a number were taken as zero for this check, never in the published cells; no key but
    /// for an identity.
    #[schemars(skip_serializing_if = "is_zero")]
    pub nulls_as_zero: usize,
    /// What came out.
    pub result: Outcome,
    /// Cells that a row sum and a column sum both accuse.
    #[schemars(skip_serializing_if = "Vec::is_empty")]
    pub suspects: Vec<Suspect>,
    /// In words: what is wrong, or why it was skipped.
    #[schemars(with = "String", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Serialize for Check {
    /// By hand, since the class of a rule decides which keys it has.
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut object = out.serialize_map(None)?;
        object.serialize_entry("rule", &self.rule)?;
        object.serialize_entry("class", &self.class)?;
        object.serialize_entry("severity", &self.severity)?;
        if self.class != "structure" {
            object.serialize_entry("operands", &self.operands)?;
            object.serialize_entry("expected", &self.expected.map(Digits))?;
            object.serialize_entry("actual", &self.actual.map(Digits))?;
        }
        if self.class == "identity" {
            object.serialize_entry("nulls_as_zero", &self.nulls_as_zero)?;
        }
        object.serialize_entry("result", &self.result)?;
        if !self.suspects.is_empty() {
            object.serialize_entry("suspects", &self.suspects)?;
        }
        if let Some(message) = &self.message {
            object.serialize_entry("message", message)?;
        }
        object.end()
    }
}

/// A cell that two sums accuse.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Suspect {
    /// Its id.
    pub cell: CellId,
    /// The value that would mend both; it is never applied.
    #[serde(with = "digits")]
    #[schemars(with = "f64")]
    pub would_be: Decimal,
}
