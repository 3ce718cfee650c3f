//! The administrative divisions of the country from province to county, with the years in which each code and name were
//! in force: what a name printed in a report of some year means. Sources are named in the head of `regions.tsv`.

use crate::gazetteer::words::{NameWord, words};
use std::collections::HashMap;
use std::sync::OnceLock;

/// How far down a division is, by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Provinces, autonomous regions, municipalities: `320000`.
    Province,
    /// Prefectures and cities with districts: `320800`.
    Prefecture,
    /// Counties, districts, cities of county level: `320813`.
    County,
}

/// One code and name of GB/T 2260, and when they were in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Six digits.
    pub code: &'static str,
    /// In full, as the table prints it.
    pub name: &'static str,
    /// First year whose table has it; 0 if the oldest (2007) does.
    pub from: i32,
    /// Last year whose table has it; `i32::MAX` if the newest does.
    pub to: i32,
}

impl Region {
    /// By the zeros of the code.
    pub fn level(&self) -> Level {
        match (self.code.ends_with("0000"), self.code.ends_with("00")) {
            (true, _) => Level::Province,
            (_, true) => Level::Prefecture,
            _ => Level::County,
        }
    }

    /// Whether it is a part of `whole`, by the codes; nothing is a part of itself.
    pub fn is_within(&self, whole: &Region) -> bool {
        self.code != whole.code
            && self.code.starts_with(whole.code.trim_end_matches("00"))
            && self.level() > whole.level()
    }

    /// Its prefecture and province, in that order, that existed together with it; names may have changed meanwhile.
    pub fn parents(&self) -> impl Iterator<Item = &'static Region> {
        let (code, from, to) = (self.code, self.from, self.to);
        regions().iter().rev().filter(move |r| {
            r.code != code
                && r.level() < Level::County
                && code.starts_with(r.code.trim_end_matches("00"))
                && r.from <= to
                && r.to >= from
        })
    }
}

/// How a text names a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Without its suffix, or by a usual short form.
    Short,
    /// In full.
    Full,
}

/// All of them, by code.
pub fn regions() -> &'static [Region] {
    static REGIONS: OnceLock<Vec<Region>> = OnceLock::new();
    REGIONS.get_or_init(|| {
        crate::text::table(include_str!("regions.tsv"))
            .map(|row| Region {
                code: crate::text::field(&row, 0),
                name: crate::text::field(&row, 1),
                from: crate::text::field(&row, 2).parse().unwrap_or(0),
                to: crate::text::field(&row, 3).parse().unwrap_or(i32::MAX),
            })
            .collect()
    })
}

/// The regions that a text may begin with, with the bytes that their name takes, longest first.
pub fn beginning(text: &str) -> Vec<(&'static Region, Form, usize)> {
    static NAMES: OnceLock<HashMap<String, Vec<(&'static Region, Form)>>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names: HashMap<String, Vec<(&'static Region, Form)>> = HashMap::new();
        for region in regions() {
            names.entry(region.name.to_string()).or_default().push((region, Form::Full));
            for short in short_names(region) {
                names.entry(short).or_default().push((region, Form::Short));
            }
        }
        names
    });
    let mut found: Vec<_> = text
        .char_indices()
        .skip(2)
        .map(|(at, _)| at)
        .chain([text.len()])
        .take(15)
        .filter_map(|end| Some((end, names.get(text.get(..end)?)?)))
        .flat_map(|(end, regions)| regions.iter().map(move |(r, f)| (*r, *f, end)))
        .collect();
    found.reverse();
    found
}

/// The name without suffix and peoples, and the forms between: two characters at least.
pub fn short_names(region: &Region) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if name.chars().count() >= 2 && name != region.name && !found.iter().any(|f| f == name) {
            found.push(name.to_string());
        }
    };
    for suffix in words(NameWord::DivisionSuffix) {
        // Of two characters at least: a name may end in what looks like a longer suffix.
        let Some(stem) = region.name.strip_suffix(suffix).filter(|s| s.chars().count() >= 2) else { continue };
        add(stem);
        let mut bare = stem;
        while let Some(shorter) = words(NameWord::People).iter().find_map(|p| bare.strip_suffix(p)) {
            bare = shorter;
        }
        if bare != stem {
            add(bare);
            // The autonomous prefecture or county, as it is called in daily use.
            if let Some(last) = suffix.chars().last() {
                add(&format!("{bare}{last}"));
            }
        }
        break;
    }
    found
}

/// The prefectures (or municipalities) that a telephone area code serves, with its zero: `0517`.
pub fn of_area_code(code: &str) -> impl Iterator<Item = &'static str> {
    crate::text::table(include_str!("area-codes.tsv"))
        .filter(move |row| crate::text::field(row, 0) == code)
        .map(|row| crate::text::field(&row, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let in_force = |year: i32, level| {
            regions().iter().filter(|r| r.level() == level && r.from <= year && year <= r.to).count()
        };
        // Figures of the Ministry of Civil Affairs, without the four regions outside its tables' lower levels.
        for (year, prefectures, counties) in
            [(2010, 333, 2856), (2015, 334, 2850), (2020, 333, 2844), (2023, 333, 2844)]
        {
            assert_eq!(in_force(year, Level::Province), 34, "{year}");
            assert_eq!(in_force(year, Level::Prefecture), prefectures, "{year}");
            assert!(
                in_force(year, Level::County).abs_diff(counties) <= 12,
                "{year}: {}",
                in_force(year, Level::County)
            );
        }
        assert!(
            regions().iter().all(|r| r.code.len() == 6 && r.code.bytes().all(|b| b.is_ascii_digit()) && r.from <= r.to)
        );
    }

    #[test]
    fn names_begin_a_text_longest_first() {
        let first = |text: &str| beginning(text).first().map(|(r, f, n)| (r.code, *f, *n));
        assert_eq!(first("洪泽区应急管理局"), Some(("320813", Form::Full, 9)));
        assert_eq!(first("内蒙古自治区人民政府"), Some(("150000", Form::Full, 18)));
        assert_eq!(first("延边州气象局"), Some(("222400", Form::Short, 9)));
        assert_eq!(beginning("新城区卫生健康委员会").iter().filter(|(_, f, _)| *f == Form::Full).count(), 2);
        assert!(beginning("应急管理局").is_empty());
    }
}
