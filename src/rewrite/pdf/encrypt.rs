//! Files whose encryption dictionary stands in the trailer itself (ISO 32000-1, table 15), where lopdf does not look.

use hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, String as PdfString};
use memchr::memmem;

/// The file with an update behind it that makes an object of the dictionary; `None` where it is one, or where the last
/// trailer is that of a cross-reference stream.
pub(super) fn as_object(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(b"%PDF-") {
        return None;
    }
    let behind = |word: &[u8]| Some(bytes.get(memmem::rfind(bytes, word)? + word.len()..)?.trim_ascii_start());
    let trailer = Dict::from_bytes(behind(b"trailer")?)?;
    let MaybeRef::NotRef(encryption) = trailer.get_raw::<Dict<'_>>("Encrypt")? else { return None };
    let number = trailer.get::<u32>("Size")?;
    let previous = behind(b"startxref")?.split(|b| !b.is_ascii_digit()).next()?;
    let reference = |key: &str| {
        let id = trailer.get_ref(key)?;
        Some(format!("/{key} {} {} R ", id.obj_number, id.gen_number))
    };
    let root = reference("Root")?;
    let info = reference("Info").unwrap_or_default();
    let ids = trailer.get::<Array<'_>>("ID").unwrap_or_default();
    let hexadecimal = |id: PdfString<'_>| id.as_bytes().iter().map(|b| format!("{b:02X}")).collect::<String>();
    let ids: String = ids.iter::<PdfString<'_>>().map(|id| format!("<{}>", hexadecimal(id))).collect();
    let mut out = bytes.to_vec();
    out.push(b'\n');
    let object = out.len();
    out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    out.extend_from_slice(encryption.data());
    out.extend_from_slice(b"\nendobj\n");
    let section = out.len();
    let size = number.checked_add(1)?;
    let previous = std::str::from_utf8(previous).ok()?;
    out.extend_from_slice(
        format!(
            "xref\n{number} 1\n{object:010} 00000 n \ntrailer\n<</Size {size} /Prev {previous} {root}{info}/ID [{ids}] \
             /Encrypt {number} 0 R>>\nstartxref\n{section}\n%%EOF\n"
        )
        .as_bytes(),
    );
    Some(out)
}
