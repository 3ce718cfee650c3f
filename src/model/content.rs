//! What a reader gives: pages of glyphs and rules, blocks in order, or lines of text.

use super::finding::Finding;
use super::geometry::{Rect, Rule};
use super::grid::Grid;
use super::origin::Origin;
use crate::text::Text;
use crate::text::marked::MarkKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A document as read: its content, what it says of itself, and what the reader had to repair.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text and its layout.
    pub content: Content,
    /// The fonts of a paged document, in order of first use; [`Glyph::font`] is an index into it. Empty for others.
    pub fonts: Vec<Font>,
    /// What the container says of the document.
    pub info: Info,
    /// What the reader repaired, skipped or could not read.
    pub findings: Vec<Finding>,
}

/// The three shapes in which documents keep their text.
#[derive(Clone, Debug)]
pub enum Content {
    /// Paged formats (PDF, OFD): glyphs with boxes.
    Pages(Vec<Page>),
    /// Flowing formats (DOCX, DOC, RTF, HTML): paragraphs and tables in reading order.
    Blocks(Vec<Block>),
    /// A text dump: physical lines.
    Lines(Vec<Line>),
}

/// What the container itself says of the document; every field may be wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Info {
    /// Title: PDF Info, OFD DocInfo, DOCX core properties, HTML `ArticleTitle` or `<title>`.
    pub title: Option<String>,
    /// The program that made it (PDF Creator, OFD Creator and CreatorVersion, DOCX Application, HTML generator).
    pub creator: Option<String>,
    /// WHATWG name of the encoding that the bytes were decoded with; `None` for binary formats.
    pub encoding: Option<String>,
    /// Publication date as printed in `PubDate` or the like.
    pub published: Option<String>,
    /// The publishing body or site as named by the page's metadata (`ContentSource`, `SiteName`).
    pub publisher: Option<String>,
    /// The site (`SiteName`).
    pub site: Option<String>,
    /// The site's number (`SiteIDCode`); its first six digits are the division code of its owner.
    pub site_code: Option<String>,
    /// Name of the file, without its folder.
    pub file: Option<String>,
    /// Where it was published, if the container or the caller says.
    pub url: Option<String>,
}

/// One page. Coordinates are PDF points (of a PDF after /Rotate and the crop box), origin at the top left, y down.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// 1-based.
    pub number: u32,
    /// In points.
    pub width: f32,
    /// In points.
    pub height: f32,
    /// In content order.
    pub glyphs: Vec<Glyph>,
    /// Stroked lines and thin filled boxes that may be table rules.
    pub rules: Vec<Rule>,
    /// In the order of painting.
    pub images: Vec<PageImage>,
}

impl Page {
    /// The glyphs to read: those that are shown, or, where unpainted ones outnumber them by far, the OCR layer.
    pub fn legible(&self) -> impl Iterator<Item = &Glyph> {
        let wanted = if self.has_ocr_layer() { Visibility::Unpainted } else { Visibility::Shown };
        self.glyphs.iter().filter(move |g| g.visibility == wanted)
    }

    /// Whether the text of the page is a layer of unpainted characters, as OCR lays them under a scan.
    pub fn has_ocr_layer(&self) -> bool {
        self.count(Visibility::Unpainted) > 4 * self.count(Visibility::Shown)
    }

    /// Share of the page that its images cover together, 0 to 1; where they overlap, too much.
    pub fn image_cover(&self) -> f32 {
        let covered: f64 = self.images.iter().map(|image| f64::from(image.bbox.area())).sum();
        (covered / f64::from(self.width * self.height).max(1.0)).min(1.0) as f32
    }

    fn count(&self, visibility: Visibility) -> usize {
        self.glyphs.iter().filter(|g| g.visibility == visibility && !g.ch.is_whitespace()).count()
    }
}

