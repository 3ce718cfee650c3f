//! Paragraphs to the six sections: headings by their key, the lead-in before the first, the signature after the last,
//! and the page around the report left out.

use super::dates::{self, Day};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::form::outlines;
use crate::gazetteer::{self, NameWord};
use crate::model::content::{Align, Block, Paragraph, Role};
use crate::report::{SectionText, TextBlock};
use crate::text::key::{key, split_number};
use crate::text::labels::Section;

/// The text of a report, taken apart.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    /// Text before the first section, without the title, then the sections in document order.
    pub sections: Vec<SectionText>,
    /// The paragraphs of the title, in order.
    pub title: Vec<&'a Paragraph>,
    /// Agency and day under the report.
    pub signature: (Option<String>, Option<(Day, String)>),
    /// Paragraphs before the title: navigation, index cards, crawler's heads.
    pub before: Vec<&'a Paragraph>,
    /// Lines before the first section that may be a title, of whatever document: short, and about information disclosure.
    pub headlines: Vec<String>,
    /// How many paragraphs were left out as furniture.
    pub furniture: usize,
    /// How often a section was opened again after a later one: several reports in one document.
    pub restarts: usize,
}

/// Takes the text apart; `heading` says which section a paragraph opens.
pub fn outline<'a>(form: &Form, blocks: &'a [Block], heading: &dyn Fn(&str) -> Option<Section>) -> Outline<'a> {
    let paragraphs: Vec<&Paragraph> = blocks
        .iter()
        .filter_map(|b| match b {
            Block::Paragraph(p) if !p.text.trim().is_empty() => Some(p),
            _ => None,
        })
        .collect();
    let mut out = Outline::default();
    let first = paragraphs.iter().position(|p| heading(&p.text).is_some()).unwrap_or(paragraphs.len());
    let head = paragraphs.get(..first).unwrap_or_default();
    let headline = |p: &&&Paragraph| {
        let text = p.text.trim();
        let about = form.words(List::Headline).iter().any(|w| text.contains(w.as_str()));
        !p.link && about && text.chars().count() <= 60 && !text.contains(['。', '：', ':', '》'])
    };
    out.headlines = head.iter().filter(headline).map(|p| tidy(&p.text)).collect();
    let (from, to) = title(form, head).unwrap_or((0, 0));
    out.title = head.get(from..to).unwrap_or_default().to_vec();
    out.before = head.get(..from).unwrap_or_default().to_vec();
    out.furniture = out.before.len();
    let lead: Vec<TextBlock> = head
        .get(to..)
        .unwrap_or_default()
        .iter()
        .filter(|p| !p.link && !form.labels.is_furniture(&p.text))
        .map(|p| text_block(p))
        .collect();
    if !lead.is_empty() {
        out.sections.push(SectionText { section: None, number: None, heading: String::new(), blocks: lead });
    }
    let mut body: Vec<(Option<Section>, &Paragraph)> =
        paragraphs.get(first..).unwrap_or_default().iter().map(|p| (heading(&p.text), *p)).collect();
    out.cut_end(form, &mut body);
    let mut highest = 0;
    let mut opened: Option<Section> = None;
    for (section, paragraph) in body {
        match section {
            Some(section) if opened != Some(section) => {
                opened = Some(section);
                if section.ordinal() < highest {
                    out.restarts += 1;
                }
                highest = section.ordinal();
                let numbered = split_number(&paragraph.text).map(|(_, _, rest)| rest);
                let (number, heading) = match numbered.or(outlines::numbered(&paragraph.text).map(|(_, rest)| rest)) {
                    Some(rest) => {
                        let number = paragraph.text.trim_start();
                        let number = number.get(..number.len() - rest.len()).unwrap_or_default();
                        (Some(number.trim_matches(|c: char| !c.is_alphanumeric()).to_string()), rest)
                    }
                    None => (None, paragraph.text.as_str()),
                };
                let heading = tidy(heading);
                out.sections.push(SectionText {
                    section: form.section_id(section),
                    number,
                    heading,
                    blocks: Vec::new(),
                });
            }
            _ => {
                if let Some(last) = out.sections.last_mut() {
                    last.blocks.push(text_block(paragraph));
                }
            }
        }
    }
    out
}

