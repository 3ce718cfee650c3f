//! Names for analysts: a variable for every cell of both editions, and the series that can be followed over all forms.

use crate::text::{field, table};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A cell of the form as a variable of a data set.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Id of the cell.
    pub cell: &'static str,
    /// Name in wide tables: at most 32 characters, letters, digits and `_`, as SQL, R and Stata want it.
    pub name: &'static str,
    /// Label in English, at most 80 characters, as Stata wants it.
    pub label_en: &'static str,
    /// Row and column as printed on the form.
    pub label_zh: &'static str,
    /// `2019`, `2021` or `2019+2021`.
    pub editions: &'static str,
    /// What its number counts.
    pub unit: &'static str,
}

/// The codebook as the file it is: tab-separated, one header line.
pub fn text() -> &'static str {
    include_str!("../forms/disclosure/codebook.tsv")
}

/// All variables, in the codebook's order.
pub fn variables() -> &'static [Variable] {
    static VARIABLES: OnceLock<Vec<Variable>> = OnceLock::new();
    VARIABLES.get_or_init(|| {
        let variable = |row: Vec<&'static str>| Variable {
            cell: field(&row, 0),
            name: field(&row, 1),
            label_en: field(&row, 2),
            label_zh: field(&row, 3),
            editions: field(&row, 4),
            unit: field(&row, 5),
        };
        table(text()).map(variable).collect()
    })
}

/// The place of a cell's variable in [`variables`].
pub fn index(cell: &str) -> Option<usize> {
    static INDEX: OnceLock<BTreeMap<&'static str, usize>> = OnceLock::new();
    let index = INDEX.get_or_init(|| variables().iter().enumerate().map(|(i, v)| (v.cell, i)).collect());
    index.get(cell).copied()
}

/// A quantity that more than one form asks for.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name.
    pub name: &'static str,
    /// In English.
    pub label_en: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// What is added up on each of [`FORMS`]: ids of cells or indicators; none where the form does not ask for it.
    pub operands: [Vec<&'static str>; 4],
    /// How each of [`FORMS`] compares with the one before it: `same`, `rough`, `break`, `start`, or empty.
    pub steps: [&'static str; 4],
    /// What breaks.
    pub note: &'static str,
}

/// The forms that series run over, oldest first, as in `edition.form`.
pub const FORMS: [&str; 4] = ["pre2014", "2014", "2019", "2021"];

/// All series, in the crosswalk's order.
pub fn series() -> &'static [Series] {
    static SERIES: OnceLock<Vec<Series>> = OnceLock::new();
    SERIES.get_or_init(|| {
        let operands = |text: &'static str| text.split(" + ").filter(|o| !o.is_empty()).collect();
        let series = |row: Vec<&'static str>| Series {
            name: field(&row, 0),
            label_en: field(&row, 1),
            unit: field(&row, 2),
            operands: [3, 4, 5, 6].map(|column| operands(field(&row, column))),
            steps: ["", field(&row, 7), field(&row, 8), field(&row, 9)],
            note: field(&row, 10),
        };
        table(include_str!("../forms/disclosure/crosswalk.tsv")).map(series).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use std::collections::BTreeSet;

    fn form() -> &'static Form {
        Form::builtin("disclosure").unwrap()
    }

    #[test]
    fn the_codebook_holds_the_cells_of_all_editions_and_no_other() {
        let mut cells: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for edition in &form().editions {
            edition.cells.iter().for_each(|c| cells.entry(&c.id).or_default().push(&edition.id));
        }
        let book: BTreeMap<&str, Vec<&str>> =
            variables().iter().map(|v| (v.cell, v.editions.split('+').collect())).collect();
        assert_eq!(cells, book);
        for cell in form().editions.iter().flat_map(|e| &e.cells) {
            assert_eq!(*variables()[index(&cell.id).unwrap()].unit, *cell.unit, "{}", cell.id);
        }
    }

    #[test]
    fn variables_are_names_that_sql_r_and_stata_take() {
        let names: BTreeSet<&str> = variables().iter().map(|v| v.name).collect();
        assert_eq!(names.len(), variables().len());
        for v in variables() {
            assert!(v.name.len() <= 32 && v.label_en.chars().count() <= 80 && !v.label_zh.is_empty(), "{}", v.name);
            assert!(v.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{}", v.name);
        }
    }

    #[test]
    fn series_add_up_what_the_forms_have() {
        for s in series() {
            for (operands, form_id) in s.operands.iter().zip(FORMS) {
                let edition = form().edition_of(form_id).and_then(|e| form().edition(e)).unwrap();
                for operand in operands {
                    let known =
                        edition.cells.iter().any(|c| *c.id == **operand) || form().indicators.get(operand).is_some();
                    assert!(known, "{}: {operand}", s.name);
                }
            }
            for (operands, step) in s.operands.iter().zip(s.steps).skip(1) {
                assert_eq!(operands.is_empty(), step.is_empty(), "{}", s.name);
                assert!(["same", "rough", "break", "start", ""].contains(&step), "{}: {step}", s.name);
            }
        }
        assert_eq!(series().len(), 20);
    }
}
