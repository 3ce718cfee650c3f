//! SQLite: one database with every table, keys, indexes, and views for common questions.
//!
//! SQLite has no decimals. A whole number is an INTEGER; another one of up to 15 significant digits is a REAL, which then
//! reads back as the same digits; a longer one is left empty beside its status and named in a note.

use super::files::Part;
use super::value::{Field, Value, float};
use super::{CollectionError, Finished, Kind, Table, Writer};
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use rust_decimal::prelude::ToPrimitive;
use std::path::Path;

/// Rows inserted together.
const ROWS: usize = 256;
/// Views and indexes.
const VIEWS: &str = include_str!("views.sql");

pub struct Sqlite {
    connection: Connection,
    part: Part,
    tables: Vec<Insert>,
    unfit: usize,
}

/// The rows that a table is still to get; they are inserted together, since a statement lives no longer than a call.
struct Insert {
    statement: String,
    rows: Vec<Vec<Stored>>,
}

impl Sqlite {
    pub fn new(folder: &Path, tables: &[Table]) -> Result<Sqlite, CollectionError> {
        let part = Part::new(folder, "nianbao.sqlite");
        drop(part.create()?);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(part.path(), flags).map_err(|e| failed(&part, &e))?;
        let mut script = String::from(
            // The file has no name before it is whole, so that nothing is gained by a journal.
            "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;
             PRAGMA foreign_keys = OFF; BEGIN;\n",
        );
        let mut inserts = Vec::new();
        for table in tables {
            let columns: Vec<String> =
                table.columns.iter().map(|c| format!("{} {}", c.name, affinity(c.kind))).collect();
            let (key, end) = match table.key {
                [] => (String::new(), ""),
                key => (format!(",\n  PRIMARY KEY ({})", key.join(", ")), " WITHOUT ROWID"),
            };
            script.push_str(&format!("CREATE TABLE {} (\n  {}{key}\n){end};\n", table.name, columns.join(",\n  ")));
            let marks = vec!["?"; table.columns.len()].join(",");
            inserts
                .push(Insert { statement: format!("INSERT INTO {} VALUES ({marks})", table.name), rows: Vec::new() });
        }
        connection.execute_batch(&script).map_err(|e| failed(&part, &e))?;
        Ok(Sqlite { connection, part, tables: inserts, unfit: 0 })
    }
}

impl Writer for Sqlite {
    fn row(&mut self, table: usize, row: &[Field]) -> Result<(), CollectionError> {
        let Some(insert) = self.tables.get_mut(table) else { return Ok(()) };
        let unfit = &mut self.unfit;
        insert.rows.push(row.iter().map(|field| stored(&field.value, unfit)).collect());
        if insert.rows.len() < ROWS {
            return Ok(());
        }
        insert.run(&self.connection).map_err(|e| failed(&self.part, &e))
    }

    fn finish(self: Box<Self>) -> Result<Finished, CollectionError> {
        let Sqlite { connection, part, tables, unfit } = *self;
        for mut insert in tables {
            insert.run(&connection).map_err(|e| failed(&part, &e))?;
        }
        connection.execute_batch(VIEWS).map_err(|e| failed(&part, &e))?;
        connection.execute_batch("COMMIT;").map_err(|e| failed(&part, &e))?;
        connection.close().map_err(|(_, e)| failed(&part, &e))?;
        let mut notes = Vec::new();
        if unfit > 0 {
            let name = part.name().display();
            notes.push(format!("{name}: {unfit} values have more than 15 digits and are empty; CSV has them"));
        }
        Ok(Finished { parts: vec![part], notes })
    }
}

impl Insert {
    fn run(&mut self, connection: &Connection) -> Result<(), rusqlite::Error> {
        let mut statement = connection.prepare(&self.statement)?;
        self.rows.drain(..).try_for_each(|row| statement.execute(params_from_iter(row)).map(|_| ()))
    }
}

fn affinity(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Date => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Count | Kind::Decimal => "NUMERIC",
    }
}

fn stored(value: &Value, unfit: &mut usize) -> Stored {
    match value {
        Value::Empty => Stored::Null,
        Value::Text(text) => Stored::Text(text.to_string()),
        Value::Integer(number) => Stored::Integer(*number),
        Value::Decimal(number) => match (number.is_integer().then(|| number.to_i64()).flatten(), float(*number)) {
            (Some(whole), _) => Stored::Integer(whole),
            (None, Some(real)) => Stored::Real(real),
            (None, None) => {
                *unfit += 1;
                Stored::Null
            }
        },
    }
}

fn failed(part: &Part, error: &rusqlite::Error) -> CollectionError {
    CollectionError::Writer { path: part.name().to_path_buf(), message: error.to_string() }
}
