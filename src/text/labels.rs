//! The labels under which a form prints its rows, columns and sections, with their synonyms and misprints, ready to be
//! matched. Rows, columns and sections are known here by their place in the form only.

use super::key::{distance, key, split_number, unnumbered};
use super::numbering;
use super::query::{Query, fills};
use rustc_hash::FxHashMap;

mod spot;

pub use spot::{Known, Spot};

/// A heading is no longer than this, with its blanks.
const LONGEST_HEADING: usize = 60;

/// A section of a report, by its place in the outline of its form, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Section(pub usize);

impl Section {
    /// Its number, from 1.
    pub fn ordinal(self) -> u32 {
        self.0 as u32 + 1
    }
}

/// Editions of a form: a bit for each, by their places in the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Editions(pub u64);

impl Editions {
    /// More editions than this a form cannot have.
    pub const MOST: usize = 64;

    /// One edition.
    pub fn one(edition: usize) -> Editions {
        Editions(1u64.checked_shl(edition as u32).unwrap_or(0))
    }

    /// Whether an edition is one of them.
    pub fn contains(self, edition: usize) -> bool {
        self.0 & Editions::one(edition).0 != 0
    }

    /// Those that are in both; all of these if none is.
    pub fn narrowed(self, other: Editions) -> Editions {
        if self.0 & other.0 == 0 { self } else { Editions(self.0 & other.0) }
    }

    /// Those of both.
    pub fn with(self, other: Editions) -> Editions {
        Editions(self.0 | other.0)
    }
}

#[derive(Clone, Debug, Default)]
struct RowLabels {
    keys: Vec<Vec<char>>,
    anchors: Vec<String>,
    /// The row that it divides.
    under: Option<usize>,
}

/// A label of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnLabel {
    /// The column's place in its table.
    pub column: usize,
    /// The editions that print it.
    pub editions: Editions,
    /// Its matching key.
    pub(crate) key: String,
}

/// What the labels of a table are like.
#[derive(Clone, Debug, Default)]
pub struct TableLabels {
    /// The section that it is printed in.
    pub section: usize,
    /// Heads change from row to row: notes and units stand behind them, and they are misprinted, so likeness counts.
    pub varied: bool,
    /// The columns of a row in the order in which they are printed; empty where rows differ.
    pub columns: Vec<usize>,
    /// How many cells its rows have, in any edition.
    pub counts: Vec<usize>,
    /// One row of blocks: how many columns each block has.
    pub blocks: Vec<usize>,
    pub(crate) block_names: Vec<(Option<usize>, String)>,
    pub(crate) heads: Vec<ColumnLabel>,
}

/// All labels of a form, ready to match.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    rows: Vec<RowLabels>,
    /// The tables of the form, in its order.
    pub tables: Vec<TableLabels>,
    headings: Vec<(Section, Vec<char>)>,
    heading_texts: Vec<(Section, String)>,
    /// The labels that are found inside text, by the first character of their key.
    spots: FxHashMap<char, Vec<(Vec<char>, Known)>>,
    titles: Vec<String>,
    not_titles: Vec<String>,
    furniture: Vec<String>,
    /// Texts that begin like a word for none and are labels.
    pub in_label: Vec<String>,
    /// Heads of a statistics table: of its labels, and of its units and numbers.
    pub statistics_heads: [Vec<String>; 2],
}

/// Heads of a statistics table without anything between them are no longer than this.
const GLUED: usize = 16;

impl Labels {
    /// No labels yet, of so many rows and these tables.
    pub fn new(rows: usize, tables: Vec<TableLabels>) -> Labels {
        Labels { rows: vec![RowLabels::default(); rows], tables, ..Labels::default() }
    }

    /// Adds a label of a row; the row that has it already, if another one does.
    pub fn add_row(&mut self, row: usize, printed: &str) -> Result<(), usize> {
        let key: Vec<char> = key(unnumbered(printed)).chars().collect();
        if let Some(other) = self.rows.iter().position(|r| r.keys.contains(&key)) {
            return if other == row { Ok(()) } else { Err(other) };
        }
        if let Some(labels) = self.rows.get_mut(row) {
            labels.keys.push(key);
        }
        self.spotted(unnumbered(printed), Known::Row(row));
        Ok(())
    }

