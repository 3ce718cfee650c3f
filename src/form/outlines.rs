//! The outlines of reports before 2019. Nobody prescribed their headings word by word, so a heading is known by a word
//! in it; the first of `outlines.tsv` that fits decides. Fees stand where the form has had them since 2021, under other
//! matters; enquiries belong to applications, as old reports have them in one heading or in the next.

use super::labels::{Section, labels};
use crate::text::key::{Numbering, key, split_number};
use std::sync::OnceLock;

fn anchors() -> &'static [(Section, &'static str)] {
    static ANCHORS: OnceLock<Vec<(Section, &'static str)>> = OnceLock::new();
    ANCHORS.get_or_init(|| {
        crate::text::table(include_str!("../forms/disclosure/outlines.tsv"))
            .filter_map(|row| {
                let section = Section::ALL.into_iter().find(|s| s.id() == crate::text::field(&row, 0))?;
                Some((section, crate::text::field(&row, 1)))
            })
            .collect()
    })
}

fn by_word(text: &str) -> Option<Section> {
    let key = key(text);
    anchors().iter().find(|(_, word)| key.contains(word)).map(|(section, _)| *section)
}

/// Splits the number off a heading of the first level, which a space may part from it: its value and the rest.
pub fn numbered(text: &str) -> Option<(u32, &str)> {
    match split_number(text) {
        Some((Numbering::Chinese, number, rest)) => Some((number, rest)),
        Some(_) => None,
        None => {
            let text = text.trim_start();
            let (numeral, rest) = text.split_once([' ', '\u{3000}'])?;
            let (_, number, _) = split_number(&format!("{numeral}、"))?;
            (numeral.chars().count() <= 2 && !numeral.is_ascii()).then_some((number, rest))
        }
    }
}

/// The section that a heading of an old outline opens: numbered, short, and nothing but a heading.
pub fn section(text: &str) -> Option<Section> {
    let (_, rest) = numbered(text)?;
    let rest = rest.trim_end_matches(['。', '：', ':', '；', ';', '\u{3000}', ' ']);
    (rest.chars().count() <= 40 && !rest.contains(['。', '；'])).then(|| by_word(rest)).flatten()
}

/// The section that a heading of whatever form opens.
pub fn any_section(text: &str) -> Option<Section> {
    labels().section(text).or_else(|| section(text))
}

/// What a numbered paragraph of any level is about, by the words before its colon.
pub fn topic(text: &str) -> Option<Section> {
    let (_, _, rest) = split_number(text)?;
    let head = rest.split(['：', ':', '。']).next().unwrap_or(rest);
    (head.chars().count() <= 30).then(|| by_word(head)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_a_word() {
        for (text, expected) in [
            ("一 、概 述", Section::Overview),
            ("二 政府信息主动公开情况", Section::ActiveDisclosure),
            ("三、依申请公开政府信息和不予公开政府信息的情况", Section::Applications),
            ("四、政府信息公开的收费及减免情况", Section::OtherMatters),
            ("五、因政府信息公开申请行政复议、提起行政诉讼的情况", Section::ReviewAndLitigation),
            ("六、政府信息公开工作存在的主要问题及改进情况", Section::Problems),
            ("七、其他需要说明的事项。", Section::OtherMatters),
        ] {
            assert_eq!(section(text), Some(expected), "{text}");
        }
        assert_eq!(section("（一）主动公开情况"), None);
        assert_eq!(section("一、全年主动公开政府信息126条。其中网站公开120条。"), None);
        assert_eq!(topic("（三）收费情况：免费。"), Some(Section::OtherMatters));
    }
}
