//! A PDF whose fonts say what they show: the same pages with new ToUnicode CMaps.
//!
//! The file's own bytes are kept and the changed font dictionaries appended (ISO 32000-1, 7.5.6), so that whatever a
//! program makes of the pages, it makes of them afterwards. Behind a file whose cross-reference table is broken, a
//! complete new table is appended. lopdf finds the objects and encrypts the new ones, hayro-syntax gives their bytes.

mod append;
mod cmap;
mod encoding;
mod encrypt;
mod font;
mod old;
mod place;
mod raw;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use self::append::Body;
use self::font::{New, Outcome, Pair};
use self::old::OldMap;
use crate::model::content::{Font, FontCode};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};

/// Room for the recursion of the parsers.
const STACK: usize = 16 << 20;

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
    /// Its predefined CMap says it already, and a ToUnicode would mislead some of the programs that know that CMap.
    Predefined,
    /// Its dictionary was not found, or at more than one place.
    NoPlace,
}

impl Left {
    /// In words, for a person.
    pub fn reason(self) -> &'static str {
        match self {
            Left::PairsInSimpleFont => "its characters are pairs of one-byte codes, which ToUnicode cannot say",
            Left::Predefined => {
                "its predefined CMap says it all, and with a ToUnicode pdfminer or old MuPDF would misread it \
                 (--every-font adds one)"
            }
            Left::NoPlace => "its dictionary stands at no certain place in the file",
        }
    }
}

/// How the changes are made known. They are appended to the file in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By a cross-reference section for them, which goes before the file's own.
    Update,
    /// By one for all objects of the file, in place of the file's own.
    Complete,
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
#[derive(Clone, Debug)]
pub struct Request {
    /// The fonts as they were read.
    pub read: Vec<Font>,
    /// The same with the right characters; U+FFFD where they are not known.
    pub repaired: Vec<Font>,
    /// Repairs text of codes that no page shows.
    pub mend: fn(&str) -> String,
    /// Whether a signature may be broken.
    pub force: bool,
    /// Whether also those fonts get a ToUnicode whose predefined CMap says it and that some programs would then
    /// misread.
    pub every_font: bool,
    /// Passwords of which one may open the file.
    pub passwords: Vec<String>,
}

/// Rewrites the ToUnicode of every font that other programs read wrong. A file with a broken cross-reference table
/// gets a complete new one whatever `method` asks for. Encryption is kept as it is.
///
/// # Errors
/// [`Error::Signed`] for a signed file without `force`; [`Error::Unsupported`] for an encryption that cannot be
/// written; [`Error::Malformed`] where the objects cannot be taken apart;
/// [`Error::Limit`] when the time is up.
pub fn rewrite(bytes: &[u8], request: &Request, method: Method, limits: &Limits) -> Result<Rewritten, Error> {
    // The parsers are other people's: they look at no clock, and a panic there must cost one document.
    let (sender, receiver) = mpsc::sync_channel(1);
    let (bytes, request, inner) = (bytes.to_vec(), request.clone(), *limits);
    let work = move || {
        let result = catch_unwind(AssertUnwindSafe(|| rewrite_file(&bytes, &request, method, &inner)));
        // Nobody listens any more if the time is up.
        let _ = sender.send(result.unwrap_or_else(|_| Err(malformed("its objects break the parser".into()))));
    };
    thread::Builder::new().name("rewrite".into()).stack_size(STACK).spawn(work)?;
    receiver.recv_timeout(limits.time).unwrap_or_else(|_| Err(limits.error(Limit::Time)))
}

fn malformed(what: String) -> Error {
    Error::Malformed { format: "PDF", what }
}

fn rewrite_file(file: &[u8], request: &Request, method: Method, limits: &Limits) -> Result<Rewritten, Error> {
    let updated = encrypt::as_object(file);
    let bytes = updated.as_deref().unwrap_or(file);
    let unpacked = usize::try_from(limits.part_bytes).unwrap_or(usize::MAX);
    let load = |password: Option<String>| {
        let options = LoadOptions { max_decompressed_size: Some(unpacked), password, ..LoadOptions::default() };
        Document::load_mem_with_options(bytes, options)
    };
    let unlocked = || request.passwords.iter().find_map(|word| load(Some(word.clone())).ok());
    let document = match load(None) {
        Ok(document) if document.is_encrypted() => unlocked().unwrap_or(document),
        Ok(document) => document,
        Err(error) => unlocked().ok_or_else(|| malformed(error.to_string()))?,
    };
    let mut work = File { document, unpacked, holders: BTreeMap::new(), streams: BTreeMap::new(), places: Vec::new() };
    let mut out = Rewritten { bytes: Vec::new(), method: None, fonts: Vec::new(), left: Vec::new() };
    for ((object, inside), font) in by_place(request) {
        match work.change(object, inside, &font, request) {
            Ok(codes) if codes.is_empty() => {}
            Ok(codes) => out.fonts.push(FontChange { name: font.name.to_string(), object, codes }),
            Err(left) => out.left.push((font.name.to_string(), left)),
        }
    }
    if out.fonts.is_empty() {
        out.bytes = file.to_vec();
        return Ok(out);
    }
    if work.document.is_encrypted() {
        return Err(Error::Unsupported("writing with the encryption of this PDF".into()));
    }
    if !request.force && is_signed(&work.document) {
        return Err(Error::Signed);
    }
    let broken = work.document.xref_start == 0 || work.document.xref_recovery.is_some();
    let method = if broken { Method::Complete } else { method };
    out.method = Some(method);
    let bodies = work.bodies(bytes);
    out.bytes = append::append(bytes, &work.document, bodies, method == Method::Complete)?;
    Ok(out)
}

