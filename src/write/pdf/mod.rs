//! A PDF whose fonts say what they show: the same pages with new ToUnicode CMaps.
//!
//! The file's own bytes are kept and the changed font dictionaries appended (ISO 32000-1, 7.5.6), so that whatever a
//! program makes of the pages, it makes of them afterwards. Only a file whose cross-reference table is broken is
//! written anew, since what is appended would be found by way of that table.

mod cmap;
mod font;
mod old;
mod place;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream};

use self::font::{Outcome, Pair};
use self::old::OldMap;
use crate::model::content::{Font, FontCode};
use crate::model::error::Error;
use crate::model::limits::Limits;

/// A font whose ToUnicode was rewritten.
#[derive(Clone, Debug, PartialEq)]
pub struct FontChange {
    /// Name of the typeface without the subset prefix.
    pub name: String,
    /// Object and generation number of its dictionary, or of the object that holds it.
    pub object: (u32, i32),
    /// By code, ascending.
    pub codes: Vec<CodeChange>,
}

/// A code that now stands for other characters than before.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeChange {
    /// The character code.
    pub code: u32,
    /// Its length in bytes.
    pub length: u8,
    /// What ToUnicode said; `None` if it said nothing.
    pub before: Option<String>,
    /// What it says now.
    pub after: String,
    /// How the right characters are known, in words: a kind of repair (`kangxi_radical`) or a part of the font.
    pub how: &'static str,
}

/// Why a font with wrong or missing characters was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Characters of two bytes in a font of one-byte codes: ToUnicode speaks of single codes.
    PairsInSimpleFont,
    /// The predefined CMap says it already, and a ToUnicode would mislead programs that look it up by CID.
    CidsClash,
    /// Its dictionary was not found, or at more than one place.
    NoPlace,
}

impl Left {
    /// In words, for a person.
    pub fn reason(self) -> &'static str {
        match self {
            Left::PairsInSimpleFont => "its characters are pairs of one-byte codes, which ToUnicode cannot say",
            Left::CidsClash => {
                "its predefined CMap is right, and a ToUnicode would mislead programs that look it up by CID"
            }
            Left::NoPlace => "its dictionary stands at no certain place in the file",
        }
    }
}

/// How a file is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The changes are appended to the file.
    Append,
    /// All objects are written anew.
    Anew,
}

/// A rewritten file.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// The file; the same bytes if no font was changed.
    pub bytes: Vec<u8>,
    /// How it was written; `None` if nothing was to be changed.
    pub method: Option<Method>,
    /// What was changed.
    pub fonts: Vec<FontChange>,
    /// Fonts that are read wrong by other programs and stay so, with their names.
    pub left: Vec<(String, Left)>,
}

/// Fonts to rewrite.
pub struct Request<'a> {
    /// The fonts as they were read.
    pub read: &'a [Font],
    /// The same with the right characters; U+FFFD where they are not known.
    pub repaired: &'a [Font],
    /// Repairs text of codes that no page shows.
    pub mend: &'a dyn Fn(&str) -> String,
    /// Whether a signature may be broken.
    pub force: bool,
}

/// Rewrites the ToUnicode of every font that other programs read wrong. `method` asks for a way of writing; a file
/// with a broken cross-reference table is written anew in any case. Encryption is kept as it is.
///
/// # Errors
/// [`Error::Signed`] for a signed file without `force`; [`Error::Unsupported`] for an encryption that cannot be
/// written; [`Error::Malformed`] where the objects cannot be taken apart.
pub fn rewrite(bytes: &[u8], request: &Request<'_>, method: Method, limits: &Limits) -> Result<Rewritten, Error> {
    // The parser and the writer are other people's: a panic there must cost one document.
    catch_unwind(AssertUnwindSafe(|| rewrite_file(bytes, request, method, limits)))
        .unwrap_or_else(|_| Err(malformed("its objects break the parser")))
}

fn malformed(what: impl Into<String>) -> Error {
    Error::Malformed { format: "PDF", what: what.into() }
}

fn rewrite_file(bytes: &[u8], request: &Request<'_>, method: Method, limits: &Limits) -> Result<Rewritten, Error> {
    let unpacked = usize::try_from(limits.part_bytes).unwrap_or(usize::MAX);
    let options = LoadOptions { max_decompressed_size: Some(unpacked), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(bytes, options).map_err(|e| malformed(e.to_string()))?;
    let mut out = Rewritten { bytes: Vec::new(), method: None, fonts: Vec::new(), left: Vec::new() };
    let mut changed: BTreeMap<ObjectId, Object> = BTreeMap::new();
    for ((object, inside), font) in by_place(request) {
        let outcome = change(&mut document, &mut changed, object, inside, &font, request.mend, unpacked);
        match outcome {
            Ok(codes) if codes.is_empty() => {}
            Ok(codes) => out.fonts.push(FontChange { name: font.name.to_string(), object, codes }),
            Err(left) => out.left.push((font.name.to_string(), left)),
        }
    }
    if changed.is_empty() {
        out.bytes = bytes.to_vec();
        return Ok(out);
    }
    if document.is_encrypted() {
        return Err(Error::Unsupported("writing with the encryption of this PDF".into()));
    }
    if !request.force && is_signed(&document) {
        return Err(Error::Signed);
    }
    let broken = document.xref_start == 0 || document.xref_recovery.is_some();
    let method = if broken { Method::Anew } else { method };
    out.method = Some(method);
    out.bytes = match method {
        Method::Append => append(bytes, document, changed),
        Method::Anew => write_anew(document, changed),
    }
    .map_err(|e| malformed(e.to_string()))?;
    Ok(out)
}

/// A font with the codes of all its entries in the document's list.
struct Merged<'a> {
    name: &'a str,
    read: BTreeMap<u32, FontCode>,
    repaired: BTreeMap<u32, FontCode>,
}

