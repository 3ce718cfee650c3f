//! What hayro unpacks on its own while it opens a file: cross-reference streams and object streams (ISO 32000-1, 7.5.7
//! and 7.5.8), whole and without a bound. So they are found and measured here first.
//!
//! The file is searched and not parsed, since a hostile one need not be what a parser makes of it. What cannot be told
//! is taken at its worst, which only streams can suffer from that would unpack to more than the limits.

use std::collections::HashSet;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use memchr::memmem;

use super::page_tree::direct_pages;
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};

/// How far before `stream` its dictionary is searched: those of containers have a hundred bytes.
const DICTIONARY: usize = 64 << 10;

/// The largest expansion of deflate: 258 bytes out of two bits.
const DEFLATE: u64 = 1032;

/// The largest expansion of LZW: a code of 12 bits for each string.
const LZW: u64 = 2800;

/// Refuses a file whose containers unpack to more than the limits, or hold more objects.
///
/// # Errors
/// [`Error::Limit`].
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    // Each entry of a table has a line of 20 bytes, each object that a search would find a header.
    if memmem::find_iter(bytes, b" obj").nth(limits.objects).is_some() || table_entries(bytes) > limits.objects as u64 {
        return Err(limits.error(Limit::Objects));
    }
    if direct_pages(bytes) > limits.objects as u64 {
        return Err(limits.error(Limit::Objects));
    }
    let streams: Vec<Stream<'_>> = memmem::find_iter(bytes, b"stream").filter_map(|at| Stream::at(bytes, at)).collect();
    let mut sum = Sum { limits, bytes: 0, objects: 0 };
    let mut containers: Option<HashSet<u64>> = Some(HashSet::new());
    for stream in streams.iter().filter(|s| s.is_xref()) {
        limits.check_time()?;
        let data = stream.unpack(limits.part_bytes);
        let size = stream.size(limits.part_bytes);
        sum.add(size, stream.rows(data.as_ref().map_or(size.most, |d| d.len() as u64)))?;
        match (data.and_then(|d| stream.containers(&d)), &mut containers) {
            (Some(more), Some(all)) => all.extend(more),
            _ => containers = None,
        }
    }
    for stream in streams.iter().filter(|s| !s.is_xref()) {
        let named = match (&containers, stream.number) {
            (Some(all), Some(number)) => all.contains(&number),
            _ => true,
        };
        if named || stream.is_object_stream() {
            limits.check_time()?;
            let size = stream.size(limits.part_bytes);
            sum.add(size, if stream.is_object_stream() { stream.objects(size.most) } else { 0 })?;
        }
    }
    Ok(())
}

/// To how many bytes a stream unpacks.
#[derive(Clone, Copy)]
struct Size {
    /// Surely.
    least: u64,
    /// At its worst, where damage or encryption hide it. This counts for the total only, or damaged files of ordinary
    /// size would be refused.
    most: u64,
}

impl Size {
    fn of(bytes: u64) -> Size {
        Size { least: bytes, most: bytes }
    }

    fn at_most(bytes: u64) -> Size {
        Size { least: 0, most: bytes }
    }
}

/// Running totals over all containers.
struct Sum<'a> {
    limits: &'a Limits,
    bytes: u64,
    objects: u64,
}

impl Sum<'_> {
    fn add(&mut self, size: Size, objects: u64) -> Result<(), Error> {
        self.bytes = self.bytes.saturating_add(size.most);
        self.objects = self.objects.saturating_add(objects);
        let over = if size.least > self.limits.part_bytes {
            Limit::PartBytes
        } else if self.bytes > self.limits.total_bytes {
            Limit::TotalBytes
        } else if self.objects > self.limits.objects as u64 {
            Limit::Objects
        } else {
            return Ok(());
        };
        Err(self.limits.error(over))
    }
}

/// Entries that the cross-reference tables of a file claim and have room for.
fn table_entries(bytes: &[u8]) -> u64 {
    let mut entries = 0u64;
    for at in memmem::find_iter(bytes, b"xref") {
        let mut rest = bytes.get(at + 4..).unwrap_or_default();
        while let Some((_, after)) = number(rest)
            && let Some((count, after)) = number(after)
        {
            entries = entries.saturating_add(count.min(after.len() as u64 / 20));
            let skip = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(20);
            rest = after.trim_ascii_start().get(skip..).unwrap_or_default();
        }
    }
    entries
}

/// A number behind white space, and what follows it.
pub(super) fn number(text: &[u8]) -> Option<(u64, &[u8])> {
    let text = text.trim_ascii_start();
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

/// A stream as a search finds it.
struct Stream<'a> {
    /// Its dictionary, names unescaped, and whatever else stands before `stream`.
    dict: Vec<u8>,
    /// Its data and all that follows: where it ends is the file's word.
    data: &'a [u8],
    /// Its object number, if that is certain.
    number: Option<u64>,
}

