//! Heads of the entries of a tar (POSIX.1-2017, pax, and GNU's additions), with what goes before an entry to say more
//! of it than its own head has room for.

use std::io::{self, Read};

/// Bytes of a block: a head is one, and the bytes of an entry are filled up to whole ones.
pub(super) const BLOCK: u64 = 512;
/// Bytes of a name, or of an extended head; longer ones are refused.
const EXTENDED: u64 = 1 << 20;
/// Pieces of a sparse file.
const PIECES: usize = 1 << 16;

/// The head of an entry, with all that was said of it.
#[derive(Default)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) link: Vec<u8>,
    pub(super) kind: u8,
    /// Bytes in the tar.
    pub(super) size: u64,
    /// Of a sparse file (GNU, type `S`): its whole length, and where its pieces are, with their lengths.
    pub(super) sparse: Option<(u64, Vec<(u64, u64)>)>,
}

/// What comes next.
pub(super) enum Next {
    Entry(Header),
    /// No head: the end, and what is behind it.
    End,
}

/// What an entry is told by those before it.
#[derive(Default)]
struct Told {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
}

/// Reads the next head. Blocks of zeros end a tar, and may be followed by another one.
///
/// # Errors
/// Those of the reader; [`io::ErrorKind::InvalidData`] for what is no head.
pub(super) fn next(input: &mut dyn Read) -> io::Result<Next> {
    let (mut told, mut ended) = (Told::default(), false);
    loop {
        let Some(block) = block(input)? else { return Ok(Next::End) };
        if block.iter().all(|b| *b == 0) {
            ended = true;
            continue;
        }
        if !is_head(&block) {
            // Some writers leave behind the end what their buffer held.
            return if ended { Ok(Next::End) } else { Err(wrong("a head of an entry is damaged")) };
        }
        let size = number(field(&block, 124, 12)).ok_or_else(|| wrong("an entry does not tell its size"))?;
        match block.get(156) {
            Some(b'L') => told.name = Some(line(extended(input, size)?)),
            Some(b'K') => told.link = Some(line(extended(input, size)?)),
            Some(b'x') => pax(&extended(input, size)?, &mut told),
            Some(b'g') => drop(extended(input, size)?),
            kind => return Ok(Next::Entry(header(input, &block, kind.copied().unwrap_or(0), size, told)?)),
        }
    }
}

fn header(input: &mut dyn Read, block: &[u8], kind: u8, size: u64, told: Told) -> io::Result<Header> {
    let mut name = text(field(block, 0, 100)).to_vec();
    let is_posix = field(block, 257, 6) == b"ustar\0";
    let before = text(field(block, 345, 155));
    if is_posix && !before.is_empty() {
        name = [before, b"/", &name].concat();
    }
    let mut header = Header {
        name: told.name.unwrap_or(name),
        link: told.link.unwrap_or_else(|| text(field(block, 157, 100)).to_vec()),
        kind,
        size: told.size.unwrap_or(size),
        sparse: None,
    };
    if kind == b'S' {
        header.sparse = Some(sparse(input, block)?);
    }
    Ok(header)
}

/// The map of a sparse file: four pieces in the head, more in blocks behind it.
fn sparse(input: &mut dyn Read, head: &[u8]) -> io::Result<(u64, Vec<(u64, u64)>)> {
    let mut pieces = Vec::new();
    let mut take = |bytes: &[u8]| {
        for piece in bytes.chunks_exact(24) {
            let (at, length) = (number(field(piece, 0, 12)), number(field(piece, 12, 12)));
            if let (Some(at), Some(length)) = (at, length)
                && length > 0
            {
                pieces.push((at, length));
            }
        }
        if pieces.len() > PIECES { Err(wrong("a sparse file has too many pieces")) } else { Ok(()) }
    };
    take(field(head, 386, 96))?;
    let mut more = head.get(482) == Some(&1);
    while more {
        let block = block(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        take(field(&block, 0, 504))?;
        more = block.get(504) == Some(&1);
    }
    let whole = number(field(head, 483, 12)).ok_or_else(|| wrong("a sparse file does not tell its size"))?;
    Ok((whole, pieces))
}

/// The next block; `None` at the end, also one that is cut off within a block of zeros.
fn block(input: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    let mut block = Vec::with_capacity(BLOCK as usize);
    input.take(BLOCK).read_to_end(&mut block)?;
    match block.len() as u64 {
        BLOCK => Ok(Some(block)),
        _ if block.iter().all(|b| *b == 0) => Ok(None),
        _ => Err(wrong("it is cut off")),
    }
}

/// The bytes of an entry that says something of the next.
fn extended(input: &mut dyn Read, size: u64) -> io::Result<Vec<u8>> {
    if size > EXTENDED {
        return Err(wrong("a name or an extended head is longer than 1 MB"));
    }
    let mut bytes = Vec::new();
    input.take(size.next_multiple_of(BLOCK)).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.truncate(size as usize);
    Ok(bytes)
}

/// Records of a pax head: the length of all of it, a space, KEY=VALUE and a line's end.
fn pax(mut records: &[u8], told: &mut Told) {
    while let Some(space) = records.iter().take(20).position(|b| *b == b' ')
        && let Some(length) = records.get(..space).and_then(decimal)
        && let Some(record) = records.get(space + 1..length as usize)
    {
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        if let Some(at) = record.iter().position(|b| *b == b'=')
            && let (Some(key), Some(value)) = (record.get(..at), record.get(at + 1..))
        {
            match key {
                // The name of a sparse file is not that under which its pieces are packed.
                b"path" if told.name.is_none() => told.name = Some(value.to_vec()),
                b"GNU.sparse.name" => told.name = Some(value.to_vec()),
                b"linkpath" => told.link = Some(value.to_vec()),
                b"size" => told.size = decimal(value),
                _ => {}
            }
        }
        records = records.get(length as usize..).unwrap_or_default();
    }
}

/// Whether a block is what its checksum says, in which the checksum itself is counted as spaces.
fn is_head(block: &[u8]) -> bool {
    let at = |i: usize, b: u8| if (148..156).contains(&i) { b' ' } else { b };
    let sum: u64 = block.iter().enumerate().map(|(i, b)| u64::from(at(i, *b))).sum();
    // Old writers took bytes for signed.
    let signed: i64 = block.iter().enumerate().map(|(i, b)| i64::from(at(i, *b) as i8)).sum();
    number(field(block, 148, 8)).is_some_and(|said| said == sum || i64::try_from(said) == Ok(signed))
}

fn field(block: &[u8], at: usize, length: usize) -> &[u8] {
    block.get(at..at + length).unwrap_or_default()
}

/// Up to the first zero.
fn text(field: &[u8]) -> &[u8] {
    field.split(|b| *b == 0).next().unwrap_or_default()
}

fn line(mut bytes: Vec<u8>) -> Vec<u8> {
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    bytes
}

/// A number in octal digits, or, where its first bit is set, in bytes, the highest first.
fn number(field: &[u8]) -> Option<u64> {
    if field.first() == Some(&0x80) {
        let (high, low) = field.split_at_checked(field.len().checked_sub(8)?)?;
        let is_small = high.iter().skip(1).all(|b| *b == 0);
        return is_small.then(|| low.iter().fold(0, |sum, b| sum << 8 | u64::from(*b)));
    }
    let digits = text(field).trim_ascii();
    if digits.is_empty() {
        return Some(0);
    }
    digits.iter().try_fold(0u64, |sum, b| match b {
        b'0'..=b'7' => Some(sum.checked_mul(8)? + u64::from(b - b'0')),
        _ => None,
    })
}

fn decimal(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
