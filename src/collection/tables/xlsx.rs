//! XLSX: one workbook with a sheet a table, frozen heads, filters, and colours for what needs a second look.
//!
//! A sheet ends at its 1,048,576th row; what is beyond goes on in a sheet of the same name and a number. A number of
//! more than 15 significant digits, which Excel would round, is written as text.

use super::files::Part;
use super::value::{Field, Mark, Value, day, float};
use super::{CollectionError, Column, Finished, Kind, Table, Writer};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// Rows of a sheet.
const ROWS: u32 = 1_048_576;
/// Characters of a cell.
const CHARACTERS: usize = 32_767;
/// Days from Excel's day 0 to 1970-01-01.
const EPOCH: i32 = 25_569;

pub struct Xlsx {
    workbook: Workbook,
    part: Part,
    tables: Vec<Table>,
    /// For each table its last sheet and the next row in it.
    open: Vec<(usize, u32)>,
    sheets: Vec<u32>,
    formats: Formats,
    cut: usize,
}

struct Formats {
    head: Format,
    day: Format,
    plain: Format,
    doubt: Format,
    wrong: Format,
}

impl Xlsx {
    pub fn new(folder: &Path, tables: &[Table]) -> Result<Xlsx, CollectionError> {
        let part = Part::new(folder, "nianbao.xlsx");
        let formats = Formats {
            head: Format::new().set_bold().set_background_color(Color::RGB(0x00DD_E6F0)).set_text_wrap(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            plain: Format::new(),
            doubt: Format::new().set_background_color(Color::RGB(0x00FF_F2CC)),
            wrong: Format::new().set_background_color(Color::RGB(0x00F8_CBAD)),
        };
        let open = vec![(0, 0); tables.len()];
        let sheets = vec![0; tables.len()];
        let mut xlsx = Xlsx { workbook: Workbook::new(), part, tables: tables.to_vec(), open, sheets, formats, cut: 0 };
        xlsx.prepare(folder).map_err(|e| failed(&xlsx.part, &e))?;
        Ok(xlsx)
    }

    fn prepare(&mut self, folder: &Path) -> Result<(), XlsxError> {
        // The rows lie beside the workbook until it is put together.
        self.workbook.set_tempdir(folder)?;
        self.workbook.use_zip_large_file(true);
        let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
        self.workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        (0..self.tables.len()).try_for_each(|table| self.sheet(table))
    }

    /// Opens the next sheet of a table.
    fn sheet(&mut self, table: usize) -> Result<(), XlsxError> {
        let (Some(of), Some(number), Some(open)) =
            (self.tables.get(table), self.sheets.get_mut(table), self.open.get_mut(table))
        else {
            return Ok(());
        };
        *number += 1;
        *open = (self.workbook.worksheets().len(), 1);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(if *number == 1 { of.name.to_string() } else { format!("{} {number}", of.name) })?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, place) in of.columns.iter().zip(0..) {
            sheet.set_column_width(place, width(column))?;
        }
        for (column, place) in of.columns.iter().zip(0..) {
            sheet.write_string_with_format(0, place, &column.name, &self.formats.head)?;
        }
        Ok(())
    }

    fn write(&mut self, table: usize, row: &[Field]) -> Result<(), XlsxError> {
        if self.open.get(table).is_some_and(|(_, next)| *next >= ROWS) {
            self.sheet(table)?;
        }
        let (Some(of), Some((sheet, next))) = (self.tables.get(table), self.open.get_mut(table)) else { return Ok(()) };
        let sheet = self.workbook.worksheet_from_index(*sheet)?;
        for ((field, column), place) in row.iter().zip(&of.columns).zip(0..) {
            put(sheet, (*next, place), field, column.kind, &self.formats, &mut self.cut)?;
        }
        *next += 1;
        Ok(())
    }
}

impl Writer for Xlsx {
    fn row(&mut self, table: usize, row: &[Field]) -> Result<(), CollectionError> {
        self.write(table, row).map_err(|e| failed(&self.part, &e))
    }

    fn finish(mut self: Box<Self>) -> Result<Finished, CollectionError> {
        let mut notes = Vec::new();
        let name = self.part.name().display();
        for (table, sheets) in self.tables.iter().zip(&self.sheets).filter(|(_, sheets)| **sheets > 1) {
            notes.push(format!("{name}: {} is longer than a sheet and goes on in {sheets} of them", table.name));
        }
        if self.cut > 0 {
            notes.push(format!("{name}: {} texts are longer than a cell of {CHARACTERS} characters and cut", self.cut));
        }
        self.workbook.save(self.part.path()).map_err(|e| failed(&self.part, &e))?;
        Ok(Finished { parts: vec![self.part], notes })
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    field: &Field,
    kind: Kind,
    formats: &Formats,
    cut: &mut usize,
) -> Result<(), XlsxError> {
    let format = match field.mark {
        Mark::None if kind == Kind::Date => &formats.day,
        Mark::None => &formats.plain,
        Mark::Doubt => &formats.doubt,
        Mark::Wrong => &formats.wrong,
    };
    match &field.value {
        Value::Empty if field.mark == Mark::None => return Ok(()),
        Value::Empty => sheet.write_blank(row, column, format)?,
        Value::Text(text) => match day(text).filter(|_| kind == Kind::Date) {
            Some(days) => sheet.write_number_with_format(row, column, f64::from(days + EPOCH), format)?,
            None => string(sheet, row, column, text, format, cut)?,
        },
        // Counts of ours are far below 2^53.
        Value::Integer(number) => sheet.write_number_with_format(row, column, *number as f64, format)?,
        Value::Decimal(number) => match float(*number) {
            Some(number) => sheet.write_number_with_format(row, column, number, format)?,
            None => string(sheet, row, column, &number.to_string(), format, cut)?,
        },
    };
    Ok(())
}

fn string<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
    cut: &mut usize,
) -> Result<&'a mut Worksheet, XlsxError> {
    // Excel counts in UTF-16.
    if text.len() <= CHARACTERS || text.encode_utf16().count() <= CHARACTERS {
        return sheet.write_string_with_format(row, column, text, format);
    }
    *cut += 1;
    let mut room = CHARACTERS - 1;
    let fits = |c: &char| room.checked_sub(c.len_utf16()).map(|left| room = left).is_some();
    let short: String = text.chars().take_while(fits).chain(['…']).collect();
    sheet.write_string_with_format(row, column, short, format)
}

fn width(column: &Column) -> f64 {
    match (column.kind, column.name.as_str()) {
        (_, "block_text" | "message" | "note" | "description") => 80.0,
        (_, "agency" | "label_zh" | "label_en" | "title" | "cell_id" | "document" | "indicator") => 36.0,
        (Kind::Text | Kind::Date, _) => 14.0,
        _ => 11.0,
    }
}

fn failed(part: &Part, error: &XlsxError) -> CollectionError {
    CollectionError::Writer { path: part.name().to_path_buf(), message: error.to_string() }
}
