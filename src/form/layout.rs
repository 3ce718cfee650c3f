//! What a form prints: editions, tables, rows, columns and cells. Files: `editions.tsv`, `tables.tsv`, `columns.tsv`,
//! `variants.tsv`, `sections.tsv`, and one list of cells for each edition with tables.

use super::files::Files;
use super::sheet::{FormError, Line};
use crate::model::id::{CellId, Name};
use crate::text::key::key;
use crate::text::labels::{Editions, Section};
use std::ops::RangeInclusive;

/// An edition of a form, in force for some report years.
#[derive(Clone, Debug)]
pub struct Edition {
    /// As written in the report: `2021`.
    pub id: Name,
    /// The report years that it is prescribed for.
    pub years: RangeInclusive<i32>,
    /// Its cells in form order; empty for an edition that is known by the rows of a statistics table.
    pub cells: Vec<FormCell>,
    /// Column heads that its statistics table has, all of them.
    pub heads: Vec<String>,
}

/// What a number of a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// How many: whole, not below zero.
    Count,
    /// A change: whole, with a sign.
    Signed,
    /// Money, in units of 10,000 yuan.
    Amount,
}

/// One cell of an edition.
#[derive(Clone, Debug)]
pub struct FormCell {
    /// Opaque key, stable over editions.
    pub id: CellId,
    /// Its table, by its place in the form.
    pub table: usize,
    /// Id of its row: the cell's id without the last part.
    pub row: Name,
    /// Its column, by its place in the table.
    pub column: usize,
    /// What its number is.
    pub kind: Kind,
    /// What its number counts, in the words of the form.
    pub unit: Name,
    /// The total of the other cells of its row, or of its block.
    pub total: bool,
}

/// How a table is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Rows have columns of their own, whose heads stand over them inside the table.
    Varied,
    /// All rows have the same columns.
    Uniform,
    /// One row of blocks, each with columns of the same names.
    Blocks,
}

/// A table of a form.
#[derive(Clone, Debug)]
pub struct TableSpec {
    /// Its section's id, which is the first part of the ids of its cells.
    pub id: Name,
    /// Where it is printed.
    pub section: Section,
    /// How.
    pub layout: Layout,
    /// All columns of all editions.
    pub columns: Vec<ColumnSpec>,
    /// So many of its rows make it likely that the table is there.
    pub least_rows: usize,
    /// Column heads that stand before the row where a text lost all borders; empty if nothing of the kind is known.
    pub heads: Vec<String>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct ColumnSpec {
    /// Last part of the ids of its cells.
    pub id: Name,
    /// What its numbers are.
    pub kind: Kind,
    /// Its head stands over no other table.
    pub telling: bool,
    /// Its cells are the totals of the others of their row, or of their block.
    pub total: bool,
    /// The matching key of the head that it stands under with other columns; empty if under none.
    pub group: String,
}

/// A row of a form that holds numbers; a table of blocks is a single row.
#[derive(Clone, Debug)]
pub struct RowSpec {
    /// The ids of its cells without their last part; of a table of blocks the table's id.
    pub id: Name,
    /// Its table, by its place in the form.
    pub table: usize,
    /// Its cells in each edition, in the order in which they are printed; none in an edition that has no such row.
    pub cells: Vec<Vec<FormCell>>,
}

impl RowSpec {
    /// Its cells in an edition.
    pub fn cells(&self, edition: usize) -> &[FormCell] {
        self.cells.get(edition).map_or(&[], Vec::as_slice)
    }

    /// Whether an edition prints it.
    pub fn is_in(&self, edition: usize) -> bool {
        !self.cells(edition).is_empty()
    }

    /// The editions that print it.
    pub fn editions(&self) -> Editions {
        let printed = (0..self.cells.len()).filter(|e| self.is_in(*e));
        printed.fold(Editions::default(), |all, edition| all.with(Editions::one(edition)))
    }

    /// Whether some edition prints it with so many cells.
    pub fn may_have(&self, count: usize) -> bool {
        count > 0 && self.cells.iter().any(|c| c.len() == count)
    }
}

/// Tables of one edition in reports of another.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The edition of the report.
    pub edition: usize,
    /// The table.
    pub table: usize,
    /// The edition whose layout it has.
    pub printed_as: usize,
    /// As written in the report: `2019-in-2021`.
    pub id: Name,
}

/// A section of a form.
#[derive(Clone, Debug)]
pub struct SectionSpec {
    /// As written in the report.
    pub id: Name,
    /// It is a subject that a report must treat, whatever its outline.
    pub subject: bool,
    /// Its text may say whose numbers the report holds.
    pub scope: bool,
}

