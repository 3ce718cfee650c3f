//! Names that promise another format than the bytes are of. Servers save an error page under the PDF's name, offices save
//! RTF and HTML as .doc: the report is read all the same, but whoever keeps the file should know.

use crate::formats::Format;

/// Endings of what is not read, whatever it holds; those of the formats are in [`crate::formats`].
const OTHERS: &[&str] = &[
    "xls", "xlt", "et", "ppt", "pptx", "dps", "odp", "epub", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "zip",
    "rar", "7z", "gz",
];

/// What is to be said of a file whose name ends as that of another format; `None` if it agrees or promises nothing.
/// Pages of programs (`.jsp`, `.php`, `.aspx`, `.do`) deliver any format and promise none.
pub fn disagreement(format: Format, name: &str) -> Option<String> {
    let ending = ending(name)?;
    let agrees = match Format::of_ending(&ending) {
        // Any text is a text, and any of these may be in one.
        Some(Format::Text) => matches!(format, Format::Text | Format::Markdown | Format::Csv | Format::Json),
        Some(promised) => promised == format,
        // Any format that can be one file of markup.
        None if ending == "xml" => matches!(format, Format::Docx | Format::Odt | Format::Ods | Format::Html),
        None => !OTHERS.contains(&ending.as_str()),
    };
    (!agrees).then(|| format!("the name ends in .{ending}, the content is {}", format.name()))
}

/// What a file's name ends in, in lower case.
pub(super) fn ending(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}
