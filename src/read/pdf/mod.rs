//! PDF: pages of glyphs and rules.
//!
//! The file's structure (objects, repair, decryption) is hayro-syntax's work, and so are the tables of predefined
//! CMaps; the content streams are interpreted here, since what a code means and how far it may be trusted depends on
//! the font dictionary, and since a run must end at its limits. Nothing is rendered.

mod annots;
mod attachments;
mod cmaps;
mod color;
mod composite;
mod containers;
mod contradictions;
mod damage;
mod fields;
mod findings;
mod font;
mod forms;
mod info;
mod inline;
mod interpret;
mod latin;
mod lookups;
mod marked;
mod mojibake;
mod names;
mod operands;
mod operators_path;
mod operators_text;
mod optional;
mod page_tree;
mod program;
mod salvage;
mod simple;
mod state;
mod stream;
mod text;
mod widths;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use hayro_syntax::object::{Array, Object, Stream};
use hayro_syntax::page::Page as PdfPage;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use kurbo::Affine;

use self::font::Library;
use self::interpret::{Interpreter, Reader};
use self::optional::Layers;
use crate::model::content::{Content, Document, Page};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::read::paged::budget::Budget;
use crate::read::paged::canvas::Canvas;

/// Bytes of stack: objects nest 512 deep in the parser, and forms 16 deep here.
const STACK: usize = 16 << 20;

/// How much longer than its time a document is waited for.
const GRACE: Duration = Duration::from_millis(200);

/// Reads a PDF: glyphs with their boxes and how their characters were found, and ruling lines, page by page. A
/// document that opens with the empty password is opened. Pages without text are pages; damage is repaired as far as
/// it goes. What was left out, and characters that nothing explains, are findings.
///
/// # Errors
/// [`Error::Encrypted`] if a password is needed, [`Error::Malformed`] if no page can be found, [`Error::Limit`] if
/// the file or what it unpacks to for its structure is larger than the limits allow, or the time is up,
/// [`Error::Empty`] without bytes.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    read_locked(bytes, &[], limits)
}

/// [`read`] of a document that may need one of these passwords.
///
/// # Errors
/// Those of [`read`]; [`Error::Encrypted`] if none of them opens it.
pub fn read_locked(bytes: &[u8], passwords: &[String], limits: &Limits) -> Result<Document, Error> {
    limits.admit(bytes)?;
    let limits = &limits.started();
    containers::check(bytes, limits)?;
    guarded(bytes.to_vec(), passwords.to_vec(), *limits)
}

/// Reads on a thread of its own, which is left behind when the time is up: the parsers below are other people's, and
/// look at no clock; there are files of a megabyte whose repair takes them hours. Nor must a panic there, or deep
/// recursion, cost more than one document.
fn guarded(bytes: Vec<u8>, passwords: Vec<String>, limits: Limits) -> Result<Document, Error> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let work = move || {
        let result = catch_unwind(AssertUnwindSafe(|| read_document(bytes, &passwords, &limits)));
        // Nobody listens any more if the time is up.
        let _ = sender.send(result.unwrap_or_else(|_| Err(malformed("its objects break the parser"))));
    };
    let started = thread::Builder::new().name("pdf".into()).stack_size(STACK).spawn(work);
    // Its stack is the first that does not fit.
    started.map_err(|_| limits.error(Limit::Memory))?;
    // What looks at the clock itself ends a little later and may say more.
    let left = limits.left().map(|left| left.saturating_add(GRACE));
    let received = match left {
        Some(left) => receiver.recv_timeout(left),
        None => receiver.recv().map_err(RecvTimeoutError::from),
    };
    match received {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(limits.error(Limit::Time)),
        Err(RecvTimeoutError::Disconnected) => Err(malformed("its objects break the parser")),
    }
}

fn malformed(what: &str) -> Error {
    Error::Malformed { format: "PDF", what: what.into() }
}

