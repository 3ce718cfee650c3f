//! `numbering.xml` and the counters of lists (ECMA-376 part 1, 17.9). Section headings are often numbered by the
//! program that shows them: without this a section's printed number is nowhere in the text.

use std::collections::{HashMap, HashSet};

use super::names::Tag;
use super::numerals::numeral;
use super::styles::{Styles, level};
use super::xml::{Stop, Token, Xml};
use crate::model::limits::Limits;

/// Levels of a list.
pub(super) const LEVELS: usize = 9;

/// A longer number text is cut: it is repeated at every paragraph of its list.
const MAX_TEXT: usize = 64;

/// More lists than this are an attack. A document that was pasted together for years has some hundreds.
const MAX_LISTS: usize = 10_000;

/// One level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    /// `%1` to `%9` stand for the numbers of the levels.
    text: String,
    /// What follows the number: `tab`, `space` or `nothing`.
    suffix: String,
    /// `w:lvlRestart`: 0 never, else the 1-based level that restarts this one, and all above it.
    restart: Option<usize>,
    /// `w:isLgl`: every number in decimals.
    legal: bool,
    /// The paragraph style that this level belongs to.
    style: Option<String>,
}

/// `w:abstractNum`: the look of a list.
#[derive(Debug, Default)]
struct Abstract {
    levels: [Option<Level>; LEVELS],
    /// The numbering style in whose list the levels are really defined.
    link: Option<String>,
}

/// `w:num`: a list, by its look and what it changes in it.
#[derive(Debug, Default)]
struct Num {
    look: String,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    looks: HashMap<String, Abstract>,
    nums: HashMap<String, Num>,
    /// By look, since lists of one look count on together (17.9.15).
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists and levels whose `w:startOverride` has been used: it counts once.
    overridden: HashSet<(String, usize)>,
}

impl Lists {
    /// Adds the lists of a part. What was read before damage stays.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn read(&mut self, text: &str, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        loop {
            if self.looks.len().max(self.nums.len()) > MAX_LISTS {
                return Err(Stop::Damaged(format!("more than {MAX_LISTS} lists")));
            }
            match xml.next()? {
                Token::Open(Tag::AbstractNum, attributes) => {
                    let id = attributes.get("abstractNumId").unwrap_or_default();
                    let look = read_look(&mut xml)?;
                    self.looks.insert(id, look);
                }
                Token::Open(Tag::Num, attributes) => {
                    let id = attributes.get("numId").unwrap_or_default();
                    let num = read_num(&mut xml)?;
                    self.nums.insert(id, num);
                }
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Counts one paragraph of a list and gives its printed number, with what separates it from the text. `None` if
    /// there is no such list (`numId` 0 takes a paragraph out of its style's list) or the level shows a bullet.
    ///
    /// `style` is the paragraph's style if the list came with it: the level is then the one tied to that style.
    pub(super) fn count(
        &mut self,
        id: &str,
        own: Option<usize>,
        style: Option<&str>,
        styles: &Styles,
    ) -> Option<String> {
        let num = self.nums.get(id)?;
        let look_id = self.defining(&num.look, styles);
        let look = self.looks.get(look_id)?;
        let tied = || {
            look.levels
                .iter()
                .position(|l| l.as_ref().is_some_and(|l| l.style.is_some() && l.style.as_deref() == style))
        };
        let at = style.and_then(|_| tied()).or(own).unwrap_or(0);
        let level_at = |index: usize| {
            let changed = num.levels.get(index).and_then(Option::as_ref);
            changed.or_else(|| look.levels.get(index).and_then(Option::as_ref))
        };
        let level = level_at(at)?;
        let counters = self.counters.entry(look_id.to_string()).or_default();
        let forced = num.starts.get(at).copied().flatten().filter(|_| !self.overridden.contains(&(id.to_string(), at)));
        if forced.is_some() {
            self.overridden.insert((id.to_string(), at));
        }
        let start_of = |index: usize| {
            num.starts.get(index).copied().flatten().unwrap_or_else(|| level_at(index).map_or(1, |l| l.start))
        };
        if let Some(counter) = counters.get_mut(at) {
            *counter = Some(forced.unwrap_or_else(|| counter.map_or_else(|| start_of(at), |c| c.saturating_add(1))));
        }
        // A level that a deeper one was reached past counts as used: the next of its own is the second.
        for (above, counter) in counters.iter_mut().enumerate().take(at) {
            counter.get_or_insert_with(|| start_of(above));
        }
        for (deeper, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            if level_at(deeper).and_then(|l| l.restart).is_none_or(|restart| at < restart) {
                *counter = None;
            }
        }
        if level.format == "bullet" {
            return None;
        }
        let mut text = String::new();
        let mut rest = level.text.chars().peekable();
        while let Some(c) = rest.next() {
            let shown = if c == '%' { rest.peek().and_then(|d| d.to_digit(10)).filter(|d| *d > 0) } else { None };
            let Some(shown) = shown else {
                text.push(c);
                continue;
            };
            rest.next();
            let index = shown as usize - 1;
            let number = counters.get(index).copied().flatten().unwrap_or_else(|| start_of(index));
            let format = level_at(index).map_or("decimal", |l| l.format.as_str());
            let format = if level.legal && !matches!(format, "none" | "bullet") { "decimal" } else { format };
            text.push_str(&numeral(format, number));
        }
        // A tab or a space after a CJK number is only air; after a Latin one it keeps words apart.
        if level.suffix != "nothing" && text.chars().next_back().is_some_and(|c| c.is_ascii()) {
            text.push(' ');
        }
        (!text.is_empty()).then_some(text)
    }

    /// The look that defines the levels: itself, or that of the numbering style it is linked to (17.9.21).
    fn defining<'l>(&'l self, look: &'l str, styles: &'l Styles) -> &'l str {
        let linked = || {
            let style = self.looks.get(look)?.link.as_deref()?;
            let num = styles.get(style)?.num_id.as_deref()?;
            Some(self.nums.get(num)?.look.as_str())
        };
        linked().unwrap_or(look)
    }
}