/// An image that a page paints.
#[derive(Clone, Debug, PartialEq)]
pub struct PageImage {
    /// What it covers of the page, in points; what is clipped away is not counted.
    pub bbox: Rect,
    /// The image itself.
    pub data: ImageData,
}

/// What is known of an image without decoding it, and where it is to be had.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageData {
    /// How its pixels are encoded.
    pub encoding: ImageEncoding,
    /// Width and height in pixels, as the file states them; `None` where only the image itself does.
    pub size: Option<(u32, u32)>,
    /// Where its bytes are.
    pub place: ImagePlace,
}

/// How the pixels of an image are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageEncoding {
    /// JPEG.
    Jpeg,
    /// JPEG 2000.
    Jpeg2000,
    /// JBIG2.
    Jbig2,
    /// CCITT group 3 or 4.
    Fax,
    /// PNG.
    Png,
    /// Windows bitmap.
    Bmp,
    /// Nothing but a general compression: samples as the image's dictionary in a PDF describes them.
    Samples,
    /// Another, or none is told.
    Other,
}

/// Where the bytes of an image are in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImagePlace {
    /// In an object of a PDF: its number and generation.
    Object(u32, i32),
    /// In an entry of a package, by its name.
    Entry(Arc<str>),
    /// Among the operators that paint the page.
    Inline,
    /// Nowhere: what names it names nothing.
    Missing,
}

/// One character on a page. A code that maps to several characters gives as many glyphs, its box divided evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// The character; U+FFFD where none could be found.
    pub ch: char,
    /// Advance box: as wide as the advance, as high as the font's ascent and descent.
    pub bbox: Rect,
    /// Font size in points, after all transforms.
    pub size: f32,
    /// Index of the font in the document, in order of first use.
    pub font: u16,
    /// Character code in the font's encoding. OFD: the character, or 0x110000 and the glyph's number where that is told.
    pub code: u32,
    /// Which way the text runs.
    pub direction: Direction,
    /// Where the character came from.
    pub source: UnicodeSource,
    /// How doubtful the character is: 0 where it is sure, 255 where it is as good as unknown.
    pub doubt: u8,
    /// Whether a reader of the page sees it.
    pub visibility: Visibility,
    /// How it stands beside the characters around it, if not on their line or crossed out: told by `tabulate`.
    pub aside: Option<MarkKind>,
}

impl Glyph {
    /// Whether nobody sees the glyph on the page.
    pub fn is_hidden(&self) -> bool {
        self.visibility != Visibility::Shown
    }

    /// What is to be said of the character wherever it goes.
    pub fn marks(&self) -> impl Iterator<Item = MarkKind> {
        let source = match self.source {
            UnicodeSource::Recovered => Some(MarkKind::Recovered),
            UnicodeSource::Convention => Some(MarkKind::Assumed),
            UnicodeSource::Unknown => Some(MarkKind::Unknown),
            _ => None,
        };
        let doubt = (self.doubt > 0).then_some(MarkKind::Doubtful { doubt: self.doubt });
        source.into_iter().chain(doubt).chain(self.aside)
    }
}

/// Whether a reader of the page sees a glyph, and if not, why. Hidden glyphs are kept: the layer that OCR lays under a
/// scan is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// On the page, in a colour.
    Shown,
    /// Not painted at all (text render modes 3 and 7): the way of OCR layers.
    Unpainted,
    /// White or transparent, with nothing painted beneath.
    Paper,
    /// Off the page or clipped away.
    Outside,
}

/// A font of a paged document: what its codes were read as.
#[derive(Clone, Debug, Default)]
pub struct Font {
    /// Name of the typeface without the subset prefix (`ABCDEF+`), `unnamed` if the file gives none.
    pub name: String,
    /// Object and generation number of the font dictionary in a PDF, or of the object inside which it is written;
    /// `None` if there is neither.
    pub object: Option<(u32, i32)>,
    /// The resource name of a dictionary that is written inside another object; `None` if it is an object of its own.
    pub inside: Option<Vec<u8>>,
    /// Every code that the pages show, with what it was read as.
    pub codes: BTreeMap<u32, FontCode>,
}