/// Opens a document, mended if need be, with the first password that does.
fn opened(bytes: Vec<u8>, passwords: &[String], limits: &Limits) -> Result<Pdf, Error> {
    let bytes = Arc::new(bytes);
    let opened = match Pdf::new(bytes.clone()) {
        Err(LoadPdfError::Invalid) => match salvage::with_trailer(&bytes, limits) {
            Some(more) => Pdf::new(more),
            None => Err(LoadPdfError::Invalid),
        },
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) if !passwords.is_empty() => {
            let unlocked = passwords.iter().find_map(|word| Pdf::new_with_password(bytes.clone(), word).ok());
            unlocked.ok_or(LoadPdfError::Decryption(DecryptionError::PasswordProtected))
        }
        Err(LoadPdfError::Decryption(error)) => match attachments::without_encryption(&bytes) {
            Some(plain) => Pdf::new(plain),
            None => Err(LoadPdfError::Decryption(error)),
        },
        other => other,
    };
    opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::Encrypted,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            Error::Unsupported("the encryption of this PDF".into())
        }
        LoadPdfError::Decryption(_) => malformed("its encryption dictionary is damaged"),
        LoadPdfError::Invalid => malformed("no page tree can be found"),
    })
}

fn read_document(bytes: Vec<u8>, passwords: &[String], limits: &Limits) -> Result<Document, Error> {
    let pdf = opened(bytes, passwords, limits)?;
    let mut reader = Reader {
        library: Library::new(Budget::new(limits)),
        fonts: Vec::new(),
        font_indices: HashMap::new(),
        font_objects: HashMap::new(),
        lookups: lookups::Lookups::default(),
        x_objects: HashMap::new(),
        kept: 0,
        layers: Layers::read(pdf.xref()),
        layered: 0,
        contradicted: Vec::new(),
        mojibake: Vec::new(),
    };
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(malformed("it has no pages"));
    }
    let mut content = Vec::new();
    for (number, page) in (1u32..).zip(pages.iter()) {
        if content.len() >= limits.pages {
            reader.library.budget.stop(Limit::Pages);
        }
        if reader.library.budget.stopped().is_some() {
            break;
        }
        content.push(read_page(number, page, &mut reader));
    }
    limits.check_time()?;
    reader.contradicted = contradictions::settle(&mut reader, &mut content);
    reader.mojibake = mojibake::undo(&reader, &mut content);
    let mut findings = findings::findings(&reader, &content, pages.len());
    let damage = damage::found(pdf.data().as_ref(), &pdf, pages.len(), reader.library.budget.damaged_streams());
    findings.extend(damage.into_iter().map(|what| Finding::new(FindingKind::DamagedFile, what)));
    let fonts = reader.fonts.iter().map(font::Font::listed).collect();
    Ok(Document { content: Content::Pages(content), fonts, info: info::read(pdf.metadata()), findings })
}

fn read_page<'a>(number: u32, source: &PdfPage<'a>, reader: &mut Reader<'a>) -> Page {
    let (width, height) = source.render_dimensions();
    let mut canvas = Canvas::new(number, width, height);
    let ctm = Affine::new(source.initial_transform(true).as_coeffs());
    let content = page_content(source, &mut reader.library.budget);
    Interpreter::new(reader, &mut canvas, ctm).run(&content, source.resources());
    annots::run(source, &mut Interpreter::new(reader, &mut canvas, ctm));
    canvas.finish()
}

/// The content streams of a page, joined by white space: operators may not span them (ISO 32000-1, 7.8.2).
fn page_content(page: &PdfPage<'_>, budget: &mut Budget) -> Vec<u8> {
    let mut content = Vec::new();
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => content = decoded(&stream, budget),
        Some(Object::Array(array)) => {
            let streams: Array<'_> = array;
            for stream in streams.iter::<Stream<'_>>() {
                content.extend_from_slice(&decoded(&stream, budget));
                content.push(b'\n');
            }
        }
        _ => {}
    }
    content
}

fn decoded(stream: &Stream<'_>, budget: &mut Budget) -> Vec<u8> {
    stream::decode(stream, budget).map(|data| data.into_owned()).unwrap_or_default()
}
