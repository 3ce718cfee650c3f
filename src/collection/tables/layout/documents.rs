//! One row an input, those that gave no report among them.

use super::{Layout, columns};
use crate::collection::journal;
use crate::collection::tables::Table;
use crate::collection::tables::value::{Field, Mark};
use crate::run::journal::{DOCUMENTS, Line};

columns! { Line;
    document: Text = "Path below the input; of an entry of an archive: archive!/entry", |d| (&d.document).into();
    sha256: Text = "SHA-256 of its bytes; joins reports, also for duplicates", |d| d.sha256.as_deref().into();
    file_bytes: Integer = "How many bytes", |d| d.bytes.into();
    outcome: Text = "converted, failed, duplicate (the bytes of an earlier document) or skipped (no document)",
        |d| Field::from(d.outcome.name()).marked(Mark::of(d.outcome.name()));
    report_ids: Text = "Its reports", |d| d.reports.join(",").into();
    duplicate_of: Text = "The first document of the same bytes", |d| d.of.as_deref().into();
    code: Text = "Why it failed, a stable code", |d| d.error.as_ref().map(|e| e.code.as_str()).into();
    message: Text = "Why it failed or was skipped, in words",
        |d| d.error.as_ref().map(|e| &e.message).or(d.reason.as_ref()).into();
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
        let (mut documents, torn) = journal::objects::<Line>(&path)?;
        documents.sort_by(|a, b| (&a.document, &a.sha256).cmp(&(&b.document, &b.sha256)));
        documents.iter().try_for_each(|d| sink(&fields(d)))?;
        Ok(if torn { vec![format!("{}: the last line is torn and left out", path.display())] } else { vec![] })
    };
    Layout::of_run(table, rows)
}
