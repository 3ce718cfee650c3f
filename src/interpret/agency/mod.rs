//! Who reports and from where: kind, level and region of the agency, whose numbers the report holds, how to reach it; each
//! with the text that says so. What contradicts itself is a finding.

mod contact;
mod region;
mod scope;

use super::dates;
use super::fields::{Field, named};
use super::sections::{Outline, is_agency, tidy};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::gazetteer::agencies;
use crate::gazetteer::{self, NameWord};
use crate::model::content::Info;
use crate::model::finding::{Finding, FindingKind};
use crate::model::origin::Origin;
use crate::report::SectionText;
use crate::report::metadata::{Fact, Metadata};
use crate::text::words::{Word, words};

/// A text that may say where the agency is.
#[derive(Clone, Debug)]
struct Clue<'a> {
    from: &'static str,
    text: &'a str,
    origin: Option<Origin>,
}

/// What a document says of its agency, apart from the title.
pub struct Evidence<'a> {
    form: &'a Form,
    fields: &'a [Field],
    sections: &'a [SectionText],
    info: &'a Info,
    /// Best first.
    clues: Vec<Clue<'a>>,
}

impl<'a> Evidence<'a> {
    /// Gathers it, the best clues first.
    pub fn new(form: &'a Form, fields: &'a [Field], outline: &'a Outline<'_>, info: &'a Info) -> Self {
        let mut clues: Vec<Clue<'a>> = Vec::new();
        let mut add = |from, text: &'a str, origin| clues.push(Clue { from, text, origin });
        for field in
            [List::PublisherField, List::SiteField].into_iter().filter_map(|list| named(fields, form.words(list)))
        {
            add("header", &field.value, Some(field.origin));
        }
        if let Some(signed) = &outline.signature.0 {
            add("signature", signed, None);
        }
        for text in [&info.publisher, &info.site, &info.title].into_iter().flatten() {
            add("metadata", text, None);
        }
        for paragraph in outline.before.iter().filter(|p| !p.link) {
            add("header", &paragraph.text, Some(paragraph.origin));
        }
        for section in &outline.sections {
            for block in &section.blocks {
                let from = if section.section.is_none() { "lead_in" } else { "body" };
                add(from, &block.text, block.origin);
            }
        }
        if let Some(file) = &info.file {
            add("file", file, None);
        }
        // The lead-in before the text of the sections and the file's name.
        clues.sort_by_key(|c| match c.from {
            "body" => 2,
            "file" => 1,
            _ => 0,
        });
        Evidence { form, fields, sections: &outline.sections, info, clues }
    }

    fn card(&self, list: List) -> Fact {
        let found = named(self.fields, self.form.words(list));
        found.map(|f| Fact::new(tidy(&f.value), f.value.clone(), "header", Some(f.origin))).unwrap_or_default()
    }
}

/// Adds to the metadata what is not title, year and agency.
pub fn complete(out: &mut Metadata, evidence: &Evidence<'_>, findings: &mut Vec<Finding>) {
    out.index_number = evidence.card(List::IndexField);
    out.document_number = evidence.card(List::NumberField);
    let none = |f: &Fact| f.value.as_deref().is_some_and(|v| words(Word::None).contains(&v));
    if none(&out.document_number) {
        out.document_number = Fact::default();
    }
    out.credit_code = credit_code(evidence, &out.index_number);
    if let Some(field) = named(evidence.fields, evidence.form.words(List::WrittenField))
        && let Some(day) = dates::days(&field.value).first()
    {
        out.written_on = Fact::new(day.iso(), field.value.clone(), "header", Some(field.origin));
    }
    out.contact = contact::contact(evidence);
    out.compiled_by = compiler(out, evidence);
    out.scope = scope::scope(evidence);
    agency(out, evidence, findings);
    conflicts(out, evidence, findings);
}

fn agency(out: &mut Metadata, evidence: &Evidence<'_>, findings: &mut Vec<Finding>) {
    let Some(name) = out.agency.value.clone() else { return };
    let year = out.report_year.value;
    let found = region::region(&name, year, out, evidence);
    out.agency_kind = found.sort.map(|s| s.kind.into());
    out.agency_level = found.level.map(Into::into);
    out.region = found.fact;
    let unknown = out.region.code.is_none() && out.region.candidates.is_empty();
    if let Some(place) = region::place_of(&name).filter(|_| unknown && found.level != Some("central")) {
        let message = format!("{place} is in no table of divisions: the region stays open");
        findings.push(Finding { origin: out.agency.origin, ..Finding::new(FindingKind::UnknownRegion, message) });
    }
}

