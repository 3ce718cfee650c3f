//! The cells of one sheet (ECMA-376 part 1, 18.3.1).

use super::names::{Tag, Token, Xml};
use super::workbook::{CellFormat, Workbook, unescape};
use super::{fonts, format};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use crate::read::run_style::RunStyle;
use crate::read::sheet::{Sheet, SheetCell};
use crate::read::xml::{Attributes, Stop};
use crate::text::Text;
use crate::text::marked::MarkKind;

/// Excel's last row and column, 0-based: what lies beyond is a slip.
const LAST_ROW: usize = 1_048_575;
const LAST_COLUMN: usize = 16_383;

/// A cell while it is read.
#[derive(Debug, Default)]
struct Draft {
    row: usize,
    column: usize,
    kind: String,
    format: usize,
    value: Text,
}

/// What the sheets of a workbook hold together.
#[derive(Debug, Default)]
pub(super) struct Held {
    cells: usize,
    /// Bytes of the texts that are shown: one text may stand in any number of cells.
    text: u64,
}

/// Reads a sheet; `held` counts what is in all of them. With it comes why reading stopped before its end, if it did.
///
/// # Errors
/// Only what refuses the whole document.
pub(super) fn read(
    text: &str,
    number: u32,
    workbook: &Workbook,
    held: &mut Held,
    limits: &Limits,
) -> Result<(Sheet, Option<Stop>), Error> {
    let mut sheet = Sheet::new(number);
    let mut merges = Vec::new();
    let result = walk(text, workbook, &mut sheet, &mut merges, held, limits);
    for (row, column, rows, columns) in merges {
        sheet.merge(row, column, rows, columns);
    }
    match result {
        Ok(()) => Ok((sheet, None)),
        Err(Stop::Refused(error)) => Err(error),
        Err(stop) => Ok((sheet, Some(stop))),
    }
}

fn walk(
    text: &str,
    workbook: &Workbook,
    sheet: &mut Sheet,
    merges: &mut Vec<(usize, usize, usize, usize)>,
    held: &mut Held,
    limits: &Limits,
) -> Result<(), Stop> {
    let mut xml = Xml::new(text, limits);
    let mut zeros = true;
    let (mut row, mut column) = (0usize, 0usize);
    let mut draft: Option<Draft> = None;
    let mut run = RunStyle::default();
    let (mut row_depth, mut cell_depth) = (0, 0);
    loop {
        match xml.next()? {
            Token::Open(Tag::Extensions | Tag::Phonetic | Tag::Formula, _) => drop(xml.skip()?),
            Token::Open(Tag::SheetView, attributes) => {
                zeros = !matches!(attributes.get("showZeros").as_deref(), Some("0" | "false"));
            }
            Token::Open(Tag::Column, attributes) if is_hidden(&attributes) => {
                let at = |name: &str| attributes.get(name).and_then(|n| n.trim().parse::<usize>().ok());
                if let (Some(min), Some(max)) = (at("min"), at("max")) {
                    sheet.hidden_columns.push((min.saturating_sub(1), max.saturating_sub(1)));
                }
            }
            Token::Open(Tag::Row, attributes) => {
                // Rows and cells without a number follow the one before.
                let given = attributes.get("r").and_then(|r| r.trim().parse::<usize>().ok()?.checked_sub(1));
                row = given.unwrap_or(row);
                if is_hidden(&attributes) {
                    sheet.hidden_rows.insert(row);
                }
                column = 0;
                row_depth = xml.depth();
            }
            Token::Open(Tag::Cell, attributes) => {
                held.cells += 1;
                if held.cells > limits.cells {
                    return Err(Stop::Refused(limits.error(Limit::Cells)));
                }
                let given = attributes.get("r").and_then(|r| place(&r));
                let (at_row, at_column) = given.unwrap_or((row, column));
                let format = attributes.get("s").and_then(|s| s.trim().parse().ok()).unwrap_or(0);
                let kind = attributes.get("t").unwrap_or_default();
                draft = Some(Draft { row: at_row, column: at_column, kind, format, value: Text::new() });
                run = RunStyle::default();
                column = at_column.saturating_add(1);
                cell_depth = xml.depth();
            }
            Token::Open(Tag::Value | Tag::Text, _) => {
                let text = xml.text()?;
                if let Some(draft) = &mut draft {
                    let inline = matches!(draft.kind.as_str(), "str" | "inlineStr");
                    let text = if inline { unescape(&text) } else { text.to_string() };
                    draft.value.push_marked(text.as_str(), run.marks());
                }
            }
            Token::Open(Tag::Run, _) => run = RunStyle::default(),
            Token::Open(tag @ (Tag::Strike | Tag::VerticalAlign | Tag::Color), attributes) => {
                fonts::apply(&mut run, tag, &attributes);
            }
            Token::Open(Tag::Merge, attributes) => merges.extend(attributes.get("ref").and_then(|r| area(&r))),
            Token::Close if xml.depth() + 1 == cell_depth => {
                if let Some(draft) = draft.take() {
                    held.text = held.text.saturating_add(add(sheet, draft, workbook, zeros));
                }
                if held.text > limits.text_bytes {
                    return Err(Stop::Refused(limits.error(Limit::TextBytes)));
                }
                cell_depth = 0;
            }
            Token::Close if xml.depth() + 1 == row_depth => {
                row = row.saturating_add(1);
                row_depth = 0;
            }
            Token::End => return Ok(()),
            _ => {}
        }
    }
}

