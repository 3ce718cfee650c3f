//! The one door to the stages: bytes to reports, strung together once. Whatever wants to know what the stages saw goes
//! the same way and listens.

mod repaired;
mod trace;

use crate::form::Form;
use crate::formats::Format;
use crate::interpret::split::{Piece, split};
use crate::model::content::{Block, Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use crate::repair::GlyphTables;
use crate::report::{Check, Contained, Draft, Repair, Report, Source};
use crate::{check, detect, interpret, recognise, repair, tabulate};
pub use repaired::{RepairOptions, Repaired};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
pub use trace::{Part, Trace};

/// Turns documents into reports: made once, then used for any number of documents, from any number of threads.
///
/// ```
/// use nianbao::{Converter, File, Limits};
///
/// let converter = Converter::new().with_limits(Limits { pages: 50, ..Limits::default() });
/// let bytes = std::fs::read("samples/report.docx")?;
/// let reports = converter.convert(File::new("report.docx", &bytes))?;
/// assert_eq!(reports.len(), 1);
/// # Ok::<(), nianbao::Error>(())
/// ```
#[derive(Default)]
pub struct Converter {
    /// The one that is compiled in, if none is set.
    form: Option<Arc<Form>>,
    limits: Limits,
    glyphs: GlyphTables,
    passwords: Vec<String>,
}

/// A document, and what is known of it that its bytes do not tell.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct File<'a> {
    /// Its name, of which the last part goes into the report; it breaks ties between formats.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// SHA-256 of the bytes in hexadecimal, if somebody worked it out already; it is believed.
    pub sha256: Option<&'a str>,
    /// Where it is from; all of it goes into the report, and the charset that a server declared is heard where the
    /// encoding is looked for.
    pub provenance: Provenance,
    /// What was found of it where it was kept: that it was cut off, for example.
    pub findings: Vec<Finding>,
}

impl<'a> File<'a> {
    /// A document of which nothing else is known.
    pub fn new(name: &'a str, bytes: &'a [u8]) -> File<'a> {
        File { name, bytes, sha256: None, provenance: Provenance::default(), findings: Vec::new() }
    }
}

/// A stage on the way from bytes to reports, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// Which format the bytes are of.
    Detect,
    /// Bytes to pages, blocks or lines.
    Read,
    /// Pages that are images of text.
    Recognise,
    /// Garbled characters put right.
    Repair,
    /// Pages and lines to paragraphs and tables.
    Tabulate,
    /// Tables and paragraphs matched with the form.
    Interpret,
    /// The form's rules.
    Check,
}

impl Stage {
    /// As errors and the log say it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Detect => "detect",
            Stage::Read => "read",
            Stage::Recognise => "recognise",
            Stage::Repair => "repair",
            Stage::Tabulate => "tabulate",
            Stage::Interpret => "interpret",
            Stage::Check => "check",
        }
    }
}

impl Converter {
    /// One with the default limits.
    pub fn new() -> Converter {
        Converter::default()
    }

    /// The same with other bounds on each document.
    pub fn with_limits(self, limits: Limits) -> Converter {
        Converter { limits, ..self }
    }

    /// The same with glyph numbers learned from other documents, for fonts that give no character codes.
    pub fn with_glyphs(self, glyphs: GlyphTables) -> Converter {
        Converter { glyphs, ..self }
    }

    /// The same with passwords that are tried on documents which need one; so far on PDFs.
    pub fn with_passwords(self, passwords: Vec<String>) -> Converter {
        Converter { passwords, ..self }
    }

    /// The same for another form than the one that is compiled in.
    pub fn with_form(self, form: Arc<Form>) -> Converter {
        Converter { form: Some(form), ..self }
    }

    /// The form that documents are read for.
    pub fn form(&self) -> Result<&Arc<Form>, Error> {
        let missing = || Error::Unsupported("a form that does not load".into());
        self.form.as_ref().or_else(|| Form::builtin("disclosure")).ok_or_else(missing)
    }

    /// The bounds on each document.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Bytes to reports. A file that holds several reports gives several, in their order; never none.
    ///
    /// # Errors
    /// When no report can be made: empty, unknown, encrypted or malformed input, or a limit reached before any text.
    /// A document that is readable but is not such a report gives a report of form `none` with a finding that says why.
    pub fn convert(&self, file: File<'_>) -> Result<Vec<Report>, Error> {
        self.guarded(file.name, |way| {
            let mut reports = Vec::new();
            for (source, document) in way.read(file)? {
                let before = reports.len();
                way.reports(source, document, before, &mut reports)?;
            }
            Ok(reports)
        })
    }

