//! One row an input, those that gave no report among them.

use super::{Layout, columns};
use crate::collection::journal;
use crate::collection::tables::Table;
use crate::collection::tables::value::{Field, Mark};
use crate::run::journal::{DOCUMENTS, Line};
use crate::run::settings::Settings;

struct Row<'a> {
    line: &'a Line,
    path: String,
}

columns! { Row<'a>;
    document: Text = "Path below the input; of an entry of an archive: archive!/entry", |d| (&d.line.document).into();
    path: Text = "Where it is: the input that it was found below, and its path there", |d| (&d.path).into();
    sha256: Text = "SHA-256 of its bytes; joins reports, also for duplicates", |d| d.line.sha256.as_deref().into();
    file_bytes: Integer = "How many bytes", |d| d.line.bytes.into();
    outcome: Text = "converted, not_a_report, unread (it may be one), failed, duplicate (the bytes of an earlier document), skipped (no document) or archive",
        |d| Field::from(d.line.outcome.name()).marked(Mark::of(d.line.outcome.name()));
    report_ids: Text = "Its reports", |d| d.line.reports.join(",").into();
    duplicate_of: Text = "The first document of the same bytes", |d| d.line.of.as_deref().into();
    flags: Text = "Codes of the findings for which its reports are flagged", |d| super::list(&d.line.flags).into();
    code: Text = "Why it failed or went unread, a stable code", |d| d.line.error.as_ref().map(|e| e.code.as_str()).into();
    advice: Text = "What can be done about that", |d| d.line.error.as_ref().map(|e| e.advice.as_str()).into();
    message: Text = "Why it failed, went unread, was skipped or is no report, in words",
        |d| d.line.error.as_ref().map(|e| &e.message).or(d.line.reason.as_ref()).into();
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
        let inputs = Settings::read(run).map(|settings| settings.inputs).unwrap_or_default();
        documents.iter().try_for_each(|line| sink(&fields(&Row { line, path: inputs.path(&line.document) })))?;
        Ok(if torn { vec![format!("{}: the last line is torn and left out", path.display())] } else { vec![] })
    };
    Layout::of_run(table, rows)
}
