//! The region of an agency: read off its name from the left, in the table of the report's year; a name that several regions
//! have is settled by what else the document says, else it stays open.

use super::{Clue, Evidence};
use crate::form::lexicon::List;
use crate::gazetteer::agencies::{self, Sort};
use crate::gazetteer::regions::{self, Level, Naming, Region, regions, short_names};
use crate::gazetteer::{self, NameWord};
use crate::report::metadata::{Candidate, Metadata, RegionFact};

/// What a name tells.
pub struct Found {
    pub sort: Option<Sort>,
    pub level: Option<&'static str>,
    pub fact: RegionFact,
}

/// One way to read regions off the head of a name.
#[derive(Clone, Debug)]
struct Reading {
    /// From the whole to the part.
    chain: Vec<&'static Region>,
    /// Bytes of the name that it takes.
    taken: usize,
    /// How many of the chain are named in full.
    full: usize,
    /// Years between the report and the nearest year in which all of the chain was in force.
    distance: i32,
}

impl Reading {
    fn last(&self) -> Option<&'static Region> {
        self.chain.last().copied()
    }
}

/// The place that a name begins with, up to the suffix of a division; `None` if it begins with none.
pub fn place_of(name: &str) -> Option<&str> {
    let bare = agencies::without_system(name);
    let ends = bare.char_indices().skip(2).take(10).map(|(at, _)| at).chain([bare.len()]);
    let place = |end: usize| {
        let place = bare.get(..end)?;
        let suffix = gazetteer::words(NameWord::DivisionSuffix).iter().find(|suffix| place.ends_with(*suffix))?;
        // The name of the place alone is longer than a character.
        (place.chars().count() > suffix.chars().count() + 1).then_some(place)
    };
    ends.into_iter().find_map(place)
}

/// Region, level and sort of a body by its name, the report's year and the document.
pub fn region(name: &str, year: Option<i32>, facts: &Metadata, evidence: &Evidence<'_>) -> Found {
    let whole = agencies::sort(name);
    if whole.is_some_and(|s| s.level == Some("central")) {
        return Found { sort: whole, level: Some("central"), fact: RegionFact::default() };
    }
    let bare = agencies::without_system(name);
    let readings = best(readings(bare, year));
    if let Some((zone, code, rank)) = agencies::zone(bare)
        && !readings.iter().any(|r| r.distance == 0 && r.last().is_some_and(|l| zone.ends_with(l.name)))
    {
        let found = of_code(code, year);
        let sort = agencies::sort(bare.split(zone).last().filter(|r| !r.is_empty()).unwrap_or(bare));
        let sort = if sort.is_some_and(|s| s.kind == "development_zone") { sort } else { sort.or(whole) };
        let committee = agencies::sort(bare).filter(|s| s.kind == "development_zone");
        let mut fact = RegionFact { from: Some("agency".into()), raw: Some(name.to_string()), ..RegionFact::default() };
        if let Some(region) = found {
            settle(&mut fact, region, year);
        }
        return Found { sort: committee.or(sort), level: Some(rank), fact };
    }
    let taken = readings.first().map_or(0, |r| r.taken);
    let rest = bare.get(taken..).unwrap_or_default();
    let sort = match rest {
        // A title that names the region alone: its government reports.
        "" if taken > 0 => agencies::sort(name).or(Some(Sort { kind: "government", level: None })),
        rest => agencies::sort(rest).or_else(|| agencies::sort(name).filter(|_| taken == 0)),
    };
    let mut options: Vec<&'static Region> = Vec::new();
    for region in readings.iter().filter_map(Reading::last) {
        if !options.iter().any(|o| o.code == region.code) {
            options.push(region);
        }
    }
    // "Zone of X" is named after the city, not after its district of the same name.
    if agencies::names_zone(rest)
        && let Some(top) = options.iter().copied().find(|o| options.iter().all(|p| p.code == o.code || p.is_within(o)))
    {
        options = vec![top];
    }
    if let [only] = options.as_slice()
        && let Some(inner) = branch(rest, only, year)
    {
        options = vec![inner];
    }
    if gazetteer::words(NameWord::ProvincialOrgan).iter().any(|w| rest.ends_with(w))
        && let Some(province) = options.iter().copied().find(|o| o.level() == Level::Province)
    {
        options = vec![province];
    }
    options.sort_by_key(|o| o.code);
    let mut fact = RegionFact::default();
    match options.as_slice() {
        [] => beside(&mut fact, name, year, evidence),
        [only] => {
            settle(&mut fact, only, year);
            (fact.from, fact.raw) = (Some("agency".into()), Some(name.to_string()));
        }
        _ => choose(&mut fact, &options, year, facts, evidence),
    }
    let level = level(sort, rest, &fact, &options);
    Found { sort, level, fact }
}

