//! Glyph names of a simple font's /Differences, as far as they say the character themselves. The names of the Adobe
//! Glyph List are hayro's work.

use std::collections::HashMap;

use hayro_syntax::object::{Array, Dict, Object};

/// Code to glyph name (ISO 32000-1, 9.6.6.1).
pub(super) struct Differences(HashMap<u32, Vec<u8>>);

impl Differences {
    /// Reads those of a font's /Encoding; codes above 255 are errors.
    pub(super) fn read(font: &Dict<'_>) -> Self {
        let mut names = HashMap::new();
        let mut code = 0u32;
        let array = font.get::<Dict<'_>>("Encoding").and_then(|e| e.get::<Array<'_>>("Differences"));
        for item in array.iter().flat_map(|a| a.iter::<Object<'_>>()) {
            match item {
                Object::Number(n) => code = n.as_f64().clamp(0.0, 256.0) as u32,
                Object::Name(name) if code < 256 => {
                    names.insert(code, name.to_vec());
                    code += 1;
                }
                _ => {}
            }
        }
        Differences(names)
    }

    /// The character in a name `uniXXXX` or `uXXXXX` (Adobe Glyph List Specification, 2).
    pub(super) fn unicode(&self, code: u32) -> Option<char> {
        let name = std::str::from_utf8(self.0.get(&code)?).ok()?;
        let base = name.split('.').next()?;
        let digits = match base.strip_prefix("uni") {
            Some(digits) if digits.len() == 4 => digits,
            _ => base.strip_prefix('u').filter(|d| matches!(d.len(), 4..=6))?,
        };
        let hexadecimal = digits.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
        u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal).and_then(char::from_u32)
    }

    /// The digit that a code's name says: `seven`.
    pub(super) fn digit(&self, code: u32) -> Option<char> {
        const NAMES: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        let name = self.0.get(&code)?;
        ('0'..='9').zip(NAMES).find(|(_, n)| n.as_bytes() == name).map(|(c, _)| c)
    }

    /// The ASCII character of a code whose name only repeats the code, as in `C41`, `a65`, `G065`. Not `g41`: Skia
    /// writes a glyph id so, and glyph ids below 256 are their own codes.
    pub(super) fn repeated_code(&self, code: u32) -> Option<char> {
        let ascii = char::from_u32(code).filter(|c| matches!(c, ' '..='~'))?;
        let name = std::str::from_utf8(self.0.get(&code)?).ok()?;
        let number = name.strip_prefix(['A', 'a', 'C', 'c', 'G'])?;
        let sound = !number.is_empty() && number.bytes().all(|b| b.is_ascii_hexdigit());
        let repeats = number.parse() == Ok(code) || u32::from_str_radix(number, 16) == Ok(code);
        (sound && repeats).then_some(ascii)
    }
}