    /// Says that a row divides another.
    pub fn add_division(&mut self, row: usize, whole: usize) {
        if let Some(labels) = self.rows.get_mut(row) {
            labels.under = Some(whole);
        }
    }

    /// Whether a row divides another.
    pub fn is_under(&self, row: usize, whole: usize) -> bool {
        self.rows.get(row).is_some_and(|r| r.under == Some(whole))
    }

    /// Whether a text is the label of a row, and nothing else.
    pub fn is_label_of(&self, text: &str, row: usize) -> bool {
        let key: Vec<char> = key(unnumbered(text)).chars().collect();
        self.rows.get(row).is_some_and(|r| r.keys.contains(&key))
    }

    /// Adds a part of a label that no other row's label has.
    pub fn add_anchor(&mut self, row: usize, part: &str) {
        if let Some(labels) = self.rows.get_mut(row) {
            labels.anchors.push(key(part));
        }
    }

    /// Adds a head of a column; the column that has it already, if another one of the table does.
    pub fn add_head(&mut self, at: usize, column: usize, editions: Editions, printed: &str) -> Result<(), usize> {
        let key = key(printed);
        let Some(table) = self.tables.get_mut(at) else { return Ok(()) };
        match table.heads.iter_mut().find(|c| c.key == key) {
            Some(same) if same.column == column => same.editions = same.editions.with(editions),
            Some(other) => return Err(other.column),
            None => table.heads.push(ColumnLabel { column, editions, key }),
        }
        self.spotted(printed, Known::Head(at));
        Ok(())
    }

    /// Adds a heading of a section.
    pub fn add_heading(&mut self, section: Section, printed: &str) {
        if split_number(printed).is_some() {
            self.heading_texts.push((section, printed.to_string()));
        }
        let key: Vec<char> = key(unnumbered(printed)).chars().collect();
        if !self.headings.iter().any(|(s, k)| *s == section && *k == key) {
            self.headings.push((section, key));
        }
    }

    /// Adds a name of the kind of document; with `negative`, one that a title of another kind has.
    pub fn add_title(&mut self, printed: &str, negative: bool) {
        if negative { &mut self.not_titles } else { &mut self.titles }.push(key(printed));
    }

    /// Adds the beginning of what stands around a report on a page.
    pub fn add_furniture(&mut self, printed: &str) {
        self.furniture.push(key(printed));
    }

    /// The table whose rows all have the same columns, with its place in the form.
    pub fn uniform(&self) -> Option<(usize, &[usize])> {
        self.tables.iter().enumerate().find(|(_, t)| !t.columns.is_empty()).map(|(i, t)| (i, t.columns.as_slice()))
    }

    /// How many columns that table has; 0 if there is none.
    pub fn width(&self) -> usize {
        self.uniform().map_or(0, |(_, columns)| columns.len())
    }

    /// How many columns each block has of the table that is one row of blocks.
    pub fn blocks(&self) -> &[usize] {
        self.tables.iter().map(|t| t.blocks.as_slice()).find(|b| !b.is_empty()).unwrap_or(&[])
    }

    /// Whether a text is, or is a piece of, a head of a column of any table. A numbered text is no piece.
    pub fn is_head(&self, text: &str) -> bool {
        let numbered = split_number(text).is_some();
        (0..self.tables.len()).any(|t| self.column(t, text).is_some() || !numbered && self.in_column(t, text))
    }

    /// Whether a word heads the labels of a statistics table.
    pub fn is_statistics_label_head(&self, word: &str) -> bool {
        self.statistics_heads.first().is_some_and(|labels| labels.iter().any(|w| w == word))
    }

    /// Whether a line holds the heads of a statistics table.
    pub fn is_statistics_head(&self, line: &str) -> bool {
        let [labels, numbers] = &self.statistics_heads;
        let is = |list: &[String]| line.split_whitespace().any(|word| list.iter().any(|w| w == word));
        is(labels) && is(numbers)
    }

