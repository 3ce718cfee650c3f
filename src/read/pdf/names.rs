//! Glyph names of a simple font's /Differences, as far as they say the character themselves. The names of the Adobe
//! Glyph List are hayro's work.

use std::borrow::Cow;

use hayro_syntax::object::{Array, Dict, Object};

/// Glyph names by code (ISO 32000-1, 9.6.6.1).
pub(super) struct Differences<'a>(Vec<Option<Cow<'a, [u8]>>>);

impl<'a> Differences<'a> {
    /// Reads those of a font's /Encoding; codes above 255 are errors.
    pub(super) fn read(font: &Dict<'a>) -> Self {
        let array = font.get::<Dict<'a>>("Encoding").and_then(|e| e.get::<Array<'a>>("Differences"));
        let Some(array) = array else { return Differences(Vec::new()) };
        Differences::plain(array.data()).unwrap_or_else(|| Differences::of_objects(&array))
    }

    /// The array as nearly all have it, of numbers and names without escapes. Chromium writes hundreds of fonts with
    /// hundreds of names each, and the general reader goes over each of them twice.
    fn plain(data: &'a [u8]) -> Option<Self> {
        let (mut names, mut code) = (Differences(Vec::new()), 0usize);
        let mut rest = data.trim_ascii_start();
        while let Some((first, behind)) = rest.split_first() {
            let length = behind.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
            let (word, next) = behind.split_at_checked(length)?;
            match first {
                b'/' => {
                    names.set(code, Cow::Borrowed(word));
                    code = code.saturating_add(1);
                }
                b'0'..=b'9' => code = std::str::from_utf8(rest.get(..=length)?).ok()?.parse().ok()?,
                _ => return None,
            }
            rest = next.trim_ascii_start();
        }
        Some(names)
    }

    fn of_objects(array: &Array<'a>) -> Self {
        let (mut names, mut code) = (Differences(Vec::new()), 0usize);
        for item in array.iter::<Object<'a>>() {
            match item {
                Object::Number(n) => code = n.as_f64().clamp(0.0, 256.0) as usize,
                Object::Name(name) => {
                    names.set(code, Cow::Owned(name.to_vec()));
                    code += 1;
                }
                _ => {}
            }
        }
        names
    }

    fn set(&mut self, code: usize, name: Cow<'a, [u8]>) {
        if code < 256 {
            if self.0.is_empty() {
                self.0.resize(256, None);
            }
            if let Some(slot) = self.0.get_mut(code) {
                *slot = Some(name);
            }
        }
    }

    fn name(&self, code: u32) -> Option<&[u8]> {
        self.0.get(code as usize)?.as_deref()
    }

    /// The character in a name `uniXXXX` or `uXXXXX` (Adobe Glyph List Specification, 2).
    pub(super) fn unicode(&self, code: u32) -> Option<char> {
        let name = std::str::from_utf8(self.name(code)?).ok()?;
        let base = name.split('.').next()?;
        let digits = match base.strip_prefix("uni") {
            Some(digits) if digits.len() == 4 => digits,
            _ => base.strip_prefix('u').filter(|d| matches!(d.len(), 4..=6))?,
        };
        let hexadecimal = digits.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
        u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal).and_then(char::from_u32)
    }

    /// The number of the glyph in the original font: Skia names the glyphs of its Type 3 fonts `g` and that number in
    /// hexadecimal.
    pub(super) fn skia_glyph(&self, code: u32) -> Option<u32> {
        let digits = std::str::from_utf8(self.name(code)?.strip_prefix(b"g")?).ok()?;
        if digits.len() > 4 {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    }

    /// The digit that a code's name says: `seven`.
    pub(super) fn digit(&self, code: u32) -> Option<char> {
        const NAMES: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        let name = self.name(code)?;
        ('0'..='9').zip(NAMES).find(|(_, n)| n.as_bytes() == name).map(|(c, _)| c)
    }

    /// The ASCII character of a code whose name only repeats the code, as in `C41`, `a65`, `G065`. Not `g41`: Skia
    /// writes a glyph id so, and glyph ids below 256 are their own codes. `latin`: the widths of the glyphs prove it, also
    /// where codes that are no ASCII have such names.
    pub(super) fn repeated_code(&self, code: u32, latin: bool) -> Option<char> {
        let ascii = char::from_u32(code).filter(|c| matches!(c, ' '..='~'))?;
        (self.repeats(code) && (latin || !self.only_numbers())).then_some(ascii)
    }

    /// Whether codes that are no ASCII have such names too: then they number the glyphs and say nothing of them.
    fn only_numbers(&self) -> bool {
        (1..=0x1F).chain(0x7F..=0xFF).any(|code| self.repeats(code))
    }

    fn repeats(&self, code: u32) -> bool {
        let name = self.name(code).and_then(|name| std::str::from_utf8(name).ok());
        let Some(number) = name.and_then(|n| n.strip_prefix(['A', 'a', 'C', 'c', 'G'])) else { return false };
        let sound = !number.is_empty() && number.bytes().all(|b| b.is_ascii_hexdigit());
        sound && (number.parse() == Ok(code) || u32::from_str_radix(number, 16) == Ok(code))
    }
}
