//! Styles (OpenDocument 1.3 part 3, 16): what a paragraph, a run or a cell inherits through the names of its parents.

use std::collections::HashMap;

use super::lists::ListStyle;
use super::names::{Tag, Token, Xml};
use crate::model::content::{Align, Role};
use crate::model::limits::Limits;
use crate::read::run_style::{Baseline, RunStyle};
use crate::read::word::roles::named_role;
use crate::read::xml::{Attributes, Stop};

/// More styles than this are not remembered. A document that was pasted together for years has some thousands.
const MAX_STYLES: usize = 50_000;

/// A longer chain of parents is a cycle.
const MAX_PARENTS: usize = 32;

/// What is styled (`style:family`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Family {
    Paragraph,
    Text,
    Cell,
    Section,
    Table,
}

/// What one style says itself.
#[derive(Debug, Default)]
struct Style {
    /// The name that users see.
    shown: String,
    parent: Option<String>,
    align: Option<Align>,
    hidden: Option<bool>,
    on_line: Option<Baseline>,
    struck: Option<bool>,
    /// The colour of paper.
    white: Option<bool>,
    /// A colour lies beneath.
    shaded: Option<bool>,
    list: Option<String>,
    border: Option<bool>,
}

impl Style {
    /// Takes over what lies beneath what has the style.
    fn ground(&mut self, attributes: &Attributes) {
        if let Some(color) = attributes.get("background-color") {
            self.shaded = Some(color != "transparent" && !color.eq_ignore_ascii_case("#ffffff"));
        }
    }

    /// Takes over what is said of how text is shown.
    fn text(&mut self, attributes: &Attributes) {
        self.ground(attributes);
        if let Some(color) = attributes.get("color") {
            self.white = Some(color.eq_ignore_ascii_case("#ffffff"));
        }
        if let Some(display) = attributes.get("display") {
            self.hidden = Some(display == "none");
        }
        if let Some(position) = attributes.get("text-position") {
            self.on_line = Some(on_line(&position));
        }
        // Writers give the kind of the line, its style or both; either may be none.
        let lines = ["text-line-through-style", "text-line-through-type"].map(|name| attributes.get(name));
        if lines.iter().any(Option::is_some) {
            self.struck = Some(!lines.iter().flatten().any(|line| line == "none"));
        }
    }
}

/// `style:text-position`: `super`, `sub` or a share of the font's height, and then its size.
fn on_line(position: &str) -> Baseline {
    let place = position.split_whitespace().next().unwrap_or_default();
    let share = place.trim_end_matches('%').parse().unwrap_or(0.0);
    match place {
        "super" => Baseline::Raised,
        "sub" => Baseline::Lowered,
        _ if share > 0.0 => Baseline::Raised,
        _ if share < 0.0 => Baseline::Lowered,
        _ => Baseline::Line,
    }
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<(Family, String), Style>,
    /// By name.
    pub(super) lists: HashMap<String, ListStyle>,
    /// The numbers of headings (`text:outline-style`).
    pub(super) outline: ListStyle,
}

impl Styles {
    /// Adds the styles of a part. `automatic` says whether those that a program made up for single paragraphs count:
    /// in `styles.xml` they are those of headers and footers, under names that `content.xml` uses for others.
    ///
    /// # Errors
    /// Those of [`Xml::next`].
    pub(super) fn read(&mut self, text: &str, automatic: bool, limits: &Limits) -> Result<(), Stop> {
        let mut xml = Xml::new(text, limits);
        let mut style: Option<((Family, String), Style)> = None;
        let mut list: Option<(String, ListStyle)> = None;
        let mut outline = false;
        loop {
            match xml.next()? {
                Token::Open(Tag::AutomaticStyles, _) if !automatic => drop(xml.skip()?),
                Token::Open(Tag::Body | Tag::MasterStyles | Tag::Settings | Tag::Scripts, _) => drop(xml.skip()?),
                Token::Open(Tag::Style, attributes) => {
                    self.keep(style.take());
                    style = begin(&attributes);
                }
                Token::Open(Tag::ParagraphProperties, attributes) => {
                    if let Some((_, style)) = &mut style {
                        style.ground(&attributes);
                    }
                    if let (Some((_, style)), Some(align)) = (&mut style, attributes.get("text-align")) {
                        style.align = Some(match align.as_str() {
                            "center" => Align::Center,
                            "end" | "right" => Align::End,
                            _ => Align::Start,
                        });
                    }
                }
                Token::Open(Tag::TextProperties | Tag::SectionProperties, attributes) => {
                    if let Some((_, style)) = &mut style {
                        style.text(&attributes);
                    }
                }
                Token::Open(Tag::TableProperties, attributes) => {
                    if let Some((_, style)) = &mut style {
                        style.ground(&attributes);
                    }
                    if let (Some((_, style)), Some(display)) = (&mut style, attributes.get("display")) {
                        style.hidden = Some(display == "false");
                    }
                }
                Token::Open(Tag::CellProperties, attributes) => {
                    if let Some((_, style)) = &mut style {
                        style.ground(&attributes);
                        const SIDES: [&str; 5] =
                            ["border", "border-top", "border-bottom", "border-left", "border-right"];
                        let sides = SIDES.iter().filter_map(|side| attributes.get(side));
                        let borders: Vec<bool> = sides.map(|line| !line.contains("none")).collect();
                        style.border = (!borders.is_empty()).then(|| borders.contains(&true));
                    }
                }
                Token::Open(Tag::ListStyle, attributes) => {
                    self.keep_list(list.take());
                    outline = false;
                    list = attributes.get("name").map(|name| (name, ListStyle::default()));
                }
                Token::Open(Tag::OutlineStyle, _) => outline = true,
                Token::Open(
                    tag @ (Tag::NumberLevel | Tag::BulletLevel | Tag::ImageLevel | Tag::OutlineLevel),
                    attributes,
                ) => {
                    let target = if outline { Some(&mut self.outline) } else { list.as_mut().map(|(_, list)| list) };
                    if let Some(target) = target {
                        target.add_level(matches!(tag, Tag::BulletLevel | Tag::ImageLevel), &attributes);
                    }
                }
                Token::Open(Tag::LabelAlignment, attributes) => {
                    let target = if outline { Some(&mut self.outline) } else { list.as_mut().map(|(_, list)| list) };
                    if let (Some(target), Some("nothing")) = (target, attributes.get("label-followed-by").as_deref()) {
                        target.nothing_follows();
                    }
                }
                Token::End => break,
                _ => {}
            }
        }
        self.keep(style);
        self.keep_list(list);
        Ok(())
    }

