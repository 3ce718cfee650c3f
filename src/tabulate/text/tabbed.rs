//! Cells led by tabs, one a line (Tika's rich text), or between tabs or bars on the line of their row. Spans are not
//! shown.

use super::{Collector, cell};
use crate::model::content::{Block, FlatCell, Line};
use crate::text::labels::Labels;

/// Rows of tab-led cells: a line with a tab in front is a new cell, one without goes on with it, an empty line ends
/// the row.
pub fn blocks(lines: &[Line], labels: &Labels) -> Vec<Block> {
    let mut out = Collector::default();
    let mut row: Vec<FlatCell> = Vec::new();
    for line in lines {
        if let Some(text) = line.text.strip_prefix('\t') {
            for (i, part) in text.split('\t').enumerate() {
                row.push(cell(part, line.number, i as u32 + 1));
            }
        } else if line.text.trim().is_empty() {
            out.row(std::mem::take(&mut row));
        } else if labels.section(&line.text).is_some() {
            out.row(std::mem::take(&mut row));
            out.paragraph(&line.text, line.number);
        } else if let Some(open) = row.last_mut() {
            open.text.push('\n');
            open.text.push_str(line.text.trim());
        } else if line.text.trim().contains('\t') {
            out.row(
                line.text.trim().split('\t').enumerate().map(|(i, t)| cell(t, line.number, i as u32 + 1)).collect(),
            );
        } else {
            out.paragraph(&line.text, line.number);
        }
    }
    out.row(row);
    out.blocks
}

/// Rows with bars between cells; a line without any goes on with the last cell, or is prose.
pub fn separated(lines: &[Line]) -> Vec<Block> {
    let mut out = Collector::default();
    for line in lines {
        let text = line.text.trim();
        if !text.contains('|') {
            out.paragraph(text, line.number);
            continue;
        }
        if text.chars().all(|c| matches!(c, '|' | '-' | ':' | '+' | ' ' | '=')) {
            continue;
        }
        let inner = text.strip_prefix('|').unwrap_or(text);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        out.row(inner.split('|').enumerate().map(|(i, t)| cell(t.trim(), line.number, i as u32 + 1)).collect());
    }
    out.blocks
}
