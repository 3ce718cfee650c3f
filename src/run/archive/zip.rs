//! Entries of a zip.

use super::entries::{Body, Halt, Unpacking};
use super::zip_directory::{Directory, Entries, Entry, find, number, read_at};
use super::{bzip, malformed, text, unpack};
use crate::detect;
use crate::model::error::Error;
use crate::text::encoding;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Bytes of a zip without its end that are looked through for names.
const START: u64 = 8 << 20;
/// Names of the first entries tell whether a zip is a document.
const NAMES: usize = 4096;
/// Bytes of names that are no UTF-8, which together tell their encoding.
const FOREIGN: usize = 1 << 16;
/// Bytes of the head of an entry before its name.
const LOCAL: u64 = 30;
/// Of a zip with so many entries it is looked for what its directory hides.
const PLACES: usize = 1 << 20;
/// Bytes that are looked through for it.
const GAPS: u64 = 64 << 20;

/// Whether a zip is an archive of files and no document of an office program. One that is damaged is left to the readers
/// of documents, as is a program with none behind it.
pub(super) fn is_archive(input: &mut (impl Read + Seek), head: &[u8]) -> bool {
    let is_archive = match find(input) {
        Ok(Some(directory)) => {
            let mut names = Vec::new();
            let mut entries = Entries::of(directory);
            while let Ok(some) = entries.next(input)
                && !some.is_empty()
                && names.len() < NAMES
            {
                names.extend(some.iter().map(|entry| text(&entry.name)));
            }
            detect::is_archive(&names, head)
        }
        // A download that broke off has lost its end: its entries tell what it was.
        Ok(None) if !head.starts_with(b"MZ") => {
            let mut start = Vec::new();
            let read = input.seek(SeekFrom::Start(0)).and_then(|_| input.by_ref().take(START).read_to_end(&mut start));
            read.is_ok() && detect::is_cut_archive(&start)
        }
        _ => false,
    };
    let _ = input.seek(SeekFrom::Start(0));
    is_archive
}

/// Plans the entries in the order of the directory, then what lies between them and is not in it.
pub(super) fn each(
    unpacking: &mut Unpacking<'_>,
    mut input: impl Read + Seek,
    name: &str,
    depth: usize,
) -> Result<String, Halt> {
    let directory = find(&mut input).map_err(|e| unpacking.unread(&e))?;
    let directory = directory.ok_or_else(|| malformed("it has no directory: its end is missing"))?;
    let survey = survey(unpacking, &mut input, directory)?;
    unpacking.announce(survey.count);
    let mut entries = Entries::of(directory);
    loop {
        let some = entries.next(&mut input).map_err(|e| unpacking.unread(&e))?;
        if some.is_empty() {
            break;
        }
        for entry in some.iter().filter(|entry| !entry.is_folder()) {
            let path = format!("{name}!/{}", survey.name(&entry.name));
            one(unpacking, &mut input, entry, path, depth)?;
        }
    }
    let mut hidden = 0;
    for found in between(&mut input, directory, survey.places).map_err(|e| unpacking.unread(&e))? {
        hidden += 1;
        let path = format!("{name}!/{}", text(&found));
        unpacking.plain(path, Body::Skipped("the directory of the zip does not name it".into()))?;
    }
    let what = Unpacking::described(survey.count);
    Ok(if hidden == 0 { what } else { format!("{what}, and {hidden} that its directory does not name") })
}

/// What all entries tell together.
struct Survey {
    count: usize,
    /// The encoding of names that are no UTF-8.
    encoding: &'static str,
    /// Where entries begin, and where they end at the soonest.
    places: Vec<(u64, u64)>,
}

impl Survey {
    fn name(&self, raw: &[u8]) -> String {
        match std::str::from_utf8(raw) {
            Ok(_) => text(raw),
            Err(_) => text(encoding::decode_as(raw, self.encoding).as_bytes()),
        }
    }
}

fn survey(unpacking: &Unpacking<'_>, input: &mut (impl Read + Seek), directory: Directory) -> Result<Survey, Error> {
    let (mut count, mut foreign, mut places) = (0, Vec::new(), Vec::new());
    let mut entries = Entries::of(directory);
    while let Ok(some) = entries.next(input)
        && !some.is_empty()
    {
        unpacking.meter.check()?;
        for entry in &some {
            count += usize::from(!entry.is_folder());
            if foreign.len() < FOREIGN && std::str::from_utf8(&entry.name).is_err() {
                foreign.extend_from_slice(&entry.name);
                foreign.push(b'\n');
            }
            if places.len() < PLACES {
                let end = entry.at.saturating_add(LOCAL + entry.name.len() as u64).saturating_add(entry.packed);
                places.push((entry.at, end));
            }
        }
    }
    let encoding = encoding::decode(&foreign, Some("gb18030")).encoding;
    Ok(Survey { count, encoding, places })
}

