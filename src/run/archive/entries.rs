//! An archive on its way: which entry is where, what is known of it from before, and what becomes of it.

use super::clock::Meter;
use super::{Kind, counted, head, kind, malformed};
use super::{bzip, gzip, sevenz, tar, unpack, warc, zip};
use crate::model::error::Error;
use crate::model::finding::{Finding, FindingKind};
use crate::model::limits::{Limit, Limits};
use crate::model::source::Provenance;
use crate::run::frame::{Archive, Failure, Found, Kept};
use crate::run::wanted::Wanted;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// Archives within archives are gone through so deep: a WACZ holds WARCs, and may lie in a zip.
const NESTING: usize = 2;
/// An archive may unpack to so many bytes,
const FREE: u64 = 256 << 20;
/// and so many times its size: markup is packed to a tenth, the worst that a document needs to a hundredth.
const RATIO: u64 = 200;
/// So many entries of an archive may be out of time, then the archive is.
const LATE: usize = 3;

/// Who takes what is found in an archive.
pub(super) trait Taker {
    /// An entry is begun.
    fn begun(&mut self, place: &[u64], name: &str) -> ControlFlow<()>;
    /// It is gone through; of a document its bytes.
    fn found(&mut self, found: Found, bytes: Vec<u8>) -> ControlFlow<()>;
}

/// Why an archive is not gone through to its end.
pub(super) enum Halt {
    /// Enough was taken.
    Enough,
    /// It is damaged, or over a limit.
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Halt {
        Halt::Failed(error)
    }
}

/// What is known of an entry before it is looked at.
#[derive(PartialEq, Eq)]
pub(super) enum Seen {
    /// It was found when the archive was gone through before.
    Before,
    /// It ended the process that looked at it.
    Lost(Failure),
    /// Nothing, or only of what is in it.
    New,
}

/// What is in an entry.
pub(super) enum Body {
    Bytes(Vec<u8>),
    Skipped(String),
    /// An archive, and what it holds.
    Archive(String),
    /// That of another entry, by its name.
    Same(String),
    Failed(Error),
    /// The failure of [`Seen::Lost`].
    Lost(Failure),
}

/// A file of archives being gone through.
pub(super) struct Unpacking<'a> {
    pub(super) limits: &'a Limits,
    pub(super) wanted: &'a Wanted,
    pub(super) meter: Meter,
    archive: &'a Archive,
    taker: &'a mut dyn Taker,
    /// The place of the entry that is looked at.
    place: Vec<u64>,
    /// Entries that were not counted yet,
    more: usize,
    /// and those that were counted before they are come to.
    announced: usize,
    late: usize,
}

