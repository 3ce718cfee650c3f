//! What the tables hold: each column's name, type, description and where its value comes from, in one place.

mod cells;
mod documents;
mod panel;
mod parts;
mod reference;
mod reports;
mod run_checks;
mod series;
mod statistics;

use super::value::Field;
use super::{CollectionError, Column, Options, Table};
use crate::collection::agency::divisions;
use crate::collection::journal::Standing;
use crate::gazetteer::regions::Region;
use crate::model::finding::Severity;
use crate::model::origin::Origin;
use crate::report::{Check, Class, Outcome, Report, Status};
use std::path::Path;

/// Takes the rows of a table.
pub type Sink<'s> = dyn FnMut(&[Field]) -> Result<(), CollectionError> + 's;
/// Gives the rows of a table that come from one report.
type ReportRows = Box<dyn Fn(&Subject, &mut Sink) -> Result<(), CollectionError>>;
/// Gives the rows of a table that come from the folder of a run, or from nowhere; and notes.
type RunRows = Box<dyn Fn(&Path, &mut Sink) -> Result<Vec<String>, CollectionError>>;

/// A table and its rows: first those of each report, then those of the run.
pub struct Layout {
    pub table: Table,
    pub of_report: Option<ReportRows>,
    pub of_run: Option<RunRows>,
}

impl Layout {
    fn of_reports(table: Table, rows: impl Fn(&Subject, &mut Sink) -> Result<(), CollectionError> + 'static) -> Layout {
        Layout { table, of_report: Some(Box::new(rows)), of_run: None }
    }

    fn of_run(
        table: Table,
        rows: impl Fn(&Path, &mut Sink) -> Result<Vec<String>, CollectionError> + 'static,
    ) -> Layout {
        Layout { table, of_report: None, of_run: Some(Box::new(rows)) }
    }
}

/// A report, and how it stands beside others.
pub struct Subject<'a> {
    pub report: &'a Report,
    pub standing: &'a Standing,
    /// Province, prefecture and county.
    divisions: [Option<&'static Region>; 3],
}

impl<'a> Subject<'a> {
    pub fn new(report: &'a Report, standing: &'a Standing) -> Subject<'a> {
        Subject { report, standing, divisions: divisions(&report.metadata.region) }
    }

    /// Whether its figures are to be counted: it is no model text, nor anything else that is no report.
    fn counts(&self) -> bool {
        matches!(self.report.classification.is, Class::Report | Class::Damaged)
    }

    fn region_code(&self) -> Option<&'a str> {
        self.report.metadata.region.code.as_deref()
    }

    fn agency_id(&self) -> Option<&'a str> {
        self.standing.agency.as_ref().map(|agency| agency.as_str())
    }

    fn division(&self, level: usize) -> Option<&'static Region> {
        self.divisions.get(level).copied().flatten()
    }

    fn edition_of(&self, table: &str) -> Option<&'a str> {
        self.report.edition.by_section.iter().find(|(of, _)| *of == table).map(|(_, edition)| &**edition)
    }

    fn cells_with(&self, status: Status) -> usize {
        self.report.cells.iter().filter(|(_, c)| c.status == status).count()
    }

    fn checks_with(&self, class: Option<&str>, result: Outcome) -> usize {
        let counted = |c: &&Check| c.result == result && class.is_none_or(|class| c.class == class);
        self.report.checks.iter().filter(counted).count()
    }

    fn findings_with(&self, severity: Severity) -> usize {
        self.report.findings.iter().filter(|f| f.kind.severity() == severity).count()
    }
}

/// All tables, in the order in which they are written.
pub fn layouts(options: &Options) -> Vec<Layout> {
    let mut all = vec![
        panel::layout(options.status),
        cells::layout(),
        series::layout(),
        reports::layout(),
        parts::checks(),
        parts::findings(),
        parts::repairs(),
        parts::sections(),
        statistics::statistics(),
        statistics::narrative_facts(),
        run_checks::layout(),
        documents::layout(),
        reference::codebook(),
        reference::crosswalk(),
    ];
    all.push(reference::dictionary(&all));
    all
}