    /// [`Converter::convert`] with what every stage saw.
    ///
    /// # Errors
    /// Those of [`Converter::convert`].
    pub fn trace(&self, file: File<'_>) -> Result<Trace, Error> {
        self.trace_to(file, Stage::Check)
    }

    /// [`Converter::trace`] that ends behind a stage; what later ones would have seen is empty.
    ///
    /// # Errors
    /// Those of the stages up to this one.
    pub fn trace_to(&self, file: File<'_>, last: Stage) -> Result<Trace, Error> {
        self.guarded(file.name, |way| {
            let mut documents = way.read(file)?.into_iter();
            let missing = || Error::NoDocument("nothing is in it".into());
            let (source, document) = documents.next().ok_or_else(missing)?;
            let mut trace = Trace::new(&source, &document, last);
            if last > Stage::Read {
                way.reports(source, document, 0, &mut trace)?;
            }
            if last >= Stage::Interpret {
                // Of further documents in the file only what came of them.
                for (source, document) in documents {
                    let before = trace.parts.len();
                    way.reports(source, document, before, &mut trace.parts)?;
                }
            }
            Ok(trace)
        })
    }

    /// Which format a document is of, by its bytes; the name only breaks ties.
    ///
    /// # Errors
    /// Over the limit of bytes, empty, unknown, encrypted or unsupported.
    pub fn format(&self, file: &File<'_>) -> Result<Format, Error> {
        self.guarded(file.name, |way| way.detect(file.bytes))
    }

    /// Runs stages on a document; a panic in one of them is an error of this document alone.
    fn guarded<T>(&self, name: &str, stages: impl FnOnce(&Way<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let way = Way {
            name,
            form: self.form()?,
            glyphs: &self.glyphs,
            passwords: &self.passwords,
            limits: self.limits.started(),
            stage: Cell::new(Stage::Detect),
        };
        // What a panic leaves half done is dropped with the document: the converter itself is never written to.
        catch_unwind(AssertUnwindSafe(|| stages(&way)))
            .unwrap_or_else(|_| Err(Error::Crashed(format!("a panic in the stage {}", way.stage.get().name()))))
    }
}

/// What is told what the stages saw, and says whether to go on. The list of reports keeps nothing else, so that listening
/// costs nothing where nobody does.
trait Listener {
    fn repaired(&mut self, _document: &Document, _repairs: &[Repair]) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn tabulated(&mut self, _blocks: &[Block]) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn part(&mut self, part: Part);
}

/// Further documents of a file, of which only the parts are wanted.
impl Listener for Vec<Part> {
    fn part(&mut self, part: Part) {
        self.push(part);
    }
}

impl Listener for Vec<Report> {
    fn part(&mut self, part: Part) {
        self.push(part.report);
    }
}

/// A document on its way through the stages.
struct Way<'a> {
    name: &'a str,
    form: &'a Form,
    glyphs: &'a GlyphTables,
    passwords: &'a [String],
    limits: Limits,
    stage: Cell<Stage>,
}

