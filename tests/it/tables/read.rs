//! What another program reads in the files of an export.

use super::Row;
use nianbao::collection::tables::Format;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The rows of a table of an export, as text, without empty fields.
pub fn rows(run: &Path, format: Format, table: &str) -> Vec<Row> {
    let folder = run.join("tables");
    match format {
        Format::Csv => csv(&folder.join(format!("{table}.csv"))),
        Format::Parquet => parquet(&folder.join(format!("{table}.parquet"))),
        Format::Sqlite => sqlite(&folder.join("nianbao.sqlite"), table),
        Format::Xlsx => xlsx(&folder.join("nianbao.xlsx"), table),
    }
}

fn csv(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let head = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let pairs = head.iter().zip(record.iter()).filter(|(_, v)| !v.is_empty());
        pairs.map(|(k, v)| (k.to_string(), v.to_string())).collect()
    };
    reader.records().map(|r| row(r.unwrap())).collect()
}

fn parquet(path: &Path) -> Vec<Row> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let text = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |row: parquet::record::Row| {
        let pairs = row.get_column_iter().map(|(name, field)| (name.clone(), text(field)));
        pairs.filter(|(_, v)| !v.is_empty()).collect()
    };
    reader.get_row_iter(None).unwrap().map(|r| row(r.unwrap())).collect()
}

fn sqlite(path: &Path, table: &str) -> Vec<Row> {
    use rusqlite::types::ValueRef;
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_string).collect();
    let text = |value: ValueRef| match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8(text.to_vec()).unwrap(),
    };
    let rows = statement.query_map([], |row| {
        let values = names.iter().enumerate().map(|(i, name)| (name.clone(), text(row.get_ref_unwrap(i))));
        Ok(values.filter(|(_, v)| !v.is_empty()).collect())
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn xlsx(path: &Path, table: &str) -> Vec<Row> {
    use quick_xml::Reader;
    use quick_xml::events::Event;
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let workbook = part("xl/workbook.xml");
    let sheets: Vec<&str> = workbook.split("<sheet name=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
    let place = sheets.iter().position(|s| *s == table).unwrap();
    let sheet = part(&format!("xl/worksheets/sheet{}.xml", place + 1));
    let mut reader = Reader::from_str(&sheet);
    let (mut head, mut rows, mut row, mut column, mut text) = (vec![], vec![], vec![], String::new(), None);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) if e.name().as_ref() == "c" => {
                let at = e.try_get_attribute("r").unwrap().unwrap();
                column = at.value.chars().filter(char::is_ascii_uppercase).collect();
            }
            Event::Start(e) if ["v", "t"].contains(&e.name().as_ref()) => text = Some(String::new()),
            Event::Text(e) => text.iter_mut().for_each(|t| t.push_str(&e)),
            Event::GeneralRef(e) => {
                let known = quick_xml::escape::resolve_predefined_entity(&e).map(str::to_string);
                let char = known.or_else(|| e.resolve_char_ref().unwrap().map(String::from)).unwrap();
                text.iter_mut().for_each(|t| t.push_str(&char));
            }
            Event::End(e) if ["v", "t"].contains(&e.name().as_ref()) => {
                row.push((std::mem::take(&mut column), text.take().unwrap()));
            }
            Event::End(e) if e.name().as_ref() == "row" => {
                let cells = std::mem::take(&mut row);
                if head.is_empty() {
                    head = cells;
                } else {
                    let name = |c: &str| head.iter().find(|(at, _)| at == c).unwrap().1.clone();
                    rows.push(cells.iter().filter(|(_, v)| !v.is_empty()).map(|(c, v)| (name(c), v.clone())).collect());
                }
            }
            Event::Eof => return rows,
            _ => {}
        }
    }
}
