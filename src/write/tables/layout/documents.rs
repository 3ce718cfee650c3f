//! One row an input, those that gave no report among them.

use super::{Layout, columns};
use crate::write::tables::Table;
use crate::write::tables::journal::{self, DOCUMENTS};
use crate::write::tables::record::plain;
use crate::write::tables::value::{Field, Mark};
use serde_json::{Map, Value};

type Document = Map<String, Value>;

columns! { Document;
    document: Text = "Path below the input; of an entry of an archive: archive!/entry", |d| word(d, "document").into();
    sha256: Text = "SHA-256 of its bytes; joins reports, also for duplicates", |d| word(d, "sha256").into();
    file_bytes: Integer = "How many bytes", |d| d.get("bytes").and_then(Value::as_i64).into();
    outcome: Text = "converted, failed, duplicate (the bytes of an earlier document) or skipped (no document)", |d| {
        let outcome = word(d, "outcome");
        let mark = outcome.as_deref().map_or(Mark::None, Mark::of);
        Field::from(outcome).marked(mark)
    };
    report_ids: Text = "Its reports", |d| word(d, "reports").into();
    duplicate_of: Text = "The first document of the same bytes", |d| word(d, "of").into();
    code: Text = "Why it failed, a stable code", |d| failure(d, "code").into();
    message: Text = "Why it failed or was skipped, in words",
        |d| failure(d, "message").or_else(|| word(d, "reason")).into();
}

fn word(document: &Document, key: &str) -> Option<String> {
    document.get(key).filter(|v| !v.is_null()).map(plain)
}

fn failure(document: &Document, key: &str) -> Option<String> {
    document.get("error").and_then(Value::as_object).and_then(|error| word(error, key))
}

pub fn layout() -> Layout {
    let table = Table {
        name: "documents",
        description: "One row an input of the run, those that gave no report among them",
        columns: columns(),
        key: &[],
    };
    let rows = |run: &std::path::Path, sink: &mut super::Sink| {
        let path = run.join(DOCUMENTS);
        let (mut documents, torn) = journal::objects::<Document>(&path)?;
        documents.sort_by_cached_key(|d| (word(d, "document"), plain(&Value::Object(d.clone()))));
        documents.iter().try_for_each(|d| sink(&fields(d)))?;
        Ok(if torn { vec![format!("{}: the last line is torn and left out", path.display())] } else { vec![] })
    };
    Layout::of_run(table, rows)
}
