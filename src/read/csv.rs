//! Tables as text: CSV, TSV and the like. One file is a sheet: titles and prose in rows of one cell, and tables between.

use crate::model::content::{Align, Content, Document, Info};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use crate::read::sheet::{Sheet, SheetCell};
use crate::text::encoding;

/// What may part cells, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// So much of a file tells what parts its cells.
const SAMPLE: usize = 256 << 10;

/// A cell of more lines than this is none: a quotation mark stands in it that opens nothing.
const MAX_LINES: usize = 200;

/// Reads rows of cells into paragraphs and tables.
///
/// # Errors
/// [`Error::Empty`] for no bytes, [`Error::Limit`] over the limits of text, cells or time, [`Error::NoDocument`] for data
/// in which no word of a report stands.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    read_declared(bytes, None, limits)
}

/// [`read`] of a file for which a server declared a charset.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_declared(bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Document, Error> {
    let limits = &limits.started();
    let legible = encoding::decode_legibly(bytes, declared, limits)?;
    if encoding::anchors(&legible.text) == 0 {
        return Err(Error::NoDocument("the table has no word of a report".into()));
    }
    // Excel's own line that says what parts the cells.
    let (told, text) = match legible.text.strip_prefix("sep=") {
        Some(rest) => (rest.bytes().next(), rest.split_once('\n').map_or("", |(_, rest)| rest)),
        None => (None, legible.text.as_str()),
    };
    let separator = told.filter(|separator| SEPARATORS.contains(separator)).unwrap_or_else(|| separator(text));
    let rows = match rows(text, separator, true, limits)? {
        Some(rows) => rows,
        None => rows_unquoted(text, separator, limits)?,
    };
    let mut findings = legible.findings;
    let (blocks, _) = rows.into_blocks(limits, &mut findings);
    let info = Info { encoding: Some(legible.encoding.to_string()), ..Info::default() };
    Ok(Document { content: Content::Blocks(blocks), fonts: Vec::new(), info, findings })
}

fn rows_unquoted(text: &str, separator: u8, limits: &Limits) -> Result<Sheet, Error> {
    Ok(rows(text, separator, false, limits)?.unwrap_or_default())
}

/// What parts the cells: that which makes most rows of three and more, since prose has commas too.
fn separator(text: &str) -> u8 {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= SAMPLE).unwrap_or(text.len());
    let sample = text.get(..end).unwrap_or(text);
    let rows = |separator: u8| {
        let sign = char::from(separator);
        sample.lines().filter(|line| line.matches(sign).count() >= 2).count()
    };
    let best = SEPARATORS.into_iter().rev().max_by_key(|separator| rows(*separator)).unwrap_or(b',');
    if rows(best) > 0 { best } else { b',' }
}

/// The cells that hold text; `None` if quotation marks do not quote.
fn rows(text: &str, separator: u8, quoting: bool, limits: &Limits) -> Result<Option<Sheet>, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .quoting(quoting)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    let mut record = csv::StringRecord::new();
    // How many cells each row has.
    let mut lengths: Vec<usize> = Vec::new();
    let mut cells = 0usize;
    while reader.read_record(&mut record).is_ok_and(|more| more) {
        let row = lengths.len();
        if row.is_multiple_of(256) {
            limits.check_time()?;
        }
        cells += record.len();
        if cells > limits.cells {
            return Err(limits.error(Limit::Cells));
        }
        lengths.push(record.len());
        for (column, cell) in record.iter().enumerate() {
            let cell = cell.trim();
            if quoting && cell.lines().count() > MAX_LINES {
                return Ok(None);
            }
            if !cell.is_empty() {
                found.push((row, column, cell.replace("\r\n", "\n").replace('\r', "\n")));
            }
        }
    }
    Ok(Some(sheet(found, &lengths)))
}

/// Cells by row and column as a sheet. A row of one cell stands across it, and where there are such rows, those of more
/// cells are of a table, as if they had borders; so is one of one cell between two of them.
fn sheet(cells: Vec<(usize, usize, String)>, lengths: &[usize]) -> Sheet {
    let width = lengths.iter().copied().max().unwrap_or(1);
    let several = |row: Option<usize>| row.and_then(|row| lengths.get(row)).is_some_and(|length| *length > 1);
    let told = lengths.contains(&1);
    let mut sheet = Sheet::new(1);
    for (row, column, text) in cells {
        let between = several(row.checked_sub(1)) && several(Some(row + 1));
        let bordered = told && (several(Some(row)) || between);
        let columns = if several(Some(row)) { 1 } else { width };
        sheet.add(row, column, SheetCell { text: text.into(), rows: 1, columns, bordered, align: Align::Start });
    }
    sheet
}
