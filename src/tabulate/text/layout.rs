//! TODO
use crate::model::content::{Block, Line};
pub fn blocks(_lines: &[Line]) -> Vec<Block> { Vec::new() }
