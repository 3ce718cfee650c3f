//! Whose numbers a report holds: of the agency alone, or of all agencies of its region.

use super::Evidence;
use crate::form::lexicon::List;
use crate::report::metadata::Fact;

/// `own` or `region` with the sentence that says so, else `unknown`.
pub fn scope(evidence: &Evidence<'_>) -> Fact {
    let form = evidence.form;
    let has = |list, text: &str| form.words(list).iter().any(|w| text.contains(w.as_str()));
    let texts = || {
        let said = |id: &str| form.sections.iter().any(|s| s.scope && *s.id == *id);
        evidence
            .sections
            .iter()
            .filter(move |s| s.section.as_deref().is_none_or(said))
            .flat_map(|s| s.blocks.iter().map(|b| (s.section.as_deref(), b)))
    };
    for (section, block) in texts() {
        for sentence in block.text.split_inclusive(['。', '；', '\n']) {
            let counts = has(List::Request, sentence) && sentence.contains(|c: char| c.is_ascii_digit());
            let whole = section.is_none() && has(List::ScopeWhole, sentence);
            let value = if whole || counts && has(List::ScopeRegion, sentence) {
                "region"
            } else if counts && has(List::ScopeOwn, sentence) {
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