/// A font with the codes of all its entries in the document's list.
struct Merged<'a> {
    name: &'a str,
    read: BTreeMap<u32, FontCode>,
    repaired: BTreeMap<u32, FontCode>,
}

type Place<'a> = ((u32, i32), Option<&'a [u8]>);

fn by_place(request: &Request) -> BTreeMap<Place<'_>, Merged<'_>> {
    let mut fonts: BTreeMap<Place<'_>, Merged<'_>> = BTreeMap::new();
    for (read, repaired) in request.read.iter().zip(&request.repaired) {
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

/// The file and what is to change in it.
struct File<'a> {
    document: Document,
    /// How far a stream may unpack.
    unpacked: usize,
    /// Objects with changed fonts, as lopdf has them.
    holders: BTreeMap<ObjectId, Object>,
    /// The new CMaps.
    streams: BTreeMap<ObjectId, Object>,
    /// Where each new CMap is named: object, resource name of a font inside it, key, number of the CMap.
    places: Vec<(Place<'a>, &'static str, u32)>,
}

impl<'a> File<'a> {
    /// Gives one font its new ToUnicode, if it needs one.
    fn change(
        &mut self,
        object: (u32, i32),
        inside: Option<&'a [u8]>,
        font: &Merged<'_>,
        request: &Request,
    ) -> Result<Vec<CodeChange>, Left> {
        let id = object_id(object).ok_or(Left::NoPlace)?;
        let found = self.holders.get(&id).or_else(|| self.document.get_object(id).ok());
        let mut holder = found.ok_or(Left::NoPlace)?.clone();
        let mut dict = Dictionary::new();
        if place::each_font(&mut holder, inside, &mut |font| dict = font.clone()) != 1 {
            return Err(Left::NoPlace);
        }
        let old = OldMap::read(&self.document, &dict, self.unpacked);
        let own_encoding = is_cid_font_type_0(&self.document, &dict);
        let pair = Pair { read: &font.read, repaired: &font.repaired, own_encoding };
        let New { to_unicode, encoding, changes } = match font::examine(&dict, &old, &pair, request) {
            Outcome::Right => return Ok(Vec::new()),
            Outcome::Left(left) => return Err(left),
            Outcome::Rewrite(new) => new,
        };
        let to_unicode = Stream::new(Dictionary::new(), to_unicode);
        let encoding = encoding.map(|encoding| ("Encoding", encoding.stream()));
        for (key, mut stream) in std::iter::once(("ToUnicode", to_unicode)).chain(encoding) {
            // An error of the packer leaves the stream as it is, which is right too.
            let _ = stream.compress();
            let number = self.document.max_id.checked_add(1).ok_or(Left::NoPlace)?;
            self.document.max_id = number;
            self.streams.insert((number, 0), Object::Stream(stream));
            place::each_font(&mut holder, inside, &mut |font| font.set(key, Object::Reference((number, 0))));
            self.places.push(((object, inside), key, number));
        }
        self.holders.insert(id, holder);
        Ok(changes)
    }

    /// The changed objects: with the bytes of the file where these can be told, else as lopdf writes them.
    fn bodies(&mut self, bytes: &[u8]) -> BTreeMap<ObjectId, Body> {
        let pdf = hayro_syntax::Pdf::new(bytes.to_vec()).ok();
        let mut bodies = BTreeMap::new();
        for (id, holder) in std::mem::take(&mut self.holders) {
            let raw = pdf.as_ref().and_then(|pdf| self.raw(pdf, id));
            bodies.insert(id, raw.map_or(Body::Object(holder), Body::Raw));
        }
        bodies.extend(std::mem::take(&mut self.streams).into_iter().map(|(id, stream)| (id, Body::Object(stream))));
        bodies
    }

    fn raw(&self, pdf: &hayro_syntax::Pdf, id: ObjectId) -> Option<Vec<u8>> {
        let object = (id.0, i32::from(id.1));
        let old = raw::bytes(pdf, object)?;
        // Strings in object streams are not encrypted one by one, but those of an object of its own are.
        let packed = self.document.reference_table.get(id.0).is_none_or(|entry| !entry.is_normal());
        if packed && self.document.was_encrypted() && !raw::is_without_strings(old) {
            return None;
        }
        let here = self.places.iter().filter(|((place, _), ..)| *place == object);
        let edits: Option<Vec<_>> =
            here.map(|((_, inside), key, number)| raw::edit(pdf, object, *inside, key, *number)).collect();
        raw::apply(old, edits?)
    }
}

fn object_id(object: (u32, i32)) -> Option<ObjectId> {
    Some((object.0, u16::try_from(object.1).ok()?))
}

/// Whether the descendant of a composite font holds Type 1 or CFF outlines, or would if it were embedded.
fn is_cid_font_type_0(document: &Document, font: &Dictionary) -> bool {
    font.get_deref(b"DescendantFonts", document)
        .and_then(Object::as_array)
        .ok()
        .and_then(|fonts| document.dereference(fonts.first()?).ok())
        .and_then(|(_, descendant)| descendant.as_dict().ok())
        .is_some_and(|descendant| {
            descendant.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"CIDFontType0")
        })
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
