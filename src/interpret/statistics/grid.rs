//! The rows of a statistics table in a grid: its columns are named by its head, or known by what stands in them.

use super::rows::{Row, Value, Zone, dashes, is, value_head};
use crate::interpret::quantity::{self, Printed};
use crate::model::grid::Grid;
use crate::model::origin::Origin;

/// One set of columns; a table printed in two halves side by side has two.
#[derive(Default)]
struct Columns {
    label: Vec<usize>,
    unit: Vec<usize>,
    values: Vec<(usize, usize, Option<String>)>,
}

/// A cell of a row.
struct Slot<'g> {
    /// First grid column, and the one behind the last.
    from: usize,
    to: usize,
    text: &'g str,
    origin: Origin,
    /// It begins in this row.
    own: bool,
}

fn slots(grid: &Grid, r: usize) -> Vec<Slot<'_>> {
    let mut slots = Vec::new();
    let mut from = 0;
    while from < grid.columns() {
        let Some((row, column, cell)) = grid.cell_at(r, from) else {
            from += 1;
            continue;
        };
        let to = (column + cell.column_span).max(from + 1);
        slots.push(Slot { from, to, text: cell.text.trim(), origin: cell.origin, own: row == r });
        from = to;
    }
    slots
}

/// The rows of a grid; of two halves side by side, those of the first and then those of the other.
pub fn zone(block: usize, grid: &Grid) -> Zone {
    let mut halves: Vec<Columns> = Vec::new();
    let mut zone = Zone::default();
    let mut rows: Vec<Vec<Row>> = Vec::new();
    let mut under_head = false;
    for r in 0..grid.rows() {
        let slots = slots(grid, r);
        if let Some(found) = heads(&slots) {
            if halves.is_empty() {
                halves = found;
            }
            zone.head = true;
            under_head = true;
        } else if !(under_head && divide(&mut halves, &slots)) {
            under_head = false;
            rows.push(match halves.as_slice() {
                [] => vec![by_content(block, &slots)],
                halves => halves.iter().map(|half| by_columns(block, &slots, half)).collect(),
            });
        }
    }
    for half in 0..halves.len().max(1) {
        zone.rows.extend(rows.iter().filter_map(|r| r.get(half)).filter(|r| !r.label.is_empty()).cloned());
    }
    zone
}

/// Whether a row under the heads is a second row of heads, which divides the numbers.
fn divide(halves: &mut [Columns], slots: &[Slot]) -> bool {
    let over = |half: &Columns, slot: &Slot| half.values.iter().any(|(a, b, _)| (*a..*b).contains(&slot.from));
    let head = |slot: &Slot| {
        let in_values = halves.iter().any(|half| over(half, slot));
        !slot.own || slot.text.is_empty() || in_values && matches!(quantity::cell(slot.text), Printed::Text)
    };
    if !slots.iter().all(head) || !slots.iter().any(|s| s.own && !s.text.is_empty()) {
        return false;
    }
    for half in halves {
        let inside = slots.iter().filter(|slot| slot.own && over(half, slot));
        let divided: Vec<_> = inside.map(|slot| (slot.from, slot.to, Some(slot.text.to_string()))).collect();
        if !divided.is_empty() {
            half.values = divided;
        }
    }
    true
}

/// The columns that a row of heads names.
fn heads(slots: &[Slot]) -> Option<Vec<Columns>> {
    let mut halves: Vec<Columns> = Vec::new();
    let mut named = 0;
    for Slot { from, to, text, .. } in slots {
        if is("stat_head", text) {
            named += 1;
            match halves.last_mut().filter(|h| h.values.is_empty()) {
                Some(half) => half.label.extend(*from..*to),
                None => halves.push(Columns { label: (*from..*to).collect(), ..Columns::default() }),
            }
        } else if is("stat_unit_head", text) {
            named += 1;
            halves.last_mut()?.unit.extend(*from..*to);
        } else if let Some(half) = halves.last_mut() {
            let value = value_head(text);
            named += usize::from(value);
            if value || !text.is_empty() && !half.unit.is_empty() {
                let head = (!is("plain_head", text)).then(|| text.to_string());
                half.values.push((*from, *to, head));
            } else if half.values.is_empty() && half.unit.is_empty() {
                half.label.extend(*from..*to);
            }
        }
    }
    (named >= 2 && halves.iter().any(|h| !h.values.is_empty())).then_some(halves)
}

fn by_columns(block: usize, slots: &[Slot], half: &Columns) -> Row {
    let within = |columns: &[usize], from: usize, to: usize| columns.iter().any(|c| (from..to).contains(c));
    let mut row = Row { grid: true, ..Row::new(block) };
    for Slot { from, to, text, origin, own } in slots {
        if within(&half.label, *from, *to) {
            // A part that spans several rows stands beside the labels of its rows.
            if !text.is_empty() && *own {
                row.label = text.to_string();
                row.origin = Some(*origin);
            }
        } else if within(&half.unit, *from, *to) {
            row.unit = quantity::unit(text).map(str::to_string);
        }
    }
    for (from, to, head) in &half.values {
        if let Some(slot) = slots.iter().find(|s| s.from < *to && *from < s.to && s.own) {
            row.values.push(Value { text: slot.text.to_string(), origin: slot.origin, head: head.clone() });
        }
    }
    dashes(&mut row);
    row
}

/// Without heads: the numbers are at the end, the unit before them, the label before that.
fn by_content(block: usize, slots: &[Slot]) -> Row {
    let mut row = Row { grid: true, ..Row::new(block) };
    for Slot { text, origin, own, .. } in slots.iter().filter(|s| !s.text.is_empty()) {
        let unit = quantity::unit(text).filter(|_| !row.label.is_empty());
        if let Some(unit) = unit {
            row.unit = Some(unit.to_string());
        } else if !matches!(quantity::cell(text), Printed::Text) && !row.label.is_empty() {
            row.values.push(Value { text: text.to_string(), origin: *origin, head: None });
        } else if *own && row.values.is_empty() {
            row.label = text.to_string();
            row.origin = Some(*origin);
        }
    }
    dashes(&mut row);
    row
}
