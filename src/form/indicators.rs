//! The rows of the statistics tables before 2019, with their wordings: the national table of 2014 to 2018, and the
//! local ones before it. A line of status `canonical` opens a row, in the order of the form; the others name it too.

use crate::text::key::{distance, key, split_number};
use std::sync::OnceLock;

/// A form before 2019.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldForm {
    /// The national table of 2014 to 2018.
    Of2014,
    /// The tables of provinces and cities before it.
    Pre2014,
}

/// A row of a statistics table.
#[derive(Debug)]
pub struct Indicator {
    /// The form that has it.
    pub form: OldForm,
    /// For example `old.requests.received`.
    pub id: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// The headings and rows that it stands under, outermost first.
    pub under: Vec<&'static str>,
    keys: Vec<Vec<char>>,
}

impl Indicator {
    /// The keys ([`bare`]) of its wordings.
    pub fn keys(&self) -> &[Vec<char>] {
        &self.keys
    }
}

/// All rows, those of 2014 first, each form in its order.
pub fn indicators() -> &'static [Indicator] {
    static ALL: OnceLock<Vec<Indicator>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<Indicator> = Vec::new();
        for row in crate::text::table(include_str!("../forms/disclosure/indicators.tsv")) {
            let at = |i| crate::text::field(&row, i);
            if at(5) == "canonical" {
                let form = if at(0) == "2014" { OldForm::Of2014 } else { OldForm::Pre2014 };
                let under = at(3).split('/').filter(|p| !p.is_empty()).collect();
                all.push(Indicator { form, id: at(1), unit: at(2), under, keys: Vec::new() });
            }
            if let Some(last) = all.last_mut() {
                last.keys.push(bare(at(4)));
            }
        }
        all
    })
}

/// The rows of the statistics table of an edition: id and row.
pub fn of(edition: &str) -> Vec<(&'static str, &'static str)> {
    let form = if edition == "2014" { OldForm::Of2014 } else { OldForm::Pre2014 };
    indicators().iter().filter(|i| i.form == form).map(|i| (i.id, i.id)).collect()
}

/// The key of a label without its number, notes in brackets and words that only say that it is a part.
pub fn bare(label: &str) -> Vec<char> {
    let mut text = label.trim();
    for _ in 0..3 {
        let part = crate::form::words::words("part_of").iter().find_map(|w| text.strip_prefix(w));
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
    fn every_row_of_both_forms_is_there_and_known_by_its_own_label() {
        let of = |form| indicators().iter().filter(|i| i.form == form).count();
        assert_eq!((of(OldForm::Of2014), of(OldForm::Pre2014)), (58, 37));
        for indicator in indicators() {
            assert!(indicator.keys.iter().all(|k| k.len() >= 3), "{}", indicator.id);
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
