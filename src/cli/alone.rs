//! Commands of one document, run in a process of their own: the same command once more, with the document on its standard
//! input, and limits that only a process can be held to.

use super::complain;
use anyhow::Context;
use nianbao::run::worker;
use nianbao::{Error, Limit, Limits};
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// What is not done this long after its time is up hangs where nothing asks for the time.
const GRACE: Duration = Duration::from_secs(2);

/// What the process wrote, and its exit code.
pub struct Said {
    /// Its standard output.
    pub output: Vec<u8>,
    /// Its exit code.
    pub code: u8,
}

/// Runs what was typed once more, and gives it the document; `None` if it did not come to its end, which is said then.
///
/// # Errors
/// When no process can be started.
pub fn run(name: &str, document: Vec<u8>, limits: &Limits) -> anyhow::Result<Option<Said>> {
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).arg("--alone").arg(name);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let shown = name;
    let mut child = command.spawn().context("a process of its own cannot be started; free memory")?;
    let (Some(mut input), Some(mut output), Some(mut errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        anyhow::bail!("a process of its own cannot be talked to");
    };
    // Ends when the process does.
    thread::spawn(move || drop(input.write_all(&document)));
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.read_to_end(&mut bytes).map(|_| bytes);
        drop(sender.send(read));
    });
    let listener = thread::spawn(move || {
        let mut words = Vec::new();
        drop(errors.read_to_end(&mut words));
        String::from_utf8_lossy(&words).into_owned()
    });
    let output = match receiver.recv_timeout(limits.time.saturating_add(GRACE)) {
        Ok(output) => output?,
        Err(RecvTimeoutError::Timeout) => {
            child.kill()?;
            child.wait()?;
            refuse(shown, limits, Limit::Time);
            return Ok(None);
        }
        Err(RecvTimeoutError::Disconnected) => Vec::new(),
    };
    let status = child.wait()?;
    let words = listener.join().unwrap_or_default();
    match status.code().and_then(|code| u8::try_from(code).ok()) {
        Some(code) => {
            let _ = io::stderr().lock().write_all(words.as_bytes());
            Ok(Some(Said { output, code }))
        }
        // The words of Rust's standard library where memory cannot be had; so little does not even let it say them.
        None if words.contains("memory allocation of") || limits.is_memory_scarce() => {
            refuse(shown, limits, Limit::Memory);
            Ok(None)
        }
        None => {
            let what = if words.contains("has overflowed its stack") { "stack overflow" } else { "its process ended" };
            let error = Error::Crashed(what.into());
            complain(&format!("{shown}: {}: {error}\n  {}", error.code(), error.advice()));
            Ok(None)
        }
    }
}

fn refuse(shown: &str, limits: &Limits, limit: Limit) {
    let error = limits.error(limit);
    complain(&format!("{shown}: {}: {error}\n  {}", error.code(), error.advice()));
}

/// The document, in the process that [`run`] started; from here on its limits hold.
///
/// # Errors
/// Those of standard input; [`Error::Limit`] where the document alone takes all memory.
pub fn document(limits: &Limits) -> Result<Vec<u8>, Error> {
    worker::restrict(limits);
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::OutOfMemory => Err(limits.error(Limit::Memory)),
        Err(error) => Err(error.into()),
    }
}
