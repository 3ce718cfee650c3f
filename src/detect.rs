//! Which format bytes are of: looks at the bytes; the name only breaks ties between HTML and text.

mod names;

use std::io::{Cursor, Read};

use crate::formats::Format;
use crate::model::error::Error;
use crate::text::{encoding, looks};
pub use names::disagreement;
use names::ending;

/// Text is told from markup and junk by this many bytes.
const HEAD: usize = 16 << 10;

/// First bytes of formats that are known and not read.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1A\n", "PNG image"),
    (b"\xFF\xD8\xFF", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"II*\0", "TIFF image"),
    (b"MM\0*", "TIFF image"),
    (b"\0\0\0\x0CjP  ", "JPEG 2000 image"),
    (b"\x1F\x8B", "gzip archive"),
    (b"7z\xBC\xAF\x27\x1C", "7-Zip archive"),
    (b"Rar!\x1A\x07", "RAR archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xFD7zXZ\0", "xz archive"),
    (b"%!PS", "PostScript document"),
    (b"WARC/", "WARC web archive"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"\xDB\xA5\x2D\0", "Word 2 document (.doc)"),
];

/// The format of a document.
///
/// # Errors
/// [`Error::Empty`], [`Error::Encrypted`] for an encrypted Office document, [`Error::Unsupported`] with the format's name
/// if it is known but not read, [`Error::UnknownFormat`] with the first bytes if it is not known.
pub fn detect(bytes: &[u8], name: Option<&str>) -> Result<Format, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    let unsupported = |what: &str| Err(Error::Unsupported(what.to_string()));
    if bytes.starts_with(b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_format(bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return ole_format(bytes);
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return unsupported(what);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return unsupported("WebP image");
    }
    // The length of its header is that of BITMAPINFOHEADER.
    if bytes.starts_with(b"BM") && bytes.get(14..18) == Some(&[40, 0, 0, 0]) {
        return unsupported("BMP image");
    }
    // Readers of PDF accept up to 1 KB before the header (PDF 1.7, implementation note 13).
    if contains(bytes.get(..1024 + 5).unwrap_or(bytes), b"%PDF-") {
        return Ok(Format::Pdf);
    }
    text_format(bytes, name)
}

/// Formats that are text: told apart by how they begin.
fn text_format(bytes: &[u8], name: Option<&str>) -> Result<Format, Error> {
    let unsupported = |what: &str| Err(Error::Unsupported(what.to_string()));
    let sample = bytes.get(..HEAD).unwrap_or(bytes);
    let encoding::Decoded { text: head, replaced, .. } = encoding::decode(sample, None);
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if start.starts_with("{\\rtf") {
        return Ok(Format::Rtf);
    }
    if is_mhtml(start) {
        return Ok(Format::Mhtml);
    }
    // What `pdftohtml -xml` writes is the same as without it, in other elements.
    if start.starts_with("<?xml") && start.contains("<pdf2xml") {
        return Ok(Format::Html);
    }
    match xml_format(start) {
        Some("Word") => return Ok(Format::Docx),
        Some("OpenDocument text") => return Ok(Format::Odt),
        Some("OpenDocument spreadsheet") => return Ok(Format::Ods),
        Some(what) => return unsupported(what),
        None => {}
    }
    let ending = name.and_then(ending);
    let named = ending.as_deref().and_then(Format::of_ending);
    let named_html = named == Some(Format::Html) || matches!(ending.as_deref(), Some("jsp" | "aspx" | "php"));
    if is_json(start) {
        return Ok(Format::Json);
    }
    // Markdown holds tables of HTML, and a quoted cell may.
    let tags = looks::tags(start, 3);
    let other = matches!(named, Some(Format::Markdown | Format::Csv))
        || named != Some(Format::Html) && tags >= 3 && looks::is_markdown(start);
    // A page of a wiki has elements of HTML, and tables of its own.
    let plain = named == Some(Format::Markdown) || named != Some(Format::Html) && looks::has_wiki_table(start);
    if begins_html(start) && !plain || !other && (tags >= 3 || named_html && tags >= 1) {
        return Ok(Format::Html);
    }
    if is_junk(&head, replaced) {
        return Err(Error::UnknownFormat(first_bytes(bytes)));
    }
    Ok(plain_format(start, named))
}

/// Text that is neither markup nor JSON: by its name where that says it, and by its tables.
fn plain_format(start: &str, named: Option<Format>) -> Format {
    match named {
        Some(format @ (Format::Markdown | Format::Csv)) => format,
        _ if looks::is_markdown(start) => Format::Markdown,
        _ => Format::Text,
    }
}

