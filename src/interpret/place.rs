//! Where the values of a row stand: under the heads that say which column is which, wherever they are known; by order
//! only where heads in the form's order are in the document, or where sums are to prove it.

use super::editions::Editions;
use super::heads::{Header, HeaderColumn};
use super::records::{Field, Record};
use crate::form::Form;
use crate::form::layout::{FormCell, Layout, RowSpec};
use crate::text::value::{self, Parsed};

/// A cell that a row prints.
pub struct Target<'a> {
    /// Its cell.
    pub cell: &'a FormCell,
    /// The head over it.
    pub head: Option<&'a HeaderColumn>,
}

impl Target<'_> {
    /// Its head says that amounts are in yuan.
    pub fn yuan(&self) -> bool {
        self.head.is_some_and(|h| h.yuan)
    }
}

/// The cells that a row prints, in the order in which it prints them where its heads say so.
pub fn targets<'a>(
    form: &'a Form,
    row: &'a RowSpec,
    header: Option<&'a Header>,
    editions: &Editions,
) -> Vec<Target<'a>> {
    let layout = form.tables.get(row.table).map(|t| t.layout);
    let heads = header.map_or(&[][..], |h| &h.columns);
    let head = |cell: &FormCell| heads.iter().find(|h| h.column() == Some(cell.column));
    let cells = if layout == Some(Layout::Varied) {
        // The edition of the row is the one that has the columns which its heads name, and all of them if one has.
        let named = |cells: &[FormCell]| cells.iter().filter(|c| head(c).is_some()).count();
        let fit = |cells: &&[FormCell]| (named(cells), cells.len() == named(cells));
        let own = row.cells(editions.of_row(row));
        let others = row.cells.iter().map(Vec::as_slice).filter(|cells| !cells.is_empty());
        others.fold(own, |best, cells| if fit(&cells) > fit(&best) { cells } else { best })
    } else {
        row.cells(editions.of_row(row))
    };
    if let Some(slots) = header.map(|h| &h.slots).filter(|slots| slots.len() == cells.len()) {
        return slots.iter().filter_map(|i| cells.get(*i)).map(|cell| Target { cell, head: None }).collect();
    }
    if layout == Some(Layout::Blocks) {
        let heads: Vec<&HeaderColumn> = heads.iter().filter(|h| h.label.is_some()).collect();
        let whole = heads.len() == cells.len() && heads.iter().zip(cells).all(|(h, c)| h.column() == Some(c.column));
        let head = |i: usize| heads.get(i).copied().filter(|_| whole);
        return cells.iter().enumerate().map(|(i, cell)| Target { cell, head: head(i) }).collect();
    }
    let mut targets: Vec<Target> = cells.iter().map(|cell| Target { cell, head: head(cell) }).collect();
    if header.is_some_and(|h| h.ordered) && targets.iter().all(|t| t.head.is_some()) {
        targets.sort_by_key(|t| heads.iter().position(|h| h.column() == Some(t.cell.column)));
    }
    targets
}

/// What stands in the place of a cell.
pub enum Place {
    /// Its fields.
    Fields(Vec<Field>),
    /// A field that stands in the places of other cells as well.
    Shared(Field),
    /// The source prints no cell.
    Absent,
}

impl Place {
    /// Whether nothing is printed in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Place::Fields(fields) => fields.iter().all(|f| value::is_blank(&f.text)),
            Place::Shared(_) => false,
            Place::Absent => true,
        }
    }
}