impl Outline<'_> {
    /// Cuts signature and furniture off the end.
    fn cut_end(&mut self, form: &Form, body: &mut Vec<(Option<Section>, &Paragraph)>) {
        let last_heading = body.iter().rposition(|(s, _)| s.is_some()).unwrap_or(0);
        // The signature: a line that is a day, or agency and day, and nothing else, after the last heading.
        let day = (last_heading + 1..body.len()).find_map(|i| {
            let text = body.get(i)?.1.text.trim();
            let day = dates::days(text).pop()?;
            let rest = tidy(&format!("{}{}", text.get(..day.from)?, text.get(day.to..)?));
            let rest = rest.trim_matches(|c: char| !c.is_alphanumeric()).to_string();
            (rest.is_empty() || is_agency(&rest)).then_some((i, day, rest))
        });
        if let Some((i, day, agency)) = day {
            let raw = body.get(i).map(|(_, p)| p.text.trim().to_string()).unwrap_or_default();
            self.signature.1 = Some((day, raw));
            let mut end = i;
            if !agency.is_empty() {
                self.signature.0 = Some(agency);
            } else if let Some(above) =
                body.get(i.wrapping_sub(1)).filter(|_| i > last_heading + 1).map(|(_, p)| tidy(&p.text))
                && is_agency(&above)
            {
                self.signature.0 = Some(above);
                end = i - 1;
            }
            self.furniture += body.len() - i - 1;
            body.truncate(end);
            return;
        }
        let end = (last_heading + 1..body.len())
            .find(|i| {
                body.get(*i).is_some_and(|(_, p)| form.labels.is_furniture(&p.text) || p.link && *i + 1 >= body.len())
            })
            .unwrap_or(body.len());
        self.furniture += body.len() - end;
        body.truncate(end);
        // A signature without a day: set to the right, the name of an agency.
        if let Some((None, p)) = body.last().filter(|_| body.len() > last_heading + 2)
            && p.align == Align::End
            && is_agency(&tidy(&p.text))
        {
            self.signature.0 = Some(tidy(&p.text));
            body.pop();
        }
    }
}

/// Whether a text reads as the name of an agency.
pub fn is_agency(text: &str) -> bool {
    let length = text.chars().count();
    (3..=30).contains(&length)
        && text.chars().all(char::is_alphanumeric)
        && gazetteer::words(NameWord::Organ).iter().any(|o| text.ends_with(o))
        && dates::year(text).is_none()
}

/// Text without white space.
pub fn tidy(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn text_block(paragraph: &Paragraph) -> TextBlock {
    let text = paragraph.text.part(paragraph.text.trim());
    let short = text.chars().count() <= 30 && !text.ends_with(['。', '；', '，', ';', ',']);
    let subheading = paragraph.role == Role::Heading || short && split_number(&text).is_some();
    let kind = if subheading { "subheading" } else { "paragraph" };
    TextBlock { kind: kind.into(), marks: text.spans(), text: text.into(), origin: Some(paragraph.origin) }
}

/// The paragraphs of the title among those before the first section.
fn title(form: &Form, head: &[&Paragraph]) -> Option<(usize, usize)> {
    let mut best: Option<(u32, (usize, usize))> = None;
    for i in 0..head.len() {
        for from in [i, i.saturating_sub(1), i.saturating_sub(2)] {
            let part = head.get(from..=i).unwrap_or_default();
            let joined: String = part.iter().map(|p| tidy(&p.text)).collect();
            if joined.chars().count() > 70
                || part.iter().any(|p| p.link)
                || part.iter().any(|p| p.text.contains(['。', '：', ':']))
            {
                continue;
            }
            let Some((kind_from, kind_to)) = form.labels.title_kind(&key(&joined)) else { continue };
            let key = key(&joined);
            // Behind the kind of the document stands nothing but a tail such as "full text".
            if key.len() - kind_to > 12 {
                continue;
            }
            let year = dates::year(&joined).is_some();
            let mut score = 10 + (kind_to - kind_from) as u32 / 6;
            score += 20 * u32::from(year);
            score += 10 * u32::from(kind_from > 12);
            score += 3 * u32::from(part.iter().any(|p| p.role == Role::Title));
            score += 2 * u32::from(part.iter().all(|p| p.align == Align::Center));
            // A lone title beats one joined with what stands above it.
            score -= (i - from) as u32 * 5;
            if best.is_none_or(|(s, _)| score >= s) {
                best = Some((score, (from, i + 1)));
            }
        }
    }
    best.map(|(_, range)| range)
}
