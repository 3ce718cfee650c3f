//! Every format that is read, once: its name in reports, the endings of names that promise it, its reader. How bytes are
//! told to be of it is `detect`'s.

use crate::model::content::Document;
use crate::model::error::Error;
use crate::model::limits::Limits;
use crate::read;

/// Bytes, the charset that a server declared for them, and bounds, to what the document holds.
type Reader = fn(&[u8], Option<&str>, &Limits) -> Result<Document, Error>;

macro_rules! formats {
    ($($(#[$doc:meta])* $kind:ident $name:literal [$($ending:literal)*] $reader:expr;)*) => {
        /// A format that has a reader.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])* $kind,)*
        }

        impl Format {
            /// All formats.
            pub const ALL: &'static [Format] = &[$(Format::$kind),*];

            /// As written in the report.
            pub fn name(self) -> &'static str {
                match self { $(Format::$kind => $name,)* }
            }

            /// Endings of names that promise this format and no other.
            pub fn endings(self) -> &'static [&'static str] {
                match self { $(Format::$kind => &[$($ending),*],)* }
            }

            fn reader(self) -> Reader {
                match self { $(Format::$kind => $reader,)* }
            }
        }
    };
}

formats! {
    /// Paged; any version.
    Pdf "pdf" ["pdf"] |bytes, _, limits| read::pdf::read(bytes, limits);
    /// GB/T 33190-2016, paged.
    Ofd "ofd" ["ofd"] |bytes, _, limits| read::ofd::read(bytes, limits);
    /// Word 97 to 2003, Word 6 and 95, WPS.
    Doc "doc" ["doc" "dot" "wps" "wpt"] |bytes, _, limits| read::doc::read(bytes, limits);
    /// Word 2007 and later, WPS; also flat OPC and Word 2003 XML, which are one XML file.
    Docx "docx" ["docx" "docm" "dotx" "dotm"] |bytes, _, limits| read::docx::read(bytes, limits);
    /// Rich Text Format.
    Rtf "rtf" ["rtf"] |bytes, _, limits| read::rtf::read(bytes, limits);
    /// A page or a part of one.
    Html "html" ["html" "htm" "shtml" "shtm" "xhtml" "jhtml"] read::html::read_declared;
    /// A page with what belongs to it in one file.
    Mhtml "mhtml" ["mht" "mhtml" "eml"] |bytes, _, limits| read::mhtml::read(bytes, limits);
    /// OpenDocument text, packed or as one XML file.
    Odt "odt" ["odt" "ott" "fodt"] |bytes, _, limits| read::odf::read(bytes, limits);
    /// OpenDocument spreadsheet, packed or as one XML file.
    Ods "ods" ["ods" "ots" "fods"] |bytes, _, limits| read::odf::read(bytes, limits);
    /// Excel workbook of 2007 and later, WPS.
    Xlsx "xlsx" ["xlsx" "xlsm" "xltx" "xltm"] |bytes, _, limits| read::xlsx::read(bytes, limits);
    /// Markdown, or a text whose tables are drawn as in it.
    Markdown "markdown" ["md" "markdown" "mdown" "mkd"] read::markdown::read_declared;
    /// Rows of cells parted by commas, tabs or semicolons.
    Csv "csv" ["csv" "tsv"] read::csv::read_declared;
    /// Pages or texts as a crawler keeps them: objects of JSON, or one a line. Their first document; all are
    /// [`crate::Converter`]'s matter.
    Json "json" ["json" "jsonl" "ndjson"] read::json::read_declared;
    /// A text dump.
    Text "text" ["txt" "text"] read::text::read_declared;
}

impl Format {
    /// What a document of this format holds.
    ///
    /// # Errors
    /// Those of the format's reader.
    #[doc(hidden)]
    pub fn read(self, bytes: &[u8], declared: Option<&str>, limits: &Limits) -> Result<Document, Error> {
        self.reader()(bytes, declared, limits)
    }

    /// All documents that a file of this format holds, in their order: one, but for what crawlers keep many in.
    ///
    /// # Errors
    /// Those of the format's reader.
    pub(crate) fn documents(
        self,
        bytes: &[u8],
        declared: Option<&str>,
        passwords: &[String],
        limits: &Limits,
    ) -> Result<Vec<Document>, Error> {
        match self {
            Format::Pdf => Ok(vec![read::pdf::read_locked(bytes, passwords, limits)?]),
            Format::Json => read::json::documents(bytes, declared, limits),
            _ => Ok(vec![self.read(bytes, declared, limits)?]),
        }
    }

    /// The format that an ending promises, in lower case and without its dot.
    pub fn of_ending(ending: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.endings().contains(&ending))
    }
}
