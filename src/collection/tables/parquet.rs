//! Parquet, one file a table, through the crate's writer of columns, without Arrow.
//!
//! Published numbers are DECIMAL(38,10), and INT64 where a column counts. A number that does not fit (a count that is
//! not whole, an eleventh decimal) is left empty beside its status and named in a note; it is never rounded.

use super::files::Part;
use super::value::{Field, Value, day};
use super::{CollectionError, Column, Finished, Kind, Table, Writer};
use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use rust_decimal::Decimal;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

/// Decimals after the point: amounts are printed with up to six, and those printed in yuan get four more.
const SCALE: u32 = 10;
/// Digits of a decimal of 16 bytes.
const PRECISION: i32 = 38;
/// Fields of a row group, so that a wide table takes no more memory than a long one. All tables are open at once.
const GROUP_FIELDS: usize = 1 << 19;
/// Bytes of text of a row group.
const GROUP_BYTES: usize = 1 << 23;

pub struct Parquet {
    tables: Vec<Open>,
}

struct Open {
    part: Part,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
    unfit: Unfit,
}

/// Values that were left empty: how many, and where the first one stands.
#[derive(Default)]
struct Unfit {
    count: usize,
    first: Option<String>,
}

/// The values of one column of a row group, and for each row whether there is one.
struct Buffer {
    name: String,
    present: Vec<i16>,
    values: Values,
}

enum Values {
    Text { bytes: Vec<u8>, ends: Vec<usize> },
    Long(Vec<i64>),
    Day(Vec<i32>),
    Decimal(Vec<[u8; 16]>),
}

impl Parquet {
    pub fn new(folder: &Path, tables: &[Table]) -> Result<Parquet, CollectionError> {
        let properties = Arc::new(
            WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_created_by(format!("nianbao {}", env!("CARGO_PKG_VERSION")))
                .build(),
        );
        let open = |table: &Table| {
            let part = Part::new(folder, &format!("{}.parquet", table.name));
            let file = BufWriter::new(part.create()?);
            let writer = schema(table)
                .and_then(|schema| SerializedFileWriter::new(file, Arc::new(schema), properties.clone()))
                .map_err(|e| failed(&part, &e))?;
            let columns = table.columns.iter().map(Buffer::new).collect();
            Ok(Open { part, writer, columns, rows: 0, bytes: 0, unfit: Unfit::default() })
        };
        Ok(Parquet { tables: tables.iter().map(open).collect::<Result<_, CollectionError>>()? })
    }
}