type Place<'a> = ((u32, i32), Option<&'a [u8]>);

fn by_place<'a>(request: &Request<'a>) -> BTreeMap<Place<'a>, Merged<'a>> {
    let mut fonts: BTreeMap<Place<'a>, Merged<'a>> = BTreeMap::new();
    for (read, repaired) in request.read.iter().zip(request.repaired) {
        let Some(object) = repaired.object else { continue };
        let entry = fonts.entry((object, repaired.inside.as_deref())).or_insert_with(|| Merged {
            name: &repaired.name,
            read: BTreeMap::new(),
            repaired: BTreeMap::new(),
        });
        entry.read.extend(read.codes.iter().map(|(code, entry)| (*code, entry.clone())));
        entry.repaired.extend(repaired.codes.iter().map(|(code, entry)| (*code, entry.clone())));
    }
    fonts
}

/// Gives one font its new ToUnicode: the changed object and the new stream go into `changed`.
fn change(
    document: &mut Document,
    changed: &mut BTreeMap<ObjectId, Object>,
    object: (u32, i32),
    inside: Option<&[u8]>,
    font: &Merged<'_>,
    mend: &dyn Fn(&str) -> String,
    unpacked: usize,
) -> Result<Vec<CodeChange>, Left> {
    let id: ObjectId = (object.0, u16::try_from(object.1).map_err(|_| Left::NoPlace)?);
    let found = changed.get(&id).or_else(|| document.get_object(id).ok());
    let mut holder = found.ok_or(Left::NoPlace)?.clone();
    let mut dict = Dictionary::new();
    if place::each_font(&mut holder, inside, &mut |font| dict = font.clone()) != 1 {
        return Err(Left::NoPlace);
    }
    let old = OldMap::read(document, &dict, unpacked);
    let pair = Pair { read: &font.read, repaired: &font.repaired };
    match font::examine(&dict, &old, &pair, mend) {
        Outcome::Right => Ok(Vec::new()),
        Outcome::Left(left) => Err(left),
        Outcome::Rewrite(cmap, codes) => {
            let mut stream = Stream::new(Dictionary::new(), cmap);
            // An error of the packer leaves the stream as it is, which is right too.
            let _ = stream.compress();
            let number = document.max_id.checked_add(1).ok_or(Left::NoPlace)?;
            document.max_id = number;
            changed.insert((number, 0), Object::Stream(stream));
            place::each_font(&mut holder, inside, &mut |font| font.set("ToUnicode", Object::Reference((number, 0))));
            changed.insert(id, holder);
            Ok(codes)
        }
    }
}

/// Whether a signature covers the file: a signature dictionary, or a form that says that there is one.
fn is_signed(document: &Document) -> bool {
    let flags = document
        .catalog()
        .and_then(|catalog| catalog.get_deref(b"AcroForm", document))
        .and_then(Object::as_dict)
        .and_then(|form| form.get_deref(b"SigFlags", document))
        .and_then(Object::as_i64)
        .unwrap_or(0);
    let signature = |object: &Object| object.as_dict().is_ok_and(|d| d.has(b"ByteRange") && d.has(b"Contents"));
    flags & 1 == 1 || document.objects.values().any(signature)
}

/// The file as it was, behind it the changed objects and where they lie.
fn append(bytes: &[u8], document: Document, changed: BTreeMap<ObjectId, Object>) -> std::io::Result<Vec<u8>> {
    // lopdf counts offsets from the header, which bytes of a mail or a web server may precede.
    let start = bytes.windows(5).position(|w| w == b"%PDF-").unwrap_or(0);
    let max_id = document.max_id;
    let mut update = IncrementalDocument::create_from(bytes.get(start..).unwrap_or_default().to_vec(), document);
    update.new_document.max_id = max_id;
    // Of the old cross-reference stream, and not true of the new one.
    for key in [&b"DecodeParms"[..], b"XRefStm", b"Filter"] {
        update.new_document.trailer.remove(key);
    }
    for (id, object) in changed {
        update.new_document.set_object(id, object);
    }
    let mut out = Vec::new();
    update.save_to(&mut out)?;
    out.push(b'\n');
    Ok(out)
}

fn write_anew(mut document: Document, changed: BTreeMap<ObjectId, Object>) -> std::io::Result<Vec<u8>> {
    document.objects.extend(changed);
    if let Some(state) = document.encryption_state.take() {
        document.encrypt(&state).map_err(std::io::Error::other)?;
    }
    let mut out = Vec::new();
    document.save_to(&mut out)?;
    out.push(b'\n');
    Ok(out)
}
