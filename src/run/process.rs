//! A worker process, seen from the run: orders go in, replies come out, and one that gives none in time is ended.

use super::frame::{self, Order, Reply, Setup};
use super::worker::LOG;
use crate::model::error::Error;
use crate::model::limits::{Limit, Limits};
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is not done this long after its time is up hangs where nothing asks for the time.
pub(super) const GRACE: Duration = Duration::from_secs(2);
/// A new process is refused now and then where the system is short of memory; tried so often, a second apart.
const STARTS: usize = 5;

/// How a process ended before it had answered.
pub(super) enum End {
    /// It took too long, and was killed.
    Late,
    /// It is gone; its last words and how it went.
    Died(String),
    /// Somebody ended it, or the system did, by this signal.
    Killed(i32),
}

impl End {
    /// How often what a process was at is tried before it is blamed. A second process may have no trouble with it; and one
    /// that was ended from outside says nothing of what it was at.
    pub(super) fn tries(&self) -> usize {
        match self {
            End::Late => 1,
            End::Died(_) => 2,
            End::Killed(_) => 4,
        }
    }

    /// The error of what the process was at.
    pub(super) fn error(&self, limits: &Limits) -> Error {
        let words = match self {
            End::Late => return limits.error(Limit::Time),
            End::Died(_) | End::Killed(_) if limits.is_memory_scarce() => return limits.error(Limit::Memory),
            End::Died(words) => words,
            End::Killed(signal) => return Error::Crashed(ended(*signal)),
        };
        // The words of Rust's standard library where memory cannot be had.
        if words.contains("memory allocation of") || words.contains("out of memory") {
            return limits.error(Limit::Memory);
        }
        let what = if words.contains("has overflowed its stack") { "stack overflow" } else { words };
        Error::Crashed(what.to_string())
    }
}

/// A running process.
pub(super) struct Process {
    child: Child,
    orders: Sender<(Order, Arc<Vec<u8>>)>,
    replies: Receiver<io::Result<(Reply, Vec<u8>)>>,
    listener: JoinHandle<String>,
}

impl Process {
    /// Starts `program` with the argument `worker`; it must call [`super::worker::serve`].
    pub(super) fn start(program: &Path, setup: &Setup) -> io::Result<Process> {
        let mut tries = 1;
        loop {
            match Process::start_once(program, setup) {
                Err(error) if tries == STARTS => return Err(error),
                Err(_) => std::thread::sleep(Duration::from_secs(1)),
                started => return started,
            }
            tries += 1;
        }
    }

    fn start_once(program: &Path, setup: &Setup) -> io::Result<Process> {
        let mut command = Command::new(program);
        command.arg("worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // What the environment holds is no matter of a document.
        #[cfg(unix)]
        {
            command.env_clear();
            #[expect(clippy::disallowed_methods, reason = "the log is in no report")]
            let log = std::env::var_os(LOG);
            log.map(|log| command.env(LOG, log));
        }
        // Ctrl-C is for the run, which then lets its workers finish.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (Some(input), Some(mut output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, replies) = channel();
        std::thread::spawn(move || {
            while let Some(frame) = frame::read(&mut output).transpose() {
                let last = frame.is_err();
                if sender.send(frame).is_err() || last {
                    break;
                }
            }
        });
        let listener = std::thread::spawn(move || listen(BufReader::new(errors)));
        // A process that is stopped takes nothing, so who waits for its reply does not write.
        let (orders, receiver) = channel::<(Order, Arc<Vec<u8>>)>();
        let setup = setup.clone();
        std::thread::spawn(move || {
            let mut input = BufWriter::new(input);
            // One that died already is noticed by who waits for its reply.
            let _ = frame::write(&mut input, &setup, &[]);
            for (order, body) in receiver {
                if frame::write(&mut input, &order, &body).is_err() {
                    break;
                }
            }
        });
        Ok(Process { child, orders, replies, listener })
    }

    /// Gives an order. That the process is gone is said by [`Process::reply`].
    pub(super) fn order(&self, order: Order, body: Arc<Vec<u8>>) {
        let _ = self.orders.send((order, body));
    }

    /// The next reply; `None` if the process gives none any more.
    ///
    /// # Errors
    /// [`End::Late`] if it does not come in time.
    pub(super) fn reply(&self, patience: Duration) -> Result<Option<(Reply, Vec<u8>)>, End> {
        match self.replies.recv_timeout(patience) {
            Ok(reply) => Ok(reply.ok()),
            Err(RecvTimeoutError::Timeout) => Err(End::Late),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
        }
    }

    /// Ends it; how it ended.
    pub(super) fn kill(mut self) -> End {
        let _ = self.child.kill();
        self.bury();
        End::Late
    }

    /// Waits for its end, which comes when its input ends; how it ended, by its own words if it had any.
    pub(super) fn bury(mut self) -> End {
        drop(self.orders);
        let status = self.child.wait();
        let words = self.listener.join().unwrap_or_default();
        if let (true, Some(signal)) = (words.is_empty(), status.as_ref().ok().and_then(outside)) {
            return End::Killed(signal);
        }
        End::Died(if words.is_empty() { status.map_or_else(|e| e.to_string(), |s| manner(&s)) } else { words })
    }
}

/// Log lines of a worker go to our log; gives the last line that is none.
fn listen(errors: impl BufRead) -> String {
    let mut words = String::new();
    for line in errors.split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).trim().to_string();
        tracing::debug!(target: "nianbao::worker", "{line}");
        if line.contains("memory allocation of")
            || line.contains("out of memory")
            || line.contains("has overflowed its stack")
        {
            words = line;
        }
    }
    words
}

/// The signal by which a process was ended, where that is one that no program gives itself: to kill, and to terminate.
fn outside(status: &ExitStatus) -> Option<i32> {
    signal(status).filter(|signal| matches!(signal, 9 | 15))
}

#[cfg(unix)]
fn signal(status: &ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(status)
}

#[cfg(not(unix))]
fn signal(_: &ExitStatus) -> Option<i32> {
    None
}

fn ended(signal: i32) -> String {
    format!("its process was ended by signal {signal}")
}

fn manner(status: &ExitStatus) -> String {
    if let Some(signal) = signal(status) {
        return ended(signal);
    }
    // As Rust ends a process whose main thread panicked.
    if status.code() == Some(101) { "a part of it panicked".into() } else { format!("its process ended: {status}") }
}
