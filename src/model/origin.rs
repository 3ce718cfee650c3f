//! Where a piece of text stood in its source.

use super::geometry::Rect;

/// Where a piece of text stood.
#[derive(Clone, Copy, Debug, PartialEq)]
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
