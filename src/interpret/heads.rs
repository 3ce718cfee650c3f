//! Column heads: which column of the form stands under them, and which columns are none of the form's.

use super::records::Field;
use super::sequence;
use crate::form::Form;
use crate::form::layout::{Kind, Layout};
use crate::form::lexicon::List;
use crate::text::Text;
use crate::text::key::key;
use crate::text::labels::ColumnLabel;
use crate::text::value;
use crate::text::words::{Word, words};

/// One column of a header.
#[derive(Clone, Debug)]
pub struct HeaderColumn {
    /// What it names; `None` for a column that the form has not.
    pub label: Option<ColumnLabel>,
    /// It can't be read, and stands where exactly one column of the form is missing.
    pub by_order: bool,
    /// Its column is none of the form's.
    pub aside: bool,
    /// Grid columns; `None` in a flattened text.
    pub columns: Option<(usize, usize)>,
    /// It says that amounts are in yuan.
    pub yuan: bool,
    /// Its text.
    text: Text,
}

impl HeaderColumn {
    /// A head that names no column.
    pub fn unnamed(field: &Field) -> HeaderColumn {
        let text = field.text.clone();
        HeaderColumn { label: None, by_order: false, aside: false, columns: field.columns, yuan: false, text }
    }

    /// Whether it names blocks, a group of columns, or a column which the form has not.
    pub fn is_head(&self, form: &Form, table: usize) -> bool {
        self.word(form, table) != sequence::Word::Other
    }

    /// What it is among the words of a flattened text.
    fn word(&self, form: &Form, table: usize) -> sequence::Word {
        if let Some(column) = self.column() {
            return sequence::Word::Column(column);
        }
        if let Some(block) = form.labels.block(table, &self.text).flatten() {
            return sequence::Word::Block(block);
        }
        let key = key(&self.text);
        let columns = form.tables.get(table).map_or(&[][..], |t| &t.columns);
        if columns.iter().any(|c| !c.group.is_empty() && key.ends_with(&c.group)) {
            sequence::Word::Group
        } else if is_aside(form, &self.text) {
            sequence::Word::Aside
        } else {
            sequence::Word::Other
        }
    }

    /// The place of its column in the table.
    pub fn column(&self) -> Option<usize> {
        self.label.as_ref().map(|l| l.column)
    }

    /// Whether it stands over some of these grid columns.
    pub fn over(&self, columns: Option<(usize, usize)>) -> bool {
        overlap(self.columns, columns)
    }
}

fn is_uniform(form: &Form, table: usize) -> bool {
    form.tables.get(table).is_some_and(|t| t.layout == Layout::Uniform)
}

/// Whether two stretches of grid columns have one in common.
pub fn overlap(a: Option<(usize, usize)>, b: Option<(usize, usize)>) -> bool {
    matches!((a, b), (Some((a, b)), Some((c, d))) if a < d && c < b)
}

/// The column heads in force for some rows.
#[derive(Clone, Debug)]
pub struct Header {
    /// The table it belongs to.
    pub table: usize,
    /// In order: those of the form, and those that name a column which the form has not.
    pub columns: Vec<HeaderColumn>,
    /// Their order is that of the columns.
    pub ordered: bool,
    /// Heads of a flattened text contradict the order of the form, and do not say which other is meant.
    pub broken: bool,
    /// Some columns of the form are not among them, and nothing that could be a piece of their heads.
    pub partial: bool,
    /// They stand in a flattened text.
    pub flat: bool,
    /// How many records stand before the first of them.
    pub records: usize,
    /// For each value of a row of blocks its cell, where heads say so.
    pub slots: Vec<usize>,
    /// The last grid row of heads; `None` where they stand over another grid, or over none.
    pub last_row: Option<usize>,
    /// All that stands in its rows.
    printed: Vec<HeaderColumn>,
}

