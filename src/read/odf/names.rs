//! The element names that the reader acts on; local names repeat across namespaces (`text:p`, `svg:p`).

use quick_xml::name::{Namespace, ResolveResult};

use crate::read::xml::{self, Name};

/// A part as a stream of events.
pub(super) type Xml<'a> = xml::Xml<'a, Tag>;

/// One of its events.
pub(super) type Token<'a> = xml::Token<'a, Tag>;

/// What stands before and after a namespace's own word (OpenDocument 1.3 part 3, 3.2).
const BEFORE: &str = "urn:oasis:names:tc:opendocument:xmlns:";
const AFTER: &str = ":1.0";

macro_rules! tags {
    ($($tag:ident $space:literal $name:literal,)*) => {
        /// What an element is, as far as this reader cares.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Tag {
            $(#[doc = concat!("`", $space, ":", $name, "`")] $tag,)*
            /// A drawn shape, which may hold paragraphs itself.
            Shape,
            /// Anything else: transparent.
            Other,
        }

        fn known(space: &str, local: &str) -> Tag {
            match (space, local) {
                $(($space, $name) => Tag::$tag,)*
                ("drawing", "caption" | "circle" | "connector" | "custom-shape" | "ellipse" | "line" | "measure"
                    | "path" | "polygon" | "polyline" | "rect" | "regular-polygon") => Tag::Shape,
                _ => Tag::Other,
            }
        }
    };
}

tags! {
    Annotation "office" "annotation", AutomaticStyles "office" "automatic-styles", Body "office" "body",
    Forms "office" "forms", Generator "meta" "generator", MasterStyles "office" "master-styles", Meta "office" "meta",
    Scripts "office" "scripts", Settings "office" "settings", Spreadsheet "office" "spreadsheet",
    NamedStyles "office" "styles", OfficeText "office" "text", Chart "office" "chart",
    Change "text" "changed-region", ChangeEnd "text" "change-end", ChangeStart "text" "change-start", Deletion "text" "deletion", FormatChange "text" "format-change",
    Heading "text" "h", HiddenParagraph "text" "hidden-paragraph", HiddenText "text" "hidden-text",
    IndexSource "text" "table-of-content-source", Insertion "text" "insertion", LineBreak "text" "line-break",
    Link "text" "a", List "text" "list", ListHeader "text" "list-header", ListItem "text" "list-item",
    BulletLevel "text" "list-level-style-bullet", ImageLevel "text" "list-level-style-image",
    NumberLevel "text" "list-level-style-number", ListStyle "text" "list-style", Note "text" "note",
    Number "text" "number", OutlineLevel "text" "outline-level-style", OutlineStyle "text" "outline-style",
    Paragraph "text" "p", Ruby "text" "ruby-text", Section "text" "section", Space "text" "s", Span "text" "span",
    Tab "text" "tab",
    Cell "table" "table-cell", Column "table" "table-column", Covered "table" "covered-table-cell",
    DdeLink "table" "dde-link", Row "table" "table-row", Table "table" "table", TrackedTable "table" "tracked-changes",
    Frame "drawing" "frame", Object "drawing" "object", TextBox "drawing" "text-box",
    Description "svg-compatible" "desc", SvgTitle "svg-compatible" "title",
    CellProperties "style" "table-cell-properties", LabelAlignment "style" "list-level-label-alignment",
    ParagraphProperties "style" "paragraph-properties", SectionProperties "style" "section-properties",
    TableProperties "style" "table-properties", Style "style" "style", TextProperties "style" "text-properties",
    EncryptionData "manifest" "encryption-data",
}

impl Name for Tag {
    const FORMAT: &'static str = "OpenDocument";

    fn resolve(namespace: &ResolveResult, local: &str) -> Tag {
        let ResolveResult::Bound(Namespace(uri)) = namespace else { return Tag::Other };
        match uri.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER)) {
            Some(space) => known(space, local),
            None => Tag::Other,
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Tag::Paragraph | Tag::Heading)
    }
}