    fn keep(&mut self, style: Option<((Family, String), Style)>) {
        if let (Some((key, style)), true) = (style, self.styles.len() < MAX_STYLES) {
            self.styles.insert(key, style);
        }
    }

    fn keep_list(&mut self, list: Option<(String, ListStyle)>) {
        if let (Some((name, list)), true) = (list, self.lists.len() < MAX_STYLES) {
            self.lists.insert(name, list);
        }
    }

    /// A style and its parents, nearest first.
    fn chain<'a>(&'a self, family: Family, name: Option<&str>) -> impl Iterator<Item = &'a Style> {
        let get = move |name: &str| self.styles.get(&(family, name.to_string()));
        let first = name.and_then(get);
        std::iter::successors(first, move |style| style.parent.as_deref().and_then(get)).take(MAX_PARENTS)
    }

    /// How a paragraph of this style is set.
    pub(super) fn align(&self, name: Option<&str>) -> Align {
        self.chain(Family::Paragraph, name).find_map(|s| s.align).unwrap_or(Align::Start)
    }

    /// What a paragraph of this style is.
    pub(super) fn role(&self, name: Option<&str>) -> Role {
        self.chain(Family::Paragraph, name).find_map(|s| named_role(&s.shown)).unwrap_or(Role::Body)
    }

    /// The list style that a paragraph style brings.
    pub(super) fn list(&self, name: Option<&str>) -> Option<&str> {
        self.chain(Family::Paragraph, name).find_map(|s| s.list.as_deref()).filter(|list| !list.is_empty())
    }

    /// Whether text of this style is hidden; `None` if the style does not say.
    pub(super) fn hidden(&self, family: Family, name: Option<&str>) -> Option<bool> {
        self.chain(family, name).find_map(|s| s.hidden)
    }

    /// How text of this style is shown that is set into text that is shown so.
    pub(super) fn run(&self, family: Family, name: Option<&str>, around: RunStyle) -> RunStyle {
        let mut run = around;
        // From the farthest parent on, so that the nearest has the last word.
        for style in self.chain(family, name).collect::<Vec<_>>().into_iter().rev() {
            run.hidden = style.hidden.unwrap_or(run.hidden);
            run.level = style.on_line.unwrap_or(run.level);
            run.struck = style.struck.unwrap_or(run.struck);
            run.white = style.white.unwrap_or(run.white);
            run.grounded |= style.shaded == Some(true);
        }
        run
    }

    /// Whether what has this style is filled with a colour.
    pub(super) fn shaded(&self, family: Family, name: Option<&str>) -> bool {
        self.chain(family, name).find_map(|s| s.shaded).unwrap_or(false)
    }

    /// Whether a cell of this style has a border on any side.
    pub(super) fn bordered(&self, name: Option<&str>) -> bool {
        self.chain(Family::Cell, name).find_map(|s| s.border).unwrap_or(false)
    }
}

fn begin(attributes: &Attributes) -> Option<((Family, String), Style)> {
    let family = match attributes.get("family")?.as_str() {
        "paragraph" => Family::Paragraph,
        "text" => Family::Text,
        "table-cell" => Family::Cell,
        "section" => Family::Section,
        "table" => Family::Table,
        _ => return None,
    };
    let name = attributes.get("name")?;
    // Names are written with their blanks as codes; not every writer gives the other one.
    let shown = attributes.get("display-name").unwrap_or_else(|| name.replace("_20_", " "));
    let parent = attributes.get("parent-style-name");
    let list = attributes.get("list-style-name");
    Some(((family, name), Style { shown, parent, list, ..Style::default() }))
}
