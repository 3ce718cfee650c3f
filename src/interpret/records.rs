//! Tables to records: a row's label, the fields behind it, and the header that stands over it.

use super::blocks::{self, Blocks, Names};
use super::heads::{Header, HeaderColumn, header_of, heads, overlap};
use crate::form::Form;
use crate::form::layout::Layout;
use crate::model::content::{Block, Paragraph, Row};
use crate::model::grid::Grid;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::text::Text;
use crate::text::key::key;
use crate::text::labels::Editions;
use crate::text::marked::MarkKind;
use crate::text::value;
use std::sync::Arc;

/// One cell of a row.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its text, without what is beside it: signs of notes, and what is struck out or hidden.
    pub text: Text,
    /// All that is printed, where that is more.
    pub printed: Option<Text>,
    /// Where it stood.
    pub origin: Origin,
    /// First grid column and the one after the last; `None` in a flattened text.
    pub columns: Option<(usize, usize)>,
    /// The source prints no such cell; it keeps the place of one.
    pub absent: bool,
}

impl Field {
    /// A cell that prints a text.
    pub fn new(printed: &Text, origin: Origin, columns: Option<(usize, usize)>) -> Field {
        if printed.has(MarkKind::is_aside) {
            let text = printed.without(MarkKind::is_aside);
            return Field { text, printed: Some(printed.clone()), origin, columns, absent: false };
        }
        Field { text: printed.clone(), printed: None, origin, columns, absent: false }
    }

    /// All that is printed.
    pub fn printed(&self) -> &Text {
        self.printed.as_ref().unwrap_or(&self.text)
    }
}

/// Digits that are hardly one count.
const GLUED: usize = 7;

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
    /// Its fields are those of the row's cells, each put there by the names over and before it.
    pub placed: bool,
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

    /// Whether it holds values that no label can claim.
    pub fn is_alone(&self) -> bool {
        self.unsegmented && self.label_end > 0 && self.label().is_empty()
    }

    /// Whether nothing stands between its label and its run of values.
    pub fn sticks(&self) -> bool {
        let label = self.fields.get(..self.label_end).and_then(<[Field]>::last);
        self.unsegmented && label.is_some_and(|f| !f.text.is_empty() && !f.text.ends_with(char::is_whitespace))
    }

    /// Whether its run may hold more numbers than words: it sticks to its label, or has a word that is no one number.
    pub fn is_glued(&self) -> bool {
        let long = |word: &str| word.len() > 1 && word.starts_with('0') || word.chars().count() >= GLUED;
        let words = || self.values().iter().flat_map(|f| f.text.split_whitespace());
        self.sticks() || self.unsegmented && words().any(long)
    }

    /// How many values are seen to stand in it: of a run, those that white space parts.
    pub fn count(&self) -> usize {
        match self.unsegmented {
            true => self.values().iter().map(|f| f.text.split_whitespace().count()).sum(),
            false => self.values().len(),
        }
    }

    /// The same with each of the values of a run in a field of its own, as white space parts them.
    pub fn parted(&self) -> Record {
        let mut parted = Record { unsegmented: false, ..self.clone() };
        parted.fields.truncate(self.label_end);
        for field in self.values() {
            let word = |word| Field { text: field.text.part(word), ..field.clone() };
            parted.fields.extend(field.text.split_whitespace().map(word));
        }
        parted
    }

    /// Whether any field behind the label holds something.
    pub fn has_values(&self) -> bool {
        self.values().iter().any(|f| !value::is_blank(&f.text))
    }
}

/// The header in force for each table of the form; shared by the rows under the same headers.
pub type InForce = Arc<[Option<usize>]>;

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
    let mut gathered = Blocks::default();
    let mut caption = "";
    for (number, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                caption = &paragraph.text;
                all.heads_in(form, paragraph, &mut headers);
            }
            Block::Grid(grid) => {
                all.grid(form, number, (grid, caption), &mut headers, &mut gathered, limits.rows);
                caption = "";
            }
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
    all.gathered(form, gathered, &headers);
    all
}

