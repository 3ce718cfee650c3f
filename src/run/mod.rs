//! Many documents: planned, converted by worker processes, written by one committer in the order of the plan.
//!
//! A run is a folder with [`journal::REPORTS`] and [`journal::DOCUMENTS`]. Both are the same, byte by byte, at any number
//! of jobs and after any interruption; what else is in the folder is made from them at the end.

mod archive;
mod carry_over;
mod commit;
pub mod files;
pub mod frame;
pub mod journal;
mod lacking;
mod names;
pub mod plan;
mod pool;
mod process;
mod remote;
mod schedule;
mod settings;
#[cfg(feature = "object-store")]
pub mod store;
pub mod unpacker;
mod wanted;
mod window;
pub mod worker;

use crate::atomic;
use crate::collection::links::LINKS;
use crate::collection::summary::SUMMARY;
use crate::converter::hexadecimal;
use crate::model::limits::Limits;
use crate::model::source::Provenance;
use commit::Done;
use frame::{Answer, Failure, Order, Reply, Request, Setup};
use journal::{Journal, Outcome};
pub use lacking::Lacking;
use plan::Plan;
use pool::Isolated;
use schedule::Schedule;
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
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
    /// Convert again what failed in an earlier run.
    pub retry_failed: bool,
    /// What is done with documents of the run that the plan lacks.
    pub lacking: Lacking,
}

/// Why a run ended before its end; it goes on from there when it is started again.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A file of the run cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process writes the run.
    #[error("{}: another run is writing here", .0.display())]
    Locked(PathBuf),
    /// The folder holds a run of another version or with other options.
    #[error("{}: holds a run {what}", folder.display())]
    Other {
        /// The folder.
        folder: PathBuf,
        /// What is different.
        what: String,
    },
    /// The plan lacks documents of the run.
    #[error("{}: holds {} that this command does not have: {}", folder.display(), documents(.names.len()), shown(.names))]
    Lacking {
        /// The folder.
        folder: PathBuf,
        /// Names of the documents.
        names: Vec<String>,
    },
    /// No worker process can be started.
    #[error("{}: a worker process cannot be started: {source}", program.display())]
    Worker {
        /// The program.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl RunError {
    pub(crate) fn io(path: &Path, source: io::Error) -> RunError {
        RunError::Io { path: path.to_path_buf(), source }
    }

    /// What a user can do about it: one line.
    pub fn advice(&self) -> &'static str {
        match self {
            RunError::Io { .. } => {
                "look at the disk and its permissions; the same command then goes on where it stopped"
            }
            RunError::Locked(_) => "wait for it, or give another folder",
            RunError::Other { .. } => "give another folder, or --restart to convert everything anew",
            RunError::Lacking { .. } => {
                "look at inputs and filters; --prune takes them off, --add keeps them beside what is new, another folder \
                 leaves the run as it is"
            }
            RunError::Worker { .. } => "free memory or lower --jobs; the same command then goes on where it stopped",
        }
    }
}

/// So many documents, for people.
fn documents(count: usize) -> String {
    if count == 1 { "1 document".into() } else { format!("{count} documents") }
}

/// The first of some names.
fn shown(names: &[String]) -> String {
    const FIRST: usize = 5;
    let first: Vec<&str> = names.iter().take(FIRST).map(String::as_str).collect();
    let more = names.len().saturating_sub(FIRST);
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}

/// What happens in a run, for whoever shows it. Documents come in the order of the plan.
#[derive(Debug)]
pub enum Event<'a> {
    /// This many documents more than were counted are in an archive.
    More(usize),
    /// A document that was in the journal already.
    Known,
    /// A document that was added to it.
    Done {
        /// Its name.
        document: &'a str,
        /// What became of it.
        outcome: Outcome,
        /// Why it failed.
        error: Option<&'a Failure>,
        /// Code and message of each finding of severity error of its reports.
        flags: &'a [(String, String)],
    },
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
    let (journal, known) = Journal::open(out)?;
    let lacking = if options.lacking == Lacking::Prune { Vec::new() } else { lacking::find(plan, out)? };
    if options.lacking == Lacking::Refuse && !lacking.is_empty() {
        return Err(RunError::Lacking { folder: out.to_path_buf(), names: lacking });
    }
    settings::agree(out, &setup, plan, options.lacking, known)?;
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

/// A document on its way to a worker.
struct Job {
    /// Its place in what this call adds to the journal, from 0.
    place: usize,
    request: Request,
    bytes: Arc<Vec<u8>>,
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

/// What a thread that feeds one worker works with.
struct Crew<'a, H> {
    jobs: Arc<Mutex<Receiver<Job>>>,
    sender: Sender<Message>,
    window: &'a Window,
    halted: &'a H,
}

impl<H: Fn() -> bool> Crew<'_, H> {
    /// Converts documents until there are no more.
    fn work(self, setup: &Setup, program: Option<&Path>) {
        let mut convert = match converter(setup, program) {
            Ok(convert) => convert,
            Err(error) => return drop(self.sender.send(Message::Broken(error))),
        };
        loop {
            let next = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = next else { return };
            if (self.halted)() {
                continue;
            }
            let length = job.bytes.len();
            match convert(&job.request, &job.bytes) {
                Ok((answer, reports)) => {
                    self.window.exchange(length, reports.len());
                    let done = Done {
                        name: job.request.name,
                        sha256: Some(job.request.sha256),
                        bytes: Some(length as u64),
                        held: reports.len(),
                        what: commit::What::Answer(answer, reports),
                    };
                    drop(self.sender.send(Message::Done(job.place, Box::new(done))));
                }
                Err(error) => return drop(self.sender.send(Message::Broken(error))),
            }
        }
    }
}

type Convert<'a> = Box<dyn FnMut(&Request, &Arc<Vec<u8>>) -> Result<(Answer, Vec<u8>), RunError> + 'a>;

/// What converts one document: a worker process, or this thread.
fn converter<'a>(setup: &'a Setup, program: Option<&'a Path>) -> Result<Convert<'a>, RunError> {
    let failed = |program: &Path, source| RunError::Worker { program: program.to_path_buf(), source };
    let Some(program) = program else {
        let converter = worker::converter(setup).map_err(|e| failed(Path::new("glyphs"), e))?;
        return Ok(Box::new(move |request, bytes| Ok(worker::convert(bytes, request, &converter))));
    };
    let mut isolated = Isolated::new(program, setup);
    Ok(Box::new(move |request, bytes| isolated.convert(request, bytes).map_err(|e| failed(program, e))))
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

/// Whether a name in the folder of a run is that of what a run writes there.
fn is_own(name: &str) -> bool {
    use crate::collection::cross_report::RUN_CHECKS;
    let own = [journal::REPORTS, journal::DOCUMENTS, settings::NAME, SUMMARY, LINKS, RUN_CHECKS, TABLES];
    own.contains(&name) || name.starts_with("previous-")
}

/// Folder of the tables of a run.
pub const TABLES: &str = "tables";

/// Removes what a run wrote into a folder, and nothing else.
///
/// # Errors
/// The disk's; [`RunError::Locked`] while another run writes there.
pub fn clear(folder: &Path) -> Result<(), RunError> {
    let (mut journal, _) = Journal::open_any(folder)?;
    journal.cut(0, 0)?;
    carry_over::drop(folder)?;
    for name in [settings::NAME, SUMMARY, LINKS] {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(RunError::io(&folder.join(name), error));
            }
            _ => {}
        }
    }
    Ok(())
}
