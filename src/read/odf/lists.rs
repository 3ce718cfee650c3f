//! The numbers of lists and headings (OpenDocument 1.3 part 3, 5.3 and 16.30): as in the formats of Word they are in no
//! text, but counted by the program that shows them.

use std::collections::HashMap;

use super::styles::Styles;
use crate::read::word::lists::{LEVELS, Level, List, Lists, Look, MAX_TEXT};
use crate::read::xml::Attributes;

/// A list style while it is read: its levels, outermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct ListStyle {
    levels: [Option<Level>; LEVELS],
    /// The level that was read last.
    last: usize,
}

impl ListStyle {
    /// Adds a level. Its text is put together from what stands before and after the number, unless the file has it in
    /// one piece (`num-list-format`, where `%1%` is the number of the first level).
    pub(super) fn add_level(&mut self, bullet: bool, attributes: &Attributes) {
        let count = |name: &str| attributes.get(name).and_then(|n| n.trim().parse::<usize>().ok());
        let Some(at) = count("level").and_then(|level| level.checked_sub(1)).filter(|at| *at < LEVELS) else { return };
        let format = if bullet { "bullet" } else { number_format(&attributes.get("num-format").unwrap_or_default()) };
        let text = match attributes.get("num-list-format") {
            Some(whole) => (1..=LEVELS).fold(whole, |text, n| text.replace(&format!("%{n}%"), &format!("%{n}"))),
            None => {
                let shown = count("display-levels").unwrap_or(1).clamp(1, at + 1);
                let numbered = |level: &usize| {
                    *level == at || self.levels.get(*level).is_some_and(|l| l.as_ref().is_some_and(counts))
                };
                let numbers: Vec<String> =
                    (at + 1 - shown..=at).filter(numbered).map(|level| format!("%{}", level + 1)).collect();
                let around = |name: &str| attributes.get(name).unwrap_or_default();
                format!("{}{}{}", around("num-prefix"), numbers.join("."), around("num-suffix"))
            }
        };
        let start = count("start-value").and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        let text: String = text.chars().take(MAX_TEXT).collect();
        if let Some(level) = self.levels.get_mut(at) {
            *level = Some(Level { start, format: format.to_string(), text, ..Level::default() });
            self.last = at;
        }
    }

    /// Nothing stands between the number of the last level and the text.
    pub(super) fn nothing_follows(&mut self) {
        if let Some(Some(level)) = self.levels.get_mut(self.last) {
            level.tight = true;
        }
    }

    fn look(&self) -> Look {
        Look { levels: self.levels.clone(), ..Look::default() }
    }
}

fn counts(level: &Level) -> bool {
    !matches!(level.format.as_str(), "none" | "bullet")
}

/// `style:num-format` as the formats of Word are named. Those beyond the Latin ones are written as the first numbers of
/// the row that they count in, separated by commas.
fn number_format(format: &str) -> &'static str {
    match format.trim().chars().next() {
        None => "none",
        Some('1') if format.contains("01") => "decimalZero",
        Some('0') => "decimalZero",
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        Some('i') => "lowerRoman",
        Some('I') => "upperRoman",
        Some('\u{4E00}') => "chineseCountingThousand",
        Some('\u{58F9}') if format.contains('\u{8CB3}') => "ideographLegalTraditional",
        Some('\u{58F9}') => "chineseLegalSimplified",
        Some('\u{7532}') => "ideographTraditional",
        Some('\u{5B50}') => "ideographZodiac",
        Some('\u{2460}') => "decimalEnclosedCircle",
        Some('\u{2474}') => "decimalEnclosedParen",
        Some('\u{2488}') => "decimalEnclosedFullstop",
        Some('\u{FF11}') => "decimalFullWidth",
        Some(_) => "decimal",
    }
}

