//! The labels under which rows, columns and sections are printed, with their synonyms and misprints.

use super::cells::{Edition, Table, rows};
use crate::text::key::{distance, key, split_number, unnumbered};
use crate::text::query::{Query, fills};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A section of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// One: narrative.
    Overview,
    /// Two: table 2.
    ActiveDisclosure,
    /// Three: table 3.
    Applications,
    /// Four: table 4.
    ReviewAndLitigation,
    /// Five: narrative.
    Problems,
    /// Six: narrative.
    OtherMatters,
}

impl Section {
    /// All six, in order.
    pub const ALL: [Section; 6] = [
        Section::Overview,
        Section::ActiveDisclosure,
        Section::Applications,
        Section::ReviewAndLitigation,
        Section::Problems,
        Section::OtherMatters,
    ];

    /// As written in the report.
    pub fn id(self) -> &'static str {
        match self {
            Section::Overview => "overview",
            Section::ActiveDisclosure => "active_disclosure",
            Section::Applications => "applications",
            Section::ReviewAndLitigation => "review_and_litigation",
            Section::Problems => "problems",
            Section::OtherMatters => "other_matters",
        }
    }

    /// 1 to 6.
    pub fn ordinal(self) -> u32 {
        Section::ALL.iter().position(|s| *s == self).map_or(0, |i| i as u32 + 1)
    }

    /// The table printed in it.
    pub fn table(self) -> Option<Table> {
        match self {
            Section::ActiveDisclosure => Some(Table::ActiveDisclosure),
            Section::Applications => Some(Table::Applications),
            Section::ReviewAndLitigation => Some(Table::ReviewAndLitigation),
            _ => None,
        }
    }
}

#[derive(Default)]
struct RowLabels {
    keys: Vec<Vec<char>>,
    anchors: Vec<String>,
}

/// A column label: the last part of the cells' ids, and the editions that print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnLabel {
    /// The last part of a cell id; for table 4 one of `upheld`, `corrected`, `other`, `pending`, `total`.
    pub column: &'static str,
    /// The one edition that prints it; `None` if both do.
    pub edition: Option<Edition>,
    key: String,
}

/// All labels of the form, ready to match.
pub struct Labels {
    rows: Vec<RowLabels>,
    columns: BTreeMap<Table, Vec<ColumnLabel>>,
    headings: Vec<(Section, Vec<char>)>,
    heading_texts: Vec<(Section, String)>,
    titles: Vec<String>,
    not_titles: Vec<String>,
    furniture: Vec<String>,
}

/// The labels of the form.
pub fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(Labels::load)
}

fn one_edition(text: &str) -> Option<Edition> {
    match text {
        "2019" => Some(Edition::E2019),
        "2021" => Some(Edition::E2021),
        _ => None,
    }
}

impl Labels {
    fn load() -> Labels {
        let mut labels = Labels {
            rows: rows().iter().map(|_| RowLabels::default()).collect(),
            columns: BTreeMap::new(),
            headings: Vec::new(),
            heading_texts: Vec::new(),
            titles: Vec::new(),
            not_titles: Vec::new(),
            furniture: Vec::new(),
        };
        for row in crate::text::table(include_str!("../forms/disclosure/labels.tsv")) {
            let at = |i| crate::text::field(&row, i);
            let (target, kind, edition, status) = (at(0), at(1), at(2), at(4));
            let printed = at(3).replace("\\n", "\n");
            match kind {
                "row" | "anchor" => {
                    let Some(labels) = rows().iter().position(|r| r.id == target).and_then(|i| labels.rows.get_mut(i))
                    else {
                        continue;
                    };
                    if kind == "anchor" {
                        labels.anchors.push(key(&printed));
                        continue;
                    }
                    let key: Vec<char> = key(unnumbered(&printed)).chars().collect();
                    if !labels.keys.contains(&key) {
                        labels.keys.push(key);
                    }
                }
                "column" => {
                    let (Some(table), Some((_, column))) = (Table::of(target), target.rsplit_once('.')) else {
                        continue;
                    };
                    let key = key(&printed);
                    let known = labels.columns.entry(table).or_default();
                    let edition = one_edition(edition);
                    match known.iter_mut().find(|c| c.key == key) {
                        Some(same) if same.column == column && same.edition != edition => same.edition = None,
                        Some(_) => {}
                        None => known.push(ColumnLabel { column, edition, key }),
                    }
                }
                "heading" if edition == "2019+2021" && status != "pattern" => {
                    let section = Section::ALL.into_iter().find(|s| {
                        target.strip_prefix("section.").and_then(|t| t.split('_').next()).and_then(|n| n.parse().ok())
                            == Some(s.ordinal())
                    });
                    if let Some(section) = section {
                        if split_number(&printed).is_some() {
                            labels.heading_texts.push((section, printed.clone()));
                        }
                        let key: Vec<char> = key(unnumbered(&printed)).chars().collect();
                        if !labels.headings.iter().any(|(s, k)| *s == section && *k == key) {
                            labels.headings.push((section, key));
                        }
                    }
                }
                "title" if status == "negative" => labels.not_titles.push(key(&printed)),
                "title" => labels.titles.push(key(&printed)),
                "furniture" => labels.furniture.push(key(&printed)),
                _ => {}
            }
        }
        labels
    }

