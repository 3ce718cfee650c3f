//! Names that promise another format than the bytes are of. Servers save an error page under the PDF's name, offices save
//! RTF and HTML as .doc: the report is read all the same, but whoever keeps the file should know.

use super::Format;

/// Endings, and the formats that they promise. What has no line promises nothing; what has no format promises one that
/// is not read.
const ENDINGS: &[(&[&str], &[Format])] = &[
    (&["pdf"], &[Format::Pdf]),
    (&["doc", "dot", "wps", "wpt"], &[Format::Doc]),
    (&["docx", "docm", "dotx", "dotm"], &[Format::Docx]),
    (&["ofd"], &[Format::Ofd]),
    (&["rtf"], &[Format::Rtf]),
    (&["html", "htm", "shtml", "shtm", "xhtml", "jhtml"], &[Format::Html]),
    (&["mht", "mhtml", "eml"], &[Format::Mhtml]),
    (&["odt", "ott", "fodt"], &[Format::Odt]),
    (&["ods", "ots", "fods"], &[Format::Ods]),
    (&["xlsx", "xlsm", "xltx", "xltm"], &[Format::Xlsx]),
    (&["xml"], &[Format::Docx, Format::Odt, Format::Ods, Format::Html]),
    (&["txt", "text", "md", "csv", "tsv"], &[Format::Text]),
    (&["xls", "xlt", "et", "ppt", "pptx", "dps", "odp", "epub"], &[]),
    (&["jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "zip", "rar", "7z", "gz"], &[]),
];

/// What is to be said of a file whose name ends as that of another format; `None` if it agrees or promises nothing.
/// Pages of programs (`.jsp`, `.php`, `.aspx`, `.do`) deliver any format and promise none.
pub fn disagreement(format: Format, name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    let (_, ending) = file.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let (_, promised) = ENDINGS.iter().find(|(endings, _)| endings.contains(&ending.as_str()))?;
    if promised.contains(&format) {
        return None;
    }
    Some(format!("the name ends in .{ending}, the content is {}", format.name()))
}