/// One entry.
fn one(
    unpacking: &mut Unpacking<'_>,
    input: &mut (impl Read + Seek),
    entry: &Entry,
    path: String,
    depth: usize,
) -> Result<(), Halt> {
    let skipped = match () {
        // Resource forks of macOS, one beside each file.
        () if entry.name.starts_with(b"__MACOSX/") => Some("a resource fork"),
        () if entry.is_link() => Some("a link"),
        () => None,
    };
    if let Some(reason) = skipped {
        return unpacking.plain(path, Body::Skipped(reason.into()));
    }
    if entry.is_encrypted() {
        return unpacking.plain(path, Body::Failed(Error::Encrypted));
    }
    let meter = unpacking.meter.clone();
    let opened = open(input, entry, unpacking);
    match opened {
        Ok(reader) => unpacking.entry(path, &mut meter.count(reader), depth),
        Err(error) => unpacking.plain(path, Body::Failed(error)),
    }
}

/// The bytes of an entry, checked where they end.
fn open<'a>(
    input: &'a mut (impl Read + Seek),
    entry: &Entry,
    unpacking: &Unpacking<'_>,
) -> Result<Checked<Box<dyn Read + 'a>>, Error> {
    let head = read_at(input, entry.at, LOCAL as usize).map_err(|e| unpacking.unread(&e))?;
    let lengths = (number(&head, 26, 2), number(&head, 28, 2));
    let (true, (Some(name), Some(extra))) = (head.starts_with(b"PK\x03\x04"), lengths) else {
        return Err(malformed("an entry is not where the directory says"));
    };
    input.seek(SeekFrom::Start(entry.at + LOCAL + name + extra)).map_err(|e| unpacking.unread(&e))?;
    let packed = BufReader::with_capacity(1 << 15, input.take(entry.packed));
    // APPNOTE 4.4.5.
    let inner: Box<dyn Read + 'a> = match entry.method {
        0 => Box::new(packed),
        8 => Box::new(DeflateDecoder::new(packed)),
        12 => Box::new(bzip::reader(packed, &unpacking.meter)),
        93 => Box::new(unpack::zstd(packed)),
        95 => Box::new(unpack::xz(packed, unpacking.limits)),
        method => return Err(Error::Unsupported(format!("compression method {method} of zip"))),
    };
    Ok(Checked { inner, crc: Crc::new(), size: 0, wanted: (entry.crc, entry.size) })
}

/// A reader that ends in an error where its bytes are not those that were packed.
struct Checked<R> {
    inner: R,
    crc: Crc,
    size: u64,
    wanted: (u32, u64),
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.crc.update(buffer.get(..read).unwrap_or_default());
        self.size += read as u64;
        if read == 0 && !buffer.is_empty() && (self.crc.sum(), self.size) != self.wanted {
            return Err(io::Error::other("an entry is not what its checksum says"));
        }
        Ok(read)
    }
}

/// Names of entries that lie between those of the directory, before them, or behind them.
fn between(
    input: &mut (impl Read + Seek),
    directory: Directory,
    mut places: Vec<(u64, u64)>,
) -> io::Result<Vec<Vec<u8>>> {
    if places.len() >= PLACES {
        return Ok(Vec::new());
    }
    places.push((directory.start, directory.end));
    places.sort_unstable();
    let (mut names, mut looked, mut end) = (Vec::new(), 0u64, 0u64);
    for (next, after) in places {
        if next > end.saturating_add(LOCAL) {
            let length = (next - end).min(GAPS - looked);
            looked += length;
            let gap = read_at(input, end, length as usize)?;
            heads(&gap, &mut names);
        }
        end = end.max(after);
    }
    Ok(names)
}

/// Finds heads of entries.
fn heads(gap: &[u8], names: &mut Vec<Vec<u8>>) {
    let mut from = 0;
    while let Some(rest) = gap.get(from..)
        && let Some(at) = memchr::memmem::find(rest, b"PK\x03\x04")
    {
        from += at + 4;
        let head = rest.get(at..).unwrap_or_default();
        let fields =
            (number(head, 4, 2), number(head, 8, 2), number(head, 18, 4), number(head, 26, 2), number(head, 28, 2));
        let (Some(version), Some(method), Some(packed), Some(length), Some(extra)) = fields else { continue };
        let name = head.get(LOCAL as usize..LOCAL as usize + length as usize).unwrap_or_default();
        // The mark may also be bytes of a program.
        let is_name = !name.is_empty() && name.len() <= 1024 && name.iter().all(|b| *b >= b' ');
        if version & 0xFF <= 63 && (method <= 19 || (93..=99).contains(&method)) && is_name {
            if !name.ends_with(b"/") && names.len() < NAMES {
                names.push(name.to_vec());
            }
            from += (LOCAL as usize - 4 + name.len()).saturating_add(extra as usize).saturating_add(packed as usize);
        }
    }
}
