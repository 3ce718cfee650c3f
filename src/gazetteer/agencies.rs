//! What sort of body a name belongs to, by its words: `agencies.tsv` and, for zones that are no division, `zones.tsv`.

use crate::gazetteer::words::{NameWord, words};
use std::sync::OnceLock;

/// What the words of a name say of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// `central` or `township` where the words tell it; else it follows from the region.
    pub level: Option<&'static str>,
}

/// Every kind of agency that a report can name.
pub const KINDS: [&str; 8] =
    ["government", "office", "department", "vertical", "development_zone", "subdistrict", "institution", "enterprise"];

/// Every level, from the top.
pub const LEVELS: [&str; 5] = ["central", "province", "prefecture", "county", "township"];

/// The sort of a body by its name, without its region if one was found in it; `None` if no word of the table fits.
pub fn sort(name: &str) -> Option<Sort> {
    rows().find(|row| fits(row, name)).map(|row| Sort {
        kind: crate::text::field(row, 2),
        level: Some(crate::text::field(row, 3)).filter(|l| !l.is_empty()),
    })
}

fn fits(row: &[&'static str], name: &str) -> bool {
    let word = crate::text::field(row, 1);
    match crate::text::field(row, 0) {
        "name" => name == word,
        "end" => name.ends_with(word),
        "contain" => name.contains(word),
        // A zone is its committee; its departments are departments.
        "zone" => name.contains(word) && (name.ends_with(word) || committee(name)),
        _ => false,
    }
}

fn committee(name: &str) -> bool {
    words(NameWord::Committee).iter().any(|w| name.ends_with(w))
}

/// The zone that a name begins with or holds, with the code of the region it lies in, and its rank.
pub fn zone(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    crate::text::table(include_str!("zones.tsv"))
        .map(|row| (crate::text::field(&row, 0), crate::text::field(&row, 1), crate::text::field(&row, 2)))
        .find(|(zone, _, _)| name.contains(zone))
}

/// Whether a name speaks of a zone that is no division of its own.
pub fn names_zone(name: &str) -> bool {
    rows().any(|row| crate::text::field(row, 0) == "zone" && name.contains(crate::text::field(row, 1)))
}

/// The name without what stands before its region: "国家税务总局" and the like.
pub fn without_system(name: &str) -> &str {
    let mut rest = name;
    while let Some(shorter) = rows()
        .filter(|row| crate::text::field(row, 0) == "prefix")
        .find_map(|row| rest.strip_prefix(crate::text::field(row, 1)))
    {
        rest = shorter;
    }
    rest
}

fn rows() -> impl Iterator<Item = &'static [&'static str]> {
    static ROWS: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    ROWS.get_or_init(|| crate::text::table(include_str!("agencies.tsv")).collect()).iter().map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_the_sort() {
        for (name, kind, level) in [
            ("人民政府", "government", None),
            ("青柳镇人民政府", "government", Some("township")),
            ("人民政府办公室", "office", None),
            ("国有资产监督管理委员会", "department", None),
            ("国家税务总局云溪市税务局", "vertical", None),
            ("经济技术开发区管理委员会", "development_zone", None),
            ("高新区财政局", "department", None),
            ("梧桐街道办事处", "subdistrict", Some("township")),
            ("应急局", "department", None),
            ("财政部", "department", Some("central")),
            ("第一人民医院", "institution", None),
            ("水务集团有限公司", "enterprise", None),
        ] {
            assert_eq!(sort(name), Some(Sort { kind, level }), "{name}");
        }
        assert_eq!(sort("云溪"), None);
        for row in rows().filter(|r| crate::text::field(r, 0) != "prefix") {
            assert!(KINDS.contains(&crate::text::field(row, 2)), "{row:?}");
        }
    }
}