impl<'a> Stream<'a> {
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let before = bytes.get(at.saturating_sub(DICTIONARY)..at)?;
        let data = bytes.get(at + 6..)?;
        if before.ends_with(b"end") {
            return None;
        }
        let data =
            data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).or_else(|| data.strip_prefix(b"\r"))?;
        let header = memmem::rfind(before, b"obj");
        let (head, dict) = before.split_at(header.map_or(0, |h| h + 3));
        let own = dict.trim_ascii_start().starts_with(b"<<") && memmem::find(dict, b"endstream").is_none();
        let number = header.filter(|_| own).and_then(|_| object_number(head));
        Some(Stream { dict: unescape(dict), data, number })
    }

    fn has(&self, word: &[u8]) -> bool {
        memmem::find(&self.dict, word).is_some()
    }

    /// The largest integer that stands behind a key; `None` without one, or where a reference stands.
    fn integer(&self, key: &[u8]) -> Option<u64> {
        let mut largest = None;
        for at in memmem::find_iter(&self.dict, key) {
            let rest = self.dict.get(at + key.len()..).unwrap_or_default();
            if rest.first().is_some_and(|b| b.is_ascii_alphanumeric()) {
                continue;
            }
            let (value, after) = number(rest)?;
            if number(after).is_some_and(|(_, after)| after.trim_ascii_start().starts_with(b"R")) {
                return None;
            }
            largest = largest.max(Some(value));
        }
        largest
    }

    /// Field widths of a cross-reference stream.
    fn widths(&self) -> Option<[u64; 3]> {
        let at = memmem::find_iter(&self.dict, b"/W")
            .find(|at| self.dict.get(at + 2..).unwrap_or_default().trim_ascii_start().starts_with(b"["))?;
        let array = self.dict.get(at + 2..)?.trim_ascii_start().get(1..)?;
        let (first, rest) = number(array)?;
        let (second, rest) = number(rest)?;
        let (third, _) = number(rest)?;
        Some([first, second, third])
    }

    fn is_xref(&self) -> bool {
        // Whether it says so or not: any stream with widths serves hayro as one.
        self.has(b"XRef")
            || memmem::find_iter(&self.dict, b"/W")
                .any(|at| self.dict.get(at + 2).is_none_or(|b| !b.is_ascii_alphanumeric()))
    }

    fn is_object_stream(&self) -> bool {
        self.has(b"ObjStm")
    }

    /// Length of the packed data, at most.
    fn raw(&self) -> u64 {
        let all = self.data.len() as u64;
        self.integer(b"/Length").map_or(all, |length| length.min(all))
    }

    /// Whether deflate is its only filter.
    fn is_deflated(&self) -> bool {
        let names = [b"Flate".as_slice(), b"/Fl", b"LZW", b"ASCII", b"/A85", b"/AHx", b"RunLength", b"/RL", b"Crypt"];
        let count = |name: &[u8]| memmem::find_iter(&self.dict, name).count();
        count(b"FlateDecode") == 1 && names.iter().map(|n| count(n)).sum::<usize>() == 2
    }

    fn has_filter(&self) -> bool {
        self.has(b"/Filter")
            || memmem::find_iter(&self.dict, b"/F")
                .any(|at| self.dict.get(at + 2).is_none_or(|b| !b.is_ascii_alphanumeric()))
    }

    /// How many bytes the filters make of one at most (7.4): each name in the dictionary may be one of the chain. Where
    /// a filter is named by reference, the longest chain that the dictionary could have.
    fn expansion(&self) -> u64 {
        let mut product = 1u64;
        for at in memmem::find_iter(&self.dict, b"/") {
            let rest = self.dict.get(at + 1..).unwrap_or_default();
            let (name, value) = rest.split_at(rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count());
            product = product.saturating_mul(match name {
                b"FlateDecode" | b"Fl" => DEFLATE,
                b"LZWDecode" | b"LZW" => LZW,
                b"RunLengthDecode" | b"RL" => 64,
                b"ASCII85Decode" | b"A85" => 4,
                b"Filter" | b"F" if has_reference(value) => LZW.saturating_pow(8),
                _ => 1,
            });
        }
        product
    }

    /// To how many bytes hayro would unpack it; measured no further than just over `limit`.
    fn size(&self, limit: u64) -> Size {
        if !self.has_filter() {
            return Size::of(self.raw());
        }
        if !self.is_deflated() {
            return Size::at_most(self.raw().saturating_mul(self.expansion()));
        }
        let zlib = measure(ZlibDecoder::new(self.data), ZlibDecoder::total_in, limit);
        let bare = measure(DeflateDecoder::new(self.data), DeflateDecoder::total_in, limit);
        let least = zlib.size.max(bare.size);
        // hayro goes on behind damage, with a decoder that forgives more.
        let rest = if zlib.sound || least > limit { 0 } else { self.raw().saturating_sub(zlib.used) };
        Size { least, most: least.max(zlib.size.saturating_add(rest.saturating_mul(DEFLATE))) }
    }

    /// The data of a cross-reference stream; `None` if only hayro can tell.
    fn unpack(&self, most: u64) -> Option<Vec<u8>> {
        let mut data = Vec::new();
        if !self.has_filter() {
            data.extend_from_slice(self.data.get(..usize::try_from(self.raw()).ok()?)?);
            return Some(data);
        }
        if !self.is_deflated() || ZlibDecoder::new(self.data).take(most).read_to_end(&mut data).is_err() {
            return None;
        }
        match self.integer(b"/Predictor").unwrap_or(1) {
            0 | 1 => Some(data),
            10..=15 => unpredict(&data, usize::try_from(self.integer(b"/Columns").unwrap_or(1)).ok()?),
            _ => None,
        }
    }

    /// Rows of a cross-reference stream of so many bytes, at most.
    fn rows(&self, size: u64) -> u64 {
        let width = self.widths().map_or(1, |[a, b, c]| u64::from(a > 0) + b + c).max(1);
        size / width
    }

    /// Object numbers of the object streams that a cross-reference stream names (7.5.8.3, entries of type 2).
    fn containers(&self, data: &[u8]) -> Option<HashSet<u64>> {
        let [first, second, third] = self.widths()?;
        let (second, third) = (usize::try_from(second).ok()?, usize::try_from(third).ok()?);
        if first == 0 {
            return Some(HashSet::new());
        }
        let row = 1usize.checked_add(second)?.checked_add(third)?;
        let typed = data.chunks(row).filter(|r| r.first() == Some(&2));
        let value =
            |r: &[u8]| r.get(1..1 + second)?.iter().try_fold(0u64, |n, b| n.checked_mul(256)?.checked_add((*b).into()));
        Some(typed.filter_map(value).collect())
    }

    /// Objects in an object stream, at most: each has two numbers before the first.
    fn objects(&self, size: u64) -> u64 {
        self.integer(b"/N").unwrap_or(u64::MAX).min(size / 4)
    }
}

