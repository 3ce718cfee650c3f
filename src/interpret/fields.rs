//! Names and values of index cards and crawlers' heads.

use super::sections::tidy;
use crate::form::Form;
use crate::form::lexicon::List;
use crate::model::content::Block;
use crate::model::origin::Origin;
use crate::text::key::key;

/// Every list of names of fields.
const NAMES: [List; 10] = [
    List::TitleField,
    List::PublishedField,
    List::WrittenField,
    List::PublisherField,
    List::SiteField,
    List::SiteCodeField,
    List::IndexField,
    List::NumberField,
    List::CreditField,
    List::PageField,
];
/// The line of a field is no longer than this.
const LONGEST: usize = 200;
const COLONS: [char; 2] = ['：', ':'];

/// One "name: value", in a paragraph or in neighbouring cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Without white space, brackets and colon.
    pub name: String,
    /// As printed; may be empty.
    pub value: String,
    /// Where the value stands.
    pub origin: Origin,
}

/// The first field with a value under one of these names.
pub fn named<'a>(fields: &'a [Field], names: &[String]) -> Option<&'a Field> {
    fields.iter().find(|f| !f.value.is_empty() && names.contains(&f.name))
}

fn is_name(form: &Form, name: &str) -> bool {
    NAMES.iter().any(|list| form.words(*list).iter().any(|w| w == name))
}

fn name_of(text: &str) -> String {
    tidy(text.trim_end_matches([':', '：', ' ', '】', ']'])).trim_start_matches(['【', '[']).to_string()
}

/// Whether a paragraph is a line of such a head and no text: it begins with the name of a field, or is its last line.
pub fn is_head_line(form: &Form, text: &str) -> bool {
    let text = text.trim();
    if text.chars().nth(LONGEST).is_some() || text.contains('。') {
        return false;
    }
    match text.split_once(COLONS) {
        Some((name, _)) => is_name(form, &name_of(name)),
        // "===== text =====", or nothing but the line.
        None => {
            let word = key(text);
            let ruled = text.chars().filter(|c| matches!(c, '=' | '-' | '*' | '#' | '_' | '—')).count() >= 3;
            ruled && (word.is_empty() || form.words(List::PageField).contains(&word))
        }
    }
}

/// The parts of a line that may hold a field each: a blank or more before the name of the next one parts them.
fn parts<'a>(form: &Form, line: &'a str) -> Vec<&'a str> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, c) in line.char_indices().take(LONGEST * 2).filter(|(_, c)| c.is_whitespace()) {
        let next = at + c.len_utf8();
        let begins = line.get(next..).and_then(|rest| rest.split_once(COLONS));
        if begins.is_some_and(|(name, _)| !name.starts_with(char::is_whitespace) && is_name(form, &name_of(name))) {
            out.push(line.get(from..at).unwrap_or_default());
            from = next;
        }
    }
    out.push(line.get(from..).unwrap_or_default());
    out
}

/// All fields of a document, in order.
pub fn fields(form: &Form, blocks: &[Block]) -> Vec<Field> {
    let mut found = Vec::new();
    let mut add = |name: &str, value: &str, origin: Origin| {
        found.push(Field { name: name_of(name), value: value.trim().to_string(), origin });
    };
    for block in blocks {
        match block {
            Block::Paragraph(p) => {
                for part in p.text.split(['\n', '\u{3000}', '\t']).flat_map(|line| parts(form, line)) {
                    if let Some((name, value)) = part.split_once(COLONS) {
                        add(name, value, p.origin);
                    }
                }
            }
            Block::Grid(grid) => {
                for r in 0..grid.rows().min(12) {
                    let mut row: Vec<(&str, Origin)> = Vec::new();
                    for c in 0..grid.columns().min(12) {
                        if let Some((row_at, column, cell)) = grid.cell_at(r, c)
                            && row_at == r
                            && column == c
                        {
                            row.push((&cell.text, cell.origin));
                        }
                    }
                    for pair in row.windows(2) {
                        if let [(name, _), (value, origin)] = pair {
                            add(name, value, *origin);
                        }
                    }
                    for (cell, origin) in row {
                        if let Some((name, value)) = cell.split_once(COLONS) {
                            add(name, value, origin);
                        }
                    }
                }
            }
            Block::Rows(_) => {}
        }
    }
    found
}
