//! Text strings outside of content streams, and what the Info dictionary says of the document.

use hayro_syntax::metadata::Metadata;

use crate::model::content::Info;

/// Title and creator; Producer where no Creator is given.
pub(super) fn read(metadata: &Metadata) -> Info {
    let text = |field: &Option<Box<[u8]>>| field.as_deref().and_then(text_string);
    Info {
        title: text(&metadata.title),
        creator: text(&metadata.creator).or_else(|| text(&metadata.producer)),
        ..Info::default()
    }
}

/// A text string as one line, without controls; `None` if blank.
pub(super) fn text_string(bytes: &[u8]) -> Option<String> {
    let text: String = decoded(bytes).chars().filter(|c| !c.is_control()).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with a mark, else PDFDocEncoding by the standard. Old
/// Chinese producers write GBK there; where the bytes are GBK throughout, they are taken as such.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => match std::str::from_utf8(plain) {
            Ok(text) => text.into(),
            Err(_) => gbk(plain).unwrap_or_else(|| plain.iter().map(|b| char::from(*b)).collect()),
        },
    }
}

fn gbk(bytes: &[u8]) -> Option<String> {
    let text = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(bytes)?;
    let chinese = |c: char| {
        c.is_ascii() || matches!(c, '\u{2010}'..='\u{2049}' | '\u{3000}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
    };
    text.chars().all(chinese).then(|| text.into_owned())
}