impl Header {
    /// Heads of a table that stand in one row; where `above` are heads in the row before it, below them.
    pub fn new(
        form: &Form,
        table: usize,
        row: Option<usize>,
        own: Vec<HeaderColumn>,
        above: Option<&Header>,
    ) -> Header {
        if let Some(above) = above.filter(|above| is_uniform(form, table) && above.crosses(&own)) {
            return Header { last_row: row, ..Header::flat(form, table, own, Some(above)).elsewhere() };
        }
        let mut printed = own;
        if let Some(above) = above {
            // Heads of one table stand on two or three rows: spanning ones above, divided ones below.
            let divided =
                |head: &HeaderColumn| head.label.is_none() && printed.iter().any(|below| below.over(head.columns));
            let mut joined: Vec<HeaderColumn> = above.printed.iter().filter(|h| !divided(h)).cloned().collect();
            joined.append(&mut printed);
            printed = joined;
            printed.sort_by_key(|c| c.columns);
        }
        let columns = settled(form, table, &printed);
        Header {
            table,
            columns,
            ordered: row.is_some(),
            broken: false,
            partial: false,
            flat: false,
            records: 0,
            slots: Vec::new(),
            last_row: row,
            printed,
        }
    }

    /// Heads in the words of a flattened text, behind those that stood before them.
    pub fn flat(form: &Form, table: usize, own: Vec<HeaderColumn>, before: Option<&Header>) -> Header {
        let mut printed = before.map_or_else(Vec::new, |h| h.printed.clone());
        printed.extend(own);
        let words: Vec<sequence::Word> = printed.iter().map(|h| h.word(form, table)).collect();
        let sequence = sequence::sequence(form, table, &words);
        let columns = sequence.columns.iter().filter_map(|i| printed.get(*i)).cloned();
        let columns = columns.map(|h| HeaderColumn { aside: h.label.is_none(), ..h }).collect();
        let (ordered, broken, partial) = (sequence.ordered, sequence.broken, sequence.partial);
        Header {
            table,
            columns,
            ordered,
            broken,
            partial,
            flat: true,
            records: 0,
            slots: sequence.slots,
            last_row: None,
            printed,
        }
    }

    /// Whether a column of the form stands over another one's head: the grid has lost its spans, as where a program drops
    /// `colspan` and `rowspan`, and only the order of the heads tells.
    fn crosses(&self, below: &[HeaderColumn]) -> bool {
        let named = |h: &&HeaderColumn| h.label.is_some();
        let over = |a: &HeaderColumn| below.iter().filter(named).any(|b| b.over(a.columns) && a.column() != b.column());
        self.printed.iter().filter(named).any(over)
    }

    /// The same over another grid: its columns mean nothing there, their order does.
    pub fn elsewhere(&self) -> Header {
        let mut header = self.clone();
        header.columns.iter_mut().for_each(|c| c.columns = None);
        header.last_row = None;
        header
    }

    /// Whether most columns of the form that stand in it stand twice: a head that several rows of heads repeat does too.
    pub fn doubled(&self) -> bool {
        let mut named: Vec<usize> = self.columns.iter().filter_map(HeaderColumn::column).collect();
        named.sort_unstable();
        let all = named.len();
        named.dedup();
        all * 2 > named.len() * 3 && all > named.len() + 1
    }

    /// The grid columns under heads that the form has not.
    pub fn aside(&self) -> impl Iterator<Item = (usize, usize)> {
        self.columns.iter().filter(|c| c.aside).filter_map(|c| c.columns)
    }
}

