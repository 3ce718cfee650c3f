//! Font dictionaries as they stand in the file: what is not changed stays to the byte. Taken apart and written again,
//! a number would lose digits, and a matrix of 0.00100000005 draws other pixels than one of 0.001.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Object, ObjectIdentifier};

/// Dictionaries nest no deeper than this in any file that a program wrote.
const MAX_DEPTH: usize = 32;

/// A change of a stretch of bytes.
pub(super) type Edit = (std::ops::Range<usize>, Vec<u8>);

/// The bytes of an object that is a dictionary.
pub(super) fn bytes(pdf: &Pdf, object: (u32, i32)) -> Option<&[u8]> {
    Some(dict(pdf, object)?.data())
}

fn dict(pdf: &Pdf, object: (u32, i32)) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(ObjectIdentifier::new(object.0, object.1))
}

/// What to change in the bytes of an object so that a font dictionary, the object itself or the one `inside` it, has
/// `/key number 0 R`. `None` where this cannot be told from the bytes.
pub(super) fn edit(pdf: &Pdf, object: (u32, i32), inside: Option<&[u8]>, key: &str, number: u32) -> Option<Edit> {
    let whole = dict(pdf, object)?;
    let mut fonts = Vec::new();
    match inside {
        None => fonts.push(whole.clone()),
        Some(name) => nested(&whole, name, &mut fonts, 0),
    }
    let [font] = fonts.as_slice() else { return None };
    // Both are parts of one buffer, so the distance is the place.
    let at = (font.data().as_ptr() as usize).checked_sub(whole.data().as_ptr() as usize)?;
    let (range, text) = entry(font.data(), key, number)?;
    let range = range.start.checked_add(at)?..range.end.checked_add(at)?;
    whole.data().get(range.clone())?;
    Some((range, text))
}

fn nested<'a>(dict: &Dict<'a>, name: &[u8], fonts: &mut Vec<Dict<'a>>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    for (key, value) in dict.entries() {
        if let MaybeRef::NotRef(Object::Dict(value)) = value {
            let is_font = key.as_ref() == name && (value.contains_key("Subtype") || value.contains_key("BaseFont"));
            if is_font { fonts.push(value) } else { nested(&value, name, fonts, depth + 1) }
        }
    }
}

/// The change to the bytes of a font dictionary.
fn entry(font: &[u8], key: &str, number: u32) -> Option<Edit> {
    let name = format!("/{key}");
    let mut places =
        font.windows(name.len()).enumerate().filter(|(_, w)| *w == name.as_bytes()).map(|(at, _)| at + name.len());
    let (first, more) = (places.next(), places.next().is_some());
    let Some(start) = first else {
        return font.starts_with(b"<<").then(|| (2..2, format!("{name} {number} 0 R ").into_bytes()));
    };
    let rest = font.get(start..).filter(|_| !more)?;
    Some((start..start.checked_add(value(rest)?)?, format!(" {number} 0 R").into_bytes()))
}

/// The length of a reference or a name at the start, with the white space before it.
fn value(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut skip = |wanted: &dyn Fn(u8) -> bool| {
        let length = bytes.get(at..).unwrap_or_default().iter().take_while(|b| wanted(**b)).count();
        at += length;
        (length > 0).then_some(at)
    };
    let space = |b: u8| matches!(b, b'\0' | b'\t' | b'\n' | 0x0C | b'\r' | b' ');
    let spaced = skip(&space).is_some();
    if skip(&|b| b == b'/').is_some() {
        return skip(&|b| b.is_ascii_graphic() && !b"()<>[]{}/%".contains(&b));
    }
    if !spaced {
        return None;
    }
    for _ in 0..2 {
        skip(&|b| b.is_ascii_digit())?;
        skip(&space)?;
    }
    skip(&|b| b == b'R')
}

/// Whether bytes hold no string, so that encryption leaves them as they are.
pub(super) fn is_without_strings(bytes: &[u8]) -> bool {
    let single = |at: usize| bytes.get(at + 1) != Some(&b'<') && (at == 0 || bytes.get(at - 1) != Some(&b'<'));
    bytes.iter().enumerate().all(|(at, b)| *b != b'(' && (*b != b'<' || !single(at)))
}

/// The bytes with the changes made, which must not overlap.
pub(super) fn apply(bytes: &[u8], mut edits: Vec<Edit>) -> Option<Vec<u8>> {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut at = 0;
    for (range, text) in edits {
        out.extend_from_slice(bytes.get(at..range.start)?);
        out.extend_from_slice(&text);
        at = range.end;
    }
    out.extend_from_slice(bytes.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(font: &[u8]) -> Option<String> {
        let edit = entry(font, "ToUnicode", 9)?;
        String::from_utf8(apply(font, vec![edit])?).ok()
    }

    #[test]
    fn the_entry_alone_is_changed() {
        assert_eq!(changed(b"<</A .00100000005>>").unwrap(), "<</ToUnicode 9 0 R /A .00100000005>>");
        assert_eq!(changed(b"<</ToUnicode\n12 0 R/A 1>>").unwrap(), "<</ToUnicode 9 0 R/A 1>>");
        assert_eq!(changed(b"<</ToUnicode/Identity-H/A 1>>").unwrap(), "<</ToUnicode 9 0 R/A 1>>");
        assert_eq!(changed(b"<</ToUnicode null /A 1>>"), None);
    }

    #[test]
    fn strings_are_told_from_dictionaries() {
        assert!(is_without_strings(b"<</A<</B 1>>>>"));
        assert!(!is_without_strings(b"<</A<414F>>>"));
        assert!(!is_without_strings(b"<</A(x)>>"));
    }
}
