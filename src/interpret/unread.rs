//! Printed values that no cell of the form took: a cell beside one is not blank, whatever stands in its own place.

use super::align::Match;
use super::assign::Entries;
use super::records::{Field, Records};
use crate::model::finding::{Finding, FindingKind};
use crate::model::geometry::Rect;
use crate::model::id::CellId;
use crate::model::origin::Origin;
use crate::report::{Entry, Status};
use crate::text::value::{self, Parsed};

/// Makes conflicts of the blank cells in whose place, or in whose column of the next row, if that has no label, a value
/// stands that was not read.
pub fn contest(all: &Records, matches: &[Match], entries: &mut Entries, findings: &mut Vec<Finding>) {
    if entries.values().all(|e| e.status != Status::Blank) {
        return;
    }
    let read: Vec<Origin> = entries.values().filter(|e| e.status != Status::Blank).filter_map(|e| e.origin).collect();
    let matched = |i: usize| matches.iter().any(|m| m.records.contains(&i));
    for (i, record) in all.records.iter().enumerate() {
        let unread = record.fields.iter().filter(|f| value::is_filled(&f.text) && !read.contains(&f.origin));
        let nameless = !record.flat && !matched(i) && record.label().is_empty();
        for field in unread {
            let beside: Vec<Origin> = if nameless { neighbours(all, i, field) } else { Vec::new() };
            let concerned = |e: &Entry| {
                let origin = e.origin.filter(|_| e.status == Status::Blank);
                origin.is_some_and(|o| beside.contains(&o) || overlap(o, field.origin))
            };
            let cells: Vec<CellId> = entries.iter().filter(|(_, e)| concerned(e)).map(|(id, _)| id.clone()).collect();
            for id in &cells {
                if let Some(entry) = entries.get_mut(id) {
                    doubt(entry, field);
                }
            }
            if !cells.is_empty() {
                let message = format!("{} stands beside a cell that is blank, and was not read", field.text.trim());
                let cells = cells.iter().map(ToString::to_string).collect();
                findings.push(Finding::new(FindingKind::Conflict, message).with_cells(cells).at(field.origin));
            }
        }
    }
}

/// The fields over and under a field of a row without label.
fn neighbours(all: &Records, i: usize, field: &Field) -> Vec<Origin> {
    let Some(own) = all.records.get(i) else { return Vec::new() };
    let near = [i.checked_sub(1), i.checked_add(1)].into_iter().flatten().filter_map(|j| all.records.get(j));
    let meet = |f: &Field| match (f.columns, field.columns) {
        (Some((a, b)), Some((c, d))) => a < d && c < b,
        _ => false,
    };
    near.filter(|r| r.block == own.block).flat_map(|r| r.fields.iter().filter(|f| meet(f))).map(|f| f.origin).collect()
}

/// Whether two boxes of a page share more than an edge.
fn overlap(a: Origin, b: Origin) -> bool {
    let (Origin::Area { page, bbox }, Origin::Area { page: other, bbox: area }) = (a, b) else { return false };
    let down = |a: &Rect, b: &Rect| a.y1.min(b.y1) - a.y0.max(b.y0);
    page == other && bbox.overlap_x(&area) > 1.0 && down(&bbox, &area) > 1.0
}

fn doubt(entry: &mut Entry, field: &Field) {
    entry.status = Status::Conflict;
    if let Parsed::Number { value, .. } = value::parse(&field.text) {
        entry.alternatives.push(value);
    }
    entry.raw = Some(field.text.to_string());
    entry.marks = field.text.spans();
}