    /// The same where nothing stands between the heads.
    pub fn is_glued_statistics_head(&self, line: &str) -> bool {
        let [labels, numbers] = &self.statistics_heads;
        let line = line.trim();
        line.chars().nth(GLUED).is_none()
            && labels.iter().any(|w| line.starts_with(w.as_str()))
            && numbers.iter().any(|w| line.ends_with(w.as_str()))
    }

    /// Whether a section holds a table of the form.
    pub fn has_table(&self, section: Section) -> bool {
        self.tables.iter().any(|t| t.section == section.0)
    }

    /// How well a label fits a row of the form (by its place in the form): 1 is the printed label or a known variant, 0 is no
    /// likeness. `text` is the label as printed, with or without its number.
    pub fn row_score(&self, text: &Query, row: usize) -> f32 {
        let Some(labels) = self.rows.get(row) else { return 0.0 };
        if text.key.is_empty() {
            return 0.0;
        }
        let mut best = 0.0f32;
        for key in &labels.keys {
            if *key == text.key {
                return 1.0;
            }
            if let Some(known) = text.holes.as_deref().and_then(|holes| fills(holes, key)) {
                best = best.max(0.6 + 0.35 * known);
            }
            let longest = key.len().max(text.key.len());
            let score = match distance(&text.key, key, (longest / 6).max(usize::from(longest >= 4))) {
                Some(d) => 0.95 - d as f32 / longest as f32,
                // A label cut by a page or a narrow cell keeps its beginning or its end.
                None if text.key.len() >= 4 && (key.starts_with(&text.key) || key.ends_with(&text.key)) => {
                    0.55 + 0.3 * text.key.len() as f32 / key.len() as f32
                }
                None => 0.0,
            };
            best = best.max(score);
        }
        if best < 0.8 && labels.anchors.iter().any(|a| !a.is_empty() && text.text.contains(a.as_str())) {
            // An anchor inside a long sentence is a mention, not a label.
            let longest = labels.keys.iter().map(Vec::len).max().unwrap_or(0);
            best = best.max(if text.key.len() <= longest * 2 + 8 { 0.8 } else { 0.3 });
        }
        best
    }

    /// The column of a table that a header cell names; `None` if it names none, or fits more than one.
    pub fn column(&self, table: usize, text: &str) -> Option<&ColumnLabel> {
        let key = key(text);
        if key.is_empty() || key.len() > 240 {
            return None;
        }
        let table = self.tables.get(table)?;
        let known = &table.heads;
        if let Some(exact) = known.iter().find(|c| c.key == key) {
            return Some(exact);
        }
        if !table.varied {
            return None;
        }
        // Notes and units stand behind the label: "本年收费金额（单位：万元，保留4位小数）".
        let within = known.iter().filter(|c| c.key.chars().count() >= 4 && key.starts_with(&c.key));
        if let Some(found) = within.max_by_key(|c| c.key.len()) {
            return Some(found);
        }
        let chars: Vec<char> = key.chars().collect();
        let mut near = known.iter().filter(|c| {
            let other: Vec<char> = c.key.chars().collect();
            distance(&chars, &other, other.len() / 6).is_some()
        });
        let first = near.next()?;
        near.all(|c| c.column == first.column).then_some(first)
    }

    /// The block of a table that a text names and no other; `Some(None)` where it names several together.
    pub fn block(&self, table: usize, text: &str) -> Option<Option<usize>> {
        let key = key(text);
        let names = &self.tables.get(table)?.block_names;
        let longest =
            names.iter().filter(|(_, name)| key.contains(name.as_str())).max_by_key(|(_, name)| name.len())?;
        // A heading names what its section is about, and more than one block.
        let (block, name) = longest;
        let rest = key.replacen(name.as_str(), "", 1);
        let other = |(b, n): &(Option<usize>, String)| b.is_some() && b != block && rest.contains(n.as_str());
        let short = rest.chars().count() <= name.chars().count() + 4;
        (short && !names.iter().any(other)).then_some(*block)
    }

    /// Adds a name of a block; none of one block for a name of several.
    pub fn add_block(&mut self, table: usize, block: Option<usize>, printed: &str) {
        if let Some(table) = self.tables.get_mut(table) {
            table.block_names.push((block, key(printed)));
        }
    }