/// The level of the government that the body belongs to.
fn level(sort: Option<Sort>, rest: &str, fact: &RegionFact, options: &[&Region]) -> Option<&'static str> {
    if let Some(level) = sort.and_then(|s| s.level) {
        return Some(level);
    }
    let of = |region: &Region| match region.level() {
        Level::Province => "province",
        Level::Prefecture => "prefecture",
        Level::County => "county",
    };
    let found = match fact.code.as_deref().and_then(|code| regions().iter().find(|r| r.code == code)) {
        Some(region) => of(region),
        None => {
            let mut levels = options.iter().map(|r| of(r));
            let first = levels.next()?;
            levels.all(|l| l == first).then_some(first)?
        }
    };
    // A zone ranks below the government that set it up.
    Some(match found {
        "province" if agencies::names_zone(rest) => "prefecture",
        "prefecture" if agencies::names_zone(rest) => "county",
        level => level,
    })
}

fn settle(fact: &mut RegionFact, region: &'static Region, year: Option<i32>) {
    fact.code = Some(region.code.into());
    fact.name = Some(region.name.into());
    let newest =
        regions().iter().map(|r| r.from.max(if r.to == i32::MAX { 0 } else { r.to + 1 })).filter(|y| *y <= 2100).max();
    // The table's own years, not those before its first or after its last.
    let last = region.to.min(newest.unwrap_or(region.to));
    fact.revision = year.map(|y| y.clamp(region.from.max(2007), last.max(region.from).max(2007)));
}

/// The region of a code in the report's year, or the newest of that code.
fn of_code(code: &str, year: Option<i32>) -> Option<&'static Region> {
    let mut found: Vec<&'static Region> = regions().iter().filter(|r| r.code == code).collect();
    found.sort_by_key(|r| (year.map_or(0, |y| distance(&[*r], y)), std::cmp::Reverse(r.to)));
    found.first().copied()
}

fn distance(chain: &[&Region], year: i32) -> i32 {
    let from = chain.iter().map(|r| r.from).max().unwrap_or(0);
    let to = chain.iter().map(|r| r.to).min().unwrap_or(i32::MAX);
    (from - year).max(year.saturating_sub(to)).max(0)
}

fn readings(name: &str, year: Option<i32>) -> Vec<Reading> {
    let mut found = Vec::new();
    let empty = Reading { chain: Vec::new(), taken: 0, full: 0, distance: 0 };
    extend(name, year, empty, &mut found);
    found
}

fn extend(name: &str, year: Option<i32>, so_far: Reading, found: &mut Vec<Reading>) {
    let rest = name.get(so_far.taken..).unwrap_or_default();
    for (region, form, length) in regions::beginning(rest) {
        if so_far.last().is_some_and(|whole| !region.is_within(whole)) {
            continue;
        }
        let mut chain = so_far.chain.clone();
        chain.push(region);
        let from = chain.iter().map(|r| r.from).max().unwrap_or(0);
        let to = chain.iter().map(|r| r.to).min().unwrap_or(i32::MAX);
        let behind = rest.get(length..).unwrap_or_default();
        // "East District Subdistrict Office": the name is the subdistrict's own.
        let own_name = gazetteer::words(NameWord::Township).iter().any(|w| behind.starts_with(w));
        if from > to || own_name {
            continue;
        }
        if form == Naming::Short && !may_be_short(rest.get(..length).unwrap_or_default(), behind, region) {
            continue;
        }
        let full = so_far.full + usize::from(form == Naming::Full);
        let distance = year.map_or(0, |y| distance(&chain, y));
        let next = Reading { chain, taken: so_far.taken + length, full, distance };
        extend(name, year, next.clone(), found);
        found.push(next);
    }
}

/// A region named without its suffix: only where a region inside it or the agency's own words follow at once.
fn may_be_short(short: &str, behind: &str, region: &Region) -> bool {
    // "X City" that no table has is not the district that is called X: another kind of place is another place.
    let another = gazetteer::words(NameWord::DivisionSuffix).iter().any(|suffix| behind.starts_with(suffix));
    if another || gazetteer::words(NameWord::NoShort).contains(&short) {
        return false;
    }
    let inner = regions::beginning(behind).iter().any(|(r, form, _)| *form == Naming::Full && r.is_within(region));
    let agency = behind.chars().count() >= 2
        && agencies::sort(behind).is_some_and(|s| s.level.is_none() && !matches!(s.kind, "institution" | "enterprise"));
    inner || agency
}

/// Those that take most of the name, most of it in full, nearest to the year.
fn best(mut found: Vec<Reading>) -> Vec<Reading> {
    let rank = |r: &Reading| (std::cmp::Reverse(r.taken), std::cmp::Reverse(r.full), r.distance);
    found.sort_by_key(rank);
    let first = found.first().map(rank);
    found.retain(|r| Some(rank(r)) == first);
    found
}

/// "... of the city, branch of the district": the district at the end of the name.
fn branch(rest: &str, whole: &Region, year: Option<i32>) -> Option<&'static Region> {
    let found = rest.char_indices().skip(1).flat_map(|(at, _)| {
        let tail = rest.get(at..).unwrap_or_default();
        regions::beginning(tail).into_iter().filter(move |(region, _, length)| {
            let behind = tail.get(*length..).unwrap_or_default();
            region.is_within(whole) && gazetteer::words(NameWord::Branch).contains(&behind)
        })
    });
    found.map(|(region, _, _)| region).min_by_key(|r| year.map_or(0, |y| distance(&[*r], y)))
}

