//! What rules over several reports came to.

use super::Digits;
use crate::check::cross_report::RunCheck;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A rule run over several reports, as one line of `run-checks.jsonl`.
impl Serialize for RunCheck {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out,
            "agency": &*self.agency,
            "region_code": self.region_code.as_deref(),
            "years": self.years,
            "rule": &*self.rule,
            "class": self.class,
            "severity": self.severity,
            "operands": self.operands.iter().map(|(report, cell)| Operand(report, cell)).collect::<Vec<_>>(),
            "expected": self.expected.map(Digits),
            "actual": self.actual.map(Digits),
            "result": self.result.name(),
            "message": self.message,
        )
    }
}

/// A cell of a report; the report alone, if the cell has no name.
struct Operand<'a>(&'a str, &'a str);

impl Serialize for Operand<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        object!(out, "report_id": self.0, "cell": Some(self.1).filter(|cell| !cell.is_empty()),)
    }
}
