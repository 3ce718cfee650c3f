//! What a place of a table gives to a sum.

use rust_decimal::Decimal;

/// A number, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// A published number.
    Number(Decimal),
    /// A dash or a word for none.
    Dash,
    /// An empty cell.
    Blank,
    /// Missing, unreadable, or with more than one reading.
    Unknown,
}