    /// How well a label fits a row of the form (index in [`rows`]): 1 is the printed label or a known variant, 0 is no
    /// likeness. `text` is the label as printed, with or without its number.
    pub fn row_score(&self, text: &Query, row: usize) -> f32 {
        let Some(labels) = self.rows.get(row) else { return 0.0 };
        if text.key.is_empty() {
            return 0.0;
        }
        let mut best = 0.0f32;
        for key in &labels.keys {
            if *key == text.key {
                return 1.0;
            }
            if let Some(known) = text.holes.as_deref().and_then(|holes| fills(holes, key)) {
                best = best.max(0.6 + 0.35 * known);
            }
            let longest = key.len().max(text.key.len());
            let score = match distance(&text.key, key, (longest / 6).max(usize::from(longest >= 4))) {
                Some(d) => 0.95 - d as f32 / longest as f32,
                // A label cut by a page or a narrow cell keeps its beginning or its end.
                None if text.key.len() >= 4 && (key.starts_with(&text.key) || key.ends_with(&text.key)) => {
                    0.55 + 0.3 * text.key.len() as f32 / key.len() as f32
                }
                None => 0.0,
            };
            best = best.max(score);
        }
        if best < 0.8 && labels.anchors.iter().any(|a| !a.is_empty() && text.text.contains(a.as_str())) {
            // An anchor inside a long sentence is a mention, not a label.
            let longest = labels.keys.iter().map(Vec::len).max().unwrap_or(0);
            best = best.max(if text.key.len() <= longest * 2 + 8 { 0.8 } else { 0.3 });
        }
        best
    }

    /// The column of a table that a header cell names; `None` if it names none, or fits more than one.
    pub fn column(&self, table: Table, text: &str) -> Option<&ColumnLabel> {
        let key = key(text);
        if key.is_empty() || key.len() > 240 {
            return None;
        }
        let known = self.columns.get(&table)?;
        if let Some(exact) = known.iter().find(|c| c.key == key) {
            return Some(exact);
        }
        if table != Table::ActiveDisclosure {
            return None;
        }
        // Notes and units stand behind the label: "本年收费金额（单位：万元，保留4位小数）".
        let within = known.iter().filter(|c| c.key.chars().count() >= 4 && key.starts_with(&c.key));
        if let Some(found) = within.max_by_key(|c| c.key.len()) {
            return Some(found);
        }
        let chars: Vec<char> = key.chars().collect();
        let mut near = known.iter().filter(|c| {
            let other: Vec<char> = c.key.chars().collect();
            distance(&chars, &other, other.len() / 6).is_some()
        });
        let first = near.next()?;
        near.all(|c| c.column == first.column).then_some(first)
    }

    /// Whether a text is a piece of a column head of a table, as a narrow column breaks it.
    pub fn in_column(&self, table: Table, text: &str) -> bool {
        self.columns_with(table, &key(text)).next().is_some()
    }

