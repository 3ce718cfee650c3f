//! What the rules need of a report: who, which year, and the numbers.

use crate::collection::agency::AgencyYear;
use crate::collection::journal::Head;
use crate::form::Form;
use crate::model::id::{CellId, Name};
use rust_decimal::Decimal;
use std::sync::Arc;

/// A report, as far as it is compared with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// SHA-256 of the source and the report's place in it.
    pub report_id: Name,
    /// The agency's name.
    pub agency: Name,
    /// Division code of its region.
    pub region_code: Option<Name>,
    /// The agency, the same in all its years, and the year reported.
    pub who: AgencyYear,
    /// Which form its tables follow.
    pub edition: Name,
    /// It is the report of a government that may hold the numbers of its region.
    pub governs: bool,
    /// All cells that the form has in any edition, by id.
    ids: Arc<[CellId]>,
    /// Cells whose number is not zero, by their place among all, ascending.
    values: Vec<(u16, Decimal)>,
    /// Cells whose number is zero, as most are: one bit each, by their place among all.
    zeros: Vec<u64>,
}

/// Place of a cell among all.
fn place(ids: &[CellId], id: &str) -> Option<u16> {
    u16::try_from(ids.binary_search_by(|known| (**known).cmp(id)).ok()?).ok()
}

impl Digest {
    /// Of a report; `None` for what is not on the forms since 2019, or tells no agency or year.
    pub fn of(form: &Form, head: &Head) -> Option<Digest> {
        let edition = form.edition(form.edition_of(&head.edition.form)?).filter(|e| !e.cells.is_empty())?;
        let ids = form.ids().clone();
        let metadata = &head.metadata;
        let numbers = head.cells.iter().filter_map(|(id, reading)| Some((place(&ids, id)?, reading.value?)));
        let mut values: Vec<(u16, Decimal)> = numbers.collect();
        values.sort_by_key(|(at, _)| *at);
        let zeros = split(&mut values, ids.len());
        let government = metadata.agency_kind.as_deref() == Some("government");
        let township = metadata.agency_level.as_deref() == Some("township");
        let own = metadata.scope.value.as_deref() == Some("own");
        Some(Digest {
            report_id: head.report_id.as_str().into(),
            agency: metadata.agency.value.as_deref()?.into(),
            region_code: metadata.region.code.clone(),
            who: AgencyYear::of(metadata)?,
            edition: edition.id.clone(),
            governs: government && !township && !own,
            ids,
            values,
            zeros,
        })
    }

    /// The number of a cell, if it has one.
    pub fn value(&self, id: &str) -> Option<Decimal> {
        self.at(place(&self.ids, id)?)
    }

    fn at(&self, at: u16) -> Option<Decimal> {
        let word = self.zeros.get(usize::from(at / 64)).copied().unwrap_or(0);
        if word >> (at % 64) & 1 == 1 {
            return Some(Decimal::ZERO);
        }
        let found = self.values.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        self.values.get(found).map(|(_, value)| *value)
    }

    /// All cells with their numbers, by id.
    pub fn numbers(&self) -> impl Iterator<Item = (&CellId, Decimal)> {
        (0u16..).zip(self.ids.iter()).filter_map(|(at, id)| Some((id, self.at(at)?)))
    }

    /// One reading of several reports of one year: the numbers in which all that have one agree.
    pub fn agreed(same: &[&Digest]) -> Option<Digest> {
        let mut out = (*same.first()?).clone();
        if same.len() > 1 {
            let one = |at: u16| {
                let mut found = same.iter().filter_map(|b| b.at(at));
                let first = found.next()?;
                found.all(|value| value == first).then_some((at, first))
            };
            out.values = (0u16..).zip(out.ids.iter()).filter_map(|(at, _)| one(at)).collect();
            out.zeros = split(&mut out.values, out.ids.len());
        }
        Some(out)
    }
}

/// Takes the zeros out of a list: one bit each.
fn split(values: &mut Vec<(u16, Decimal)>, cells: usize) -> Vec<u64> {
    let mut zeros = vec![0u64; cells.div_ceil(64)];
    values.retain(|(at, value)| {
        let word = zeros.get_mut(usize::from(at / 64)).filter(|_| value.is_zero());
        let Some(word) = word else { return true };
        *word |= 1 << (at % 64);
        false
    });
    values.shrink_to_fit();
    zeros
}