/// One code of a font.
#[derive(Clone, Debug, PartialEq)]
pub struct FontCode {
    /// How many bytes the code takes in a string; 0 in OFD, which has none.
    pub length: u8,
    /// The glyph of the *original* font, where the subset keeps its number: the CID of an Identity font, or the
    /// number in the glyph's name.
    pub glyph: Option<u32>,
    /// Its characters, U+FFFD where none could be found, empty for controls.
    pub text: String,
    /// How they were found.
    pub source: UnicodeSource,
}

/// Direction in which a run of glyphs advances on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Right,
    /// Top to bottom: vertical writing, or horizontal text turned by 90 degrees.
    Down,
    /// Along an axis, but bottom to top or right to left.
    Other,
    /// Along no axis: watermarks.
    Slanted,
}

/// How a glyph's character was found: the confidence in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnicodeSource {
    /// The font's ToUnicode CMap.
    ToUnicode,
    /// The encoding itself is Unicode (UniGB-UCS2-H, UniGB-UTF16-H ...) or names glyphs (AGL).
    Encoding,
    /// CID to Unicode of the font's own character collection (Adobe-GB1 ...).
    Collection,
    /// The embedded font's cmap, reversed.
    FontCmap,
    /// A code page (GBK) applied to the codes of a simple font.
    CodePage,
    /// A convention of producers and not the file: the Macintosh glyph order, glyphs named by their ASCII code.
    Convention,
    /// Nothing in the file says it: proved from the form's own text, the order of glyphs in the font, or sums.
    Recovered,
    /// Nothing: the character is U+FFFD.
    #[default]
    Unknown,
}

/// A piece of a flowing document, in reading order.
#[derive(Clone, Debug)]
pub enum Block {
    /// Running text or a heading.
    Paragraph(Paragraph),
    /// A table whose columns are known.
    Grid(Grid),
    /// A table whose rows are known but whose columns are not: what is left of one in a flattened text.
    Rows(Vec<Row>),
}

/// Cells of one row in order; which columns they stood in is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// In order; an empty text is a cell known to be empty.
    pub cells: Vec<FlatCell>,
    /// The last text holds the values of all cells of the row, with white space between them or with nothing. Where white
    /// space stands between the label and them, it is the end of the label's text; where no label can claim them, the text
    /// before them is empty.
    pub unsegmented: bool,
}

/// One cell of a [`Row`].
#[derive(Clone, Debug, PartialEq)]
pub struct FlatCell {
    /// Its text; lines of one cell are separated by `\n`.
    pub text: Text,
    /// Where it stood.
    pub origin: Origin,
}

/// Running text.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// The text; `\n` is a line break inside the paragraph (`<br>`, `w:br`).
    pub text: Text,
    /// What the format marks it as.
    pub role: Role,
    /// How it is set.
    pub align: Align,
    /// Whether all of its text is link text: navigation, attachments.
    pub link: bool,
    /// Where it stood.
    pub origin: Origin,
}

impl Paragraph {
    /// A plain body paragraph.
    pub fn new(text: impl Into<Text>, origin: Origin) -> Self {
        Paragraph { text: text.into(), role: Role::Body, align: Align::Start, link: false, origin }
    }
}

/// What the format marks a paragraph as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing special.
    Body,
    /// The document's title (DOCX style Title, HTML `h1`).
    Title,
    /// A heading of a lower level.
    Heading,
}

/// Horizontal alignment of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left or justified, or not known.
    Start,
    /// Centred: titles.
    Center,
    /// Right: signatures.
    End,
}

/// A physical line of a text dump.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// 1-based.
    pub number: u32,
    /// Without the line end and form feeds; leading and inner white space kept.
    pub text: String,
    /// Whether a form feed stood before it.
    pub page_break: bool,
}