impl Records {
    fn grid(
        &mut self,
        form: &Form,
        block: usize,
        (grid, caption): (&Grid, &str),
        headers: &mut InForce,
        gathered: &mut Blocks,
        most: usize,
    ) {
        let names = Names::of(form, grid, caption);
        let mut top = 0;
        // Grid columns of another table mean nothing here.
        let elsewhere = headers.iter().map(|at| {
            let header = at.and_then(|i| self.headers.get(i))?.elsewhere();
            self.headers.push(header);
            Some(self.headers.len() - 1)
        });
        *headers = elsewhere.collect();
        for r in 0..grid.rows() {
            if self.records.len() > most {
                break;
            }
            let mut fields = fields(grid, r);
            let owned: Vec<&Field> = fields.iter().filter(|(_, own)| *own).map(|(f, _)| f).collect();
            owned.iter().for_each(|f| self.text.push_str(&key(&f.text)));
            self.text.push('|');
            if let Some((table, columns)) = header_of(form, &owned) {
                if names.as_ref().is_some_and(|n| n.table != table) {
                    top = r + 1;
                }
                self.header(form, table, columns, (grid, r), headers);
                continue;
            }
            self.drop_aside(&mut fields, headers);
            if let Some(places) = names.as_ref().and_then(|n| n.places(r, top, &fields)) {
                if let Some(places) = gathered.add(places) {
                    self.gathered(form, std::mem::take(gathered), headers);
                    gathered.add(places);
                }
                gathered.first.get_or_insert((self.records.len(), block));
                continue;
            }
            // A label is a text that is no value; a cell spanning from above is one too, whatever it says.
            let label_end = fields
                .iter()
                .rposition(|(f, own)| !value::is_value(&f.text) || (!own && !f.text.trim().is_empty()))
                .map_or(0, |i| i + 1);
            let fields: Vec<Field> = fields.into_iter().map(|(f, _)| f).collect();
            let label_end = self.under_heads(form, &fields, label_end, headers);
            self.records.push(Record {
                block,
                fields,
                label_end,
                headers: headers.clone(),
                flat: false,
                unsegmented: false,
                placed: false,
            });
        }
    }

    /// Makes a record of the values of the blocks, where the first of them stood.
    fn gathered(&mut self, form: &Form, gathered: Blocks, headers: &InForce) {
        let (Some((at, block)), Some((table, _))) = (gathered.first, blocks::table(form)) else { return };
        let mut headers = headers.to_vec();
        if let Some(header) = headers.get_mut(table) {
            *header = Some(self.headers.len());
        }
        self.headers.push(Header::new(form, table, None, Vec::new(), None));
        let record = Record {
            block,
            fields: gathered.into_fields(form),
            label_end: 0,
            headers: headers.into(),
            flat: false,
            placed: true,
            unsegmented: false,
        };
        self.records.insert(at.min(self.records.len()), record);
    }