/// What the printed heads name: the words before the first column of the form stand over labels, and heads that can't be
/// read stand for the columns that the form has in their place, if it has as many.
fn settled(form: &Form, table: usize, printed: &[HeaderColumn]) -> Vec<HeaderColumn> {
    let aside = |head: &HeaderColumn| is_aside(form, &head.text);
    let first = printed.iter().position(|h| h.label.is_some()).unwrap_or(printed.len());
    let kept = |i: usize, h: &HeaderColumn| h.label.is_some() || i > first && !h.text.trim().is_empty() || aside(h);
    let mut heads: Vec<HeaderColumn> =
        printed.iter().enumerate().filter(|(i, h)| kept(*i, h)).map(|(_, h)| h.clone()).collect();
    for head in &mut heads {
        head.aside = head.label.is_none() && aside(head);
    }
    let Some(order) = form.labels.tables.get(table).map(|t| t.columns.as_slice()).filter(|o| !o.is_empty()) else {
        return heads;
    };
    let named: Vec<usize> = heads.iter().filter_map(HeaderColumn::column).collect();
    let missing = |column: &usize| !named.contains(column);
    // One character in three may be wrong.
    for head in heads.iter_mut().filter(|h| h.label.is_none() && !h.aside) {
        head.label = form.labels.like_column(table, &head.text).filter(|l| missing(&l.column)).cloned();
    }
    let at = |head: Option<&HeaderColumn>| order.iter().position(|c| head.and_then(HeaderColumn::column) == Some(*c));
    let mut i = 0;
    while i < heads.len() {
        let len = heads.iter().skip(i).take_while(|h| h.label.is_none() && !h.aside).count();
        let from = match i.checked_sub(1) {
            Some(before) => at(heads.get(before)).map(|p| p + 1),
            None => Some(0),
        };
        let to = if i + len == heads.len() { Some(order.len()) } else { at(heads.get(i + len)) };
        if let (Some(from), Some(to)) = (from, to)
            && to.checked_sub(from) == Some(len)
        {
            let unread = |h: &&mut HeaderColumn| h.text.contains('\u{FFFD}');
            for (head, column) in
                heads.iter_mut().skip(i).zip(order.iter().take(to).skip(from)).filter(|(h, _)| unread(h))
            {
                head.label = form.labels.head(table, *column).cloned();
                head.by_order = true;
            }
        }
        i += len + 1;
    }
    heads.iter_mut().for_each(|h| h.aside = h.label.is_none());
    heads
}

/// Whether a text is the head of a column that offices add.
fn is_aside(form: &Form, text: &str) -> bool {
    let key = key(text);
    form.words(List::AsideHead).iter().any(|w| key.contains(w.as_str()))
}

/// Cells as heads of a table, named or not.
pub fn heads(form: &Form, table: usize, fields: &[&Field]) -> Vec<HeaderColumn> {
    let amount = |column: usize| form.column(table, column).is_some_and(|c| c.kind == Kind::Amount);
    let head = |f: &&Field| {
        let label = form.labels.column(table, &f.text).cloned();
        let yuan = label.as_ref().is_some_and(|l| amount(l.column)) && is_yuan(&f.text);
        HeaderColumn { label, by_order: false, aside: false, columns: f.columns, yuan, text: f.text.clone() }
    };
    fields.iter().map(head).collect()
}

/// Whether the cells of a row are column heads: of which table, and all of them, named or not.
pub fn header_of(form: &Form, fields: &[&Field]) -> Option<(usize, Vec<HeaderColumn>)> {
    if fields.iter().any(|f| value::is_number(&f.text)) && fields.iter().all(|f| f.columns.is_some()) {
        return None;
    }
    let telling = |table: usize, heads: &[HeaderColumn]| {
        let told = |c: &HeaderColumn| c.column().and_then(|c| form.column(table, c)).is_some_and(|c| c.telling);
        heads.iter().filter(|c| told(c)).count()
    };
    // The heads of blocks tell most, those of varied rows least.
    for layout in [Layout::Blocks, Layout::Uniform, Layout::Varied] {
        for (table, _) in form.tables.iter().enumerate().filter(|(_, t)| t.layout == layout) {
            let heads = heads(form, table, fields);
            let named = heads.iter().filter(|h| h.label.is_some()).count();
            let told = telling(table, &heads);
            let found = match layout {
                Layout::Blocks => told >= 2,
                Layout::Uniform => told >= 1 && named >= 2 || told >= 3,
                Layout::Varied => named > 0,
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
