//! `styles.xml`: what a paragraph or a run inherits from its style (ECMA-376 part 1, 17.7).

use std::collections::HashMap;

use super::names::{Tag, Token, Xml};
use crate::model::content::{Align, Role};
use crate::model::limits::Limits;
use crate::read::run_style::{Baseline, RunStyle};
use crate::read::word::lists::LEVELS;
use crate::read::word::roles::{named_role, outline_role};
use crate::read::xml::{Attributes, Stop};

/// A longer chain of `basedOn` is a circle or a joke.
const MAX_CHAIN: usize = 32;

/// More styles than this are an attack: Word itself stops at 4079.
const MAX_STYLES: usize = 20_000;

/// What a style gives; `None` where it leaves a property to the style below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// From the style's name and outline level.
    pub(super) role: Option<Role>,
    /// `w:jc`
    pub(super) align: Option<Align>,
    /// `w:vanish`: text in this style is hidden.
    hidden: Option<bool>,
    /// `w:vertAlign`
    on_line: Option<Baseline>,
    /// `w:strike` or `w:dstrike`
    struck: Option<bool>,
    /// `w:color`: the colour of paper.
    white: Option<bool>,
    /// `w:shd`: filled with a colour; also in a part of a table that the style sets apart.
    pub(super) shaded: Option<bool>,
    /// `w:numPr/w:numId`
    pub(super) num_id: Option<String>,
    /// `w:numPr/w:ilvl`
    pub(super) level: Option<usize>,
    based_on: Option<String>,
}

impl Style {
    /// How text is shown that is in this style and else looks so.
    pub(super) fn run(&self, other: RunStyle) -> RunStyle {
        RunStyle {
            hidden: self.hidden.unwrap_or(other.hidden),
            level: self.on_line.unwrap_or(other.level),
            moved: other.moved,
            struck: self.struck.unwrap_or(other.struck),
            white: self.white.unwrap_or(other.white),
            grounded: self.shaded.unwrap_or(other.grounded),
        }
    }
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default: Option<String>,
}

impl Styles {
    /// Adds the styles of a part. What was read before damage stays.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(super) fn read(&mut self, text: &str, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        loop {
            match xml.next()? {
                Token::Open(Tag::Style, attributes) => {
                    let id = attributes.get("styleId").unwrap_or_default();
                    let paragraph = attributes.get("type").is_none_or(|t| t == "paragraph");
                    let default = matches!(attributes.get("default").as_deref(), Some("1" | "true" | "on"));
                    if paragraph && default {
                        self.default = Some(id.clone());
                    }
                    let style = style(&mut xml)?;
                    if self.styles.len() >= MAX_STYLES {
                        return Err(Stop::Damaged(format!("more than {MAX_STYLES} styles")));
                    }
                    self.styles.insert(id, style);
                }
                Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Resolves every `basedOn`, so that looking a style up is one step. To be called once, after reading.
    pub(super) fn inherit(&mut self) {
        let resolved = self.styles.keys().map(|id| (id.clone(), self.chain(id))).collect();
        self.styles = resolved;
    }

    fn chain(&self, id: &str) -> Style {
        let mut result = Style::default();
        let mut next = Some(id);
        for _ in 0..MAX_CHAIN {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            result.role = result.role.or(style.role);
            result.align = result.align.or(style.align);
            result.hidden = result.hidden.or(style.hidden);
            result.on_line = result.on_line.or(style.on_line);
            result.struck = result.struck.or(style.struck);
            result.white = result.white.or(style.white);
            result.shaded = result.shaded.or(style.shaded);
            result.num_id = result.num_id.or_else(|| style.num_id.clone());
            result.level = result.level.or(style.level);
            next = style.based_on.as_deref();
        }
        result
    }

    /// The style with this id.
    pub(super) fn get(&self, id: &str) -> Option<&Style> {
        self.styles.get(id)
    }

    /// The id of the style that a paragraph has: its own, else the document's default.
    pub(super) fn effective<'s>(&'s self, own: Option<&'s str>) -> Option<&'s str> {
        own.or(self.default.as_deref())
    }

    /// The role that a paragraph style gives. A style that is used but not defined still has a telling id.
    pub(super) fn role(&self, id: &str) -> Option<Role> {
        match self.styles.get(id) {
            Some(style) => style.role,
            None => named_role(id),
        }
    }
}

/// Reads one `w:style` up to its end.
fn style(xml: &mut Xml) -> Result<Style, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut style = Style::default();
    let mut by_name = None;
    while xml.depth() > outside {
        let Token::Open(tag, attributes) = xml.next()? else { continue };
        match tag {
            Tag::Name => by_name = attributes.val().and_then(|name| named_role(&name)),
            Tag::BasedOn => style.based_on = attributes.val(),
            Tag::Justification => style.align = align(&attributes),
            Tag::OutlineLevel => style.role = attributes.number().map(outline_role),
            Tag::Vanish => style.hidden = Some(attributes.on()),
            Tag::VerticalAlign => style.on_line = Some(on_line(&attributes)),
            Tag::Strike => style.struck = Some(attributes.on()),
            Tag::DoubleStrike => style.struck = Some(attributes.on() || style.struck == Some(true)),
            Tag::Color => style.white = Some(is_white(&attributes)),
            Tag::Shading => style.shaded = Some(style.shaded == Some(true) || is_shaded(&attributes)),
            Tag::NumId => style.num_id = attributes.val(),
            Tag::Indent => style.level = level(&attributes),
            // Conditional formats of table styles (`w:tblStylePr`) have properties of the same names.
            Tag::Other if attributes.element() == "tblStylePr" => {
                style.shaded = Some(true);
                xml.skip()?;
            }
            _ => {}
        }
    }
    style.role = by_name.or(style.role);
    Ok(style)
}

/// `w:jc` (17.18.44); justified and distributed text counts as starting at its edge.
pub(super) fn align(attributes: &Attributes) -> Option<Align> {
    Some(match attributes.val()?.as_str() {
        "center" => Align::Center,
        "right" | "end" => Align::End,
        _ => Align::Start,
    })
}

/// `w:vertAlign` (17.3.2.42).
pub(super) fn on_line(attributes: &Attributes) -> Baseline {
    match attributes.val().as_deref() {
        Some("superscript") => Baseline::Raised,
        Some("subscript") => Baseline::Lowered,
        _ => Baseline::Line,
    }
}

/// `w:color` (17.3.2.6): whether it is the colour of paper.
pub(super) fn is_white(attributes: &Attributes) -> bool {
    attributes.val().is_some_and(|color| color.eq_ignore_ascii_case("FFFFFF"))
}

/// `w:shd` (17.3.5): whether it fills with another colour than that of paper.
pub(super) fn is_shaded(attributes: &Attributes) -> bool {
    let plain = |fill: &String| fill.eq_ignore_ascii_case("auto") || fill.eq_ignore_ascii_case("FFFFFF");
    let pattern = attributes.val().is_some_and(|pattern| !matches!(pattern.as_str(), "clear" | "nil"));
    pattern || attributes.get("fill").is_some_and(|fill| !plain(&fill))
}

/// `w:ilvl` (17.9.3): 0 to 8.
pub(super) fn level(attributes: &Attributes) -> Option<usize> {
    usize::try_from(attributes.number()?).ok().filter(|l| *l < LEVELS)
}
