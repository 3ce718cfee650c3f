//! What came out of a conversion, as a reader of the JSON sees it.

use std::collections::BTreeSet;
use std::str::FromStr;

use nianbao::{Converter, Error, File, Limits, RepairOptions, Repaired, Report};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::sheet::dump::{Shape, dump};
use crate::sheet::{Facts, Sheet};

/// The canonical JSON of one report.
pub struct Outcome(pub Value);

/// Converts, or fails the test where a stage panicked.
#[track_caller]
pub fn convert(bytes: &[u8], name: &str, limits: &Limits) -> Result<Vec<Report>, Error> {
    uncaught(Converter::new().with_limits(*limits).convert(File::new(name, bytes)))
}

/// Repairs, or fails the test where a stage panicked.
#[track_caller]
pub fn repaired(bytes: &[u8], name: &str, options: RepairOptions, limits: &Limits) -> Result<Repaired, Error> {
    uncaught(Converter::new().with_limits(*limits).repair(File::new(name, bytes), options))
}

#[track_caller]
pub fn uncaught<T>(result: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::Crashed(what)) = &result {
        panic!("{what}");
    }
    result
}

/// Text without white space.
pub fn tight(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A number as printed, apart from zeros at its end.
pub fn same_number(a: &str, b: &str) -> bool {
    matches!((Decimal::from_str(a), Decimal::from_str(b)), (Ok(a), Ok(b)) if a == b)
}

impl Outcome {
    pub fn of(bytes: &[u8], name: &str) -> Outcome {
        match convert(bytes, name, &Limits::default()) {
            Ok(reports) => Outcome::only(&reports),
            Err(error) => panic!("{name}: {error:?}"),
        }
    }

    /// Of a document that holds one report.
    #[track_caller]
    pub fn only(reports: &[Report]) -> Outcome {
        let [report] = reports else { panic!("{} reports", reports.len()) };
        Outcome(serde_json::to_value(report).unwrap())
    }

    /// Of a document that holds several.
    pub fn each(bytes: &[u8], name: &str) -> Vec<Outcome> {
        let reports = convert(bytes, name, &Limits::default()).expect("reports");
        reports.iter().map(|r| Outcome(serde_json::to_value(r).unwrap())).collect()
    }

    pub fn class(&self) -> &str {
        self.0["classification"]["is"].as_str().expect("a class")
    }

    /// Of a sheet as a web page.
    pub fn html(sheet: &Sheet) -> Outcome {
        Outcome::of(sheet.html().as_bytes(), "report.html")
    }

    /// Of a sheet as a dump of text.
    pub fn text(sheet: &Sheet, shape: Shape) -> Outcome {
        Outcome::of(dump(sheet, shape).as_bytes(), "report.txt")
    }

    pub fn form(&self) -> &str {
        self.0["edition"]["form"].as_str().expect("a form")
    }

    pub fn edition_of(&self, section: &str) -> Option<&str> {
        self.0["edition"]["by_section"][section].as_str()
    }

    /// A field of the metadata; numbers as text.
    pub fn fact(&self, name: &str) -> Option<String> {
        match &self.0["metadata"][name]["value"] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    pub fn ids(&self) -> BTreeSet<&str> {
        self.0["cells"].as_object().expect("cells").keys().map(String::as_str).collect()
    }

    pub fn cell(&self, id: &str) -> &Value {
        &self.0["cells"][id]
    }

    pub fn status(&self, id: &str) -> &str {
        self.cell(id)["status"].as_str().unwrap_or("(absent)")
    }

    /// The value as its digits stand in the JSON.
    pub fn value(&self, id: &str) -> Option<String> {
        self.cell(id)["value"].is_number().then(|| self.cell(id)["value"].to_string())
    }

    /// The findings of a code.
    pub fn findings(&self, code: &str) -> Vec<&Value> {
        self.0["findings"].as_array().expect("findings").iter().filter(|f| f["code"] == code).collect()
    }

    /// The identities that fail.
    pub fn failing(&self) -> Vec<&Value> {
        self.checks("").into_iter().filter(|c| c["class"] == "identity" && c["result"] == "fail").collect()
    }

    /// The checks whose rule starts so.
    pub fn checks(&self, rule: &str) -> Vec<&Value> {
        let starts = |c: &&Value| c["rule"].as_str().is_some_and(|r| r.starts_with(rule));
        self.0["checks"].as_array().expect("checks").iter().filter(starts).collect()
    }

    /// The text of a section with its heading, without white space.
    pub fn section(&self, id: &str) -> Option<String> {
        let section = self.0["sections"].as_array()?.iter().find(|s| s["id"] == id)?;
        let blocks = section["blocks"].as_array()?.iter().filter_map(|b| b["text"].as_str());
        Some(section["heading"].as_str().into_iter().chain(blocks).map(tight).collect())
    }

    /// How the cells differ from numbers that must all come out: no more cells, no less, each at a place.
    pub fn differences(&self, facts: &Facts) -> Vec<String> {
        let mut out = Vec::new();
        for id in facts.keys().map(String::as_str).chain(self.ids()).collect::<BTreeSet<_>>() {
            let got = self.value(id);
            let right = matches!((&got, facts.get(id)), (Some(got), Some(fact)) if got == fact);
            if !right || self.status(id) != "published" {
                out.push(format!("{id}: {:?} came out {} {got:?}", facts.get(id), self.status(id)));
            } else if self.cell(id)["place"].is_null() {
                out.push(format!("{id}: no place"));
            }
        }
        out
    }

    /// All cells are as the facts say, and the sums are not accused.
    #[track_caller]
    pub fn assert_exact(&self, facts: &Facts) {
        assert_none(&self.differences(facts), "cells");
        let failing: Vec<String> = self.failing().iter().map(|c| c["rule"].to_string()).collect();
        assert_none(&failing, "failing identities");
        assert!(self.findings("not_a_report").is_empty() && self.findings("likely_misread").is_empty());
    }

    /// The same but for the cells whose id starts so, whose value is null with the status given.
    #[track_caller]
    pub fn assert_exact_but(&self, facts: &Facts, prefix: &str, status: &str) {
        let rest = self.differences(facts);
        assert_none(&rest.into_iter().filter(|d| !d.starts_with(prefix)).collect::<Vec<_>>(), "cells");
        for id in facts.keys().filter(|id| id.starts_with(prefix)) {
            assert_eq!((self.status(id), self.value(id)), (status, None), "{id}");
        }
    }

    /// No cell that came out has another number than the facts.
    #[track_caller]
    pub fn assert_none_wrong(&self, facts: &Facts) {
        let wrong = |id: &&str| self.value(id).is_some_and(|v| facts.get(*id) != Some(&v));
        let wrong: Vec<String> = self
            .ids()
            .into_iter()
            .filter(wrong)
            .map(|id| format!("{id}: {:?} came out {:?}", facts.get(id), self.value(id)))
            .collect();
        assert_none(&wrong, "wrong values");
    }

    /// No cell has a number.
    #[track_caller]
    pub fn assert_no_value(&self) {
        let values: Vec<String> =
            self.ids().into_iter().filter(|id| self.value(id).is_some()).map(str::to_string).collect();
        assert_none(&values, "cells with a number");
    }

    /// No cell of a table has a number.
    #[track_caller]
    pub fn assert_no_value_of_table(&self, table: &str) {
        let values = self.ids().into_iter().filter(|id| id.starts_with(table) && self.value(id).is_some());
        assert_none(&values.map(str::to_string).collect::<Vec<_>>(), "cells with a number");
    }

    /// The document was refused as no such report, with a reason.
    #[track_caller]
    pub fn assert_refused(&self) {
        assert_eq!(self.form(), "none", "title {:?}", self.fact("title"));
        assert!(self.ids().is_empty(), "it has cells");
        let errors: Vec<&Value> =
            self.0["findings"].as_array().expect("findings").iter().filter(|f| f["severity"] == "error").collect();
        assert!(errors.iter().any(|f| f["message"].as_str().is_some_and(|m| m.len() > 8)), "no reason: {errors:?}");
    }
}

/// Fails with the first ten of a list that should be empty.
#[track_caller]
pub fn assert_none(list: &[String], what: &str) {
    let shown = list.iter().take(10).map(String::as_str).collect::<Vec<_>>().join("\n  ");
    assert!(list.is_empty(), "{} {what}:\n  {shown}", list.len());
}