/// The name as it stands elsewhere with its region before it.
fn beside(fact: &mut RegionFact, name: &str, year: Option<i32>, evidence: &Evidence<'_>) {
    for clue in &evidence.clues {
        let text = super::tidy(clue.text);
        for (at, _) in text.match_indices(name) {
            let before = text.get(..at).unwrap_or_default();
            let starts = before.char_indices().rev().take(24).map(|(i, _)| i);
            let mut found: Vec<Reading> = Vec::new();
            for start in starts {
                let part = before.get(start..).unwrap_or_default();
                found.extend(
                    readings(part, year).into_iter().filter(|r| r.taken == part.len() && r.full == r.chain.len()),
                );
            }
            let found = best(found);
            if let [only] = found.as_slice()
                && let Some(region) = only.last()
            {
                settle(fact, region, year);
                (fact.from, fact.raw) = (Some(clue.from.into()), Some(excerpt(clue.text)));
                return;
            }
        }
    }
}

/// Chooses between regions of one name, or lists them.
fn choose(
    fact: &mut RegionFact,
    options: &[&'static Region],
    year: Option<i32>,
    facts: &Metadata,
    evidence: &Evidence<'_>,
) {
    let supported = |test: &dyn Fn(&Region) -> bool| {
        let mut found = options.iter().copied().filter(|o| test(o));
        found.next().filter(|_| found.next().is_none())
    };
    let mut decided = evidence.clues.iter().find_map(|clue| {
        let region = supported(&|r| names_parent(clue, r, year))?;
        Some((region, clue.from, excerpt(clue.text)))
    });
    let contact = [&facts.contact.phone, &facts.contact.fax];
    if decided.is_none() {
        decided = contact.iter().filter_map(|f| f.value.as_deref()).find_map(|number| {
            let area = number.split_once('-')?.0;
            let region = supported(&|r| {
                regions::of_area_code(area).any(|code| r.code.starts_with(code.trim_end_matches("00")))
            })?;
            Some((region, "phone", number.to_string()))
        });
    }
    if decided.is_none() {
        decided = codes(facts, evidence).into_iter().find_map(|(code, from)| {
            let near = code.get(..4)?;
            let region = supported(&|r| r.code.starts_with(near))?;
            Some((region, from, code))
        });
    }
    if let Some((region, from, raw)) = decided {
        settle(fact, region, year);
        (fact.from, fact.raw) = (Some(from.into()), Some(raw));
        return;
    }
    fact.name = options.first().map(|r| r.name).filter(|name| options.iter().all(|o| o.name == *name)).map(Into::into);
    fact.candidates = options.iter().map(|r| Candidate { code: r.code.into(), name: path(r) }).collect();
}

/// Whether a text names a parent of the region: in running text in full, elsewhere also without its suffix.
fn names_parent(clue: &Clue<'_>, region: &Region, year: Option<i32>) -> bool {
    let in_force = |p: &&&'static Region| year.is_none_or(|y| distance(&[*p], y) <= 1);
    let parents: Vec<&'static Region> = region.parents().collect();
    parents.iter().filter(in_force).any(|p| {
        clue.text.contains(p.name)
            || clue.from != "body" && short_names(p).iter().any(|s| clue.text.contains(s.as_str()))
    })
}

/// Division codes inside of other numbers: the site's, the credit code's and the index number's.
fn codes(facts: &Metadata, evidence: &Evidence<'_>) -> Vec<(String, &'static str)> {
    let digits = |text: &str, from: usize| {
        text.get(from..from + 6).filter(|c| c.bytes().all(|b| b.is_ascii_digit())).map(str::to_string)
    };
    let site = site_code(evidence).map(|code| (code, "metadata"));
    let credit = facts.credit_code.value.as_deref().and_then(|c| digits(c, 2)).map(|code| (code, "index_number"));
    site.into_iter().chain(credit).collect()
}

/// The division code at the head of the site's number, in the page's metadata or at its foot.
pub fn site_code(evidence: &Evidence<'_>) -> Option<String> {
    let field = super::named(evidence.fields, evidence.form.words(List::SiteCodeField)).map(|f| f.value.as_str());
    let code: String = evidence.info.site_code.as_deref().or(field)?.chars().take_while(char::is_ascii_digit).collect();
    (code.len() == 10).then(|| code.get(..6).map(str::to_string)).flatten()
}

fn path(region: &Region) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for parent in region.parents() {
        // The newest name of each code comes first.
        if !seen.contains(&parent.code) {
            seen.push(parent.code);
            names.push(parent.name);
        }
    }
    names.reverse();
    names.push(region.name);
    names.concat()
}

fn excerpt(text: &str) -> String {
    text.trim().chars().take(80).collect()
}