/// Columns of a table, each with how its value is taken from an item: `name: Type = "description", |item| value;`.
macro_rules! columns {
    ($item:ty; $($name:ident: $kind:ident = $description:expr, $get:expr;)*) => {
        fn columns() -> Vec<crate::collection::tables::Column> {
            vec![$(crate::collection::tables::Column {
                name: stringify!($name).to_string(),
                kind: crate::collection::tables::Kind::$kind,
                description: $description.to_string(),
            }),*]
        }

        fn fields<'a>(item: &'a $item) -> Vec<crate::collection::tables::value::Field<'a>> {
            vec![$({
                let get: fn(&'a $item) -> crate::collection::tables::value::Field<'a> = $get;
                get(item)
            }),*]
        }
    };
}
use columns;

/// The column that joins all tables.
const REPORT_ID: &str = "The report: SHA-256 of its file, and its place in that file; joins all tables";
/// Where something stands.
const PAGE: &str = "Page, from 1; empty for formats without pages";
/// Where something stands.
const PLACE: &str = "Where it stands: page and box in points from the top left; or table, row and cell; or paragraph; or line and column";

/// The agency, the same in all its years.
const AGENCY_ID: &str = "The agency, the same in all its years and however its name is shortened: the newest code of its region, and its name";

/// The page of a place.
fn page(origin: Option<Origin>) -> Option<u32> {
    match origin {
        Some(Origin::Area { page, .. }) => Some(page),
        _ => None,
    }
}

/// A place as pairs of key and value.
fn place(origin: Option<Origin>) -> Option<String> {
    Some(match origin? {
        Origin::Area { page, bbox } => {
            let [x0, y0, x1, y1] = bbox.into();
            format!("page={page} bbox={x0:?},{y0:?},{x1:?},{y1:?}")
        }
        Origin::Path { table, row, cell } => format!("table={table} row={row} cell={cell}"),
        Origin::Paragraph { index } => format!("paragraph={index}"),
        Origin::Line { line, column } => format!("line={line} column={column}"),
    })
}

/// Whose figures.
const SCOPE: &str =
    "Whose figures they are: own (of the agency alone), region (of all agencies of its region) or unknown";
/// Which government.
const LEVEL: &str = "Level of its government: central, province, prefecture, county or township";
/// Which kind of agency.
const KIND: &str = "government, office, department, vertical (branch of a national system), development_zone, ...";

/// A list as one text.
fn list<'a, T: ?Sized + std::ops::Deref<Target = str> + 'a>(items: impl IntoIterator<Item = &'a T>) -> Option<String> {
    let items: Vec<&str> = items.into_iter().map(|item| &**item).collect();
    (!items.is_empty()).then(|| items.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_taken_as_they_are_by_sql_r_and_stata() {
        // SQLite and DuckDB, R and Stata
        let reserved = "all and as check column case default desc end from group in index is limit not null on \
            or order references select table to union unique when where values if else for while \
            next break repeat function byte double float int long using with";
        let reserved: Vec<&str> = reserved.split(' ').collect();
        let mut tables = BTreeSet::new();
        for layout in layouts(&Options { status: true, ..Options::default() }) {
            let table = layout.table;
            assert!(tables.insert(table.name), "{}", table.name);
            let mut names = BTreeSet::new();
            for column in &table.columns {
                let name = column.name.as_str();
                assert!(names.insert(name), "{}.{name} twice", table.name);
                assert!(name.len() <= 32 && name.starts_with(|c: char| c.is_ascii_lowercase()), "{name}");
                assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{name}");
                assert!(!reserved.contains(&name), "{}.{name} is a word of a language", table.name);
                assert!(column.description.len() > 3, "{}.{name}", table.name);
            }
            assert!(table.key.iter().all(|k| names.contains(k)), "{}", table.name);
        }
    }
}
