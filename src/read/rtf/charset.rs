//! Which encoding bytes of text are in: the document's code page, and each font's character set over it
//! (RTF 1.9.1, "Character Set" and "Font Table").

use std::collections::HashMap;

use encoding_rs::{self as enc, Encoding};

use crate::read::word::charsets::{of_charset, of_code_page};

/// More fonts than this are not remembered.
const MAX_FONTS: usize = 20_000;

/// How the bytes of a font become characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// Of this encoding.
    Encoded(&'static Encoding),
    /// Places in a font of symbols, which Word keeps in the private use area from U+F000.
    Symbols,
}

/// The character sets of a document.
#[derive(Debug)]
pub(super) struct Charsets {
    /// Of the document.
    pub(super) default: &'static Encoding,
    fonts: HashMap<i32, Charset>,
}

impl Charsets {
    pub(super) fn new() -> Self {
        Charsets { default: enc::WINDOWS_1252, fonts: HashMap::new() }
    }

    /// `\ansicpg`
    pub(super) fn set_default(&mut self, page: Option<i32>) {
        if let Some(encoding) = page.and_then(of_code_page) {
            self.default = encoding;
        }
    }

    /// `\fcharset` of a font. The set 0 is that of writers which do not care, and leaves the document's code page.
    pub(super) fn set_charset(&mut self, font: i32, charset: Option<i32>) {
        let known = match charset.unwrap_or(0) {
            2 => Some(Charset::Symbols),
            77 => Some(Charset::Encoded(enc::MACINTOSH)),
            other => of_charset(other).map(Charset::Encoded),
        };
        if let (Some(charset), true) = (known, self.fonts.len() < MAX_FONTS) {
            self.fonts.insert(font, charset);
        }
    }

    /// `\cpg` of a font, which overrides its set.
    pub(super) fn set_page(&mut self, font: i32, page: Option<i32>) {
        if let (Some(encoding), true) = (page.and_then(of_code_page), self.fonts.len() < MAX_FONTS) {
            self.fonts.insert(font, Charset::Encoded(encoding));
        }
    }

    /// That of a font, or the document's.
    pub(super) fn of(&self, font: i32) -> Charset {
        self.fonts.get(&font).copied().unwrap_or(Charset::Encoded(self.default))
    }
}
