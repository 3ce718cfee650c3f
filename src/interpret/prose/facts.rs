//! The numbers that the prose of a report since 2019 states before its tables. The first statement of each fact counts.

use super::{Passage, Reader};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::form::sentences::Prose;
use crate::interpret::sections::tidy;
use crate::report::{NarrativeFact, SectionText};

/// Reads them, in document order.
pub fn facts(form: &Form, sections: &[SectionText], prose: &Prose, year: Option<i32>) -> Vec<NarrativeFact> {
    let mut found: Vec<NarrativeFact> = Vec::new();
    let mut reader = Reader::new(prose, year, String::new());
    for section in sections {
        let id = section.section.as_deref();
        if !prose.reads(id) {
            continue;
        }
        for block in &section.blocks {
            let text = tidy(&block.text);
            for stated in reader.read(&Passage { text: &text, heading: "", section: id }) {
                let (Some(fact), Some(value)) = (stated.id, stated.value) else { continue };
                if found.iter().any(|f| *f.fact == *fact) {
                    continue;
                }
                found.push(NarrativeFact {
                    fact: fact.into(),
                    value,
                    scope: scope(form, stated.sentence).into(),
                    section: section.section.clone(),
                    sentence: stated.sentence.to_string(),
                    origin: block.origin,
                });
            }
        }
    }
    found
}

/// Whose number it is, by the words of its sentence.
fn scope(form: &Form, sentence: &str) -> &'static str {
    let has = |list| form.words(list).iter().any(|w| sentence.contains(w.as_str()));
    match (has(List::ScopeRegion), has(List::ScopeOwn) || has(List::ScopeOffice)) {
        (true, false) => "region",
        (false, true) => "own",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::origin::Origin;
    use crate::report::TextBlock;

    fn read(sentence: &str) -> Vec<(&'static str, i64)> {
        let form = Form::builtin("disclosure").unwrap();
        let prose = form.sentences.of("2021").unwrap();
        let text = sentence.to_string();
        let origin = Some(Origin::Paragraph { index: 1 });
        let block = TextBlock { kind: "paragraph".into(), text, origin, ..TextBlock::default() };
        let section = SectionText { section: Some("overview".into()), blocks: vec![block], ..SectionText::default() };
        let found = facts(form, &[section], prose, Some(2024));
        found.into_iter().map(|f| (&*f.fact.to_string().leak(), i64::try_from(f.value).unwrap_or(-1))).collect()
    }

    #[test]
    fn totals_parts_and_results() {
        assert_eq!(
            read("2024年，全县共收到政府信息公开申请12件，上年结转2件，办结13件，结转下年度继续办理1件。"),
            [
                ("requests_received", 12),
                ("requests_carried_over", 2),
                ("requests_answered", 13),
                ("requests_carried_forward", 1)
            ]
        );
        assert_eq!(
            read("答复申请30件（含上年度结转申请4件，另有1件顺延到下年度答复）。"),
            [("requests_answered", 30), ("requests_carried_over", 4), ("requests_carried_forward", 1)]
        );
        assert_eq!(
            read("其中予以公开5件、部分公开2件、不予公开1件、无法提供3件、不予处理1件、作其他处理1件。"),
            [
                ("result_disclosed", 5),
                ("result_partly_disclosed", 2),
                ("result_refused", 1),
                ("result_unable_to_provide", 3),
                ("result_not_processed", 1),
                ("result_other_handling", 1)
            ]
        );
        assert_eq!(
            read("收到自然人申请9件，法人或其他组织申请3件。"),
            [("requests_natural_person", 9), ("requests_organisations", 3)]
        );
        assert_eq!(read("本年度共收到７件申请。"), [("requests_received", 7)]);
        assert_eq!(read("全年收到政府信息公开申请1,024件。"), [("requests_received", 1024)]);
    }

    #[test]
    fn what_is_not_the_total() {
        for sentence in [
            "其中通过网络收到申请30件。",
            "2023年收到政府信息公开申请30件。",
            "主动公开政府信息300条，予以公开及部分公开8件。",
            "办理人大代表建议答复15件，规范申请流程。",
            "备案受理行政复议案件134件，信息公开有序。",
            "收到政府信息公开申请30余件。",
            "发放申请指南500份。",
        ] {
            assert_eq!(read(sentence), [], "{sentence}");
        }
    }

    #[test]
    fn statements_without_a_number() {
        assert_eq!(read("本年度我局未收到政府信息公开申请。"), [("no_requests", 0)]);
        assert_eq!(read("全年没有接到信息公开申请，没有发生行政复议。"), [("no_requests", 0)]);
        assert_eq!(read("收到政府信息公开申请3件，均已按时答复。"), [("requests_received", 3), ("all_done", 0)]);
        assert_eq!(read("如未收到信息公开申请答复，请联系。"), []);
    }

    #[test]
    fn review_and_litigation() {
        assert_eq!(read("因政府信息公开行政复议5件，其中结果维持3件，尚未审结2件。"), [("reconsiderations", 5)]);
        assert_eq!(read("政府信息公开行政诉讼4件。"), [("litigations", 4)]);
    }
}