    /// A head of a column.
    pub fn head(&self, table: usize, column: usize) -> Option<&ColumnLabel> {
        self.tables.get(table)?.heads.iter().find(|c| c.column == column)
    }

    /// The column whose head a text is but for one character in three, or short for, or a piece of; `None` if that is so of
    /// several.
    pub fn like_column(&self, table: usize, text: &str) -> Option<&ColumnLabel> {
        let chars: Vec<char> = key(text).chars().take(80).collect();
        if chars.len() < 2 {
            return None;
        }
        let like = |c: &&ColumnLabel| {
            let other: Vec<char> = c.key.chars().collect();
            let mut rest = other.iter();
            // Short for it: its characters in their order, and not fewer than half of them.
            let mut short =
                || chars.len() >= 4 && chars.len() * 2 >= other.len() && chars.iter().all(|c| rest.any(|o| o == c));
            distance(&chars, &other, other.len().min(chars.len()) / 3).is_some() || short()
        };
        let mut near = self.tables.get(table)?.heads.iter().filter(like);
        match near.next() {
            Some(first) => near.all(|c| c.column == first.column).then_some(first),
            None => self.only_column(table, text).and_then(|column| self.head(table, column)),
        }
    }

    /// Whether a text is a piece of a column head of a table, as a narrow column breaks it.
    pub fn in_column(&self, table: usize, text: &str) -> bool {
        self.columns_with(table, &key(text)).next().is_some()
    }

    /// The only column of a table whose head a text is a piece of.
    pub fn only_column(&self, table: usize, text: &str) -> Option<usize> {
        let key = key(text);
        let mut found = self.columns_with(table, &key).map(|c| c.column);
        let first = found.next()?;
        found.all(|column| column == first).then_some(first)
    }

    /// The column labels of a table that hold a key; none hold an empty one.
    fn columns_with(&self, table: usize, key: &str) -> impl Iterator<Item = &ColumnLabel> {
        let known = self.tables.get(table).into_iter().flat_map(|t| &t.heads);
        known.filter(move |c| !key.is_empty() && c.key.contains(key))
    }

    /// The first key of a row, which is that of its own wording.
    #[cfg(test)]
    pub(crate) fn first_key(&self, row: usize) -> Option<String> {
        self.rows.get(row)?.keys.first().map(|key| key.iter().collect())
    }

    /// Whether a text is the label of a row of the form that holds numbers.
    pub fn is_row(&self, text: &str) -> bool {
        let query = Query::new(text);
        (0..self.rows.len()).any(|i| self.row_score(&query, i) >= 0.8)
    }

    /// Whether a text names a row; `text` is a matching key.
    pub fn is_named_in(&self, row: usize, text: &str) -> bool {
        let keys = self.rows.get(row).map_or(&[][..], |r| r.keys.as_slice());
        keys.iter().any(|k| text.contains(&k.iter().collect::<String>()))
    }

    /// Whether a text is the label of a row, with its number.
    pub fn is_numbered_row(&self, text: &str) -> bool {
        split_number(text).is_some() && self.is_row(text)
    }

    /// Whether a text is, character by character, a label of a row, or a head of a table whose heads change from row to
    /// row; notes may stand behind it.
    pub fn is_label(&self, text: &str) -> bool {
        let chars: Vec<char> = key(unnumbered(text)).chars().collect();
        let head = key(text);
        let noted = |c: &ColumnLabel| c.key == head || c.key.chars().count() >= 4 && head.starts_with(&c.key);
        let (varied, fixed): (Vec<&TableLabels>, Vec<&TableLabels>) = self.tables.iter().partition(|t| t.varied);
        !fixed.iter().any(|t| t.heads.iter().any(|c| c.key == head))
            && (self.rows.iter().any(|r| r.keys.contains(&chars)) || varied.iter().any(|t| t.heads.iter().any(noted)))
    }

    /// Whether a text is a head of a table whose heads change from row to row.
    pub fn is_varied_head(&self, text: &str) -> bool {
        let varied = self.tables.iter().enumerate().filter(|(_, t)| t.varied);
        varied.map(|(table, _)| table).any(|table| self.column(table, text).is_some())
    }

