//! Names and values of index cards and crawlers' heads.

use super::sections::tidy;
use crate::model::content::Block;
use crate::model::origin::Origin;

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

/// All fields of a document, in order.
pub fn fields(blocks: &[Block]) -> Vec<Field> {
    let mut found = Vec::new();
    let mut add = |name: &str, value: &str, origin: Origin| {
        let name = tidy(name.trim_end_matches([':', '：', ' ', '】', ']'])).trim_start_matches(['【', '[']).to_string();
        found.push(Field { name, value: value.trim().to_string(), origin });
    };
    for block in blocks {
        match block {
            Block::Paragraph(p) => {
                for part in p.text.split(['\n', '\u{3000}', '\t']) {
                    if let Some((name, value)) = part.split_once(['：', ':']) {
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
                        if let Some((name, value)) = cell.split_once(['：', ':']) {
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