/// Whether the value of a key, a name or an array of names, holds a reference in place of a name.
fn has_reference(value: &[u8]) -> bool {
    let value = value.trim_ascii_start();
    let names = match value.strip_prefix(b"[") {
        Some(array) => array.split(|b| *b == b']').next().unwrap_or_default(),
        None => value.split(|b| b"/>".contains(b)).next().unwrap_or_default(),
    };
    let tokens = names.split(|b| b.is_ascii_whitespace() || b"/%\0".contains(b));
    tokens.into_iter().any(|token| token.first().is_some_and(u8::is_ascii_digit))
}

/// What a decoder made of a stream.
struct Measured {
    /// Bytes that it gave, no more than one over the limit.
    size: u64,
    /// Bytes that it took.
    used: u64,
    /// Whether it came to the end without an error.
    sound: bool,
}

fn measure<R: Read>(decoder: R, used: impl Fn(&R) -> u64, limit: u64) -> Measured {
    let mut limited = decoder.take(limit.saturating_add(1));
    let mut buffer = vec![0; 32 << 10];
    let mut size = 0u64;
    let sound = loop {
        match limited.read(&mut buffer) {
            Ok(0) => break true,
            Ok(n) => size = size.saturating_add(n as u64),
            Err(_) => break false,
        }
    };
    Measured { size, used: used(limited.get_ref()), sound }
}

/// Undoes the PNG predictors None, Sub and Up for one-byte samples (PNG, 9.2); `None` for the others.
fn unpredict(data: &[u8], columns: usize) -> Option<Vec<u8>> {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; columns];
    for line in data.chunks(columns.checked_add(1)?) {
        let (filter, bytes) = line.split_first()?;
        let mut left = 0u8;
        for (byte, up) in bytes.iter().zip(above.iter_mut()) {
            let value = match filter {
                0 => *byte,
                1 => byte.wrapping_add(left),
                2 => byte.wrapping_add(*up),
                _ => return None,
            };
            out.push(value);
            (left, *up) = (value, value);
        }
    }
    Some(out)
}

/// The number of an object whose header ends with `obj` here.
fn object_number(head: &[u8]) -> Option<u64> {
    let before = |text: &'_ [u8]| text.trim_ascii_end().len();
    let head = head.strip_suffix(b"obj")?;
    let head = head.get(..before(head))?;
    let generation = head.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let head = head.get(..head.len().checked_sub(generation)?)?;
    let spaced = head.get(..before(head))?;
    let digits = spaced.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    if generation == 0 || digits == 0 || spaced.len() == head.len() {
        return None;
    }
    std::str::from_utf8(spaced.get(spaced.len() - digits..)?).ok()?.parse().ok()
}

/// Names as they are meant: `/Obj#53tm` is `/ObjStm` (7.3.5).
fn unescape(dict: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(dict.len());
    let mut rest = dict;
    while let Some((byte, after)) = rest.split_first() {
        let hex = |b: &u8| char::from(*b).to_digit(16);
        match (byte, after) {
            (b'#', [a, b, tail @ ..]) if hex(a).is_some() && hex(b).is_some() => {
                out.push((hex(a).unwrap_or(0) * 16 + hex(b).unwrap_or(0)) as u8);
                rest = tail;
            }
            _ => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    out
}