    /// Takes away the cells under heads that the form has not. A head over several cells is a group of columns, and
    /// says nothing.
    fn drop_aside(&self, fields: &mut Vec<(Field, bool)>, headers: &InForce) {
        let own = headers.iter().flatten().filter_map(|i| self.headers.get(*i)).filter(|h| h.last_row.is_some());
        let Some(header) = own.max_by_key(|h| h.last_row) else { return };
        for aside in header.aside() {
            let under = |f: &Field| overlap(f.columns, Some(aside));
            let alone = |f: &Field| header.columns.iter().filter(|h| h.over(f.columns)).count() == 1;
            if fields.iter().filter(|(f, _)| under(f)).count() == 1 {
                fields.retain(|(f, _)| !(under(f) && alone(f)));
            }
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
        let mut fields: Vec<Field> = row.cells.iter().map(|c| Field::new(&c.text, c.origin, None)).collect();
        fields.iter().for_each(|f| self.text.push_str(&key(&f.text)));
        // Header cells run into the first row behind them, since nothing shows where rows end.
        let split = split_words(form, &fields);
        let named: Vec<&Field> = split.iter().collect();
        if let Some((table, columns)) = header_of(form, &named) {
            let last = fields.iter().rposition(|f| {
                f.text.split_whitespace().any(|w| form.labels.column(table, w).is_some())
                    || form.labels.column(table, &f.text).is_some()
            });
            let mut end = columns.iter().rposition(|c| c.label.is_some()).map_or(0, |i| i + 1);
            let head = |f: &&&Field| HeaderColumn::unnamed(f).is_head(form, table);
            end += named.iter().skip(end).take_while(head).count();
            self.flat_header(form, table, columns.into_iter().take(end).collect(), headers);
            if let Some(last) = last {
                fields.drain(..=last);
            }
        } else if let Some(table) = self.behind_heads(headers)
            && !named.iter().any(|f| value::is_value(&f.text))
            && named.len() <= 4
        {
            // A head on a line of its own that names a block, a group or a column which the form has not.
            let columns = named.iter().map(|f| HeaderColumn::unnamed(f)).collect();
            self.flat_header(form, table, columns, headers);
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
            placed: false,
        });
    }

    /// The table of the heads of a flattened text that stand before the next row, if no values are between.
    fn behind_heads(&self, headers: &InForce) -> Option<usize> {
        let header = headers.iter().flatten().max().and_then(|i| self.headers.get(*i))?;
        let since = self.records.get(header.records..).unwrap_or_default();
        (header.flat && !since.iter().any(Record::has_values)).then_some(header.table)
    }

    /// Heads in a flattened text; those that stand before them with no values between go with them.
    fn flat_header(&mut self, form: &Form, table: usize, columns: Vec<HeaderColumn>, headers: &mut InForce) {
        let above =
            (self.behind_heads(headers) == Some(table)).then(|| headers.get(table).copied().flatten()).flatten();
        let above = above.and_then(|i| self.headers.get(i));
        let records = above.map_or(self.records.len(), |h| h.records);
        let columns = if above.is_none() { [self.blocks_before(form, table), columns].concat() } else { columns };
        let mut header = Header::flat(form, table, columns, above);
        header.records = records;
        self.doubled |= header.doubled() && form.tables.get(table).is_some_and(|t| t.layout == Layout::Uniform);
        self.push(header, headers);
    }

    /// A line of prose that is nothing but heads of a table.
    fn heads_in(&mut self, form: &Form, paragraph: &Paragraph, headers: &mut InForce) {
        // Prose has hardly a blank, and heads are at least three words.
        if paragraph.text.split_whitespace().nth(2).is_none() || paragraph.text.chars().nth(200).is_some() {
            return;
        }
        let line = Field::new(&paragraph.text, paragraph.origin, None);
        let words = split_words(form, &[line]);
        if let Some((table, columns)) = header_of(form, &words.iter().collect::<Vec<_>>())
            && columns.len() > 2
            && columns.iter().all(|c| c.label.is_some() || c.is_head(form, table))
        {
            self.flat_header(form, table, columns, headers);
        }
    }

    /// The names of blocks on the lines before the first heads of a flattened text.
    fn blocks_before(&self, form: &Form, table: usize) -> Vec<HeaderColumn> {
        let lines: Vec<&Record> = self.records.iter().rev().take(6).take_while(|r| r.flat && !r.has_values()).collect();
        let words = lines.iter().rev().flat_map(|r| split_words(form, &r.fields));
        let named = words.filter(|w| form.labels.block(table, &w.text).is_some());
        named.map(|w| HeaderColumn::unnamed(&w)).collect()
    }

    /// Puts a header in force.
    fn push(&mut self, header: Header, headers: &mut InForce) {
        let mut now = headers.to_vec();
        if let Some(slot) = now.get_mut(header.table) {
            *slot = Some(self.headers.len());
        }
        *headers = now.into();
        self.headers.push(header);
    }

