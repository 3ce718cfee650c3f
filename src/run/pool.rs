//! Documents converted in a process of their own: what does not come out in time, or ends the process, is an error of
//! that document alone.

use super::frame::{Answer, Failure, Order, Reply, Request, Setup};
use super::process::{End, GRACE, Process};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Converts documents, one at a time.
pub(super) struct Isolated {
    program: PathBuf,
    setup: Setup,
    worker: Option<Process>,
}

impl Isolated {
    /// `program` is started with the argument `worker`, and must call [`super::worker::serve`].
    pub(super) fn new(program: &Path, setup: &Setup) -> Isolated {
        Isolated { program: program.to_path_buf(), setup: setup.clone(), worker: None }
    }

    /// Converts one document. A process that broke down may have done so over what documents before had left in it, or
    /// have been ended by somebody, so the document gets a second one of its own.
    ///
    /// # Errors
    /// When no process can be started; what goes wrong with the document is a reply.
    pub(super) fn convert(&mut self, request: &Request, bytes: &Arc<Vec<u8>>) -> io::Result<(Answer, Vec<u8>)> {
        let mut tried = 1;
        let mut end = self.attempt(request, bytes)?;
        while end.as_ref().is_err_and(|end| tried < end.tries()) {
            tried += 1;
            end = self.attempt(request, bytes)?;
        }
        let failed = |end: End| Answer::Failed(Failure::from(&end.error(&self.setup.limits)));
        Ok(end.unwrap_or_else(|end| (failed(end), Vec::new())))
    }

    fn attempt(&mut self, request: &Request, bytes: &Arc<Vec<u8>>) -> io::Result<Result<(Answer, Vec<u8>), End>> {
        let worker = match self.worker.take() {
            Some(worker) => worker,
            None => Process::start(&self.program, &self.setup)?,
        };
        worker.order(Order::Convert(request.clone()), Arc::clone(bytes));
        Ok(match worker.reply(self.setup.limits.time.saturating_add(GRACE)) {
            Ok(Some((Reply::Answer(answer), reports))) => {
                self.worker = Some(worker);
                Ok((answer, reports))
            }
            Ok(None) => Err(worker.bury()),
            // Also what says something else than it was asked for.
            Ok(Some(_)) | Err(_) => Err(worker.kill()),
        })
    }
}

impl Drop for Isolated {
    /// The process ends when its input does; waiting for it leaves nothing behind, and lets its time be counted.
    fn drop(&mut self) {
        self.worker.take().map(Process::bury);
    }
}
