//! Whose numbers a report holds: of the agency alone, or of all agencies of its region.

use super::Evidence;
use crate::form::labels::Section;
use crate::form::words::words;
use crate::report::metadata::Fact;

/// `own` or `region` with the sentence that says so, else `unknown`.
pub fn scope(evidence: &Evidence<'_>) -> Fact {
    let has = |list: &str, text: &str| words(list).iter().any(|w| text.contains(w));
    let texts = || {
        let where_said = [None, Some(Section::Overview), Some(Section::Applications)];
        evidence
            .sections
            .iter()
            .filter(move |s| where_said.contains(&s.section))
            .flat_map(|s| s.blocks.iter().map(|b| (s.section, b)))
    };
    for (section, block) in texts() {
        for sentence in block.text.split_inclusive(['。', '；', '\n']) {
            let counts = has("request_word", sentence) && sentence.contains(|c: char| c.is_ascii_digit());
            let whole = section.is_none() && has("scope_whole", sentence);
            let value = if whole || counts && has("scope_region", sentence) {
                "region"
            } else if counts && has("scope_own", sentence) {
                "own"
            } else {
                continue;
            };
            let from = if section.is_none() { "lead_in" } else { "body" };
            return Fact::new(value, sentence.trim(), from, block.origin);
        }
    }
    Fact { value: Some("unknown".to_string()), ..Fact::default() }
}
