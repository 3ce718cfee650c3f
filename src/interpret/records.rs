//! Tables to records: a row's label, the fields behind it, and the header that stands over it.

use crate::form::cells::{Edition, Table};
use crate::form::labels::{ColumnLabel, labels};
use crate::form::words::words;
use crate::model::content::{Block, Row};
use crate::model::grid::Grid;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::key::key;
use crate::text::value;

/// One cell of a row.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its text.
    pub text: Text,
    /// Where it stood.
    pub origin: Origin,
    /// First grid column and the one after the last; `None` in a flattened text.
    pub columns: Option<(usize, usize)>,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Record {
    /// Which table or run of rows of the document it belongs to.
    pub block: usize,
    /// Its cells in order.
    pub fields: Vec<Field>,
    /// How many of the fields are labels: all up to the last one that is no value.
    pub label_end: usize,
    /// The header in force for each table of the form: index into [`Records::headers`].
    pub headers: [Option<usize>; 3],
    /// Columns are unknown.
    pub flat: bool,
    /// The last field holds all values of the row, without anything between them.
    pub unsegmented: bool,
}

impl Record {
    /// The innermost label; empty if there is none.
    pub fn label(&self) -> &str {
        self.fields
            .get(..self.label_end)
            .unwrap_or_default()
            .iter()
            .rev()
            .find(|f| !f.text.trim().is_empty())
            .map_or("", |f| &f.text)
    }

    /// The fields behind the label.
    pub fn values(&self) -> &[Field] {
        self.fields.get(self.label_end..).unwrap_or_default()
    }

    /// Whether this row of a grid holds nothing but a few digits under numbers of the row above it.
    pub fn is_rest_of(&self, above: &Record) -> bool {
        let filled = |r: &Record| r.values().iter().filter(|f| !value::is_blank(&f.text)).count();
        let digits = |f: &Field| f.text.trim().is_empty() || f.text.trim().chars().all(char::is_numeric);
        !self.flat
            && self.values().len() == above.values().len()
            && filled(self) * 2 <= filled(above)
            && self.values().iter().all(digits)
            && self
                .values()
                .iter()
                .zip(above.values())
                .all(|(rest, f)| rest.text.trim().is_empty() || value::is_number(&f.text))
    }

    /// Whether any field behind the label holds something.
    pub fn has_values(&self) -> bool {
        self.values().iter().any(|f| !value::is_blank(&f.text))
    }
}

/// One column of a header.
#[derive(Clone, Debug)]
pub struct HeaderColumn {
    /// What it names.
    pub label: ColumnLabel,
    /// Grid columns; `None` in a flattened text.
    pub columns: Option<(usize, usize)>,
    /// It says that amounts are in yuan.
    pub yuan: bool,
}

/// The column heads in force for some rows.
#[derive(Clone, Debug)]
pub struct Header {
    /// The table it belongs to.
    pub table: Table,
    /// In order.
    pub columns: Vec<HeaderColumn>,
    last_row: usize,
}

/// All rows of all tables of a document, in order.
#[derive(Debug, Default)]
pub struct Records {
    /// The rows.
    pub records: Vec<Record>,
    /// The headers over them.
    pub headers: Vec<Header>,
    /// Matching keys of all table text, joined: evidence for the edition.
    pub text: String,
    /// One head of table 3 stands twice over one table: two years side by side.
    pub doubled: bool,
}

fn slot(table: Table) -> usize {
    Table::ALL.iter().position(|t| *t == table).unwrap_or(0)
}

/// Takes the rows out of the tables of a document, one more than the limit of rows at most.
pub fn records(blocks: &[Block], limits: &Limits) -> Records {
    let mut all = Records::default();
    let mut headers = [None; 3];
    for (number, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(_) => {}
            Block::Grid(grid) => all.grid(number, grid, &mut headers, limits.rows),
            Block::Rows(rows) => {
                for row in rows {
                    if all.records.len() > limits.rows {
                        break;
                    }
                    all.flat(number, row, &mut headers);
                }
            }
        }
    }
    all
}