/// All that a form prints.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// In the order of their years.
    pub editions: Vec<Edition>,
    /// In form order.
    pub sections: Vec<SectionSpec>,
    /// In form order.
    pub tables: Vec<TableSpec>,
    /// The rows of all editions together, in the order in which they are printed.
    pub rows: Vec<RowSpec>,
    /// Tables that reports keep from another edition.
    pub variants: Vec<Variant>,
}

impl Structure {
    /// Reads it, each file once.
    ///
    /// # Errors
    /// A name that is unknown, empty or stands twice; years that overlap; a cell whose table or column is not there.
    pub fn load(files: &Files<'_>) -> Result<Structure, FormError> {
        let mut form = Structure::default();
        for line in files.sheet("sections.tsv", &["section", "subject", "scope"])?.lines() {
            let id = fresh(&line, "section", form.sections.iter().map(|s| &*s.id))?;
            form.sections.push(SectionSpec { id, subject: flag(&line, "subject")?, scope: flag(&line, "scope")? });
        }
        for line in files.sheet("tables.tsv", &["table", "layout", "least_rows", "heads"])?.lines() {
            form.table(&line)?;
        }
        for line in files.sheet("columns.tsv", &["table", "column", "kind", "telling", "total", "group"])?.lines() {
            form.column(&line)?;
        }
        for line in files.sheet("editions.tsv", &["edition", "from", "to", "tables", "heads"])?.lines() {
            form.edition(&line, files)?;
        }
        for line in files.sheet("variants.tsv", &["edition", "table", "printed_as", "variant"])?.lines() {
            let edition = form.edition_named(&line, "edition")?;
            let printed_as = form.edition_named(&line, "printed_as")?;
            let table = form.table_named(&line)?;
            form.variants.push(Variant { edition, table, printed_as, id: line.get("variant").into() });
        }
        form.rows = form.all_rows();
        Ok(form)
    }

    fn table(&mut self, line: &Line<'_>) -> Result<(), FormError> {
        let id = fresh(line, "table", self.tables.iter().map(|t| &*t.id))?;
        let section = self.sections.iter().position(|s| s.id == id);
        let section =
            section.ok_or_else(|| line.error(format!("no section is called {id}: a table has the name of its own")))?;
        let layout = match line.get("layout") {
            "varied" => Layout::Varied,
            "uniform" => Layout::Uniform,
            "blocks" => Layout::Blocks,
            other => return Err(line.error(format!("{other:?} is no layout: varied, uniform or blocks"))),
        };
        let least_rows = line.get("least_rows").parse();
        let least_rows = least_rows.map_err(|_| line.error("least_rows is no number of rows"))?;
        let heads = line.list("heads", '|').into_iter().map(str::to_string).collect();
        self.tables.push(TableSpec { id, section: Section(section), layout, columns: Vec::new(), least_rows, heads });
        Ok(())
    }

    fn column(&mut self, line: &Line<'_>) -> Result<(), FormError> {
        let table = self.table_named(line)?;
        let kind = match line.get("kind") {
            "count" => Kind::Count,
            "signed" => Kind::Signed,
            "amount" => Kind::Amount,
            other => return Err(line.error(format!("{other:?} is no kind of number: count, signed or amount"))),
        };
        let Some(table) = self.tables.get_mut(table) else { return Ok(()) };
        let id = fresh(line, "column", table.columns.iter().map(|c| &*c.id))?;
        let (telling, total) = (flag(line, "telling")?, flag(line, "total")?);
        table.columns.push(ColumnSpec { id, kind, telling, total, group: key(line.get("group")) });
        Ok(())
    }

    fn edition(&mut self, line: &Line<'_>, files: &Files<'_>) -> Result<(), FormError> {
        let id = fresh(line, "edition", self.editions.iter().map(|e| &*e.id))?;
        if self.editions.len() >= Editions::MOST {
            return Err(line.error(format!("more than {} editions", Editions::MOST)));
        }
        let year = |name: &str, open: i32| match line.get(name) {
            "" => Ok(open),
            text => text.parse::<i32>().map_err(|_| line.error(format!("{text:?} is no year"))),
        };
        let years = year("from", i32::MIN)?..=year("to", i32::MAX)?;
        if years.is_empty() || self.editions.last().is_some_and(|e| e.years.end() >= years.start()) {
            return Err(line.error("the years of the editions must follow one another"));
        }
        let cells = match line.get("tables") {
            "statistics" => Vec::new(),
            file => {
                let mut cells: Vec<FormCell> = Vec::new();
                for line in files.sheet(file, &["id", "section", "row", "column", "unit"])?.lines() {
                    let cell = self.cell(&line)?;
                    if cells.iter().any(|c| c.id == cell.id) {
                        return Err(line.error(format!("the cell {} stands twice", cell.id)));
                    }
                    cells.push(cell);
                }
                cells
            }
        };
        let heads = line.list("heads", '|').into_iter().map(str::to_string).collect();
        self.editions.push(Edition { id, years, cells, heads });
        Ok(())
    }