fn read_look(xml: &mut Xml) -> Result<Abstract, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut look = Abstract::default();
    while xml.depth() > outside {
        let Token::Open(tag, attributes) = xml.next()? else { continue };
        match tag {
            Tag::Level => {
                let index = attributes.get("ilvl").and_then(|l| l.trim().parse::<usize>().ok());
                let level = read_level(xml)?;
                if let Some(slot) = index.and_then(|i| look.levels.get_mut(i)) {
                    *slot = Some(level);
                }
            }
            Tag::NumStyleLink => look.link = attributes.val(),
            _ => {}
        }
    }
    Ok(look)
}

fn read_num(xml: &mut Xml) -> Result<Num, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut num = Num::default();
    let mut at = None;
    while xml.depth() > outside {
        let Token::Open(tag, attributes) = xml.next()? else { continue };
        match tag {
            Tag::AbstractNumId => num.look = attributes.val().unwrap_or_default(),
            Tag::LevelOverride => at = attributes.get("ilvl").and_then(|l| l.trim().parse::<usize>().ok()),
            Tag::StartOverride => {
                if let Some(slot) = at.and_then(|i| num.starts.get_mut(i)) {
                    *slot = attributes.number().and_then(|n| u32::try_from(n).ok());
                }
            }
            Tag::Level => {
                let level = read_level(xml)?;
                if let Some(slot) = at.and_then(|i| num.levels.get_mut(i)) {
                    *slot = Some(level);
                }
            }
            _ => {}
        }
    }
    Ok(num)
}

fn read_level(xml: &mut Xml) -> Result<Level, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut found = Level {
        start: 1,
        format: "decimal".into(),
        text: String::new(),
        suffix: "tab".into(),
        restart: None,
        legal: false,
        style: None,
    };
    while xml.depth() > outside {
        let Token::Open(tag, attributes) = xml.next()? else { continue };
        match tag {
            Tag::Start => found.start = attributes.number().and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            Tag::NumFormat => found.format = attributes.val().unwrap_or_default(),
            Tag::LevelText => found.text = attributes.val().unwrap_or_default().chars().take(MAX_TEXT).collect(),
            Tag::Suffix => found.suffix = attributes.val().unwrap_or_default(),
            Tag::LevelRestart => found.restart = level(&attributes),
            Tag::IsLegal => found.legal = attributes.on(),
            Tag::ParagraphStyle => found.style = attributes.val(),
            _ => {}
        }
    }
    Ok(found)
}
