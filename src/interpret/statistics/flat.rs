//! The rows of a statistics table in flattened text: words, units and numbers follow one another, on a line or on lines of
//! their own.

use super::rows::{Row, Value, Zone, dashes, is, value_head};
use crate::form::indicators::Indicators;
use crate::form::words::words;
use crate::interpret::quantity::{self, Printed};
use crate::model::origin::Origin;

/// A flattened table: what was read of it so far.
pub struct Flat<'f> {
    form: &'f Indicators,
    zone: Zone,
    heads: Vec<Option<String>>,
    in_head: bool,
    /// What comes next begins a line.
    pub new_line: bool,
}

impl<'f> Flat<'f> {
    /// Begins with the rows of a form.
    pub fn new(form: &'f Indicators) -> Flat<'f> {
        Flat { form, zone: Zone::default(), heads: Vec::new(), in_head: false, new_line: false }
    }

    /// Ends a run of rows.
    pub fn close(&mut self, zones: &mut Vec<Zone>) {
        let mut zone = std::mem::replace(self, Flat::new(self.form)).zone;
        zone.rows.iter_mut().for_each(dashes);
        if !zone.rows.is_empty() {
            zones.push(zone);
        }
    }

    /// A line of text.
    pub fn line(&mut self, block: usize, line: &str, origin: Origin) {
        self.new_line = true;
        if self.form.knows(line) {
            self.cell(block, line, origin);
            return;
        }
        line.split_whitespace().for_each(|word| self.cell(block, word, origin));
    }

    /// A word, or a cell of a row.
    pub fn cell(&mut self, block: usize, text: &str, origin: Origin) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if is("stat_head", text) || self.in_head && (is("stat_unit_head", text) || value_head(text)) {
            if !self.in_head {
                self.heads.clear();
            }
            self.in_head = true;
            self.zone.head |= !is("stat_head", text);
            if value_head(text) && !is("stat_unit_head", text) {
                self.heads.push((!is("plain_head", text)).then(|| text.to_string()));
            }
            return;
        }
        self.in_head = false;
        let open = self.zone.rows.last_mut().filter(|r| !r.label.is_empty());
        if let Some(row) = open {
            let fresh = std::mem::take(&mut self.new_line);
            if let Some(unit) = quantity::unit(text) {
                if row.unit.is_none() {
                    row.unit = Some(unit.to_string());
                    return;
                }
                if row.values.last().is_some_and(|v| !v.text.ends_with(unit)) {
                    return;
                }
            } else if !matches!(quantity::cell(text), Printed::Text) {
                let head = self.heads.get(row.values.len()).cloned().flatten();
                row.values.push(Value { text: text.to_string(), origin, head });
                return;
            } else if !fresh && row.values.is_empty() && row.unit.is_none() && !self.form.knows(&row.label) {
                // The rest of a label on its line.
                row.label.push_str(text);
                return;
            }
        } else if !matches!(quantity::cell(text), Printed::Text) || quantity::unit(text).is_some() {
            return;
        }
        let label = text.to_string();
        let mut row = Row { label, origin: Some(origin), most: self.heads.len(), ..Row::new(block) };
        unglue(&mut row, self.form, self.heads.first().cloned().flatten());
        self.zone.rows.push(row);
        self.new_line = false;
    }
}

/// Takes number and unit off the end of a label that nothing parts from them.
fn unglue(row: &mut Row, form: &Indicators, head: Option<String>) {
    let label = row.label.clone();
    let (text, behind) = match label.rsplit_once(['：', ':']) {
        Some((text, behind)) if !matches!(quantity::cell(behind), Printed::Text | Printed::Blank) => {
            (text, Some(behind))
        }
        _ => (label.as_str(), None),
    };
    let Some(origin) = row.origin else { return };
    let digits = label.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '—'));
    let number = behind.or_else(|| label.get(digits.len()..).filter(|n| !n.is_empty()));
    let Some(number) = number else { return };
    let text = if behind.is_some() { text } else { digits };
    let unit = words("stat_unit").iter().filter_map(|u| Some((*u, text.strip_suffix(u)?))).find(|(_, t)| form.knows(t));
    let (unit, text) = match unit {
        Some((unit, text)) => (Some(unit.to_string()), text),
        None if form.knows(text) => (None, text),
        None => return,
    };
    row.label = text.to_string();
    row.unit = unit;
    row.values = vec![Value { text: number.to_string(), origin, head }];
}
