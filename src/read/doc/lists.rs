//! Lists: how they look and where they begin ([MS-DOC] 2.4.6.3, 2.9.131 LSTF, 2.9.150 LVLF, 2.9.134 LFOData).

use super::bytes::{byte, part, short, signed, size, units};
use super::fib::{Fib, Part};
use crate::read::word::lists::{LEVELS, Level, List, Lists, Look, MAX_TEXT};
use crate::read::word::numerals;

/// Reads the lists of a document; those after damage are missing.
pub(super) fn read(fib: &Fib) -> Lists {
    let mut lists = Lists::default();
    looks(fib, &mut lists);
    overrides(fib, &mut lists);
    lists
}

/// PlfLst (2.9.184): the fixed parts of all looks, then the levels of each, which its length does not count.
fn looks(fib: &Fib, lists: &mut Lists) -> Option<()> {
    let table = fib.table.get(fib.offset(Part::ListLooks)?..)?;
    let count = usize::try_from(signed(table, 0)?).ok()?;
    let mut at = 2 + 28 * count;
    for i in 0..count {
        let fixed = part(table, 2 + 28 * i, 28)?;
        let simple = byte(fixed, 26)? & 1 != 0;
        let mut look = Look::default();
        for slot in look.levels.iter_mut().take(if simple { 1 } else { LEVELS }) {
            let (level, end) = level(table, at)?;
            *slot = Some(level);
            at = end;
        }
        lists.add_look(size(fixed, 0)?.to_string(), look).ok()?;
    }
    Some(())
}

/// PlfLfo (2.9.183): the lists by their looks, then what each changes.
fn overrides(fib: &Fib, lists: &mut Lists) -> Option<()> {
    let table = fib.table.get(fib.offset(Part::Lists)?..)?;
    let count = size(table, 0)?;
    let mut at = 4_usize.checked_add(count.checked_mul(16)?)?;
    let mut complete = true;
    for i in 0..count {
        let fixed = part(table, 4 + 16 * i, 16)?;
        let mut list = List { look: size(fixed, 0)?.to_string(), ..List::default() };
        if complete {
            complete = changes(table, &mut at, byte(fixed, 12)?, &mut list).is_some();
        }
        lists.add((i + 1).to_string(), list).ok()?;
    }
    Some(())
}

/// LFOData (2.9.134): a position, then what is changed level by level (2.9.135, LFOLVL).
fn changes(table: &[u8], at: &mut usize, count: u8, list: &mut List) -> Option<()> {
    *at += 4;
    for _ in 0..count {
        let (start, flags) = (size(table, *at)?, byte(table, *at + 4)?);
        *at += 8;
        let index = usize::from(flags & 0x0F);
        if flags & 0x20 != 0 {
            let (level, end) = level(table, *at)?;
            *at = end;
            *list.levels.get_mut(index)? = Some(level);
        } else if flags & 0x10 != 0 {
            *list.starts.get_mut(index)? = u32::try_from(start).ok();
        }
    }
    Some(())
}

/// One LVL (2.9.149): a fixed part, properties of the number and of the paragraph, the text. Gives where it ends.
fn level(table: &[u8], at: usize) -> Option<(Level, usize)> {
    let fixed = part(table, at, 28)?;
    let (format, flags) = (byte(fixed, 4)?, byte(fixed, 5)?);
    let properties = usize::from(byte(fixed, 24)?) + usize::from(byte(fixed, 25)?);
    let text = at + 28 + properties;
    let length = 2 * usize::from(short(table, text)?);
    let level = Level {
        start: u32::try_from(size(fixed, 0)?).ok()?,
        format: numerals::of_number(format).to_string(),
        text: template(part(table, text + 2, length)?),
        tight: byte(fixed, 15)? == 2,
        restart: (flags & 0x08 != 0).then(|| byte(fixed, 26).map_or(0, usize::from)),
        legal: flags & 0x04 != 0,
        style: None,
    };
    Some((level, text + 2 + length))
}

/// The text of a number: units below 9 stand for the numbers of the levels.
fn template(text: &[u8]) -> String {
    let mut template = String::new();
    for unit in units(text).take(MAX_TEXT) {
        match unit {
            0..=8 => template.push_str(&format!("%{}", unit + 1)),
            _ => template.push(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }
    template
}