/// Where the values of a row stand.
pub enum Placed {
    /// In each cell what its head says, or its order among heads that are known; and which of the two.
    Each(Vec<Place>, &'static str),
    /// Each has its place in the order of the form only.
    ByOrder(Vec<Place>),
    /// Values there are, but not which stands where.
    Unknown,
}

/// Whether the heads of a row are its own.
pub fn varied(form: &Form, row: &RowSpec) -> bool {
    form.tables.get(row.table).is_some_and(|t| t.layout == Layout::Varied)
}

/// Finds the values of the cells. `seen`: heads of the table stand in the document.
pub fn place(
    (row, varied): (&RowSpec, bool),
    record: &Record,
    targets: &[Target<'_>],
    header: Option<&Header>,
    seen: bool,
) -> Placed {
    if record.placed {
        let place = |f: &Field| if f.absent { Place::Absent } else { Place::Fields(vec![f.clone()]) };
        return Placed::Each(record.values().iter().map(place).collect(), "column_head");
    }
    if header.is_some_and(|h| h.broken) && targets.len() > 1 {
        return Placed::Unknown;
    }
    let heads = header.map_or(&[][..], |h| &h.columns);
    let named = targets.iter().filter(|t| t.head.is_some()).count();
    let over_grid = !record.flat && heads.iter().any(|h| h.columns.is_some());
    if over_grid
        && named * 2 > targets.len()
        && let Some(places) = under_heads(record, targets)
        && !(places.iter().any(|p| matches!(p, Place::Shared(_))) && record.values().len() == targets.len())
    {
        let ordered = targets.iter().any(|t| t.head.is_some_and(|h| h.by_order));
        return Placed::Each(places, if ordered { "column_order" } else { "column_head" });
    }
    let values = record.values();
    // What follows the last column of a flattened row is an empty border.
    let more = values.get(targets.len()..).unwrap_or_default();
    let empty = record.flat && !more.is_empty() && more.iter().all(|f| value::is_blank(&f.text));
    let values = values.get(..targets.len()).filter(|_| empty).unwrap_or(values);
    let of = |values: &[&Field]| -> Vec<Place> { values.iter().map(|f| Place::Fields(vec![(*f).clone()])).collect() };
    let filled: Vec<&Field> = values.iter().filter(|f| !value::is_blank(&f.text)).collect();
    // Two numbers in one cell may be those of two: then a border was lost, and another is too many.
    let several = |f: &Field| matches!(value::parse(&f.text), Parsed::Several(_));
    let shifted = values.iter().any(several);
    // Under heads of another grid the values stand in the order of the heads, those aside among them.
    let in_order = over_grid || header.is_some_and(|h| h.ordered);
    // A flattened text may have lost the words of a head, and blanks.
    let all = named == targets.len() || named * 2 > targets.len() && header.is_some_and(|h| !h.flat || h.partial);
    if in_order && heads.len() == values.len() && all {
        let under =
            |t: &Target| heads.iter().position(|h| h.column() == Some(t.cell.column)).and_then(|i| values.get(i));
        let place = |t: &Target| under(t).map_or(Place::Absent, |f| Place::Fields(vec![f.clone()]));
        let places = targets.iter().map(place).collect();
        // A merged head that was written twice has the same number under it twice.
        let unlike = |(h, f): (&HeaderColumn, &Field)| {
            let first = targets.iter().find(|t| h.column() == Some(t.cell.column)).and_then(under);
            first.is_some_and(|first| first.text.trim() != f.text.trim())
        };
        if heads.iter().zip(values).any(unlike) {
            return Placed::Unknown;
        }
        // Under heads that they are at odds with, only a sum can prove that order.
        return if over_grid || shifted { Placed::ByOrder(places) } else { Placed::Each(places, "column_head") };
    }
    // Heads of an office's own words stand in the order of the form, if those that are known do.
    let at = |i: usize, column: usize| row.cells.iter().any(|c| c.get(i).is_some_and(|c| c.column == column));
    let ordinary = |(i, value): (usize, &Field)| {
        heads.iter().filter(|h| h.over(value.columns)).all(|h| h.column().is_none_or(|column| at(i, column)))
    };
    let own_words = varied && values.iter().enumerate().all(ordinary);
    if values.len() == targets.len() && (!over_grid || own_words) && seen && !shifted {
        return Placed::Each(of(&values.iter().collect::<Vec<_>>()), "column_order");
    }
    // A merged cell whose text was written into every position that it covers.
    if let ([_], [first, rest @ ..]) = (targets, filled.as_slice())
        && record.flat
        && filled.len() == values.len()
        && rest.iter().all(|f| f.text.trim() == first.text.trim())
    {
        return Placed::Each(of(&[first]), "row_label");
    }
    if values.len() == targets.len() {
        return Placed::ByOrder(of(&values.iter().collect::<Vec<_>>()));
    }
    if filled.len() == targets.len() && !record.flat {
        return Placed::ByOrder(of(&filled));
    }
    if filled.is_empty() {
        Placed::Each(targets.iter().map(|_| Place::Absent).collect(), "column_order")
    } else {
        Placed::Unknown
    }
}

/// What stands under the heads; `None` if a value stands under none, or two under one.
fn under_heads(record: &Record, targets: &[Target<'_>]) -> Option<Vec<Place>> {
    // Rules drawn a little off let a cell reach under two heads.
    let values = record.values();
    let own = |(f, t): (&Field, &Target)| t.head.is_some_and(|h| h.over(f.columns));
    if values.len() == targets.len() && values.iter().zip(targets).all(own) {
        return Some(values.iter().map(|f| Place::Fields(vec![f.clone()])).collect());
    }
    let mut places: Vec<Place> = targets.iter().map(|_| Place::Absent).collect();
    for (at, field) in record.fields.iter().enumerate() {
        let blank = value::is_blank(&field.text);
        let under = |t: &Target| t.head.is_some_and(|h| h.over(field.columns));
        let hit: Vec<usize> = targets.iter().enumerate().filter(|(_, t)| under(t)).map(|(i, _)| i).collect();
        if hit.is_empty() && at >= record.label_end && !blank {
            return None;
        }
        for i in &hit {
            let Some(place) = places.get_mut(*i) else { continue };
            match place {
                _ if hit.len() > 1 && !blank => *place = Place::Shared(field.clone()),
                Place::Fields(fields) => {
                    if !blank && fields.iter().any(|f| !value::is_blank(&f.text)) {
                        return None;
                    }
                    fields.push(field.clone());
                }
                Place::Absent => *place = Place::Fields(vec![field.clone()]),
                Place::Shared(_) => {}
            }
        }
    }
    Some(places)
}
