//! Documents that a DOCX holds whole, and that Word puts in their place when it opens the file (`w:altChunk`, ECMA-376
//! part 1, 17.17.2): HTML, MHTML, RTF, text, or another DOCX. Programs that make DOCX of web pages write nothing else.

use std::collections::HashMap;

use crate::model::content::{Block, Content, Document, Line, Paragraph};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::read::archive::package::Package;
use crate::read::numbers::Numbers;
use crate::read::{html, mhtml, rtf, text};
use crate::text::looks;

/// Documents in documents in documents are gone into so far.
pub(super) const MAX_NESTING: usize = 3;

/// How much of a part tells what it is.
const HEAD: usize = 4 << 10;

/// The documents inside a document, by the relationship that names each; each is put in place once.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    blocks: HashMap<String, Vec<Block>>,
    /// The lines of one that is text.
    lines: Option<Vec<Line>>,
    pub(super) findings: Vec<Finding>,
    /// Positions of all their tables.
    pub(super) cells: usize,
}

impl Chunks {
    /// Reads all that a main part names.
    ///
    /// # Errors
    /// Only what refuses the whole document; one that cannot be read is left out, with a finding.
    pub(super) fn read(
        package: &mut Package<'_>,
        main: &str,
        limits: &Limits,
        nesting: usize,
    ) -> Result<Chunks, Error> {
        let mut chunks = Chunks::default();
        let named = package.relationships(main)?;
        for chunk in named.into_iter().filter(|named| named.kind.eq_ignore_ascii_case("aFChunk")) {
            limits.check_time()?;
            let Some(bytes) = package.archive.bytes(&chunk.target)? else { continue };
            let rest = Limits { cells: limits.cells.saturating_sub(chunks.cells), ..*limits };
            match document(&bytes, &chunk.target, &rest, nesting) {
                Ok(document) => chunks.add(chunk.id, document),
                Err(error @ Error::Limit { .. }) => return Err(error),
                Err(error) => {
                    let message = format!("{}, a document inside the document, was left out: {error}", chunk.target);
                    chunks.findings.push(Finding::new(FindingKind::DamagedFile, message));
                }
            }
        }
        Ok(chunks)
    }

    fn add(&mut self, id: String, document: Document) {
        self.findings.extend(document.findings);
        let blocks = match document.content {
            Content::Blocks(blocks) => blocks,
            Content::Lines(lines) => {
                let blocks = lines.iter().filter(|line| !line.text.trim().is_empty()).map(paragraph).collect();
                self.lines = Some(lines);
                blocks
            }
            Content::Pages(_) => return,
        };
        let positions = |block: &Block| if let Block::Grid(grid) = block { grid.rows() * grid.columns() } else { 0 };
        self.cells = self.cells.saturating_add(blocks.iter().map(positions).sum());
        self.blocks.insert(id, blocks);
    }

    /// The blocks of a document, with numbers that go on behind those of the document around it.
    pub(super) fn take(&mut self, id: &str, numbers: &mut Numbers) -> Option<Vec<Block>> {
        let mut blocks = self.blocks.remove(id)?;
        numbers.go_on(&mut blocks);
        Some(blocks)
    }

    /// The lines of the text that is all there is in a document, if these are its blocks.
    pub(super) fn whole(&mut self, blocks: &[Block]) -> Option<Vec<Line>> {
        let of_text = |block: &Block| matches!(block, Block::Paragraph(Paragraph { origin: Origin::Line { .. }, .. }));
        if blocks.iter().all(of_text) { self.lines.take() } else { None }
    }
}

fn paragraph(line: &Line) -> Block {
    let origin = Origin::Line { line: line.number, column: 1 };
    Block::Paragraph(Paragraph::new(line.text.trim(), origin))
}

/// Reads a part as what its first bytes say it is; its name only tells text from a page.
fn document(bytes: &[u8], name: &str, limits: &Limits, nesting: usize) -> Result<Document, Error> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
    let start = head.trim_start_matches('\u{FEFF}').trim_start();
    let lower = start.to_ascii_lowercase();
    let mail = ["mime-version:", "content-type:", "from:", "message-id:"].iter().any(|field| lower.starts_with(field));
    let word = ["<w:document", "<pkg:package", "<w:worddocument"].iter().any(|root| lower.contains(root));
    if bytes.starts_with(b"PK") || word {
        if nesting >= MAX_NESTING {
            return Err(Error::Unsupported("a DOCX in so many others".into()));
        }
        return super::nested(bytes, limits, nesting + 1);
    }
    if start.starts_with("{\\rtf") {
        return rtf::read(bytes, limits);
    }
    if mail {
        return mhtml::read(bytes, limits);
    }
    let named = [".htm", ".html", ".xhtml", ".mht"].iter().any(|ending| name.ends_with(ending));
    if named || looks::tags(start, 1) > 0 { html::read(bytes, limits) } else { text::read(bytes, limits) }
}