    /// The only column of a table whose head a text is a piece of.
    pub fn only_column(&self, table: Table, text: &str) -> Option<&'static str> {
        let key = key(text);
        let mut found = self.columns_with(table, &key).map(|c| c.column);
        let first = found.next()?;
        found.all(|column| column == first).then_some(first)
    }

    /// The column labels of a table that hold a key; none hold an empty one.
    fn columns_with(&self, table: Table, key: &str) -> impl Iterator<Item = &ColumnLabel> {
        let known = self.columns.get(&table).into_iter().flatten();
        known.filter(move |c| !key.is_empty() && c.key.contains(key))
    }

    /// Whether a text is the label of a row of the form that holds numbers.
    pub fn is_row(&self, text: &str) -> bool {
        let query = Query::new(text);
        (0..self.rows.len()).any(|i| self.row_score(&query, i) >= 0.8)
    }

    /// How many rows of the form a text names; `text` is a matching key.
    pub fn rows_named_in(&self, text: &str) -> usize {
        let named = |r: &&RowLabels| {
            r.keys.iter().filter(|k| k.len() >= 4).any(|k| text.contains(&k.iter().collect::<String>()))
        };
        self.rows.iter().filter(named).count()
    }

    /// The section that a heading opens; its text must be the heading and nothing else.
    pub fn section(&self, text: &str) -> Option<Section> {
        if text.chars().nth(60).is_some() {
            return None;
        }
        let numbered = split_number(text);
        let chars: Vec<char> = key(unnumbered(text)).chars().collect();
        if chars.len() < 2 || chars.len() > 40 {
            return None;
        }
        let exact = self.headings.iter().find(|(_, k)| *k == chars);
        let found = exact.or_else(|| {
            // A heading with the section's own number may be further off.
            let (_, number, _) = numbered?;
            let reach =
                |s: Section, k: &[char]| (k.len() / 6).max(1) + usize::from(s.ordinal() == number && k.len() >= 9);
            self.headings.iter().find(|(s, k)| k.len() >= 5 && distance(&chars, k, reach(*s, k)).is_some())
        });
        let (section, key) = found?;
        // A short heading such as "概述" counts only with its number.
        (numbered.is_some() || key.len() >= 4).then_some(*section)
    }

    /// The numbered headings of a section as printed, to be found inside running text.
    pub fn heading_texts(&self, section: Section) -> impl Iterator<Item = &str> {
        self.heading_texts.iter().filter(move |(s, _)| *s == section).map(|(_, t)| t.as_str())
    }

    /// The row whose label ends a text, and the byte offset where that label begins: the longest that fits.
    pub fn row_at_end(&self, text: &str) -> Option<(usize, usize)> {
        let chars: Vec<char> = key(text).chars().collect();
        let fits = self.rows.iter().enumerate().flat_map(|(i, r)| r.keys.iter().map(move |k| (i, k)));
        let (row, found) = fits
            .filter(|(_, k)| !k.is_empty() && chars.ends_with(k))
            .max_by_key(|(i, k)| (k.len(), std::cmp::Reverse(*i)))?;
        let label: String = found.iter().collect();
        let offset = text
            .char_indices()
            .rev()
            .take(200)
            .map(|(at, _)| at)
            .find(|at| text.get(*at..).is_some_and(|t| key(t) == label))?;
        Some((row, offset))
    }

    /// Where in a title the kind of the document is named, as a byte range of the title's key, longest first.
    pub fn title_kind(&self, key: &str) -> Option<(usize, usize)> {
        if self.not_titles.iter().any(|n| key.contains(n.as_str())) {
            return None;
        }
        self.titles
            .iter()
            // Much faster than to find where.
            .filter(|t| key.contains(t.as_str()))
            .filter_map(|t| key.find(t.as_str()).map(|at| (at, at + t.len())))
            .max_by_key(|(from, to)| to - from)
    }

    /// Whether a paragraph is furniture of a web page (print, share, navigation).
    pub fn is_furniture(&self, text: &str) -> bool {
        let key = key(text);
        self.furniture.iter().any(|f| !f.is_empty() && key.starts_with(f.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(label: &str) -> &'static str {
        let query = Query::new(label);
        let score = |i: &usize| labels().row_score(&query, *i);
        let best = (0..rows().len()).max_by(|a, b| score(a).total_cmp(&score(b))).unwrap();
        assert!(score(&best) >= 0.6, "{label}: {}", score(&best));
        rows()[best].id
    }

    #[test]
    fn misprints_and_cuts_find_their_row() {
        assert_eq!(best("2.其他法律行政止公开"), "applications.results.refused.prohibited_by_law");
        assert_eq!(best("6.属于四类过程性信"), "applications.results.refused.process_information");
        assert_eq!(best("二、上年结转政府信息公\n开申请数量"), "applications.carried_over");
        assert_eq!(best("（七） 总 计"), "applications.results.total");
        assert_eq!(best("规范性文件"), "active_disclosure.normative_documents");
    }

    #[test]
    fn unreadable_characters_may_be_any_of_the_label() {
        assert_eq!(
            best("3.\u{FFFD}\u{FFFD}\u{FFFD}三\u{FFFD}全一\u{FFFD}定\u{FFFD}"),
            "applications.results.refused.endangers_security_and_stability"
        );
        let other = Query::new("4.\u{FFFD}护第三方合法权益");
        let row = rows().iter().position(|r| r.id == "applications.results.refused.state_secret").unwrap();
        assert!(labels().row_score(&other, row) < 0.5);
    }

    #[test]
    fn canonical_labels_do_not_collide() {
        for (i, row) in labels().rows.iter().enumerate().take(34) {
            let first: String = row.keys.first().unwrap().iter().collect();
            let query = Query::new(&first);
            for j in (0..34).filter(|j| *j != i) {
                assert!(labels().row_score(&query, j) < 0.9, "{first} also fits {}", rows()[j].id);
            }
        }
    }

    #[test]
    fn headings_need_their_number_only_when_short() {
        assert_eq!(labels().section(" 总体情况"), Some(Section::Overview));
        assert_eq!(labels().section("概述"), None);
        assert_eq!(labels().section("四、政府信息公开行政法复议、行政诉讼情况"), Some(Section::ReviewAndLitigation));
        assert_eq!(labels().section("其他需要报告的事项：无"), None);
    }

    #[test]
    fn columns_take_notes_behind_them() {
        let fee = labels().column(Table::ActiveDisclosure, "本年收费金额（单位：万元，保留4位小数）").unwrap();
        assert_eq!(fee.column, "amount");
        assert_eq!(
            labels().column(Table::ActiveDisclosure, "本年增/减(指2020年，如 -8)").unwrap().column,
            "change_this_year"
        );
        assert_eq!(labels().column(Table::Applications, "其 它").unwrap().column, "other");
    }
}
