//! The cells of the two editions of the form since 2019.

use std::sync::OnceLock;

/// An edition of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// For report years 2019 and 2020.
    E2019,
    /// For report years from 2021.
    E2021,
}

impl Edition {
    /// The edition of a name.
    pub fn named(name: &str) -> Option<Edition> {
        [Edition::E2019, Edition::E2021].into_iter().find(|e| e.name() == name)
    }

    /// As written in the report.
    pub fn name(self) -> &'static str {
        match self {
            Edition::E2019 => "2019",
            Edition::E2021 => "2021",
        }
    }

    /// The edition prescribed for a report year; `None` before 2019.
    pub fn of_year(year: i32) -> Option<Edition> {
        match year {
            2019 | 2020 => Some(Edition::E2019),
            2021.. => Some(Edition::E2021),
            _ => None,
        }
    }
}

/// The three tables of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Table 2, section two.
    ActiveDisclosure,
    /// Table 3, section three.
    Applications,
    /// Table 4, section four.
    ReviewAndLitigation,
}

impl Table {
    /// All three, in form order.
    pub const ALL: [Table; 3] = [Table::ActiveDisclosure, Table::Applications, Table::ReviewAndLitigation];

    /// Its section's id, which is the first part of its cells' ids.
    pub fn id(self) -> &'static str {
        match self {
            Table::ActiveDisclosure => "active_disclosure",
            Table::Applications => "applications",
            Table::ReviewAndLitigation => "review_and_litigation",
        }
    }

    /// The table a cell or row id belongs to.
    pub fn of(id: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|t| id.strip_prefix(t.id()).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// One cell of the form.
#[derive(Clone, Copy, Debug)]
pub struct FormCell {
    /// Opaque key, stable over editions.
    pub id: &'static str,
    /// Its table.
    pub table: Table,
    /// Id of its row: the id without the last part.
    pub row: &'static str,
    /// Id of its column: the last part.
    pub column: &'static str,
    /// What its number counts.
    pub unit: &'static str,
}

/// All cells of an edition, in form order.
pub fn cells(edition: Edition) -> &'static [FormCell] {
    static CELLS: [OnceLock<Vec<FormCell>>; 2] = [OnceLock::new(), OnceLock::new()];
    let (slot, text) = match edition {
        Edition::E2019 => (&CELLS[0], include_str!("../forms/disclosure/cells-2019.tsv")),
        Edition::E2021 => (&CELLS[1], include_str!("../forms/disclosure/cells-2021.tsv")),
    };
    slot.get_or_init(|| {
        crate::text::table(text)
            .filter_map(|row| {
                let id = crate::text::field(&row, 0);
                let (row_id, column) = id.rsplit_once('.')?;
                Some(FormCell { id, table: Table::of(id)?, row: row_id, column, unit: crate::text::field(&row, 4) })
            })
            .collect()
    })
}

/// One row of the form that holds numbers; table 4 is a single row.
#[derive(Clone, Debug)]
pub struct FormRow {
    /// The ids of its cells without their last part; for table 4 the table's id.
    pub id: &'static str,
    /// Its table.
    pub table: Table,
    /// The columns of the 2019 edition, empty if it is not in it; ids of cells for table 4.
    pub columns_2019: Vec<&'static str>,
    /// The columns of the 2021 edition, empty if it is not in it.
    pub columns_2021: Vec<&'static str>,
}

impl FormRow {
    /// Its columns in an edition.
    pub fn columns(&self, edition: Edition) -> &[&'static str] {
        match edition {
            Edition::E2019 => &self.columns_2019,
            Edition::E2021 => &self.columns_2021,
        }
    }
}

/// The rows of both editions together, in the order in which they are always printed.
pub fn rows() -> &'static [FormRow] {
    static ROWS: OnceLock<Vec<FormRow>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut rows: Vec<FormRow> = Vec::new();
        for edition in [Edition::E2019, Edition::E2021] {
            let mut last = None;
            for cell in cells(edition) {
                let (id, column) = match cell.table {
                    Table::ReviewAndLitigation => (cell.table.id(), cell.id),
                    _ => (cell.row, cell.column),
                };
                let at = match rows.iter().position(|r| r.id == id) {
                    Some(at) => at,
                    None => {
                        let mut at = last.map_or(rows.len(), |l: usize| l + 1).min(rows.len());
                        // The undivided row of 2019 stands before the three that divide it.
                        while rows.get(at).is_some_and(|r| id.starts_with(r.id)) {
                            at += 1;
                        }
                        rows.insert(at, FormRow { id, table: cell.table, columns_2019: vec![], columns_2021: vec![] });
                        at
                    }
                };
                last = Some(at);
                if let Some(row) = rows.get_mut(at) {
                    match edition {
                        Edition::E2019 => row.columns_2019.push(column),
                        Edition::E2021 => row.columns_2021.push(column),
                    }
                }
            }
        }
        rows
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_both_editions_keep_the_printed_order() {
        let ids: Vec<_> = rows().iter().map(|r| r.id).collect();
        let at = |id: &str| ids.iter().position(|i| *i == id).unwrap();
        assert_eq!(ids.len(), 8 + 26 + 1);
        assert!(
            at("applications.results.other_handling") < at("applications.results.other_handling.correction_overdue")
        );
        assert!(at("applications.results.other_handling.miscellaneous") < at("applications.results.total"));
        assert!(at("active_disclosure.administrative_fees") < at("active_disclosure.government_procurement"));
        assert_eq!(rows()[at("review_and_litigation")].columns_2021.len(), 15);
        assert_eq!(cells(Edition::E2019).len(), 198);
        assert_eq!(cells(Edition::E2021).len(), 200);
    }
}
