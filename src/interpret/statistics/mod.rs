//! The numbers of reports before 2019: tables of indicators, in whatever shape they survived, and the counts that stand
//! in sentences. What is recognised gets the indicator's id; the rest keeps its words.

mod align;
mod flat;
mod grid;
mod prose;
mod rows;

use crate::form::Form;
use crate::form::indicators::Indicator;
use crate::form::sentences::Prose;
use crate::interpret::quantity::{self, Printed};
use crate::model::content::Block;
use crate::model::limits::Limits;
use crate::model::origin::Origin;
use crate::report::{Statistic, Status};
use align::Placed;
use rows::Row;
use std::collections::BTreeSet;

/// The statistics tables of a document.
#[derive(Debug, Default)]
pub struct Tables<'f> {
    rows: Vec<Row>,
    placed: Vec<Placed<'f>>,
    /// Blocks that such a table takes up.
    blocks: BTreeSet<usize>,
    /// The edition whose rows they are, if any are recognised.
    pub edition: Option<&'f str>,
}

impl Tables<'_> {
    /// The edition whose rows were recognised, and how many.
    pub fn recognised(&self, form: &Form) -> Option<(usize, usize)> {
        Some((form.edition_of(self.edition?)?, self.placed.len()))
    }
}

/// Finds the statistics tables; `taken` are blocks that hold tables of the form since 2019.
pub fn tables<'f>(blocks: &[Block], taken: &BTreeSet<usize>, form: &'f Form, limits: &Limits) -> Tables<'f> {
    let zones = rows::zones(blocks, taken, &form.indicators, limits);
    let editions = form.editions.iter().rev().filter(|e| e.cells.is_empty());
    let aligned = editions.map(|e| (&*e.id, align::align(&zones, &form.indicators.of(&e.id), limits)));
    // Of two that are worth as much, the newer.
    let best = aligned.reduce(|a, b| if b.1.0 > a.1.0 { b } else { a });
    let Some((edition, (_, placed))) = best else { return Tables::default() };
    // A zone is a table if its head says so, or if several of its labels are those of the form, word by word.
    let mut out = Tables::default();
    let mut from = 0;
    for zone in zones {
        let to = from + zone.rows.len();
        let own: Vec<&Placed> = placed.iter().filter(|p| p.rows.start >= from && p.rows.end <= to).collect();
        let exact = own.iter().filter(|p| p.score >= 0.99).count();
        if exact >= if zone.head { 1 } else { 3 } {
            let base = out.rows.len();
            out.placed.extend(
                own.iter()
                    .map(|p| Placed { rows: p.rows.start - from + base..p.rows.end - from + base, ..(*p).clone() }),
            );
            out.blocks.extend(zone.rows.iter().map(|r| r.block));
            out.rows.extend(zone.rows);
        }
        from = to;
    }
    out.edition = (!out.placed.is_empty()).then_some(edition);
    out
}

/// All numbers of an old report in document order: those of its tables, and those of its sentences.
pub fn statistics(form: &Form, blocks: &[Block], tables: &Tables<'_>, prose: &Prose) -> Vec<Statistic> {
    let mut found = of_tables(tables);
    found.extend(prose::statistics(form, blocks, &tables.blocks, prose));
    found.sort_by_key(|(block, _)| *block);
    found.into_iter().map(|(_, s)| s).collect()
}

/// The numbers of the tables alone, with the block that each stands in.
pub fn of_tables(tables: &Tables<'_>) -> Vec<(usize, Statistic)> {
    let mut out = Vec::new();
    let mut headings: Vec<(u8, String)> = Vec::new();
    let mut i = 0;
    while let Some(row) = tables.rows.get(i) {
        let placed = tables.placed.iter().find(|p| p.rows.start == i);
        let part = tables.rows.get(placed.map_or(i..i + 1, |p| p.rows.clone())).unwrap_or_default();
        i += part.len().max(1);
        let label: String = part.iter().map(|r| r.label.as_str()).collect();
        let valued = part.iter().find(|r| !r.values.is_empty()).unwrap_or(row);
        let level = rows::level(&label);
        headings.retain(|(l, _)| *l < level);
        let blank = |v: &rows::Value| quantity::cell(&v.text) == Printed::Blank;
        if placed.is_none() && valued.values.iter().all(blank) {
            // A part of the table; what has no number and is no part (a note, a signature) opens nothing.
            if level < 9 {
                headings.push((level, label));
            }
            continue;
        }
        // A number behind a word that is neither numbered nor counted in anything ("附表 2") is no row.
        if placed.is_none() && !valued.grid && valued.unit.is_none() && level == 9 {
            continue;
        }
        let indicator = placed.map(|p| p.indicator);
        let path = match indicator {
            Some(indicator) => indicator.under.clone(),
            None => headings.iter().map(|(_, h)| h.clone()).collect(),
        };
        let printed = PrintedRow { label: &label, path, row: valued, indicator };
        if valued.values.is_empty() {
            out.push((row.block, printed.statistic("", row.origin, None)));
        }
        let numbers = valued.values.iter().map(|v| printed.statistic(&v.text, Some(v.origin), v.head.clone()));
        out.extend(numbers.map(|statistic| (row.block, statistic)));
        headings.push((level, label));
    }
    out
}

/// A row with all that its numbers have in common.
struct PrintedRow<'r> {
    label: &'r str,
    path: Vec<String>,
    row: &'r Row,
    indicator: Option<&'r Indicator>,
}

impl PrintedRow<'_> {
    fn statistic(&self, text: &str, origin: Option<Origin>, period: Option<String>) -> Statistic {
        // More numbers than columns: which is the row's own, nothing tells.
        let crowded = self.row.most > 0 && self.row.values.len() > self.row.most;
        let printed = quantity::cell(text);
        let unit = printed.unit().or_else(|| self.row.unit.clone());
        let (value, status) = match printed {
            _ if crowded => (None, Status::Conflict),
            Printed::Number { value, .. } => (Some(value), Status::Published),
            Printed::Blank => (None, Status::Blank),
            Printed::Dash => (None, Status::NotApplicable),
            Printed::Text => (None, Status::Unreadable),
        };
        Statistic {
            indicator: self.label.to_string(),
            indicator_id: self.indicator.map(|i| i.id.clone().into()),
            path: self.path.clone(),
            unit: unit.or_else(|| self.indicator.map(|i| i.unit.clone())),
            period,
            value,
            raw: text.to_string(),
            status,
            origin,
            table: true,
        }
    }
}
