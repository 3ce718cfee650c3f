//! Tables to records: a row's label, the fields behind it, and the header that stands over it.

use crate::form::Form;
use crate::form::layout::{Kind, Layout};
use crate::model::content::{Block, Row};
use crate::model::grid::Grid;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::key::key;
use crate::text::labels::{ColumnLabel, Editions};
use crate::text::value;
use crate::text::words::{Word, words};
use std::sync::Arc;

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
    pub headers: InForce,
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

/// The header in force for each table of the form; shared by the rows under the same headers.
pub type InForce = Arc<[Option<usize>]>;

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
    pub table: usize,
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

/// Takes the rows out of the tables of a document, one more than the limit of rows at most.
pub fn records(form: &Form, blocks: &[Block], limits: &Limits) -> Records {
    let mut all = Records::default();
    let mut headers: InForce = vec![None; form.tables.len()].into();
    for (number, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(_) => {}
            Block::Grid(grid) => all.grid(form, number, grid, &mut headers, limits.rows),
            Block::Rows(rows) => {
                for row in rows {
                    if all.records.len() > limits.rows {
                        break;
                    }
                    all.flat(form, number, row, &mut headers);
                }
            }
        }
    }
    all
}

impl Records {
    fn grid(&mut self, form: &Form, block: usize, grid: &Grid, headers: &mut InForce, most: usize) {
        // Grid columns of another table mean nothing here.
        let elsewhere = headers.iter().map(|at| {
            let mut header = at.and_then(|i| self.headers.get(i)).cloned()?;
            header.columns.iter_mut().for_each(|c| c.columns = None);
            header.last_row = usize::MAX;
            self.headers.push(header);
            Some(self.headers.len() - 1)
        });
        *headers = elsewhere.collect();
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
            if let Some((table, columns)) = header_of(form, &owned) {
                self.header(form, table, columns, r, headers);
                continue;
            }
            // A label is a text that is no value; a cell spanning from above is one too, whatever it says.
            let label_end = fields
                .iter()
                .zip(&own)
                .rposition(|(f, own)| !value::is_value(&f.text) || (!own && !f.text.trim().is_empty()))
                .map_or(0, |i| i + 1);
            let label_end = self.under_heads(form, &fields, label_end, headers);
            self.records.push(Record {
                block,
                fields,
                label_end,
                headers: headers.clone(),
                flat: false,
                unsegmented: false,
            });
        }
    }

    /// Words in a number cell ("see annex") are no label: where column heads stand over a row of the form, its label
    /// ends before them.
    fn under_heads(&self, form: &Form, fields: &[Field], label_end: usize, headers: &InForce) -> usize {
        let rows = |table: usize| form.tables.get(table).is_some_and(|t| t.layout != Layout::Blocks);
        let first = headers
            .iter()
            .flatten()
            .filter_map(|i| self.headers.get(*i))
            .filter(|h| rows(h.table))
            .filter_map(|h| h.columns.iter().filter_map(|c| c.columns).map(|(from, _)| from).min())
            .min();
        let Some(first) = first else { return label_end };
        let before = fields.iter().take_while(|f| f.columns.is_some_and(|(from, _)| from < first)).count();
        let label = fields.get(..before).unwrap_or_default().iter().rev().find(|f| !f.text.trim().is_empty());
        if before < label_end && label.is_some_and(|f| form.labels.is_row(&f.text)) { before } else { label_end }
    }

    fn flat(&mut self, form: &Form, block: usize, row: &Row, headers: &mut InForce) {
        let mut fields: Vec<Field> =
            row.cells.iter().map(|c| Field { text: c.text.clone(), origin: c.origin, columns: None }).collect();
        fields.iter().for_each(|f| self.text.push_str(&key(&f.text)));
        // Header cells run into the first row behind them, since nothing shows where rows end.
        let split = split_words(form, &fields);
        let named: Vec<&Field> = split.iter().collect();
        if let Some((table, columns)) = header_of(form, &named) {
            self.header(form, table, columns, 0, headers);
            let last = fields.iter().rposition(|f| {
                f.text.split_whitespace().any(|w| form.labels.column(table, w).is_some())
                    || form.labels.column(table, &f.text).is_some()
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
            headers: headers.clone(),
            flat: true,
            unsegmented: row.unsegmented,
        });
    }

    fn header(&mut self, form: &Form, table: usize, mut columns: Vec<HeaderColumn>, row: usize, headers: &mut InForce) {
        let layout = form.tables.get(table).map(|t| t.layout);
        let first = |c: &&HeaderColumn| layout == Some(Layout::Uniform) && c.label.column == 0;
        self.doubled |= columns.iter().filter(first).count() >= 2;
        let above = headers.get(table).copied().flatten().and_then(|i| self.headers.get(i));
        // Heads of one table stand on two or three rows: spanning ones above, divided ones below.
        if let Some(above) =
            above.filter(|h| layout != Some(Layout::Varied) && h.last_row != usize::MAX && h.last_row + 1 == row)
        {
            let mut joined = above.columns.clone();
            joined.append(&mut columns);
            joined.sort_by_key(|c| c.columns);
            columns = joined;
        }
        let mut now = headers.to_vec();
        if let Some(slot) = now.get_mut(table) {
            *slot = Some(self.headers.len());
        }
        *headers = now.into();
        self.headers.push(Header { table, columns, last_row: row });
    }
}