impl<'a> Unpacking<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        limits: &'a Limits,
        wanted: &'a Wanted,
        taker: &'a mut dyn Taker,
    ) -> Unpacking<'a> {
        let meter = Meter::new(FREE.saturating_add(archive.size.saturating_mul(RATIO)), limits);
        Unpacking { limits, wanted, meter, archive, taker, place: Vec::new(), more: 0, announced: 0, late: 0 }
    }

    /// Goes through the entries, then gives the archive itself, with what it holds, or as failed.
    pub(super) fn whole(mut self, mut input: impl Read + Seek) -> ControlFlow<()> {
        let name = self.archive.name.clone();
        let result = self.inside(|this| {
            let kind = head(&mut input)
                .and_then(|head| input.seek(SeekFrom::Start(0)).map(|_| kind(&head)))
                .map_err(|e| this.unread(&e))?;
            match kind {
                Some(Kind::Zip) => zip::each(this, input, &name, 0),
                Some(Kind::SevenZip) => sevenz::each(this, input, &name, 0),
                Some(kind) => this.stream(kind, &mut BufReader::with_capacity(1 << 16, input), &name, 0),
                None => Err(malformed("it has changed").into()),
            }
        });
        match self.close(&name, result) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    /// What is known of it from where it was kept.
    pub(super) fn provenance(&self) -> Provenance {
        self.archive.provenance.clone()
    }

    /// So many entries are still to come.
    pub(super) fn announce(&mut self, count: usize) {
        if self.archive.behind.is_empty() {
            self.more += count;
            self.announced += count;
        }
    }

    /// The place of the entry that was begun.
    pub(super) fn place(&self) -> Vec<u64> {
        self.place.clone()
    }

    /// Begins the next entry; one that is [`Seen::Before`] is done with that.
    pub(super) fn begin(&mut self, name: &str) -> Result<Seen, Halt> {
        match self.seen(name)? {
            Seen::Lost(failure) => self.give(name.to_string(), Body::Lost(failure)).map(|()| Seen::Before),
            seen => Ok(seen),
        }
    }

    /// The same where one that is [`Seen::Lost`] is to be given.
    pub(super) fn seen(&mut self, name: &str) -> Result<Seen, Halt> {
        if let Some(number) = self.place.last_mut() {
            *number += 1;
        }
        self.meter.restart();
        let around = self.archive.behind.starts_with(&self.place) && self.archive.behind != self.place;
        if self.place <= self.archive.behind && !around {
            return Ok(Seen::Before);
        }
        if let Some((_, failure)) = self.archive.lost.iter().find(|(place, _)| *place == self.place) {
            return Ok(Seen::Lost(failure.clone()));
        }
        match self.announced.checked_sub(1) {
            Some(left) => self.announced = left,
            None => self.more += usize::from(!around),
        }
        match self.taker.begun(&self.place, name) {
            ControlFlow::Continue(()) => Ok(Seen::New),
            ControlFlow::Break(()) => Err(Halt::Enough),
        }
    }

    /// An entry of which no more is known than what becomes of it. One that is locked is no loss if nobody wants it.
    pub(super) fn plain(&mut self, name: String, body: Body) -> Result<(), Halt> {
        let locked = matches!(body, Body::Failed(Error::Encrypted));
        let unwanted = self.wanted.unwanted(&name).filter(|_| locked && !self.wanted.looks_into(&name));
        let body = unwanted.map_or(body, Body::Skipped);
        match self.begin(&name)? {
            Seen::New => self.give(name, body),
            _ => Ok(()),
        }
    }

    /// An entry, or what is in it if it is an archive.
    pub(super) fn entry(&mut self, name: String, input: &mut dyn Read, depth: usize) -> Result<(), Halt> {
        if self.begin(&name)? != Seen::New {
            return Ok(());
        }
        self.meter.check()?;
        let head = match head(input) {
            Ok(head) => head,
            Err(error) => {
                let error = self.unread(&error);
                return self.give(name, Body::Failed(error));
            }
        };
        let kind = kind(&head);
        let reason = match kind {
            None => self.wanted.unwanted(&name),
            Some(Kind::Zip) => self.wanted.excluded(&name),
            Some(_) if depth >= NESTING => Some("an archive in archives in an archive".into()),
            Some(_) => self.wanted.excluded(&name),
        };
        if let Some(reason) = reason {
            return self.give(name, Body::Skipped(reason));
        }
        let mut whole = Cursor::new(head).chain(input);
        match kind {
            None => {
                let body = self.bytes(&mut whole);
                self.give(name, body)
            }
            // Read from their ends, so held whole; one that is a document is no larger.
            Some(Kind::Zip | Kind::SevenZip) => match self.bytes(&mut whole) {
                Body::Bytes(bytes) => self.held(kind, name, bytes, depth),
                body => self.give(name, body),
            },
            Some(kind) => {
                let result = self.inside(|this| this.stream(kind, &mut whole, &name, depth + 1));
                self.close(&name, result)
            }
        }
    }

    /// A zip or 7z in an archive.
    fn held(&mut self, kind: Option<Kind>, name: String, bytes: Vec<u8>, depth: usize) -> Result<(), Halt> {
        let is_archive = kind == Some(Kind::SevenZip) || zip::is_archive(&mut Cursor::new(&bytes), &bytes);
        if !is_archive {
            let reason = self.wanted.unwanted(&name);
            return self.give(name, reason.map_or(Body::Bytes(bytes), Body::Skipped));
        }
        if depth >= NESTING {
            return self.give(name, Body::Skipped("an archive in archives in an archive".into()));
        }
        let result = self.inside(|this| match kind {
            Some(Kind::SevenZip) => sevenz::each(this, Cursor::new(bytes), &name, depth + 1),
            _ => zip::each(this, Cursor::new(bytes), &name, depth + 1),
        });
        self.close(&name, result)
    }

    /// Goes through the entries of the one that was begun.
    fn inside<T>(&mut self, entries: impl FnOnce(&mut Self) -> T) -> T {
        self.place.push(0);
        let result = entries(self);
        self.place.pop();
        result
    }

    /// Goes through an archive that can be read from its beginning to its end. Gives what it holds, for people.
    fn stream(&mut self, kind: Kind, input: &mut dyn Read, name: &str, depth: usize) -> Result<String, Halt> {
        let meter = self.meter.clone();
        let mut unpacked: Box<dyn Read + '_> = match kind {
            Kind::Gzip => {
                let mut members = gzip::Members::new(BufReader::new(input), &meter);
                if members.begins(b"WARC/").map_err(|e| self.unread(&e))? {
                    return warc::each(self, warc::Input::Members(Box::new(members)), name);
                }
                Box::new(members)
            }
            Kind::Zstd => Box::new(meter.count(unpack::zstd(input))),
            Kind::Bzip2 => Box::new(meter.count(bzip::reader(BufReader::new(input), &meter))),
            Kind::Xz => Box::new(meter.count(unpack::xz(input, self.limits))),
            Kind::Tar => return tar::each(self, input, name, depth),
            Kind::Warc => return warc::each(self, warc::Input::Plain(Box::new(input)), name),
            Kind::Zip | Kind::SevenZip => return Err(malformed("it cannot be read as a stream").into()),
        };
        let head = head(&mut unpacked).map_err(|e| self.unread(&e))?;
        let inner = super::kind(&head).filter(|kind| matches!(kind, Kind::Tar | Kind::Warc));
        let mut whole = Cursor::new(head).chain(unpacked);
        match inner {
            Some(inner) => self.stream(inner, &mut whole, name, depth),
            None => {
                let file = name.rsplit('/').next().unwrap_or(name);
                let inner = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
                self.entry(format!("{name}!/{inner}"), &mut whole, depth)?;
                Ok("a compressed file".into())
            }
        }
    }

    /// All bytes of an entry.
    pub(super) fn bytes(&mut self, input: &mut dyn Read) -> Body {
        let mut bytes = Vec::new();
        match input.take(self.limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes) {
            Err(error) => Body::Failed(self.unread(&error)),
            Ok(_) => match self.limits.admit(&bytes) {
                Err(error @ Error::Limit { .. }) => Body::Failed(error),
                _ => Body::Bytes(bytes),
            },
        }
    }

    /// Gives the entry that was begun.
    pub(super) fn give(&mut self, name: String, body: Body) -> Result<(), Halt> {
        self.give_at(self.place.clone(), name, body, self.provenance(), Vec::new())
    }

    /// Gives an entry of which more is known.
    pub(super) fn give_at(
        &mut self,
        place: Vec<u64>,
        name: String,
        body: Body,
        provenance: Provenance,
        mut findings: Vec<Finding>,
    ) -> Result<(), Halt> {
        let late = matches!(&body, Body::Failed(Error::Limit { limit: Limit::Time, .. }));
        let notes = self.meter.notes();
        findings.extend(notes.iter().map(|note| Finding::new(FindingKind::DamagedFile, note.clone())));
        let (what, bytes) = match body {
            Body::Bytes(bytes) => (Kept::Bytes, bytes),
            Body::Same(of) => (Kept::Same(of), Vec::new()),
            Body::Skipped(what) => (Kept::Skipped([vec![what], notes].concat().join("; ")), Vec::new()),
            Body::Archive(what) => (Kept::Archive([vec![what], notes].concat().join("; ")), Vec::new()),
            Body::Failed(error) => (Kept::Failed(Failure::from(&error)), Vec::new()),
            Body::Lost(failure) => (Kept::Failed(failure), Vec::new()),
        };
        let more = std::mem::take(&mut self.more);
        let found = Found { place, name, what, provenance, findings, more };
        if self.taker.found(found, bytes).is_break() {
            return Err(Halt::Enough);
        }
        self.meter.restart();
        self.late += usize::from(late);
        if late && self.late > LATE { Err(self.limits.error(Limit::Time).into()) } else { Ok(()) }
    }

    /// Gives an archive itself, after its entries.
    fn close(&mut self, name: &str, result: Result<String, Halt>) -> Result<(), Halt> {
        match result {
            Ok(what) => self.give(name.to_string(), Body::Archive(what)),
            Err(Halt::Failed(error)) => {
                // That it is out of time was counted where it was.
                self.give(name.to_string(), Body::Failed(error)).or_else(|halt| match halt {
                    Halt::Failed(_) => Ok(()),
                    Halt::Enough => Err(Halt::Enough),
                })
            }
            Err(Halt::Enough) => Err(Halt::Enough),
        }
    }

    /// The error of an entry, or of an archive, that cannot be read.
    pub(super) fn unread(&self, error: &io::Error) -> Error {
        self.checked(malformed(&error.to_string()))
    }

    /// The same; that bytes or time are used up comes before what a reader makes of it.
    pub(super) fn checked(&self, error: Error) -> Error {
        self.meter.check().err().unwrap_or(error)
    }

    /// What an archive of so many entries is called.
    pub(super) fn described(count: usize) -> String {
        format!("an archive of {}", counted(count, if count == 1 { "entry" } else { "entries" }))
    }
}
