//! Which encoding bytes of text are in: the document's code page, and each font's character set over it
//! (RTF 1.9.1, "Character Set" and "Font Table").

use std::collections::HashMap;

use encoding_rs::{self as enc, Encoding};

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
        if let Some(encoding) = page.and_then(code_page) {
            self.default = encoding;
        }
    }

    /// `\fcharset` of a font. The set 0 is that of writers which do not care, and leaves the document's code page.
    pub(super) fn set_charset(&mut self, font: i32, charset: Option<i32>) {
        let known = match charset.unwrap_or(0) {
            2 => Some(Charset::Symbols),
            77 => Some(Charset::Encoded(enc::MACINTOSH)),
            other => windows_charset(other).and_then(code_page).map(Charset::Encoded),
        };
        if let (Some(charset), true) = (known, self.fonts.len() < MAX_FONTS) {
            self.fonts.insert(font, charset);
        }
    }

    /// `\cpg` of a font, which overrides its set.
    pub(super) fn set_page(&mut self, font: i32, page: Option<i32>) {
        if let (Some(encoding), true) = (page.and_then(code_page), self.fonts.len() < MAX_FONTS) {
            self.fonts.insert(font, Charset::Encoded(encoding));
        }
    }

    /// That of a font, or the document's.
    pub(super) fn of(&self, font: i32) -> Charset {
        self.fonts.get(&font).copied().unwrap_or(Charset::Encoded(self.default))
    }
}

/// Windows' numbers of character sets to code pages ([MS-WMF] 2.1.1.5).
fn windows_charset(charset: i32) -> Option<i32> {
    Some(match charset {
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// The encoding of a Windows code page.
fn code_page(page: i32) -> Option<&'static Encoding> {
    Some(match page {
        874 => enc::WINDOWS_874,
        932 => enc::SHIFT_JIS,
        936 | 54936 => enc::GB18030,
        949 => enc::EUC_KR,
        950 => enc::BIG5,
        1250 => enc::WINDOWS_1250,
        1251 => enc::WINDOWS_1251,
        1252 => enc::WINDOWS_1252,
        1253 => enc::WINDOWS_1253,
        1254 => enc::WINDOWS_1254,
        1255 => enc::WINDOWS_1255,
        1256 => enc::WINDOWS_1256,
        1257 => enc::WINDOWS_1257,
        1258 => enc::WINDOWS_1258,
        10000 => enc::MACINTOSH,
        65001 => enc::UTF_8,
        _ => return None,
    })
}
