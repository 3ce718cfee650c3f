//! The structure rules: sections, tables, cells, years, numbering.

use crate::form::cells::{Edition, Table};
use crate::form::conditions::{Row, rules};
use crate::form::labels::Section;
use crate::form::words::words;
use crate::model::finding::{Finding, FindingKind};
use crate::report::metadata::Period;
use crate::report::{Check, Draft, FormId, Outcome, Status};

/// What a rule says: `None` cannot be assessed, else what is wrong, empty if nothing.
type Verdict = Option<Vec<String>>;

/// Runs the structure rules of the report's edition.
pub fn check(report: &mut Draft) -> Vec<Check> {
    let FormId::Since2019(edition) = report.edition.form else { return Vec::new() };
    let mut checks = Vec::new();
    for Row { id, class, severity, .. } in rules(edition, "structure") {
        let verdict = assess(id, report, edition);
        let (result, message) = match verdict {
            None => (Outcome::Skipped, Some(why_not(id).to_string())),
            Some(wrong) if wrong.is_empty() => (Outcome::Pass, None),
            Some(wrong) => (Outcome::Fail, Some(wrong.join("; "))),
        };
        if let (Outcome::Fail, Some(message), Some(kind)) = (result, &message, finding(id)) {
            report.findings.push(Finding::new(kind, message.clone()));
        }
        checks.push(Check { result, message, ..Check::open(id, class, severity) });
    }
    checks
}

/// Why a rule could not be assessed.
fn why_not(id: &str) -> &'static str {
    match id {
        "S-SECTIONS" | "S-NUMBERING" => "characters of the text could not be read, and headings may be among them",
        "S-TABLES" => "rows of the tables are in the text, and their numbers were lost before it was saved",
        _ => "what it compares is not in the document",
    }
}

/// The finding that a failing rule makes; some are made where they are noticed.
fn finding(id: &str) -> Option<FindingKind> {
    match id {
        "S-SECTIONS" | "S-NUMBERING" | "S-EMPTY-NARRATIVE" => Some(FindingKind::SectionStructure),
        "S-CELLS" => Some(FindingKind::BlankCells),
        "S-EDITION" => Some(FindingKind::EditionYear),
        "S-MIXED" => Some(FindingKind::MixedEdition),
        "S-YEAR" => Some(FindingKind::YearMismatch),
        "S-BOILERPLATE" => Some(FindingKind::Boilerplate),
        _ => None,
    }
}

