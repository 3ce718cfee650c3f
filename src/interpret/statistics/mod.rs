//! The numbers of reports before 2019: tables of indicators, in whatever shape they survived, and the counts that stand
//! in sentences. What is recognised gets the indicator's id; the rest keeps its words.

mod align;
mod number;
mod prose;
mod rows;

use crate::form::indicators::{OldForm, indicators};
use crate::model::content::Block;
use crate::model::limits::Limits;
use crate::report::{Statistic, Status};
use align::Placed;
use number::Printed;
use rows::Row;
use std::collections::BTreeSet;

/// The statistics tables of a document.
#[derive(Debug, Default)]
pub struct Tables {
    rows: Vec<Row>,
    placed: Vec<Placed>,
    /// Blocks that such a table takes up.
    blocks: BTreeSet<usize>,
    /// The form whose rows they are, if any are recognised.
    pub form: Option<OldForm>,
}

impl Tables {
    /// Rows recognised, of 2014 and older.
    pub fn recognised(&self) -> [usize; 2] {
        match self.form {
            Some(OldForm::Of2014) => [self.placed.len(), 0],
            Some(OldForm::Pre2014) => [0, self.placed.len()],
            None => [0, 0],
        }
    }
}

/// Finds the statistics tables; `taken` are blocks that hold tables of the form since 2019.
pub fn tables(blocks: &[Block], taken: &BTreeSet<usize>, limits: &Limits) -> Tables {
    let zones = rows::zones(blocks, taken, limits);
    let [newer, older] = [OldForm::Of2014, OldForm::Pre2014].map(|form| align::align(&zones, form, limits));
    let (form, placed) = if older.0 > newer.0 { (OldForm::Pre2014, older.1) } else { (OldForm::Of2014, newer.1) };
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
    out.form = (!out.placed.is_empty()).then_some(form);
    out
}

/// All numbers of an old report in document order: those of its tables, and those of its sentences.
pub fn statistics(blocks: &[Block], tables: &Tables, form: OldForm) -> Vec<Statistic> {
    let mut found = of_tables(tables);
    found.extend(prose::statistics(blocks, &tables.blocks, form));
    found.sort_by_key(|(block, _)| *block);
    found.into_iter().map(|(_, s)| s).collect()
}

/// The numbers of the tables alone, with the block that each stands in.
pub fn of_tables(tables: &Tables) -> Vec<(usize, Statistic)> {
    let mut out = Vec::new();
    let mut headings: Vec<(u8, String)> = Vec::new();
    let mut i = 0;
    while let Some(row) = tables.rows.get(i) {
        let placed = tables.placed.iter().find(|p| p.rows.start == i);
        let part = tables.rows.get(placed.map_or(i..i + 1, |p| p.rows.clone())).unwrap_or_default();
        i += part.len().max(1);
        let label: String = part.iter().map(|r| r.label.as_str()).collect();
        let valued = part.iter().find(|r| !r.values.is_empty()).unwrap_or(row);
        let indicator = placed.and_then(|p| indicators().get(p.indicator));
        let level = rows::level(&label);
        headings.retain(|(l, _)| *l < level);
        let blank = |v: &rows::Value| number::cell(&v.text) == Printed::Blank;
        if indicator.is_none() && valued.values.iter().all(blank) {
            // A part of the table; what has no number and is no part (a note, a signature) opens nothing.
            if level < 9 {
                headings.push((level, label));
            }
            continue;
        }
        // A number behind a word that is neither numbered nor counted in anything ("附表 2") is no row.
        if indicator.is_none() && !valued.grid && valued.unit.is_none() && level == 9 {
            continue;
        }
        let path = match indicator {
            Some(indicator) => indicator.under.iter().map(|u| u.to_string()).collect(),
            None => headings.iter().map(|(_, h)| h.clone()).collect(),
        };
        // More numbers than columns: which is the row's own, nothing tells.
        let crowded = valued.most > 0 && valued.values.len() > valued.most;
        let statistic = |text: &str, origin, period: Option<String>| {
            let printed = number::cell(text);
            let unit = printed.unit().or_else(|| valued.unit.clone());
            Statistic {
                indicator: label.clone(),
                indicator_id: indicator.map(|i| i.id.into()),
                path: Vec::clone(&path),
                unit: unit.or_else(|| indicator.map(|i| i.unit.to_string())),
                period,
                value: match &printed {
                    Printed::Number { value, .. } if !crowded => Some(*value),
                    _ => None,
                },
                raw: text.to_string(),
                status: match printed {
                    _ if crowded => Status::Conflict,
                    Printed::Number { .. } => Status::Published,
                    Printed::Blank => Status::Blank,
                    Printed::Dash => Status::NotApplicable,
                    Printed::Text => Status::Unreadable,
                },
                origin,
                table: true,
            }
        };
        if valued.values.is_empty() {
            out.push((row.block, statistic("", row.origin, None)));
        }
        for value in &valued.values {
            out.push((row.block, statistic(&value.text, Some(value.origin), value.head.clone())));
        }
        headings.push((level, label.clone()));
    }
    out
}
