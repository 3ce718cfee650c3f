//! Where a piece of text stood in its source.

use super::geometry::Rect;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a piece of text stood: by page and box, by table, row and cell, by paragraph, or by line and column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, try_from = "Place")]
#[schemars(!try_from)]
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
        #[serde(rename = "paragraph")]
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

impl Origin {
    /// Whether it is an empty box: where a cell without text and borders stands, nothing tells.
    pub fn is_nowhere(&self) -> bool {
        matches!(self, Origin::Area { bbox, .. } if bbox.width() <= 0.0 && bbox.height() <= 0.0)
    }
}

/// The keys of all kinds of places, of which one kind is there.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Place {
    page: Option<u32>,
    bbox: Option<Rect>,
    table: Option<u32>,
    row: Option<u32>,
    cell: Option<u32>,
    paragraph: Option<u32>,
    line: Option<u32>,
    column: Option<u32>,
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
