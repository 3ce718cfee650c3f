//! Many documents: planned, converted by worker processes, written by one committer in the order of the plan.
//!
//! A run is a folder with [`journal::REPORTS`] and [`journal::DOCUMENTS`]. Both are the same, byte by byte, at any number
//! of jobs and after any interruption; what else is in the folder is made from them at the end.

mod archive;
mod carry_over;
mod commit;
mod crew;
mod derived;
mod error;
pub mod files;
pub mod frame;
mod images;
pub mod inspection;
pub mod journal;
mod lacking;
pub mod lines;
pub mod merge;
mod names;
pub mod plan;
mod planned;
mod pool;
mod process;
mod remote;
mod report_outcome;
mod schedule;
pub mod settings;
mod shard;
#[cfg(feature = "object-store")]
pub mod store;
pub mod unpacker;
mod wanted;
mod window;
pub mod worker;

use crate::atomic;
use crate::converter::hexadecimal;
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use commit::Done;
use crew::{Crew, Job};
pub use derived::{TABLES, has_tables};
pub use error::RunError;
use frame::{Answer, Flag, Order, Reply, Request, Setup};
use journal::{Journal, Line};
pub use lacking::Lacking;
use plan::Plan;
use pool::Isolated;
use schedule::Schedule;
use sha2::{Digest, Sha256};
pub use shard::Shard;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use unpacker::Unpacker;
use window::{Window, any};

/// How a run is done. None of it but the limits and glyphs changes what comes out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Documents converted at the same time; at least one.
    pub jobs: usize,
    /// Bounds on each document.
    pub limits: Limits,
    /// Tables of glyph numbers, as [`crate::repair::learn`] writes them.
    pub glyphs: Vec<String>,
    /// Passwords that are tried on documents which need one; no file of the run holds them.
    pub passwords: Vec<String>,
    /// The program whose command `worker` calls [`worker::serve`]. `None` converts in threads of this process, where a
    /// document that hangs, overflows the stack or takes all memory ends the whole run.
    pub workers: Option<PathBuf>,
    /// Convert again what failed or went unread in an earlier run.
    pub retry_failed: bool,
    /// What is done with documents of the run that the plan lacks.
    pub lacking: Lacking,
}

/// What happens in a run, for whoever shows it. Documents come in the order of the plan.
#[derive(Debug)]
pub enum Event<'a> {
    /// This many documents more than were counted are in an archive.
    More(usize),
    /// A document of which all is known from before.
    Known,
    /// A document that was added to it.
    Done {
        /// What became of it.
        line: &'a Line,
        /// The findings for which its reports are flagged.
        flags: &'a [Flag],
    },
    /// Nothing came for a while, and the run goes on.
    Beat,
}

/// How a run ended that was not broken off by an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Everything that was planned is in the journal.
    Finished,
    /// `stop` was set, and what was being converted then is in the journal.
    Interrupted,
}

