//! The stages strung together: detect, read, recognise, repair, tabulate, interpret, check.

pub mod repaired;

use crate::detect::{self, Format};
use crate::model::content::{Block, Content, Document, Info};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use crate::model::source::{Provenance, Source};
use crate::repair::GlyphTables;
use crate::report::{Repair, Report};
use crate::{check, interpret, read, recognise, repair, tabulate};
use sha2::{Digest, Sha256};

/// Bytes to reports: the whole pipeline. A file that holds several reports gives several, in their order; never none.
///
/// `name` is the file's name; only its last part is kept, and it breaks ties in format detection.
///
/// # Errors
/// When no report can be made: empty, unknown, encrypted or malformed input, or a limit reached before any text.
/// A document that is readable but is not such a report gives a report of form `none` with a finding that says why.
pub fn convert(bytes: &[u8], name: &str, limits: &Limits) -> Result<Vec<Report>, Error> {
    convert_with(bytes, name, &Options { limits: *limits, ..Options::default() })
}

/// What a conversion may cost, and what it may know beforehand.
#[derive(Default)]
pub struct Options {
    /// Bounds on each document.
    pub limits: Limits,
    /// Glyph numbers learned from other documents, for fonts that give no character codes.
    pub glyphs: GlyphTables,
}

/// [`convert`] with more than limits to choose.
///
/// # Errors
/// Those of [`convert`].
pub fn convert_with(bytes: &[u8], name: &str, options: &Options) -> Result<Vec<Report>, Error> {
    convert_from(File { bytes, name, sha256: None, provenance: Provenance::default() }, options)
}

/// A file, and what is known of it that its bytes do not tell.
pub struct File<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its name, as for [`convert`].
    pub name: &'a str,
    /// SHA-256 of the bytes in hexadecimal, if somebody worked it out already; it is believed.
    pub sha256: Option<&'a str>,
    /// Where it is from; all of it goes into the report, and the charset that a server declared is heard where the
    /// encoding is looked for.
    pub provenance: Provenance,
}

/// [`convert_with`] for a document of which more is known than its bytes tell.
///
/// # Errors
/// Those of [`convert`].
pub fn convert_from(file: File<'_>, options: &Options) -> Result<Vec<Report>, Error> {
    let File { bytes, name, sha256, provenance } = file;
    let limits = &options.limits.started();
    let format = detect(bytes, name, limits)?;
    tracing::debug!(name, format = format.name(), bytes = bytes.len(), "read");
    let declared = provenance.declared_charset.as_deref();
    let mut document = read_declared(bytes, format, declared, limits)?;
    limits.check_time()?;
    recognise::recognise(&mut document);
    let repairs = repair::repair(&mut document, &options.glyphs, limits);
    limits.check_time()?;
    tracing::debug!(name, kinds = repairs.len(), "repaired");
    let pages = if let Content::Pages(pages) = &document.content { Some(pages.len() as u32) } else { None };
    let source = Source {
        file: name.rsplit(['/', '\\']).next().unwrap_or(name).to_string(),
        sha256: sha256.map_or_else(|| hexadecimal(&Sha256::digest(bytes)), str::to_string),
        bytes: bytes.len() as u64,
        format: format.name(),
        pages,
        creator: document.info.creator.clone(),
        encoding: document.info.encoding.clone(),
        provenance,
    };
    let disagreement = detect::disagreement(format, name);
    reports(source, disagreement, document, repairs, limits)
}

/// Stage one: what the bytes are.
///
/// # Errors
/// Over the limit of bytes, empty, unknown, encrypted or unsupported.
pub fn detect(bytes: &[u8], name: &str, limits: &Limits) -> Result<Format, Error> {
    limits.admit(bytes)?;
    detect::detect(bytes, Some(name))
}

/// Stage two: bytes of a known format to content.
///
/// # Errors
/// Those of the format's reader.
pub fn read(bytes: &[u8], format: Format, limits: &Limits) -> Result<Document, Error> {
    read_declared(bytes, format, None, limits)
}

fn read_declared(bytes: &[u8], format: Format, declared: Option<&str>, limits: &Limits) -> Result<Document, Error> {
    match format {
        Format::Pdf => read::pdf::read(bytes, limits),
        Format::Ofd => read::ofd::read(bytes, limits),
        Format::Doc => read::doc::read(bytes, limits),
        Format::Docx => read::docx::read(bytes, limits),
        Format::Rtf => read::rtf::read(bytes, limits),
        Format::Html => read::html::read_declared(bytes, declared, limits),
        Format::Mhtml => read::mhtml::read(bytes, limits),
        Format::Odt | Format::Ods => read::odf::read(bytes, limits),
        Format::Xlsx => read::xlsx::read(bytes, limits),
        Format::Text => read::text::read_declared(bytes, declared, limits),
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Stages five to seven on a document that was read and repaired.
fn reports(
    source: Source,
    disagreement: Option<String>,
    document: Document,
    repairs: Vec<Repair>,
    limits: &Limits,
) -> Result<Vec<Report>, Error> {
    let Document { content, mut info, mut findings, .. } = document;
    let name = source.file.as_str();
    info.file = Some(name.to_string());
    if let Some(message) = disagreement {
        findings.insert(0, Finding::new(FindingKind::NameDisagrees, message));
    }
    let blocks: Vec<Block> = tabulate::tabulate(content, limits, &mut findings);
    limits.check_time()?;
    tracing::debug!(name, blocks = blocks.len(), "tabulated");
    let pieces = interpret::split::split(blocks);
    // The title, publisher and day of a page that holds several reports are not theirs.
    let info = if pieces.len() > 1 { Info::default() } else { info };
    let mut reports = Vec::new();
    for (piece, ordinal) in pieces.into_iter().zip(1..) {
        let mut draft = interpret::interpret(&piece.blocks, &info, limits);
        limits.check_time()?;
        tracing::debug!(name, ordinal, form = draft.edition.form.name(), "interpreted");
        let checks = check::check(&mut draft);
        let mut findings = findings.clone();
        if piece.furniture > 0 {
            let message = format!("{} paragraphs of the page around its reports left out", piece.furniture);
            findings.push(Finding::new(FindingKind::Furniture, message));
        }
        findings.append(&mut draft.findings);
        reports.push(Report {
            source: source.clone(),
            ordinal,
            contained: piece.contained,
            classification: draft.classification,
            edition: draft.edition,
            metadata: draft.metadata,
            sections: draft.sections,
            cells: draft.cells,
            statistics: draft.statistics,
            narrative_facts: draft.narrative_facts,
            checks,
            repairs: repairs.clone(),
            findings,
        });
    }
    Ok(reports)
}