impl Writer for Parquet {
    fn row(&mut self, table: usize, row: &[Field]) -> Result<(), CollectionError> {
        let Some(open) = self.tables.get_mut(table) else { return Ok(()) };
        for (buffer, field) in open.columns.iter_mut().zip(row) {
            open.bytes += buffer.push(&field.value, &mut open.unfit);
        }
        open.rows += 1;
        if open.rows * open.columns.len() >= GROUP_FIELDS || open.bytes >= GROUP_BYTES {
            open.flush()?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Finished, CollectionError> {
        let mut finished = Finished::default();
        for mut open in self.tables {
            open.flush()?;
            let file = open.writer.into_inner().map_err(|e| failed(&open.part, &e))?;
            file.into_inner().map_err(|e| CollectionError::io(open.part.name(), e.into_error()))?;
            if let Some(first) = open.unfit.first {
                finished.notes.push(format!(
                    "{}: {} values do not fit their column's type and are empty, the first is {first}; CSV has them",
                    open.part.name().display(),
                    open.unfit.count
                ));
            }
            finished.parts.push(open.part);
        }
        Ok(finished)
    }
}

impl Open {
    /// Writes the rows so far as a row group.
    fn flush(&mut self) -> Result<(), CollectionError> {
        if self.rows == 0 {
            return Ok(());
        }
        let columns = &mut self.columns;
        let mut write = || {
            let mut group = self.writer.next_row_group()?;
            for buffer in columns.iter_mut() {
                let Some(column) = group.next_column()? else { break };
                buffer.write(column)?;
            }
            group.close().map(|_| ())
        };
        write().map_err(|e| failed(&self.part, &e))?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Buffer {
    fn new(column: &Column) -> Buffer {
        let values = match column.kind {
            Kind::Text => Values::Text { bytes: Vec::new(), ends: Vec::new() },
            Kind::Integer | Kind::Count => Values::Long(Vec::new()),
            Kind::Decimal => Values::Decimal(Vec::new()),
            Kind::Date => Values::Day(Vec::new()),
        };
        Buffer { name: column.name.clone(), present: Vec::new(), values }
    }

    /// Adds the value of a row; gives the bytes of its text.
    fn push(&mut self, value: &Value, unfit: &mut Unfit) -> usize {
        let added = match (&mut self.values, value) {
            (_, Value::Empty) => None,
            (Values::Text { bytes, ends }, Value::Text(text)) => {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
                Some(text.len())
            }
            (Values::Long(numbers), Value::Integer(number)) => put(numbers, Some(*number)),
            (Values::Long(numbers), Value::Decimal(number)) => put(numbers, whole(*number)),
            (Values::Decimal(numbers), Value::Decimal(number)) => put(numbers, fixed(*number)),
            (Values::Day(days), Value::Text(text)) => put(days, day(text)),
            _ => None,
        };
        self.present.push(i16::from(added.is_some()));
        if added.is_none() && !matches!(value, Value::Empty) {
            unfit.count += 1;
            unfit.first.get_or_insert_with(|| format!("{value} in {}", self.name));
        }
        added.unwrap_or(0)
    }

    fn write(&mut self, mut column: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let present = Some(self.present.as_slice());
        match &mut self.values {
            Values::Text { bytes, ends } => {
                let (all, mut start) = (Bytes::from(std::mem::take(bytes)), 0);
                let text = |end: usize| ByteArray::from(all.slice(std::mem::replace(&mut start, end)..end));
                let texts: Vec<ByteArray> = ends.drain(..).map(text).collect();
                column.typed::<ByteArrayType>().write_batch(&texts, present, None)?;
            }
            Values::Long(numbers) => {
                column.typed::<Int64Type>().write_batch(numbers, present, None)?;
                numbers.clear();
            }
            Values::Day(days) => {
                column.typed::<Int32Type>().write_batch(days, present, None)?;
                days.clear();
            }
            Values::Decimal(numbers) => {
                let bytes = |number: [u8; 16]| FixedLenByteArray::from(ByteArray::from(number.to_vec()));
                let numbers: Vec<FixedLenByteArray> = numbers.drain(..).map(bytes).collect();
                column.typed::<FixedLenByteArrayType>().write_batch(&numbers, present, None)?;
            }
        }
        self.present.clear();
        column.close()
    }
}

fn put<T>(values: &mut Vec<T>, value: Option<T>) -> Option<usize> {
    values.push(value?);
    Some(0)
}

/// A number that is whole.
fn whole(number: Decimal) -> Option<i64> {
    let number = number.normalize();
    if number.scale() > 0 { None } else { i64::try_from(number.mantissa()).ok() }
}

/// A number as an integer of tenths of billionths, big endian.
fn fixed(number: Decimal) -> Option<[u8; 16]> {
    let number = number.normalize();
    let shift = SCALE.checked_sub(number.scale())?;
    Some(number.mantissa().checked_mul(10_i128.pow(shift))?.to_be_bytes())
}

fn schema(table: &Table) -> Result<Type, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Integer | Kind::Count => (Physical::INT64, None),
            Kind::Decimal => (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(SCALE as i32, PRECISION))),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        let length = if physical == Physical::FIXED_LEN_BYTE_ARRAY { 16 } else { -1 };
        Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .with_length(length)
            .with_precision(if length == 16 { PRECISION } else { -1 })
            .with_scale(if length == 16 { SCALE as i32 } else { -1 })
            .build()
            .map(Arc::new)
    };
    let fields = table.columns.iter().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder(table.name).with_fields(fields).build()
}

fn failed(part: &Part, error: &ParquetError) -> CollectionError {
    CollectionError::Writer { path: part.name().to_path_buf(), message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn numbers_are_never_rounded() {
        let number = |text| Decimal::from_str(text).unwrap();
        let stored = |text| fixed(number(text)).map(i128::from_be_bytes);
        assert_eq!(stored("59237.2449"), Some(592_372_449_000_000));
        assert_eq!(stored("-18.50"), Some(-185_000_000_000));
        assert_eq!(stored("0.12345678901"), None);
        assert_eq!(stored("0.10000000000000"), Some(1_000_000_000));
        assert_eq!((whole(number("3119.00")), whole(number("12.5"))), (Some(3119), None));
        assert_eq!(whole(number("79228162514264337593543950335")), None);
    }
}
