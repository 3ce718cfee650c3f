//! Where a piece of text stood in its source.

use super::geometry::Rect;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a piece of text stood: by page and box, by table, row and cell, by paragraph, or by line and column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(into = "Place", try_from = "Place")]
#[schemars(!into, !try_from, untagged)]
pub enum Origin {
    /// On a page.
    Area {
        /// 1-based.
        page: u32,
        /// In points, origin at the top left, y down.
        bbox: Rect,
    },
    /// In a table of a flowing document. All 1-based, in document order.
    Path {
        /// Number of the table.
        table: u32,
        /// Row as written in the source.
        row: u32,
        /// Cell as written in that row, not the grid column.
        cell: u32,
    },
    /// A paragraph of a flowing document, 1-based, table contents not counted.
    Paragraph {
        /// Its number.
        index: u32,
    },
    /// In a text dump. Both 1-based; the column counts characters.
    Line {
        /// Physical line.
        line: u32,
        /// Character.
        column: u32,
    },
}

/// The keys of all kinds of places, as they are written: those of one kind at a time.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bbox: Option<Rect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

impl From<Origin> for Place {
    fn from(origin: Origin) -> Place {
        let none = Place::default();
        match origin {
            Origin::Area { page, bbox } => Place { page: Some(page), bbox: Some(bbox), ..none },
            Origin::Path { table, row, cell } => Place { table: Some(table), row: Some(row), cell: Some(cell), ..none },
            Origin::Paragraph { index } => Place { paragraph: Some(index), ..none },
            Origin::Line { line, column } => Place { line: Some(line), column: Some(column), ..none },
        }
    }
}

impl TryFrom<Place> for Origin {
    type Error = &'static str;

    fn try_from(place: Place) -> Result<Origin, Self::Error> {
        let Place { page, bbox, table, row, cell, paragraph, line, column } = place;
        let area = page.zip(bbox).map(|(page, bbox)| Origin::Area { page, bbox });
        let path = table.zip(row).zip(cell).map(|((table, row), cell)| Origin::Path { table, row, cell });
        let at = line.zip(column).map(|(line, column)| Origin::Line { line, column });
        let paragraph = paragraph.map(|index| Origin::Paragraph { index });
        area.or(path)
            .or(paragraph)
            .or(at)
            .ok_or("a place is page and bbox; table, row and cell; paragraph; or line and column")
    }
}
