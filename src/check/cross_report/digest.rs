//! What the rules need of a report: who, which year, and the numbers.

use crate::form::cells::{Edition, cells};
use crate::form::words::words;
use crate::gazetteer::regions::{self, regions};
use crate::model::id::CellId;
use rust_decimal::Decimal;
use serde_json::Value;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

/// A report, as far as it is compared with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// SHA-256 of the source and the report's place in it.
    pub report_id: Arc<str>,
    /// The agency's name.
    pub agency: Arc<str>,
    /// Division code of its region.
    pub region_code: Option<Arc<str>>,
    /// The name of the region, as the table has it.
    pub region: Option<Arc<str>>,
    /// The year reported.
    pub year: i32,
    /// Which form its tables follow.
    pub edition: Edition,
    /// It is the report of a government that may hold the numbers of its region.
    pub governs: bool,
    /// Cells whose number is not zero, by their place in [`ids`], ascending.
    values: Vec<(u16, Decimal)>,
    /// Cells whose number is zero, as most are: one bit each, by their place in [`ids`].
    zeros: [u64; 4],
}

/// Every cell of both editions.
fn ids() -> &'static [CellId] {
    static IDS: OnceLock<Vec<CellId>> = OnceLock::new();
    IDS.get_or_init(|| {
        let mut ids: Vec<CellId> =
            [Edition::E2019, Edition::E2021].iter().flat_map(|e| cells(*e)).map(|c| c.id.into()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    })
}

/// Place of a cell in [`ids`].
fn place(id: &str) -> Option<u16> {
    u16::try_from(ids().binary_search_by(|known| (**known).cmp(id)).ok()?).ok()
}

impl Digest {
    /// From the canonical JSON. `None` for what is not on the forms since 2019, or tells no agency or year.
    pub fn from_json(report: &Value) -> Option<Digest> {
        let metadata = report.get("metadata")?;
        let text = |value: &Value| value.as_str().map(Arc::<str>::from);
        let edition = match report.get("edition")?.get("form")?.as_str()? {
            "2019" => Edition::E2019,
            "2021" => Edition::E2021,
            _ => return None,
        };
        let mut values: Vec<(u16, Decimal)> = report
            .get("cells")?
            .as_object()?
            .iter()
            .filter_map(|(id, cell)| {
                let at = place(id)?;
                let number = cell.get("value").filter(|v| v.is_number())?;
                Some((at, Decimal::from_str(&number.to_string()).ok()?))
            })
            .collect();
        values.sort_by_key(|(at, _)| *at);
        let zeros = split(&mut values);
        let region = metadata.get("region");
        let is = |key: &str, value: &str| metadata.get(key).and_then(Value::as_str) == Some(value);
        let own = metadata.get("scope").and_then(|s| s.get("value")).and_then(Value::as_str) == Some("own");
        Some(Digest {
            report_id: text(report.get("report_id")?)?,
            agency: text(metadata.get("agency")?.get("value")?)?,
            region_code: region.and_then(|r| r.get("code")).and_then(text),
            region: region.and_then(|r| r.get("name")).and_then(text),
            year: metadata.get("report_year")?.get("value")?.as_i64().and_then(|y| i32::try_from(y).ok())?,
            edition,
            governs: is("agency_kind", "government") && !is("agency_level", "township") && !own,
            values,
            zeros,
        })
    }

    /// The number of a cell, if it has one.
    pub fn value(&self, id: &str) -> Option<Decimal> {
        self.at(place(id)?)
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
    pub fn numbers(&self) -> impl Iterator<Item = (&'static CellId, Decimal)> {
        (0u16..).zip(ids()).filter_map(|(at, id)| Some((id, self.at(at)?)))
    }

    /// What is the same for all reports of one agency: its region, also under an earlier name and code, and what stands
    /// behind it in its name, with usual short forms written out.
    pub fn key(&self) -> (String, String) {
        let region = self.region_code.as_deref().and_then(|code| {
            let named =
                |r: &&regions::Region| r.code == code && self.region.as_deref().is_none_or(|name| r.name == name);
            regions().iter().find(named)
        });
        let Some(region) = region else { return (String::new(), long(&self.agency)) };
        let short = regions::short_names(region).pop();
        let behind = [Some(region.name), short.as_deref()].into_iter().flatten().find_map(|name| {
            let at = self.agency.rfind(name)?;
            self.agency.get(at + name.len()..)
        });
        // County and district of one name within one prefecture are one region before and after it changed.
        let stem = short.clone().unwrap_or_else(|| region.name.to_string());
        let within = region.code.get(..4).unwrap_or(region.code);
        // A city and its district of the same name are two.
        (format!("{within}{:?}{stem}", region.level()), long(behind.unwrap_or(&self.agency)))
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
            out.values = (0u16..).zip(ids()).filter_map(|(at, _)| one(at)).collect();
            out.zeros = split(&mut out.values);
        }
        Some(out)
    }
}

/// Takes the zeros out of a list: one bit each.
fn split(values: &mut Vec<(u16, Decimal)>) -> [u64; 4] {
    let mut zeros = [0u64; 4];
    values.retain(|(at, value)| {
        let word = zeros.get_mut(usize::from(at / 64)).filter(|_| value.is_zero());
        let Some(word) = word else { return true };
        *word |= 1 << (at % 64);
        false
    });
    values.shrink_to_fit();
    zeros
}

/// A name with its usual short form written out.
fn long(name: &str) -> String {
    words("short_agency")
        .iter()
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(short, long)| name.strip_suffix(short).map(|head| format!("{head}{long}")))
        .unwrap_or_else(|| name.to_string())
}
