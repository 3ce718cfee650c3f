//! The do-file beside `panel.csv`: reads it into Stata with the right types and the codebook's labels.

use super::{Kind, Table};
use crate::form::codebook;
use std::fmt::Write;

/// Name of the file.
pub const NAME: &str = "panel.do";

/// Stata commands for the panel.
pub fn script(tables: &[Table]) -> String {
    let mut out =
        String::from("* Reads panel.csv, which lies beside this file, into Stata 14 or later.\nversion 14\nclear\n");
    let Some(panel) = tables.iter().find(|t| t.name == "panel") else { return out };
    let of = |kinds: &[Kind]| {
        let columns = panel.columns.iter().enumerate();
        columns.filter(|(_, c)| kinds.contains(&c.kind)).map(|(i, c)| (i + 1, c.name.as_str())).collect::<Vec<_>>()
    };
    let texts: Vec<String> = of(&[Kind::Text, Kind::Date]).iter().map(|(i, _)| i.to_string()).collect();
    let days: Vec<&str> = of(&[Kind::Date]).into_iter().map(|(_, name)| name).collect();
    let _ = writeln!(
        out,
        "import delimited using \"panel.csv\", varnames(1) case(preserve) encoding(\"utf-8\") bindquote(strict) \
         maxquotedrows(unlimited) asdouble stringcols({})",
        texts.join(" ")
    );
    for day in days {
        let _ = writeln!(out, "generate double day_ = daily({day}, \"YMD\")\nformat day_ %td");
        let _ = writeln!(out, "order day_, after({day})\ndrop {day}\nrename day_ {day}");
    }
    for column in &panel.columns {
        let variable = codebook::variables().iter().find(|v| v.name == column.name);
        let label = variable.map_or(column.description.as_str(), |v| v.label_en);
        let label: String = label.chars().filter(|c| !"\"`$".contains(*c)).take(80).collect();
        let _ = writeln!(out, "label variable {} \"{label}\"", column.name);
    }
    out
}