impl Way<'_> {
    /// Ends a stage, and begins the next.
    fn enter(&self, stage: Stage) -> Result<(), Error> {
        self.limits.check_time()?;
        tracing::debug!(file = self.name, stage = stage.name());
        self.stage.set(stage);
        Ok(())
    }

    /// Which format a document is of.
    fn detect(&self, bytes: &[u8]) -> Result<Format, Error> {
        self.enter(Stage::Detect)?;
        self.limits.admit(bytes)?;
        detect::detect(bytes, Some(self.name))
    }

    /// The documents that a file holds, and what is known of each; never none.
    fn read(&self, file: File<'_>) -> Result<Vec<(Source, Document)>, Error> {
        let File { name, bytes, sha256, provenance, findings } = file;
        let format = self.detect(bytes)?;
        self.enter(Stage::Read)?;
        let documents =
            format.documents(bytes, provenance.declared_charset.as_deref(), self.passwords, &self.limits)?;
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_string();
        self.enter(Stage::Recognise)?;
        let source = Source {
            file: name,
            sha256: sha256.map_or_else(|| hexadecimal(&Sha256::digest(bytes)), str::to_string),
            bytes: bytes.len() as u64,
            format: format.name().into(),
            provenance,
            ..Source::default()
        };
        let of = documents.len() as u32;
        let described = |(mut document, index): (Document, u32)| {
            document.findings.splice(0..0, findings.iter().cloned());
            describe(document, source.clone(), format, (index, of))
        };
        Ok(documents.into_iter().zip(1..).map(described).collect())
    }

    /// The stages behind reading; `before` is how many reports the file gave already.
    fn reports(
        &self,
        source: Source,
        mut document: Document,
        before: usize,
        listener: &mut impl Listener,
    ) -> Result<(), Error> {
        self.enter(Stage::Repair)?;
        let repairs = repair::repair(&mut document, self.glyphs, self.form, &self.limits);
        if listener.repaired(&document, &repairs).is_break() {
            return self.limits.check_time();
        }
        self.enter(Stage::Tabulate)?;
        let Document { content, info, mut findings, .. } = document;
        let blocks = tabulate::tabulate(content, &self.form.labels, &self.limits, &mut findings);
        if listener.tabulated(&blocks).is_break() {
            return self.limits.check_time();
        }
        self.enter(Stage::Interpret)?;
        let pieces = split(self.form, blocks);
        // The title, publisher and day of a page that holds several reports are not theirs.
        let info = if pieces.len() > 1 { Info::default() } else { info };
        let whole = Whole { source, repairs, findings };
        let ordinals = (before as u32).saturating_add(1)..;
        for (mut piece, ordinal) in pieces.into_iter().zip(ordinals) {
            self.enter(Stage::Interpret)?;
            let mut read = interpret::interpret(self.form, &piece.blocks, &info, &self.limits);
            self.enter(Stage::Check)?;
            let checks = check::check(self.form, &mut read.draft);
            let report = whole.report(ordinal, &mut piece, read.draft, checks);
            listener.part(Part { blocks: piece.blocks, records: read.records, matches: read.matches, report });
        }
        Ok(())
    }
}

/// What is known of a document, one of so many in its file.
fn describe(mut document: Document, mut source: Source, format: Format, (index, of): (u32, u32)) -> (Source, Document) {
    recognise::recognise(&mut document);
    document.info.file = Some(source.file.clone());
    if let Some(message) = detect::disagreement(format, &source.file) {
        document.findings.insert(0, Finding::new(FindingKind::NameDisagrees, message));
    }
    let info = &document.info;
    source.pages = if let Content::Pages(pages) = &document.content { Some(pages.len() as u32) } else { None };
    (source.creator, source.encoding) = (info.creator.clone(), info.encoding.clone());
    if format == Format::Json && source.provenance.url.is_none() {
        source.provenance.url = info.url.clone();
    }
    if of > 1 {
        let heading = info.title.clone().unwrap_or_default();
        source.contained = Some(Contained { index, of, heading, span: None });
    }
    (source, document)
}

/// What the reports of one document have in common.
struct Whole {
    source: Source,
    repairs: Vec<Repair>,
    findings: Vec<Finding>,
}

impl Whole {
    fn report(&self, ordinal: u32, piece: &mut Piece, mut draft: Draft, checks: Vec<Check>) -> Report {
        let mut findings = self.findings.clone();
        if piece.furniture > 0 {
            let message = format!("{} paragraphs of the page around its reports left out", piece.furniture);
            findings.push(Finding::new(FindingKind::Furniture, message));
        }
        findings.append(&mut draft.findings);
        draft.findings = findings;
        let contained = piece.contained.take().or_else(|| self.source.contained.clone());
        let source = Source { contained, ..self.source.clone() };
        Report { repairs: self.repairs.clone(), ..Report::of(draft, checks, source, ordinal) }
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Breaks down on what it is told.
    struct Broken;

    impl Listener for Broken {
        fn tabulated(&mut self, _: &[Block]) -> ControlFlow<()> {
            panic!("on purpose")
        }

        fn part(&mut self, _: Part) {}
    }

    #[test]
    fn a_panic_is_an_error_that_names_the_stage() {
        let converter = Converter::new();
        let result = converter.guarded("x.txt", |way| {
            for (source, document) in way.read(File::new("x.txt", "政府信息公开工作年度报告".as_bytes()))? {
                way.reports(source, document, 0, &mut Broken)?;
            }
            Ok(())
        });
        let error = result.unwrap_err();
        assert_eq!((error.code(), error.to_string().contains("tabulate")), ("crashed", true), "{error}");
    }
}