impl Records {
    fn grid(&mut self, block: usize, grid: &Grid, headers: &mut [Option<usize>; 3], most: usize) {
        // Grid columns of another table mean nothing here.
        for at in headers.iter_mut() {
            let known = at.take().and_then(|i| self.headers.get(i)).cloned();
            if let Some(mut header) = known {
                header.columns.iter_mut().for_each(|c| c.columns = None);
                header.last_row = usize::MAX;
                *at = Some(self.headers.len());
                self.headers.push(header);
            }
        }
        for r in 0..grid.rows() {
            if self.records.len() > most {
                break;
            }
            let mut fields: Vec<Field> = Vec::new();
            let mut own: Vec<bool> = Vec::new();
            let mut c = 0;
            while c < grid.columns() {
                match grid.cell_at(r, c) {
                    Some((row, column, cell)) => {
                        let end = (column + cell.column_span).max(c + 1);
                        let text =
                            if row == r || cell.column_span < grid.columns() { cell.text.clone() } else { Text::new() };
                        fields.push(Field { text, origin: cell.origin, columns: Some((c, end)) });
                        own.push(row == r);
                        c = end;
                    }
                    None => c += 1,
                }
            }
            let owned: Vec<&Field> = fields.iter().zip(&own).filter(|(_, own)| **own).map(|(f, _)| f).collect();
            owned.iter().for_each(|f| self.text.push_str(&key(&f.text)));
            self.text.push('|');
            if let Some((table, columns)) = header_of(&owned) {
                self.header(table, columns, r, headers);
                continue;
            }
            // A label is a text that is no value; a cell spanning from above is one too, whatever it says.
            let label_end = fields
                .iter()
                .zip(&own)
                .rposition(|(f, own)| !value::is_value(&f.text) || (!own && !f.text.trim().is_empty()))
                .map_or(0, |i| i + 1);
            let label_end = self.under_heads(&fields, label_end, headers);
            self.records.push(Record { block, fields, label_end, headers: *headers, flat: false, unsegmented: false });
        }
    }

    /// Words in a number cell ("see annex") are no label: where column heads stand over a row of the form, its label
    /// ends before them.
    fn under_heads(&self, fields: &[Field], label_end: usize, headers: &[Option<usize>; 3]) -> usize {
        let first = headers
            .iter()
            .flatten()
            .filter_map(|i| self.headers.get(*i))
            .filter(|h| h.table != Table::ReviewAndLitigation)
            .filter_map(|h| h.columns.iter().filter_map(|c| c.columns).map(|(from, _)| from).min())
            .min();
        let Some(first) = first else { return label_end };
        let before = fields.iter().take_while(|f| f.columns.is_some_and(|(from, _)| from < first)).count();
        let label = fields.get(..before).unwrap_or_default().iter().rev().find(|f| !f.text.trim().is_empty());
        if before < label_end && label.is_some_and(|f| labels().is_row(&f.text)) { before } else { label_end }
    }

    fn flat(&mut self, block: usize, row: &Row, headers: &mut [Option<usize>; 3]) {
        let mut fields: Vec<Field> =
            row.cells.iter().map(|c| Field { text: c.text.clone(), origin: c.origin, columns: None }).collect();
        fields.iter().for_each(|f| self.text.push_str(&key(&f.text)));
        // Header cells run into the first row behind them, since nothing shows where rows end.
        let split = split_words(&fields);
        let named: Vec<&Field> = split.iter().collect();
        if let Some((table, columns)) = header_of(&named) {
            self.header(table, columns, 0, headers);
            let last = fields.iter().rposition(|f| {
                f.text.split_whitespace().any(|w| labels().column(table, w).is_some())
                    || labels().column(table, &f.text).is_some()
            });
            if let Some(last) = last {
                fields.drain(..=last);
            }
        }
        if fields.is_empty() {
            return;
        }
        let label_end = match row.unsegmented {
            true => fields.len().saturating_sub(1),
            false => fields.iter().rposition(|f| !value::is_value(&f.text)).map_or(0, |i| i + 1),
        };
        self.records.push(Record {
            block,
            fields,
            label_end,
            headers: *headers,
            flat: true,
            unsegmented: row.unsegmented,
        });
    }

