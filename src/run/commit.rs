//! The one writer of a run: documents come from the workers in any order, and are written in that of the plan.

use super::frame::{Answer, Failure};
use super::journal::{Journal, Line, Outcome};
use super::window::Window;
use super::{End, Event, Message, RunError};
use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;

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
    Known(Line, Vec<u8>),
    /// Its bytes are those of this document.
    Duplicate(String),
    /// It is no document, for this reason.
    Skipped(String),
    /// It could not be read.
    Unread(Failure),
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
    for message in messages {
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
        error: None,
        reason: None,
        of: None,
        end: 0,
    };
    let (mut reports, mut flags) = (Vec::new(), Vec::new());
    match done.what {
        What::Answer(Answer::Converted(heads), bytes) => {
            reports = bytes;
            for head in heads {
                line.reports.push(head.report_id);
                flags.extend(head.flags);
            }
        }
        What::Answer(Answer::Failed(failure), _) | What::Unread(failure) => {
            line.outcome = Outcome::Failed;
            line.error = Some(failure);
        }
        What::Known(known, bytes) => {
            (line, reports) = (known, bytes);
        }
        What::Duplicate(of) => {
            line.outcome = Outcome::Duplicate;
            line.of = Some(of);
        }
        What::Skipped(reason) => {
            line.outcome = Outcome::Skipped;
            line.reason = Some(reason);
        }
    }
    journal.add(&mut line, &reports)?;
    on(Event::Done { document: &line.document, outcome: line.outcome, error: line.error.as_ref(), flags: &flags });
    Ok(())
}
