//! CSV (RFC 4180 with line feeds): UTF-8, a head line, text quoted where it must be, nothing altered.

use super::files::Part;
use super::value::{Field, Value};
use super::{CollectionError, Finished, Options, Table, Writer, package, stata};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

pub struct Csv {
    files: Vec<(csv::Writer<BufWriter<File>>, Part)>,
    /// The files beside them that say what they hold.
    beside: Vec<Part>,
}

impl Csv {
    pub fn new(folder: &Path, tables: &[Table], options: &Options) -> Result<Csv, CollectionError> {
        let mut files = Vec::new();
        for table in tables {
            let part = Part::new(folder, &format!("{}.csv", table.name));
            let mut file = BufWriter::new(part.create()?);
            if options.bom {
                file.write_all("\u{feff}".as_bytes()).map_err(|e| CollectionError::io(part.name(), e))?;
            }
            let mut writer = csv::Writer::from_writer(file);
            writer.write_record(table.columns.iter().map(|c| &c.name)).map_err(|e| failed(&part, e))?;
            files.push((writer, part));
        }
        let mut beside = Vec::new();
        for (name, text) in [(stata::NAME, stata::script(tables)), (package::NAME, package::described(tables))] {
            let part = Part::new(folder, name);
            part.create()?.write_all(text.as_bytes()).map_err(|e| CollectionError::io(part.name(), e))?;
            beside.push(part);
        }
        Ok(Csv { files, beside })
    }
}

impl Writer for Csv {
    fn row(&mut self, table: usize, row: &[Field]) -> Result<(), CollectionError> {
        let Some((writer, part)) = self.files.get_mut(table) else { return Ok(()) };
        for field in row {
            match &field.value {
                Value::Empty => writer.write_field(""),
                Value::Text(text) => writer.write_field(text.as_bytes()),
                Value::Integer(number) => writer.write_field(number.to_string()),
                Value::Decimal(number) => writer.write_field(number.to_string()),
            }
            .map_err(|e| failed(part, e))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|e| failed(part, e))
    }

    fn finish(self: Box<Self>) -> Result<Finished, CollectionError> {
        let mut parts = self.beside;
        for (mut writer, part) in self.files {
            writer.flush().map_err(|e| CollectionError::io(part.name(), e))?;
            parts.push(part);
        }
        Ok(Finished { parts, notes: Vec::new() })
    }
}

fn failed(part: &Part, error: csv::Error) -> CollectionError {
    let message = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => CollectionError::io(part.name(), source),
        _ => CollectionError::Writer { path: part.name().to_path_buf(), message },
    }
}
