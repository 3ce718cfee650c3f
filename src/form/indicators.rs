//! The rows of the statistics tables before 2019, with their wordings: the national table of 2014 to 2018, and the
//! local ones before it. A line of status `canonical` opens a row, in the order of the form; the others name it too.

use super::sheet::{FormError, Sheet};
use super::words::words;
use crate::text::key::{distance, key, split_number};
use std::collections::HashSet;
use std::sync::Arc;

/// Columns of `indicators.tsv`.
pub(super) const COLUMNS: [&str; 6] = ["form", "id", "unit", "under", "label", "status"];

/// A row of a statistics table.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// The edition that has it.
    pub edition: String,
    /// For example `old.requests.received`.
    pub id: Arc<str>,
    /// What it counts.
    pub unit: String,
    /// The headings and rows that it stands under, outermost first.
    pub under: Vec<String>,
    keys: Vec<Vec<char>>,
}

/// The rows of all statistics tables, each edition's in its order.
#[derive(Clone, Debug)]
pub struct Indicators {
    rows: Vec<Indicator>,
    keys: HashSet<Vec<char>>,
}

impl Indicators {
    /// Reads `indicators.tsv`.
    ///
    /// # Errors
    /// An edition or unit that the form does not have, a status that says nothing, a label that is empty or belongs to
    /// another row than the one above it.
    pub fn load(sheet: &Sheet, editions: &[&str]) -> Result<Indicators, FormError> {
        let mut rows: Vec<Indicator> = Vec::new();
        for line in sheet.lines() {
            let (edition, id, label) = (line.get("form"), line.get("id"), line.get("label"));
            if !editions.contains(&edition) {
                return Err(line.error(format!("no edition {edition:?} has statistics: {}", editions.join(", "))));
            }
            let label = bare(label);
            if id.is_empty() || label.len() < 3 {
                return Err(line.error("an indicator has an id, and each of its labels three characters or more"));
            }
            match line.get("status") {
                "canonical" => {
                    let unit = line.get("unit").to_string();
                    if !words("stat_unit").contains(&unit.as_str()) {
                        return Err(line.error(format!("{unit:?} is no unit: stat_unit of lexicon.tsv has it not")));
                    }
                    let under = line.list("under", '/').into_iter().map(str::to_string).collect();
                    rows.push(Indicator { edition: edition.into(), id: id.into(), unit, under, keys: vec![label] });
                }
                "synonym" => {
                    let row = rows.last_mut().filter(|r| r.edition == edition && &*r.id == id);
                    let row = row.ok_or_else(|| line.error(format!("the row above is not {id}")))?;
                    if row.keys.contains(&label) {
                        return Err(line.error("the row has this label already, but for its number and notes"));
                    }
                    row.keys.push(label);
                }
                other => return Err(line.error(format!("the status {other:?} is neither canonical nor synonym"))),
            }
        }
        let keys = rows.iter().flat_map(|r| r.keys.iter().cloned()).collect();
        Ok(Indicators { rows, keys })
    }

    /// The first row of an id.
    pub fn get(&self, id: &str) -> Option<&Indicator> {
        self.rows.iter().find(|r| &*r.id == id)
    }

    /// The rows of an edition, in order.
    pub fn of(&self, edition: &str) -> Vec<&Indicator> {
        self.rows.iter().filter(|r| r.edition == edition).collect()
    }

    /// Whether a label is that of a row, word by word. None is as long as a paragraph.
    pub fn knows(&self, label: &str) -> bool {
        label.chars().nth(LONGEST).is_none() && self.keys.contains(&bare(label))
    }
}

/// More characters no label has, with notes in brackets.
const LONGEST: usize = 300;

/// The key of a label without its number, notes in brackets and words that only say that it is a part.
pub fn bare(label: &str) -> Vec<char> {
    let mut text = label.trim();
    for _ in 0..3 {
        let part = words("part_of").iter().find_map(|w| text.strip_prefix(w));
        text = part.map_or(text, |t| t.trim_start_matches(['：', ':', '，', ',', ' ']));
        text = split_number(text).map_or(text, |(_, _, rest)| rest.trim_start());
    }
    let mut depth = 0usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let key = key(if out.trim().is_empty() { text } else { &out });
    key.chars().collect()
}

/// How well the key of a label ([`bare`]) fits a row: 1 is a known wording, 0 is no likeness.
pub fn score(label: &[char], indicator: &Indicator) -> f32 {
    if label.len() < 2 {
        return 0.0;
    }
    let mut best = 0.0f32;
    for key in &indicator.keys {
        if key == label {
            return 1.0;
        }
        let (longest, shortest) = (key.len().max(label.len()), key.len().min(label.len()));
        let likeness = match distance(label, key, (longest / 6).max(usize::from(longest >= 5))) {
            Some(d) => 0.95 - d as f32 / longest as f32,
            // Cut by a page or a narrow cell, or with words around it.
            None if shortest >= 4 && (key.starts_with(label) || key.ends_with(label)) => {
                0.5 + 0.3 * shortest as f32 / longest as f32
            }
            None if shortest >= 5 && (label.starts_with(key) || label.ends_with(key)) => {
                0.5 + 0.4 * shortest as f32 / longest as f32
            }
            None => 0.0,
        };
        best = best.max(likeness);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_both_editions_is_there() {
        let of = |edition| crate::form::Form::builtin("disclosure").unwrap().indicators.of(edition).len();
        assert_eq!(["2014", "pre2014"].map(of), [58, 37]);
    }

    #[test]
    fn what_is_wrong_in_the_table_is_named_with_its_line() {
        let load = |lines: &str| {
            let sheet = Sheet::parse("indicators.tsv", &format!("{}\n{lines}", COLUMNS.join("\t")), &COLUMNS).unwrap();
            Indicators::load(&sheet, &["2014", "pre2014"]).map(|i| i.rows.len()).map_err(|e| e.to_string())
        };
        assert_eq!(load("2014\told.a\t条\t\t收到申请数\tcanonical\n2014\told.a\t\t\t申请总数\tsynonym"), Ok(1));
        for (lines, what) in [
            ("2016\told.a\t条\t\t收到申请数\tcanonical", "no edition \"2016\""),
            ("2014\t\t条\t\t收到申请数\tcanonical", "an indicator has an id"),
            ("2014\told.a\t条\t\t申请\tcanonical", "each of its labels"),
            ("2014\told.a\t斤\t\t收到申请数\tcanonical", "\"斤\" is no unit"),
            ("2014\told.a\t条\t\t收到申请数\tsynonym", "the row above is not old.a"),
            ("2014\told.a\t条\t\t收到申请数\tcanonical\n2014\told.a\t\t\t1.收到申请数\tsynonym", "already"),
            ("2014\told.a\t条\t\t收到申请数\t", "the status \"\""),
        ] {
            let error = load(lines).unwrap_err();
            assert!(error.starts_with("indicators.tsv:") && error.contains(what), "{error}");
        }
    }

    #[test]
    fn notes_and_numbers_come_off() {
        let bare = |t: &str| super::bare(t).into_iter().collect::<String>();
        assert_eq!(bare("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）"), "主动公开政府信息数");
        assert_eq!(bare("其中：1.当面申请数"), "当面申请数");
        assert_eq!(bare("其中:主要负责同志参加新闻发布会总次数"), "主要负责同志参加新闻发布会总次数");
        assert_eq!(bare("（1）“非《规定》所指政府信息”数"), "非规定所指政府信息数");
    }
}