/// Converts what a plan holds into a folder, or goes on with it. `stop` ends it early, as soon as the documents that are
/// being converted are done.
///
/// # Errors
/// [`RunError`]; what a document is at fault for is a line of the journal.
pub fn run(
    plan: &Plan,
    out: &Path,
    options: &Options,
    stop: &AtomicBool,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<End, RunError> {
    let setup = Setup { limits: options.limits, glyphs: options.glyphs.clone(), passwords: options.passwords.clone() };
    let (mut journal, found) = Journal::open(out)?;
    let lacking = if options.lacking == Lacking::Prune { Vec::new() } else { lacking::find(plan, out, &found)? };
    if options.lacking == Lacking::Refuse && !lacking.is_empty() {
        return Err(RunError::Lacking { folder: out.to_path_buf(), names: lacking });
    }
    settings::agree(out, &setup, plan, options.lacking, found.lines + found.behind)?;
    journal.mend(&found)?;
    let window = Window::default();
    let broken = AtomicBool::new(false);
    let halted = || any([stop, &broken]);
    thread::scope(|scope| {
        let (job_sender, job_receiver) = channel::<Job>();
        let (sender, receiver) = channel::<Message>();
        let job_receiver = Arc::new(Mutex::new(job_receiver));
        let (window, halted) = (&window, &halted);
        for _ in 0..options.jobs.max(1) {
            let crew = Crew { jobs: Arc::clone(&job_receiver), sender: sender.clone(), window, halted };
            let (setup, program) = (&setup, options.workers.as_deref());
            scope.spawn(move || crew.work(setup, program));
        }
        let setup = &setup;
        scope.spawn(move || {
            let mut schedule = match Schedule::new(
                journal,
                lacking.into_iter().collect(),
                options.retry_failed,
                job_sender,
                sender.clone(),
                window,
                halted,
            ) {
                Ok(schedule) => schedule,
                Err(error) => return drop(sender.send(Message::Broken(error))),
            };
            let mut unpacker = Unpacker::new(&setup.limits, options.workers.as_deref());
            let whole = plan.each(&mut unpacker, &mut |planned| schedule.take(planned)).is_continue();
            if let Some(error) = unpacker.error() {
                return drop(sender.send(Message::Broken(error)));
            }
            schedule.finish(whole);
        });
        let result = commit::commit(&receiver, window, on);
        broken.store(true, Ordering::Relaxed);
        result
    })
}

/// Converts one document in a worker process of `program`: what became of it, and its reports, one a line.
///
/// # Errors
/// [`RunError::Worker`]; what goes wrong with the document is an answer.
pub fn one(
    program: &Path,
    setup: &Setup,
    name: &str,
    bytes: Vec<u8>,
    provenance: Provenance,
) -> Result<(Answer, Vec<u8>), RunError> {
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    let request = Request { name: name.to_string(), sha256, provenance, findings: Vec::new() };
    let failed = |source| RunError::Worker { program: program.to_path_buf(), source };
    Isolated::new(program, setup).convert(&request, &Arc::new(bytes)).map_err(failed)
}

/// What a worker process of `program` can reach on this system that a document must not; nothing where the system has
/// what it takes.
///
/// # Errors
/// [`RunError::Worker`].
pub fn reachable(program: &Path) -> Result<Vec<String>, RunError> {
    let failed = |source| RunError::Worker { program: program.to_path_buf(), source };
    let setup = Setup { limits: Limits::default(), glyphs: Vec::new(), passwords: Vec::new() };
    let worker = process::Process::start(program, &setup).map_err(failed)?;
    worker.order(Order::Look, Arc::default());
    let reply = worker.reply(setup.limits.time);
    worker.bury();
    match reply {
        Ok(Some((Reply::Reachable(what), _))) => Ok(what),
        _ => Err(failed(io::ErrorKind::InvalidData.into())),
    }
}

/// Goes through an archive that lies in memory, in this thread; for fuzz targets.
#[doc(hidden)]
pub fn unpack(bytes: &[u8], limits: &Limits, sink: plan::Sink<'_>) {
    let archive = frame::Archive {
        name: "fuzz".into(),
        size: bytes.len() as u64,
        provenance: Provenance::default(),
        patterns: wanted::Patterns::default(),
        behind: Vec::new(),
        lost: Vec::new(),
    };
    let _ = archive::here(io::Cursor::new(bytes), &archive, limits, &wanted::Wanted::default(), sink);
}

/// What the threads tell the committer.
enum Message {
    /// So many documents more than were counted.
    More(usize),
    /// A document that the journal holds.
    Known,
    /// From here on documents are added to the journal.
    Start(Box<Journal>),
    /// The document at a place.
    Done(usize, Box<Done>),
    /// So many documents were sent; whether they are all that were planned.
    Planned(usize, bool),
    /// The run cannot go on.
    Broken(RunError),
}

/// [`atomic::write`] of a run.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), RunError> {
    atomic::write(path, bytes).map_err(|e| RunError::io(path, e))
}

/// [`atomic::write_with`] of a run.
pub(crate) fn replace_with(
    path: &Path,
    write: impl FnOnce(&mut io::BufWriter<fs::File>) -> io::Result<()>,
) -> Result<(), RunError> {
    atomic::write_with(path, write).map_err(|e| RunError::io(path, e))
}

/// Removes what a run wrote into a folder, and nothing else.
///
/// # Errors
/// The disk's; [`RunError::Locked`] while another run writes there.
pub fn clear(folder: &Path) -> Result<(), RunError> {
    let (mut journal, _) = Journal::open_any(folder)?;
    journal.cut(0, 0)?;
    carry_over::drop(folder)?;
    derived::remove(folder)?;
    derived::remove_file(&folder.join(settings::NAME))
}