/// A `text:list` that is open.
#[derive(Clone, Debug)]
pub(super) struct OpenList {
    /// The list that it counts in; `None` where only the paragraph's style tells.
    id: Option<String>,
    /// Whether the next paragraph begins an item, which is what shows the number.
    pub(super) begins: bool,
}

/// How far each list has counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    lists: Lists,
    made: usize,
    /// The list that the last `text:list` of a style counted in.
    last: HashMap<String, String>,
    /// The same by the `xml:id` of the element.
    named: HashMap<String, String>,
    /// Why nothing more can be counted.
    pub(super) full: Option<String>,
}

impl Counters {
    /// A `text:list` begins, inside those in `outer`.
    pub(super) fn begin(&mut self, attributes: &Attributes, outer: Option<&OpenList>, styles: &Styles) -> OpenList {
        let style = attributes.get("style-name");
        let goes_on = attributes.get("continue-numbering").as_deref() == Some("true");
        let named = attributes.get("continue-list").and_then(|id| self.named.get(&id).cloned());
        let id = match (&style, outer) {
            (None, Some(outer)) => outer.id.clone(),
            (None, None) => None,
            (Some(style), _) => {
                let last = goes_on.then(|| self.last.get(style).cloned()).flatten();
                named.or(last).or_else(|| self.make(styles.lists.get(style)?))
            }
        };
        if let (Some(style), Some(id)) = (style, &id) {
            self.last.insert(style, id.clone());
        }
        if let (Some(name), Some(id)) = (attributes.get("id"), &id) {
            self.named.insert(name, id.clone());
        }
        OpenList { id, begins: false }
    }

    /// An item begins, with a number of its own if the file gives one (`text:start-value`).
    pub(super) fn item(&mut self, list: &mut OpenList, level: usize, attributes: &Attributes) {
        list.begins = true;
        let start = attributes.get("start-value").and_then(|n| n.trim().parse::<u32>().ok());
        if let (Some(start), Some(id)) = (start, &list.id) {
            let mut starts = [None; LEVELS];
            if let Some(slot) = starts.get_mut(level) {
                *slot = Some(start);
            }
            let look = id.split(' ').next().unwrap_or_default().to_string();
            self.made += 1;
            let again = format!("{look} {}", self.made);
            match self.lists.add(again.clone(), List { look, starts, ..List::default() }) {
                Ok(()) => list.id = Some(again),
                Err(message) => self.full = Some(message),
            }
        }
    }

    /// The number of a paragraph that begins an item.
    pub(super) fn number(&mut self, list: &OpenList, level: usize, style: Option<&str>, styles: &Styles) -> String {
        let id = match &list.id {
            Some(id) => Some(id.clone()),
            None => style.and_then(|name| self.shared(name, styles.lists.get(name)?)),
        };
        id.and_then(|id| self.lists.count(&id, Some(level.min(LEVELS - 1)), None)).unwrap_or_default()
    }

    /// The number of a heading outside of all lists.
    pub(super) fn heading(&mut self, level: usize, styles: &Styles) -> String {
        let id = self.shared("", &styles.outline);
        id.and_then(|id| self.lists.count(&id, Some(level.min(LEVELS - 1)), None)).unwrap_or_default()
    }

    /// The one list in which all paragraphs count that have it from their style.
    fn shared(&mut self, name: &str, style: &ListStyle) -> Option<String> {
        if let Some(id) = self.last.get(name) {
            return Some(id.clone());
        }
        let id = self.make(style)?;
        self.last.insert(name.to_string(), id.clone());
        Some(id)
    }

    /// A new list, which counts from the start.
    fn make(&mut self, style: &ListStyle) -> Option<String> {
        self.made += 1;
        let id = self.made.to_string();
        let made = self.lists.add_look(id.clone(), style.look());
        match made.and_then(|()| self.lists.add(id.clone(), List { look: id.clone(), ..List::default() })) {
            Ok(()) => Some(id),
            Err(message) => {
                self.full = Some(message);
                None
            }
        }
    }
}