    fn cell(&self, line: &Line<'_>) -> Result<FormCell, FormError> {
        let id = line.get("id");
        let found = self.tables.iter().position(|t| id.strip_prefix(&*t.id).is_some_and(|rest| rest.starts_with('.')));
        let table = found.ok_or_else(|| line.error(format!("the first part of {id:?} is no table")))?;
        let (row, column) = id.rsplit_once('.').unwrap_or((id, ""));
        let columns = self.tables.get(table).map_or(&[][..], |t| &t.columns);
        let at = columns.iter().position(|c| *c.id == *column);
        let spec = at
            .and_then(|at| columns.get(at))
            .ok_or_else(|| line.error(format!("the last part of {id:?} is no column of its table")))?;
        if line.get("unit").is_empty() {
            return Err(line.error(format!("{id} has no unit")));
        }
        let column = at.unwrap_or_default();
        let (kind, total) = (spec.kind, spec.total);
        Ok(FormCell { id: id.into(), table, row: row.into(), column, kind, unit: line.get("unit").into(), total })
    }

    /// The table that a line names.
    pub fn table_named(&self, line: &Line<'_>) -> Result<usize, FormError> {
        let name = line.get("table");
        let found = self.tables.iter().position(|t| *t.id == *name);
        found.ok_or_else(|| line.error(format!("no table is called {name:?}")))
    }

    /// The edition that a field of a line names.
    pub fn edition_named(&self, line: &Line<'_>, field: &str) -> Result<usize, FormError> {
        let name = line.get(field);
        self.edition_of(name).ok_or_else(|| line.error(format!("no edition is called {name:?}")))
    }

    /// The edition of a name.
    pub fn edition_of(&self, id: &str) -> Option<usize> {
        self.editions.iter().position(|e| *e.id == *id)
    }

    /// The editions that a field names: `all`, one, `A..` from one on, `A..B` from one to another; several with `+`.
    pub fn editions_named(&self, line: &Line<'_>, field: &str) -> Result<Editions, FormError> {
        let one = |name: &str| {
            self.edition_of(name)
                .ok_or_else(|| line.error(format!("no edition is called {name:?}; from one on is \"2019..\"")))
        };
        let last = self.editions.len().saturating_sub(1);
        let mut found = Editions::default();
        for part in line.get(field).split('+') {
            let (from, to) = match part.split_once("..") {
                _ if part == "all" => (0, last),
                Some((from, "")) => (one(from)?, last),
                Some((from, to)) => (one(from)?, one(to)?),
                None => (one(part)?, one(part)?),
            };
            found = (from..=to).fold(found, |all, edition| all.with(Editions::one(edition)));
        }
        Ok(found)
    }

    /// The rows of all editions, each behind the one that it follows in its edition. A row that others divide stands
    /// before them.
    fn all_rows(&self) -> Vec<RowSpec> {
        let mut rows: Vec<RowSpec> = Vec::new();
        for (number, edition) in self.editions.iter().enumerate() {
            let mut last = None;
            for cell in &edition.cells {
                let table = self.tables.get(cell.table);
                let blocks = table.filter(|t| t.layout == Layout::Blocks);
                let id = blocks.map_or(&cell.row, |t| &t.id);
                let at = match rows.iter().position(|r| r.id == *id) {
                    Some(at) => at,
                    None => {
                        let mut at = last.map_or(rows.len(), |l: usize| l + 1).min(rows.len());
                        while rows.get(at).is_some_and(|r| id.starts_with(&*r.id)) {
                            at += 1;
                        }
                        let cells = vec![Vec::new(); self.editions.len()];
                        rows.insert(at, RowSpec { id: id.clone(), table: cell.table, cells });
                        at
                    }
                };
                last = Some(at);
                if let Some(cells) = rows.get_mut(at).and_then(|r| r.cells.get_mut(number)) {
                    cells.push(cell.clone());
                }
            }
        }
        rows
    }
}

/// A name that is not empty and that none of `known` is.
fn fresh<'a>(line: &Line<'_>, field: &str, mut known: impl Iterator<Item = &'a str>) -> Result<Name, FormError> {
    let name = line.get(field);
    if name.is_empty() || known.any(|k| k == name) {
        return Err(line.error(format!("the {field} {name:?} has no name, or stands twice")));
    }
    Ok(name.into())
}

fn flag(line: &Line<'_>, field: &str) -> Result<bool, FormError> {
    match line.get(field) {
        "yes" => Ok(true),
        "" => Ok(false),
        other => Err(line.error(format!("{field} is {other:?}, and can be yes or nothing"))),
    }
}