/// Adds a cell as it is shown. Gives the bytes of its text.
fn add(sheet: &mut Sheet, draft: Draft, workbook: &Workbook, zeros: bool) -> u64 {
    let Draft { row, column, kind, format, value } = draft;
    if row > LAST_ROW || column > LAST_COLUMN {
        return 0;
    }
    let plain = CellFormat::plain();
    let look = workbook.formats.get(format).unwrap_or(&plain);
    let text: Text = match kind.as_str() {
        "s" => {
            let text = value.trim().parse::<usize>().ok().and_then(|at| workbook.texts.get(at)).cloned();
            // The text cannot be found: that is not the same as a blank cell.
            text.unwrap_or_else(|| char::REPLACEMENT_CHARACTER.to_string().into())
        }
        "str" | "inlineStr" | "e" | "d" => value,
        "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.into(),
        _ => format::shown(value.trim(), &look.code, workbook.from_1904, zeros).into(),
    };
    let text = shown(text, look.run);
    let length = text.len() as u64;
    // A blank one is kept as well: it may yet turn out to be merged.
    sheet.add(row, column, SheetCell { text, rows: 1, columns: 1, bordered: look.bordered, align: look.align });
    length
}

fn is_hidden(attributes: &Attributes) -> bool {
    matches!(attributes.get("hidden").as_deref(), Some("1" | "true"))
}

/// Row and column of a cell's name ("B3"), 0-based.
fn place(name: &str) -> Option<(usize, usize)> {
    let name = name.trim().replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let mut column = 0usize;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|v| *v < 26)?;
        column = column.checked_mul(26)?.checked_add(usize::from(value) + 1)?;
    }
    Some((row.parse::<usize>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// First row, first column, rows and columns of an area ("A1:C2").
fn area(name: &str) -> Option<(usize, usize, usize, usize)> {
    let (from, to) = name.split_once(':')?;
    let ((top, left), (bottom, right)) = (place(from)?, place(to)?);
    Some((top, left, bottom.checked_sub(top)?.checked_add(1)?, right.checked_sub(left)?.checked_add(1)?))
}

/// A text with what the cell's own look says of it: its font of text without runs, its ground of white text.
fn shown(text: Text, look: RunStyle) -> Text {
    if look.grounded && text.has(|kind| kind == MarkKind::Hidden) {
        return text.unmarked(|kind| kind == MarkKind::Hidden);
    }
    if look.marks().next().is_none() || text.has(MarkKind::is_aside) {
        return text;
    }
    let mut marked = Text::new();
    marked.push_marked(text.as_str(), look.marks());
    marked
}