fn assess(id: &str, report: &Draft, edition: Edition) -> Verdict {
    let sections: Vec<Section> = report.sections.iter().filter_map(|s| s.section).collect();
    // What could not be read is not missing.
    let gaps = || report.sections.iter().flat_map(|s| &s.blocks).any(|b| b.text.contains('\u{FFFD}'));
    let numbers_lost = || report.findings.iter().any(|f| f.kind == FindingKind::TextDestroyed);
    match id {
        "S-SECTIONS" | "S-NUMBERING" if gaps() => None,
        "S-TABLES" if numbers_lost() => None,
        "S-SECTIONS" => Some(sections_in_order(&sections)),
        "S-TABLES" => {
            let found = |t: &Table| report.edition.by_section.iter().any(|(s, _)| **s == *t.id());
            Some(Table::ALL.iter().filter(|t| !found(t)).map(|t| format!("no table in section {}", t.id())).collect())
        }
        "S-CELLS" => {
            let count = |status| report.cells.iter().filter(|(_, e)| e.status == status).count();
            let (blank, missing) = (count(Status::Blank), count(Status::Missing));
            let wrong = [(blank, "blank"), (missing, "missing")];
            Some(wrong.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} cells are {what}")).collect())
        }
        "S-NUMERIC" => {
            let bad = |s| matches!(s, Status::Unreadable | Status::Conflict);
            Some(
                report
                    .cells
                    .iter()
                    .filter(|(_, e)| bad(e.status))
                    .map(|(id, e)| format!("{id} is {}", e.status.name()))
                    .collect(),
            )
        }
        "S-EDITION" => {
            let year = report.metadata.report_year.value?;
            let expected = Edition::of_year(year)?;
            let differs = expected != edition;
            Some(if differs {
                vec![format!("the tables follow the edition of {} and the report is of {year}", edition.name())]
            } else {
                vec![]
            })
        }
        "S-MIXED" => {
            let mut editions: Vec<&str> = report.edition.by_section.iter().map(|(_, e)| &**e).collect();
            editions.dedup();
            Some(if editions.len() > 1 { vec![format!("the tables follow {}", editions.join(", "))] } else { vec![] })
        }
        "S-YEAR" => years(report),
        "S-PUBLISHED" => published(report),
        "S-EMPTY-NARRATIVE" => {
            let empty = |s: &Section| report.sections.iter().any(|t| t.section == Some(*s) && t.blocks.is_empty());
            Some(
                [Section::Overview, Section::Problems]
                    .iter()
                    .filter(|s| empty(s))
                    .map(|s| format!("section {} is empty", s.id()))
                    .collect(),
            )
        }
        "S-NUMBERING" => {
            let wrong = report.sections.iter().filter_map(|s| {
                let section = s.section?;
                let expected = words("numeral").get(section.ordinal() as usize - 1)?;
                (s.number.as_deref() != Some(expected))
                    .then(|| format!("section {} is numbered \"{}\"", section.id(), s.number.as_deref().unwrap_or("")))
            });
            Some(wrong.collect())
        }
        "S-BOILERPLATE" => {
            let left = words("boilerplate")
                .iter()
                .filter(|w| report.sections.iter().flat_map(|s| &s.blocks).any(|b| b.text.contains(**w)));
            Some(left.map(|w| format!("template text: {w}")).collect())
        }
        _ => None,
    }
}

fn sections_in_order(sections: &[Section]) -> Vec<String> {
    let mut wrong = Vec::new();
    for section in Section::ALL {
        match sections.iter().filter(|s| **s == section).count() {
            0 => wrong.push(format!("section {} is missing", section.id())),
            1 => {}
            n => wrong.push(format!("section {} stands {n} times", section.id())),
        }
    }
    if sections.windows(2).any(|w| matches!(w, [a, b] if b < a)) {
        wrong.push("the sections are out of order".into());
    }
    wrong
}

/// Title, period and overview are of one year. An overview that names only the year before was copied from it.
fn years(report: &Draft) -> Verdict {
    let year = report.metadata.report_year.value?;
    let overview = report.sections.iter().filter(|s| s.section == Some(Section::Overview));
    let text: String =
        overview.flat_map(|s| &s.blocks).flat_map(|b| b.text.chars()).filter(|c| !c.is_whitespace()).collect();
    let says = |year: i32| words("date_year").iter().any(|word| text.contains(&format!("{year}{word}")));
    let mut wrong = Vec::new();
    if let Some(Period { from, to }) = &report.metadata.period
        && (*from != format!("{year}-01-01") || *to != format!("{year}-12-31"))
    {
        wrong.push(format!("the report is of {year} and the period is {from} to {to}"));
    }
    if says(year - 1) && !says(year) {
        wrong.push(format!("the report is of {year} and its overview names only {}", year - 1));
    }
    let compared = report.metadata.period.is_some() || says(year) || says(year - 1);
    compared.then_some(wrong)
}

/// Departments publish by 31 January, governments by 31 March of the next year (Regulation of 2019, article 49).
fn published(report: &Draft) -> Verdict {
    let year = report.metadata.report_year.value?;
    let day = report.metadata.published_on.value.as_deref().or(report.metadata.signed_on.value.as_deref())?;
    let governs = matches!(report.metadata.agency_kind.as_deref()?, "government" | "development_zone");
    let government = governs && report.metadata.agency_level.as_deref() != Some("township");
    let last = format!("{}-{}", year + 1, if government { "03-31" } else { "01-31" });
    let first = format!("{}-01-01", year + 1);
    let within = day >= first.as_str() && day <= last.as_str();
    Some(if within { vec![] } else { vec![format!("published on {day}, due from {first} to {last}")] })
}
