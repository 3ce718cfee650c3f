//! `numbering.xml` (ECMA-376 part 1, 17.9): the looks of lists, and the lists.

use super::names::{Tag, Token, Xml};
use super::styles::level;
use crate::model::limits::Limits;
pub(super) use crate::read::word::lists::Lists;
use crate::read::word::lists::{Level, List, Look, MAX_TEXT};
use crate::read::xml::Stop;

/// Adds the lists of a part. What was read before damage stays.
///
/// # Errors
/// As [`Xml::next`].
pub(super) fn read(lists: &mut Lists, text: &str, limits: &Limits) -> Result<(), Stop> {
    let mut xml = Xml::new(text, limits);
    loop {
        match xml.next()? {
            Token::Open(Tag::AbstractNum, attributes) => {
                let id = attributes.get("abstractNumId").unwrap_or_default();
                let look = read_look(&mut xml)?;
                lists.add_look(id, look).map_err(Stop::Damaged)?;
            }
            Token::Open(Tag::Num, attributes) => {
                let id = attributes.get("numId").unwrap_or_default();
                let list = read_list(&mut xml)?;
                lists.add(id, list).map_err(Stop::Damaged)?;
            }
            Token::End => return Ok(()),
            _ => {}
        }
    }
}

fn read_look(xml: &mut Xml) -> Result<Look, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut look = Look::default();
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

fn read_list(xml: &mut Xml) -> Result<List, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut list = List::default();
    let mut at = None;
    while xml.depth() > outside {
        let Token::Open(tag, attributes) = xml.next()? else { continue };
        match tag {
            Tag::AbstractNumId => list.look = attributes.val().unwrap_or_default(),
            Tag::LevelOverride => at = attributes.get("ilvl").and_then(|l| l.trim().parse::<usize>().ok()),
            Tag::StartOverride => {
                if let Some(slot) = at.and_then(|i| list.starts.get_mut(i)) {
                    *slot = attributes.number().and_then(|n| u32::try_from(n).ok());
                }
            }
            Tag::Level => {
                let level = read_level(xml)?;
                if let Some(slot) = at.and_then(|i| list.levels.get_mut(i)) {
                    *slot = Some(level);
                }
            }
            _ => {}
        }
    }
    Ok(list)
}

fn read_level(xml: &mut Xml) -> Result<Level, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut found = Level::default();
    while xml.depth() > outside {
        let Token::Open(tag, attributes) = xml.next()? else { continue };
        match tag {
            Tag::Start => found.start = attributes.number().and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            Tag::NumFormat => found.format = attributes.val().unwrap_or_default(),
            Tag::LevelText => found.text = attributes.val().unwrap_or_default().chars().take(MAX_TEXT).collect(),
            Tag::Suffix => found.tight = attributes.val().as_deref() == Some("nothing"),
            Tag::LevelRestart => found.restart = level(&attributes),
            Tag::IsLegal => found.legal = attributes.on(),
            Tag::ParagraphStyle => found.style = attributes.val(),
            _ => {}
        }
    }
    Ok(found)
}
