//! The stages strung together: detect, read, repair, tabulate, interpret, check.

pub mod repaired;

use crate::detect::{self, Format};
use crate::model::content::{Block, Content, Document, Glyph, Info, UnicodeSource};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::geometry::Rect;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::model::report::{Draft, Provenance, Repair, Report, Source};
use crate::repair::GlyphTables;
use crate::{check, interpret, read, repair, tabulate};
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
    convert_from(bytes, name, &Provenance::default(), options)
}

/// [`convert_with`] for a document of which more is known than its bytes tell; all of it goes into the report, and the
/// charset that its server declared is heard where its encoding is looked for.
///
/// # Errors
/// Those of [`convert`].
pub fn convert_from(
    bytes: &[u8],
    name: &str,
    provenance: &Provenance,
    options: &Options,
) -> Result<Vec<Report>, Error> {
    let limits = &options.limits.started();
    let format = detect(bytes, name, limits)?;
    tracing::debug!(name, format = format.name(), bytes = bytes.len(), "read");
    let declared = provenance.declared_charset.as_deref();
    let mut document = read_declared(bytes, format, declared, limits)?;
    limits.check_time()?;
    let repairs = repair::repair(&mut document, &options.glyphs, limits);
    limits.check_time()?;
    tracing::debug!(name, kinds = repairs.len(), "repaired");
    let mut reports = reports(bytes, name, format, document, repairs, limits)?;
    reports.iter_mut().for_each(|report| report.source.provenance = provenance.clone());
    Ok(reports)
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

/// Stages four to six on a document that was read and repaired.
fn reports(
    bytes: &[u8],
    name: &str,
    format: Format,
    document: Document,
    repairs: Vec<Repair>,
    limits: &Limits,
) -> Result<Vec<Report>, Error> {
    let Document { content, mut info, mut findings, .. } = document;
    info.file = Some(name.rsplit(['/', '\\']).next().unwrap_or(name).to_string());
    if let Some(message) = detect::disagreement(format, name) {
        findings.insert(0, Finding::new(FindingKind::NameDisagrees, message));
    }
    let pages = match &content {
        Content::Pages(pages) => Some(pages.len() as u32),
        _ => None,
    };
    let recovered = recovered(&content);
    let blocks: Vec<Block> = tabulate::tabulate(content, limits, &mut findings);
    limits.check_time()?;
    tracing::debug!(name, blocks = blocks.len(), "tabulated");
    let source = Source {
        file: name.rsplit(['/', '\\']).next().unwrap_or(name).to_string(),
        sha256: Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect(),
        bytes: bytes.len() as u64,
        format: format.name(),
        pages,
        creator: info.creator.clone(),
        encoding: info.encoding.clone(),
        provenance: Provenance::default(),
    };
    let pieces = interpret::pieces::pieces(blocks);
    // The title, publisher and day of a page that holds several reports are not theirs.
    let info = if pieces.len() > 1 { Info::default() } else { info };
    let mut reports = Vec::new();
    for (piece, ordinal) in pieces.into_iter().zip(1..) {
        let mut draft = interpret::interpret(&piece.blocks, &info, limits);
        limits.check_time()?;
        tracing::debug!(name, ordinal, form = draft.edition.form.name(), "interpreted");
        let checks = check::check(&mut draft);
        mark_recovered(&mut draft, &recovered);
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

/// Where glyphs stand whose characters were proved and not told by the file: page and box.
fn recovered(content: &Content) -> Vec<(u32, Rect)> {
    let Content::Pages(pages) = content else { return Vec::new() };
    let found = |g: &&Glyph| g.source == UnicodeSource::Recovered;
    pages.iter().flat_map(|p| p.glyphs.iter().filter(found).map(|g| (p.number, g.bbox))).collect()
}

/// Says of every number that holds such a glyph that it was recovered.
fn mark_recovered(draft: &mut Draft, recovered: &[(u32, Rect)]) {
    for (_, entry) in draft.cells.iter_mut().filter(|_| !recovered.is_empty()) {
        let Some(Origin::Area { page, bbox }) = entry.origin else { continue };
        let inside = |(p, r): &(u32, Rect)| *p == page && bbox.contains(r.cx(), r.cy());
        if entry.value.is_some() && entry.derivation.is_none() && recovered.iter().any(inside) {
            entry.derivation = Some("recovered");
        }
    }
}
