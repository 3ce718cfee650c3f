//! Paragraphs to the six sections: headings by their key, the lead-in before the first, the signature after the last,
//! and the page around the report left out.

use super::dates::{self, Day};
use super::headings::{self, Line, Opens};
use super::headlines::{self, Hints};
use super::{fields, metadata};
use crate::form::Form;
use crate::form::lexicon::List;
use crate::gazetteer::{self, NameWord};
use crate::model::content::{Align, Block, Info, Paragraph, Role};
use crate::report::{FURTHER, SectionText, TextBlock};
use crate::text::key::split_number;
use crate::text::labels::Section;

/// The outline starts anew where so many of its sections are opened again.
const ANEW: usize = 3;

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
    /// How often the outline starts anew: several reports in one document.
    pub restarts: usize,
}

/// Takes the text apart; `heading` says which section the words of a paragraph name.
pub fn outline<'a>(
    form: &Form,
    blocks: &'a [Block],
    info: &Info,
    heading: &dyn Fn(&str) -> Option<Section>,
) -> Outline<'a> {
    let lines = lines(blocks);
    let paragraphs: Vec<&Paragraph> = lines.iter().map(|l| l.paragraph).collect();
    let opens = headings::opened(form, &lines, heading);
    let first = opens.iter().position(|o| matches!(o, Opens::Section { .. })).unwrap_or(lines.len());
    let mut out = Outline::default();
    let head = paragraphs.get(..first).unwrap_or_default();
    let headline = |p: &&&Paragraph| {
        let text = p.text.trim();
        let about = form.words(List::Headline).iter().any(|w| text.contains(w.as_str()));
        !p.link && about && text.chars().count() <= 60 && !text.contains(['。', '：', ':', '》'])
    };
    out.headlines = head.iter().filter(headline).map(|p| tidy(&p.text)).collect();
    let hints = Hints { year: stated_year(form, &paragraphs), title: info.title.as_deref() };
    let title = headlines::title(form, head, hints).unwrap_or(0..0);
    out.title = head.get(title.clone()).unwrap_or_default().to_vec();
    out.before = head.get(..title.start).unwrap_or_default().to_vec();
    let is_text = |(paragraph, opens): &(&&'a Paragraph, &Opens<'_>)| {
        !paragraph.link
            && **opens == Opens::Nothing
            && !form.labels.is_furniture(&paragraph.text)
            && !fields::is_head_line(form, &paragraph.text)
    };
    let behind = head.iter().zip(&opens).skip(title.end);
    let lead: Vec<TextBlock> = behind.clone().filter(is_text).map(|(p, _)| text_block(p)).collect();
    out.furniture = out.before.len() + behind.count() - lead.len();
    if !lead.is_empty() {
        out.sections.push(SectionText { section: None, number: None, heading: String::new(), blocks: lead });
    }
    let mut body: Vec<(Opens<'a>, &'a Paragraph)> = opens.into_iter().zip(paragraphs).skip(first).collect();
    out.furniture += body.iter().filter(|(o, _)| *o == Opens::Contents).count();
    body.retain(|(o, _)| *o != Opens::Contents);
    out.cut_end(form, &mut body);
    out.fill(form, body);
    out
}

/// The paragraphs that hold text, in order.
fn lines(blocks: &[Block]) -> Vec<Line<'_>> {
    let mut tables = 0;
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) if !paragraph.text.trim().is_empty() => out.push(Line { tables, paragraph }),
            Block::Paragraph(_) => {}
            _ => tables += 1,
        }
    }
    out
}

/// The year of the period that the text states.
fn stated_year(form: &Form, paragraphs: &[&Paragraph]) -> Option<i32> {
    let period = paragraphs.iter().take(400).find_map(|p| metadata::period(form, &p.text))?;
    period.to.get(..4)?.parse().ok()
}

impl Outline<'_> {
    /// Puts the lines behind the first heading into their sections.
    fn fill(&mut self, form: &Form, body: Vec<(Opens<'_>, &Paragraph)>) {
        let mut openings: Vec<usize> = vec![0; form.sections.len()];
        let mut last: Option<Option<Section>> = None;
        for (opens, paragraph) in body {
            match opens {
                // The heading of a section inside of it is text.
                Opens::Section { section, number, heading, rest } if section.is_none() || last != Some(section) => {
                    last = Some(section);
                    if let Some(count) = section.and_then(|s| openings.get_mut(s.0)) {
                        *count += 1;
                    }
                    let blocks = if rest.is_empty() { Vec::new() } else { vec![block_of(paragraph, rest)] };
                    let id = section.map_or_else(|| Some(FURTHER.into()), |s| form.section_id(s));
                    let number = number.map(str::to_string);
                    self.sections.push(SectionText { section: id, number, heading: tidy(heading), blocks });
                }
                _ => {
                    if let Some(last) = self.sections.last_mut() {
                        last.blocks.push(text_block(paragraph));
                    }
                }
            }
        }
        openings.sort_unstable_by(|a, b| b.cmp(a));
        self.restarts = openings.get(ANEW - 1).map_or(0, |n| n.saturating_sub(1));
    }

    /// Cuts signature and furniture off the end.
    fn cut_end(&mut self, form: &Form, body: &mut Vec<(Opens<'_>, &Paragraph)>) {
        let last_heading = body.iter().rposition(|(o, _)| *o != Opens::Nothing).unwrap_or(0);
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
        if let Some((Opens::Nothing, p)) = body.last().filter(|_| body.len() > last_heading + 2)
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
    block_of(paragraph, paragraph.text.trim())
}

/// A part of a paragraph as a block.
fn block_of(paragraph: &Paragraph, part: &str) -> TextBlock {
    let text = paragraph.text.part(part);
    let short = text.chars().count() <= 30 && !text.ends_with(['。', '；', '，', ';', ',']);
    let subheading =
        paragraph.role == Role::Heading && part == paragraph.text.trim() || short && split_number(&text).is_some();
    let kind = if subheading { "subheading" } else { "paragraph" };
    TextBlock { kind: kind.into(), marks: text.spans(), text: text.into(), origin: Some(paragraph.origin) }
}