/// Splits fields of several words, as a flattened header line has them.
fn split_words(form: &Form, fields: &[Field]) -> Vec<Field> {
    fields
        .iter()
        .flat_map(|f| {
            let whole = (0..form.tables.len()).any(|t| form.labels.column(t, &f.text).is_some());
            let parts: Vec<&str> = if whole { vec![&f.text] } else { f.text.split_whitespace().collect() };
            parts
                .into_iter()
                .map(|w| Field { text: f.text.part(w), origin: f.origin, columns: f.columns })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whether the cells of a row are column heads, and of which table.
fn header_of(form: &Form, fields: &[&Field]) -> Option<(usize, Vec<HeaderColumn>)> {
    if fields.iter().any(|f| value::is_number(&f.text)) && fields.iter().all(|f| f.columns.is_some()) {
        return None;
    }
    let named = |table: usize| -> Vec<HeaderColumn> {
        let amount = |column: usize| form.column(table, column).is_some_and(|c| c.kind == Kind::Amount);
        let head = |f: &&Field| {
            let label = form.labels.column(table, &f.text)?.clone();
            let yuan = amount(label.column) && is_yuan(&f.text);
            Some(HeaderColumn { label, columns: f.columns, yuan })
        };
        fields.iter().filter_map(head).collect()
    };
    let telling = |table: usize, heads: &[HeaderColumn]| {
        heads.iter().filter(|c| form.column(table, c.label.column).is_some_and(|c| c.telling)).count()
    };
    // The heads of blocks tell most, those of varied rows least.
    for layout in [Layout::Blocks, Layout::Uniform, Layout::Varied] {
        for (table, _) in form.tables.iter().enumerate().filter(|(_, t)| t.layout == layout) {
            let heads = named(table);
            let told = telling(table, &heads);
            let found = match layout {
                Layout::Blocks => told >= 2,
                Layout::Uniform => told >= 1 && heads.len() >= 2 || told >= 3,
                Layout::Varied => !heads.is_empty(),
            };
            if found {
                return Some((table, heads));
            }
        }
    }
    None
}

/// Whether a head gives yuan as its unit, and not ten thousand yuan.
fn is_yuan(text: &str) -> bool {
    let key = key(text);
    let ends = |list| words(list).iter().any(|w| key.ends_with(w));
    ends(Word::Yuan) && !ends(Word::TenThousandYuan) && !ends(Word::HundredMillionYuan)
}

/// The editions that the heads and labels of tables with varied rows speak for; all of the form's if for none more.
pub fn editions_of_heads(form: &Form, records: &Records) -> Editions {
    let mut votes = vec![0usize; form.editions.len()];
    let mut vote = |editions: Editions| {
        votes.iter_mut().enumerate().filter(|(e, _)| editions.contains(*e)).for_each(|(_, votes)| *votes += 1);
    };
    let varied = |h: &&Header| form.tables.get(h.table).is_some_and(|t| t.layout == Layout::Varied);
    for column in records.headers.iter().filter(varied).flat_map(|h| &h.columns) {
        vote(column.label.editions);
    }
    // Heads cut into pieces are still there when all table text is joined.
    for (editions, _) in form.heads().iter().filter(|(_, words)| records.text.contains(words.as_str())) {
        vote(*editions);
    }
    let most = votes.iter().max().copied().unwrap_or(0);
    let first = votes.iter().enumerate().filter(|(_, votes)| **votes == most).map(|(e, _)| Editions::one(e));
    first.fold(Editions::default(), Editions::with)
}