    fn header(&mut self, table: Table, mut columns: Vec<HeaderColumn>, row: usize, headers: &mut [Option<usize>; 3]) {
        let people = |c: &&HeaderColumn| table == Table::Applications && c.label.column == "natural_person";
        self.doubled |= columns.iter().filter(people).count() >= 2;
        let at = slot(table);
        let above = headers.get(at).copied().flatten().and_then(|i| self.headers.get(i));
        // Heads of one table stand on two or three rows: spanning ones above, divided ones below.
        if let Some(above) =
            above.filter(|h| table != Table::ActiveDisclosure && h.last_row != usize::MAX && h.last_row + 1 == row)
        {
            let mut joined = above.columns.clone();
            joined.append(&mut columns);
            joined.sort_by_key(|c| c.columns);
            columns = joined;
        }
        if let Some(slot) = headers.get_mut(at) {
            *slot = Some(self.headers.len());
        }
        self.headers.push(Header { table, columns, last_row: row });
    }
}

/// Splits fields of several words, as a flattened header line has them.
fn split_words(fields: &[Field]) -> Vec<Field> {
    fields
        .iter()
        .flat_map(|f| {
            let whole = Table::ALL.iter().any(|t| labels().column(*t, &f.text).is_some());
            let words: Vec<&str> = if whole { vec![&f.text] } else { f.text.split_whitespace().collect() };
            words
                .into_iter()
                .map(|w| Field { text: f.text.part(w), origin: f.origin, columns: f.columns })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whether the cells of a row are column heads, and of which table.
fn header_of(fields: &[&Field]) -> Option<(Table, Vec<HeaderColumn>)> {
    if fields.iter().any(|f| value::is_number(&f.text)) && fields.iter().all(|f| f.columns.is_some()) {
        return None;
    }
    let named = |table: Table| -> Vec<HeaderColumn> {
        fields
            .iter()
            .filter_map(|f| {
                let label = labels().column(table, &f.text)?.clone();
                let yuan = label.column == "amount" && is_yuan(&f.text);
                Some(HeaderColumn { label, columns: f.columns, yuan })
            })
            .collect()
    };
    let review = named(Table::ReviewAndLitigation);
    if review.iter().filter(|c| matches!(c.label.column, "upheld" | "corrected" | "pending")).count() >= 2 {
        return Some((Table::ReviewAndLitigation, review));
    }
    let applicants = named(Table::Applications);
    let telling = applicants.iter().filter(|c| !matches!(c.label.column, "other" | "total")).count();
    if telling >= 1 && applicants.len() >= 2 || telling >= 3 {
        return Some((Table::Applications, applicants));
    }
    let active = named(Table::ActiveDisclosure);
    (!active.is_empty()).then_some((Table::ActiveDisclosure, active))
}

/// Whether a head gives yuan as its unit, and not ten thousand yuan.
fn is_yuan(text: &str) -> bool {
    let key = key(text);
    let ends = |list| words(list).iter().any(|w| key.ends_with(w));
    ends("yuan_1") && !ends("yuan_10000") && !ends("yuan_100000000")
}

/// Which edition the heads and rows of table 2 speak for.
pub fn edition_of_heads(records: &Records) -> Option<Edition> {
    let mut votes = [0usize; 2];
    for header in records.headers.iter().filter(|h| h.table == Table::ActiveDisclosure) {
        for column in &header.columns {
            match column.label.edition {
                Some(Edition::E2019) => votes[0] += 1,
                Some(Edition::E2021) => votes[1] += 1,
                None => {}
            }
        }
    }
    // Heads cut into pieces are still there when all table text is joined.
    votes[0] += words("edition_2019").iter().filter(|w| records.text.contains(**w)).count();
    votes[1] += words("edition_2021").iter().filter(|w| records.text.contains(**w)).count();
    match votes {
        [a, b] if a > b => Some(Edition::E2019),
        [a, b] if b > a => Some(Edition::E2021),
        _ => None,
    }
}