/// Whether a text begins as an object of JSON, or as a list of objects, of strings or of nothing.
fn is_json(start: &str) -> bool {
    let inner = start.strip_prefix('[').map_or(start, str::trim_start);
    let object = inner.strip_prefix('{').map(str::trim_start);
    object.is_some_and(|object| object.starts_with('"') || object.starts_with('}'))
        || inner.len() < start.len() && inner.starts_with(['"', ']'])
}

/// Whether the text begins with markup, after comments and declarations.
fn begins_html(start: &str) -> bool {
    let mut rest = start;
    loop {
        rest = rest.trim_start();
        let skipped = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")
        } else if let Some(declaration) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<![")) {
            declaration.split_once('>')
        } else {
            None
        };
        match skipped {
            Some((_, after)) => rest = after,
            None => break,
        }
    }
    rest.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("<!doctype")) || looks::begins_tag(rest)
}

fn is_mhtml(start: &str) -> bool {
    let head: String = start.chars().take(2048).collect::<String>().to_ascii_lowercase();
    let mut headers = head.lines().take_while(|line| !line.starts_with('<'));
    headers.any(|line| line.starts_with("mime-version:") || line.starts_with("content-type: multipart/"))
}

/// XML documents that are no HTML, by name.
fn xml_format(start: &str) -> Option<&'static str> {
    const STARTS: [&str; 5] = ["<?xml", "<?mso-application", "<pkg:package", "<w:wordDocument", "<office:document"];
    if !STARTS.iter().any(|word| start.starts_with(word)) {
        return None;
    }
    let has = |what: &str| start.contains(what);
    match () {
        // Flat OPC and Word 2003 XML: the parts of a DOCX in one file.
        () if has("<pkg:package") && has("/word/") || has("<w:wordDocument") => Some("Word"),
        () if has("<pkg:package") => Some("Office document as flat XML"),
        () if has("<office:document") && has("opendocument.text") => Some("OpenDocument text"),
        () if has("<office:document") && has("opendocument.spreadsheet") => Some("OpenDocument spreadsheet"),
        () if has("<office:document") => Some("OpenDocument drawing or presentation as flat XML"),
        () if has("urn:schemas-microsoft-com:office:spreadsheet") => Some("Excel 2003 XML workbook"),
        () if has("<uof:") => Some("UOF document"),
        () if has("<svg") => Some("SVG image"),
        () if has("<html") || has("<HTML") || has("<!DOCTYPE html") || looks::tags(start, 3) >= 3 => None,
        () => Some("XML"),
    }
}

/// Whether decoded bytes are no text: control characters, or bytes of no character. A U+FFFD that was saved as such is
/// text, destroyed before; its reader says so.
fn is_junk(text: &str, replaced: usize) -> bool {
    let control = |c: &char| matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{1A}' | '\u{1C}'..='\u{1F}' | '\u{7F}');
    let (bad, all) = (text.chars().filter(control).count().saturating_add(replaced), text.chars().count());
    bad * 20 > all
}

/// Whether a ZIP with entries of these names is an archive of files, and no document. `head` is how it begins.
pub(crate) fn is_archive(names: &[String], head: &[u8]) -> bool {
    let names: Vec<String> = names.iter().map(|name| plain_name(name)).collect();
    is_plain_zip(package_format(&names, head))
}

/// The same of the start of a ZIP that lost its directory.
pub(crate) fn is_cut_archive(start: &[u8]) -> bool {
    is_plain_zip(zip_format(start))
}

fn is_plain_zip(format: Result<Format, Error>) -> bool {
    matches!(format, Err(Error::Unsupported(what)) if what == ARCHIVE)
}

const ARCHIVE: &str = "ZIP archive";

/// A ZIP by the names of its entries.
fn zip_format(bytes: &[u8]) -> Result<Format, Error> {
    package_format(&zip_names(bytes), bytes)
}