    fn header(
        &mut self,
        form: &Form,
        table: usize,
        columns: Vec<HeaderColumn>,
        (grid, r): (&Grid, usize),
        headers: &mut InForce,
    ) {
        let layout = form.tables.get(table).map(|t| t.layout);
        let above = headers.get(table).copied().flatten().and_then(|i| self.headers.get(i));
        let above =
            above.filter(|h| layout != Some(Layout::Varied) && h.last_row.is_some_and(|row| row + 1 == r)).cloned();
        let uniform = layout == Some(Layout::Uniform);
        let above = above.or_else(|| uniform.then(|| lead(form, table, grid, r)).flatten());
        let header = Header::new(form, table, Some(r), columns, above.as_ref());
        self.doubled |= uniform && header.doubled();
        self.push(header, headers);
    }
}

/// The heads in the row above the first that names columns enough: that of the total, and of columns that the form has not.
fn lead(form: &Form, table: usize, grid: &Grid, r: usize) -> Option<Header> {
    let row = r.checked_sub(1)?;
    let fields = fields(grid, row);
    let own: Vec<&Field> = fields.iter().filter(|(_, own)| *own).map(|(f, _)| f).collect();
    let heads = heads(form, table, &own);
    let words = own.iter().all(|f| !value::is_number(&f.text)) && heads.iter().any(|h| h.label.is_some());
    words.then(|| Header::new(form, table, Some(row), heads, None))
}

/// The cells of a row of a grid from left to right, and whether they begin in it.
fn fields(grid: &Grid, r: usize) -> Vec<(Field, bool)> {
    let mut fields = Vec::new();
    let mut c = 0;
    while c < grid.columns() {
        match grid.cell_at(r, c) {
            Some((row, column, cell)) => {
                let end = (column + cell.column_span).max(c + 1);
                let repeated = row != r && cell.column_span >= grid.columns();
                let text = if repeated { &Text::new() } else { &cell.text };
                fields.push((Field::new(text, cell.origin, Some((c, end))), row == r));
                c = end;
            }
            None => c += 1,
        }
    }
    fields
}

/// Splits fields of several words, as a flattened header line has them.
pub fn split_words(form: &Form, fields: &[Field]) -> Vec<Field> {
    fields
        .iter()
        .flat_map(|f| {
            let whole = (0..form.tables.len()).any(|t| form.labels.column(t, &f.text).is_some());
            let parts: Vec<&str> = if whole { vec![&f.text] } else { f.text.split_whitespace().collect() };
            parts.into_iter().map(|w| Field::new(&f.text.part(w), f.origin, f.columns)).collect::<Vec<_>>()
        })
        .collect()
}

/// The editions that the heads and labels of tables with varied rows speak for; all of the form's if for none more.
pub fn editions_of_heads(form: &Form, records: &Records) -> Editions {
    let mut votes = vec![0usize; form.editions.len()];
    let mut vote = |editions: Editions| {
        votes.iter_mut().enumerate().filter(|(e, _)| editions.contains(*e)).for_each(|(_, votes)| *votes += 1);
    };
    let varied = |h: &&Header| form.tables.get(h.table).is_some_and(|t| t.layout == Layout::Varied);
    for column in records.headers.iter().filter(varied).flat_map(|h| &h.columns) {
        vote(column.label.as_ref().map_or_else(Editions::default, |l| l.editions));
    }
    // Heads cut into pieces are still there when all table text is joined.
    for (editions, _) in form.heads().iter().filter(|(_, words)| records.text.contains(words.as_str())) {
        vote(*editions);
    }
    let most = votes.iter().max().copied().unwrap_or(0);
    let first = votes.iter().enumerate().filter(|(_, votes)| **votes == most).map(|(e, _)| Editions::one(e));
    first.fold(Editions::default(), Editions::with)
}
