//! What goes through the archives of a plan: a worker process, so that an entry that hangs, takes all memory or breaks
//! the program down costs itself and no other.

use super::RunError;
use super::archive;
use super::frame::{self, Failure, Found, Order, Place, Reply, Setup};
use super::plan::{Body, Planned, Sink};
use super::process::{End, GRACE, Process};
use super::wanted::{Patterns, Wanted};
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So many entries of an archive may end the process that looks at them, then the archive is given up.
const LOST: usize = 3;
/// A large archive has its time for each of so many bytes that are read, as for each entry.
const STEP: u64 = 16 << 20;
/// Bytes of an archive that are given at a time, whatever is asked for.
const PIECE: usize = 1 << 20;

/// Goes through archives, one at a time.
pub struct Unpacker {
    setup: Setup,
    program: Option<PathBuf>,
    worker: Option<Process>,
    error: Option<RunError>,
}

/// What is known of an archive that is gone through.
struct Course {
    archive: frame::Archive,
    /// Entries that are begun, each in the one before it.
    open: Vec<(Place, String)>,
    /// How many processes died at where it is now.
    died: usize,
}

/// How far a process came.
enum Way {
    Whole,
    Enough,
    Ended(End),
}

impl Unpacker {
    /// In a process of `program`, started with the argument `worker`, that calls [`super::worker::serve`]; without one,
    /// in this thread.
    pub fn new(limits: &Limits, program: Option<&Path>) -> Unpacker {
        let setup = Setup { limits: *limits, glyphs: Vec::new(), passwords: Vec::new() };
        Unpacker { setup, program: program.map(Path::to_path_buf), worker: None, error: None }
    }

    /// The bounds on each document.
    pub fn limits(&self) -> &Limits {
        &self.setup.limits
    }

    /// Why nothing can be gone through any more.
    pub(super) fn error(self) -> Option<RunError> {
        let Unpacker { worker, error, .. } = self;
        worker.map(Process::bury);
        error
    }

    /// Goes through a file that is an archive.
    pub(super) fn archive(
        &mut self,
        mut file: File,
        name: String,
        provenance: Provenance,
        patterns: &Patterns,
        sink: Sink<'_>,
    ) -> ControlFlow<()> {
        let size = file.metadata().map_or(0, |m| m.len());
        let (behind, lost) = (Place::new(), Vec::new());
        let archive = frame::Archive { name, size, provenance, patterns: patterns.clone(), behind, lost };
        let Some(program) = self.program.clone() else {
            let wanted = Wanted::new(patterns).unwrap_or_default();
            return archive::here(file, &archive, &self.setup.limits, &wanted, sink);
        };
        let mut course = Course { archive, open: Vec::new(), died: 0 };
        loop {
            let worker = match self.worker.take().map_or_else(|| Process::start(&program, &self.setup), Ok) {
                Ok(worker) => worker,
                Err(source) => {
                    self.error = Some(RunError::Worker { program, source });
                    return ControlFlow::Break(());
                }
            };
            let end = match self.walk(worker, &mut course, &mut file, sink) {
                Way::Whole => return ControlFlow::Continue(()),
                Way::Enough => return ControlFlow::Break(()),
                Way::Ended(end) => end,
            };
            course.died += 1;
            if course.died < end.tries() {
                continue;
            }
            course.died = 0;
            let failure = Failure::from(&end.error(&self.setup.limits));
            match course.open.pop().filter(|_| course.archive.lost.len() < LOST) {
                Some((place, _)) => course.archive.lost.push((place, failure)),
                None => {
                    let frame::Archive { name, provenance, .. } = course.archive;
                    return sink(Planned { provenance, ..Planned::new(name, Body::Failed(failure)) });
                }
            }
        }
    }

    /// Lets a process go through an archive, from where the one before it ended.
    fn walk(&mut self, worker: Process, course: &mut Course, file: &mut File, sink: Sink<'_>) -> Way {
        course.open.clear();
        worker.order(Order::Unpack(course.archive.clone()), Arc::default());
        let mut clock = Clock::new(self.setup.limits.time.saturating_add(GRACE));
        loop {
            let (reply, body) = match worker.reply(clock.left()) {
                Ok(Some(reply)) => reply,
                Ok(None) => return Way::Ended(worker.bury()),
                Err(_) => return Way::Ended(worker.kill()),
            };
            match reply {
                Reply::Begun(place, name) => {
                    clock.restart();
                    course.open.retain(|(around, _)| place.starts_with(around) && place != *around);
                    course.open.push((place, name));
                }
                Reply::Found(found) => {
                    course.found(&found);
                    let taken = sink(Planned::found(*found, body));
                    // What waits for the documents before it has not begun.
                    clock.restart();
                    if taken.is_break() {
                        worker.order(Order::Enough, Arc::default());
                        self.worker = Some(worker);
                        return Way::Enough;
                    }
                    worker.order(Order::Next, Arc::default());
                }
                Reply::Read(at, length) => {
                    clock.reached(at);
                    let (order, bytes) = piece(file, at, length);
                    worker.order(order, Arc::new(bytes));
                }
                Reply::End => {
                    self.worker = Some(worker);
                    return Way::Whole;
                }
                Reply::Answer(_) | Reply::Reachable(_) => return Way::Ended(worker.kill()),
            }
        }
    }
}

impl Course {
    fn found(&mut self, found: &Found) {
        self.open.retain(|(around, _)| found.place.starts_with(around) && found.place != *around);
        self.archive.behind = found.place.clone();
        self.died = 0;
    }
}

/// Bytes of the archive, or why there are none.
fn piece(file: &mut File, at: u64, length: usize) -> (Order, Vec<u8>) {
    let mut bytes = Vec::new();
    let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.take(length.min(PIECE) as u64).read_to_end(&mut bytes));
    (Order::Bytes(read.err().map(|error| error.to_string())), bytes)
}

/// The time of a process for what it is at.
struct Clock {
    time: Duration,
    until: Option<Instant>,
    /// Up to which byte of the archive it had its time.
    reached: u64,
}

#[expect(clippy::disallowed_methods, reason = "a process that does not answer has no clock of its own")]
impl Clock {
    fn new(time: Duration) -> Clock {
        Clock { time, until: Instant::now().checked_add(time), reached: 0 }
    }

    fn restart(&mut self) {
        self.until = Instant::now().checked_add(self.time);
    }

    fn reached(&mut self, at: u64) {
        if at >= self.reached.saturating_add(STEP) {
            self.reached = at;
            self.restart();
        }
    }

    fn left(&self) -> Duration {
        self.until.map_or(self.time, |until| until.saturating_duration_since(Instant::now()))
    }
}
