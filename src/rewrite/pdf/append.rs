//! An incremental update: the file as it was, behind it the changed objects and where they lie (ISO 32000-1, 7.5.6).

use std::collections::BTreeMap;
use std::io::Write;

use lopdf::encryption::encrypt_object;
use lopdf::xref::{XrefEntry, XrefType};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, Writer};

use crate::model::error::Error;

/// Field widths of a cross-reference stream: type, offset, generation or index (7.5.8.3).
const WIDTHS: [usize; 3] = [1, 4, 2];

/// What stands in the place of an object.
pub(super) enum Body {
    /// Bytes as they stood in the file, but for the change.
    Raw(Vec<u8>),
    /// An object to be written, encrypted as the file is.
    Object(Object),
}

/// Appends objects to the file. With `complete`, the cross-reference section names all objects of the file and no
/// earlier section: for a file whose own sections are broken.
pub(super) fn append(
    bytes: &[u8],
    document: &Document,
    bodies: BTreeMap<ObjectId, Body>,
    complete: bool,
) -> Result<Vec<u8>, Error> {
    // lopdf counts offsets from the header, which bytes of a mail or a web server may precede.
    let start = bytes.windows(5).position(|w| w == b"%PDF-").unwrap_or(0);
    let mut out = bytes.get(start..).unwrap_or_default().to_vec();
    if out.last() != Some(&b'\n') {
        out.push(b'\n');
    }
    let mut entries = if complete { document.reference_table.entries.clone() } else { BTreeMap::new() };
    for (id, body) in bodies {
        entries.insert(id.0, normal(out.len(), id.1)?);
        writeln!(out, "{} {} obj", id.0, id.1)?;
        match body {
            Body::Raw(raw) => out.extend_from_slice(&raw),
            Body::Object(mut object) => {
                if let Some(state) = &document.encryption_state {
                    encrypt_object(state, id, &mut object).map_err(|_| unwritable())?;
                }
                Writer::write_object(&mut out, &object)?;
            }
        }
        out.extend_from_slice(b"\nendobj\n");
    }
    let at = out.len();
    let compressed = entries.values().any(XrefEntry::is_compressed);
    let stream = compressed || matches!(document.reference_table.cross_reference_type, XrefType::CrossReferenceStream);
    let size = document.max_id.saturating_add(1);
    let mut trailer = trailer(document)?;
    if !complete {
        trailer.set("Prev", i64::try_from(document.xref_start).unwrap_or(i64::MAX));
    }
    if stream {
        entries.insert(size, normal(at, 0)?);
        writeln!(out, "{size} 0 obj")?;
        Writer::write_object(&mut out, &section_stream(trailer, &entries, size))?;
        out.extend_from_slice(b"\nendobj\n");
    } else {
        trailer.set("Size", i64::from(size));
        section_table(&mut out, &entries)?;
        out.extend_from_slice(b"trailer\n");
        Writer::write_object(&mut out, &Object::Dictionary(trailer))?;
        out.push(b'\n');
    }
    writeln!(out, "startxref\n{at}\n%%EOF")?;
    Ok(out)
}

fn normal(offset: usize, generation: u16) -> Result<XrefEntry, Error> {
    let offset = u32::try_from(offset).map_err(|_| Error::Unsupported("a PDF of more than 4 GB".into()))?;
    Ok(XrefEntry::Normal { offset, generation })
}

fn unwritable() -> Error {
    Error::Unsupported("writing with the encryption of this PDF".into())
}

/// The old trailer without what is true of the old section alone.
fn trailer(document: &Document) -> Result<Dictionary, Error> {
    let mut trailer = document.trailer.clone();
    for key in ["Type", "Size", "Prev", "XRefStm", "W", "Index", "Length", "Filter", "DecodeParms"] {
        trailer.remove(key.as_bytes());
    }
    if let Some(state) = &document.encryption_state {
        trailer.set("Encrypt", Object::Reference(state.encrypt_object_id().ok_or_else(unwritable)?));
    }
    Ok(trailer)
}

/// Runs of object numbers without a gap: the subsections.
fn subsections(entries: &BTreeMap<u32, XrefEntry>) -> Vec<(u32, Vec<&XrefEntry>)> {
    let mut sections: Vec<(u32, Vec<&XrefEntry>)> = Vec::new();
    for (&number, entry) in entries {
        match sections.last_mut() {
            Some((first, run)) if first.checked_add(run.len() as u32) == Some(number) => run.push(entry),
            _ => sections.push((number, vec![entry])),
        }
    }
    sections
}

fn section_table(out: &mut Vec<u8>, entries: &BTreeMap<u32, XrefEntry>) -> std::io::Result<()> {
    writeln!(out, "xref")?;
    for (first, run) in subsections(entries) {
        writeln!(out, "{first} {}", run.len())?;
        for entry in run {
            match entry {
                XrefEntry::Normal { offset, generation } => writeln!(out, "{offset:010} {generation:05} n ")?,
                _ => writeln!(out, "{:010} {:05} f ", 0, 65535)?,
            }
        }
    }
    Ok(())
}

fn section_stream(mut dict: Dictionary, entries: &BTreeMap<u32, XrefEntry>, number: u32) -> Object {
    let mut index = Vec::new();
    let mut content = Vec::new();
    for (first, run) in subsections(entries) {
        index.extend([Object::Integer(first.into()), Object::Integer(run.len() as i64)]);
        run.iter().for_each(|entry| content.extend(entry.encode_for_xref_stream(&WIDTHS)));
    }
    dict.set("Type", Object::Name(b"XRef".to_vec()));
    dict.set("Size", i64::from(number) + 1);
    dict.set("W", WIDTHS.map(|w| Object::Integer(w as i64)).to_vec());
    dict.set("Index", index);
    Object::Stream(Stream::new(dict, content))
}
