//! The threads that convert: each takes the next document, and has a worker process of its own for it.

use super::commit::{self, Done};
use super::frame::{Answer, Request, Setup};
use super::pool::Isolated;
use super::window::Window;
use super::{Message, RunError, worker};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

/// A document on its way to a worker.
pub(super) struct Job {
    /// Its place in what this call adds to the journal, from 0.
    pub(super) place: usize,
    pub(super) request: Request,
    pub(super) bytes: Arc<Vec<u8>>,
}

/// What a thread that feeds one worker works with.
pub(super) struct Crew<'a, H> {
    pub(super) jobs: Arc<Mutex<Receiver<Job>>>,
    pub(super) sender: Sender<Message>,
    pub(super) window: &'a Window,
    pub(super) halted: &'a H,
}

impl<H: Fn() -> bool> Crew<'_, H> {
    /// Converts documents until there are no more.
    pub(super) fn work(self, setup: &Setup, program: Option<&Path>) {
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
