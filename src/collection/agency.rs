//! One identity of an agency and of its years, for all that sets reports beside each other.

use crate::gazetteer::agencies;
use crate::gazetteer::regions::{self, Level, Region, regions};
use crate::gazetteer::words::{NameWord, words};
use crate::model::id::Name;
use crate::report::metadata::{Metadata, RegionFact};
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// An agency and the year that it reports: reports of the same one are copies of each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyYear {
    /// Who.
    pub agency: AgencyId,
    /// Which year.
    pub year: i32,
}

impl AgencyYear {
    /// By what a report says of itself; `None` if it names no agency or no year.
    pub fn of(metadata: &Metadata) -> Option<AgencyYear> {
        Some(AgencyYear { agency: AgencyId::of(metadata)?, year: metadata.report_year.value? })
    }
}

/// What is the same for all reports of one agency, whatever its region was called and however its own name is
/// shortened: `320813:应急管理局` is the newest code of its region, and what stands behind the region in its name. Where
/// the region is not known, it is the name alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyId(Name);

impl AgencyId {
    /// By what a report says of itself; `None` if it names no agency.
    pub fn of(metadata: &Metadata) -> Option<AgencyId> {
        let agency = metadata.agency.value.as_deref()?;
        let Some((region, newest)) = known(&metadata.region) else { return Some(AgencyId((&*full(agency)).into())) };
        let short = regions::short_names(region).pop();
        let behind = [Some(region.name), short.as_deref()].into_iter().flatten().find_map(|name| {
            let at = agency.rfind(name)?;
            agency.get(at + name.len()..).filter(|rest| !rest.is_empty())
        });
        let id = format!("{newest}:{}", full(behind.unwrap_or(agency)));
        Some(AgencyId((&*id).into()))
    }

    /// What the agency may be called since offices were put together anew; candidates, since one often took in several.
    pub fn successors(&self) -> impl Iterator<Item = AgencyId> {
        let pairs = words(NameWord::Renamed).iter().filter_map(|pair| pair.split_once('='));
        pairs.filter_map(|(before, after)| {
            let head = self.0.strip_suffix(before)?;
            Some(AgencyId((&*format!("{head}{after}")).into()))
        })
    }

    /// As it is written in tables.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AgencyId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A name with its usual short form written out; a zone is its committee.
fn full(name: &str) -> String {
    let pairs = words(NameWord::ShortAgency).iter().filter_map(|pair| pair.split_once('='));
    let written = pairs.map(|(short, long)| name.strip_suffix(short).map(|head| format!("{head}{long}")));
    let name = written.flatten().next().unwrap_or_else(|| name.to_string());
    let committees = words(NameWord::Committee);
    let zone = agencies::sort(&name).is_some_and(|sort| sort.kind == "development_zone");
    match committees.first().filter(|_| zone && !committees.iter().any(|word| name.ends_with(word))) {
        Some(committee) => name + committee,
        None => name,
    }
}

/// The division that a report names, and the newest code of it.
fn known(fact: &RegionFact) -> Option<(&'static Region, &'static str)> {
    let of_code = by_code().get(fact.code.as_deref()?)?;
    of_code.iter().find(|(region, _)| fact.name.as_deref().is_none_or(|name| region.name == name)).copied()
}

/// All divisions by code, each with the newest code of the one that it is. County and district of one name within one
/// prefecture are one before and after it changed; a city and its district of the same name are two.
fn by_code() -> &'static HashMap<&'static str, Vec<(&'static Region, &'static str)>> {
    static CODES: OnceLock<HashMap<&'static str, Vec<(&'static Region, &'static str)>>> = OnceLock::new();
    CODES.get_or_init(|| {
        let same = |region: &'static Region| {
            let stem = regions::short_names(region).pop().unwrap_or_else(|| region.name.to_string());
            (region.code.get(..4).unwrap_or(region.code), region.level(), stem)
        };
        let mut newest: HashMap<(&str, Level, String), &'static Region> = HashMap::new();
        for region in regions() {
            let kept = newest.entry(same(region)).or_insert(region);
            if (region.to, region.from, region.code) > (kept.to, kept.from, kept.code) {
                *kept = region;
            }
        }
        let mut codes: HashMap<&'static str, Vec<(&'static Region, &'static str)>> = HashMap::new();
        for region in regions() {
            let code = newest.get(&same(region)).map_or(region.code, |newest| newest.code);
            codes.entry(region.code).or_default().push((region, code));
        }
        codes
    })
}

/// The province, prefecture and county that an agency is of, as the report's region names them; none below its own.
pub fn divisions(fact: &RegionFact) -> [Option<&'static Region>; 3] {
    let Some((region, _)) = known(fact) else { return [None; 3] };
    let at =
        |level| Some(region).filter(|r| r.level() == level).or_else(|| region.parents().find(|p| p.level() == level));
    [Level::Province, Level::Prefecture, Level::County].map(at)
}
