//! Files whose attachments alone are encrypted: /EFF names a crypt filter, and streams and strings have none (ISO 32000-1,
//! 7.6.5). hayro asks for the password all the same, which the pages do not need.

use hayro_syntax::object::{Dict, FromBytes, Name};
use memchr::memmem;

use super::containers::number;

const KEY: &[u8; 8] = b"/Encrypt";

/// A key that means nothing, as long as the other, so that all offsets stay.
const UNKNOWN: &[u8; 8] = b"/Ignored";

/// The same file with its encryption unnamed; `None` unless all of its encryption dictionaries leave streams and strings
/// alone.
pub(super) fn without_encryption(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    let mut found = false;
    for at in memmem::find_iter(bytes, KEY) {
        let value = bytes.get(at + KEY.len()..)?;
        if value.first().is_some_and(u8::is_ascii_alphanumeric) {
            continue;
        }
        if !spares_the_pages(&dictionary(bytes, value)?) {
            return None;
        }
        found = true;
        out.get_mut(at..at + KEY.len())?.copy_from_slice(UNKNOWN);
    }
    found.then_some(out)
}

/// The dictionary that a value is, or that it refers to.
fn dictionary<'a>(bytes: &'a [u8], value: &'a [u8]) -> Option<Dict<'a>> {
    let value = value.trim_ascii_start();
    if value.starts_with(b"<<") {
        return Dict::from_bytes(value);
    }
    let (object, rest) = number(value)?;
    let (generation, rest) = number(rest)?;
    rest.trim_ascii_start().strip_prefix(b"R")?;
    let header = format!("{object} {generation} obj");
    let mut places = memmem::find_iter(bytes, &header)
        .filter(|at| !at.checked_sub(1).and_then(|b| bytes.get(b)).is_some_and(u8::is_ascii_digit));
    let (place, more) = (places.next()?, places.next().is_some());
    let object = bytes.get(place + header.len()..).filter(|_| !more)?;
    Dict::from_bytes(object.trim_ascii_start())
}

fn spares_the_pages(encryption: &Dict<'_>) -> bool {
    let is_identity = |key: &str| encryption.get::<Name<'_>>(key).is_none_or(|n| n.as_ref() == b"Identity");
    encryption.get::<i32>("V").is_some_and(|v| v >= 4) && is_identity("StmF") && is_identity("StrF")
}
