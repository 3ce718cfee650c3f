//! The element names that the reader acts on; local names repeat across namespaces (`w:t`, `a:t`, `m:t`).

use quick_xml::name::{Namespace, ResolveResult};

use crate::read::xml::{self, Name};

/// A part as a stream of events.
pub(super) type Xml<'a> = xml::Xml<'a, Tag>;

/// One of its events.
pub(super) type Token<'a> = xml::Token<'a, Tag>;

/// WordprocessingML namespaces: transitional and strict (ECMA-376 part 1, annex A), and Word 2003 XML, whose elements
/// below `w:body` are the same but for the case of `vmerge` and `hmerge`.
const WORD: [&str; 3] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.microsoft.com/office/word/2003/wordml",
];

/// Markup compatibility (ECMA-376 part 3).
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";

/// Office math: formulas print their `m:t`.
const MATH: [&str; 2] =
    ["http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math"];

macro_rules! tags {
    ($($tag:ident $name:literal,)*) => {
        /// What an element is, as far as this reader cares.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Tag {
            $(#[doc = concat!("`w:", $name, "`")] $tag,)*
            /// `mc:AlternateContent`: one thing written for newer and for older programs.
            Alternate,
            /// `mc:Choice`
            Choice,
            /// `mc:Fallback`
            Fallback,
            /// `m:t`
            MathText,
            /// Anything else: transparent, unless it stands among properties.
            Other,
        }

        fn word(local: &str) -> Tag {
            match local { $($name => Tag::$tag,)* _ => Tag::Other }
        }
    };
}

tags! {
    AbstractNum "abstractNum", AbstractNumId "abstractNumId", AltChunk "altChunk", BasedOn "basedOn", Body "body",
    Background "background", Break "br", CarriageReturn "cr", CellDeletion "cellDel", CellProperties "tcPr", Color "color", Comments "comments",
    CustomXmlProperties "customXmlPr", DeletedInstruction "delInstrText", DeletedText "delText", Deletion "del", DoubleStrike "dstrike",
    Endnotes "endnotes", FieldChar "fldChar", Footer "ftr", Footnotes "footnotes", Glossary "glossaryDocument",
    GridAfter "gridAfter", GridBefore "gridBefore", GridColumn "gridCol", GridSpan "gridSpan", Header "hdr", Hidden "hidden", Highlight "highlight", HMerge "hMerge",
    HMerge2003 "hmerge", Hyperlink "hyperlink", Indent "ilvl", Insertion "ins", Instruction "instrText",
    IsLegal "isLgl", Justification "jc", Level "lvl", LevelOverride "lvlOverride", LevelRestart "lvlRestart",
    LevelText "lvlText", MoveFrom "moveFrom", MoveTo "moveTo", Name "name", NoBreakHyphen "noBreakHyphen", Num "num",
    NumFormat "numFmt", NumId "numId", NumProperties "numPr", NumStyleLink "numStyleLink", Numbering "numbering",
    OutlineLevel "outlineLvl", Paragraph "p", ParagraphProperties "pPr", ParagraphStyle "pStyle", Position "position", PositionTab "ptab",
    Row "tr", RowProperties "trPr", RubyText "rt", RubyProperties "rubyPr", Run "r", RunProperties "rPr",
    RunStyle "rStyle", SdtEndProperties "sdtEndPr", SdtProperties "sdtPr", SectionProperties "sectPr",
    SmartTagProperties "smartTagPr", SoftHyphen "softHyphen", Start "start", StartOverride "startOverride",
    Shading "shd", Strike "strike",
    Style "style", StyleLink "styleLink", Styles "styles", Suffix "suff", Symbol "sym", Tab "tab", Table "tbl",
    TableCell "tc", TableGrid "tblGrid", TableStyle "tblStyle", TableProperties "tblPr", TableException "tblPrEx", Text "t",
    TextBox "txbxContent", Vanish "vanish", VerticalAlign "vertAlign", VMerge "vMerge", VMerge2003 "vmerge",
}

impl Name for Tag {
    const FORMAT: &'static str = "DOCX";

    /// A prefix `w` that is bound to nothing is taken for
    /// WordprocessingML: cut-out and hand-made parts forget the declaration, and no other meaning is in use.
    fn resolve(namespace: &ResolveResult, local: &str) -> Tag {
        match namespace {
            ResolveResult::Bound(Namespace(uri)) if WORD.contains(uri) => word(local),
            ResolveResult::Unknown(prefix) if *prefix == "w" => word(local),
            ResolveResult::Bound(Namespace(uri)) if *uri == COMPATIBILITY => match local {
                "AlternateContent" => Tag::Alternate,
                "Choice" => Tag::Choice,
                "Fallback" => Tag::Fallback,
                _ => Tag::Other,
            },
            ResolveResult::Bound(Namespace(uri)) if MATH.contains(uri) && local == "t" => Tag::MathText,
            _ => Tag::Other,
        }
    }
    fn is_text(self) -> bool {
        matches!(self, Tag::Text | Tag::DeletedText)
    }
}
