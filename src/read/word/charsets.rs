//! The encodings that Windows' numbers of code pages, of fonts' character sets and of languages mean.

use encoding_rs::{self as enc, Encoding};

/// The encoding of a font's character set ([MS-WMF] 2.1.1.5); `None` for ANSI and symbols, which are none.
pub(crate) fn of_charset(charset: i32) -> Option<&'static Encoding> {
    windows_charset(charset).and_then(of_code_page)
}

/// The code page of programs in a language ([MS-LCID] 2.2).
pub(crate) fn of_language(language: u16) -> &'static Encoding {
    match (language & 0x03FF, language) {
        (0x04, 0x0404 | 0x0C04 | 0x1404) => enc::BIG5,
        (0x04, _) => enc::GB18030,
        (0x11, _) => enc::SHIFT_JIS,
        (0x12, _) => enc::EUC_KR,
        (0x05 | 0x0E | 0x15 | 0x18 | 0x1A | 0x1B | 0x24, _) => enc::WINDOWS_1250,
        (0x02 | 0x19 | 0x22 | 0x23 | 0x2F, _) => enc::WINDOWS_1251,
        (0x08, _) => enc::WINDOWS_1253,
        (0x1F, _) => enc::WINDOWS_1254,
        (0x0D, _) => enc::WINDOWS_1255,
        (0x01, _) => enc::WINDOWS_1256,
        _ => enc::WINDOWS_1252,
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
pub(crate) fn of_code_page(page: i32) -> Option<&'static Encoding> {
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
