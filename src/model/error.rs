//! Why a document gave no report.

use super::limits::Limit;

/// No report can be made of a document. By whose fault: the file's, this program's, the caller's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// The bytes are of no format that this program knows.
    #[error("unknown format: {0}")]
    UnknownFormat(String),
    /// A format that is known but not read.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// Data, in which nothing is a document.
    #[error("it holds no document: {0}")]
    NoDocument(String),
    /// A password is needed.
    #[error("the document is encrypted and does not open without a password")]
    Encrypted,
    /// The document is signed, and was to be changed.
    #[error("the document is signed, and the signature would not hold for a changed copy")]
    Signed,
    /// The bytes claim a format that they do not keep.
    #[error("malformed {format}: {what}")]
    Malformed {
        /// The format claimed.
        format: &'static str,
        /// What is wrong.
        what: String,
    },
    /// A limit that guards against hostile files was reached.
    #[error("{} over the limit of {value}", limit.what())]
    Limit {
        /// Which one.
        limit: Limit,
        /// What it was set to, with its unit.
        value: String,
    },
    /// A stage panicked on it, or the process that converted it ended, again when it was tried once more.
    #[error("this program broke down on it: {0}")]
    Crashed(String),
    /// The operating system said no.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Error {
    /// The code of what a run passes over, as it does what by its name is no document.
    pub(crate) const NO_DOCUMENT: &'static str = "no_document";

    /// Stable code for logs and lists of failures.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Empty => "empty",
            Error::UnknownFormat(_) => "unknown_format",
            Error::Unsupported(_) => "unsupported",
            Error::NoDocument(_) => Error::NO_DOCUMENT,
            Error::Encrypted => "encrypted",
            Error::Signed => "signed",
            Error::Malformed { .. } => "malformed",
            Error::Limit { .. } => "limit",
            Error::Crashed(_) => "crashed",
            Error::Io(_) => "io",
        }
    }

    /// What a user can do about it: one line.
    pub fn advice(&self) -> &'static str {
        match self {
            Error::Empty => "fetch the file again; nothing was saved in it",
            Error::UnknownFormat(_) => {
                "give a PDF, OFD, DOCX, DOC, RTF, ODT, XLSX, HTML, Markdown, CSV, JSON or text file"
            }
            Error::Unsupported(what) => way_out(what),
            Error::NoDocument(_) => "take the text of the report out of it as HTML or text, then convert that",
            Error::Encrypted => "give --password if it is a PDF, or remove the password with the program that set it",
            Error::Signed => "keep the original as the proof, and add --force for a copy that can be searched",
            Error::Malformed { .. } => "fetch the file again, or open and save it with the program that made it",
            Error::Limit { limit, .. } => limit.advice(),
            Error::Crashed(_) => {
                "save it again with the program that made it; the makers of nianbao would like to see it"
            }
            // Stores give this kind for what is no matter of a path.
            Error::Io(error) if error.kind() == std::io::ErrorKind::NotConnected => {
                "look at the network, the address and the credentials; the same command then tries it again"
            }
            Error::Io(_) => "look at the path and its permissions",
        }
    }
}

/// What to do with images of text.
pub(crate) const RECOGNISE: &str = "make a PDF of it with a program that recognises text (OCR), then convert that";

/// What to do with a format that is not read, by a word of its name.
fn way_out(what: &str) -> &'static str {
    const WAYS: [(&str, &str); 5] = [
        ("workbook", "open it in Excel, WPS or LibreOffice and save it as .xlsx, then convert that"),
        ("image", RECOGNISE),
        ("archive", "unpack it, then convert what is inside"),
        ("presentation", "save it as PDF, then convert that"),
        ("database", "export the report as HTML or text, then convert that"),
    ];
    let way = WAYS.iter().find(|(word, _)| what.contains(word));
    way.map_or("save it as PDF, DOCX, HTML or text, then convert that", |(_, way)| way)
}
