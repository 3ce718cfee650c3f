//! What every export brings along: the codebook, the crosswalk over the forms, and the data dictionary of all tables.

use super::Layout;
use crate::collection::tables::Table;
use crate::form::codebook;

pub fn codebook() -> Layout {
    use codebook::Variable;
    super::columns! { Variable;
        cell_id: Text = "Id of the cell", |v| v.cell.into();
        variable: Text = "Its variable in panel", |v| v.name.into();
        label_en: Text = "Label in English", |v| v.label_en.into();
        label_zh: Text = "Row and column as on the form", |v| v.label_zh.into();
        editions: Text = "Editions of the form that have it", |v| v.editions.into();
        unit: Text = "What the number counts", |v| v.unit.into();
    }
    let table = Table { name: "codebook", description: "One row a variable of panel", columns: columns(), key: &[] };
    fixed(table, |sink| codebook::variables().iter().try_for_each(|v| sink(&fields(v))))
}

pub fn crosswalk() -> Layout {
    use codebook::Series;
    super::columns! { Series;
        series: Text = "Name of the series", |s| s.name.into();
        label_en: Text = "What it is", |s| s.label_en.into();
        unit: Text = "What the number counts", |s| s.unit.into();
        pre2014: Text = "What is added up on forms of 2008 to 2013", |s| added(s, 0).into();
        form_2014: Text = "What is added up on the form of 2014 to 2018", |s| added(s, 1).into();
        form_2019: Text = "What is added up on the form of 2019 and 2020", |s| added(s, 2).into();
        form_2021: Text = "What is added up on the form since 2021", |s| added(s, 3).into();
        step_2014: Text = "How 2014 compares with before: same, rough, break, or start of the series", |s| step(s, 1).into();
        step_2019: Text = "How 2019 compares with 2014", |s| step(s, 2).into();
        step_2021: Text = "How 2021 compares with 2019", |s| step(s, 3).into();
        note: Text = "What differs", |s| s.note.into();
    }
    fn added(series: &Series, form: usize) -> Option<String> {
        series.operands.get(form).filter(|o| !o.is_empty()).map(|o| o.join(" + "))
    }
    fn step(series: &Series, form: usize) -> Option<&'static str> {
        series.steps.get(form).copied().filter(|s| !s.is_empty())
    }
    let table = Table {
        name: "crosswalk",
        description: "One row a quantity that can be followed over several forms, with what breaks",
        columns: columns(),
        key: &[],
    };
    fixed(table, |sink| codebook::series().iter().try_for_each(|s| sink(&fields(s))))
}

pub fn dictionary(others: &[Layout]) -> Layout {
    struct Row {
        table: &'static str,
        number: usize,
        name: String,
        kind: &'static str,
        description: String,
    }
    super::columns! { Row;
        table_name: Text = "The table", |r| r.table.into();
        column_no: Integer = "Place of the column, from 1; 0 is the table itself", |r| r.number.into();
        column_name: Text = "The column", |r| (!r.name.is_empty()).then_some(r.name.as_str()).into();
        column_type: Text = "text, integer, count (a published number that counts), decimal, or date", |r| r.kind.into();
        description: Text = "What it holds", |r| (&r.description).into();
    }
    let table = Table {
        name: "dictionary",
        description: "One row a table and column of this export",
        columns: columns(),
        key: &["table_name", "column_no"],
    };
    let mut rows = Vec::new();
    for table in others.iter().map(|l| &l.table).chain([&table]) {
        let description = table.description.to_string();
        rows.push(Row { table: table.name, number: 0, name: String::new(), kind: "table", description });
        rows.extend(table.columns.iter().zip(1..).map(|(c, number)| Row {
            table: table.name,
            number,
            name: c.name.clone(),
            kind: c.kind.name(),
            description: c.description.clone(),
        }));
    }
    fixed(table, move |sink| rows.iter().try_for_each(|r| sink(&fields(r))))
}

/// A table whose rows are the same in every run.
fn fixed(
    table: Table,
    rows: impl Fn(&mut super::Sink) -> Result<(), crate::collection::tables::CollectionError> + 'static,
) -> Layout {
    Layout::of_run(table, move |_, sink| rows(sink).map(|()| Vec::new()))
}
