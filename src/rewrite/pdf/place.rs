//! Where a font dictionary stands in the file.

use lopdf::{Dictionary, Object};

/// Dictionaries nest no deeper than this in any file that a program wrote.
const MAX_DEPTH: usize = 32;

/// Calls `visit` with the font dictionary that `object` is or, under the resource name `inside`, holds; gives how many
/// there were, which is one where the place is certain.
pub(super) fn each_font(object: &mut Object, inside: Option<&[u8]>, visit: &mut dyn FnMut(&mut Dictionary)) -> usize {
    match inside {
        None => match object {
            Object::Dictionary(dict) if is_font(dict) => {
                visit(dict);
                1
            }
            _ => 0,
        },
        Some(name) => walk(object, name, visit, 0),
    }
}

fn walk(object: &mut Object, name: &[u8], visit: &mut dyn FnMut(&mut Dictionary), depth: usize) -> usize {
    if depth > MAX_DEPTH {
        return 0;
    }
    let dict = match object {
        Object::Dictionary(dict) => dict,
        Object::Stream(stream) => &mut stream.dict,
        Object::Array(items) => return items.iter_mut().map(|item| walk(item, name, visit, depth + 1)).sum(),
        _ => return 0,
    };
    let mut count = 0;
    for (key, value) in dict.iter_mut() {
        match value {
            Object::Dictionary(font) if key == name && is_font(font) => {
                visit(font);
                count += 1;
            }
            other => count += walk(other, name, visit, depth + 1),
        }
    }
    count
}

fn is_font(dict: &Dictionary) -> bool {
    let subtype = dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
    matches!(subtype, b"Type0" | b"Type1" | b"MMType1" | b"TrueType" | b"Type3")
        || dict.has(b"DescendantFonts")
        || dict.has_type(b"Font")
}
