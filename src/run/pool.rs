//! A worker process, seen from the run: documents go in, reports come out, and what does not come out in time, or ends
//! the process, is an error of that document alone.

use super::frame::{self, Failure, Reply, Request, Setup};
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A document that is not done this long after its time is up hangs where nothing asks for the time.
const GRACE: Duration = Duration::from_secs(2);
/// A new process is refused now and then where the system is short of memory; tried so often, a second apart.
const STARTS: usize = 5;

/// Converts documents, one at a time.
pub(super) struct Isolated {
    program: PathBuf,
    setup: Setup,
    worker: Option<Worker>,
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
    pub(super) fn convert(&mut self, request: &Request, bytes: &[u8]) -> io::Result<(Reply, Vec<u8>)> {
        let mut end = self.attempt(request, bytes)?;
        if let Err(End::Died(_)) = end {
            end = self.attempt(request, bytes)?;
        }
        let limits = &self.setup.limits;
        let error = match end {
            Ok(answer) => return Ok(answer),
            Err(End::Late) => limits.error(Limit::Time),
            Err(End::Died(words)) => why(&words, limits),
        };
        Ok((Reply::Failed(Failure::from(&error)), Vec::new()))
    }

    fn attempt(&mut self, request: &Request, bytes: &[u8]) -> io::Result<Result<(Reply, Vec<u8>), End>> {
        let mut worker = match self.worker.take() {
            Some(worker) => worker,
            None => self.start()?,
        };
        let patience = self.setup.limits.time.saturating_add(GRACE);
        match worker.ask(request, bytes, patience) {
            Some(Ok(answer)) => {
                self.worker = Some(worker);
                Ok(Ok(answer))
            }
            Some(Err(_)) => Ok(Err(End::Died(worker.bury()))),
            None => {
                let _ = worker.child.kill();
                worker.bury();
                Ok(Err(End::Late))
            }
        }
    }

    fn start(&self) -> io::Result<Worker> {
        let mut tries = 1;
        loop {
            match Worker::start(&self.program, &self.setup) {
                Err(error) if tries == STARTS => return Err(error),
                Err(_) => std::thread::sleep(Duration::from_secs(1)),
                started => return started,
            }
            tries += 1;
        }
    }
}

impl Drop for Isolated {
    /// The process ends when its input does; waiting for it leaves nothing behind, and lets its time be counted.
    fn drop(&mut self) {
        self.worker.take().map(Worker::bury);
    }
}

/// How a document ended its process.
enum End {
    /// It took too long, and the process was killed.
    Late,
    /// The process is gone; its last words and how it went.
    Died(String),
}

/// The error of a document whose process died with these words.
fn why(words: &str, limits: &Limits) -> Error {
    // The words of Rust's standard library where memory cannot be had.
    if words.contains("memory allocation of") {
        return limits.error(Limit::Memory);
    }
    let what = if words.contains("has overflowed its stack") { "stack overflow" } else { words };
    Error::Crashed(what.to_string())
}

/// A running process.
struct Worker {
    child: Child,
    input: BufWriter<ChildStdin>,
    answers: Receiver<io::Result<(Reply, Vec<u8>)>>,
    listener: JoinHandle<String>,
}

impl Worker {
    fn start(program: &Path, setup: &Setup) -> io::Result<Worker> {
        let mut command = Command::new(program);
        command.arg("worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Ctrl-C is for the run, which then lets its workers finish.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (Some(input), Some(mut output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            while let Some(frame) = frame::read(&mut output).transpose() {
                let last = frame.is_err();
                if sender.send(frame).is_err() || last {
                    break;
                }
            }
        });
        let listener = std::thread::spawn(move || listen(BufReader::new(errors)));
        let mut input = BufWriter::new(input);
        // One that died already is noticed by the first document.
        let _ = frame::write(&mut input, setup, &[]);
        Ok(Worker { child, input, answers, listener })
    }

    /// `None` if no answer came in time.
    fn ask(&mut self, request: &Request, bytes: &[u8], patience: Duration) -> Option<io::Result<(Reply, Vec<u8>)>> {
        if let Err(error) = frame::write(&mut self.input, request, bytes) {
            return Some(Err(error));
        }
        match self.answers.recv_timeout(patience) {
            Ok(answer) => Some(answer),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(io::ErrorKind::UnexpectedEof.into())),
        }
    }

    /// Waits for the end of the process; gives what it said of it, or how it ended.
    fn bury(mut self) -> String {
        drop(self.input);
        let status = self.child.wait();
        let words = self.listener.join().unwrap_or_default();
        if words.is_empty() { status.map_or_else(|e| e.to_string(), |s| manner(&s)) } else { words }
    }
}

/// Log lines of a worker go to our log; gives the last line that is none.
fn listen(errors: impl BufRead) -> String {
    let mut words = String::new();
    for line in errors.split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).trim().to_string();
        tracing::debug!(target: "nianbao::worker", "{line}");
        if line.contains("memory allocation of") || line.contains("has overflowed its stack") {
            words = line;
        }
    }
    words
}

fn manner(status: &ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(status) {
        return format!("its process was ended by signal {signal}");
    }
    format!("its process ended: {status}")
}
