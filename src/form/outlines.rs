//! The outlines of reports before 2019. Nobody prescribed their headings word by word, so a heading is known by a word
//! in it; the first of `outlines.tsv` that fits decides. Fees stand where the form has had them since 2021, under other
//! matters; enquiries belong to applications, as old reports have them in one heading or in the next.

use super::files::Files;
use super::layout::Structure;
use super::sheet::FormError;
use crate::text::key::{Numbering, key, split_number};
use crate::text::labels::Section;

/// The words by which headings of old outlines are known, in the order in which they decide.
#[derive(Clone, Debug)]
pub struct Outlines(Vec<(Section, String)>);

impl Outlines {
    /// Reads `outlines.tsv`: a section and a word a line.
    ///
    /// # Errors
    /// A section that is not one of the form's, and a line without a word.
    pub fn load(files: &Files<'_>, form: &Structure) -> Result<Outlines, FormError> {
        let mut words = Vec::new();
        for line in files.sheet("outlines.tsv", &["section", "word"])?.lines() {
            let section = form.sections.iter().position(|s| *s.id == *line.get("section"));
            let section =
                section.ok_or_else(|| line.error(format!("no section is called {:?}", line.get("section"))))?;
            let word = Some(line.get("word")).filter(|w| !w.is_empty()).ok_or_else(|| line.error("no word"))?;
            words.push((Section(section), word.to_string()));
        }
        Ok(Outlines(words))
    }

    /// The section that a heading is about, by a word in it.
    pub fn by_word(&self, text: &str) -> Option<Section> {
        let key = key(text);
        self.0.iter().find(|(_, word)| key.contains(word.as_str())).map(|(section, _)| *section)
    }

    /// The section that a heading of an old outline opens: numbered, short, and nothing but a heading.
    pub fn section(&self, text: &str) -> Option<Section> {
        let (_, rest) = numbered(text)?;
        let rest = rest.trim_end_matches(['。', '：', ':', '；', ';', '\u{3000}', ' ']);
        (rest.chars().count() <= 40 && !rest.contains(['。', '；'])).then(|| self.by_word(rest)).flatten()
    }

    /// What a numbered paragraph of any level is about, by the words before its colon.
    pub fn topic(&self, text: &str) -> Option<Section> {
        let (_, _, rest) = split_number(text)?;
        let head = rest.split(['：', ':', '。']).next().unwrap_or(rest);
        (head.chars().count() <= 30).then(|| self.by_word(head)).flatten()
    }
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

#[cfg(test)]
mod tests {
    use crate::form::Form;

    #[test]
    fn headings_are_known_by_a_word() {
        let form = Form::builtin("disclosure").unwrap();
        let section = |text| form.outlines.section(text).and_then(|s| form.section_id(s)).map(|id| id.to_string());
        for (text, expected) in [
            ("一 、概 述", "overview"),
            ("二 政府信息主动公开情况", "active_disclosure"),
            ("三、依申请公开政府信息和不予公开政府信息的情况", "applications"),
            ("四、政府信息公开的收费及减免情况", "other_matters"),
            ("五、因政府信息公开申请行政复议、提起行政诉讼的情况", "review_and_litigation"),
            ("六、政府信息公开工作存在的主要问题及改进情况", "problems"),
            ("七、其他需要说明的事项。", "other_matters"),
        ] {
            assert_eq!(section(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(section("（一）主动公开情况"), None);
        assert_eq!(section("一、全年主动公开政府信息126条。其中网站公开120条。"), None);
        let topic = form.outlines.topic("（三）收费情况：免费。").and_then(|s| form.section_id(s));
        assert_eq!(topic.as_deref(), Some("other_matters"));
    }
}
