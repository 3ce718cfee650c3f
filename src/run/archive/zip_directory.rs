//! The directory of a zip (PKWARE's APPNOTE, 4.3.12 to 4.3.16), read as it lies in the file: entries of one name are
//! two, and of any number a few are held at a time.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes of the record at the end, of the comment behind it, and of what zip64 puts before it.
const END: u64 = 22;
const COMMENT: u64 = (1 << 16) - 1;
const LOCATOR: u64 = 20;
/// Bytes of an entry of the directory before its name.
const ENTRY: usize = 46;
/// Entries that are held at a time.
const BATCH: usize = 512;

/// Where a directory is.
#[derive(Clone, Copy)]
pub(super) struct Directory {
    /// Where it begins and ends.
    pub(super) start: u64,
    pub(super) end: u64,
    /// What is before the zip in the file: places in it count from here.
    pub(super) base: u64,
}

/// An entry as the directory has it.
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: u64,
    pub(super) size: u64,
    /// Where its own head is in the file.
    pub(super) at: u64,
    mode: u32,
}

impl Entry {
    pub(super) fn is_folder(&self) -> bool {
        self.name.ends_with(b"/") || self.name.ends_with(b"\\")
    }

    /// A symbolic link of Unix.
    pub(super) fn is_link(&self) -> bool {
        self.mode & 0o170_000 == 0o120_000
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & 1 != 0
    }
}

/// The number in so many bytes, the lowest first.
pub(super) fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    Some(bytes.get(at..at + length)?.iter().rev().fold(0, |sum, b| sum << 8 | u64::from(*b)))
}

/// Finds the directory by the record at the end of the file.
///
/// # Errors
/// The disk's. `None` for no such record, or one that leads nowhere.
pub(super) fn find(input: &mut (impl Read + Seek)) -> io::Result<Option<Directory>> {
    let length = input.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(END + COMMENT + LOCATOR);
    let tail = read_at(input, start, (length - start) as usize)?;
    let mut before = tail.len();
    while let Some(at) = memchr::memmem::rfind(tail.get(..before).unwrap_or_default(), b"PK\x05\x06") {
        // A comment may hold the mark.
        if let Some(directory) = by_record(input, &tail, start, at)? {
            return Ok(Some(directory));
        }
        before = at;
    }
    Ok(None)
}

fn by_record(input: &mut (impl Read + Seek), tail: &[u8], start: u64, at: usize) -> io::Result<Option<Directory>> {
    let numbers = (number(tail, at + 10, 2), number(tail, at + 12, 4), number(tail, at + 16, 4));
    let (Some(mut claimed), Some(mut size), Some(mut offset)) = numbers else { return Ok(None) };
    let mut end = start + at as u64;
    let locator = at.checked_sub(LOCATOR as usize).filter(|at| tail.get(*at..*at + 4) == Some(b"PK\x06\x07"));
    if let Some(locator) = locator {
        // What is before the zip is counted in none of its places, so the record is also looked for before its locator.
        let place = number(tail, locator + 8, 8).unwrap_or(0);
        for place in [place, end.saturating_sub(LOCATOR + 56)] {
            let record = read_at(input, place, 56)?;
            if !record.starts_with(b"PK\x06\x06") {
                continue;
            }
            let wide = (number(&record, 32, 8), number(&record, 40, 8), number(&record, 48, 8));
            if let (Some(a), Some(b), Some(c)) = wide {
                (claimed, size, offset, end) = (a, b, c, place);
                break;
            }
        }
    }
    let Some(first) = end.checked_sub(size) else { return Ok(None) };
    for (first, base) in [(first, first.checked_sub(offset)), (offset, Some(0))] {
        let Some(base) = base else { continue };
        let mark = read_at(input, first, 4)?;
        if mark == b"PK\x01\x02" || claimed == 0 && size == 0 {
            return Ok(Some(Directory { start: first, end, base }));
        }
    }
    Ok(None)
}

