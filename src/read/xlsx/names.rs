//! The element names that the reader acts on.

use quick_xml::name::ResolveResult;

use crate::read::xml::{self, Name};

/// A part as a stream of events.
pub(super) type Xml<'a> = xml::Xml<'a, Tag>;

/// One of its events.
pub(super) type Token<'a> = xml::Token<'a, Tag>;

macro_rules! tags {
    ($($tag:ident $name:literal,)*) => {
        /// What an element is, as far as this reader cares. Its parts hold SpreadsheetML alone but for extensions, and
        /// those are skipped, so that the local name is enough.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Tag {
            $(#[doc = concat!("`", $name, "`")] $tag,)*
            /// Anything else: transparent.
            Other,
        }

        fn known(local: &str) -> Tag {
            match local { $($name => Tag::$tag,)* _ => Tag::Other }
        }
    };
}

tags! {
    Alignment "alignment", Border "border", Bottom "bottom", Cell "c", CellFormats "cellXfs", Color "color", Column "col",
    Extensions "extLst", Fill "fill", Font "font", Foreground "fgColor", Format "xf", Formula "f", Inline "is", Item "si", Left "left", Merge "mergeCell",
    NumberFormat "numFmt", Phonetic "rPh", Right "right", Row "row", Run "r", Sheet "sheet", SheetData "sheetData",
    SheetView "sheetView", Strike "strike", Text "t", Top "top", Value "v", VerticalAlign "vertAlign", WorkbookProperties "workbookPr",
}

impl Name for Tag {
    const FORMAT: &'static str = "XLSX";

    fn resolve(_: &ResolveResult, local: &str) -> Tag {
        known(local)
    }

    fn is_text(self) -> bool {
        self == Tag::Text
    }
}
