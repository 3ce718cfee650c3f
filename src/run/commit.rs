//! The one writer of a run: documents come from the workers in any order, and are written in that of the plan.

use super::frame::{Answer, Failure, Head, ReportOutcome};
use super::journal::{Journal, Line, Outcome};
use super::window::Window;
use super::{End, Event, Message, RunError};
use crate::model::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// How long nothing may come before whoever shows the run is told that it goes on.
const BEAT: Duration = Duration::from_secs(5);

/// A document that is done.
pub(super) struct Done {
    pub(super) name: String,
    pub(super) sha256: Option<String>,
    pub(super) bytes: Option<u64>,
    /// Bytes that it takes of the window.
    pub(super) held: usize,
    pub(super) what: What,
}

/// How.
pub(super) enum What {
    /// What a worker says, and the reports.
    Answer(Answer, Vec<u8>),
    /// As it was in an earlier plan.
    Known(Box<Line>, Vec<u8>),
    /// Its bytes are those of this document.
    Duplicate(String),
    /// It is no document, for this reason.
    Skipped(String),
    /// It is an archive that holds this.
    Archive(String),
    /// There is nothing to be read.
    Failed(Failure),
}

/// Writes until all threads are done.
///
/// # Errors
/// The disk's, or that of another thread.
pub(super) fn commit(
    messages: &Receiver<Message>,
    window: &Window,
    on: &mut dyn FnMut(Event<'_>),
) -> Result<End, RunError> {
    let mut journal: Option<Box<Journal>> = None;
    let mut waiting: BTreeMap<usize, Box<Done>> = BTreeMap::new();
    let (mut next, mut planned) = (0, None);
    loop {
        let message = match messages.recv_timeout(BEAT) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => {
                on(Event::Beat);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        };
        match message {
            Message::Known => on(Event::Known),
            Message::More(count) => on(Event::More(count)),
            Message::Start(opened) => journal = Some(opened),
            Message::Planned(count, whole) => planned = Some((count, whole)),
            Message::Broken(error) => return Err(error),
            Message::Done(place, done) => drop(waiting.insert(place, done)),
        }
        let Some(journal) = &mut journal else { continue };
        while let Some(done) = waiting.remove(&next) {
            next += 1;
            let held = done.held;
            add(journal, *done, on)?;
            window.leave(held);
        }
    }
    let finished = planned.is_some_and(|(count, whole)| whole && count == next);
    if let Some(journal) = journal {
        journal.close(finished)?;
    }
    Ok(if finished { End::Finished } else { End::Interrupted })
}

fn add(journal: &mut Journal, done: Done, on: &mut dyn FnMut(Event<'_>)) -> Result<(), RunError> {
    let mut line = Line {
        document: done.name,
        sha256: done.sha256,
        bytes: done.bytes,
        outcome: Outcome::Converted,
        reports: Vec::new(),
        flags: Vec::new(),
        flagged: 0,
        error: None,
        reason: None,
        of: None,
        start: 0,
        end: 0,
        digest: String::new(),
    };
    let (mut reports, mut flags) = (Vec::new(), Vec::new());
    let is_known = matches!(done.what, What::Known(..));
    match done.what {
        What::Answer(Answer::Converted(heads), bytes) => {
            reports = bytes;
            (line.outcome, line.error, line.reason) = outcome(&heads);
            for head in heads {
                line.reports.push(head.report_id);
                line.flagged += usize::from(!head.flags.is_empty());
                flags.extend(head.flags);
            }
            line.flags = flags.iter().map(|flag| flag.code.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        }
        // Data beside the documents: what it is was only known when it was read.
        What::Answer(Answer::Failed(failure), _) if failure.code == Error::NO_DOCUMENT => {
            (line.outcome, line.reason) = (Outcome::Skipped, Some(failure.message));
        }
        What::Answer(Answer::Failed(failure), _) | What::Failed(failure) => {
            (line.outcome, line.error) = (Outcome::Failed, Some(failure));
        }
        What::Answer(Answer::Unread(failure), _) => {
            (line.outcome, line.error) = (Outcome::Unread, Some(failure));
        }
        What::Known(known, bytes) => (line, reports) = (*known, bytes),
        What::Duplicate(of) => (line.outcome, line.of) = (Outcome::Duplicate, Some(of)),
        What::Skipped(reason) => (line.outcome, line.reason) = (Outcome::Skipped, Some(reason)),
        What::Archive(holds) => (line.outcome, line.reason) = (Outcome::Archive, Some(holds)),
    }
    journal.add(&mut line, &reports)?;
    if is_known {
        on(Event::Known);
        return Ok(());
    }
    on(Event::Done { line: &line, flags: &flags });
    Ok(())
}

/// What became of a document by what its reports make of it: one that is a report is enough.
fn outcome(heads: &[Head]) -> (Outcome, Option<Failure>, Option<String>) {
    let mut outcome = (Outcome::NotAReport, None, None);
    for head in heads {
        match (&head.outcome, outcome.0) {
            (ReportOutcome::Converted, _) => return (Outcome::Converted, None, None),
            (ReportOutcome::Unread(failure), Outcome::NotAReport) => {
                outcome = (Outcome::Unread, Some(failure.clone()), None)
            }
            (ReportOutcome::NotAReport(reason), Outcome::NotAReport) if outcome.2.is_none() => {
                outcome.2 = Some(reason.clone())
            }
            _ => {}
        }
    }
    outcome
}
