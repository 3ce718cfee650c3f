//! Address, postcode, telephone, telefax and mail, from the lead-in, the last section, or wherever they stand together.

use super::{Clue, Evidence};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::report::metadata::{Contact, Fact};

/// Reads them, from the lead-in first.
pub fn contact(evidence: &Evidence<'_>) -> Contact {
    let form = evidence.form;
    let mut out = Contact::default();
    for clue in evidence.clues.iter().filter(|c| matches!(c.from, "lead_in" | "body" | "header")) {
        let mut found = Contact::default();
        let text = clue.text;
        find(form, &mut found.phone, clue, List::ContactPhone, phone);
        find(form, &mut found.fax, clue, List::ContactFax, phone);
        find(form, &mut found.email, clue, List::ContactEmail, email);
        find(form, &mut found.postcode, clue, List::ContactPostcode, postcode);
        find(form, &mut found.address, clue, List::ContactAddress, |text| address(form, text));
        // The word for address alone is also said of web pages.
        let others = [&found.phone, &found.fax, &found.email, &found.postcode];
        let label_first = form.words(List::ContactAddress).iter().any(|w| text.trim_start().starts_with(w.as_str()));
        if !label_first && others.iter().all(|f| f.value.is_none()) {
            found.address = Fact::default();
        }
        for (to, from) in [
            (&mut out.address, found.address),
            (&mut out.postcode, found.postcode),
            (&mut out.phone, found.phone),
            (&mut out.fax, found.fax),
            (&mut out.email, found.email),
        ] {
            if to.value.is_none() {
                *to = from;
            }
        }
    }
    out
}

/// The first value behind a label of the list.
fn find(form: &Form, out: &mut Fact, clue: &Clue<'_>, list: List, value: impl Fn(&str) -> Option<(String, usize)>) {
    for label in form.words(list) {
        for (at, _) in clue.text.match_indices(label.as_str()) {
            let rest = clue.text.get(at + label.len()..).unwrap_or_default();
            let rest_trimmed = rest.trim_start_matches([':', '：', ' ', '\u{3000}', '为', '\u{A0}']);
            // A label is followed by its colon, or at once by the value.
            let labelled = rest.len() != rest_trimmed.len() || rest.starts_with(|c: char| c.is_ascii_digit());
            let Some((found, length)) = value(rest_trimmed).filter(|_| labelled) else { continue };
            let raw = rest_trimmed.get(..length).unwrap_or_default().trim();
            *out = Fact::new(found, raw, clue.from, clue.origin);
            return;
        }
    }
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '—' | '–' | '−' | '―' => '-',
        c => c,
    }
}

/// Digits, dashes, brackets and single spaces: an area code and seven or eight digits, or a number without it.
fn phone(text: &str) -> Option<(String, usize)> {
    let mut groups: Vec<String> = vec![String::new()];
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match narrow(c) {
            d if d.is_ascii_digit() => {
                if let Some(last) = groups.last_mut() {
                    last.push(d);
                }
                end = at + c.len_utf8();
            }
            '-' | '(' | ')' | ' ' => {
                if groups.last().is_some_and(|g| !g.is_empty()) {
                    groups.push(String::new());
                }
            }
            _ => break,
        }
    }
    groups.retain(|g| !g.is_empty());
    let mut digits = groups.into_iter();
    let (first, second) = (digits.next()?, digits.next().unwrap_or_default());
    let local = |g: &str| matches!(g.len(), 7 | 8);
    let value = if first.starts_with('0') && matches!(first.len(), 3 | 4) && local(&second) {
        format!("{first}-{second}")
    } else if first.starts_with('0') && matches!(first.len(), 10..=12) {
        let area = if first.starts_with("01") || first.starts_with("02") { 3 } else { 4 };
        format!("{}-{}", first.get(..area)?, first.get(area..)?)
    } else if local(&first) {
        first
    } else {
        return None;
    };
    Some((value, end))
}

fn email(text: &str) -> Option<(String, usize)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "@._-+＠".contains(c))).unwrap_or(text.len());
    let value: String = text.get(..end)?.trim_end_matches(['.', '-']).chars().map(narrow).collect();
    let (user, host) = value.split_once('@')?;
    (!user.is_empty() && host.contains('.') && !host.contains('@')).then(|| (value.clone(), end))
}

fn postcode(text: &str) -> Option<(String, usize)> {
    let digits: String = text.chars().take_while(|c| narrow(*c).is_ascii_digit()).collect();
    (digits.chars().count() == 6).then(|| (digits.chars().map(narrow).collect(), digits.len()))
}

/// Up to a comma, a bracket or the next label; it must name a street, a house or a place.
fn address(form: &Form, text: &str) -> Option<(String, usize)> {
    let stop = text.find(['，', '；', ';', ',', '。', '）', ')', '\n']).unwrap_or(text.len());
    let labels = [List::ContactPostcode, List::ContactPhone, List::ContactFax, List::ContactEmail];
    let next =
        labels.iter().flat_map(|l| form.words(*l)).filter_map(|w| text.find(w.as_str())).min().unwrap_or(text.len());
    let end = stop.min(next);
    let value = text.get(..end)?.trim().trim_end_matches(['、', '(', '（', ' ']);
    let placed = form.words(List::AddressPart).iter().any(|w| value.contains(w.as_str()));
    (placed && (4..=60).contains(&value.chars().count())).then(|| (value.to_string(), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers() {
        let value = |t: &str| phone(t).map(|(v, _)| v);
        assert_eq!(value("0517-83605210，电子邮箱").as_deref(), Some("0517-83605210"));
        assert_eq!(value("（0517）83605210").as_deref(), Some("0517-83605210"));
        assert_eq!(value("０５１７—８３６０５２１０").as_deref(), Some("0517-83605210"));
        assert_eq!(value("051783605210").as_deref(), Some("0517-83605210"));
        assert_eq!(value("010 66012345").as_deref(), Some("010-66012345"));
        assert_eq!(value("83605210)").as_deref(), Some("83605210"));
        assert_eq!(value("12345"), None);
        assert_eq!(value("2024年"), None);
    }

    #[test]
    fn addresses_end_before_the_next_label() {
        let form = Form::builtin("disclosure").unwrap();
        let value = |t: &str| address(form, t).map(|(v, _)| v);
        assert_eq!(value("云溪市长安路1号 邮编：223001").as_deref(), Some("云溪市长安路1号"));
        assert_eq!(value("云溪市长安路1号，邮编").as_deref(), Some("云溪市长安路1号"));
        assert_eq!(value("http://www.example.cn"), None);
        assert_eq!(email("yxzwgk@163.com）。").map(|(v, _)| v).as_deref(), Some("yxzwgk@163.com"));
        assert_eq!(postcode("２２３００１").map(|(v, _)| v).as_deref(), Some("223001"));
    }
}