/// Up to so many bytes from a place on.
pub(super) fn read_at(input: &mut (impl Read + Seek), at: u64, length: usize) -> io::Result<Vec<u8>> {
    input.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    input.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Goes through the entries of a directory, some at a time.
pub(super) struct Entries {
    directory: Directory,
    at: u64,
    is_damaged: bool,
}

impl Entries {
    pub(super) fn of(directory: Directory) -> Entries {
        Entries { directory, at: directory.start, is_damaged: false }
    }

    /// The next ones; none at the end.
    ///
    /// # Errors
    /// The disk's; [`io::ErrorKind::InvalidData`] where the directory is damaged.
    pub(super) fn next(&mut self, input: &mut (impl Read + Seek)) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        if self.is_damaged {
            return Err(damaged());
        }
        input.seek(SeekFrom::Start(self.at))?;
        let mut input = io::BufReader::with_capacity(1 << 16, input);
        while entries.len() < BATCH && self.at < self.directory.end {
            let mut head = Vec::new();
            (&mut input).take(ENTRY as u64).read_to_end(&mut head)?;
            // Behind the last may be a signature of the directory.
            if head.starts_with(b"PK\x05\x05") || head.starts_with(b"PK\x06\x08") {
                self.at = self.directory.end;
                break;
            }
            let lengths = [28, 30, 32].map(|at| number(&head, at, 2).unwrap_or(0));
            let [name, extra, comment] = lengths;
            let mut text = Vec::new();
            (&mut input).take(name + extra + comment).read_to_end(&mut text)?;
            self.at += ENTRY as u64 + name + extra + comment;
            let is_entry = head.starts_with(b"PK\x01\x02") && head.len() == ENTRY;
            match entry(&head, &text, name as usize, extra as usize, self.directory.base).filter(|_| is_entry) {
                Some(entry) => entries.push(entry),
                None => {
                    self.is_damaged = true;
                    break;
                }
            }
        }
        // What is before the damage comes first.
        if self.is_damaged && entries.is_empty() { Err(damaged()) } else { Ok(entries) }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its directory is damaged")
}

fn entry(head: &[u8], text: &[u8], name: usize, extra: usize, base: u64) -> Option<Entry> {
    let raw = text.get(..name)?;
    let mut entry = Entry {
        name: raw.to_vec(),
        flags: number(head, 8, 2)? as u16,
        method: number(head, 10, 2)? as u16,
        crc: number(head, 16, 4)? as u32,
        packed: number(head, 20, 4)?,
        size: number(head, 24, 4)?,
        at: number(head, 42, 4)?,
        // The upper half of the attributes, of systems like Unix.
        mode: if matches!(head.get(5), Some(3 | 19)) { number(head, 40, 2)? as u32 } else { 0 },
    };
    let mut fields = text.get(name..name.checked_add(extra)?)?;
    while let (Some(id), Some(length)) = (number(fields, 0, 2), number(fields, 2, 2)) {
        let Some(field) = fields.get(4..4 + length as usize) else { break };
        match id {
            // Zip64: what has no room in the head, in this order.
            0x0001 => {
                let mut wide = field;
                for value in [&mut entry.size, &mut entry.packed, &mut entry.at] {
                    if *value == u64::from(u32::MAX) {
                        *value = number(wide, 0, 8)?;
                        wide = wide.get(8..)?;
                    }
                }
            }
            // Info-ZIP's name in UTF-8, for a name with this checksum.
            0x7075 => {
                let mut crc = flate2::Crc::new();
                crc.update(raw);
                if field.first() == Some(&1) && number(field, 1, 4) == Some(u64::from(crc.sum())) {
                    entry.name = field.get(5..)?.to_vec();
                }
            }
            _ => {}
        }
        fields = fields.get(4 + length as usize..)?;
    }
    entry.at = entry.at.checked_add(base)?;
    Some(entry)
}