/// A code of 18 characters whose check digit is right (GB 32100), on the card or at the head of the index number.
fn credit_code(evidence: &Evidence<'_>, index: &Fact) -> Fact {
    let card = evidence.card(List::CreditField);
    if card.value.as_deref().is_some_and(is_credit_code) {
        return card;
    }
    let head = index.value.as_deref().and_then(|v| v.get(..18)).filter(|head| is_credit_code(head));
    head.map(|head| Fact { value: Some(head.to_string()), from: Some("index_number".into()), ..index.clone() })
        .unwrap_or_default()
}

fn is_credit_code(text: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Vec<usize> = text.chars().filter_map(|c| ALPHABET.find(c)).collect();
    let weighted: usize = values
        .iter()
        .take(17)
        .scan(1, |weight, v| {
            let term = v * *weight;
            *weight = *weight * 3 % 31;
            Some(term)
        })
        .sum();
    text.chars().count() == 18 && values.len() == 18 && values.get(17) == Some(&((31 - weighted % 31) % 31))
}

/// The body named in "by ... compiled" of the lead-in, or a government's office as publisher.
fn compiler(out: &Metadata, evidence: &Evidence<'_>) -> Fact {
    let agency = out.agency.value.as_deref().unwrap_or_default();
    let lead_in = evidence.clues.iter().filter(|c| c.from == "lead_in");
    for clue in lead_in {
        let text = tidy(clue.text);
        for by in evidence.form.words(List::CompiledBy) {
            for (at, _) in text.match_indices(by.as_str()) {
                let rest = text.get(at + by.len()..).unwrap_or_default();
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).take(40).collect();
                let ends = gazetteer::words(NameWord::Organ).iter().filter_map(|o| Some(name.find(o)? + o.len()));
                // The longest name that is an agency, before the verb.
                let found = ends.filter_map(|end| name.get(..end)).filter(|n| is_agency(n)).max_by_key(|n| n.len());
                if let Some(found) = found.filter(|f| *f != agency) {
                    return Fact::new(found, clue.text, "lead_in", clue.origin);
                }
            }
        }
    }
    Fact::default()
}

/// Whether two names may be of one body: one is the other shortened, or an office beside its government.
fn same_body(a: &str, b: &str) -> bool {
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|d| c == d))
}

fn conflicts(out: &Metadata, evidence: &Evidence<'_>, findings: &mut Vec<Finding>) {
    let Some(agency) = out.agency.value.as_deref() else { return };
    let publisher = evidence.card(List::PublisherField);
    for other in [&publisher, &out.signed_by] {
        let Some(name) = other.value.as_deref().filter(|n| is_agency(n)) else { continue };
        let office = agencies::sort(name).is_some_and(|s| s.kind == "office");
        if !(same_body(agency, name) || office && out.agency_kind.as_deref() == Some("government")) {
            let from = other.from.as_deref().unwrap_or_default();
            let mut finding = Finding::new(
                FindingKind::MetadataConflict,
                format!("the agency is {agency}, and by the {from} {name}"),
            );
            finding.origin = other.origin;
            findings.push(finding);
        }
    }
    if let (Some(code), Some(site)) = (out.region.code.as_deref(), region::site_code(evidence)) {
        let (own, other) = (code.trim_end_matches("00"), site.trim_end_matches("00"));
        if !own.starts_with(other) && !other.starts_with(own) {
            findings.push(Finding::new(
                FindingKind::MetadataConflict,
                format!("the agency is in region {code}, and the site's number is of {site}"),
            ));
        }
    }
    let year_of = |day: &Fact| day.value.as_deref().and_then(|d| d.get(..4)).and_then(|y| y.parse::<i32>().ok());
    if let (Some(year), Some(published)) = (out.report_year.value, year_of(&out.published_on))
        && published < year
    {
        findings.push(Finding::new(
            FindingKind::MetadataConflict,
            format!("the report is of {year}, and was published in {published}"),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_codes_have_a_check_digit() {
        assert!(is_credit_code("91350100M000100Y43"));
        assert!(!is_credit_code("91350100M000100Y44"));
        assert!(!is_credit_code("11320829014331/202"));
    }

    #[test]
    fn a_name_may_be_shortened() {
        assert!(same_body("云溪区应急局", "云溪区应急管理局"));
        assert!(same_body("云溪实验区管委会", "云溪实验区管理委员会"));
        assert!(!same_body("云溪区水务局", "云溪区应急管理局"));
    }
}
