//! The counters of lists (ECMA-376 part 1, 17.9; [MS-DOC] 2.4.6.3). Section headings are often numbered by the program
//! that shows them: without this a section's printed number is nowhere in the text.

use std::collections::{HashMap, HashSet};

use super::numerals::numeral;

/// Levels of a list.
pub(crate) const LEVELS: usize = 9;

/// A longer number text is cut: it is repeated at every paragraph of its list.
pub(crate) const MAX_TEXT: usize = 64;

/// More lists than this are an attack. A document that was pasted together for years has some hundreds.
const MAX_LISTS: usize = 10_000;

/// One level of a list.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    /// The first number.
    pub(crate) start: u32,
    /// As [`numeral`] names it, or `bullet`.
    pub(crate) format: String,
    /// `%1` to `%9` stand for the numbers of the levels.
    pub(crate) text: String,
    /// Nothing follows the number, neither tab nor space.
    pub(crate) tight: bool,
    /// 0 never restarts, else the 1-based level that restarts this one, and all above it; by default every one above.
    pub(crate) restart: Option<usize>,
    /// Every number in decimals, as lawyers like it.
    pub(crate) legal: bool,
    /// The paragraph style that this level belongs to.
    pub(crate) style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Level {
            start: 1,
            format: "decimal".into(),
            text: String::new(),
            tight: false,
            restart: None,
            legal: false,
            style: None,
        }
    }
}

/// The look of a list.
#[derive(Debug, Default)]
pub(crate) struct Look {
    /// Outermost first.
    pub(crate) levels: [Option<Level>; LEVELS],
    /// The numbering style in whose list the levels are really defined.
    pub(crate) link: Option<String>,
}

/// A list, by its look and what it changes in it.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// The id of its look.
    pub(crate) look: String,
    /// First numbers that it changes; each counts once.
    pub(crate) starts: [Option<u32>; LEVELS],
    /// Levels that it changes.
    pub(crate) levels: [Option<Level>; LEVELS],
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    looks: HashMap<String, Look>,
    lists: HashMap<String, List>,
    /// By look, since lists of one look count on together (17.9.15).
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists and levels whose first number has been used: it counts once.
    overridden: HashSet<(String, usize)>,
}

impl Lists {
    /// Adds the look of lists, unless there are too many.
    ///
    /// # Errors
    /// A message, if there are.
    pub(crate) fn add_look(&mut self, id: String, look: Look) -> Result<(), String> {
        self.looks.insert(id, look);
        within(self.looks.len())
    }

    /// Adds a list, unless there are too many.
    ///
    /// # Errors
    /// A message, if there are.
    pub(crate) fn add(&mut self, id: String, list: List) -> Result<(), String> {
        self.lists.insert(id, list);
        within(self.lists.len())
    }

    /// Gives every list whose look is linked to a numbering style the look of that style's list (17.9.21).
    /// `list_of` gives the list of a style.
    pub(crate) fn link<'s>(&mut self, list_of: impl Fn(&str) -> Option<&'s str>) {
        let linked = |list: &List| {
            let style = self.looks.get(&list.look)?.link.as_deref()?;
            Some(self.lists.get(list_of(style)?)?.look.clone())
        };
        let looks: Vec<(String, String)> =
            self.lists.iter().filter_map(|(id, list)| Some((id.clone(), linked(list)?))).collect();
        for (id, look) in looks {
            if let Some(list) = self.lists.get_mut(&id) {
                list.look = look;
            }
        }
    }

    /// Counts one paragraph of a list and gives its printed number, with what separates it from the text. `None` if
    /// there is no such list (number 0 takes a paragraph out of its style's list) or the level shows a bullet.
    ///
    /// `style` is the paragraph's style if the list came with it: the level is then the one tied to that style.
    pub(crate) fn count(&mut self, id: &str, own: Option<usize>, style: Option<&str>) -> Option<String> {
        let list = self.lists.get(id)?;
        let look_id = list.look.as_str();
        let look = self.looks.get(look_id)?;
        let tied = || {
            look.levels
                .iter()
                .position(|l| l.as_ref().is_some_and(|l| l.style.is_some() && l.style.as_deref() == style))
        };
        let at = style.and_then(|_| tied()).or(own).unwrap_or(0);
        let level_at = |index: usize| {
            let changed = list.levels.get(index).and_then(Option::as_ref);
            changed.or_else(|| look.levels.get(index).and_then(Option::as_ref))
        };
        let level = level_at(at)?;
        let counters = self.counters.entry(look_id.to_string()).or_default();
        let forced =
            list.starts.get(at).copied().flatten().filter(|_| !self.overridden.contains(&(id.to_string(), at)));
        if forced.is_some() {
            self.overridden.insert((id.to_string(), at));
        }
        let start_of = |index: usize| {
            list.starts.get(index).copied().flatten().unwrap_or_else(|| level_at(index).map_or(1, |l| l.start))
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
        if !level.tight && text.chars().next_back().is_some_and(|c| c.is_ascii()) {
            text.push(' ');
        }
        // Each level may stand in it many times, and each number be long.
        if let Some((end, _)) = text.char_indices().nth(MAX_TEXT) {
            text.truncate(end);
        }
        (!text.is_empty()).then_some(text)
    }
}

fn within(count: usize) -> Result<(), String> {
    if count > MAX_LISTS { Err(format!("more than {MAX_LISTS} lists")) } else { Ok(()) }
}