fn package_format(names: &[String], bytes: &[u8]) -> Result<Format, Error> {
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    let what = if has("word/") {
        return Ok(Format::Docx);
    } else if names.iter().any(|n| is_ofd(n)) {
        return Ok(Format::Ofd);
    } else if has("xl/workbook.bin") {
        "Excel binary workbook (.xlsb)"
    } else if has("xl/") {
        return Ok(Format::Xlsx);
    } else if has("ppt/") {
        "PowerPoint presentation (.pptx)"
    } else if has("[content_types].xml") {
        // A damaged one, or one that keeps its document elsewhere: the reader follows its relationships.
        let types = entry(bytes, "[Content_Types].xml");
        if contains(&types, b"spreadsheetml.sheet.main") || contains(&types, b"spreadsheetml.template.main") {
            return Ok(Format::Xlsx);
        } else if contains(&types, b"presentationml.") {
            "PowerPoint presentation (.pptx)"
        } else {
            return Ok(Format::Docx);
        }
    } else if has("content.xml") {
        // OpenDocument 1.3 part 2, 3.3: the type stands in the first entry. One that was packed again may lack it; its
        // reader tells texts from spreadsheets by what is inside.
        let kind = [entry(bytes, "mimetype"), bytes.get(..256).unwrap_or(bytes).to_vec()].concat();
        let is = |what: &str| contains(&kind, format!("application/vnd.oasis.opendocument.{what}").as_bytes());
        if is("spreadsheet") {
            return Ok(Format::Ods);
        } else if is("text") || !is("") {
            return Ok(Format::Odt);
        }
        "OpenDocument drawing or presentation"
    } else if contains(bytes.get(..256).unwrap_or(bytes), b"application/epub") {
        "EPUB book"
    } else {
        ARCHIVE
    };
    Err(Error::Unsupported(what.to_string()))
}

/// Whether an entry of this name makes a ZIP an OFD package: its index, or the one of an encrypted package. Programs put
/// the index last, where a download that broke off has lost it: then a page under its usual name.
fn is_ofd(name: &str) -> bool {
    matches!(name.rsplit('/').next(), Some("ofd.xml" | "encryptions.xml"))
        || name.contains("/pages/page_") && name.ends_with("/content.xml")
}

fn plain_name(name: &str) -> String {
    name.to_ascii_lowercase().replace('\\', "/").trim_start_matches('/').to_string()
}

/// The head of a zip entry; nothing if it cannot be unpacked.
fn entry(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut head = Vec::new();
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes))
        && let Ok(entry) = archive.by_name(name)
    {
        // What was read before an error is as good as the whole: only words are looked for in it.
        let _ = entry.take(64 << 10).read_to_end(&mut head);
    }
    head
}

/// Names of the entries in lower case with `/`: of the central directory, or of the local headers if that is damaged.
fn zip_names(bytes: &[u8]) -> Vec<String> {
    let plain = plain_name;
    if let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) {
        return archive.file_names().flatten().map(|name| plain(&name)).collect();
    }
    let mut names = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(4).position(|w| w == b"PK\x03\x04") {
        let header = rest.get(at..).unwrap_or_default();
        // Local file header: the length of the name is at 26, the name at 30.
        if let Some(&[low, high]) = header.get(26..28) {
            let length = usize::from(u16::from_le_bytes([low, high]));
            if let Some(name) = header.get(30..30 + length) {
                names.push(plain(&String::from_utf8_lossy(name)));
            }
        }
        rest = header.get(4..).unwrap_or_default();
        if names.len() >= 20_000 {
            break;
        }
    }
    names
}

/// OLE compound files by the names in their directory, which are UTF-16.
fn ole_format(bytes: &[u8]) -> Result<Format, Error> {
    let has = |name: &str| {
        let wanted: Vec<u8> = name.bytes().flat_map(|b| [b, 0]).collect();
        bytes.windows(wanted.len()).any(|window| window.eq_ignore_ascii_case(&wanted))
    };
    let what = if has("EncryptedPackage") {
        return Err(Error::Encrypted);
    } else if root_class(bytes).is_some_and(|class| EXCEL_CLASSES.contains(&class)) {
        // A workbook that embeds a document has the streams of both.
        "Excel 97-2003 workbook (.xls)"
    } else if has("WordDocument") {
        return Ok(Format::Doc);
    } else if has("PowerPoint Document") {
        "PowerPoint 97-2003 presentation (.ppt)"
    } else if has("Workbook") || has("Book") {
        "Excel 97-2003 workbook (.xls)"
    } else if has("MatOST") || has("CONTENTS") {
        "Works document (.wps)"
    } else {
        "OLE compound file"
    };
    Err(Error::Unsupported(what.to_string()))
}

/// First field of the class ids of Excel.Sheet.5 and Excel.Sheet.8.
const EXCEL_CLASSES: [u32; 2] = [0x0002_0810, 0x0002_0820];

/// First field of the class id of an OLE file's root: the program that made it ([MS-CFB] 2.2 and 2.6.1).
fn root_class(bytes: &[u8]) -> Option<u32> {
    let word = |at: usize| bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes);
    let shift = if bytes.get(30) == Some(&12) { 12 } else { 9 };
    let directory = (word(48)? as usize).checked_add(1)?.checked_shl(shift)?;
    word(directory.checked_add(80)?)
}

fn first_bytes(bytes: &[u8]) -> String {
    let shown: Vec<String> = bytes.iter().take(8).map(|byte| format!("{byte:02X}")).collect();
    format!("it begins with the bytes {}", shown.join(" "))
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