    /// How many rows of the form a text names; `text` is a matching key.
    pub fn rows_named_in(&self, text: &str) -> usize {
        let named = |r: &&RowLabels| {
            r.keys.iter().filter(|k| k.len() >= 4).any(|k| text.contains(&k.iter().collect::<String>()))
        };
        self.rows.iter().filter(named).count()
    }

    /// The section whose heading a text is word by word, whatever its number.
    pub fn exact_section(&self, text: &str) -> Option<Section> {
        let numbered = numbering::numbered(text).or_else(|| numbering::barely_numbered(text));
        let rest = numbered.map_or(text, |n| n.rest);
        if rest.chars().nth(LONGEST_HEADING).is_some() {
            return None;
        }
        let chars: Vec<char> = key(rest).chars().collect();
        let (section, key) = self.headings.iter().find(|(_, k)| *k == chars)?;
        (numbered.is_some() || key.len() >= 4).then_some(*section)
    }

    /// The section that a heading opens; its text must be the heading and nothing else.
    pub fn section(&self, text: &str) -> Option<Section> {
        if text.chars().nth(LONGEST_HEADING).is_some() {
            return None;
        }
        let numbered = numbering::numbered(text).or_else(|| numbering::barely_numbered(text));
        let chars: Vec<char> = key(numbered.map_or(text, |n| n.rest)).chars().collect();
        if chars.len() < 2 || chars.len() > 40 {
            return None;
        }
        let exact = self.headings.iter().find(|(_, k)| *k == chars);
        let found = exact.or_else(|| {
            // A heading with the section's own number may be further off.
            let number = numbered?.value;
            let reach =
                |s: Section, k: &[char]| (k.len() / 6).max(1) + usize::from(s.ordinal() == number && k.len() >= 9);
            self.headings.iter().find(|(s, k)| k.len() >= 5 && distance(&chars, k, reach(*s, k)).is_some())
        });
        let (section, key) = found?;
        // A short heading such as "概述" counts only with its number.
        (numbered.is_some() || key.len() >= 4).then_some(*section)
    }

    /// The sections that have headings, in the order of the form.
    pub fn sections(&self) -> impl Iterator<Item = Section> {
        (0..self.headings.iter().map(|(s, _)| s.0 + 1).max().unwrap_or(0)).map(Section)
    }

    /// The numbered headings of a section as printed, to be found inside running text.
    pub fn heading_texts(&self, section: Section) -> impl Iterator<Item = &str> {
        self.heading_texts.iter().filter(move |(s, _)| *s == section).map(|(_, t)| t.as_str())
    }

    /// The row whose label ends a text, and the byte offset where that label begins: the longest that fits.
    pub fn row_at_end(&self, text: &str) -> Option<(usize, usize)> {
        let chars: Vec<char> = key(text).chars().collect();
        let fits = self.rows.iter().enumerate().flat_map(|(i, r)| r.keys.iter().map(move |k| (i, k)));
        let (row, found) = fits
            .filter(|(_, k)| !k.is_empty() && chars.ends_with(k))
            .max_by_key(|(i, k)| (k.len(), std::cmp::Reverse(*i)))?;
        let label: String = found.iter().collect();
        let offset = text
            .char_indices()
            .rev()
            .take(200)
            .map(|(at, _)| at)
            .find(|at| text.get(*at..).is_some_and(|t| key(t) == label))?;
        Some((row, offset))
    }

    /// Where in a title the kind of the document is named, as a byte range of the title's key, longest first.
    pub fn title_kind(&self, key: &str) -> Option<(usize, usize)> {
        if self.not_titles.iter().any(|n| key.contains(n.as_str())) {
            return None;
        }
        self.titles
            .iter()
            // Much faster than to find where.
            .filter(|t| key.contains(t.as_str()))
            .filter_map(|t| key.find(t.as_str()).map(|at| (at, at + t.len())))
            .max_by_key(|(from, to)| to - from)
    }

    /// Whether a paragraph is furniture of a web page (print, share, navigation).
    pub fn is_furniture(&self, text: &str) -> bool {
        let key = key(text);
        self.furniture.iter().any(|f| !f.is_empty() && key.starts_with(f.as_str()))
    }
}
